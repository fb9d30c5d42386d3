#include "press/bureau_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "test_support.h"

namespace tipstaff::press {
namespace {

ItemId item(std::uint8_t n) {
  ItemId out;
  out.value.fill(n);
  return out;
}

const std::string kHead = "tipstaff bureau receipt,v1\nbatch," + item(9).text() + "\nitem,outcome,stock,chip\n";

Result<BureauReceipt> read(const std::string& text) { return read_bureau_receipt(as_bytes(text)); }

TEST(BureauFiles, StockTarOpensTheArchive) {
  std::vector<BureauCard> cards;
  for (std::uint8_t n = 1; n <= 3; ++n)
    cards.push_back({item(n), "warrant card", Plaintext::copy_of(std::string(n * 500, static_cast<char>('a' + n)))});
  const Plaintext archive = bureau_archive(item(9), cards, *parse_instant("2024-11-22T09:30:00Z"));
  EXPECT_EQ(archive.size() % 512, 0U);
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "a.tar", std::ios::binary)
      .write(reinterpret_cast<const char*>(archive.reveal().data()), static_cast<std::streamsize>(archive.size()));
  const std::string in = folder.path().string();
  ASSERT_EQ(
      std::system(("cd " + in +
                   " && tar -xf a.tar > said 2>&1 && test ! -s said && "
                   "tail -n +2 manifest.csv | while IFS=, read -r i k f s; do echo \"$s  $f\"; done > sums && "
                   "test $(wc -l < sums) = 3 && sha256sum --quiet -c sums && test $(stat -c %a manifest.csv) = 600")
                      .c_str()),
      0);
  std::ifstream receipt(folder.path() / "receipt.csv");
  std::string text((std::istreambuf_iterator<char>(receipt)), {});
  EXPECT_TRUE(text.starts_with(kHead));
  EXPECT_FALSE(read(text)) << "it must be filled in";
  for (std::size_t at; (at = text.find(",,,")) != std::string::npos;) text.replace(at, 3, ",printed,NM-1,");
  const auto filled = read(text);
  ASSERT_TRUE(filled) << filled.error().text();
  EXPECT_EQ(filled->batch, item(9));
  EXPECT_EQ(filled->lines.size(), 3U);
}

TEST(BureauFiles, AReceiptIsReadWithEitherLineEnd) {
  const std::string lines = item(1).text() + ",printed,NM-0000001,C1\n" + item(2).text() + ",spoiled,,\n\n\n";
  const auto plain = read(kHead + lines);
  ASSERT_TRUE(plain) << plain.error().text();
  EXPECT_EQ(plain->lines[0].stock_serial, "NM-0000001");
  EXPECT_EQ(plain->lines[0].chip_id, "C1");
  EXPECT_EQ(plain->lines[1].outcome, Outcome::kSpoiled);
  std::string dos;
  for (const char c : kHead + lines) dos += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_TRUE(read(dos));
}

TEST(BureauFiles, EverythingElseIsRefusedWhole) {
  const std::string one = item(1).text();
  for (const std::string& text :
       {std::string(), std::string("x"), kHead.substr(0, 40), "\xef\xbb\xbf" + kHead + one + ",printed,,\n",
        kHead + one + ",printed,\n", kHead + one + ",printed,,,\n", kHead + one + ",burnt,,\n",
        kHead + one + ",Printed,,\n", kHead + one + ",printed,,\n" + one + ",spoiled,,\n",
        kHead + "\n" + one + ",printed,,\n", kHead + one + ",printed,a\tb,\n",
        kHead + one + ",printed," + std::string(65, 'x') + ",\n", kHead + one.substr(1) + ",printed,,\n",
        kHead + "Z" + one.substr(1) + ",printed,,\n", kHead + one + ",ribbon destroyed,,\n",
        std::string(kLongestBureauReceipt + 1, 'x')})
    EXPECT_FALSE(read(text)) << text.substr(0, 200);
  const auto refused = read(kHead + one + ",burnt,,\n");
  EXPECT_NE(refused.error().text().find("line 4"), std::string::npos);
}

}  // namespace
}  // namespace tipstaff::press
