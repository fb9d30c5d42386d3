// Taking in a roll from an HR export and a folder of photographs. Three steps, so that a person can look before
// anything changes: stage() reads, checks and normalises everything into an unnamed temporary file sealed under a key
// that only this object holds; compare() says what would change; apply() does it in one transaction. Killed at any
// moment before apply() has committed, nothing is left.
#pragma once

#include <set>

#include "base/caller_files.h"
#include "base/progress.h"
#include "office/office.h"
#include "roll/mapping.h"

namespace tipstaff::office {

inline constexpr FieldSet kNeededByNoCard = {Field::kPayNumber, Field::kVettingLevel};

struct ImportSettings {
  std::shared_ptr<CallerFiles> files = std::make_shared<OwnFiles>();  // where `csv` and `photos` lie
  std::filesystem::path csv;
  std::filesystem::path photos;          // empty: none. NUMBER.jpg, .jpeg or .png by warrant or staff number
  std::optional<roll::Mapping> mapping;  // absent: guessed
  // Of kNeededByNoCard: not taken in unless kept for a purpose.
  std::map<Field, std::string> keep;
};

struct StageReport {
  std::string format;  // "UTF-8, separated by commas"
  roll::Mapping mapping;
  FieldSet taken, left_out;      // left_out: in the file, not kept
  bool tells_protected = false;  // a column says who is in a covert or high-risk role
  std::uint64_t rows = 0, good = 0, photos = 0, without_photo = 0;
  std::uint64_t no_face = 0, several_faces = 0, faces_not_looked_for = 0;
  std::vector<roll::Problem> problems;  // one or more a rejected row; no values
};

struct Difference {
  std::uint64_t joiners = 0, changes = 0, same = 0, leavers = 0;
  std::uint64_t returners = 0;  // who had left serve again, under their old number of the roll
  std::uint64_t marked = 0;     // newly protected, or at risk by a notice; the changes count them too
  std::uint64_t unmarked = 0;   // protected on the roll and not in the file: they stay so
  std::array<std::uint64_t, 16> changed_fields{};  // people, by Field
  std::array<std::uint64_t, 16>
      emptied_fields{};           // people of whom the roll holds a value and the file has an empty cell
  std::vector<PersonId> leaving;  // who they are, by their numbers
};

class Import {
 public:
  // Role: registrar. Errors: kInvalid (not a usable CSV at all), kNotFound, kStorage.
  static Result<std::unique_ptr<Import>> stage(Office& office, const access::Actor& actor,
                                               const ImportSettings& settings, const Progress& progress);
  ~Import();

  const StageReport& report() const { return report_; }

  // Reads, logged, the people whom the file names and the roll already has. A row with a number that belongs to
  // somebody else on the roll becomes a problem of the report.
  Result<Difference> compare(const Progress& progress);
  // After compare(). All rows or, with problems and without `accept_good`, none (kInvalid). People on the roll whom the
  // file does not name leave only with `leavers`, and their cards die with it (people.h). Values whose cells are empty
  // go only with `emptied`. Marks are set, never taken away.
  struct Consent {
    bool accept_good = false, leavers = false, emptied = false;
  };
  Result<void> apply(Consent consent, const Progress& progress);

 private:
  struct Row;
  struct Stage;
  struct Plan;
  Import(Office& office, const access::Actor& actor);
  Result<roll::NewPerson> staged(std::size_t index) const;
  Result<void> compare_batch(std::size_t first, std::size_t last, Difference& out);
  static void count(const Plan& plan, Difference& out);

  Office& office_;
  access::Actor actor_;
  std::string reason_;
  StageReport report_;
  std::unique_ptr<Stage> stage_;
  std::vector<Plan> plans_;
  std::vector<PersonId> leavers_;
  bool compared_ = false;
};

// "row,column,reason" as CSV, for the rejects file.
std::string problems_as_csv(const std::vector<roll::Problem>& problems);

}  // namespace tipstaff::office
