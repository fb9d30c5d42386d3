// The commands, one function each, as main's command line calls them. Each opens the store itself, prints its answer
// and returns; an error's code is the exit code. Texts of commands: cli.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/context.h"
#include "app/site_options.h"

namespace tipstaff::app {

struct InitOptions {
  std::string force = "Example Constabulary", keeper = "keeper";
  std::vector<std::string> roles;  // of the keeper; empty: keeper
  bool quorum = false;
  std::filesystem::path shares;        // where a quorum's share files go
  std::filesystem::path token_module;  // a PKCS#11 library
  std::string token_label;
};
Result<void> init(Context& context, const InitOptions& options);

Result<void> principal_add(Context& context, const std::string& name, const std::vector<std::string>& roles);
Result<void> principal_end(Context& context, const std::string& name, const std::string& why);
Result<void> principal_renew(Context& context, const std::string& name, const std::string& why);
Result<void> grant_list(Context& context);
Result<void> grant_end(Context& context, std::uint64_t grant, const std::string& why);
Result<void> principal_list(Context& context);
Result<void> enrol(Context& context, const std::string& code);
Result<void> login(Context& context, const std::string& name);
struct GrantOptions {
  std::string principal, purpose, until = "30d";
  std::vector<std::string> classes;
  std::uint64_t only = 0;
  bool covers_protected = false;
};
Result<void> grant_give(Context& context, const GrantOptions& options);

struct ImportOptions {
  std::filesystem::path csv, photos, map_file, rejects = "rejects.csv";
  std::vector<std::string> keep;
  std::string purpose;
  bool dry_run = false, accept_good = false, apply = false, leavers = false, emptied = false;
};
Result<void> roll_import(Context& context, const ImportOptions& options);
Result<void> roll_status(Context& context);
Result<void> person_find(Context& context, const std::string& number);
Result<void> person_show(Context& context, std::uint64_t person, const std::vector<std::string>& fields,
                         const std::string& purpose);

Result<void> person_add(Context& context, bool is_protected, bool notice_risk, const std::string& why);
Result<void> person_change(Context& context, std::uint64_t person, bool is_protected, bool notice_risk,
                           const std::string& why);
Result<void> person_leave(Context& context, std::uint64_t person, const std::string& why);
Result<void> person_copies(Context& context, std::uint64_t person);
Result<void> person_export(Context& context, std::uint64_t person, const std::filesystem::path& out);
Result<void> custody_close(Context& context, const std::vector<std::uint64_t>& copies, const std::string& evidence);
Result<void> card_expire(Context& context);
Result<void> card_uncollected(Context& context, std::uint32_t days);  // 0: end them now; else set after how many days
Result<void> card_renewals(Context& context, std::uint32_t days, std::uint32_t valid_days, bool request);
Result<void> incident_door_list(Context& context, const std::string& incident, const std::filesystem::path& out);
Result<void> person_erase(Context& context, std::uint64_t person);
Result<void> person_erase_complete(Context& context);
Result<void> person_erasures(Context& context);
Result<void> erasure_days(Context& context, std::uint64_t days);
Result<void> backup_create(Context& context, const std::filesystem::path& out);
Result<void> backup_list(Context& context);
Result<void> backup_destroyed(Context& context, std::uint64_t number, const std::string& evidence);
Result<void> backup_journal(Context& context, const std::filesystem::path& copy);
struct RestoreOptions {
  std::filesystem::path file, checkpoint, archive, erasures;
  bool no_erasures = false, without_witness = false;
};
Result<void> restore(Context& context, const RestoreOptions& options);
Result<void> clock_accept(Context& context, const std::string& why);
Result<void> clock_confirm(Context& context, const std::string& why);
Result<void> clock_show(Context& context);

struct SupplierOptions {
  std::string name;
  std::uint32_t open = 20, hour = 100, day = 500, year = 20'000, receipt_hours = 24, destruction_hours = 72,
                report_hours = 24, retention_days = 0;
  std::string card_kinds, working_hours;
};
Result<void> supplier_add(Context& context, const SupplierOptions& options);
Result<void> supplier_list(Context& context);
Result<void> press_invite(Context& context, const std::string& supplier, const std::string& name, bool inside);
Result<void> press_list(Context& context);
Result<void> press_approve(Context& context, const std::string& name, const std::string& fingerprint);
Result<void> press_revoke(Context& context, const std::string& name, const std::string& why);
struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
  std::vector<std::string> names;
  std::filesystem::path socket;  // empty: socket_of(DIR)
  std::string group;
  std::filesystem::path status_out;  // empty: only served
};
Result<void> serve(Context& context, const ServeOptions& options);

struct CardOptions {
  std::vector<std::uint64_t> numbers;  // people or cards
  bool all = false;
  std::string incident;  // every card that the presses in its scope were given
  std::string kind = "warrant card", reason = "new";
  std::uint32_t valid_days = 1826;
};
Result<void> card_request(Context& context, const CardOptions& options);
Result<void> card_approve(Context& context, const CardOptions& options);
Result<void> card_receive(Context& context, const CardOptions& options);
Result<void> card_activate(Context& context, const CardOptions& options);
Result<void> card_end(Context& context, const CardOptions& options, const std::string& how, const std::string& why);
Result<void> card_list(Context& context, std::uint64_t person);
Result<void> card_preview(Context& context, std::uint64_t person, const std::string& kind,
                          const std::filesystem::path& out);
struct TemplateOptions {
  std::filesystem::path front, back, specimen;
  std::string kind, why;
};
Result<void> card_check_template(Context& context, const TemplateOptions& options);
Result<void> card_templates(Context& context);
Result<void> propose_template(Context& context, const TemplateOptions& options);
struct JobOptions {
  std::string outside, inside, kind;
  double inside_share = 0.1;
  bool paced = false;
};
Result<void> job_make(Context& context, const JobOptions& options);
Result<void> job_move(Context& context, const std::string& from, const std::string& to, const std::string& why);

Result<void> job_list(Context& context);
Result<void> job_show(Context& context, std::uint64_t job);
Result<void> card_send(Context& context, const CardOptions& options);

struct StockOptions {
  std::string first, last, place;
  std::uint64_t found = 0;
};
Result<void> stock_receive(Context& context, const StockOptions& options);
Result<void> stock_move(Context& context, const StockOptions& options);
Result<void> stock_count(Context& context, const StockOptions& options);
Result<void> stock_show(Context& context);

Result<void> bureau_add(Context& context, const std::string& supplier, const std::string& name,
                        const std::filesystem::path& key);
Result<void> bureau_approve(Context& context, const std::string& name, const std::string& fingerprint);
Result<void> job_export(Context& context, std::uint64_t job, const std::filesystem::path& out, std::size_t size);
Result<void> job_open(Context& context, const std::string& batch, const std::filesystem::path& out);
Result<void> job_receipt(Context& context, const std::filesystem::path& file, const std::filesystem::path& signature);
struct EvidenceOptions {
  std::string holder, batch, evidence;
  std::uint64_t person = 0;
  std::filesystem::path file;
};
Result<void> propose_evidence(Context& context, const EvidenceOptions& options);

Result<void> propose_budget(Context& context, const SupplierOptions& options, const std::string& length,
                            const std::string& why);
Result<void> propose_resume(Context& context, const std::string& press, const std::string& why);
Result<void> propose_renew(Context& context, const std::string& press, const std::string& why);
Result<void> propose_suspend(Context& context, const CardOptions& options, const std::string& why);
Result<void> propose_revoke(Context& context, const CardOptions& options, const std::string& why);
Result<void> propose_grant(Context& context, const GrantOptions& options);
Result<void> proposal_list(Context& context);
// `status_out`: when approved, the status list as it is then goes there in the same command.
Result<void> decide(Context& context, std::uint64_t proposal, bool approve, const std::filesystem::path& status_out);
struct DeclareOptions {
  std::string holder, since;
  std::filesystem::path file, map;
  std::string purpose;  // not empty: other written forms are looked for too
};
Result<void> custody_declare(Context& context, const DeclareOptions& options);
Result<void> custody_list(Context& context);

struct WitnessOptions {
  std::filesystem::path folder;
  std::string name;
  std::vector<std::string> ledgers;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8444;
};
Result<void> ledger_use_witness(Context& context, const std::string& url, const std::string& pin,
                                const std::string& key);
Result<void> witness(Context& context, const WitnessOptions& options);

struct ScopeOptions {
  std::vector<std::string> holders;
  std::uint64_t publication = 0;  // a disclosure's number: its holder, since it was published
  std::string from, to, why, found, discovered;
};
Result<void> incident_open(Context& context, const ScopeOptions& options);
Result<void> incident_scope(Context& context, const std::string& incident, const ScopeOptions& options);
Result<void> incident_list(Context& context);
Result<void> incident_exposure(Context& context, const std::string& incident, bool by_rank);
// `svg`: where the picture goes; may be empty.
Result<void> incident_reissue(Context& context, const std::string& incident, const std::filesystem::path& svg);
Result<void> propose_unmark(Context& context, std::uint64_t person, bool is_protected, bool notice_risk,
                            const std::string& why);
Result<void> propose_pseudonym(Context& context, std::uint64_t person, std::uint64_t alias, const std::string& why);
struct NumberOptions {
  std::vector<std::uint64_t> people;
  std::string incident, form, kind, why;
};
Result<void> propose_numbers(Context& context, const NumberOptions& options);
Result<void> incident_contain(Context& context, const std::string& incident);

struct TellOptions {
  std::filesystem::path out;  // of letters; or a mail server instead:
  std::string smtp, smtp_user, from;
  std::filesystem::path smtp_password, smtp_ca;
  bool smtp_plain = false;
  std::string what_happened, measures, contact, why_late;
  bool follow_up = false, law_enforcement = false, to_public = false;
};
Result<void> incident_notify(Context& context, const std::string& incident, bool notify, const std::string& why);
Result<void> incident_notices(Context& context, const std::string& incident, const TellOptions& options);
Result<void> incident_posted(Context& context, const std::string& incident, const std::string& mail_server,
                             const std::string& evidence);
Result<void> incident_settle(Context& context, const std::string& incident, std::uint64_t person, bool arrived,
                             const std::string& evidence);
Result<void> incident_report(Context& context, const std::string& incident, const std::string& to,
                             const TellOptions& options);
Result<void> incident_statement(Context& context, const std::string& incident, const TellOptions& options);
Result<void> incident_prove(Context& context, const std::string& incident, std::uint64_t person);
Result<void> incident_exposure_file(Context& context, const std::string& incident, const std::filesystem::path& pdf,
                                    const std::filesystem::path& csv, bool by_rank);

Result<void> ledger_verify(Context& context);
Result<void> ledger_vkey(Context& context);
Result<void> ledger_prove(Context& context, std::uint64_t entry);
Result<void> ledger_export(Context& context, const std::filesystem::path& out);

struct CheckOptions {
  std::vector<std::filesystem::path> files;
  std::string stdin_name, declare, format = "text";
  std::vector<std::filesystem::path> rolls;  // stores, or indexes of rolls
  std::filesystem::path roll_key, policy, clean;
  std::string purpose = "disclosure check";
  bool rules = false;
  bool web = false;  // serve the page instead
  std::string listen = "127.0.0.1:8480";
  std::filesystem::path certificate, key;
  std::vector<std::string> names;
  std::size_t at_once = 0;  // 0: as many as there are processors
};
// Serves the page on which files are dropped, until it is told to stop. Errors: kUsage, kRefused (an open network
// without TLS), those of listening.
Result<void> check_web(Context& context, const CheckOptions& options);
// Needs no store without --roll. Errors: kNo when a file is held, kUnknown when none is but one is unknown; those of
// reading them.
Result<void> check(Context& context, const CheckOptions& options);

// Errors: kNo when something is held, kUnknown when nothing is but not all can be said; those of reading.
Result<void> site_check(Context& context, const SiteOptions& options);
Result<void> site_pin(Context& context, const SiteOptions& options);
Result<void> site_watch(Context& context, const SiteOptions& options);
Result<void> site_enter(Context& context, const SiteOptions& options);
Result<void> site_key(Context& context, const SiteOptions& options);
Result<void> site_verify(Context& context, const SiteOptions& options);

struct RollIndexOptions {
  std::uint64_t proposal = 0;
  std::filesystem::path out, key;
  std::string holder, why;
};
Result<void> propose_roll_index(Context& context, const RollIndexOptions& options);
// Writes both files, which must not exist; custody is open before there is a byte of them.
Result<void> roll_index(Context& context, const RollIndexOptions& options);

struct FindOptions {
  std::vector<std::filesystem::path> paths, rolls;
  std::filesystem::path roll_key, baseline, state;
  std::string purpose = "search for copies";
  bool whose = false;  // instead: which copy on record the files most resemble
};
// Errors: kNo when a file holds people of the roll, kUnknown when none does but not all could be read.
Result<void> find(Context& context, const FindOptions& options);

struct DisclosureOptions {
  std::uint64_t id = 0, accesses = 0;
  std::filesystem::path file, policy;
  std::string reference, audience, declare, where, source, reason;
  std::vector<std::string> accept;  // "2=words"
  bool refuse = false;
};
// Errors of submitting and rechecking: also kNo when something is held (or worse than it was), kUnknown when something
// could not be read; what was done is on record then.
Result<void> disclosure_submit(Context& context, const DisclosureOptions& options);
Result<void> disclosure_approve(Context& context, const DisclosureOptions& options);
Result<void> disclosure_publish(Context& context, const DisclosureOptions& options);
Result<void> disclosure_takedown(Context& context, const DisclosureOptions& options);
Result<void> disclosure_review(Context& context, const DisclosureOptions& options);
Result<void> disclosure_recheck(Context& context);
Result<void> disclosure_list(Context& context);
Result<void> disclosure_show(Context& context, const DisclosureOptions& options);
struct StampRotateOptions {
  bool ed25519 = false, token = false;
};
Result<void> stamp_rotate(Context& context, const StampRotateOptions& options);
Result<void> stamp_keys(Context& context, const std::filesystem::path& out);
Result<void> propose_stamp_revoke(Context& context, const std::string& key, const std::string& why);
Result<void> propose_stamp_form(Context& context, const std::string& kind, bool minimal, const std::string& why);
Result<void> status_publish(Context& context, const std::filesystem::path& out, std::size_t name);
Result<void> status_address(Context& context, const std::string& uri);
struct VerifyOptions {
  std::filesystem::path file, keys, photo, memory;
  std::string text;
  std::vector<std::filesystem::path> lists;
};
// `memory`: the newest lists seen, read and brought up to date there; a list older than one of them counts for nothing.
// Needs no store. Errors: kNo when the card is not genuine, suspended, not yet active or expired, kUnknown when it
// cannot be said; those of reading the files.
Result<void> verify_card(Context& context, const VerifyOptions& options);
struct PageOptions {
  std::filesystem::path out, keys, list;
};
// The page on which anybody checks a card, as a folder for any web server. Needs no store. Errors: kInvalid when the
// list is not one of the key set's; kUnavailable in a build that has no page; those of reading and writing.
Result<void> verify_page(Context& context, const PageOptions& options);

struct DemoOptions {
  std::uint64_t people = 47'000;
  std::uint64_t seed = 1829;
  std::string as_of;  // begun as if it were then; empty: now
};
Result<void> demo(Context& context, const DemoOptions& options);
// The demonstration's thief: a process of its own that has only what lay at the press. His day goes by LOOT/clock: when
// it shows a new time he pulls until he is given nothing more, and copies what it showed to LOOT/dry. So what he gets
// is what the office lets him have, however fast the machine is.
Result<void> demo_thief(const std::filesystem::path& stolen, const std::filesystem::path& loot);

// Shared by commands and demo.
boost::json::object counts_as_json(const incident::Counts& counts);
boost::json::object fields_as_json(const incident::Counts& counts);

}  // namespace tipstaff::app
