// The pages of a sitemap that are to be walked: fetched by the browser in a process of its own, read in the sandboxed
// child, the site's own only.
#pragma once

#include "base/bytes.h"
#include "site/browser.h"
#include "site/policy.h"

namespace tipstaff::site {

struct SitemapPages {
  std::vector<std::string> pages;   // the most sensitive first, then as they stand
  std::vector<std::string> unread;  // what was not read or is not among `pages`, a sentence each
  std::vector<std::string> notes;
};

inline constexpr std::size_t kMostSitemaps = 50;  // that an index leads to

// `file`: of a sitemap that is at hand; else `address` is fetched. The site is the owner of the address, or of the
// first page of the file. Errors: kUsage for an address that is none; kNotFound, kUnavailable as walk_apart(); kInvalid
// when not one page was found, with the reason.
Result<SitemapPages> sitemap_pages(const std::string& address, ByteView file, std::size_t most, const Policy& policy,
                                   const BrowserOptions& options);

}  // namespace tipstaff::site
