#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "match/test_index.h"

namespace tipstaff::match {
namespace {

TEST(IndexFile, GivesBackTheIndexAndNothingWithoutItsKey) {
  SystemRandom random;
  const Plaintext secret = Plaintext::copy_of("fedcba9876543210fedcba9876543210");
  Builder builder(IndexFile::fingerprint_key(secret), Use::kFile);
  builder.add({"Okafor", "Adaeze", "Sergeant", "Dogs", "North", "NM123456", "20001234", "a.okafor@force.example"});
  builder.add({"Smith-Barrington", "Alice", "Constable", "", "", "NM123457", "", ""});
  const Index index = std::move(builder).finish();
  Bytes file = IndexFile::write(index, secret, random);
  const auto read = IndexFile::read(file, secret);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(IndexFile::encode(*read), IndexFile::encode(index));
  EXPECT_THAT(found(*read, "Adaeze Okafor, and A. Smith Barrington NM123457"), testing::UnorderedElementsAre(0U, 1U));
  EXPECT_EQ(as_text(file).find("kafor"), std::string_view::npos);
  EXPECT_EQ(IndexFile::read(file, key()).error().code(), Code::kTampered);
  EXPECT_EQ(IndexFile::read(ByteView(file).first(file.size() - 1), secret).error().code(), Code::kTampered);
  EXPECT_EQ(IndexFile::read(ByteView(file).first(23), secret).error().code(), Code::kTampered);
  file[file.size() / 2] ^= 1;
  EXPECT_EQ(IndexFile::read(file, secret).error().code(), Code::kTampered);
  EXPECT_EQ(IndexFile::read(as_bytes("rank,unit"), secret).error().code(), Code::kInvalid);
}

// What an older or a newer program wrote is refused by its first line, and the sentence says what to do.
TEST(IndexFile, OfAnotherVersionIsRefusedWithARemedy) {
  SystemRandom random;
  const Plaintext secret = Plaintext::copy_of("fedcba9876543210fedcba9876543210");
  Builder builder(IndexFile::fingerprint_key(secret), Use::kFile);
  builder.add({"Okafor", "Adaeze", "", "", "", "", "", ""});
  const Bytes file = IndexFile::write(std::move(builder).finish(), secret, random);
  const auto refusal = [&](std::string_view first_line) {
    Bytes other = to_bytes(as_bytes(first_line));
    append(other, ByteView(file).subspan(23));
    const auto read = IndexFile::read(other, secret);
    return read ? "it was read" : read.error().text();
  };
  EXPECT_THAT(refusal("tipstaff roll index v1\n"),
              testing::AllOf(testing::HasSubstr("version 1"), testing::HasSubstr("make a new one")));
  EXPECT_THAT(refusal("tipstaff roll index v3\n"),
              testing::AllOf(testing::HasSubstr("version 3"), testing::HasSubstr("a newer one")));
  EXPECT_THAT(refusal("tipstaff roll index v99999999999999999999\n"), testing::HasSubstr("no roll index"));
  EXPECT_THAT(refusal("tipstaff roll index v\n"), testing::HasSubstr("no roll index"));
  EXPECT_THAT(refusal("tipstaff roll index v2 \n"), testing::HasSubstr("no roll index"));
  EXPECT_EQ(refusal("tipstaff roll index v2\n"), "it was read");
}

// An index in memory and one for a file say the same.
TEST(IndexFile, FindsWhatAnIndexInMemoryFinds) {
  const Index memory = index_of(kHard), file = index_of(kHard, Use::kFile);
  std::string text;
  for (const Known& one : kHard)
    for (const std::string& form : written_forms(one.surname, one.forenames)) text += form + " said; ";
  text += text;  // what was asked before is remembered
  EXPECT_EQ(found(memory, text), found(file, text));
  const auto a = scanned(memory, text), b = scanned(file, text);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(a[i].begin == b[i].begin && a[i].end == b[i].end && (a[i].entry == nullptr) == (b[i].entry == nullptr))
        << i;
  EXPECT_EQ(found(memory, text).size(), kHard.size());
  EXPECT_THROW(IndexFile::encode(memory), std::logic_error);
}

TEST(IndexFile, RefusesABodyThatPointsBeyondItself) {
  const Bytes body = IndexFile::encode(index_of({{"Okafor", "Adaeze", "NM123456", "", "", "Sergeant"}}, Use::kFile));
  ASSERT_TRUE(IndexFile::decode(body, key()));
  EXPECT_FALSE(IndexFile::decode(ByteView(body).first(body.size() - 1), key()));
  EXPECT_FALSE(IndexFile::decode({}, key()));
  for (std::size_t i = 0; i < 60; ++i) {  // every byte of what counts: none is believed
    Bytes changed = body;
    changed[i] ^= 0xFF;
    const bool number = i >= 4 && i < 12;  // shortest and longest number may be anything
    EXPECT_EQ(IndexFile::decode(changed, key()).has_value(), number) << i;
  }
  Bytes classes = body;  // a class that there is not
  classes[60] = 16;
  EXPECT_FALSE(IndexFile::decode(classes, key()));
  Bytes beyond = body;  // a holder who is nobody
  beyond[body.size() - 12 - 4] = 1;
  EXPECT_FALSE(IndexFile::decode(beyond, key()));
}

}  // namespace
}  // namespace tipstaff::match
