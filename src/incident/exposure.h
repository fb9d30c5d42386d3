// Law 6: who was exposed by a suspected breach. A pure question to the custody book: every interval of the holders in
// the scope, graded against the window.
//
//   certain    plaintext or an opened key was held within the window
//   possible   the copy was closed before it only on the holder's word; or its delivery is unconfirmed; or a locked
//   copy was
//              held while a key that opens it is in the scope; or an edge lies within clock error of the window's; or
//              the scope reaches back before the record began for a holder who may have had data then
//   excluded   neither
//
// Thread-safe while the book does not change (Clerk::look()).
#pragma once

#include <vector>

#include "custody/custody.h"

namespace tipstaff::incident {

enum class Grade : std::uint8_t { kExcluded = 0, kPossible = 1, kCertain = 2 };
std::string_view grade_name(Grade grade);

struct Window {
  Instant from = kDawn;  // kDawn: unknown
  Instant to = kEver;    // kEver: still going on
};

// Entries from `from` to `to`, by ledger time, may truly have been made so much earlier or later than they say, beside
// the clock error: a clock that leapt was accepted (`entry`).
struct ClockDoubt {
  Instant from = kDawn, to = kEver;
  Duration early{}, late{};
  EntryIndex entry;
};

// What reaches everybody who was on the roll by a time, without an interval for each: a backup, or a gap in the record
// that a restore left.
struct Blanket {
  FieldSet fields;
  Instant joined_by = kEver;
  EntryIndex entry;  // that proves it
};

struct Question {
  std::vector<HolderId> holders;
  Window window;
  bool keys_in_scope = false;  // a key of the office's, or the office's host: locked copies count
  Duration clock_error = std::chrono::minutes(2);
  // What `host:` and `key:` scopes reach without any interval: everyone's kept fields.
  Grade everyone = Grade::kExcluded;
  // When the record began, for holders who may have had data before it (suppliers, hosts): what was then is unknown.
  bool may_predate_record = false;
  Instant record_began;
  std::vector<Blanket> blankets{};  // whom they reach is possible at least
  std::vector<ClockDoubt> clock_doubts{};
};

// When what the record dates `at` truly was, at the earliest and at the latest.
struct Bounds {
  Instant earliest, latest;
};
Bounds bounds_of(Instant at, const Question& question);

// Somebody of the population: everyone ever on the roll by the window's end.
struct Subject {
  PersonId person;
  FieldSet kept;  // all fields ever held, for scopes that reach everything
  Instant joined = kDawn;
};

// Indexed by position in the population.
struct Exposure {
  std::vector<Subject> population;
  std::vector<FieldSet> certain, possible;  // disjoint per person

  Grade grade(std::size_t i) const {
    return !certain[i].empty() ? Grade::kCertain : !possible[i].empty() ? Grade::kPossible : Grade::kExcluded;
  }
  FieldSet fields(std::size_t i) const { return certain[i] | possible[i]; }
};

// How one interval counts.
Grade grade_interval(custody::Form form, custody::End end, bool delivered, Instant from, Instant until,
                     const Question& question);

// `population` in ascending order of person.
Exposure answer(const custody::Book& book, const Question& question, std::vector<Subject> population);

struct Counts {
  std::uint64_t certain = 0, possible = 0, excluded = 0;
  std::array<std::uint64_t, 16> by_field{};  // people exposed, by Field
};
Counts count(const Exposure& exposure);

// The intervals that make a person's grade, in the order of the book. With `person` 0, of everyone, in one pass.
struct Evidence {
  PersonId person;
  CustodyId interval;
  Grade grade;
};
std::vector<Evidence> evidence(const custody::Book& book, const Question& question, PersonId person);

}  // namespace tipstaff::incident
