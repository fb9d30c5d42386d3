#include "match/evidence.h"

#include <algorithm>
#include <cmath>

namespace tipstaff::match {
namespace {

// Of a row in a copy of the roll, 1 in 20 is somebody else's; an attribute disagrees in 1 of 10 (people move).
const double kStranger = std::log(0.05);
constexpr double kAgrees = 0.9;
constexpr double kSure = 9.2, kLikely = 3.9;  // nats: 10,000 to 1, 50 to 1
constexpr double kChosen = 4.2;               // more of a run, because the best was chosen
constexpr double kLinked = 10;                // name and number of one person
constexpr std::size_t kFewest = 3;            // people: fewer names are never sure by themselves

std::uint16_t bit_of(Kind kind) { return static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind)); }
bool is_name(Kind kind) { return kind == Kind::kName || kind == Kind::kInitial; }

std::vector<std::uint32_t> common(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  std::vector<std::uint32_t> out;  // both in order
  std::ranges::set_intersection(a, b, std::back_inserter(out));
  return out;
}

}  // namespace

std::string_view grade_name(Grade grade) {
  constexpr std::string_view kNames[] = {"none", "possible", "likely", "sure"};
  return kNames[static_cast<std::size_t>(grade)];
}

// Somebody of them who was not met before. Which one is open when several fit; that there is one more is not.
bool Tally::take(std::span<const std::uint32_t> candidates) {
  for (const std::uint32_t person : candidates)
    if (!used_[person]) {
      used_[person] = true;
      ++people_;
      return true;
    }
  return false;
}

void Tally::meet(std::span<const std::uint32_t> candidates, std::uint16_t kinds, bool alone) {
  if (met_.empty()) return;
  for (const std::uint32_t person : candidates) {
    met_[person].kinds = static_cast<std::uint16_t>(met_[person].kinds | kinds);
    met_[person].alone = met_[person].alone || alone;
  }
}

void Tally::weigh(double weight) {
  whole_ += weight;
  run_ = std::max(0.0, run_ + weight);
  best_ = std::max(best_, run_);
}

void Tally::one_person(const Entry& name, std::span<const Event> events, std::span<const Entry* const> attributes,
                       bool table, bool context) {
  const auto all = index_->holders(name);
  std::vector<std::uint32_t> fits(all.begin(), all.end());
  double weight = name.weight;
  bool linked = false;
  ++shown_[static_cast<std::size_t>(name.kind)];
  unsigned kinds = bit_of(name.kind);
  for (const Event& event : events) {
    if (event.entry == nullptr || is_name(event.entry->kind)) continue;
    auto both = common(fits, index_->holders(*event.entry));
    if (both.empty()) {
      number_alone(event, context);
      continue;
    }
    fits = std::move(both);
    linked = true;
    ++shown_[static_cast<std::size_t>(event.entry->kind)];
    kinds |= bit_of(event.entry->kind);
  }
  for (const Entry* attribute : attributes) kinds |= bit_of(attribute->kind);
  meet(fits, static_cast<std::uint16_t>(kinds), false);  // a post may have changed, so it leaves nobody out
  for (const Entry* attribute : attributes) {
    std::vector<std::uint32_t> agree;
    for (const std::uint32_t person : fits)
      if (index_->attributes(person).of(attribute->kind) == attribute->first) agree.push_back(person);
    // By chance one of so many agrees so often.
    const double none = std::pow(1 - std::min<double>(attribute->weight, 0.999), static_cast<double>(fits.size()));
    weight += agree.empty() ? std::log((1 - kAgrees) / none) : std::log(kAgrees / std::max(1 - none, 1e-9));
    if (agree.empty()) continue;
    fits = std::move(agree);
    ++shown_[static_cast<std::size_t>(attribute->kind)];
  }
  if (fits.size() == 1) meet(fits, static_cast<std::uint16_t>(kinds), true);
  ++rows_;
  const bool said = !said_.insert(&name).second;
  const bool fresh = said && !table ? false : take(fits);
  if (linked) ++linked_;
  if (linked && fresh) weight += kLinked;
  if (fresh)
    weigh(weight);
  else if (table)
    weigh(std::min(weight, 0.0) - 0.5);  // more rows of this name than there are people
}

void Tally::number_alone(const Event& event, bool context) {
  const Entry& entry = *event.entry;
  if (entry.kind == Kind::kPartNumber && !context) return;
  meet(index_->holders(entry), bit_of(entry.kind), index_->holders(entry).size() == 1);
  if (!said_.insert(&entry).second) return;
  ++rows_;
  ++shown_[static_cast<std::size_t>(entry.kind)];
  if (!take(index_->holders(entry))) return;
  const double others = std::min(0.5 * event.strangers, 3.0);
  weigh((context || entry.kind == Kind::kMail ? static_cast<double>(entry.weight) : std::min<double>(entry.weight, 2)) -
        others);
}

void Tally::row(std::span<const Event> events, std::span<const Entry* const> attributes, bool table, bool context) {
  const auto names = std::ranges::count_if(
      events, [](const Event& event) { return event.entry != nullptr && is_name(event.entry->kind); });
  for (const Event& event : events) {
    if (event.entry == nullptr) {
      if (table && names > 0) continue;  // “Police Constable”
      ++others_;
      weigh(kStranger);
    } else if (is_name(event.entry->kind)) {
      if (names == 1)
        one_person(*event.entry, events, attributes, table, context);
      else
        one_person(*event.entry, {}, {}, false, context);
    } else if (names != 1) {
      number_alone(event, context);
    }
    if (table && names == 0 && event.entry == nullptr) return;  // one row, one stranger
  }
}

void Tally::add(const Tally& other) {
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (other.used_[i] && !used_[i]) {
      used_[i] = true;
      ++people_;
    }
  for (std::uint32_t i = 0; i < std::min(met_.size(), other.met_.size()); ++i)
    if (other.met_[i].kinds != 0) meet({&i, 1}, other.met_[i].kinds, other.met_[i].alone);
  for (std::size_t i = 0; i < kKinds; ++i) shown_[i] += other.shown_[i];
  rows_ += other.rows_;
  others_ += other.others_;
  linked_ += other.linked_;
  whole_ = std::max(whole_, other.whole_);
  best_ = std::max(best_, other.best_);
}

Summary Tally::summary() const {
  Summary out;
  out.people = people_;
  out.rows = rows_;
  out.others = others_;
  out.linked = linked_;
  out.of_roll = index_->people();
  if (people_ == 0) return out;
  // The longer the text, the better its best run is by luck alone.
  const double length = std::log(std::max(1.0, static_cast<double>(rows_ + others_) / 50));
  const bool enough = people_ >= kFewest || linked_ > 0;
  out.weight = std::max(whole_, best_ - kChosen - length);
  out.grade = out.weight >= kSure && enough     ? Grade::kSure
              : out.weight >= kLikely && enough ? Grade::kLikely
                                                : Grade::kPossible;
  constexpr std::pair<Kind, std::string_view> kShown[] = {{Kind::kName, "surname + forename"},
                                                          {Kind::kInitial, "surname + initial"},
                                                          {Kind::kRank, "rank"},
                                                          {Kind::kUnit, "unit"},
                                                          {Kind::kLocation, "location"},
                                                          {Kind::kWarrant, "service number"},
                                                          {Kind::kPartNumber, "part of the service number"},
                                                          {Kind::kPay, "pay number"},
                                                          {Kind::kMail, "e-mail"}};
  for (const auto& [kind, name] : kShown)
    if (const auto count = shown_[static_cast<std::size_t>(kind)]; count > 0 && count * 10 >= rows_)
      out.fields.push_back(name);
  return out;
}

}  // namespace tipstaff::match
