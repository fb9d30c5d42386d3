// Law 6: certain, possible, excluded. The answer is compared with an oracle that shares nothing with it
// (exposure_oracle.h) on random histories, and edge by edge. Histories with restores and clocks that are wrong:
// law_06_faults_test.cc.
#include <random>

#include "bureau_fixture.h"
#include "exposure_oracle.h"

namespace tipstaff::test {
namespace {

using incident::Grade;
using ledger::Act;
using press::Outcome;

class Law06 : public ::testing::Test {
 protected:
  struct History {
    std::unique_ptr<TestForce> force;
    std::map<ItemId, Truth> truth;
    std::vector<Instant> moments;
  };

  static std::uint32_t tries(TestForce& force, std::uint64_t number) {
    return force.office->cards().table().find(force.item(number).card.value)->value.tries;
  }

  static History live(unsigned seed) {
    History h;
    h.force =
        std::make_unique<TestForce>(ForceOptions{.people = 16, .protected_people = {3}, .budget = {50, 500, 500, 500}});
    TestForce& force = *h.force;
    std::mt19937 dice(seed);
    std::vector<std::uint64_t> items = force.queue_cards(force.people, 0.1).outside;
    for (const std::uint64_t number : items) h.truth[force.item(number).id].person = force.item(number).person;
    for (int step = 0; step < 160; ++step) {
      h.moments.push_back(force.clock.now());
      const std::uint64_t number = items[dice() % items.size()];
      const ItemId id = force.item(number).id;
      Truth& truth = h.truth.at(id);
      auto link = force.link(force.bureau);
      switch (dice() % 7) {
        case 0:
        case 1:
          force.clock.advance(std::chrono::seconds(20 + dice() % 1500));
          break;
        case 2:
          (void)link.locked(id);
          break;
        case 3:
        case 4: {
          const bool arrives = dice() % 4 != 0;  // else the answer is lost on its way
          if (!link.release(id)) break;
          if (!truth.let_go) truth.let_go = force.clock.now();
          if (arrives && !truth.got) truth.got = force.clock.now();
          break;
        }
        case 5: {
          if (truth.settled || !truth.got) break;
          const std::array outcomes = {Outcome::kPrinted, Outcome::kPrinted, Outcome::kSpoiled, Outcome::kDestroyed,
                                       Outcome::kUncertain};
          const Outcome outcome = outcomes.at(dice() % outcomes.size());
          const bool file = dice() % 2 == 0;
          if (dice() % 4 == 0) break;  // a receipt that never arrives
          if (!link.receipt(force.receipt(force.bureau, id, outcome, file))) break;
          truth.settled = true;
          truth.file = file;
          if (dice() % 3 != 0) truth.gone = force.clock.now();  // else it lies, and keeps the key
          // Another card for whom it was spoilt.
          if (outcome == Outcome::kPrinted || tries(force, number) >= 3) break;
          const auto again = must(
              office::make_jobs(*h.force->office, force.issuer, {force.item(number).card}, {kBureau, kPassOffice, 0}));
          must(office::render_items(*force.office, force.issuer, again.outside, [](const auto&) {}));
          items.push_back(again.outside.at(0));
          h.truth[force.item(items.back()).id].person = force.item(number).person;
          break;
        }
        default: {
          if (!truth.file || truth.wiped || dice() % 2 == 0) break;
          press::Receipt ribbon;
          ribbon.outcome = Outcome::kRibbonDestroyed;
          ribbon.at = force.clock.now();
          ribbon.stock_serial = "SPOOL-1";
          ribbon.on_ribbon = {id};
          must(link.receipt(press::sign_receipt(ribbon, force.bureau.identity.receipts)));
          truth.wiped = force.clock.now();
        }
      }
    }
    h.moments.push_back(force.clock.now());
    return h;
  }
};

TEST_F(Law06, AgreesWithTheOracleOnRandomHistories) {
  for (const unsigned seed : {11U, 12U, 13U}) {
    History h = live(seed);
    std::mt19937 dice(seed);
    const Instant last = h.moments.back();
    const Oracle oracle = oracle_of(*h.force, h.truth);
    const auto compare = [&](Instant begin, Instant end) { expect_agreement(*h.force, oracle, h.truth, begin, end); };
    compare(kStart, last);
    compare(last, last + hours(1));
    for (int windows = 0; windows < 6; ++windows) {
      const Instant a = h.moments[dice() % h.moments.size()], b = h.moments[dice() % h.moments.size()];
      compare(std::min(a, b), std::max(a, b));
    }
    h.force->open();
    compare(kStart, last);
  }
}

// Bureaus: sub-batches opened, answered for, spoilt and printed again, ended by evidence, the office stopped and
// started. The oracle knows when each card's identity left (the ledger) and when two people saw its copies end (what
// the test did).
class Law06Bureau : public ::testing::Test {
 protected:
  struct Sent {
    PersonId person;
    std::string batch;
  };
  struct Log {
    std::map<ItemId, Sent> sent;
    std::map<std::string, Instant> ended;  // by sub-batch: independent evidence
    std::vector<Instant> moments;
  };

  static void note(BureauForce& force, Log& log, const std::vector<std::string>& ids) {
    for (const std::string& id : ids)
      for (const std::uint64_t number : force.batch(id).items)
        log.sent[force.item(number).id] = {force.item(number).person, id};
  }

  static void show_destroyed(BureauForce& force, Log& log, const std::string& id) {
    const office::CustodyClosure act{fmt::format("press:{}", BureauForce::kName), id, {}, "seen shredded", ""};
    const auto proposal = office::propose(*force.office, force.security, act);
    if (!proposal) return;  // nothing is open any more
    must(office::decide(*force.office, force.second_security, *proposal, true));
    log.ended[id] = force.clock.now();
  }

  static Log live(BureauForce& force, unsigned seed) {
    Log log;
    std::mt19937 dice(seed);
    std::vector<std::string> sealed = force.export_cards(force.people, 3), settled;
    note(force, log, sealed);
    std::string open;
    for (int step = 0; step < 90; ++step) {
      log.moments.push_back(force.clock.now());
      switch (dice() % 6) {
        case 0:
          force.clock.advance(minutes(1 + dice() % 200));
          break;
        case 1: {
          if (sealed.empty()) break;
          const std::string id = sealed[dice() % sealed.size()];
          if (!office::open_batch(*force.office, force.issuer, id)) break;
          open = id;
          std::erase(sealed, id);
          break;
        }
        case 2: {
          if (open.empty()) break;
          const auto outcome = dice() % 3 == 0 ? Outcome::kSpoiled : Outcome::kPrinted;
          must(force.send_receipt(open, outcome));
          settled.push_back(open);
          open.clear();
          break;
        }
        case 3: {
          const auto again = office::cards_in_state(*force.office, supplier::CardState::kApproved);
          const bool tried = std::ranges::any_of(
              again, [&](CardId card) { return force.office->cards().table().find(card.value)->value.tries >= 3; });
          if (again.empty() || tried) break;
          const auto ids = force.export_again(again, 2);
          note(force, log, ids);
          sealed.insert(sealed.end(), ids.begin(), ids.end());
          break;
        }
        case 4:
          if (!settled.empty()) show_destroyed(force, log, settled[dice() % settled.size()]);
          break;
        default:
          if (dice() % 8 == 0) force.open();
      }
    }
    log.moments.push_back(force.clock.now());
    return log;
  }

  static std::map<PersonId, Told> expected(BureauForce& force, const Log& log, Instant begin, Instant end) {
    std::map<PersonId, Told> out;
    std::set<ItemId> counted;
    for (const ledger::StoredEntry& entry : force.entries()) {
      const ledger::Detail& told = *entry.detail;
      if (told.act != Act::kItemReleased || !log.sent.contains(told.item) || !counted.insert(told.item).second)
        continue;
      if (told.at > end + kClockError) continue;
      const auto ended = log.ended.find(log.sent.at(told.item).batch);
      const Instant until = ended == log.ended.end() ? kEver : ended->second;
      if (until != kEver && until < begin - kClockError) continue;  // seen to be gone before
      const bool sure = told.at + kClockError <= end && (until == kEver || until - kClockError >= begin);
      Told& one = out[told.person];
      FieldSet& grade = sure ? one.certain : one.possible;
      grade = grade | told.fields;
    }
    for (auto& [person, told] : out) told.possible = told.possible.minus(told.certain);
    return out;
  }

  static void compare(BureauForce& force, const Log& log, Instant begin, Instant end, const std::string& holder) {
    std::map<PersonId, Told> told_of = expected(force, log, begin, end);
    const IncidentId incident =
        must(office::open_incident(*force.office, force.security, {{holder}, begin, end, "a test"}, "a test", end));
    const office::Answer answer = must(office::exposure(*force.office, force.dpo, incident));
    EXPECT_EQ(answer.exposure.population.size(), force.people.size());
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
      const Told one{answer.exposure.certain[i], answer.exposure.possible[i]};
      EXPECT_EQ(one, told_of[answer.exposure.population[i].person]) << holder;
    }
  }
};

TEST_F(Law06Bureau, AgreesWithTheOracleOnRandomHistories) {
  for (const unsigned seed : {21U, 22U, 23U}) {
    BureauForce force({.people = 12, .budget = {50, 500, 500, 500}});
    const Log log = live(force, seed);
    std::mt19937 dice(seed);
    for (const std::string& holder :
         {fmt::format("press:{}", BureauForce::kName), fmt::format("supplier:{}", kSupplier)}) {
      compare(force, log, kStart, log.moments.back(), holder);
      for (int windows = 0; windows < 4; ++windows) {
        const Instant a = log.moments[dice() % log.moments.size()], b = log.moments[dice() % log.moments.size()];
        compare(force, log, std::min(a, b), std::max(a, b), holder);
      }
    }
    EXPECT_GT(force.heads(), 0U);
  }
}

// The edges, one by one.
class Law06Edges : public Law06 {
 protected:
  TestForce force{{.people = 4}};
  std::vector<std::uint64_t> items = force.queue_cards(force.people).outside;

  Grade grade_of(std::size_t n, Instant begin, Instant end, const std::string& holder = "press:bureau-1") {
    office::ScopeRequest scope;
    scope.holders = {holder};
    scope.from = begin;
    scope.to = end;
    const IncidentId incident =
        must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
    const office::Answer answer = must(office::exposure(*force.office, force.dpo, incident));
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (answer.exposure.population[i].person == force.item(items.at(n)).person) return answer.exposure.grade(i);
    throw std::runtime_error("not in the population");
  }
  void take(std::size_t n) { must(force.link(force.bureau).release(force.item(items.at(n)).id)); }
  void settle(std::size_t n) {
    must(force.link(force.bureau).receipt(force.receipt(force.bureau, force.item(items.at(n)).id, Outcome::kPrinted)));
  }
};

TEST_F(Law06Edges, ACopyThatEndedOnTheHoldersWordStaysPossible) {
  take(0);
  force.clock.advance(hours(1));
  settle(0);
  force.clock.advance(hours(5));
  const Instant later = force.clock.now();
  EXPECT_EQ(grade_of(0, later, later + hours(24)), Grade::kPossible);
  EXPECT_EQ(grade_of(0, kStart, later), Grade::kCertain);  // a receipt within the scope closes nothing
  EXPECT_EQ(grade_of(1, kStart, later), Grade::kExcluded);
}

TEST_F(Law06Edges, WhatIsNotConfirmedIsNotCertain) {
  take(0);
  force.clock.advance(hours(1));
  EXPECT_EQ(grade_of(0, kStart, force.clock.now()), Grade::kPossible);
}

TEST_F(Law06Edges, WithinTheClocksErrorNothingIsSure) {
  force.clock.advance(hours(1));
  const Instant released = force.clock.now();
  take(0);
  force.clock.advance(hours(1));
  settle(0);
  EXPECT_EQ(grade_of(0, kStart, released - minutes(3)), Grade::kExcluded);
  EXPECT_EQ(grade_of(0, kStart, released - minutes(1)), Grade::kPossible);
  EXPECT_EQ(grade_of(0, kStart, released + minutes(1)), Grade::kPossible);
  EXPECT_EQ(grade_of(0, kStart, released + minutes(3)), Grade::kCertain);
  EXPECT_EQ(grade_of(0, released + minutes(57), kEver - hours(1)), Grade::kCertain);
  EXPECT_EQ(grade_of(0, released + minutes(59), kEver - hours(1)), Grade::kPossible);
  EXPECT_EQ(grade_of(0, released + hours(1) + minutes(3), kEver - hours(1)), Grade::kPossible);
}

TEST_F(Law06Edges, BeforeTheRecordNothingIsExcluded) {
  for (std::size_t n = 0; n < items.size(); ++n) {
    EXPECT_EQ(grade_of(n, kDawn, force.clock.now(), fmt::format("supplier:{}", kSupplier)), Grade::kPossible);
    EXPECT_EQ(grade_of(n, kStart, force.clock.now(), fmt::format("supplier:{}", kSupplier)), Grade::kExcluded);
  }
}

TEST_F(Law06Edges, LockedCopiesCountOnceTheKeysDo) {
  must(force.link(force.bureau).locked(force.item(items[0]).id));
  force.clock.advance(hours(1));
  incident::Question question;
  question.holders = {*force.office->book().holder_named(custody::HolderKind::kPress, kBureau)};
  question.window = {kStart, force.clock.now()};
  const auto graded = [&] {
    return incident::answer(force.office->book(), question, {{force.item(items[0]).person, {}}}).grade(0);
  };
  EXPECT_EQ(graded(), Grade::kExcluded);
  question.keys_in_scope = true;
  EXPECT_EQ(graded(), Grade::kPossible);
  EXPECT_NE(grade_of(0, kStart, force.clock.now(), "key:root"), Grade::kExcluded);
  EXPECT_EQ(grade_of(0, kStart, force.clock.now(), "host:office"), Grade::kCertain);
}

TEST_F(Law06Edges, AfterContainmentTheScopeEndsAndNothingMoreIsReleased) {
  take(0);
  force.clock.advance(hours(1));
  office::ScopeRequest scope;
  scope.holders = {"press:bureau-1"};
  scope.from = kStart;
  const IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", kStart));
  must(office::contain(*force.office, force.security, incident));
  const Instant revoked = force.clock.now();
  force.clock.advance(hours(1));
  for (const std::uint64_t number : items)
    EXPECT_EQ(code_of(force.link(force.bureau).release(force.item(number).id)), Code::kUnauthorised);
  const office::Answer answer = must(office::exposure(*force.office, force.dpo, incident));
  EXPECT_EQ(answer.question.window.to, revoked);
  EXPECT_EQ(answer.counts.certain + answer.counts.possible, 1U);
}

TEST_F(Law06Edges, WhoJoinedLaterIsNotOfThePopulation) {
  const Instant before = force.clock.now();
  force.clock.advance(hours(24));
  force.add_person(invent(99));
  office::ScopeRequest scope;
  scope.holders = {"press:bureau-1"};
  scope.from = kStart;
  scope.to = before;
  IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", before));
  EXPECT_EQ(must(office::exposure(*force.office, force.dpo, incident)).exposure.population.size(), force.people.size());
  scope.to = force.clock.now() - minutes(1);  // within the clock's error it may have been the other way round
  incident = must(office::open_incident(*force.office, force.security, scope, "a test", before));
  EXPECT_EQ(must(office::exposure(*force.office, force.dpo, incident)).exposure.population.size(),
            force.people.size() + 1);
}

}  // namespace
}  // namespace tipstaff::test
