// The Public Suffix List: which names belong to one owner. Source: publicsuffix.org/list, “Format” and “Algorithm”;
// both sections, ICANN and private, are taken, as browsers do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tipstaff::site {

class Suffixes {
 public:
  // Any text; lines that are no rule are left out. Names in other letters are turned into punycode.
  explicit Suffixes(std::string_view list);

  // The public suffix and one label of `host` (lower case, punycode), as a view into it; empty for addresses, for names
  // that are public suffixes themselves, and where a label is empty. A name under no rule has its last label as suffix.
  std::string_view registrable(std::string_view host) const;
  std::size_t rules() const { return rules_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::uint8_t, Hash, std::equal_to<>> named_;
  std::size_t rules_ = 0;
};

}  // namespace tipstaff::site
