// The answer to an exposure question for people: a summary, a table (CSV), and a PDF that a chief officer reads in a
// minute, with who held how much when, drawn. Person numbers, grades and kinds of data only: no value of anybody's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "incident/incident.h"

namespace tipstaff::incident {

// How many people's readable data one holder had, from each moment on. Locked copies do not count.
struct Held {
  struct Point {
    Instant at;
    std::uint64_t people = 0;
  };
  std::string holder;         // "press:NAME"
  std::vector<Point> points;  // ascending
};
// Copies count as gone when their record says so, also on the holder's word. Needs Clerk::look().
std::vector<Held> held_over_time(const custody::Book& book, const std::vector<HolderId>& holders);

struct ExposureReport {
  std::string force, incident;
  std::vector<std::string> holders;  // as the scope names them
  std::size_t scope_version = 1;
  Window window;
  Instant answered_at;
  Instant record_began;
  std::uint64_t ledger_size = 0;
  std::string clock;  // report_clock()
  const Exposure* exposure = nullptr;
  const std::vector<std::vector<EntryIndex>>* entries = nullptr;  // per subject
  std::vector<std::pair<std::string, std::uint64_t>> by_rank;     // people exposed; may be empty
  std::vector<Held> held;
};

std::string exposure_text(const ExposureReport& report);
// What follows from artwork among what is exposed (a photograph is): its stamps. Empty when there is none.
std::string stamps_note(const Exposure& exposure);
// person,grade,certain,possible,entries: everyone of the population; lists within a cell are separated by spaces.
std::string exposure_csv(const ExposureReport& report);
// Errors: kInvalid.
Result<Plaintext> exposure_pdf(const ExposureReport& report);

// People per field: certain, and possible.
struct FieldCounts {
  std::array<std::uint64_t, 16> certain{}, possible{};
};
FieldCounts count_fields(const Exposure& exposure);

}  // namespace tipstaff::incident
