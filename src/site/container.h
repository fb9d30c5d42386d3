// Google Tag Manager's containers: the customer's data in the program that loads it (docs/formats/site-pins.md).
// Nothing is run. Hostile bytes: called in the sandboxed child (site_child.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::site {

struct Container {
  Hash data{};                    // SHA-256 of the text of its member “resource”
  std::string version;            // as whoever publishes it counts
  std::vector<std::string> tags;  // the kinds of tag in it, sorted, each once: "custom HTML"
};

// Nothing when the script holds none that is understood.
std::optional<Container> read_container(std::string_view script);

}  // namespace tipstaff::site
