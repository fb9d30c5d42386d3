// What a stamp says to who holds the card: by the issuer's keys and a status list that the verifier has brought along,
// never by anything that the card names. Nothing unknown, unreadable or too old is ever genuine. Pure functions, any
// thread.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "card/key_set.h"
#include "card/stamp.h"
#include "card/status_list.h"

namespace tipstaff::card {

enum class StampVerdict : std::uint8_t { kGenuine, kNotGenuine, kSuspended, kNotYetActive, kExpired, kCannotSay };
std::string_view verdict_name(StampVerdict verdict);       // "genuine", "not yet active"
std::string_view verdict_next_step(StampVerdict verdict);  // what to do now, a sentence or two

struct StampAnswer {
  StampVerdict verdict = StampVerdict::kCannotSay;
  std::string why;             // a sentence
  std::optional<Stamp> stamp;  // only when its signature is true
};

// A list brought along; an unusable one is an answer too, not an error.
struct StatusSource {
  Result<StatusList> list;
};

inline constexpr Duration kClockError = std::chrono::minutes(5);  // that a verifier's clock may be behind a list's

// `now`: the verifier's clock. A list whose expiry has passed, or that is dated more than five minutes ahead, says
// nothing.
StampAnswer judge_stamp(std::string_view text, const KeySet& keys, std::span<const StatusSource> lists, Instant now);

}  // namespace tipstaff::card
