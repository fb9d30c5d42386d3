// Incidents: a suspected breach, its scope in kept versions, and the clock that runs since it was discovered.
#pragma once

#include "base/cbor_fields.h"
#include "incident/exposure.h"
#include "ledger/clerk.h"

namespace tipstaff::incident {

// The controller has 72 hours from becoming aware: UK GDPR article 33(1); DPA 2018 section 67(1) for law enforcement.
inline constexpr auto kReportWithin = std::chrono::hours(72);

struct ScopeVersion {
  std::vector<std::string> holders;  // "press:NAME", "supplier:NAME", "principal:NAME", "host:NAME", "key:NAME"
  Instant from = kDawn;              // kDawn: unknown
  Instant to = kEver;                // kEver: until the holder's keys are revoked
  Instant at;
  PrincipalId by;
  std::string why;
  // Its answer when it was first given, so that versions can be compared.
  std::uint64_t certain = 0, possible = 0, excluded = 0;
  static auto members(auto& archive, auto& self) {
    return archive(self.holders, self.from, self.to, self.at, self.by, self.why, self.certain, self.possible,
                   self.excluded);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<ScopeVersion> decode(cbor::Reader& r) { return cbor::decode_members<ScopeVersion>(r); }
};

struct Incident {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kIncident;
  std::string name;      // "INC-1"
  std::string found_by;  // how it was found, in words
  Instant discovered;
  PrincipalId opened_by;
  bool contained = false;
  Instant contained_at = kEver;
  bool notify_decided = false, notify = false;  // UK GDPR article 34: a recorded decision
  std::string notify_why;
  std::vector<ScopeVersion> scopes;
  static auto members(auto& archive, auto& self) {
    return archive(self.name, self.found_by, self.discovered, self.opened_by, self.contained, self.contained_at,
                   self.notify_decided, self.notify, self.notify_why, self.scopes);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Incident> decode(cbor::Reader& r) { return cbor::decode_members<Incident>(r); }
};

// "58 h 12 min left of the 72 hours", or "the 72 hours ended 3 h 5 min ago".
std::string report_clock(const Incident& incident, Instant now);

// What was told to one person about one incident.
struct NoticeRow {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kNotice;
  // kUnknown: a mail was begun and may have arrived; a human finds out.
  enum class State : std::uint8_t { kHeldBack = 1, kWritten = 2, kSent = 3, kFailed = 4, kUnknown = 5 };
  IncidentId incident;
  PersonId person;
  State state = State::kWritten;
  std::uint32_t scope_version = 0;
  FieldSet certain, possible;  // what it told of
  Instant at;
  static auto members(auto& archive, auto& self) {
    return archive(self.incident, self.person, self.state, self.scope_version, self.certain, self.possible, self.at);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<NoticeRow> decode(cbor::Reader& r) { return cbor::decode_members<NoticeRow>(r); }
};

struct Tables {
  ledger::Table<Incident> incidents;
  ledger::Table<NoticeRow> notices;
};

// "INC-3" or "3". Errors: kNotFound.
Result<IncidentId> find_incident(const Tables& tables, std::string_view name);

}  // namespace tipstaff::incident
