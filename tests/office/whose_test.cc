// Whose copy leaked: against copies that were really handed out, as the desk and the register record them.
#include "office/whose.h"

#include <fstream>

#include "laws/office_fixture.h"
#include "office/declared.h"

namespace tipstaff::test {
namespace {

constexpr FieldSet kOnCard = {Field::kSurname, Field::kForenames, Field::kRank, Field::kWarrantNumber};

class Whose : public ::testing::Test {
 protected:
  TestForce force{{.people = 24, .budget = {100, 100, 100, 200}}};

  void release(std::size_t from, std::size_t to) {
    std::vector<PersonId> whom(force.people.begin() + static_cast<std::ptrdiff_t>(from),
                               force.people.begin() + static_cast<std::ptrdiff_t>(to));
    auto link = force.link(force.bureau);
    for (const std::uint64_t item : force.queue_cards(whom).outside) {
      const ItemId id = force.item(item).id;
      must(link.locked(id));
      must(link.release(id));
      must(link.receipt(force.receipt(force.bureau, id, press::Outcome::kPrinted)));
    }
  }
  void declare(const std::string& holder, std::size_t from, std::size_t to) {
    const std::filesystem::path csv = force.folder.path() / "old.csv";
    std::ofstream out(csv);
    out << "Surname,Forenames,Warrant number,Pay number\n";
    for (std::size_t i = from; i < to; ++i) {
      const TestPerson one = invent(i);
      out << fmt::format("{},{},{},{}\n", one.surname, one.forenames, one.warrant_number, one.pay_number);
    }
    out.close();
    office::Declaration declaration;
    declaration.holder = holder;
    declaration.file = csv;
    declaration.since = force.clock.now() - hours(24 * 90);
    must(office::declare_copy(*force.office, force.dpo, declaration, [](const auto&) {}));
  }
  std::vector<PersonId> people(std::size_t from, std::size_t to) {
    return {force.people.begin() + static_cast<std::ptrdiff_t>(from),
            force.people.begin() + static_cast<std::ptrdiff_t>(to)};
  }
  office::WhoseCopy whose(const std::vector<PersonId>& found, FieldSet fields = kOnCard) {
    return must(office::whose_copy(*force.office, force.dpo, found, fields));
  }
  static double total(const office::WhoseCopy& answer) {
    double sum = answer.none;
    for (const auto& one : answer.copies) sum += one.share;
    return sum;
  }
};

TEST_F(Whose, TheCopyThatHeldJustThesePeopleAtThatMomentIsNamed) {
  release(0, 8);
  const Instant after_first = force.clock.now();
  force.clock.advance(hours(2));
  force.office->clerk().accept_clock();
  release(8, 20);
  declare("supplier:Cardholme Print", 0, 24);
  const auto answer = whose(people(0, 8));
  ASSERT_FALSE(answer.copies.empty());
  EXPECT_EQ(answer.copies[0].holder, kBureau);
  EXPECT_EQ(answer.copies[0].shared, 8U);
  EXPECT_EQ(answer.copies[0].held, 8U);
  EXPECT_LE(answer.copies[0].as_of, after_first);  // before the second lot came
  EXPECT_GT(answer.copies[0].share, 0.99);
  EXPECT_NEAR(total(answer), 1, 1e-9);

  const auto later = whose(people(0, 20));
  EXPECT_EQ(later.copies[0].holder, kBureau);
  EXPECT_EQ(later.copies[0].held, 20U);
  EXPECT_GT(later.copies[0].as_of, after_first);
}

TEST_F(Whose, AFieldThatAHolderNeverHadCountsAgainstHim) {
  release(0, 8);
  declare("supplier:Cardholme Print", 0, 8);
  const auto plain = whose(people(0, 8));
  const auto with_pay =
      whose(people(0, 8), {Field::kSurname, Field::kForenames, Field::kWarrantNumber, Field::kPayNumber});
  EXPECT_EQ(with_pay.copies[0].holder, "Cardholme Print");
  EXPECT_GT(with_pay.copies[0].share, 0.9);
  const auto bureau = std::ranges::find(with_pay.copies, kBureau, &office::Resemblance::holder);
  ASSERT_NE(bureau, with_pay.copies.end());
  EXPECT_TRUE(bureau->lacking.has(Field::kPayNumber));
  EXPECT_GT(std::ranges::find(plain.copies, kBureau, &office::Resemblance::holder)->share, bureau->share);
}

TEST_F(Whose, StrangersInItDoNotHideItAndNobodysCopyIsNone) {
  release(0, 12);
  auto mixed = people(0, 11);
  mixed.push_back(force.people[20]);  // somebody the bureau never had
  const auto answer = whose(mixed);
  EXPECT_EQ(answer.copies[0].holder, kBureau);
  EXPECT_EQ(answer.copies[0].shared, 11U);
  EXPECT_GT(answer.copies[0].share, 0.5);
  const auto none = whose(people(12, 24));
  EXPECT_TRUE(none.copies.empty());
  EXPECT_NEAR(none.none, 1, 1e-9);
  // A random part of the roll, of which he has had half, is not his copy.
  std::vector<PersonId> every_other;
  for (std::size_t i = 0; i < 24; i += 2) every_other.push_back(force.people[i]);
  EXPECT_GT(whose(every_other).none, 0.9);
}

TEST_F(Whose, LockedCopiesSayNothing) {
  auto link = force.link(force.bureau);
  for (const std::uint64_t item : force.queue_cards(people(0, 5)).outside) must(link.locked(force.item(item).id));
  EXPECT_TRUE(whose(people(0, 5)).copies.empty());
}

TEST_F(Whose, ItTakesTheRoleThreePeopleAndAnEntry) {
  release(0, 5);
  EXPECT_EQ(code_of(office::whose_copy(*force.office, force.issuer, people(0, 5), kOnCard)), Code::kRefused);
  EXPECT_EQ(code_of(office::whose_copy(*force.office, force.dpo, {force.people[0], force.people[1], force.people[1]},
                                       kOnCard)),
            Code::kUsage);
  const std::uint64_t before = force.office->clerk().size();
  whose(people(0, 5));
  EXPECT_EQ(force.office->clerk().size(), before + 1);
}

}  // namespace
}  // namespace tipstaff::test
