#include "office/backup.h"

#include <fmt/format.h>

#include "office/backup_file.h"
#include "office/erasure.h"
#include "office/erasure_journal.h"

namespace tipstaff::office {
namespace {

namespace fs = std::filesystem;
using access::Role;

FieldSet every_field() {
  FieldSet out;
  for (const Field field : kAllFields) out.add(field);
  return out;
}

// On record before there is a byte of it (law 5).
Result<std::uint64_t> record(Office& office, const access::Actor& actor, std::uint64_t erasures, const Hash& salt) {
  std::uint64_t number = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    number = office.keeping().backups.next_id();
    const EntryIndex entry = write.append(
        ledger::Detail{.act = ledger::Act::kBackupMade, .actor = actor.id, .fields = every_field(), .object = number});
    custody::Interval copy;
    TRY_ASSIGN(copy.holder, office.book().holder(write, custody::HolderKind::kBackup, fmt::to_string(number), entry));
    copy.fields = every_field();
    copy.form = custody::Form::kLocked;
    copy.from = write.now();
    copy.opened_by = entry;
    Backup row;
    row.at = write.now();
    row.ledger_size = entry.value + 1;
    row.class_epoch = roll::Vault::class_epoch(office.keyring());
    row.erasures = erasures;
    TRY_ASSIGN(row.copy, office.book().open(write, copy));
    TRY(put_made_file(office, write,
                      {MadeFile::What::kBackup, number, {}, copy.holder, {{row.copy, row.copy}}, {}, {salt}}, entry));
    return office.keeping().backups.put(write, number, std::move(row), entry);
  }));
  return number;
}

struct Removed {  // the copy of the store is ciphertext, and goes all the same
  fs::path file;
  ~Removed() {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
};

// Small files of the store, as they were at one moment.
using Contents = std::vector<std::pair<std::string, Bytes>>;
Result<Contents> small_files(const Folder& folder) {
  SystemFiles files;
  Contents out;
  for (const fs::path& file :
       {folder.force(), folder.authority(), folder.keys(), folder.checkpoint(), folder.erasures(), folder.witness()}) {
    const bool optional = file == folder.erasures() || file == folder.witness();
    if (optional && !fs::exists(file)) continue;
    TRY_ASSIGN(Bytes content, files.read(file));
    out.emplace_back(file.filename().string(), std::move(content));
  }
  return out;
}

}  // namespace

Result<BackupMade> make_backup(Office& office, const access::Actor& actor, CallerFiles& files, const fs::path& out) {
  TRY(access::require_role(actor, {Role::kKeeper}));
  const Folder& folder = office.folder();
  TRY_ASSIGN(BackupWriter writer, BackupWriter::open(files, out, folder.root, office.random()));
  TRY_ASSIGN(const std::uint64_t erasures, sync_erasures(office));
  BackupHeader header{office.force().id, 0, {}, 0, {}, {}};
  TRY_ASSIGN(header.root_key, SystemFiles().read(folder.root_key()));
  BackupMade made;
  header.salt = office.random().bytes(32);
  Hash salt{};
  std::ranges::copy(header.salt, salt.begin());
  TRY_ASSIGN(made.number, record(office, actor, erasures, salt));
  const Removed copy{folder.backup_copy()};
  Contents contents;
  // Between two groups of the clerk: store, keys and checkpoint are of one moment. Then the office goes on: items are
  // synced before the rows that point to them commit and never changed, so copied after the store they hold at least
  // what it needs.
  TRY(office.clerk().read([&](db::Database& database) -> Result<void> {
    header.number = made.number;
    header.at = office.clerk().last_time();
    header.ledger_size = made.ledger_size = office.clerk().size();
    TRY_ASSIGN(contents, small_files(folder));
    fs::remove(copy.file);
    TRY(database.copy_to(copy.file));
    fs::permissions(copy.file, fs::perms::owner_read | fs::perms::owner_write);
    return {};
  }));
  TRY(writer.begin(header, office.root()));
  for (const auto& [name, content] : contents) TRY(writer.add(name, ByteView(content)));
  TRY(writer.add("store.db", copy.file));
  for (const fs::directory_entry& job : fs::directory_iterator(folder.root / "items"))
    TRY(writer.add("items/" + job.path().filename().string(), job.path()));
  TRY_ASSIGN(made.bytes, writer.finish());
  return made;
}

Result<std::uint64_t> destroy_backup(Office& office, const access::Actor& actor, std::uint64_t number,
                                     const std::string& evidence) {
  TRY(access::require_role(actor, {Role::kKeeper}));
  if (evidence.empty() || evidence.size() > 500)
    return fail(Code::kUsage, "say how its destruction is known, in 1 to 500 characters");
  std::uint64_t erased = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.keeping().backups.find(number);
    if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no backup {}", number));
    Backup row = stored->value;
    if (row.destroyed) return fail(Code::kRefused, fmt::format("backup {} is on record as destroyed already", number));
    row.destroyed = true;
    row.destroyed_at = write.now();
    row.evidence = evidence;
    const EntryIndex entry = write.append(
        ledger::Detail{.act = ledger::Act::kBackupDestroyed, .actor = actor.id, .object = number, .reason = evidence});
    TRY(office.book().close(write, row.copy, write.now(), custody::End::kOnWord, entry));
    TRY(office.keeping().backups.put(write, number, std::move(row), entry));
    TRY_ASSIGN(erased, finish_ready(office, write, actor.id));
    return {};
  }));
  return erased;
}

Result<std::vector<HeldBackup>> backups(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kKeeper, Role::kDpo, Role::kAuditor, Role::kSecurityOfficer}));
  const auto look = office.clerk().look();
  std::vector<HeldBackup> out;
  for (const auto& [id, stored] : office.keeping().backups.all()) out.push_back({id, stored.value});
  return out;
}

}  // namespace tipstaff::office
