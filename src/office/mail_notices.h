// Notices by mail (notices.h writes them into a folder). Role of all: dpo.
//
// A mail is made in locked memory from a read that is on record, and is never a file of ours. The server that takes it
// is a holder, ‘host:NAME’, from before the attempt until letters_passed(): its queue and its disk are outside the
// vault (law 5). What reaches the addressee's own mailbox is that person's own data and no copy any more. Each attempt
// has an entry before it begins and one with how it ended; between them the notice is *unknown*, and so it stays after
// a crash: nobody is told twice by the program's own doing.
#pragma once

#include "office/notices.h"
#include "office/smtp.h"

namespace tipstaff::office {

struct NoticesMailed {
  std::uint64_t accepted = 0;
  std::uint64_t held_back = 0;       // a mail could harm them: for a human to tell
  std::uint64_t unchanged = 0;       // told all of it before, or as good as: see unknown_notices()
  std::uint64_t left = 0;            // not tried: the run was broken off
  std::vector<PersonId> refused;     // by the server; the next run tries again, a letter may be better
  std::vector<PersonId> no_address;  // no mail address on the roll, or none that is one: for a letter
  std::string stopped;               // why the run was broken off; empty when it was not
};
// One mail to each person certain or possible who is not held back and was not told all of it. Broken off after two
// failures of the line in a row, or twenty refusals. `facts`: force, incident, date and sender are filled in here.
// Errors: as write_notices(); mails sent before an error are recorded.
Result<NoticesMailed> mail_notices(Office& office, const access::Actor& actor, IncidentId incident,
                                   incident::LetterFacts facts, SmtpClient& server, const Progress& progress);

// Those whose mail may or may not have arrived: for a human to find out.
std::vector<PersonId> unknown_notices(Office& office, IncidentId incident);

// What a human found out about an unknown mail; `evidence` (the server's log) in 1 to 500 characters. One that was lost
// is sent by the next run. Errors: kNotFound, kRefused (nothing unknown), kUsage.
Result<void> settle_notice(Office& office, const access::Actor& actor, IncidentId incident, PersonId person,
                           bool arrived, const std::string& evidence);

// The mail server `host` has passed on what it took for this incident: its copies end on that word. Returns how many.
// Those of unknown mails stay open. Errors: kNotFound (incident, no such server), kUsage.
Result<std::uint64_t> letters_passed(Office& office, const access::Actor& actor, IncidentId incident,
                                     const std::string& host, const std::string& evidence);

}  // namespace tipstaff::office
