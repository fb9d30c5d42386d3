// Issuing cards: asked for, approved, sent to a press, counted in, handed over. Each step by somebody else where law 8
// says so: who asks does not approve, who approves does not send it to a press.
#pragma once

#include <map>

#include "base/progress.h"
#include "card/artwork.h"
#include "office/office.h"

namespace tipstaff::office {

inline constexpr Duration kLongestTemporary = std::chrono::hours(24 * 7);

struct CardRequest {
  PersonId person;
  std::string kind = "warrant card";  // of supplier::kCardKinds; a temporary one lives for kLongestTemporary at most
  std::string reason = "new";         // new, renewal, lost, stolen, damaged, rank, name
  Instant expires;
};
// Role: sponsor. All or none. Returns the cards' numbers. Errors: kRefused, kNotFound, kInvalid.
Result<std::vector<CardId>> request_cards(Office& office, const access::Actor& actor,
                                          const std::vector<CardRequest>& requests);
// Role: approver. All or none. Errors: kRefused (who asked cannot approve; a state that forbids it).
Result<void> approve_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards);

struct JobPlan {
  std::string outside;        // the press for ordinary cards; empty: everything inside
  std::string inside;         // the force's own press: protected people, and the random share
  double inside_share = 0.1;  // of ordinary cards made inside too, so that absence from a bureau proves nothing (law 7)
};
struct JobsMade {
  std::vector<std::uint64_t> outside, inside;  // items
};
// Role: issuer. Queues approved cards. Which ordinary cards go inside is drawn anew for each. Errors: kRefused.
Result<JobsMade> make_jobs(Office& office, const access::Actor& actor, const std::vector<CardId>& cards,
                           const JobPlan& plan);

// Role: issuer. Takes back everything that waits for one press, unreleased, and queues it for another: a supplier's
// fall does not stop issuing. All or none; returns the new items, to be drawn. Cards that ended meanwhile are taken
// back only. Errors: kRefused (out of an inside press to an outside one: who is protected would show), kNotFound.
Result<std::vector<std::uint64_t>> move_items(Office& office, const access::Actor& actor, const std::string& from,
                                              const std::string& to, const std::string& why);

// A card that cannot be drawn as the roll and the template stand: a name without room, say.
struct Undrawn {
  CardId card;
  std::string why;  // no value of the person's
};
// Role: issuer. Reads each person's face (logged), draws it, locks it under its own key and shows it to its press. On
// all processors. Returns the cards that cannot be drawn: they stay queued, and nobody else waits for them. Errors: the
// first failure of another kind; items drawn before it stay.
Result<std::vector<Undrawn>> render_items(Office& office, const access::Actor& actor,
                                          const std::vector<std::uint64_t>& items, const Progress& progress);
// Items that are queued and not drawn, their cards not ended: new ones, ones that could not be drawn, and what a stop
// left over.
std::vector<std::uint64_t> items_to_draw(Office& office);

// Role: issuer. The press has sent printed cards off, by its delivery note.
Result<void> send_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards);
// Role: issuer. Counts printed cards in: evidence of the force's own that the batch arrived.
Result<void> receive_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards);
// Role: activator. Hands them over; every older card of the person and kind ends at that moment, and a temporary one.
Result<void> activate_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards);

// `how`: revoked (roles sponsor, security officer), returned or destroyed (role activator).
Result<void> end_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards,
                       const std::string& how, const std::string& why);

// Cards in a state, in the order of their numbers; `person` 0: of everyone.
std::vector<CardId> cards_in_state(Office& office, supplier::CardState state, PersonId person = {});

// Every card that is neither ended nor refused.
std::vector<CardId> cards_not_ended(Office& office);

// One person's card as it would be printed, two pages. Role: issuer or sponsor; the read is logged.
Result<Plaintext> preview_card(Office& office, const access::Actor& actor, PersonId person, const std::string& kind);

}  // namespace tipstaff::office
