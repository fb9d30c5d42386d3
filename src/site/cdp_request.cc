#include "site/cdp_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "crypto/base64_ascii.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

struct TypeName {
  std::string_view name;
  Asked asked;
};
// Network.ResourceType; XHR and Fetch are one, a report that a policy was broken is a beacon.
constexpr std::array kTypes{TypeName{"Document", Asked::kFrame},  TypeName{"Stylesheet", Asked::kStyle},
                            TypeName{"Image", Asked::kImage},     TypeName{"Media", Asked::kMedia},
                            TypeName{"TextTrack", Asked::kMedia}, TypeName{"Font", Asked::kFont},
                            TypeName{"Script", Asked::kScript},   TypeName{"XHR", Asked::kFetch},
                            TypeName{"Fetch", Asked::kFetch},     TypeName{"EventSource", Asked::kFetch},
                            TypeName{"Ping", Asked::kBeacon},     TypeName{"CSPViolationReport", Asked::kBeacon}};

// What the browser was given itself is known; its name stands in the piece before.
const std::string* upload_named_at_end(const Uploads& uploads, std::string_view before) {
  before.remove_prefix(before.size() - std::min<std::size_t>(before.size(), 1'000));
  for (const auto& [name, bytes] : uploads)
    if (before.rfind(fmt::format("filename=\"{}\"", name)) != std::string_view::npos) return &bytes;
  return nullptr;
}

}  // namespace

Asked asked_of(std::string_view type, bool whole_page) {
  if (type == "Document" && whole_page) return Asked::kDocument;
  const auto* const known =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& each) { return each.name == type; });
  return known == kTypes.end() ? Asked::kOther : known->asked;
}

std::vector<Header> headers_of(const json::value* value) {
  std::vector<Header> out;
  if (value == nullptr || !value->is_object()) return out;
  for (const auto& [name, text] : value->get_object())
    out.push_back({std::string(view(json::string(name))), plain_text(text)});
  return out;
}

std::string header(const std::vector<Header>& headers, std::string_view wanted) {
  for (const Header& each : headers) {
    const bool same =
        each.name.size() == wanted.size() && std::equal(wanted.begin(), wanted.end(), each.name.begin(),
                                                        [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    if (same) return each.value;
  }
  return {};
}

Body unread_body(std::string type, std::string why) {
  return {BodyState::kUnread, std::move(type), {}, std::move(why)};
}

Body body_of(const json::value* request, const std::vector<Header>& headers, const Uploads& uploads) {
  const json::value* has = member(request, "hasPostData");
  const json::array& pieces = array_in(request, "postDataEntries");
  const std::string type = header(headers, "Content-Type");
  if ((has == nullptr || !has->is_bool() || !has->get_bool()) && pieces.empty()) return {};
  if (pieces.empty()) return unread_body(type, "the browser did not hand it over");
  Body body{BodyState::kWhole, type, {}, {}};
  for (const json::value& piece : pieces) {
    if (member(piece, "bytes") == nullptr) {
      const std::string* file = upload_named_at_end(uploads, body.bytes);
      if (file == nullptr) return unread_body(type, "a file is part of it");
      body.bytes += *file;
      continue;
    }
    const auto bytes = crypto::from_ascii_base64(text_in(&piece, "bytes"));
    if (!bytes) return unread_body(type, "the browser handed it over damaged");
    if (body.bytes.size() + bytes->size() > kLargestBody) return unread_body(type, "it is larger than 8 MiB");
    body.bytes += as_text(*bytes);
  }
  return body;
}

std::string script_of(const json::value* initiator) {
  if (text_in(initiator, "type") != "script") return {};
  for (const json::value* stack = member(initiator, "stack"); stack != nullptr; stack = member(stack, "parent")) {
    for (const json::value& frame : array_in(stack, "callFrames")) {
      if (const std::string_view url = text_in(&frame, "url"); !url.empty()) return std::string(url);
    }
  }
  return std::string(text_in(initiator, "url"));
}

}  // namespace tipstaff::site
