#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "app/commands.h"
#include "ledger/archive.h"
#include "office/disclosure_register.h"
#include "office/ranks.h"

namespace tipstaff::app {

namespace json = boost::json;

namespace {

// A year mistyped would find nobody exposed. The office itself takes any time: its clock may be the one that is wrong.
Result<Instant> parse_past(const Context& context, std::string_view text) {
  constexpr std::chrono::hours kClocksDiffer{24};
  TRY_ASSIGN(const Instant at, parse_instant(text));
  if (at > context.clock.now() + kClocksDiffer)
    return fail(Code::kInvalid, fmt::format("{} lies in the future: by this machine’s clock it is {}; times are in UTC",
                                            text, to_rfc3339(context.clock.now())));
  return at;
}

Result<office::ScopeRequest> parse_scope(const Context& context, office::Office& office, const access::Actor& actor,
                                         const ScopeOptions& options) {
  office::ScopeRequest out;
  out.holders = options.holders;
  out.why = options.why;
  if (options.publication != 0) {
    TRY_ASSIGN(const office::Disclosure row, office::disclosure_row(office, actor, options.publication));
    if (row.published == kEver)
      return fail(Code::kRefused, fmt::format("disclosure {} was never published", options.publication));
    out.holders.push_back(fmt::format("public:{}", options.publication));
    out.from = row.published -
               incident::Question{}.clock_error;  // surely before it, so that nothing is in doubt for the clock's sake
  }
  if (out.holders.empty())
    return fail(Code::kUsage, "say who may have had it with --holder, or what was published with --publication");
  if (options.from.empty() && options.publication == 0)
    return fail(Code::kUsage, "say since when with --from TIME, or --from unknown");
  if (options.from == "unknown") {
    out.from = kDawn;
  } else if (!options.from.empty()) {
    TRY_ASSIGN(out.from, parse_past(context, options.from));
  }
  if (!options.to.empty()) {
    TRY_ASSIGN(out.to, parse_instant(options.to));
  }
  return out;
}

std::string exposed_by_field(const incident::Counts& counts) {
  std::string out = "\n  Exposed, by field:\n";
  for (const Field field : kAllFields)
    if (const std::uint64_t count = counts.by_field[static_cast<std::size_t>(field)]; count != 0)
      out += fmt::format("  {:<26} {:>8}\n", field_label(field), count);
  return out;
}

std::string by_when(const office::ReportDuty& duty, Instant now) {
  return to_rfc3339(duty.until) + (duty.until < now ? ", which has passed" : "");
}

std::string duties_in_words(office::Office& office, const incident::Incident& row, Instant now) {
  std::string out;
  for (const office::ReportDuty& duty : office::report_duties(office, row))
    out += fmt::format(
        "{} must by contract report what it knows within {} hours of noticing: by {}, counted from the discovery.\n",
        duty.supplier, duty.hours, by_when(duty, now));
  return out;
}

json::array duties_as_json(office::Office& office, const incident::Incident& row) {
  json::array out;
  for (const office::ReportDuty& duty : office::report_duties(office, row))
    out.push_back(
        json::object{{"supplier", duty.supplier}, {"report_hours", duty.hours}, {"until", to_rfc3339(duty.until)}});
  return out;
}

// A press's alarm can open an incident at any time, so the table is read under the clerk's lock.
Result<IncidentId> incident_named(office::Office& office, const std::string& name) {
  const auto look = office.clerk().look();
  return incident::find_incident(office.incidents(), name);
}
incident::Incident row_of(office::Office& office, IncidentId id) {
  const auto look = office.clerk().look();
  return office.incidents().incidents.find(id.value)->value;
}

json::array names_of(FieldSet fields) {
  json::array out;
  for (const Field field : fields.list()) out.emplace_back(field_name(field));
  return out;
}

std::string doubted_by(const std::vector<incident::ClockDoubt>& doubts) {
  std::set<std::uint64_t> entries;
  for (const incident::ClockDoubt& doubt : doubts) entries.insert(doubt.entry.value);
  return fmt::format("{}", fmt::join(entries, ", "));
}

json::object answer_as_json(const office::Answer& answer, const std::string& name) {
  json::array people;
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    json::array entries;
    for (const EntryIndex entry : answer.entries[i]) entries.emplace_back(entry.value);
    people.push_back(json::object{{"person", answer.exposure.population[i].person.value},
                                  {"grade", incident::grade_name(answer.exposure.grade(i))},
                                  {"fields", names_of(answer.exposure.fields(i))},
                                  {"certain", names_of(answer.exposure.certain[i])},
                                  {"entries", std::move(entries)}});
  }
  json::array doubts;
  for (const incident::ClockDoubt& doubt : answer.question.clock_doubts)
    doubts.push_back(
        json::object{{"entry", doubt.entry.value},
                     {"early_minutes", std::chrono::duration_cast<std::chrono::minutes>(doubt.early).count()},
                     {"late_minutes", std::chrono::duration_cast<std::chrono::minutes>(doubt.late).count()}});
  return json::object{{"incident", name},
                      {"scope_version", answer.scope_version},
                      {"exposed", counts_as_json(answer.counts)},
                      {"fields", fields_as_json(answer.counts)},
                      {"record_complete_since", to_rfc3339(answer.record_began)},
                      {"clock_doubts", std::move(doubts)},
                      {"clocks_outside", json::array(answer.clocks_outside.begin(), answer.clocks_outside.end())},
                      {"ledger_size", answer.ledger_size},
                      {"answer_ms", answer.answer_ms},
                      {"people", std::move(people)}};
}

}  // namespace

json::object counts_as_json(const incident::Counts& counts) {
  return {{"certain", counts.certain}, {"possible", counts.possible}, {"excluded", counts.excluded}};
}

json::object fields_as_json(const incident::Counts& counts) {
  const auto of = [&](Field field) { return counts.by_field[static_cast<std::size_t>(field)]; };
  return {{"name", std::max(of(Field::kSurname), of(Field::kForenames))},
          {"rank", of(Field::kRank)},
          {"photo", of(Field::kPhoto)},
          {"warrant_number", of(Field::kWarrantNumber)},
          {"unit", of(Field::kUnit)},
          {"pay_number", of(Field::kPayNumber)},
          {"vetting_level", of(Field::kVettingLevel)}};
}

Result<void> incident_open(Context& context, const ScopeOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::ScopeRequest scope, parse_scope(context, *office, actor, options));
  Instant discovered = context.clock.now();
  if (!options.discovered.empty()) {
    TRY_ASSIGN(discovered, parse_past(context, options.discovered));
  }
  TRY_ASSIGN(const IncidentId id, office::open_incident(*office, actor, scope, options.found, discovered));
  const incident::Incident row = row_of(*office, id);
  std::optional<office::Answer> answer;  // of a publication it is known at once
  if (options.publication != 0) {
    TRY_ASSIGN(answer, office::exposure(*office, actor, id));
  }
  if (context.json) {
    json::object out{{"incident", row.name},
                     {"clock", incident::report_clock(row, context.clock.now())},
                     {"contracts", duties_as_json(*office, row)}};
    if (answer) {
      out["exposed"] = counts_as_json(answer->counts);
      out["fields"] = fields_as_json(answer->counts);
    }
    context.print_json(out);
    return {};
  }
  if (answer)
    context.print(fmt::format("Certain {}, possible {}, excluded {}.\n{}\n", answer->counts.certain,
                              answer->counts.possible, answer->counts.excluded, exposed_by_field(answer->counts)));
  context.print(fmt::format("{} is open. {}.\n{}Next: tipstaff incident exposure {}\n", row.name,
                            incident::report_clock(row, context.clock.now()),
                            duties_in_words(*office, row, context.clock.now()), row.name));
  return {};
}

Result<void> incident_scope(Context& context, const std::string& name, const ScopeOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const IncidentId id, incident_named(*office, name));
  TRY_ASSIGN(const office::ScopeRequest scope, parse_scope(context, *office, actor, options));
  TRY_ASSIGN(const office::Answer before, office::exposure(*office, actor, id));
  TRY(office::change_scope(*office, actor, id, scope));
  TRY_ASSIGN(const office::Answer after, office::exposure(*office, actor, id));
  context.print(fmt::format("Version {} of the scope. Certain {} → {}, possible {} → {}, excluded {} → {}.\n",
                            after.scope_version, before.counts.certain, after.counts.certain, before.counts.possible,
                            after.counts.possible, before.counts.excluded, after.counts.excluded));
  return {};
}

Result<void> incident_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  for (const auto& [id, stored] : office->incidents().incidents.all()) {
    const incident::Incident& row = stored.value;
    std::string holders;
    for (const std::string& holder : row.scopes.back().holders) holders += (holders.empty() ? "" : ", ") + holder;
    context.print(fmt::format("{:<8} {}  {}  {}\n", row.name, holders, row.contained ? "contained" : "not contained",
                              incident::report_clock(row, context.clock.now())));
    for (const office::ReportDuty& duty : office::report_duties(*office, row))
      context.print(fmt::format("         {} reports by {}\n", duty.supplier, by_when(duty, context.clock.now())));
  }
  return {};
}

Result<void> incident_exposure(Context& context, const std::string& name, bool by_rank) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const IncidentId id, incident_named(*office, name));
  TRY_ASSIGN(const office::Answer answer, office::exposure(*office, actor, id));
  const incident::Incident row = row_of(*office, id);
  std::vector<std::pair<std::string, std::uint64_t>> ranks;
  if (by_rank) {
    TRY_ASSIGN(ranks, office::exposed_by_rank(*office, actor, answer, context.progress()));
  }
  if (context.json) {
    json::object out = answer_as_json(answer, row.name);
    if (by_rank) {
      json::object by_name;
      for (const auto& [rank, count] : ranks) by_name[rank] = count;
      out["ranks"] = std::move(by_name);
    }
    context.print_json(out);
    return {};
  }
  const auto share = [&](std::uint64_t count) {
    return answer.exposure.population.empty()
               ? 0.0
               : 100.0 * static_cast<double>(count) / static_cast<double>(answer.exposure.population.size());
  };
  context.print(fmt::format("{}, version {} of its scope. {}.\n{}\n", row.name, answer.scope_version,
                            incident::report_clock(row, context.clock.now()),
                            duties_in_words(*office, row, context.clock.now())));
  for (const auto& [grade, count] :
       {std::pair{"certain", answer.counts.certain}, std::pair{"possible", answer.counts.possible},
        std::pair{"excluded", answer.counts.excluded}})
    context.print(fmt::format("  {:<9} {:>8}  {:5.1f} %\n", grade, count, share(count)));
  context.print(exposed_by_field(answer.counts));
  if (by_rank) context.print("\n  Exposed, by rank:\n");
  for (const auto& [rank, count] : ranks) context.print(fmt::format("  {:<26} {:>8}\n", rank, count));
  if (!answer.question.clock_doubts.empty())
    context.print(
        "\nThe office's clock leapt and was accepted, or clocks outside differ from it; what that makes doubtful "
        "counts as\n"
        "possible (entries " +
        doubted_by(answer.question.clock_doubts) + ").\n");
  else if (!answer.clocks_outside.empty())
    context.print("\nOne supplier's clock differs from the office's. His word alone changes nothing in this answer.\n");
  for (const std::string& difference : answer.clocks_outside) context.print("  " + difference + "\n");
  context.print(fmt::format("\nThe record is complete since {}. Answered in {:.1f} ms from a ledger of {} entries.\n",
                            to_rfc3339(answer.record_began), answer.answer_ms, answer.ledger_size));
  return {};
}

Result<void> incident_contain(Context& context, const std::string& name) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const IncidentId id, incident_named(*office, name));
  TRY_ASSIGN(const office::Contained done, office::contain(*office, actor, id));
  for (const std::string& ended : done.ended)
    context.print(
        fmt::format("{} has ended: every session, every grant and the secret. A keeper lets them in again with "
                    "‘principal renew’.\n",
                    ended));
  for (const std::string& holder : done.left_alone)
    context.print(fmt::format("Nothing of {} can be revoked from here: see to it by other means.\n", holder));
  if (done.presses == 0) return {};
  context.print(fmt::format(
      "Presses revoked: {0}. Unreleased cards taken back: {1}. Cards not yet active revoked: {2}. Replacements asked "
      "for: "
      "{3}; on their way already: {4}.\nCards in people's hands stay valid until their replacements are active.\n"
      "For the doors: ‘incident door-list {5} --out doors.csv’. The plan of the new cards: ‘incident reissue {5}’.\n"
      "Artwork that was stolen in clear bears true stamps: until a card is replaced, only comparing its face with its "
      "holder "
      "finds a copy.\n",
      done.presses, done.withdrawn, done.killed, done.reissued, done.on_their_way, name));
  return {};
}

namespace {

// A credential comes from a press: in a spreadsheet it must be text, whatever is in it.
std::string csv_text(std::string_view credential) {
  std::string out = "\"";
  if (!credential.empty() && std::string_view("=+-@").find(credential.front()) != std::string_view::npos) out += '\'';
  for (const char c : credential) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

Result<void> incident_door_list(Context& context, const std::string& name, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const IncidentId id, incident::find_incident(office->incidents(), name));
  TRY_ASSIGN(const std::vector<office::DoorEntry> entries, office::door_list(*office, actor, id));
  std::string csv = "credential,disable\r\n";
  for (const office::DoorEntry& entry : entries)
    csv += fmt::format("{},{}\r\n", csv_text(entry.credential), entry.now ? "now" : "when replaced");
  SystemFiles files;
  TRY(files.replace(out, as_bytes(csv)));
  context.print(fmt::format("{} credentials are in {}; those marked ‘now’ belong to dead cards.\n", entries.size(),
                            out.string()));
  return {};
}

Result<void> ledger_verify(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  ledger::Verified verified;
  TRY(office->clerk().read([&](db::Database& db) -> Result<void> {
    TRY_ASSIGN(verified, ledger::verify_ledger(db, office->clerk().keys(), context.progress()));
    return {};
  }));
  if (context.json) {
    context.print_json(json::object{
        {"size", verified.size}, {"root", base64(verified.root)}, {"erased", verified.erased}, {"verified", true}});
    return {};
  }
  context.print(fmt::format("All {} entries are what was written ({} erased). Root {}\n", verified.size,
                            verified.erased, base64(verified.root)));
  return {};
}

Result<void> ledger_vkey(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  context.print(ledger::verifier_key(office->clerk().keys()).text() + "\n");
  return {};
}

Result<void> ledger_prove(Context& context, std::uint64_t index) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kAuditor, access::Role::kDpo, access::Role::kSecurityOfficer}));
  std::optional<ledger::EntryProof> proof;
  TRY(office->clerk().read([&](db::Database& db) -> Result<void> {
    TRY_ASSIGN(proof, ledger::Prover(db, office->clerk().keys(), office->clerk().size()).prove(EntryIndex{index}));
    return {};
  }));
  json::array path;
  for (const Hash& hash : proof->path) path.emplace_back(hex(hash));
  json::object out{{"entry", index},
                   {"leaf", hex(proof->entry.leaf)},
                   {"size", proof->size},
                   {"path", std::move(path)},
                   {"checkpoint", office->clerk().checkpoint()}};
  if (proof->entry.detail) {
    out["nonce"] = hex(proof->entry.nonce);
    out["detail"] = hex(proof->entry.encoded);
    out["act"] = ledger::act_name(proof->entry.detail->act);
  }
  context.print_json(out);
  return {};
}

Result<void> ledger_export(Context& context, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  TRY(office->clerk().read([&](db::Database& db) {
    return ledger::export_ledger(db, office->clerk().checkpoint(), office->clerk().size(), out, context.progress());
  }));
  context.print(fmt::format("{} entries are in {}: checkpoint and tiles, as C2SP tlog-tiles lays them out.\n",
                            office->clerk().size(), out.string()));
  return {};
}

}  // namespace tipstaff::app
