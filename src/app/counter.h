// The counter: where the command line of this machine is served while ‘tipstaff serve’ has the store open. A caller
// sends the words of a command and a session token; the server runs the same function that the command line would have
// run, for the principal of that token, and sends back what it printed. The caller's process never sees a key.
//
// Files that a command names are opened and written by the caller's process, which the server asks for them: a path
// means what it means to the caller, with the caller's rights. Commands run one after another; while a caller is slow,
// the others wait, but never the presses. What a command prints is kept until it has ended.
//
// Somebody who may connect (the socket's mode) and has no token can enrol with a code, log in with a secret, and read
// the ledger's public key. With a token: what its principal may. He can keep others waiting for at most kPatience at a
// time.
#pragma once

#include <functional>
#include <memory>

#include "app/caller.h"

namespace tipstaff::app {

inline constexpr std::chrono::seconds kPatience{60};
inline constexpr std::size_t kMostCallers = 32;

// What a command came to: the exit code, and the sentence of an error.
struct Outcome {
  int code = 0;
  std::string sentence;
};
using RunCommand = std::function<Outcome(const std::vector<std::string>& words, std::shared_ptr<Caller> caller)>;

class Counter {
 public:
  // Listens at `socket` (group: see listen_on) and serves at once, on threads of its own. `run` is called by one thread
  // at a time. Every command is logged to standard error by its outcome and its caller's user and process, without its
  // words. Errors: as listen_on().
  static Result<std::unique_ptr<Counter>> open(const std::filesystem::path& socket, const std::string& group,
                                               RunCommand run);
  // Takes no more callers, hangs up on those who wait, and waits for the command under way.
  virtual ~Counter() = default;
};

// The caller's side. Runs `words` at the server on the other end of `server` for the principal of `token` (may be
// empty); files are opened and written only if `words` name them, or a folder above them. Returns the exit code.
int call_server(const Descriptor& server, const std::string& token, const std::vector<std::string>& words,
                Caller& here);
// The same, for a command that goes on with the answer: what the command came to is not said. Errors: kUnavailable (the
// server broke off), kInvalid.
Result<Outcome> ask_server(const Descriptor& server, const std::string& token, const std::vector<std::string>& words,
                           Caller& here);

}  // namespace tipstaff::app
