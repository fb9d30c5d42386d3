#include "app/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/counter_wire.h"

namespace tipstaff::app {
namespace {

// What may go through the server of a running office. A command that is not here opens the store itself or none: because it
// makes, moves or serves a store, or writes whole folders on the clerk's own thread.
constexpr std::string_view kThroughServer[] = {
    "principal add", "principal list", "enrol", "login", "grant give", "roll import", "roll status", "person find",
    "person show", "person add", "person change", "person leave", "person copies", "person erase", "clock accept",
    "supplier add", "supplier list", "press invite", "press approve", "press list", "press revoke", "card request",
    "card approve", "card receive", "card activate", "card revoke", "card return", "card destroy", "card list", "card preview", "card templates", "propose card-template",
    "job make", "job move", "incident open", "incident scope", "incident list", "incident exposure", "incident notify",
    "incident notices", "incident report", "incident statement", "incident prove", "incident contain", "ledger verify",
    "ledger vkey", "ledger prove", "propose budget-raise", "propose press-resume", "propose press-renew",
    "propose card-suspend", "propose card-revoke", "propose stamp-revoke", "propose stamp-form", "propose pseudonym", "propose new-numbers", "incident reissue", "stamp rotate", "stamp keys", "status publish", "status address", "card uncollected", "propose grant-protected", "propose roll-index", "propose list", "decide", "custody declare", "custody list",
    "person erasures", "backup list", "backup destroyed", "card expire", "card renewals", "custody close", "incident notices-posted",
    "incident notices-settle", "card send", "bureau add", "bureau approve", "job list", "job show", "job export", "job open", "job receipt",
    "propose custody-close", "disclosure submit", "disclosure approve", "disclosure publish", "disclosure takedown", "disclosure review",
    "disclosure recheck", "disclosure list", "disclosure show", "stock receive", "stock move", "stock count", "stock show"};

bool goes_through_server(std::string_view command) { return std::ranges::find(kThroughServer, command) != std::end(kThroughServer); }

// One command line: the options of every command and the one that was chosen.
class Line {
 public:
  Line() : app_("tipstaff issues warrant cards and staff passes through presses that never hold the roll, accounts for every\n"
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
    add_demo();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (argc > 1 && argv[1][0] != '-' && !is_command(argv[1])) {
        fmt::print(stderr, "tipstaff: there is no command ‘{}’; ‘tipstaff --help’ lists them\n", argv[1]);
        return static_cast<int>(Code::kUsage);
      }
      const int code = app_.exit(error);
      return code == 0 ? 0 : static_cast<int>(Code::kUsage);
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

  // In the server, for a caller at its socket.
  Outcome run_for(std::vector<std::string> words, std::shared_ptr<Caller> caller, std::shared_ptr<office::Office> office) {
    std::ranges::reverse(words);  // as CLI11 takes them
    try {
      app_.parse(words);
    } catch (const CLI::ParseError&) {
      return {static_cast<int>(Code::kUsage), "the server does not understand this command; is it of another version?"};
    }
    if (!goes_through_server(chosen_name()))
      return {static_cast<int>(Code::kRefused), "this command cannot go through the server"};
    context_.dir = office->folder().root;  // whatever the caller's words say
    context_.caller = std::move(caller);
    context_.served = std::move(office);
    const Result<void> outcome = chosen_();
    if (outcome) return {};
    return {static_cast<int>(outcome.error().code()), outcome.error().text()};
  }

 private:
  static int said(const Error& error) {
    fmt::print(stderr, "tipstaff: {}\n", error.text());
    return static_cast<int>(error.code());
  }
  // "roll import"
  std::string chosen_name() const {
    std::string out;
    for (const CLI::App* at = &app_; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      out += (out.empty() ? "" : " ") + at->get_name();
    }
    return out;
  }
  // A connection to the server that has the store open, if there is one and the command can go through it. Errors:
  // kUnavailable when a socket is named and nobody answers there.
  Result<Descriptor> server_for(std::string_view command) const {
    if (!goes_through_server(command)) return Descriptor();
    if (const char* named = std::getenv("TIPSTAFF_SOCKET")) return connect_to(named);
    if (context_.dir.empty()) return Descriptor();
    auto server = connect_to(socket_of(context_.dir));
    return server ? std::move(*server) : Descriptor();
  }
  CLI::App* command(CLI::App* parent, const std::string& name, const std::string& words, std::function<Result<void>()> job) {
    CLI::App* sub = parent->add_subcommand(name, words);
    sub->callback([this, job = std::move(job)] { chosen_ = job; });
    return sub;
  }
  bool is_command(std::string_view name) {
    for (const CLI::App* sub : app_.get_subcommands([](CLI::App*) { return true; }))
      if (sub->get_name() == name) return true;
    return false;
  }
  CLI::App* group(const std::string& name, const std::string& words) {
    CLI::App* sub = app_.add_subcommand(name, words);
    sub->require_subcommand(1);
    return sub;
  }

  void add_office() {
    auto* init = command(&app_, "init", "make a force's store: keys, ledger, the first keeper", [this] { return app::init(context_, init_); });
    init->add_option_function<std::string>("DIR", [this](const std::string& dir) { context_.dir = dir; }, "a new folder");
    init->add_option("--force", init_.force, "the force's name")->capture_default_str();
    init->add_option("--keeper", init_.keeper, "the first principal's name")->capture_default_str();
    init->add_option("--role", init_.roles, "his roles (default: keeper)");
    init->add_flag("--quorum", init_.quorum, "root key opened by any three of five share files");
    init->add_option("--shares", init_.shares, "where the share files go");
    init->add_option("--token-module", init_.token_module, "root key in a PKCS#11 token: its library");
    init->add_option("--token-label", init_.token_label, "the token's label");

    auto* principal = group("principal", "who may act");
    auto* add = command(principal, "add", "add a principal; prints the one-time enrolment code", [this] { return principal_add(context_, name_, words_); });
    add->add_option("NAME", name_)->required();
    add->add_option("--role", words_, "sponsor, registrar, approver, issuer, activator, security officer, dpo, auditor, keeper")->required();
    command(principal, "list", "everybody and their roles", [this] { return principal_list(context_); });
    command(&app_, "enrol", "use an enrolment code; reads your new secret, prints a session token", [this] { return app::enrol(context_, name_); })
        ->add_option("CODE", name_)->required();
    command(&app_, "login", "reads your secret, prints a session token for 12 hours", [this] { return app::login(context_, name_); })
        ->add_option("NAME", name_)->required();
    auto* grant = group("grant", "who may read what, and why");
    auto* give = command(grant, "give", "let a principal read classes of the roll for a purpose", [this] { return grant_give(context_, grant_); });
    give->add_option("PRINCIPAL", grant_.principal)->required();
    give->add_option("--class", grant_.classes, "identity, photo, pay, vetting, contact")->required();
    give->add_option("--purpose", grant_.purpose)->required();
    give->add_option("--until", grant_.until, "for how long")->capture_default_str();
    give->add_option("--person", grant_.only, "only this person");
    give->add_flag("--protected", grant_.covers_protected, "protected people too");
  }

  void add_roll() {
    auto* roll = group("roll", "the register of all people of the force");
    auto* import = command(roll, "import", "take in an HR export and photographs", [this] { return roll_import(context_, import_); });
    import->add_option("CSV", import_.csv)->required();
    import->add_option("--photos", import_.photos, "folder with NUMBER.jpg or NUMBER.png");
    import->add_option("--map", import_.map_file, "mapping file: read if it exists, else the guesses are written there");
    import->add_option("--rejects", import_.rejects, "where problems are listed")->capture_default_str();
    import->add_option("--keep", import_.keep, "keep a field that no card needs (pay_number, vetting_level)");
    import->add_option("--purpose", import_.purpose, "why it is kept");
    import->add_flag("--dry-run", import_.dry_run, "say what would happen, change nothing");
    import->add_flag("--accept-good", import_.accept_good, "take the good rows although others have problems");
    import->add_flag("--apply", import_.apply, "carry out the changes to a roll that is not empty");
    import->add_flag("--leavers", import_.leavers, "people whom the file does not name have left");
    command(roll, "status", "how many people", [this] { return roll_status(context_); });
    auto* index = command(roll, "index", "write an index of the roll, for ‘check’ and ‘find’ away from the store; two people must want it", [this] { return app::roll_index(context_, roll_index_); });
    index->add_option("--proposal", roll_index_.proposal, "of ‘propose roll-index’, approved")->required();
    index->add_option("--out", roll_index_.out, "the index")->required();
    index->add_option("--key", roll_index_.key, "where its key goes: a file of its own, to be kept apart")->required();
    auto* person = group("person", "one person");
    command(person, "find", "the number of a person, by warrant or staff number", [this] { return person_find(context_, name_); })
        ->add_option("NUMBER", name_)->required();
    auto* show = command(person, "show", "read fields of a person (logged before they are shown)", [this] { return person_show(context_, number_, words_, purpose_); });
    show->add_option("PERSON", number_)->required();
    show->add_option("--field", words_, "which (default: all that are kept, but the photograph)");
    show->add_option("--purpose", purpose_)->required();
    auto* add = command(person, "add", "somebody whom no export holds; reads ‘field = value’ lines", [this] { return person_add(context_, flag_, second_flag_, purpose_); });
    add->add_flag("--protected", flag_, "in a covert or high-risk role");
    add->add_flag("--notice-risk", second_flag_, "a letter home could harm");
    add->add_option("--reason", purpose_)->required();
    auto* change = command(person, "change", "new values; reads ‘field = value’ lines", [this] { return person_change(context_, number_, purpose_); });
    change->add_option("PERSON", number_)->required();
    change->add_option("--reason", purpose_)->required();
    auto* leave = command(person, "leave", "somebody leaves: every card of theirs is revoked", [this] { return person_leave(context_, number_, purpose_); });
    leave->add_option("PERSON", number_)->required();
    leave->add_option("--reason", purpose_)->required();
    command(person, "copies", "who has had this person's data", [this] { return person_copies(context_, number_); })
        ->add_option("PERSON", number_)->required();
    command(person, "erase", "erase somebody; refused while a copy is out", [this] { return person_erase(context_, number_); })
        ->add_option("PERSON", number_)->required();
    command(person, "erase-complete", "rotate the class keys, so that no older copy opens for those erased", [this] { return person_erase_complete(context_); });
    auto* subject = command(person, "export", "all of a person's data and who has had it, for a subject access request", [this] { return person_export(context_, number_, path_); });
    subject->add_option("PERSON", number_)->required();
    subject->add_option("--out", path_, "folder for the two files")->required();
    command(person, "erasures", "who is being erased: pending or complete, by when, and what it waits for", [this] { return person_erasures(context_); });
    command(person, "erasure-days", "within how many days an erasure is to be complete (30 unless set)", [this] { return erasure_days(context_, number_); })
        ->add_option("DAYS", number_)->required();
    auto* clock = group("clock", "ledger time");
    command(clock, "accept", "the clock is right as it stands, although it leapt", [this] { return clock_accept(context_, purpose_); })
        ->add_option("--reason", purpose_)->required();
  }

  void add_presses() {
    auto* supplier = group("supplier", "contractors and their contracts");
    auto* add = command(supplier, "add", "a contract: what the supplier's presses may be sent", [this] { return supplier_add(context_, supplier_); });
    add->add_option("NAME", supplier_.name)->required();
    add->add_option("--open", supplier_.open, "people open at once")->capture_default_str();
    add->add_option("--hour", supplier_.hour, "people an hour")->capture_default_str();
    add->add_option("--day", supplier_.day, "people a day")->capture_default_str();
    add->add_option("--year", supplier_.year, "people a year")->capture_default_str();
    add->add_option("--receipt-hours", supplier_.receipt_hours, "a receipt later than this halts the press")->capture_default_str();
    add->add_option("--destruction-hours", supplier_.destruction_hours, "a disk copy older than this halts the press")->capture_default_str();
    add->add_option("--report-hours", supplier_.report_hours, "to report a breach")->capture_default_str();
    add->add_option("--retention-days", supplier_.retention_days, "may keep a copy in clear so long (bureaus)")->capture_default_str();
    add->add_option("--kinds", supplier_.card_kinds, "cards it may make, with a comma between (default: all)");
    add->add_option("--hours", supplier_.working_hours, "keys are released only then: ‘Mon-Fri 08:00-18:00’, UTC (default: always)");
    command(supplier, "list", "contracts, and what is left of their budgets", [this] { return supplier_list(context_); });
    auto* press = group("press", "one device with its own keys");
    auto* invite = command(press, "invite", "make a one-time enrolment code", [this] { return press_invite(context_, purpose_, name_, flag_); });
    invite->add_option("NAME", name_)->required();
    invite->add_option("--supplier", purpose_)->required();
    invite->add_flag("--inside", flag_, "the force's own");
    auto* approve = command(press, "approve", "approve an enrolled press (a second person, fingerprint compared)", [this] { return press_approve(context_, name_, purpose_); });
    approve->add_option("NAME", name_)->required();
    approve->add_option("--fingerprint", purpose_, "as its operator reads it aloud")->required();
    command(press, "list", "presses, their state and fingerprints", [this] { return press_list(context_); });
    auto* revoke = command(press, "revoke", "end a press's certificate and keys", [this] { return press_revoke(context_, name_, purpose_); });
    revoke->add_option("NAME", name_)->required();
    revoke->add_option("--reason", purpose_)->required();
    auto* serve = command(&app_, "serve", "serve presses over TLS 1.3", [this] { return app::serve(context_, serve_); });
    serve->add_option("--listen", serve_.address, "address")->capture_default_str();
    serve->add_option("--port", serve_.port, "port")->capture_default_str();
    serve->add_option("--name", serve_.names, "host names or addresses for the certificate")->required();
    serve->add_option("--socket", serve_.socket, "where this machine's command line is served (default: DIR/socket)");
    serve->add_option("--status-out", serve_.status_out, "write the status list there each minute, for another web server to carry");
    serve->add_option("--group", serve_.group, "people of this group may connect to the socket");
  }

  void add_cards() {
    auto* card = group("card", "warrant cards and staff passes");
    auto* request = command(card, "request", "ask for cards", [this] {
      card_.valid_days = request_days_;
      return card_request(context_, card_);
    });
    request->add_option("PERSON", card_.numbers, "numbers of people");
    request->add_flag("--all", card_.all, "everybody who has none");
    request->add_option("--kind", card_.kind, supplier::card_kinds())->capture_default_str();
    request->add_option("--reason", card_.reason, "new, renewal, lost, stolen, damaged, rank, name")->capture_default_str();
    request->add_option("--days", request_days_, "valid for (default: 1826; a temporary card 1, at most 7)");
    for (const auto& [name, words, job] :
         {std::tuple{"approve", "approve requests (not your own)", &card_approve},
          std::tuple{"send", "the press has sent printed cards off (its delivery note)", &card_send},
          std::tuple{"receive", "count printed cards in", &card_receive},
          std::tuple{"activate", "hand cards over", &card_activate}}) {
      auto* step = command(card, name, words, [this, job = job] { return job(context_, card_); });
      step->add_option("CARD", card_.numbers, "numbers of cards");
      step->add_flag("--all", card_.all, "all that wait for this step");
    }
    for (const auto& [name, how, words] : {std::tuple{"revoke", "revoked", "a card lost, stolen or no longer wanted"},
                                           std::tuple{"return", "returned", "a card given back"},
                                           std::tuple{"destroy", "destroyed", "a returned or revoked card destroyed"}}) {
      auto* end = command(card, name, words, [this, how = std::string(how)] { return card_end(context_, card_, how, purpose_); });
      end->add_option("CARD", card_.numbers, "numbers of cards")->required();
      end->add_option("--reason", purpose_)->required();
    }
    command(card, "expire", "cards whose date has passed (the server does it every minute)", [this] { return card_expire(context_); });
    command(card, "uncollected", "revoke cards that nobody collected (the server does it every minute), or set after how many days",
            [this] { return card_uncollected(context_, static_cast<std::uint32_t>(number_)); })
        ->add_option("--set-days", number_, "30 unless set");
    auto* renew = command(card, "renewals", "active cards that end soon", [this] { return card_renewals(context_, days_, card_.valid_days, flag_); });
    renew->add_option("--within", days_, "days")->capture_default_str();
    renew->add_flag("--request", flag_, "ask for their renewal, soonest first, as far as today's budgets go");
    renew->add_option("--days", card_.valid_days, "the new cards are valid for")->capture_default_str();
    command(card, "list", "how many in each state, or one person's", [this] { return card_list(context_, number_); })
        ->add_option("--person", number_);
    auto* preview = command(card, "preview", "a person's card as it would be printed (logged)", [this] { return card_preview(context_, number_, card_.kind, path_); });
    preview->add_option("PERSON", number_)->required();
    preview->add_option("--kind", card_.kind)->capture_default_str();
    preview->add_option("--out", path_, "PDF file")->required();
    auto* check = command(card, "check-template", "whether an SVG template can be used, and what its cards would show",
                          [this] { return card_check_template(context_, template_); });
    check->add_option("FRONT", template_.front, "SVG of the front")->required();
    check->add_option("BACK", template_.back, "SVG of the back")->required();
    check->add_option("--specimen", template_.specimen, "PDF to write: a card of an invented person");
    command(card, "templates", "which template each kind of card has", [this] { return card_templates(context_); });
    auto* job = job_ = group("job", "work for presses");
    auto* make = command(job, "make", "draw, lock and queue every approved card", [this] { return job_make(context_, job_options_); });
    make->add_option("--press", job_options_.outside, "outside press for ordinary cards");
    make->add_option("--inside", job_options_.inside, "the force's own press")->required();
    make->add_flag("--paced", job_options_.paced, "no more than today's budgets allow, protected people first");
    make->add_option("--inside-share", job_options_.inside_share, "share of ordinary cards made inside too, drawn at random")->capture_default_str();
    make->add_option("--kind", job_options_.kind, "only this kind of card");
    auto* move = command(job, "move", "take back what waits for a press, unreleased, and queue it for another", [this] { return job_move(context_, name_, address_, purpose_); });
    move->add_option("--from", name_, "press")->required();
    move->add_option("--to", address_, "press")->required();
    move->add_option("--reason", purpose_)->required();
  }

  void add_bureau() {
    auto* bureau = group("bureau", "a supplier that runs nothing of ours: age files out, signed receipts back");
    auto* add = command(bureau, "add", "register the key that verifies its receipts", [this] { return bureau_add(context_, purpose_, name_, path_); });
    add->add_option("NAME", name_)->required();
    add->add_option("--supplier", purpose_)->required();
    add->add_option("--key", path_, "its Ed25519 public key in PEM")->required();
    auto* approve = command(bureau, "approve", "approve its key (a second person, fingerprint compared)", [this] { return bureau_approve(context_, name_, purpose_); });
    approve->add_option("NAME", name_)->required();
    approve->add_option("--fingerprint", purpose_, "as the bureau reads it aloud")->required();
    command(job_, "show", "where its cards are: the sum, sub-batches, alarms", [this] { return job_show(context_, number_); })
        ->add_option("JOB", number_)->required();
    command(job_, "list", "jobs and their presses", [this] { return job_list(context_); });
    auto* give = command(job_, "export", "encrypt a bureau's job into sub-batches, each opened by an identity of its own", [this] { return job_export(context_, number_, out_, size_); });
    give->add_option("JOB", number_)->required();
    give->add_option("--out", out_, "folder for them")->required();
    give->add_option("--size", size_, "cards in a sub-batch")->capture_default_str();
    auto* open = command(job_, "open", "release a sub-batch whole: prints the identity that opens it", [this] { return job_open(context_, name_, out_); });
    open->add_option("SUBBATCH", name_, "the 32 digits of its file")->required();
    open->add_option("--out", out_, "into a file instead");
    auto* receipt = command(job_, "receipt", "take a bureau's signed receipt", [this] { return job_receipt(context_, path_, out_); });
    receipt->add_option("FILE", path_)->required();
    receipt->add_option("--signature", out_, "default: FILE.sig");
  }

  void add_stock() {
    auto* stock = group("stock", "blank cards by serial and place");
    for (const auto& [name, words, job] :
         {std::tuple{"receive", "blanks have come from their maker", &stock_receive},
          std::tuple{"move", "blanks go to another place: press:NAME, supplier:NAME, or one of your own", &stock_move}}) {
      auto* act = command(stock, name, words, [this, job = job] { return job(context_, stock_); });
      act->add_option("FIRST", stock_.first, "serial, as NM-0000001")->required();
      act->add_option("LAST", stock_.last, "serial, of the same letters and as many digits")->required();
      act->add_option("--at,--to", stock_.place, "place")->required();
    }
    auto* count = command(stock, "count", "somebody counted the blanks at a place; a difference raises an alarm", [this] { return stock_count(context_, stock_); });
    count->add_option("PLACE", stock_.place)->required();
    count->add_option("FOUND", stock_.found)->required();
    command(stock, "show", "how many are where, and alarms", [this] { return stock_show(context_); });
  }

  void add_breach() {
    auto* incident = group("incident", "a suspected breach");
    auto* open = command(incident, "open", "open an incident; the 72 hours run from its discovery", [this] { return incident_open(context_, scope_); });
    add_scope(open);
    open->add_option("--found", scope_.found, "how it was found");
    open->add_option("--discovered", scope_.discovered, "when (default: now)");
    auto* scope = command(incident, "scope", "change the scope; earlier versions are kept", [this] { return incident_scope(context_, name_, scope_); });
    scope->add_option("INCIDENT", name_)->required();
    add_scope(scope);
    scope->add_option("--reason", scope_.why)->required();
    command(incident, "list", "incidents and their clocks", [this] { return incident_list(context_); });
    auto* exposure = command(incident, "exposure", "who is exposed: certain, possible, excluded, person by field", [this] {
      return path_.empty() && out_.empty() ? incident_exposure(context_, name_, flag_) : incident_exposure_file(context_, name_, path_, out_, flag_);
    });
    exposure->add_option("INCIDENT", name_)->required();
    exposure->add_option("--pdf", path_, "write it for a chief officer");
    exposure->add_option("--csv", out_, "write it person by person");
    exposure->add_flag("--by-rank", flag_, "count ranks too: reads the rank of everyone exposed but the protected, each on record");
    auto* notify = command(incident, "notify", "record the decision whether to tell those concerned (UK GDPR article 34)",
                           [this] { return incident_notify(context_, name_, !flag_, purpose_); });
    notify->add_option("INCIDENT", name_)->required();
    notify->add_flag("--not", flag_, "not to tell them");
    notify->add_option("--reason", purpose_)->required();
    auto* notices = command(incident, "notices", "write a letter and a mail to each person certain or possible",
                            [this] { return incident_notices(context_, name_, tell_); });
    notices->add_option("--out", tell_.out, "folder for them");
    notices->add_option("--smtp", tell_.smtp, "or send mails: smtp://HOST:PORT (STARTTLS is demanded, but of this machine), smtps://HOST:PORT");
    notices->add_option("--smtp-user", tell_.smtp_user, "name at the mail server");
    notices->add_option("--smtp-password-file", tell_.smtp_password);
    notices->add_option("--smtp-ca", tell_.smtp_ca, "PEM file of the authorities that vouch for it (default: this machine's)");
    notices->add_flag("--smtp-plain", tell_.smtp_plain, "send without TLS: everybody on the way can read the mails");
    notices->add_option("--from", tell_.from, "sender's address; bounces go there");
    auto* posted = command(incident, "notices-posted", "record that the letters written so far were posted; ends their copies", [this] { return incident_posted(context_, name_, out_.string(), purpose_); });
    posted->add_option("INCIDENT", name_)->required();
    posted->add_option("--mail-server", out_, "instead: this mail server has passed on its mails; ends its copies");
    posted->add_option("--evidence", purpose_, "how that is known")->required();
    auto* settle = command(incident, "notices-settle", "record what became of a mail of which the server's answer is missing",
                           [this] { return incident_settle(context_, name_, number_, !flag_, purpose_); });
    settle->add_option("INCIDENT", name_)->required();
    settle->add_option("--person", number_)->required();
    auto* fate = settle->add_option_group("fate");
    fate->add_flag("--arrived");
    fate->add_flag("--lost", flag_, "the next run sends it again");
    fate->require_option(1);
    settle->add_option("--evidence", purpose_, "how that is known")->required();
    auto* report = command(incident, "report", "draft the report to the regulator or the NCA", [this] { return incident_report(context_, name_, purpose_, tell_); });
    report->add_option("--to", purpose_, "ico, nca")->required();
    report->add_option("--why-late", tell_.why_late, "once the 72 hours are over");
    report->add_flag("--follow-up", tell_.follow_up);
    report->add_flag("--law-enforcement", tell_.law_enforcement, "the data is for law enforcement (DPA 2018 part 3)");
    auto* statement = command(incident, "statement", "draft the message to all staff", [this] { return incident_statement(context_, name_, tell_); });
    statement->add_flag("--public", tell_.to_public, "the public statement instead");
    for (CLI::App* sub : {notices, report, statement}) {
      sub->add_option("INCIDENT", name_)->required();
      sub->add_option("--what", tell_.what_happened, "what happened, in plain words")->required();
      sub->add_option("--measures", tell_.measures, "what the force has done")->required();
      sub->add_option("--contact", tell_.contact, "the data protection officer: name, telephone, mail")->required();
    }
    auto* prove = command(incident, "prove", "one person's answer with proofs that verify offline", [this] { return incident_prove(context_, name_, number_); });
    prove->add_option("INCIDENT", name_)->required();
    prove->add_option("--person", number_)->required();
    auto* doors = command(incident, "door-list", "credential numbers for the door system to disable", [this] { return incident_door_list(context_, name_, path_); });
    doors->add_option("INCIDENT", name_)->required();
    doors->add_option("--out", path_, "CSV file")->required();
    auto* reissue = command(incident, "reissue", "new cards after it was contained: the plan, and how far it is", [this] { return incident_reissue(context_, name_, path_); });
    reissue->add_option("INCIDENT", name_)->required();
    reissue->add_option("--svg", path_, "draw it as a picture");
    command(incident, "contain", "revoke the presses, take back what was not released, kill cards not yet active, ask for replacements", [this] { return incident_contain(context_, name_); })
        ->add_option("INCIDENT", name_)->required();
  }

  void add_scope(CLI::App* sub) {
    sub->add_option("--holder", scope_.holders, "press:NAME, supplier:NAME, principal:NAME, host:NAME, key:NAME, backup:NUMBER, public:NUMBER");
    sub->add_option("--publication", scope_.publication, "a disclosure's number instead: the public, since it was published");
    sub->add_option("--from", scope_.from, "since when, or: unknown");
    sub->add_option("--to", scope_.to, "until when (default: until the holder's keys are revoked)");
  }

  void add_ledger() {
    auto* ledger = group("ledger", "the tamper-evident log");
    command(ledger, "verify", "check every entry, tile and the signed root", [this] { return ledger_verify(context_); });
    command(ledger, "vkey", "the key that verifies checkpoints, for independent software", [this] { return ledger_vkey(context_); });
    auto* use = command(ledger, "use-witness", "hand nothing out before this witness has cosigned", [this] { return ledger_use_witness(context_, name_, purpose_, length_); });
    use->add_option("--url", name_, "as the witness printed it")->required();
    use->add_option("--pin", purpose_)->required();
    use->add_option("--key", length_)->required();
    command(ledger, "prove", "one entry with its inclusion proof", [this] { return ledger_prove(context_, number_); })
        ->add_option("ENTRY", number_)->required();
    command(ledger, "export", "checkpoint and tiles, as C2SP tlog-tiles lays them out", [this] { return ledger_export(context_, path_); })
        ->add_option("OUT", path_)->required();
  }

  void add_two_people() {
    auto* propose = group("propose", "acts that take two people: one proposes, another decides");
    auto* raise = command(propose, "budget-raise", "a higher budget for a while", [this] { return propose_budget(context_, supplier_, length_, purpose_); });
    raise->add_option("SUPPLIER", supplier_.name)->required();
    raise->add_option("--open", supplier_.open)->required();
    raise->add_option("--hour", supplier_.hour)->required();
    raise->add_option("--day", supplier_.day)->required();
    raise->add_option("--year", supplier_.year)->required();
    raise->add_option("--for", length_, "for how long")->capture_default_str();
    raise->add_option("--reason", purpose_)->required();
    auto* resume = command(propose, "press-resume", "let a halted press go on", [this] { return propose_resume(context_, name_, purpose_); });
    resume->add_option("PRESS", name_)->required();
    resume->add_option("--reason", purpose_)->required();
    auto* renew = command(propose, "press-renew", "a new certificate for a press's keys; it fetches it with ‘tipstaff-press renew’", [this] { return propose_renew(context_, name_, purpose_); });
    renew->add_option("PRESS", name_)->required();
    renew->add_option("--reason", purpose_)->required();
    auto* evidence = command(propose, "custody-close", "end copies by evidence that does not rest on their holder", [this] { return propose_evidence(context_, evidence_); });
    evidence->add_option("--holder", evidence_.holder, "press:NAME, supplier:NAME")->required();
    evidence->add_option("--batch", evidence_.batch, "only this sub-batch");
    evidence->add_option("--person", evidence_.person, "only this person");
    evidence->add_option("--evidence", evidence_.evidence, "who of the force saw what destroyed, and when")->required();
    evidence->add_option("--file", evidence_.file, "a record kept elsewhere: its SHA-256 is written down");
    auto* suspend = command(propose, "card-suspend", "suspend cards in people's hands: their holders cannot show who they are", [this] { return propose_suspend(context_, card_, purpose_); });
    suspend->add_option("CARD", card_.numbers, "numbers of cards");
    suspend->add_flag("--all", card_.all, "every active card of the force");
    suspend->add_option("--incident", card_.incident, "active cards that the presses in its scope were given");
    suspend->add_option("--reason", purpose_)->required();
    auto* kill = command(propose, "card-revoke", "revoke cards of any number at once", [this] { return propose_revoke(context_, card_, purpose_); });
    kill->add_option("CARD", card_.numbers, "numbers of cards");
    kill->add_flag("--all", card_.all, "every card of the force that exists or is on its way");
    kill->add_option("--incident", card_.incident, "every card that the presses in its scope were given");
    kill->add_option("--reason", purpose_)->required();
    auto* key = command(propose, "stamp-revoke", "a key of the stamps that others may have: every card that it signed reads as not genuine",
                        [this] { return propose_stamp_revoke(context_, name_, purpose_); });
    key->add_option("KEY", name_, "as ‘stamp keys’ names it")->required();
    key->add_option("--reason", purpose_)->required();
    auto* pseudonym = command(propose, "pseudonym", "cards under another name, for covert work: ALIAS is on the roll as a person of its own",
                              [this] { return propose_pseudonym(context_, number_, second_number_, purpose_); });
    pseudonym->add_option("PERSON", number_, "who bears it")->required();
    pseudonym->add_option("ALIAS", second_number_, "entered with ‘person add --protected’")->required();
    pseudonym->add_option("--reason", purpose_)->required();
    auto* numbers = command(propose, "new-numbers", "new warrant or staff numbers, drawn at random, for people whose numbers are out",
                            [this] { return propose_numbers(context_, numbers_options_); });
    numbers->add_option("PERSON", numbers_options_.people, "numbers of people");
    numbers->add_option("--incident", numbers_options_.incident, "instead: everybody whose number it exposes");
    numbers->add_option("--kind", numbers_options_.kind, "of them only holders of such a card");
    numbers->add_option("--form", numbers_options_.form, "NM######: each # becomes a digit")->required();
    numbers->add_option("--reason", numbers_options_.why)->required();
    auto* form = command(propose, "stamp-form", "whether cards of a kind bear the full stamp, or the minimal one that says no name",
                         [this] { return propose_stamp_form(context_, name_, flag_, purpose_); });
    form->add_option("KIND", name_, "as “staff pass”")->required();
    auto* forms = form->add_option_group("form");
    forms->add_flag("--minimal", flag_);
    forms->add_flag("--full");
    forms->require_option(1);
    form->add_option("--reason", purpose_)->required();
    auto* grant = command(propose, "grant-protected", "a grant that covers protected people", [this] { return propose_grant(context_, grant_); });
    grant->add_option("PRINCIPAL", grant_.principal)->required();
    grant->add_option("--class", grant_.classes)->required();
    grant->add_option("--purpose", grant_.purpose)->required();
    grant->add_option("--until", grant_.until)->capture_default_str();
    auto* design = command(propose, "card-template", "what cards of a kind look like from now on", [this] { return propose_template(context_, template_); });
    design->add_option("KIND", template_.kind, "‘warrant card’ or ‘staff pass’")->required();
    design->add_option("FRONT", template_.front, "SVG of the front; without files, the template that comes with the program");
    design->add_option("BACK", template_.back, "SVG of the back");
    design->add_option("--reason", template_.why)->required();
    auto* index = command(propose, "roll-index", "an index of the roll for use away from the store; approved, its proposer makes it with ‘roll index’", [this] { return propose_roll_index(context_, roll_index_); });
    index->add_option("--holder", roll_index_.holder, "who will keep it: principal:NAME")->required();
    index->add_option("--reason", roll_index_.why)->required();
    command(propose, "list", "open proposals", [this] { return proposal_list(context_); });
    auto* decide = command(&app_, "decide", "approve or refuse what another proposed", [this] { return app::decide(context_, number_, !flag_, out_); });
    decide->add_option("PROPOSAL", number_)->required();
    decide->add_flag("--refuse", flag_);
    decide->add_option("--status-out", out_, "then write the status list as it is now");
    auto* custody = group("custody", "who holds a copy of what");
    auto* declare = command(custody, "declare", "record a file that was handed over before the record began", [this] { return custody_declare(context_, purpose_, path_, name_, out_); });
    declare->add_option("--holder", purpose_, "supplier:NAME")->required();
    declare->add_option("--file", path_, "the file as it was handed over, as CSV")->required();
    declare->add_option("--since", name_, "when")->required();
    declare->add_option("--map", out_, "mapping file");
    auto* close = command(custody, "close", "record the end of a copy that no receipt ends (numbers: ‘person copies’)", [this] { return custody_close(context_, numbers_, purpose_); });
    close->add_option("COPY", numbers_)->required();
    close->add_option("--evidence", purpose_, "how its end is known")->required();
    command(custody, "list", "who holds how much", [this] { return custody_list(context_); });
  }

  void add_witness() {
    auto* witness = command(&app_, "witness", "a witness for other ledgers: remembers their checkpoints, refuses a second story",
                            [this] { return app::witness(context_, witness_); });
    witness->add_option("FOLDER", witness_.folder, "its key and memory; made when new")->required();
    witness->add_option("--name", witness_.name, "its name on cosignatures")->required();
    witness->add_option("--ledger", witness_.ledgers, "verifier key of a ledger it serves (‘ledger vkey’)");
    witness->add_option("--listen", witness_.address, "address, also the certificate's name")->capture_default_str();
    witness->add_option("--port", witness_.port)->capture_default_str();
  }

  void add_keeping() {
    auto* backup = group("backup", "sealed copies of the store, and the erasure journal outside it");
    command(backup, "create", "one file, all of it ciphertext, on record as a copy", [this] { return backup_create(context_, path_); })
        ->add_option("OUT", path_, "a new file, outside the store's folder")->required();
    command(backup, "list", "backups and which of them are held", [this] { return backup_list(context_); });
    auto* destroyed = command(backup, "destroyed", "record that a backup is gone; completes erasures that waited for it", [this] { return backup_destroyed(context_, number_, purpose_); });
    destroyed->add_option("NUMBER", number_)->required();
    destroyed->add_option("--evidence", purpose_, "how that is known")->required();
    command(backup, "journal", "keep a copy of the erasure journal there, on another disk: a restore needs it", [this] { return backup_journal(context_, path_); })
        ->add_option("PATH", path_)->required();
    auto* restore = command(&app_, "restore", "put a backup back into a new folder (--dir): a new epoch", [this] { return app::restore(context_, restore_); });
    restore->add_option("FILE", restore_.file)->required();
    restore->add_option("--checkpoint", restore_.checkpoint, "the newest there is: from beside the lost store, or the witness's");
    restore->add_option("--archive", restore_.archive, "the last ‘ledger export’: then the log goes on under its name");
    restore->add_option("--erasures", restore_.erasures, "the erasure journal");
    restore->add_flag("--no-erasures", restore_.no_erasures, "nobody was erased since the backup");
    restore->add_flag("--without-witness", restore_.without_witness, "although the witness is gone");
  }

  void add_check() {
    auto* check = command(&app_, "check", "what is in files that are to go out: hidden sheets, deleted text, registers of people; needs no store but for --roll",
                          [this] { return app::check(context_, check_); });
    check->add_option("FILE", check_.files);
    check->add_option("--stdin-name", check_.stdin_name, "check what comes on standard input, under this name");
    check->add_option("--declare", check_.declare, "what it is meant to hold: “150 rows, columns rank, unit”");
    check->add_option("--roll", check_.rolls, "also look for the people of this roll: a store, or an index made by ‘roll index’; may be given again");
    check->add_option("--roll-key", check_.roll_key, "the index's key, in a file of its own");
    check->add_option("--purpose", check_.purpose, "why the roll is read, as the grant says")->capture_default_str();
    check->add_option("--policy", check_.policy, "your own thresholds, names that may be seen, rules raised or lowered (docs/formats/policy.md)");
    check->add_option("--clean", check_.clean, "folder for clean copies: each made from what is seen, and written only when it passes the same check");
    check->add_option("--format", check_.format)->check(CLI::IsMember({"text", "json", "sarif", "html", "markdown"}))->capture_default_str();
    check->add_flag("--rules", check_.rules, "list the rules instead, with --policy as it leaves them");
    auto* find = command(&app_, "find", "which files hold people of the roll: folders, mail stores, archives, disk images, database dumps", [this] { return app::find(context_, find_); });
    find->add_option("PATH", find_.paths, "files and folders; symbolic links are not followed")->required();
    find->add_option("--roll", find_.rolls, "a store, or an index made by ‘roll index’; may be given again");
    find->add_option("--roll-key", find_.roll_key, "the index's key, in a file of its own");
    find->add_option("--purpose", find_.purpose, "why the roll is read, as the grant says")->capture_default_str();
    find->add_option("--baseline", find_.baseline, "lines of sha256sum: copies that are known");
    find->add_flag("--whose", find_.whose, "instead: which copy on record these files, taken together, most resemble, and how sure that is");
    find->add_option("--state", find_.state, "a file that remembers where nobody was found, so that a search that was stopped goes on");
    find->footer("Exit: 0 nobody, 1 a file holds people of the roll, 3 none that was read does, but something was not read. No name is printed.");
    check->footer("Exit: 0 pass, 1 a file is held, 3 none is held, but of one it cannot be said what is in it. Nothing that is hidden is printed.");
  }

  void add_disclosure() {
    auto* disclosure = group("disclosure", "the register of what leaves the house: submitted, checked, decided by a second person, published, taken down");
    auto* submit = command(disclosure, "submit", "check a file with the whole roll, and put file, verdict and SHA-256 on record", [this] { return disclosure_submit(context_, disclosure_); });
    submit->add_option("FILE", disclosure_.file)->required();
    submit->add_option("--reference", disclosure_.reference, "the request that it answers: “FOI 2026/113”")->required();
    submit->add_option("--audience", disclosure_.audience, "who is to have it")->required();
    submit->add_option("--declare", disclosure_.declare, "what it is meant to hold: “150 rows, columns rank, unit”")->required();
    submit->add_option("--where", disclosure_.where, "where it will stand")->required();
    submit->add_option("--source", disclosure_.source, "the unit or system that it comes from (default: you)");
    submit->add_option("--policy", disclosure_.policy, "as for ‘check’; kept with the disclosure");
    submit->footer("Exit as ‘check’: 0 pass, 1 held, 3 unknown; it is on record each time. Takes a grant by two for the purpose ‘disclosure check’.");
    auto* approve = command(disclosure, "approve", "decide on what somebody else submitted", [this] { return disclosure_approve(context_, disclosure_); });
    approve->add_option("--reason", disclosure_.reason, "demanded where it cannot be said what is in the file");
    approve->add_option("--accept", disclosure_.accept, "NUMBER=REASON: why this hold may go out; security officer or dpo only");
    approve->add_flag("--refuse", disclosure_.refuse, "it may not go out; with --reason");
    auto* publish = command(disclosure, "publish", "these bytes go out now: refused unless they are those that were checked; not by who approved", [this] { return disclosure_publish(context_, disclosure_); });
    auto* takedown = command(disclosure, "takedown", "it has been taken away again", [this] { return disclosure_takedown(context_, disclosure_); });
    takedown->add_option("--accesses", disclosure_.accesses, "how often it was fetched, as the site counted")->required();
    auto* review = command(disclosure, "review", "a hold has been looked into: others of its source may go on", [this] { return disclosure_review(context_, disclosure_); });
    review->add_option("--reason", disclosure_.reason, "what was found and done")->required();
    auto* show = command(disclosure, "show", "one disclosure, and what is held against it", [this] { return disclosure_show(context_, disclosure_); });
    for (CLI::App* sub : {approve, publish, takedown, review, show}) sub->add_option("ID", disclosure_.id)->required();
    publish->add_option("FILE", disclosure_.file)->required();
    command(disclosure, "list", "every disclosure", [this] { return disclosure_list(context_); });
    command(disclosure, "recheck", "today's rules over everything that stands published; exit 1 when something is worse than it was", [this] { return disclosure_recheck(context_); });
  }

  void add_stamps() {
    auto* stamp = group("stamp", "the signed code on cards");
    auto* rotate = command(stamp, "rotate", "sign with a new key from now on", [this] { return stamp_rotate(context_, flag_); });
    rotate->add_flag("--ed25519", flag_, "instead of ES256");
    command(stamp, "keys", "the keys that verify stamps and status lists", [this] { return stamp_keys(context_, out_); })
        ->add_option("--out", out_, "write the key set that verifiers need there");
    auto* status = group("status", "the state of every card, for verifiers");
    auto* publish = command(status, "publish", "write the signed status list as it is now", [this] { return status_publish(context_, out_, number_); });
    publish->add_option("--out", out_, "a file that any web server can carry")->required();
    publish->add_option("--name", number_, "under an older name, as ‘status address’ numbers them")->capture_default_str();
    command(status, "address", "what stamps call the list from now on: its URI", [this] { return status_address(context_, name_); })
        ->add_option("URI", name_)->required();
    auto* verify = command(&app_, "verify", "whether a card is genuine, by its stamp; needs no store and no network", [this] { return verify_card(context_, verify_); });
    verify->add_option("FILE", verify_.file, "PNG, JPEG or PDF of the card's back");
    verify->add_option("--text", verify_.text, "the code's text instead");
    verify->add_option("--keys", verify_.keys, "the force's key set, from a source that you trust")->required();
    verify->add_option("--list", verify_.lists, "the force's newest status list; may be given again");
    verify->add_option("--memory", verify_.memory, "remember the newest list seen in this file, and refuse an older one");
    verify->add_option("--photo", verify_.photo, "where the stamp's picture goes (WebP), of a genuine one");
    verify->footer("Exit: 0 genuine: compare face and name; 1 not genuine, suspended, not yet active or expired; 3 cannot say.");
    auto* page = command(&app_, "verify-page", "write the page on which anybody checks a card, as a folder for any web server; needs no store", [this] { return verify_page(context_, page_); });
    page->add_option("OUT", page_.out, "a folder; files of the same names are replaced")->required();
    page->add_option("--keys", page_.keys, "the force's key set, from ‘stamp keys --out’")->required();
    page->add_option("--list", page_.list, "its newest status list, from ‘status publish --out’")->required();
    page->footer("Every hour after that: tipstaff status publish --out OUT/status.cwt. docs/verify.md says how to host it.");
  }

  void add_demo() {
    auto* demo = command(&app_, "demo", "the whole story on invented people, breach included", [this] { return app::demo(context_, demo_); });
    demo->add_option("--people", demo_.people)->capture_default_str()->check(CLI::Range(50, 900'000));
    demo->add_option("--seed", demo_.seed)->capture_default_str();
    auto* thief = command(&app_, "demo-thief", "", [this] { return demo_thief(path_, out_); });
    thief->group("");  // not shown: the demonstration starts it
    thief->add_option("STOLEN", path_)->required();
    thief->add_option("LOOT", out_)->required();
  }

  CLI::App app_;
  Context context_;
  std::function<Result<void>()> chosen_;
  InitOptions init_;
  GrantOptions grant_;
  ImportOptions import_;
  SupplierOptions supplier_;
  CardOptions card_;
  JobOptions job_options_;
  ScopeOptions scope_;
  TellOptions tell_;
  DemoOptions demo_;
  CheckOptions check_;
  VerifyOptions verify_;
  PageOptions page_;
  FindOptions find_;
  RollIndexOptions roll_index_;
  TemplateOptions template_;
  DisclosureOptions disclosure_;
  ServeOptions serve_;
  std::string name_, purpose_, address_;
  std::vector<std::string> words_;
  std::filesystem::path path_, out_;
  std::uint64_t number_ = 0, second_number_ = 0;
  NumberOptions numbers_options_;
  std::size_t size_ = 50;
  CLI::App* job_ = nullptr;
  EvidenceOptions evidence_;
  StockOptions stock_;
  std::string length_ = "7d";
  WitnessOptions witness_;
  RestoreOptions restore_;
  bool flag_ = false, second_flag_ = false;
  std::uint32_t days_ = 60, request_days_ = 0;
  std::vector<std::uint64_t> numbers_;
};

}  // namespace

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
