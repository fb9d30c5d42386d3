// The part of the site check that drives a browser.
#pragma once

#include <optional>

#include "app/context.h"
#include "app/site_options.h"
#include "site/browser.h"
#include "site/policy.h"

namespace tipstaff::app {

// Whether an input is the address of a page, not a file.
bool is_live(const std::filesystem::path& input);

// Walks the pages among the inputs and the journey; nothing when there are neither. Errors: kUsage for words that do
// not go together; kRefused within a server; kInvalid for a journey that cannot be read; those of site::walk.
Result<std::optional<site::Walked>> walk_live(Context& context, const SiteOptions& options, const site::Lists& lists,
                                              const site::Policy& policy);

}  // namespace tipstaff::app
