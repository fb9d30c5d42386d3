#include "site/chromium.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <span>
#include <utility>

namespace tipstaff::site {
namespace {

namespace fs = std::filesystem;

// The program itself, not Debian's script around it: that would load every extension on this machine, and one of them
// is a blocker.
constexpr std::array kPrograms{"/usr/lib/chromium/chromium", "/usr/bin/chromium"};
constexpr std::array kArguments{
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-breakpad", "--disable-domain-reliability", "--metrics-recording-only", "--password-store=basic",
    "--disable-gpu", "--mute-audio", "--window-size=1280,1024",
    // What Chromium would send past DevTools: reports that a page's headers ask for, and downloads in the background.
    "--disable-features=Reporting,DocumentReporting,NetworkErrorLogging",
    // Services keep quiet before browsers that programs drive; visitors' are none.
    "--disable-blink-features=BackgroundFetch,AutomationControlled"};

// As in the browsers of most visitors, cookies of others inside a page are let through (0; Chromium without a window
// blocks them unless told so). Nothing is fetched ahead for speculation rules (2), which would go past DevTools too;
// what would have been is told of all the same.
constexpr std::string_view kPreferences =
    R"({"profile":{"cookie_controls_mode":0},"net":{"network_prediction_options":2}})";

Error ended() {
  return {Code::kUnavailable, "Chromium ended before its time; try again, and start it by hand to see why"};
}

// A pipe whose ends lie beyond 9, so that none is in the way of 3 and 4.
bool make_pipe(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const Descriptor first(ends[0]), second(ends[1]);
  read_end.reset(fcntl(first.get(), F_DUPFD_CLOEXEC, 10));
  write_end.reset(fcntl(second.get(), F_DUPFD_CLOEXEC, 10));
  return read_end.valid() && write_end.valid();
}

// As the user's, but for HOME and the folder of temporary files, so that nothing of the user's is read or left behind.
std::vector<std::string> environment(const fs::path& home) {
  std::vector<std::string> out{"HOME=" + home.string(), "XDG_CONFIG_HOME=" + home.string(),
                               "XDG_CACHE_HOME=" + home.string(), "TMPDIR=" + home.string()};
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view entry = *each;
    if (entry.starts_with("PATH=") || entry.starts_with("LANG=") || entry.starts_with("LC_") ||
        entry.starts_with("TZ="))
      out.emplace_back(entry);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

void end_group(pid_t process) {
  kill(-process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
}

// `ends`: descriptors that are open beyond 9, and the numbers that they get there.
Result<pid_t> spawn(std::vector<std::string> arguments, const fs::path& home,
                    std::span<const std::pair<int, int>> ends) {
  const std::string program = arguments.front();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  for (const auto& [here, there] : ends) posix_spawn_file_actions_adddup2(&actions, here, there);
  posix_spawn_file_actions_addclosefrom_np(&actions, 5);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::vector<std::string> variables = environment(home);
  pid_t child = -1;
  const int failed = posix_spawn(&child, program.c_str(), &actions, &attributes, pointers(arguments).data(),
                                 pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return fail(Code::kUnavailable,
                fmt::format("Chromium could not be started: {}", fmt::format("error {} of the system", failed)));
  return child;
}

// Its version's first number, as it says itself; empty when it says none within ten seconds.
Result<std::string> version_of(const std::string& program, const fs::path& home) {
  Descriptor said, theirs;
  if (!make_pipe(said, theirs)) return fail(Code::kUnavailable, "no pipe to Chromium could be made");
  const std::array ends{std::pair(theirs.get(), STDOUT_FILENO)};
  TRY_ASSIGN(const pid_t child, spawn({program, "--product-version"}, home, ends));
  theirs.reset(-1);
  std::string out;
  std::array<char, 64> piece{};
  pollfd waiting{said.get(), POLLIN, 0};
  for (ssize_t got = 1; got > 0 && out.size() < piece.size() && poll(&waiting, 1, 10'000) > 0;) {
    got = ::read(said.get(), piece.data(), piece.size());
    if (got > 0) out.append(piece.data(), static_cast<std::size_t>(got));
  }
  end_group(child);
  const std::size_t dot = out.find('.');
  return dot == std::string::npos || out.find_first_not_of("0123456789") != dot ? "" : out.substr(0, dot);
}

}  // namespace

Result<Chromium> Chromium::start(const fs::path& program, const std::vector<std::string>& arguments) {
  const auto* const found =
      std::find_if(kPrograms.begin(), kPrograms.end(), [](const char* path) { return access(path, X_OK) == 0; });
  const bool here = program.empty() ? found != kPrograms.end() : access(program.c_str(), X_OK) == 0;
  if (!here)
    return fail(Code::kNotFound,
                "Chromium is not here: install the Debian package chromium, or check a HAR or a saved page instead");
  Chromium out;
  std::string pattern = (fs::temp_directory_path() / "tipstaff-site-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    return fail(storage_error("make a folder for the browser's profile", pattern, errno));
  out.profile_ = pattern;
  std::error_code error;
  fs::create_directory(out.profile_ / "Default", error);
  TRY(SystemFiles().replace_unsynced(out.profile_ / "Default" / "Preferences", as_bytes(kPreferences)));
  Descriptor theirs_in, theirs_out;
  if (!make_pipe(theirs_in, out.to_) || !make_pipe(out.from_, theirs_out))
    return fail(Code::kUnavailable, "no pipe to Chromium could be made");
  std::vector<std::string> all{program.empty() ? *found : program.string()};
  all.insert(all.end(), kArguments.begin(), kArguments.end());
  all.push_back("--user-data-dir=" + out.profile_.string());
  if (geteuid() == 0) all.emplace_back("--no-sandbox");
  TRY_ASSIGN(const std::string version, version_of(all.front(), out.profile_));
  if (!version.empty())
    all.push_back(
        fmt::format("--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/{}.0.0.0 Safari/537.36",
                    version));
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.emplace_back("about:blank");
  const std::array ends{std::pair(theirs_in.get(), 3), std::pair(theirs_out.get(), 4)};
  TRY_ASSIGN(out.process_, spawn(all, out.profile_, ends));
  return out;
}

Chromium::Chromium(Chromium&& other) noexcept
    : profile_(std::exchange(other.profile_, {})),
      process_(std::exchange(other.process_, -1)),
      to_(std::move(other.to_)),
      from_(std::move(other.from_)),
      splitter_(std::move(other.splitter_)) {}

Chromium::~Chromium() {
  if (process_ > 0) end_group(process_);
  if (profile_.empty()) return;
  // Processes of the group may still be writing their last.
  std::error_code error;
  for (int tries = 0; tries < 50 && fs::exists(profile_); ++tries) {
    fs::remove_all(profile_, error);
    if (fs::exists(profile_)) usleep(20'000);
  }
}

Result<void> Chromium::send(std::string_view bytes) {
  // Chromium may have gone: that is an answer here, and no reason for this program to end. Threads and their masks stay
  // as they were.
  sigset_t pipe_signal, before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  bool gone = false;
  while (!bytes.empty() && !gone) {
    const ssize_t wrote = ::write(to_.get(), bytes.data(), bytes.size());
    if (wrote >= 0) bytes.remove_prefix(static_cast<std::size_t>(wrote));
    gone = wrote < 0 && errno != EINTR;
  }
  const timespec now{0, 0};
  if (gone && sigismember(&before, SIGPIPE) == 0) sigtimedwait(&pipe_signal, nullptr, &now);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (gone) return fail(ended());
  return {};
}

Result<std::optional<std::string>> Chromium::receive(std::chrono::steady_clock::time_point until) {
  for (;;) {
    if (auto message = splitter_.next()) return message;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd waiting{from_.get(), POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (ready < 0 && errno != EINTR) return fail(ended());
    if (ready == 0 && left <= 0) return std::nullopt;
    if (ready <= 0) continue;
    std::array<char, 65536> piece{};
    const ssize_t got = ::read(from_.get(), piece.data(), piece.size());
    if (got == 0 || (got < 0 && errno != EINTR)) return fail(ended());
    if (got > 0) splitter_.push({piece.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace tipstaff::site
