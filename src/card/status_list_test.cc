#include "card/status_list.h"

#include <gtest/gtest.h>

#include "base/cbor.h"
#include "base/files.h"
#include "card/test_stamp.h"
#include "test_support.h"

namespace tipstaff::card {
namespace {

using namespace test;

// The hexadecimal lines of a file of the draft's examples, after the last line that is none.
Bytes hex_in(const std::filesystem::path& path) {
  SystemFiles files;
  const Bytes text = *files.read(path);
  std::string digits;
  std::string line;
  for (const char c : std::string(as_text(text)) + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.find_first_not_of("0123456789abcdef") == std::string::npos)
      digits += line;
    else
      digits.clear();
    line.clear();
  }
  return *from_hex(digits);
}

TEST(StatusList, UnpacksTheDraftsExamples) {
  TIPSTAFF_SHARED_DATA(folder, "vectors/status-list");
  // §4.1: c9 44 f9 holds 1 2 0 3 0 1 0 1 1 2 3 3.
  EXPECT_EQ(*unpack_statuses(hex_in(folder / "status_list_encoding2_cbor.md")),
            (Bytes{1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3}));
  const auto long_one = unpack_statuses(hex_in(folder / "status_list_encoding1_long_cbor.md"));
  ASSERT_TRUE(long_one);
  EXPECT_EQ(long_one->size(), std::size_t{1} << 20);
  EXPECT_EQ((*long_one)[0], 1);
  EXPECT_EQ((*long_one)[1993], 1);
  EXPECT_EQ((*long_one)[1], 0);
  EXPECT_EQ(unpack_statuses(hex_in(folder / "status_list_encoding2_long_cbor.md"))->size(), std::size_t{1} << 20);
}

TEST(StatusList, ReadsTheDraftsTokenAsFarAsItsBitsGo) {
  TIPSTAFF_SHARED_DATA(folder, "vectors/status-list");
  const Bytes token = hex_in(folder / "status_list_cwt.md");
  const auto message = cose::parse_sign1(token);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->headers.type, kStatusListType);
  EXPECT_EQ(as_text(message->headers.key_id), "12");
  EXPECT_FALSE(decode_status_claims(message->payload)) << "one bit a card: not a list of ours";
}

TEST(StatusList, GivesBackWhatWentIn) {
  const Signer signer = es256_signer();
  StatusList list = list_with(CardStatus::kSuspended);
  list.statuses.set(0, CardStatus::kValid);
  list.statuses.set(65'535, CardStatus::kInvalid);
  const Bytes token = *sign_status_list(list, signer.headers(), signer.sign);
  const auto read = open_status_list(token, keys_of(signer));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->uri, list.uri);
  EXPECT_EQ(read->expires, list.expires);
  EXPECT_EQ(read->issued, list.issued);
  EXPECT_EQ(read->ttl, list.ttl);
  EXPECT_EQ(read->statuses.bytes(), list.statuses.bytes());
  EXPECT_EQ(read->statuses.at(4711), CardStatus::kSuspended);
  EXPECT_EQ(read->statuses.at(1), CardStatus::kNotYetActive);
}

TEST(StatusList, IsRefusedWhenItIsNotItsIssuers) {
  const Signer signer = es256_signer(), other = es256_signer();
  const Bytes token = *sign_status_list(list_with(CardStatus::kValid), signer.headers(), signer.sign);
  EXPECT_FALSE(open_status_list(token, keys_of(other)));
  EXPECT_FALSE(open_status_list(token, keys_of(signer, true)));
  for (std::size_t length = 0; length < token.size(); ++length)
    EXPECT_FALSE(open_status_list(ByteView(token).first(length), keys_of(signer))) << length;
  for (std::size_t at = 0; at < token.size(); ++at) {
    Bytes changed = token;
    changed[at] ^= 1;
    EXPECT_FALSE(open_status_list(changed, keys_of(signer))) << at;
  }
  // A stamp is signed by the same key and is no list.
  EXPECT_FALSE(open_status_list(*message_of_stamp(text_of(full_stamp(), signer)), keys_of(signer)));
}

TEST(StatusList, DoesNotSwellBeyondItsBound) {
  // 33 MiB of nothing: more slots than any list may have.
  const Statuses large(kMostSlots + 4, CardStatus::kValid);
  const Signer signer = es256_signer();
  StatusList list = list_with(CardStatus::kValid);
  list.statuses = large;
  const Bytes token = *sign_status_list(list, signer.headers(), signer.sign);
  EXPECT_LT(token.size(), std::size_t{1} << 20);
  EXPECT_FALSE(open_status_list(token, keys_of(signer)));
}

}  // namespace
}  // namespace tipstaff::card
