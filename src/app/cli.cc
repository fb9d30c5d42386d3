#include "app/cli.h"

#include <fmt/format.h>

#include <cstdio>

#include "app/counter_wire.h"
#include "app/line.h"
#include "app/meanings.h"
#include "app/mistyped.h"

namespace tipstaff::app {
namespace {

// What may go through the server of a running office. A command that is not here opens the store itself or none:
// because it makes, moves or serves a store, or writes whole folders on the clerk's own thread.
constexpr std::string_view kThroughServer[] = {"principal add",
                                               "principal list",
                                               "principal end",
                                               "principal renew",
                                               "enrol",
                                               "login",
                                               "grant give",
                                               "grant list",
                                               "grant end",
                                               "roll import",
                                               "roll status",
                                               "person find",
                                               "person show",
                                               "person add",
                                               "person change",
                                               "person leave",
                                               "person copies",
                                               "person erase",
                                               "clock accept",
                                               "clock confirm",
                                               "clock show",
                                               "supplier add",
                                               "supplier list",
                                               "press invite",
                                               "press approve",
                                               "press list",
                                               "press revoke",
                                               "card request",
                                               "card approve",
                                               "card receive",
                                               "card activate",
                                               "card revoke",
                                               "card return",
                                               "card destroy",
                                               "card list",
                                               "card preview",
                                               "card templates",
                                               "propose card-template",
                                               "job make",
                                               "job move",
                                               "incident open",
                                               "incident scope",
                                               "incident list",
                                               "incident exposure",
                                               "incident notify",
                                               "incident notices",
                                               "incident report",
                                               "incident statement",
                                               "incident prove",
                                               "incident contain",
                                               "ledger verify",
                                               "ledger vkey",
                                               "ledger prove",
                                               "propose budget-raise",
                                               "propose press-resume",
                                               "propose press-renew",
                                               "propose card-suspend",
                                               "propose card-revoke",
                                               "propose stamp-revoke",
                                               "propose stamp-form",
                                               "propose pseudonym",
                                               "propose unmark",
                                               "propose new-numbers",
                                               "incident reissue",
                                               "stamp rotate",
                                               "stamp keys",
                                               "status publish",
                                               "status address",
                                               "card uncollected",
                                               "propose grant-protected",
                                               "propose roll-index",
                                               "propose list",
                                               "decide",
                                               "custody declare",
                                               "custody list",
                                               "person erasures",
                                               "person export",
                                               "backup create",
                                               "backup list",
                                               "backup destroyed",
                                               "card expire",
                                               "card renewals",
                                               "custody close",
                                               "incident notices-posted",
                                               "incident notices-settle",
                                               "card send",
                                               "bureau add",
                                               "bureau approve",
                                               "job list",
                                               "job show",
                                               "job export",
                                               "job open",
                                               "job receipt",
                                               "propose custody-close",
                                               "disclosure submit",
                                               "disclosure approve",
                                               "disclosure publish",
                                               "disclosure takedown",
                                               "disclosure review",
                                               "disclosure recheck",
                                               "site enter",
                                               "disclosure list",
                                               "disclosure show",
                                               "stock receive",
                                               "stock move",
                                               "stock count",
                                               "stock show"};

// What a search asks for within a command of its own process; nobody types them.
constexpr std::string_view kAskedBySearches[] = {"roll hand-over", "roll whose"};

bool goes_through_server(std::string_view command) {
  return std::ranges::find(kThroughServer, command) != std::end(kThroughServer);
}
bool is_asked_by_searches(std::string_view command) {
  return std::ranges::find(kAskedBySearches, command) != std::end(kAskedBySearches);
}

}  // namespace

Line::Line()
    : app_(
          "tipstaff issues warrant cards and staff passes through presses that never hold the roll, accounts for "
          "every\n"
          "copy of every person's data that left, and tells after a breach exactly who is exposed.") {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", TIPSTAFF_VERSION);
  app_.add_option("--dir", context_.dir, "the store's folder")->envname("TIPSTAFF_DIR");
  app_.add_flag("--json", context_.json, "answer in JSON, where the command can");
  app_.fallthrough();
  add_office();
  add_roll();
  add_presses();
  add_cards();
  add_bureau();
  add_stock();
  add_breach();
  add_ledger();
  add_two_people();
  add_witness();
  add_keeping();
  add_stamps();
  add_check();
  add_disclosure();
  add_site();
  add_demo();
  explain_the_usual(app_);
}

int Line::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app_.exit(error);  // --help, --version
    fmt::print(stderr, "tipstaff: {}\n", what_is_wrong(app_, "tipstaff", {argv + 1, argv + argc}, error.what()));
    return static_cast<int>(Code::kUsage);
  }
  const auto server = server_for(chosen_name());
  if (!server) return said(server.error());
  if (server->valid()) {
    const auto token = token_from_environment();
    if (!token && std::getenv("TIPSTAFF_TOKEN") != nullptr) return said(token.error());
    return call_server(*server, token.value_or(""), {argv + 1, argv + argc}, *context_.caller);
  }
  const Result<void> outcome = chosen_();
  return outcome ? 0 : said(outcome.error());
}

Outcome Line::run_for(std::vector<std::string> words, std::shared_ptr<Caller> caller,
                      std::shared_ptr<office::Office> office) {
  std::ranges::reverse(words);  // as CLI11 takes them
  try {
    app_.parse(words);
  } catch (const CLI::ParseError&) {
    return {static_cast<int>(Code::kUsage), "the server does not understand this command; is it of another version?"};
  }
  if (!goes_through_server(chosen_name()) && !is_asked_by_searches(chosen_name()))
    return {static_cast<int>(Code::kRefused), "this command cannot go through the server"};
  context_.dir = office->folder().root;  // whatever the caller's words say
  context_.caller = std::move(caller);
  context_.served = std::move(office);
  const Result<void> outcome = chosen_();
  if (outcome) return {};
  return {static_cast<int>(outcome.error().code()), outcome.error().text()};
}

int Line::said(const Error& error) {
  fmt::print(stderr, "tipstaff: {}\n", error.text());
  return static_cast<int>(error.code());
}

std::string Line::chosen_name() const {
  std::string out;
  for (const CLI::App* at = &app_; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    out += (out.empty() ? "" : " ") + at->get_name();
  }
  return out;
}

Result<Descriptor> Line::server_for(std::string_view command) const {
  if (!goes_through_server(command)) return Descriptor();
  if (const char* named = std::getenv("TIPSTAFF_SOCKET")) return connect_to(named);
  if (context_.dir.empty()) return Descriptor();
  auto server = connect_to(socket_of(context_.dir));
  return server ? std::move(*server) : Descriptor();
}

CLI::App* Line::command(CLI::App* parent, const std::string& name, const std::string& words,
                        std::function<Result<void>()> job) {
  CLI::App* sub = parent->add_subcommand(name, words);
  sub->callback([this, job = std::move(job)] { chosen_ = job; });
  return sub;
}

CLI::App* Line::group(const std::string& name, const std::string& words) {
  CLI::App* sub = app_.add_subcommand(name, words);
  sub->require_subcommand(1);
  return sub;
}

void Line::add_office() {
  auto* init = command(&app_, "init", "make a force's store: keys, ledger, the first keeper",
                       [this] { return app::init(context_, init_); });
  init->add_option_function<std::string>(
      "DIR", [this](const std::string& dir) { context_.dir = dir; }, "a new folder");
  init->add_option("--force", init_.force, "the force's name")->capture_default_str();
  init->add_option("--keeper", init_.keeper, "the first principal's name")->capture_default_str();
  init->add_option("--role", init_.roles, "his roles (default: keeper)");
  init->add_flag("--quorum", init_.quorum, "root key opened by any three of five share files");
  init->add_option("--shares", init_.shares, "where the share files go");
  init->add_option("--token-module", init_.token_module, "root key in a PKCS#11 token: its library");
  init->add_option("--token-label", init_.token_label, "the token's label");

  auto* principal = group("principal", "who may act");
  auto* add = command(principal, "add", "add a principal; prints the one-time enrolment code",
                      [this] { return principal_add(context_, name_, words_); });
  add->add_option("NAME", name_)->required();
  add->add_option("--role", words_,
                  "sponsor, registrar, approver, issuer, activator, security officer, dpo, auditor, keeper")
      ->required();
  command(principal, "list", "everybody and their roles", [this] { return principal_list(context_); });
  auto* end =
      command(principal, "end", "end somebody's sessions and secret: who has left, or whose token another may have",
              [this] { return principal_end(context_, name_, purpose_); });
  auto* renew =
      command(principal, "renew", "a new enrolment code: a lost secret, or somebody who had ended; open sessions end",
              [this] { return principal_renew(context_, name_, purpose_); });
  for (CLI::App* sub : {end, renew}) {
    sub->add_option("NAME", name_)->required();
    sub->add_option("--reason", purpose_)->required();
  }
  command(&app_, "enrol", "use an enrolment code; reads your new secret, prints a session token",
          [this] { return app::enrol(context_, name_); })
      ->add_option("CODE", name_)
      ->required();
  command(&app_, "login", "reads your secret, prints a session token for 12 hours",
          [this] { return app::login(context_, name_); })
      ->add_option("NAME", name_)
      ->required();
  auto* grant = group("grant", "who may read what, and why");
  auto* give = command(grant, "give", "let a principal read classes of the roll for a purpose",
                       [this] { return grant_give(context_, grant_); });
  give->add_option("PRINCIPAL", grant_.principal)->required();
  give->add_option("--class", grant_.classes, "identity, photo, pay, vetting, contact")->required();
  give->add_option("--purpose", grant_.purpose)->required();
  give->add_option("--until", grant_.until, "for how long")->capture_default_str();
  give->add_option("--person", grant_.only, "only this person");
  give->add_flag("--protected", grant_.covers_protected, "protected people too");
  command(grant, "list", "grants that hold, and until when", [this] { return grant_list(context_); });
  auto* end_grant =
      command(grant, "end", "a grant holds no longer", [this] { return grant_end(context_, number_, purpose_); });
  end_grant->add_option("GRANT", number_, "its number, as ‘grant list’ shows it")->required();
  end_grant->add_option("--reason", purpose_)->required();
}

void Line::add_roll() {
  auto* roll = group("roll", "the register of all people of the force");
  auto* import = command(roll, "import", "take in an HR export and photographs",
                         [this] { return roll_import(context_, import_); });
  import->add_option("CSV", import_.csv)->required();
  import->add_option("--photos", import_.photos, "folder with NUMBER.jpg or NUMBER.png");
  import->add_option("--map", import_.map_file, "mapping file: read if it exists, else the guesses are written there");
  import->add_option("--rejects", import_.rejects, "where problems are listed")->capture_default_str();
  import->add_option("--keep", import_.keep, "keep a field that no card needs (pay_number, vetting_level)");
  import->add_option("--purpose", import_.purpose, "why it is kept");
  import->add_flag("--dry-run", import_.dry_run, "say what would happen, change nothing");
  import->add_flag("--accept-good", import_.accept_good, "take the good rows although others have problems");
  import->add_flag("--apply", import_.apply, "carry out the changes to a roll that is not empty");
  import->add_flag("--emptied", import_.emptied, "take away values whose cells are empty now");
  import->add_flag("--leavers", import_.leavers, "people whom the file does not name have left");
  command(roll, "status", "how many people", [this] { return roll_status(context_); });
  auto* index = command(
      roll, "index", "write an index of the roll, for ‘check’ and ‘find’ away from the store; two people must want it",
      [this] { return app::roll_index(context_, roll_index_); });
  index->add_option("--proposal", roll_index_.proposal, "of ‘propose roll-index’, approved")->required();
  index->add_option("--out", roll_index_.out, "the index")->required();
  index->add_option("--key", roll_index_.key, "where its key goes: a file of its own, to be kept apart")->required();
  auto* over = command(roll, "hand-over", "", [this] { return roll_hand_over(context_, hand_over_); });
  over->group("");  // not shown: searches ask a server for it
  over->add_option("--purpose", hand_over_.purpose)->required();
  over->add_flag("--known", hand_over_.known);
  over->add_flag("--numbered", hand_over_.numbered);
  command(roll, "whose", "", [this] { return roll_whose(context_); })->group("");
  auto* person = group("person", "one person");
  command(person, "find", "the number of a person, by warrant or staff number",
          [this] { return person_find(context_, name_); })
      ->add_option("NUMBER", name_)
      ->required();
  auto* show = command(person, "show", "read fields of a person (logged before they are shown)",
                       [this] { return person_show(context_, number_, words_, purpose_); });
  show->add_option("PERSON", number_)->required();
  show->add_option("--field", words_, "which (default: all that are kept, but the photograph)");
  show->add_option("--purpose", purpose_)->required();
  auto* add = command(person, "add", "somebody whom no export holds; reads ‘field = value’ lines",
                      [this] { return person_add(context_, flag_, second_flag_, purpose_); });
  add->add_flag("--protected", flag_, "in a covert or high-risk role");
  add->add_flag("--notice-risk", second_flag_, "a letter home could harm");
  add->add_option("--reason", purpose_)->required();
  auto* change = command(person, "change", "new values; reads ‘field = value’ lines",
                         [this] { return person_change(context_, number_, flag_, second_flag_, purpose_); });
  change->add_flag("--protected", flag_,
                   "from now on in a covert or high-risk role: what waits for an outside press is taken back");
  change->add_flag("--notice-risk", second_flag_, "a letter home could harm");
  change->add_option("PERSON", number_)->required();
  change->add_option("--reason", purpose_)->required();
  auto* leave = command(person, "leave", "somebody leaves: every card of theirs is revoked",
                        [this] { return person_leave(context_, number_, purpose_); });
  leave->add_option("PERSON", number_)->required();
  leave->add_option("--reason", purpose_)->required();
  command(person, "copies", "who has had this person's data", [this] { return person_copies(context_, number_); })
      ->add_option("PERSON", number_)
      ->required();
  command(person, "erase", "erase somebody; refused while a copy is out",
          [this] { return person_erase(context_, number_); })
      ->add_option("PERSON", number_)
      ->required();
  command(person, "erase-complete", "rotate the class keys, so that no older copy opens for those erased",
          [this] { return person_erase_complete(context_); });
  auto* subject = command(person, "export", "all of a person's data and who has had it, for a subject access request",
                          [this] { return person_export(context_, number_, path_); });
  subject->add_option("PERSON", number_)->required();
  subject->add_option("--out", path_, "folder for the three files")->required();
  command(person, "erasures", "who is being erased: pending or complete, by when, and what it waits for",
          [this] { return person_erasures(context_); });
  command(person, "erasure-days", "within how many days an erasure is to be complete (30 unless set)",
          [this] { return erasure_days(context_, number_); })
      ->add_option("DAYS", number_)
      ->required();
  auto* clock = group("clock", "ledger time");
  command(clock, "show", "what throws doubt on the clock: leaps, and clocks outside that differ",
          [this] { return clock_show(context_); });
  command(clock, "accept", "the clock is right as it stands, although it leapt or clocks outside differ",
          [this] { return clock_accept(context_, purpose_); })
      ->add_option("--reason", purpose_)
      ->required();
  command(clock, "confirm", "a second person has looked too: the clock has been right since it was accepted",
          [this] { return clock_confirm(context_, purpose_); })
      ->add_option("--reason", purpose_)
      ->required();
}

void Line::add_ledger() {
  auto* ledger = group("ledger", "the tamper-evident log");
  command(ledger, "verify", "check every entry, tile and the signed root", [this] { return ledger_verify(context_); });
  command(ledger, "vkey", "the key that verifies checkpoints, for independent software",
          [this] { return ledger_vkey(context_); });
  auto* use = command(ledger, "use-witness", "hand nothing out before this witness has cosigned",
                      [this] { return ledger_use_witness(context_, name_, purpose_, length_); });
  use->add_option("--url", name_, "as the witness printed it")->required();
  use->add_option("--pin", purpose_)->required();
  use->add_option("--key", length_)->required();
  command(ledger, "prove", "one entry with its inclusion proof", [this] { return ledger_prove(context_, number_); })
      ->add_option("ENTRY", number_)
      ->required();
  command(ledger, "export", "checkpoint and tiles, as C2SP tlog-tiles lays them out",
          [this] { return ledger_export(context_, path_); })
      ->add_option("OUT", path_)
      ->required();
}

void Line::add_witness() {
  auto* witness =
      command(&app_, "witness", "a witness for other ledgers: remembers their checkpoints, refuses a second story",
              [this] { return app::witness(context_, witness_); });
  witness->add_option("FOLDER", witness_.folder, "its key and memory; made when new")->required();
  witness->add_option("--name", witness_.name, "its name on cosignatures")->required();
  witness->add_option("--ledger", witness_.ledgers, "verifier key of a ledger it serves (‘ledger vkey’)");
  witness->add_option("--listen", witness_.address, "address, also the certificate's name")->capture_default_str();
  witness->add_option("--port", witness_.port)->capture_default_str();
}

void Line::add_keeping() {
  auto* backup = group("backup", "sealed copies of the store, and the erasure journal outside it");
  command(backup, "create", "one file, all of it ciphertext, on record as a copy",
          [this] { return backup_create(context_, path_); })
      ->add_option("OUT", path_, "a new file, outside the store's folder")
      ->required();
  command(backup, "list", "backups and which of them are held", [this] { return backup_list(context_); });
  auto* destroyed = command(backup, "destroyed", "record that a backup is gone; completes erasures that waited for it",
                            [this] { return backup_destroyed(context_, number_, purpose_); });
  destroyed->add_option("NUMBER", number_)->required();
  destroyed->add_option("--evidence", purpose_, "how that is known")->required();
  command(backup, "journal", "keep a copy of the erasure journal there, on another disk: a restore needs it",
          [this] { return backup_journal(context_, path_); })
      ->add_option("PATH", path_)
      ->required();
  auto* restore = command(&app_, "restore", "put a backup back into a new folder (--dir): a new epoch",
                          [this] { return app::restore(context_, restore_); });
  restore->add_option("FILE", restore_.file)->required();
  restore->add_option("--checkpoint", restore_.checkpoint,
                      "the newest there is: from beside the lost store, or the witness's");
  restore->add_option("--archive", restore_.archive, "the last ‘ledger export’: then the log goes on under its name");
  restore->add_option("--erasures", restore_.erasures, "the erasure journal");
  restore->add_flag("--no-erasures", restore_.no_erasures, "nobody was erased since the backup");
  restore->add_flag("--without-witness", restore_.without_witness, "although the witness is gone");
}

void Line::add_demo() {
  auto* demo = command(&app_, "demo", "the whole story on invented people, breach included",
                       [this] { return app::demo(context_, demo_); });
  demo->add_option("--people", demo_.people)->capture_default_str()->check(CLI::Range(50, 900'000));
  demo->add_option("--seed", demo_.seed)->capture_default_str();
  demo->add_option("--as-of", demo_.as_of)->group("");  // for its test
  auto* thief = command(&app_, "demo-thief", "", [this] { return demo_thief(path_, out_); });
  thief->group("");  // not shown: the demonstration starts it
  thief->add_option("STOLEN", path_)->required();
  thief->add_option("LOOT", out_)->required();
}

int run(int argc, char** argv) {
  Line line;
  return line.run(argc, argv);
}

Outcome run_for_caller(const std::vector<std::string>& words, std::shared_ptr<Caller> caller,
                       std::shared_ptr<office::Office> office) {
  try {
    Line line;
    return line.run_for(words, std::move(caller), std::move(office));
  } catch (const std::exception& fault) {
    return {70, fmt::format("stopped by a fault: {}", fault.what())};
  }
}

}  // namespace tipstaff::app
