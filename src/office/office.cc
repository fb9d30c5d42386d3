#include "office/office.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "ledger/clerk_store.h"

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
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    else if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "force" : out;
}

std::string force_text(const Force& force) {
  return fmt::format("{}\n{}\n{}\n", force.name, force.id, force.origin);
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

ledger::Keys keys_from(const crypto::Keyring& keyring, const std::string& origin) {
  return ledger::Keys{crypto::ed25519_from_seed(keyring.get(kSigningKey)).value(), keyring.get(kDetailKey).clone(),
                      {keyring.get(kRowKey).clone(), keyring.get(kDigestKey).clone()}, origin};
}

}  // namespace

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
  TRY(files.replace(folder.force(), as_bytes(force_text(force)), 0644));
  {
    TRY_ASSIGN(const auto database, db::open_sqlite({folder.store(), true, ""}));
    TRY(roll::Vault::create_schema(*database));
    TRY(ledger::Clerk::create(*database, keys_from(keyring, force.origin), clock, random, folder.checkpoint()));
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
    return {};
  }));
  return token;
}

Office::Office(Folder folder, const Clock& clock, Random& random)
    : folder_(std::move(folder)),
      clock_(clock),
      random_(random),
      keyring_(files_, folder_.keys()),
      vault_(keyring_),
      desk_(keyring_, book_, cards_) {}

Office::~Office() = default;

Result<std::unique_ptr<Office>> Office::open(const OpenSettings& settings, const Clock& clock, Random& random) {
  auto office = std::unique_ptr<Office>(new Office(Folder{settings.folder}, clock, random));
  if (!std::filesystem::exists(office->folder_.root_key()))
    return fail(Code::kNotFound, fmt::format("there is no store in ‘{}’; ‘tipstaff init’ makes one", settings.folder.string()));
  TRY_ASSIGN(Plaintext root, crypto::open_root(office->files_, office->folder_.root_key(), *settings.secrets));
  return open_with(std::move(office), std::move(root), settings);
}

Result<std::unique_ptr<Office>> Office::open_with(std::unique_ptr<Office> office, Plaintext root,
                                                  const OpenSettings& opening) {
  Office& self = *office;
  self.root_ = std::move(root);
  TRY(self.keyring_.open(self.root_));
  TRY_ASSIGN(const Bytes force, self.files_.read(self.folder_.force()));
  TRY_ASSIGN(self.force_, parse_force(as_text(force)));
  self.vault_.set_force(self.force_.id);

  TRY_ASSIGN(auto database, db::open_sqlite({self.folder_.store(), false, opening.vfs}));
  ledger::ClerkSettings settings;
  settings.checkpoint_file = self.folder_.checkpoint();
  settings.cosign = opening.cosign;
  supplier::DeskTables& desk = self.desk_.tables();
  std::vector<ledger::RowReader*> readers = self.access_.readers();
  for (ledger::RowReader* reader :
       std::initializer_list<ledger::RowReader*>{&self.vault_.people(), &self.book_.holders(), &self.book_,
                                                 &self.cards_.table(), &desk.suppliers, &desk.presses, &desk.invitations,
                                                 &desk.jobs, &desk.items, &self.incidents_.incidents, &self.incidents_.notices})
    readers.push_back(reader);
  TRY_ASSIGN(self.clerk_, ledger::Clerk::open(std::move(database), keys_from(self.keyring_, self.force_.origin), self.clock_,
                                              self.random_, std::move(settings), std::move(readers)));
  self.cards_.rebuild_index();
  self.desk_.rebuild_index();
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

Result<http::Authority> Office::authority() const {
  SystemFiles files;
  TRY_ASSIGN(const Bytes certificate, files.read(folder_.authority()));
  return http::Authority::open(keyring_.get(kAuthorityKey), certificate);
}

}  // namespace tipstaff::office
