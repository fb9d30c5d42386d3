#include "document/mail/mail_headings.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

// In which programs write sentences of their own.
bool is_of_programs(std::string_view name) {
  constexpr std::string_view kOfPrograms[] = {
      "received",
      "x-received",
      "x-spam",
      "x-virus",
      "x-antivirus",
      "x-antiabuse",
      "x-scanned",
      "list-",
      "authentication-results",
      "x-authentication-results",
      "arc-",
      "dkim-",
      "domainkey-",
      "x-mailer",
      "user-agent",
      "autocrypt",
      "x-mimeole",
      "x-disclaimer",
      "x-microsoft-antispam",
      "x-forefront-",
      "x-ms-exchange-",
      "references",
      "in-reply-to",
      "message-id",
      "face",
      "x-face",
      "precedence",
      "x-notice",
      "x-report-abuse",
      "x-abuse",
      "return-path",
      "thread-topic",
  };
  const std::string plain = lower(name);
  return std::ranges::any_of(kOfPrograms, [&](std::string_view known) { return plain.starts_with(known); });
}

}  // namespace

bool is_plumbing(std::string_view name) {
  static const std::set<std::string_view> plumbing = {
      "mime-version",     "content-type", "content-transfer-encoding", "content-disposition",
      "content-language", "content-id",   "content-description"};
  return plumbing.contains(name);
}

Heading heading(std::string_view name) {
  const std::string plain = lower(name);
  static const std::set<std::string_view> shown = {"from",      "to",        "cc",          "subject",
                                                   "date",      "sender",    "reply-to",    "resent-from",
                                                   "resent-to", "resent-cc", "organization"};
  if (plain == "bcc" || plain == "resent-bcc" || plain == "x-bcc") return Heading::kHiddenRecipient;
  if (shown.contains(plain) || is_plumbing(plain)) return Heading::kShown;
  return Heading::kTrail;
}

bool is_somebodys(std::string_view name, std::string_view value) {
  if (is_of_programs(name)) return false;
  std::string words(value);
  std::ranges::replace_if(
      words, [](char c) { return c == '=' || c == '"'; }, ' ');
  return is_remark(words);
}

bool is_unseen_remark(std::string_view name, std::string_view value) {
  return heading(name) == Heading::kTrail && is_somebodys(name, value);
}

}  // namespace tipstaff::document
