#include "office/notices.h"

#include <fmt/format.h>

#include <thread>

#include "crypto/hash.h"
#include "office/notice_parts.h"

namespace tipstaff::office {
namespace {

using access::Role;
using incident::Addressee;
using incident::Incident;
using incident::NoticeRow;

constexpr std::size_t kBatch = 500;
constexpr std::size_t kWriters = 2;

class Writer {
 public:
  Writer(Office& office, const access::Actor& actor, const Answer& answer, const incident::LetterFacts& facts,
         const std::filesystem::path& folder, CallerFiles& files)
      : office_(office), log_(office, actor, answer), folder_(folder), files_(files) {
    for (std::size_t i = 0; i < kWriters; ++i) writers_.push_back(std::make_unique<incident::LetterWriter>(facts));
  }

  // Custody is recorded with the read, before anything is written (laws 1 and 5): a crash in between leaves a copy on
  // record that is not there, never one there that is not on record. Until the files are written the notice counts as
  // failed, so that the next run tells that person; they are on the disk before it counts as written.
  Result<void> batch(std::span<Notice> notices, NoticesWritten& counts) {
    NoticesWritten here;
    TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      here = {};
      for (Notice& notice : notices) {
        TRY(log_.begin(write, notice, "notices", NoticeRow::State::kFailed, "letter begun"));
        ++(notice.held_back ? here.held_back : here.written);
      }
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
    if (here.written != 0) TRY(files_.settle(folder_));  // what is on record as written outlives a loss of power
    TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (const Notice& notice : notices) {
        if (notice.held_back) continue;
        TRY_ASSIGN(const EntryIndex entry, log_.put(write, notice, NoticeRow::State::kWritten, "letter written"));
        TRY(put_made_file(office_, write,
                          {MadeFile::What::kNotice,
                           log_.incident().value,
                           notice.person,
                           notice.holder,
                           {{notice.copy, notice.copy}},
                           {},
                           notice.files},
                          entry));
      }
      return {};
    }));
    counts.written += here.written;
    counts.held_back += here.held_back;
    return {};
  }

 private:
  Result<void> write_one(incident::LetterWriter& writer, const ledger::Durable& durable, Notice& notice) {
    TRY_ASSIGN(roll::Values values, office_.vault().reveal(durable, notice.sealed, notice.reads));
    const Addressee to = addressee_of(std::move(values), notice);
    const std::string id = hex(office_.random().bytes(16));
    TRY_ASSIGN(const Plaintext pdf, writer.pdf(to));
    TRY_ASSIGN(const Plaintext mail, writer.mail(to, id));
    notice.files = {crypto::sha256(pdf.reveal()), crypto::sha256(mail.reveal())};
    // A supplement stands beside the letter that it adds to.
    const std::string name = notice.supplement ? fmt::format("PERSON-{}-notice-{}", notice.person.value, notice.row)
                                               : fmt::format("PERSON-{}", notice.person.value);
    TRY(files_.replace(folder_ / (name + ".pdf"), pdf.reveal(), 0600, false));
    return files_.replace(folder_ / (name + ".eml"), mail.reveal(), 0600, false);
  }

  Office& office_;
  NoticeLog log_;
  const std::filesystem::path& folder_;
  CallerFiles& files_;
  std::vector<std::unique_ptr<incident::LetterWriter>> writers_;
};

}  // namespace

Result<void> decide_notify(Office& office, const access::Actor& actor, IncidentId incident, bool notify,
                           const std::string& why) {
  TRY(access::require_role(actor, {Role::kDpo}));
  if (why.empty()) return fail(Code::kUsage, "the decision needs a reason");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.incidents().incidents.find(incident.value);
    if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
    Incident row = stored->value;
    row.notify_decided = true;
    row.notify = notify;
    row.notify_why = why;
    const EntryIndex entry =
        write.append(ledger::Detail{.act = ledger::Act::kNoticeDecided,
                                    .actor = actor.id,
                                    .object = incident.value,
                                    .reason = fmt::format("{}: {}", notify ? "notify" : "do not notify", why)});
    return office.incidents().incidents.put(write, incident.value, std::move(row), entry);
  }));
  return {};
}

Result<NoticesWritten> write_notices(Office& office, const access::Actor& actor, IncidentId incident,
                                     incident::LetterFacts facts, const std::filesystem::path& out_folder,
                                     CallerFiles& files, const Progress& progress) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY_ASSIGN(const Incident row, decided_incident(office, incident));
  TRY_ASSIGN(const Answer answer, exposure(office, actor, incident));
  NoticesWritten counts;
  std::vector<Notice> due = due_notices(office, answer, counts.unchanged);
  facts.force = office.force().name;
  facts.incident = row.name;
  facts.written = office.clock().now();
  Writer writer(office, actor, answer, facts, out_folder, files);
  for (std::size_t first = 0; first < due.size(); first += kBatch) {
    TRY(writer.batch(std::span(due).subspan(first, std::min(kBatch, due.size() - first)), counts));
    progress({"notices", std::min(first + kBatch, due.size()), due.size()});
  }
  return counts;
}

Result<std::uint64_t> letters_posted(Office& office, const access::Actor& actor, IncidentId incident,
                                     const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(check_evidence(evidence));
  std::uint64_t posted = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (office.incidents().incidents.find(incident.value) == nullptr)
      return fail(Code::kNotFound, "there is no such incident");
    std::vector<std::pair<std::uint64_t, NoticeRow>> written;
    for (const auto& [id, stored] : office.incidents().notices.all())
      if (stored.value.incident == incident && stored.value.state == NoticeRow::State::kWritten)
        written.emplace_back(id, stored.value);
    std::multimap<PersonId, CustodyId> open;
    if (const auto holder = office.book().holder_named(custody::HolderKind::kHost, "notices")) {
      const custody::Columns& copies = office.book().of_holder(*holder);
      for (std::size_t i = 0; i < copies.size(); ++i)
        if (copies.end(i) == custody::End::kOpen) open.emplace(PersonId{copies.person[i]}, CustodyId{copies.id[i]});
    }
    posted = written.size();
    for (auto& [id, row] : written) {
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kNoticeSent,
                                                           .actor = actor.id,
                                                           .person = row.person,
                                                           .fields = row.certain | row.possible,
                                                           .object = incident.value,
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
