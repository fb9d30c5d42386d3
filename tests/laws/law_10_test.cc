// Law 10: hostile bytes meet no keys. A child as the office starts it for photographs, but owned by its attacker from the
// first byte on: each request makes it try one way to the office that started it. What a captured parser may do otherwise
// is tested in src/base/sandbox_test.cc.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <map>

#include "base/sandbox.h"
#include "card/photo.h"
#include "office_fixture.h"
#include "test_child.h"

namespace tipstaff {
namespace {

constexpr const char* kOwned = "owned";
constexpr std::string_view kSecret = "a secret of the office that no child may see";

std::string could(bool succeeded) { return succeeded ? "succeeded" : "failed"; }

int stranger(int family, const sockaddr* address, socklen_t size) {
  const int fd = ::socket(family, SOCK_STREAM, 0);
  return fd < 0 ? -1 : ::connect(fd, address, size);
}

// By name: what is tried on `target`, a path, a port or an address in the parent's memory.
const std::map<std::string, std::function<std::string(const std::string&)>>& attacks() {
  static const std::map<std::string, std::function<std::string(const std::string&)>> all = {
      {"read", [](const std::string& path) { return could(::open(path.c_str(), O_RDONLY) >= 0); }},
      {"write", [](const std::string& path) { return could(::open(path.c_str(), O_RDWR) >= 0); }},
      {"unix socket", [](const std::string& path) {
         sockaddr_un address{};
         address.sun_family = AF_UNIX;
         path.copy(address.sun_path, sizeof address.sun_path - 1);
         return could(stranger(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
       }},
      {"network", [](const std::string& port) {
         sockaddr_in address{};
         address.sin_family = AF_INET;
         address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
         address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
         return could(stranger(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
       }},
      {"parent's memory", [](const std::string& target) {
         const auto colon = target.find(':');
         std::array<char, 8> out{};
         const iovec mine{out.data(), out.size()};
         const iovec theirs{reinterpret_cast<void*>(std::stoull(target.substr(colon + 1))), out.size()};
         return could(::process_vm_readv(static_cast<pid_t>(std::stoi(target)), &mine, 1, &theirs, 1, 0) > 0);
       }},
  };
  return all;
}

Result<Bytes> attack(ByteView request) {
  const std::string text(as_text(request));
  const auto line = text.find('\n');
  return to_bytes(as_bytes(attacks().at(text.substr(0, line))(text.substr(line + 1))));
}

SandboxRole owned() { return {kOwned, SandboxLimits{}, {}, attack}; }

}  // namespace

std::optional<int> test_child(int argc, char** argv) {
  const std::array roles = {owned(), card::photo_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace test {
namespace {

class Law10 : public ::testing::Test {
 protected:
  // Whether the child, sandboxed, succeeds.
  bool child_succeeds(const std::string& how, const std::string& target) {
    SandboxedWorker worker(kOwned, SandboxLimits{});
    const auto answer = worker.ask(as_bytes(how + "\n" + target));
    return answer && answer->reveal_text() != "failed";
  }
  // And the same attack without the sandbox, so that it could.
  static bool can_succeed(const std::string& how, const std::string& target) { return attacks().at(how)(target) == "succeeded"; }

  TestForce force{{.people = 1}};
};

TEST_F(Law10, TheChildReachesNoFileOfTheOffice) {
  force.queue_cards(force.people);
  std::size_t tried = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(force.folder.path())) {
    const bool folder = file.is_directory();
    for (const char* how : {"read", "write"}) {
      if (folder && std::string(how) == "write") continue;
      EXPECT_TRUE(can_succeed(how, file.path())) << file.path();
      EXPECT_FALSE(child_succeeds(how, file.path())) << how << ' ' << file.path();
      ++tried;
    }
  }
  EXPECT_GT(tried, 12U);
}

TEST_F(Law10, TheChildReachesNoSocketAndNoMemoryOfTheOffice) {
  const Descriptor local(::socket(AF_UNIX, SOCK_STREAM, 0));
  const std::string path = (force.folder.path() / "socket").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(local.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(local.get(), 8), 0);
  EXPECT_TRUE(can_succeed("unix socket", path));
  EXPECT_FALSE(child_succeeds("unix socket", path));

  const Descriptor network(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof loopback;
  ASSERT_EQ(::bind(network.get(), reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback), 0);
  ASSERT_EQ(::listen(network.get(), 8), 0);
  ASSERT_EQ(::getsockname(network.get(), reinterpret_cast<sockaddr*>(&loopback), &size), 0);
  const std::string port = std::to_string(ntohs(loopback.sin_port));
  EXPECT_TRUE(can_succeed("network", port));
  EXPECT_FALSE(child_succeeds("network", port));

  const std::string memory = fmt::format("{}:{}", ::getpid(), reinterpret_cast<std::uintptr_t>(kSecret.data()));
  EXPECT_FALSE(child_succeeds("parent's memory", memory));
}

// The office's own files handed in as photographs are refused, and the office lives on.
TEST_F(Law10, TheOfficesFilesAreNoPhotographs) {
  card::PhotoNormaliser normaliser;
  for (const auto& file : std::filesystem::directory_iterator(force.store())) {
    if (!file.is_regular_file()) continue;
    const auto outcome = normaliser.normalise(must(force.files.read(file.path())));
    EXPECT_EQ(code_of(outcome), Code::kInvalid) << file.path();
  }
  EXPECT_TRUE(normaliser.normalise(flat_photo().reveal()));
}

}  // namespace
}  // namespace test
}  // namespace tipstaff
