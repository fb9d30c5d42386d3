#include "disclosure/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "crypto/hash.h"
#include "disclosure/check.h"
#include "disclosure/people.h"
#include "match/fold.h"
#include "match/forms.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kLongest = 65'536, kMostLines = 2'000, kLongestReason = 500;
constexpr std::uint64_t kMostRows = 1'000;
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The first word, and what follows it.
std::pair<std::string_view, std::string_view> cut(std::string_view line) {
  const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
  return {line.substr(0, end), trimmed(line.substr(end))};
}

const Rule* known_rule(std::string_view id) {
  for (const Rule* rule : all_rules())
    if (rule->id == id) return rule;
  return nullptr;
}

bool has_its_own_measure(std::string_view id) {
  return id == "register-visible" || id == "roll-visible" || id == "roll-hidden" || id == "declared-rows" ||
         id == "declared-columns";
}

class Lines {
 public:
  Result<void> take(std::string_view line) {
    ++number_;
    if (number_ > kMostLines) return wrong("a policy has 2,000 lines at most");
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trimmed(line);
    if (line.empty() || line.starts_with('#')) return {};
    const std::size_t tab = line.find('\t');
    const std::string plain = tab == std::string_view::npos ? std::string(line) : with_blanks(line);
    if (const TextFault fault = fault_in(plain); fault != TextFault::kNone)
      return wrong(fmt::format("the line {}", describe(fault)));
    if (!begun_) {
      if (plain != "tipstaff policy 1") return wrong("a policy begins with the line ‘tipstaff policy 1’");
      begun_ = true;
      return {};
    }
    const auto [word, rest] = cut(plain);
    if (rest.empty()) return wrong(fmt::format("nothing follows ‘{}’", word));
    return set(word, rest);
  }
  Result<Policy> finish() && {
    if (!begun_) return fail(Code::kInvalid, "the policy is empty: it begins with the line ‘tipstaff policy 1’");
    return std::move(policy_);
  }

 private:
  static std::string with_blanks(std::string_view line) {
    std::string out(line);
    std::ranges::replace(out, '\t', ' ');
    return out;
  }
  tl::unexpected<Error> wrong(std::string_view why) const {
    return fail(Code::kInvalid, fmt::format("policy, line {}: {}", number_, why));
  }

  Result<void> set(std::string_view word, std::string_view rest) {
    if (word == "raise") return raise(rest);
    if (word == "lower") return lower(rest);
    if (word == "allow") return allow(rest);
    const bool known = word == "title" || word == "declare" || word == "register" || word == "people";
    if (!known)
      return wrong(
          fmt::format("there is no word ‘{}’; there are title, declare, register, people, raise, lower, allow", word));
    if (!once_.insert(std::string(word)).second) return wrong(fmt::format("‘{}’ stands twice", word));
    if (word == "title") {
      if (rest.size() > kLongestReason) return wrong("a title has 500 characters at most");
      policy_.title = rest;
    } else if (word == "declare") {
      if (const auto declared = parse_declared(rest); !declared) return wrong(declared.error().text());
      policy_.declare = rest;
    } else {
      return number(rest, word == "register" ? policy_.register_rows : policy_.people);
    }
    return {};
  }
  Result<void> number(std::string_view rest, std::uint64_t& out) const {
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out);
    if (error != std::errc() || end != rest.data() + rest.size() || out < 1 || out > kMostRows)
      return wrong("a number from 1 to 1,000 is wanted");
    return {};
  }
  Result<const Rule*> rule(std::string_view id) {
    const Rule* found = known_rule(id);
    if (found == nullptr) return wrong(fmt::format("there is no rule ‘{}’; ‘tipstaff check --rules’ lists them", id));
    if (found->severity == Severity::kUnknown)
      return wrong(fmt::format("‘{}’ says that something could not be read: no policy can change that", id));
    if (!rules_.insert(std::string(id)).second) return wrong(fmt::format("the rule ‘{}’ stands twice", id));
    return found;
  }
  Result<void> raise(std::string_view rest) {
    TRY_ASSIGN(const Rule* found, rule(rest));
    if (found->severity == Severity::kHold) return wrong(fmt::format("‘{}’ is a hold already", rest));
    policy_.raised.insert(std::string(rest));
    return {};
  }
  Result<void> lower(std::string_view rest) {
    const auto [id, after] = cut(rest);
    const auto [because, reason] = cut(after);
    if (because != "because" || reason.empty()) return wrong("write ‘lower RULE because REASON’");
    if (reason.size() > kLongestReason) return wrong("a reason has 500 characters at most");
    TRY_ASSIGN(const Rule* found, rule(id));
    if (found->severity == Severity::kNote) return wrong(fmt::format("‘{}’ is a note already", id));
    if (has_its_own_measure(id))
      return wrong(fmt::format(
          "‘{}’ cannot be lowered: say with ‘register’, ‘people’, ‘allow’ or ‘declare’ how much is meant", id));
    policy_.lowered.emplace(id, reason);
    return {};
  }
  Result<void> allow(std::string_view name) {
    const std::size_t comma = name.find(',');
    const bool mail = is_mail_address(name);
    if (!mail && (comma == std::string_view::npos ||
                  match::written_forms(trimmed(name.substr(0, comma)), trimmed(name.substr(comma + 1))).empty()))
      return wrong("write ‘allow Surname, Forenames’ or ‘allow’ with an e-mail address");
    std::string plain(name);
    if (!mail) plain = fmt::format("{}, {}", trimmed(name.substr(0, comma)), trimmed(name.substr(comma + 1)));
    if (std::ranges::find(policy_.allowed, plain) != policy_.allowed.end()) return wrong("this name stands twice");
    policy_.allowed.push_back(std::move(plain));
    return {};
  }

  std::size_t number_ = 0;
  bool begun_ = false;
  std::set<std::string, std::less<>> once_, rules_;
  Policy policy_;
};

bool is_somebody(const Signs& signs) {
  return signs.insurance + signs.nhs + signs.mails + signs.labelled + signs.surnames + signs.names > 0;
}

std::string folded(std::string_view text) {
  std::string out;
  for (const std::string& word : match::words_of(text)) out += word + ' ';
  return out;
}

}  // namespace

Severity Policy::severity_of(const Rule& rule) const {
  return raised.contains(rule.id) ? Severity::kHold : lowered.contains(rule.id) ? Severity::kNote : rule.severity;
}

Result<Policy> parse_policy(std::string_view text) {
  if (text.size() > kLongest) return fail(Code::kInvalid, "a policy has 64 KiB at most");
  Lines lines;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    TRY(lines.take(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  TRY_ASSIGN(Policy out, std::move(lines).finish());
  out.sha256 = crypto::sha256(as_bytes(text));
  return out;
}

AllowedRows::AllowedRows(const Policy& policy) : used_(policy.allowed.size()) {
  for (std::size_t i = 0; i < policy.allowed.size(); ++i) {
    const std::string_view name = policy.allowed[i];
    const std::size_t comma = name.find(", ");
    if (comma == std::string_view::npos) {
      forms_.emplace(folded(name), i);
      continue;
    }
    for (const std::string& form : match::written_forms(name.substr(0, comma), name.substr(comma + 2)))
      if (!form.ends_with('@')) forms_.emplace(folded(form), i);
    forms_.emplace(folded(fmt::format("{} {}", name.substr(comma + 2), name.substr(0, comma))), i);
    forms_.emplace(folded(name), i);
  }
}

bool AllowedRows::excuses(std::span<const std::string> row) {
  constexpr std::size_t kLongestCell = 120, kMostCells = 64;
  if (row.size() > kMostCells) return false;
  std::vector<std::size_t> met;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].size() > kLongestCell) return false;
    auto found = forms_.find(folded(row[i]));
    if (found == forms_.end() && i + 1 < row.size()) {
      found = forms_.find(folded(row[i]) + folded(row[i + 1]));
      i += found == forms_.end() ? 0 : 1;
    }
    if (found != forms_.end())
      met.push_back(found->second);
    else if (is_name(row[i]) || is_somebody(signs_in(row[i])))
      return false;
  }
  if (met.empty() || std::ranges::any_of(met, [&](std::size_t each) { return used_[each]; })) return false;
  for (const std::size_t each : met) used_[each] = true;
  return true;
}

}  // namespace tipstaff::disclosure
