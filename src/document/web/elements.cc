#include "document/web/elements.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tipstaff::document {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

bool is_block(std::string_view name) {
  static const std::set<std::string_view> blocks = {
      "p",      "div",     "br",     "tr",         "li",    "ul",      "ol",       "dl",         "dt",       "dd",
      "table",  "h1",      "h2",     "h3",         "h4",    "h5",      "h6",       "pre",        "section",  "article",
      "header", "footer",  "main",   "nav",        "aside", "form",    "fieldset", "blockquote", "body",     "title",
      "option", "caption", "figure", "figcaption", "hr",    "address", "details",  "summary",    "template", "noscript",
      "script", "style",   "select", "textarea",   "thead", "tbody"};
  return blocks.contains(name);
}

bool is_fallback(std::string_view name) {
  return is_one_of(name, {"noscript", "canvas", "video", "audio", "noframes", "noembed", "iframe", "rp", "progress",
                          "meter", "mphantom"});
}
bool is_known_attribute(std::string_view name) {
  return name.starts_with("on") || name.starts_with("data-") || name.starts_with("xmlns") ||
         name.find(':') != std::string_view::npos ||
         is_one_of(name,
                   {"style",      "class",     "id",        "alt",       "title",   "aria-label",  "aria-description",
                    "summary",    "abbr",      "longdesc",  "label",     "content", "value",       "placeholder",
                    "srcdoc",     "src",       "href",      "data",      "poster",  "srcset",      "sizes",
                    "media",      "d",         "points",    "transform", "viewbox", "values",      "keytimes",
                    "keysplines", "x",         "y",         "dx",        "dy",      "font-family", "stroke-dasharray",
                    "path",       "coords",    "allow",     "sandbox",   "accept",  "rel",         "face",
                    "size",       "pattern",   "integrity", "headers",   "action",  "itemtype",    "typeof",
                    "property",   "clip-path", "filter",    "fill",      "stroke",  "x-data",      "prefix"});
}
bool is_excuse(std::string_view text) {
  const std::string plain = lower(text);
  const auto has = [&](std::string_view word) { return plain.find(word) != std::string::npos; };
  return text.size() < 300 && (has("javascript") || has("browser") || has("support") || has("enable") ||
                               has("install") || has("plugin") || text.size() < 4);
}

std::string between_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t tag = std::min(text.find('<'), text.size());
    out += text.substr(0, tag);
    text.remove_prefix(tag);
    if (text.empty()) break;
    out += ' ';
    const bool style = lower(text.substr(0, 6)) == "<style";
    const std::size_t end = style ? std::min(lower(text).find("</style"), text.size()) : 0;
    text.remove_prefix(std::min(text.find('>', end), text.size() - 1) + 1);
  }
  return out;
}

}  // namespace tipstaff::document
