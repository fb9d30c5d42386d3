#include "disclosure/mail_store.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <numeric>
#include <set>

#include "disclosure/search.h"
#include "test_support.h"

namespace tipstaff::disclosure {
namespace {

// §5.1: every byte stands for one other.
std::array<std::uint8_t, 256> encoding() {
  std::array<std::uint8_t, 256> read, out{};
  std::iota(read.begin(), read.end(), std::uint8_t{0});
  decode_mail_store(read);
  for (std::size_t i = 0; i < read.size(); ++i) out[read[i]] = static_cast<std::uint8_t>(i);
  return out;
}

std::string header(unsigned version, std::uint8_t how) {
  std::string out(kMailStoreHeader, '\0');
  out.replace(0, 4, "!BDN");
  out.replace(8, 2, "SM");
  out[10] = static_cast<char>(version);
  out[version <= 15 ? 461 : 513] = static_cast<char>(how);
  return out;
}

TEST(MailStore, SaysHowItIsEncoded) {
  const std::tuple<unsigned, std::uint8_t, MailStore> cases[] = {
      {14, 0, MailStore::kPlain},  {15, 1, MailStore::kEncoded}, {23, 1, MailStore::kEncoded},
      {23, 0, MailStore::kPlain},  {23, 2, MailStore::kClosed},  {23, 0x10, MailStore::kClosed},
      {36, 0, MailStore::kClosed}, {17, 0, MailStore::kClosed}};
  for (const auto& [version, how, expected] : cases)
    EXPECT_EQ(mail_store(as_bytes(header(version, how))), expected) << version << ' ' << unsigned{how};
  EXPECT_EQ(mail_store(as_bytes(header(23, 1).substr(1))), MailStore::kNone);
  EXPECT_EQ(mail_store(as_bytes(header(23, 1).substr(0, 500))), MailStore::kNone) << "cut off";
}

TEST(MailStore, ItsTableIsThatOfTheStandard) {
  const auto encoded = encoding();
  const std::uint8_t first[] = {0x41, 0x36, 0x13, 0x62, 0xa8, 0x21, 0x6e, 0xbb};  // of the table that writes
  EXPECT_TRUE(std::equal(std::begin(first), std::end(first), encoded.begin()));
  EXPECT_EQ(std::set<std::uint8_t>(encoded.begin(), encoded.end()).size(), 256U);
}

// A table of recipients, as heaps hold it: UTF-16, one after the other.
TEST(MailStore, PeopleAreFoundInIt) {
  match::Builder builder(Plaintext::copy_of("0123456789abcdef0123456789abcdef"));
  std::string text;
  for (int i = 0; i < 12; ++i) {
    const std::string surname = std::string("Ravelston") + static_cast<char>('a' + i),
                      forename = std::string("Corwen") + static_cast<char>('a' + i),
                      number = "NM7311" + std::to_string(10 + i);
    builder.add({surname, forename, "Constable", "", "", number, "", ""});
    text += forename + " " + surname + "\t" + number + "\r\n";
  }
  const match::Index index = std::move(builder).finish();
  const RollIndex rolls[] = {{"your roll", &index}};
  std::string wide;
  for (const char c : text) (wide += c) += '\0';
  const auto encoded = encoding();
  const test::TemporaryFolder folder;
  const auto search = [&](std::uint8_t how, std::string content) {
    if (how == 1)
      for (char& c : content) c = static_cast<char>(encoded[static_cast<std::uint8_t>(c)]);
    const std::filesystem::path path = folder.path() / "archive.pst";
    std::ofstream(path, std::ios::binary) << header(23, how) << content;
    return search_file(path, rolls);
  };
  // Behind more than one piece of 4 MiB too, and over its edge.
  for (const std::size_t before : {std::size_t{0}, (std::size_t{4} << 20) - kMailStoreHeader - wide.size() / 2})
    for (const std::uint8_t how : {std::uint8_t{0}, std::uint8_t{1}}) {
      const auto found = search(how, std::string(before, '\0') + wide);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->kind, "pst");
      EXPECT_NE(found->unread.find("attached"), std::string_view::npos);
      EXPECT_EQ(found->found[0].summary().people, 12U) << before << ' ' << unsigned{how};
      EXPECT_EQ(found->found[0].summary().grade, match::Grade::kSure);
    }
  const auto closed = search(2, wide);
  ASSERT_TRUE(closed);
  EXPECT_NE(closed->unread.find("encrypted or packed"), std::string_view::npos);
}

// Too large to be unpacked, and its bytes say nothing: that nobody was found in it would be no answer.
TEST(Search, PackedFilesThatAreTooLargeAreNotCalledSearched) {
  const test::TemporaryFolder folder;
  const auto whole = [&](const std::string& content) {
    const std::filesystem::path path = folder.path() / "large";
    std::ofstream(path, std::ios::binary) << content;
    return search_file(path, {}, false, 10)->whole();
  };
  for (const std::string beginning : {"PK\x03\x04", "\x1f\x8b\x08", "7z\xbc\xaf", "BZh91", "%PDF-1.7"})
    EXPECT_FALSE(whole(beginning + std::string(100, 'x'))) << beginning;
  EXPECT_TRUE(whole("INSERT INTO staff VALUES" + std::string(100, 'x')));
}

}  // namespace
}  // namespace tipstaff::disclosure
