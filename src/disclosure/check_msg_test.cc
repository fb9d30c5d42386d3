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
using test::expect_told;
using test::found;
using test::le;
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

const std::string kSentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May";

// A sentence in each place of a mail that no program shows.
TEST(CheckMsg, HoldsWordsInPropertiesThatNobodyShows) {
  const auto with = [](const std::string& path, const std::string& content) {
    return mail().add(path, content).finish();
  };
  const std::string recipient = "__recip_version1.0_#00000000/", attached = "__attach_version1.0_#00000000/",
                    names = "__nameid_version1.0/";
  const struct {
    std::string path, content;
  } kPlaces[] = {
      {"__substg1.0_8000001F", wide(kSentence)},  // a named property
      {"__substg1.0_8000001E", kSentence},
      {"__substg1.0_0070001F", wide(kSentence)},  // the conversation's topic, which repeats the subject
      {"__substg1.0_1001001F", wide(kSentence)},
      {"__substg1.0_80000102", kSentence},
      {"__substg1.0_00710102", wide(kSentence)},
      {"__substg1.0_80010048", kSentence},
      {"__substg1.0_8002101F-00000000", wide(kSentence)},  // one value of many
      {"__substg1.0_80021102-00000000", kSentence},
      {"__substg1.0_7D010102", kSentence + std::string(5000, ' ')},  // as large as a file
      {"__substg1.0_007D001F", wide("Received: from a by b\r\nX-Remark: so\r\n\t" + kSentence + "\r\n")},
      {recipient + "__substg1.0_3004001F", wide(kSentence)},
      {recipient + "__substg1.0_0FFF0102", kSentence},
      {attached + "__substg1.0_3004001F", wide(kSentence)},
      {attached + "__substg1.0_37090102", kSentence},
      {attached + "__substg1.0_370D001F", wide(kSentence)},
      {attached + "__substg1.0_8000101F-00000003", wide(kSentence)},
      {names + "__substg1.0_10010102", kSentence},
  };
  for (const auto& place : kPlaces) {
    expect_held(with(place.path, place.content), "between-parts", "words in properties that no mail program shows", 1);
    EXPECT_EQ(checked(with(place.path, "")).verdict, Verdict::kPass) << place.path;
  }
  std::string values(32, '\0');
  for (std::size_t i = 0; i < 64; i += 8) values += le(0x14, 2) + le(0x8100 + i, 2) + le(6, 4) + kSentence.substr(i, 8);
  EXPECT_EQ(checked(mail().add("__properties_version1.0", values).finish()).verdict, Verdict::kHold);
  for (const std::string& stray : {recipient + "stray", recipient + "inner/stray", attached + "__substg1.0_8000000D/x",
                                   attached + "stray", names + "stray"})
    EXPECT_EQ(checked(with(stray, "x")).verdict, Verdict::kUnknown) << stray;
}

// The same words again, as Outlook keeps them in a dozen forms.
TEST(CheckMsg, PassesOtherFormsOfWhatIsShown) {
  CompoundMaker out = mail("Dear Clerk, see the minutes of 3 May and bring your own copy.");
  out.add("__substg1.0_0E04001F", wide("B Clerk; Clerk, A; Clerk, B"))
      .add("__substg1.0_0E1D001F", wide("The minutes"))
      .add("__substg1.0_0070001F", wide("The minutes"));
  out.add("__substg1.0_8003001F", wide("Dear Clerk, see the minutes of 3 May"));
  out.add("__substg1.0_0C190102", std::string(20, '\1') + wide("A Clerk") + std::string(2, '\0') + wide("SMTP") +
                                      std::string(2, '\0') + wide("clerk@example.org"));
  expect_pass(out.finish());
}

TEST(CheckMsg, HoldsWhatRichTextAndPicturesHide) {
  const auto rich = [](const std::string& rtf, const std::string& behind = "") {
    return mail()
        .add("__substg1.0_10090102", le(rtf.size() + 12, 4) + le(rtf.size(), 4) + "MELA" + le(0, 4) + rtf + behind)
        .finish();
  };
  const std::string shown = "Dear all, these are the minutes.";
  EXPECT_EQ(checked(rich("{\\rtf1\\ansi {\\v " + kSentence + "}" + shown + "}")).verdict, Verdict::kHold);
  EXPECT_EQ(checked(rich("{\\rtf1\\ansi {\\fonttbl{\\f0 " + kSentence + ";}}" + shown + "}")).verdict, Verdict::kHold);
  expect_held(rich("{\\rtf1\\ansi\\fromhtml1 {\\*\\strange " + kSentence + "}" + shown + "}"), "between-parts",
              "words in properties", 1);
  expect_held(rich("{\\rtf1\\ansi " + shown + "}", kSentence), "between-parts", "words in properties", 1);
  expect_held(rich("{\\rtf1\\ansi\\fromhtml1 " + shown + "\\htmlrtf " + kSentence + "\\htmlrtf0 }"), "between-parts",
              "words in properties", 1);
  const auto wrapped = [&](const std::string& marks) {
    return rich("{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p class=\"a, b, c of 3\">}" + marks + shown +
                "\\htmlrtf\\par\\htmlrtf0}");
  };
  expect_pass(wrapped("{\\*\\htmltag64 <!-- Converted from text/plain format -->}"));
  expect_held(wrapped("{\\*\\htmltag64 <!-- " + kSentence + " -->}"), "source-comment", "the page in the rich text", 1);
  expect_held(wrapped("{\\*\\htmltag64 <p hidden>}" + kSentence + "{\\*\\htmltag72 </p>}"), "text-hidden",
              "the page in the rich text", 1);
  const std::string page = "<html><body>" + shown + "<p style='display:none'>" + kSentence + "</p></body></html>";
  EXPECT_EQ(checked(mail().add("__substg1.0_1013001F", wide(page)).finish()).verdict, Verdict::kHold);
  const std::string png =
      "\x89PNG\r\n\x1a\n" + std::string(
                                "\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c\x63\x60\x60"
                                "\x60\x60\0\0\0\5\0\1\xa5\xf6\x45\x40\0\0\0\0IEND\xae\x42\x60\x82",
                                62);
  const auto picture = [&](const std::string& text) {
    return mail()
        .add("__substg1.0_10130102", "<html><body>" + shown + text + "</body></html>")
        .add("__attach_version1.0_#00000000/__properties_version1.0", std::string(8, '\0') + property(0x7ffe, 11, 1))
        .add("__attach_version1.0_#00000000/__substg1.0_3712001F", wide("one@x"))
        .add("__attach_version1.0_#00000000/__substg1.0_37010102", png)
        .finish();
  };
  expect_pass(picture("<img src='cid:one@x'>"));
  expect_held(picture(""), "embedded-object", "do not list", 1);
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

TEST(CheckMsg, TellsWhereAnAttachedFileWasAndWhatIsLeftOver) {
  expect_told(mail()
                  .add("__attach_version1.0_#00000000/__substg1.0_37010102", "A few words.\n")
                  .add("__attach_version1.0_#00000000/__substg1.0_370D001F", wide("C:\\Users\\Inventedname\\note.txt"))
                  .finish(),
              "absolute-path", "the path of an attached file");
  const std::string sentence = "The witness said that she had seen the invented officer there.";
  expect_told(mail().leftover(sentence).finish(), "leftover-text", "that no stream uses", sentence);
  for (const char* rule : {"absolute-path", "leftover-text"})
    EXPECT_EQ(found(checked(mail().finish()), rule), nullptr) << rule;
}

}  // namespace
}  // namespace tipstaff::disclosure
