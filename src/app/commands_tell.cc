#include <fmt/format.h>

#include <map>

#include "app/commands.h"
#include "incident/exposure_report.h"
#include "incident/report.h"
#include "office/mail_notices.h"
#include "office/proof.h"
#include "office/ranks.h"

namespace tipstaff::app {
namespace {

incident::LetterFacts letter_facts(const TellOptions& options) {
  incident::LetterFacts facts;
  facts.what_happened = options.what_happened;
  facts.measures = options.measures;
  facts.contact = options.contact;
  facts.from_mail = options.from;
  return facts;
}

Result<std::unique_ptr<office::SmtpClient>> mail_server(CallerFiles& files, const TellOptions& options) {
  constexpr std::size_t kLongestPassword = 1024, kLongestAuthorities = 1 << 20;
  TRY_ASSIGN(office::SmtpServer server, office::parse_smtp(options.smtp));
  if (options.smtp_plain && server.transport == office::SmtpServer::Transport::kTls)
    return fail(Code::kUsage, "smtps:// and --smtp-plain exclude each other");
  if (options.smtp_plain) server.transport = office::SmtpServer::Transport::kPlain;
  if (options.smtp_user.empty() != options.smtp_password.empty())
    return fail(Code::kUsage, "--smtp-user and --smtp-password-file go together");
  server.user = options.smtp_user;
  if (!options.smtp_password.empty()) {
    TRY_ASSIGN(Bytes text, files.read(options.smtp_password, kLongestPassword));
    server.password = Plaintext::copy_of(text);
    std::fill(text.begin(), text.end(), std::uint8_t{0});
    const std::string_view line = server.password.reveal_text();
    server.password.truncate(std::min(line.find_first_of("\r\n"), line.size()));
  }
  if (!options.smtp_ca.empty()) {
    TRY_ASSIGN(server.authorities, files.read(options.smtp_ca, kLongestAuthorities));
  }
  return office::SmtpClient::make(std::move(server), options.from);
}

std::string list_of(const std::vector<PersonId>& people) {
  constexpr std::size_t kShown = 40;
  std::string out;
  for (std::size_t i = 0; i < std::min(people.size(), kShown); ++i)
    out += fmt::format("{}PERSON-{}", i == 0 ? "" : ", ", people[i].value);
  if (people.size() > kShown) out += fmt::format(" and {} more", people.size() - kShown);
  return out;
}

// An open office, who asks, and the answer that the reports speak of.
struct Asked {
  std::shared_ptr<office::Office> office;
  access::Actor actor;
  IncidentId id;
};
Result<Asked> ask(Context& context, const std::string& name) {
  Asked out;
  TRY_ASSIGN(out.office, context.open());
  TRY_ASSIGN(out.actor, context.actor(*out.office));
  const auto look = out.office->clerk().look();
  TRY_ASSIGN(out.id, incident::find_incident(out.office->incidents(), name));
  return out;
}

incident::ReportFacts report_facts(const Asked& asked, const TellOptions& options, Instant now) {
  incident::ReportFacts facts;
  facts.force = asked.office->force().name;
  facts.contact = options.contact;
  facts.what_happened = options.what_happened;
  facts.measures = options.measures;
  facts.why_late = options.why_late;
  facts.follow_up = options.follow_up;
  facts.law_enforcement = options.law_enforcement;
  facts.now = now;
  facts.record_began = asked.office->record_began();
  return facts;
}

Result<void> record_draft(Asked& asked, const std::string& what) {
  TRY(asked.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{
        .act = ledger::Act::kReportDrafted, .actor = asked.actor.id, .object = asked.id.value, .reason = what});
    return {};
  }));
  return {};
}

incident::Incident row_of(const Asked& asked) {
  const auto look = asked.office->clerk().look();
  return asked.office->incidents().incidents.find(asked.id.value)->value;
}

}  // namespace

Result<void> incident_notify(Context& context, const std::string& name, bool notify, const std::string& why) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY(office::decide_notify(*asked.office, asked.actor, asked.id, notify, why));
  context.print(fmt::format("The decision {} those concerned is recorded.\n", notify ? "to notify" : "not to notify"));
  return {};
}

namespace {

Result<void> mail_notices(Context& context, Asked& asked, const TellOptions& options) {
  TRY_ASSIGN(const auto server, mail_server(*context.caller, options));
  TRY_ASSIGN(
      const office::NoticesMailed done,
      office::mail_notices(*asked.office, asked.actor, asked.id, letter_facts(options), *server, context.progress()));
  const std::string& host = server->server().host;
  context.print(fmt::format(
      "{} mails accepted by {}; {} people held back for somebody to tell in person; {} told before.\n"
      "Each accepted mail is a copy in custody of ‘host:{}’ until ‘incident notices-posted --mail-server’.\n",
      done.accepted, host, done.held_back, done.unchanged, host));
  if (!done.refused.empty())
    context.print(fmt::format("Refused by the server, {} people: {}.\n", done.refused.size(), list_of(done.refused)));
  if (!done.no_address.empty())
    context.print(
        fmt::format("Without a mail address, {} people: {}.\n", done.no_address.size(), list_of(done.no_address)));
  if (!done.refused.empty() || !done.no_address.empty())
    context.print("‘incident notices --out FOLDER’ writes letters to them.\n");
  if (const auto unknown = office::unknown_notices(*asked.office, asked.id); !unknown.empty())
    context.print(fmt::format(
        "The mail to {} people may or may not have arrived, and is not sent again by itself: {}.\nLook into the "
        "server's log, then ‘incident notices-settle’.\n",
        unknown.size(), list_of(unknown)));
  if (!done.stopped.empty())
    return fail(Code::kUnavailable,
                fmt::format("the mail server {} cannot go on: {}; {} people are still to be told: ask again", host,
                            done.stopped, done.left));
  if (done.left != 0) context.print(fmt::format("{} mails could not be handed over: ask again.\n", done.left));
  return {};
}

}  // namespace

Result<void> incident_notices(Context& context, const std::string& name, const TellOptions& options) {
  if (options.out.empty() == options.smtp.empty())
    return fail(Code::kUsage, "notices go --out into a folder or to a mail server, --smtp");
  TRY_ASSIGN(Asked asked, ask(context, name));
  if (!options.smtp.empty()) return mail_notices(context, asked, options);
  TRY_ASSIGN(const office::NoticesWritten done,
             office::write_notices(*asked.office, asked.actor, asked.id, letter_facts(options), options.out,
                                   *context.caller, context.progress()));
  context.print(
      fmt::format("Letters and mails written to {1}: {0}. Held back for somebody to tell in person: {2}. Knew all of "
                  "it already: {3}.\n"
                  "Each is a copy in custody of ‘notices’.\n",
                  done.written, options.out.string(), done.held_back, done.unchanged));
  return {};
}

Result<void> incident_posted(Context& context, const std::string& name, const std::string& mail_server,
                             const std::string& evidence) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  if (!mail_server.empty()) {
    TRY_ASSIGN(const std::uint64_t passed,
               office::letters_passed(*asked.office, asked.actor, asked.id, mail_server, evidence));
    context.print(fmt::format("{} copies of {} have ended on that word.\n", passed, mail_server));
    return {};
  }
  TRY_ASSIGN(const std::uint64_t posted, office::letters_posted(*asked.office, asked.actor, asked.id, evidence));
  context.print(fmt::format(
      "{} letters are on record as posted; their copies have ended on that word. Delete the files.\n", posted));
  return {};
}

Result<void> incident_settle(Context& context, const std::string& name, std::uint64_t person, bool arrived,
                             const std::string& evidence) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY(office::settle_notice(*asked.office, asked.actor, asked.id, PersonId{person}, arrived, evidence));
  context.print(fmt::format("PERSON-{}'s mail is on record as {}.\n", person,
                            arrived ? "arrived" : "lost; the next run sends it again"));
  return {};
}

Result<void> incident_report(Context& context, const std::string& name, const std::string& to,
                             const TellOptions& options) {
  if (to != "ico" && to != "nca") return fail(Code::kUsage, "a report goes --to ico or --to nca");
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY_ASSIGN(const office::Answer answer, office::exposure(*asked.office, asked.actor, asked.id));
  TRY(record_draft(asked, "report to " + to));
  const incident::ReportFacts facts = report_facts(asked, options, context.clock.now());
  const incident::Draft draft = to == "ico" ? incident::ico_report(row_of(asked), answer.counts, facts)
                                            : incident::nca_report(row_of(asked), answer.counts, facts);
  context.print((context.json ? draft.json : draft.text) + "\n");
  return {};
}

Result<void> incident_statement(Context& context, const std::string& name, const TellOptions& options) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY_ASSIGN(const office::Answer answer, office::exposure(*asked.office, asked.actor, asked.id));
  TRY(record_draft(asked, options.to_public ? "public statement" : "message to all staff"));
  context.print(incident::statement(row_of(asked), answer.counts, report_facts(asked, options, context.clock.now()),
                                    options.to_public ? incident::Audience::kPublic : incident::Audience::kStaff) +
                "\n");
  return {};
}

Result<void> incident_prove(Context& context, const std::string& name, std::uint64_t person) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY_ASSIGN(const std::string proof, office::prove_person(*asked.office, asked.actor, asked.id, PersonId{person}));
  context.print(proof + "\n");
  return {};
}

Result<void> incident_exposure_file(Context& context, const std::string& name, const std::filesystem::path& pdf,
                                    const std::filesystem::path& csv, bool by_rank) {
  TRY_ASSIGN(Asked asked, ask(context, name));
  TRY_ASSIGN(const office::Answer answer, office::exposure(*asked.office, asked.actor, asked.id));
  const incident::Incident row = row_of(asked);
  incident::ExposureReport report;
  report.force = asked.office->force().name;
  report.incident = row.name;
  report.holders = row.scopes.back().holders;
  report.scope_version = answer.scope_version;
  report.window = answer.question.window;
  report.answered_at = context.clock.now();
  report.record_began = answer.record_began;
  report.ledger_size = answer.ledger_size;
  report.clock = incident::report_clock(row, context.clock.now());
  report.exposure = &answer.exposure;
  report.entries = &answer.entries;
  if (by_rank) {
    TRY_ASSIGN(report.by_rank, office::exposed_by_rank(*asked.office, asked.actor, answer, context.progress()));
  }
  {
    const auto look = asked.office->clerk().look();
    report.held = incident::held_over_time(asked.office->book(), answer.question.holders);
  }
  CallerFiles& files = *context.caller;
  if (!pdf.empty()) {
    TRY_ASSIGN(const Plaintext document, incident::exposure_pdf(report));
    TRY(files.replace(pdf, document.reveal()));
    context.print(fmt::format("The answer for a chief officer is in {}.\n", pdf.string()));
  }
  if (!csv.empty()) {
    TRY(files.replace(csv, as_bytes(incident::exposure_csv(report))));
    context.print(fmt::format("The answer person by person is in {}.\n", csv.string()));
  }
  return {};
}

}  // namespace tipstaff::app
