// A small web server on loopback for tests of the browser: serves what it was given and keeps every request whole. It
// knows hosts by the Host header, so that one port stands for many sites. Its log is the ground truth of what left the
// browser. It is a process of its own: what is tested forks (site/walk_apart.h), which a process with threads must not.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/files.h"

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
  WebServer();  // listens, and answers once it has pages
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;
  ~WebServer();

  // By “host/path” without port or query; what is not here is answered with 204. Once.
  void serve(const std::map<std::string, Served>& pages);
  int port() const { return port_; }
  std::string url(const std::string& host, const std::string& path = "/") const {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }
  // Each was written down before it was answered.
  std::vector<Arrived> arrived() const;

 private:
  Descriptor socket_, log_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace tipstaff::test
