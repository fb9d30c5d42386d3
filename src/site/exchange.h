// What a page's browser asked, of whom, with what, and what came back: the same whether it was recorded (HAR), saved or driven
// live. Readers fill it (har.h, saved.h, browser.h); everything that judges reads nothing else. Bytes are as they were sent, unless
// said otherwise; nothing here is trusted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipstaff::site {

// Why the browser asked. kBeacon: navigator.sendBeacon, keepalive fetch, ping. kSocket: a WebSocket.
enum class Asked : std::uint8_t { kDocument, kFrame, kScript, kStyle, kImage, kFont, kMedia, kFetch, kBeacon, kSocket, kOther };

struct Header {
  std::string name, value;
};

// kUnread: there was a body, and what it said cannot be told (left out of the recording, larger than the limit, not decoded).
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
  std::uint32_t page = 0;         // place in Recording::pages
  std::string document;           // URL of the frame that asked; empty: the page itself
  std::string script;             // URL of the script that asked, where the recording says so
  std::string step;               // of the journey, as the person wrote it: "type #offence"; empty: while loading
  std::vector<Header> headers;    // of the request
  Body body;                      // of the request
  std::vector<Body> frames;       // kSocket: what the page sent, in order
  std::int64_t started = 0;       // milliseconds since 1970-01-01 UTC; 0: not said
  int status = 0;                 // of the answer; 0: none came
  std::vector<Header> answered;   // headers of the answer
  Body answer;                    // of scripts and pages only; kNone elsewhere
};

struct Page {
  std::string url, title;
  Choice choice = Choice::kAsRecorded;
  std::string screenshot;  // PNG; empty: none
};

struct Recording {
  std::string source;  // path or URL, as the person gave it
  std::string made_by; // "HAR 1.2 by WebInspector 537.36", "Chromium 131", "saved page"
  std::vector<Page> pages;
  std::vector<Exchange> exchanges;
  std::vector<std::string> unread;  // what the recording should hold and does not, a sentence each: the verdict cannot be pass
  std::vector<std::string> notes;   // what a reader of the report should know of the recording; changes no verdict
};

// What hostile recordings may cost; more is unread.
inline constexpr std::size_t kLargestRecording = std::size_t{512} << 20;  // bytes of a HAR
inline constexpr std::size_t kMostExchanges = 200'000;
inline constexpr std::size_t kLargestBody = std::size_t{8} << 20;         // bytes, unpacked

}  // namespace tipstaff::site
