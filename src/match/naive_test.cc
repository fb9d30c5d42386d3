// The scanner held against a search that knows nothing: every written form of everybody, byte for byte, in every
// encoding, at every place where text is cut into pieces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <random>

#include "match/fold.h"
#include "match/rows.h"
#include "match/test_index.h"
#include "match/test_population.h"

namespace tipstaff::match {
namespace {

// Nobody's words are another's, so no reading but one is right.
const std::vector<Known> kDistinct = {{"O’Sullivan", "Siobhán"},
                                      {"D'Arcy", "James"},
                                      {"McKenzie", "Hamish"},
                                      {"MacLeod", "Fiona Jane"},
                                      {"van der Berg", "Pieter"},
                                      {"Müller", "Jürgen"},
                                      {"Łukasiewicz", "Michał"},
                                      {"Ó Súilleabháin", "Pádraig"},
                                      {"Featherstonehaugh", "Zoë"},
                                      {"Venkatasubramanian", "Rajesh"},
                                      {"St Hilaire", "Winston"},
                                      {"Sørensen", "Søren"},
                                      {"Nguyễn", "Thị Hương"},
                                      {"Okafor", "Adaeze Grace"},
                                      {"Byrne-O'Reilly", "Seán"},
                                      {"Smith-Barrington", "Alice"},
                                      {"De la Croix-Dubois", "Chloé"},
                                      {"M'Bala", "Éric Noël"},
                                      {"Ng", "Wei Ling"},
                                      {"Abercrombie-Fotheringay-Phipps", "Tarquin"},
                                      {"Strauß", "Käthe"},
                                      {"Dvořák", "Antonín"},
                                      {"Al-Rashid", "Yusuf"},
                                      {"Ap Rhys", "Gwilym"}};

std::u16string utf16_of(const std::string& text) {
  std::u16string out(text.size(), u' ');
  UErrorCode error = U_ZERO_ERROR;
  int32_t size = 0;
  u_strFromUTF8(out.data(), static_cast<int32_t>(out.size()), &size, text.data(), static_cast<int32_t>(text.size()),
                &error);
  out.resize(static_cast<std::size_t>(size));
  return out;
}
std::string decomposed(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const std::u16string from = utf16_of(text);
  std::u16string out(from.size() * 4 + 4, u' ');
  const int32_t size = unorm2_normalize(unorm2_getNFDInstance(&error), from.data(), static_cast<int32_t>(from.size()),
                                        out.data(), static_cast<int32_t>(out.size()), &error);
  std::string utf8(static_cast<std::size_t>(size) * 3, ' ');
  int32_t bytes = 0;
  u_strToUTF8(utf8.data(), static_cast<int32_t>(utf8.size()), &bytes, out.data(), size, &error);
  EXPECT_TRUE(U_SUCCESS(error));
  utf8.resize(static_cast<std::size_t>(bytes));
  return utf8;
}
// Nothing where the code page lacks a letter.
std::optional<std::string> in_code_page(const std::string& text, const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(name, &error), ucnv_close);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const std::u16string from = utf16_of(text);
  std::string out(from.size() * 2, ' ');
  const int32_t size = ucnv_fromUChars(converter.get(), out.data(), static_cast<int32_t>(out.size()), from.data(),
                                       static_cast<int32_t>(from.size()), &error);
  if (U_FAILURE(error)) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// Each form with each apostrophe and hyphen that keyboards and programs put there, in each encoding.
std::vector<std::string> all_bytes_of(const Known& one) {
  std::vector<std::string> out;
  const auto add = [&](std::string text) {
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  };
  for (const std::string& form : written_forms(one.surname, one.forenames)) {
    if (form.ends_with('@')) continue;  // those of addresses are looked for whole
    std::vector<std::string> shapes{form};
    if (form.find('\'') != std::string::npos)
      for (const char* mark : {"’", "‘", "ʼ", "`", "´", "′", "＇"}) shapes.push_back(replaced(form, "'", mark));
    if (form.find('-') != std::string::npos)
      for (const char* mark : {"‐", "‑", "–", "−", "\u00AD", " - ", "-\n"}) shapes.push_back(replaced(form, "-", mark));
    for (const std::string& shape : shapes) {
      add(shape);
      add(decomposed(shape));
      for (const char* page : {"windows-1252", "macintosh"})
        if (auto bytes = in_code_page(shape, page)) add(std::move(*bytes));
    }
  }
  return out;
}

std::vector<Event> scanned(const Index& index, const std::string& padded, std::size_t from, std::size_t size,
                           Way way = best_way()) {
  std::vector<Event> out;
  Scanner(index, way).scan(std::string_view(padded).substr(from, size), out);
  for (Event& event : out) {
    event.begin += static_cast<std::uint32_t>(from);
    event.end += static_cast<std::uint32_t>(from);
  }
  return out;
}
bool met(const Index& index, const std::vector<Event>& events, std::size_t begin, std::size_t end, std::uint32_t who) {
  return std::ranges::any_of(events, [&](const Event& event) {
    return event.entry != nullptr && event.begin < end && event.end > begin &&
           std::ranges::count(index.holders(*event.entry), who) > 0;
  });
}

TEST(Naive, EveryFormInEveryEncodingIsFound) {
  const Index index = index_of(kDistinct);
  std::size_t tried = 0;
  for (std::uint32_t who = 0; who < kDistinct.size(); ++who)
    for (const std::string& bytes : all_bytes_of(kDistinct[who])) {
      const std::string text = "yes; " + bytes + "; no" + std::string(kPadding, 'x');
      ++tried;
      EXPECT_TRUE(met(index, scanned(index, text, 0, text.size() - kPadding), 5, 5 + bytes.size(), who))
          << testing::PrintToString(bytes);
    }
  EXPECT_GT(tried, 2000U);
}

// Wherever the chunks of one text and the pieces of a search cut it, and by whatever way.
TEST(Naive, NothingIsMissedWhereTextIsCut) {
  const Index index = index_of(kDistinct);
  std::mt19937 random(5);
  std::vector<std::vector<std::string>> forms;
  for (const Known& one : kDistinct) forms.push_back(all_bytes_of(one));
  static const std::vector<std::string> kWords = {"the", "of", "report", "2023", "north", "station", "\n", "x@y",
                                                  "was", "…",  "seen",   "a",    "NM77",  "__",      "\t", "1.5"};
  struct Planted {
    std::size_t begin, end;
    std::uint32_t who;
  };
  for (int round = 0; round < 4; ++round) {
    std::string text;
    std::vector<Planted> planted;
    while (text.size() < 20 * kMostTokenised) {
      for (std::size_t i = random() % 40; i > 0; --i) text += kWords[random() % kWords.size()] + " ";
      const auto who = static_cast<std::uint32_t>(random() % forms.size());
      const std::string& form = forms[who][random() % forms[who].size()];
      text += "; ";
      planted.push_back({text.size(), text.size() + form.size(), who});
      text += form + "; ";
    }
    const std::size_t size = text.size();
    text.append(kPadding, 'x');
    std::vector<Event> whole;
    for (const Way way : {Way::kScalar, Way::kAvx2, Way::kAvx512}) {
      if (!can(way)) continue;
      const auto events = scanned(index, text, 0, size, way);
      for (const Planted& one : planted)
        EXPECT_TRUE(met(index, events, one.begin, one.end, one.who))
            << way_name(way) << " " << testing::PrintToString(text.substr(one.begin - 20, 80));
    }
    const std::size_t piece = 1000 + random() % 3000;
    std::vector<Event> in_pieces;
    for (std::size_t at = 0; at < size; at += piece) {
      const auto events = scanned(index, text, at, std::min(piece + Scanner::kOverlap, size - at));
      in_pieces.insert(in_pieces.end(), events.begin(), events.end());
    }
    for (const Planted& one : planted)
      EXPECT_TRUE(met(index, in_pieces, one.begin, one.end, one.who))
          << testing::PrintToString(text.substr(one.begin - 20, 80));
  }
}

// Where the words of names are others' names too, a form may be read as somebody else: only as one whose own form
// stands there.
TEST(Naive, WhatIsReadOtherwiseIsSomebodyElsesForm) {
  std::vector<Known> people;
  const std::vector<std::string> both = {"Lee",     "James", "Johnson", "White", "Sarah",
                                         "Hartley", "Grant", "Rose",    "Kelly", "Thomas"};
  for (std::size_t i = 0; i < both.size(); ++i)
    for (std::size_t j = 0; j < both.size(); ++j)
      if (i != j && (i * 7 + j * 3) % 4 == 0) people.push_back({both[i], both[j]});
  people.push_back({"Lee-Johnson", "Jane"});
  people.push_back({"White-Hartley", "Rose"});
  people.push_back({"Hartley-Lee", "Rose"});
  people.push_back({"Hartley", "Lee"});
  people.push_back({"O’Connor-O’Sullivan", "Clare Pia"});
  people.push_back({"O’Sullivan", "Connor"});
  const Index index = index_of(people);
  std::vector<std::vector<std::string>> forms;
  for (const Known& one : people) forms.push_back(written_forms(one.surname, one.forenames));
  for (std::uint32_t who = 0; who < people.size(); ++who)
    for (const std::string& form : forms[who]) {
      for (const auto& [before, behind] : {std::pair<std::string, std::string>{"so ", " did"},
                                           {"to white | (", ")"},
                                           {"grant (", ") was"},
                                           {"rose\n", "\n"}}) {
        const std::string text = before + form + behind;
        const auto events = scanned(index, text + std::string(kPadding, 'x'), 0, text.size());
        if (met(index, events, before.size(), before.size() + form.size(), who)) continue;
        EXPECT_FALSE(form.ends_with('@')) << text;
        const bool somebody = std::ranges::any_of(events, [&](const Event& event) {
          if (event.entry == nullptr || event.end <= before.size() || event.begin >= before.size() + form.size())
            return false;
          const std::string read = text.substr(event.begin, event.end - event.begin);
          return std::ranges::any_of(index.holders(*event.entry), [&](std::uint32_t other) {
            auto words = words_of(read);
            if (words.size() == 3) words.erase(words.begin() + 1);  // “Hartley Lee Rose” may be a Hartley Rose
            return std::ranges::any_of(forms[other], [&](const std::string& its) {
              return words_of(its) == words_of(read) || words_of(its) == words;
            });
          });
        });
        EXPECT_TRUE(somebody) << text;
      }
    }
  // The readings that were wrong once.
  const auto is_read_as = [&](const std::string& text, const Known& one) {
    const auto who = static_cast<std::uint32_t>(std::ranges::find_if(people,
                                                                     [&](const Known& other) {
                                                                       return other.surname == one.surname &&
                                                                              other.forenames == one.forenames;
                                                                     }) -
                                                people.begin());
    return who < people.size() &&
           met(index, scanned(index, text + std::string(kPadding, 'x'), 0, text.size()), 0, text.size(), who);
  };
  EXPECT_TRUE(is_read_as("by (LEE‐JOHNSON J)", {"Lee-Johnson", "Jane"}));
  EXPECT_TRUE(is_read_as("by (LEE-JOHNSON J)", {"Lee-Johnson", "Jane"}));
  EXPECT_TRUE(is_read_as("Lee-Johnson, Jane", {"Lee-Johnson", "Jane"}));
  EXPECT_TRUE(is_read_as("by (Lee-Johnson,Jane) of", {"Lee-Johnson", "Jane"}));
  EXPECT_TRUE(is_read_as("by (Hartley-Lee,Rose) of", {"Hartley-Lee", "Rose"}));
  EXPECT_TRUE(is_read_as("by (O’Connor-O’Sullivan, C.P.)", {"O’Connor-O’Sullivan", "Clare Pia"}));
  EXPECT_TRUE(is_read_as("by (O'CONNOR-O'SULLIVAN C)", {"O’Connor-O’Sullivan", "Clare Pia"}));
  EXPECT_TRUE(is_read_as("by Connor O’Sullivan, who", {"O’Sullivan", "Connor"}));
  EXPECT_TRUE(is_read_as("/connor-o-sullivan/", {"O’Sullivan", "Connor"}));
}

}  // namespace
}  // namespace tipstaff::match
