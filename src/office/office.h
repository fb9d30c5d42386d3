// The office: one force's store, opened. Whoever calls (command line, HTTP, the demonstration) calls the functions of
// this layer with the actor whose token was checked; each authorises, runs one or more requests of the clerk, and only
// then answers. Separation of duties (law 8) is enforced here, whatever the caller.
//
// Folder: root.key (the root key, wrapped), keys (the key ring, sealed under it), store.db, checkpoint (public), force
// (public: name, id, origin), authority.der (public), items/ (locked items), lock. Who copies the folder has
// ciphertext; who also has the passphrase, token or quorum has everything.
#pragma once

#include <filesystem>
#include <memory>

#include "access/access.h"
#include "crypto/keyring.h"
#include "crypto/keystore.h"
#include "custody/custody.h"
#include "http/authority.h"
#include "incident/incident.h"
#include "office/designs.h"
#include "office/disclosure_rows.h"
#include "office/keeping.h"
#include "office/pseudonym_rows.h"
#include "office/stamping.h"
#include "roll/roll.h"
#include "supplier/bureau.h"

namespace tipstaff::office {

struct Folder {
  std::filesystem::path root;
  std::filesystem::path root_key() const { return root / "root.key"; }
  std::filesystem::path keys() const { return root / "keys"; }
  std::filesystem::path store() const { return root / "store.db"; }
  std::filesystem::path checkpoint() const { return root / "checkpoint"; }
  std::filesystem::path force() const { return root / "force"; }
  std::filesystem::path authority() const { return root / "authority.der"; }
  std::filesystem::path erasures() const { return root / "erasures"; }            // erasure_journal.h
  std::filesystem::path erasures_copy() const { return root / "erasures-copy"; }  // names where else it is kept
  std::filesystem::path backup_copy() const {
    return root / "backup.store";
  }  // of the store, while a backup is made of it
  std::filesystem::path witness() const { return root / "witness"; }
  std::filesystem::path items(JobId job) const { return root / "items" / std::to_string(job.value); }
  std::filesystem::path batch(const ItemId& id) const { return root / "items" / (id.text() + ".age"); }
};

struct Force {
  std::string name;    // "Northmoor Constabulary"
  std::string id;      // 16 random hex digits: in the additional data of every sealed field
  std::string origin;  // of the ledger: "tipstaff/northmoor-constabulary/ID"
};

// The name of its status list, on every stamp.
std::string status_uri(const Force& force);

Result<Force> read_force(const Folder& folder);
Result<void> write_force(const Folder& folder, const Force& force);

struct CreateSettings {
  std::filesystem::path folder;  // must be absent or empty
  std::string force;
  std::string keeper;  // the first principal's name
  access::Roles keeper_roles = {access::Role::kKeeper};
  Duration session = std::chrono::hours(24 * 30);
  // Makes the root key and leaves its wrapped form at the path: passphrase, quorum or token.
  std::function<Result<Plaintext>(const std::filesystem::path& root_key)> make_root;
};

class Office {
 public:
  // Makes everything, or leaves nothing, and returns the keeper's session token. Errors: kRefused (not empty),
  // kInvalid, kStorage.
  static Result<std::string> create(const CreateSettings& settings, const Clock& clock, Random& random);

  struct OpenSettings {
    std::filesystem::path folder;
    const crypto::RootSecrets* secrets = nullptr;
    ledger::Cosign cosign;
    bool other_witness = false;  // although the file ‘witness’ is not the one on record: to set it anew
    std::string vfs{};           // a fault-injecting file layer under the store, in tests
  };
  // Errors: kUnauthorised, kTampered, kStorage (another process has it).
  static Result<std::unique_ptr<Office>> open(const OpenSettings& settings, const Clock& clock, Random& random);
  ~Office();
  Office(const Office&) = delete;

  Result<access::Actor> actor(std::string_view token) const;

  const Force& force() const { return force_; }
  const Folder& folder() const { return folder_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  const Plaintext& root() const { return root_; }
  ledger::Clerk& clerk() { return *clerk_; }
  const ledger::Clerk& clerk() const { return *clerk_; }
  crypto::Keyring& keyring() { return keyring_; }
  roll::Vault& vault() { return vault_; }
  custody::Book& book() { return book_; }
  const custody::Book& book() const { return book_; }
  supplier::Cards& cards() { return cards_; }
  supplier::Desk& desk() { return desk_; }
  supplier::Bureau& bureau() { return bureau_; }
  access::Tables& access() { return access_; }
  incident::Tables& incidents() { return incidents_; }
  Keeping& keeping() { return keeping_; }
  const Keeping& keeping() const { return keeping_; }
  ledger::Table<Disclosure>& disclosures() { return disclosures_; }
  const ledger::Table<Disclosure>& disclosures() const { return disclosures_; }
  ledger::Table<CardDesign>& designs() { return designs_; }
  Stamping& stamping() { return stamping_; }
  ledger::Table<Pseudonym>& pseudonyms() { return pseudonyms_; }
  Result<http::Authority> authority() const;
  Instant record_began() const { return record_began_; }

  // The ledger's keys as the key ring has them: the newest, and older epochs that an interrupted rotation left.
  static ledger::Keys ledger_keys(const crypto::Keyring& keyring, const std::string& origin);
  // New keys for details, rows and items, sealed anew throughout, the old ones destroyed (law 9). Nothing else may use
  // the office meanwhile; a stop at any point leaves the store whole, and the next call goes on. Errors: kStorage.
  Result<void> rotate_store_keys(PrincipalId by);

 private:
  Office(Folder folder, const Clock& clock, Random& random);
  static Result<std::string> fill(const CreateSettings& settings, const Clock& clock, Random& random);
  static Result<std::unique_ptr<Office>> open_with(std::unique_ptr<Office> office, Plaintext root,
                                                   const OpenSettings& settings);

  Folder folder_;
  const Clock& clock_;
  Random& random_;
  SystemFiles files_;
  Force force_;
  Plaintext root_;
  Instant record_began_;
  crypto::Keyring keyring_;
  roll::Vault vault_;
  custody::Book book_;
  supplier::Cards cards_;
  supplier::Desk desk_;
  supplier::Bureau bureau_;
  access::Tables access_;
  incident::Tables incidents_;
  Keeping keeping_;
  ledger::Table<Disclosure> disclosures_;
  ledger::Table<CardDesign> designs_;
  Stamping stamping_;
  ledger::Table<Pseudonym> pseudonyms_;
  std::unique_ptr<ledger::Clerk> clerk_;
};

}  // namespace tipstaff::office
