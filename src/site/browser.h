// Pages loaded in Chromium and what they ask recorded, complete: every request is held at Fetch's request stage (Chrome
// DevTools Protocol, domain Fetch), where bodies of Blobs, of beacons and of pages that are being left are still there.
// Frames, workers and service workers are attached to before they run. The protocol goes over a pipe
// (--remote-debugging-pipe): no port is opened.
//
// The profile is a folder of its own, removed afterwards. Of the user's environment Chromium gets HOME set to that
// folder. What Chromium says is outside bytes: a message has kLargestMessage at most, nests 64 levels at most, and what
// does not read as expected is told in Recording::unread. Chromium's own sandbox stays on; only root cannot have it,
// and then the recording says so.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/exchange.h"
#include "site/journey.h"

namespace tipstaff::site {

// What may leave for other owners than the page's. kCode: what pages are made of (scripts, styles, fonts, frames,
// media), so that trackers load and act, but nothing whose address holds what was typed; all else is answered here with
// 204 and goes nowhere. kNothing: nothing. The page's own owner is always asked.
enum class Outside : std::uint8_t { kNothing, kCode, kAll };

struct BrowserOptions {
  std::filesystem::path program;       // empty: Debian's Chromium
  std::vector<std::string> arguments;  // more of them, for tests: host names that stand for this machine
  Outside outside = Outside::kCode;
  std::chrono::milliseconds quiet{1500};      // a page has come to rest when nothing was asked for so long
  std::chrono::milliseconds longest{30'000};  // of one page; then it is gone on, and the recording says so
  std::function<std::string(std::string_view host)>
      owner;  // registrable domain of a host: Lists::registrable; must be set
};

// What was typed into a field, to be looked for in the recording. Each value that is made here is random and used once.
struct Typed {
  std::string field;  // “#offence”, “name=offence”, else the kind of field and its number; of a journey its selector
  std::string value;  // an address of mail or a telephone number where the field wants one
};
inline constexpr std::size_t kMostForms = 5;     // of a page that are sent; more are told of
inline constexpr std::size_t kMostFields = 100;  // of a page; more are left empty, and the recording says so

struct WalkPlan {
  std::vector<std::string> urls;  // loaded one after the other in one profile, each until it rests, and left
  bool fetch = false;  // urls are only fetched: each is an exchange whose answer is what came, whatever it is
  std::optional<Journey> journey;  // instead of `urls`
  std::vector<Choice> choices{
      Choice::kNone};        // a run in a fresh profile for each; kNone answers no question about cookies
  ConsentButtons buttons{};  // of the policy; a journey's own come first
  bool type = true;  // of urls: every field for text that is seen, in frames of any site and shadow trees too, is typed
                     // into and left
  bool submit = false;           // of urls: the forms that were typed into are sent, after all else
  bool submit_for_real = false;  // else what a step submits to the site's own server is answered here
};

struct Walked {
  Recording recording;       // a page for each that was loaded
  std::vector<Typed> typed;  // in order
};

// Errors: kNotFound when Chromium is not here, naming the package; kUnavailable when it does not start or ends before
// its time; kUsage for a URL that is not http or https. A page or a step that fails is in Recording::unread.
Result<Walked> walk(const WalkPlan& plan, const BrowserOptions& options);

}  // namespace tipstaff::site
