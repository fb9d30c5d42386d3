#include "http/message.h"

namespace tipstaff::http {
namespace {

constexpr std::size_t kLongestTarget = 2048;

Result<std::string> percent_decoded(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '+') {
      out += ' ';
    } else if (raw[i] != '%') {
      out += raw[i];
    } else {
      if (raw.size() - i < 3) return fail(Code::kInvalid, "a query parameter is cut short after ‘%’");
      std::string digits(raw.substr(i + 1, 2));
      for (char& c : digits)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
      TRY_ASSIGN(const Bytes byte, from_hex(digits));
      out += static_cast<char>(byte.front());
      i += 2;
    }
  }
  return out;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

Result<std::optional<std::string>> Request::query_value(std::string_view name) const {
  std::optional<std::string> found;
  for (std::string_view rest = query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    if (found) return fail(Code::kInvalid, fmt::format("the parameter ‘{}’ is given twice", name));
    TRY_ASSIGN(found, percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1)));
  }
  return found;
}

Result<void> set_target(Request& request, std::string_view target) {
  if (target.empty() || target.front() != '/' || target.size() > kLongestTarget)
    return fail(Code::kInvalid, "the request's target is not a path, or is too long");
  for (const char c : target)
    if (c <= 0x20 || c >= 0x7f || c == '#')
      return fail(Code::kInvalid, "the request's target has a forbidden character");
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  return {};
}

unsigned status_of(Code code) {
  switch (code) {
    case Code::kUsage:
    case Code::kInvalid:
      return 400;
    case Code::kUnauthorised:
      return 401;
    case Code::kNotFound:
      return 404;
    case Code::kNo:
    case Code::kUnknown:
    case Code::kRefused:
      return 409;
    case Code::kTampered:
      return 422;
    case Code::kUnavailable:
      return 503;
    case Code::kStorage:
      return 507;
  }
  return 500;
}

std::optional<Code> code_of_name(std::string_view name) {
  for (int value = static_cast<int>(Code::kNo); value <= static_cast<int>(Code::kInvalid); ++value)
    if (code_name(static_cast<Code>(value)) == name) return static_cast<Code>(value);
  return std::nullopt;
}

}  // namespace tipstaff::http
