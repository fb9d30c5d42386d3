// One line of a filter list, taken apart (filter_list.h has the syntax). Part of filter_list's making.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "site/exchange.h"

namespace tipstaff::site {

// One bit a type of request, in the order of Asked.
using TypeBits = std::uint16_t;
constexpr TypeBits type_bit(Asked asked) { return static_cast<TypeBits>(1U << static_cast<unsigned>(asked)); }

enum class Anchor : std::uint8_t { kNone, kStart, kHost };
enum class Party : std::uint8_t { kAny, kThird, kFirst };

// Hosts named by an option; “name.*” stays as it is written. Names are lower case and punycode.
struct HostNames {
  std::vector<std::string> in, out;
  bool empty() const { return in.empty() && out.empty(); }
};

struct FilterRule {
  std::string pattern;  // lower case unless match_case; with ‘*’ at each end that is not anchored; of a regex what
                        // stands between the slashes
  Anchor anchor = Anchor::kNone;
  bool regex = false, exception = false, important = false, match_case = false, badfilter = false;
  Party party = Party::kAny;
  TypeBits types = 0;
  HostNames documents;   // domain=, from=
  HostNames hosts;       // to=, and denyallow= as `out`
  std::string identity;  // the same for rules that differ only in the order of options and in badfilter
  std::string reduced;   // the part that was left out, as half a sentence; empty: none
};

struct SkippedLine {
  std::string_view why;  // as half a sentence; empty: a comment or a blank line, which is no rule
};

// `line` without its end. Linear in its length.
std::variant<FilterRule, SkippedLine> parse_filter(std::string_view line);

// A word of letters, digits and ‘%’ that stands, bounded on both sides, in every URL that a rule matches; lower case.
struct RuleToken {
  static constexpr std::size_t kAnywhere = std::string::npos;
  std::string text;
  std::size_t offset =
      kAnywhere;  // in bytes from where the pattern begins in the URL, the first ‘*’ of one without anchor left out
};
std::vector<RuleToken> tokens_of(const FilterRule& rule);
// The whole host name (or its last labels) that every such URL has, where the rule begins with ‘||name’ and then
// something that ends a name; else empty.
std::string_view host_of(const FilterRule& rule);

constexpr bool is_token_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%';
}
constexpr bool is_separator(char c) {
  return static_cast<unsigned char>(c) < 0x80 && !is_token_byte(c) && c != '_' && c != '-' && c != '.';
}

}  // namespace tipstaff::site
