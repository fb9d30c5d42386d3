// The rolls that a command looks for: stores, each read on record, and index files with their key. A store that a
// running server has open is read by the server, for the principal of the session token, and handed over as an index in
// sealed memory (office/matching.h).
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/context.h"
#include "app/known.h"
#include "disclosure/check.h"
#include "office/whose.h"

namespace tipstaff::app {

struct OpenRolls {
  std::vector<std::unique_ptr<match::Index>> indexes;
  std::vector<disclosure::RollIndex> named;  // into `indexes`
  Known known;                               // of the stores, where it was wished for
};
struct RollWishes {
  std::filesystem::path key_file;  // of the index files
  std::string purpose;
  bool known = false;  // also what copies are on record
};
// `rolls`: each a store, the socket of a server, or an index. Errors: kUsage, kNotFound, kUnavailable, those of opening
// a store and of office/matching.h.
Result<OpenRolls> open_rolls(Context& context, const std::vector<std::filesystem::path>& rolls,
                             const RollWishes& wishes);

// One store for `find --whose`: its index with who its numbers are, and the question itself.
class RollOfPeople {
 public:
  // `store`: a store's folder or a server's socket. Errors: as open_rolls(); kUsage when it is neither.
  static Result<RollOfPeople> open(Context& context, const std::filesystem::path& store, const std::string& purpose);
  const match::Index& index() const { return *index_; }
  const std::vector<PersonId>& numbered() const { return numbered_; }
  // Prints the answer. Errors: those of office/whose.h.
  Result<void> print_whose(Context& context, const std::vector<PersonId>& found, std::uint16_t kinds) const;

 private:
  std::unique_ptr<match::Index> index_;
  std::vector<PersonId> numbered_;
  std::filesystem::path store_;
  std::unique_ptr<Context> context_;        // whose clock the office uses
  std::shared_ptr<office::Office> office_;  // null: a server has it
};

// The server's side: what a search asks for by way of the counter (formats/counter.md). Errors: kUsage where no server
// runs them.
struct HandOverOptions {
  std::string purpose;
  bool known = false, numbered = false;
};
Result<void> roll_hand_over(Context& context, const HandOverOptions& options);
// Reads lines: the kinds of what was found, then a person's number a line.
Result<void> roll_whose(Context& context);

}  // namespace tipstaff::app
