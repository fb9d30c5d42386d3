#include "site/har_body.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::string_view kBoundary = "----tipstaff-rebuilt-from-the-archive";
constexpr std::size_t kMostFrameBytes = std::size_t{24} << 20;

Body unread(std::string_view type, std::string why) {
  return {BodyState::kUnread, std::string(type), "", std::move(why)};
}

Body whole(std::string_view type, std::string bytes) {
  if (bytes.size() > kLargestBody)
    return unread(type, fmt::format("it has {} bytes, more than are read", bytes.size()));
  return {bytes.empty() ? BodyState::kNone : BodyState::kWhole, std::string(type), std::move(bytes), ""};
}

// Base64 as tools write it: line ends, missing padding, either alphabet.
std::optional<std::string> loose_base64(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '-')
      plain += '+';
    else if (c == '_')
      plain += '/';
    else if (c != '=' && c != '\r' && c != '\n' && c != ' ')
      plain += c;
  }
  plain.append((4 - plain.size() % 4) % 4, '=');
  const auto bytes = from_base64(plain);
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

// Browsers write a packed body as text with one character a byte. Nothing when a character is above U+00FF.
std::optional<std::string> one_byte_each(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || *point > 0xff) return std::nullopt;
    out += static_cast<char>(*point);
  }
  return out;
}

bool is_packed(std::string_view bytes) {  // gzip (RFC 1952) or zlib (RFC 1950) by its first bytes
  return bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x78\x01") || bytes.starts_with("\x78\x9c") ||
         bytes.starts_with("\x78\xda");
}

Body body_of_text(std::string_view type, std::string_view text, bool packed_said) {
  if (text.starts_with("\x1f\xc2\x8b") || text.starts_with("x\xc2\x9c") || text.starts_with("x\xc3\x9a") ||
      packed_said) {
    if (auto bytes = one_byte_each(text); bytes && is_packed(*bytes)) return whole(type, std::move(*bytes));
    if (packed_said && is_packed(text)) return whole(type, std::string(text));
    return unread(type, "it was packed, and the recording damaged it");
  }
  if (text.starts_with("\x1f\xef\xbf\xbd")) return unread(type, "it was packed, and the recording damaged it");
  return whole(type, std::string(text));
}

bool must_be_encoded(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == '&' || c == '=' || c == '#' ||
         static_cast<unsigned char>(c) >= 0x7f;
}

// Chrome leaves names and values as they were sent, Firefox decodes them: what could not have been sent so is encoded
// again.
void add_encoded(std::string& out, std::string_view text, bool value) {
  for (const char c : text) {
    if (must_be_encoded(c) && !(value && c == '='))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
}

Body rebuilt(std::string_view type, const json::array& params) {
  const bool multipart = lower(type).starts_with("multipart/");
  std::string out;
  for (const json::value& each : params) {
    const std::string_view name = text_in(&each, "name"), value = text_in(&each, "value"),
                           file = text_in(&each, "fileName");
    if (multipart) {
      out += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", kBoundary, name);
      if (!file.empty()) out += fmt::format("; filename=\"{}\"", file);
      out += fmt::format("\r\n\r\n{}\r\n", value);
    } else {
      if (!out.empty()) out += '&';
      add_encoded(out, name, false);
      out += '=';
      add_encoded(out, value, true);
    }
  }
  if (!multipart) return whole(type, std::move(out));
  return whole(fmt::format("multipart/form-data; boundary={}", kBoundary), out + fmt::format("--{}--\r\n", kBoundary));
}

std::string lost(std::int64_t bytes) {
  return bytes > 0 ? fmt::format("the recording left out its {} bytes", bytes) : "the recording left it out";
}

bool may_have_body(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS" && method != "CONNECT" && method != "TRACE";
}

// No postData: was there nothing to send, or is it missing?
Body absent(const json::value& request, const std::vector<Header>& headers, std::string_view method) {
  const std::int64_t size = number_in(&request, "bodySize", -1);
  const std::string_view type = header(headers, "content-type"), length = header(headers, "content-length");
  if (size > 0) return unread(type, lost(size));
  if (!length.empty())
    return length == "0" ? Body{}
                         : unread(type, fmt::format("the recording left out its {} bytes", length.substr(0, 20)));
  if (!may_have_body(method)) return {};
  // Chrome says 0 of what it could not read: bodies of Blobs, of beacons on leaving the page.
  if (!type.empty()) return unread(type, "the request names a type for a body, and the recording has none");
  return size == 0 ? Body{} : unread(type, "the recording does not say whether there was one");
}

}  // namespace

std::string_view header(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& each : headers)
    if (each.name.size() == name.size() && lower(each.name) == name) return each.value;
  return "";
}

Body request_body(const json::value& request, const std::vector<Header>& headers, std::string_view method) {
  const json::value* data = member(request, "postData");
  if (data == nullptr || !data->is_object()) return absent(request, headers, method);
  std::string_view type = text_in(data, "mimeType");
  if (const std::string_view said = header(headers, "content-type"); type.empty() || said.size() > type.size())
    type = said.empty() ? type : said;
  const json::array& params = array_in(data, "params");
  const json::value* text = member(data, "text");
  const bool no_text = text == nullptr || !text->is_string() || text->get_string().empty();
  if (no_text && !params.empty()) return rebuilt(type, params);
  if (no_text && (!text_in(data, "_file").empty() || !text_in(data, "_sha1").empty()))
    return unread(type, "it lies in another file than the recording");
  if (no_text) return absent(request, headers, method);
  const std::string_view encoding =
      text_in(data, "encoding").empty() ? text_in(data, "_encoding") : text_in(data, "encoding");
  if (encoding == "base64") {
    auto bytes = loose_base64(view(text->get_string()));
    return bytes ? whole(type, std::move(*bytes)) : unread(type, "its base64 is damaged");
  }
  Body out =
      body_of_text(type, view(text->get_string()),
                   !header(headers, "content-encoding").empty() && header(headers, "content-encoding") != "identity");
  const std::int64_t size = number_in(&request, "bodySize", -1);
  // Recorders cut long bodies off. Sizes are of bytes, of characters or of packed bytes: only a large difference tells.
  if (out.state == BodyState::kWhole && size > 1024 && static_cast<std::uint64_t>(size) > 2 * out.bytes.size() + 512)
    return unread(type, fmt::format("the recording has {} of its {} bytes", out.bytes.size(), size));
  return out;
}

Body answer_body(const json::value& response) {
  const json::value* content = member(response, "content");
  if (content == nullptr) return {};
  const std::string_view type = text_in(content, "mimeType");
  const std::string kind = lower(type);
  if (kind.find("html") == std::string::npos && kind.find("script") == std::string::npos) return {};
  const json::value* text = member(content, "text");
  if (text == nullptr || !text->is_string() || text->get_string().empty())
    return number_in(content, "size", 0) > 0 ? unread(type, "the recording left it out") : Body{};
  if (text_in(content, "encoding") != "base64") return whole(type, std::string(view(text->get_string())));
  auto bytes = loose_base64(view(text->get_string()));
  return bytes ? whole(type, std::move(*bytes)) : unread(type, "its base64 is damaged");
}

std::vector<Body> socket_frames(const json::value& entry) {
  std::vector<Body> out;
  std::size_t total = 0;
  for (const json::value& message : array_in(&entry, "_webSocketMessages")) {
    if (text_in(&message, "type") != "send") continue;
    const std::string_view data = text_in(&message, "data");
    total += data.size();
    if (total > kMostFrameBytes) {
      out.push_back(unread("", "the page sent more over this connection than is read"));
      break;
    }
    if (number_in(&message, "opcode", 1) != 2) {
      out.push_back(whole("text/plain", std::string(data)));
      continue;
    }
    auto bytes = loose_base64(data);  // binary frames (RFC 6455 section 11.8)
    out.push_back(bytes ? whole("application/octet-stream", std::move(*bytes)) : unread("", "its base64 is damaged"));
  }
  return out;
}

}  // namespace tipstaff::site
