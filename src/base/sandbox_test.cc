// Law 10 from the inside: each request makes the child try one thing that a captured parser would try.
#include "base/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "test_child.h"

namespace tipstaff {
namespace {

constexpr char kStoreName[] = "sandbox_test_store.db";

SandboxLimits short_limits() {
  SandboxLimits limits;
  limits.per_request = std::chrono::milliseconds(1500);
  limits.largest_answer = 1U << 20;
  limits.largest_request = 1U << 20;
  return limits;
}

std::string could(bool succeeded) { return succeeded ? "succeeded" : "failed"; }

std::string try_socket(int family) { return could(::socket(family, SOCK_STREAM, 0) >= 0); }

// A descriptor that the parent left open would let the child reach a store without opening it.
std::string try_inherited() {
  for (int fd = 3; fd < 1024; ++fd) {
    char byte = 0;
    if (::pread(fd, &byte, 1, 0) >= 0) return "succeeded";
  }
  return "failed";
}

std::string try_exec() {
  std::string shell = "/bin/true";
  std::array<char*, 2> arguments = {shell.data(), nullptr};
  return could(::execv(shell.c_str(), arguments.data()) == 0);
}

// What the parent shares is its own: the child may have the page writable, but then it is another page.
std::string change_what_is_shared() {
  const ByteView shared = shared_with_this_child();
  if (shared.empty()) return "failed";
  auto* const at = const_cast<std::uint8_t*>(shared.data());
  if (::mprotect(at, shared.size(), PROT_READ | PROT_WRITE) != 0) return "failed";
  at[0] ^= 0xff;
  return "changed a copy";
}

int remembered = 0;  // by a child, which dies with it

std::string try_gigabytes() {
  constexpr std::size_t kSize = std::size_t{10} << 30;
  std::vector<char> much(kSize);
  for (std::size_t at = 0; at < kSize; at += 4096) much[at] = 1;
  return could(much[kSize / 2] == 0);
}

std::string try_executable_memory() {
  return could(::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

std::string loop_for_ever() {
  for (volatile std::uint8_t turns = 0; turns < 2;) turns = 0;
  return "succeeded";
}

const std::map<std::string, std::function<std::string()>>& attacks() {
  static const std::map<std::string, std::function<std::string()>> all = {
      {"open the store", [] { return could(::open(kStoreName, O_RDONLY) >= 0); }},
      {"write the store", [] { return could(::open(kStoreName, O_RDWR | O_CREAT, 0600) >= 0); }},
      {"open passwd", [] { return could(::open("/etc/passwd", O_RDONLY) >= 0); }},
      {"open proc", [] { return could(::open("/proc/self/environ", O_RDONLY) >= 0); }},
      {"remove the store", [] { return could(::unlink(kStoreName) == 0); }},
      {"socket inet", [] { return try_socket(AF_INET); }},
      {"socket unix", [] { return try_socket(AF_UNIX); }},
      {"connect",
       [] {
         sockaddr_un office{AF_UNIX, "tipstaff.socket"};
         return could(::connect(STDIN_FILENO, reinterpret_cast<sockaddr*>(&office), sizeof office) == 0);
       }},
      {"pass descriptors",
       [] {
         char byte = 0;
         return could(::recv(STDIN_FILENO, &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0);
       }},
      {"inherited descriptors", try_inherited},
      {"fork", [] { return could(::fork() >= 0); }},
      {"exec", try_exec},
      {"ptrace the parent", [] { return could(::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0); }},
      {"kill the parent", [] { return could(::kill(::getppid(), SIGTERM) == 0); }},
      {"regain limits",
       [] {
         const rlimit open_files{100, 100};
         return could(::setrlimit(RLIMIT_NOFILE, &open_files) == 0);
       }},
      {"executable memory", try_executable_memory},
      {"loop", loop_for_ever},
      {"crash",
       [] {
         ::raise(SIGSEGV);
         return std::string("succeeded");
       }},
      {"exit", []() -> std::string { ::_exit(0); }},
      {"nonsense answer",
       [] {
         constexpr std::array<std::uint8_t, 5> kHuge = {0, 0xff, 0xff, 0xff, 0xff};
         if (::write(STDOUT_FILENO, kHuge.data(), kHuge.size()) < 0) return std::string("failed");
         return std::string("succeeded");
       }},
      {"endless answer", [] { return std::string(2U << 20, 'x'); }},
  };
  return all;
}

Result<Bytes> obey(ByteView request) {
  const std::string word(as_text(request));
  if (word == "refuse") return fail(Code::kInvalid, "is \x1b[31mnot\u202e a picture");
  if (word == "throw") throw std::runtime_error("a secret");
  if (word == "gigabytes") return to_bytes(as_bytes(try_gigabytes()));
  if (word == "environment") return to_bytes(as_bytes(could(environ != nullptr && environ[0] != nullptr)));
  if (word == "shared") return to_bytes(shared_with_this_child());
  if (word == "change what is shared") return to_bytes(as_bytes(change_what_is_shared()));
  if (word == "remember") return to_bytes(as_bytes(std::to_string(++remembered)));
  const auto attack = attacks().find(word);
  if (attack != attacks().end()) return to_bytes(as_bytes(attack->second()));
  return Bytes(request.rbegin(), request.rend());
}

class Sandbox : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(kStoreName) << "rows";
    ::setenv("TIPSTAFF_TEST_SECRET", "environment", 1);
  }
  void TearDown() override { std::filesystem::remove(kStoreName); }

  std::string echo(std::string_view text) {
    const auto answer = worker_.ask(as_bytes(text));
    return answer ? std::string(answer->reveal_text()) : answer.error().text();
  }
  SandboxedWorker worker_{"test", short_limits()};
};

TEST_F(Sandbox, ServesManyRequestsInTurnWithOneChild) {
  EXPECT_EQ(echo("abc"), "cba");
  const pid_t child = worker_.child();
  EXPECT_GT(child, 0);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(echo("0123456789"), "9876543210");
  const std::string long_text = std::string(500'000, 'a') + "b";
  EXPECT_EQ(echo(long_text), "b" + std::string(500'000, 'a'));
  EXPECT_EQ(worker_.child(), child);
}

TEST_F(Sandbox, EveryAttackFailsAndTheNextRequestIsServed) {
  for (const auto& [name, attack] : attacks()) {
    const auto answer = worker_.ask(as_bytes(name));
    if (answer) {
      EXPECT_EQ(answer->reveal_text(), "failed") << name;
    } else {
      EXPECT_EQ(answer.error().code(), Code::kInvalid) << name;
      EXPECT_TRUE(answer.error().text().starts_with("could not be read safely: ")) << name;
    }
    EXPECT_EQ(echo("after"), "retfa") << name;
  }
  EXPECT_TRUE(std::filesystem::exists(kStoreName));
}

// The same of children that a nursery bore.
class InNursery : public Sandbox {
 protected:
  std::string ask(std::string_view text) {
    SandboxedWorker worker(nursery_, "test", short_limits(), shared_);
    const auto answer = worker.ask(as_bytes(text));
    child_ = worker.child();
    return answer ? std::string(answer->reveal_text()) : answer.error().text();
  }
  static pid_t parent_of(pid_t child) {
    std::ifstream in("/proc/" + std::to_string(child) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(in), {}};
    std::istringstream rest(line.substr(line.rfind(')') + 1));
    std::string state;
    pid_t out = -1;
    rest >> state >> out;
    return out;
  }
  static bool lives(pid_t process) { return ::kill(process, 0) == 0; }
  // A nursery needs a process of one thread; the checker of threads has its own, and children are started one by one.
  static bool has_nursery() { return !kThreadsAreChecked; }
#ifdef __SANITIZE_THREAD__
  static constexpr bool kThreadsAreChecked = true;
#else
  static constexpr bool kThreadsAreChecked = false;
#endif
  SharedBytes shared_ = std::move(*SharedBytes::copy_of(as_bytes("a file that somebody sent")));
  Nursery nursery_{"test"};
  pid_t child_ = -1;
};

TEST_F(InNursery, EveryAttackFailsThereToo) {
  for (const auto& [name, attack] : attacks()) {
    const std::string answer = ask(name);
    EXPECT_TRUE(answer == "failed" || answer.starts_with("could not be read safely: ")) << name << ": " << answer;
    EXPECT_EQ(ask("after"), "retfa") << name;
  }
  EXPECT_EQ(ask("environment"), "failed");
  EXPECT_TRUE(std::filesystem::exists(kStoreName));
  if (locked_memory_is_real()) {
    EXPECT_EQ(ask("gigabytes"), "could not be read safely: it needs more memory than is allowed");
  }
}

TEST_F(InNursery, AChildReadsWhatIsSharedAndCannotChangeIt) {
  const std::string file(as_text(shared_.view()));
  EXPECT_EQ(ask("shared"), file);
  EXPECT_EQ(ask("change what is shared"), "changed a copy");
  EXPECT_EQ(as_text(shared_.view()), file);
  EXPECT_EQ(ask("shared"), file);
  EXPECT_EQ(echo("shared"), "");  // of a worker that shares nothing
  EXPECT_NE(::pwrite(shared_.fd(), "b", 1, 0), 1);
  EXPECT_NE(::ftruncate(shared_.fd(), 0), 0);
}

TEST_F(InNursery, NoChildKnowsWhatAnotherDid) {
  EXPECT_EQ(ask("remember"), "1");
  const pid_t first = child_;
  EXPECT_EQ(ask("remember"), "1");
  EXPECT_NE(child_, first);
}

TEST_F(InNursery, AChildEndsWithItsWorkerAndAllWithTheNursery) {
  if (!has_nursery()) GTEST_SKIP() << "there is no nursery beside a second thread";
  pid_t home = -1, looping = -1;
  {
    Nursery nursery("test");
    SandboxedWorker other(nursery, "test", short_limits(), shared_);
    ASSERT_TRUE(other.ask(as_bytes("x")));
    looping = other.child();
    home = parent_of(looping);
    EXPECT_NE(home, ::getpid());
    EXPECT_TRUE(lives(home) && lives(looping));
    {
      SandboxedWorker worker(nursery, "test", short_limits(), shared_);
      EXPECT_FALSE(worker.ask(as_bytes("loop")));  // killed after its time
    }
  }
  EXPECT_FALSE(lives(looping));
  EXPECT_FALSE(lives(home));
}

TEST_F(InNursery, AnotherNurseryStandsInForOneThatDied) {
  if (!has_nursery()) GTEST_SKIP() << "there is no nursery beside a second thread";
  SandboxedWorker worker(nursery_, "test", short_limits(), shared_);
  ASSERT_TRUE(worker.ask(as_bytes("x")));
  const pid_t home = parent_of(worker.child());
  ASSERT_NE(home, ::getpid());
  ::kill(home, SIGKILL);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(home), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(worker.ask(as_bytes("x"))) << "a child outlived its nursery";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask("after"), "retfa");
}

TEST_F(InNursery, WhereThereIsNoneAChildIsStartedAnew) {
  Nursery nothing("test", "/nonexistent/program");
  SandboxedWorker worker(nothing, "test", short_limits(), shared_);
  const auto answer = worker.ask(as_bytes("shared"));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->reveal_text(), as_text(shared_.view()));
}

TEST(SharedBytes, ReadsAFileToItsEndAndOneThatIsTooLargeNoFurtherThanItNeed) {
  const std::string path = "shared_bytes_test";
  std::ofstream(path) << std::string(5 << 20, 'x');
  const Descriptor file(::open(path.c_str(), O_RDONLY));
  EXPECT_EQ(SharedBytes::read(file.get(), 64U << 20, path)->view().size(), 5U << 20);
  ::lseek(file.get(), 0, SEEK_SET);
  const std::size_t some = SharedBytes::read(file.get(), 1U << 20, path)->view().size();
  EXPECT_GT(some, 1U << 20);
  EXPECT_LT(some, 4U << 20);
  EXPECT_EQ(SharedBytes::copy_of({})->view().size(), 0U);
  EXPECT_FALSE(SharedBytes::mapped(file.get())) << "an ordinary file may change";
  std::filesystem::remove(path);
}

TEST_F(Sandbox, MemoryIsBounded) {
  if (!locked_memory_is_real())
    GTEST_SKIP() << "AddressSanitizer cannot run under RLIMIT_AS; the release build tests it";
  EXPECT_EQ(echo("gigabytes"), "could not be read safely: it needs more memory than is allowed");
}

TEST_F(Sandbox, NoEnvironmentIsInherited) { EXPECT_EQ(echo("environment"), "failed"); }

TEST_F(Sandbox, AHandlersSentenceIsMadeHarmless) {
  EXPECT_EQ(echo("refuse"), "is ?[31mnot??? a picture");
  EXPECT_EQ(echo("throw"), "could not be read safely: its reader failed");
}

TEST_F(Sandbox, TheChildIsReplacedAfterItsShare) {
  SandboxLimits limits = short_limits();
  limits.requests_per_child = 2;
  SandboxedWorker worker("test", limits);
  ASSERT_TRUE(worker.ask(as_bytes("1")));
  const pid_t first = worker.child();
  ASSERT_TRUE(worker.ask(as_bytes("2")));
  EXPECT_EQ(worker.child(), -1);
  ASSERT_TRUE(worker.ask(as_bytes("3")));
  EXPECT_NE(worker.child(), first);
}

TEST_F(Sandbox, AnUnknownRoleOrProgramIsAnError) {
  SandboxedWorker nobody("nobody", short_limits());
  EXPECT_FALSE(nobody.ask(as_bytes("x")));
  SandboxedWorker nothing("test", short_limits(), "/nonexistent/program");
  const auto answer = nothing.ask(as_bytes("x"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), Code::kUnavailable);
}

TEST_F(Sandbox, AnOversizedRequestIsNotSent) {
  const auto answer = worker_.ask(Bytes((1U << 20) + 1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), Code::kInvalid);
  EXPECT_EQ(worker_.child(), -1);
}

}  // namespace

std::optional<int> test_child(int argc, char** argv) {
  const std::array roles = {SandboxRole{"test", short_limits(), {}, obey}};
  return run_if_sandboxed_child(argc, argv, roles);
}

}  // namespace tipstaff
