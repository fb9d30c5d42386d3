// A site on loopback whose pages can name the server's own port: “{T}” in them is the tracker's address, “{PORT}” the
// port.
#pragma once

#include <algorithm>
#include <memory>
#include <set>

#include "site/browser.h"
#include "site/url.h"
#include "site/web_server.h"

namespace tipstaff::test {

// Path without its ‘/’, and body.
using Told = std::multiset<std::pair<std::string, std::string>>;
inline std::size_t count(const Told& told, const std::string& path) {
  return static_cast<std::size_t>(
      std::count_if(told.begin(), told.end(), [&](const auto& each) { return each.first == path; }));
}

class Web {
 public:
  explicit Web(std::map<std::string, Served> pages) : server_(std::make_unique<WebServer>()) {
    const std::string port = std::to_string(server_->port());
    for (auto& [name, served] : pages)
      for (std::string* text : {&served.body, &served.location}) {
        replace(*text, "{T}", "http://track.test:" + port + "/");
        replace(*text, "{PORT}", port);
      }
    server_->serve(pages);
  }
  WebServer& operator*() { return *server_; }
  WebServer* operator->() { return server_.get(); }

  // Each host its own owner.
  site::BrowserOptions options(site::Outside outside, int quiet = 400) const {
    site::BrowserOptions out;
    out.arguments = {"--host-resolver-rules=MAP *.test 127.0.0.1",
                     "--unsafely-treat-insecure-origin-as-secure=" + server_->url("page.test", "")};
    out.outside = outside;
    out.quiet = std::chrono::milliseconds(quiet);
    out.owner = [](std::string_view host) { return std::string(host); };
    return out;
  }

  // What reached the server at this host.
  Told arrived_at(const std::string& host) const {
    Told out;
    for (const Arrived& each : server_->arrived()) {
      const auto url = site::parse_url(each.url);
      if (url && url->host == host && each.method != "OPTIONS" && url->path != "/favicon.ico")
        out.emplace(std::string(url->path.substr(1)), each.body);
    }
    return out;
  }

 private:
  static void replace(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
      text.replace(at, what.size(), by);
  }
  std::unique_ptr<WebServer> server_;
};

// What was asked of this host.
inline Told asked_of(const site::Recording& recording, const std::string& host) {
  Told out;
  for (const site::Exchange& each : recording.exchanges) {
    const auto url = site::parse_url(each.url);
    if (url && url->host == host && url->path != "/favicon.ico")
      out.emplace(std::string(url->path.substr(1)), each.body.bytes);
  }
  return out;
}

}  // namespace tipstaff::test
