// A process of ours that is killed at one of its calls (support/stops.h), and what it tells before.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "press/printer.h"
#include "support/stops.h"

namespace tipstaff::test {

// What a child tells through its pipe before it ends, in one line each; the pipe outlives it.
class Child {
 public:
  // Forks; `work` runs in the child, which then ends without destructors. `at`: the call to be killed at; 0: none.
  Child(std::uint64_t at, Stop stop, const std::function<void(Child&)>& work) {
    if (::pipe2(pipe_.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    pid_ = ::fork();
    if (pid_ != 0) {
      ::close(pipe_[1]);
      return;
    }
    at_ = at;
    stop_ = stop;
    try {
      work(*this);
    } catch (const std::exception& fault) {
      tell(fmt::format("fault {}", fault.what()));
    }
    ::_exit(0);
  }
  Child(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) end();
    ::close(pipe_[0]);
  }

  // In the child.
  void arm() const { arm_stops(at_, stop_); }
  void tell(const std::string& word) const {
    const std::string line = word + "\n";
    if (::write(pipe_[1], line.data(), line.size()) < 0) ::_exit(3);
  }
  void tell_state() const {
    tell(fmt::format("calls {}", counted_calls()));
    for (const std::string& path : unsynced()) tell("unsynced " + path);
  }

  // In the parent. Reads one line; empty when the child has ended.
  std::string hear() {
    std::string line;
    for (char c = 0; ::read(pipe_[0], &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }
  std::vector<std::string> hear_all() {
    std::vector<std::string> lines;
    for (std::string line = hear(); !line.empty(); line = hear()) lines.push_back(line);
    return lines;
  }
  bool alive() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }
  // Kills it if it still runs. True if it had been stopped at its call (killed by itself).
  bool end() {
    ::kill(pid_, SIGTERM);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
  // Waits for its own end.
  bool wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

 private:
  pid_t pid_ = -1;
  std::array<int, 2> pipe_{-1, -1};
  std::uint64_t at_ = 0;
  Stop stop_ = Stop::kBefore;
};

inline bool has_word(const std::vector<std::string>& lines, std::string_view word) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.starts_with(word); });
}
inline std::uint64_t calls_of(const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    if (line.starts_with("calls ")) return std::stoull(line.substr(6));
  return 0;
}

// Writes down each print, past the counting: it stands for the paper, on which there is no half a call.
class LoggingPrinter final : public press::Printer {
 public:
  explicit LoggingPrinter(std::filesystem::path log) : log_(std::move(log)) {}
  Result<void> print(const ItemId& item, const Plaintext&) override {
    const std::string line = item.text() + "\n";
    const Descriptor fd(::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (::syscall(SYS_write, fd.get(), line.data(), line.size()) < 0) return fail(Code::kStorage, "the test's own log");
    return {};
  }
  bool leaves_disk_copy() const override { return false; }

 private:
  std::filesystem::path log_;
};

}  // namespace tipstaff::test
