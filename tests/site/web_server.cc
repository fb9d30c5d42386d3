#include "site/web_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <optional>

namespace tipstaff::test {
namespace {

// More bytes of the connection into `held`; false at its end.
bool more(int connection, std::string& held) {
  char piece[16384];
  const ssize_t got = ::recv(connection, piece, sizeof piece, 0);
  if (got <= 0) return false;
  held.append(piece, static_cast<std::size_t>(got));
  return true;
}

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The next request; its bytes are taken from `held`. Chunked bodies, which browsers send for streams, are put together.
std::optional<Arrived> next_request(int connection, std::string& held) {
  std::size_t end = 0;
  while ((end = held.find("\r\n\r\n")) == std::string::npos) {
    if (!more(connection, held)) return std::nullopt;
  }
  Arrived out;
  const std::string head = held.substr(0, end);
  held.erase(0, end + 4);
  const std::size_t blank = head.find(' '), second = head.find(' ', blank + 1);
  out.method = head.substr(0, blank);
  std::string path = head.substr(blank + 1, second - blank - 1);
  for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
    const std::string line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const std::size_t colon = line.find(':');
    out.headers[lowered(line.substr(0, colon))] = line.substr(line.find_first_not_of(' ', colon + 1));
  }
  out.url = "http://" + out.headers["host"] + path;
  if (out.headers.contains("content-length")) {
    const auto size = static_cast<std::size_t>(std::atoll(out.headers["content-length"].c_str()));
    while (held.size() < size) {
      if (!more(connection, held)) return std::nullopt;
    }
    out.body = held.substr(0, size);
    held.erase(0, size);
  }
  return out;
}

}  // namespace

WebServer::WebServer(std::map<std::string, Served> pages) : pages_(std::move(pages)) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket_, 64) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  listening_ = std::thread([this] { listen_on(); });
}

WebServer::~WebServer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const int connection : open_) ::shutdown(connection, SHUT_RDWR);
  }
  ::shutdown(socket_, SHUT_RDWR);
  listening_.join();
  for (std::thread& each : connections_) each.join();
  ::close(socket_);
}

void WebServer::serve_instead(std::map<std::string, Served> pages) {
  const std::lock_guard lock(mutex_);
  pages_ = std::move(pages);
}

std::vector<Arrived> WebServer::arrived() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

void WebServer::listen_on() {
  for (;;) {
    const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (ending_ || connection < 0) {
      if (connection >= 0) ::close(connection);
      return;
    }
    open_.push_back(connection);
    connections_.emplace_back([this, connection] { serve(connection); });
  }
}

void WebServer::serve(int connection) {
  std::string held;
  while (auto request = next_request(connection, held)) {
    std::string name = request->url.substr(7);
    const std::size_t slash = name.find('/');
    name = name.substr(0, name.find(':')) + name.substr(slash, name.find('?') - slash);
    Served served{"", "", 204, ""};
    {
      const std::lock_guard lock(mutex_);
      if (const auto page = pages_.find(name); page != pages_.end()) served = page->second;
      log_.push_back(std::move(*request));
    }
    std::string answer = "HTTP/1.1 " + std::to_string(served.status) +
                         " X\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n";
    if (!served.location.empty()) answer += "Location: " + served.location + "\r\n";
    if (served.status != 204)
      answer += "Content-Type: " + served.type + "\r\nContent-Length: " + std::to_string(served.body.size()) + "\r\n";
    answer += "\r\n" + served.body;
    if (::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, connection);
  ::close(connection);
}

}  // namespace tipstaff::test
