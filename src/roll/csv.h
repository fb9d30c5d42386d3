// Reading the CSV files that HR systems export: RFC 4180 and what departs from it. UTF-8 with or without byte order
// mark, UTF-16 with one, and Windows-1252 when a file is not valid UTF-8; comma, semicolon, tab or bar, found from the
// heading; LF, CRLF or CR; quoted line breaks; ragged rows. In constant memory: one row at a time, in locked pages.
// Limits: file 256 MiB, row 1 MiB, field 64 KiB, 1,000 columns.
// A file from outside is read in the sandboxed child (csv_child.h); CsvReader itself is for that child, tests and
// fuzzing.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::roll {

inline constexpr std::size_t kLongestRow = 1U << 20, kLongestField = 64U << 10, kMostColumns = 1000;
inline constexpr std::uint64_t kLargestCsv = std::uint64_t{256} << 20;

// Bytes that can be read twice: once to learn the encoding, once to read.
class CsvSource {
 public:
  virtual ~CsvSource() = default;
  virtual Result<std::size_t> read(std::span<std::uint8_t> out) = 0;  // 0: the end
  virtual Result<void> rewind() = 0;
};
// An open file; `named` is for messages. Errors: kInvalid (larger than kLargestCsv: nothing of it is read), kStorage
// (no regular file).
Result<std::unique_ptr<CsvSource>> csv_file(Descriptor file, const std::filesystem::path& named);
std::unique_ptr<CsvSource> csv_bytes(ByteView bytes);  // `bytes` must outlive it

enum class Encoding : std::uint8_t { kUtf8, kUtf16Little, kUtf16Big, kWindows1252 };

struct CsvRow {
  std::uint64_t number = 0;              // 1 is the heading; blank rows count, line breaks inside quotes do not
  std::vector<std::string_view> fields;  // UTF-8; valid until the next call of next()
  std::string fault;                     // "has 9 columns where the heading has 11", or empty
};

// Not thread-safe.
class CsvReader {
 public:
  // Reads the heading. Errors: kInvalid for an empty file, a heading without rows is not yet seen here, a workbook or
  // other binary file, a repeated or empty heading (named by its column).
  static Result<CsvReader> open(std::unique_ptr<CsvSource> source);

  const std::vector<std::string>& headings() const { return headings_; }
  Encoding encoding() const { return encoding_; }
  char separator() const { return separator_; }
  std::string format_in_words() const;  // "UTF-8, separated by commas"

  // The next row; nothing at the end. Blank rows are skipped. Errors, which end the reading: kInvalid with row and
  // column (a NUL, a row or field over its limit, a quote never closed, no row at all), kStorage.
  Result<std::optional<CsvRow>> next();

 private:
  explicit CsvReader(std::unique_ptr<CsvSource> source);
  Result<void> find_encoding();
  Result<bool> refill();
  void decode(ByteView raw, bool last);
  Result<int> peek();  // the next byte of UTF-8, or -1
  Result<bool> read_record();
  Result<void> read_quoted();
  Result<void> put(int byte);
  Error fault(std::string_view what) const;
  void find_separator();

  std::unique_ptr<CsvSource> source_;
  Encoding encoding_ = Encoding::kUtf8;
  char separator_ = ',';
  std::vector<std::string> headings_;
  Plaintext raw_, text_, row_;  // bytes as they come; as UTF-8; the fields of one row
  std::size_t raw_kept_ = 0, text_at_ = 0, text_end_ = 0, row_size_ = 0;
  std::vector<std::size_t> ends_;  // of the fields in row_
  std::uint64_t number_ = 0, rows_ = 0;
  bool at_end_ = false, skip_mark_ = false;
};

}  // namespace tipstaff::roll
