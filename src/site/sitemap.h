// Sitemaps: XML, an index of others, or a text with an address a line; gzip around it (sitemaps.org/protocol.html). A
// document type, which every bomb of entities needs, ends the reading. Hostile bytes: called in the sandboxed child
// (site_child.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::site {

struct Sitemap {
  std::vector<std::string> pages, sitemaps;  // as they stand there, at most kMostAddresses of both together
  std::string wrong;                         // why it could not be read whole, as half a sentence; empty: it was
};

// The protocol's own limits.
inline constexpr std::size_t kMostAddresses = 50'000, kLongestAddress = 2'048, kLargestSitemap = std::size_t{50} << 20;

Sitemap read_sitemap(std::string_view file);

}  // namespace tipstaff::site
