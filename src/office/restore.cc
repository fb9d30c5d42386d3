#include "office/restore.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "ledger/extend.h"
#include "office/backup_file.h"
#include "office/erasure.h"
#include "office/erasure_journal.h"
#include "office/witness_use.h"

namespace tipstaff::office {
namespace {

namespace fs = std::filesystem;
using access::Role;

// What is known before the restored store is opened.
struct Plan {
  BackupHeader header;
  Force force;
  Restored row;
  std::uint64_t epoch = 2;
  std::uint64_t journal_counted = 0;  // records that the backup knew of
  std::vector<ErasedPerson> erased;
};

Result<void> check_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    return fail(Code::kRefused, fmt::format("‘{}’ is not empty; restore into a new folder", folder.string()));
  return {};
}

Result<Bytes> newest_checkpoint(const RestoreSettings& settings) {
  const fs::path file = !settings.checkpoint.empty() ? settings.checkpoint
                        : !settings.archive.empty()  ? settings.archive / "checkpoint"
                                                     : fs::path();
  if (file.empty())
    return fail(Code::kUsage,
                "a restore needs the newest checkpoint that there is: --checkpoint FILE (the file ‘checkpoint’ of the "
                "lost store, or the witness's), or --archive FOLDER (the last ‘ledger export’)");
  SystemFiles files;
  return files.read(file);
}

// Reads what the backup's rows say of epochs and backups. Errors: kTampered.
Result<void> read_past(db::Database& database, const ledger::Keys& keys, Plan& plan) {
  const auto on_row = [&](ledger::RowKind kind, std::uint64_t id, EntryIndex, const Plaintext& body) -> Result<void> {
    if (kind == ledger::RowKind::kEpoch) plan.epoch = std::max(plan.epoch, id + 1);
    if (kind != ledger::RowKind::kBackup || id != plan.header.number) return {};
    cbor::Reader reader(body.reveal());
    TRY_ASSIGN(const Backup row, Backup::decode(reader));
    plan.journal_counted = row.erasures;
    return {};
  };
  TRY(ledger::read_rows(database, keys.rows, on_row));
  return {};
}

Result<void> take_journal(const RestoreSettings& settings, const Folder& work, const Plaintext& root, Plan& plan) {
  SystemFiles files;
  if (settings.erasures.empty() && !settings.no_erasures)
    return fail(Code::kRefused,
                "people may have been erased since the backup: give the erasure journal with --erasures FILE, or say "
                "with --no-erasures that nobody was");
  if (!settings.erasures.empty()) {
    TRY_ASSIGN(const Bytes content, files.read(settings.erasures));
    TRY_ASSIGN(plan.erased, read_erasures(content, root, plan.force.id));
    if (plan.erased.size() < plan.journal_counted)
      return fail(
          Code::kRefused,
          fmt::format("this erasure journal has {} records, the backup knew of {} already: it is not the newest",
                      plan.erased.size(), plan.journal_counted));
    return files.replace(work.erasures(), content);
  }
  if (!fs::exists(work.erasures())) return {};
  TRY_ASSIGN(const Bytes content, files.read(work.erasures()));
  TRY_ASSIGN(plan.erased, read_erasures(content, root, plan.force.id));
  return {};
}

Result<void> ask_witness(const RestoreSettings& settings, const Folder& work, ByteView newest, std::uint64_t size) {
  if (!fs::exists(work.witness()) || settings.without_witness) return {};
  TRY_ASSIGN(const ledger::Cosign cosign, settings.witness(work.root));
  const ledger::HashReader nothing = [](auto...) -> Result<Hash> {
    return fail(Code::kUnavailable, "the witness knows less than this checkpoint");
  };
  const auto asked = cosign(std::string(as_text(newest)), size, nothing);
  if (!asked)
    return fail(Error(asked.error()).under("the witness does not confirm that this checkpoint is the newest"));
  return {};
}

// The store in `work` as the newest checkpoint leaves it: the same log, or one with a new name.
Result<void> join_log(const RestoreSettings& settings, const Folder& work, crypto::Keyring& keyring,
                      const Plaintext& root, Plan& plan) {
  TRY_ASSIGN(const Bytes newest, newest_checkpoint(settings));
  TRY_ASSIGN(const auto database, db::open_sqlite({work.store(), false, ""}));
  const ledger::Keys keys = Office::ledger_keys(keyring, plan.force.origin);
  TRY_ASSIGN(const ledger::Checkpoint signed_head, ledger::check_newest(*database, keys, newest));
  TRY_ASSIGN(const ledger::Head head, ledger::head_of(*database));
  TRY(read_past(*database, keys, plan));
  TRY(ask_witness(settings, work, newest, signed_head.size));
  TRY(take_journal(settings, work, root, plan));
  plan.row = Restored{plan.header.number, head.at, {}, plan.force.origin, head.size, signed_head.size, head.root,
                      signed_head.root,   false,   {}};
  SystemFiles files;
  if (signed_head.size == head.size || !settings.archive.empty()) {
    TRY(ledger::continue_from(*database, keys, settings.archive, signed_head));
    plan.row.continued = true;
    return files.replace(work.checkpoint(), newest, 0644);
  }
  const std::size_t suffix = plan.force.origin.find("/epoch-");
  plan.force.origin = fmt::format("{}/epoch-{}", plan.force.origin.substr(0, suffix), plan.epoch);
  TRY(write_force(work, plan.force));
  TRY(files.remove(work.witness()));
  return ledger::sign_head(*database, Office::ledger_keys(keyring, plan.force.origin), work.checkpoint());
}

// What gave access before may have been ended in the gap, so all of it ends.
Result<void> end_access(Office& office, ledger::Write& write, EntryIndex entry) {
  access::Tables& tables = office.access();
  const auto change_all = [&](auto& table, const auto& change) -> Result<void> {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, stored] : table.all()) ids.push_back(id);
    for (const std::uint64_t id : ids) {
      auto row = table.find(id)->value;
      change(row);
      TRY(table.put(write, id, std::move(row), entry));
    }
    return {};
  };
  TRY(change_all(tables.sessions, [](access::Session& row) { row.until = kDawn; }));
  TRY(change_all(tables.grants, [](access::Grant& row) { row.until = kDawn; }));
  TRY(change_all(tables.principals, [](access::Principal& row) { row.enrolment_hash.clear(); }));
  return change_all(tables.proposals, [](access::Proposal& row) {
    if (row.state == access::Proposal::State::kOpen) row.state = access::Proposal::State::kRefused;
  });
}

Result<PrincipalId> first_keeper(Office& office) {
  for (const auto& [id, stored] : office.access().principals.all())
    if (!stored.value.ended && stored.value.roles.has(Role::kKeeper)) return PrincipalId{id};
  return fail(Code::kNotFound, "the backup has no keeper");
}

Bytes particulars(const Restored& row) {
  cbor::Writer w;
  row.encode(w);
  return w.take();
}

// Everything that a restore changes, in one request.
Result<void> begin_epoch(Office& office, Plan& plan, RestoreDone& done) {
  TRY_ASSIGN(const PrincipalId keeper, first_keeper(office));
  done.keeper = office.access().principals.find(keeper.value)->value.name;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    Restored row = plan.row;
    row.gap_to = write.now();
    for (const auto& [id, stored] : office.desk().tables().suppliers.all())
      row.charges.push_back({SupplierId{id}, supplier::most_within(stored.value, row.gap_to - row.gap_from)});
    const EntryIndex entry = write.append(ledger::Detail{
        .act = ledger::Act::kRestored, .object = plan.epoch, .reason = row.old_origin, .more = particulars(row)});
    TRY(office.keeping().restores.put(write, plan.epoch, row, entry));
    TRY(record_witness(office, write, entry));
    TRY(end_access(office, write, entry));
    TRY(office.desk().forget_after_restore(write, {}));
    for (const ErasedPerson& erased : plan.erased) {
      const auto* person = office.vault().people().find(erased.person.value);
      // Another who has the number since an earlier restore joined at another time.
      if (person == nullptr || person->value.joined != erased.joined) continue;
      if (person->value.status == roll::Person::Status::kErasing ||
          person->value.status == roll::Person::Status::kErased)
        continue;
      TRY(erase_again(office, write, erased.person, {}));
      ++done.erased_again;
    }
    TRY_ASSIGN(done.token, access::open_session(write, office.access(), keeper, std::chrono::hours(12)));
    plan.row = row;
    return {};
  }));
  if (done.erased_again != 0) TRY(complete_erasures(office, access::Actor{{}, "restore", {Role::kDpo}}));
  return {};
}

Result<RestoreDone> fill(const RestoreSettings& settings, const fs::path& folder, const Clock& clock, Random& random) {
  const Folder work{folder};
  SystemFiles files;
  Plan plan;
  TRY_ASSIGN(plan.header, read_backup_header(settings.backup));
  TRY(files.replace(work.root_key(), plan.header.root_key));
  TRY_ASSIGN(const crypto::RootSecrets secrets, settings.secrets(work.root));
  {
    TRY_ASSIGN(const Plaintext root, crypto::open_root(files, work.root_key(), secrets));
    TRY(unpack_backup(settings.backup, root, work.root));
    crypto::Keyring keyring(files, work.keys());
    TRY(keyring.open(root));
    TRY_ASSIGN(plan.force, read_force(work));
    TRY(join_log(settings, work, keyring, root, plan));
  }
  Office::OpenSettings opening;
  opening.folder = work.root;
  opening.secrets = &secrets;
  opening.other_witness = true;  // a log of a new name leaves its witness behind
  if (fs::exists(work.witness()) && !settings.without_witness) {
    TRY_ASSIGN(opening.cosign, settings.witness(work.root));
  }
  TRY_ASSIGN(const auto office, Office::open(opening, clock, random));
  office->clerk().accept_clock(true);  // the time since the backup is a gap, not a leap
  RestoreDone done;
  TRY(begin_epoch(*office, plan, done));
  done.epoch = plan.epoch;
  done.continued = plan.row.continued;
  done.origin = plan.force.origin;
  done.old_size = plan.row.old_size;
  done.newest_size = plan.row.newest_size;
  done.gap_from = plan.row.gap_from;
  done.gap_to = plan.row.gap_to;
  return done;
}

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return fail(storage_error("cannot sync", folder, errno));
  return {};
}

Result<void> take_name(const fs::path& work, const fs::path& folder) {
  TRY(sync_folder(work));
  std::error_code error;
  fs::remove(folder, error);  // empty, or absent
  fs::rename(work, folder, error);
  if (error) return fail(storage_error("cannot make", folder, error.value()));
  return sync_folder(fs::absolute(folder).parent_path());
}

}  // namespace

Result<RestoreDone> restore(const RestoreSettings& settings, const Clock& clock, Random& random) {
  TRY(check_folder(settings.folder));
  TRY(newest_checkpoint(settings));
  fs::path beside = fs::absolute(settings.folder).lexically_normal();
  if (!beside.has_filename()) beside = beside.parent_path();  // "DIR/"
  const fs::path work = beside.string() + ".restoring";
  std::error_code error;
  fs::remove_all(work, error);  // of a restore that was stopped
  fs::create_directories(work, error);
  if (!error) fs::permissions(work, fs::perms::owner_all, error);
  if (error) return fail(storage_error("cannot make", work, error.value()));
  Result<RestoreDone> done = fill(settings, work, clock, random);
  if (done)
    if (auto named = take_name(work, settings.folder); !named) done = fail(named.error());
  if (!done) fs::remove_all(work, error);
  return done;
}

}  // namespace tipstaff::office
