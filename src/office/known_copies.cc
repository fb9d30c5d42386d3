#include "office/known_copies.h"

#include <fmt/format.h>

#include "office/disclosure_register.h"

namespace tipstaff::office {
namespace {

using access::Role;
using supplier::Batch;
using supplier::BatchState;

// What custody says of the copies that one file is.
struct Standing {
  std::uint64_t copies = 0, open = 0;
  Instant from = kEver, until = kDawn;  // the first beginning, the last end
  bool evidence = true;                 // none ended on somebody's word only
};

void count(const custody::Book& book, CustodyId id, Standing& out) {
  const auto copy = book.find(id);
  if (!copy) return;
  ++out.copies;
  out.from = std::min(out.from, copy->from);
  if (copy->end == custody::End::kOpen)
    ++out.open;
  else
    out.until = std::max(out.until, copy->until);
  if (copy->end == custody::End::kOnWord) out.evidence = false;
}

std::string numbers_of(const std::vector<CopyRun>& runs) {
  const CustodyId first = runs.front().first, last = runs.back().last;
  if (first == last) return fmt::format("copy {}", first.value);
  return fmt::format("copies {} to {}{}", first.value, last.value, runs.size() > 1 ? ", not all between" : "");
}

std::string name_of(Office& office, HolderId id) {
  const auto* holder = office.book().holders().find(id.value);
  return holder == nullptr ? "nobody"
                           : fmt::format("{}:{}", custody::holder_kind_name(holder->value.kind), holder->value.name);
}

// `what` it is, who has it, and whether the record has its end.
KnownCopy told(std::string what, const std::string& holder, const std::string& numbers, const Standing& standing,
               bool sealed) {
  KnownCopy out{{}, standing.copies > 0 && standing.open == 0, sealed};
  if (out.gone)
    out.words =
        fmt::format("{} held by {} ({}), recorded as gone on {} {}, and yet here", what, holder, numbers,
                    to_rfc3339(standing.until), standing.evidence ? "by independent evidence" : "on somebody's word");
  else
    out.words = fmt::format(
        "{} held by {} since {} ({}, {})", what, holder, to_rfc3339(standing.from), numbers,
        standing.open == standing.copies ? "open" : fmt::format("{} of {} still open", standing.open, standing.copies));
  if (sealed) out.words += "; sealed, so nobody in it can be counted";
  return out;
}

std::string what_is(Office& office, const MadeFile& file) {
  switch (file.what) {
    case MadeFile::What::kSubjectExport:
      return "a subject access export";
    case MadeFile::What::kCardPreview:
      return "a card preview";
    case MadeFile::What::kRollIndex:
      return fmt::format("the roll index of proposal {}", file.object);
    case MadeFile::What::kNotice: {
      const auto* incident = office.incidents().incidents.find(file.object);
      return "a notice of " + (incident == nullptr ? "an incident" : incident->value.name);
    }
    case MadeFile::What::kDeclared:
      return "a file declared as handed over,";
    case MadeFile::What::kBackup:
      return fmt::format("backup {} of this store,", file.object);
  }
  return "a file";
}

void add_made_files(Office& office, bool backups_only, KnownCopies& out) {
  for (const auto& [id, stored] : office.keeping().made_files.all()) {
    const MadeFile& file = stored.value;
    const bool backup = file.what == MadeFile::What::kBackup;
    if (file.hashes.empty() || file.copies.empty() || (backups_only && !backup)) continue;
    Standing standing;
    for (const CopyRun& run : file.copies)
      for (std::uint64_t copy = run.first.value; copy <= run.last.value; ++copy)
        count(office.book(), CustodyId{copy}, standing);
    const bool sealed = backup || file.what == MadeFile::What::kRollIndex;
    const KnownCopy known =
        told(what_is(office, file), name_of(office, file.holder), numbers_of(file.copies), standing, sealed);
    for (const Hash& hash : file.hashes) (backup ? out.backups : out.files).insert_or_assign(hex(hash), known);
  }
}

std::string what_is(const Batch& batch) {
  std::string out =
      fmt::format("sub-batch {} of job {} ({} cards)", batch.id.text(), batch.job.value, batch.items.size());
  switch (batch.state) {
    case BatchState::kSealed:
      return out + ", not opened,";
    case BatchState::kOpened:
      return out + fmt::format(", its key released on {},", to_rfc3339(batch.opened_at));
    case BatchState::kSettled:
      return out + ", answered for by a receipt,";
    case BatchState::kWithdrawn:
      return out + ", withdrawn,";
  }
  return out;
}

void add_batches(Office& office, KnownCopies& out) {
  const supplier::DeskTables& tables = office.desk().tables();
  for (const auto& [number, stored] : tables.batches.all()) {
    const Batch& batch = stored.value;
    MadeFile file;
    Standing standing;
    for (const std::uint64_t item : batch.items) {
      const CustodyId copy = tables.items.find(item)->value.locked;
      count(office.book(), copy, standing);
      file.add_copy(copy);
    }
    if (file.copies.empty()) continue;
    out.files.insert_or_assign(
        hex(batch.sha256), told(what_is(batch), name_of(office, tables.presses.find(batch.press.value)->value.holder),
                                numbers_of(file.copies), standing, true));
  }
}

void add_register(Office& office, const access::Actor& actor, KnownCopies& out) {
  const auto rows = all_disclosures(office, actor);
  if (!rows) return;
  out.register_told = true;
  for (const auto& [id, row] : *rows) {
    std::string words = fmt::format("disclosure {} of the register ({})", id, row.reference);
    if (row.published == kEver)
      words += fmt::format(", {}, never published", disclosure_state_name(row.state));
    else
      words += fmt::format(", published {}", to_rfc3339(row.published));
    if (row.taken_down != kEver) words += fmt::format(", taken down {}", to_rfc3339(row.taken_down));
    out.disclosures.emplace(hex(row.sha256), std::move(words));
  }
}

}  // namespace

KnownCopies known_copies(Office& office, const access::Actor& actor) {
  KnownCopies out;
  add_register(office, actor, out);
  out.custody_told = access::require_role(actor, {Role::kSecurityOfficer, Role::kDpo, Role::kAuditor}).has_value();
  if (!out.custody_told && !access::require_role(actor, {Role::kKeeper})) return out;
  out.force_id = office.force().id;
  const auto look = office.clerk().look();
  add_made_files(office, !out.custody_told, out);
  if (out.custody_told) add_batches(office, out);
  return out;
}

}  // namespace tipstaff::office
