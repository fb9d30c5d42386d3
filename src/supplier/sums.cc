#include "supplier/sums.h"

#include <fmt/format.h>

namespace tipstaff::supplier {
namespace {

using enum CardState;

// The count that a printed card belongs to; nullptr: nowhere that it could be.
std::uint64_t* place_of(Sums& sums, CardState state) {
  switch (state) {
    case kReleased:  // it ended while it was being made
    case kQueued:
    case kPrinted:
      return &sums.printed;
    case kInTransit:
      return &sums.in_transit;
    case kReceived:
      return &sums.received;
    case kActive:
    case kSuspended:
      return &sums.active;
    case kReturned:
      return &sums.returned;
    case kDestroyed:
      return &sums.destroyed;
    default:
      return nullptr;
  }
}

bool has_ended_outside(CardState state) { return state == kRevoked || state == kExpired; }

void add_printed(Sums& sums, const Item& item, const Card& card) {
  const bool ended = has_ended_outside(card.state);
  const bool impossible = !ended && (card.state == kReleased || card.state == kQueued);
  std::uint64_t* place = impossible ? nullptr : place_of(sums, ended ? card.ended_from : card.state);
  if (place == nullptr) {
    sums.alarms.push_back(
        fmt::format("card {} is {}, but its print is on record", item.card.value, card_state_name(card.state)));
    return;
  }
  ++*place;
  sums.ended += ended ? 1 : 0;
}

void add(Sums& sums, const Item& item, const Card& card) {
  const auto expect = [&](CardState state) {
    if (card.state == state || is_ended(card.state)) return;
    sums.alarms.push_back(fmt::format("card {} is {}, but its item is {}", item.card.value, card_state_name(card.state),
                                      item_state_name(item.state)));
  };
  switch (item.state) {
    case ItemState::kQueued:
    case ItemState::kLocked:
      expect(kQueued);
      ++sums.queued;
      break;
    case ItemState::kReleased:
      expect(kReleased);
      ++sums.queued;
      break;
    case ItemState::kPrinted:
      add_printed(sums, item, card);
      break;
    case ItemState::kSpoiled:
      ++sums.spoilt;
      break;
    case ItemState::kDestroyed:
      ++sums.destroyed;
      break;
    case ItemState::kWithdrawn:
      ++sums.taken_back;
      break;
  }
}

}  // namespace

Result<Sums> sum_of(const Desk& desk, const Cards& cards, JobId job) {
  const auto* stored = desk.tables().jobs.find(job.value);
  if (stored == nullptr)
    return fail(Code::kNotFound, fmt::format("there is no job {}; ‘job list’ shows them", job.value));
  Sums out;
  std::set<ItemId> ours;
  std::set<CardId> printed;
  for (const std::uint64_t number : desk.items_of(stored->value.press)) {
    const Item& item = desk.tables().items.find(number)->value;
    if (item.job != job) continue;
    ours.insert(item.id);
    add(out, item, cards.table().find(item.card.value)->value);
    if (item.state == ItemState::kPrinted && !printed.insert(item.card).second)
      out.alarms.push_back(fmt::format("card {} was printed twice", item.card.value));
  }
  out.ordered = stored->value.ordered - std::min<std::uint64_t>(stored->value.ordered, out.taken_back);
  if (out.ordered != out.accounted())
    out.alarms.push_back(fmt::format("{} cards were ordered, {} are accounted for", out.ordered, out.accounted()));
  for (const auto& [id, alarm] : desk.stock().alarms().all())
    if (ours.contains(alarm.value.item))
      out.alarms.push_back(fmt::format("{}: {}", alarm.value.place, alarm.value.why));
  return out;
}

}  // namespace tipstaff::supplier
