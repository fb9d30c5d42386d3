// Bureau mode: what leaves, when its identity does, what a receipt does and what it does not.
#include "../laws/bureau_fixture.h"
#include "office/breach.h"
#include "office/evidence.h"

namespace tipstaff {
namespace {

using incident::Grade;
using press::Outcome;
using supplier::BatchState;
using supplier::CardState;
using supplier::ItemState;
using test::BureauForce;
using test::code_of;
using test::must;

TEST(Bureau, ItsKeyIsRegisteredByTwoPeople) {
  BureauForce force({.people = 1});
  SystemRandom random;
  const crypto::Ed25519Key key = crypto::new_ed25519_key(random);
  const std::string pem = crypto::ed25519_to_pem(key.public_key);
  EXPECT_EQ(code_of(office::add_bureau(*force.office, force.issuer, test::kSupplier, "second", pem)), Code::kRefused);
  EXPECT_EQ(code_of(office::add_bureau(*force.office, force.security, test::kSupplier, "second", "no key")),
            Code::kInvalid);
  EXPECT_EQ(code_of(office::add_bureau(*force.office, force.security, test::kOwn, "second", pem)), Code::kRefused)
      << "a bureau is outside, this supplier is inside";
  const std::string fingerprint =
      must(office::add_bureau(*force.office, force.security, test::kSupplier, "second", pem));
  EXPECT_EQ(code_of(office::add_bureau(*force.office, force.security, test::kSupplier, "third", pem)), Code::kRefused);
  EXPECT_EQ(code_of(office::approve_bureau(*force.office, force.security, "second", fingerprint)), Code::kRefused);
  EXPECT_EQ(code_of(office::approve_bureau(*force.office, force.second_security, "second", "0")), Code::kRefused);
  EXPECT_EQ(code_of(office::approve_bureau(*force.office, force.second_security, test::kBureau, fingerprint)),
            Code::kNotFound);
  must(office::approve_bureau(*force.office, force.second_security, "second", fingerprint));
  // Neither an empty certificate nor none opens the presses' door to it.
  EXPECT_EQ(code_of(force.door->list(crypto::sha256({}), 1)), Code::kUnauthorised);
  EXPECT_EQ(code_of(force.door->list(Hash{}, 1)), Code::kUnauthorised);
}

TEST(Bureau, ASubBatchIsOpenedWholeWithinItsBudgetOneAfterAnother) {
  BureauForce force({.people = 12, .budget = {5, 8, 20, 200}});
  const auto ids = force.export_cards(force.people, 4);
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(code_of(office::open_batch(*force.office, force.security, ids[0])), Code::kRefused);
  const Plaintext identity = must(office::open_batch(*force.office, force.issuer, ids[0]));
  EXPECT_TRUE(identity.reveal_text().starts_with("AGE-SECRET-KEY-1"));
  EXPECT_EQ(must(office::open_batch(*force.office, force.issuer, ids[0])).reveal_text(), identity.reveal_text())
      << "the same again, at no new charge";
  EXPECT_EQ(force.heads(), 4U);
  const auto waits = office::open_batch(*force.office, force.issuer, ids[1]);
  EXPECT_EQ(code_of(waits), Code::kRefused);
  EXPECT_NE(waits.error().text().find("receipt"), std::string::npos);
  must(force.send_receipt(ids[0], Outcome::kPrinted));
  must(office::open_batch(*force.office, force.issuer, ids[1]));
  must(force.send_receipt(ids[1], Outcome::kPrinted));
  const auto full = office::open_batch(*force.office, force.issuer, ids[2]);
  EXPECT_EQ(code_of(full), Code::kRefused) << "8 an hour are used";
  EXPECT_NE(full.error().text().find("2026-11-22T10:30:00Z"), std::string::npos) << full.error().text();
  EXPECT_EQ(force.heads(), 8U) << "refused whole";
  for (const std::uint64_t item : force.batch(ids[2]).items) EXPECT_EQ(force.item(item).state, ItemState::kLocked);
  EXPECT_EQ(code_of(office::open_batch(*force.office, force.issuer, ids[0])), Code::kRefused)
      << "its identity is destroyed";
  EXPECT_TRUE(force.batch(ids[0]).wrapped_identity.empty());
  force.clock.advance(std::chrono::minutes(61));
  must(office::open_batch(*force.office, force.issuer, ids[2]));
}

TEST(Bureau, ASubBatchThatNeverFitsIsNotMade) {
  BureauForce force({.people = 6, .budget = {5, 8, 20, 200}});
  const JobId job = force.bureau_job(force.people);
  const office::ExportPlan plan{job, force.out(), 50};
  const auto refused = office::export_job(*force.office, force.issuer, plan, force.own, no_progress());
  EXPECT_EQ(code_of(refused), Code::kRefused);
  EXPECT_NE(refused.error().text().find("--size 5"), std::string::npos) << refused.error().text();
  EXPECT_EQ(code_of(office::export_job(*force.office, force.approver, plan, force.own, no_progress())), Code::kRefused);
}

TEST(Bureau, CustodyCountsItWholeAndOnlyIndependentEvidenceEndsIt) {
  BureauForce force({.people = 4});
  const auto ids = force.export_cards(force.people, 2);
  const auto grade_of = [&](std::size_t n, Instant from, const std::string& holder) {
    return force.grade(force.people[n], from, kEver, holder);
  };
  const std::string press = fmt::format("press:{}", BureauForce::kName);
  const std::string contractor = fmt::format("supplier:{}", test::kSupplier);
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_EQ(grade_of(n, test::kStart, press), Grade::kExcluded) << "locked, and the key is not there";
    EXPECT_EQ(grade_of(n, test::kStart, "key:root"), Grade::kPossible);
  }
  force.clock.advance(std::chrono::hours(1));
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  force.clock.advance(std::chrono::hours(1));
  std::size_t certain = 0;
  for (std::size_t n = 0; n < 4; ++n) {
    const bool opened = force.is_in(ids[0], force.people[n]);
    certain += opened ? 1 : 0;
    EXPECT_EQ(grade_of(n, test::kStart, press), opened ? Grade::kCertain : Grade::kExcluded);
    EXPECT_EQ(grade_of(n, test::kStart, contractor), opened ? Grade::kCertain : Grade::kExcluded);
  }
  EXPECT_EQ(certain, 2U);
  must(force.send_receipt(ids[0], Outcome::kPrinted));
  force.clock.advance(std::chrono::hours(10));
  const Instant later = force.clock.now();
  for (std::size_t n = 0; n < 4; ++n)
    EXPECT_EQ(grade_of(n, later, press), force.is_in(ids[0], force.people[n]) ? Grade::kCertain : Grade::kExcluded)
        << "its word ends nothing";

  office::CustodyClosure act{press, ids[0], {}, "two of us watched the drive being shredded", std::string(64, 'a')};
  office::CustodyClosure early = act;
  early.batch = ids[1];
  EXPECT_EQ(code_of(office::propose(*force.office, force.security, early)), Code::kRefused) << "still to be printed";
  act.evidence.clear();
  EXPECT_EQ(code_of(office::propose(*force.office, force.security, act)), Code::kUsage);
  act.evidence = "two of us watched the drive being shredded";
  EXPECT_EQ(code_of(office::propose(*force.office, force.issuer, act)), Code::kRefused);
  const std::uint64_t id = must(office::propose(*force.office, force.security, act));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, id, true)), Code::kRefused);
  force.clock.advance(std::chrono::hours(1));
  must(office::decide(*force.office, force.second_security, id, true));
  force.clock.advance(std::chrono::hours(1));
  for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(grade_of(n, force.clock.now(), press), Grade::kExcluded);
  for (std::size_t n = 0; n < 4; ++n)
    EXPECT_EQ(grade_of(n, later, press), force.is_in(ids[0], force.people[n]) ? Grade::kCertain : Grade::kExcluded)
        << "before the evidence it was held";
  EXPECT_EQ(code_of(office::propose(*force.office, force.security, act)), Code::kNotFound) << "nothing is left open";
}

TEST(Bureau, AReceiptCountsWholeOnceAndUnderItsOwnKeyOnly) {
  BureauForce force({.people = 4});
  const auto ids = force.export_cards(force.people, 2);
  const std::string good = force.receipt_text(ids[0], Outcome::kPrinted);
  EXPECT_EQ(code_of(force.send(good)), Code::kRefused) << "not opened";
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  const auto before = force.office->clerk().size();
  EXPECT_EQ(code_of(office::take_bureau_receipt(*force.office, force.issuer, as_bytes(good), Bytes(64))),
            Code::kTampered);
  EXPECT_EQ(code_of(force.send(good.substr(0, good.rfind('\n', good.size() - 2) + 1))), Code::kRefused)
      << "a card left out";
  std::string foreign = good;
  foreign.replace(foreign.rfind(",printed") - 32, 32, std::string(32, '0'));
  EXPECT_EQ(code_of(force.send(foreign)), Code::kRefused);
  std::string other = good;
  other.replace(other.find(ids[0]), 32, std::string(32, '0'));
  EXPECT_EQ(code_of(force.send(other)), Code::kNotFound);
  EXPECT_EQ(code_of(force.send("nonsense")), Code::kInvalid);
  EXPECT_EQ(force.office->clerk().size(), before) << "nothing of them is kept";
  const office::Settled settled = must(force.send(good));
  EXPECT_EQ(settled.printed, 2U);
  must(force.send(good));  // the same again
  EXPECT_EQ(code_of(force.send(force.receipt_text(ids[0], Outcome::kSpoiled))), Code::kRefused);
  for (const std::uint64_t item : force.batch(ids[0]).items) {
    EXPECT_EQ(force.item(item).state, ItemState::kPrinted);
    EXPECT_TRUE(force.item(item).wrapped_key.empty());
  }
}

TEST(Bureau, ASpoiltCardIsTriedAgainAsNoNewHead) {
  BureauForce force({.people = 2, .budget = {2, 2, 2, 2}});
  const auto ids = force.export_cards(force.people, 2);
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  must(force.send_receipt(ids[0], Outcome::kSpoiled));
  const auto cards = office::cards_in_state(*force.office, CardState::kApproved);
  ASSERT_EQ(cards.size(), 2U);
  const auto again = force.export_again(cards, 2);
  must(office::open_batch(*force.office, force.issuer, again.at(0)));
  EXPECT_EQ(force.heads(), 2U);
  EXPECT_NE(again[0], ids[0]);
}

TEST(Bureau, ALateReceiptOrLateEvidenceHaltsIt) {
  BureauForce force({.people = 4});
  const auto ids = force.export_cards(force.people, 2);
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  force.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(code_of(office::open_batch(*force.office, force.issuer, ids[0])), Code::kRefused);
  EXPECT_EQ(force.row().state, supplier::PressState::kHalted);
  must(force.send_receipt(ids[0], Outcome::kPrinted));  // taken although it is halted
  const auto resume = [&] {
    const office::PressResume act{BureauForce::kName, "a test"};
    must(office::decide(*force.office, force.second_security, must(office::propose(*force.office, force.security, act)),
                        true));
  };
  resume();
  force.clock.advance(std::chrono::hours(48));  // 73 since it was opened: the contract says 72
  const auto late = office::open_batch(*force.office, force.issuer, ids[1]);
  EXPECT_EQ(code_of(late), Code::kRefused);
  EXPECT_NE(late.error().text().find("evidence"), std::string::npos) << late.error().text();
  const office::CustodyClosure act{fmt::format("press:{}", BureauForce::kName), ids[0], {}, "seen shredded", ""};
  must(office::decide(*force.office, force.second_security, must(office::propose(*force.office, force.security, act)),
                      true));
  resume();
  must(office::open_batch(*force.office, force.issuer, ids[1]));
}

TEST(Bureau, WhatIsTakenBackTakesItsIdentityWithIt) {
  BureauForce force({.people = 4});
  const auto ids = force.export_cards(force.people, 2);
  const std::uint64_t item = force.batch(ids[0]).items[0];
  must(force.office->clerk().submit(
      [&](ledger::Write& write) { return force.office->desk().withdraw(write, item, "erasure", force.dpo.id); }));
  EXPECT_EQ(force.batch(ids[0]).state, BatchState::kWithdrawn);
  EXPECT_EQ(code_of(office::open_batch(*force.office, force.issuer, ids[0])), Code::kRefused);
  // The other card is exported anew, and the untouched sub-batch as it was.
  const auto again =
      must(office::export_job(*force.office, force.issuer, {force.job, force.out(), 2}, force.own, no_progress()));
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].id.text(), ids[1]);
  EXPECT_TRUE(again[0].before);
  EXPECT_EQ(again[1].cards, 1U);
  force.office->clerk().accept_clock();
  force.open();
  must(office::open_batch(*force.office, force.issuer, again[1].id.text()));
}

TEST(Bureau, ACardThatEndsWhileItWaitsDoesNotHoldUpTheOthers) {
  BureauForce force({.people = 2});
  const auto ids = force.export_cards(force.people, 2);
  const CardId card = force.item(force.batch(ids[0]).items[0]).card;
  must(office::end_cards(*force.office, force.sponsor, {card}, "revoked", "not needed"));
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  EXPECT_EQ(force.heads(), 2U) << "its face is released all the same";
  must(force.send_receipt(ids[0], Outcome::kPrinted));
  EXPECT_EQ(force.office->cards().table().find(card.value)->value.state, CardState::kRevoked);
}

TEST(Bureau, ContainmentEndsItsKeyAndTakesBackWhatIsSealed) {
  BureauForce force({.people = 4});
  const auto ids = force.export_cards(force.people, 2);
  must(office::open_batch(*force.office, force.issuer, ids[0]));
  const IncidentId incident = must(office::open_incident(
      *force.office, force.security, {{fmt::format("supplier:{}", test::kSupplier)}, test::kStart, kEver, ""}, "a test",
      test::kStart));
  const office::Contained done = must(office::contain(*force.office, force.security, incident));
  EXPECT_EQ(done.withdrawn, 2U);
  EXPECT_EQ(done.killed, 2U);
  for (const std::string& id : ids)
    EXPECT_EQ(code_of(office::open_batch(*force.office, force.issuer, id)), Code::kRefused);
  EXPECT_EQ(code_of(force.send_receipt(ids[0], Outcome::kPrinted)), Code::kTampered);
}

TEST(Bureau, WhoApprovedACardDoesNotReleaseIt) {
  BureauForce force({.people = 2});
  const auto ids = force.export_cards(force.people, 2);
  access::Actor both = force.approver;
  both.roles.add(access::Role::kIssuer);
  EXPECT_EQ(code_of(office::open_batch(*force.office, both, ids[0])), Code::kRefused);
}

}  // namespace
}  // namespace tipstaff
