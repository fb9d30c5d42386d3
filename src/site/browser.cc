#include "site/browser.h"

#include <fmt/format.h>
#include <unistd.h>

#include <map>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "crypto/base64_ascii.h"
#include "site/chromium.h"
#include "site/json.h"
#include "site/live_recorder.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStart{20'000}, kCall{15'000}, kLeave{5'000}, kAfterField{300};

// The fields for text that can be seen; called with a number and what to do with that field.
constexpr std::string_view kFields = R"js((number, act) => {
  const kinds = ['text', 'search', 'email', 'tel', 'url', 'password'], found = [];
  const walk = root => {
    for (const each of root.querySelectorAll('*')) {
      if (each.shadowRoot) walk(each.shadowRoot);
      if (each.tagName === 'IFRAME' && each.contentDocument) walk(each.contentDocument);
      const text = each.tagName === 'TEXTAREA' || (each.tagName === 'INPUT' && kinds.includes(each.type));
      if (text && !each.disabled && !each.readOnly && each.getClientRects().length) found.push(each);
    }
  };
  walk(document);
  const field = found[number];
  if (!field) return {count: found.length};
  if (act === 'focus') field.focus();
  if (act === 'leave') field.blur();
  return {count: found.length, kind: field.type, name: field.id ? '#' + field.id : field.name ? 'name=' + field.name : ''};
})js";

// Nothing that anybody would have written, in a form that the field takes.
std::string canary(std::string_view kind) {
  SystemRandom random;
  const Bytes bytes = random.bytes(10);
  if (kind == "tel") {
    std::string digits = "077009";
    for (const std::uint8_t byte : bytes) digits += static_cast<char>('0' + byte % 10);
    return digits;
  }
  const std::string word = "q" + hex(bytes);
  return kind == "email" ? word + "@example.org" : kind == "url" ? "https://example.org/" + word : word;
}

// One browser being driven. Commands that are still to be answered are kept with what they were.
class Drive {
 public:
  Drive(Chromium browser, const BrowserOptions& options)
      : browser_(std::move(browser)), options_(options), recorder_(options, [] { return SystemClock().now().micros / 1000; }) {}

  Result<Recording> run(const std::vector<std::string>& urls, std::vector<Typed>* typed) {
    TRY(begin());
    for (const std::string& url : urls) {
      recorder_.begin_page(url);
      TRY(load(url));
      TRY(look());
      if (typed != nullptr) TRY(type_everywhere(*typed));
    }
    recorder_.begin_step("leave the page");
    TRY(call({"Page.navigate", {{"url", "about:blank"}}, recorder_.page_session()}));
    TRY(rest(kLeave, false));
    Recording out = recorder_.finish();
    if (browser_.lost() != 0) out.unread.push_back(fmt::format("{} messages of the browser were larger than 64 MiB and are lost.", browser_.lost()));
    if (geteuid() == 0) out.notes.emplace_back("Chromium ran as root, so without a sandbox of its own: do not check pages that you do not trust so.");
    return out;
  }

 private:
  Result<void> begin() {
    // The browser's own windows are targets too; they are left alone.
    const json::array filter{{{"type", "browser"}, {"exclude", true}}, {{"type", "tab"}, {"exclude", true}}, {{"type", "browser_ui"}, {"exclude", true}}, json::object{}};
    TRY(call({"Target.setAutoAttach", {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}, {"filter", filter}}, ""}));
    TRY_ASSIGN(const json::value version, call({"Browser.getVersion", {}, ""}));
    std::string product(text_in(&version, "product"));
    if (const std::size_t slash = product.find('/'); slash != std::string::npos) product = "Chromium " + product.substr(slash + 1);
    recorder_.recording().made_by = product;
    TRY(call({"Browser.setDownloadBehavior", {{"behavior", "deny"}}, ""}));
    const auto until = steady_clock::now() + kStart;
    // A page that is sent off before it has taken every order is loaded by a process that tells neither of its load nor of its requests.
    while (recorder_.page_session().empty() || !sent_.empty()) {
      if (steady_clock::now() >= until) return fail(Code::kUnavailable, "Chromium opened no page");
      TRY(pump(until));
    }
    return {};
  }

  Result<void> load(const std::string& url) {
    TRY_ASSIGN(const json::value done, call({"Page.navigate", {{"url", url}}, recorder_.page_session()}));
    if (const std::string_view error = text_in(&done, "errorText"); !error.empty()) {
      recorder_.recording().unread.push_back(fmt::format("‘{}’ could not be loaded: {}.", url, error));
      return {};
    }
    return rest(options_.longest, true);
  }

  // Until nothing was asked for a while, and nothing is waited for (or that, too, has brought nothing for four times as long).
  Result<void> rest(milliseconds longest, bool load) {
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
      if ((!load || recorder_.loaded()) && quiet >= options_.quiet * (recorder_.waiting() ? 4 : 1)) return {};
      if (now < end) continue;
      if (load) recorder_.recording().unread.push_back(fmt::format("‘{}’ did not come to rest: what it asked later is not in the recording.", recorder_.recording().pages.back().url));
      return {};
    }
  }

  // Its title and its picture. A page that cannot be drawn has none.
  Result<void> look() {
    const std::string& session = recorder_.page_session();
    TRY_ASSIGN(const json::value title, call({"Runtime.evaluate", {{"expression", "document.title"}, {"returnByValue", true}}, session}));
    TRY_ASSIGN(const json::value picture, call({"Page.captureScreenshot", {{"format", "png"}}, session}));
    Page& page = recorder_.recording().pages.back();
    page.title = text_in(member(title, "result"), "value");
    if (const auto bytes = crypto::from_ascii_base64(text_in(&picture, "data"))) page.screenshot = as_text(*bytes);
    return {};
  }

  // What kFields says of a field, after `act`.
  Result<json::value> field(std::size_t number, std::string_view act) {
    const std::string expression = fmt::format("({})({}, '{}')", kFields, number, act);
    TRY_ASSIGN(const json::value said, call({"Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}}, recorder_.page_session()}));
    const json::value* value = member(member(said, "result"), "value");
    return value == nullptr ? json::value() : *value;
  }

  Result<void> type_everywhere(std::vector<Typed>& typed) {
    TRY_ASSIGN(const json::value all, field(kMostFields, ""));
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(0, number_in(&all, "count", 0)));
    if (count > kMostFields) recorder_.recording().unread.push_back(fmt::format("A page has {} fields: only the first {} were typed into.", count, kMostFields));
    for (std::size_t i = 0; i < std::min(count, kMostFields); ++i) {
      TRY_ASSIGN(const json::value focused, field(i, "focus"));
      if (!focused.is_object()) continue;
      const std::string kind(text_in(&focused, "kind")), name(text_in(&focused, "name"));
      Typed made{name.empty() ? fmt::format("{} field {}", kind, i + 1) : name, canary(kind)};
      recorder_.begin_step("type into " + made.field);
      TRY(call({"Input.insertText", {{"text", made.value}}, recorder_.page_session()}));
      TRY(field(i, "leave"));
      typed.push_back(std::move(made));
      TRY(rest(kAfterField, false));
    }
    recorder_.begin_step(count == 0 ? "" : "wait after typing");
    return count == 0 ? Result<void>() : rest(options_.longest, false);
  }

  Result<void> send(const CdpCommand& command) {
    TRY(browser_.send(write_cdp(++last_id_, command)));
    sent_.emplace(last_id_, command);
    return {};
  }

  // The answer; null when the command failed or was not answered in time.
  Result<json::value> call(const CdpCommand& command) {
    TRY(send(command));
    const std::int64_t id = last_id_;
    const auto until = steady_clock::now() + kCall;
    answer_.reset();
    awaited_ = id;
    while (!answer_ && steady_clock::now() < until) TRY(pump(until));
    awaited_ = 0;
    return answer_ ? std::move(*answer_) : json::value();
  }

  // Takes one message, when one comes until then.
  Result<void> pump(steady_clock::time_point until) {
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
      if (message->id == awaited_) answer_ = message->content;
      sent_.erase(command);
      return {};
    }
    for (const CdpCommand& command : recorder_.take(*message)) TRY(send(command));
    return {};
  }

  Chromium browser_;
  const BrowserOptions& options_;
  LiveRecorder recorder_;
  std::int64_t last_id_ = 0, awaited_ = 0;
  std::optional<json::value> answer_;
  std::map<std::int64_t, CdpCommand> sent_;
};

}  // namespace

Result<Recording> visit(const std::vector<std::string>& urls, const BrowserOptions& options, std::vector<Typed>* typed) {
  for (const std::string& url : urls) {
    const auto parsed = parse_url(url);
    if (!parsed || !parsed->scheme.starts_with("http")) return fail(Code::kUsage, fmt::format("‘{}’ is no address of a web page: begin it with https://", url));
  }
  if (urls.empty()) return fail(Code::kUsage, "name the pages to visit");
  TRY_ASSIGN(Chromium browser, Chromium::start(options.program, options.arguments));
  TRY_ASSIGN(Recording recording, Drive(std::move(browser), options).run(urls, typed));
  recording.source = urls.size() == 1 ? urls.front() : fmt::format("{} and {} more", urls.front(), urls.size() - 1);
  return recording;
}

}  // namespace tipstaff::site
