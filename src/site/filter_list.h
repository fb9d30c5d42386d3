// Network rules of filter lists in EasyList's syntax, matched against requests. Source: Adblock Plus, “How to write
// filters”, and uBlock Origin's names for the same (1p, 3p, xhr, frame, from, denyallow, badfilter, important).
//
// A rule is  [@@]PATTERN[$OPTIONS].  In PATTERN ‘*’ is anything, ‘^’ one separator (anything but letters, digits, ‘_’,
// ‘-’, ‘.’, ‘%’ and bytes beyond ASCII) or the URL's end, ‘|’ at either end the URL's end there, ‘||’ the beginning of
// a label of the host; /…/ is a regular expression. Letters compare without case unless ‘match-case’ is set. Options
// read: the types of requests and their negations, third-party, first-party, domain= and from= (with ‘~’ and “name.*”),
// to=, denyallow=, match-case, important, badfilter. Rules that do something other than block (csp, removeparam,
// replace, headers), rules for what is no request (cosmetic, popup, whole pages) and rules with an option that is not
// known are counted with the reason and never match. “redirect=” blocks, and is counted.
//
// Immutable once made: any number of threads may match. Lists are bytes from outside: any bytes are read in time linear
// in their length, and a regular expression has a limit of steps; at the limit a blocking rule counts as matching, an
// exception does not.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "site/exchange.h"

namespace tipstaff::site {

struct FilterRequest {
  std::string_view url;  // as it is asked, without fragment; the host in punycode
  Asked asked = Asked::kOther;
  bool third_party = true;           // of another registrable domain than the document; true when that is not known
  std::string_view document_host;    // of the frame that asks, lower case, punycode; empty: not known
  std::string_view document_domain;  // its registrable domain; empty: not known, or an address
};

// Views into the list.
struct FilterMatch {
  std::string_view rule;       // that names the request, as its list writes it; empty: none
  std::string_view exception;  // that spares it, where a rule names it; then it counts as not named
  bool named() const { return !rule.empty() && exception.empty(); }
};

// What was read of one text.
struct FilterTally {
  std::size_t rules = 0;                       // that can match
  std::map<std::string, std::size_t> skipped;  // reason, as half a sentence → how many rules
  std::map<std::string, std::size_t> reduced;  // the same of rules that match, with a part left out
};

class FilterList {
 public:
  // Reads lists as one: badfilter and exceptions of one hold for the others. `tallies`: one per text, in their order.
  // More than kMostRules rules, or a text of more than kLargestList bytes: the rest is counted as skipped.
  explicit FilterList(std::span<const std::string_view> texts, std::vector<FilterTally>* tallies = nullptr);
  FilterList(FilterList&&) noexcept;
  FilterList& operator=(FilterList&&) noexcept;
  ~FilterList();

  // An important rule comes before an exception; else any rule, then any exception. Which of several rules is told is
  // fixed by the list.
  FilterMatch match(const FilterRequest& request) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

inline constexpr std::size_t kMostRules = 4'000'000;
inline constexpr std::size_t kLargestList = std::size_t{256} << 20;  // bytes
inline constexpr std::size_t kLongestRule = 64 * 1024;               // bytes; a longer line is skipped

}  // namespace tipstaff::site
