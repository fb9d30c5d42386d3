#include "app/counter.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "app/counter_wire.h"

namespace tipstaff::app {
namespace {

// The caller as a command in the server sees him. Requests of several threads take turns.
class RemoteCaller : public Caller {
 public:
  RemoteCaller(int socket, std::string token) : socket_(socket), token_(std::move(token)) {}
  ~RemoteCaller() override {
    for (Bytes& piece : printed_) sodium_memzero(piece.data(), piece.size());
  }

  // Kept until the command has ended: it may print while it holds up the clerk, and its caller may be slow to read.
  void out(std::string_view text) override {
    const std::lock_guard hold(print_mutex_);
    while (!text.empty()) {
      if (printed_.empty() || printed_.back().size() == kLargestContent)
        printed_.emplace_back().reserve(kLargestContent);
      const std::size_t size = std::min(text.size(), kLargestContent - printed_.back().size());
      append(printed_.back(), as_bytes(text.substr(0, size)));
      text.remove_prefix(size);
    }
  }
  void say(std::string_view text) override {
    send_if_room(socket_, Kind::kSay, as_bytes(text.substr(0, kLargestContent)));
  }
  Progress progress() override {
    return [this, next = std::chrono::steady_clock::time_point{}](const ProgressReport& report) mutable {
      const auto now = std::chrono::steady_clock::now();
      if (now < next && report.done != report.total) return;
      next = now + std::chrono::milliseconds(100);
      Bytes body;
      put_u64(body, report.done);
      put_u64(body, report.total);
      append(body, as_bytes(report.what));
      send_if_room(socket_, Kind::kProgress, body);
    };
  }
  Result<std::string> token() override {
    if (token_.empty()) return fail(Code::kUsage, "set TIPSTAFF_TOKEN to your session token; ‘login’ gives one");
    return token_;
  }
  Result<std::optional<Plaintext>> line(std::string_view prompt) override {
    const std::lock_guard hold(ask_mutex_);
    TRY_ASSIGN(Message answer, ask(Kind::kLine, as_bytes(prompt)));
    if (answer.kind == Kind::kNoMore) return std::optional<Plaintext>();
    Plaintext out = Plaintext::copy_of(answer.body);
    sodium_memzero(answer.body.data(), answer.body.size());
    return std::optional(std::move(out));
  }

  Result<Descriptor> open(const std::filesystem::path& path) override {
    const std::lock_guard hold(ask_mutex_);
    return ask_file(Kind::kOpen, path);
  }
  Result<Descriptor> begin_new(const std::filesystem::path& path) override {
    const std::lock_guard hold(ask_mutex_);
    return ask_file(Kind::kBeginNew, path);
  }
  Result<void> finish_new(const std::filesystem::path& path) override {
    const std::lock_guard hold(ask_mutex_);
    TRY(ask(Kind::kFinishNew, as_bytes(path.string())));
    return {};
  }
  void abandon_new(const std::filesystem::path& path) override {
    const std::lock_guard hold(ask_mutex_);
    (void)ask(Kind::kAbandonNew, as_bytes(path.string()));
  }
  bool exists(const std::filesystem::path& path) override {
    const std::lock_guard hold(ask_mutex_);
    return ask(Kind::kExists, as_bytes(path.string())).has_value();
  }
  Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode, bool synced) override {
    const std::lock_guard hold(ask_mutex_);
    Bytes head;
    put_u32(head, mode);
    head.push_back(synced ? 1 : 0);
    append(head, as_bytes(path.string()));
    TRY(send_message(socket_, Kind::kWrite, head));
    for (ByteView rest = content; !rest.empty(); rest = rest.subspan(std::min(rest.size(), kLargestContent)))
      TRY(send_message(socket_, Kind::kContent, rest.first(std::min(rest.size(), kLargestContent))));
    TRY(ask(Kind::kWritten, {}));
    return {};
  }

  Result<void> settle(const std::filesystem::path& folder) override {
    const std::lock_guard hold(ask_mutex_);
    TRY(ask(Kind::kSettle, as_bytes(folder.string())));
    return {};
  }

  Result<void> take(Descriptor sealed, const Plaintext& key) override {
    const std::lock_guard hold(ask_mutex_);
    TRY(ask(Kind::kTake, key.reveal(), sealed.get()));
    return {};
  }

  void end(const Outcome& outcome) {
    for (const Bytes& piece : printed_)
      if (!send_message(socket_, Kind::kOut, piece)) return;
    Bytes body;
    put_u32(body, static_cast<std::uint32_t>(outcome.code));
    append(body, as_bytes(outcome.sentence));
    (void)send_message(socket_, Kind::kEnd, body);
  }

 private:
  Result<Message> ask(Kind kind, ByteView body, int file = -1) {
    TRY(send_message(socket_, kind, body, file));
    TRY_ASSIGN(Message answer, receive_message(socket_));
    if (answer.kind == Kind::kDone || (answer.kind == Kind::kNoMore && kind == Kind::kLine)) return answer;
    if (answer.kind != Kind::kFailed || answer.body.size() < 4)
      return fail(Code::kInvalid, "the caller answered nonsense");
    const std::uint32_t code = get_u32(answer.body.data());
    const bool known =
        code >= static_cast<std::uint32_t>(Code::kNo) && code <= static_cast<std::uint32_t>(Code::kInvalid);
    return fail(known ? static_cast<Code>(code) : Code::kInvalid, answer.text(4));
  }

  Result<Descriptor> ask_file(Kind kind, const std::filesystem::path& path) {
    TRY_ASSIGN(Message answer, ask(kind, as_bytes(path.string())));
    if (!answer.file.valid()) return fail(Code::kInvalid, "the caller gave no file");
    return std::move(answer.file);
  }

  int socket_;
  std::string token_;
  std::mutex ask_mutex_, print_mutex_;
  std::deque<Bytes> printed_;
};

struct Peer {
  Descriptor socket;
  std::thread thread;
  bool ended = false;  // guarded by the counter's mutex
};

class SocketCounter : public Counter {
 public:
  SocketCounter(Descriptor listening, std::filesystem::path path, RunCommand run)
      : listening_(std::move(listening)), path_(std::move(path)), run_(std::move(run)) {
    acceptor_ = std::thread([this] { accept(); });
  }
  ~SocketCounter() override {
    {
      const std::lock_guard hold(mutex_);
      stopping_ = true;
      ::shutdown(listening_.get(), SHUT_RDWR);
      for (Peer& peer : peers_) ::shutdown(peer.socket.get(), SHUT_RD);  // what a command still prints goes out
    }
    acceptor_.join();
    for (Peer& peer : peers_) peer.thread.join();
    ::unlink(path_.c_str());
  }

 private:
  void accept() {
    for (;;) {
      Descriptor socket(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket.valid()) std::this_thread::sleep_for(std::chrono::milliseconds(50));  // no descriptors left, perhaps
      const std::lock_guard hold(mutex_);
      if (stopping_) return;
      if (!socket.valid()) continue;
      bury();
      if (peers_.size() >= kMostCallers || !set_patience(socket.get(), kPatience)) continue;  // hangs up
      Peer& peer = peers_.emplace_back();
      peer.socket = std::move(socket);
      peer.thread = std::thread([this, &peer] {
        serve(peer.socket.get());
        const std::lock_guard done(mutex_);
        ::shutdown(peer.socket.get(), SHUT_RDWR);
        peer.ended = true;
      });
    }
  }
  void bury() {
    for (auto at = peers_.begin(); at != peers_.end();) {
      if (!at->ended) {
        ++at;
        continue;
      }
      at->thread.join();
      at = peers_.erase(at);
    }
  }

  void serve(int socket) {
    const auto command = receive_message(socket);
    if (!command || command->kind != Kind::kCommand) return;
    auto words = parse_texts(command->body);
    if (!words || words->empty()) return;
    const auto caller = std::make_shared<RemoteCaller>(socket, words->front());
    words->erase(words->begin());
    Outcome outcome;
    {
      std::unique_lock turn(turn_, std::try_to_lock);
      if (!turn) {
        caller->say("tipstaff: waiting for another command to end\n");
        turn.lock();
      }
      outcome = run_(*words, caller);
    }
    ucred who{};
    socklen_t size = sizeof who;
    ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size);
    fmt::print(stderr, "a command of user {} (process {}) ended with {}\n", who.uid, who.pid, outcome.code);
    caller->end(outcome);
  }

  Descriptor listening_;
  std::filesystem::path path_;
  RunCommand run_;
  std::mutex mutex_, turn_;
  std::list<Peer> peers_;  // guarded by mutex_, but for each peer's own socket
  bool stopping_ = false;  // guarded by mutex_
  std::thread acceptor_;
};

}  // namespace

Result<std::unique_ptr<Counter>> Counter::open(const std::filesystem::path& socket, const std::string& group,
                                               RunCommand run) {
  TRY_ASSIGN(Descriptor listening, listen_on(socket, group));
  return std::make_unique<SocketCounter>(std::move(listening), socket, std::move(run));
}

}  // namespace tipstaff::app
