#include "supplier/contract.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace tipstaff::supplier {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr int kMinutesOfDay = 24 * 60;

struct Hours {
  int first_day = 0, last_day = 6;  // Monday is 0
  int opens = 0, closes = 0;        // minutes of the day
};

std::optional<int> day_named(std::string_view text) {
  for (std::size_t i = 0; i < kDays.size(); ++i)
    if (kDays[i] == text) return static_cast<int>(i);
  return std::nullopt;
}

std::optional<int> minute_of_day(std::string_view text) {  // "07:30"
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 1000; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

std::optional<Hours> parse_hours(std::string_view text) {
  Hours out;
  if (const std::size_t space = text.find(' '); space != std::string_view::npos) {
    const std::string_view days = text.substr(0, space);
    const std::size_t dash = days.find('-');
    const auto first = day_named(days.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_named(days.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    out.first_day = *first;
    out.last_day = *last;
    text.remove_prefix(space + 1);
  }
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto opens = minute_of_day(text.substr(0, 5)), closes = minute_of_day(text.substr(6));
  if (!opens || !closes || *opens == *closes) return std::nullopt;
  out.opens = *opens;
  out.closes = *closes;
  return out;
}

bool is_open(const Hours& hours, std::int64_t minute_of_time) {
  // 1 January 1970 was a Thursday.
  const auto day = static_cast<int>((minute_of_time / kMinutesOfDay + 3) % 7);
  const auto minute = static_cast<int>(minute_of_time % kMinutesOfDay);
  const auto works_on = [&](int d) { return d >= hours.first_day && d <= hours.last_day; };
  if (hours.opens < hours.closes) return works_on(day) && minute >= hours.opens && minute < hours.closes;
  return (works_on(day) && minute >= hours.opens) || (works_on((day + 6) % 7) && minute < hours.closes);
}

template <class Visit>
void each_kind(std::string_view list, const Visit& visit) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view kind = list.substr(0, comma);
    while (kind.starts_with(' ')) kind.remove_prefix(1);
    while (kind.ends_with(' ')) kind.remove_suffix(1);
    visit(kind);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

}  // namespace

Result<void> check_contract(const Supplier& contract) {
  const Budget& budget = contract.budget;
  if (budget.open_at_once == 0 || budget.per_hour == 0 || budget.per_day == 0 || budget.per_year == 0)
    return fail(Code::kInvalid, "a budget of nobody sends nobody: each of open, hour, day and year is at least 1");
  if (!contract.working_hours.empty() && !parse_hours(contract.working_hours))
    return fail(Code::kInvalid,
                "working hours are written ‘08:00-18:00’ or ‘Mon-Fri 08:00-18:00’, in UTC; leave them out for always");
  std::string wrong;
  each_kind(contract.card_kinds, [&](std::string_view kind) {
    if (!is_card_kind(kind)) wrong = kind;
  });
  if (!wrong.empty())
    return fail(Code::kInvalid, fmt::format("a contract's card kinds are: {} (with a comma between)", card_kinds()));
  constexpr std::uint32_t kTenYears = 3650;
  if (contract.receipt_hours == 0 || contract.receipt_hours > kTenYears * 24 || contract.report_hours == 0 ||
      contract.destruction_hours > kTenYears * 24 || contract.retention_days > kTenYears)
    return fail(Code::kInvalid,
                "a contract gives at least one hour for a receipt and for reporting a breach, and no "
                "limit of more than ten years");
  return {};
}

Result<void> check_hours(const Supplier& contract, Instant now) {
  if (contract.working_hours.empty()) return {};
  const auto hours = parse_hours(contract.working_hours);
  if (!hours) return fail(Code::kTampered, "a contract's working hours cannot be read");
  const std::int64_t minute = now.micros / 60'000'000;
  if (is_open(*hours, minute)) return {};
  std::int64_t next = minute + 1;
  while (!is_open(*hours, next)) ++next;  // within a week
  return fail(
      Code::kRefused,
      fmt::format("outside the working hours of {} ({} UTC) no key is released; try again after {}. Receipts and "
                  "alarms are taken at any time",
                  contract.name, contract.working_hours, to_rfc3339(Instant{next * 60'000'000})));
}

Result<void> check_kind(const Supplier& contract, std::string_view kind) {
  if (contract.card_kinds.empty()) return {};
  bool has = false;
  each_kind(contract.card_kinds, [&](std::string_view each) { has = has || each == kind; });
  if (has) return {};
  return fail(Code::kRefused,
              fmt::format("the contract of {} is for {}, not for a {}", contract.name, contract.card_kinds, kind));
}

Duration longest_kept(const Supplier& contract) {
  return std::max(std::chrono::hours(contract.destruction_hours), std::chrono::hours(24) * contract.retention_days);
}

}  // namespace tipstaff::supplier
