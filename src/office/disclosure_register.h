// The disclosure register: what leaves the house is submitted, checked, decided by a second person, published, taken
// down. Who is found in a publication is in its holder's custody, “public:NUMBER”, before it can stand anywhere (law
// 5).
//
//   submitted → approved → published → taken down        submitted → refused
//
// A hold freezes every other disclosure of the same source, or by the same submitter, until somebody has reviewed it:
// what went wrong once goes wrong again. Each step is one request of the clerk (law 12), and each is decided on the row
// as it is within that request. The bytes are read in the sandboxed child (law 10), with the whole roll looked for
// (matching.h), so whoever submits, publishes or rechecks needs a grant for that. An attacker who holds one person's
// session can submit and take down; publishing takes two people, and the bytes are those that both could see the
// verdict of.
#pragma once

#include "base/progress.h"
#include "disclosure/check.h"
#include "office/disclosure_rows.h"
#include "office/office.h"

namespace tipstaff::office {

inline constexpr const char* kCheckPurpose = "disclosure check";

struct Submission {
  std::string reference;  // of the request that it answers, "FOI 2026/113"
  std::string audience;   // who is to have it
  std::string declared;   // what it is meant to hold, as `check --declare` takes it
  std::string url;        // where it will stand
  std::string source;     // the unit or system that it comes from; empty: the submitter's name
  std::string file;       // its name
  std::string policy{};   // the text of a policy file; publishing and rechecking judge by the same
};

struct Submitted {
  std::uint64_t id = 0;
  disclosure::FileReport report;
};
// Roles: sponsor, registrar, approver, issuer, security officer, dpo. Recorded whatever the verdict. Errors: kUsage
// (words), those of matching.h, of check_file() and of the clerk.
Result<Submitted> submit_disclosure(Office& office, const access::Actor& actor, const Submission& submission,
                                    ByteView content, const Progress& progress);

struct Decision {
  std::uint64_t id = 0;
  bool approve = true;
  std::string reason{};                           // demanded for an unknown, and for a refusal
  std::map<std::size_t, std::string> accepted{};  // by the objection's number from 1: why it may go out
};
// Never the submitter. Roles: approver, security officer, dpo; of a held one, and of one where a policy made notes of
// holds, security officer or dpo, who accept each hold by a reason of its own. Errors: kRefused (law 8, role, frozen,
// decided), kUsage (a reason is missing), kNotFound.
Result<void> decide_disclosure(Office& office, const access::Actor& actor, const Decision& decision);

struct Published {
  std::uint64_t people = 0;    // found in it, each an interval
  std::uint64_t possible = 0;  // of these: whom its rows may mean, and may not
};
// Not by who approved. Roles: as submitting. The bytes must be those checked, and today's rules must find nothing worse
// in them than what was decided on. Errors: kRefused.
Result<Published> publish_disclosure(Office& office, const access::Actor& actor, std::uint64_t id, ByteView content,
                                     const Progress& progress);

// Roles: as submitting. Ends the public's copies on nobody's proof: what was public stays certain for its time, and
// possible for ever after (law 6). The kept bytes are dropped. Waits for no witness. Returns how many people. Errors:
// kRefused.
Result<std::uint64_t> take_down(Office& office, const access::Actor& actor, std::uint64_t id, std::uint64_t accesses);

// Somebody other than the submitter has looked into a hold: the others may go on. Roles: security officer, dpo. Errors:
// kRefused (own, nothing to review), kUsage.
Result<void> review_disclosure(Office& office, const access::Actor& actor, std::uint64_t id, const std::string& words);

struct Rechecked {
  std::uint64_t id = 0;
  std::vector<Objection> worse;  // not there when it was decided on
  std::uint64_t people = 0;      // newly found in it
  std::string failed;            // why it could not be judged; empty: it was
};
// Today's rules, and today's roll, over everything that stands published. What is worse freezes its source like a new
// hold. Roles: security officer, dpo.
Result<std::vector<Rechecked>> recheck_disclosures(Office& office, const access::Actor& actor,
                                                   const Progress& progress);

// The disclosures, unreviewed and held, that keep this one waiting. Needs Clerk::look().
std::vector<std::uint64_t> frozen_by(const Office& office, std::uint64_t id);
// Roles: as submitting, and auditor. Errors: kNotFound.
Result<Disclosure> disclosure_row(Office& office, const access::Actor& actor, std::uint64_t id);
Result<std::vector<std::pair<std::uint64_t, Disclosure>>> all_disclosures(Office& office, const access::Actor& actor);
std::string_view disclosure_state_name(Disclosure::State state);
std::string policy_of(const Disclosure& row);        // its title and SHA-256; empty: none
std::string_view verdict_of(const Disclosure& row);  // "pass", "hold", "unknown"

}  // namespace tipstaff::office
