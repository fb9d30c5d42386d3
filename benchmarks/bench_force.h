// The force that the rows of bench_office.cc and bench_stamp.cc measure: keys, ledger and store in a new folder, and
// the few principals that they need. Everybody in it is invented.
#pragma once

#include "base/random.h"
#include "bench.h"
#include "office/import.h"
#include "office/press_door.h"
#include "office/presses.h"
#include "press/enrolling.h"

namespace tipstaff::bench {

namespace fs = std::filesystem;
using access::Role;

inline const Progress kSilent = [](const auto&) {};

class Force {
 public:
  explicit Force(const fs::path& folder) {
    fs::remove_all(folder);
    office::CreateSettings settings;
    settings.folder = folder;
    settings.force = "Northmoor Constabulary";
    settings.keeper = "keeper";
    settings.make_root = [&](const fs::path& root_key) {
      return crypto::create_root_with_passphrase(files_, random_, root_key, Plaintext::copy_of(kPassphrase),
                                                 crypto::ArgonCost{1, std::size_t{8} << 20});
    };
    must(office::Office::create(settings, clock_, random_));
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(kPassphrase);
    office::Office::OpenSettings open;
    open.folder = folder;
    open.secrets = &secrets;
    office_ = must(office::Office::open(open, clock_, random_));
    keeper_ = {*office_->access().principal_named("keeper"), "keeper", {Role::kKeeper}};
  }
  office::Office& office() { return *office_; }
  const Clock& clock() const { return clock_; }

  access::Actor hire(const std::string& name, access::Roles roles) {
    PrincipalId id;
    must(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(const auto added, access::add_principal(write, office_->access(), keeper_, name, roles));
      id = added.first;
      return {};
    }));
    return {id, name, roles};
  }
  void grant_all(const access::Actor& to, const std::string& purpose) {
    must(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      access::Grant grant;
      grant.principal = to.id;
      grant.classes = ~std::uint32_t{0};
      grant.purpose = purpose;
      grant.until = kEver;
      grant.given_by = keeper_.id;
      grant.covers_protected = true;
      const EntryIndex entry = write.append({.act = ledger::Act::kGrantGiven, .actor = keeper_.id});
      return office_->access().grants.put(write, 1, grant, entry);
    }));
  }
  // The force's own press, enrolled without a network.
  void enrol_press(const access::Actor& first, const access::Actor& second) {
    supplier::Supplier contract;
    contract.name = "Northmoor Pass Office";
    contract.budget = {1'000'000, 1'000'000, 1'000'000, 1'000'000};
    must(office::add_supplier(*office_, first, contract));
    office::PressDoor door(*office_);
    press::DirectLink stranger(door, Hash{});
    const Plaintext code = must(office::invite_press(*office_, first, contract.name, kPress, true));
    press::Identity identity = must(press::begin_enrolment("https://127.0.0.1:1", code.reveal_text(), random_));
    const press::Enrolment enrolment =
        must(press::make_enrolment(identity, must(press::parse_invitation(code.reveal_text()))));
    must(
        office::approve_press(*office_, second, kPress, must(press::enrol(identity, enrolment, stranger)).fingerprint));
  }
  static constexpr const char* kPress = "pass-office";

  void import(const fs::path& csv) {
    office::ImportSettings settings;
    settings.csv = csv;
    if (!registrar_.id.value) registrar_ = hire("registrar", {Role::kRegistrar});
    const auto import = must(office::Import::stage(*office_, registrar_, settings, kSilent));
    must(import->compare(kSilent));
    must(import->apply(false, false, kSilent));
  }

 private:
  static constexpr std::string_view kPassphrase = "seven lanterns on the harbour wall";
  SystemFiles files_;
  SystemRandom random_;
  SystemClock clock_;
  std::unique_ptr<office::Office> office_;
  access::Actor keeper_, registrar_;
};

}  // namespace tipstaff::bench
