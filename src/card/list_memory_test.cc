#include "card/list_memory.h"

#include <gtest/gtest.h>

#include "card/test_stamp.h"
#include "card/verdict.h"

namespace tipstaff::card {
namespace {

using namespace test;
using std::chrono::seconds;

StatusList made_at(Instant issued) {
  StatusList out = list_with(CardStatus::kValid);
  out.issued = issued;
  return out;
}

TEST(ListMemory, RefusesWhatIsOlderThanTheNewestSeen) {
  ListMemory memory;
  EXPECT_TRUE(memory.admit(made_at(kNow), kNow));
  EXPECT_TRUE(memory.admit(made_at(kNow), kNow)) << "the same again";
  EXPECT_FALSE(memory.admit(made_at(kNow - seconds(1)), kNow));
  StatusList other = made_at(kNow - seconds(1));
  other.uri = "https://status.elsewhere.example/1";
  EXPECT_TRUE(memory.admit(other, kNow)) << "another list has its own time";
  EXPECT_TRUE(memory.admit(made_at(kNow + seconds(60)), kNow + seconds(60)));
  EXPECT_FALSE(memory.admit(made_at(kNow), kNow + seconds(60)));
}

TEST(ListMemory, IsNotPoisonedByAListOfTheFuture) {
  ListMemory memory;
  EXPECT_TRUE(memory.admit(made_at(kNow + kClockError + seconds(1)), kNow));
  EXPECT_TRUE(memory.admit(made_at(kNow), kNow));
}

TEST(ListMemory, PassesAnUnusableListOn) {
  ListMemory memory;
  EXPECT_EQ(memory.admit(fail(Code::kInvalid, "damaged"), kNow).error().text(), "damaged");
}

TEST(ListMemory, IsKeptAsText) {
  ListMemory memory;
  (void)memory.admit(made_at(kNow), kNow);
  auto read = ListMemory::parse(memory.to_json());
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->admit(made_at(kNow - seconds(1)), kNow));
  EXPECT_TRUE(ListMemory::parse(""));
  for (const char* damaged : {"[]", "{", "{\"a\":\"1\"}", "{\"a\":-1}", "{\"a\":253402300800}", "{\"a\":1.5}"})
    EXPECT_FALSE(ListMemory::parse(damaged)) << damaged;
}

}  // namespace
}  // namespace tipstaff::card
