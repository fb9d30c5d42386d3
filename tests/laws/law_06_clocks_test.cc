// Law 6 and the clocks outside: what the witness's cosignatures and the presses' receipts say about the office's clock.
#include "exposure_oracle.h"
#include "office/clock_leaps.h"
#include "office/outside_clocks.h"

namespace tipstaff::test {
namespace {

using incident::Grade;

class Law06Clocks : public ::testing::Test {
 protected:
  Instant true_time() const { return kStart + force.clock.elapsed(); }
  ledger::Cosign witness() {
    return [this](const std::string& note, auto&&...) -> Result<ledger::Cosigned> {
      const Instant now = true_time() + witness_error;
      return ledger::Cosigned(note, "witness.example", Instant{now.micros - now.micros % 1'000'000});
    };
  }
  void open() { force.open(witness()); }
  // The office is closed for that long; then its clock is wrong by so much.
  void close_for(Duration time, Duration error) {
    force.close();
    force.clock.advance(time);
    force.clock.set(true_time() + error);
    open();
  }
  const supplier::Item& release(std::uint64_t number) {
    must(Line(*force.door, force.bureau.certificate()).release(force.item(number).id));
    return force.item(number);
  }
  Grade grade_of(PersonId person, Instant begin, Instant end) {
    const office::Answer answer = answer_about_bureau(force, begin, end);
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (answer.exposure.population[i].person == person) return answer.exposure.grade(i);
    throw std::runtime_error("nobody");
  }
  std::vector<incident::ClockDoubt> doubts() { return office::clock_doubts(force.office->keeping()); }
  std::size_t rows() { return force.office->keeping().outside_clocks.all().size(); }
  office::Answer answer() { return answer_about_bureau(force, kStart, true_time()); }
  void says(const PressSite& press, std::uint64_t number, Duration error) {
    press::Receipt word;
    word.item = force.item(number).id;
    word.outcome = press::Outcome::kPrinted;
    word.at = force.clock.now() + error;
    must(Line(*force.door, press.certificate()).receipt(press::sign_receipt(word, press.identity.receipts)));
  }

  TestForce force{{.people = 8, .budget = {200, 400, 2000, 100'000}}};
  Duration witness_error{};
};

TEST_F(Law06Clocks, TheWitnessTellsOfAClockThatNeverLeapt) {
  open();
  force.clock.advance(hours(6));
  const auto numbers = force.queue_cards(force.people).outside;
  const PersonId first = release(numbers[0]).person;
  const Instant agreed = true_time();
  force.clock.advance(hours(2));
  EXPECT_TRUE(answer().question.clock_doubts.empty());
  close_for(hours(4), hours(12));
  const PersonId second = release(numbers[1]).person;
  const Instant opened = true_time();
  ASSERT_EQ(doubts().size(), 1U);
  EXPECT_GE(doubts()[0].early, hours(12));
  EXPECT_EQ(doubts()[0].late, Duration{});

  // The record says twelve hours later than it truly was.
  EXPECT_EQ(grade_of(second, opened - minutes(10), opened + minutes(10)), Grade::kPossible);
  EXPECT_EQ(grade_of(second, opened + hours(3), opened + hours(4)), Grade::kPossible)
      << "it may have been wrong by less";
  EXPECT_EQ(grade_of(second, opened - hours(3), opened - hours(2)), Grade::kExcluded) << "never by more";
  EXPECT_EQ(grade_of(first, agreed - hours(2), agreed - hours(1)), Grade::kExcluded) << "the clocks agreed then";
  EXPECT_EQ(rows(), 1U) << "one difference, one row";

  // Two people end it, for what comes after.
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.security, "looked")), Code::kRefused);
  EXPECT_EQ(must(office::accept_clock(*force.office, force.keeper, "looks right")).differences, 1U);
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.keeper, "still right")), Code::kRefused);
  force.clock.advance(hours(2));
  const PersonId third = release(numbers[2]).person;
  const Instant recorded = force.clock.now();
  EXPECT_EQ(grade_of(third, recorded - hours(11), recorded - hours(10)), Grade::kPossible);
  EXPECT_EQ(must(office::confirm_clock(*force.office, force.security, "looked")), 1U);
  EXPECT_EQ(grade_of(third, recorded - hours(11), recorded - hours(10)), Grade::kExcluded);
  EXPECT_EQ(grade_of(second, opened - minutes(10), opened + minutes(10)), Grade::kPossible)
      << "what came before stays in doubt";
  EXPECT_EQ(rows(), 1U) << "what two people know is not news";
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.security, "looked")), Code::kNotFound);

  // Set right, and wrong again by as much: that is news, and all of it is still there after opening again.
  close_for(hours(40), Duration{});
  (void)answer();
  EXPECT_EQ(rows(), 1U);
  close_for(hours(20), hours(30));
  (void)answer();
  EXPECT_EQ(rows(), 2U);
  close_for(hours(31), hours(30));
  EXPECT_EQ(doubts().size(), 2U);
}

TEST_F(Law06Clocks, AClockBehindIsNoticedToo) {
  open();
  const auto numbers = force.queue_cards(force.people).outside;
  close_for(hours(40), -hours(30));
  const PersonId person = release(numbers[0]).person;
  const Instant opened = true_time();
  ASSERT_EQ(doubts().size(), 1U);
  EXPECT_EQ(doubts()[0].early, Duration{});
  EXPECT_GE(doubts()[0].late, hours(30));
  says(force.bureau, numbers[0], hours(30));
  EXPECT_EQ(grade_of(person, opened - hours(1), opened + hours(1)), Grade::kPossible)
      << "the record has it closed long before";
  EXPECT_EQ(grade_of(person, opened - hours(20), opened - hours(19)), Grade::kPossible)
      << "it may have been wrong by less";
  EXPECT_EQ(grade_of(person, opened - hours(31), opened + hours(1)), Grade::kCertain);
  EXPECT_EQ(grade_of(person, opened - hours(33), opened - hours(32)), Grade::kExcluded) << "never by more";
}

// The answer itself may be the first that the witness sees of the wrong clock.
TEST_F(Law06Clocks, TheAnswerThatBringsItOutAllowsForIt) {
  open();
  const auto numbers = force.queue_cards(force.people).outside;
  release(numbers[0]);
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  scope.from = kStart;
  const IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", true_time()));
  EXPECT_TRUE(must(office::exposure(*force.office, force.dpo, incident)).question.clock_doubts.empty());
  close_for(hours(10), hours(9));
  EXPECT_EQ(must(office::exposure(*force.office, force.dpo, incident)).question.clock_doubts.size(), 1U);
}

TEST_F(Law06Clocks, SmallDifferencesAndSlowWitnessesAreNone) {
  open();
  for (const Duration error : {Duration(std::chrono::seconds(119)), -Duration(std::chrono::seconds(118))}) {
    close_for(hours(3), error);
    (void)answer();
  }
  force.clock.set(true_time());
  force.open([this](const std::string& note, auto&&...) -> Result<ledger::Cosigned> {
    force.clock.advance(minutes(10));  // on its way there and back
    return ledger::Cosigned(note, "witness.example", true_time() - minutes(9));
  });
  (void)answer();
  EXPECT_EQ(rows(), 0U);
  // One that grows is on record as far as it went, and what is within an answer's own allowance of it is no news.
  open();
  witness_error = minutes(10);
  (void)answer();
  const EntryIndex noted = doubts().at(0).entry;
  witness_error = minutes(11);
  (void)answer();
  EXPECT_EQ(doubts().at(0).entry, noted);
  must(office::accept_clock(*force.office, force.keeper, "looks right"));
  witness_error = minutes(25);
  (void)answer();
  EXPECT_EQ(rows(), 1U);
  EXPECT_GE(doubts().at(0).late, minutes(25));
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.security, "looked")), Code::kRefused)
      << "nobody has accepted this much";
}

// Agreement is on record once an hour, so that a later doubt does not reach back to the beginning.
TEST_F(Law06Clocks, WhenTheClocksAgreedIsKnownAfterOpeningAgain) {
  open();
  const std::uint64_t size = force.office->clerk().size();
  (void)answer();
  (void)answer();
  EXPECT_EQ(force.office->clerk().size(), size + 5) << "two answers and their incidents, and one agreement";
  const Instant agreed = true_time();
  force.close();
  open();
  EXPECT_EQ(must(office::clock_state(*force.office, force.auditor)).agreed, agreed);
  EXPECT_EQ(code_of(office::clock_state(*force.office, force.sponsor)), Code::kRefused);
  close_for(hours(10), hours(9));
  (void)answer();
  EXPECT_EQ(doubts().at(0).from, agreed);
}

TEST_F(Law06Clocks, OneSuppliersWordIsAnAlarmAndNoMore) {
  const auto numbers = force.queue_cards(force.people).outside;
  for (std::size_t i = 0; i < 4; ++i) release(numbers[i]);
  const auto before = answer();
  says(force.bureau, numbers[0], minutes(4));
  EXPECT_TRUE(answer().clocks_outside.empty());
  for (std::size_t i = 1; i < 3; ++i) says(force.bureau, numbers[i], hours(3));
  const PressSite second = force.enrol_press(kSupplier, "bureau-2", false);
  const auto moved = must(office::move_items(*force.office, force.issuer, kBureau, "bureau-2", "a test"));
  must(office::render_items(*force.office, force.issuer, moved, [](const auto&) {}));
  must(Line(*force.door, second.certificate()).release(force.item(moved.at(0)).id));
  says(second, moved[0], hours(5));
  EXPECT_EQ(rows(), 1U);
  const auto after = answer();
  EXPECT_TRUE(after.question.clock_doubts.empty()) << "two presses of one supplier are one voice";
  ASSERT_EQ(after.clocks_outside.size(), 1U);
  EXPECT_NE(after.clocks_outside[0].find("300 minutes behind the clock of the press bureau-2"), std::string::npos)
      << after.clocks_outside[0];
  EXPECT_EQ(before.counts.excluded, after.counts.excluded);
  // Two people can put it away.
  must(office::accept_clock(*force.office, force.keeper, "looks right"));
  EXPECT_EQ(must(office::confirm_clock(*force.office, force.security, "looked")), 1U);
  EXPECT_TRUE(answer().clocks_outside.empty());
}

TEST_F(Law06Clocks, TwoSuppliersCountForNoMoreThanBothSay) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2]});
  const auto inside = force.queue_cards({force.people[3]}, 1).inside;
  release(made.outside[0]);
  release(made.outside[1]);
  must(Line(*force.door, force.pass_office.certificate()).release(force.item(inside.at(0)).id));
  says(force.bureau, made.outside[0], hours(24 * 365 * 200));  // as far as a lie can go
  EXPECT_TRUE(doubts().empty());
  says(force.pass_office, inside[0], hours(1));
  ASSERT_EQ(doubts().size(), 1U);
  EXPECT_EQ(doubts()[0].late, hours(1));
  EXPECT_EQ(doubts()[0].early, Duration{}) << "one of them alone says that it is ahead";
  force.clock.advance(hours(1));
  says(force.bureau, made.outside[1], -hours(100));
  ASSERT_EQ(doubts().size(), 1U);
  EXPECT_EQ(doubts()[0].late, hours(1));
  EXPECT_EQ(doubts()[0].early, Duration{});
}

TEST_F(Law06Clocks, AReceiptThatComesLateSaysNothing) {
  const auto numbers = force.queue_cards(force.people).outside;
  release(numbers[0]);
  release(numbers[1]);
  force.clock.advance(hours(5));
  says(force.bureau, numbers[0], -hours(4));
  says(force.bureau, numbers[0], -hours(100));  // for an item that is settled
  EXPECT_EQ(rows(), 0U);
  says(force.bureau, numbers[1], -hours(9));  // before its key was released
  EXPECT_EQ(rows(), 1U);
}

}  // namespace
}  // namespace tipstaff::test
