// Time. Instant counts microseconds since 1970-01-01T00:00:00Z (no leap seconds); text is RFC 3339 in UTC.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tipstaff {

using Duration = std::chrono::microseconds;

struct Instant {
  std::int64_t micros = 0;

  auto operator<=>(const Instant&) const = default;
  Instant operator+(Duration d) const { return {micros + d.count()}; }
  Instant operator-(Duration d) const { return {micros - d.count()}; }
  Duration operator-(Instant other) const { return Duration(micros - other.micros); }
};

inline constexpr Instant kDawn{0};          // before every record
inline constexpr Instant kEver{INT64_MAX};  // an end that has not come

// "2026-11-22T09:30:00Z", with ".123456" when there are fractions.
std::string to_rfc3339(Instant at);
// "22 November 2026, 09:30 UTC", for letters and reports.
std::string to_plain_english(Instant at);
// Accepts RFC 3339 with any offset, and a bare date (midnight UTC). Errors: kInvalid.
Result<Instant> parse_instant(std::string_view text);
// "45s", "30m", "12h", "7d". Errors: kInvalid.
Result<Duration> parse_duration(std::string_view text);

// Passed in wherever time is read. now() may go backwards: ledger::Clerk turns it into ledger time, which cannot.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  // Time that passed since some fixed moment, suspension included; never goes back and cannot be set.
  virtual Duration elapsed() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant now() const override;
  Duration elapsed() const override;
};

// For tests and for the demonstration's simulated days. Thread-safe.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Instant start);
  Instant now() const override;
  Duration elapsed() const override;
  void advance(Duration by);  // time passes
  void set(Instant at);       // somebody sets the clock: no time passes

 private:
  mutable std::int64_t micros_;
  mutable std::int64_t elapsed_ = 0;
};

}  // namespace tipstaff
