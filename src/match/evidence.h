// How sure it is that what was found is the roll's data. Names are weak evidence: others bear them too. So every row
// adds its log-likelihood ratio (how much likelier on a copy of the roll than in a text about other people, by the
// rarity of the name), and a name that is not on the roll takes some away. What counts is the whole, or the best run of
// rows (Page 1954, CUSUM) less what choosing it is worth, so that a table in a long text is found. A name with a number
// or an address of the same person in one row is strong by itself. Measured rates: benchmarks/MATCHER.md.
#pragma once

#include <unordered_set>

#include "match/scan.h"

namespace tipstaff::match {

enum class Grade : std::uint8_t { kNone, kPossible, kLikely, kSure };
std::string_view grade_name(Grade grade);

struct Summary {
  Grade grade = Grade::kNone;
  std::uint64_t people = 0;              // distinct people of the roll that the rows can be, at most one a row
  std::uint64_t rows = 0;                // with somebody of the roll
  std::uint64_t others = 0;              // rows, or names in prose, that are nobody's of the roll
  std::uint64_t linked = 0;              // rows where two things belong to the same person
  std::uint64_t of_roll = 0;             // people on the roll
  double weight = 0;                     // of the whole or of the best run, in nats
  std::vector<std::string_view> fields;  // “surname”, “initial”, “rank” …: those that many of the rows show

  double coverage() const { return of_roll == 0 ? 0 : static_cast<double>(people) / static_cast<double>(of_roll); }
};

// Somebody of the roll, as rows could mean him.
struct Met {
  std::uint16_t kinds = 0;  // one bit each at the Kind's value: what those rows show; 0: not met
  bool alone = false;       // of some row nobody else fits so well
};

// One layer, or one file. Not thread-safe.
class Tally {
 public:
  // `who`: also keep everybody whom a row can mean, for an answer that must leave nobody out: four bytes a person.
  explicit Tally(const Index& index, bool who = false)
      : index_(&index), used_(index.people()), met_(who ? index.people() : 0) {}

  // One row: its events in order; the ranks, units and locations that whole cells are. `table`: each row is one
  // person's; else it is prose, where a name said again is the same person. `context`: its headings speak of numbers of
  // staff.
  void row(std::span<const Event> events, std::span<const Entry* const> attributes, bool table, bool context);
  Summary summary() const;
  const std::vector<bool>& people() const { return used_; }  // by number
  const std::vector<Met>& met() const { return met_; }       // by number; empty without `who`
  void add(const Tally& other);  // as if what `other` heard had come here too; of the runs the better counts

 private:
  static constexpr std::size_t kKinds = 10;
  void one_person(const Entry& name, std::span<const Event> events, std::span<const Entry* const> attributes,
                  bool table, bool context);
  void number_alone(const Event& event, bool context);
  bool take(std::span<const std::uint32_t> candidates);
  void meet(std::span<const std::uint32_t> candidates, std::uint16_t kinds, bool alone);
  void weigh(double weight);

  const Index* index_;
  std::vector<bool> used_;
  std::vector<Met> met_;
  std::unordered_set<const Entry*> said_;
  std::array<std::uint64_t, kKinds> shown_{};  // rows by Kind
  std::uint64_t people_ = 0, rows_ = 0, others_ = 0, linked_ = 0;
  double whole_ = 0, run_ = 0, best_ = 0;
};

}  // namespace tipstaff::match
