// Where sandboxed children (sandbox.h) come from when there is one for each of many files: a process of this program
// that has loaded its libraries and prepared its role once, which takes some 25 ms, and forks a child for each file,
// which takes one or two. It is never given a file's bytes; only its children, each locked before its first read, are,
// and what one file does to its child reaches neither the nursery nor another child. Children of one nursery lie at the
// same addresses. The nursery holds nothing of the parent but the socket on which it is asked, has no environment, and
// ends its children when that closes; they die with it. Thread-safe.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <mutex>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace tipstaff {

struct SandboxRole;

class Nursery {
 public:
  // Starts nothing yet. `program` as for SandboxedWorker.
  explicit Nursery(std::string role, std::filesystem::path program = "/proc/self/exe");
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;
  ~Nursery();  // ends the nursery and all its children

  // A child that serves on `socket` and may read what `shared` (a descriptor, or -1) holds; both stay the caller's.
  // Errors: kUnavailable when there is no nursery to be had; a new one is tried next time.
  Result<pid_t> bear(int socket, int shared);
  // Kills a child that it bore.
  void end(pid_t child);

 private:
  Result<void> start();
  void stop();
  Result<pid_t> ask(int socket, int shared);
  const std::string role_;
  const std::filesystem::path program_;
  std::mutex mutex_;
  Descriptor socket_;
  pid_t process_ = -1;
};

// What sandbox.cc and nursery.cc share. Starts `program ARGUMENT` with `socket` as standard input and output, `shared`
// (or -1) as descriptor 3, nothing else, and no environment.
Result<pid_t> start_apart(const std::filesystem::path& program, std::string argument, int socket, int shared);
void end_apart(pid_t& process);  // kills and reaps; then -1
// A forked child of the nursery, `socket` and `shared` being the only descriptors beyond standard error, goes on in
// `live`.
[[noreturn]] void tend(const SandboxRole& role, void (*live)(const SandboxRole&, int shared));

}  // namespace tipstaff
