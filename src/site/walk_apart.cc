#include "site/walk_apart.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "base/files.h"
#include "document/emitter.h"
#include "site/wire.h"

namespace tipstaff::site {
namespace {

constexpr std::size_t kLargestAnswer = std::size_t{1} << 30, kMostAnswered = 10'000, kLongestText = 2'000;

tl::unexpected<Error> nonsense() {
  return fail(Code::kInvalid, "what the process that drives the browser said cannot be read");
}

std::string clean(std::string_view text) { return document::printable(text, kLongestText); }

// A picture is one that says so.
std::string picture(std::string bytes) {
  return bytes.size() <= kLargestShot && bytes.starts_with("\x89PNG") ? std::move(bytes) : std::string();
}

std::int64_t pixels(double at) { return std::isfinite(at) && std::abs(at) < 1e6 ? std::llround(at) : 0; }

void put(cbor::Writer& out, const Shot& shot) {
  out.array(7).uint(shot.page);
  wire::put_text(out, shot.step);
  wire::put_text(out, shot.png);
  for (const double each : {shot.left, shot.top, shot.width, shot.height}) out.integer(pixels(each));
}

Result<Shot> take_shot(cbor::Reader& in, std::size_t pages) {
  Shot out;
  TRY_ASSIGN(const std::size_t members, in.array());
  TRY_ASSIGN(const std::uint64_t page, in.uint());
  if (members != 7 || page >= pages) return nonsense();
  out.page = static_cast<std::uint32_t>(page);
  TRY_ASSIGN(out.step, wire::take_text(in));
  out.step = clean(out.step);
  TRY_ASSIGN(std::string png, wire::take_text(in));
  out.png = picture(std::move(png));
  for (double* each : {&out.left, &out.top, &out.width, &out.height}) {
    TRY_ASSIGN(const std::int64_t number, in.integer());
    *each = static_cast<double>(pixels(static_cast<double>(number)));
  }
  return out;
}

// As many as are said, by `take`, into `out`.
template <class T, class Take>
Result<void> take_all(cbor::Reader& in, std::size_t most, std::vector<T>& out, Take take) {
  TRY_ASSIGN(const std::size_t count, in.array());
  if (count > most) return nonsense();
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(T each, take());
    out.push_back(std::move(each));
  }
  return {};
}

Result<Recording> take_recording(cbor::Reader& in) {
  Recording out;
  for (std::string* each : {&out.source, &out.made_by}) {
    TRY_ASSIGN(*each, wire::take_text(in));
    *each = clean(*each);
  }
  for (auto list : {&out.steps, &out.unread, &out.notes})
    TRY(take_all(in, kMostAnswered, *list, [&]() -> Result<std::string> {
      TRY_ASSIGN(const std::string text, wire::take_text(in));
      return clean(text);
    }));
  TRY(take_all(in, kMostAnswered, out.pages, [&]() -> Result<Page> {
    TRY_ASSIGN(Page page, wire::take_page(in));
    page.title = clean(page.title);
    page.banner = clean(page.banner);
    page.screenshot = picture(std::move(page.screenshot));
    return page;
  }));
  TRY(take_all(in, kMostExchanges * 3, out.exchanges, [&]() -> Result<Exchange> {
    TRY_ASSIGN(Exchange exchange, wire::take_exchange(in));
    if (exchange.page >= out.pages.size()) return nonsense();
    exchange.step = clean(exchange.step);
    return exchange;
  }));
  TRY(take_all(in, kMostAnswered, out.shots, [&] { return take_shot(in, out.pages.size()); }));
  return out;
}

// What is secret in this copy's environment goes; so do descriptors.
void forget(int keep) {
  std::vector<std::string> names;
  for (char** each = environ; *each != nullptr; ++each) {
    std::string_view entry = *each;
    if (!entry.starts_with("TIPSTAFF_")) continue;
    names.emplace_back(entry.substr(0, entry.find('=')));
    explicit_bzero(*each + names.back().size(), entry.size() - names.back().size());
    (*each)[names.back().size()] = '=';
  }
  for (const std::string& each : names) unsetenv(each.c_str());
  if (keep > 3) close_range(3, static_cast<unsigned>(keep) - 1, 0);
  close_range(static_cast<unsigned>(keep) + 1, ~0U, 0);
}

[[noreturn]] void work_and_end(const std::function<Result<Walked>()>& work, int to) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  forget(to);
  bool told = false;
  try {
    told = write_all(to, write_walked(work()), "a pipe").has_value();
  } catch (const std::exception&) {  // told by the exit code: the parent says so
  }
  _exit(told ? 0 : 70);
}

// A thread that was joined is listed for a moment still.
bool is_alone() {
  for (int tries = 0; tries < 50; ++tries) {
    std::error_code error;
    const auto threads = std::filesystem::directory_iterator("/proc/self/task", error);
    if (error || std::distance(begin(threads), end(threads)) <= 1) return true;
    usleep(10'000);
  }
  return false;
}

}  // namespace

Bytes write_walked(const Result<Walked>& walked) {
  cbor::Writer out;
  out.array(2).uint(walked ? 0 : static_cast<std::uint64_t>(walked.error().code()));
  wire::put_text(out, walked ? "" : walked.error().text());
  if (!walked) return out.take();
  const Recording& recording = walked->recording;
  wire::put_text(out, recording.source);
  wire::put_text(out, recording.made_by);
  for (const auto* list : {&recording.steps, &recording.unread, &recording.notes}) wire::put_texts(out, *list);
  out.array(recording.pages.size());
  for (const Page& each : recording.pages) wire::put(out, each);
  out.array(recording.exchanges.size());
  for (const Exchange& each : recording.exchanges) wire::put(out, each);
  out.array(recording.shots.size());
  for (const Shot& each : recording.shots) put(out, each);
  out.array(walked->typed.size());
  for (const Typed& each : walked->typed) {
    wire::put_text(out, each.field);
    wire::put_text(out, each.value);
  }
  return out.take();
}

Result<Walked> read_walked(ByteView bytes) {
  cbor::Reader in(bytes);
  TRY_ASSIGN(const std::size_t members, in.array());
  TRY_ASSIGN(const std::uint64_t code, in.uint());
  TRY_ASSIGN(const std::string text, wire::take_text(in));
  if (members != 2 || code > static_cast<std::uint64_t>(Code::kInvalid)) return nonsense();
  if (code != 0) return fail(static_cast<Code>(code), clean(text));
  Walked out;
  TRY_ASSIGN(out.recording, take_recording(in));
  TRY(take_all(in, kMostAnswered, out.typed, [&]() -> Result<Typed> {
    Typed each;
    TRY_ASSIGN(each.field, wire::take_text(in));
    TRY_ASSIGN(each.value, wire::take_text(in));
    each.field = clean(each.field);
    return each;
  }));
  TRY(in.expect_end());
  return out;
}

Result<Walked> apart(const std::function<Result<Walked>()>& work) {
  if (!is_alone()) throw std::logic_error("a walk in a process of its own, begun by one of several threads");
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Code::kUnavailable, "no pipe could be made");
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  const pid_t child = fork();
  if (child < 0) return fail(Code::kUnavailable, "no process could be started to drive the browser");
  if (child == 0) work_and_end(work, writing.get());
  writing.reset(-1);
  const auto bytes = read_all(reading.get(), kLargestAnswer, "the process that drives the browser");
  if (!bytes) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!bytes) return fail(bytes.error());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail(Code::kUnavailable, "the process that drives the browser ended before its time; try again");
  return read_walked(*bytes);
}

Result<Walked> walk_apart(const WalkPlan& plan, const BrowserOptions& options) {
  return apart([&] { return walk(plan, options); });
}

}  // namespace tipstaff::site
