// Who may send a file next. A file that is to be checked first takes a ticket, for its size; when a place is free and
// the bytes fit into what may lie in memory at once, the ticket is called, in the order of coming, and then it lets one
// upload in. So many people can use the page at once, each knows how many are before him, and no crowd of them fills
// the memory or starts more children than are allowed. A ticket nobody asks after any more, and one that was called and
// does not begin to upload, ends.
//
// One address, unless it is this machine's own (a reverse proxy stands there), has at most half of the places and
// `most_per_address` tickets: who takes more waits behind the others. The name of a ticket is 128 random bits: a page
// of another site cannot know it.
//
// Keeps the names of files that wait, in memory, and nothing after they are done. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"

namespace tipstaff::webcheck {

// What is to be done with the file that a ticket is for.
struct Wish {
  std::string name, declare;
  std::uint64_t size = 0;  // bytes, at least 1
  bool clean = false;
};

struct QueueLimits {
  std::size_t places = 4;                        // files that may be on their way or under check at once
  std::uint64_t bytes = std::uint64_t{1} << 30;  // of these files together; one file always fits
  std::size_t most_waiting = 500, most_per_address = 50;
  std::chrono::milliseconds unheard{30'000};  // a ticket that waits or was called, and nobody asks after it
  std::chrono::milliseconds upload{60'000};   // one that has begun to upload ends after this, and what its size takes
  std::uint64_t slowest = 256 << 10;  //   at so many bytes a second; by then the server has broken the upload off
};

class Queue {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;
  Queue(Random& random, const QueueLimits& limits, Now now = std::chrono::steady_clock::now)
      : random_(random), limits_(limits), now_(std::move(now)) {}

  // Errors: kUnavailable (too many wait).
  Result<std::string> take(Wish wish, const std::string& address);
  // Its place among those that wait, from 1; 0: it is called. Nothing: there is no such ticket, or it has ended.
  std::optional<std::size_t> place(std::string_view ticket);
  // The upload begins: the bytes that it may have. 0: it is not called, or was begun already.
  std::uint64_t begin(std::string_view ticket);
  // What a begun ticket is for. Errors: kRefused (not begun, or taken already).
  Result<Wish> whole(std::string_view ticket);
  // It is done, or its upload broke off: the next ones are called. No such ticket: nothing.
  void leave(std::string_view ticket);
  // Whoever holds it wants it no more. One whose upload has begun ends by leave().
  void give_up(std::string_view ticket);

 private:
  enum class State : std::uint8_t { kWaiting, kCalled, kBegun, kChecked };
  struct Ticket {
    std::string name, address;
    Wish wish;
    State state = State::kWaiting;
    std::chrono::steady_clock::time_point heard;
  };
  std::list<Ticket>::iterator find(std::string_view name);
  void tidy();
  bool has_its_share(const Ticket& ticket) const;
  bool fits(const Ticket& ticket) const;
  void call_next();

  Random& random_;
  QueueLimits limits_;
  Now now_;
  std::mutex mutex_;
  std::list<Ticket> tickets_;  // in the order of coming
};

// Whether this is an address of this machine: “127.0.0.1”, “::1”.
bool is_loopback(std::string_view address);

}  // namespace tipstaff::webcheck
