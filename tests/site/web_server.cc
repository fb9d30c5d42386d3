#include "site/web_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

#include "base/cbor.h"

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

Bytes written(const Arrived& request) {
  cbor::Writer out;
  out.array(3 + 2 * request.headers.size());
  for (const std::string* each : {&request.method, &request.url, &request.body}) out.bytes(as_bytes(*each));
  for (const auto& [name, value] : request.headers) out.bytes(as_bytes(name)).bytes(as_bytes(value));
  return out.take();
}

Result<Arrived> read_one(cbor::Reader& in) {
  Arrived out;
  TRY_ASSIGN(const std::size_t members, in.array());
  const auto take = [&](std::string& text) -> Result<void> {
    TRY_ASSIGN(const ByteView bytes, in.bytes());
    text = as_text(bytes);
    return {};
  };
  for (std::string* each : {&out.method, &out.url, &out.body}) TRY(take(*each));
  for (std::size_t i = 3; i < members; i += 2) {
    std::string name;
    TRY(take(name));
    TRY(take(out.headers[name]));
  }
  return out;
}

// The server's process: a thread for each connection, until it is killed.
class Serving {
 public:
  Serving(const std::map<std::string, Served>& pages, int log) : pages_(pages), log_(log) {}

  [[noreturn]] void run(int socket) {
    for (;;) {
      const int connection = ::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) std::thread([this, connection] { serve(connection); }).detach();
    }
  }

 private:
  void serve(int connection) {
    std::string held;
    while (const auto request = next_request(connection, held)) {
      std::string name = request->url.substr(7);
      const std::size_t slash = name.find('/');
      name = name.substr(0, name.find(':')) + name.substr(slash, name.find('?') - slash);
      const auto page = pages_.find(name);
      const std::string answer = answered(page == pages_.end() ? Served{"", "", 204, ""} : page->second);
      note(*request);
      if (::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(connection);
  }

  static std::string answered(const Served& served) {
    std::string out = "HTTP/1.1 " + std::to_string(served.status) +
                      " X\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n";
    if (!served.location.empty()) out += "Location: " + served.location + "\r\n";
    if (served.status != 204)
      out += "Content-Type: " + served.type + "\r\nContent-Length: " + std::to_string(served.body.size()) + "\r\n";
    return out + "\r\n" + served.body;
  }

  void note(const Arrived& request) {
    const Bytes bytes = written(request);
    const std::lock_guard lock(mutex_);
    if (!write_all(log_, bytes, "the log")) std::abort();
  }

  const std::map<std::string, Served>& pages_;
  const int log_;
  std::mutex mutex_;
};

}  // namespace

WebServer::WebServer()
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), log_(::memfd_create("log", MFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (!log_.valid() || ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(socket_.get(), 64) != 0 ||
      ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
}

WebServer::~WebServer() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void WebServer::serve(const std::map<std::string, Served>& pages) {
  process_ = ::fork();
  if (process_ < 0) std::abort();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Serving(pages, log_.get()).run(socket_.get());
}

std::vector<Arrived> WebServer::arrived() const {
  struct stat status {};
  if (::fstat(log_.get(), &status) != 0) std::abort();
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  if (::pread(log_.get(), bytes.data(), bytes.size(), 0) != status.st_size) std::abort();
  std::vector<Arrived> out;
  // The last may still be being written.
  for (cbor::Reader in(bytes); !in.at_end();) {
    auto each = read_one(in);
    if (!each) break;
    out.push_back(std::move(*each));
  }
  return out;
}

}  // namespace tipstaff::test
