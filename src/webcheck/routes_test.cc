// The page's server as browsers, other programs and other sites meet it: here without a socket, but for the last tests.
#include "webcheck/routes.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <thread>

#include "base/files.h"
#include "clean/clean_child.h"
#include "disclosure/report.h"
#include "document/document_child.h"
#include "http/server.h"
#include "test_child.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  const SandboxRole roles[] = {document::document_role(), clean::clean_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace webcheck {
namespace {

using http::Request;
using http::Response;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kRegister =
    "surname,initials,ni number\nInventedone,A,AB 12 34 56 C\nInventedtwo,A,AB 12 34 56 C\nInventedthree,A,AB 12 34 56 "
    "C\nInventedfour,A,AB 12 34 56 C\n"
    "Inventedfive,A,AB 12 34 56 C\nInventedsix,A,AB 12 34 56 C\nInventedseven,A,AB 12 34 56 C\nInventedeight,A,AB 12 "
    "34 56 C\nInventednine,A,AB 12 34 56 C\n"
    "Inventedten,A,AB 12 34 56 C\nInventedeleven,A,AB 12 34 56 C\n";

std::string text_of(const Response& answer) { return std::string(as_text(answer.body)); }
std::string header(const Response& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers)
    if (key == name) return value;
  return "";
}

class RoutesTest : public ::testing::Test {
 protected:
  Response ask(std::string method, std::string path, std::string_view body = "",
               std::vector<std::pair<std::string, std::string>> headers = {}) {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.peer_address = "127.0.0.1";
    if (request.header("host").empty()) request.headers.emplace_back("host", "localhost:8480");
    if (request.method == "POST" && request.header("content-type").empty())
      request.headers.emplace_back("content-type", "application/json");
    request.body = to_bytes(as_bytes(body));
    // As the server does it: a body is let in or not before it is read.
    if (request.body.size() > handler_.body_limit(request.method, request.path)) return {413, "", {}, {}};
    return handler_.handle(request);
  }
  std::string ticket(std::string_view words) {
    const Response answer = ask("POST", "/tickets", words);
    EXPECT_EQ(answer.status, 201) << text_of(answer);
    return std::string(boost::json::parse(text_of(answer)).at("ticket").as_string());
  }
  std::string ticket_for(std::string_view name, std::string_view content, std::string_view more = "") {
    return ticket(fmt::format(R"({{"name":"{}","size":{}{}}})", name, content.size(), more));
  }

  SystemRandom random_;
  Queue queue_{random_, {.places = 2}};
  Routes routes_{{{"localhost", "127.0.0.1", "foi.example"}, nullptr, 2}, queue_, random_};
  http::Handler handler_ = routes_.handler();
};

TEST_F(RoutesTest, ThePageAndItsFilesWithAPolicyThatLetsNothingElseIn) {
  for (const auto& [path, type] : {std::pair{"/", "text/html; charset=utf-8"},
                                   {"/page.js", "text/javascript"},
                                   {"/places.js", "text/javascript"},
                                   {"/style.css", "text/css"},
                                   {"/icon.svg", "image/svg+xml"}}) {
    const Response answer = ask("GET", path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.content_type, type);
    EXPECT_FALSE(answer.body.empty());
    EXPECT_THAT(header(answer, "Content-Security-Policy"), HasSubstr("default-src 'none'; script-src 'self'"));
    EXPECT_THAT(header(answer, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "");
    EXPECT_TRUE(ask("HEAD", path).body.empty());
  }
  for (const char* none : {"/x", "/../page.js", "/page.js/", "//", "/index.html.bak", "/tickets/", "/etc/passwd"})
    EXPECT_EQ(ask("GET", none).status, 404) << none;
}

TEST_F(RoutesTest, AFileGetsItsReportPageAndCleanCopyAndLeavesNothing) {
  const std::string id =
      ticket_for("C:\\\\Users\\\\someone\\\\answer.csv", "rank,unit\nConstable,North\n", R"(,"clean":true)");
  EXPECT_EQ(text_of(ask("GET", "/tickets/" + id)), R"({"place":0})");
  const Response answer = ask("PUT", "/tickets/" + id, "rank,unit\nConstable,North\n");
  ASSERT_EQ(answer.status, 200) << text_of(answer);
  EXPECT_THAT(answer.content_type, testing::StartsWith("multipart/form-data; boundary="));
  EXPECT_THAT(text_of(answer), HasSubstr(R"("path":"answer.csv","kind":"csv","verdict":"pass")"));
  EXPECT_THAT(text_of(answer), HasSubstr("name=\"page\""));
  EXPECT_THAT(text_of(answer), HasSubstr("name=\"clean\"; filename=\"clean\"\r\nContent-Type: "
                                         "application/octet-stream\r\n\r\nrank,unit\nConstable,North\n"));
  EXPECT_THAT(text_of(answer), Not(HasSubstr("someone")));
  EXPECT_EQ(ask("GET", "/tickets/" + id).status, 404);
  EXPECT_EQ(ask("PUT", "/tickets/" + id, "rank").status, 413);
}

TEST_F(RoutesTest, ARegisterIsHeldAndItsCopyRefusedAndNothingOfItIsTold) {
  const std::string id = ticket_for("staff.csv", kRegister, R"(,"clean":true)");
  const std::string said = text_of(ask("PUT", "/tickets/" + id, kRegister));
  EXPECT_THAT(said, HasSubstr(R"("verdict":"hold")"));
  EXPECT_THAT(said, HasSubstr("\"refused\":"));
  EXPECT_THAT(said, Not(HasSubstr("name=\"clean\"")));
  EXPECT_THAT(said, Not(HasSubstr("Invented")));
}

TEST_F(RoutesTest, WhatWasDeclaredIsComparedAndThePolicyHoldsForEveryFile) {
  const std::string words = ticket_for("a.csv", "rank,unit\nConstable,North\n", R"(,"declare":"0 rows")");
  EXPECT_THAT(text_of(ask("PUT", "/tickets/" + words, "rank,unit\nConstable,North\n")), HasSubstr("declared-rows"));
  const auto policy = disclosure::parse_policy("tipstaff policy 1\ntitle Northmoor\nregister 12\n");
  ASSERT_TRUE(policy);
  Routes with({{"localhost"}, &*policy, 1}, queue_, random_);
  handler_ = with.handler();
  EXPECT_THAT(text_of(ask("GET", "/about")), HasSubstr("Northmoor"));
  const std::string said = text_of(ask("PUT", "/tickets/" + ticket_for("staff.csv", kRegister), kRegister));
  EXPECT_THAT(said, HasSubstr(R"("verdict":"pass")"));
  EXPECT_THAT(said, HasSubstr(hex(policy->sha256)));
}

TEST_F(RoutesTest, OtherNamesAndOtherSitesAreRefusedOnEveryRoute) {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  const std::string id = ticket_for("a.csv", "rank");
  const auto status = [&](const Headers& headers) {
    std::set<unsigned> out;
    for (const auto& [method, path] : {std::pair<std::string, std::string>{"GET", "/"},
                                       {"GET", "/about"},
                                       {"POST", "/tickets"},
                                       {"GET", "/tickets/" + id},
                                       {"DELETE", "/tickets/" + id}})
      out.insert(ask(method, path, method == "POST" ? R"({"name":"a","size":1})" : "", headers).status);
    return out;
  };
  using Only = std::set<unsigned>;
  EXPECT_EQ(status({{"host", "rebound.example"}}), Only{421});
  EXPECT_EQ(status({{"host", "127.0.0.1.evil.example:8480"}}), Only{421});
  EXPECT_EQ(status({{"host", "localhost:8480"}, {"origin", "https://evil.example"}}), Only{403});
  EXPECT_EQ(status({{"host", "localhost:8480"}, {"origin", "null"}}), Only{403});
  EXPECT_EQ(status({{"host", "localhost:8480"}, {"origin", "http://localhost:9999"}}), Only{403})
      << "another server on the same machine";
  EXPECT_EQ(status({{"host", "localhost:8480"}, {"sec-fetch-site", "cross-site"}}), Only{403});
  EXPECT_EQ(status({{"host", "localhost:8480"}, {"sec-fetch-site", "same-site"}}), Only{403});
  EXPECT_EQ(ask("GET", "/", "",
                {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "navigate"}, {"sec-fetch-dest", "document"}})
                .status,
            200)
      << "a link on the intranet";
  EXPECT_EQ(ask("GET", "/", "",
                {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "navigate"}, {"sec-fetch-dest", "iframe"}})
                .status,
            403);
  EXPECT_EQ(ask("POST", "/tickets", R"({"name":"a","size":1})",
                {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "navigate"}, {"sec-fetch-dest", "document"}})
                .status,
            403);
  EXPECT_EQ(ask("GET", "/about", "",
                {{"host", "FOI.example"}, {"origin", "https://foi.example"}, {"sec-fetch-site", "same-origin"}})
                .status,
            200);
  EXPECT_EQ(ask("GET", "/tickets/" + id).status, 200) << "the ticket has outlived them all";
}

TEST_F(RoutesTest, WrongMethodsFormsAndSizes) {
  EXPECT_EQ(ask("POST", "/").status, 405);
  EXPECT_EQ(header(ask("PUT", "/tickets"), "Allow"), "POST");
  EXPECT_EQ(
      ask("OPTIONS", "/tickets", "", {{"origin", "https://evil.example"}, {"access-control-request-method", "PUT"}})
          .status,
      403);
  EXPECT_EQ(ask("TRACE", "/").status, 405);
  EXPECT_EQ(ask("POST", "/tickets", R"({"name":"a","size":1})", {{"content-type", "text/plain"}}).status, 415)
      << "a form of another site could send it";
  for (const char* bad :
       {"", "[]", "{", R"({"name":"a"})", R"({"name":1,"size":1})", R"({"name":"a","size":-1})",
        R"({"name":"a","size":"1"})", R"({"name":"a","size":0})", R"({"name":"a","size":1,"declare":"a few"})",
        R"({"name":"a","size":1,"clean":"yes"})", "{\"name\":\"\xff\",\"size\":1}"})
    EXPECT_EQ(ask("POST", "/tickets", bad).status, 400) << bad;
  EXPECT_EQ(ask("POST", "/tickets", R"({"name":"a","size":268435457})").status, 413);
  EXPECT_EQ(ask("POST", "/tickets", std::string(9000, ' ')).status, 413);
  EXPECT_EQ(ask("PUT", "/tickets/" + std::string(32, '0'), "rank").status, 413);
  const std::string id = ticket_for("a.csv", "rank");
  EXPECT_EQ(ask("PUT", "/tickets/" + id, "rank,").status, 413) << "longer than it was to be";
}

TEST_F(RoutesTest, AnUploadThatBreaksOffOrLiesOfItsLengthFreesItsPlaceAndAnEmptyOneBesideItDoesNot) {
  const std::string first = ticket_for("a.csv", "rank"), second = ticket_for("b.csv", "rank"),
                    third = ticket_for("c.csv", "rank");
  EXPECT_EQ(text_of(ask("GET", "/tickets/" + third)), R"({"place":1})");
  EXPECT_EQ(handler_.body_limit("PUT", "/tickets/" + first), 4);
  EXPECT_EQ(ask("PUT", "/tickets/" + first, "").status, 400);
  EXPECT_EQ(text_of(ask("GET", "/tickets/" + third)), R"({"place":1})") << "the first upload is still on its way";
  handler_.broken_off("PUT", "/tickets/" + first);
  EXPECT_EQ(text_of(ask("GET", "/tickets/" + third)), R"({"place":0})");
  EXPECT_EQ(ask("PUT", "/tickets/" + second, "ran").status, 400);
  EXPECT_EQ(ask("GET", "/tickets/" + second).status, 404);
  EXPECT_EQ(ask("DELETE", "/tickets/" + third).status, 204);
  EXPECT_EQ(ask("GET", "/tickets/" + third).status, 404);
}

// Over a socket, without a client's good manners.
class SocketTest : public RoutesTest {
 protected:
  void SetUp() override {
    http::ServerLimits limits;
    limits.header = limits.idle = std::chrono::milliseconds(300);
    limits.body = std::chrono::milliseconds(300);
    limits.connections_per_address = 8;
    auto started = http::Server::web("127.0.0.1", 0, std::nullopt, clock_, routes_.handler(), limits);
    ASSERT_TRUE(started) << started.error().text();
    server_ = std::move(*started);
  }
  Descriptor connected() const {
    Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server_->port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    return fd;
  }
  static void say(const Descriptor& fd, std::string_view words) {
    EXPECT_EQ(::send(fd.get(), words.data(), words.size(), MSG_NOSIGNAL), static_cast<ssize_t>(words.size()));
  }
  static std::string heard(const Descriptor& fd) {
    std::string out;
    char piece[4096];
    for (ssize_t got = 0; (got = ::recv(fd.get(), piece, sizeof piece, 0)) > 0;)
      out.append(piece, static_cast<std::size_t>(got));
    return out;
  }
  bool is_called(const std::string& id) {
    for (int i = 0; i < 400; ++i) {
      if (queue_.place(id) == 0) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  SystemClock clock_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(SocketTest, AnUploadThatStallsOrIsCancelledFreesItsPlace) {
  const std::string stalls = ticket_for("a.csv", "rank,unit"), cancelled = ticket_for("b.csv", "rank,unit"),
                    third = ticket_for("c.csv", "rank"), fourth = ticket_for("d.csv", "rank");
  const Descriptor slow = connected();
  say(slow, fmt::format("PUT /tickets/{} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nran", stalls));
  {
    const Descriptor gone = connected();
    say(gone, fmt::format("PUT /tickets/{} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nran", cancelled));
  }
  EXPECT_TRUE(is_called(third));
  EXPECT_TRUE(is_called(fourth));
  EXPECT_EQ(heard(slow), "");
  EXPECT_FALSE(queue_.place(stalls) || queue_.place(cancelled));
}

TEST_F(SocketTest, WhoSendsAHeaderForEverIsLetGoAndOthersAreServed) {
  std::vector<Descriptor> slow;
  for (int i = 0; i < 6; ++i) {
    slow.push_back(connected());
    say(slow.back(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
  }
  const Descriptor other = connected();
  say(other, "GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(heard(other), HasSubstr("200 OK"));
  for (const Descriptor& one : slow) EXPECT_EQ(heard(one), "");
}

TEST_F(SocketTest, OneAddressHasSoManyConnectionsAndNoMore) {
  std::vector<Descriptor> held;
  for (int i = 0; i < 8; ++i) {
    held.push_back(connected());
    say(held.back(), "GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n");
    char first = 0;
    ASSERT_EQ(::recv(held.back().get(), &first, 1, 0), 1);
  }
  EXPECT_EQ(heard(connected()), "");
}

}  // namespace
}  // namespace webcheck
}  // namespace tipstaff
