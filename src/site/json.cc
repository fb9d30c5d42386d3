#include "site/json.h"

#include <fmt/format.h>

#include <cmath>

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::size_t kDeepest = 64;

// The code unit of the escape “\uXXXX” at `at`.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned out = 0;
  for (const char c : text.substr(at + 2, 4)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    out = out * 16 + static_cast<unsigned>(digit);
  }
  return out;
}

}  // namespace

void mend_surrogates(std::string& text) {
  for (std::size_t at = text.find('\\'); at != std::string::npos && at + 1 < text.size(); at = text.find('\\', at)) {
    const auto unit = escaped_unit(text, at);
    if (!unit || *unit < 0xd800 || *unit > 0xdfff) {
      at += 2;
      continue;
    }
    const auto next = escaped_unit(text, at + 6);
    if (*unit < 0xdc00 && next && *next >= 0xdc00 && *next <= 0xdfff) {
      at += 12;
    } else {
      text.replace(at + 2, 4, "fffd");
      at += 6;
    }
  }
}

std::optional<json::value> parse_json(std::string text, bool& cut_short) {
  mend_surrogates(text);
  json::parse_options options;
  options.max_depth = kDeepest;
  options.allow_invalid_utf8 = true;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  parser.write(text, error);
  cut_short = false;
  if (error) return std::nullopt;
  parser.finish(error);
  if (error) {
    cut_short = true;
    return std::nullopt;
  }
  return parser.release();
}

std::optional<json::value> parse_json(std::string text) {
  bool ignored = false;
  return parse_json(std::move(text), ignored);
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

const json::value* member(const json::value* value, std::string_view name) {
  return value != nullptr && value->is_object() ? value->get_object().if_contains({name.data(), name.size()}) : nullptr;
}

std::string_view text_in(const json::value* value, std::string_view name) {
  const json::value* found = member(value, name);
  return found != nullptr && found->is_string() ? view(found->get_string()) : std::string_view();
}

std::string plain_text(const json::value& value) {
  if (value.is_string()) return std::string(view(value.get_string()));
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_double()) return fmt::format("{}", value.get_double());
  return "";
}

std::int64_t number_in(const json::value* value, std::string_view name, std::int64_t otherwise) {
  const json::value* found = member(value, name);
  if (found == nullptr) return otherwise;
  if (found->is_int64()) return found->get_int64();
  if (found->is_uint64())
    return found->get_uint64() > INT64_MAX ? otherwise : static_cast<std::int64_t>(found->get_uint64());
  if (found->is_double() && std::abs(found->get_double()) < 1e15) return static_cast<std::int64_t>(found->get_double());
  return otherwise;
}

const json::array& array_in(const json::value* value, std::string_view name) {
  static const json::array none;
  const json::value* found = member(value, name);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

}  // namespace tipstaff::site
