#include "site/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStart{20'000}, kCall{15'000};

}  // namespace

Session::Session(Chromium browser, const BrowserOptions& options)
    : browser_(std::move(browser)),
      options_(options),
      recorder_(options, [] { return SystemClock().now().micros / 1000; }) {}

Result<void> Session::begin() {
  // The browser's own windows are targets too; they are left alone.
  const json::array filter{{{"type", "browser"}, {"exclude", true}},
                           {{"type", "tab"}, {"exclude", true}},
                           {{"type", "browser_ui"}, {"exclude", true}},
                           json::object{}};
  TRY(call({"Target.setAutoAttach",
            {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}, {"filter", filter}},
            ""}));
  TRY_ASSIGN(const json::value version, call({"Browser.getVersion", {}, ""}));
  std::string product(text_in(&version, "product"));
  if (const std::size_t slash = product.find('/'); slash != std::string::npos)
    product = "Chromium " + product.substr(slash + 1);
  recorder_.recording().made_by = product;
  TRY(call({"Browser.setDownloadBehavior", {{"behavior", "deny"}}, ""}));
  const auto until = steady_clock::now() + kStart;
  // A page that is sent off before it has taken every order is loaded by a process that tells neither of its load nor
  // of its requests.
  while (recorder_.page_session().empty() || !sent_.empty()) {
    if (steady_clock::now() >= until) return fail(Code::kUnavailable, "Chromium opened no page");
    TRY(pump(until));
  }
  return {};
}

Result<void> Session::send(const CdpCommand& command) {
  TRY(browser_.send(write_cdp(++last_id_, command)));
  sent_.emplace(last_id_, command);
  return {};
}

Result<json::value> Session::call(const CdpCommand& command) {
  TRY(send(command));
  const std::int64_t id = last_id_;
  const auto until = steady_clock::now() + kCall;
  answer_.reset();
  awaited_ = id;
  while (!answer_ && steady_clock::now() < until) TRY(pump(until));
  awaited_ = 0;
  return answer_ ? std::move(*answer_) : json::value();
}

Result<void> Session::pump(Deadline until) {
  TRY_ASSIGN(std::optional<std::string> text, browser_.receive(until));
  if (!text) return {};
  const auto message = parse_cdp(std::move(*text));
  if (!message) {
    recorder_.recording().unread.emplace_back("The browser said something that could not be read.");
    return {};
  }
  if (message->id != 0) {
    const auto command = sent_.find(message->id);
    if (command == sent_.end()) return {};
    recorder_.answered(command->second, *message);
    if (message->id == awaited_) answer_ = message->failed ? json::value() : message->content;
    sent_.erase(command);
    return {};
  }
  for (const CdpCommand& command : recorder_.take(*message)) TRY(send(command));
  return {};
}

Result<void> Session::wait(milliseconds time) {
  for (const auto until = steady_clock::now() + time; steady_clock::now() < until;) TRY(pump(until));
  return {};
}

Result<bool> Session::rest(milliseconds longest, bool load) {
  const auto end = steady_clock::now() + longest;
  auto quiet_since = steady_clock::now();
  std::uint64_t seen = recorder_.activity();
  for (;;) {
    TRY(pump(steady_clock::now() + milliseconds(100)));
    const auto now = steady_clock::now();
    if (recorder_.activity() != seen) {
      seen = recorder_.activity();
      quiet_since = now;
    }
    const auto quiet = now - quiet_since;
    if ((!load || recorder_.loaded()) && quiet >= options_.quiet * (recorder_.waiting() ? 4 : 1)) return true;
    if (now >= end) return false;
  }
}

Recording Session::finish() {
  Recording out = recorder_.finish();
  if (browser_.lost() != 0)
    out.unread.push_back(
        fmt::format("{} messages of the browser were larger than 64 MiB and are lost.", browser_.lost()));
  if (geteuid() == 0)
    out.notes.emplace_back(
        "Chromium ran as root, so without a sandbox of its own: do not check pages that you do not trust so.");
  return out;
}

}  // namespace tipstaff::site
