#include "base/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace tipstaff {
namespace {

// A request is a 4-byte length and the bytes; an answer is one status byte, a 4-byte length and the bytes.
constexpr std::uint8_t kAnswered = 0;
constexpr std::uint8_t kRefusedByHandler = 1;
constexpr std::string_view kArgument = "--sandboxed=", kNursery = "--nursery=";
constexpr std::uint32_t kLongestSentence = 200;

// The child may be owned by an attacker: its words must not steer a terminal or smuggle text into a report. Besides
// ASCII only the quotation marks that our own sentences use pass.
std::string harmless(std::string_view words) {
  words = words.substr(0, kLongestSentence);
  std::string out;
  while (!words.empty()) {
    std::size_t taken = 1;
    for (const std::string_view mark : {"‘", "’", "“", "”"})
      if (words.starts_with(mark)) taken = mark.size();
    const char c = words.front();
    out += taken > 1 ? std::string(words.substr(0, taken)) : std::string(1, c >= 0x20 && c < 0x7f ? c : '?');
    words.remove_prefix(taken);
  }
  return out;
}

}  // namespace

SandboxedWorker::SandboxedWorker(std::string role, SandboxLimits limits, std::filesystem::path program)
    : role_(std::move(role)), limits_(limits), program_(std::move(program)) {}

SandboxedWorker::SandboxedWorker(Nursery& nursery, std::string role, SandboxLimits limits, const SharedBytes& shared)
    : role_(std::move(role)), limits_(limits), program_("/proc/self/exe"), nursery_(&nursery), shared_(shared.fd()) {}

SandboxedWorker::~SandboxedWorker() { stop(); }

Result<void> SandboxedWorker::start() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(Code::kUnavailable, fmt::format("cannot make a socket for the sandbox: {}", std::strerror(errno)));
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  auto born = nursery_ == nullptr ? Result<pid_t>(fail(Code::kUnavailable, "")) : nursery_->bear(theirs.get(), shared_);
  is_born_ = born.has_value();
  if (!is_born_) born = start_apart(program_, std::string(kArgument) + role_, theirs.get(), shared_);
  if (!born) return fail(std::move(born).error());
  child_ = *born;
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  socket_ = std::move(ours);
  served_ = 0;
  return {};
}

void SandboxedWorker::stop() {
  socket_.reset(-1);
  if (child_ < 0) return;
  if (is_born_)
    nursery_->end(std::exchange(child_, -1));
  else
    end_apart(child_);
}

Error SandboxedWorker::unsafe(std::string_view why) {
  return {Code::kInvalid, fmt::format("could not be read safely: {}", why)};
}

Result<void> SandboxedWorker::wait_for(short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return fail(unsafe("it took too long"));
    pollfd wanted{socket_.get(), events, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(std::min<long>(left, 1'000'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(unsafe("waiting for it failed"));
  }
}

Result<void> SandboxedWorker::send(ByteView bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      TRY(wait_for(POLLOUT, deadline));
    } else if (errno != EINTR) {
      return fail(unsafe("its reader stopped"));
    }
  }
  return {};
}

Result<void> SandboxedWorker::receive(std::span<std::uint8_t> out, Deadline deadline) {
  while (!out.empty()) {
    const ssize_t got = ::recv(socket_.get(), out.data(), out.size(), 0);
    if (got > 0) {
      out = out.subspan(static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EAGAIN) {
      TRY(wait_for(POLLIN, deadline));
    } else if (got == 0 || errno != EINTR) {
      return fail(unsafe("its reader broke off"));
    }
  }
  return {};
}

Result<Plaintext> SandboxedWorker::exchange(ByteView request, bool& handler_failed) {
  const Deadline deadline = std::chrono::steady_clock::now() + limits_.per_request;
  Bytes head;
  put_u32(head, static_cast<std::uint32_t>(request.size()));
  TRY(send(head, deadline));
  TRY(send(request, deadline));
  std::array<std::uint8_t, 5> answer{};
  TRY(receive(answer, deadline));
  const std::uint32_t size = get_u32(answer.data() + 1);
  handler_failed = answer[0] == kRefusedByHandler;
  if (answer[0] > kRefusedByHandler || size > (handler_failed ? kLongestSentence : limits_.largest_answer))
    return fail(unsafe("its reader answered nonsense"));
  Plaintext out(size);
  TRY(receive(out.writable(), deadline));
  return out;
}

Result<Plaintext> SandboxedWorker::ask(ByteView request) {
  if (request.size() > limits_.largest_request)
    return fail(Code::kInvalid, fmt::format("is larger than the {} bytes allowed here", limits_.largest_request));
  if (child_ < 0) TRY(start());
  bool handler_failed = false;
  auto answer = exchange(request, handler_failed);
  if (!answer || ++served_ >= limits_.requests_per_child) stop();
  if (answer && handler_failed) return fail(Code::kInvalid, harmless(answer->reveal_text()));
  return answer;
}

namespace {

// False at the end of the requests; any other failure ends the child.
bool read_exactly(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = ::read(STDIN_FILENO, out.data(), out.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

void write_answer(std::uint8_t status, ByteView body) {
  Bytes head = {status};
  put_u32(head, static_cast<std::uint32_t>(body.size()));
  if (!write_all(STDOUT_FILENO, head, "answer") || !write_all(STDOUT_FILENO, body, "answer")) ::_exit(1);
}

// The parent's next request; ends the child when there is none.
Bytes next_request(const SandboxRole& role) {
  std::array<std::uint8_t, 4> head{};
  if (!read_exactly(head)) ::_exit(0);
  const std::uint32_t size = get_u32(head.data());
  if (size > role.limits.largest_request) ::_exit(1);
  Bytes request(size);
  if (!read_exactly(request)) ::_exit(1);
  return request;
}

Result<Bytes> handle_without_faults(const SandboxRole& role, ByteView request) {
  try {
    if (!role.converse) return role.handle(request);
    return role.converse(request, [&](ByteView answer) {
      write_answer(kAnswered, answer);
      return next_request(role);
    });
  } catch (const std::bad_alloc&) {
    return fail(Code::kInvalid, "could not be read safely: it needs more memory than is allowed");
  } catch (const std::exception&) {
    return fail(Code::kInvalid, "could not be read safely: its reader failed");
  }
}

// Ends by _exit: atexit handlers and leak checks would need system calls that are gone.
[[noreturn]] void serve(const SandboxRole& role) {
  for (;;) {
    const Bytes request = next_request(role);
    const auto answer = handle_without_faults(role, request);
    if (answer) {
      write_answer(kAnswered, *answer);
    } else {
      const std::string text = answer.error().text();
      write_answer(kRefusedByHandler, as_bytes(std::string_view(text).substr(0, kLongestSentence)));
    }
  }
}

std::optional<SharedBytes> shared_with_this;

// Of a child that was forked: its exit status tells nobody.
[[noreturn]] void live(const SandboxRole& role, int shared) {
  if (shared >= 0) {
    auto mapped = SharedBytes::mapped(shared);
    if (!mapped) ::_exit(static_cast<int>(Code::kStorage));
    shared_with_this.emplace(std::move(*mapped));
    ::close(shared);
  }
  if (!lock_this_process(role.limits)) ::_exit(static_cast<int>(Code::kStorage));
  serve(role);
}

}  // namespace

ByteView shared_with_this_child() { return shared_with_this ? shared_with_this->view() : ByteView(); }

std::optional<int> run_if_sandboxed_child(int argc, char** argv, std::span<const SandboxRole> roles) {
  const std::string_view argument = argc == 2 ? argv[1] : "";
  const bool is_nursery = argument.starts_with(kNursery);
  if (!is_nursery && !argument.starts_with(kArgument)) return std::nullopt;
  const std::string_view wanted = argument.substr((is_nursery ? kNursery : kArgument).size());
  for (const SandboxRole& role : roles) {
    if (role.name != wanted) continue;
    if (is_nursery) tend(role, live);
    if (role.prepare) role.prepare();
    live(role, ::fcntl(STDERR_FILENO + 1, F_GET_SEALS) >= 0 ? STDERR_FILENO + 1 : -1);
  }
  return static_cast<int>(Code::kUsage);
}

}  // namespace tipstaff
