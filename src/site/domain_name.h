// Names of hosts as browsers send them.
#pragma once

#include <string>
#include <string_view>

namespace tipstaff::site {

// Lower case and punycode (UTS 46, non-transitional), without a last dot; empty when `name` is no name of a host.
std::string ascii_host(std::string_view name);

// An IPv4 address in dotted decimals, or an IPv6 address without its brackets: it has no registrable domain.
bool is_address(std::string_view host);

}  // namespace tipstaff::site
