#include "office/outside_clocks.h"

#include <fmt/format.h>

namespace tipstaff::office {
namespace {

using Rows = ledger::Table<OutsideClockRow>;

constexpr Duration kOneSecond = std::chrono::seconds(1);      // a cosignature's time is rounded down
constexpr Duration kAgreementsApart = std::chrono::hours(1);  // on record; within a run each counts

std::uint64_t amount(Duration difference) {
  return static_cast<std::uint64_t>(std::min(std::chrono::abs(difference), kMostDifference).count());
}

// The newest row of a source, or none.
const Rows::Stored* newest_of(const Rows& rows, SupplierId supplier, std::uint64_t& id) {
  for (auto at = rows.all().rbegin(); at != rows.all().rend(); ++at)
    if (at->second.value.supplier == supplier) {
      id = at->first;
      return &at->second;
    }
  return nullptr;
}

void take_reading(OutsideClockRow& row, Instant office, Instant outside) {
  row.office = office;
  row.outside = outside;
  auto& most = row.difference() > Duration{} ? row.ahead : row.behind;
  most = std::max(most, amount(row.difference()));
  row.accepted_by = {};  // whoever accepted the clock did not know this
  row.accepted_at = kEver;
}

struct Reading {
  SupplierId supplier;
  std::string name;
  Instant office, outside;
  Duration bound{};  // what differs from the newest reading by no more is nothing new
};

// Writes the difference down, if it is news.
std::function<Result<void>(ledger::Write&)> news_of(Keeping& keeping, const Reading& reading) {
  std::uint64_t id = 0;
  const Rows::Stored* newest = newest_of(keeping.outside_clocks, reading.supplier, id);
  if (newest != nullptr &&
      std::chrono::abs((reading.office - reading.outside) - newest->value.difference()) <= reading.bound)
    return {};
  OutsideClockRow row;
  if (newest != nullptr && newest->value.confirmed_by.value == 0) {
    row = newest->value;
  } else {
    // Two people who looked at the clock are believed that it was right then, as the witness is.
    row.from = keeping.clock_agreed();
    if (newest != nullptr) row.from = std::max(row.from, newest->value.accepted_at);
    row.supplier = reading.supplier;
    id = keeping.outside_clocks.next_id();
  }
  row.name = reading.name;
  take_reading(row, reading.office, reading.outside);
  return [&keeping, id, row](ledger::Write& write) -> Result<void> {
    cbor::Writer readings;
    readings.array(2).integer(row.office.micros).integer(row.outside.micros);
    const EntryIndex entry = write.append({.act = ledger::Act::kClockCompared,
                                           .object = id,
                                           .reason = fmt::format("{} differs", row.name),
                                           .more = readings.take()});
    return keeping.outside_clocks.put(write, id, row, entry);
  };
}

// The clocks agree, now at `at`.
std::function<Result<void>(ledger::Write&)> agreement(Keeping& keeping, Instant at, const std::string& name) {
  const bool is_due = at > keeping.clock_agreed() + kAgreementsApart;
  keeping.agreed_in_this_run = at;
  std::uint64_t id = 0;
  const Rows::Stored* newest = newest_of(keeping.outside_clocks, SupplierId{}, id);
  const bool again = newest != nullptr && newest->value.difference() != Duration{};
  if (!is_due && !again) return {};
  return [&keeping, id, again, at, name](ledger::Write& write) -> Result<void> {
    const EntryIndex entry =
        write.append({.act = ledger::Act::kClockCompared, .reason = fmt::format("{} agrees", name)});
    TRY(keeping.settings.put(write, Setting::kClockAgreed, Setting{static_cast<std::uint64_t>(at.micros)}, entry));
    if (!again) return {};
    OutsideClockRow row = keeping.outside_clocks.find(id)->value;
    row.outside = row.office = at;
    return keeping.outside_clocks.put(write, id, row, entry);
  };
}

// Of two suppliers who both say so: the most that both say, for as long as both do.
void add_suppliers(const Rows& rows, std::uint64_t OutsideClockRow::*amount, Duration incident::ClockDoubt::*widens,
                   std::vector<incident::ClockDoubt>& out) {
  incident::ClockDoubt both{kEver, kDawn, {}, {}, {}};
  for (auto a = rows.all().begin(); a != rows.all().end(); ++a)
    for (auto b = std::next(a); b != rows.all().end(); ++b) {
      const OutsideClockRow &one = a->second.value, &other = b->second.value;
      const auto agreed = Duration(std::min(one.*amount, other.*amount));
      if (one.supplier.value == 0 || other.supplier.value == 0 || one.supplier == other.supplier ||
          agreed == Duration{})
        continue;
      both.from = std::min(both.from, std::min(one.from, other.from));
      both.to = std::max(both.to, std::min(one.settled_at(), other.settled_at()));
      both.*widens = std::max(both.*widens, agreed);
      both.entry = std::max(both.entry, std::max(a->second.entry, b->second.entry));
    }
  if (both.to != kDawn) out.push_back(both);
}

}  // namespace

std::function<Result<void>(ledger::Write&)> compare_with_witness(Keeping& keeping, const ledger::Witnessed& seen) {
  // It was made between the two readings, so the least difference decides whether there is one, and the most is written
  // down.
  const bool ahead = seen.asked - (seen.at + kOneSecond) > kWitnessBound;
  const bool behind = seen.at - seen.answered > kWitnessBound;
  if (!ahead && !behind) return agreement(keeping, seen.ledger, seen.witness);
  const Instant office = ahead ? seen.answered : seen.asked;
  return news_of(keeping, {SupplierId{}, seen.witness, office, ahead ? seen.at : seen.at + kOneSecond, kWitnessBound});
}

Result<void> compare_with_press(Office& office, ledger::Write& write, PressId press, const press::Receipt& receipt) {
  const supplier::Press& row = office.desk().tables().presses.find(press.value)->value;
  Instant own = office.clock().now();
  bool differs = receipt.at > own + kPressBound;
  if (const auto number = office.desk().item_of(press, receipt.item); number && !differs) {
    const supplier::Item& item = office.desk().tables().items.find(*number)->value;
    // Sent again, or released before a restore, it says nothing about the clock.
    if (item.state != supplier::ItemState::kReleased || item.box.empty()) return {};
    own = item.released_at;
    differs = own > receipt.at + kPressBound;
  }
  if (!differs) return {};
  const auto record = news_of(office.keeping(), {row.supplier, row.name, own, receipt.at, kPressBound});
  return record ? record(write) : Result<void>();
}

Result<std::size_t> accept_differences(Keeping& keeping, ledger::Write& write, PrincipalId by, EntryIndex entry) {
  std::size_t waiting = 0;
  for (std::uint64_t id = 1; id < keeping.outside_clocks.next_id(); ++id) {
    OutsideClockRow row = keeping.outside_clocks.find(id)->value;
    if (row.confirmed_by.value != 0) continue;
    ++waiting;
    row.accepted_by = by;
    row.accepted_at = write.now();
    TRY(keeping.outside_clocks.put(write, id, row, entry));
  }
  return waiting;
}

Result<std::size_t> confirm_differences(Keeping& keeping, ledger::Write& write, const access::Actor& by,
                                        const std::string& why) {
  std::size_t confirmed = 0;
  for (std::uint64_t id = 1; id < keeping.outside_clocks.next_id(); ++id) {
    OutsideClockRow row = keeping.outside_clocks.find(id)->value;
    if (row.confirmed_by.value != 0 || row.accepted_by.value == 0) continue;
    if (row.accepted_by == by.id)
      return fail(Code::kRefused,
                  fmt::format("{} accepted this clock; somebody else must look at it and confirm it", by.name));
    row.confirmed_by = by.id;
    const EntryIndex entry =
        write.append({.act = ledger::Act::kClockAccepted, .actor = by.id, .object = id, .reason = why});
    TRY(keeping.outside_clocks.put(write, id, row, entry));
    ++confirmed;
  }
  return confirmed;
}

std::vector<incident::ClockDoubt> outside_doubts(const Keeping& keeping) {
  std::vector<incident::ClockDoubt> out;
  for (const auto& [id, stored] : keeping.outside_clocks.all()) {
    const OutsideClockRow& row = stored.value;
    if (row.supplier.value == 0)
      out.push_back({row.from, row.settled_at(), Duration(row.ahead), Duration(row.behind), stored.entry});
  }
  add_suppliers(keeping.outside_clocks, &OutsideClockRow::ahead, &incident::ClockDoubt::early, out);
  add_suppliers(keeping.outside_clocks, &OutsideClockRow::behind, &incident::ClockDoubt::late, out);
  return out;
}

std::vector<std::string> open_differences(const Office& office) {
  std::vector<std::string> witnesses, suppliers;
  for (const auto& [id, stored] : office.keeping().outside_clocks.all()) {
    const OutsideClockRow& row = stored.value;
    if (row.confirmed_by.value != 0) continue;
    const auto minutes = [](std::uint64_t micros) { return (micros + 59'999'999) / 60'000'000; };
    const std::string by =
        row.ahead == 0    ? fmt::format("{} minutes behind", minutes(row.behind))
        : row.behind == 0 ? fmt::format("{} minutes ahead of", minutes(row.ahead))
                          : fmt::format("{} minutes ahead of, and {} behind,", minutes(row.ahead), minutes(row.behind));
    const bool agrees = row.difference() == Duration{};
    auto& out = row.supplier.value == 0 ? witnesses : suppliers;
    out.push_back(fmt::format("The office's clock {} {} the clock of {} {} (entry {}{}).", agrees ? "was" : "is", by,
                              row.supplier.value == 0 ? "the witness" : "the press", row.name, stored.entry.value,
                              agrees ? "; they agree again" : ""));
  }
  witnesses.insert(witnesses.end(), suppliers.begin(), suppliers.end());
  return witnesses;
}

}  // namespace tipstaff::office
