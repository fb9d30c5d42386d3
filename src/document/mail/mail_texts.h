// Texts of a mail that are not plain: what programs show of them, and what stands in them that none shows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::document {

struct MailText {
  std::vector<std::vector<std::string>> shown;  // rows
  std::vector<std::string> said;  // of a calendar: its titles, places and descriptions, which a text beside it says too
  std::vector<std::string> unshown;  // lines that read as somebody's words
  std::vector<Bytes> files;          // inside it: pictures, sounds, attachments
  bool damaged = false;              // a file in it
};

// text/enriched (RFC 1896) and text/richtext (RFC 1341 §7.1.3): commands are no text, and their parameters are not
// shown.
MailText enriched_text(std::string_view text);
// Appointments and visiting cards: lines “NAME;PARAMETER=…:value” (RFC 5545 §3.1, RFC 6350 §3.3). What calendars and
// address books show is known by name.
bool is_content_lines(std::string_view text);
MailText content_lines(std::string_view text);
// Fields of a report that a mail was not delivered, was read, or is unwanted (RFC 3464, RFC 8098, RFC 5965): mail
// programs show the text beside it. `shown`: what programs write there.
MailText report_fields(std::string_view text);

// Words in a heading of addresses, ids or versions that no mail program shows (RFC 5322 §3.2.2, §3.4): comments, but
// for a name in brackets behind an address; names of groups that are sentences. They are taken out of `value`. Empty:
// none.
std::string take_unseen(std::string_view heading, std::string& value);

}  // namespace tipstaff::document
