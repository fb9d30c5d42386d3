// CSV exports and mapping files, parsed in the sandboxed child (law 10). The parent only moves bytes: pieces of the
// file go in, rows come out, and neither side ever holds the whole file. The child gets no descriptor of the file. A
// child owned by its file can forge rows of that file, which whoever wrote the file could have written himself; every
// length that it answers is checked, and values are checked as if they came from anywhere (mapping.h).
#pragma once

#include "base/sandbox.h"
#include "roll/csv.h"
#include "roll/mapping.h"

namespace tipstaff::roll {

inline constexpr std::size_t kLargestMapping = 256U << 10;  // bytes

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole csv_role();

// As CsvReader, with the same errors; besides, kInvalid "could not be read safely: …" when the child died, overran its
// memory or its time, or answered nonsense, and kUnavailable when none can be started. After an error there is no next
// row. One child per file; not thread-safe.
class SafeCsv {
 public:
  // `limits`: tighter ones than the role's own, for tests.
  static Result<SafeCsv> open(std::unique_ptr<CsvSource> source, SandboxLimits limits = csv_role().limits);

  const std::vector<std::string>& headings() const { return headings_; }
  const std::string& format_in_words() const { return format_; }
  Result<std::optional<CsvRow>> next();

 private:
  SafeCsv(std::unique_ptr<CsvSource> source, const SandboxLimits& limits);
  Result<void> ask(ByteView request);
  Result<void> go_on();

  std::unique_ptr<CsvSource> source_;
  std::unique_ptr<SandboxedWorker> child_;
  std::vector<std::string> headings_;
  std::string format_;
  Plaintext piece_, answer_;
  std::size_t at_ = 0;  // of the next row in answer_
};

// Errors: as Mapping::parse(); kInvalid for a file over kLargestMapping; those of the sandbox.
Result<Mapping> parse_mapping(ByteView file);

}  // namespace tipstaff::roll
