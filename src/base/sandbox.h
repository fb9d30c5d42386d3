// A child process in which hostile bytes are parsed (law 10). The child is this same program, started anew with a
// hidden first argument; it inherits no memory, no environment and no descriptor but one socket to its parent, and it
// locks itself before it reads the first request:
//   no_new_privs; not dumpable; no new file, process, core or file growth (RLIMIT_NOFILE, NPROC, CORE, FSIZE); bounded
//   memory and processor time (RLIMIT_AS, CPU); Landlock with no rights, where the kernel has it; seccomp with an
//   allow-list whose default kills: it may read its requests, write its answers, manage memory that is never
//   executable, and exit. No open, socket, clone, exec or ptrace.
// An attacker who owns the child's code holds the bytes of the requests that this child served and can forge its
// answers: the parent believes nothing in them but their length. The child is replaced after `requests_per_child`. The
// child's memory is not locked against swapping; it is never dumped. Under AddressSanitizer RLIMIT_AS stays open (the
// shadow memory needs terabytes), and pipes and a few harmless calls that the sanitizers make are allowed; so the law
// is tested on the release build too.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/files.h"
#include "base/nursery.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/shared_bytes.h"

namespace tipstaff {

struct SandboxLimits {
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  // address space of the child
  std::chrono::milliseconds per_request{20'000};        // wall clock, kept by the parent
  std::chrono::seconds processor{600};                  // of one child's whole life, kept by the kernel
  std::uint32_t largest_request = 64U << 20;            // bytes
  std::uint32_t largest_answer = 16U << 20;             // bytes
  std::uint32_t requests_per_child = 500;
};

// What a child does. The parent uses `name` and `limits` only.
struct SandboxRole {
  std::string name;  // "photo"
  SandboxLimits limits;
  std::function<void()> prepare;  // loads what `handle` needs (fonts, tables) before the lock; may be empty
  std::function<Result<Bytes>(ByteView request)> handle;

  // Instead of `handle`, for what is too large for one request: go_on() answers the parent and waits for his next
  // request. A parent that stops asking ends the child there.
  using GoOn = std::function<Bytes(ByteView answer)>;
  std::function<Result<Bytes>(ByteView request, const GoOn& go_on)> converse{};
};

// The parent's end of one child, which is started at the first request and serves many in turn. Not thread-safe: one
// worker per thread. Cheap until first used.
class SandboxedWorker {
 public:
  // `program` must call run_if_sandboxed_child() first thing in main with a role of this name.
  SandboxedWorker(std::string role, SandboxLimits limits, std::filesystem::path program = "/proc/self/exe");
  // A child of `nursery`, and one started anew where that fails; it may read what is `shared`. Both must outlive it.
  SandboxedWorker(Nursery& nursery, std::string role, SandboxLimits limits, const SharedBytes& shared);
  SandboxedWorker(const SandboxedWorker&) = delete;
  SandboxedWorker& operator=(const SandboxedWorker&) = delete;
  ~SandboxedWorker();  // kills and reaps the child

  // Errors: kInvalid "could not be read safely: …" when the child died, overran a limit or answered nonsense (the next
  // request gets a new child); kInvalid with the handler's own sentence, reduced to 200 bytes of printable ASCII and
  // quotation marks; kUnavailable when no child can be started.
  Result<Plaintext> ask(ByteView request);

  // The child's process id, or -1.
  pid_t child() const { return child_; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  Result<void> start();
  void stop();
  Result<void> wait_for(short events, Deadline deadline);
  Result<void> send(ByteView bytes, Deadline deadline);
  Result<void> receive(std::span<std::uint8_t> out, Deadline deadline);
  Result<Plaintext> exchange(ByteView request, bool& handler_failed);
  Error unsafe(std::string_view why);

  std::string role_;
  SandboxLimits limits_;
  std::filesystem::path program_;
  Descriptor socket_;
  Nursery* nursery_ = nullptr;
  int shared_ = -1;
  bool is_born_ = false;  // of the nursery, which reaps it
  pid_t child_ = -1;
  std::uint32_t served_ = 0;
};

// First call in main. When argv says that this process is a sandboxed child, serves requests and returns the exit
// status; otherwise nothing, and main goes on.
std::optional<int> run_if_sandboxed_child(int argc, char** argv, std::span<const SandboxRole> roles);

// In a child: what its parent shares with it; nothing otherwise.
ByteView shared_with_this_child();

// Locks this process as described above; for run_if_sandboxed_child and for tests. Cannot be undone. Errors: kStorage
// when the kernel refuses a part of the lock other than Landlock.
Result<void> lock_this_process(const SandboxLimits& limits);

}  // namespace tipstaff
