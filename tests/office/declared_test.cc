// Files that were handed over before the record began, declared for whom they meant.
#include "office/declared.h"
#include "office/daily_fixture.h"
#include "office/two_people.h"
#include "test_zip.h"

namespace tipstaff::test {
namespace {

using DeclaredFiles = Daily;

TEST_F(DeclaredFiles, AWorkbookThatWasHandedOverIsDeclaredWithItsHiddenSheets) {
  const auto cells = [](std::size_t n) {
    const TestPerson p = invent(n);
    return std::vector<std::string>{p.rank, p.surname, "", p.forenames, n % 2 == 0 ? p.warrant_number : ""};
  };
  const std::string seen = test::row(1, {"Rank", "Surname", "Middle", "Given names", "Warrant No."}) +
                           test::row(2, cells(0)) + test::row(3, cells(1));
  const std::string hidden = test::row(1, {"Staff number", "Vetting level", "Second in the car"}) +
                             test::row(2, {invent(4).warrant_number, "SC", invent(5).warrant_number}) +
                             test::row(3, {"W999999", "SC"});
  const std::filesystem::path file = force.folder.path() / "old.xlsx";
  must(force.files.replace(file, as_bytes(test::workbook("<sheetData>" + seen + "</sheetData>",
                                                         "<sheetData>" + hidden + "</sheetData>", "hidden")
                                              .finish())));
  office::Declaration declaration;
  declaration.holder = "supplier:Old Printers";
  declaration.file = file;
  declaration.since = force.clock.now() - hours(24);
  const office::Declared done = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(done.people, 4U) << "three by number, two of them in one row of the hidden sheet, and one by name";
  EXPECT_EQ(done.not_on_roll, 1U);
  EXPECT_EQ(done.fields.names(),
            (FieldSet{Field::kSurname, Field::kForenames, Field::kRank, Field::kWarrantNumber, Field::kVettingLevel}
                 .names()));
  const auto held = must(office::copies_of(*force.office, force.auditor, force.people[4]));
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].holder, "supplier:Old Printers");

  must(force.files.replace(
      file, as_bytes(test::workbook("<sheetData>" + test::row(1, {"a", "b"}) + "</sheetData>").finish())));
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kInvalid);
}

// A file of years ago names people as they were called and numbered then, and one name may be two people's.
TEST_F(DeclaredFiles, AFileOfFormerNamesAndNumbersIsDeclaredForWhomItMeant) {
  const auto change = [&](PersonId whom, std::initializer_list<std::pair<Field, std::string>> values) {
    roll::Values out;
    for (const auto& [field, value] : values) out.emplace(field, Plaintext::copy_of(value));
    must(office::change_person(*force.office, force.registrar, whom, out, {}, "a test"));
  };
  change(force.people[0], {{Field::kSurname, "Married"}});
  change(force.people[1], {{Field::kWarrantNumber, "W777001"}});
  change(force.people[2], {{Field::kSurname, "Same"}, {Field::kForenames, "Name"}});
  change(force.people[3], {{Field::kSurname, "Same"}, {Field::kForenames, "Name"}});
  const auto declare = [&](const std::string& rows, const std::string& headings = "Surname,Forenames,Warrant number") {
    const std::filesystem::path file = force.folder.path() / "handed.csv";
    std::ofstream(file) << headings << "\n" << rows;
    office::Declaration declaration;
    declaration.holder = "supplier:Old Printers";
    declaration.file = file;
    declaration.since = force.clock.now() - hours(24);
    return must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  };
  const auto holds = [&](std::size_t n) {
    const auto held = must(office::copies_of(*force.office, force.auditor, force.people[n]));
    return held.empty() ? "nothing" : held.back().copy.delivered ? "surely" : "possibly";
  };
  const office::Declared old =
      declare(fmt::format("{},{},\n,,{}\n", invent(0).surname, invent(0).forenames, invent(1).warrant_number));
  EXPECT_EQ(old.people, 2U);
  EXPECT_EQ(old.not_on_roll + old.ambiguous, 0U);
  EXPECT_STREQ(holds(0), "surely") << "by the name before the marriage";
  EXPECT_STREQ(holds(1), "surely") << "by a number that is his no longer";
  EXPECT_EQ(declare(fmt::format("Married,{},\n", invent(0).forenames)).people, 1U)
      << "by the new surname and the forenames that stayed";

  // A pay number that passed on may mean who has it now or who had it then.
  EXPECT_STREQ(holds(4), "nothing");
  change(force.people[4], {{Field::kPayNumber, "P1"}});
  change(force.people[4], {{Field::kPayNumber, "P2"}});
  change(force.people[5], {{Field::kPayNumber, "P1"}});
  const office::Declared passed_on = declare("P1\n", "Pay number");
  EXPECT_EQ(passed_on.people, 2U);
  EXPECT_EQ(passed_on.ambiguous, 1U);
  EXPECT_STREQ(holds(4), "possibly");
  EXPECT_STREQ(holds(5), "possibly");

  const office::Declared doubtful = declare("Same,Name,\n");
  EXPECT_EQ(doubtful.people, 2U);
  EXPECT_EQ(doubtful.ambiguous, 1U);
  EXPECT_STREQ(holds(2), "possibly");
  EXPECT_STREQ(holds(3), "possibly");
  declare(fmt::format("Same,Name,{}\nSame,Name,\n", invent(2).warrant_number));
  EXPECT_STREQ(holds(2), "surely");
  EXPECT_STREQ(holds(3), "possibly");
}

// As the list that was published in August 2023 had it: surname, initials, rank, and no number.
TEST_F(DeclaredFiles, AFileOfInitialsIsDeclaredForWhomItMayMean) {
  std::ofstream(force.folder.path() / "initials.csv")
      << "Surname,Initials,Post\n"
      << invent(1).surname << ',' << invent(1).forenames.substr(0, 1) << ",Constable\n"
      << "Nobody,Z,Constable\n";
  office::Declaration declaration;
  declaration.holder = "supplier:Old Printers";
  declaration.file = force.folder.path() / "initials.csv";
  declaration.since = force.clock.now() - hours(24);
  const office::Declared blind = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(blind.people, 0U);
  EXPECT_EQ(blind.not_on_roll, 2U);

  declaration.purpose = "an old file";
  const std::uint64_t before = force.office->clerk().size();
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kRefused)
      << "nobody let him have the whole roll looked for";
  EXPECT_EQ(force.office->clerk().size(), before);
  office::ProtectedGrant grant{"dpo", "an old file", 0, hours(1)};
  for (const DataClass one : {DataClass::kIdentity, DataClass::kPay, DataClass::kContact})
    grant.classes |= 1U << static_cast<unsigned>(one);
  must(office::decide(*force.office, force.second_security, must(office::propose(*force.office, force.security, grant)),
                      true));

  const office::Declared seen = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(seen.by_forms, seen.people);
  EXPECT_EQ(seen.not_on_roll, 1U);
  for (std::size_t n = 0; n < 6; ++n) {
    const auto held = must(office::copies_of(*force.office, force.auditor, force.people[n]));
    ASSERT_EQ(held.size(), n == 1 ? 1U : 0U) << n;
    if (n != 1) continue;
    EXPECT_FALSE(held[0].copy.delivered) << "possibly: another may be written so who is not on the roll";
    EXPECT_EQ(held[0].copy.fields.names(), (FieldSet{Field::kSurname, Field::kForenames, Field::kRank}.names()))
        << "the initials are no column of the roll's, and are shown";
  }
  declaration.file = force.folder.path() / "nothing.csv";
  std::ofstream(declaration.file) << "Make,Colour\nFord,blue\n";
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kInvalid)
      << "no heading says whom the rows are about";
}

}  // namespace
}  // namespace tipstaff::test
