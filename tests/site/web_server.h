// A small web server on loopback for tests of the browser: serves what it was given and keeps every request whole. It
// knows hosts by the Host header, so that one port stands for many sites. Its log is the ground truth of what left the
// browser.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tipstaff::test {

struct Arrived {
  std::string method, url, body;               // URL with host and port
  std::map<std::string, std::string> headers;  // names in lower case
};

struct Served {
  std::string type, body;
  int status = 200;
  std::string location{};  // of a redirect
};

class WebServer {
 public:
  // By “host/path” without port or query; what is not here is answered with 204.
  explicit WebServer(std::map<std::string, Served> pages);
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;
  ~WebServer();

  void serve_instead(std::map<std::string, Served> pages);
  int port() const { return port_; }
  std::string url(const std::string& host, const std::string& path = "/") const {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }
  std::vector<Arrived> arrived() const;

 private:
  void listen_on();
  void serve(int connection);
  std::map<std::string, Served> pages_;
  int socket_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Arrived> log_;
  std::vector<std::thread> connections_;
  std::vector<int> open_;
  bool ending_ = false;
  std::thread listening_;
};

}  // namespace tipstaff::test
