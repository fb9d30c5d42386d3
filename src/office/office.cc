#include "office/office.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "ledger/clerk_store.h"
#include "ledger/reseal.h"
#include "office/clock_leaps.h"
#include "office/kept_bytes.h"
#include "office/outside_clocks.h"
#include "office/witness_use.h"

namespace tipstaff::office {
namespace {

constexpr const char* kSigningKey = "ledger signing";
constexpr const char* kDetailKey = "ledger detail";
constexpr const char* kRowKey = "row";
constexpr const char* kDigestKey = "row digest";
constexpr const char* kAuthorityKey = "authority";

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "force" : out;
}

Result<Force> parse_force(std::string_view text) {
  Force out;
  for (std::string* line : {&out.name, &out.id, &out.origin}) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end == 0) return fail(Code::kTampered, "the file ‘force’ is damaged");
    *line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

Result<void> write_force(const Folder& folder, const Force& force) {
  SystemFiles files;
  return files.replace(folder.force(), as_bytes(fmt::format("{}\n{}\n{}\n", force.name, force.id, force.origin)), 0644);
}

std::string status_uri(const Force& force) { return "urn:tipstaff:status:" + force.id; }

Result<Force> read_force(const Folder& folder) {
  SystemFiles files;
  TRY_ASSIGN(const Bytes text, files.read(folder.force()));
  return parse_force(as_text(text));
}

namespace {

Result<void> check_force_name(std::string_view name) {
  if (name.empty() || name.size() > 60) return fail(Code::kInvalid, "the force's name has 1 to 60 characters");
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20) return fail(Code::kInvalid, "the force's name has no control characters");
  return {};
}

Result<void> make_folder(const std::filesystem::path& root) {
  std::error_code error;
  if (std::filesystem::exists(root) && !std::filesystem::is_empty(root, error))
    return fail(Code::kRefused, fmt::format("‘{}’ is not empty; choose a new folder for the store", root.string()));
  std::filesystem::create_directories(root / "items", error);
  if (!error) std::filesystem::permissions(root, std::filesystem::perms::owner_all, error);
  if (error) return fail(storage_error("cannot make", root, error.value()));
  return {};
}

}  // namespace

ledger::Keys Office::ledger_keys(const crypto::Keyring& keyring, const std::string& origin) {
  ledger::Keys out{crypto::ed25519_from_seed(keyring.get(kSigningKey)).value(),
                   keyring.get(kDetailKey).clone(),
                   {keyring.get(kRowKey).clone(), keyring.get(kDigestKey).clone()},
                   origin};
  for (std::uint32_t epoch = 1; epoch < keyring.epoch(kDetailKey); ++epoch)
    if (const auto key = keyring.get(kDetailKey, epoch)) out.old_details.push_back((*key)->clone());
  for (std::uint32_t epoch = 1; epoch < keyring.epoch(kRowKey); ++epoch)
    if (const auto key = keyring.get(kRowKey, epoch)) out.rows.old_rows.push_back((*key)->clone());
  return out;
}

Result<std::string> Office::create(const CreateSettings& settings, const Clock& clock, Random& random) {
  TRY(check_force_name(settings.force));
  TRY(make_folder(settings.folder));
  Result<std::string> token = fill(settings, clock, random);
  if (!token) {  // the folder was empty: all that is in it now is half of a store
    std::error_code ignored;
    std::filesystem::remove_all(settings.folder, ignored);
  }
  return token;
}

Result<std::string> Office::fill(const CreateSettings& settings, const Clock& clock, Random& random) {
  const Folder folder{settings.folder};
  SystemFiles files;
  TRY_ASSIGN(const Plaintext root, settings.make_root(folder.root_key()));

  crypto::Keyring keyring(files, folder.keys());
  keyring.add(kSigningKey, crypto::new_ed25519_key(random).seed.clone());
  for (const char* name : {kDetailKey, kRowKey, kDigestKey}) keyring.add(name, crypto::new_key(random));
  roll::Vault::make_keys(keyring, random);
  supplier::Desk::make_keys(keyring, random);
  TRY_ASSIGN(const http::Authority authority, http::Authority::create(settings.force, clock.now()));
  keyring.add(kAuthorityKey, authority.key());
  TRY(keyring.save(root, random));
  TRY(files.replace(folder.authority(), authority.certificate(), 0644));

  const std::string id = hex(random.bytes(8));
  const Force force{settings.force, id, fmt::format("tipstaff/{}/{}", slug(settings.force), id)};
  TRY(write_force(folder, force));
  {
    TRY_ASSIGN(const auto database, db::open_sqlite({folder.store(), true, ""}));
    TRY(roll::Vault::create_schema(*database));
    TRY(ledger::Clerk::create(*database, ledger_keys(keyring, force.origin), clock, random, folder.checkpoint()));
  }
  std::filesystem::permissions(folder.store(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);

  // The first keeper is made by the program itself: there is nobody yet who could.
  auto office = std::unique_ptr<Office>(new Office(folder, clock, random));
  TRY_ASSIGN(auto opened, open_with(std::move(office), root.clone(), OpenSettings{}));
  std::string token;
  TRY(opened->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const auto keeper,
               access::add_principal(write, opened->access_, access::Actor{}, settings.keeper, settings.keeper_roles));
    TRY_ASSIGN(token, access::open_session(write, opened->access_, keeper.first, settings.session));
    TRY_ASSIGN(StampKey stamp_key, opened->stamping_.make_key(StampKeyKind::kEs256, random));
    TRY(opened->keyring_.save(opened->root_, random));
    return opened->stamping_.add_key(write, std::move(stamp_key), status_uri(opened->force_), keeper.first);
  }));
  return token;
}

Office::Office(Folder folder, const Clock& clock, Random& random)
    : folder_(std::move(folder)),
      clock_(clock),
      random_(random),
      keyring_(files_, folder_.keys()),
      vault_(keyring_),
      desk_(keyring_, book_, cards_),
      bureau_(desk_, book_, cards_),
      stamping_(keyring_) {}

Office::~Office() = default;

Result<std::unique_ptr<Office>> Office::open(const OpenSettings& settings, const Clock& clock, Random& random) {
  auto office = std::unique_ptr<Office>(new Office(Folder{settings.folder}, clock, random));
  if (!std::filesystem::exists(office->folder_.root_key()))
    return fail(Code::kNotFound,
                fmt::format("there is no store in ‘{}’; ‘tipstaff init’ makes one", settings.folder.string()));
  TRY_ASSIGN(Plaintext root, crypto::open_root(office->files_, office->folder_.root_key(), *settings.secrets));
  TRY_ASSIGN(std::optional<crypto::TokenSettings> token,
             crypto::root_token(office->files_, office->folder_.root_key()));
  if (token)
    office->stamping_.use_token(
        std::make_unique<crypto::TokenSigner>(std::move(*token), settings.secrets->passphrase.clone()));
  return open_with(std::move(office), std::move(root), settings);
}

Result<std::unique_ptr<Office>> Office::open_with(std::unique_ptr<Office> office, Plaintext root,
                                                  const OpenSettings& opening) {
  Office& self = *office;
  self.root_ = std::move(root);
  TRY(self.keyring_.open(self.root_));
  TRY_ASSIGN(self.force_, read_force(self.folder_));
  self.vault_.set_force(self.force_.id);

  TRY_ASSIGN(auto database, db::open_sqlite({self.folder_.store(), false, opening.vfs}));
  ledger::ClerkSettings settings;
  settings.checkpoint_file = self.folder_.checkpoint();
  settings.cosign = opening.cosign;
  settings.on_leap = [&self](ledger::Write& write, const ledger::ClockLeap& leap) {
    return record_leap(self.keeping_, write, leap);
  };
  settings.on_witnessed = [&self](const ledger::Witnessed& seen) { return compare_with_witness(self.keeping_, seen); };
  supplier::DeskTables& desk = self.desk_.tables();
  std::vector<ledger::RowReader*> readers = self.access_.readers();
  for (ledger::RowReader* reader : std::initializer_list<ledger::RowReader*>{
           &self.vault_.people(), &self.book_.holders(), &self.book_, &self.cards_.table(), &desk.suppliers,
           &desk.presses, &desk.invitations, &desk.jobs, &desk.items, &desk.batches, &self.incidents_.incidents,
           &self.incidents_.notices})
    readers.push_back(reader);
  for (ledger::RowReader* reader : self.desk_.stock().readers()) readers.push_back(reader);
  for (ledger::RowReader* reader : self.keeping_.readers()) readers.push_back(reader);
  readers.push_back(&self.disclosures_);
  readers.push_back(&self.pseudonyms_);
  readers.push_back(&self.designs_);
  TRY(prepare_kept_bytes(*database));
  for (ledger::RowReader* reader : self.stamping_.readers()) readers.push_back(reader);
  TRY_ASSIGN(self.clerk_, ledger::Clerk::open(std::move(database), ledger_keys(self.keyring_, self.force_.origin),
                                              self.clock_, self.random_, settings, std::move(readers)));
  self.cards_.rebuild_index();
  self.desk_.rebuild_index();
  self.stamping_.rebuild_index(self.desk_.tables());
  for (const auto& [epoch, stored] : self.keeping_.restores.all())
    for (const Charge& charge : stored.value.charges)
      self.desk_.charge(charge.supplier, stored.value.gap_to, charge.people);
  if (!opening.other_witness) TRY(check_witness(self));
  TRY(self.clerk_->read([&](db::Database& db) -> Result<void> {
    TRY_ASSIGN(const ledger::StoredEntry first, ledger::read_entry(db, self.clerk_->keys(), EntryIndex{0}));
    if (first.detail) self.record_began_ = first.detail->at;
    return {};
  }));
  return office;
}

Result<access::Actor> Office::actor(std::string_view token) const {
  const auto look = clerk_->look();
  return access::actor_of(access_, token, clock_.now());
}

Result<void> Office::rotate_store_keys(PrincipalId by) {
  for (const char* name : {kDetailKey, kRowKey}) keyring_.add(name, crypto::new_key(random_));
  supplier::Desk::begin_item_epoch(keyring_, random_);
  if (const auto saved = keyring_.save(root_, random_); !saved) {
    // Nothing may be sealed under a key that is on no disk.
    for (const char* name : {kDetailKey, kRowKey}) keyring_.destroy(name, keyring_.epoch(name));
    supplier::Desk::forget_newest_item_epoch(keyring_);
    return fail(saved.error());
  }
  TRY(clerk_->change_keys([&](ledger::Keys& keys) { keys = ledger_keys(keyring_, force_.origin); }));
  TRY(clerk_->submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry =
        write.append(ledger::Detail{.act = ledger::Act::kKeyRotated, .actor = by, .reason = "details and rows"});
    TRY(desk_.rewrap_item_keys(write, entry));
    return ledger::reseal(write, clerk_->keys());
  }));
  for (const char* name : {kDetailKey, kRowKey})
    for (std::uint32_t epoch = 1; epoch < keyring_.epoch(name); ++epoch) keyring_.destroy(name, epoch);
  supplier::Desk::end_old_item_epochs(keyring_);
  TRY(keyring_.save(root_, random_));
  return clerk_->change_keys([&](ledger::Keys& keys) { keys = ledger_keys(keyring_, force_.origin); });
}

Result<http::Authority> Office::authority() const {
  SystemFiles files;
  TRY_ASSIGN(const Bytes certificate, files.read(folder_.authority()));
  return http::Authority::open(keyring_.get(kAuthorityKey), certificate);
}

}  // namespace tipstaff::office
