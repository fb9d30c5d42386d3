// What passes over the server's socket, between the command line and the server (docs/formats/counter.md): messages of
// a Unix socket of type SOCK_SEQPACKET, one kind byte and a body each, some with a file descriptor. Both ends treat the
// other's bytes as coming from a stranger.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace tipstaff::app {

enum class Kind : std::uint8_t {
  // From the caller.
  kCommand = 1,  // texts: the token, the words of the command line
  kDone = 2,     // the answer to a request; with a descriptor after kOpen, with a text after kLine
  kFailed = 3,   // the answer to a request: code, text
  kNoMore = 4,   // the answer to kLine after the last line
  // From the server.
  kOut = 10,         // text for standard output
  kSay = 11,         // text for standard error
  kProgress = 12,    // done, total (u64 each), what
  kOpen = 13,        // path: asks for a descriptor to read
  kExists = 14,      // path
  kWrite = 15,       // u32 mode, u8 synced, path: kContent and kWritten follow
  kContent = 16,     // a piece of the content
  kWritten = 17,     // all of it is there
  kLine = 18,        // prompt: asks for a line of standard input
  kEnd = 19,         // u32 exit code, text of the error: the command has ended
  kSettle = 20,      // folder: what was written below it is to be on the disk
  kBeginNew = 21,    // path: asks for a descriptor to write a new file by
  kFinishNew = 22,   // path: it is whole
  kAbandonNew = 23,  // path: it will not be
  kTake = 24,        // key, with the descriptor of sealed memory: for the caller to keep
};

inline constexpr std::size_t kLargestMessage = 96U << 10;  // below what Linux's default socket buffer takes at once
inline constexpr std::size_t kLargestContent = 64U << 10;

struct Message {
  Kind kind = Kind::kEnd;
  Bytes body;
  Descriptor file;  // perhaps
  std::string text(std::size_t from = 0) const {
    return std::string(as_text(ByteView(body).subspan(std::min(from, body.size()))));
  }
};

Bytes texts(const std::vector<std::string>& all);
// Errors: kInvalid.
Result<std::vector<std::string>> parse_texts(ByteView body);

// Errors: kUnavailable: the other end is gone, or too slow for the socket's timeouts; kInvalid: too long.
Result<void> send_message(int socket, Kind kind, ByteView body, int file = -1);
// As send_message, but drops the message where it would have to wait.
void send_if_room(int socket, Kind kind, ByteView body);
Result<Message> receive_message(int socket);

// How long either end waits for the other in the middle of an exchange.
Result<void> set_patience(int socket, std::chrono::seconds patience);

// Errors: kUnavailable (nobody listens there), kUsage (a path too long for a socket).
Result<Descriptor> connect_to(const std::filesystem::path& socket);
// Mode 0600, or 0660 and the group's when one is named. A socket that nobody listens on any more is replaced. Errors:
// kRefused (something else lies there), kUnavailable, kUsage (no such group).
Result<Descriptor> listen_on(const std::filesystem::path& socket, const std::string& group);

}  // namespace tipstaff::app
