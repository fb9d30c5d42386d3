#include "site/live_recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "crypto/base64_ascii.h"
#include "site/cdp_request.h"
#include "site/json.h"
#include "site/peers.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::int64_t kParting = 2'000;  // milliseconds
constexpr std::size_t kMostEarly = 10'000, kMostSentences = 100;

// Pages get a page, what a script sends to the site itself gets {}, which its success is usually read from; all else
// nothing.
constexpr std::string_view kPageHere =
    "<!doctype html><title>Answered here</title><p>tipstaff answered this request: it went nowhere.";

json::object answer_here(const Exchange& exchange, std::string_view id, bool page, bool own) {
  const std::string origin = header(exchange.headers, "Origin");
  json::array headers{{{"name", "Access-Control-Allow-Origin"}, {"value", origin.empty() ? "*" : origin}},
                      {{"name", "Access-Control-Allow-Credentials"}, {"value", "true"}}};
  if (!page && !own) return {{"requestId", id}, {"responseCode", 204}, {"responseHeaders", headers}};
  headers.push_back({{"name", "Content-Type"}, {"value", page ? "text/html; charset=utf-8" : "application/json"}});
  return {{"requestId", id},
          {"responseCode", 200},
          {"responseHeaders", headers},
          {"body", base64(as_bytes(page ? kPageHere : "{}"))}};
}

}  // namespace

LiveRecorder::LiveRecorder(const BrowserOptions& options, std::function<std::int64_t()> now)
    : options_(options), now_(std::move(now)) {}

void LiveRecorder::unread(const std::string& sentence) {
  if (told_.size() < kMostSentences && told_.insert(sentence).second) recording_.unread.push_back(sentence);
}

void LiveRecorder::begin_page(const std::string& url, Choice run) {
  Page& page = recording_.pages.emplace_back();
  page.url = url;
  page.choice = run;
  if (const auto parsed = parse_url(url)) owners_.insert(options_.owner(parsed->host));
  loaded_ = false;
  fresh_ = true;
  step_.clear();
}

void LiveRecorder::begin_submitted() {
  if (recording_.pages.empty()) return;
  Page page = recording_.pages.back();
  page.screenshot.clear();
  page.submitted = true;
  page.answered = false;
  recording_.pages.push_back(std::move(page));
  loaders_[loader_] = static_cast<std::uint32_t>(recording_.pages.size() - 1);
}

void LiveRecorder::undo_submitted() {
  if (recording_.pages.size() < 2 || !recording_.pages.back().submitted) return;
  recording_.pages.pop_back();
  const auto last = static_cast<std::uint32_t>(recording_.pages.size() - 1);
  loaders_[loader_] = last;
  for (Exchange& each : recording_.exchanges) each.page = std::min(each.page, last);
}

bool LiveRecorder::others_since(std::size_t asked) const {
  const auto from =
      recording_.exchanges.begin() + static_cast<std::ptrdiff_t>(std::min(asked, recording_.exchanges.size()));
  return std::any_of(from, recording_.exchanges.end(), [&](const Exchange& each) { return !is_own(each); });
}

std::string LiveRecorder::session_of(const std::string& frame) const {
  const auto found = frame_sessions_.find(frame);
  return found == frame_sessions_.end() ? "" : found->second;
}

std::vector<std::string> LiveRecorder::frame_sessions() const {
  std::vector<std::string> out{page_session_};
  for (const auto& [frame, session] : frame_sessions_)
    if (session != page_session_) out.push_back(session);
  return out;
}

// What a page that is being left still sends is its own, not that of the page which comes.
void LiveRecorder::belongs(Exchange& exchange, const std::string& loader) {
  const auto found = loaders_.find(loader);
  if (found == loaders_.end() || found->second == exchange.page) return;
  exchange.page = found->second;
  if (exchange.step.empty()) exchange.step = "leave the page";
}

Exchange* LiveRecorder::known(const std::string& id) {
  const auto found = exchanges_.find(id);
  return id.empty() || found == exchanges_.end() ? nullptr : &recording_.exchanges[found->second];
}

std::size_t LiveRecorder::place_of(const Exchange& exchange) const {
  return static_cast<std::size_t>(&exchange - recording_.exchanges.data());
}

// The last of this URL that has no answer yet.
Exchange* LiveRecorder::unanswered(std::string_view url) {
  auto& all = recording_.exchanges;
  const auto far = all.rbegin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(all.size(), 1000));
  const auto found =
      std::find_if(all.rbegin(), far, [&](const Exchange& each) { return each.url == url && each.status == 0; });
  return found == far ? nullptr : &*found;
}

// Some requests are held without the name that Network has for them (seen where a page changes its process).
Exchange* LiveRecorder::same_url(const std::string& id, std::string_view url) {
  Exchange* const found = unanswered(url);
  if (found == nullptr) return nullptr;
  // The name that it was held under is never told of again.
  for (const auto& [name, place] : exchanges_) {
    if (place == place_of(*found)) open_.erase(name);
  }
  exchanges_[id] = place_of(*found);
  if (const auto early = early_.find(id); early != early_.end()) {
    found->script = std::move(early->second.script);
    belongs(*found, early->second.loader);
    if (!early->second.headers.empty()) found->headers = std::move(early->second.headers);
    early_.erase(early);
  }
  return found;
}

Exchange* LiveRecorder::begin_exchange() {
  if (recording_.exchanges.size() == kMostExchanges) {
    unread("More was asked than is recorded: 200000 requests.");
    return nullptr;
  }
  Exchange& made = recording_.exchanges.emplace_back();
  made.page = recording_.pages.empty() ? 0 : static_cast<std::uint32_t>(recording_.pages.size() - 1);
  made.step = step_;
  made.chosen = chosen_;
  made.started = now_();
  return &made;
}

bool LiveRecorder::is_own(const Exchange& exchange) const {
  const auto asked = parse_url(exchange.url);
  return asked && owners_.contains(options_.owner(asked->host));
}

bool LiveRecorder::is_submission(const Exchange& exchange) const {
  return (exchange.method != "GET" && exchange.method != "HEAD") || holds_typed(exchange);
}

bool LiveRecorder::holds_typed(const Exchange& exchange) const {
  const std::string decoded = percent_decoded(exchange.url, true);
  return std::any_of(typed_.begin(), typed_.end(),
                     [&](const std::string& each) { return decoded.find(each) != std::string::npos; });
}

bool LiveRecorder::goes_out(const Exchange& exchange) const {
  if (options_.outside == Outside::kAll || recording_.pages.empty()) return true;
  if (is_own(exchange)) return true;
  if (options_.outside == Outside::kNothing || exchange.method != "GET" || holds_typed(exchange)) return false;
  switch (exchange.asked) {
    case Asked::kDocument:
    case Asked::kFrame:
    case Asked::kScript:
    case Asked::kStyle:
    case Asked::kFont:
    case Asked::kMedia:
      return true;
    default:
      return false;
  }
}

void LiveRecorder::attached(const Params& params, std::vector<CdpCommand>& out) {
  const json::value* target = member(params, "targetInfo");
  const std::string session(text_in(&params, "sessionId")), id(text_in(target, "targetId")),
      type(text_in(target, "type"));
  // A service worker is told of by the browser and by its page: who came first watches.
  if (targets_.insert(id).second) {
    session_types_[session] = type;
    const bool page = type == "page";
    if (page) page_frames_.insert(id);
    if (page && page_session_.empty()) {
      page_session_ = session;
      page_frame_ = id;
    }
    if (page || type == "iframe") frame_sessions_[id] = session;
    out.push_back(
        {"Target.setAutoAttach", {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}}, session});
    // Workers and worklets of a page ask through the page's session and know no Fetch of their own.
    if (type != "worker" && !type.ends_with("worklet"))
      out.push_back(
          {"Fetch.enable", {{"patterns", json::array{{{"urlPattern", "*"}, {"requestStage", "Request"}}}}}, session});
    out.push_back({"Network.enable", {}, session});
    if (page || type == "iframe") {
      out.insert(out.end(), {{"Page.enable", {}, session}, {"Preload.enable", {}, session}});
      std::ranges::move(watch_peers(session, options_.outside != Outside::kAll), std::back_inserter(out));
    }
  }
  out.push_back({"Runtime.runIfWaitingForDebugger", {}, session});
}

// Redirects are followed; the answer at their end waits for whoever reads it.
void LiveRecorder::hold_response(const Params& params, const std::string& session, std::vector<CdpCommand>& out) {
  const std::string id(text_in(&params, "requestId"));
  const std::int64_t status = number_in(&params, "responseStatusCode", 0);
  if (status == 0 || (status >= 300 && status < 400)) {
    out.push_back({"Fetch.continueRequest", {{"requestId", id}, {"interceptResponse", true}}, session});
  } else {
    response_ = {id, static_cast<int>(std::min<std::int64_t>(status, 999))};
  }
}

void LiveRecorder::paused(const Params& params, const std::string& session, std::vector<CdpCommand>& out) {
  const std::string id(text_in(&params, "requestId")), network_id(text_in(&params, "networkId")),
      frame(text_in(&params, "frameId"));
  const json::value* request = member(params, "request");
  const std::string url(text_in(request, "url"));
  if (holds_responses_ && frame == page_frame_ && text_in(&params, "resourceType") == "Document")
    return hold_response(params, session, out);
  CdpCommand go_on{"Fetch.continueRequest", {{"requestId", id}}, session};
  Exchange* made = parse_url(url) ? begin_exchange() : nullptr;
  if (made == nullptr) {
    out.push_back(std::move(go_on));
    return;
  }
  const std::size_t place = place_of(*made);
  made->url = url;
  made->method = text_in(request, "method");
  const auto parent = frames_.find(frame);
  made->asked = asked_of(text_in(&params, "resourceType"), session == page_session_ && targets_.contains(frame));
  if (made->asked != Asked::kDocument && parent != frames_.end()) made->document = parent->second;
  made->headers = headers_of(member(request, "headers"));
  made->body = body_of(request, made->headers, uploads_);
  if (!leaving_ && !early_.contains(network_id)) untold_.insert(place);
  if (!network_id.empty()) {
    exchanges_[network_id] = place;
    if (const auto early = early_.find(network_id); early != early_.end()) {
      made->script = std::move(early->second.script);
      belongs(*made, early->second.loader);
      if (!early->second.headers.empty()) made->headers = std::move(early->second.headers);
      early_.erase(early);
    }
  }
  const bool whole_page = text_in(&params, "resourceType") == "Document" && page_frames_.contains(frame),
             own = is_own(*made);
  if (whole_page && frame == page_frame_) left_ = leaving_ = true;
  const bool submission = hold_ == Hold::kSubmission && own && is_submission(*made);
  if (submission) ++submissions_;
  if (!submission && !(hold_ == Hold::kLeaving && whole_page && !own) && goes_out(*made)) {
    if (!network_id.empty()) open_.insert(network_id);
    out.push_back(std::move(go_on));
  } else {
    kept_here_.insert(place);
    const bool page = made->asked == Asked::kDocument || made->asked == Asked::kFrame;
    out.push_back({"Fetch.fulfillRequest", answer_here(*made, id, page && (submission || whole_page), own), session});
  }
}

void LiveRecorder::will_be_sent(const std::string& id, const Params& params) {
  std::string script = script_of(member(params, "initiator")), loader(text_in(&params, "loaderId"));
  Exchange* exchange = known(id);
  // A redirect bears the name of what it answers.
  const json::value* before = member(params, "redirectResponse");
  if (Exchange* answered = before == nullptr ? nullptr : unanswered(text_in(before, "url"))) {
    answered->status = static_cast<int>(number_in(before, "status", 0));
    answered->answered = headers_of(member(before, "headers"));
    if (exchange == answered) exchange = nullptr;  // what is told here is of the request to come
  }
  if (exchange != nullptr) {
    untold_.erase(place_of(*exchange));
    exchange->script = std::move(script);
    belongs(*exchange, loader);
  } else if (early_.size() < kMostEarly) {
    early_[id].script = std::move(script);
    early_[id].loader = std::move(loader);
  }
}

void LiveRecorder::network(const CdpMessage& message, std::vector<CdpCommand>& out) {
  const std::string id(text_in(&message.content, "requestId"));
  Exchange* exchange = known(id);
  if (message.method == "Network.requestWillBeSent") {
    will_be_sent(id, message.content);
  } else if (message.method == "Network.requestWillBeSentExtraInfo") {
    auto headers = headers_of(member(message.content, "headers"));
    if (exchange != nullptr)
      exchange->headers = std::move(headers);
    else if (early_.size() < kMostEarly)
      early_[id].headers = std::move(headers);
  } else if (message.method == "Network.responseReceived") {
    const json::value* response = member(message.content, "response");
    if (exchange == nullptr) exchange = same_url(id, text_in(response, "url"));
    if (exchange == nullptr || kept_here_.contains(place_of(*exchange))) return;
    exchange->status = static_cast<int>(number_in(response, "status", 0));
    exchange->answered = headers_of(member(response, "headers"));
    const bool wanted =
        exchange->asked == Asked::kDocument || exchange->asked == Asked::kFrame || exchange->asked == Asked::kScript;
    if (wanted && exchange->status != 0) wants_answer_.insert(id);
  } else if (message.method == "Network.loadingFinished" || message.method == "Network.loadingFailed") {
    open_.erase(id);
    const bool whole = message.method == "Network.loadingFinished";
    if (wants_answer_.erase(id) != 0 && whole)
      out.push_back({"Network.getResponseBody", {{"requestId", id}}, message.session});
  } else {
    socket(message);
  }
}

// What a page's speculation rules ask for is told of here alone, once for each change of its state, and does not go out
// (chromium.cc).
void LiveRecorder::fetched_ahead(const Params& params) {
  const std::string url(text_in(&params, "prefetchUrl")), loader(text_in(member(params, "key"), "loaderId"));
  if (!parse_url(url) || !ahead_.insert(loader + ' ' + url).second) return;
  Exchange* made = begin_exchange();
  if (made == nullptr) return;
  made->url = url;
  made->method = "GET";
  belongs(*made, loader);
}

// Sockets are not held: they are told of as they go, and of a WebTransport only that it was opened.
void LiveRecorder::socket(const CdpMessage& message) {
  const std::string id(text_in(&message.content, "requestId"));
  const bool transport = message.method == "Network.webTransportCreated";
  if (transport || message.method == "Network.webSocketCreated") {
    Exchange* made = begin_exchange();
    if (made == nullptr) return;
    if (transport)
      made->body = unread_body("", "what a WebTransport carries is not told by the browser");
    else
      exchanges_[id] = place_of(*made);
    made->url = text_in(&message.content, "url");
    made->method = transport ? "CONNECT" : "GET";
    made->asked = transport ? Asked::kOther : Asked::kSocket;
    made->script = script_of(member(message.content, "initiator"));
  } else if (Exchange* exchange = known(id);
             exchange != nullptr && message.method == "Network.webSocketHandshakeResponseReceived") {
    exchange->status = static_cast<int>(number_in(member(message.content, "response"), "status", 0));
  } else if (exchange != nullptr && message.method == "Network.webSocketFrameSent") {
    const json::value* frame = member(message.content, "response");
    Body body{BodyState::kWhole, "", std::string(text_in(frame, "payloadData")), ""};
    if (number_in(frame, "opcode", 1) != 1) {  // anything but text is told in base64
      const auto bytes = crypto::from_ascii_base64(body.bytes);
      body = bytes ? Body{BodyState::kWhole, "application/octet-stream", std::string(as_text(*bytes)), ""}
                   : unread_body("", "the browser handed it over damaged");
    }
    if (body.bytes.size() > kLargestBody) body = unread_body("", "it is larger than 8 MiB");
    exchange->frames.push_back(std::move(body));
  }
}

void LiveRecorder::navigated(const Params& params, const std::string& session) {
  const json::value* frame = member(params, "frame");
  const std::string id(text_in(frame, "id")), url(text_in(frame, "url")), loader(text_in(frame, "loaderId"));
  frames_[id] = url;
  const bool top = text_in(frame, "parentId").empty() && session == page_session_;
  const auto parsed = parse_url(url);
  if (!top || !parsed || recording_.pages.empty()) return;
  if (text_in(&params, "type") != "BackForwardCacheRestore") loaded_ = false;
  if (hold_ != Hold::kOthers) return;
  const std::string owner = options_.owner(parsed->host);
  if (fresh_) {
    recording_.pages.back().url = url;
    owners_.insert(owner);
  } else if (!owners_.contains(owner)) {
    return;  // what happens on a page of somebody else's is told of on the page that led there
  } else {
    Page page;
    page.url = url;
    page.choice = recording_.pages.back().choice;
    recording_.pages.push_back(std::move(page));
  }
  if (!fresh_) came_[static_cast<std::uint32_t>(recording_.pages.size() - 1)] = now_();
  fresh_ = false;
  leaving_ = false;
  loader_ = loader;
  loaders_[loader] = static_cast<std::uint32_t>(recording_.pages.size() - 1);
  if (Exchange* asked = known(loader)) asked->page = loaders_[loader];  // a page's request bears its loader's name
}

std::vector<CdpCommand> LiveRecorder::take(const CdpMessage& message) {
  std::vector<CdpCommand> out;
  const json::value& params = message.content;
  if (message.method == "Target.attachedToTarget") {
    attached(params, out);
  } else if (message.method == "Fetch.requestPaused") {
    ++activity_;
    paused(params, message.session, out);
  } else if (message.method.starts_with("Network.")) {
    ++activity_;
    network(message, out);
  } else if (message.method == "Preload.prefetchStatusUpdated") {
    ++activity_;
    fetched_ahead(params);
  } else if (const auto told = peer_told(message, options_.outside != Outside::kAll)) {
    unread(*told);
  } else if (message.method == "Page.frameNavigated") {
    navigated(params, message.session);
  } else if (message.method == "Target.detachedFromTarget") {
    const std::string_view gone = text_in(&params, "sessionId");
    std::erase_if(frame_sessions_, [&](const auto& each) { return each.second == gone; });
  } else if (message.method == "Page.loadEventFired") {
    loaded_ |= message.session == page_session_;
  } else if (message.method == "Page.javascriptDialogOpening") {
    out.push_back({"Page.handleJavaScriptDialog", {{"accept", true}}, message.session});
  }
  return out;
}

void LiveRecorder::answered(const CdpCommand& command, const CdpMessage& answer) {
  if (command.method == "Fetch.enable" && answer.failed) {
    const auto type = session_types_.find(command.session);
    unread(fmt::format("What a {} asked was not recorded: this Chromium does not let it be watched.",
                       type == session_types_.end() ? "part of the page" : type->second));
  }
  if (command.method != "Network.getResponseBody") return;
  const json::value* wanted = command.params.if_contains("requestId");
  Exchange* exchange =
      wanted != nullptr && wanted->is_string() ? known(std::string(view(wanted->get_string()))) : nullptr;
  if (exchange == nullptr) return;
  const std::string type = header(exchange->answered, "Content-Type");
  exchange->answer = unread_body(type, "the browser no longer had it");
  if (answer.failed) return;
  const json::value* encoded = member(answer.content, "base64Encoded");
  std::string text(text_in(&answer.content, "body"));
  if (encoded != nullptr && encoded->is_bool() && encoded->get_bool()) {
    const auto bytes = crypto::from_ascii_base64(text);
    if (!bytes) return;
    text = as_text(*bytes);
  }
  exchange->answer = text.size() <= kLargestBody ? Body{BodyState::kWhole, type, std::move(text), ""}
                                                 : unread_body(type, "it is larger than 8 MiB");
}

// What a page sends while it is being left may come after the next has come, and is then told of at Fetch alone: nobody
// is left to say whose it is.
void LiveRecorder::give_back() {
  for (const std::size_t place : untold_) {
    Exchange& each = recording_.exchanges[place];
    const auto came = came_.find(each.page);
    const bool parting = each.asked == Asked::kBeacon || (each.asked == Asked::kFetch && each.method == "POST");
    if (parting && came != came_.end() && each.page > 0 && each.started - came->second <= kParting) --each.page;
  }
}

Recording LiveRecorder::finish() {
  give_back();
  if (submissions_ != 0)
    recording_.notes.push_back(
        fmt::format("Of what was submitted, {} requests to the site's own server were answered here and did not arrive "
                    "there. What the site would have answered is not in the recording.",
                    submissions_));
  if (kept_here_.size() > submissions_) {
    recording_.notes.push_back(
        fmt::format("Requests to others than the page's owner that this program answered, so that they went nowhere: "
                    "{}. What a receiver would have answered, "
                    "and what it would have made the page do next, is not in the recording.",
                    kept_here_.size() - submissions_));
  }
  if (!ahead_.empty())
    recording_.notes.push_back(
        fmt::format("What the pages' speculation rules ask to be fetched ahead is recorded, and was not fetched: {}.",
                    ahead_.size()));
  bool out = false;
  for (Exchange& each : recording_.exchanges) {
    if (each.asked != Asked::kSocket || is_own(each)) continue;
    out |= options_.outside == Outside::kAll || each.status == 101 || !each.frames.empty();
    if (options_.outside != Outside::kAll && each.frames.empty() && each.status != 101)
      each.body =
          unread_body("", "the WebSocket was held back, so that what would have been sent over it is not known");
  }
  if (out) recording_.notes.emplace_back("WebSockets to others were not held back: what was sent over them went out.");
  return std::move(recording_);
}

}  // namespace tipstaff::site
