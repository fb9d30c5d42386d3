// Templates of the force's own: put into use by two people, drawn from by everything that draws cards.
#include <poppler-document.h>
#include <poppler-page.h>

#include "crypto/box.h"
#include "laws/office_fixture.h"
#include "office/designs.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

std::string side(std::string_view body) {
  return fmt::format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='-3 -3 91.6 59.98'>{}</svg>", body);
}
const std::string kFront = side(
    "<rect x='-3' y='-3' width='91.6' height='12' fill='#103a2b'/><text x='5' y='6'>Harbour Watch</text>"
    "<text x='40' y='20'>%VAR_surname%</text><rect id='photo' x='5' y='15' width='25' height='32'/>");
const std::string kBack =
    side("<text x='5' y='9'>No. %VAR_warrant_number%</text><rect id='stamp' x='45' y='10' width='34' height='34'/>");

std::string text_of(const Plaintext& pdf) {
  const std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
      reinterpret_cast<const char*>(pdf.reveal().data()), static_cast<int>(pdf.size())));
  if (!document) throw std::runtime_error("the artwork is no PDF");
  std::string out;
  for (int i = 0; i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const auto utf8 = page->text().to_utf8();
    out.append(utf8.begin(), utf8.end());
  }
  return out;
}

class Designs : public ::testing::Test {
 protected:
  TestForce force{{.people = 3, .budget = {50, 50, 50, 200}}};

  void set(const office::CardTemplate& act) {
    const std::uint64_t id = must(office::propose(*force.office, force.security, act));
    must(office::decide(*force.office, force.second_security, id, true));
  }
  // What the bureau can read of this item once it is released.
  std::string printed(std::uint64_t item) {
    auto link = force.link(force.bureau);
    const ItemId id = force.item(item).id;
    const Bytes locked = must(link.locked(id));
    const Plaintext key = must(crypto::box_open(force.bureau.identity.box, must(link.release(id))));
    return text_of(must(press::unlock_item(id, key, locked)));
  }
};

TEST_F(Designs, TwoPeoplePutATemplateIntoUseAndCardsAreDrawnFromIt) {
  set({"warrant card", kFront, kBack, "the new look"});
  const auto made = force.queue_cards({force.people[0]});
  const std::string words = printed(made.outside[0]);
  EXPECT_NE(words.find("Harbour Watch"), std::string::npos) << words;
  EXPECT_NE(words.find(invent(0).surname), std::string::npos);
  EXPECT_EQ(words.find(invent(0).forenames), std::string::npos);  // the template does not ask for them
  EXPECT_EQ(force.item(made.outside[0]).fields, (FieldSet{Field::kSurname, Field::kWarrantNumber, Field::kPhoto}));
  EXPECT_GT(force.item(made.outside[0]).status_slot, 0U);

  force.open();  // it is in the store
  EXPECT_NE(printed(force.queue_cards({force.people[1]}).outside[0]).find("Harbour Watch"), std::string::npos);
  set({"warrant card", "", "", "the old look again"});
  EXPECT_EQ(printed(force.queue_cards({force.people[2]}).outside[0]).find("Harbour Watch"), std::string::npos);
}

TEST_F(Designs, AStampMayStandOnEitherSide) {
  const std::string code = "<rect id='stamp' x='45' y='10' width='34' height='34'/>",
                    words = "<text x='5' y='9'>%VAR_surname%</text>";
  set({"warrant card", side(words + code), side(words), "the code in front"});
  EXPECT_GT(force.item(force.queue_cards({force.people[0]}).outside[0]).status_slot, 0U);
  set({"warrant card", side(words), side(words), "no code at all"});
  EXPECT_EQ(force.item(force.queue_cards({force.people[1]}).outside[0]).status_slot, 0U);
}

TEST_F(Designs, WhoProposesDoesNotDecideAndAnUndecidedTemplateIsNotUsed) {
  const std::uint64_t id =
      must(office::propose(*force.office, force.security, office::CardTemplate{"warrant card", kFront, kBack, "why"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, id, true)), Code::kRefused);
  EXPECT_EQ(printed(force.queue_cards({force.people[0]}).outside[0]).find("Harbour Watch"), std::string::npos);
}

TEST_F(Designs, WhatCannotBeDrawnCannotBeProposed) {
  const auto outcome = [&](const office::CardTemplate& act) {
    return code_of(office::propose(*force.office, force.security, act));
  };
  EXPECT_EQ(outcome({"warrant card", side("<text>%VAR_pay_number%</text>"), kBack, "why"}), Code::kInvalid);
  EXPECT_EQ(outcome({"warrant card", side("<script>1</script>"), kBack, "why"}), Code::kInvalid);
  EXPECT_EQ(outcome({"warrant card", kFront, "", "why"}), Code::kInvalid);
  EXPECT_EQ(outcome({"library card", kFront, kBack, "why"}), Code::kUsage);
  EXPECT_EQ(outcome({"warrant card", kFront, kBack, ""}), Code::kUsage);
  EXPECT_EQ(
      code_of(office::propose(*force.office, force.issuer, office::CardTemplate{"warrant card", kFront, kBack, "why"})),
      Code::kRefused);
}

TEST_F(Designs, ATemplateChangedInTheStoreIsNoticed) {
  set({"warrant card", kFront, kBack, "the new look"});
  auto database = force.raw_store();
  must(database->run("UPDATE sealed_row SET box = zeroblob(length(box)) WHERE kind = 30"));
  database.reset();
  EXPECT_EQ(code_of(force.try_open()), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::test
