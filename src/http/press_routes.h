// The press protocol over HTTP (docs/formats/press-protocol.md): turns requests into calls of press::PressOffice and
// its results into answers. Who is not shown to hold a client certificate reaches only the two enrolment calls; which
// press the certificate belongs to, and whether it is in good standing, the office decides on every call.
//
// Bytes from outside are parsed here and in press_messages.h only; both are fuzzed (tests/fuzz/press_http.cc).
#pragma once

#include <string_view>

#include "http/message.h"
#include "press/wire.h"

namespace tipstaff::http {

// True for the paths that press_answer serves: a larger router asks this first.
bool is_press_path(std::string_view path);
// Bytes allowed in a body.
std::size_t press_body_limit(std::string_view method, std::string_view path);
// Thread-safe as the office is.
Response press_answer(press::PressOffice& office, const Request& request);

// Both as a handler for a server that serves presses and nothing else. `office` must outlive it.
Handler press_handler(press::PressOffice& office);

}  // namespace tipstaff::http
