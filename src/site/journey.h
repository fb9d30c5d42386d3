// What a visitor does on a site, step by step, as a person wrote it (docs/formats/site-journey.md). Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::site {

enum class Act : std::uint8_t {
  kGo,
  kType,
  kChoose,
  kUpload,
  kClick,
  kWaitRest,
  kWaitElement,
  kWaitAddress,
  kSubmit,
  kLeave,
  kLast = kLeave
};

struct Step {
  Act act = Act::kGo;
  std::string target;  // a selector; of kGo an address, of kWaitAddress a pattern
  std::string value;   // kType: what, empty: a canary; kChoose: which option, empty: the first that says something
  std::uint32_t seconds = 10;  // for which the element is waited for
  std::uint32_t line = 0;      // in the file, from 1
};

// Selectors of the buttons of the question about cookies; empty: they are looked for.
struct ConsentButtons {
  std::string accept, reject;
};

struct Journey {
  std::string title;
  Hash sha256{};  // of its bytes
  ConsentButtons consent;
  std::vector<Step> steps;
};

inline constexpr std::size_t kMostSteps = 200, kMostParts = 9;

// At most 64 KiB. Errors: kInvalid, naming line, column and what was expected. Of the user's own file, not of hostile
// bytes.
Result<Journey> parse_journey(std::string_view text);

// "step 3: type into #what", from 1, for reports.
std::string step_in_words(const Step& step, std::size_t number);

// The parts of a selector between ‘>>>’, trimmed; empty when one is missing or there are more than kMostParts.
std::vector<std::string> selector_parts(std::string_view selector);

}  // namespace tipstaff::site
