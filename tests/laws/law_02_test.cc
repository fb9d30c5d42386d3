// Law 2: the press gets a card, not a record. No type that crosses has room for a pay number or a vetting level, no
// template can ask for one, and what a press opens holds neither.
#include <poppler-document.h>
#include <poppler-page.h>

#include "office_fixture.h"

namespace tipstaff::test {
namespace {

template <class T>
concept NamesPay = requires(T t) {
  t.pay_number;
}
|| requires(T t) { t.pay; }
|| requires(T t) { t.values; };
template <class T>
concept NamesVetting = requires(T t) {
  t.vetting_level;
}
|| requires(T t) { t.vetting; }
|| requires(T t) { t.fields; };
template <class T>
concept NamesPerson = requires(T t) {
  t.person;
}
|| requires(T t) { t.person_id; };

template <class... T>
consteval bool hold_no_record() {
  return ((!NamesPay<T> && !NamesVetting<T> && !NamesPerson<T>)&&...);
}
static_assert(hold_no_record<card::Face, press::ListedItem, press::Receipt, press::Enrolled, press::Enrolment>());
static_assert(!kCardFields.has(Field::kPayNumber) && !kCardFields.has(Field::kVettingLevel));

std::string side(std::string_view words) {
  return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 91.6 59.98"><text x="5" y="20" )"
                     R"(font-family="Noto Sans" font-size="4">{}</text></svg>)",
                     words);
}

TEST(Law02, NoTemplateCanAskForMore) {
  ASSERT_TRUE(card::Template::load(as_bytes(side("%VAR_surname%")), as_bytes(side("%VAR_serial%"))));
  for (const char* name :
       {"pay_number", "vetting_level", "PAY_NUMBER", "pay", "vetting", "location", "email", "person"}) {
    const std::string asks = side(fmt::format("%VAR_{}%", name)), plain = side("%VAR_surname%");
    EXPECT_FALSE(card::Template::load(as_bytes(asks), as_bytes(plain))) << name;
    EXPECT_FALSE(card::Template::load(as_bytes(plain), as_bytes(asks))) << name;
  }
  EXPECT_EQ(code_of(card::Template::load(as_bytes(side("%VAR_pay_number%")), as_bytes(side("")))), Code::kRefused);
  EXPECT_EQ(code_of(card::Template::load(as_bytes(side("%VAR_vetting_level%")), as_bytes(side("")))), Code::kRefused);
}

std::string text_of(const Plaintext& pdf) {
  const std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
      reinterpret_cast<const char*>(pdf.reveal().data()), static_cast<int>(pdf.size())));
  if (!document) throw std::runtime_error("the artwork is no PDF");
  std::string out;
  for (int i = 0; i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const auto utf8 = page->text().to_utf8();
    for (const char c : utf8)
      if (std::isspace(static_cast<unsigned char>(c)) == 0) out += c;
  }
  return out;
}

TEST(Law02, WhatAPressOpensHoldsNeitherPayNumberNorVettingLevel) {
  TestForce force({.people = 8, .protected_people = {6, 7}, .budget = {20, 20, 20, 20}});
  const auto made = force.queue_cards(force.people);
  const auto search = [&](const PressSite& site, std::size_t expected) {
    auto link = force.link(site);
    const auto listed = must(link.list(100));
    EXPECT_EQ(listed.size(), expected);
    for (const press::ListedItem& item : listed) {
      const Bytes locked = must(link.locked(item.item));
      const Plaintext key = must(crypto::box_open(site.identity.box, must(link.release(item.item))));
      const Plaintext pdf = must(press::unlock_item(item.item, key, locked));
      const std::string text = text_of(pdf), raw(pdf.reveal_text());
      EXPECT_NE(text.find("Thistle"), std::string::npos);  // the search can find something
      for (const char* never : {"PAYNO", "VETTED"}) {
        EXPECT_EQ(text.find(never), std::string::npos) << never;
        EXPECT_EQ(raw.find(never), std::string::npos) << never;
      }
    }
  };
  search(force.bureau, 6);
  search(force.pass_office, 2);
  for (const auto& list : {made.outside, made.inside})
    for (const std::uint64_t number : list) EXPECT_TRUE(kCardFields.contains(force.item(number).fields));
  // Nor was either read for it.
  for (const ledger::StoredEntry& entry : force.entries())
    if (entry.detail->act == ledger::Act::kRead || entry.detail->act == ledger::Act::kItemReleased) {
      EXPECT_TRUE(kCardFields.contains(entry.detail->fields));
    }
}

}  // namespace
}  // namespace tipstaff::test
