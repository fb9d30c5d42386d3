#include "incident/letters.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace tipstaff::incident {
namespace {

LetterFacts facts() {
  LetterFacts out;
  out.force = "Northmoor Constabulary";
  out.incident = "INC-7";
  out.written = *parse_instant("2026-11-22T09:30:00Z");
  out.what_happened =
      "The company that prints our warrant cards was attacked, and its computer was under a stranger's control.";
  out.when =
      "This lasted from 20 November 2026, 06:00 UTC, until 21 November 2026, 06:00 UTC, when we withdrew its keys.";
  out.measures =
      "We have revoked the company's keys, stopped its jobs, reported the incident and begun to replace the cards.";
  out.contact = "Margaret Hale, 01632 960 114, dpo@northmoor.invalid";
  out.from_mail = "dpo@northmoor.invalid";
  return out;
}

Addressee addressee(std::string_view name, FieldSet certain, FieldSet possible) {
  Addressee out;
  out.name = Plaintext::copy_of(name);
  out.rank = Plaintext::copy_of("Police Constable");
  out.mail = Plaintext::copy_of("a.byrne@northmoor.invalid");
  out.certain = certain;
  out.possible = possible;
  return out;
}

constexpr FieldSet kFace = {Field::kSurname, Field::kForenames, Field::kRank, Field::kPhoto};

// Left where a person can look at it, when asked to.
void keep(const char* name, const Plaintext& content) {
  const char* folder = std::getenv("TIPSTAFF_KEEP");
  if (folder == nullptr) return;
  std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << content.reveal_text();
}

TEST(Letter, TellsCertainFromPossible) {
  const std::string both = letter_body(facts(), kFace, {Field::kWarrantNumber}, false);
  const std::size_t taken = both.find("treat them as taken"), maybe = both.find("may have been taken");
  ASSERT_NE(taken, std::string::npos);
  ASSERT_NE(maybe, std::string::npos);
  EXPECT_LT(taken, both.find("Your photograph"));
  EXPECT_LT(both.find("Your photograph"), maybe);
  EXPECT_LT(maybe, both.find("Your warrant or staff number"));
  EXPECT_NE(both.find("Name and photograph together"), std::string::npos);
  EXPECT_EQ(letter_body(facts(), kFace, {}, false).find("may have been taken"), std::string::npos);
  EXPECT_EQ(letter_body(facts(), {}, kFace, false).find("treat them as taken"), std::string::npos);
  EXPECT_EQ(both.find("Your pay number"), std::string::npos) << "nothing that is not on the list";
  EXPECT_EQ(both.find("{{"), std::string::npos);
}

TEST(Letter, SaysWhatTheLawAsksFor) {
  const std::string body = letter_body(facts(), kFace, {}, false);
  for (const std::string& part : {facts().what_happened, facts().when, facts().measures, facts().contact,
                                  std::string("INC-7"), std::string("ico.org.uk")})
    EXPECT_NE(body.find(part), std::string::npos) << part;
  EXPECT_NE(letter_body(facts(), kFace, {}, true).find("wrote to you before"), std::string::npos);
}

TEST(Letter, IsAPdfThatKeepsItsTextAndIsDrawnFast) {
  LetterWriter writer(facts());
  const auto both = writer.pdf(addressee("Aoife Ní Bhroin", kFace, {Field::kWarrantNumber, Field::kUnit}));
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->reveal_text().starts_with("%PDF-1.5"));
  keep("letter.pdf", *both);
  const auto long_one =
      writer.pdf(addressee("Oluwaseun Adébáyò", FieldSet::from_bits(0x155), FieldSet::from_bits(0x2AA)));
  ASSERT_TRUE(long_one);
  keep("letter-long.pdf", *long_one);
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(writer.pdf(addressee("Jan Kowalski", kFace, {})));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  RecordProperty("letters_per_second", std::to_string(50 / seconds));
  if (std::getenv("TIPSTAFF_KEEP") != nullptr) std::printf("letters per second: %.0f\n", 50 / seconds);
}

TEST(Mail, IsSevenBitWithShortLinesAndNoWayIntoItsHeaders) {
  LetterWriter writer(facts());
  const auto mail =
      writer.mail(addressee("Zoë\r\nBcc: everyone@example.invalid", kFace, {Field::kWarrantNumber}), "a1b2");
  ASSERT_TRUE(mail);
  keep("letter.eml", *mail);
  std::string_view rest = mail->reveal_text();
  const std::size_t headers_end = rest.find("\r\n\r\n");
  EXPECT_EQ(rest.substr(0, headers_end).find("Bcc"), std::string_view::npos);
  EXPECT_NE(rest.find("\r\nTo: =?UTF-8?B?"), std::string_view::npos);
  EXPECT_NE(rest.find("<a.byrne@northmoor.invalid>"), std::string_view::npos);
  EXPECT_NE(rest.find("Date: Sun, 22 Nov 2026 09:30:00 +0000"), std::string_view::npos);
  while (!rest.empty()) {
    const std::size_t end = rest.find("\r\n");
    ASSERT_NE(end, std::string_view::npos) << "a line without its end";
    EXPECT_LE(end, 78U) << "RFC 5322 §2.1.1";
    for (const char c : rest.substr(0, end)) EXPECT_TRUE(c >= 32 && c < 127);
    rest.remove_prefix(end + 2);
  }
}

TEST(Mail, LeavesOutAnAddressThatIsNone) {
  LetterWriter writer(facts());
  Addressee to = addressee("Jan Kowalski", kFace, {});
  to.mail = Plaintext::copy_of("jan@x>\r\nBcc: <y@z");
  const auto mail = writer.mail(to, "a1b2");
  ASSERT_TRUE(mail);
  EXPECT_NE(mail->reveal_text().find("To: undisclosed-recipients:;\r\n"), std::string_view::npos);
  EXPECT_EQ(mail->reveal_text().find("jan@x"), std::string_view::npos);
}

}  // namespace
}  // namespace tipstaff::incident
