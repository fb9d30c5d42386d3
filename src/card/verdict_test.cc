#include "card/verdict.h"

#include <gtest/gtest.h>

#include "card/base45.h"
#include "card/test_stamp.h"

namespace tipstaff::card {
namespace {

using namespace test;
using std::chrono::hours;

std::vector<StatusSource> lists(const StatusList& list) {
  std::vector<StatusSource> out;
  out.push_back({list});
  return out;
}

struct Verdicts : testing::Test {
  Signer signer = es256_signer();
  KeySet keys = keys_of(signer);
  std::string text = text_of(full_stamp(), signer);
  StampVerdict of(const std::string& code, const StatusList& list, Instant now = kNow) {
    return judge_stamp(code, keys, lists(list), now).verdict;
  }
};

TEST_F(Verdicts, FollowTheStatus) {
  EXPECT_EQ(of(text, list_with(CardStatus::kValid)), StampVerdict::kGenuine);
  EXPECT_EQ(of(text, list_with(CardStatus::kInvalid)), StampVerdict::kNotGenuine);
  EXPECT_EQ(of(text, list_with(CardStatus::kSuspended)), StampVerdict::kSuspended);
  EXPECT_EQ(of(text, list_with(CardStatus::kNotYetActive)), StampVerdict::kNotYetActive);
  EXPECT_EQ(of(text, list_with(CardStatus::kValid), *parse_instant("2031-11-22T00:00:00Z")), StampVerdict::kExpired);
}

TEST_F(Verdicts, AreNeverGenuineWhenAnythingIsUnknown) {
  const StatusList good = list_with(CardStatus::kValid);
  EXPECT_EQ(judge_stamp(text, keys, {}, kNow).verdict, StampVerdict::kCannotSay) << "no list";
  EXPECT_EQ(of(text, good, kNow + hours(24)), StampVerdict::kCannotSay) << "a list that has ended";
  EXPECT_EQ(of(text, good, kNow - hours(1)), StampVerdict::kCannotSay) << "a list of the future";
  StatusList other = good;
  other.uri = "https://status.elsewhere.example/1";
  EXPECT_EQ(of(text, other), StampVerdict::kCannotSay) << "another issuer's list";
  StatusList shorter = good;
  shorter.statuses = Statuses(4708, CardStatus::kValid);
  EXPECT_EQ(of(text, shorter), StampVerdict::kCannotSay) << "an index out of range";
  std::vector<StatusSource> broken;
  broken.push_back({fail(Code::kInvalid, "the status list cannot be used: its signature is wrong")});
  EXPECT_EQ(judge_stamp(text, keys, broken, kNow).verdict, StampVerdict::kCannotSay);
  Stamp minimal = full_stamp();
  minimal.face.reset();
  EXPECT_EQ(of(text_of(minimal, signer), good), StampVerdict::kCannotSay) << "does not say whose";
}

TEST_F(Verdicts, RefuseForgeries) {
  const StatusList good = list_with(CardStatus::kValid);
  EXPECT_EQ(of(text_of(full_stamp(), es256_signer()), good), StampVerdict::kCannotSay) << "a key that nobody knows";
  const Signer forger = es256_signer();
  const std::string posing = *make_stamp(full_stamp(), signer.headers(), forger.sign);
  EXPECT_EQ(of(posing, good), StampVerdict::kNotGenuine) << "says it is ours, and is not";
  keys.keys.front().revoked = true;
  EXPECT_EQ(of(text, good), StampVerdict::kNotGenuine) << "a revoked key";
  keys = keys_of(signer);
  Stamp elsewhere = full_stamp();
  elsewhere.issuer = "Southmoor Constabulary";
  EXPECT_EQ(of(text_of(elsewhere, signer), good), StampVerdict::kNotGenuine);
  EXPECT_EQ(of("https://verify.northmoor.example/?card=1", good), StampVerdict::kNotGenuine);
  const Bytes list_token = *sign_status_list(good, signer.headers(), signer.sign);
  EXPECT_EQ(of("TS1:" + base45(list_token), good), StampVerdict::kNotGenuine) << "something else of the issuer's";
}

TEST_F(Verdicts, AreNotGenuineForAnyChangedByteOrAnyLength) {
  const StatusList good = list_with(CardStatus::kValid);
  const auto source = lists(good);
  const Bytes message = *message_of_stamp(text);
  for (std::size_t at = 0; at < message.size(); ++at) {
    Bytes changed = message;
    changed[at] ^= 1;
    EXPECT_NE(judge_stamp("TS1:" + base45(changed), keys, source, kNow).verdict, StampVerdict::kGenuine) << at;
  }
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_NE(judge_stamp(text.substr(0, length), keys, source, kNow).verdict, StampVerdict::kGenuine) << length;
  EXPECT_NE(judge_stamp(text + "00", keys, source, kNow).verdict, StampVerdict::kGenuine);
}

}  // namespace
}  // namespace tipstaff::card
