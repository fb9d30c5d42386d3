#include "office/padding.h"

#include <cmath>

namespace tipstaff::office {
namespace {

using card::CardStatus;

// From so many cards of one kind in one list on, free slots change with them: a list then shows one sum, of which
// nobody knows the parts. Fewer are followed later.
constexpr std::size_t kCrowd = 10;
constexpr std::chrono::duration<double> kMeanDelay = std::chrono::hours(4);

}  // namespace

std::uint64_t random_below(Random& random, std::uint64_t bound) {
  const std::uint64_t most = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    const Bytes bits = random.bytes(8);
    if (const std::uint64_t drawn = get_u64(bits.data()); drawn < most) return drawn % bound;
  }
}

Padding::Padding(StatusBook book, const std::vector<bool>& taken, Instant now, Random& random)
    : book_(std::move(book)),
      shown_(card::Statuses::from_bytes(book_.shown)),
      taken_(taken),
      today_(static_cast<std::uint32_t>(now.micros / 86'400'000'000)),
      random_(random) {
  book_.made = now;
}

void Padding::set(std::size_t slot, CardStatus status, std::uint32_t day) {
  shown_.set(slot, status);
  book_.since[2 * slot] = static_cast<std::uint8_t>(day >> 8);
  book_.since[2 * slot + 1] = static_cast<std::uint8_t>(day);
}

void Padding::card(std::size_t slot, CardStatus status) {
  const CardStatus before = shown_.at(slot);
  const std::uint32_t day = since(slot);
  ++cards_in_[{before, day}];
  if (before == status) return;
  ++changes_[{before, status, day}];
  ++cards_changed_;
  set(slot, status, today_);
}

// A fraction is drawn up or down, so that the mean is right.
std::uint32_t Padding::rounded(std::uint64_t numerator, std::uint64_t denominator) {
  if (denominator == 0) return 0;
  return static_cast<std::uint32_t>(numerator / denominator +
                                    (random_below(random_, denominator) < numerator % denominator ? 1 : 0));
}

std::map<std::uint32_t, std::vector<std::size_t>>& Padding::free_in(CardStatus state) {
  auto& found = free_[static_cast<std::size_t>(state)];
  if (found) return *found;
  found.emplace();
  for (std::size_t slot = 0; slot < shown_.size(); ++slot)
    if (!taken_[slot] && shown_.at(slot) == state)
      (*found)[state == CardStatus::kNotYetActive ? 0 : since(slot)].push_back(slot);
  return *found;
}

// Of the first state all free slots are alike; of the others those of the cards' own day go, as many as the cards'
// proportion asks, less those that are on their way already.
std::uint32_t Padding::followers(const Group& group, std::size_t changed) {
  if (group.from == CardStatus::kNotYetActive) return rounded(std::uint64_t{changed} * book_.invented_percent, 100);
  std::uint64_t there = free_in(group.from)[group.since].size();
  for (const OwedChange& owed : book_.owed) {
    if (owed.to == group.from && owed.day == group.since) there += owed.count;
    if (owed.from == group.from && owed.since == group.since) there -= std::min<std::uint64_t>(there, owed.count);
  }
  return rounded(there * changed, cards_in_[{group.from, group.since}]);
}

// Returns how many did: there may not be as many yet.
std::uint32_t Padding::move(const Group& group, std::uint32_t count, std::uint32_t day) {
  std::vector<std::size_t>& there = free_in(group.from)[group.from == CardStatus::kNotYetActive ? 0 : group.since];
  std::uint32_t done = 0;
  for (; done < count && !there.empty(); ++done) {
    const auto drawn = static_cast<std::size_t>(random_below(random_, there.size()));
    const std::size_t slot = there[drawn];
    std::vector<std::size_t>& joined =
        free_in(group.to)[day];  // before it is one of them: a first look would count it too
    there[drawn] = there.back();
    there.pop_back();
    set(slot, group.to, day);
    joined.push_back(slot);
  }
  free_changed_ += done;
  return done;
}

bool Padding::finish(Duration elapsed) {
  const double chance = 1 - std::exp(-std::chrono::duration<double>(elapsed) / kMeanDelay);
  const auto in_65536 = static_cast<std::uint64_t>(65'536 * std::max(0.0, chance));
  for (OwedChange& owed : book_.owed) {
    std::uint32_t due = 0;
    for (std::uint32_t each = 0; each < owed.count; ++each) due += random_below(random_, 65'536) < in_65536 ? 1 : 0;
    owed.count -= move({owed.from, owed.to, owed.since}, due, owed.day);
  }
  for (const auto& [group, changed] : changes_) {
    const std::uint32_t count = followers(group, changed);
    std::uint32_t rest = count;
    if (changed >= kCrowd) rest -= move(group, count, today_);
    // What the list has no free slot for in the first state will never come.
    if (rest > 0 && !(changed >= kCrowd && group.from == CardStatus::kNotYetActive))
      book_.owed.push_back({group.from, group.to, group.since, today_, rest});
  }
  std::erase_if(book_.owed, [](const OwedChange& owed) { return owed.count == 0; });
  book_.shown = shown_.bytes();
  return cards_changed_ + free_changed_ > 0;
}

}  // namespace tipstaff::office
