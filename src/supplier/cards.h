// The life of a card: which steps are legal, and the steps themselves. Within the clerk's requests; one entry each.
#pragma once

#include <map>

#include "ledger/clerk.h"
#include "supplier/rows.h"

namespace tipstaff::supplier {

// Errors: kRefused, naming the state and the steps that are legal from it.
Result<void> check_step(CardState from, CardState to);
std::vector<CardState> legal_steps(CardState from);

struct Step {
  CardId card;
  CardState to{};
  ledger::Act act{};
  PrincipalId actor;
  PrincipalId approver;
  std::string reason;
  EntryIndex entry;  // out: what recorded it
};

class Cards {
 public:
  ledger::Table<Card>& table() { return table_; }
  const ledger::Table<Card>& table() const { return table_; }

  // Errors: kRefused (this person already has such a card on its way).
  Result<CardId> request(ledger::Write& write, PersonId person, std::string kind, std::string reason, CardId replaces,
                         Instant expires, PrincipalId by);
  // One step with its entry; `edit` may change further members.
  Result<void> step(ledger::Write& write, Step& step, const std::function<void(Card&)>& edit = {});

  // The card this person holds or is getting; the newest that is neither ended nor refused.
  std::optional<CardId> current(PersonId person, std::string_view kind) const;
  // All that are neither ended nor refused, the oldest first; `kind` empty: of every kind.
  std::vector<CardId> all_current(PersonId person, std::string_view kind = {}) const;
  void rebuild_index();

 private:
  ledger::Table<Card> table_;
  std::multimap<std::uint64_t, std::uint64_t> by_person_;
};

bool is_ended(CardState state);

}  // namespace tipstaff::supplier
