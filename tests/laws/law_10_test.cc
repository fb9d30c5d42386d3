// Law 10: hostile bytes meet no keys. The children that the office starts for photographs, CSV, mapping files and
// templates, but owned by their attacker from the first byte on: each request makes it try one way to the office that
// started it. What a captured parser may do otherwise is tested in src/base/sandbox_test.cc.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <map>

#include "base/sandbox.h"
#include "card/shipped_templates.h"
#include "office/import.h"
#include "office/sandbox_roles.h"
#include "office_fixture.h"
#include "test_child.h"

namespace tipstaff {
namespace {

constexpr std::string_view kSecret = "a secret of the office that no child may see";

std::string could(bool succeeded) { return succeeded ? "succeeded" : "failed"; }

int stranger(int family, const sockaddr* address, socklen_t size) {
  const int fd = ::socket(family, SOCK_STREAM, 0);
  return fd < 0 ? -1 : ::connect(fd, address, size);
}

// By name: what is tried on `target`, a path, a port or an address in the parent's memory.
const std::map<std::string, std::function<std::string(const std::string&)>>& attacks() {
  static const std::map<std::string, std::function<std::string(const std::string&)>> all = {
      {"nothing", [](const std::string&) { return could(true); }},
      {"read", [](const std::string& path) { return could(::open(path.c_str(), O_RDONLY) >= 0); }},
      {"write", [](const std::string& path) { return could(::open(path.c_str(), O_RDWR) >= 0); }},
      {"unix socket",
       [](const std::string& path) {
         sockaddr_un address{};
         address.sun_family = AF_UNIX;
         path.copy(address.sun_path, sizeof address.sun_path - 1);
         return could(stranger(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
       }},
      {"network",
       [](const std::string& port) {
         sockaddr_in address{};
         address.sin_family = AF_INET;
         address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
         address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
         return could(stranger(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
       }},
      {"parent's memory",
       [](const std::string& target) {
         const auto colon = target.find(':');
         std::array<char, 8> out{};
         const iovec mine{out.data(), out.size()};
         const iovec theirs{reinterpret_cast<void*>(std::stoull(target.substr(colon + 1))), out.size()};
         return could(::process_vm_readv(static_cast<pid_t>(std::stoi(target)), &mine, 1, &theirs, 1, 0) > 0);
       }},
      {"memory",
       [](const std::string& bytes) {
         return could(::mmap(nullptr, std::stoull(bytes), PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED);
       }},
  };
  return all;
}

Result<Bytes> attack(ByteView request) {
  const std::string text(as_text(request));
  const auto line = text.find('\n');
  return to_bytes(as_bytes(attacks().at(text.substr(0, line))(text.substr(line + 1))));
}

// Each reader of the office's with its own limits and preparation, captured.
std::vector<SandboxRole> owned_roles() {
  std::vector<SandboxRole> out = office::sandbox_roles();
  for (SandboxRole& role : out) {
    role = {"owned " + role.name, role.limits, role.prepare, attack};
    role.limits.largest_answer = std::max(role.limits.largest_answer, 64U);  // room for the attack's outcome
  }
  return out;
}

// The CSV reader, captured by a file that holds one of these words.
SandboxRole captured_csv() {
  SandboxRole role = roll::csv_role();
  role.converse = [real = role.converse](ByteView request, const SandboxRole::GoOn& go_on) {
    return real(request, [&](ByteView answer) {
      const Bytes piece = go_on(answer);
      const std::string_view text = as_text(piece);
      if (text.find("CRASH") != std::string_view::npos) std::abort();
      if (text.find("EXIT") != std::string_view::npos) ::_exit(0);
      if (text.find("MEMORY") != std::string_view::npos) throw std::bad_alloc();
      while (text.find("FOREVER") != std::string_view::npos) ::sched_yield();
      if (text.find("FORGE") != std::string_view::npos)
        return go_on(Bytes{4, 0, 0, 0, 0, 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xff, 1});
      if (text.find("NOTHING") != std::string_view::npos) return go_on({});
      return piece;
    });
  };
  return role;
}

}  // namespace

std::optional<int> test_child(int argc, char** argv) {
  std::vector<SandboxRole> roles = owned_roles();
  for (SandboxRole& role : office::sandbox_roles())
    roles.push_back(role.name == "csv" ? captured_csv() : std::move(role));
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace test {
namespace {

class Law10 : public ::testing::Test {
 protected:
  // Whether one of the children, sandboxed, succeeds.
  static bool child_succeeds(const std::string& how, const std::string& target) {
    for (const SandboxRole& role : owned_roles()) {
      SandboxedWorker worker(role.name, role.limits);
      const auto answer = worker.ask(as_bytes(how + "\n" + target));
      if (answer && answer->reveal_text() != "failed") return true;
    }
    return false;
  }
  std::filesystem::path csv(std::string_view content) {
    const std::filesystem::path path = force.folder.path() / "export.csv";
    must(force.files.replace(path, as_bytes(content)));
    return path;
  }
  Result<std::unique_ptr<office::Import>> stage(const std::filesystem::path& path) {
    office::ImportSettings settings;
    settings.csv = path;
    return office::Import::stage(*force.office, force.registrar, settings, no_progress());
  }
  static constexpr std::string_view kHeading = "Surname,Forenames,Rank,Warrant number\n";

  // And the same attack without the sandbox, so that it could.
  static bool can_succeed(const std::string& how, const std::string& target) {
    return attacks().at(how)(target) == "succeeded";
  }

  TestForce force{{.people = 1}};
};

TEST_F(Law10, EveryCapturedReaderLivesAndAnswers) {
  for (const SandboxRole& role : owned_roles()) {
    SandboxedWorker worker(role.name, role.limits);
    EXPECT_EQ(must(worker.ask(as_bytes("nothing\n"))).reveal_text(), "succeeded") << role.name;
  }
  EXPECT_EQ(owned_roles().size(), 7U);
}

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

TEST_F(Law10, TheChildGetsNoMoreMemoryThanItsRoleMay) {
  if (!locked_memory_is_real())
    GTEST_SKIP() << "AddressSanitizer cannot run under RLIMIT_AS; the release build tests it";
  std::uint64_t largest = 0;
  for (const SandboxRole& role : owned_roles()) largest = std::max(largest, role.limits.memory_bytes);
  EXPECT_TRUE(can_succeed("memory", std::to_string(largest)));
  EXPECT_FALSE(child_succeeds("memory", std::to_string(largest)));
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

// A reader that its file has captured: the office says that the file could not be read, and takes nothing in.
TEST_F(Law10, ACsvThatCapturesItsReaderIsRefusedAndNothingIsTakenIn) {
  const std::string before = force.office->clerk().checkpoint();
  for (const char* word : {"CRASH", "EXIT", "MEMORY", "FORGE", "NOTHING"}) {
    const auto outcome = stage(csv(fmt::format("{}Thistle,Rowan,{},W990001\n", kHeading, word)));
    ASSERT_FALSE(outcome) << word;
    EXPECT_EQ(outcome.error().code(), Code::kInvalid) << word;
    EXPECT_TRUE(outcome.error().text().starts_with("could not be read safely: "))
        << word << ": " << outcome.error().text();
  }
  EXPECT_EQ(force.office->clerk().checkpoint(), before);
  EXPECT_EQ(force.office->vault().people().all().size(), force.people.size());
  EXPECT_TRUE(stage(csv(fmt::format("{}Thistle,Rowan,Constable,W990001\n", kHeading))))
      << "the next file gets a new child";
}

TEST_F(Law10, AReaderThatNeverEndsIsEnded) {
  SandboxLimits limits = roll::csv_role().limits;
  limits.per_request = std::chrono::milliseconds(500);
  const std::filesystem::path path = csv(fmt::format("{}Thistle,Rowan,FOREVER,W990001\n", kHeading));
  OwnFiles files;
  auto source = must(roll::csv_file(must(files.open(path)), path));
  const auto outcome = roll::SafeCsv::open(std::move(source), limits);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text(), "could not be read safely: it took too long");
}

TEST_F(Law10, ACsvOfTwoGigabytesIsRefusedUnread) {
  const std::filesystem::path path = csv(kHeading);
  std::filesystem::resize_file(path, std::uintmax_t{2} << 30);  // sparse
  const auto outcome = stage(path);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kInvalid);
  EXPECT_NE(outcome.error().text().find("larger than 256 MiB"), std::string::npos);
}

TEST_F(Law10, MappingsAndTemplatesAreReadInTheChildToo) {
  const roll::Mapping mapping =
      must(roll::parse_mapping(as_bytes("Name = surname\nCollar = warrant_number\nBlood = ignore\n")));
  EXPECT_EQ(mapping.text(), must(roll::Mapping::parse(mapping.text())).text());
  EXPECT_EQ(mapping.columns().size(), 3U);
  EXPECT_EQ(code_of(roll::parse_mapping(as_bytes("Name = salary\n"))), Code::kInvalid);
  EXPECT_EQ(code_of(roll::parse_mapping(Bytes(roll::kLargestMapping + 1, 'x'))), Code::kInvalid);

  const card::ShippedTemplate& shipped = card::shipped_templates()[0];
  const auto drawn = must(card::draw_template(as_bytes(shipped.front), as_bytes(shipped.back)));
  EXPECT_TRUE(drawn.design.shows(card::Variable::kName));
  EXPECT_GT(drawn.still.objects.size(), 4U);
  std::string asking(shipped.front);
  asking.insert(asking.rfind("</svg>"), "<text>%VAR_pay_number%</text>");
  const auto refused = card::draw_template(as_bytes(asking), as_bytes(shipped.back));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kInvalid);
  EXPECT_NE(refused.error().text().find("asks for ‘pay_number’, which no card may show"), std::string::npos)
      << refused.error().text();
}

}  // namespace
}  // namespace test
}  // namespace tipstaff
