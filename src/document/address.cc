#include "document/address.h"

#include <algorithm>

#include "document/words.h"

namespace tipstaff::document {
namespace {

// As browsers read it: blanks and missing padding do not matter.
std::optional<Bytes> from_loose_base64(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/')
      plain += c;
    else if (c != '=' && c != ' ' && c != '\n' && c != '\r' && c != '\t')
      return std::nullopt;
  plain.append((4 - plain.size() % 4) % 4, '=');
  auto bytes = from_base64(plain);
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

std::string unescaped(std::string_view text) {  // %20
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [](char c) {
      return c >= '0' && c <= '9'   ? c - '0'
             : c >= 'a' && c <= 'f' ? c - 'a' + 10
             : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                    : -1;
    };
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

bool is_path(std::string_view target) { return target.starts_with("file:") || target.starts_with("\\\\"); }

std::optional<Bytes> bytes_of_address(std::string_view address) {
  const std::size_t comma = address.find(',');
  if (!address.starts_with("data:") || comma == std::string_view::npos) return std::nullopt;
  const bool encoded = address.substr(0, comma).ends_with(";base64");
  const std::string plain = unescaped(address.substr(comma + 1));
  return encoded ? from_loose_base64(plain) : Bytes(plain.begin(), plain.end());
}

void LinkWords::add(std::string_view address) {
  while (!address.empty()) {
    const std::size_t end = std::min(address.find_first_of("/?&=#;"), address.size());
    std::string piece(address.substr(0, end));
    std::ranges::replace(piece, '+', ' ');
    piece = unescaped(piece);
    if (reads_as_words(piece)) {
      words_.cell(piece);
      words_.end_row();
    }
    address.remove_prefix(std::min(end + 1, address.size()));
  }
}

}  // namespace tipstaff::document
