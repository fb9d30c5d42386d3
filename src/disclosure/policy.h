// A body's own say in what is held (docs/formats/policy.md): notes raised to holds, named rules lowered for a written
// reason, names that may stand in plain sight, thresholds. It lets nothing pass that was not read, and hides no
// register.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "disclosure/rule.h"

namespace tipstaff::disclosure {

// Rows that look like people in plain sight, or people of the roll: so many are a register, fewer are noted.
inline constexpr std::uint64_t kRegister = 10;

struct Policy {
  std::string title, declare;  // `declare`: as parse_declared() takes it; empty: nothing
  Hash sha256{};               // of its bytes
  std::uint64_t register_rows = kRegister, people = kRegister;
  std::set<std::string, std::less<>> raised;                // rules
  std::map<std::string, std::string, std::less<>> lowered;  // rule → reason
  std::vector<std::string> allowed;                         // “Surname, Forenames”, or an e-mail address

  Severity severity_of(const Rule& rule) const;
  bool softens() const {
    return !lowered.empty() || !allowed.empty() || register_rows > kRegister || people > kRegister;
  }
};

// Errors: kInvalid, naming the line.
Result<Policy> parse_policy(std::string_view text);

// The allow-list without a roll: rows that look like people, and are those on it. One for each layer; not thread-safe.
class AllowedRows {
 public:
  explicit AllowedRows(const Policy& policy);
  // Whether a row is one of an allowed person, not met before, and of nobody else.
  bool excuses(std::span<const std::string> row);

 private:
  std::map<std::string, std::size_t, std::less<>> forms_;  // folded words → place in the list
  std::vector<bool> used_;
};

}  // namespace tipstaff::disclosure
