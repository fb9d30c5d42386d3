#include <fmt/format.h>

#include "app/commands.h"
#include "app/witness_setup.h"
#include "office/backup.h"
#include "office/erasure.h"
#include "office/erasure_journal.h"
#include "office/restore.h"

namespace tipstaff::app {
namespace {

std::string day(Instant at) { return to_rfc3339(at).substr(0, 10); }

std::string words_of(const office::ErasureStatus& status) {
  if (status.row.completed != kEver) return fmt::format("complete since {}", day(status.row.completed));
  std::string out =
      fmt::format("pending, to be complete by {}{}", day(status.row.due), status.overdue ? " (OVERDUE)" : "");
  if (status.needs_rotation) out += "; waits for ‘person erase-complete’";
  for (const std::uint64_t backup : status.backups) out += fmt::format("; backup {} can still open it", backup);
  return out;
}

}  // namespace

Result<void> person_erase(Context& context, std::uint64_t person) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::erase_person(*office, actor, PersonId{person}));
  context.print(fmt::format(
      "Person {} is pending: gone from the store, and erased for good by ‘person erase-complete’, to be complete "
      "within {} days.\n",
      person, office::erasure_days(*office)));
  return {};
}

Result<void> person_erase_complete(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t erased, office::complete_erasures(*office, actor));
  context.print(fmt::format(
      "{} people are erased; the keys that had sealed them, and who had what of them, are destroyed.\n", erased));
  TRY_ASSIGN(const auto all, office::erasures(*office, actor));
  for (const office::ErasureStatus& status : all)
    if (status.row.completed == kEver)
      context.print(fmt::format("person {}  {}\n", status.person.value, words_of(status)));
  return {};
}

Result<void> person_erasures(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const auto all, office::erasures(*office, actor));
  for (const office::ErasureStatus& status : all)
    context.print(
        fmt::format("person {}  begun {}  {}\n", status.person.value, day(status.row.begun), words_of(status)));
  if (all.empty()) context.print("Nobody has been erased.\n");
  return {};
}

Result<void> erasure_days(Context& context, std::uint64_t days) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::set_erasure_days(*office, actor, static_cast<std::uint32_t>(std::min<std::uint64_t>(days, 1000))));
  context.print(fmt::format("An erasure begun from now on is to be complete within {} days.\n", days));
  return {};
}

Result<void> backup_create(Context& context, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::BackupMade made, office::make_backup(*office, actor, *context.caller, out));
  context.print(fmt::format(
      "Backup {}: {} bytes, a ledger of {} entries. It is a copy of everybody, in custody of backup:{} until "
      "‘backup destroyed {}’.\nA restore also needs the newest checkpoint and the erasure journal: keep the files "
      "‘checkpoint’ and ‘erasures’ on another machine.\n",
      made.number, made.bytes, made.ledger_size, made.number, made.number));
  return {};
}

Result<void> backup_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const auto all, office::backups(*office, actor));
  for (const office::HeldBackup& held : all)
    context.print(fmt::format(
        "{:>4}  {}  {}\n", held.number, to_rfc3339(held.row.at),
        held.row.destroyed ? "destroyed " + day(held.row.destroyed_at) + ": " + held.row.evidence : "held"));
  if (all.empty()) context.print("There is no backup.\n");
  return {};
}

Result<void> backup_destroyed(Context& context, std::uint64_t number, const std::string& evidence) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t erased, office::destroy_backup(*office, actor, number, evidence));
  context.print(fmt::format("Recorded; {} erasures are complete by it.\n", erased));
  return {};
}

Result<void> backup_journal(Context& context, const std::filesystem::path& copy) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::set_journal_copy(*office, actor, copy));
  context.print(fmt::format("Each erasure is now also written to {}.\n", copy.string()));
  return {};
}

Result<void> restore(Context& context, const RestoreOptions& options) {
  if (context.dir.empty()) return fail(Code::kUsage, "name the new folder with --dir");
  office::RestoreSettings settings;
  settings.backup = options.file;
  settings.folder = context.dir;
  settings.checkpoint = options.checkpoint;
  settings.archive = options.archive;
  settings.erasures = options.erasures;
  settings.no_erasures = options.no_erasures;
  settings.without_witness = options.without_witness;
  settings.secrets = [](const std::filesystem::path& folder) { return root_secrets(folder); };
  settings.witness = [&](const std::filesystem::path& folder) { return cosign_by(folder, context.clock); };
  TRY_ASSIGN(const office::RestoreDone done, office::restore(settings, context.clock, context.random));
  context.print(fmt::format(
      "Restored into {}: epoch {}. The record is lost from {} to {}; what may have been handed out then counts as "
      "possible.\n",
      context.dir.string(), done.epoch, to_rfc3339(done.gap_from), to_rfc3339(done.gap_to)));
  context.print(
      done.continued
          ? fmt::format("The log goes on as {}.\n", done.origin)
          : fmt::format("Without the archive the old log cannot go on: the new one is {}. Give out its ‘ledger vkey’, "
                        "and set the witness anew.\n",
                        done.origin));
  context.print(fmt::format(
      "{} people were erased again. Presses are halted, grants and sessions have ended, cards not yet printed are "
      "revoked.\nDestroy what is left of the old store. Session of {}, for 12 hours:\n{}\n",
      done.erased_again, done.keeper, done.token));
  return {};
}

}  // namespace tipstaff::app
