#include "office/mail_notices.h"

#include <fmt/format.h>

#include <set>

#include "office/notice_parts.h"

namespace tipstaff::office {
namespace {

using access::Role;
using incident::NoticeRow;
using Outcome = MailAnswer::Outcome;

constexpr int kMostBroken = 2;    // failures of the line in a row
constexpr int kMostRefused = 20;  // refusals in a row: the server wants none of it

NoticeRow::State state_after(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return NoticeRow::State::kSent;
    case Outcome::kUnknown:
      return NoticeRow::State::kUnknown;
    default:
      return NoticeRow::State::kFailed;
  }
}

class Round {
 public:
  Round(Office& office, const access::Actor& actor, const Answer& answer, incident::LetterFacts facts,
        SmtpClient& server)
      : office_(office),
        log_(office, actor, answer),
        writer_(std::move(facts)),
        server_(server),
        host_(server.server().host) {}

  Result<void> tell(Notice& notice, NoticesMailed& counts) {
    if (!notice.held_back && !notice.reads.has(Field::kEmail)) {
      counts.no_address.push_back(notice.person);
      return {};
    }
    TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) {
      return log_.begin(write, notice, host_, NoticeRow::State::kUnknown, "mail begun");
    }));
    if (notice.held_back) {
      ++counts.held_back;
      return {};
    }
    TRY_ASSIGN(roll::Values values, office_.vault().reveal(durable, notice.sealed, notice.reads));
    const incident::Addressee to = addressee_of(std::move(values), notice);
    if (!incident::is_mail_address(to.mail.reveal_text())) {
      counts.no_address.push_back(notice.person);
      return record(notice, {}, "mail not sent: the roll’s mail address is none");
    }
    const std::string id = hex(office_.random().bytes(16));
    TRY_ASSIGN(const Plaintext mail, writer_.mail(to, id));
    const MailAnswer answer = server_.send(to.mail, mail);
    count(notice.person, answer, counts);
    return record(notice, answer, in_words(answer, id));
  }

 private:
  std::string in_words(const MailAnswer& answer, const std::string& id) const {
    switch (answer.outcome) {
      case Outcome::kAccepted:
        return fmt::format("mail {} accepted by {}", id, host_);
      case Outcome::kRefused:
        return fmt::format("mail {} refused by {}: {}", id, host_, answer.code);
      case Outcome::kNotTaken:
        return fmt::format("mail {} not taken by {}: {}", id, host_, answer.why);
      case Outcome::kUnknown:
        return fmt::format("mail {} may have been taken by {}: {}", id, host_, answer.why);
    }
    return {};
  }

  void count(PersonId person, const MailAnswer& answer, NoticesMailed& counts) {
    const bool said = answer.outcome == Outcome::kAccepted || answer.outcome == Outcome::kRefused;
    broken_ = said ? 0 : broken_ + 1;
    refused_ = answer.outcome == Outcome::kRefused ? refused_ + 1 : 0;
    if (answer.outcome == Outcome::kAccepted) ++counts.accepted;
    if (answer.outcome == Outcome::kRefused) counts.refused.push_back(person);
    if (broken_ == kMostBroken) counts.stopped = answer.why;
    if (refused_ == kMostRefused)
      counts.stopped = fmt::format("it refused {} mails in a row, the last with {}", kMostRefused, answer.code);
    if (answer.outcome == Outcome::kNotTaken) ++counts.left;
  }

  // What was not taken is no copy there: on the server's word, unless nothing ever reached it.
  Result<void> record(const Notice& notice, const MailAnswer& answer, const std::string& words) {
    TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(const EntryIndex entry, log_.put(write, notice, state_after(answer.outcome), words));
      if (answer.outcome != Outcome::kRefused && answer.outcome != Outcome::kNotTaken) return {};
      const custody::End end = answer.reached ? custody::End::kOnWord : custody::End::kIndependent;
      return office_.book().close(write, notice.copy, write.now(), end, entry);
    }));
    return {};
  }

  Office& office_;
  NoticeLog log_;
  incident::LetterWriter writer_;
  SmtpClient& server_;
  const std::string host_;
  int broken_ = 0, refused_ = 0;
};

}  // namespace

Result<NoticesMailed> mail_notices(Office& office, const access::Actor& actor, IncidentId incident,
                                   incident::LetterFacts facts, SmtpClient& server, const Progress& progress) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY_ASSIGN(const incident::Incident row, decided_incident(office, incident));
  TRY_ASSIGN(const Answer answer, exposure(office, actor, incident));
  NoticesMailed counts;
  std::vector<Notice> due = due_notices(office, answer, counts.unchanged);
  // First, so that they are on record even when the server is away.
  std::stable_partition(due.begin(), due.end(), [](const Notice& notice) { return notice.held_back; });
  facts.force = office.force().name;
  facts.incident = row.name;
  facts.written = office.clock().now();
  facts.from_mail = server.from();
  Round round(office, actor, answer, std::move(facts), server);
  for (std::size_t i = 0; i < due.size(); ++i) {
    TRY(round.tell(due[i], counts));
    progress({"mails", i + 1, due.size()});
    if (counts.stopped.empty()) continue;
    counts.left += due.size() - i - 1;
    break;
  }
  return counts;
}

std::vector<PersonId> unknown_notices(Office& office, IncidentId incident) {
  const auto look = office.clerk().look();
  std::vector<PersonId> out;
  for (const auto& [id, stored] : office.incidents().notices.all())
    if (stored.value.incident == incident && stored.value.state == NoticeRow::State::kUnknown)
      out.push_back(stored.value.person);
  return out;
}

Result<void> settle_notice(Office& office, const access::Actor& actor, IncidentId incident, PersonId person,
                           bool arrived, const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(check_evidence(evidence));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    std::vector<std::pair<std::uint64_t, NoticeRow>> unknown;
    for (const auto& [id, stored] : office.incidents().notices.all())
      if (stored.value.incident == incident && stored.value.person == person &&
          stored.value.state == NoticeRow::State::kUnknown)
        unknown.emplace_back(id, stored.value);
    if (unknown.empty()) return fail(Code::kRefused, "no mail to that person about this incident is in doubt");
    for (auto& [id, row] : unknown) {
      const EntryIndex entry =
          write.append(ledger::Detail{.act = ledger::Act::kNoticeSent,
                                      .actor = actor.id,
                                      .person = person,
                                      .fields = row.certain | row.possible,
                                      .object = incident.value,
                                      .reason = (arrived ? "mail arrived: " : "mail lost: ") + evidence});
      row.state = arrived ? NoticeRow::State::kSent : NoticeRow::State::kFailed;
      TRY(office.incidents().notices.put(write, id, row, entry));
    }
    return {};
  }));
  return {};
}

Result<std::uint64_t> letters_passed(Office& office, const access::Actor& actor, IncidentId incident,
                                     const std::string& host, const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(check_evidence(evidence));
  std::uint64_t passed = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto holder = office.book().holder_named(custody::HolderKind::kHost, host);
    if (!holder) return fail(Code::kNotFound, "no mail server of that name was given any mail");
    std::set<PersonId> told, unknown;
    for (const auto& [id, stored] : office.incidents().notices.all()) {
      if (stored.value.incident != incident) continue;
      (stored.value.state == NoticeRow::State::kUnknown ? unknown : told).insert(stored.value.person);
    }
    std::vector<std::pair<CustodyId, PersonId>> open;
    const custody::Columns& copies = office.book().of_holder(*holder);
    for (std::size_t i = 0; i < copies.size(); ++i)
      if (const PersonId person{copies.person[i]};
          copies.end(i) == custody::End::kOpen && told.contains(person) && !unknown.contains(person))
        open.emplace_back(copies.id[i], person);
    for (const auto& [copy, person] : open) {
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCustodyClosed,
                                                           .actor = actor.id,
                                                           .person = person,
                                                           .object = copy.value,
                                                           .reason = "mail passed on: " + evidence});
      TRY(office.book().close(write, copy, write.now(), custody::End::kOnWord, entry));
    }
    passed = open.size();
    return {};
  }));
  return passed;
}

}  // namespace tipstaff::office
