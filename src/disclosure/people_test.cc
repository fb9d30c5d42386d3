// Registers of invented people in the forms in which they leave a house, and tables that list none.
#include "disclosure/people.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/text.h"
#include "match/test_population.h"

namespace tipstaff::disclosure {
namespace {

struct Somebody {
  std::string forename, surname, mail, telephone, insurance, nhs, postcode;
  int day = 0, month = 0, year = 0, number = 0;
  std::string initial() const { return forename.substr(0, 1); }
  std::string birth() const { return fmt::format("{:02}/{:02}/{}", day, month, year); }
  std::string iso() const { return fmt::format("{}-{:02}-{:02}", year, month, day); }
};

std::string nhs_number(std::size_t seed) {
  for (std::size_t nine = 400'000'000 + seed * 7919;; ++nine)
    for (char check = '0'; check <= '9'; ++check)
      if (std::string text = std::to_string(nine) + check; is_nhs_number(text)) return text;
}

std::vector<Somebody> force(std::size_t size) {
  static const std::vector<std::string> kForenames = {"Alan",    "Bethan",  "Chidinma", "Dariusz",
                                                      "Eilidh",  "Farzana", "Gurpreet", "Hugh",
                                                      "Siobhán", "Jolanta", "Kwame",    "Mohammed"};
  match::test::Population population(5);
  std::vector<Somebody> out;
  for (std::size_t i = 0; i < size; ++i) {
    Somebody one;
    one.forename = kForenames[i % kForenames.size()];
    one.surname = population.draw().surname + std::string(1, static_cast<char>('a' + i % 26)) +
                  std::string(i / 26, 'e');  // no two alike
    one.mail = fmt::format("{}.{}{}@northmoor.example", one.initial(), one.surname, i);
    one.telephone = fmt::format("07700 900{:03}", i);
    one.insurance = fmt::format("AB {:02} {:02} {:02} {}", i % 100, i * 7 % 100, i * 31 % 100, "ABCD"[i % 4]);
    one.nhs = nhs_number(i);
    one.postcode =
        fmt::format("{}{} {}{}{}", i % 2 == 0 ? "SW" : "M", i % 20 + 1, i % 10, "ABDEF"[i % 5], "GHJLN"[i % 5]);
    one.day = static_cast<int>(i * 5 % 28) + 1;
    one.month = static_cast<int>(i * 7 % 12) + 1;
    one.year = 1955 + static_cast<int>(i * 11 % 45);
    one.number = static_cast<int>(i);
    out.push_back(one);
  }
  return out;
}

using Row = std::vector<std::string>;  // cells; a line is one
using Write = std::function<Row(const Somebody&)>;

std::string with(std::string_view text, std::string_view blank) {
  std::string out;
  for (const char c : text) out += c == ' ' ? std::string(blank) : std::string(1, c);
  return out;
}

std::uint64_t counted(const std::vector<Somebody>& people, const Write& write) {
  PeopleCounter counter;
  for (const Somebody& one : people) counter.add(write(one));
  return counter.people();
}

TEST(People, AreCountedInTheFormsInWhichTheyLeaveAHouse) {
  const std::vector<Somebody> people = force(40);
  const std::vector<std::pair<std::string, Write>> forms = {
      {"address in angles",
       [](const Somebody& p) -> Row { return {fmt::format("{} {} <{}>", p.forename, p.surname, p.mail)}; }},
      {"address in prose",
       [](const Somebody& p) -> Row { return {fmt::format("Please write to {} about it.", p.mail)}; }},
      {"columns of blanks",
       [](const Somebody& p) -> Row {
         return {fmt::format("{:4}  {:<16}{:<12}{}  {}", p.number, p.surname, p.forename, p.birth(), p.postcode)};
       }},
      {"a line",
       [](const Somebody& p) -> Row {
         return {fmt::format("{} {} {} {}", p.surname, p.forename, p.birth(), p.postcode)};
       }},
      {"name and telephone",
       [](const Somebody& p) -> Row { return {fmt::format("{} {} {}", p.forename, p.surname, p.telephone)}; }},
      {"a JSON line",
       [](const Somebody& p) -> Row {
         return {fmt::format(R"({{"name": "{} {}", "dob": "{}"}})", p.forename, p.surname, p.iso())};
       }},
      {"SQL",
       [](const Somebody& p) -> Row {
         return {fmt::format("INSERT INTO staff VALUES ({}", p.number), "'" + p.forename + "'", "'" + p.surname + "'",
                 "'" + p.iso() + "'", "'" + p.postcode + "');"};
       }},
      {"labels", [](const Somebody& p) -> Row { return {fmt::format("No. {} D.O.B. {}", p.number, p.birth())}; }},
      {"insurance in lower case",
       [](const Somebody& p) -> Row {
         return {std::to_string(p.number), tipstaff::lower(with(p.insurance, ""))};
       }},
      {"insurance in typographic marks",
       [](const Somebody& p) -> Row { return {"‘" + with(p.insurance, "\xC2\xA0") + "’ – " + p.surname}; }},
      {"insurance with dashes of print", [](const Somebody& p) -> Row { return {with(p.insurance, "\xE2\x80\x91")}; }},
      {"NHS numbers alone", [](const Somebody& p) -> Row { return {p.nhs}; }},
      {"NHS numbers in three parts",
       [](const Somebody& p) -> Row {
         return {std::to_string(p.number), p.nhs.substr(0, 3) + " " + p.nhs.substr(3, 3) + " " + p.nhs.substr(6)};
       }},
      {"date in words",
       [](const Somebody& p) -> Row {
         return {p.forename + " " + p.surname, fmt::format("{} March {}", p.day, p.year)};
       }},
      {"date in words, month first",
       [](const Somebody& p) -> Row {
         return {p.forename + " " + p.surname, fmt::format("Mar {}th, {}", p.day, p.year)};
       }},
      {"short year",
       [](const Somebody& p) -> Row {
         return {p.forename + " " + p.surname, fmt::format("{:02}/{:02}/{:02}", p.day, p.month, p.year % 100), "x"};
       }},
      {"postcode without a blank",
       [](const Somebody& p) -> Row {
         return {p.forename + " " + p.surname, tipstaff::lower(with(p.postcode, ""))};
       }},
      {"telephone from abroad",
       [](const Somebody& p) -> Row {
         return {p.surname, p.initial(), "+44 (0)" + p.telephone.substr(1)};
       }},
      {"time of day behind the date",
       [](const Somebody& p) -> Row {
         return {p.forename, p.surname, p.iso() + "T00:00:00"};
       }},
      {"names in two cells",
       [](const Somebody& p) -> Row {
         return {p.surname, p.forename, p.birth()};
       }},
      {"forenames that are rare",
       [](const Somebody& p) -> Row {
         return {(p.number % 3 == 0 ? p.forename : "Xanthippe") + " " + p.surname, p.birth()};
       }},
      {"titles",
       [](const Somebody& p) -> Row {
         return {"Mr", p.initial(), p.surname, p.postcode};
       }},
      {"no name",
       [](const Somebody& p) -> Row {
         return {std::to_string(p.number), p.birth(), p.postcode};
       }},
      {"surname, initial, rank",
       [](const Somebody& p) -> Row {
         return {p.surname, p.initial(), "Constable", fmt::format("W{}", p.number)};
       }},
  };
  for (const auto& [name, write] : forms) EXPECT_EQ(counted(people, write), people.size()) << name;
}

TEST(People, OfOneRecordInManyLinesCountOnce) {
  PeopleCounter counter;
  for (const Somebody& one : force(20))
    for (const std::string& line :
         {fmt::format(R"("surname": "{}")", one.surname), fmt::format(R"("dateOfBirth": "{}")", one.iso()),
          fmt::format("\"post\": {}", one.number)})
      counter.add(Row{line});
  EXPECT_EQ(counter.people(), 20U);
  PeopleCounter surnames;
  for (const Somebody& one : force(20)) surnames.add(Row{fmt::format(R"("surname": "{}")", one.surname)});
  EXPECT_EQ(surnames.people(), 20U);
}

TEST(People, InBlocksOfAddressesAreCounted) {
  PeopleCounter counter, offices;
  for (const Somebody& one : force(20)) {
    for (const std::string& line : {"Mr " + one.forename + " " + one.surname, fmt::format("{} High Street", one.number),
                                    std::string("Northmoor"), one.postcode, std::string("Your appointment")})
      counter.add(Row{line});
    for (const std::string& line :
         {std::string("Northmoor Council"), fmt::format("{} High Street", one.number), one.postcode})
      offices.add(Row{line});
  }
  EXPECT_EQ(counter.people(), 20U);
  EXPECT_EQ(offices.people(), 0U);
}

TEST(People, AreCountedForEachAddressInALine) {
  std::string line = "Cc: ";
  for (const Somebody& one : force(25)) line += fmt::format("{} {} <{}>, ", one.forename, one.surname, one.mail);
  PeopleCounter counter;
  counter.add(Row{line});
  EXPECT_EQ(counter.people(), 25U);
}

TEST(People, InALineThatComesAgainCountOnce) {
  PeopleCounter counter;
  for (int page = 1; page < 100; ++page) counter.add(Row{fmt::format("Page {} – Alan Marlowe, 01632 960123", page)});
  for (int year = 1980; year < 2010; ++year)
    counter.add(Row{fmt::format("{}-02-03  Beth Quill  <beth.quill@northmoor.example>", year)});
  EXPECT_EQ(counter.people(), 2U);
}

TEST(People, OfNamesAloneItTakesFifty) {
  const auto names = [](std::size_t size) {
    PeopleCounter counter;
    for (const Somebody& one : force(size)) counter.add(Row{fmt::format("{} {}", one.forename, one.surname)});
    return counter.people();
  };
  EXPECT_EQ(names(PeopleCounter::kNames - 1), 0U);
  EXPECT_EQ(names(PeopleCounter::kNames), PeopleCounter::kNames);
  const std::vector<Somebody> many = force(PeopleCounter::kNames + 1);
  EXPECT_EQ(counted(many, [](const Somebody& p) -> Row { return {p.surname + " " + p.initial()}; }), many.size());
  EXPECT_EQ(counted(many,
                    [](const Somebody& p) -> Row {
                      return {p.surname, p.initial(), "Ward"};
                    }),
            many.size() - 1);  // the first could be headings
  EXPECT_EQ(counted(many, [](const Somebody& p) -> Row { return {p.surname + " " + "AB"[p.number % 2]}; }), 0U);
}

TEST(People, AreNotWhatOrdinaryTablesList) {
  const std::vector<std::pair<std::string, Write>> forms = {
      {"who is to do what by when",
       [](const Somebody& p) -> Row {
         return {p.forename + " " + p.surname, std::string("Write the report"),
                 fmt::format("{:02}/{:02}/2024", p.day, p.month)};
       }},
      {"events of one year",
       [](const Somebody& p) -> Row {
         return {fmt::format("{} {} spoke on {:02}/{:02}/2009", p.forename, p.surname, p.day, p.month)};
       }},
      {"applications",
       [](const Somebody& p) -> Row {
         return {fmt::format("{} High Street, {}", p.number, p.postcode),
                 fmt::format("{:02}/{:02}/2023", p.day, p.month), std::string("granted")};
       }},
      {"measures",
       [](const Somebody& p) -> Row {
         return {"Ward North", p.birth(), "40293." + p.nhs};
       }},
      {"ten digits, with a date",
       [](const Somebody& p) -> Row {
         return {fmt::format("{}", 4'000'000'000 + p.number * 97), p.birth()};
       }},
      {"ten digits",
       [](const Somebody& p) -> Row {
         return {fmt::format("{}", 1'700'000'000 + p.number * 86'400), std::string("started")};
       }},
      {"offices",
       [](const Somebody& p) -> Row {
         return {fmt::format("info@ward{}.northmoor.example", p.number), std::string("Ward office")};
       }},
      {"parts",
       [](const Somebody& p) -> Row {
         return {p.surname, std::string(1, "ABN"[p.number % 3]), "in stock"};
       }},
      {"prices",
       [](const Somebody& p) -> Row {
         return {std::string("Green Paint"), fmt::format("{}.{:02}", p.day, p.month),
                 fmt::format("AB{:06}E", p.number)};
       }},
      {"one garden",
       [](const Somebody& p) -> Row {
         return {fmt::format("Victoria Mansions {}", p.number), p.postcode};
       }},
      {"lights",
       [](const Somebody& p) -> Row {
         return {"Amber Signals", "Green Signals", std::to_string(p.number)};
       }},
      {"places",
       [](const Somebody& p) -> Row {
         return {fmt::format("Charlotte Street {}", p.number), p.postcode};
       }},
      {"months",
       [](const Somebody& p) -> Row {
         return {std::string("Figures April"), fmt::format("{:02}/04/{}", p.day, p.year)};
       }},
      {"names in prose",
       [](const Somebody& p) -> Row {
         return {fmt::format("On that day {} {} was seen by the river, number {}.", p.forename, p.surname, p.number)};
       }},
  };
  for (const auto& [name, write] : forms) EXPECT_EQ(counted(force(40), write), 0U) << name;
}

TEST(People, SignsAreReadByTheirRules) {
  EXPECT_EQ(signs_in("GB 12 34 56 A").insurance, 0U);  // GB is never issued
  EXPECT_EQ(signs_in("XAB123456C").insurance, 0U);
  EXPECT_EQ(signs_in("AB123456CD").insurance, 0U);
  EXPECT_EQ(signs_in("from AB123456C to AB-12-34-56-D").insurance, 2U);
  EXPECT_EQ(signs_in("943 476 5918").nhs, 0U);
  EXPECT_EQ(signs_in("12/03/1970 07700 900123 M1 1AD").telephones, 1U);
  EXPECT_EQ(signs_in("12/03/1970 07700 900123 M1 1AD").dates, 1U);
  EXPECT_EQ(signs_in("12/03/1970 07700 900123 M1 1AD").postcodes, 1U);
  EXPECT_EQ(signs_in("0044 20 7946 0000").telephones, 1U);
  EXPECT_EQ(signs_in("no. 00112233445566778899").telephones, 0U);
  EXPECT_EQ(signs_in("31/31/1970").dates, 0U);
  EXPECT_EQ(signs_in("the 12th of may").dates, 0U);
  EXPECT_EQ(signs_in("Q1 2AB").postcodes, 0U);  // no such area
  EXPECT_EQ(signs_in("a1 paper, q2 3rd").postcodes, 0U);
  EXPECT_EQ(signs_in("noreply@northmoor.example, apt-devel@lists.example").mails, 0U);
  EXPECT_EQ(signs_in("a@b.c d@e").mails, 1U);
  EXPECT_EQ(signs_in("Ref O'Neill, Siobhan").names, 1U);
  EXPECT_EQ(signs_in("Surname: Forename: Date of birth:").surnames, 0U);
}

}  // namespace
}  // namespace tipstaff::disclosure
