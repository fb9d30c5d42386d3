#include "base/nursery.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "base/sandbox.h"

namespace tipstaff {
namespace {

// A request, one packet: what, and of whom; with kBear one or two descriptors. The answer to kBear: a process id, or
// -1.
enum class What : std::uint32_t { kBear, kEnd };
struct Request {
  What what = What::kBear;
  pid_t child = -1;
};
constexpr std::size_t kMostDescriptors = 2;
constexpr int kPatience = 20'000;  // milliseconds, until it is ready and has answered

class SpawnActions {
 public:
  SpawnActions(int socket, int shared) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (shared >= 0) posix_spawn_file_actions_adddup2(&actions_, shared, STDERR_FILENO + 1);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + (shared >= 0 ? 2 : 1));
    posix_spawnattr_init(&attributes_);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

tl::unexpected<Error> unavailable(std::string_view what) {
  return fail(Code::kUnavailable, fmt::format("cannot start the sandbox: {}", what));
}

// A packet with descriptors, as unix(7) has them.
class Packet {
 public:
  explicit Packet(Request& request) : part_{&request, sizeof request} {
    head_.msg_iov = &part_;
    head_.msg_iovlen = 1;
  }
  bool send(int socket, std::span<const int> descriptors) {
    if (!descriptors.empty()) {
      head_.msg_control = control_;
      head_.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
      cmsghdr* first = CMSG_FIRSTHDR(&head_);
      first->cmsg_level = SOL_SOCKET;
      first->cmsg_type = SCM_RIGHTS;
      first->cmsg_len = CMSG_LEN(descriptors.size_bytes());
      std::memcpy(CMSG_DATA(first), descriptors.data(), descriptors.size_bytes());
    }
    return ::sendmsg(socket, &head_, MSG_NOSIGNAL) == static_cast<ssize_t>(part_.iov_len);
  }
  bool receive(int socket, std::vector<int>& descriptors) {
    head_.msg_control = control_;
    head_.msg_controllen = sizeof control_;
    ssize_t got = 0;
    while ((got = ::recvmsg(socket, &head_, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
    }
    if (got != static_cast<ssize_t>(part_.iov_len)) return false;
    for (const cmsghdr* one = CMSG_FIRSTHDR(&head_); one != nullptr;
         one = CMSG_NXTHDR(&head_, const_cast<cmsghdr*>(one))) {
      if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS) continue;
      descriptors.resize((one->cmsg_len - CMSG_LEN(0)) / sizeof(int));
      std::memcpy(descriptors.data(), CMSG_DATA(one), descriptors.size() * sizeof(int));
    }
    return true;
  }

 private:
  iovec part_;
  msghdr head_{};
  alignas(cmsghdr) char control_[CMSG_SPACE(sizeof(int) * kMostDescriptors)] = {};
};

bool has_one_thread() {
  DIR* tasks = ::opendir("/proc/self/task");
  if (tasks == nullptr) return false;
  int count = 0;
  while (const dirent* one = ::readdir(tasks)) count += one->d_name[0] != '.' ? 1 : 0;
  ::closedir(tasks);
  return count == 1;
}

void reap(pid_t child) {
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<pid_t> start_apart(const std::filesystem::path& program, std::string argument, int socket, int shared) {
  std::string name = "tipstaff-sandbox";
  std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  const SpawnActions spawn(socket, shared);
  pid_t child = -1;
  // posix_spawn shares memory until exec, so locked pages are neither copied nor wiped, and threads do no harm.
  const int failed =
      ::posix_spawn(&child, program.c_str(), spawn.actions(), spawn.attributes(), arguments.data(), environment.data());
  if (failed != 0) return unavailable(std::strerror(failed));
  return child;
}

void end_apart(pid_t& process) {
  if (process > 0) reap(process);
  process = -1;
}

Nursery::Nursery(std::string role, std::filesystem::path program)
    : role_(std::move(role)), program_(std::move(program)) {}

Nursery::~Nursery() { stop(); }

Result<void> Nursery::start() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return unavailable(std::strerror(errno));
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  TRY_ASSIGN(process_, start_apart(program_, "--nursery=" + role_, theirs.get(), -1));
  socket_ = std::move(ours);
  return {};
}

// It ends its children and itself when the socket closes; only one that does not is killed.
void Nursery::stop() {
  socket_.reset(-1);
  if (process_ < 0) return;
  for (int i = 0; i < 200; ++i) {
    if (::waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = -1;
      return;
    }
    ::usleep(1000);
  }
  end_apart(process_);
}

Result<pid_t> Nursery::ask(int socket, int shared) {
  const std::array<int, kMostDescriptors> descriptors = {socket, shared};
  Request request;
  if (!Packet(request).send(socket_.get(), std::span(descriptors).first(shared >= 0 ? 2 : 1)))
    return unavailable("it ended");
  pollfd wanted{socket_.get(), POLLIN, 0};
  pid_t child = -1;
  while (::poll(&wanted, 1, kPatience) < 0 && errno == EINTR) {
  }
  if (::recv(socket_.get(), &child, sizeof child, MSG_DONTWAIT) != sizeof child || child <= 0)
    return unavailable("it bears no children");
  return child;
}

Result<pid_t> Nursery::bear(int socket, int shared) {
  const std::lock_guard hold(mutex_);
  if (process_ < 0) TRY(start());
  auto child = ask(socket, shared);
  if (!child) stop();
  return child;
}

void Nursery::end(pid_t child) {
  const std::lock_guard hold(mutex_);
  Request request{What::kEnd, child};
  if (process_ > 0) Packet(request).send(socket_.get(), {});
}

void tend(const SandboxRole& role, void (*live)(const SandboxRole&, int shared)) {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (role.prepare) role.prepare();
  if (!has_one_thread()) ::_exit(1);  // a fork would leave the other's locks behind
  std::set<pid_t> children;
  for (Request request;;) {
    std::vector<int> descriptors;
    if (!Packet(request).receive(STDIN_FILENO, descriptors)) break;
    if (request.what == What::kEnd && children.erase(request.child) > 0) reap(request.child);
    if (request.what != What::kBear || descriptors.empty()) continue;
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody else would end it
      ::dup2(descriptors[0], STDIN_FILENO);
      ::dup2(descriptors[0], STDOUT_FILENO);
      const int shared = descriptors.size() > 1 ? STDERR_FILENO + 1 : -1;
      // The socket may lie where what is shared is to be; it has been copied by now.
      if (shared >= 0 && descriptors[1] != shared) ::dup2(descriptors[1], shared);
      ::close_range(static_cast<unsigned>(STDERR_FILENO + (shared >= 0 ? 2 : 1)), ~0U, 0);
      live(role, shared);
    }
    for (const int descriptor : descriptors) ::close(descriptor);
    if (child > 0) children.insert(child);
    if (::send(STDIN_FILENO, &child, sizeof child, MSG_NOSIGNAL) < 0) break;
  }
  for (const pid_t child : children) reap(child);
  ::_exit(0);
}

}  // namespace tipstaff
