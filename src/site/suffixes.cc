#include "site/suffixes.h"

#include <algorithm>

#include "site/domain_name.h"

namespace tipstaff::site {
namespace {

constexpr std::uint8_t kPlain = 1, kWildcard = 2, kException = 4;

std::string_view parent(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

}  // namespace

Suffixes::Suffixes(std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    line = line.substr(0, line.find_first_of(" \t\r"));  // a rule ends at the first blank
    if (line.empty() || line.starts_with("//")) continue;
    const std::uint8_t kind = line.starts_with('!') ? kException : line.starts_with("*.") ? kWildcard : kPlain;
    line.remove_prefix(kind == kException ? 1 : kind == kWildcard ? 2 : 0);
    std::string name = ascii_host(line);
    if (name.empty() || name.find('*') != std::string::npos) continue;
    named_[std::move(name)] |= kind;
    ++rules_;
  }
}

std::string_view Suffixes::registrable(std::string_view host) const {
  if (host.empty() || is_address(host) || host.starts_with('.') || host.ends_with('.') ||
      host.find("..") != std::string_view::npos)
    return {};
  const auto kind = [&](std::string_view name) {
    const auto found = named_.find(name);
    return found == named_.end() ? std::uint8_t{0} : found->second;
  };
  // `before`: the name with one label more. The longest rule decides; what is under none has ‘*’, its last label.
  std::string_view before;
  for (std::string_view name = host;; before = name, name = parent(name)) {
    const std::string_view above = parent(name);
    const std::uint8_t own = kind(name);
    if ((own & kException) != 0) return name;
    if ((own & kPlain) != 0 || above.empty() || (kind(above) & kWildcard) != 0) return before;
  }
}

}  // namespace tipstaff::site
