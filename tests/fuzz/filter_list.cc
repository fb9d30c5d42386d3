// Any bytes as a filter list: every line is told or skipped, and what the index says a request matches is what its own
// rule says alone.
#include <cstdlib>

#include "site/filter_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff::site;
  // The first line is the request's URL, the second its document's host; the rest is the list.
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = [&] {
    const std::string_view out = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(out.size() + 1, text.size()));
    return out;
  };
  FilterRequest request;
  request.url = line();
  request.document_host = request.document_domain = line();
  const FilterList list(std::span(&text, 1));
  for (unsigned asked = 0; asked <= static_cast<unsigned>(Asked::kOther); ++asked) {
    request.asked = static_cast<Asked>(asked);
    request.third_party = asked % 2 == 0;
    const FilterMatch match = list.match(request);
    if (match.rule.empty()) continue;
    const FilterList alone(std::span(&match.rule, 1));
    if (alone.match(request).rule != match.rule) std::abort();
  }
  return 0;
}
