// What a page's browser asked, of whom, with what, and what came back: the same whether it was recorded (HAR), saved or
// driven live. Readers fill it (har.h, saved.h, browser.h); everything that judges reads nothing else. Bytes are as
// they were sent, unless said otherwise; nothing here is trusted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipstaff::site {

// Why the browser asked. kBeacon: navigator.sendBeacon, keepalive fetch, ping. kSocket: a WebSocket.
enum class Asked : std::uint8_t {
  kDocument,
  kFrame,
  kScript,
  kStyle,
  kImage,
  kFont,
  kMedia,
  kFetch,
  kBeacon,
  kSocket,
  kOther
};

struct Header {
  std::string name, value;
};

// kUnread: there was a body, and what it said cannot be told (left out of the recording, larger than the limit, not
// decoded).
enum class BodyState : std::uint8_t { kNone, kWhole, kUnread };

struct Body {
  BodyState state = BodyState::kNone;
  std::string type;   // media type with its parameters; may be empty
  std::string bytes;  // kWhole: after transfer encodings, before Content-Encoding is undone
  std::string why;    // kUnread: as half a sentence, for a person
};

// How the choice about cookies was answered in the run.
enum class Choice : std::uint8_t { kAsRecorded, kNone, kReject, kAccept };

struct Exchange {
  std::string url, method;
  Asked asked = Asked::kOther;
  std::uint32_t page = 0;               // place in Recording::pages
  std::string document;                 // URL of the frame that asked; empty: the page itself
  std::string script;                   // URL of the script that asked, where the recording says so
  std::string step;                     // what was done before it: "type into #offence"; empty: while loading
  Choice chosen = Choice::kAsRecorded;  // the choice that had been made when it was asked
  std::vector<Header> headers;          // of the request
  Body body;                            // of the request
  std::vector<Body> frames;             // kSocket: what the page sent, in order
  std::int64_t started = 0;             // milliseconds since 1970-01-01 UTC; 0: not said
  int status = 0;                       // of the answer; 0: none came
  std::vector<Header> answered;         // headers of the answer
  Body answer;                          // of scripts and pages only; kNone elsewhere
};

struct Page {
  std::string url, title;
  Choice choice = Choice::kAsRecorded;  // of the run
  std::string screenshot;               // PNG; empty: none
  bool submitted = false;               // its form was just sent: what is asked now is the submit pass
  bool answered = false;                // here the question about cookies was answered as `choice` says
  std::string banner{};  // by what it asks for a choice: “OneTrust”; empty: no such question was looked for or found
};

// What a visitor saw at a step by which something was told.
struct Shot {
  std::uint32_t page = 0;
  std::string step;  // as in Exchange
  std::string png;
  double left = 0, top = 0, width = 0,
         height = 0;  // the element that was touched, in pixels of the picture; no width: none
};

struct Recording {
  std::string source;   // path or URL, as the person gave it
  std::string made_by;  // "HAR 1.2 by WebInspector 537.36", "Chromium 131", "saved page"
  std::vector<Page> pages;
  std::vector<Exchange> exchanges;
  std::vector<Shot> shots;
  std::vector<std::string> steps;  // of a journey, as in Exchange, that were done; none elsewhere
  std::vector<std::string>
      unread;  // what the recording should hold and does not, a sentence each: the verdict cannot be pass
  std::vector<std::string> notes;  // what a reader of the report should know of the recording; changes no verdict
};

// What hostile recordings may cost; more is unread.
inline constexpr std::size_t kLargestRecording = std::size_t{512} << 20;  // bytes of a HAR
inline constexpr std::size_t kMostExchanges = 200'000;
inline constexpr std::size_t kLargestBody = std::size_t{8} << 20;  // bytes, unpacked

inline constexpr std::size_t kMostShots = 100,
                             kLargestShot = std::size_t{2} << 20;  // a picture's bytes; larger ones are left out

// Adds one to another: its pages behind those that are there, and what belongs to them. A sentence that stands already
// is not repeated.
void join(Recording& all, Recording&& one);

}  // namespace tipstaff::site
