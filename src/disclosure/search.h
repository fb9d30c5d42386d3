// Looks for a roll's people in one file: its text, read in the sandboxed child (law 10), and, where that is not all of
// it, its bytes as they are, in pieces of bounded memory. The bytes meet the matcher, which knows no format, and a
// search for packed files among them (carver.h), which are then read in children of their own; stores of mail and large
// mailboxes are read some mails at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "disclosure/check.h"
#include "document/observation.h"
#include "match/rows.h"

namespace tipstaff::disclosure {

struct SearchedFile {
  std::string kind;  // “xlsx”, …; “bytes” where only the bytes were searched
  Hash sha256{};
  std::uint64_t bytes = 0;
  std::vector<match::Tally> found;          // one a roll
  std::vector<document::InnerFile> inside;  // archives' members, attachments …
  std::string_view unread;                  // what may hold more, as a sentence to append; empty: nothing
  bool whole() const { return unread.empty(); }
};

// `who`: the tallies keep everybody whom a row can mean. `largest`: bytes of a file that is read; of larger ones the
// bytes are searched. `path` is opened here, never through a symbolic link. Errors: kStorage, kNotFound when it cannot
// be opened or read, kUsage when it is no ordinary file, kUnavailable when no child can be started.
Result<SearchedFile> search_file(const std::filesystem::path& path, std::span<const RollIndex> rolls, bool who = false,
                                 std::uint64_t largest = document::kLargestFile);

// “9,483 people of your roll, 100% of it; surname + initial, rank”.
std::string people_of(const RollIndex& roll, const match::Summary& found);
std::string grouped(std::uint64_t number);  // “9,483”

}  // namespace tipstaff::disclosure
