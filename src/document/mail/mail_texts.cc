#include "document/mail/mail_texts.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "document/address.h"
#include "document/emitter.h"
#include "document/mail/alternatives.h"
#include "document/web/markup.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostLines = 200'000, kFewWords = 4;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

// Lines, each joined with those after it that begin with a blank (RFC 5545 §3.1; RFC 5322 §2.2.3).
std::vector<std::string> unfolded(std::string_view text, bool keeps_blank) {
  std::vector<std::string> out;
  while (!text.empty() && out.size() < kMostLines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!out.empty() && !line.empty() && (line[0] == ' ' || line[0] == '\t'))
      out.back() += line.substr(keeps_blank ? 0 : 1);
    else
      out.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Somebody's words: of codes, names of zones and versions programs make shorter ones.
bool is_said(std::string_view text) { return is_remark(text) || is_sentence(text); }

// “\n”, “\,” (RFC 5545 §3.3.11); a mark between parts becomes another cell.
std::vector<std::string> cells_of(std::string_view value) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      ++i;
      out.back() += value[i] == 'n' || value[i] == 'N' ? ' ' : value[i];
    } else if (value[i] == ';') {
      out.emplace_back();
    } else {
      out.back() += value[i];
    }
  }
  return out;
}

// “ATTENDEE;CN="Ann, Invented":mailto:ann@example.org”
struct ContentLine {
  std::string name, value;
  std::vector<std::pair<std::string, std::string>> parameters;

  explicit ContentLine(std::string_view line) {
    std::vector<std::string> parts(1);
    bool quoted = false;
    std::size_t at = 0;
    for (; at < line.size() && (quoted || line[at] != ':'); ++at) {
      if (line[at] == '"')
        quoted = !quoted;
      else if (line[at] == ';' && !quoted)
        parts.emplace_back();
      else
        parts.back() += line[at];
    }
    value = line.substr(std::min(at + 1, line.size()));
    name = lower(parts[0].substr(
        parts[0].find('.') == std::string::npos ? 0 : parts[0].find('.') + 1));  // “item1.TEL” of a group
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const std::size_t equals = std::min(parts[i].find('='), parts[i].size());
      parameters.emplace_back(lower(parts[i].substr(0, equals)),
                              parts[i].substr(std::min(equals + 1, parts[i].size())));
    }
  }
  std::string parameter(std::string_view of) const {
    for (const auto& [each, what] : parameters)
      if (each == of) return what;
    return {};
  }
};

bool is_of_people(std::string_view name) { return is_one_of(name, {"attendee", "organizer"}); }
bool is_text_of_event(std::string_view name) { return is_one_of(name, {"summary", "description", "location"}); }
bool is_shown(std::string_view name) {
  return is_text_of_event(name) ||
         is_one_of(name, {"contact",     "categories", "url",      "x-wr-calname", "x-wr-caldesc",  // calendars
                          "fn",          "n",          "nickname", "tel",          "email",        "adr",
                          "label",       "org",        "title",    "role",         "note",         "bday",
                          "anniversary", "impp",       "related",  "x-skype",      "x-jabber",     "x-aim"});  // cards
}
bool holds_file(std::string_view name) { return is_one_of(name, {"attach", "photo", "logo", "sound", "key", "image"}); }

void take_file(const ContentLine& line, MailText& out) {
  const std::string encoding = lower(line.parameter("encoding"));
  if (encoding != "b" && encoding != "base64" && !line.value.starts_with("data:")) {
    if (is_said(line.value)) out.unshown.push_back(line.value);
    return;
  }
  const auto bytes = bytes_of_address(line.value.starts_with("data:") ? line.value : "data:;base64," + line.value);
  out.damaged = out.damaged || !bytes;
  if (bytes && !bytes->empty()) out.files.push_back(*bytes);
}

void take_line(const ContentLine& line, MailText& out) {
  for (const auto& [name, value] : line.parameters)
    if (!is_one_of(name, {"cn", "altrep", "tzid"}) && is_said(value)) out.unshown.push_back(value);
  if (holds_file(line.name)) return take_file(line, out);
  std::vector<std::string> cells = cells_of(line.value);
  if (is_of_people(line.name))
    return out.shown.push_back(
        {line.parameter("cn"), lower(line.value).starts_with("mailto:") ? line.value.substr(7) : line.value});
  if (is_text_of_event(line.name)) out.said.push_back(cells[0]);
  if (is_shown(line.name)) return out.shown.push_back(std::move(cells));
  const std::string whole = cells.size() == 1 ? cells[0] : line.value;
  if (line.name == "x-alt-desc") {  // the description as a page
    std::string described;
    for (const std::string& each : out.said) (described += each) += '\n';
    const std::string more = what_is_only_in(shown_by_html(as_bytes(whole), "utf-8"), described);
    if (!more.empty()) out.unshown.push_back(more);
  } else if (is_said(whole)) {
    out.unshown.push_back(whole);
  }
}

// In which programs write sentences, or what they were told by others.
bool is_of_reports(std::string_view name) {
  for (const std::string_view known : {"original-",
                                       "reporting-",
                                       "dsn-",
                                       "mdn-",
                                       "received-",
                                       "arrival-",
                                       "final-",
                                       "action",
                                       "status",
                                       "remote-",
                                       "diagnostic-",
                                       "last-",
                                       "will-",
                                       "x-postfix",
                                       "x-supplementary-",
                                       "x-display-",
                                       "localized-",
                                       "disposition",
                                       "failure",
                                       "error",
                                       "warning",
                                       "feedback-",
                                       "user-agent",
                                       "version",
                                       "source-",
                                       "reported-",
                                       "authentication-",
                                       "removal-",
                                       "incidents",
                                       "delivery-",
                                       "auth-",
                                       "dkim-",
                                       "spf-",
                                       "x-actual-recipient"})
    if (name.starts_with(known)) return true;
  return false;
}

// Comments of a heading, nested or not, without their brackets; they are taken out of `value`.
std::vector<std::string> take_comments(std::string& value) {
  std::vector<std::string> out;
  std::string rest;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\\' && i + 1 < value.size()) {
      (depth > 0 ? out.back() : rest) += {c, value[++i]};
      continue;
    }
    if (c == '"' && depth == 0) quoted = !quoted;
    if (c == '(' && !quoted && depth++ == 0)
      out.emplace_back();
    else if (c == ')' && depth > 0)
      --depth;
    else
      (depth > 0 ? out.back() : rest) += c;
  }
  value = rest;
  return out;
}

// “A group: ann@example.org, ben@example.org;”
std::string take_group(std::string& value) {
  bool quoted = false;
  for (std::size_t i = 0; i < value.size() && (quoted || (value[i] != '<' && value[i] != '@')); ++i) {
    if (value[i] == '"') quoted = !quoted;
    if (value[i] != ':' || quoted) continue;
    std::string name = value.substr(0, i);
    if (!is_said(name) && !has_words(name, kFewWords)) return {};
    value.erase(0, i + 1);
    return name;
  }
  return {};
}

}  // namespace

MailText enriched_text(std::string_view text) {
  MailText out;
  std::string line, parameter;
  bool in_parameter = false;
  const auto end_line = [&] {
    if (!is_blank(line)) out.shown.push_back({std::exchange(line, {})});
    line.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' && text.substr(i, 2) != "<<") {
      const std::size_t end = std::min(text.find('>', i), text.size());
      const std::string command = lower(text.substr(i + 1, end - i - 1));
      if (is_said(command)) out.unshown.push_back(command);
      if (command == "/param" && is_said(parameter)) out.unshown.push_back(parameter);
      in_parameter = command == "param";
      if (command != "/param" || !in_parameter) parameter.clear();
      i = end;
      continue;
    }
    if (text[i] == '<') ++i;
    if (in_parameter)
      parameter += text[i];
    else if (text[i] == '\n')
      end_line();
    else
      line += text[i];
  }
  if (is_said(parameter)) out.unshown.push_back(parameter);
  end_line();
  return out;
}

bool is_content_lines(std::string_view text) {
  const std::string start = lower(text.substr(0, 15));
  return start.starts_with("begin:vcalendar") || start.starts_with("begin:vcard");
}

MailText content_lines(std::string_view text) {
  MailText out;
  for (const std::string& line : unfolded(text, false))
    if (!line.empty()) take_line(ContentLine(line), out);
  return out;
}

MailText report_fields(std::string_view text) {
  MailText out;
  for (const std::string& line : unfolded(text, true)) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string name = lower(line.substr(0, colon)), value = line.substr(std::min(colon + 1, line.size()));
    if (!is_of_reports(name) && (is_said(value) || colon == line.size()))
      out.unshown.push_back(line);
    else if (!is_blank(line))
      out.shown.push_back({name, value});
  }
  std::erase_if(out.unshown, [](const std::string& line) { return is_blank(line); });
  return out;
}

std::string take_unseen(std::string_view heading, std::string& value) {
  const std::string name = lower(heading);
  const bool addresses =
      is_one_of(name, {"from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to", "resent-cc",
                       "resent-sender", "disposition-notification-to", "errors-to", "return-path", "delivered-to"});
  if (!addresses && !is_one_of(name, {"message-id", "in-reply-to", "references", "mime-version", "content-id",
                                      "content-transfer-encoding", "resent-message-id"}))
    return {};
  std::string out, rest = value;
  for (const std::string& comment : take_comments(rest))
    if (is_said(comment) || has_words(comment, kFewWords)) (out += out.empty() ? "" : " ") += comment;
  if (!out.empty()) value = rest;
  if (!addresses) return out;
  const std::string group = take_group(value);
  return group.empty() ? out : out.empty() ? group : out + " " + group;
}

}  // namespace tipstaff::document
