// Refusals that a script over the programs cannot bring about (tests/e2e/refusals.sh names them): old codes, presses
// out of standing, receipts before their release. Each gives its code and changes nothing.
#include "../laws/office_fixture.h"

namespace tipstaff {
namespace {

using test::code_of;
using test::must;
using test::TestForce;

// What a refusal must not touch: the ledger's size and its signed root.
class Refusals : public ::testing::Test {
 protected:
  std::string state() { return force.office->clerk().checkpoint(); }
  template <class Outcome>
  void expect_refused(const Outcome& outcome, Code code, std::string_view words) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), code) << outcome.error().text();
    EXPECT_NE(outcome.error().text().find(words), std::string::npos) << outcome.error().text();
  }
  ItemId first_item() { return force.item(force.queue_cards({force.people[0]}).outside.at(0)).id; }

  TestForce force{{.people = 2}};
};

TEST_F(Refusals, AnEnrolmentCodeOlderThanADayOrUsed) {
  const auto enrol = [&](std::string_view code) -> Result<void> {
    TRY_ASSIGN(press::Identity identity, press::begin_enrolment("https://127.0.0.1:1", code, force.office->random()));
    TRY_ASSIGN(const press::Invitation invitation, press::parse_invitation(code));
    TRY_ASSIGN(const press::Enrolment enrolment, press::make_enrolment(identity, invitation));
    TRY(force.door->enrol(enrolment));
    return {};
  };
  const Plaintext late = must(office::invite_press(*force.office, force.security, test::kSupplier, "late", false));
  const Plaintext used = must(office::invite_press(*force.office, force.security, test::kSupplier, "used", false));
  must(enrol(used.reveal_text()));
  const std::string before = state();
  expect_refused(enrol(used.reveal_text()), Code::kUnauthorised, "has been used");
  force.clock.advance(std::chrono::hours(24) + std::chrono::minutes(1));
  expect_refused(enrol(late.reveal_text()), Code::kUnauthorised, "older than 24 hours");
  EXPECT_EQ(state(), before);
  // Invited again its older codes are dead, and so are keys that somebody enrolled with one; an approved press is not
  // touched.
  const Plaintext again =
      must(office::invite_press(*force.office, force.second_security, test::kSupplier, "late", false));
  must(office::invite_press(*force.office, force.second_security, test::kSupplier, "used", false));
  expect_refused(office::approve_press(*force.office, force.security, "used", "a fingerprint"), Code::kRefused, "");
  const Plaintext third =
      must(office::invite_press(*force.office, force.second_security, test::kSupplier, "late", false));
  expect_refused(enrol(again.reveal_text()), Code::kUnauthorised, "has been used");
  must(enrol(third.reveal_text()));
  expect_refused(office::invite_press(*force.office, force.security, test::kSupplier, test::kBureau, false),
                 Code::kRefused, "already");
  expect_refused(office::invite_press(*force.office, force.security, test::kOwn, "late", true), Code::kRefused,
                 "already");
}

TEST_F(Refusals, AReceiptForAnItemThatWasNotReleased) {
  const ItemId item = first_item();
  auto link = force.link(force.bureau);
  const std::string before = state();
  for (const press::Outcome outcome : {press::Outcome::kPrinted, press::Outcome::kSpoiled, press::Outcome::kDestroyed})
    expect_refused(link.receipt(force.receipt(force.bureau, item, outcome)), Code::kRefused, "not released");
  EXPECT_EQ(state(), before);
}

TEST_F(Refusals, APressThatIsUnapprovedExpiredOrRevoked) {
  const ItemId item = first_item();
  auto link = force.link(force.bureau);
  auto stranger = press::DirectLink(*force.door, Hash{});
  must(office::revoke_press(*force.office, force.security, test::kBureau, "a test"));
  std::string before = state();
  expect_refused(stranger.release(item), Code::kUnauthorised, "");
  expect_refused(link.release(item), Code::kUnauthorised, "revoked");
  EXPECT_EQ(state(), before);
  const test::PressSite second = force.enrol_press(test::kSupplier, "bureau-2", false);
  EXPECT_TRUE(force.link(second).list(10));
  force.clock.advance(std::chrono::hours(24 * 91));
  before = state();
  expect_refused(force.link(second).list(10), Code::kUnauthorised, "");
  expect_refused(force.link(second).release(item), Code::kUnauthorised, "");
  EXPECT_EQ(state(), before);
  EXPECT_EQ(force.item(1).opened.value, 0U) << "no key left the office";
}

TEST_F(Refusals, AnOfficeWhoseClockWentBackOrLeaptAhead) {
  const ItemId item = first_item();
  for (const Duration leap : {Duration(-std::chrono::hours(1)), Duration(std::chrono::hours(24 * 30))}) {
    const Instant right = force.clock.now();
    force.clock.set(right + leap);
    const std::string before = state();
    expect_refused(force.link(force.bureau).release(item), Code::kRefused, "clock");
    EXPECT_EQ(state(), before);
    force.clock.set(right);
  }
  EXPECT_TRUE(force.link(force.bureau).release(item)) << "once the clock is right again, work goes on";
}

}  // namespace
}  // namespace tipstaff
