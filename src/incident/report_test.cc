#include "incident/report.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace tipstaff::incident {
namespace {

class Report : public ::testing::Test {
 protected:
  void SetUp() override {
    incident_.name = "INC-7";
    incident_.found_by = "the supplier rang us";
    incident_.discovered = *parse_instant("2026-11-22T09:30:00Z");
    incident_.scopes.push_back(
        {{"press:Harrow Press"}, *parse_instant("2026-11-20T06:00:00Z"), kEver, {}, {}, "", 0, 0, 0});
    counts_.certain = 412;
    counts_.possible = 3;
    counts_.excluded = 1585;
    for (const Field field : {Field::kSurname, Field::kForenames, Field::kPhoto})
      counts_.by_field[static_cast<std::size_t>(field)] = 415;
    facts_.force = "Northmoor Constabulary";
    facts_.what_happened = "A card printer's computer was under a stranger's control.";
    facts_.now = incident_.discovered + std::chrono::hours(10);
  }
  Incident incident_;
  Counts counts_;
  ReportFacts facts_;
};

TEST_F(Report, ToTheCommissionerHasTheFormsFields) {
  const Draft draft = ico_report(incident_, counts_, facts_);
  for (const char* part :
       {"Initial report", "62 h 00 min left", "the supplier rang us", "22 November 2026", "20 November 2026",
        "name and photograph", "about 415 (412 certain, 3 possible, of 2000 on record)", "discovery: no",
        "to be completed"})
    EXPECT_NE(draft.text.find(part), std::string::npos) << part << draft.text;
  EXPECT_EQ(draft.text.find("section 67"), std::string::npos);
  EXPECT_EQ(draft.text.find("{{"), std::string::npos);
  const auto json = boost::json::parse(draft.json).as_object();
  EXPECT_EQ(json.at("people").at("certain").to_number<int>(), 412);
  EXPECT_TRUE(json.at("occurred_to").is_null());
  EXPECT_FALSE(json.at("late").as_bool());
}

TEST_F(Report, AsksForTheReasonOnceItIsLate) {
  facts_.now = incident_.discovered + std::chrono::hours(73);
  facts_.law_enforcement = true;
  const Draft draft = ico_report(incident_, counts_, facts_);
  EXPECT_NE(draft.text.find("the reason must be given"), std::string::npos);
  EXPECT_NE(draft.text.find("section 67"), std::string::npos);
}

TEST_F(Report, StatementsAndTheAgencysReportCarryCounts) {
  EXPECT_NE(nca_report(incident_, counts_, facts_).text.find("press:Harrow Press"), std::string::npos);
  for (const Audience audience : {Audience::kStaff, Audience::kPublic}) {
    const std::string words = statement(incident_, counts_, facts_, audience);
    EXPECT_NE(words.find("412"), std::string::npos);
    EXPECT_EQ(words.find("Harrow"), std::string::npos) << "the holder is not named to the public";
  }
}

// A statement promises no letter before it is decided that there are any, nor afterwards when there are none.
TEST_F(Report, StatementsSayWhatWasDecidedAboutLetters) {
  const auto says = [&](Audience audience, std::string_view words) {
    return statement(incident_, counts_, facts_, audience).find(words) != std::string::npos;
  };
  incident_.notify_decided = incident_.notify = false;
  EXPECT_TRUE(says(Audience::kStaff, "being decided") && says(Audience::kPublic, "We are deciding"));
  EXPECT_FALSE(says(Audience::kStaff, "receives a letter") || says(Audience::kPublic, "We are telling"));
  incident_.notify_decided = true;
  EXPECT_FALSE(says(Audience::kStaff, "being decided") || says(Audience::kPublic, "We are deciding"));
  EXPECT_FALSE(says(Audience::kStaff, "letter") || says(Audience::kPublic, "We are telling"));
  incident_.notify = true;
  EXPECT_TRUE(says(Audience::kStaff, "If you receive no letter") &&
              says(Audience::kPublic, "We are telling each of them"));
}

}  // namespace
}  // namespace tipstaff::incident
