#include "press/invitation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipstaff::press {
namespace {

Hash some_pin() {
  Hash out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(200 + i);
  return out;
}

std::string code_of(const Invitation& invitation) { return std::string(invitation_text(invitation).reveal_text()); }

TEST(Invitation, ComesBackFromItsTextHoweverItIsTyped) {
  SystemRandom random;
  for (int i = 0; i < 200; ++i) {
    const Invitation made = new_invitation(some_pin(), random);
    std::string text = code_of(made);
    ASSERT_EQ(text.size(), 79U);
    if (i % 2 == 1)
      for (char& c : text) {
        if (c == '-') c = i % 3 == 0 ? ' ' : '\n';
        if (c == '0') c = 'o';
        if (c == '1') c = i % 3 == 0 ? 'l' : 'I';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
    const auto back = parse_invitation(text);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->code_id, made.code_id);
    EXPECT_TRUE(equal_secret(back->secret.reveal(), made.secret.reveal()));
    EXPECT_EQ(back->pin, to_bytes(ByteView(some_pin()).first(16)));
  }
}

TEST(Invitation, NoticesEverySlipOfOneSymbolAndMostSwaps) {
  SystemRandom random;
  const std::string text = code_of(new_invitation(some_pin(), random));
  int missed = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') continue;
    for (const char other : {'0', '1', '7', 'A', 'H', 'Z'}) {
      std::string bent = text;
      if (bent[i] == other) continue;
      bent[i] = other;
      if (parse_invitation(bent)) ++missed;
    }
    if (i + 1 < text.size() && text[i + 1] != '-' && text[i] != text[i + 1]) {
      std::string swapped = text;
      std::swap(swapped[i], swapped[i + 1]);
      if (parse_invitation(swapped)) ++missed;
    }
  }
  EXPECT_EQ(missed, 0);  // each has a chance of one in a million
}

TEST(Invitation, SaysWhatIsWrong) {
  SystemRandom random;
  std::string text = code_of(new_invitation(some_pin(), random));
  EXPECT_THAT(parse_invitation("").error().message(), ::testing::HasSubstr("this one has 0"));
  EXPECT_THAT(parse_invitation(text.substr(0, 70)).error().message(), ::testing::HasSubstr("this one has 56"));
  text[10] = 'U';
  EXPECT_THAT(parse_invitation(text).error().message(), ::testing::HasSubstr("group 3"));
}

TEST(Invitation, BindsEveryKeyToTheCode) {
  SystemRandom random;
  const Invitation invitation = new_invitation(some_pin(), random);
  Enrolment enrolment{invitation.code_id, random.bytes(100), random.bytes(32), random.bytes(32), {}};
  enrolment.mac = enrolment_mac(enrolment, invitation.secret);
  EXPECT_TRUE(enrolment_mac_is_right(enrolment, invitation.secret));
  EXPECT_FALSE(enrolment_mac_is_right(enrolment, new_invitation(some_pin(), random).secret));
  const std::string fingerprint = enrolment_fingerprint(enrolment);
  EXPECT_EQ(fingerprint.size(), 79U);
  for (Bytes* part : {&enrolment.tls_request, &enrolment.box_public_key, &enrolment.receipt_public_key}) {
    part->front() ^= 1;
    EXPECT_FALSE(enrolment_mac_is_right(enrolment, invitation.secret));
    EXPECT_NE(enrolment_fingerprint(enrolment), fingerprint);
    part->front() ^= 1;
  }
  enrolment.code_id[0] = enrolment.code_id[0] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(enrolment_mac_is_right(enrolment, invitation.secret));
  enrolment.mac.clear();
  EXPECT_FALSE(enrolment_mac_is_right(enrolment, invitation.secret));
}

}  // namespace
}  // namespace tipstaff::press
