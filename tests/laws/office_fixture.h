// A whole office for the tests of the laws: keys, ledger and store in a folder of its own, somebody in every role,
// invented people, an outside press with a small budget and an inside one. Everything is made through the functions
// that the program itself uses; only the roll is filled without an import. What cannot be made throws: GoogleTest
// reports it.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/caller_files.h"
#include "base/clock.h"
#include "base/files.h"
#include "card/photo.h"
#include "crypto/aead.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "http/press_link.h"
#include "http/press_routes.h"
#include "http/server.h"
#include "ledger/archive.h"
#include "office/issuing.h"
#include "office/press_door.h"
#include "office/presses.h"
#include "press/agent.h"
#include "press/enrolling.h"
#include "test_support.h"

namespace tipstaff::test {

using access::Role;
using std::chrono::hours;
using std::chrono::minutes;

inline OwnFiles own_files;
inline const Instant kStart = *parse_instant("2026-11-22T09:30:00Z");
inline constexpr const char* kBureau = "bureau-1";         // outside, of kSupplier
inline constexpr const char* kPassOffice = "pass-office";  // inside, of kOwn
inline constexpr const char* kSupplier = "Cardholme Print";
inline constexpr const char* kOwn = "Northmoor Pass Office";

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
Code code_of(const Result<T>& result) {
  if (result) throw std::runtime_error("this should have failed");
  return result.error().code();
}

// A valid portrait of one colour.
inline const Plaintext& flat_photo() {
  static const Plaintext photo = [] {
    const Bytes grey(std::size_t{3} * card::kPortraitWidth * card::kPortraitHeight, 0x99);
    return must(card::encode_jpeg(card::kPortraitWidth, card::kPortraitHeight, grey, 80, card::kLargestPortrait));
  }();
  return photo;
}

// Their values can be searched for: nothing else in a store, a job or a message looks like one.
struct TestPerson {
  std::string surname, forenames, rank, unit, warrant_number, pay_number, vetting_level;
  bool is_protected = false;
  bool notice_risk = false;
};
inline TestPerson invent(std::size_t n, bool is_protected = false) {
  // Letters only, so that every font has them and no number hides in a longer one.
  const auto letters = [n] {
    std::string out;
    for (std::size_t rest = n; out.size() < 3; rest /= 26) out.insert(out.begin(), static_cast<char>('a' + rest % 26));
    return out;
  }();
  TestPerson out;
  out.surname = "Thistle" + letters;
  out.forenames = "Rowan" + letters;
  out.rank = n % 7 == 0 ? "Sergeant" : "Constable";
  out.unit = "Harbour Division";
  out.warrant_number = fmt::format("W{:06}", 410'000 + n);
  out.pay_number = fmt::format("PAYNO{:06}", 730'000 + n);
  out.vetting_level = "VETTED-" + letters;
  out.is_protected = is_protected;
  return out;
}

// A press as it stands in a folder of its own.
struct PressSite {
  std::string name;
  std::filesystem::path home;
  press::Identity identity;
  Hash certificate() const { return crypto::sha256(identity.certificate); }
};

// The tests of laws 1 to 7 run twice: against the office in the same process, and (law_NN_tls) over TLS 1.3 on
// loopback, where each press shows its certificate.
inline bool over_tls() { return std::getenv("TIPSTAFF_TEST_OVER_TLS") != nullptr; }

// A press's line to the office.
class Line final : public press::OfficeLink {
 public:
  Line(press::PressOffice& office, const Hash& certificate)
      : direct_(std::make_unique<press::DirectLink>(office, certificate)), link_(direct_.get()) {}
  explicit Line(std::unique_ptr<http::PressLink> tls) : tls_(std::move(tls)), link_(&tls_->office()) {}

  Result<press::Enrolled> enrol(const press::Enrolment& enrolment) override { return link_->enrol(enrolment); }
  Result<press::Enrolled> enrolled(const std::string& code_id, ByteView mac) override {
    return link_->enrolled(code_id, mac);
  }
  Result<std::vector<press::ListedItem>> list(std::size_t most) override { return link_->list(most); }
  Result<Bytes> locked(const ItemId& item) override { return link_->locked(item); }
  Result<Bytes> release(const ItemId& item) override { return link_->release(item); }
  Result<void> receipt(ByteView signed_receipt) override { return link_->receipt(signed_receipt); }
  Result<std::string> alarm(std::string_view words) override { return link_->alarm(words); }

 private:
  std::unique_ptr<press::DirectLink> direct_;
  std::unique_ptr<http::PressLink> tls_;
  press::OfficeLink* link_;
};

struct ForceOptions {
  std::size_t people = 10;
  std::vector<std::size_t> protected_people = {};  // positions from 0
  supplier::Budget budget = {5, 8, 20, 200};       // of the outside supplier
  Random* random = nullptr;                        // the system's, if none is given
  bool presses = true;
  std::optional<crypto::TokenSettings> token = {};  // holds the root key, under the PIN kPassphrase
};

// The force, its store and its two presses. `office` is closed and opened again at will; it is reached through it
// alone.
class TestForce {
 public:
  static constexpr std::string_view kPassphrase = "seven lanterns on the harbour wall";
  explicit TestForce(const ForceOptions& options = {})
      : random_(options.random != nullptr ? options.random : &system_random_) {
    office::CreateSettings settings;
    settings.folder = store();
    settings.force = "Northmoor Constabulary";
    settings.keeper = "keeper";
    settings.make_root = [&](const std::filesystem::path& root_key) {
      if (options.token)
        return crypto::create_root_with_token(files, *random_, root_key, *options.token,
                                              Plaintext::copy_of(kPassphrase));
      return crypto::create_root_with_passphrase(files, *random_, root_key, Plaintext::copy_of(kPassphrase),
                                                 crypto::ArgonCost{1, std::size_t{8} << 20});
    };
    keeper_token = must(office::Office::create(settings, clock, *random_));
    open();
    keeper = {*office->access().principal_named("keeper"), "keeper", {Role::kKeeper}};
    sponsor = hire("sponsor", {Role::kSponsor});
    registrar = hire("registrar", {Role::kRegistrar});
    approver = hire("approver", {Role::kApprover});
    issuer = hire("issuer", {Role::kIssuer});
    activator = hire("activator", {Role::kActivator});
    security = hire("security-1", {Role::kSecurityOfficer});
    second_security = hire("security-2", {Role::kSecurityOfficer});
    dpo = hire("dpo", {Role::kDpo});
    auditor = hire("auditor", {Role::kAuditor});
    for (std::size_t i = 0; i < options.people; ++i) {
      const bool is_protected = std::ranges::count(options.protected_people, i) != 0;
      people.push_back(add_person(invent(i, is_protected)));
    }
    if (!options.presses) return;
    add_supplier(kSupplier, options.budget);
    add_supplier(kOwn, {1000, 1000, 1000, 1000});
    bureau = enrol_press(kSupplier, kBureau, false);
    pass_office = enrol_press(kOwn, kPassOffice, true);
  }

  std::filesystem::path store() const { return folder.path() / "store"; }

  void close() {
    server_.reset();
    door.reset();
    office.reset();
  }
  Result<void> try_open(ledger::Cosign cosign = {}) {
    close();
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(kPassphrase);
    office::Office::OpenSettings settings;
    settings.folder = store();
    settings.secrets = &secrets;
    settings.cosign = std::move(cosign);
    TRY_ASSIGN(office, office::Office::open(settings, clock, *random_));
    door = std::make_unique<office::PressDoor>(*office);
    if (over_tls()) serve();
    return {};
  }
  void open(ledger::Cosign cosign = {}) { must(try_open(std::move(cosign))); }
  // Direct statements against the store; the office is closed for it and stays closed.
  std::unique_ptr<db::Database> raw_store() {
    close();
    return must(db::open_sqlite({office::Folder{store()}.store(), false, ""}));
  }

  access::Actor hire(const std::string& name, access::Roles roles) {
    PrincipalId id;
    must(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(const auto added, access::add_principal(write, office->access(), keeper, name, roles));
      id = added.first;
      return {};
    }));
    return {id, name, roles};
  }
  std::string token_of(const access::Actor& actor) {
    std::string token;
    must(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(token, access::open_session(write, office->access(), actor.id, hours(24 * 365)));
      return {};
    }));
    return token;
  }

  static roll::NewPerson as_new(const TestPerson& person) {
    roll::NewPerson out;
    out.is_protected = person.is_protected;
    out.notice_risk = person.notice_risk;
    const auto put = [&](Field field, const std::string& value) { out.values[field] = Plaintext::copy_of(value); };
    put(Field::kSurname, person.surname);
    put(Field::kForenames, person.forenames);
    put(Field::kRank, person.rank);
    put(Field::kUnit, person.unit);
    put(Field::kWarrantNumber, person.warrant_number);
    put(Field::kPayNumber, person.pay_number);
    put(Field::kVettingLevel, person.vetting_level);
    out.values[Field::kPhoto] = flat_photo().clone();
    return out;
  }
  PersonId add_person(const TestPerson& person) {
    PersonId id;
    must(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(id, office->vault().add(write, as_new(person), registrar.id, "a test"));
      return {};
    }));
    return id;
  }

  SupplierId add_supplier(const std::string& name, supplier::Budget budget) {
    supplier::Supplier contract;
    contract.name = name;
    contract.budget = budget;
    return must(office::add_supplier(*office, security, contract));
  }
  PressSite enrol_press(const std::string& supplier, const std::string& name, bool inside) {
    PressSite site;
    site.name = name;
    site.home = folder.path() / ("press-" + name);
    std::filesystem::create_directories(site.home / "out");
    const Plaintext code = must(office::invite_press(*office, security, supplier, name, inside));
    site.identity = must(press::begin_enrolment("https://127.0.0.1:1", code.reveal_text(), *random_));
    const press::Invitation invitation = must(press::parse_invitation(code.reveal_text()));
    const press::Enrolment enrolment = must(press::make_enrolment(site.identity, invitation));
    press::DirectLink stranger(*door, Hash{});
    const press::Enrolled enrolled = must(press::enrol(site.identity, enrolment, stranger));
    must(office::approve_press(*office, second_security, name, enrolled.fingerprint));
    must(press::ask_enrolled(site.identity, stranger));
    if (server_) site.identity.url = fmt::format("https://127.0.0.1:{}", port_);
    return site;
  }
  Line link(const PressSite& site) {
    if (!over_tls()) return Line(*door, site.certificate());
    return Line(must(http::PressLink::open(site.identity, clock)));
  }

  // Asked for, approved, queued and drawn. With `outside_only` no ordinary card is made inside by chance.
  office::JobsMade queue_cards(const std::vector<PersonId>& whom, double inside_share = 0, bool render = true) {
    std::vector<office::CardRequest> requests;
    for (const PersonId person : whom) {
      office::CardRequest request;
      request.person = person;
      request.expires = clock.now() + hours(24 * 1826);
      requests.push_back(request);
    }
    const std::vector<CardId> cards = must(office::request_cards(*office, sponsor, requests));
    must(office::approve_cards(*office, approver, cards));
    office::JobsMade made = must(office::make_jobs(*office, issuer, cards, {kBureau, kPassOffice, inside_share}));
    if (render) {
      must(office::render_items(*office, issuer, made.outside, [](const auto&) {}));
      must(office::render_items(*office, issuer, made.inside, [](const auto&) {}));
    }
    return made;
  }
  const supplier::Item& item(std::uint64_t number) { return office->desk().tables().items.find(number)->value; }

  // A receipt as this press signs it.
  Bytes receipt(const PressSite& site, const ItemId& id, press::Outcome outcome, bool disk_made = false,
                bool disk_destroyed = false) {
    press::Receipt word;
    word.item = id;
    word.outcome = outcome;
    word.at = clock.now();
    word.stock_serial = "NM-0000001";
    word.disk_copy_made = disk_made;
    word.disk_copy_destroyed = disk_destroyed;
    return press::sign_receipt(word, site.identity.receipts);
  }

  // Every entry's detail, in order; erased ones are left out.
  std::vector<ledger::StoredEntry> entries() {
    std::vector<ledger::StoredEntry> out;
    const std::uint64_t size = office->clerk().size();
    must(office->clerk().read([&](db::Database& database) -> Result<void> {
      for (std::uint64_t i = 0; i < size; ++i) {
        TRY_ASSIGN(ledger::StoredEntry entry, ledger::read_entry(database, office->clerk().keys(), EntryIndex{i}));
        if (entry.detail) out.push_back(std::move(entry));
      }
      return {};
    }));
    return out;
  }

  TemporaryFolder folder;
  SystemFiles files;
  ManualClock clock{kStart};
  std::unique_ptr<office::Office> office;
  std::unique_ptr<office::PressDoor> door;
  std::string keeper_token;
  access::Actor keeper, registrar, sponsor, approver, issuer, activator, security, second_security, dpo, auditor;
  std::vector<PersonId> people;
  PressSite bureau, pass_office;

 private:
  // On the same port each time the office is opened, so that its presses find it again.
  void serve() {
    const http::Authority authority = must(office->authority());
    const std::vector<std::string> names{"127.0.0.1"};
    http::TlsSettings settings{must(authority.issue_server(names, clock.now())), authority.certificate()};
    http::ServerLimits limits;
    limits.workers = 4;
    limits.io_threads = 1;
    server_ = must(http::Server::tls("127.0.0.1", port_, settings, clock, http::press_handler(*door), limits));
    port_ = server_->port();
  }

  SystemRandom system_random_;
  Random* random_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
};

}  // namespace tipstaff::test
