#include "office/subject.h"

#include <fmt/format.h>

#include "card/secret_buffer.h"
#include "crypto/hash.h"
#include "incident/pdf_pages.h"
#include "ledger/clerk_store.h"

namespace tipstaff::office {
namespace {

using access::Role;
using card::SecretBuffer;

constexpr std::array kFormWords = {"unknown", "locked", "opened", "disk copy", "seen", "declared"};
constexpr std::array kEndWords = {"open", "on the holder's word", "independent evidence"};

struct Copy {
  std::string holder;
  custody::Interval interval;
};
struct Entry {
  EntryIndex index;
  ledger::Detail detail;
  std::string roles;
};
struct Subject {
  PersonId person;
  roll::Person row;
  roll::Values values;
  std::vector<Copy> copies;
  std::vector<Entry> record;
};

// JSON and plain text, both in locked memory: a value is never in a string.
class Json {
 public:
  explicit Json(SecretBuffer& out) : out_(out) {}
  void key(std::string_view name) {
    separate();
    string(as_bytes(name));
    out_.append(":");
    first_ = true;
  }
  void open(char bracket) {
    separate();
    out_.push_back(bracket);
    first_ = true;
  }
  void close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
  }
  void value(std::string_view text) {
    separate();
    string(as_bytes(text));
  }
  void value(std::uint64_t number) {
    separate();
    out_.append(fmt::to_string(number));
  }
  void value(bool yes) {
    separate();
    out_.append(yes ? "true" : "false");
  }
  void names(FieldSet fields) {
    open('[');
    for (const Field field : fields.list()) value(field_name(field));
    close(']');
  }

 private:
  void separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }
  void string(ByteView text) {
    out_.push_back('"');
    for (const std::uint8_t c : text) {
      if (c == '"' || c == '\\') out_.push_back('\\');
      if (c < 0x20)
        out_.append(fmt::format("\\u{:04x}", c));
      else
        out_.push_back(static_cast<char>(c));
    }
    out_.push_back('"');
  }
  SecretBuffer& out_;
  bool first_ = true;
};

// Base64 (RFC 4648 §4) without leaving locked memory.
void append_base64(SecretBuffer& out, ByteView bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < left ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= left ? kDigits[bits >> (18 - 6 * k) & 63U] : '=');
  }
}

std::string_view status_words(roll::Person::Status status) {
  return status == roll::Person::Status::kServing ? "serving" : "left";
}

Plaintext as_json(const Office& office, const Subject& subject, Instant now) {
  SecretBuffer out(std::size_t{64} << 10);
  Json json(out);
  json.open('{');
  json.key("person"), json.value(subject.person.value);
  json.key("force"), json.value(office.force().name);
  json.key("made_at"), json.value(to_rfc3339(now));
  json.key("status"), json.value(status_words(subject.row.status));
  json.key("joined"), json.value(to_rfc3339(subject.row.joined));
  if (subject.row.left != kEver) json.key("left"), json.value(to_rfc3339(subject.row.left));
  json.key("protected"), json.value(subject.row.is_protected);
  json.key("notice_risk"), json.value(subject.row.notice_risk);
  json.key("fields"), json.open('{');
  for (const auto& [field, value] : subject.values) {
    json.key(field_name(field));
    if (field != Field::kPhoto) {
      json.value(value.reveal_text());
      continue;
    }
    SecretBuffer photo(value.size() * 4 / 3 + 8);
    append_base64(photo, value.reveal());
    json.value(photo.text());
  }
  json.close('}');
  json.key("copies"), json.open('[');
  for (const Copy& copy : subject.copies) {
    json.open('{');
    json.key("holder"), json.value(copy.holder);
    json.key("fields"), json.names(copy.interval.fields & subject.row.fields());
    json.key("form"), json.value(std::string_view(kFormWords[static_cast<std::size_t>(copy.interval.form)]));
    json.key("from"), json.value(to_rfc3339(copy.interval.from));
    if (copy.interval.until != kEver) json.key("until"), json.value(to_rfc3339(copy.interval.until));
    json.key("ended"), json.value(std::string_view(kEndWords[static_cast<std::size_t>(copy.interval.end)]));
    json.key("delivered"), json.value(copy.interval.delivered);
    json.close('}');
  }
  json.close(']');
  json.key("record"), json.open('[');
  for (const Entry& entry : subject.record) {
    json.open('{');
    json.key("entry"), json.value(entry.index.value);
    json.key("at"), json.value(to_rfc3339(entry.detail.at));
    json.key("act"), json.value(ledger::act_name(entry.detail.act));
    json.key("roles"), json.value(entry.roles);
    json.key("fields"), json.names(entry.detail.fields);
    json.key("purpose"), json.value(entry.detail.reason);
    json.close('}');
  }
  json.close(']');
  json.key("record_complete_since"), json.value(to_rfc3339(office.record_began()));
  json.close('}');
  out.push_back('\n');
  return out.take();
}

Plaintext as_text(const Office& office, const Subject& subject, Instant now) {
  SecretBuffer out(std::size_t{64} << 10);
  out.append(
      fmt::format("What {} keeps about you, and who has had it\nMade on {}. Person {} of the record.\n\nYour data\n",
                  office.force().name, to_plain_english(now), subject.person.value));
  for (const auto& [field, value] : subject.values) {
    out.append(fmt::format("  {:<28} ", field_label(field)));
    if (field == Field::kPhoto)
      out.append(fmt::format("a JPEG of {} bytes, in the file beside this one", value.size()));
    else
      out.append(value.reveal());
    out.push_back('\n');
  }
  out.append(fmt::format("  on the roll since {}{}\n", to_plain_english(subject.row.joined),
                         subject.row.left == kEver ? "" : ", left " + to_plain_english(subject.row.left)));
  if (subject.row.is_protected) out.append("  marked as being in a covert or high-risk role\n");
  if (subject.row.notice_risk) out.append("  marked as somebody whom a letter home could harm\n");
  out.append("\nCopies that left\n");
  for (const Copy& copy : subject.copies)
    out.append(fmt::format(
        "  {}: {} ({}), from {}{}, {}\n", copy.holder, (copy.interval.fields & subject.row.fields()).names(),
        kFormWords[static_cast<std::size_t>(copy.interval.form)], to_plain_english(copy.interval.from),
        copy.interval.until == kEver ? "" : " until " + to_plain_english(copy.interval.until),
        kEndWords[static_cast<std::size_t>(copy.interval.end)]));
  if (subject.copies.empty()) out.append("  none\n");
  out.append("\nEvery entry about you\n");
  for (const Entry& entry : subject.record)
    out.append(fmt::format("  {}  {}{}{}{}\n", to_rfc3339(entry.detail.at), ledger::act_name(entry.detail.act),
                           entry.detail.fields.empty() ? "" : ": " + entry.detail.fields.names(),
                           entry.roles.empty() ? "" : ", by " + entry.roles,
                           entry.detail.reason.empty() ? "" : ", for: " + entry.detail.reason));
  out.append(fmt::format("\nThe record is complete since {}; what was before is not known.\n",
                         to_plain_english(office.record_began())));
  return out.take();
}

// The text on pages, a heading where a line is not set in.
Result<Plaintext> as_pdf(const Plaintext& text) {
  constexpr double kLeft = 56, kTop = 60, kWidth = incident::kPageWidth - 2 * kLeft,
                   kBottom = incident::kPageHeight - 60;
  incident::Typesetter typesetter;
  incident::PdfPages pages(typesetter, "What is kept about you");
  double y = kTop;
  bool first = true;
  std::string_view rest = text.reveal_text();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const bool heading = !line.starts_with(' ') && !line.empty();
    const incident::Style style{.points = first     ? 16.0
                                          : heading ? 11.5
                                                    : 9.5,
                                .bold = first || heading,
                                .colour = first ? incident::kNavy : incident::kInk};
    const double height = line.empty() ? 8 : typesetter.height(line, style, kWidth);
    if (y + height > kBottom) {
      pages.next_page();
      y = kTop;
    }
    if (!line.empty()) pages.private_text(line, style, kLeft, y, kWidth);
    y += height + 3;
    first = false;
  }
  return pages.finish();
}

// Those of the person, and those of everybody (backups).
std::vector<Copy> copies_of_subject(Office& office, PersonId person, Instant joined) {
  const auto look = office.clerk().look();
  std::vector<Copy> out;
  for (const PersonId whose : {person, PersonId{}})
    for (const CustodyId id : office.book().of_person(whose, false)) {
      const custody::Interval interval = *office.book().find(id);
      if (whose.value == 0 && interval.from < joined) continue;
      const custody::Holder& holder = office.book().holders().find(interval.holder.value)->value;
      out.push_back({fmt::format("{}:{}", custody::holder_kind_name(holder.kind), holder.name), interval});
    }
  return out;
}

Result<std::vector<Entry>> record_of(Office& office, PersonId person) {
  std::vector<Entry> out;
  const std::uint64_t size = office.clerk().size();
  TRY(office.clerk().read([&](db::Database& database) -> Result<void> {
    for (std::uint64_t i = 0; i < size; ++i) {
      TRY_ASSIGN(const ledger::StoredEntry entry, ledger::read_entry(database, office.clerk().keys(), EntryIndex{i}));
      if (!entry.detail || entry.detail->person != person) continue;
      const auto* actor = office.access().principals.find(entry.detail->actor.value);
      out.push_back({entry.index, *entry.detail, actor == nullptr ? "" : actor->value.roles.names()});
    }
    return {};
  }));
  return out;
}

}  // namespace

Result<SubjectExport> export_person(Office& office, const access::Actor& actor, PersonId person) {
  TRY(access::require_role(actor, {Role::kDpo}));
  Subject subject;
  subject.person = person;
  roll::SealedPerson sealed;
  MadeFile made{.what = MadeFile::What::kSubjectExport, .person = person};
  TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(sealed, office.vault().fetch(write.peek(), person));
    subject.row = office.vault().people().find(person.value)->value;
    TRY(access::find_grant(office.access(), actor, person, subject.row.fields(), kSubjectAccess,
                           subject.row.is_protected, write.now()));
    custody::Interval copy;  // the files that the caller writes
    copy.person = person;
    copy.fields = subject.row.fields();
    copy.form = custody::Form::kDiskCopy;
    copy.from = write.now();
    copy.opened_by = write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                                      .actor = actor.id,
                                                      .person = person,
                                                      .fields = copy.fields,
                                                      .reason = kSubjectAccess});
    TRY_ASSIGN(copy.holder, office.book().holder(write, custody::HolderKind::kPrincipal, actor.name, copy.opened_by));
    made.holder = copy.holder;
    TRY_ASSIGN(const CustodyId opened, office.book().open(write, copy));
    made.copies = {{opened, opened}};
    return {};
  }));
  TRY_ASSIGN(subject.values, office.vault().reveal(durable, sealed, subject.row.fields()));
  subject.copies = copies_of_subject(office, person, subject.row.joined);
  TRY_ASSIGN(subject.record, record_of(office, person));
  Plaintext text = as_text(office, subject, durable.at());
  TRY_ASSIGN(Plaintext pdf, as_pdf(text));
  SubjectExport out{as_json(office, subject, durable.at()), std::move(text), std::move(pdf)};
  for (const Plaintext* file : {&out.json, &out.text, &out.pdf}) made.hashes.push_back(crypto::sha256(file->reveal()));
  TRY(record_made_file(office, std::move(made), actor.id));
  return out;
}

Result<void> close_copy(Office& office, const access::Actor& actor, CustodyId copy, const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kDpo, Role::kSecurityOfficer}));
  if (evidence.empty() || evidence.size() > 500)
    return fail(Code::kUsage, "say how its end is known, in 1 to 500 characters");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto interval = office.book().find(copy);
    if (!interval) return fail(Code::kNotFound, fmt::format("there is no copy {}", copy.value));
    const custody::HolderKind kind = office.book().holders().find(interval->holder.value)->value.kind;
    if (kind == custody::HolderKind::kBackup) return fail(Code::kRefused, "a backup ends with ‘backup destroyed’");
    if (kind == custody::HolderKind::kPublic)
      return fail(Code::kRefused, "what was published ends with ‘disclosure takedown’");
    if (kind == custody::HolderKind::kPress)
      return fail(Code::kRefused, "a press's copy ends with the press's receipt");
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCustodyClosed,
                                                         .actor = actor.id,
                                                         .person = interval->person,
                                                         .fields = interval->fields,
                                                         .holder = interval->holder,
                                                         .object = copy.value,
                                                         .reason = evidence});
    return office.book().close(write, copy, write.now(), custody::End::kOnWord, entry);
  }));
  return {};
}

}  // namespace tipstaff::office
