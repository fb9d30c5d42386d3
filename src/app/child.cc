#include "app/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "base/files.h"

extern char** environ;

namespace tipstaff::app {
namespace {

Result<pid_t> spawn(const std::vector<std::string>& arguments, const Environment& extra, int output) {
  std::vector<std::string> words{"tipstaff"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    bool replaced = false;
    for (const auto& [name, value] : extra)
      replaced = replaced || (text.starts_with(name) && text.substr(name.size()).starts_with('='));
    if (!replaced) variables.emplace_back(text);
  }
  for (const auto& [name, value] : extra) variables.push_back(fmt::format("{}={}", name, value));
  std::vector<char*> argv, envp;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = -1;
  const int failed = posix_spawn(&child, "/proc/self/exe", &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return fail(Code::kUnavailable, fmt::format("cannot start a process: {}", std::strerror(failed)));
  return child;
}

}  // namespace

Result<pid_t> start_self(const std::vector<std::string>& arguments, const Environment& extra) {
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  return spawn(arguments, extra, nowhere.get());
}

bool runs_still(pid_t child) {
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0;
}

Result<void> wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(Code::kNo,
              fmt::format("a process of ours ended with status {}", WIFEXITED(status) ? WEXITSTATUS(status) : 128));
}

Result<std::string> run_self(const std::vector<std::string>& arguments, const Environment& extra) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Code::kUnavailable, "cannot make a pipe");
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  TRY_ASSIGN(const pid_t child, spawn(arguments, extra, writing.get()));
  writing.reset(-1);
  TRY_ASSIGN(const Bytes output, read_all(reading.get(), std::size_t{1} << 30, "a process of ours"));
  TRY(wait_for(child));
  return std::string(as_text(output));
}

}  // namespace tipstaff::app
