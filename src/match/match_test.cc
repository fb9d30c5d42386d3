#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/random.h"
#include "match/rows.h"
#include "match/test_index.h"
#include "match/test_population.h"

namespace tipstaff::match {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::IsEmpty;

TEST(Forms, OfEveryPersonAreFoundWhereverTheyStand) {
  const Index index = index_of(kHard);
  for (std::uint32_t i = 0; i < kHard.size(); ++i)
    for (const std::string& form : written_forms(kHard[i].surname, kHard[i].forenames))
      for (const auto& [before, behind] : {std::pair<std::string, std::string>{"", ""},
                                           {"the ", " of"},
                                           {"(", ")"},
                                           {"\n", "\n"},
                                           {"x;", ";y"},
                                           {"a very long line of other words that says little, and then ", ", yes"}}) {
        const bool mail = form.ends_with('@');
        EXPECT_THAT(found(index, before + form + (mail ? "force.example" : "") + behind), Contains(i))
            << form << " in ‘" << before << behind << "’";
      }
}

TEST(Forms, AreThoseThatTheIssueNames) {
  EXPECT_THAT(written_forms("Smith-Jones", "Anna May"),
              testing::IsSupersetOf({"Anna Smith-Jones", "Smith-Jones, Anna", "SMITH-JONES A", "Smith-Jones, A.M.",
                                     "A. Smith-Jones", "Anna Smith Jones", "Anna SmithJones", "a.smithjones@",
                                     "anna.smithjones@"}));
  EXPECT_THAT(written_forms("O’Brien", "Seán"),
              testing::IsSupersetOf({"Seán O'Brien", "Seán O’Brien", "Seán OBrien", "O Brien, Seán"}));
}

TEST(Scanner, FindsOtherWaysToWriteAName) {
  const Index index = index_of(kHard);
  for (const auto& [text, who] : std::vector<std::pair<std::string, std::uint32_t>>{{"Hamish MacKenzie", 3},
                                                                                    {"Hamish Mackenzie", 3},
                                                                                    {"H. Mc Kenzie", 3},
                                                                                    {"MCKENZIE H", 3},
                                                                                    {"Fiona McLeod", 4},
                                                                                    {"Berg, Pieter", 5},
                                                                                    {"Pieter van der Berg", 5},
                                                                                    {"Juergen Mueller", 6},
                                                                                    {"Mueller, J", 6},
                                                                                    {"MULLER J", 6},
                                                                                    {"Padraig O'Suilleabhain", 8},
                                                                                    {"Smith Barrington, A", 1},
                                                                                    {"A M Smith-Barrington", 1},
                                                                                    {"A.M. Smith-Barrington", 1},
                                                                                    {"Alice Smith-Barrington", 1},
                                                                                    {"SmithBarrington A.M.", 1},
                                                                                    {"alice,smith-barrington", 1},
                                                                                    {"'Okafor','Adaeze'", 14},
                                                                                    {"Okafor\nAdaeze", 14},
                                                                                    {"Adaeze\nOkafor", 14},
                                                                                    {"Adaeze\xC2\xA0Okafor", 14},
                                                                                    {"Zoe Featherstonehaugh", 9},
                                                                                    {"Huong Nguyen, or Thi Nguyen", 13},
                                                                                    {"J. M\xFCller", 6},
                                                                                    {"J. M\x9Fller", 6},
                                                                                    {"James D\xB4"
                                                                                     "Arcy",
                                                                                     2}})
    EXPECT_THAT(found(index, text), Contains(who)) << text;
}

TEST(Scanner, DoesNotTakeOthersForThem) {
  const Index index = index_of({{"Green", "Alan"}, {"Smith", "John Michael"}, {"Brown", "John"}, {"Will", "Ian"}});
  for (const char* text : {"a green field", "A green field", "i will go", "I will go", "Smith, Michael",
                           "Michael Smith", "Johns Smith", "John Smithe", "xJohn Smith", "said John. Smith went",
                           "John and Smith", "Smithjohn", "Jones, John, Brown, Peter", "what is green (A Jones)"})
    EXPECT_THAT(found(index, text), IsEmpty()) << text;
}

// Words that stand closer belong together; one a line, they belong as they come.
TEST(Scanner, ReadsWhatStandsCloser) {
  const Index index =
      index_of({{"White", "Samantha"}, {"Taylor", "Samantha"}, {"Brown", "Samantha"}, {"Samantha", "Rose"}});
  EXPECT_THAT(found(index, "on white | (samantha.taylor@)"), testing::ElementsAre(1U));
  EXPECT_THAT(found(index, "rose\nsamantha.taylor@"), testing::ElementsAre(1U));
  EXPECT_THAT(found(index, "White\nSamantha\nTaylor\nSamantha\nBrown\nSamantha\n"), testing::ElementsAre(0U, 1U, 2U));
}

TEST(Scanner, FindsNumbersAndAddresses) {
  const Index index = index_of({{"Smith", "John", "NM123456", "20001234", "john.smith12@northmoor.example"},
                                {"Brown", "Amy", "S 4711", "", "abrown@northmoor.example"}});
  for (const char* text :
       {"NM123456", "nm123456.", "no. NM 123456", "NM-123456", "<n>NM123456</n>", "20001234",
        "John.Smith12@Northmoor.Example", "<john.smith12@northmoor.example>", "123456", "“NM123456”", "‘NM 123456’",
        ("no.\xC2\xA0NM\xC2\xA0"
         "123456"),
        "–20001234–", "\x93NM123456\x94", "“john.smith12@northmoor.example”"})
    EXPECT_THAT(found(index, text), Contains(0U)) << text;
  for (const char* text : {"S4711", "abrown@northmoor.example"}) EXPECT_THAT(found(index, text), Contains(1U)) << text;
  for (const char* text : {"NM1234567", "XNM123456", "NM123457", "smith12@northmoor.example",
                           "john.smith12@northmoor.examples", "120001234", "“NM1234567”", "é20001234"})
    EXPECT_THAT(found(index, text), IsEmpty()) << text;
}

// The three ways cut alike, byte for byte.
TEST(Tokens, AreTheSameByEveryWay) {
  std::mt19937 random(7);
  Cuts expected, got;
  for (int round = 0; round < 400; ++round) {
    const std::size_t size = round < 200 ? static_cast<std::size_t>(round) : random() % 5000;
    std::vector<std::uint8_t> text(size + kPadding);
    const std::string_view alphabet = round % 4 == 0 ? "a " : round % 4 == 1 ? "aB9 -'.@[`{/:" : "Zz\x80\xFF\xC3 ,";
    for (auto& byte : text)
      byte = round % 4 == 3 ? static_cast<std::uint8_t>(random())
                            : static_cast<std::uint8_t>(alphabet[random() % alphabet.size()]);
    cut(Way::kScalar, text.data(), size, expected);
    for (const Way way : {Way::kAvx2, Way::kAvx512}) {
      if (!can(way)) continue;
      cut(way, text.data(), size, got);
      ASSERT_EQ(got.count, expected.count) << way_name(way) << " " << size;
      ASSERT_EQ(got.wide_count, expected.wide_count);
      ASSERT_TRUE(std::equal(got.begin.begin(), got.begin.begin() + static_cast<std::ptrdiff_t>(got.count),
                             expected.begin.begin()));
      ASSERT_TRUE(
          std::equal(got.end.begin(), got.end.begin() + static_cast<std::ptrdiff_t>(got.count), expected.end.begin()))
          << way_name(way) << " " << size;
      ASSERT_TRUE(std::equal(got.wide.begin(), got.wide.begin() + static_cast<std::ptrdiff_t>(got.wide_count),
                             expected.wide.begin()));
    }
  }
}

std::string filler(std::mt19937& random, std::size_t words) {
  static const std::vector<std::string> kWords = {"the", "of",  "report", "John",  "Smith",    "green", "A",
                                                  "J",   "Zoë", "2023",   "north", "Station",  "’",     "\n",
                                                  "-",   "Ó",   "NM",     "x@y",   "\xFF\xFE", "…"};
  std::string out;
  for (std::size_t i = 0; i < words; ++i) out += kWords[random() % kWords.size()] + (random() % 9 == 0 ? ", " : " ");
  return out;
}

void expect_by_every_way(const Index& index, const std::string& text, const std::vector<Event>& events) {
  for (const Way way : {Way::kAvx2, Way::kAvx512}) {
    if (!can(way)) continue;
    const auto others = scanned(index, text, way);
    ASSERT_EQ(others.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i)
      EXPECT_TRUE(others[i].begin == events[i].begin && others[i].end == events[i].end &&
                  others[i].entry == events[i].entry && others[i].strangers == events[i].strangers)
          << i;
  }
}

// Over the edges of what is looked at in one go: nothing planted is missed, whatever the way, and all ways say the
// same.
TEST(Scanner, MissesNothingThatIsPlanted) {
  const Index index = index_of(kHard);
  std::mt19937 random(11);
  for (int round = 0; round < 6; ++round) {
    std::string text;
    std::vector<std::pair<std::size_t, std::uint32_t>> planted;
    while (text.size() < 12 * kMostTokenised) {
      text += filler(random, random() % 60) + ". ";
      const auto who = static_cast<std::uint32_t>(random() % kHard.size());
      const auto forms = written_forms(kHard[who].surname, kHard[who].forenames);
      planted.emplace_back(text.size(), who);
      text += forms[random() % (forms.size() - 2)] + "; ";
    }
    const auto events = scanned(index, text, Way::kScalar);
    std::size_t at = 0;
    for (const auto& [place, who] : planted) {
      while (at < events.size() && (events[at].end <= place || events[at].entry == nullptr)) ++at;
      ASSERT_LT(at, events.size());
      EXPECT_TRUE(std::ranges::count(index.holders(*events[at].entry), who) == 1)
          << "planted at " << place << ": " << text.substr(place, 40) << "| found "
          << text.substr(events[at].begin, events[at].end - events[at].begin);
    }
    expect_by_every_way(index, text, events);
  }
}

// Among bytes that are no text, and among letters that unfold to many: found all the same, whatever the way.
TEST(Scanner, MissesNothingAmongBytesThatAreNoText) {
  const Index index = index_of(kHard);
  std::mt19937 random(13);
  for (const bool letters : {false, true}) {
    std::string text;
    std::vector<std::pair<std::size_t, std::uint32_t>> planted;
    while (text.size() < 8 * kMostTokenised) {
      for (std::size_t i = random() % 900; i > 0; --i)
        text += letters ? "\xEF\xB7\xBA" : std::string(1, static_cast<char>(random()));
      const auto who = static_cast<std::uint32_t>(random() % kHard.size());
      const auto forms = written_forms(kHard[who].surname, kHard[who].forenames);
      text += "\0\0"s;
      planted.emplace_back(text.size(), who);
      text += forms[random() % (forms.size() - 2)] + "\0\0"s;
    }
    const auto events = scanned(index, text, Way::kScalar);
    for (const auto& [place, who] : planted)
      EXPECT_TRUE(std::ranges::any_of(events, [&](const Event& event) {
        return event.entry != nullptr && event.begin <= place + 40 && event.end > place &&
               std::ranges::count(index.holders(*event.entry), who) == 1;
      })) << text.substr(place, 40);
    expect_by_every_way(index, text, events);
  }
}

// What each token could be is the same by every way, and so is what the index says of the word alone.
TEST(Classes, AreTheSameByEveryWay) {
  std::vector<Known> people = kHard;
  people.push_back({"Smith", "John", "NM123456", "20001234", "abcdefghijklmnopqrst9@force.example"});
  const Index index = index_of(people);
  std::mt19937 random(23);
  const std::vector<std::string> words = {"Okafor",
                                          "OKAFOR",
                                          "okafo",
                                          "a",
                                          "B",
                                          "the",
                                          "7",
                                          "NM123456",
                                          "20001234",
                                          "Venkatasubramanian",
                                          "abcdefghijklmnop",
                                          "abcdefghijklmnopq",
                                          "abcdefghijklmnopqrst9",
                                          "9abc",
                                          "ab",
                                          "\xC3\x93",
                                          std::string(40, 'x'),
                                          std::string(41, 'x'),
                                          std::string(400, 'Q')};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (int i = 0; i < round; ++i) text += words[random() % words.size()] + (random() % 3 == 0 ? ", " : " ");
    text += words[static_cast<std::size_t>(round) % words.size()];
    const std::size_t size = text.size();
    text.append(kPadding, 'z');
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    Cuts cuts;
    cut(Way::kScalar, bytes, size, cuts);
    std::vector<std::uint8_t> expected(cuts.count + kTokenRoom), got(cuts.count + kTokenRoom);
    std::vector<std::uint32_t> expected_words(cuts.count + kTokenRoom), got_words(cuts.count + kTokenRoom);
    classify(Way::kScalar, index, bytes, cuts.begin.data(), cuts.end.data(), cuts.count, expected.data(),
             expected_words.data());
    for (std::size_t i = 0; i < cuts.count; ++i) {
      const std::string word = text.substr(cuts.begin[i], cuts.end[i] - cuts.begin[i]);
      constexpr std::uint8_t kOfIndex = kSurnameClass | kForenameClass | kManyWordsClass | kNumberClass;
      const int known = word.size() > kLongestToken ? 0
                        : has_digit_at_edge(word)   ? expected[i] & kNumber
                                                    : index.class_of(word);
      EXPECT_EQ(expected[i] & kOfIndex, known) << word;
    }
    for (const Way way : {Way::kAvx2, Way::kAvx512}) {
      if (!can(way)) continue;
      classify(way, index, bytes, cuts.begin.data(), cuts.end.data(), cuts.count, got.data(), got_words.data());
      for (std::size_t i = 0; i < cuts.count; ++i) {
        ASSERT_EQ(got[i], expected[i]) << way_name(way) << " "
                                       << text.substr(cuts.begin[i], cuts.end[i] - cuts.begin[i]);
        ASSERT_EQ(got_words[i], expected_words[i]) << way_name(way);
      }
    }
  }
}

// Beside what any program finds that looks for the forms as they are (grep -F): each of its finds is one of ours.
TEST(Scanner, FindsWhatALiteralSearchFinds) {
  test::Population population(31);
  std::vector<Known> people;
  for (int i = 0; i < 300; ++i) {
    const test::Somebody one = population.draw();
    people.push_back({one.surname, one.forename});
  }
  const Index index = index_of(people);
  std::mt19937 random(37);
  std::string text;
  const auto some = [&](const auto& from) { return from[random() % from.size()]; };
  const std::vector<std::string> joins = {" ", " ", ", ", "\n", "; ", " was seen by ", " of the "};
  while (text.size() < 1U << 17) {  // forms, and the words of forms in any order
    const Known one = some(people), other = some(people);
    text += (random() % 2 == 0   ? some(written_forms(one.surname, one.forenames))
             : random() % 2 == 0 ? one.forenames
                                 : other.surname) +
            some(joins);
  }
  const auto events = scanned(index, text);
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::size_t finds = 0;
  for (std::uint32_t who = 0; who < people.size(); ++who) {
    const std::string form = people[who].forenames + " " + people[who].surname;
    for (std::size_t at = text.find(form); at != std::string::npos; at = text.find(form, at + 1)) {
      const std::size_t end = at + form.size();
      if ((at > 0 && is_word(text[at - 1])) || is_word(text[end])) continue;
      ++finds;
      // A word of it may belong to the name before: then that one overlaps.
      EXPECT_TRUE(std::ranges::any_of(
          events, [&](const Event& event) { return event.entry != nullptr && event.begin < end && event.end > at; }))
          << form << " at " << at;
    }
  }
  EXPECT_GT(finds, 100U);
}

Summary of_rows(const Index& index, const std::vector<std::vector<std::string>>& rows) {
  RowMatcher matcher(index);
  for (const auto& row : rows) matcher.row(row);
  return matcher.tally().summary();
}

TEST(Rows, FindNamesOverCellsAndLines) {
  const Index index = index_of(kHard);
  EXPECT_EQ(of_rows(index, {{"Okafor", "Adaeze"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"Okafor", "Constable", "A"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"A", "7", "North", "Okafor"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"van der Berg", "Constable", "Pieter"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"was signed by Adaeze"}, {"Okafor of the office"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"Okafor"}, {"Adaeze"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"Adaeze Okafor"}, {"Adaeze Okafor"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"Okafor", ""}, {"", "Adaeze"}}).people, 1U);
  EXPECT_EQ(of_rows(index, {{"Okafor", "Peter"}}).people, 0U);
}

TEST(Evidence, LinksWhatBelongsToOnePerson) {
  const Index index = index_of({{"Smith", "John", "NM123456", "", "", "Sergeant"},
                                {"Smith", "James", "NM777777", "", "", "Constable"},
                                {"Brown", "Amy", "NM222222", "", "", "Constable"}});
  const Summary linked = of_rows(index, {{"Smith", "J", "NM777777"}});
  EXPECT_EQ(linked.grade, Grade::kSure);
  EXPECT_EQ(linked.people, 1U);
  EXPECT_EQ(linked.linked, 1U);
  EXPECT_THAT(linked.fields, testing::ElementsAre("surname + initial", "service number"));
  EXPECT_EQ(of_rows(index, {{"Smith", "J"}}).grade, Grade::kPossible);  // a lone name
  EXPECT_EQ(of_rows(index, {{"Smith", "J", "NM222222"}}).linked, 0U);   // another's number
  EXPECT_EQ(of_rows(index, {{"Smith", "J"}, {"Smith", "J"}, {"Smith", "J"}}).people, 2U);
  EXPECT_THAT(of_rows(index, {{"Smith", "J", "Sergeant"}}).fields, testing::ElementsAre("surname + initial", "rank"));
}

TEST(Bytes, AreReadInEveryEncoding) {
  const Index index = index_of(kHard);
  const auto in_pieces = [&](const std::string& bytes) {
    ByteMatcher matcher(index);
    const std::string padded = bytes + std::string(kPadding, '\0');
    matcher.piece(std::string_view(padded).substr(0, bytes.size()), 0);
    return matcher.tally().summary().people;
  };
  const auto utf16 = [](std::u16string_view text, bool big) {
    std::string out;
    for (const char16_t c : text) {
      const char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
      out += big ? std::string{high, low} : std::string{low, high};
    }
    return out;
  };
  const std::u16string_view text = u"name: Adaeze Okafor, Jürgen Müller; Michał Łukasiewicz\r\n";
  for (const bool big : {false, true})
    for (const char* before : {"", "x", "xyz"}) EXPECT_EQ(in_pieces(before + utf16(text, big)), 3U) << big << before;
  EXPECT_EQ(in_pieces("\xFF\x00\x01"
                      "Adaeze Okafor\x00\x02"
                      "J. M\xFCller"s),
            2U);
}

// A reduced version of benchmarks/match_bench.cc: tables of the roll's names are found, tables of others' are not,
// though they bear the same names.
TEST(Evidence, TellsTheRollFromOtherPeopleOfTheSameNames) {
  test::Population population(3);
  std::vector<test::Somebody> roll;
  Builder builder(key());
  for (int i = 0; i < 8000; ++i) {
    roll.push_back(population.draw());
    builder.add({roll.back().surname, roll.back().forename, {}, {}, {}, {}, {}, {}});
  }
  const Index index = std::move(builder).finish();
  int found = 0, alarms = 0;
  for (int document = 0; document < 150; ++document) {
    std::vector<std::vector<std::string>> of_roll, others, prose;
    for (int row = 0; row < 20; ++row) {
      const test::Somebody& one = roll[population.below(roll.size())];
      const test::Somebody other = population.draw();
      of_roll.push_back({one.surname, one.initial});
      others.push_back({other.surname, other.initial});
      prose.push_back({"On that day " + other.forename + " " + other.surname + " was seen by the river."});
    }
    found += of_rows(index, of_roll).grade >= Grade::kLikely;
    alarms += of_rows(index, others).grade >= Grade::kLikely;
    alarms += of_rows(index, prose).grade >= Grade::kLikely;
  }
  EXPECT_GE(found, 148);
  EXPECT_EQ(alarms, 0);
}

}  // namespace
}  // namespace tipstaff::match
