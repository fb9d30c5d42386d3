// Session recorders: what they send is what the visitor sees, where he moves and, unless the site masks it, what he
// types.
#include <fmt/format.h>

#include <array>

#include "site/decoder.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

std::string amount_of(const Request& request) {
  std::size_t bytes = request.body.size();
  for (const std::string& frame : request.frames) bytes += frame.size();
  return fmt::format("{} bytes", bytes);
}

void tell_recording(const Request& request, std::string_view what, Teller& teller) {
  teller.tell(Category::kRecording, what, "body", amount_of(request));
}

constexpr std::string_view kWhat = "recording of the visit: what is shown, moved and typed";

// Clarity's envelope (clarity-js, data/envelope): [version, sequence, start, duration, project, user, session, page,
// upload, end, platform, address].
void read_clarity(const Request& request, const Page&, Teller& teller) {
  if (!request.json) {
    if (!request.body.empty()) tell_recording(request, kWhat, teller);
    return;
  }
  const json::array& envelope = array_in(&*request.json, "e");
  const auto at = [&](std::size_t i) { return i < envelope.size() ? plain_text(envelope[i]) : std::string(); };
  teller.tell(Category::kOther, "number of the project", "e[4]", at(4));
  teller.tell(Category::kCookieId, "number of the browser (cookie _clck)", "e[5]", at(5));
  teller.tell(Category::kPageAddress, "page address", "e[11]", at(11));
  if (!array_in(&*request.json, "p").empty())
    tell_recording(request, kWhat, teller);
  else if (!array_in(&*request.json, "a").empty())
    tell_recording(request, "what the visitor did: clicks, scrolling, the page's measures", teller);
}

void read_hotjar(const Request& request, const Page&, Teller& teller) {
  teller.tell(Category::kOther, "number of the site", "site_id", request.get("site_id"));
  if (request.url.host.starts_with("content.") && request.json)
    tell_recording(request, "the whole page as the visitor sees it", teller);
  else if (!request.body.empty() || !request.frames.empty())
    tell_recording(request, kWhat, teller);
}

void read_recorder(const Request& request, const Page&, Teller& teller) {
  if (!request.body.empty() || !request.frames.empty()) tell_recording(request, kWhat, teller);
}

#define TIPSTAFF_HOSTS(name, ...)                                                                                \
  constexpr std::string_view k##name[] = {__VA_ARGS__};                                                          \
  bool is_##name(const Request& request) {                                                                       \
    return std::ranges::any_of(k##name, [&](std::string_view each) { return host_is(request.url.host, each); }); \
  }
TIPSTAFF_HOSTS(clarity_host, "clarity.ms")
TIPSTAFF_HOSTS(hotjar, "hotjar.com", "hotjar.io")
TIPSTAFF_HOSTS(fullstory, "fullstory.com")
TIPSTAFF_HOSTS(mouseflow, "mouseflow.com")
TIPSTAFF_HOSTS(logrocket, "logrocket.com", "logrocket.io", "lr-ingest.io", "lr-ingest.com", "lr-in.com",
               "lr-in-prod.com", "lr-intake.com", "lgrckt-in.com")
TIPSTAFF_HOSTS(smartlook, "smartlook.com", "smartlook.cloud")
TIPSTAFF_HOSTS(contentsquare, "contentsquare.net", "contentsquare.com")
TIPSTAFF_HOSTS(crazyegg, "crazyegg.com")
TIPSTAFF_HOSTS(luckyorange, "luckyorange.com", "luckyorange.net")
TIPSTAFF_HOSTS(inspectlet, "inspectlet.com")
TIPSTAFF_HOSTS(quantum, "quantummetric.com")
TIPSTAFF_HOSTS(glassbox, "glassboxdigital.io", "glassboxcdn.com")
TIPSTAFF_HOSTS(decibel, "decibelinsight.net")
TIPSTAFF_HOSTS(sessioncam, "sessioncam.com")
#undef TIPSTAFF_HOSTS

// By the form of its envelope too: whoever takes clarity-js from npm sends to a host of his own.
bool is_clarity(const Request& request) {
  if (is_clarity_host(request)) return true;
  if (!request.json) return false;
  const json::array& envelope = array_in(&*request.json, "e");
  const json::value* version = envelope.size() < 12 ? nullptr : &envelope[0];
  const std::string text = version != nullptr && version->is_string() ? plain_text(*version) : std::string();
  return std::ranges::count(text, '.') == 2 &&
         text.find_first_not_of("0123456789.-abcdefghijklmnopqrstuvwxyz") == std::string::npos &&
         member(*request.json, "a") != nullptr;
}

bool is_datadog_replay(const Request& request) {
  return request.url.path.ends_with("/api/v2/replay") && request.url.host.find("datadoghq") != std::string::npos;
}

// rrweb by the form of what it sends, whoever receives it: the site's own server too.
bool is_rrweb(const Request& request) {
  if (request.json && has_recorded_events(*request.json)) return true;
  for (const std::string& frame : request.frames)
    if (const auto parsed = frame.size() > 40 ? parse_json(frame) : std::nullopt;
        parsed && has_recorded_events(*parsed))
      return true;
  return false;
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"Microsoft Clarity", "Microsoft", "session recorder", is_clarity, read_clarity},
    {"Hotjar", "Hotjar", "session recorder", is_hotjar, read_hotjar},
    {"FullStory", "FullStory", "session recorder", is_fullstory, read_recorder},
    {"Mouseflow", "Mouseflow", "session recorder", is_mouseflow, read_recorder},
    {"LogRocket", "LogRocket", "session recorder", is_logrocket, read_recorder},
    {"Smartlook", "Smartlook", "session recorder", is_smartlook, read_recorder},
    {"Contentsquare", "Contentsquare", "session recorder", is_contentsquare, read_recorder},
    {"Crazy Egg", "Crazy Egg", "session recorder", is_crazyegg, read_recorder},
    {"Lucky Orange", "Lucky Orange", "session recorder", is_luckyorange, read_recorder},
    {"Inspectlet", "Inspectlet", "session recorder", is_inspectlet, read_recorder},
    {"Quantum Metric", "Quantum Metric", "session recorder", is_quantum, read_recorder},
    {"Glassbox", "Glassbox", "session recorder", is_glassbox, read_recorder},
    {"Decibel", "Decibel", "session recorder", is_decibel, read_recorder},
    {"SessionCam", "SessionCam", "session recorder", is_sessioncam, read_recorder},
    {"Datadog Session Replay", "Datadog", "session recorder", is_datadog_replay, read_recorder},
    {"a session recorder (rrweb)", "", "session recorder", is_rrweb, read_recorder},
});

}  // namespace

std::span<const Decoder> recorder_decoders() { return kDecoders; }

}  // namespace tipstaff::site
