// A ZIP archive in memory (PKWARE APPNOTE 6.3.9; stored and deflated entries, ZIP64 sizes), read so that every byte is
// accounted for: what the directory does not explain is reported, which general libraries pass over in silence.
// Nothing is allocated from a claimed size; entries that overlap, as in bombs, make the archive unreadable.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::document {

struct ZipEntry {
  std::string name;  // as it stands in the directory
  std::uint64_t packed = 0, unpacked = 0;
  std::uint32_t crc = 0;
  std::uint16_t method = 0;
  bool encrypted = false;
  std::size_t begin = 0;  // of its data
};

class Zip {
 public:
  // `file` must outlive it. Errors: kInvalid, in words fit for a finding.
  static Result<Zip> open(ByteView file);

  const std::vector<ZipEntry>& entries() const { return entries_; }
  const ZipEntry* find(std::string_view name) const;  // as packages compare names: ASCII letters in either case
  // Bytes that nothing explains, comments, names that stand twice; each a sentence.
  const std::vector<std::string>& unexplained() const { return unexplained_; }
  const std::vector<std::string>& duplicates() const { return duplicates_; }
  std::uint64_t comment_bytes() const { return comment_bytes_; }

  // Unpacks in pieces. Errors: kInvalid when the data is not what the directory says, or too much; those of `take`.
  Result<void> unpack(const ZipEntry& entry, const std::function<Result<void>(ByteView piece)>& take) const;
  // Whole; at most `most` bytes. Errors: as unpack().
  Result<Bytes> whole(const ZipEntry& entry, std::size_t most) const;

 private:
  struct Span {
    std::size_t begin, end;
  };
  explicit Zip(ByteView file) : file_(file) {}
  Result<void> read_directory(std::size_t end_record);
  Result<std::size_t> read_entry(std::size_t at);
  Result<void> read_local(ZipEntry& entry, std::size_t at, ByteView name);
  bool read_extra(ByteView extra, ZipEntry& entry, std::uint64_t* offset);
  Result<void> look_for_gaps();

  ByteView file_;
  std::vector<ZipEntry> entries_;
  std::vector<Span> spans_;
  std::vector<std::string> unexplained_, duplicates_;
  std::uint64_t comment_bytes_ = 0;
};

}  // namespace tipstaff::document
