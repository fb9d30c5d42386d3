// Acts that take two people (law 8): one proposes, another with the same role decides within seven days, and only then
// the act is done, with both named in its entry. The proposal keeps the act's arguments as they were proposed: what is
// decided is what was asked.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct BudgetRaise {
  std::string supplier;
  supplier::Budget budget;
  Duration length{};
  std::string why;
};
struct PressResume {
  std::string press;
  std::string why;
};
struct PressRenewal {  // its certificate, for the same keys; it lives 90 days more
  std::string press;
  std::string why;
};
// The end of copies by evidence that does not rest on their holder: somebody of the force saw them destroyed. What a
// holder says himself is no such evidence. All open copies of the holder, or of one sub-batch, or of one person.
struct CustodyClosure {
  std::string holder;    // "press:NAME", "supplier:NAME", …
  std::string batch;     // of a bureau; empty: all
  PersonId person;       // 0: everybody
  std::string evidence;  // who saw what, when; no personal data
  std::string sha256;    // of a file kept elsewhere, in hexadecimal; may be empty
};
struct CardSuspension {
  std::vector<CardId> cards;  // cards in people's hands
  std::string why;
};
struct CardRevocation {
  std::vector<CardId> cards;  // wherever they are
  std::string why;
};
// A person of the force works under another name: `alias` is entered on the roll as a person of its own (person add),
// with the name and number that the card will show. pseudonym.h.
struct PseudonymAct {
  PersonId person, alias;
  std::string why;
};
// Somebody is no longer in a covert or high-risk role, or a letter home can no longer harm.
struct MarkRemoval {
  PersonId person;
  roll::Marks marks;
  std::string why;
};
// New warrant or staff numbers, drawn at random. new_numbers.h.
struct NewNumbers {
  std::vector<PersonId> people;
  std::string form;  // "NM######": each # a digit
  std::string why;
};
// Minimal stamps say nobody's name, so that the verdict over them is never “genuine”: a force chooses that for a kind
// of card whose finder should learn nothing. It holds for cards drawn from then on.
struct StampForm {
  std::string kind;
  bool minimal = false;
  std::string why;
};
struct StampKeyRevocation {
  std::string key;  // its id, in base64url
  std::string why;
};
struct CardTemplate {  // what cards of this kind look like from now on (designs.h)
  std::string kind;
  std::string front, back;  // SVG; both empty: the shipped one again
  std::string why;
};
struct ProtectedGrant {
  std::string principal, purpose;
  std::uint32_t classes = 0;  // one bit each at the DataClass's value
  Duration length{};
};

struct RollIndexMaking {  // approved, its proposer makes it (roll_index.h)
  std::string holder;     // "principal:NAME": who will keep it; never a supplier or a press
  std::string why;
};

// Role: security officer. Returns the proposal's number. Errors: kRefused, kNotFound, kInvalid.
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const BudgetRaise& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PressResume& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PressRenewal& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CustodyClosure& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardSuspension& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardRevocation& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const StampKeyRevocation& act);
// Draws a specimen first: what cannot be drawn cannot be proposed.
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardTemplate& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const StampForm& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PseudonymAct& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const MarkRemoval& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const NewNumbers& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const ProtectedGrant& act);
Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const RollIndexMaking& act);

// Role: security officer, another person. With `approve` the act is done in the same transaction. Errors: kRefused (own
// proposal, decided already, too old), and the act's own: then nothing is decided.
Result<void> decide(Office& office, const access::Actor& actor, std::uint64_t proposal, bool approve);

}  // namespace tipstaff::office
