#include "office/reissue.h"

#include <fmt/format.h>

#include <set>

#include "office/breach.h"

namespace tipstaff::office {
namespace {

using supplier::Card;
using supplier::CardState;

// Where one new card is.
void count(incident::Reissue& out, std::vector<Instant>& activated, const Card& card) {
  using enum CardState;
  switch (card.state) {
    case kRequested:
      ++out.asked;
      break;
    case kApproved:
      ++out.approved;
      break;
    case kQueued:
      ++out.queued;
      break;
    case kReleased:
      ++out.printing;
      break;
    case kPrinted:
    case kInTransit:
    case kReceived:
      ++out.printed;
      break;
    case kActive:
      ++out.active;
      activated.push_back(card.changed);
      break;
    default:
      ++out.not_asked;  // it has ended again, or is suspended: the holder has no new card
  }
}

// What the presses outside the scope may be sent in a day.
std::uint64_t cards_a_day(Office& office, const std::set<std::uint64_t>& scope) {
  const supplier::DeskTables& tables = office.desk().tables();
  std::set<std::uint64_t> suppliers;
  for (const auto& [id, stored] : tables.presses.all())
    if (!scope.contains(id) && stored.value.state == supplier::PressState::kApproved)
      suppliers.insert(stored.value.supplier.value);
  std::uint64_t out = 0;
  for (const std::uint64_t id : suppliers)
    out += supplier::budget_in_force(tables.suppliers.find(id)->value, office.clerk().last_time()).per_day;
  return out;
}

}  // namespace

Result<std::vector<CardId>> cards_touched(Office& office, IncidentId incident) {
  TRY_ASSIGN(const std::vector<PressId> presses, presses_in_scope(office, incident));
  std::set<std::uint64_t> cards;
  for (const PressId press : presses)
    for (const std::uint64_t number : office.desk().items_of(press)) {
      const supplier::Item& item = office.desk().tables().items.find(number)->value;
      if (item.newly && !supplier::is_ended(office.cards().table().find(item.card.value)->value.state))
        cards.insert(item.card.value);
    }
  std::vector<CardId> out;
  for (const std::uint64_t card : cards) out.push_back(CardId{card});
  return out;
}

Result<incident::Reissue> reissue(Office& office, const access::Actor& actor, IncidentId incident) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer, access::Role::kDpo, access::Role::kAuditor}));
  incident::Reissue out;
  std::vector<Instant> activated;
  const auto look = office.clerk().look();
  const auto* stored = office.incidents().incidents.find(incident.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
  if (!stored->value.contained)
    return fail(Code::kRefused, "this incident is not contained yet; ‘incident contain’ asks for the new cards");
  out.force = office.force().name;
  out.incident = stored->value.name;
  out.contained = stored->value.contained_at;
  out.now = office.clock().now();
  TRY_ASSIGN(const std::vector<PressId> presses, presses_in_scope(office, incident));
  std::set<std::uint64_t> scope, old_cards;
  for (const PressId press : presses) {
    scope.insert(press.value);
    for (const std::uint64_t number : office.desk().items_of(press)) {
      const supplier::Item& item = office.desk().tables().items.find(number)->value;
      if (item.newly) old_cards.insert(item.card.value);
    }
  }
  // The newest card of the same person and kind that was asked for since: by its number, because they ascend.
  std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> newest;
  for (const auto& [id, card] : office.cards().table().all())
    if (card.value.state != CardState::kRefused) newest[{card.value.person.value, card.value.kind}] = id;
  std::set<std::uint64_t> counted;
  for (const std::uint64_t id : old_cards) {
    const Card& old = office.cards().table().find(id)->value;
    const std::uint64_t replacement = newest.at({old.person.value, old.kind});
    if (supplier::is_temporary(old.kind) || !counted.insert(replacement).second) continue;
    if (supplier::is_ended(old.state)) {
      // What had ended by itself before the breach needs no replacement, and none was asked for.
      if (replacement == id && old.changed < out.contained) continue;
      ++out.dead;
    }
    if (office.vault().people().find(old.person.value)->value.status != roll::Person::Status::kServing) {
      if (supplier::is_ended(old.state)) --out.dead;
      continue;
    }
    ++out.total;
    if (replacement == id)
      ++out.not_asked;
    else
      count(out, activated, office.cards().table().find(replacement)->value);
  }
  out.a_day = cards_a_day(office, scope);
  incident::plan_reissue(out, std::move(activated), kHandOverDays);
  return out;
}

}  // namespace tipstaff::office
