// The counter from both ends, each against a hostile other: a server that asks for files that were not named, and
// callers that talk nonsense, say nothing, go away, or come in crowds.
#include "app/counter.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "app/counter_wire.h"
#include "base/shared_bytes.h"
#include "test_support.h"

namespace tipstaff::app {
namespace {

// A caller that keeps what it is told, and whose files are whatever they are.
class Memory : public LocalCaller {
 public:
  void out(std::string_view text) override { printed += text; }
  void say(std::string_view text) override { said += text; }
  Progress progress() override { return no_progress(); }
  Result<std::string> token() override { return std::string("token"); }
  Result<std::optional<Plaintext>> line(std::string_view) override {
    return std::optional(Plaintext::copy_of("a line"));
  }
  std::string printed, said;
};

class CounterTest : public ::testing::Test {
 protected:
  std::unique_ptr<Counter> serve(RunCommand run) {
    auto counter = Counter::open(socket(), "", std::move(run));
    if (!counter) throw std::runtime_error(counter.error().text());
    return std::move(*counter);
  }
  std::filesystem::path socket() const { return folder.path() / "socket"; }
  Descriptor connect() { return connect_to(socket()).value(); }
  int call(const std::vector<std::string>& words, Memory& caller) {
    return call_server(connect(), "token", words, caller);
  }

  test::TemporaryFolder folder;
};

TEST_F(CounterTest, WordsOutputLinesAndFilesCrossBothWays) {
  const std::filesystem::path in = folder.path() / "in", out = folder.path() / "new" / "out";
  const Bytes large(300'000, 'x');
  ASSERT_TRUE(OwnFiles().replace(in, large));
  const auto counter = serve([&](const std::vector<std::string>& words, std::shared_ptr<Caller> caller) -> Outcome {
    EXPECT_EQ(words, (std::vector<std::string>{"copy", in, out}));
    EXPECT_EQ(caller->token().value(), "token");
    EXPECT_EQ(caller->line("? ").value()->reveal_text(), "a line");
    EXPECT_TRUE(caller->exists(in));
    EXPECT_EQ(caller->open(folder.path() / "absent").error().code(), Code::kNotFound);
    EXPECT_TRUE(caller->replace(out, caller->read(in, 1 << 20).value(), 0640, true));
    caller->out(std::string(200'000, 'y'));
    return {4, "no"};
  });
  Memory caller;
  EXPECT_EQ(call({"copy", in, out}, caller), 4);
  EXPECT_EQ(caller.printed, std::string(200'000, 'y'));
  EXPECT_EQ(caller.said, "tipstaff: no\n");
  EXPECT_EQ(OwnFiles().read(out, 1 << 20).value(), large);
}

TEST_F(CounterTest, ANewFileIsWrittenByTheServerAndNamedByTheCallerWhenItIsWhole) {
  const std::filesystem::path whole = folder.path() / "whole", broken = folder.path() / "broken",
                              there = folder.path() / "there";
  ASSERT_TRUE(OwnFiles().replace(there, as_bytes("old")));
  const auto counter = serve([&](const auto&, std::shared_ptr<Caller> caller) -> Outcome {
    const Descriptor file = caller->begin_new(whole).value();
    EXPECT_TRUE(write_all(file.get(), as_bytes("all of it"), whole));
    EXPECT_FALSE(caller->exists(whole)) << "named before it is whole";
    EXPECT_TRUE(caller->finish_new(whole));
    EXPECT_TRUE(write_all(caller->begin_new(broken).value().get(), as_bytes("half"), broken));
    caller->abandon_new(broken);
    EXPECT_EQ(caller->begin_new(there).error().code(), Code::kRefused);
    EXPECT_EQ(caller->begin_new(folder.path() / "unnamed").error().code(), Code::kNotFound);
    EXPECT_EQ(caller->finish_new(folder.path() / "unnamed").error().code(), Code::kNotFound);
    return {};
  });
  Memory caller;
  EXPECT_EQ(call({"backup", whole, broken, there}, caller), 0);
  EXPECT_EQ(OwnFiles().read(whole, 100).value(), to_bytes(as_bytes("all of it")));
  EXPECT_EQ(OwnFiles().read(there, 100).value(), to_bytes(as_bytes("old")));
  for (const char* left : {"broken", "broken.part", "whole.part", "unnamed.part"})
    EXPECT_FALSE(std::filesystem::exists(folder.path() / left)) << left;
}

// Only who asked for it is handed the roll; the key leaves nothing behind in what is printed.
TEST_F(CounterTest, SealedMemoryIsHandedToWhoTakesItAndToNobodyElse) {
  const auto counter = serve([&](const auto&, std::shared_ptr<Caller> caller) -> Outcome {
    const SharedBytes sealed = SharedBytes::copy_of(as_bytes("sealed words")).value();
    const Result<void> taken = caller->take(Descriptor(::dup(sealed.fd())), Plaintext::copy_of("a key"));
    return taken ? Outcome{} : Outcome{static_cast<int>(taken.error().code()), taken.error().text()};
  });
  Memory caller;
  EXPECT_EQ(call({"hand-over"}, caller), static_cast<int>(Code::kRefused));
  EXPECT_NE(caller.said.find("are handed the roll"), std::string::npos);
  class Taker : public Memory {
   public:
    Result<void> take(Descriptor sealed, const Plaintext& key) override {
      TRY_ASSIGN(const SharedBytes bytes, SharedBytes::mapped(sealed.get()));
      taken = std::string(as_text(bytes.view())) + " under " + std::string(key.reveal_text());
      const char more = 'x';
      EXPECT_LT(::pwrite(sealed.get(), &more, 1, 0), 0) << "it can be changed";
      return {};
    }
    std::string taken;
  } taker;
  EXPECT_EQ(call({"hand-over"}, taker), 0);
  EXPECT_EQ(taker.taken, "sealed words under a key");
  EXPECT_EQ(taker.printed + taker.said, "");
  const Outcome outcome = ask_server(connect(), "token", {"hand-over"}, caller).value();
  EXPECT_EQ(outcome.code, static_cast<int>(Code::kRefused));
}

// A server, or somebody in its place, that asks for what the caller did not name gets neither content nor word of it.
TEST_F(CounterTest, FilesThatWereNotNamedAreNeitherReadNorWritten) {
  const std::filesystem::path named = folder.path() / "photos";
  std::filesystem::create_directories(named);
  ASSERT_TRUE(OwnFiles().replace(folder.path() / "secret", as_bytes("secret")));
  ASSERT_TRUE(OwnFiles().replace(named / "W1.jpg", as_bytes("picture")));
  const auto counter = serve([&](const auto&, std::shared_ptr<Caller> caller) -> Outcome {
    EXPECT_TRUE(caller->open(named / "W1.jpg"));
    EXPECT_TRUE(caller->settle(named));
    EXPECT_EQ(caller->settle(folder.path()).error().code(), Code::kNotFound);
    for (const std::filesystem::path& path :
         {folder.path() / "secret", named / ".." / "secret", folder.path() / "photos2" / "a",
          std::filesystem::path("/etc/passwd"), std::filesystem::path("secret"),
          std::filesystem::path("..") / "secret"}) {
      EXPECT_EQ(caller->open(path).error().code(), Code::kNotFound) << path;
      EXPECT_FALSE(caller->exists(path)) << path;
      EXPECT_FALSE(caller->replace(path, as_bytes("changed"), 0600, true)) << path;
    }
    return {};
  });
  Memory caller;
  EXPECT_EQ(call({"import", "--photos=" + named.string(), ""}, caller), 0);
  EXPECT_EQ(OwnFiles().read(folder.path() / "secret", 100).value(), to_bytes(as_bytes("secret")));
}

TEST_F(CounterTest, NonsenseSilenceAndCrowdsHurtNobodyElse) {
  std::atomic<int> ran = 0, at_once = 0, most = 0;
  const auto counter = serve([&](const auto&, std::shared_ptr<Caller> caller) -> Outcome {
    most = std::max(most.load(), ++at_once);
    ++ran;
    caller->out("done");
    --at_once;
    return {};
  });
  std::vector<Descriptor> silent;
  for (int i = 0; i < 5; ++i) silent.push_back(connect());
  for (const Bytes& nonsense : {Bytes{}, Bytes{0, 0, 0, 9, 'x'}, Bytes{0xff, 0xff, 0xff, 0xff}, Bytes(1000, 0xee)}) {
    const Descriptor socket = connect();
    ASSERT_TRUE(send_message(socket.get(), Kind::kCommand, nonsense));
    EXPECT_FALSE(receive_message(socket.get())) << "hung up on";
  }
  const Descriptor other = connect();
  ASSERT_TRUE(send_message(other.get(), Kind::kDone, {}));
  EXPECT_FALSE(receive_message(other.get()));
  EXPECT_EQ(ran, 0);
  std::vector<std::thread> crowd;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 16; ++i)
    crowd.emplace_back([&] {
      Memory caller;
      if (call({"status"}, caller) == 0 && caller.printed == "done") ++answered;
    });
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(answered, 16);
  EXPECT_EQ(most, 1) << "one command at a time";
}

TEST_F(CounterTest, ACallerWhoGoesAwayEndsHisCommandAndAServerThatGoesAwayIsNamed) {
  std::atomic<bool> asked = false;
  Code seen{};
  {
    const auto counter = serve([&](const auto&, std::shared_ptr<Caller> caller) -> Outcome {
      asked = true;
      const auto line = caller->line("? ");
      seen = line ? Code::kNo : line.error().code();
      return {};
    });
    Descriptor socket = connect();
    ASSERT_TRUE(send_message(socket.get(), Kind::kCommand, texts({"token", "add"})));
    ASSERT_TRUE(receive_message(socket.get()));  // the question
    socket.reset(-1);
  }
  EXPECT_TRUE(asked);
  EXPECT_EQ(seen, Code::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(socket())) << "a server that stops takes its socket away";

  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor ours(ends[0]);
  { const Descriptor theirs(ends[1]); }
  Memory caller;
  EXPECT_EQ(call_server(ours, "token", {"status"}, caller), 8);
  EXPECT_NE(caller.said.find("done whole or not at all"), std::string::npos);
}

TEST_F(CounterTest, OneServerAtASocketAndNothingElseRemoved) {
  const auto first = serve([](const auto&, auto) { return Outcome{}; });
  EXPECT_EQ(Counter::open(socket(), "", {}).error().code(), Code::kRefused);
  ASSERT_TRUE(OwnFiles().replace(folder.path() / "file", as_bytes("x")));
  EXPECT_EQ(Counter::open(folder.path() / "file", "", {}).error().code(), Code::kRefused);
  EXPECT_EQ(Counter::open(socket(), "no-such-group", {}).error().code(), Code::kRefused);
  EXPECT_EQ(Counter::open(folder.path() / "other", "no-such-group", {}).error().code(), Code::kUsage);
}

}  // namespace
}  // namespace tipstaff::app
