// Copies that were handed over before the record began: declared from the file itself, so that the first question of
// the first day (“what does that supplier still have?”) has an answer. Role: dpo or security officer.
#pragma once

#include "base/caller_files.h"
#include "base/progress.h"
#include "office/office.h"
#include "roll/mapping.h"

namespace tipstaff::office {

struct Declaration {
  std::shared_ptr<CallerFiles> files = std::make_shared<OwnFiles>();  // where `file` lies
  std::string holder;                                                 // "supplier:NAME"; made when it is new
  std::filesystem::path file;  // as it was handed over: CSV, or a workbook with all that lies in it
  Instant since;
  std::optional<roll::Mapping> mapping;
  std::string purpose;  // when not empty, people are also looked for in every written form, by a grant as
                        // roll_for_matching() asks
};
struct Declared {
  std::uint64_t rows = 0, people = 0, not_on_roll = 0;
  std::uint64_t ambiguous =
      0;  // rows that mean one of several people of the same name, or of a number that passed on: each of them possibly
  std::uint64_t by_forms = 0;  // people whom only another written form may mean, each possibly
  FieldSet fields;             // that the file's columns hold
  bool unread = false;         // part of a workbook could not be read: who stands there is not declared
};
// Opens one interval a person and file, with the fields of its columns; matched by warrant or staff number, by pay
// number, else by full name, as people are or were numbered and called. By another written form (“Smith J”, “O Brien”)
// people are held possibly only, and with the fields that the rows show. Errors: kInvalid (no heading that
// names_somebody(), a moment to come), kUsage, kRefused (role, grant).
Result<Declared> declare_copy(Office& office, const access::Actor& actor, const Declaration& declaration,
                              const Progress& progress);

}  // namespace tipstaff::office
