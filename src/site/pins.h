// Pins: the scripts that others serve into pages, and tag containers, as they were when somebody looked; and how they
// have changed since. Format and rules: docs/formats/site-pins.md. Pure but for SafeReader.
#pragma once

#include <boost/json.hpp>
#include <set>

#include "base/clock.h"
#include "site/container.h"
#include "site/judge.h"
#include "site/site_child.h"

namespace tipstaff::site {

inline constexpr std::size_t kLargestPins = std::size_t{16} << 20, kMostPins = 50'000;

struct Pin {
  std::string page, script;  // addresses, shortened as the format says
  std::string whom, domain;
  std::set<Hash> hashes;  // SHA-256; empty: its bytes were not recorded
  bool varies = false;
  std::optional<Container> container;
};

struct Pins {
  Instant made;
  std::vector<std::string> pages;
  std::vector<Pin> pins;            // by page and script, each once
  std::vector<std::string> unread;  // what the recording should hold and does not; in no file
};

// `examined`: as many as the recording has exchanges. Loads of one page add up: what they were served differently
// varies. Errors: kUnavailable.
Result<Pins> pins_of(const Recording& recording, std::span<const Examined> examined, const FindRecipient& recipient,
                     SafeReader& reader, Instant now);

std::string pins_as_text(const Pins& pins);
// Errors: kInvalid.
Result<Pins> parse_pins(std::string_view text);

struct Drift {
  Weight weight = Weight::kHold;
  std::string page, script, whom;
  std::string
      sentence;  // "on /report Google Tag Manager’s container has new data: version 31 → 32, new in it: custom HTML"
};
// The gravest first. What stands still is not in it.
std::vector<Drift> drift(const Pins& before, const Pins& now);
Verdict verdict_of(std::span<const Drift> drifts);

// As sites' web teams read it, and for programs: {verdict, drift: [{weight, page, script, whom, sentence}…], scripts}.
std::string drift_as_text(const Pins& before, const Pins& now, std::span<const Drift> drifts);
boost::json::object drift_as_json(const Pins& now, std::span<const Drift> drifts);

}  // namespace tipstaff::site
