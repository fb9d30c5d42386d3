#include "incident/exposure_report.h"

#include <fmt/format.h>

#include "incident/letter_parts.h"

namespace tipstaff::incident {
namespace {

using custody::Columns;
using custody::Form;

Held held_by(const custody::Book& book, HolderId holder) {
  const Columns& c = book.of_holder(holder);
  struct Change {
    std::int64_t at;
    std::uint32_t person;
    int by;
  };
  std::vector<Change> changes;
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.form(i) == Form::kLocked) continue;
    most = std::max(most, c.person[i]);
    changes.push_back({c.from[i], c.person[i], 1});
    if (c.until[i] != kEver.micros) changes.push_back({c.until[i], c.person[i], -1});
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  Held out;
  std::vector<int> copies(most + 1U);
  std::uint64_t people = 0;
  for (const Change& change : changes) {
    const bool before = copies[change.person] > 0;
    copies[change.person] += change.by;
    const bool after = copies[change.person] > 0;
    if (before == after) continue;
    people = after ? people + 1 : people - 1;
    if (!out.points.empty() && out.points.back().at.micros == change.at)
      out.points.back().people = people;
    else
      out.points.push_back({Instant{change.at}, people});
  }
  return out;
}

std::string spaced(FieldSet fields) {
  std::string out;
  for (const Field field : fields.list()) (out += out.empty() ? "" : " ") += field_name(field);
  return out;
}

}  // namespace

std::vector<Held> held_over_time(const custody::Book& book, const std::vector<HolderId>& holders) {
  std::vector<Held> out;
  for (const HolderId holder : holders) {
    Held held = held_by(book, holder);
    if (held.points.empty()) continue;
    if (const auto* row = book.holders().find(holder.value))
      held.holder = fmt::format("{}:{}", custody::holder_kind_name(row->value.kind), row->value.name);
    out.push_back(std::move(held));
  }
  return out;
}

FieldCounts count_fields(const Exposure& exposure) {
  FieldCounts out;
  for (std::size_t i = 0; i < exposure.population.size(); ++i)
    for (const Field field : kAllFields) {
      const auto at = static_cast<std::size_t>(field);
      out.certain[at] += exposure.certain[i].has(field);
      out.possible[at] += exposure.possible[i].has(field);
    }
  return out;
}

std::string stamps_note(const Exposure& exposure) {
  const FieldCounts fields = count_fields(exposure);
  const auto photo = static_cast<std::size_t>(Field::kPhoto);
  if (fields.certain[photo] + fields.possible[photo] == 0) return "";
  return "Stamps: cards' artwork among it bears true stamps. A stamp reads as genuine from the moment that its card is "
         "handed over, on a forged card too: "
         "until the card is replaced, only comparing face, picture and person finds the copy. A reissued card has a "
         "new stamp, and ends the old one.";
}

std::string exposure_text(const ExposureReport& report) {
  const Counts counts = count(*report.exposure);
  const FieldCounts fields = count_fields(*report.exposure);
  std::string out = fmt::format("{}, scope version {}\n", report.incident, report.scope_version);
  for (const std::string& holder : report.holders) out += fmt::format("  holder    {}\n", holder);
  out += fmt::format("  from      {}\n  until     {}\n",
                     report.window.from == kDawn ? "unknown" : to_rfc3339(report.window.from),
                     report.window.to == kEver ? "still going on" : to_rfc3339(report.window.to));
  out += fmt::format("\n  certain   {:>8} people\n  possible  {:>8}\n  excluded  {:>8}\n\n  {:<24}{:>8}{:>10}\n",
                     counts.certain, counts.possible, counts.excluded, "field", "certain", "possible");
  for (const Field field : kAllFields) {
    const auto at = static_cast<std::size_t>(field);
    out += fmt::format("  {:<24}{:>8}{:>10}\n", field_label(field), fields.certain[at], fields.possible[at]);
  }
  if (!report.by_rank.empty()) out += fmt::format("\n  {:<40}{:>8}\n", "rank or grade", "people");
  for (const auto& [rank, people] : report.by_rank) out += fmt::format("  {:<40}{:>8}\n", rank, people);
  out += fmt::format(
      "\n{}\nThe record is complete since {}; what was before is unknown, never excluded.\n"
      "Covered by the ledger's checkpoint of {} entries.\n",
      report.clock, to_plain_english(report.record_began), report.ledger_size);
  if (const std::string stamps = stamps_note(*report.exposure); !stamps.empty()) out += stamps + "\n";
  return out;
}

std::string exposure_csv(const ExposureReport& report) {
  const Exposure& exposure = *report.exposure;
  std::string out = "person,grade,certain,possible,entries\r\n";
  for (std::size_t i = 0; i < exposure.population.size(); ++i) {
    std::string entries;
    if (report.entries != nullptr && i < report.entries->size())
      for (const EntryIndex entry : (*report.entries)[i])
        entries += fmt::format("{}{}", entries.empty() ? "" : " ", entry.value);
    out += fmt::format("{},{},{},{},{}\r\n", exposure.population[i].person.value, grade_name(exposure.grade(i)),
                       spaced(exposure.certain[i]), spaced(exposure.possible[i]), entries);
  }
  return out;
}

}  // namespace tipstaff::incident
