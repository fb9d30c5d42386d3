#include "webcheck/queue.h"

#include <gtest/gtest.h>

namespace tipstaff::webcheck {
namespace {

using std::chrono::seconds;

class QueueTest : public ::testing::Test {
 protected:
  static Wish file(std::uint64_t size = 10) { return {"answer.xlsx", "", size, false}; }

  SystemRandom random_;
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

TEST_F(QueueTest, CallsInTheOrderOfComing) {
  Queue line(random_, {.places = 2}, [this] { return now_; });
  std::vector<std::string> tickets;
  for (int i = 0; i < 5; ++i) tickets.push_back(*line.take(file(), "127.0.0.1"));
  const std::vector<std::optional<std::size_t>> places{line.place(tickets[0]), line.place(tickets[1]),
                                                       line.place(tickets[2]), line.place(tickets[3]),
                                                       line.place(tickets[4])};
  EXPECT_EQ(places, (std::vector<std::optional<std::size_t>>{0, 0, 1, 2, 3}));
  line.give_up(tickets[2]);
  EXPECT_EQ(line.place(tickets[3]), 1);
  line.leave(tickets[0]);
  EXPECT_EQ(line.place(tickets[3]), 0);
  EXPECT_EQ(line.place(tickets[4]), 1);
  EXPECT_EQ(line.place("no such ticket"), std::nullopt);
}

TEST_F(QueueTest, LetsOneUploadInForATicketThatWasCalledAndNoOther) {
  Queue line(random_, {.places = 1}, [this] { return now_; });
  const std::string first = *line.take(file(7), "127.0.0.1"), second = *line.take(file(8), "127.0.0.1");
  EXPECT_EQ(line.begin(second), 0) << "it waits";
  EXPECT_FALSE(line.whole(first)) << "nothing has come";
  EXPECT_EQ(line.begin(first), 7);
  EXPECT_EQ(line.begin(first), 0) << "a second upload";
  EXPECT_EQ(line.whole(first)->size, 7);
  EXPECT_FALSE(line.whole(first)) << "a second file";
  line.give_up(first);
  EXPECT_EQ(line.place(second), 1) << "a file under check keeps its place, whatever its sender wants";
  line.leave(first);
  EXPECT_EQ(line.begin(second), 8);
}

TEST_F(QueueTest, HoldsNoMoreBytesThanAllowedButAnyOneFile) {
  Queue line(random_, {.places = 10, .bytes = 100}, [this] { return now_; });
  const std::string huge = *line.take(file(500), "127.0.0.1"), small = *line.take(file(10), "127.0.0.1");
  EXPECT_EQ(line.place(huge), 0);
  EXPECT_EQ(line.place(small), 1);
  line.leave(huge);
  EXPECT_EQ(line.place(small), 0);
  const std::string rest = *line.take(file(90), "127.0.0.1"), over = *line.take(file(1), "127.0.0.1");
  EXPECT_EQ(line.place(rest), 0);
  EXPECT_EQ(line.place(over), 1);
}

TEST_F(QueueTest, OneAddressHasHalfOfThePlaces) {
  Queue line(random_, {.places = 4}, [this] { return now_; });
  std::vector<std::string> greedy;
  for (int i = 0; i < 4; ++i) greedy.push_back(*line.take(file(), "192.0.2.1"));
  EXPECT_EQ(line.place(greedy[1]), 0);
  EXPECT_EQ(line.place(greedy[2]), 1);
  EXPECT_EQ(line.place(*line.take(file(), "192.0.2.2")), 0) << "another is called before the third of the first";
  line.leave(greedy[0]);
  EXPECT_EQ(line.place(greedy[2]), 0);
}

TEST_F(QueueTest, RefusesWhatItCannotHold) {
  Queue line(random_, {.places = 1, .most_waiting = 2, .most_per_address = 2}, [this] { return now_; });
  EXPECT_TRUE(line.take(file(), "192.0.2.1"));
  EXPECT_TRUE(line.take(file(), "192.0.2.1"));
  EXPECT_EQ(line.take(file(), "192.0.2.1").error().code(), Code::kUnavailable) << "the address has its tickets";
  EXPECT_TRUE(line.take(file(), "192.0.2.2"));
  EXPECT_EQ(line.take(file(), "192.0.2.3").error().code(), Code::kUnavailable) << "the queue is full";
}

TEST_F(QueueTest, TicketsThatNobodyAsksAfterEnd) {
  Queue line(random_, {.places = 1}, [this] { return now_; });
  const std::string gone = *line.take(file(), "127.0.0.1"), patient = *line.take(file(), "127.0.0.1");
  for (int i = 0; i < 3; ++i) {
    now_ += seconds(12);
    line.place(patient);
  }
  EXPECT_EQ(line.place(gone), std::nullopt);
  EXPECT_EQ(line.place(patient), 0);
}

TEST_F(QueueTest, AnUploadThatTheServerForgotEndsAndACheckDoesNot) {
  Queue line(random_, {.places = 1, .upload = seconds(60), .slowest = 1024}, [this] { return now_; });
  const std::string lost = *line.take(file(10 * 1024), "127.0.0.1");
  EXPECT_GT(line.begin(lost), 0);
  now_ += seconds(69);
  EXPECT_TRUE(line.place(lost));
  now_ += seconds(2);
  EXPECT_FALSE(line.place(lost));
  const std::string slow = *line.take(file(), "127.0.0.1");
  EXPECT_GT(line.begin(slow), 0);
  EXPECT_TRUE(line.whole(slow));
  now_ += seconds(10'000);
  EXPECT_TRUE(line.place(slow));
}

TEST(Loopback, IsThisMachineOnly) {
  for (const char* own : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"}) EXPECT_TRUE(is_loopback(own)) << own;
  for (const char* other : {"0.0.0.0", "::", "10.127.0.1", "192.0.2.1", ""}) EXPECT_FALSE(is_loopback(other)) << other;
}

}  // namespace
}  // namespace tipstaff::webcheck
