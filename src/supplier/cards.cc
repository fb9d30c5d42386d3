#include "supplier/cards.h"

#include <fmt/format.h>

#include <algorithm>

namespace tipstaff::supplier {
namespace {

using enum CardState;

struct Legal {
  CardState from, to;
};
// Suspension and revocation are legal wherever a card exists as an object or is about to.
constexpr Legal kLegal[] = {
    {kRequested, kApproved}, {kRequested, kRefused},  {kApproved, kQueued},    {kQueued, kApproved},
    {kQueued, kReleased},    {kReleased, kPrinted},   {kReleased, kApproved},  {kPrinted, kReceived},
    {kReceived, kActive},    {kActive, kSuspended},   {kSuspended, kActive},   {kActive, kExpired},
    {kActive, kReturned},    {kSuspended, kReturned}, {kSuspended, kExpired},  {kExpired, kReturned},
    {kRevoked, kReturned},   {kReturned, kDestroyed}, {kReceived, kDestroyed}, {kReceived, kSuspended},
    {kApproved, kRevoked},   {kQueued, kRevoked},     {kReleased, kRevoked},   {kPrinted, kRevoked},
    {kReceived, kRevoked},   {kActive, kRevoked},     {kSuspended, kRevoked},  {kRequested, kRevoked},
    {kRevoked, kDestroyed},  {kPrinted, kInTransit},  {kInTransit, kReceived}, {kInTransit, kRevoked},
};

}  // namespace

std::string_view card_state_name(CardState state) {
  switch (state) {
    case kRequested:
      return "requested";
    case kApproved:
      return "approved";
    case kQueued:
      return "queued";
    case kReleased:
      return "released";
    case kPrinted:
      return "printed";
    case kReceived:
      return "received";
    case kActive:
      return "active";
    case kSuspended:
      return "suspended";
    case kRevoked:
      return "revoked";
    case kExpired:
      return "expired";
    case kReturned:
      return "returned";
    case kDestroyed:
      return "destroyed";
    case kRefused:
      return "refused";
    case kInTransit:
      return "in transit";
  }
  return "unknown";
}

std::string_view press_state_name(PressState state) {
  switch (state) {
    case PressState::kInvited:
      return "invited";
    case PressState::kPending:
      return "waiting for approval";
    case PressState::kApproved:
      return "approved";
    case PressState::kHalted:
      return "halted";
    case PressState::kRevoked:
      return "revoked";
  }
  return "unknown";
}

std::string_view item_state_name(ItemState state) {
  switch (state) {
    case ItemState::kQueued:
      return "queued";
    case ItemState::kLocked:
      return "locked";
    case ItemState::kReleased:
      return "released";
    case ItemState::kPrinted:
      return "printed";
    case ItemState::kSpoiled:
      return "spoiled";
    case ItemState::kDestroyed:
      return "destroyed";
    case ItemState::kWithdrawn:
      return "withdrawn";
  }
  return "unknown";
}

bool is_card_kind(std::string_view kind) { return std::ranges::find(kCardKinds, kind) != kCardKinds.end(); }

namespace {
constexpr std::string_view kTemporary = "temporary ";
}
bool is_temporary(std::string_view kind) { return kind.starts_with(kTemporary); }
std::string temporary_kind(std::string_view kind) { return std::string(kTemporary) + std::string(kind); }

std::string card_kinds() { return fmt::format("{}", fmt::join(kCardKinds, ", ")); }

bool is_ended(CardState state) {
  return state == kRevoked || state == kExpired || state == kReturned || state == kDestroyed || state == kRefused;
}

std::vector<CardState> legal_steps(CardState from) {
  std::vector<CardState> out;
  for (const Legal& legal : kLegal)
    if (legal.from == from) out.push_back(legal.to);
  return out;
}

Result<void> check_step(CardState from, CardState to) {
  std::string legal;
  for (const CardState step : legal_steps(from)) {
    if (step == to) return {};
    legal += fmt::format("{}{}", legal.empty() ? "" : ", ", card_state_name(step));
  }
  return fail(Code::kRefused,
              fmt::format("a card that is {} cannot become {}; it can become: {}", card_state_name(from),
                          card_state_name(to), legal.empty() ? "nothing further" : legal));
}

Result<CardId> Cards::request(ledger::Write& write, PersonId person, std::string kind, std::string reason,
                              CardId replaces, Instant expires, PrincipalId by) {
  if (const auto held = current(person, kind); held && replaces != *held)
    return fail(Code::kRefused,
                fmt::format("person {} has a {} already (card {}); give another reason than ‘new’ to replace it",
                            person.value, kind, held->value));
  const CardId id{table_.next_id()};
  ledger::Detail detail;
  detail.act = ledger::Act::kCardRequested;
  detail.actor = by;
  detail.person = person;
  detail.object = id.value;
  detail.reason = reason;
  const EntryIndex entry = write.append(std::move(detail));
  Card card;
  card.person = person;
  card.kind = std::move(kind);
  card.reason = std::move(reason);
  card.requested_by = by;
  card.replaces = replaces;
  card.expires = expires;
  card.changed = write.now();
  TRY(table_.put(write, id.value, std::move(card), entry));
  const auto at = by_person_.emplace(person.value, id.value);
  write.on_undo([this, at] { by_person_.erase(at); });
  return id;
}

Result<void> Cards::step(ledger::Write& write, Step& step, const std::function<void(Card&)>& edit) {
  const auto* stored = table_.find(step.card.value);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no card {}", step.card.value));
  TRY(check_step(stored->value.state, step.to));
  Card card = stored->value;
  ledger::Detail detail;
  detail.act = step.act;
  detail.actor = step.actor;
  detail.approver = step.approver;
  detail.person = card.person;
  detail.object = step.card.value;
  detail.reason = step.reason;
  step.entry = write.append(std::move(detail));
  if (step.to == kRevoked || step.to == kExpired) card.ended_from = card.state;
  card.state = step.to;
  card.changed = write.now();
  if (edit) edit(card);
  return table_.put(write, step.card.value, std::move(card), step.entry);
}

std::optional<CardId> Cards::current(PersonId person, std::string_view kind) const {
  const std::vector<CardId> all = all_current(person, kind);
  return all.empty() ? std::nullopt : std::optional(all.back());
}

std::vector<CardId> Cards::all_current(PersonId person, std::string_view kind) const {
  std::vector<CardId> out;
  const auto [first, last] = by_person_.equal_range(person.value);
  for (auto at = first; at != last; ++at) {
    const Card& card = table_.find(at->second)->value;
    if ((kind.empty() || card.kind == kind) && !is_ended(card.state)) out.push_back(CardId{at->second});
  }
  std::ranges::sort(out);
  return out;
}

void Cards::rebuild_index() {
  by_person_.clear();
  for (const auto& [id, stored] : table_.all()) by_person_.emplace(stored.value.person.value, id);
}

}  // namespace tipstaff::supplier
