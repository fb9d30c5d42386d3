// A suspected breach, from its opening to its containment. Reading an answer is itself recorded before it is given.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct ScopeRequest {
  std::vector<std::string> holders;  // "press:NAME", …
  Instant from = kDawn;              // kDawn: unknown
  Instant to = kEver;                // kEver: until the holder's keys are revoked
  std::string why;
};

// Roles: security officer, dpo. Returns the incident's number. Errors: kNotFound (holder).
Result<IncidentId> open_incident(Office& office, const access::Actor& actor, const ScopeRequest& scope,
                                 const std::string& found_by, Instant discovered);
// A further version of the scope; earlier ones are kept.
Result<void> change_scope(Office& office, const access::Actor& actor, IncidentId incident, const ScopeRequest& scope);
// A press's own call: halts its supplier's presses, opens an incident, starts the clock. Within a request.
Result<std::string> raise_alarm(Office& office, ledger::Write& write, PressId press, std::string_view words);

struct Answer {
  IncidentId incident;
  std::size_t scope_version = 0;  // from 1
  incident::Question question;
  incident::Exposure exposure;
  incident::Counts counts;
  std::vector<std::vector<EntryIndex>> entries;  // per subject: what proves it
  std::vector<std::string> clocks_outside;       // that differ from the office's, a sentence each (outside_clocks.h)
  Instant record_began;
  std::uint64_t ledger_size = 0;  // of the checkpoint that covers the answer
  double answer_ms = 0;           // authorisation, query, grading, evidence
};
// Roles: security officer, dpo, auditor. The answer is complete or an error.
Result<Answer> exposure(Office& office, const access::Actor& actor, IncidentId incident);

// What a supplier in the scope owes by its contract: to report what it knows within these hours of noticing; `until`
// counts from the incident's discovery. Needs Clerk::look().
struct ReportDuty {
  std::string supplier;
  std::uint32_t hours = 0;
  Instant until;
};
std::vector<ReportDuty> report_duties(Office& office, const incident::Incident& incident);

// One holder of a scope, "press:NAME". Errors: kInvalid (it names none).
struct HolderName {
  std::string kind, name;
};
Result<HolderName> split_holder(std::string_view text);
// Presses that a holder means: itself, a supplier's, or none. Needs Clerk::look() or a request. Errors: kNotFound.
Result<std::vector<PressId>> presses_of(Office& office, const HolderName& holder);
// The presses that its newest scope means. Needs Clerk::look() or a request. Errors: kNotFound.
Result<std::vector<PressId>> presses_in_scope(Office& office, IncidentId incident);

struct Contained {
  std::uint64_t presses = 0;            // revoked
  std::uint64_t withdrawn = 0;          // items that were not released: their cards go to another press
  std::uint64_t killed = 0;             // cards not yet active, revoked
  std::uint64_t reissued = 0;           // replacements asked for; protected and high-risk people first
  std::uint64_t on_their_way = 0;       // cards for which a newer one had been asked already
  std::vector<std::string> ended;       // principals in scope: their sessions and secrets
  std::vector<std::string> left_alone;  // holders for which there is nothing to revoke here, and the only keeper
};
// Role: security officer. Keys and certificates revoked, jobs frozen, cards not yet activated killed, replacements
// queued; principals ended (a keeper lets them enrol anew). Cards in people's hands stay valid: suspending them is a
// separate act of two people.
Result<Contained> contain(Office& office, const access::Actor& actor, IncidentId incident);

// Credentials for the door system to disable: chip numbers that the presses in scope reported, nothing of any person.
struct DoorEntry {
  std::string credential;
  bool now = false;  // its card is dead; otherwise when its replacement is active
};
// Role: security officer. On record before it is given. Errors: kNotFound.
Result<std::vector<DoorEntry>> door_list(Office& office, const access::Actor& actor, IncidentId incident);

}  // namespace tipstaff::office
