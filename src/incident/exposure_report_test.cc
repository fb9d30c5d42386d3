#include "incident/exposure_report.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tipstaff::incident {
namespace {

Instant at(int hour) { return *parse_instant("2026-11-20T00:00:00Z") + std::chrono::hours(hour); }

struct Sample {
  Exposure exposure;
  std::vector<std::vector<EntryIndex>> entries;
  ExposureReport report;

  Sample() {
    const FieldSet face = {Field::kSurname, Field::kForenames, Field::kRank, Field::kWarrantNumber, Field::kPhoto};
    for (std::uint64_t person = 1; person <= 2000; ++person) {
      exposure.population.push_back({PersonId{person}, face});
      exposure.certain.push_back(person % 5 == 0 ? face : FieldSet());
      exposure.possible.push_back(person % 40 == 1 ? face : FieldSet());
      entries.push_back(person % 5 == 0 ? std::vector<EntryIndex>{{person}, {person + 9}} : std::vector<EntryIndex>());
    }
    report.force = "Northmoor Constabulary";
    report.incident = "INC-7";
    report.holders = {"press:Harrow Press"};
    report.window = {at(30), at(54)};
    report.answered_at = at(60);
    report.record_began = at(-400);
    report.ledger_size = 18'204;
    report.clock = "58 h 12 min left of the 72 hours";
    report.exposure = &exposure;
    report.entries = &entries;
    report.by_rank = {
        {"Police Constable", 301}, {"Sergeant", 92}, {"Inspector", 31}, {"Superintendent", 3}, {"Police staff", 23}};
    Held press{"press:Harrow Press", {}}, own{"press:Own pass office", {}};
    for (int i = 0; i < 20; ++i)
      press.points.push_back({at(i * 3), std::uint64_t(i < 10 ? i * 30 : 300 - (i - 10) * 5)});
    for (int i = 0; i < 6; ++i) own.points.push_back({at(5 + i * 6), std::uint64_t(i * 8)});
    report.held = {press, own};
  }
};

TEST(ExposureReport, TextGivesCountsAndWhatTheyRestOn) {
  const Sample sample;
  const std::string text = exposure_text(sample.report);
  for (const char* part :
       {"certain        400 people", "press:Harrow Press", "checkpoint of 18204 entries", "Superintendent"})
    EXPECT_NE(text.find(part), std::string::npos) << part << text;
}

TEST(ExposureReport, SaysWhatStolenArtworkCanStillDoWhereThereWasAny) {
  Sample sample;
  EXPECT_NE(exposure_text(sample.report).find("Stamps: cards' artwork among it bears true stamps"), std::string::npos);
  for (auto* grades : {&sample.exposure.certain, &sample.exposure.possible})
    for (FieldSet& fields : *grades) fields = fields.minus({Field::kPhoto});
  EXPECT_EQ(exposure_text(sample.report).find("Stamps"), std::string::npos);
  EXPECT_EQ(stamps_note(sample.exposure), "");
}

TEST(ExposureReport, CsvHasEveryoneOnce) {
  const Sample sample;
  const std::string csv = exposure_csv(sample.report);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2001);
  EXPECT_NE(csv.find("\r\n5,certain,surname forenames rank warrant_number photo,,5 14\r\n"), std::string::npos);
  EXPECT_NE(csv.find("\r\n2,excluded,,,\r\n"), std::string::npos);
}

TEST(ExposureReport, PdfIsDrawn) {
  const Sample sample;
  const auto pdf = exposure_pdf(sample.report);
  ASSERT_TRUE(pdf);
  EXPECT_TRUE(pdf->reveal_text().starts_with("%PDF-1.5"));
  if (const char* folder = std::getenv("TIPSTAFF_KEEP"))
    std::ofstream(std::string(folder) + "/exposure.pdf", std::ios::binary) << pdf->reveal_text();
}

}  // namespace
}  // namespace tipstaff::incident
