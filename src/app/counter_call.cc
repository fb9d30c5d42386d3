// The caller's side of counter.h.
#include <fmt/format.h>

#include "app/counter.h"
#include "app/counter_wire.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;

// Default names of files that a command may write without a word that names them.
constexpr std::string_view kUnnamed = "rejects.csv";
// May be read beside a file that is named.
constexpr std::string_view kSignature = ".sig";

class Call {
 public:
  Call(int socket, const std::vector<std::string>& words, Caller& here) : socket_(socket), here_(here) {
    name(kUnnamed);
    for (const std::string& word : words) {
      name(word);
      if (const std::size_t equals = word.find('='); equals != std::string::npos) name(word.substr(equals + 1));
    }
  }

  // What it came to, once the server has sent it.
  Result<Outcome> run() {
    Progress progress = here_.progress();
    for (;;) {
      TRY_ASSIGN(Message message, receive_message(socket_));
      switch (message.kind) {
        case Kind::kOut:
          here_.out(message.text());
          break;
        case Kind::kSay:
          here_.say(message.text());
          break;
        case Kind::kProgress:
          show(progress, message);
          break;
        case Kind::kOpen:
          TRY(open(message.text()));
          break;
        case Kind::kExists:
          TRY(answer(allowed(message.text()) && here_.exists(message.text()) ? Result<void>() : not_named()));
          break;
        case Kind::kWrite:
          TRY(begin_write(message));
          break;
        case Kind::kContent:
          append(content_, message.body);
          break;
        case Kind::kWritten:
          TRY(answer(write()));
          break;
        case Kind::kBeginNew:
          TRY(begin_new(message.text()));
          break;
        case Kind::kFinishNew:
          TRY(answer(allowed(message.text()) ? here_.finish_new(message.text()) : not_named()));
          break;
        case Kind::kAbandonNew:
          TRY(abandon_new(message.text()));
          break;
        case Kind::kSettle:
          TRY(answer(allowed(message.text()) ? here_.settle(message.text()) : not_named()));
          break;
        case Kind::kLine:
          TRY(line(message.text()));
          break;
        case Kind::kTake:
          TRY(take(message));
          break;
        case Kind::kEnd:
          return end(message);
        default:
          return fail(Code::kUnavailable, "the server says something that this program does not know");
      }
    }
  }

 private:
  static tl::unexpected<Error> not_named() { return fail(Code::kNotFound, "the command line names no such file"); }

  // Every word may be a path: what the command takes it for, only the server's parser knows.
  void name(std::string_view word) {
    if (!word.empty()) named_.push_back(fs::path(word).lexically_normal());
  }
  // A file that the words name, or one below a folder that they name; never by way of "..".
  bool allowed(const fs::path& path) const {
    const fs::path plain = path.lexically_normal();
    for (const fs::path& named : named_) {
      if (named == "." && plain.is_relative() && *plain.begin() != "..") return true;
      const auto [end, rest] = std::mismatch(named.begin(), named.end(), plain.begin(), plain.end());
      if (end == named.end() || (std::next(end) == named.end() && end->empty()))
        return std::find(rest, plain.end(), "..") == plain.end();
    }
    return false;
  }

  Result<void> answer(const Result<void>& outcome) {
    if (outcome) return send_message(socket_, Kind::kDone, {});
    Bytes body;
    put_u32(body, static_cast<std::uint32_t>(outcome.error().code()));
    append(body, as_bytes(outcome.error().text()));
    return send_message(socket_, Kind::kFailed, body);
  }
  Result<void> answer(const Result<Descriptor>& file) {
    if (!file) return answer(Result<void>(fail(file.error())));
    return send_message(socket_, Kind::kDone, {}, file->get());
  }
  Result<void> open(const fs::path& path) {
    const bool may = allowed(path) || (path.extension() == kSignature && allowed(fs::path(path).replace_extension()));
    return answer(may ? here_.open(path) : not_named());
  }
  Result<void> begin_new(const fs::path& path) { return answer(allowed(path) ? here_.begin_new(path) : not_named()); }
  Result<void> abandon_new(const fs::path& path) {
    if (allowed(path)) here_.abandon_new(path);
    return answer(Result<void>());
  }
  Result<void> begin_write(const Message& message) {
    if (message.body.size() < 5) return fail(Code::kUnavailable, "the server sent half a message");
    mode_ = get_u32(message.body.data()) & 0777;
    synced_ = message.body[4] != 0;
    path_ = message.text(5);
    content_.clear();
    return {};
  }
  Result<void> write() {
    if (!allowed(path_)) return not_named();
    Result<void> done = here_.replace(path_, content_, mode_, synced_);
    std::fill(content_.begin(), content_.end(), std::uint8_t{0});
    return done;
  }
  Result<void> line(const std::string& prompt) {
    TRY_ASSIGN(const std::optional<Plaintext> text, here_.line(prompt));
    if (!text) return send_message(socket_, Kind::kNoMore, {});
    return send_message(socket_, Kind::kDone, text->reveal());
  }
  static void show(const Progress& progress, const Message& message) {
    if (message.body.size() < 16) return;
    progress({message.text(16), get_u64(message.body.data()), get_u64(message.body.data() + 8)});
  }
  Result<void> take(Message& message) {
    const Plaintext key = Plaintext::copy_of(message.body);
    std::fill(message.body.begin(), message.body.end(), std::uint8_t{0});
    if (!message.file.valid()) return fail(Code::kUnavailable, "the server sent half a message");
    return answer(here_.take(std::move(message.file), key));
  }
  static Result<Outcome> end(const Message& message) {
    if (message.body.size() < 4) return fail(Code::kUnavailable, "the server sent half a message");
    return Outcome{static_cast<int>(get_u32(message.body.data())), message.text(4)};
  }

  int socket_;
  Caller& here_;
  std::vector<fs::path> named_;
  fs::path path_;
  Bytes content_;
  unsigned mode_ = 0600;
  bool synced_ = true;
};

}  // namespace

Result<Outcome> ask_server(const Descriptor& server, const std::string& token, const std::vector<std::string>& words,
                           Caller& here) {
  std::vector<std::string> all{token};
  all.insert(all.end(), words.begin(), words.end());
  const Result<void> sent = send_message(server.get(), Kind::kCommand, texts(all));
  Result<Outcome> outcome = sent ? Call(server.get(), words, here).run() : fail(sent.error());
  if (!outcome && outcome.error().code() == Code::kUnavailable)
    return fail(Code::kUnavailable,
                "the server broke off before it answered: what was asked is done whole or not at all; look which "
                "before you ask again");
  return outcome;
}

int call_server(const Descriptor& server, const std::string& token, const std::vector<std::string>& words,
                Caller& here) {
  const Result<Outcome> outcome = ask_server(server, token, words, here);
  const std::string sentence = outcome ? outcome->sentence : outcome.error().text();
  if (!sentence.empty()) here.say(fmt::format("tipstaff: {}\n", sentence));
  return outcome ? outcome->code : static_cast<int>(outcome.error().code());
}

}  // namespace tipstaff::app
