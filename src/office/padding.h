// What hides the cards among a status list's free slots (docs/formats/status-list.md): whenever cards change, some free
// slots change like them. Three things would give the cards away, and are kept from the list:
//   - a fixed share of free slots in the very list of a single change would show, over many lists, what share that is:
//   changes of
//     a few cards are followed in later lists, after hours that are drawn at random;
//   - cards that came into a state on one day leave it together (they expire): so do the free slots that came with
//   them, in
//     the same proportion, to the last;
//   - slots near each other, or in the order of making: every slot is drawn at random.
// On the clerk's thread, within a request.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "office/stamping.h"

namespace tipstaff::office {

std::uint64_t random_below(Random& random, std::uint64_t bound);  // no bias

class Padding {
 public:
  // `taken`: slots that a card has.
  Padding(StatusBook book, const std::vector<bool>& taken, Instant now, Random& random);

  void card(std::size_t slot, card::CardStatus status);  // of every card, once
  // After all cards: free slots change too. `elapsed`: since owed changes were last drawn. False when nothing changed.
  bool finish(Duration elapsed);
  std::size_t cards_changed() const { return cards_changed_; }
  StatusBook take() { return std::move(book_); }

 private:
  struct Group {
    card::CardStatus from{}, to{};
    std::uint32_t since = 0;
    auto operator<=>(const Group&) const = default;
  };
  std::uint32_t since(std::size_t slot) const { return get_since(book_.since, slot); }
  static std::uint32_t get_since(const Bytes& days, std::size_t slot) {
    return std::uint32_t{days[2 * slot]} << 8 | days[2 * slot + 1];
  }
  void set(std::size_t slot, card::CardStatus status, std::uint32_t day);
  std::uint32_t rounded(std::uint64_t numerator, std::uint64_t denominator);
  std::uint32_t followers(const Group& group, std::size_t changed);
  std::uint32_t move(const Group& group, std::uint32_t count, std::uint32_t day);
  std::map<std::uint32_t, std::vector<std::size_t>>& free_in(card::CardStatus state);

  StatusBook book_;
  card::Statuses shown_;
  const std::vector<bool>& taken_;
  std::uint32_t today_;
  Random& random_;
  std::size_t cards_changed_ = 0, free_changed_ = 0;
  std::map<Group, std::size_t> changes_;
  std::map<std::pair<card::CardStatus, std::uint32_t>, std::size_t> cards_in_;  // before the changes, by state and day
  std::array<std::optional<std::map<std::uint32_t, std::vector<std::size_t>>>, card::kCardStatuses>
      free_;  // by day, once asked for
};

}  // namespace tipstaff::office
