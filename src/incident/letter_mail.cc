#include <fmt/chrono.h>
#include <fmt/format.h>

#include "card/secret_buffer.h"
#include "incident/letter_parts.h"

namespace tipstaff::incident {
namespace {

using card::SecretBuffer;

constexpr char kHex[] = "0123456789ABCDEF";
constexpr std::size_t kLongestLine = 76;        // RFC 2045 §6.7 (5), RFC 2047 §2
constexpr std::size_t kEncodedWordOctets = 39;  // becomes 52 of base64; with its frame and "Subject: " below 76

// RFC 2045 §6.7: soft line breaks, and no white space before a line's end.
class QuotedPrintable {
 public:
  explicit QuotedPrintable(SecretBuffer& out) : out_(out) {}

  void write(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\n') {
        end_line();
        continue;
      }
      const bool last = i + 1 == text.size() || text[i + 1] == '\n';
      const bool plain = (c > ' ' && c < 127 && c != '=') || (c == ' ' && !last);
      // A dot at the beginning of a line would need the transport's care (RFC 5321 §4.5.2).
      plain && !(c == '.' && column_ == 0) ? put({&c, 1}) : put_encoded(static_cast<unsigned char>(c));
    }
  }
  void end_line() {
    out_.append("\r\n");
    column_ = 0;
  }

 private:
  void put(std::string_view token) {
    if (column_ + token.size() > kLongestLine - 1) {
      out_.append("=\r\n");
      column_ = 0;
    }
    out_.append(token);
    column_ += token.size();
  }
  void put_encoded(unsigned char c) {
    const char token[3] = {'=', kHex[c >> 4], kHex[c & 15]};
    put({token, 3});
  }
  SecretBuffer& out_;
  std::size_t column_ = 0;
};

// RFC 4648 §4 into locked memory.
void put_base64(SecretBuffer& out, std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, text.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? static_cast<std::uint8_t>(text[at + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= count ? kDigits[bits >> (18 - 6 * k) & 63U] : '=');
  }
}

// Words of letters, digits and spaces stand as they are; all else becomes encoded words (RFC 2047), so that nothing in
// a value can end the header or add another.
void put_words(SecretBuffer& out, std::string_view text) {
  const bool plain =
      text.size() < 50 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
      });
  if (plain) return out.append(text);
  while (!text.empty()) {
    std::size_t take = std::min(kEncodedWordOctets, text.size());
    while (take < text.size() && take > 1 && (static_cast<unsigned char>(text[take]) & 0xC0U) == 0x80U) --take;
    out.append("=?UTF-8?B?");
    put_base64(out, text.substr(0, take));
    out.append("?=");
    text.remove_prefix(take);
    if (!text.empty()) out.append("\r\n ");
  }
}

// RFC 5322 §3.3.
std::string mail_date(Instant at) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(static_cast<std::time_t>(at.micros / 1'000'000)));
}

void put_headers(SecretBuffer& out, const LetterFacts& facts, const Addressee& to, std::string_view message_id) {
  const bool has_sender = is_mail_address(facts.from_mail);
  const std::string domain = has_sender ? facts.from_mail.substr(facts.from_mail.find('@') + 1) : "tipstaff.invalid";
  out.append("From: ");
  put_words(out, facts.force);
  out.append(fmt::format("\r\n <{}>\r\nTo: ", has_sender ? facts.from_mail : "data-protection@tipstaff.invalid"));
  if (is_mail_address(to.mail.reveal_text())) {
    put_words(out, to.name.reveal_text());
    out.append("\r\n <");
    out.append(to.mail.reveal_text());
    out.append(">");
  } else {
    out.append("undisclosed-recipients:;");
  }
  out.append("\r\nSubject: ");
  put_words(out, subject_line(facts, to.supplement));
  out.append(fmt::format("\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\n", mail_date(facts.written), message_id, domain));
  out.append(
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
      "Content-Language: en-GB\r\nSensitivity: Company-Confidential\r\n\r\n");
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.size() > 254 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const auto fits = [](std::string_view part, std::string_view marks) {
    return !part.empty() && part.front() != '.' && part.back() != '.' &&
           std::all_of(part.begin(), part.end(), [&](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    marks.find(c) != std::string_view::npos;
           });
  };
  return fits(text.substr(0, at), ".!#$%&'*+-/=?^_`{|}~") && fits(text.substr(at + 1), ".-");
}

Result<Plaintext> write_mail(const LetterFacts& facts, const std::vector<Block>& body, const Addressee& to,
                             std::string_view message_id) {
  SecretBuffer out(16 * 1024);
  put_headers(out, facts, to, message_id);
  QuotedPrintable text(out);
  text.write("Dear ");
  text.write(to.name.reveal_text());
  text.end_line();
  bool in_list = false;
  for (const Block& block : body) {
    const bool point = block.kind == Block::kPoint;
    if (!(point && in_list)) text.end_line();
    in_list = point;
    text.write(point ? "* " : "");
    text.write(block.text);
    text.end_line();
    if (block.kind == Block::kHeading) {
      text.write(std::string(block.text.size(), '-'));
      text.end_line();
    }
  }
  text.write("\nYours sincerely\nData Protection Officer\n");
  text.write(facts.force);
  text.end_line();
  return out.take();
}

}  // namespace tipstaff::incident
