// Blank cards by serial and place. A serial is a prefix and 1 to 18 digits, "NM-0000001"; serials come, move and are
// counted in ranges. Places: "press:NAME" and "supplier:NAME", and the force's own by any name ("store", "destroyed").
// A receipt uses the serial that it names, at its press; one that is not there, or used before, raises an alarm and is
// taken all the same: receipts wait for nothing. Stock is kept from the first range that is received on; before it no
// receipt raises an alarm. Rows are sealed and anchored (law 13); changed within the clerk's requests.
#pragma once

#include <set>

#include "ledger/clerk.h"
#include "supplier/rows.h"

namespace tipstaff::supplier {

struct Serial {
  std::string prefix;
  std::uint32_t width = 0;  // digits, leading zeros included
  std::uint64_t number = 0;
  std::string text() const;
  bool same_series(const Serial& other) const { return prefix == other.prefix && width == other.width; }
};
// Errors: kInvalid.
Result<Serial> parse_serial(std::string_view text);

struct StockRange {
  static constexpr RowKind kKind = RowKind::kStock;
  std::string prefix;
  std::uint32_t width = 0;
  std::uint64_t first = 0, last = 0;
  std::string place;
  static auto members(auto& archive, auto& self) {
    return archive(self.prefix, self.width, self.first, self.last, self.place);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<StockRange> decode(cbor::Reader& r) { return cbor::decode_members<StockRange>(r); }
};

struct StockUse {
  static constexpr RowKind kKind = RowKind::kStockUse;
  std::string serial;
  ItemId item;
  static auto members(auto& archive, auto& self) { return archive(self.serial, self.item); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<StockUse> decode(cbor::Reader& r) { return cbor::decode_members<StockUse>(r); }
};

struct StockAlarm {
  static constexpr RowKind kKind = RowKind::kStockAlarm;
  Instant at;
  std::string place, serial, why;
  ItemId item;  // all zero: a count
  static auto members(auto& archive, auto& self) {
    return archive(self.at, self.place, self.serial, self.why, self.item);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<StockAlarm> decode(cbor::Reader& r) { return cbor::decode_members<StockAlarm>(r); }
};

class Stock {
 public:
  std::vector<ledger::RowReader*> readers() { return {&ranges_, &uses_, &alarms_}; }
  void rebuild_index();  // after opening

  bool kept() const { return !ranges_.all().empty(); }
  const ledger::Table<StockRange>& ranges() const { return ranges_; }
  const ledger::Table<StockAlarm>& alarms() const { return alarms_; }
  // Blanks that the book says are at each place.
  std::map<std::string, std::uint64_t> by_place() const;

  // Ranges are inclusive, of one series. Return how many blanks. Errors: kInvalid (no range), kRefused (received
  // before; never received; used).
  Result<std::uint64_t> receive(ledger::Write& write, const Serial& first, const Serial& last, const std::string& place,
                                PrincipalId by);
  Result<std::uint64_t> move(ledger::Write& write, const Serial& first, const Serial& last, const std::string& place,
                             PrincipalId by);
  // Somebody counted: returns what the book says; a difference raises an alarm.
  Result<std::uint64_t> count(ledger::Write& write, const std::string& place, std::uint64_t found, PrincipalId by);
  // What a receipt says was used. Errors: kStorage only. `needed`: without a serial there is an alarm.
  Result<void> use(ledger::Write& write, const std::string& place, const std::string& serial, const ItemId& item,
                   bool needed, EntryIndex entry);

 private:
  Result<void> alarm(ledger::Write& write, StockAlarm alarm);
  std::uint64_t used_within(const StockRange& range) const;

  ledger::Table<StockRange> ranges_;
  ledger::Table<StockUse> uses_;
  ledger::Table<StockAlarm> alarms_;
  std::map<std::pair<std::string, std::uint32_t>, std::set<std::uint64_t>> used_;  // by series
};

}  // namespace tipstaff::supplier
