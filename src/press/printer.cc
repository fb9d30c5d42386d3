#include "press/printer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

extern char** environ;

namespace tipstaff::press {
namespace {

// Writes to a pipe whose reader may be gone: EPIPE instead of a signal that ends the program.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;
  ~WithoutSigpipe() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    const timespec at_once{};
    while (sigtimedwait(&pipe, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
};

struct Child {
  pid_t pid = -1;
  Descriptor input;
};

Result<Child> start(const std::vector<std::string>& words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Code::kStorage, "cannot make a pipe to the printing program");
  const Descriptor read_end(ends[0]);
  Child out;
  out.input.reset(ends[1]);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, read_end.get(), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const int error = posix_spawnp(&out.pid, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(Code::kUnavailable,
                fmt::format("cannot start ‘{}’: is CUPS installed? ({})", words.front(), std::strerror(error)));
  return out;
}

}  // namespace

Result<void> FolderPrinter::print(const ItemId& item, const Plaintext& pdf) {
  return files_.replace(folder_ / (item.text() + ".pdf"), pdf.reveal(), 0600);
}

Result<CupsPrinter> CupsPrinter::open(const std::string& name, std::string program) {
  const bool fine =
      !name.empty() && name.size() <= 127 && name.front() != '-' &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == std::string::npos;
  if (!fine) return fail(Code::kUsage, fmt::format("‘{}’ is not the name of a printer", name));
  return CupsPrinter(name, std::move(program));
}

Result<void> CupsPrinter::print(const ItemId& item, const Plaintext& pdf) {
  TRY_ASSIGN(Child child, start({program_, "-d", name_, "-t", item.text(), "-"}));
  Result<void> written;
  {
    const WithoutSigpipe quiet;
    written = write_all(child.input.get(), pdf.reveal(), "the printing program");
    child.input.reset(-1);
  }
  int status = 0;
  while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!written || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail(Code::kUnavailable, fmt::format("printer ‘{}’ did not take the job: see `lpstat -p {}`", name_, name_));
  return {};
}

}  // namespace tipstaff::press
