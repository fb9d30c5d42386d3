#include "site/har.h"

#include <fmt/format.h>

#include <map>

#include "base/clock.h"
#include "base/text.h"
#include "site/har_body.h"
#include "site/json.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestUrl = std::size_t{1} << 20, kMostHeaders = 500, kLongestHeader = std::size_t{256} << 10,
                      kMostPages = 5'000;

constexpr std::pair<std::string_view, Asked> kKinds[] = {
    {"document", Asked::kDocument}, {"script", Asked::kScript},    {"stylesheet", Asked::kStyle},
    {"style", Asked::kStyle},       {"image", Asked::kImage},      {"font", Asked::kFont},
    {"media", Asked::kMedia},       {"video", Asked::kMedia},      {"audio", Asked::kMedia},
    {"xhr", Asked::kFetch},         {"fetch", Asked::kFetch},      {"eventsource", Asked::kFetch},
    {"empty", Asked::kFetch},       {"websocket", Asked::kSocket}, {"ping", Asked::kBeacon},
    {"beacon", Asked::kBeacon},     {"iframe", Asked::kFrame},     {"frame", Asked::kFrame},
    {"subdocument", Asked::kFrame}};

std::optional<Asked> kind_named(std::string_view name) {
  const std::string plain = lower(name);
  for (const auto& [each, asked] : kKinds)
    if (each == plain) return asked;
  return std::nullopt;
}

std::vector<Header> headers_of(const json::value* message) {
  std::vector<Header> out;
  for (const json::value& each : array_in(message, "headers")) {
    if (out.size() == kMostHeaders) break;
    out.push_back({std::string(text_in(&each, "name").substr(0, 1000)),
                   std::string(text_in(&each, "value").substr(0, kLongestHeader))});
  }
  return out;
}

// Archives of some tools have the cookies in a list only.
void add_cookies(const json::value* request, std::vector<Header>& headers) {
  if (!header(headers, "cookie").empty()) return;
  std::string line;
  for (const json::value& each : array_in(request, "cookies")) {
    if (line.size() > kLongestHeader) break;
    line += fmt::format("{}{}={}", line.empty() ? "" : "; ", text_in(&each, "name"), text_in(&each, "value"));
  }
  if (!line.empty()) headers.push_back({"Cookie", std::move(line)});
}

Asked asked_by_type(std::string_view type, const Url& url) {
  const std::string plain = lower(type);
  if (plain.find("html") != std::string::npos) return Asked::kDocument;
  if (plain.find("javascript") != std::string::npos || url.path.ends_with(".js")) return Asked::kScript;
  if (plain.starts_with("text/css")) return Asked::kStyle;
  if (plain.starts_with("image/")) return Asked::kImage;
  if (plain.starts_with("font/") || plain.find("woff") != std::string::npos) return Asked::kFont;
  if (plain.starts_with("video/") || plain.starts_with("audio/")) return Asked::kMedia;
  return Asked::kOther;
}

Asked asked_of(const json::value& entry, const Exchange& exchange, const Url& url) {
  if (url.scheme == "ws" || url.scheme == "wss" || !array_in(&entry, "_webSocketMessages").empty())
    return Asked::kSocket;
  if (const auto named = kind_named(text_in(&entry, "_resourceType"))) return *named;
  if (const auto named = kind_named(header(exchange.headers, "sec-fetch-dest"))) return *named;
  if (exchange.method != "GET" && exchange.method != "HEAD") return Asked::kFetch;
  const json::value* content = member(member(entry, "response"), "content");
  return asked_by_type(text_in(content, "mimeType"), url);
}

// The script that asked: Chrome's call stack, or chrome-har's text of the same.
std::string script_of(const json::value& entry) {
  const auto from = [](const json::value* initiator) -> std::string {
    if (text_in(initiator, "type") != "script") return "";
    for (const json::value& frame : array_in(member(initiator, "stack"), "callFrames"))
      if (const std::string_view url = text_in(&frame, "url"); !url.empty() && url.size() < kLongestUrl)
        return std::string(url);
    return std::string(text_in(initiator, "url").substr(0, kLongestUrl));
  };
  const json::value* initiator = member(entry, "_initiator");
  if (initiator != nullptr && initiator->is_object()) return from(initiator);
  const std::string_view detail = text_in(&entry, "_initiator_detail");
  if (detail.empty() || text_in(&entry, "_initiator_type") != "script") return "";
  const auto parsed = parse_json(std::string(detail));
  return parsed ? from(&*parsed) : "";
}

std::string title_in(std::string_view html) {
  const std::string plain = lower(html.substr(0, 65'536));
  const std::size_t begin = plain.find("<title"), open = begin == std::string::npos ? begin : plain.find('>', begin);
  const std::size_t end = open == std::string::npos ? open : plain.find("</title", open);
  return end == std::string::npos ? "" : std::string(html.substr(open + 1, std::min<std::size_t>(end - open - 1, 500)));
}

class Reader {
 public:
  explicit Reader(std::string source) { out_.source = std::move(source); }

  Recording read(const json::value& archive) && {
    const json::value* log = member(archive, "log");
    const json::value* entries = member(log, "entries");
    if (entries == nullptr || !entries->is_array()) {
      out_.unread.emplace_back("It is JSON, but no HTTP archive: it has no “log” with “entries”.");
      return std::move(out_);
    }
    say_maker(log);
    for (const json::value& page : array_in(log, "pages")) add_page(page);
    for (const json::value& entry : entries->get_array()) {
      if (out_.exchanges.size() == kMostExchanges) {
        out_.unread.push_back(fmt::format("The archive has {} requests; the first {} were read.",
                                          entries->get_array().size(), kMostExchanges));
        break;
      }
      add(entry);
    }
    finish_pages();
    say_what_is_missing();
    return std::move(out_);
  }

 private:
  void say_maker(const json::value* log) {
    const json::value* creator = member(log, "creator");
    const std::string_view version = text_in(log, "version");
    out_.made_by = fmt::format("HAR {} by {} {}", version.empty() ? "1.1" : version.substr(0, 20),
                               text_in(creator, "name").substr(0, 100), text_in(creator, "version").substr(0, 60));
  }

  void add_page(const json::value& page) {
    if (out_.pages.size() == kMostPages) return;
    const std::string_view id = text_in(&page, "id"), title = text_in(&page, "title");
    places_.emplace(id, out_.pages.size());
    const bool address = parse_url(title).has_value();
    out_.pages.push_back({.url = address ? std::string(title.substr(0, kLongestUrl)) : "",
                          .title = address ? "" : std::string(title.substr(0, 2000)),
                          .screenshot = {}});
    const std::string_view own = text_in(&page, "_URL");  // WebPageTest
    if (!own.empty() && parse_url(own)) out_.pages.back().url = own.substr(0, kLongestUrl);
    found_.push_back(false);
  }

  std::uint32_t page_of(const json::value& entry, const Exchange& exchange) {
    if (const auto found = places_.find(text_in(&entry, "pageref")); found != places_.end())
      return static_cast<std::uint32_t>(found->second);
    // Charles and others name no pages: each document begins one, unless a page asked for it.
    const bool begins = exchange.asked == Asked::kDocument && exchange.method == "GET" &&
                        header(exchange.headers, "sec-fetch-dest") != "iframe" &&
                        (exchange.status < 300 || exchange.status >= 400);
    if ((out_.pages.empty() || (places_.empty() && begins)) && out_.pages.size() < kMostPages) {
      out_.pages.emplace_back();
      found_.push_back(false);
    }
    return static_cast<std::uint32_t>(out_.pages.size() - 1);
  }

  void add(const json::value& entry) {
    const json::value* request = member(entry, "request");
    const std::string_view address = text_in(request, "url");
    if (request == nullptr || address.empty() || address.size() > kLongestUrl) {
      ++nameless_;
      return;
    }
    const auto url = parse_url(address);
    if (!url) return;  // data:, blob:, about:, chrome-extension: leave the browser for nobody
    Exchange exchange;
    exchange.url = address;
    exchange.method = text_in(request, "method").substr(0, 40);
    exchange.headers = headers_of(request);
    const json::value* response = member(entry, "response");
    exchange.status = static_cast<int>(std::clamp<std::int64_t>(number_in(response, "status", 0), 0, 999));
    exchange.asked = asked_of(entry, exchange, *url);
    cookies_ = cookies_ || !header(exchange.headers, "cookie").empty() || !array_in(request, "cookies").empty();
    add_cookies(request, exchange.headers);
    exchange.body = request_body(*request, exchange.headers, exchange.method);
    exchange.frames = socket_frames(entry);
    exchange.answered = headers_of(response);
    if (response != nullptr) exchange.answer = answer_body(*response);
    exchange.script = script_of(entry);
    if (const auto at = parse_instant(text_in(&entry, "startedDateTime"))) exchange.started = at->micros / 1000;
    exchange.page = page_of(entry, exchange);
    take_document(exchange);
    out_.exchanges.push_back(std::move(exchange));
  }

  // The page's address is that of its first document that is no redirection; a later document is a frame.
  void take_document(Exchange& exchange) {
    if (exchange.asked == Asked::kSocket || exchange.page >= out_.pages.size() ||
        (exchange.status >= 300 && exchange.status < 400))
      return;
    Page& page = out_.pages[exchange.page];
    if (found_[exchange.page]) {
      if (exchange.asked == Asked::kDocument) exchange.asked = Asked::kFrame;
      return;
    }
    if (exchange.asked != Asked::kDocument) return;
    found_[exchange.page] = true;
    page.url = exchange.url;
    if (page.title.empty() && exchange.answer.state == BodyState::kWhole) page.title = title_in(exchange.answer.bytes);
  }

  void finish_pages() {
    for (std::size_t i = 0; i < out_.pages.size(); ++i) {
      if (!out_.pages[i].url.empty()) continue;
      const auto first = std::ranges::find(out_.exchanges, i, &Exchange::page);
      if (first == out_.exchanges.end()) continue;
      const std::string_view asked_by = header(first->headers, "referer");
      out_.pages[i].url = asked_by.empty() ? first->url : std::string(asked_by);
      out_.unread.push_back(
          fmt::format("The archive has no document for page {}: which page asked is guessed.", i + 1));
    }
  }

  void say_what_is_missing() {
    if (out_.exchanges.empty()) out_.unread.emplace_back("The archive holds no request.");
    if (nameless_ > 0)
      out_.unread.push_back(fmt::format("{} of the archive's entries name no address that can be read.", nameless_));
    if (!cookies_ && !out_.exchanges.empty())
      out_.notes.emplace_back("The archive holds no cookies: what they carried is not in this report.");
  }

  Recording out_;
  std::map<std::string, std::size_t, std::less<>> places_;  // a page's id → its place
  std::vector<bool> found_;                                 // whether a page's document was met
  std::size_t nameless_ = 0;
  bool cookies_ = false;
};

}  // namespace

bool is_har(std::string_view start) {
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  return start.starts_with('{');
}

Recording read_har(std::string text, std::string source) {
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  bool cut_short = false;
  const std::size_t bytes = text.size();
  const auto archive = parse_json(std::move(text), cut_short);
  if (archive) return Reader(std::move(source)).read(*archive);
  Recording out;
  out.source = std::move(source);
  out.made_by = "HAR";
  out.unread.push_back(cut_short ? fmt::format("The archive is cut short: it ends in the middle, after {} bytes. "
                                               "Record it again and wait until it is saved.",
                                               bytes)
                                 : "The archive is damaged: it is no JSON. Record it again.");
  return out;
}

}  // namespace tipstaff::site
