#include "document/text_file.h"

#include <fmt/format.h>

#include "base/text.h"
#include "document/charset.h"
#include "document/letters.h"
#include "document/mail/mail_texts.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kLongestCode = 400;  // bytes of text without a space: more is something encoded

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (!take_code_point(text)) return false;
  return true;
}

// As UTF-8; nothing when it is no text: control characters, half pairs.
std::optional<std::string> decoded(ByteView file) {
  std::string out;
  const bool little = file.size() >= 2 && file[0] == 0xff && file[1] == 0xfe,
             big = file.size() >= 2 && file[0] == 0xfe && file[1] == 0xff;
  if (little || big) {
    if (file.size() % 2 != 0) return std::nullopt;
    const auto unit = [&](std::size_t at) {
      return static_cast<char32_t>(little ? file[at] | file[at + 1] << 8 : file[at] << 8 | file[at + 1]);
    };
    for (std::size_t at = 2; at < file.size(); at += 2) {
      char32_t point = unit(at);
      if (point >= 0xd800 && point < 0xdc00 && at + 4 <= file.size() && unit(at + 2) >= 0xdc00 &&
          unit(at + 2) < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
        at += 2;
      } else if (point >= 0xd800 && point < 0xe000) {
        return std::nullopt;
      }
      put_utf8(out, point);
    }
  } else if (std::string_view text = as_text(file); is_utf8(text)) {
    out = text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
  } else {
    for (const std::uint8_t byte : file) put_utf8(out, byte);  // names and numbers are the same in Windows-1252
  }
  for (const char c : out)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') return std::nullopt;
  return out;
}

char separator(std::string_view line) {
  std::size_t most = 0;
  char out = 0;
  for (const char c : {',', ';', '\t', '|'})
    if (const auto count = static_cast<std::size_t>(std::ranges::count(line, c)); count > most) most = count, out = c;
  return out;
}

// A calendar or a visiting card.
void read_content_lines(std::string_view text, Emitter& emitter) {
  const MailText said = content_lines(text);
  Layer shown(emitter), unshown(emitter);
  for (const auto& row : said.shown) {
    for (const std::string& cell : row) shown.cell(cell);
    shown.end_row();
  }
  for (const std::string& line : said.unshown) {
    unshown.cell(line);
    unshown.end_row();
  }
  shown.close(Trait::kVisible, "", "the text");
  unshown.close(Trait::kTextHidden, "", "lines that no calendar or address book shows");
  for (const Bytes& file : said.files) read_inside(file, "a file in a calendar or card", emitter);
  if (said.damaged) emitter.unread("", "a file in a calendar or card is damaged");
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

bool is_mail(std::string_view text) {
  for (const std::string_view heading :
       {"From ", "From:", "Received:", "Return-Path:", "Delivered-To:", "MIME-Version:", "Message-ID:", "X-"})
    if (text.starts_with(heading)) {
      const std::string_view head = text.substr(0, std::min<std::size_t>(text.size(), 16'384));
      return head.find("\nMIME-Version:") != std::string_view::npos ||
             head.find("\nReceived:") != std::string_view::npos || head.find("\nSubject:") != std::string_view::npos ||
             head.find("\nTo:") != std::string_view::npos;
    }
  return false;
}

// Whether a line that begins so is what `is` looks for; it sees the line and what follows it.
bool any_line(std::string_view text, std::string_view beginning, bool (*is)(std::string_view line, std::string_view)) {
  for (std::size_t at = text.find(beginning); at != std::string_view::npos; at = text.find(beginning, at + 1)) {
    if (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') continue;
    const std::string_view line = first_line(text.substr(at));
    std::string_view rest = text.substr(at + line.size());
    rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
    if (is(line, rest)) return true;
  }
  return false;
}
// Armour (RFC 9580 §6.2) around what a key opens: not a key, a certificate, or a signature of text that is there to be
// read.
bool is_encrypted(std::string_view line, std::string_view) {
  return (line.find(" MESSAGE-----") != std::string_view::npos && line.find("SIGNED") == std::string_view::npos) ||
         line.find("PKCS7") != std::string_view::npos || line.find("CMS") != std::string_view::npos ||
         line.find("ENCRYPTED") != std::string_view::npos;
}
// “begin 644 pay.xlsx”, and a first line as long as it says: the bytes in it plus 32, then four letters for three
// bytes.
bool is_uuencoded(std::string_view line, std::string_view rest) {
  const std::size_t mode = line.find_first_not_of("01234567", 6);
  if (mode == std::string_view::npos || mode < 9 || line[mode] != ' ') return false;
  const std::string_view first = first_line(rest);
  if (first.empty() || first[0] <= ' ' || first[0] > '`') return false;
  const std::size_t letters = (static_cast<std::size_t>((first[0] - ' ') & 63) + 2) / 3 * 4;
  return first.size() <= letters + 2 && first.size() + 4 > letters;  // blanks at its end may be lost, a sum be added
}
bool is_named(std::string_view line, std::string_view) {
  return line.find(' ', line.find(' ') + 1) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> text_as_utf8(ByteView file) {
  const bool marked =
      file.size() >= 2 && ((file[0] == 0xff && file[1] == 0xfe) || (file[0] == 0xfe && file[1] == 0xff));
  if (marked || is_utf8(as_text(file))) return decoded(file);
  return decoded(file) ? to_utf8(file, "windows-1252") : std::nullopt;
}

TextKind text_kind(ByteView file) {
  const auto text = decoded(file);
  if (!text) return TextKind::kNone;
  std::string_view rest = *text;
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  if (rest.starts_with('<') || rest.starts_with("{\\rtf") || rest.starts_with("%!PS") || rest.starts_with("%PDF"))
    return TextKind::kMarkup;
  if (is_mail(rest)) return TextKind::kMail;
  const std::string_view line = first_line(rest);
  const char mark = separator(line);
  if (mark == 0) return TextKind::kText;
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
  return std::ranges::count(first_line(rest), mark) == std::ranges::count(line, mark) || rest.empty() ? TextKind::kTable
                                                                                                      : TextKind::kText;
}

void look_for_packed(std::string_view text, Emitter& emitter) {
  if (any_line(text, "-----BEGIN ", is_encrypted))
    emitter.observe({.trait = Trait::kEncrypted, .place = "an encrypted message"});
  if (any_line(text, "begin ", is_uuencoded) || any_line(text, "begin-base64 ", is_named) ||
      any_line(text, "=ybegin ", is_named))
    emitter.unread("", "a file stands in it as letters (uuencode, yEnc), and is not unpacked");
}

void read_text(ByteView file, Emitter& emitter) {
  const auto text = decoded(file);
  if (!text) return emitter.unread("", "it is no text");
  if (text->find("startxref") != std::string::npos && text->find(" obj") != std::string::npos)
    emitter.unread("", "it is a PDF without its beginning, which some programs open all the same");
  if (is_content_lines(*text)) return read_content_lines(*text, emitter);
  look_for_packed(*text, emitter);
  const bool table = text_kind(file) == TextKind::kTable;
  const char mark = table ? separator(first_line(*text)) : '\0';
  Layer layer(emitter);
  std::string cell;
  std::size_t unbroken = 0;
  bool quoted = false, encoded = false;
  for (std::size_t i = 0; i < text->size(); ++i) {
    const char c = (*text)[i];
    unbroken = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == mark ? 0 : unbroken + 1;
    encoded = encoded || unbroken > kLongestCode;
    if (table && c == '"' && quoted && i + 1 < text->size() && (*text)[i + 1] == '"')
      cell += (*text)[++i];
    else if (table && c == '"' && (quoted || cell.empty()))
      quoted = !quoted;
    else if (!quoted && c == mark && table)
      layer.cell(std::exchange(cell, {}));
    else if (!quoted && (c == '\n' || c == '\r' || c == '\f')) {
      layer.cell(std::exchange(cell, {}));
      layer.end_row();
    } else
      cell += c;
  }
  layer.cell(cell);
  layer.close(Trait::kVisible, "", table ? "the table" : "the text");
  if (encoded)
    emitter.observe({.trait = Trait::kUnexplained, .place = "a run of letters without a space, as encoded data has"});
}

}  // namespace tipstaff::document
