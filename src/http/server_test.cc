#include "http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <thread>

#include "base/files.h"
#include "http/client.h"
#include "http/test_office.h"
#include "test_support.h"

namespace tipstaff::http {
namespace {

using std::chrono::milliseconds;
using test::Office;

// Says back what it saw.
Handler echo() {
  Handler out;
  out.handle = [](const Request& r) {
    std::string text = r.method + " " + r.path + "?" + r.query + " " + (r.certificate ? hex(*r.certificate) : "nobody");
    if (r.peer_uid) text += " uid " + std::to_string(*r.peer_uid);
    text += " ";
    Response response{200, "text/plain", to_bytes(as_bytes(text)), {}};
    append(response.body, r.body);
    return response;
  };
  out.body_limit = [](std::string_view, std::string_view path) { return path == "/big" ? 1'000'000U : 10U; };
  return out;
}

std::string text_of(const Result<Answer>& answer) {
  if (!answer) return "error " + std::string(code_name(answer.error().code())) + ": " + answer.error().text();
  return std::to_string(answer->status) + " " + std::string(as_text(answer->body));
}

Descriptor connected(std::uint16_t port) {
  Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  return fd;
}

// A TLS connection without a client's good manners.
struct RawTls {
  RawTls(std::uint16_t port, int version) : fd(connected(port)) {
    SSL_set_max_proto_version(ssl, version);
    SSL_set_fd(ssl, fd.get());
    open = SSL_connect(ssl) == 1;
  }
  ~RawTls() {
    SSL_free(ssl);
    SSL_CTX_free(context);
  }
  void send(std::string_view text) { SSL_write(ssl, text.data(), static_cast<int>(text.size())); }
  std::string read_to_end() {
    std::string out;
    std::array<char, 4096> chunk;
    for (int n; (n = SSL_read(ssl, chunk.data(), chunk.size())) > 0;) out.append(chunk.data(), static_cast<size_t>(n));
    return out;
  }
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = SSL_new(context);
  Descriptor fd;
  bool open = false;
};

TEST(Server, KnowsWhoCallsAndKeepsTheConnection) {
  Office office;
  office.serve(echo());
  const auto press = office.certify("press-one");
  const auto client = office.client(press.credential());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(text_of(client->call({"POST", "/a?b=c", "text/plain", to_bytes(as_bytes("hello")), {}})),
              "200 POST /a?b=c " + hex(press.id()) + " hello");
  EXPECT_EQ(client->authority(), office.authority.certificate());
  EXPECT_EQ(text_of(office.client()->call({})).substr(0, 3), "400");  // an empty target
  EXPECT_EQ(text_of(office.client()->call({"GET", "/"})), "200 GET /? nobody ");
}

TEST(Server, RefusesCertificatesThatAreNotOursOrNotInDate) {
  Office office;
  Office stranger;
  office.serve(echo());
  const auto foreign = stranger.certify("press-one");
  EXPECT_THAT(text_of(office.client(foreign.credential())->call({"GET", "/"})), ::testing::StartsWith("error un"));

  const auto press = office.certify("press-one");
  const auto client = office.client(press.credential());
  EXPECT_EQ(text_of(client->call({"GET", "/"})).substr(0, 3), "200");
  office.clock.advance(std::chrono::days(91));  // on the open connection, then on a new one
  EXPECT_THAT(text_of(client->call({"GET", "/"})), ::testing::StartsWith("error un"));
  EXPECT_THAT(text_of(office.client(press.credential())->call({"GET", "/"})), ::testing::StartsWith("error un"));
  EXPECT_EQ(text_of(office.client()->call({"GET", "/"})).substr(0, 3), "200");
}

TEST(Server, SpeaksNothingOlderThanTls13) {
  Office office;
  office.serve(echo());
  EXPECT_TRUE(RawTls(office.server->port(), TLS1_3_VERSION).open);
  EXPECT_FALSE(RawTls(office.server->port(), TLS1_2_VERSION).open);
}

TEST(Client, TrustsOnlyThePinnedAuthorityAndTheRightName) {
  Office office;
  Office stranger;
  office.serve(echo());
  const auto wrong_pin = *Client::tls(office.url(), stranger.pin(), {}, office.clock);
  EXPECT_EQ(wrong_pin->call({"GET", "/"}).error().code(), Code::kUnauthorised);
  office.server->stop();
  EXPECT_EQ(office.client()->call({"GET", "/"}).error().code(), Code::kUnavailable);
  EXPECT_FALSE(Client::tls(office.url(), Bytes(15), {}, office.clock));

  const std::vector<std::string> names = {"office.example"};
  TlsSettings settings{*office.authority.issue_server(names, office.clock.now()), office.authority.certificate()};
  const auto misnamed = *Server::tls("127.0.0.1", 0, settings, office.clock, echo());
  const auto client = *Client::tls({"127.0.0.1", misnamed->port()}, office.pin(), {}, office.clock);
  EXPECT_EQ(client->call({"GET", "/"}).error().code(), Code::kUnauthorised);
}

TEST(Server, RefusesWhatIsTooLargeOrNotHttp) {
  Office office;
  office.serve(echo());
  const auto client = office.client();
  EXPECT_EQ(text_of(client->call({"POST", "/small", "", Bytes(11), {}})).substr(0, 3), "413");
  EXPECT_EQ(text_of(client->call({"POST", "/big", "", Bytes(900'000), {}})).substr(0, 3), "200");
  EXPECT_EQ(text_of(client->call({"GET", "/", "", {}, {{"X-Long", std::string(20'000, 'x')}}})).substr(0, 3), "431");
  const std::pair<const char*, const char*> cases[] = {
      {"nonsense\r\n\r\n", "400"},
      {"GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"POST /small HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n", "413"},
      {"POST /small HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", "413"},
  };
  for (const auto& [request, status] : cases) {
    RawTls raw(office.server->port(), TLS1_3_VERSION);
    raw.send(request);
    EXPECT_THAT(raw.read_to_end(), ::testing::StartsWith(std::string("HTTP/1.1 ") + status)) << request;
  }
}

TEST(Server, LosesPatienceWithSlowPeers) {
  Office office;
  ServerLimits limits;
  limits.handshake = limits.header = limits.body = milliseconds(200);
  limits.idle = milliseconds(400);
  office.serve(echo(), limits);
  const Descriptor silent = connected(office.server->port());
  RawTls slow_header(office.server->port(), TLS1_3_VERSION);
  slow_header.send("GET / HT");
  RawTls slow_body(office.server->port(), TLS1_3_VERSION);
  slow_body.send("POST /big HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc");
  RawTls idle(office.server->port(), TLS1_3_VERSION);
  EXPECT_EQ(slow_header.read_to_end(), "");
  EXPECT_EQ(slow_body.read_to_end(), "");
  EXPECT_EQ(idle.read_to_end(), "");
  char byte;
  EXPECT_EQ(::read(silent.get(), &byte, 1), 0);
}

TEST(Server, HoldsNoMoreConnectionsThanAllowed) {
  Office office;
  ServerLimits limits;
  limits.most_connections = 2;
  office.serve(echo(), limits);
  const auto one = office.client();
  const auto two = office.client();
  EXPECT_TRUE(one->call({"GET", "/"}));
  EXPECT_TRUE(two->call({"GET", "/"}));
  EXPECT_FALSE(office.client()->call({"GET", "/"}));
  EXPECT_TRUE(one->call({"GET", "/"}));
}

TEST(Server, RunsManyHandlersAtOnceAndFinishesThemWhenItStops) {
  Office office;
  std::latch all_in(16);
  Handler handler = echo();
  handler.handle = [&](const Request&) {
    all_in.arrive_and_wait();  // passes only when sixteen handlers run at the same time
    std::this_thread::sleep_for(milliseconds(100));
    return Response{200, "text/plain", {}, {}};
  };
  office.serve(handler);
  std::atomic<int> answered = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i)
    callers.emplace_back([&] {
      const auto client = office.client();
      if (const auto answer = client->call({"GET", "/"}); answer && answer->status == 200) ++answered;
    });
  all_in.wait();
  office.server->stop();
  for (auto& c : callers) c.join();
  EXPECT_EQ(answered, 16);
  EXPECT_FALSE(office.client()->call({"GET", "/"}));
}

TEST(Server, TurnsAFaultIntoAnAnswerThatSaysNothing) {
  Office office;
  Handler handler = echo();
  handler.handle = [](const Request&) -> Response { throw std::runtime_error("secret detail"); };
  office.serve(handler);
  const std::string text = text_of(office.client()->call({"GET", "/"}));
  EXPECT_THAT(text, ::testing::StartsWith("500"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("secret")));
}

TEST(LocalServer, KnowsTheCallersUserAndKeepsOthersOut) {
  const tipstaff::test::TemporaryFolder folder;
  const auto path = folder.path() / "socket";
  {
    const auto server = Server::local(path, echo());
    ASSERT_TRUE(server) << server.error().text();
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    const auto client = Client::local(path);
    EXPECT_EQ(text_of(client->call({"GET", "/x"})), "200 GET /x? nobody uid " + std::to_string(::getuid()) + " ");
  }
  EXPECT_EQ(Client::local(path)->call({"GET", "/"}).error().code(), Code::kUnavailable);
  EXPECT_TRUE(Server::local(path, echo()));  // over what a crash left behind
  SystemFiles files;
  ASSERT_TRUE(files.replace(folder.path() / "file", {}));
  EXPECT_EQ(Server::local(folder.path() / "file", echo()).error().code(), Code::kRefused);
}

TEST(Client, TriesAgainOnlyWhatMayBeRepeated) {
  Office office;
  ServerLimits limits;
  limits.idle = milliseconds(50);
  std::atomic<int> calls = 0;
  Handler handler = echo();
  handler.handle = [&](const Request&) {
    ++calls;
    return Response{200, "", {}, {}};
  };
  office.serve(handler, limits);
  const auto client = office.client();
  Call once{"POST", "/", "", {}, {}, false};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(client->call({"GET", "/"}));
    std::this_thread::sleep_for(milliseconds(500));  // the server closes the idle connection meanwhile
    EXPECT_TRUE(client->call(once));
  }
  EXPECT_EQ(calls, 6);
}

TEST(Message, SplitsTargetsAndReadsParameters) {
  Request r;
  ASSERT_TRUE(set_target(r, "/a/b?most=5&x=%41+b"));
  EXPECT_EQ(r.path, "/a/b");
  EXPECT_EQ(**r.query_value("most"), "5");
  EXPECT_EQ(**r.query_value("x"), "A b");
  EXPECT_FALSE(r.query_value("y")->has_value());
  for (const char* bad : {"", "a", "/a b", "/a#b", "/\x01", "/\x80"}) EXPECT_FALSE(set_target(r, bad)) << bad;
  ASSERT_TRUE(set_target(r, "/?a=1&a=2&b=%4"));
  EXPECT_FALSE(r.query_value("a"));
  EXPECT_FALSE(r.query_value("b"));
}

TEST(Url, IsAnOfficesAddressOrAClearError) {
  EXPECT_EQ(parse_url("https://office.example")->port, 443);
  EXPECT_EQ(parse_url("https://office.example:8443/")->host, "office.example");
  EXPECT_EQ(parse_url("https://[::1]:8443")->host, "::1");
  for (const char* bad : {"", "http://x", "https://", "https://x:0", "https://x:99999", "https://x:", "https://x/y",
                          "https://a@b", "https://[::1", "https://x:80a"})
    EXPECT_FALSE(parse_url(bad)) << bad;
}

}  // namespace
}  // namespace tipstaff::http
