#include "document/containers/large_archive.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

#include "test_zip.h"

namespace tipstaff::document {
namespace {

class InMemory : public ByteSource {
 public:
  explicit InMemory(std::string bytes) : bytes_(std::move(bytes)) {}
  bool read(std::uint64_t at, std::span<std::uint8_t> out) override {
    if (at > bytes_.size() || out.size() > bytes_.size() - at) return false;
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
    return true;
  }
  std::uint64_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

struct Read : Sink {
  void row(std::uint32_t, std::span<const std::string> cells) override { last = cells.front().substr(0, 20); }
  void observed(const Observation& seen) override {
    if (seen.trait == Trait::kUnread) unread.push_back(seen.place);
  }
  std::vector<std::uint32_t> parts;
  std::vector<std::string> unread;
  std::string last;
};
Read read(const std::string& archive, std::uint32_t from = 0) {
  InMemory bytes(archive);
  Read out;
  Emitter emitter(out);
  EXPECT_FALSE(read_some_of_archive(
      bytes, bytes.size(), from, [&](std::uint32_t part) { out.parts.push_back(part); }, emitter));
  return out;
}
std::string gzip(const std::string& plain) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
using Parts = std::vector<std::uint32_t>;

// A reader that goes on where another stopped meets the same parts, neither fewer nor more.
TEST(LargeArchive, GoesOnWhereItStopped) {
  test::ZipMaker maker;
  for (int i = 0; i < 5; ++i) maker.add(std::to_string(i) + ".txt", "The text of " + std::to_string(i) + "\n");
  const std::string zip = maker.finish();
  EXPECT_EQ(read(zip).parts, (Parts{0, 1, 2, 3, 4}));
  EXPECT_EQ(read(zip, 3).parts, (Parts{3, 4}));
  EXPECT_EQ(read(zip, 3).last, "The text of 4");
  EXPECT_TRUE(read(zip, 5).parts.empty());
  EXPECT_TRUE(read(zip).unread.empty());

  std::string dump;
  for (int i = 0; dump.size() < 20'000'000; ++i) dump += "Line " + std::to_string(i) + std::string(9000, ' ') + "end\n";
  dump += "The last";
  const std::string packed = gzip(dump);
  EXPECT_EQ(read(packed).parts, (Parts{0, 1, 2}));
  EXPECT_EQ(read(packed, 2).parts, (Parts{2}));
  EXPECT_EQ(read(packed, 2).last, "The last");
}

TEST(LargeArchive, SaysWhatItCouldNotRead) {
  const std::string packed = gzip(std::string(std::size_t{100} << 20, '\0'));
  EXPECT_EQ(read(packed).unread, std::vector<std::string>{"it unpacks to far more than such files do"});
  EXPECT_FALSE(read(packed.substr(0, 1000)).unread.empty());
  EXPECT_FALSE(read("nothing that is packed").unread.empty());
  EXPECT_FALSE(read("PK\x03\x04 and nothing").unread.empty());
}

}  // namespace
}  // namespace tipstaff::document
