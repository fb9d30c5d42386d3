#include "supplier/stock.h"

#include <fmt/format.h>

namespace tipstaff::supplier {
namespace {

constexpr std::uint64_t kLargestRange = 10'000'000;
constexpr std::size_t kMostDigits = 18;

Result<std::uint64_t> length_of(const Serial& first, const Serial& last) {
  if (!first.same_series(last) || last.number < first.number || last.number - first.number >= kLargestRange)
    return fail(Code::kInvalid,
                fmt::format("{} to {} is no range of serials: the same letters, as many digits, at most ten "
                            "million of them",
                            first.text(), last.text()));
  return last.number - first.number + 1;
}

ledger::Detail stock_entry(ledger::Act act, std::string words, PrincipalId by) {
  ledger::Detail detail;
  detail.act = act;
  detail.actor = by;
  detail.reason = std::move(words);
  return detail;
}

bool overlaps(const StockRange& range, const Serial& first, const Serial& last) {
  return range.prefix == first.prefix && range.width == first.width && range.first <= last.number &&
         range.last >= first.number;
}

}  // namespace

std::string Serial::text() const { return fmt::format("{}{:0{}}", prefix, number, width); }

Result<Serial> parse_serial(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[text.size() - digits - 1] >= '0' && text[text.size() - digits - 1] <= '9')
    ++digits;
  digits = std::min(digits, kMostDigits);
  if (digits == 0 || text.size() > 64)
    return fail(Code::kInvalid, "a serial is letters and then digits, as NM-0000001; at most 64 characters");
  Serial out;
  out.prefix = text.substr(0, text.size() - digits);
  for (const char c : out.prefix)
    if (c <= 0x20 || c > 0x7e || c == ',')
      return fail(Code::kInvalid, "a serial has printable ASCII characters only, no comma");
  out.width = static_cast<std::uint32_t>(digits);
  for (const char c : text.substr(text.size() - digits))
    out.number = out.number * 10 + static_cast<std::uint64_t>(c - '0');
  return out;
}

void Stock::rebuild_index() {
  used_.clear();
  for (const auto& [id, stored] : uses_.all())
    if (const auto serial = parse_serial(stored.value.serial))
      used_[{serial->prefix, serial->width}].insert(serial->number);
}

std::uint64_t Stock::used_within(const StockRange& range) const {
  const auto series = used_.find({range.prefix, range.width});
  if (series == used_.end()) return 0;
  return static_cast<std::uint64_t>(
      std::distance(series->second.lower_bound(range.first), series->second.upper_bound(range.last)));
}

std::map<std::string, std::uint64_t> Stock::by_place() const {
  std::map<std::string, std::uint64_t> out;
  for (const auto& [id, stored] : ranges_.all())
    out[stored.value.place] += stored.value.last - stored.value.first + 1 - used_within(stored.value);
  return out;
}

Result<std::uint64_t> Stock::receive(ledger::Write& write, const Serial& first, const Serial& last,
                                     const std::string& place, PrincipalId by) {
  TRY_ASSIGN(const std::uint64_t length, length_of(first, last));
  for (const auto& [id, stored] : ranges_.all())
    if (overlaps(stored.value, first, last))
      return fail(Code::kRefused, fmt::format("blanks of {} to {} have been received before: they are at {}",
                                              first.text(), last.text(), stored.value.place));
  const EntryIndex entry = write.append(stock_entry(
      ledger::Act::kStockMoved, fmt::format("received {} to {} at {}", first.text(), last.text(), place), by));
  TRY(ranges_.put(write, ranges_.next_id(), StockRange{first.prefix, first.width, first.number, last.number, place},
                  entry));
  return length;
}

Result<std::uint64_t> Stock::move(ledger::Write& write, const Serial& first, const Serial& last,
                                  const std::string& place, PrincipalId by) {
  TRY_ASSIGN(const std::uint64_t length, length_of(first, last));
  std::map<std::uint64_t, StockRange> touched;
  std::uint64_t found = 0, used = 0;
  for (const auto& [id, stored] : ranges_.all()) {
    if (!overlaps(stored.value, first, last)) continue;
    StockRange part = stored.value;
    part.first = std::max(part.first, first.number);
    part.last = std::min(part.last, last.number);
    found += part.last - part.first + 1;
    used += used_within(part);
    touched.emplace(id, stored.value);
  }
  if (found != length)
    return fail(Code::kRefused, fmt::format("{} of the {} blanks from {} to {} were never received", length - found,
                                            length, first.text(), last.text()));
  if (used != 0)
    return fail(Code::kRefused, fmt::format("{} of the {} blanks from {} to {} have been used; move the others", used,
                                            length, first.text(), last.text()));
  const EntryIndex entry = write.append(
      stock_entry(ledger::Act::kStockMoved, fmt::format("moved {} to {} to {}", first.text(), last.text(), place), by));
  for (const auto& [id, range] : touched) {
    StockRange moved = range;
    moved.first = std::max(range.first, first.number);
    moved.last = std::min(range.last, last.number);
    moved.place = place;
    if (range.first < moved.first) {
      StockRange before = range;
      before.last = moved.first - 1;
      TRY(ranges_.put(write, ranges_.next_id(), std::move(before), entry));
    }
    if (range.last > moved.last) {
      StockRange after = range;
      after.first = moved.last + 1;
      TRY(ranges_.put(write, ranges_.next_id(), std::move(after), entry));
    }
    TRY(ranges_.put(write, id, std::move(moved), entry));
  }
  return length;
}

Result<std::uint64_t> Stock::count(ledger::Write& write, const std::string& place, std::uint64_t found,
                                   PrincipalId by) {
  const auto places = by_place();
  const auto at = places.find(place);
  if (at == places.end()) return fail(Code::kNotFound, fmt::format("no blanks have ever been at {}", place));
  write.append(stock_entry(ledger::Act::kStockCounted,
                           fmt::format("counted at {}: {} found, {} in the book", place, found, at->second), by));
  if (found != at->second)
    TRY(alarm(write,
              {{}, place, "", fmt::format("{} blanks were counted where the book has {}", found, at->second), {}}));
  return at->second;
}

Result<void> Stock::alarm(ledger::Write& write, StockAlarm alarm) {
  ledger::Detail detail =
      stock_entry(ledger::Act::kAlarmRaised, fmt::format("stock at {}: {}", alarm.place, alarm.why), {});
  detail.item = alarm.item;
  const EntryIndex entry = write.append(std::move(detail));
  alarm.at = write.now();
  return alarms_.put(write, alarms_.next_id(), std::move(alarm), entry);
}

Result<void> Stock::use(ledger::Write& write, const std::string& place, const std::string& text, const ItemId& item,
                        bool needed, EntryIndex entry) {
  if (!kept() || (text.empty() && !needed)) return {};
  const auto raise = [&](std::string why) { return alarm(write, {{}, place, text, std::move(why), item}); };
  const auto serial = parse_serial(text);
  if (text.empty()) return raise("a card was printed on a blank without a serial");
  if (!serial) return raise("a receipt names a blank by what is no serial");
  std::set<std::uint64_t>& used = used_[{serial->prefix, serial->width}];
  if (used.contains(serial->number)) return raise(fmt::format("blank {} was used before", text));
  const auto holds = [&](const auto& row) { return overlaps(row.second.value, *serial, *serial); };
  const auto range = std::find_if(ranges_.all().begin(), ranges_.all().end(), holds);
  if (range == ranges_.all().end()) return raise(fmt::format("blank {} was never received", text));
  const std::string where = range->second.value.place;
  used.insert(serial->number);
  write.on_undo([&used, number = serial->number] { used.erase(number); });
  TRY(uses_.put(write, uses_.next_id(), StockUse{text, item}, entry));
  if (where != place) return raise(fmt::format("blank {} should be at {}", text, where));
  return {};
}

}  // namespace tipstaff::supplier
