#include "office/notices.h"

#include <fmt/format.h>

#include <thread>

namespace tipstaff::office {
namespace {

using access::Role;
using incident::Addressee;
using incident::Incident;
using incident::NoticeRow;

constexpr std::size_t kBatch = 500;
constexpr std::size_t kWriters = 2;
constexpr FieldSet kAddress = {Field::kSurname, Field::kForenames, Field::kRank, Field::kEmail};

struct Notice {
  PersonId person;
  FieldSet certain, possible;
  bool supplement = false, held_back = false;
  FieldSet reads;
  std::uint64_t row = 0;  // of the notice
  roll::SealedPerson sealed;
};

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

// What is new: a certain detail that was told as possible is new, a possible one that was told as certain is not.
std::vector<Notice> due_notices(Office& office, const Answer& answer, NoticesWritten& counts) {
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
      ++counts.unchanged;
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
  std::copy(last.reveal().begin(), last.reveal().end(), out.name.writable().end() - static_cast<std::ptrdiff_t>(last.size()));
  out.rank = take(Field::kRank);
  out.mail = take(Field::kEmail);
  out.certain = notice.certain;
  out.possible = notice.possible;
  out.supplement = notice.supplement;
  return out;
}

class Writer {
 public:
  Writer(Office& office, const access::Actor& actor, const Answer& answer, incident::LetterFacts facts,
         const std::filesystem::path& folder, CallerFiles& files)
      : office_(office), actor_(actor), answer_(answer), folder_(folder), files_(files) {
    for (std::size_t i = 0; i < kWriters; ++i) writers_.push_back(std::make_unique<incident::LetterWriter>(facts));
  }

  // Custody is recorded with the read, before anything is written (laws 1 and 5): a crash in between leaves a copy on
  // record that is not there, never one there that is not on record. Until the files are written the notice counts as
  // failed, so that the next run tells that person.
  Result<void> batch(std::span<Notice> notices, NoticesWritten& counts) {
    NoticesWritten here;
    TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      here = {};
      for (Notice& notice : notices) TRY(record(write, notice, here));
      return {};
    }));
    std::vector<Result<void>> outcomes(kWriters);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kWriters; ++t)
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < notices.size() && outcomes[t]; i += kWriters)
          if (!notices[i].held_back) outcomes[t] = write_one(*writers_[t], durable, notices[i]);
      });
    for (std::thread& thread : threads) thread.join();
    for (Result<void>& outcome : outcomes) TRY(std::move(outcome));
    TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (const Notice& notice : notices)
        if (!notice.held_back) TRY(put(write, notice, NoticeRow::State::kWritten, "letter written"));
      return {};
    }));
    counts.written += here.written;
    counts.held_back += here.held_back;
    return {};
  }

 private:
  Result<void> record(ledger::Write& write, Notice& notice, NoticesWritten& counts) {
    notice.row = office_.incidents().notices.next_id();
    if (notice.held_back) {
      ++counts.held_back;
      return put(write, notice, NoticeRow::State::kHeldBack, "held back for a human");
    }
    TRY_ASSIGN(notice.sealed, office_.vault().fetch(write.db(), notice.person));
    const EntryIndex read = write.append_read(ledger::Detail{.act = ledger::Act::kRead, .actor = actor_.id, .person = notice.person,
                                                             .fields = notice.reads, .object = answer_.incident.value,
                                                             .reason = "notice of a breach"});
    custody::Interval copy;
    copy.person = notice.person;
    TRY_ASSIGN(copy.holder, office_.book().holder(write, custody::HolderKind::kHost, "notices", read));
    copy.fields = notice.reads;
    copy.form = custody::Form::kDiskCopy;
    copy.from = write.now();
    copy.opened_by = read;
    TRY(office_.book().open(write, copy));
    ++counts.written;
    return put(write, notice, NoticeRow::State::kFailed, "letter begun");
  }

  Result<void> put(ledger::Write& write, const Notice& notice, NoticeRow::State state, const char* words) {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kNoticeSent, .actor = actor_.id,
                                                         .person = notice.person, .fields = notice.certain | notice.possible,
                                                         .object = answer_.incident.value, .reason = words});
    return office_.incidents().notices.put(
        write, notice.row, NoticeRow{answer_.incident, notice.person, state, static_cast<std::uint32_t>(answer_.scope_version),
                                     notice.certain, notice.possible, write.now()}, entry);
  }

  Result<void> write_one(incident::LetterWriter& writer, const ledger::Durable& durable, const Notice& notice) {
    TRY_ASSIGN(roll::Values values, office_.vault().reveal(durable, notice.sealed, notice.reads));
    const Addressee to = addressee_of(std::move(values), notice);
    const std::string id = hex(office_.random().bytes(16));
    TRY_ASSIGN(const Plaintext pdf, writer.pdf(to));
    TRY_ASSIGN(const Plaintext mail, writer.mail(to, id));
    // A supplement stands beside the letter that it adds to.
    const std::string name = notice.supplement ? fmt::format("PERSON-{}-notice-{}", notice.person.value, notice.row)
                                               : fmt::format("PERSON-{}", notice.person.value);
    TRY(files_.replace(folder_ / (name + ".pdf"), pdf.reveal(), 0600, false));
    return files_.replace(folder_ / (name + ".eml"), mail.reveal(), 0600, false);
  }

  Office& office_;
  const access::Actor& actor_;
  const Answer& answer_;
  const std::filesystem::path& folder_;
  CallerFiles& files_;
  std::vector<std::unique_ptr<incident::LetterWriter>> writers_;
};

Result<Incident> decided_incident(Office& office, IncidentId incident) {
  const auto look = office.clerk().look();
  const auto* stored = office.incidents().incidents.find(incident.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
  if (!stored->value.notify_decided || !stored->value.notify)
    return fail(Code::kRefused, "no decision to notify is on record for this incident; decide first");
  return stored->value;
}

}  // namespace

Result<void> decide_notify(Office& office, const access::Actor& actor, IncidentId incident, bool notify, const std::string& why) {
  TRY(access::require_role(actor, {Role::kDpo}));
  if (why.empty()) return fail(Code::kUsage, "the decision needs a reason");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.incidents().incidents.find(incident.value);
    if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
    Incident row = stored->value;
    row.notify_decided = true;
    row.notify = notify;
    row.notify_why = why;
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kNoticeDecided, .actor = actor.id,
                                                         .object = incident.value,
                                                         .reason = fmt::format("{}: {}", notify ? "notify" : "do not notify", why)});
    return office.incidents().incidents.put(write, incident.value, std::move(row), entry);
  }));
  return {};
}

Result<NoticesWritten> write_notices(Office& office, const access::Actor& actor, IncidentId incident,
                                     incident::LetterFacts facts, const std::filesystem::path& out_folder, CallerFiles& files,
                                     const Progress& progress) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY_ASSIGN(const Incident row, decided_incident(office, incident));
  TRY_ASSIGN(const Answer answer, exposure(office, actor, incident));
  NoticesWritten counts;
  std::vector<Notice> due = due_notices(office, answer, counts);
  facts.force = office.force().name;
  facts.incident = row.name;
  facts.written = office.clock().now();
  Writer writer(office, actor, answer, std::move(facts), out_folder, files);
  for (std::size_t first = 0; first < due.size(); first += kBatch) {
    TRY(writer.batch(std::span(due).subspan(first, std::min(kBatch, due.size() - first)), counts));
    progress({"notices", std::min(first + kBatch, due.size()), due.size()});
  }
  return counts;
}

Result<std::uint64_t> letters_posted(Office& office, const access::Actor& actor, IncidentId incident, const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kDpo}));
  if (evidence.empty() || evidence.size() > 500) return fail(Code::kUsage, "say how it is known that they were posted, in 1 to 500 characters");
  std::uint64_t posted = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (office.incidents().incidents.find(incident.value) == nullptr) return fail(Code::kNotFound, "there is no such incident");
    std::vector<std::pair<std::uint64_t, NoticeRow>> written;
    for (const auto& [id, stored] : office.incidents().notices.all())
      if (stored.value.incident == incident && stored.value.state == NoticeRow::State::kWritten) written.emplace_back(id, stored.value);
    std::multimap<PersonId, CustodyId> open;
    if (const auto holder = office.book().holder_named(custody::HolderKind::kHost, "notices")) {
      const custody::Columns& copies = office.book().of_holder(*holder);
      for (std::size_t i = 0; i < copies.size(); ++i)
        if (copies.end(i) == custody::End::kOpen) open.emplace(PersonId{copies.person[i]}, CustodyId{copies.id[i]});
    }
    posted = written.size();
    for (auto& [id, row] : written) {
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kNoticeSent, .actor = actor.id, .person = row.person,
                                                           .fields = row.certain | row.possible, .object = incident.value,
                                                           .reason = "posted: " + evidence});
      row.state = NoticeRow::State::kSent;
      const auto [first, last] = open.equal_range(row.person);
      for (auto copy = first; copy != last; ++copy)
        TRY(office.book().close(write, copy->second, write.now(), custody::End::kOnWord, entry));
      open.erase(first, last);
      TRY(office.incidents().notices.put(write, id, row, entry));
    }
    return {};
  }));
  return posted;
}

}  // namespace tipstaff::office
