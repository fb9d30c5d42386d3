#include "base/html.h"

#include "base/text.h"

namespace tipstaff {

std::string html_shown(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const auto point = take_code_point(text);
    if (!point) text.remove_prefix(1);
    const std::string_view taken = before.substr(0, before.size() - text.size());
    if (!point || fault_in(taken) != TextFault::kNone)
      out += "\xef\xbf\xbd";
    else if (taken == "&")
      out += "&amp;";
    else if (taken == "<")
      out += "&lt;";
    else if (taken == ">")
      out += "&gt;";
    else if (taken == "\"")
      out += "&quot;";
    else if (taken == "'")
      out += "&#39;";
    else
      out += taken;
  }
  return out;
}

}  // namespace tipstaff
