#include "card/invented.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "card/photo.h"
#include "test_support.h"

namespace tipstaff::card {
namespace {

TEST(Invented, AForceLooksLikeAForce) {
  constexpr std::uint64_t kCount = 20'000;
  const auto people = invent_people(kCount, 7);
  std::set<std::string> warrants, pays, emails;
  std::map<std::string, int> ranks, surnames;
  int guarded = 0, risky = 0;
  for (const InventedPerson& p : people) {
    warrants.insert(p.warrant_number);
    pays.insert(p.pay_number);
    emails.insert(p.email);
    ++ranks[p.rank];
    ++surnames[p.surname];
    guarded += p.is_protected ? 1 : 0;
    risky += p.notice_risk ? 1 : 0;
    for (const std::string* value : {&p.surname, &p.forenames, &p.unit, &p.location, &p.vetting_level, &p.email})
      ASSERT_TRUE(!value->empty() && fault_in(*value) == TextFault::kNone);
  }
  EXPECT_EQ(warrants.size(), kCount);
  EXPECT_EQ(pays.size(), kCount);
  EXPECT_EQ(emails.size(), kCount);
  EXPECT_EQ(ranks["Chief Constable"], 1);
  EXPECT_GT(ranks["Police Constable"], ranks["Sergeant"] * 4);
  EXPECT_GT(surnames["Smith"], surnames["Hartley"] * 10);
  EXPECT_NEAR(guarded, kCount * 0.01, 60);
  EXPECT_NEAR(risky, kCount * 0.003, 35);
}

TEST(Invented, TheSameSeedInventsTheSamePeople) {
  EXPECT_EQ(roll_as_csv(invent_people(50, 1)), roll_as_csv(invent_people(50, 1)));
  EXPECT_NE(roll_as_csv(invent_people(50, 1)), roll_as_csv(invent_people(50, 2)));
  EXPECT_EQ(invent_person(40, 3).warrant_number, invent_people(41, 3).back().warrant_number);
  EXPECT_EQ(draw_portrait(invent_person(9, 1).look), draw_portrait(invent_person(9, 1).look));
}

TEST(Invented, PortraitsCarryAPositionThatTheCardLoses) {
  PhotoNormaliser normaliser;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const Bytes photo = draw_portrait(invent_person(i, 5).look);
    EXPECT_NE(as_text(photo).find("DrawnCamera"), std::string_view::npos);
    const auto portrait = normaliser.normalise(photo);
    ASSERT_TRUE(portrait) << portrait.error().text();
    EXPECT_EQ(portrait->jpeg.reveal_text().find("DrawnCamera"), std::string_view::npos);
    EXPECT_EQ(portrait->jpeg.reveal_text().find("Exif"), std::string_view::npos);
  }
}

TEST(Invented, ARollIsWritten) {
  const test::TemporaryFolder folder;
  std::uint64_t last = 0;
  ASSERT_TRUE(write_roll(folder.path(), 12, 3, [&](const ProgressReport& report) { last = report.done; }));
  EXPECT_EQ(last, 12U);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "people.csv"));
  for (const InventedPerson& p : invent_people(12, 3))
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "photos" / (p.warrant_number + ".jpg")));
  EXPECT_FALSE(write_roll("/proc/nowhere", 1, 1, no_progress()));
}

}  // namespace
}  // namespace tipstaff::card
