#include "document/word/word_page.h"

#include <charconv>

namespace tipstaff::document {

WordPage WordPage::of(std::string_view body) {
  constexpr double kLeast = 360;  // a page or column on which somebody reads
  WordPage out{0, 0};
  const auto read = [](std::string_view tag, std::string_view name) {
    const std::size_t at = tag.find(name);
    double value = 0;
    if (at != std::string_view::npos) std::from_chars(tag.data() + at + name.size(), tag.data() + tag.size(), value);
    return value;
  };
  for (std::size_t at = body.find(":pgSz "); at != std::string_view::npos; at = body.find(":pgSz ", at + 1)) {
    const std::string_view tag = body.substr(at, body.find('>', at) - at);
    const double width = read(tag, "w:w=\""), height = read(tag, "w:h=\"");
    const std::string_view rest = body.substr(at, std::min(body.find("sectPr>", at), body.size()) - at),
                           margins = rest.substr(std::min(rest.find(":pgMar "), rest.size())),
                           edges = margins.substr(0, margins.find('>'));
    const bool narrow =
        width > 0 &&
        (width < kLeast || (!edges.empty() && width - read(edges, "w:left=\"") - read(edges, "w:right=\"") < kLeast));
    out.no_room = out.no_room || narrow || (height > 0 && height < kLeast);
    out.width = std::max(out.width, width);
    out.height = std::max(out.height, height);
  }
  const auto usual = [](double size) { return size > 0 ? std::min(size, kLargest) : kLargest; };
  for (std::size_t at = body.find(":col "); at != std::string_view::npos; at = body.find(":col ", at + 1))
    if (const double column = read(body.substr(at, body.find('>', at) - at), " w:w=\""); column > 0 && column < kLeast)
      out.no_room = true;
  return {usual(out.width), usual(out.height), out.no_room};
}

}  // namespace tipstaff::document
