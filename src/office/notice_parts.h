// What letters (notices.cc) and mails (mail_notices.cc) of an incident share. Internal to this layer.
#pragma once

#include "incident/letters.h"
#include "office/breach.h"

namespace tipstaff::office {

// To be told to one person: what earlier notices of the incident did not tell.
struct Notice {
  PersonId person;
  FieldSet certain, possible;
  bool supplement = false, held_back = false;
  FieldSet reads;         // what an address needs
  std::uint64_t row = 0;  // of the notice
  CustodyId copy;
  HolderId holder;          // of the copy
  std::vector<Hash> files;  // SHA-256 of what was written
  roll::SealedPerson sealed;
};

// Errors: kNotFound, kRefused (no decision to notify).
Result<incident::Incident> decided_incident(Office& office, IncidentId incident);

// Everyone certain or possible who has not been told all of it. Who was told all is counted in `unchanged`.
std::vector<Notice> due_notices(Office& office, const Answer& answer, std::uint64_t& unchanged);

// How something is known, in words. Errors: kUsage (not 1 to 500 characters).
Result<void> check_evidence(const std::string& evidence);

incident::Addressee addressee_of(roll::Values values, const Notice& notice);

// Writes notices down for one actor and one answer. Within requests of the clerk.
class NoticeLog {
 public:
  NoticeLog(Office& office, const access::Actor& actor, const Answer& answer)
      : office_(office), actor_(actor), answer_(answer) {}

  // Reads what the notice needs and opens its copy with ‘host:holder’ (laws 1 and 5), in `state` until more is known.
  // Who is held back is only put down as that.
  Result<void> begin(ledger::Write& write, Notice& notice, const std::string& holder, incident::NoticeRow::State state,
                     const std::string& words);
  IncidentId incident() const { return answer_.incident; }
  Result<EntryIndex> put(ledger::Write& write, const Notice& notice, incident::NoticeRow::State state,
                         const std::string& words);

 private:
  Office& office_;
  const access::Actor& actor_;
  const Answer& answer_;
};

}  // namespace tipstaff::office
