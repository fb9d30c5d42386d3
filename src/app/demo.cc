// The demonstration: a force, its roll, its cards, a bureau, a thief, and the answer. Everything goes through the same
// functions as the commands, over real TLS; the days are simulated by the clock that is passed in.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

#include "app/child.h"
#include "app/commands.h"
#include "app/demo_loot.h"
#include "card/invented.h"
#include "http/press_link.h"
#include "http/press_routes.h"
#include "http/server.h"
#include "ledger/archive.h"
#include "office/breach.h"
#include "office/import.h"
#include "office/issuing.h"
#include "office/notices.h"
#include "office/press_door.h"
#include "office/presses.h"
#include "press/agent.h"
#include "press/enrolling.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using access::Role;
using std::chrono::hours;

constexpr const char* kForce = "Northmoor Constabulary";
constexpr const char* kBureau = "bureau-1";
constexpr const char* kInside = "pass-office";
constexpr int kHonestDays = 8;
constexpr int kHoursOfWork = 8;

// A press as it stands in its own folder, driven over TLS.
struct PressSite {
  fs::path home;
  press::Identity identity;
  std::unique_ptr<http::PressLink> link;
};

class Story {
 public:
  Story(Context& context, const DemoOptions& options)
      : context_(context),
        options_(options),
        clock_(start_of_story(options.as_of.empty() ? context.clock.now()
                                                    : parse_instant(options.as_of).value_or(context.clock.now()))),
        people_(card::invent_people(options.people, options.seed)) {}

  Result<void> tell() {
    TRY(make_force());
    TRY(take_in_roll());
    TRY(contract_presses());
    TRY(order_cards());
    TRY(honest_days());
    TRY(breach());
    TRY(answer());
    TRY(tell_those_concerned());
    return report();
  }

 private:
  // At nine in the morning, UTC, whatever hour it is now; as many days back as end the story before the present.
  static Instant start_of_story(Instant now) {
    constexpr Duration kDay = hours(24);
    return Instant{now.micros - now.micros % kDay.count()} - (kHonestDays + 2) * kDay + hours(9);
  }

  void say(std::string_view words) {
    const auto now = std::chrono::steady_clock::now();
    fmt::print(stderr, "[{:6.1f} s] {}\n", std::chrono::duration<double>(now - started_).count(), words);
  }

  Result<void> make_force();
  Result<access::Actor> hire(const std::string& name, access::Roles roles);
  Result<void> take_in_roll();
  Result<void> contract_presses();
  Result<PressSite> enrol_press(const std::string& supplier, const std::string& name, bool inside);
  Result<void> start_server();
  Result<void> order_cards();
  Result<void> honest_days();
  Result<std::size_t> print_some(PressSite& site, std::size_t most);
  Result<void> wipe_disk(PressSite& site, int day);
  Result<void> hand_over_printed();
  Result<void> breach();
  Result<void> answer();
  Result<void> open_office();
  Result<void> tell_those_concerned();
  Result<void> report();

  Environment environment() const {
    return {{"TIPSTAFF_PASSPHRASE_FILE", (context_.dir / "passphrase").string()}, {"TIPSTAFF_TOKEN", token_}};
  }

  Context& context_;
  const DemoOptions& options_;
  ManualClock clock_;
  SystemRandom random_;
  SystemFiles files_;
  std::vector<card::InventedPerson> people_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();

  std::unique_ptr<office::Office> office_;
  std::unique_ptr<office::PressDoor> door_;
  std::unique_ptr<http::Server> server_;
  std::string token_;
  access::Actor keeper_, registrar_, sponsor_, approver_, issuer_, activator_, security_, second_security_, duty_;
  supplier::Budget budget_;
  PressSite bureau_, inside_;
  fs::path stolen_, loot_folder_;
  Instant breach_began_;
  std::uint64_t taken_newly_ = 0;
  Loot loot_;
  office::Contained contained_;
  std::string incident_;
  json::object exposure_;
  double fresh_process_ms_ = 0;
  std::uint64_t outside_forecast_ = 0, released_ = 0;
  ledger::Verified verified_;
  office::NoticesWritten notices_;
};

Result<void> Story::make_force() {
  const std::string passphrase = base64url(random_.bytes(24));
  // The passphrase and the tokens lie beside the store, for the demonstration only.
  office::CreateSettings settings;
  settings.folder = context_.dir;
  settings.force = kForce;
  settings.keeper = "keeper";
  settings.make_root = [&](const fs::path& root_key) {
    return crypto::create_root_with_passphrase(files_, random_, root_key, Plaintext::copy_of(passphrase),
                                               crypto::ArgonCost{});
  };
  TRY(office::Office::create(settings, clock_, random_));
  TRY(files_.replace(context_.dir / "passphrase", as_bytes(passphrase + "\n")));
  TRY(open_office());
  keeper_ = {*office_->access().principal_named("keeper"), "keeper", {Role::kKeeper}};
  const auto hire_into = [&](access::Actor& who, const std::string& name, access::Roles roles) -> Result<void> {
    TRY_ASSIGN(who, hire(name, roles));
    return {};
  };
  TRY(hire_into(registrar_, "registrar", {Role::kRegistrar}));
  TRY(hire_into(sponsor_, "sponsor", {Role::kSponsor}));
  TRY(hire_into(approver_, "approver", {Role::kApprover}));
  TRY(hire_into(issuer_, "issuer", {Role::kIssuer}));
  TRY(hire_into(activator_, "activator", {Role::kActivator}));
  TRY(hire_into(security_, "security-1", {Role::kSecurityOfficer}));
  TRY(hire_into(second_security_, "security-2", {Role::kSecurityOfficer}));
  TRY(hire_into(duty_, "duty", {Role::kSecurityOfficer, Role::kDpo, Role::kAuditor}));
  // Everybody's, so that all of it can be carried on by hand.
  fs::create_directories(context_.dir / "tokens");
  for (const access::Actor& who :
       {keeper_, registrar_, sponsor_, approver_, issuer_, activator_, security_, second_security_, duty_}) {
    TRY(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(token_, access::open_session(write, office_->access(), who.id, hours(24 * 365)));
      return {};
    }));
    TRY(files_.replace(context_.dir / "tokens" / who.name, as_bytes(token_ + "\n")));
  }
  TRY(files_.replace(context_.dir / "token", as_bytes(token_ + "\n")));  // duty's
  say(fmt::format("{} has keys, a ledger, a store and nine principals", kForce));
  return {};
}

Result<void> Story::open_office() {
  TRY_ASSIGN(const Plaintext file, read_secret_file(context_.dir / "passphrase"));
  crypto::RootSecrets secrets;
  secrets.passphrase = Plaintext::copy_of(file.reveal().first(file.size() - 1));
  office::Office::OpenSettings settings;
  settings.folder = context_.dir;
  settings.secrets = &secrets;
  TRY_ASSIGN(office_, office::Office::open(settings, clock_, random_));
  return {};
}

Result<access::Actor> Story::hire(const std::string& name, access::Roles roles) {
  const Plaintext secret = Plaintext::copy_of(base64url(random_.bytes(12)));
  PrincipalId id;
  TRY(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const auto added, access::add_principal(write, office_->access(), keeper_, name, roles));
    id = added.first;
    TRY(access::enrol(write, office_->access(), added.second, secret));
    return {};
  }));
  return access::Actor{id, name, roles};
}

Result<void> Story::take_in_roll() {
  const fs::path hr = context_.dir / "hr-export";
  TRY(card::write_roll(hr, options_.people, options_.seed, context_.progress()));
  say(fmt::format("HR exports {} invented people with drawn portraits", options_.people));
  office::ImportSettings settings;
  settings.csv = hr / "people.csv";
  settings.photos = hr / "photos";
  settings.keep = {{Field::kPayNumber, "so that the demonstration's search can find something"},
                   {Field::kVettingLevel, "so that the demonstration's search can find something"}};
  TRY_ASSIGN(const auto import, office::Import::stage(*office_, registrar_, settings, context_.progress()));
  TRY(import->compare(context_.progress()));
  TRY(import->apply({}, context_.progress()));
  // The export is a copy like any other; the roll has it now.
  std::error_code ignored;
  fs::remove_all(hr, ignored);
  say("the roll is taken in and sealed; the export is deleted");
  return {};
}

Result<void> Story::start_server() {
  door_ = std::make_unique<office::PressDoor>(*office_);
  TRY_ASSIGN(const http::Authority authority, office_->authority());
  http::TlsSettings settings;
  const std::vector<std::string> names{"127.0.0.1"};
  TRY_ASSIGN(settings.credential, authority.issue_server(names, clock_.now()));
  settings.authority = authority.certificate();
  TRY_ASSIGN(server_, http::Server::tls("127.0.0.1", 0, settings, clock_, http::press_handler(*door_)));
  return {};
}

Result<PressSite> Story::enrol_press(const std::string& supplier, const std::string& name, bool inside) {
  PressSite site;
  site.home = context_.dir / ("press-" + name);
  fs::create_directories(site.home / "out");
  TRY_ASSIGN(const Plaintext code, office::invite_press(*office_, security_, supplier, name, inside));
  const std::string url = fmt::format("https://127.0.0.1:{}", server_->port());
  TRY_ASSIGN(site.identity, press::begin_enrolment(url, code.reveal_text(), random_));
  TRY_ASSIGN(const press::Invitation invitation, press::parse_invitation(code.reveal_text()));
  TRY_ASSIGN(const press::Enrolment enrolment, press::make_enrolment(site.identity, invitation));
  TRY_ASSIGN(site.link, http::PressLink::open(site.identity, clock_));
  TRY_ASSIGN(const press::Enrolled enrolled, press::enrol(site.identity, enrolment, site.link->office()));
  TRY(office::approve_press(*office_, second_security_, name, enrolled.fingerprint));
  TRY(press::ask_enrolled(site.identity, site.link->office()));
  site.identity.authority = site.link->authority();
  TRY(press::save_identity(files_, site.home / "identity", site.identity));
  TRY_ASSIGN(site.link, http::PressLink::open(site.identity, clock_));
  return site;
}

Result<void> Story::contract_presses() {
  TRY(start_server());
  const auto people = static_cast<std::uint32_t>(options_.people);
  budget_.per_day = std::max(10U, people / 12);
  budget_.per_hour = std::max(5U, budget_.per_day / kHoursOfWork + 1);
  budget_.open_at_once = std::max(3U, std::min(20U, budget_.per_day / 10));
  budget_.per_year = people;
  supplier::Supplier bureau;
  bureau.name = "Cardholme Print";
  bureau.budget = budget_;
  supplier::Supplier own;
  own.name = "Northmoor Pass Office";
  own.budget = {people, people, people, people};
  TRY(office::add_supplier(*office_, security_, bureau));
  TRY(office::add_supplier(*office_, security_, own));
  TRY_ASSIGN(bureau_, enrol_press("Cardholme Print", kBureau, false));
  TRY_ASSIGN(inside_, enrol_press("Northmoor Pass Office", kInside, true));
  say(fmt::format("two presses enrolled over TLS; the bureau may be sent {} people at once and {} a day",
                  budget_.open_at_once, budget_.per_day));
  return {};
}

Result<void> Story::order_cards() {
  std::vector<office::CardRequest> requests;
  for (const auto& [id, stored] : office_->vault().people().all()) {
    office::CardRequest request;
    request.person = PersonId{id};
    // Police staff hold no warrant. The roll has everybody in the order of the export.
    if (!people_.at(id - 1).look.officer) request.kind = "staff pass";
    request.expires = clock_.now() + hours(24 * 1826);
    requests.push_back(request);
  }
  TRY_ASSIGN(const std::vector<CardId> cards, office::request_cards(*office_, sponsor_, requests));
  TRY(office::approve_cards(*office_, approver_, cards));
  TRY_ASSIGN(const office::JobsMade made, office::make_jobs(*office_, issuer_, cards, {kBureau, kInside, 0.1}));
  say(fmt::format("{} cards asked for, approved and queued", cards.size()));
  const auto drawing = std::chrono::steady_clock::now();
  TRY(office::render_items(*office_, issuer_, made.outside, context_.progress()));
  TRY(office::render_items(*office_, issuer_, made.inside, context_.progress()));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - drawing).count();
  say(fmt::format("each is drawn and locked under a key of its own ({:.0f} a second)",
                  static_cast<double>(cards.size()) / seconds));
  return {};
}

Result<std::size_t> Story::print_some(PressSite& site, std::size_t most) {
  TRY_ASSIGN(const auto agent, press::Agent::open(files_, clock_, site.home, site.identity, site.link->office()));
  press::FolderPrinter printer(files_, site.home / "out");
  press::RunSettings settings;
  settings.most = most;
  settings.first_stock = "NM-0000001";
  const press::RunSummary summary = agent->run(printer, settings);
  if (summary.stopped && summary.stopped->code() != Code::kRefused) return fail(*summary.stopped);
  return summary.printed;
}

Result<void> Story::wipe_disk(PressSite& site, int day) {
  for (const auto& file : fs::directory_iterator(site.home / "out")) fs::remove(file);
  TRY_ASSIGN(const auto agent, press::Agent::open(files_, clock_, site.home, site.identity, site.link->office()));
  for (int part = 0;; ++part) {
    TRY_ASSIGN(const std::size_t count, agent->ribbon_destroyed(fmt::format("SPOOL-{}-{}", day, part)));
    if (count < press::kMostOnRibbonReceipt) return {};
  }
}

Result<void> Story::hand_over_printed() {
  const std::vector<CardId> printed = office::cards_in_state(*office_, supplier::CardState::kPrinted);
  if (printed.empty()) return {};
  TRY(office::receive_cards(*office_, issuer_, printed));
  return office::activate_cards(*office_, activator_, printed);
}

Result<void> Story::honest_days() {
  std::size_t printed = 0;
  for (int day = 1; day <= kHonestDays; ++day) {
    for (int hour = 0; hour < kHoursOfWork; ++hour) {
      TRY_ASSIGN(const std::size_t now, print_some(bureau_, budget_.per_hour));
      printed += now;
      clock_.advance(hours(1));
    }
    // What was printed on the last day still lies on the press's disk when the thief comes.
    if (day < kHonestDays) TRY(wipe_disk(bureau_, day));
    TRY(hand_over_printed());
    context_.progress()({"cards printed at the bureau", printed, options_.people});
    if (day < kHonestDays) clock_.advance(hours(24 - kHoursOfWork));
  }
  TRY_ASSIGN(const std::size_t inside, print_some(inside_, SIZE_MAX));
  TRY(wipe_disk(inside_, 1));
  TRY(hand_over_printed());
  say(fmt::format("{} days: {} cards printed at the bureau, {} inside", kHonestDays, printed, inside));
  return {};
}

Result<void> Story::breach() {
  clock_.advance(hours(1));
  breach_began_ = clock_.now();
  stolen_ = context_.dir / "thief" / "stolen";
  loot_folder_ = context_.dir / "thief" / "loot";
  fs::create_directories(loot_folder_);
  fs::copy(bureau_.home, stolen_, fs::copy_options::recursive);
  TRY_ASSIGN(const pid_t thief, start_self({"demo-thief", stolen_.string(), loot_folder_.string()}, {}));
  // 24 hours in steps; in each the thief pulls until he is given nothing more.
  for (int step = 0; step < 24 * 12; ++step) {
    const std::string time = to_rfc3339(clock_.now());
    TRY(files_.replace_unsynced(loot_folder_ / "clock", as_bytes(time)));
    for (Result<Bytes> dry; !dry || as_text(*dry) != time; dry = files_.read(loot_folder_ / "dry")) {
      if (!runs_still(thief)) return fail(Code::kNo, "the demonstration fails: the thief gave up");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    clock_.advance(std::chrono::minutes(5));
  }
  TRY(files_.replace(loot_folder_ / "stop", {}));
  TRY(wait_for(thief));
  TRY_ASSIGN(loot_, examine_loot(loot_folder_, stolen_ / "out", people_));
  for (const auto& file : fs::directory_iterator(loot_folder_))
    taken_newly_ += file.path().extension() == ".pdf" ? 1 : 0;
  say(fmt::format(
      "a thief with the press's keys, certificate and disk pulled for 24 hours: {} cards newly, {} people in all",
      taken_newly_, loot_.people.size()));
  return {};
}

Result<void> Story::answer() {
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  scope.from = breach_began_;
  TRY_ASSIGN(const IncidentId incident,
             office::open_incident(*office_, duty_, scope, "the supplier's monitoring raised an alarm", clock_.now()));
  incident_ = office_->incidents().incidents.find(incident.value)->value.name;
  TRY_ASSIGN(contained_, office::contain(*office_, duty_, incident));
  const PressId bureau = *office_->desk().press_named(kBureau);
  std::set<PersonId> released;
  for (const std::uint64_t number : office_->desk().items_of(bureau)) {
    const supplier::Item& item = office_->desk().tables().items.find(number)->value;
    if (item.newly) released.insert(item.person);
  }
  released_ = released.size();
  say(fmt::format("{} opened and contained: {} unreleased cards taken back, {} dead before they reached a hand",
                  incident_, contained_.withdrawn, contained_.killed));
  server_->stop();
  office_.reset();

  const auto asked = std::chrono::steady_clock::now();
  TRY_ASSIGN(const std::string text,
             run_self({"--dir", (context_.dir).string(), "--json", "incident", "exposure", incident_}, environment()));
  fresh_process_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked).count();
  exposure_ = json::parse(text).as_object();
  clock_.set(context_.clock.now());
  TRY(open_office());
  TRY_ASSIGN(outside_forecast_, outside_of(exposure_, loot_, *office_));
  return {};
}

Result<void> Story::tell_those_concerned() {
  TRY_ASSIGN(const IncidentId incident, incident::find_incident(office_->incidents(), incident_));
  TRY(office::decide_notify(*office_, duty_, incident, true, "photographs with names and ranks are out: a high risk"));
  incident::LetterFacts facts;
  facts.what_happened = "Somebody took over the machine of a firm that prints our cards.";
  facts.measures =
      "We have ended that machine's access, taken back every card it had not printed and revoked those it had "
      "printed but nobody had yet been handed.";
  facts.contact = "the data protection officer, dpo@northmoor.example";
  TRY_ASSIGN(notices_, office::write_notices(*office_, duty_, incident, facts, context_.dir / "notices",
                                             *context_.caller, context_.progress()));
  say(fmt::format("{} letters and mails written, {} people held back for somebody to tell in person", notices_.written,
                  notices_.held_back));
  TRY(office_->clerk().read([&](db::Database& db) -> Result<void> {
    TRY_ASSIGN(verified_, ledger::verify_ledger(db, office_->clerk().keys(), context_.progress()));
    return {};
  }));
  return {};
}

Result<void> Story::report() {
  const json::object& exposed = exposure_.at("exposed").as_object();
  const json::object& fields = exposure_.at("fields").as_object();
  if (context_.json) {
    json::object shown;
    for (const char* name : {"name", "rank", "photo", "warrant_number", "pay_number", "vetting_level"})
      shown[name] = fields.at(name);
    context_.print_json(json::object{
        {"people", options_.people},
        {"released", released_},
        {"exposed", exposed},
        {"fields", shown},
        {"loot", {{"people", loot_.people.size()}, {"newly", taken_newly_}, {"outside_forecast", outside_forecast_}}},
        {"answer_ms", exposure_.at("answer_ms")},
        {"fresh_process_ms", fresh_process_ms_},
        {"notices", notices_.written},
        {"held_back", notices_.held_back},
        {"incident", incident_},
        {"press", kBureau},
        {"ledger", {{"size", verified_.size}, {"root", base64(verified_.root)}, {"verified", true}}}});
  } else {
    const auto number = [&](const json::object& from, const char* name) {
      return from.at(name).to_number<std::uint64_t>();
    };
    context_.print(
        fmt::format("\nThe breach of press {} and its 24 hours, for a roll of {}:\n"
                    "  the thief holds             {:>8} people, {} of them newly obtained (the most he could: {})\n"
                    "  certain                     {:>8}\n"
                    "  possible                    {:>8}\n"
                    "  excluded                    {:>8}\n"
                    "  pay numbers exposed         {:>8}\n"
                    "  vetting levels exposed      {:>8}\n"
                    "  outside the answer          {:>8}\n"
                    "  letters and mails written   {:>8}, {} people held back for somebody to tell in person\n"
                    "The answer took {:.1f} ms. When the supplier held the roll, the same breach exposed all {} people "
                    "with pay number and\n"
                    "vetting level.\n\n",
                    kBureau, options_.people, loot_.people.size(), taken_newly_, budget_.open_at_once + budget_.per_day,
                    number(exposed, "certain"), number(exposed, "possible"), number(exposed, "excluded"),
                    number(fields, "pay_number"), number(fields, "vetting_level"), outside_forecast_, notices_.written,
                    notices_.held_back, exposure_.at("answer_ms").to_number<double>(), options_.people));
    context_.print(fmt::format(
        "Carry on by hand:\n"
        "  export TIPSTAFF_DIR={0} TIPSTAFF_PASSPHRASE_FILE={0}/passphrase TIPSTAFF_TOKEN=$(cat {0}/token)\n"
        "  build/tipstaff incident exposure {1}\n"
        "  build/tipstaff incident exposure {1} --pdf exposure.pdf\n"
        "  build/tipstaff incident prove {1} --person 1\n"
        "  build/tipstaff ledger verify\n"
        "That is as ‘duty’; {0}/tokens has everybody's: issuer, approver, security-1 and the others.\n",
        context_.dir.string(), incident_));
  }
  if (outside_forecast_ != 0 || loot_.pay_values != 0 || loot_.vetting_values != 0 || loot_.metadata != 0)
    return fail(Code::kNo,
                fmt::format("the demonstration fails: the loot holds {} fields outside the answer, {} pay numbers, {} "
                            "vetting levels, {} pictures with metadata",
                            outside_forecast_, loot_.pay_values, loot_.vetting_values, loot_.metadata));
  if (taken_newly_ > budget_.open_at_once + budget_.per_day)
    return fail(Code::kNo, "the demonstration fails: the thief obtained more than the budget");
  return {};
}

}  // namespace

Result<void> demo(Context& context, const DemoOptions& options) {
  if (context.dir.empty()) return fail(Code::kUsage, "name a new folder with --dir");
  if (!options.as_of.empty()) TRY(parse_instant(options.as_of));
  Story story(context, options);
  return story.tell();
}

}  // namespace tipstaff::app
