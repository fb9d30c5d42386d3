// Web pages that were saved or are about to be published, read without a browser: whom they would call. Each exchange
// is one that *would* happen: what elements name (scripts, pictures, frames, style sheets, forms, pings), and what the
// well-known snippets in inline scripts would ask for (fbq('init', …), gtag('config', …), GTM-…, and others). Nothing
// is run, so a page with scripts has an `unread`: what else they would send cannot be told. HTML Living Standard,
// through libxml2's forgiving parser. Hostile bytes: called in the sandboxed child (site_child.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "site/exchange.h"

namespace tipstaff::site {

// `address`: where the page is or will be; empty: what the page says itself (“saved from url”, canonical link), else a
// placeholder below saved.invalid. Never fails.
Recording read_saved(std::string_view file, std::string source, std::string address);

// What the snippets in an inline script would ask for, as addresses.
struct Snippet {
  std::string service;  // "Meta Pixel"
  std::string address;
};
std::vector<Snippet> snippets_in(std::string_view script, std::string_view page);

// `reference` as a browser takes it on a page at `base` (URL Standard, section 4.4, for what pages write). Empty:
// leaves the browser for nobody.
std::string resolved(std::string_view base, std::string_view reference);

}  // namespace tipstaff::site
