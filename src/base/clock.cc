#include "base/clock.h"

#include <fmt/format.h>
#include <time.h>

#include <array>
#include <atomic>
#include <charconv>
#include <optional>

namespace tipstaff {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Civil {
  std::chrono::year_month_day date;
  std::int64_t hour, minute, second, micros;
};

Civil civil(Instant at) {
  const std::chrono::sys_time<Duration> time{Duration(at.micros)};
  const auto day = std::chrono::floor<days>(time);
  const auto rest = (time - day).count();
  return {std::chrono::year_month_day(day), rest / 3'600'000'000, rest / 60'000'000 % 60, rest / 1'000'000 % 60,
          rest % 1'000'000};
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

tl::unexpected<Error> bad_time() {
  return fail(Code::kInvalid, "not a time; write it as 2026-11-22T09:30:00Z or 2026-11-22");
}

}  // namespace

std::string to_rfc3339(Instant at) {
  if (at == kEver) return "open";
  const Civil c = civil(at);
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(c.date.year()),
                                static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()), c.hour,
                                c.minute, c.second);
  if (c.micros != 0) out += fmt::format(".{:06}", c.micros);
  return out + "Z";
}

std::string to_plain_english(Instant at) {
  static constexpr std::array kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
  const Civil c = civil(at);
  return fmt::format("{} {} {}, {:02}:{:02} UTC", static_cast<unsigned>(c.date.day()),
                     kMonths[static_cast<unsigned>(c.date.month()) - 1], static_cast<int>(c.date.year()), c.hour,
                     c.minute);
}

Result<Instant> parse_instant(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return bad_time();
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return bad_time();
  const std::int64_t midnight = std::chrono::sys_time<Duration>(std::chrono::sys_days(date)).time_since_epoch().count();
  if (text.size() == 10) return Instant{midnight};

  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!hour || !minute || !second || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':' ||
      *hour > 23 || *minute > 59 || *second > 60)
    return bad_time();
  std::int64_t micros = ((*hour * 60LL + *minute) * 60 + *second) * 1'000'000;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    std::int64_t unit = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += (text[at] - '0') * unit;
  }
  const std::string_view zone = text.substr(at);
  if (zone == "Z" || zone == "z") return Instant{midnight + micros};
  const auto offset_hours = digits(zone, 1, 2), offset_minutes = digits(zone, 4, 2);
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !offset_hours || !offset_minutes)
    return bad_time();
  const std::int64_t offset = (*offset_hours * 60LL + *offset_minutes) * 60'000'000;
  return Instant{midnight + micros - (zone[0] == '+' ? offset : -offset)};
}

Result<Duration> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (ec == std::errc() && count >= 0 && count < 1'000'000) {
    if (unit == "s") return Duration(seconds(count));
    if (unit == "m") return Duration(minutes(count));
    if (unit == "h") return Duration(hours(count));
    if (unit == "d") return Duration(days(count));
  }
  return fail(Code::kInvalid, "not a length of time; write it as 30m, 12h or 7d");
}

Instant SystemClock::now() const {
  return {std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

Duration SystemClock::elapsed() const {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::duration_cast<Duration>(seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

ManualClock::ManualClock(Instant start) : micros_(start.micros) {}
Instant ManualClock::now() const { return {std::atomic_ref(micros_).load()}; }
void ManualClock::set(Instant at) { std::atomic_ref(micros_).store(at.micros); }
Duration ManualClock::elapsed() const { return Duration(std::atomic_ref(elapsed_).load()); }
void ManualClock::advance(Duration by) {
  std::atomic_ref(micros_).fetch_add(by.count());
  std::atomic_ref(elapsed_).fetch_add(by.count());
}

}  // namespace tipstaff
