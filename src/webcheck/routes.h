// The check as a page (`tipstaff check --web`): what a browser asks and what it is answered. Needs no store and no key;
// a file lies in memory while it is checked, its report and clean copy go out in the one answer to it, and then nothing
// of it is left. Nothing is logged.
//
//   GET    /               the page and its files
//   GET    /about          JSON: the largest file, the policy's title, the rules' version
//   POST   /tickets        JSON {name, size, declare, clean} → 201 {ticket, place}
//   GET    /tickets/ID     {place}; 0: send the file now
//   DELETE /tickets/ID     not wanted any more
//   PUT    /tickets/ID     the file → multipart/form-data: “report” (as `check --format json`), “page” (as `--format
//   html`), “clean”
//
// Who is asked by another name than those given (DNS rebinding) answers 421; a request that another site's page caused
// (its Origin, Sec-Fetch-Site of the Fetch Metadata draft) is refused, and no answer may be read by another site: no
// CORS. A page of another site may lead here, but cannot frame what it leads to.
#pragma once

#include <semaphore>
#include <vector>

#include "disclosure/policy.h"
#include "http/message.h"
#include "webcheck/queue.h"

namespace tipstaff::webcheck {

struct Settings {
  std::vector<std::string> names;              // by which browsers may call this server, in lower case, no port
  const disclosure::Policy* policy = nullptr;  // for every file; outlives the routes
  std::size_t at_once = 2;                     // files under check; each may take three children one after another
};

// Must outlive the server that runs its handler. Thread-safe.
class Routes {
 public:
  Routes(Settings settings, Queue& queue, Random& random);
  http::Handler handler();

 private:
  http::Response answer(const http::Request& request);
  http::Response page_file(const http::Request& request);
  http::Response about() const;
  http::Response take_ticket(const http::Request& request);
  http::Response ticket_place(std::string_view ticket);
  http::Response file_came(std::string_view ticket, ByteView file);
  http::Response check(const Wish& wish, ByteView file);
  bool is_own_name(std::string_view host) const;

  Settings settings_;
  Queue& queue_;
  Random& random_;
  std::counting_semaphore<> turns_;
};

}  // namespace tipstaff::webcheck
