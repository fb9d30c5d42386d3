// Law 6 where things go wrong at the office: the store is put back from a backup in the midst of a history, and the
// clock is set wrong and right again, or accepted while it is wrong, while the press goes on taking keys, losing
// answers and sending receipts, some of them twice.
#include <functional>
#include <random>

#include "exposure_oracle.h"
#include "office/backup.h"
#include "office/clock_leaps.h"
#include "office/restore.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;
using press::Outcome;

constexpr std::chrono::seconds kDrift{80};  // of a clock that nobody notices

class FaultyLife {
 public:
  // `quiet`: its clock is wrong and right again only while the office is closed, so that it never leaps; a witness's is
  // right.
  FaultyLife(unsigned seed, bool restores, bool clocks, bool accepts = false, bool quiet = false)
      : dice_(seed), witness_dice_(seed), restores_(restores), clocks_(clocks), accepts_(accepts), quiet_(quiet) {
    if (quiet_) open_with_witness();
    order();
    if (quiet_ && one_in(2)) set_quietly(hours(100));  // longer than a pause may last
    for (int step = 0; step < 200; ++step) {
      moments.push_back(true_time());
      act();
    }
    repair_clock();
    moments.push_back(true_time());
  }

  TestForce force{{.people = 12, .protected_people = {3}, .budget = {200, 400, 2000, 100'000}}};
  std::map<ItemId, Truth> truth;
  std::vector<Instant> moments;  // true ones
  int restored = 0, wrong_clocks = 0, released = 0, lost = 0, refused_by_clock = 0, released_at_wrong_times = 0,
      long_pauses = 0;

 private:
  Instant true_time() const { return kStart + force.clock.elapsed(); }
  bool one_in(unsigned n) { return dice_() % n == 0; }
  Line link() {  // over TLS no certificate is good by a clock that is wrong by days
    return wrong_ ? Line(*force.door, force.bureau.certificate()) : force.link(force.bureau);
  }
  void note(std::uint64_t number) {
    ids_.push_back(force.item(number).id);
    truth[ids_.back()].person = force.item(number).person;
  }

  // A card for everybody who may ask for one.
  void order() {
    for (const PersonId person : force.people) {
      office::CardRequest request;
      request.person = person;
      request.expires = force.clock.now() + hours(24 * 1826);
      const auto cards = office::request_cards(*force.office, force.sponsor, {request});
      if (!cards || !office::approve_cards(*force.office, force.approver, *cards)) continue;
      draw(*cards);
    }
  }
  void draw(const std::vector<CardId>& cards) {
    const auto made = office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0});
    if (!made) return;  // tried too often, or the clock is wrong
    if (!office::render_items(*force.office, force.issuer, made->outside, [](const auto&) {})) return;
    for (const std::uint64_t number : made->outside) note(number);
  }

  // Its cosignature bears its own time; now and then it is away.
  ledger::Cosign witness() {
    return [this](const std::string& note, std::uint64_t, const ledger::HashReader&) -> Result<ledger::Cosigned> {
      if (witness_dice_() % 6 == 0) return fail(Code::kUnavailable, "the witness does not answer");
      const Instant now = true_time();
      return ledger::Cosigned(note, "witness.example", Instant{now.micros - now.micros % 1'000'000});
    };
  }

  void act() {
    const ItemId id = ids_[dice_() % ids_.size()];
    switch (dice_() % 12) {
      case 0:
      case 1:
      case 2:
        force.clock.advance(std::chrono::seconds(20 + dice_() % 2500));
        break;
      case 3:
        (void)link().locked(id);
        break;
      case 4:
      case 5:
      case 6:
        take(id);
        break;
      case 7:
      case 8:
        settle(id);
        break;
      case 9:
        wipe(id);
        break;
      case 10:
        if (restores_ && !wrong_ && restored < 2) one_in(3) ? put_back() : back_up();
        break;
      default:
        if (clocks_) wrong_ || drifts_ ? repair_clock() : set_clock();
    }
  }

  void take(const ItemId& id) {
    Truth& item = truth.at(id);
    const auto key = link().release(id);
    refused_by_clock += !key && wrong_ ? 1 : 0;
    // On record, though the witness held it back: it may leave from now on.
    if (!key && key.error().code() == Code::kUnavailable && !item.let_go) item.let_go = true_time();
    if (!key) return;
    EXPECT_FALSE(wrong_ && !accepts_ && !quiet_) << "a key left although the clock was wrong";
    released_at_wrong_times += wrong_ ? 1 : 0;
    ++released;
    if (!item.let_go) item.let_go = true_time();
    if (!one_in(4) && !item.got) item.got = true_time();  // else the answer is lost on its way
  }

  void settle(const ItemId& id) {
    Truth& item = truth.at(id);
    if (item.settled) {  // it sends the same again: the office may have lost it since
      (void)link().receipt(receipts_.at(id));
      return;
    }
    if (!item.got) return;
    const std::array outcomes = {Outcome::kPrinted, Outcome::kPrinted, Outcome::kSpoiled, Outcome::kDestroyed};
    const Outcome outcome = outcomes.at(dice_() % outcomes.size());
    const bool file = one_in(2);
    const Bytes word = force.receipt(force.bureau, id, outcome, file);
    if (one_in(4)) {  // never arrives
      ++lost;
      return;
    }
    if (!link().receipt(word)) return;
    receipts_[id] = word;
    item.settled = true;
    item.file = file;
    if (!one_in(3)) item.gone = true_time();  // else it lies, and keeps the key
    if (outcome == Outcome::kPrinted) return;
    const auto number = force.office->desk().item_of(*force.office->desk().press_named(kBureau), id);
    if (number) draw({force.item(*number).card});
  }

  void wipe(const ItemId& id) {
    Truth& item = truth.at(id);
    if (!item.file || item.wiped) return;
    press::Receipt ribbon;
    ribbon.outcome = Outcome::kRibbonDestroyed;
    ribbon.at = force.clock.now();
    ribbon.stock_serial = "SPOOL-1";
    ribbon.on_ribbon = {id};
    if (link().receipt(press::sign_receipt(ribbon, force.bureau.identity.receipts))) item.wiped = true_time();
  }

  // Ahead or back by minutes to days, which the ledger refuses; or by a little, which nobody notices.
  void set_clock() {
    if (quiet_) return set_quietly(hours(1 + dice_() % 40));
    const std::array<Duration, 6> errors = {minutes(10),  hours(30),  hours(24 * 20),
                                            -minutes(11), -hours(50), Duration{}};
    const Duration error = errors.at(dice_() % errors.size());
    wrong_ = error != Duration{};
    drifts_ = !wrong_;
    force.clock.set(true_time() + (wrong_ ? error : one_in(2) ? Duration(kDrift) : -Duration(kDrift)));
    wrong_clocks += wrong_ ? 1 : 0;
    if (wrong_ && accepts_) accept();
  }
  // Whoever finds that the office was closed for longer than a pause may last looks at the clock, and sees nothing
  // wrong.
  void open_with_witness() {
    force.open(witness());
    const auto ticks = force.office->clerk().submit([](ledger::Write&) -> Result<void> { return {}; });
    if (ticks || ticks.error().code() != Code::kRefused) return;
    ++long_pauses;
    (void)office::accept_clock(*force.office, force.keeper,
                               "closed for long");  // on record, also where the witness is away
  }
  // While the office is closed for longer than the error, so that no entry is ahead of the clock.
  void set_quietly(Duration closed) {
    force.close();
    error_ = one_in(3) ? -closed * static_cast<int>(10 + dice_() % 80) / 100 : Duration(minutes(4 + dice_() % 2400));
    force.clock.advance(closed);
    force.clock.set(true_time() + error_);
    open_with_witness();
    wrong_ = true;
    ++wrong_clocks;
  }
  void repair_quietly() {
    force.close();
    force.clock.advance(std::max(error_, Duration{}) + minutes(20 + dice_() % 300));
    force.clock.set(true_time());
    open_with_witness();
    error_ = {};
    wrong_ = false;
    // People may look at it, or not; and while they do, the witness may be away.
    if (one_in(2) && office::accept_clock(*force.office, force.keeper, "set right") && one_in(2))
      (void)office::confirm_clock(*force.office, force.security, "looked at it too");
  }
  void repair_clock() {
    if (quiet_) return repair_quietly();
    const bool accepted = wrong_ && accepts_;
    wrong_ = drifts_ = false;
    force.clock.set(true_time());
    if (!accepted) return;
    accept();
    if (one_in(2)) must(office::confirm_clock(*force.office, force.security, "looked at it too"));
  }
  // Nobody sees that it is wrong, also where the office was stopped meanwhile.
  void accept() {
    if (one_in(3)) force.open();
    must(office::accept_clock(*force.office, force.keeper, "looks right"));
  }

  void back_up() {
    const fs::path file = force.folder.path() / fmt::format("backup-{}", backups_++);
    if (office::make_backup(*force.office, force.keeper, own_files, file)) newest_ = file;
  }
  // From the newest backup or none. What came after it is lost to the office, and not to the press.
  void put_back() {
    if (newest_.empty()) return;
    const fs::path checkpoint = force.folder.path() / "newest", again = force.folder.path() / "again";
    must(force.files.replace(checkpoint, as_bytes(force.office->clerk().checkpoint())));
    force.close();
    office::RestoreSettings how;
    how.backup = newest_;
    how.folder = again;
    how.checkpoint = checkpoint;
    how.no_erasures = true;
    how.secrets = [](const fs::path&) -> Result<crypto::RootSecrets> {
      crypto::RootSecrets secrets;
      secrets.passphrase = Plaintext::copy_of(TestForce::kPassphrase);
      return secrets;
    };
    SystemRandom random;
    must(office::restore(how, force.clock, random));
    fs::remove_all(force.store());
    fs::rename(again, force.store());
    force.open();
    ++restored;
    newest_.clear();  // of the epoch before
    for (const char* press : {kBureau, kPassOffice}) {
      const auto proposal =
          must(office::propose(*force.office, force.security, office::PressResume{press, "looked into"}));
      must(office::decide(*force.office, force.second_security, proposal, true));
    }
    order();
  }

  std::mt19937 dice_, witness_dice_;  // the witness is asked on the clerk's thread
  bool restores_, clocks_, accepts_, quiet_;
  bool wrong_ = false, drifts_ = false;
  Duration error_{};
  std::vector<ItemId> ids_;
  std::map<ItemId, Bytes> receipts_;
  int backups_ = 0;
  fs::path newest_;
};

// Between two moments at which something happened, drawn by chance.
void at_random_windows(const FaultyLife& life, std::mt19937& dice, int count,
                       const std::function<void(Instant, Instant)>& compare) {
  for (; count > 0; --count) {
    const Instant a = life.moments[dice() % life.moments.size()], b = life.moments[dice() % life.moments.size()];
    compare(std::min(a, b), std::max(a, b));
  }
}

void expect_agreement(FaultyLife& life, unsigned seed) {
  std::mt19937 dice(seed);
  const Oracle oracle = oracle_of(life.force, life.truth);
  const auto compare = [&](Instant begin, Instant end) {
    expect_agreement(life.force, oracle, life.truth, begin, end);
  };
  const Instant last = life.moments.back();
  compare(kStart, last);
  compare(last, last + hours(1));
  at_random_windows(life, dice, 12, compare);
}

TEST(Law06Faults, AgreesWithTheOracleWhenTheStoreIsPutBack) {
  FaultyLife life(62, true, false);
  expect_agreement(life, 62);
  EXPECT_GT(life.restored, 0);
  EXPECT_GT(life.lost, 0);
  EXPECT_GT(life.released, 5);
}

TEST(Law06Faults, AgreesWithTheOracleWhenTheClockIsWrong) {
  FaultyLife life(62, false, true);
  expect_agreement(life, 62);
  EXPECT_GT(life.refused_by_clock, 0);
  EXPECT_GT(life.released, 5);
}

// A clock accepted wrongly, and right again later: the entries bear times that are wrong by up to weeks.
TEST(Law06Faults, AnswersAreTrueAlthoughAWrongClockWasAccepted) {
  int released_at_wrong_times = 0;
  for (const unsigned seed : {66U, 67U, 68U, 69U}) {
    FaultyLife life(seed, false, true, true);
    std::mt19937 dice(seed);
    const auto compare = [&](Instant begin, Instant end) {
      SCOPED_TRACE(fmt::format("seed {}, {} to {}", seed, to_rfc3339(begin), to_rfc3339(end)));
      expect_truth(answer_about_bureau(life.force, begin, end), life.truth, begin, end);
    };
    compare(kStart, life.moments.back());
    at_random_windows(life, dice, 24, compare);
    released_at_wrong_times += life.released_at_wrong_times;
  }
  EXPECT_GT(released_at_wrong_times, 5);
}

// Nothing inside the office can notice it. What does is the time on the witness's cosignatures.
TEST(Law06Faults, AnswersAreTrueAlthoughAClockWasWrongThatNeverLeapt) {
  int released_at_wrong_times = 0, long_pauses = 0, certain = 0, excluded = 0;
  for (const unsigned seed : {70U, 73U, 75U, 77U}) {
    FaultyLife life(seed, false, true, false, true);
    std::mt19937 dice(seed);
    const auto compare = [&](Instant begin, Instant end) {
      SCOPED_TRACE(fmt::format("seed {}, {} to {}", seed, to_rfc3339(begin), to_rfc3339(end)));
      Result<office::Answer> answer = try_answer_about_bureau(life.force, begin, end);
      while (!answer && answer.error().code() == Code::kUnavailable)  // the witness was away
        answer = try_answer_about_bureau(life.force, begin, end);
      ASSERT_TRUE(answer) << answer.error().text();
      expect_truth(*answer, life.truth, begin, end);
      certain += answer->counts.certain != 0;
      excluded += answer->counts.excluded > 2;
    };
    compare(kStart, life.moments.back());
    at_random_windows(life, dice, 24, compare);
    released_at_wrong_times += life.released_at_wrong_times;
    long_pauses += life.long_pauses;
  }
  EXPECT_GT(released_at_wrong_times, 5);
  EXPECT_GT(long_pauses, 0);
  EXPECT_GT(certain, 5);  // it is not that everybody is possible always
  EXPECT_GT(excluded, 5);
}

// The doubt ends where a second person has looked, and only there; and it names the entry that it comes from.
TEST(Law06Faults, ASecondPersonEndsTheDoubtAboutWhatCameAfter) {
  TestForce force{{.people = 4}};
  const std::uint64_t number = force.queue_cards(force.people).outside.at(0);
  const PersonId person = force.item(number).person;
  force.clock.set(force.clock.now() + hours(30));
  must(office::accept_clock(*force.office, force.keeper, "looks right"));
  must(Line(*force.door, force.bureau.certificate()).release(force.item(number).id));
  const Instant opened = force.clock.now();
  const auto grade_of = [&](Instant begin, Instant end) {
    const office::Answer answer = answer_about_bureau(force, begin, end);
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (answer.exposure.population[i].person == person)
        return std::pair(answer.exposure.grade(i), answer.entries[i].size());
    return std::pair(incident::Grade::kExcluded, std::size_t{99});
  };
  using incident::Grade;
  EXPECT_EQ(grade_of(opened - hours(29), opened - hours(28)),
            std::pair(Grade::kPossible, std::size_t{2}));  // opened, and the leap
  EXPECT_EQ(grade_of(opened - hours(32), opened - hours(31)).first, Grade::kExcluded);
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.keeper, "still right")), Code::kRefused);
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.registrar, "looked")), Code::kRefused);
  EXPECT_EQ(grade_of(opened - hours(29), opened - hours(28)).first, Grade::kPossible);
  force.open();
  EXPECT_EQ(must(office::confirm_clock(*force.office, force.security, "looked")), 1U);
  EXPECT_EQ(grade_of(opened - hours(29), opened - hours(28)).first, Grade::kExcluded);
  EXPECT_EQ(code_of(office::confirm_clock(*force.office, force.security, "looked")), Code::kNotFound);
}

TEST(Law06Faults, AgreesWithTheOracleWhenBothGoWrong) {
  for (const unsigned seed : {61U, 63U}) {
    FaultyLife life(seed, true, true);
    expect_agreement(life, seed);
    EXPECT_GT(life.restored, 0) << seed;
    EXPECT_GT(life.wrong_clocks, 0) << seed;
  }
}

}  // namespace
}  // namespace tipstaff::test
