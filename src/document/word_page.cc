#include "document/word_page.h"

#include <charconv>

namespace tipstaff::document {

WordPage WordPage::of(std::string_view body) {
  WordPage out{0, 0};
  const auto read = [](std::string_view tag, std::string_view name) {
    const std::size_t at = tag.find(name);
    double value = 0;
    if (at != std::string_view::npos) std::from_chars(tag.data() + at + name.size(), tag.data() + tag.size(), value);
    return value;
  };
  for (std::size_t at = body.find(":pgSz "); at != std::string_view::npos; at = body.find(":pgSz ", at + 1)) {
    const std::string_view tag = body.substr(at, body.find('>', at) - at);
    out.width = std::max(out.width, read(tag, "w:w=\""));
    out.height = std::max(out.height, read(tag, "w:h=\""));
  }
  const auto usual = [](double size) { return size > 0 ? std::min(size, kLargest) : kLargest; };
  return {usual(out.width), usual(out.height)};
}

}  // namespace tipstaff::document
