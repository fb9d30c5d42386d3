#include "office/notice_parts.h"

namespace tipstaff::office {
namespace {

using incident::Addressee;
using incident::Incident;
using incident::NoticeRow;

constexpr FieldSet kAddress = {Field::kSurname, Field::kForenames, Field::kRank, Field::kEmail};

struct Told {
  FieldSet certain, possible;
};

// What earlier notices of this incident told each person.
std::map<PersonId, Told> told_before(Office& office, IncidentId incident) {
  std::map<PersonId, Told> out;
  for (const auto& [id, stored] : office.incidents().notices.all()) {
    if (stored.value.incident != incident || stored.value.state == NoticeRow::State::kFailed) continue;
    Told& told = out[stored.value.person];
    told.certain = told.certain | stored.value.certain;
    told.possible = told.possible | stored.value.possible;
  }
  return out;
}

}  // namespace

Result<void> check_evidence(const std::string& evidence) {
  if (evidence.empty() || evidence.size() > 500)
    return fail(Code::kUsage, "say how it is known, in 1 to 500 characters");
  return {};
}

Result<Incident> decided_incident(Office& office, IncidentId incident) {
  const auto look = office.clerk().look();
  const auto* stored = office.incidents().incidents.find(incident.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
  if (!stored->value.notify_decided || !stored->value.notify)
    return fail(Code::kRefused, "no decision to notify is on record for this incident; decide first");
  return stored->value;
}

// What is new: a certain detail that was told as possible is new, a possible one that was told as certain is not.
std::vector<Notice> due_notices(Office& office, const Answer& answer, std::uint64_t& unchanged) {
  const auto look = office.clerk().look();
  const std::map<PersonId, Told> before = told_before(office, answer.incident);
  std::vector<Notice> out;
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    if (answer.exposure.fields(i).empty()) continue;
    Notice notice;
    notice.person = answer.exposure.population[i].person;
    notice.certain = answer.exposure.certain[i];
    notice.possible = answer.exposure.possible[i];
    if (const auto told = before.find(notice.person); told != before.end()) {
      notice.supplement = true;
      notice.certain = notice.certain.minus(told->second.certain);
      notice.possible = notice.possible.minus(told->second.certain | told->second.possible);
    }
    if ((notice.certain | notice.possible).empty()) {
      ++unchanged;
      continue;
    }
    const auto* row = office.vault().people().find(notice.person.value);
    const bool erased = row == nullptr || row->value.status == roll::Person::Status::kErased;
    notice.held_back = erased || row->value.notice_risk;
    if (!notice.held_back) notice.reads = kAddress & row->value.fields();
    out.push_back(std::move(notice));
  }
  return out;
}

Addressee addressee_of(roll::Values values, const Notice& notice) {
  Addressee out;
  const auto take = [&](Field field) {
    const auto found = values.find(field);
    return found == values.end() ? Plaintext() : std::move(found->second);
  };
  const Plaintext first = take(Field::kForenames), last = take(Field::kSurname);
  out.name = Plaintext(first.size() + (first.empty() ? 0 : 1) + last.size());
  const auto end = std::copy(first.reveal().begin(), first.reveal().end(), out.name.writable().begin());
  if (!first.empty()) *end = ' ';
  std::copy(last.reveal().begin(), last.reveal().end(),
            out.name.writable().end() - static_cast<std::ptrdiff_t>(last.size()));
  out.rank = take(Field::kRank);
  out.mail = take(Field::kEmail);
  out.certain = notice.certain;
  out.possible = notice.possible;
  out.supplement = notice.supplement;
  return out;
}

Result<void> NoticeLog::begin(ledger::Write& write, Notice& notice, const std::string& holder, NoticeRow::State state,
                              const std::string& words) {
  notice.row = office_.incidents().notices.next_id();
  if (notice.held_back) {
    TRY(put(write, notice, NoticeRow::State::kHeldBack, "held back for a human"));
    return {};
  }
  TRY_ASSIGN(notice.sealed, office_.vault().fetch(write.peek(), notice.person));
  const EntryIndex read = write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                                           .actor = actor_.id,
                                                           .person = notice.person,
                                                           .fields = notice.reads,
                                                           .object = answer_.incident.value,
                                                           .reason = "notice of a breach"});
  custody::Interval copy;
  copy.person = notice.person;
  TRY_ASSIGN(copy.holder, office_.book().holder(write, custody::HolderKind::kHost, holder, read));
  copy.fields = notice.reads;
  copy.form = custody::Form::kDiskCopy;
  copy.from = write.now();
  copy.opened_by = read;
  notice.holder = copy.holder;
  TRY_ASSIGN(notice.copy, office_.book().open(write, copy));
  TRY(put(write, notice, state, words));
  return {};
}

Result<EntryIndex> NoticeLog::put(ledger::Write& write, const Notice& notice, NoticeRow::State state,
                                  const std::string& words) {
  const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kNoticeSent,
                                                       .actor = actor_.id,
                                                       .person = notice.person,
                                                       .fields = notice.certain | notice.possible,
                                                       .object = answer_.incident.value,
                                                       .reason = words});
  TRY(office_.incidents().notices.put(
      write, notice.row,
      NoticeRow{answer_.incident, notice.person, state, static_cast<std::uint32_t>(answer_.scope_version),
                notice.certain, notice.possible, write.now()},
      entry));
  return entry;
}

}  // namespace tipstaff::office
