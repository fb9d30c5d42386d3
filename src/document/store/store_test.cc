#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "document/letters.h"
#include "document/reader.h"
#include "document/store/store_heap.h"
#include "document/store/store_mails.h"
#include "document/store/test_store.h"

namespace tipstaff::document {
namespace {

using test::StoreMaker;

class Collector : public Sink {
 public:
  void row(std::uint32_t, std::span<const std::string> cells) override {
    for (const std::string& cell : cells) words += cell + "|";
    words += "\n";
  }
  void observed(const Observation& seen) override {
    if (seen.trait == Trait::kUnread) unread.push_back(seen.part + ": " + seen.place);
  }
  void inner_file(const InnerFile& file) override { inside.push_back(file); }
  bool says(std::string_view what) const { return words.find(what) != std::string::npos; }
  std::string words;
  std::vector<std::string> unread;
  std::vector<InnerFile> inside;
};

Collector read(const std::string& store) {
  Collector out;
  EXPECT_EQ(read_document(as_bytes(store), out), "pst");
  return out;
}

// What stands in files that Windows wrote is coded so; the codes' own tables stand in the standard (§5.1).
TEST(StoreFile, DecodesAsTheStandardHasIt) {
  Bytes permuted{0x41, 0x36, 0x13, 0x62, 0xa8, 0x21, 0x6e, 0xbb};
  decode_permuted(permuted);
  EXPECT_EQ(permuted, (Bytes{0, 1, 2, 3, 4, 5, 6, 7}));
  // By the standard's own program, by hand: with key 0 the first byte passes the three tables only.
  Bytes cyclic{0x00};
  code_cyclic(cyclic, 0);
  EXPECT_EQ(cyclic, Bytes{0xb9});
  Bytes all(1000);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i * 7);
  Bytes coded = all;
  code_cyclic(coded, 0x12345678);
  EXPECT_NE(coded, all);
  code_cyclic(coded, 0x12345678);
  EXPECT_EQ(coded, all);
  std::set<std::uint8_t> images;
  for (unsigned i = 0; i < 256; ++i) {
    Bytes one{static_cast<std::uint8_t>(i)};
    code_cyclic(one, 0);
    images.insert(one[0]);
  }
  EXPECT_EQ(images.size(), 256U);
}

TEST(StoreFile, KnowsItsForms) {
  std::string store = StoreMaker(StoreForm::kUnicode, StoreCode::kPlain).make();
  EXPECT_EQ(store_form(as_bytes(store)), StoreForm::kUnicode);
  EXPECT_EQ(store_form(as_bytes(store.substr(0, 500))), StoreForm::kNone) << "cut off";
  EXPECT_EQ(store_form(as_bytes("X" + store)), StoreForm::kNone);
  store[513] = 0x10;
  EXPECT_EQ(store_code(as_bytes(store)), StoreCode::kEncrypted);
  store[10] = 40;
  EXPECT_EQ(store_form(as_bytes(store)), StoreForm::kNone) << "a form to come";
}

// Texts, pages, recipients, attachments of every length, mails in mails: in every form and code.
TEST(StoreMails, AreReadInEveryFormAndCode) {
  for (const StoreForm form : {StoreForm::kAnsi, StoreForm::kUnicode, StoreForm::kLargePages})
    for (const StoreCode code : {StoreCode::kPlain, StoreCode::kPermuted, StoreCode::kCyclic}) {
      SCOPED_TRACE(std::to_string(static_cast<int>(form)) + ' ' + std::to_string(static_cast<int>(code)));
      StoreMaker maker(form, code);
      std::string long_text = "It begins here. ";
      while (long_text.size() < 30'000) long_text += "Words of a long letter. ";
      std::vector<StoreMaker::Inner> inner;
      inner.push_back({0x692, maker.table({0x3001, 0x39fe},
                                          {{"Corwen Ravelston", "corwen@example.org"}, {"", "blaise@example.org"}})});
      const std::string page = "<html><body><p>Ravelston, C.</p></body></html>";
      std::string csv = "warrant,surname\n";
      for (int i = 0; i < 2000; ++i) csv += "NM" + std::to_string(731000 + i) + ",Ravelston\n";
      maker.mail({StoreMaker::text(0x0037, "The list"),
                  StoreMaker::text(0x1000, long_text + "It ends here."),
                  {0x1013, 0x102, page},
                  {0x0c1a, 0x1e, std::string("M\xfcller\0", 7)}},
                 {{StoreMaker::text(0x3707, "short.txt"), {0x3701, 0x102, "A short note."}},
                  {StoreMaker::text(0x3704, "LIST.CSV"), {0x3701, 0x102, csv}}},
                 inner);
      for (int i = 0; i < 60; ++i) maker.mail({StoreMaker::text(0x0037, "Mail " + std::to_string(i))});
      const Collector read_ = read(maker.make());
      EXPECT_TRUE(read_.says("It begins here")) << read_.words.substr(0, 500);
      EXPECT_TRUE(read_.says("It ends here"));
      EXPECT_TRUE(read_.says("Ravelston, C."));
      EXPECT_TRUE(read_.says("Corwen Ravelston|corwen@example.org|\nblaise@example.org|"));
      EXPECT_TRUE(read_.says("Müller|"));
      EXPECT_TRUE(read_.says("A short note."));
      EXPECT_TRUE(read_.says("NM732999|Ravelston"));
      for (int i = 0; i < 60; ++i) EXPECT_TRUE(read_.says("Mail " + std::to_string(i) + "|"));
      ASSERT_EQ(read_.inside.size(), 2U);
      EXPECT_TRUE(read_.inside[1].part.ends_with("› LIST.CSV")) << read_.inside[1].part;
      ASSERT_EQ(read_.unread.size(), 1U) << read_.unread[0];
      EXPECT_NE(read_.unread[0].find("deleted"), std::string::npos);
    }
}

TEST(StoreMails, MailsAndObjectsInsideAttachments) {
  StoreMaker maker(StoreForm::kUnicode, StoreCode::kPermuted);
  std::vector<StoreMaker::Inner> of_inner, of_attachment;
  const std::uint64_t mail = maker.properties({StoreMaker::text(0x1000, "The mail inside.")}, of_inner);
  of_attachment.push_back({0x8004, mail, maker.nodes(of_inner)});
  const std::uint64_t attachment = maker.properties(
      {StoreMaker::text(0x3707, "forwarded"), {0x3701, 0x0d, test::le(0x8004, 4) + test::le(100, 4)}}, of_attachment);
  maker.mail({StoreMaker::text(0x0037, "Forwarded")}, {}, {{0x8005, attachment, maker.nodes(of_attachment)}});
  const Collector read_ = read(maker.make());
  EXPECT_TRUE(read_.says("The mail inside."));
  EXPECT_EQ(read_.unread.size(), 1U) << read_.unread[0];
}

// Whatever is damaged, it comes to an end; and what is missing is said.
TEST(StoreMails, DamageIsSaidAndNeverReadOnAndOn) {
  StoreMaker maker(StoreForm::kUnicode, StoreCode::kPlain);
  for (int i = 0; i < 3; ++i)
    maker.mail({StoreMaker::text(0x0037, "Mail"), StoreMaker::text(0x1000, std::string(4000, 'w'))},
               {{StoreMaker::text(0x3707, "a.txt"), {0x3701, 0x102, std::string(9000, 'x')}}});
  const std::string store = maker.make(2);
  const auto is_told = [](const std::string& damaged) {
    const Collector heard = read(damaged);
    return !heard.unread.empty() && heard.unread[0].find("deleted") == std::string::npos;
  };
  EXPECT_FALSE(is_told(store));
  unsigned dice = 1;
  const auto thrown = [&] { return (dice = dice * 1664525 + 1013904223) >> 8; };
  for (int round = 0; round < 300; ++round) {
    std::string damaged = store;
    for (int i = 0; i < 5; ++i) damaged[0x4400 + thrown() % (store.size() - 0x4400)] = static_cast<char>(thrown());
    read(damaged);
  }
  for (std::size_t size = 564; size < store.size(); size += 1001) EXPECT_TRUE(is_told(store.substr(0, size))) << size;
  // Of the nodes' index the root is its own child.
  const std::uint64_t root = little64(as_bytes(store), 224);
  std::string loop = store;
  loop.replace(root + 16, 8, test::le(root, 8));
  EXPECT_TRUE(is_told(loop));
  // Lists of blocks and of nodes that list themselves.
  for (const char kind : {'\x01', '\x02'}) {
    std::string circle = store;
    for (std::size_t at = 0x4400; at + 64 < store.size(); at += 64)
      if (store[at] == kind && store[at + 1] <= 1 && store[at + 2] > 0 && store[at + 3] == 0) circle[at + 1] = 1;
    const Collector heard = read(circle);
    EXPECT_EQ(heard.says("Mail"), kind == '\x01');
  }
}

// Stores that Outlook itself wrote, of a reader's tests: what is attached comes out byte for byte.
TEST(StoreMails, OfOutlookAreReadWhole) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  ASSERT_NE(data, nullptr) << "run by ctest";
  const auto folder = std::filesystem::path(data) / "../verify/node_modules/pst-extractor/example/testdata";
  if (!std::filesystem::exists(folder)) {
    ASSERT_EQ(std::getenv("CI"), nullptr) << "the packages of npm are not installed";
    GTEST_SKIP() << "no packages of npm (tools/npm-packages tests/verify)";
  }
  const auto content = [](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  std::set<Hash> attached;
  for (const char* name : {"pstextractortest@outlook.com.ost", "pstextractortestpdf@outlook.com.ost"}) {
    const Collector read_ = read(content(folder / name));
    for (const InnerFile& file : read_.inside) attached.insert(file.sha256);
    EXPECT_EQ(read_.unread.size(), 1U) << name << ": " << read_.unread[0];
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder / "attachments")) {
    Collector same;
    Emitter emitter(same);
    read_inside(as_bytes(content(entry.path())), "the same", emitter);
    EXPECT_TRUE(attached.contains(same.inside.at(0).sha256)) << entry.path().filename();
  }
}

}  // namespace
}  // namespace tipstaff::document
