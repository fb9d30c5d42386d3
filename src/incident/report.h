// What an incident is told as to others: drafts of the reports to the Information Commissioner (UK GDPR article 33; DPA
// 2018 section 67 where data is processed for law enforcement) and to the National Crime Agency, a message to all staff
// and a public statement. Counts and kinds of data only: no affected person's data. Drafts: a person reads, corrects
// and sends them. Pure functions.
#pragma once

#include "incident/incident.h"

namespace tipstaff::incident {

// What the record cannot know, as the force words it. Empty sentences become "to be completed".
struct ReportFacts {
  std::string force;
  std::string contact;  // the data protection officer: name, telephone, mail
  std::string what_happened;
  std::string measures;
  std::string why_late;  // needed once the 72 hours are over
  bool follow_up = false;
  bool law_enforcement = false;
  bool reported = false;  // for the public statement: the ICO knows
  Instant now;
  Instant record_began;
};

struct Draft {
  std::string text, json;
};

Draft ico_report(const Incident& incident, const Counts& counts, const ReportFacts& facts);
Draft nca_report(const Incident& incident, const Counts& counts, const ReportFacts& facts);

enum class Audience { kStaff, kPublic };
std::string statement(const Incident& incident, const Counts& counts, const ReportFacts& facts, Audience audience);

// Fields of which at least one person's is exposed.
FieldSet exposed_fields(const Counts& counts);
// "From 20 November 2026, 06:00 UTC, until …", for the newest scope.
std::string scope_in_words(const ScopeVersion& scope);

}  // namespace tipstaff::incident
