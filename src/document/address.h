// What stands inside an address: files (RFC 2397), and words that no page shows.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// “data:image/png;base64,iVBOR…”, read as browsers do. Nothing when it is damaged.
std::optional<Bytes> bytes_of_address(std::string_view address);

// Of a link: a file on a computer or server of the office.
bool is_path(std::string_view target);

// Words in what links lead to: “https://example.org/search?q=two+words”, “mailto:…?body=…” (RFC 3986 §3, RFC 6068 §2).
class LinkWords {
 public:
  explicit LinkWords(Emitter& emitter) : words_(emitter) {}
  // Keeps each piece of the address that reads as words; one without %20, + or blanks is none.
  void add(std::string_view address);
  // Tells what was kept, as Trait::kLinkWords.
  void close(std::string_view part) { words_.close(Trait::kLinkWords, part, "words in the addresses of links"); }

 private:
  Layer words_;
};

}  // namespace tipstaff::document
