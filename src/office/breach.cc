#include "office/breach.h"

#include <fmt/format.h>

#include <chrono>

#include "office/clock_leaps.h"
#include "office/outside_clocks.h"
#include "office/pseudonym.h"

namespace tipstaff::office {
namespace {

using access::Role;
using incident::Grade;
using incident::Incident;
using incident::Question;
using incident::ScopeVersion;

constexpr access::Roles kOpeners = {Role::kSecurityOfficer, Role::kDpo};
constexpr access::Roles kReaders = {Role::kSecurityOfficer, Role::kDpo, Role::kAuditor};

Result<void> add_holder(Office& office, const HolderName& holder, Question& question, Instant& revoked) {
  TRY_ASSIGN(const std::vector<PressId> presses, presses_of(office, holder));
  revoked = presses.empty() ? kEver : kDawn;
  for (const PressId press : presses) {
    const auto& row = office.desk().tables().presses.find(press.value)->value;
    question.holders.push_back(row.holder);
    revoked = std::max(revoked, row.revoked_at);
  }
  if (holder.kind == "press") return {};
  if (holder.kind == "backup") {
    const auto found = office.book().holder_named(custody::HolderKind::kBackup, holder.name);
    if (!found) return fail(Code::kNotFound, fmt::format("there is no backup {}", holder.name));
    question.holders.push_back(*found);
    return {};
  }
  if (holder.kind == "public") {
    const auto found = office.book().holder_named(custody::HolderKind::kPublic, holder.name);
    if (!found)
      return fail(Code::kNotFound,
                  fmt::format("there is no publication {}; ‘disclosure list’ shows them", holder.name));
    question.holders.push_back(*found);
    return {};
  }
  question.may_predate_record = true;
  if (holder.kind == "supplier") {
    question.holders.push_back(*office.book().holder_named(custody::HolderKind::kSupplier, holder.name));
    return {};
  }
  if (holder.kind == "principal") {
    const auto found = office.book().holder_named(custody::HolderKind::kPrincipal, holder.name);
    if (found) question.holders.push_back(*found);
    if (found || office.access().principal_named(holder.name)) return {};
    return fail(Code::kNotFound, fmt::format("there is no principal ‘{}’", holder.name));
  }
  if (holder.kind == "host" || holder.kind == "key") {
    // The office's own machine or keys: whoever has them has the vault.
    question.everyone = std::max(question.everyone, holder.kind == "host" ? Grade::kCertain : Grade::kPossible);
    question.keys_in_scope = true;
    for (const auto& [id, stored] : office.book().holders().all()) question.holders.push_back(HolderId{id});
    return {};
  }
  return fail(Code::kInvalid, fmt::format("‘{}’ is no kind of holder", holder.kind));
}

// By a clock that may be wrong.
bool may_be_within(const Question& question, Instant at) {
  return incident::bounds_of(at, question).earliest <= question.window.to;
}

// Everybody on the roll then: whoever has a backup can try passphrases on it.
void add_backup(Office& office, const HolderName& holder, Question& question) {
  for (const auto& [id, stored] : office.keeping().backups.all()) {
    if (fmt::to_string(id) != holder.name || !may_be_within(question, stored.value.at)) continue;
    question.blankets.push_back({FieldSet::from_bits(~0U), stored.value.at, stored.entry});
  }
}

// Of what nobody could read in a publication, anybody may be: everybody on the roll then is possible.
void add_unread(Office& office, const HolderName& holder, Question& question) {
  for (const auto& [id, stored] : office.disclosures().all()) {
    const Disclosure& row = stored.value;
    if (fmt::to_string(id) != holder.name || !row.unread() || !may_be_within(question, row.published)) continue;
    question.blankets.push_back({FieldSet::from_bits(~0U), row.published, row.publication});
  }
}

// What a restore lost the record of (law 13): whoever was handed something in the gap may hold it still, so a scope
// need not end within the gap; and who joined in it is known only when he is taken in again.
void add_gaps(Office& office, const HolderName& holder, Question& question) {
  if (holder.kind == "backup" || holder.kind == "public") return;  // one thing, of which the record is whole or missing
  for (const auto& [epoch, stored] : office.keeping().restores.all()) {
    const Restored& gap = stored.value;
    if (!may_be_within(question, gap.gap_from)) continue;
    if (holder.kind == "press") {
      const auto press = office.desk().press_named(holder.name);
      const Instant revoked = office.desk().tables().presses.find(press->value)->value.revoked_at;
      if (incident::bounds_of(revoked, question).latest < gap.gap_from) continue;
    }
    const bool prints = holder.kind == "press" || holder.kind == "supplier";
    question.blankets.push_back({prints ? kCardFields : FieldSet::from_bits(~0U), kEver, stored.entry});
  }
}

Result<Question> question_of(Office& office, const ScopeVersion& scope) {
  Question question;
  question.window = {scope.from, scope.to};
  question.clock_doubts = clock_doubts(office.keeping());
  question.record_began = office.record_began();
  for (const incident::ClockDoubt& doubt : question.clock_doubts)
    if (doubt.from == kDawn) question.record_began = question.record_began + doubt.late;
  Instant last_revoked = kDawn;
  for (const std::string& text : scope.holders) {
    TRY_ASSIGN(const HolderName holder, split_holder(text));
    Instant revoked;
    TRY(add_holder(office, holder, question, revoked));
    last_revoked = std::max(last_revoked, revoked);
  }
  if (scope.to == kEver) question.window.to = last_revoked;
  for (const std::string& text : scope.holders) {
    TRY_ASSIGN(const HolderName holder, split_holder(text));
    if (holder.kind == "backup") add_backup(office, holder, question);
    if (holder.kind == "public") add_unread(office, holder, question);
    add_gaps(office, holder, question);
  }
  std::sort(question.holders.begin(), question.holders.end());
  question.holders.erase(std::unique(question.holders.begin(), question.holders.end()), question.holders.end());
  return question;
}

// Everyone ever on the roll by the window's end, erased people included.
std::vector<incident::Subject> population(Office& office, const Question& question) {
  bool everybody = false;
  for (const incident::Blanket& blanket : question.blankets)
    everybody = everybody || blanket.joined_by == kEver;  // who joined in a gap of the record is not known
  std::vector<incident::Subject> out;
  out.reserve(office.vault().people().all().size());
  for (const auto& [id, stored] : office.vault().people().all())
    if (everybody || may_be_within(question, stored.value.joined))
      out.push_back({PersonId{id}, stored.value.fields(), stored.value.joined});
  return out;
}

ScopeVersion version_from(const ScopeRequest& request, Instant now, PrincipalId by) {
  ScopeVersion out;
  out.holders = request.holders;
  out.from = request.from;
  out.to = request.to;
  out.at = now;
  out.by = by;
  out.why = request.why;
  return out;
}

Result<void> check_scope(Office& office, const ScopeRequest& request) {
  if (request.holders.empty()) return fail(Code::kUsage, "an incident needs at least one --holder");
  if (request.from > request.to) return fail(Code::kInvalid, "the scope ends before it begins");
  const auto look = office.clerk().look();
  TRY(question_of(office, version_from(request, {}, {})));
  return {};
}

// Writes the first version of a new incident. Within a request.
Result<IncidentId> put_incident(Office& office, ledger::Write& write, ScopeVersion scope, const std::string& found_by,
                                Instant discovered, PrincipalId by) {
  const IncidentId id{office.incidents().incidents.next_id()};
  Incident row;
  row.name = fmt::format("INC-{}", id.value);
  row.found_by = found_by;
  row.discovered = discovered;
  row.opened_by = by;
  scope.at = write.now();
  row.scopes.push_back(std::move(scope));
  const EntryIndex entry = write.append(
      ledger::Detail{.act = ledger::Act::kIncidentOpened, .actor = by, .object = id.value, .reason = found_by});
  TRY(office.incidents().incidents.put(write, id.value, std::move(row), entry));
  return id;
}

void add_entries(Office& office, Answer& answer) {
  answer.entries.resize(answer.exposure.population.size());
  std::vector<std::uint32_t> position;
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    const std::uint64_t person = answer.exposure.population[i].person.value;
    if (person >= position.size()) position.resize(person + 1, UINT32_MAX);
    position[person] = static_cast<std::uint32_t>(i);
  }
  for (const auto& [alias, stored] : office.pseudonyms().all())
    if (alias < position.size() || stored.value.person.value < position.size()) {
      if (alias >= position.size()) position.resize(alias + 1, UINT32_MAX);
      if (stored.value.person.value < position.size()) position[alias] = position[stored.value.person.value];
    }
  for (const incident::Evidence& found : incident::evidence(office.book(), answer.question, PersonId{})) {
    if (found.person.value == 0) {
      const Instant then = office.book().find(found.interval)->from;
      for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
        if (answer.exposure.population[i].joined <= then)
          answer.entries[i].push_back(office.book().opened_by(found.interval));
      continue;
    }
    if (found.person.value >= position.size() || position[found.person.value] == UINT32_MAX) continue;
    auto& entries = answer.entries[position[found.person.value]];
    // One entry may end several copies.
    for (const EntryIndex each : {office.book().opened_by(found.interval), office.book().closed_by(found.interval)})
      if (each.value != 0 && std::ranges::find(entries, each) == entries.end()) entries.push_back(each);
  }
  for (const incident::ClockDoubt& doubt : answer.question.clock_doubts)
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (!answer.exposure.possible[i].empty() &&
          (answer.entries[i].empty() || answer.entries[i].back() != doubt.entry))
        answer.entries[i].push_back(doubt.entry);
  for (const incident::Blanket& blanket : answer.question.blankets)
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (answer.exposure.population[i].joined <= blanket.joined_by) answer.entries[i].push_back(blanket.entry);
}

}  // namespace

Result<HolderName> split_holder(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size())
    return fail(Code::kInvalid,
                fmt::format("‘{}’ names no holder; write press:NAME, supplier:NAME, principal:NAME, host:NAME, "
                            "key:NAME, backup:NUMBER or public:NUMBER (of a publication)",
                            text));
  return HolderName{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Result<std::vector<PressId>> presses_of(Office& office, const HolderName& holder) {
  std::vector<PressId> out;
  if (holder.kind == "press") {
    const auto press = office.desk().press_named(holder.name);
    if (!press) return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", holder.name));
    out.push_back(*press);
  }
  if (holder.kind == "supplier") {
    const auto supplier = office.desk().supplier_named(holder.name);
    if (!supplier) return fail(Code::kNotFound, fmt::format("there is no supplier ‘{}’", holder.name));
    for (const auto& [id, stored] : office.desk().tables().presses.all())
      if (stored.value.supplier == *supplier) out.push_back(PressId{id});
  }
  return out;
}

Result<IncidentId> open_incident(Office& office, const access::Actor& actor, const ScopeRequest& scope,
                                 const std::string& found_by, Instant discovered) {
  TRY(access::require_role(actor, kOpeners));
  TRY(check_scope(office, scope));
  IncidentId id;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(id, put_incident(office, write, version_from(scope, write.now(), actor.id), found_by, discovered,
                                    actor.id));
        return {};
      },
      ledger::Urgency::kUrgent));
  return id;
}

Result<void> change_scope(Office& office, const access::Actor& actor, IncidentId incident, const ScopeRequest& scope) {
  TRY(access::require_role(actor, kOpeners));
  TRY(check_scope(office, scope));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        const auto* stored = office.incidents().incidents.find(incident.value);
        if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
        Incident row = stored->value;
        row.scopes.push_back(version_from(scope, write.now(), actor.id));
        const EntryIndex entry = write.append(ledger::Detail{
            .act = ledger::Act::kIncidentScoped, .actor = actor.id, .object = incident.value, .reason = scope.why});
        return office.incidents().incidents.put(write, incident.value, std::move(row), entry);
      },
      ledger::Urgency::kUrgent));
  return {};
}

Result<std::string> raise_alarm(Office& office, ledger::Write& write, PressId press, std::string_view words) {
  const auto& row = office.desk().tables().presses.find(press.value)->value;
  const SupplierId supplier = row.supplier;
  const std::string why = fmt::format("alarm raised by press {}: {}", row.name, words.substr(0, 500));
  const std::string holder =
      fmt::format("supplier:{}", office.desk().tables().suppliers.find(supplier.value)->value.name);
  for (const auto& [id, stored] : office.desk().tables().presses.all())
    if (stored.value.supplier == supplier) TRY(office.desk().halt(write, PressId{id}, why, {}));
  ScopeVersion scope;
  scope.holders = {holder};
  scope.why = why;
  TRY_ASSIGN(const IncidentId id, put_incident(office, write, std::move(scope), why, write.now(), {}));
  return office.incidents().incidents.find(id.value)->value.name;
}

namespace {

Result<Answer> answer_now(Office& office, IncidentId incident) {
  Answer answer;
  answer.incident = incident;
  const auto look = office.clerk().look();
  const auto* stored = office.incidents().incidents.find(incident.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
  answer.scope_version = stored->value.scopes.size();
  TRY_ASSIGN(answer.question, question_of(office, stored->value.scopes.back()));
  answer.exposure = incident::answer(office.book(), answer.question, population(office, answer.question));
  count_bearers(office, answer.exposure);
  answer.counts = incident::count(answer.exposure);
  add_entries(office, answer);
  answer.clocks_outside = open_differences(office);
  answer.record_began = office.record_began();
  return answer;
}

Result<ledger::Durable> record_answer(Office& office, PrincipalId by, const Answer& answer) {
  return office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry =
        write.append(ledger::Detail{.act = ledger::Act::kExposureAnswered,
                                    .actor = by,
                                    .object = answer.incident.value,
                                    .reason = fmt::format("certain {}, possible {}, excluded {}", answer.counts.certain,
                                                          answer.counts.possible, answer.counts.excluded)});
    Incident row = office.incidents().incidents.find(answer.incident.value)->value;
    ScopeVersion& scope = row.scopes.back();
    scope.certain = answer.counts.certain;
    scope.possible = answer.counts.possible;
    scope.excluded = answer.counts.excluded;
    return office.incidents().incidents.put(write, answer.incident.value, std::move(row), entry);
  });
}

}  // namespace

Result<Answer> exposure(Office& office, const access::Actor& actor, IncidentId incident) {
  const auto started = std::chrono::steady_clock::now();
  TRY(access::require_role(actor, kReaders));
  TRY_ASSIGN(Answer answer, answer_now(office, incident));
  // The answer tells who is exposed, so it is recorded before it is given (law 1).
  TRY_ASSIGN(ledger::Durable durable, record_answer(office, actor.id, answer));
  const auto doubts_stand = [&] {
    const auto look = office.clerk().look();
    return std::ranges::equal(clock_doubts(office.keeping()), answer.question.clock_doubts, {},
                              &incident::ClockDoubt::entry, &incident::ClockDoubt::entry);
  };
  // The witness who cosigned that record may have thrown doubt on the clock, and so on the answer.
  if (!doubts_stand()) {
    TRY_ASSIGN(answer, answer_now(office, incident));
    TRY_ASSIGN(durable, record_answer(office, actor.id, answer));
  }
  answer.ledger_size = durable.tree_size();
  answer.answer_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  return answer;
}

Result<std::vector<PressId>> presses_in_scope(Office& office, IncidentId incident) {
  const auto* stored = office.incidents().incidents.find(incident.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
  std::vector<PressId> out;
  for (const std::string& text : stored->value.scopes.back().holders) {
    TRY_ASSIGN(const HolderName holder, split_holder(text));
    TRY_ASSIGN(const std::vector<PressId> presses, presses_of(office, holder));
    out.insert(out.end(), presses.begin(), presses.end());
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<ReportDuty> report_duties(Office& office, const Incident& incident) {
  const supplier::DeskTables& tables = office.desk().tables();
  std::map<std::uint64_t, ReportDuty> out;
  const auto add = [&](SupplierId id) {
    const supplier::Supplier& contract = tables.suppliers.find(id.value)->value;
    out[id.value] = {contract.name, contract.report_hours,
                     incident.discovered + std::chrono::hours(contract.report_hours)};
  };
  for (const std::string& text : incident.scopes.back().holders) {
    const auto holder = split_holder(text);
    if (!holder) continue;
    if (holder->kind == "supplier") {
      if (const auto supplier = office.desk().supplier_named(holder->name)) add(*supplier);
    } else if (holder->kind == "press") {
      if (const auto press = office.desk().press_named(holder->name))
        if (const supplier::Press& row = tables.presses.find(press->value)->value; !row.inside) add(row.supplier);
    }
  }
  std::vector<ReportDuty> listed;
  for (auto& [id, duty] : out) listed.push_back(std::move(duty));
  return listed;
}

}  // namespace tipstaff::office
