#include "site/request.h"

#include <fmt/format.h>

#include "base/text.h"
#include "site/har_body.h"
#include "site/json.h"
#include "site/packing.h"

namespace tipstaff::site {
namespace {

constexpr std::size_t kMostParts = 2'000;

// A parameter of a header: boundary=…, name="…".
std::string parameter_of(std::string_view header, std::string_view name) {
  const std::string plain = lower(header);
  for (std::size_t at = plain.find(name); at != std::string::npos; at = plain.find(name, at + 1)) {
    const bool begins = at == 0 || plain[at - 1] == ' ' || plain[at - 1] == ';';
    std::size_t value = at + name.size();
    if (!begins || value >= plain.size() || plain[value] != '=') continue;
    ++value;
    if (value < header.size() && header[value] == '"') {
      const std::size_t end = std::min(header.find('"', value + 1), header.size());
      return std::string(header.substr(value + 1, end - value - 1));
    }
    return std::string(header.substr(value, header.find_first_of("; \t\r\n", value) - value));
  }
  return "";
}

bool looks_like_form(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != std::string_view::npos && equals > 0 && equals < 200 && text.find_first_of(" \n{[<\"") > equals;
}

// The body's bytes as the page made them. Errors go to `unread`.
std::string as_made(const Body& body, std::string_view coding, std::vector<std::string>& unread) {
  if (body.state == BodyState::kUnread) unread.push_back(fmt::format("its body: {}", body.why));
  if (body.state != BodyState::kWhole) return "";
  auto packing = packing_of(body.bytes);
  if (!packing) packing = packing_named(coding);
  if (!packing || body.bytes.empty()) return body.bytes;
  if (auto out = unpacked(body.bytes, *packing, kLargestBody)) return std::move(*out);
  unread.emplace_back("its body: it is packed and damaged, or larger than is read");
  return "";
}

// A long run without any sign of structure is packed or enciphered.
bool is_opaque(std::string_view text) {
  return text.size() >= 64 && text.find_first_of(" \n\t=&{}[]<>,:;\"|") == std::string_view::npos;
}

void read_body(Request& out) {
  const Exchange& exchange = *out.exchange;
  out.body = as_made(exchange.body, header(exchange.headers, "content-encoding"), out.unread);
  for (const Body& frame : exchange.frames) out.frames.push_back(as_made(frame, "", out.unread));
  if (out.body.empty()) return;
  const std::string type = lower(exchange.body.type);
  if (type.starts_with("multipart/")) {
    out.form = multipart(out.body, exchange.body.type);
    if (out.form.empty()) out.unread.emplace_back("its body: its parts cannot be told apart");
    return;
  }
  const std::size_t first = out.body.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && (out.body[first] == '{' || out.body[first] == '[')) {
    out.json = parse_json(out.body);
    if (out.json) return;
  }
  if (type.starts_with("application/x-www-form-urlencoded") || looks_like_form(out.body)) {
    out.form =
        parameters(std::string_view(out.body).substr(std::min(out.body.find_first_not_of(" \r\n"), out.body.size())));
    return;
  }
  if (!is_text(out.body))
    out.unread.push_back(fmt::format("its body: {} bytes that are no text", out.body.size()));
  else if (is_opaque(out.body))
    out.unread.push_back(fmt::format("its body: {} characters that are packed or enciphered", out.body.size()));
}

}  // namespace

std::string_view Request::get(std::string_view name) const {
  for (const Pairs* pairs : {&query, &form})
    for (const auto& [each, value] : *pairs)
      if (each == name) return value;
  return "";
}

bool Request::has(std::string_view name) const {
  for (const Pairs* pairs : {&query, &form})
    if (std::ranges::find(*pairs, name, &Pairs::value_type::first) != pairs->end()) return true;
  return false;
}

std::optional<Request> take_apart(const Exchange& exchange) {
  auto url = parse_url(exchange.url);
  if (!url) return std::nullopt;
  Request out;
  out.exchange = &exchange;
  out.query = parameters(url->query);
  out.url = std::move(*url);
  read_body(out);
  return out;
}

bool is_text(std::string_view bytes) {
  std::size_t odd = 0;
  while (!bytes.empty()) {
    const auto point = take_code_point(bytes);
    if (!point) return false;
    if (*point < 0x20 && *point != '\n' && *point != '\r' && *point != '\t') ++odd;
  }
  return odd == 0;
}

Pairs multipart(std::string_view body, std::string_view type) {
  Pairs out;
  std::string boundary = parameter_of(type, "boundary");
  if (boundary.empty() && body.starts_with("--"))
    boundary = body.substr(2, std::min(body.find_first_of("\r\n"), body.size()) - 2);
  if (boundary.empty()) return out;
  const std::string mark = "--" + boundary;
  for (std::size_t at = body.find(mark); at != std::string_view::npos && out.size() < kMostParts;) {
    const std::size_t begin = at + mark.size(), end = body.find(mark, begin);
    std::string_view part = body.substr(begin, std::min(end, body.size()) - begin);
    at = end;
    if (part.starts_with("--")) break;
    const std::size_t windows = part.find("\r\n\r\n"), unix = part.find("\n\n");
    const std::size_t gap = std::min(windows, unix);
    if (gap == std::string_view::npos) continue;
    const std::string_view head = part.substr(0, gap);
    std::string_view content = part.substr(gap + (gap == windows ? 4 : 2));
    if (content.ends_with('\n')) content.remove_suffix(1);
    if (content.ends_with('\r')) content.remove_suffix(1);
    const std::string file = parameter_of(head, "filename");
    std::string name = percent_decoded(parameter_of(head, "name"), false);
    if (name.empty() && file.empty()) continue;
    out.emplace_back(file.empty() ? name : fmt::format("{} (file {})", name, file), std::string(content));
  }
  return out;
}

}  // namespace tipstaff::site
