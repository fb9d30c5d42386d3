// The disclosure check: one file, read in the sandboxed child, judged by the rules. Needs no store and no key.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/sandbox.h"
#include "disclosure/policy.h"
#include "disclosure/rule.h"
#include "match/index.h"

namespace tipstaff::disclosure {

// kUnknown unless everything in the file was read; kHold wins over it, because that much is certain.
enum class Verdict : std::uint8_t { kPass, kHold, kUnknown };
std::string_view verdict_name(Verdict verdict);

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::kHold;  // the rule's, or the policy's; a note where nothing is in what is hidden
  std::string where, what;              // for a person; never the hidden data itself
  std::string policy;                   // what the policy changed, and why; empty: nothing
  std::uint64_t people = 0, cells = 0, rows = 0;
};

// What came of it when a clean copy was wanted.
struct CleanOutcome {
  std::string path, left_out;  // the copy, and what it lacks beside what was hidden
  std::string refused;         // why there is none
  Hash sha256{};
};

// What stands in plain sight, by where it is: “sheet ‘Map’ A1:D9”, “page 3”.
struct InSight {
  std::string where;
  std::uint64_t cells = 0, rows = 0;
};

struct FileReport {
  std::string path, kind;
  Verdict verdict = Verdict::kUnknown;
  std::vector<Finding> findings;    // the gravest first
  std::vector<InSight> in_sight{};  // the first thousand
  Hash sha256{};
  std::uint64_t bytes = 0;
  std::optional<CleanOutcome> clean{};
  std::uint64_t seen = 0;  // of a PDF: sum of the hashes of the words that its pages show, in any order; to compare two
                           // that should show the same
};

// What the file is meant to hold: "150 rows, columns rank, unit".
struct Declared {
  std::optional<std::uint64_t> rows;
  std::vector<std::string> columns;
};
// Errors: kUsage.
Result<Declared> parse_declared(std::string_view words);

// Whom the rows of a file can mean. By the person's number in the index.
struct Whom {
  std::uint16_t kinds = 0;  // as match::Met::kinds; 0: not met
  bool sure = false;  // by a row that nobody else fits, in a layer of which it is at least likely that it is the roll's
};

// A roll whose people are looked for in every row.
struct RollIndex {
  std::string name;  // “your roll”
  const match::Index* index = nullptr;
  std::vector<Whom>* whom = nullptr;  // when set, filled with one for each person of the index
};

// Never fails for the file's sake. Errors: kUnavailable when no child can be started. `limits`: tighter ones, for
// tests. `policy`: what it declares counts where `declared` is empty.
Result<FileReport> check_file(const std::string& path, const SharedBytes& file, const Declared& declared = {},
                              std::optional<SandboxLimits> limits = std::nullopt, std::span<const RollIndex> rolls = {},
                              const Policy* policy = nullptr);
// The same, of a copy.
Result<FileReport> check_file(const std::string& path, ByteView file, const Declared& declared = {},
                              std::optional<SandboxLimits> limits = std::nullopt, std::span<const RollIndex> rolls = {},
                              const Policy* policy = nullptr);

}  // namespace tipstaff::disclosure
