// Mails as Outlook saves them, made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_check.h"
#include "test_compound.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::CompoundMaker;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::le;
using test::told;
using test::wide;

std::string property(std::uint16_t tag, std::uint16_t type, std::uint32_t value) {
  return le(type, 2) + le(tag, 2) + le(6, 4) + le(value, 8);
}

void add_recipient(CompoundMaker& mail, const std::string& at, unsigned kind, const std::string& name,
                   const std::string& address) {
  mail.add(at + "__properties_version1.0", std::string(8, '\0') + property(0x0c15, 3, kind))
      .add(at + "__substg1.0_3001001F", wide(name))
      .add(at + "__substg1.0_39FE001F", wide(address));
}
void add_mail(CompoundMaker& mail, const std::string& at, std::size_t heading, const std::string& body) {
  mail.add(at + "__properties_version1.0", std::string(heading, '\0'))
      .add(at + "__substg1.0_0037001F", wide("The minutes"))
      .add(at + "__substg1.0_1000001F", wide(body));
  mail.add(at + "__substg1.0_0C1A001F", wide("A Clerk")).add(at + "__substg1.0_0C1F001F", wide("clerk@example.org"));
  add_recipient(mail, at + "__recip_version1.0_#00000000/", 1, "B Clerk", "b@example.org");
}
CompoundMaker mail(const std::string& body = "Dear all, these are the minutes.") {
  CompoundMaker out;
  add_mail(out, "", 32, body);
  out.add("__nameid_version1.0/__substg1.0_00020102", "")
      .add("__nameid_version1.0/__substg1.0_00030102", "")
      .add("__nameid_version1.0/__substg1.0_00040102", "");
  return out;
}

TEST(CheckMsg, PassesAnOrdinaryMail) {
  expect_pass(mail().finish());
  EXPECT_EQ(checked(mail().finish()).kind, "msg");
  const std::string attached = mail()
                                   .add("__attach_version1.0_#00000000/__substg1.0_37010102", "A few words.\n")
                                   .add("__attach_version1.0_#00000000/__substg1.0_3707001F", wide("note.txt"))
                                   .finish();
  expect_pass(attached);
  EXPECT_NE(found(checked(attached), "attachment"), nullptr);
}

TEST(CheckMsg, HoldsWhatTravelsAlong) {
  CompoundMaker blind = mail();
  add_recipient(blind, "__recip_version1.0_#00000001/", 3, "C Invented", "c@example.org");
  expect_held(blind.finish(), "hidden-recipient", "hidden recipients", 2);
  CompoundMaker named = mail();
  add_recipient(named, "__recip_version1.0_#00000001/", 3, "C Invented", "");
  expect_held(named.finish(), "hidden-recipient", "hidden recipients", 1);
  expect_held(mail().add("__substg1.0_0E02001F", wide("C Invented")).finish(), "hidden-recipient", "hidden recipients",
              1);
  CompoundMaker inner = mail();
  inner.add("__attach_version1.0_#00000000/__properties_version1.0", std::string(8, '\0') + property(0x3705, 3, 5))
      .add("__attach_version1.0_#00000000/__substg1.0_3001001F", wide("The other mail"));
  add_mail(inner, "__attach_version1.0_#00000000/__substg1.0_3701000D/", 24, "Psst.");
  add_recipient(inner, "__attach_version1.0_#00000000/__substg1.0_3701000D/__recip_version1.0_#00000001/", 3,
                "C Invented", "c@example.org");
  expect_held(inner.finish(), "mail-inside", "The other mail", 1);
  expect_held(inner.finish(), "hidden-recipient", "(The other mail)", 2);
  const std::string other = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
  expect_held(
      mail(other).add("__substg1.0_10130102", "<html><body>Dear all, these are the minutes.</body></html>").finish(),
      "parts-differ", "says something else", 1);
  expect_pass(
      mail().add("__substg1.0_10130102", "<html><body>Dear all, these are the minutes.</body></html>").finish());
  const auto rich = [](const std::string& text) {
    const std::string rtf = "{\\rtf1\\ansi " + text + "}";
    return le(rtf.size() + 12, 4) + le(rtf.size(), 4) + "MELA" + le(0, 4) + rtf;
  };
  expect_held(mail().add("__substg1.0_10090102", rich(other)).finish(), "parts-differ", "says something else", 1);
  expect_pass(mail().add("__substg1.0_10090102", rich("Dear all, these are the minutes.")).finish());
  EXPECT_EQ(checked(mail().add("__substg1.0_10090102", "damaged and much too short").finish()).verdict,
            Verdict::kUnknown);
  EXPECT_NE(found(checked(mail().add("__substg1.0_007D001F", wide("Received: from server.example.org\r\n")).finish()),
                  "mail-trail"),
            nullptr);
  CompoundMaker unlisted = mail();
  unlisted.add("__attach_version1.0_#00000000/__properties_version1.0", std::string(8, '\0') + property(0x7ffe, 11, 1))
      .add("__attach_version1.0_#00000000/__substg1.0_37010102", "A few words.\n");
  expect_held(unlisted.finish(), "embedded-object", "do not list", 1);
  EXPECT_EQ(
      checked(mail().add("__attach_version1.0_#00000000/__substg1.0_37010102", std::string("\0\1\2\3", 4)).finish())
          .verdict,
      Verdict::kUnknown);
}

// Packed as Outlook packs it: the example of [MS-OXRTFCP] §4.1.
TEST(CheckMsg, UnpacksRichText) {
  const std::string packed(
      "\x2d\0\0\0\x2b\0\0\0\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\0\x0a\0\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20"
      "\x68\x65\x6c\x09\0\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0",
      49);
  EXPECT_EQ(found(checked(mail("hello world").add("__substg1.0_10090102", packed).finish()), "parts-differ"), nullptr);
  EXPECT_EQ(checked(mail("hello world").add("__substg1.0_10090102", packed).finish()).verdict, Verdict::kPass);
}

}  // namespace
}  // namespace tipstaff::disclosure
