#include "roll/csv.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include "base/text.h"

namespace tipstaff::roll {
namespace {

constexpr std::size_t kChunk = 64U << 10;

// Code points of 0x80 to 0x9f in Windows-1252 (WHATWG Encoding Standard); the five that are unassigned stay controls.
constexpr std::array<char16_t, 32> kWindows = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                               0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                               0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                               0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

class FileSource : public CsvSource {
 public:
  FileSource(Descriptor fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    for (;;) {
      const ssize_t got = ::read(fd_.get(), out.data(), out.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return fail(storage_error("cannot read", path_, errno));
    }
  }
  Result<void> rewind() override {
    if (::lseek(fd_.get(), 0, SEEK_SET) != 0) return fail(storage_error("cannot read a second time", path_, errno));
    return {};
  }

 private:
  Descriptor fd_;
  std::filesystem::path path_;
};

class BytesSource : public CsvSource {
 public:
  explicit BytesSource(ByteView bytes) : bytes_(bytes), rest_(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    const std::size_t size = std::min(out.size(), rest_.size());
    std::copy_n(rest_.begin(), size, out.begin());
    rest_ = rest_.subspan(size);
    return size;
  }
  Result<void> rewind() override {
    rest_ = bytes_;
    return {};
  }

 private:
  ByteView bytes_, rest_;
};

// Whether bytes, given in pieces, are UTF-8.
class Utf8Check {
 public:
  void add(ByteView bytes) {
    if (!valid_) return;
    std::string_view text = as_text(bytes);
    // A character cut by the piece's end is completed from the next one.
    while (!carry_.empty() && !text.empty()) {
      carry_ += text.front();
      text.remove_prefix(1);
      std::string_view one = carry_;
      if (take_code_point(one)) carry_.clear();
      if (carry_.size() == 4) valid_ = false;
      if (!valid_) return;
    }
    while (!text.empty()) {
      if (take_code_point(text)) continue;
      if (text.size() >= 4) valid_ = false;
      carry_ = std::string(text.substr(0, 3));
      return;
    }
  }
  bool valid() const { return valid_ && carry_.empty(); }

 private:
  std::string carry_;
  bool valid_ = true;
};

}  // namespace

Result<std::unique_ptr<CsvSource>> csv_file(Descriptor file, const std::filesystem::path& named) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail(storage_error("cannot look at", named, errno));
  if (!S_ISREG(info.st_mode))
    return fail(Code::kStorage,
                fmt::format("‘{}’ is no plain file; it is read twice, so save it as one", named.string()));
  if (static_cast<std::uint64_t>(info.st_size) > kLargestCsv)
    return fail(Code::kInvalid,
                fmt::format("‘{}’ is larger than {} MiB, which no roll is; export the people's rows alone",
                            named.string(), kLargestCsv >> 20));
  return std::make_unique<FileSource>(std::move(file), named);
}

std::unique_ptr<CsvSource> csv_bytes(ByteView bytes) { return std::make_unique<BytesSource>(bytes); }

CsvReader::CsvReader(std::unique_ptr<CsvSource> source)
    : source_(std::move(source)), raw_(kChunk), text_(kChunk * 3 + 16), row_(kLongestRow) {}

Error CsvReader::fault(std::string_view what) const {
  return {Code::kInvalid, fmt::format("row {}, column {}: {}", number_, ends_.size() + 1, what)};
}

Result<void> CsvReader::find_encoding() {
  Utf8Check check;
  std::uint64_t size = 0;
  for (;;) {
    TRY_ASSIGN(const std::size_t got, source_->read(raw_.writable()));
    if (got == 0) break;
    const ByteView piece = raw_.reveal().first(got);
    if (size == 0) {
      const std::string_view start = as_text(piece);
      if (start.starts_with("PK\x03\x04") || start.starts_with("\xd0\xcf\x11\xe0"))
        return fail(Code::kInvalid, "the file is a workbook, not CSV; export the one sheet that is wanted as CSV");
      if (start.starts_with("\xff\xfe")) encoding_ = Encoding::kUtf16Little;
      if (start.starts_with("\xfe\xff")) encoding_ = Encoding::kUtf16Big;
      skip_mark_ = encoding_ != Encoding::kUtf8 || start.starts_with("\xef\xbb\xbf");
    }
    size += got;
    if (encoding_ != Encoding::kUtf8) break;
    check.add(piece);
  }
  if (size == 0) return fail(Code::kInvalid, "the file is empty");
  if (encoding_ == Encoding::kUtf8 && !check.valid()) {
    encoding_ = Encoding::kWindows1252;
    skip_mark_ = false;
  }
  return source_->rewind();
}

namespace {

std::size_t encode_utf8(char32_t c, std::uint8_t* out) {
  if (c < 0x80) {
    out[0] = static_cast<std::uint8_t>(c);
    return 1;
  }
  const std::size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (std::size_t i = length - 1; i > 0; --i, c >>= 6) out[i] = static_cast<std::uint8_t>(0x80 | (c & 0x3f));
  out[0] = static_cast<std::uint8_t>((0xf00U >> length & 0xffU) | c);
  return length;
}

}  // namespace

// UTF-16 keeps an odd byte, or half a surrogate pair, for the next piece; a lone surrogate becomes U+FFFD, which the
// check of values refuses.
void CsvReader::decode(ByteView raw, bool last) {
  std::uint8_t* out = text_.writable().data();
  std::size_t size = 0, at = 0;
  if (encoding_ == Encoding::kUtf8) {
    std::copy(raw.begin(), raw.end(), out);
    size = at = raw.size();
  } else if (encoding_ == Encoding::kWindows1252) {
    for (; at < raw.size(); ++at) {
      const std::uint8_t byte = raw[at];
      size += encode_utf8(byte >= 0x80 && byte < 0xa0 ? kWindows[byte - 0x80U] : byte, out + size);
    }
  } else {
    const auto unit = [&](std::size_t i) -> char32_t {
      const std::uint32_t a = raw[i], b = raw[i + 1];
      return encoding_ == Encoding::kUtf16Big ? a << 8 | b : b << 8 | a;
    };
    while (at + 2 <= raw.size()) {
      char32_t c = unit(at);
      const bool high = c >= 0xd800 && c < 0xdc00;
      if (high && at + 4 > raw.size() && !last) break;
      at += 2;
      if (high && at + 2 <= raw.size() && (unit(at) & 0xfc00) == 0xdc00) {
        c = 0x10000 + ((c & 0x3ff) << 10) + (unit(at) & 0x3ff);
        at += 2;
      } else if ((c & 0xf800) == 0xd800) {
        c = 0xfffd;
      }
      size += encode_utf8(c, out + size);
    }
  }
  raw_kept_ = raw.size() - at;
  std::copy(raw.end() - static_cast<std::ptrdiff_t>(raw_kept_), raw.end(), raw_.writable().begin());
  text_at_ = 0;
  text_end_ = size;
}

Result<bool> CsvReader::refill() {
  while (!at_end_) {
    TRY_ASSIGN(const std::size_t got, source_->read(raw_.writable().subspan(raw_kept_)));
    at_end_ = got == 0;
    decode(raw_.reveal().first(raw_kept_ + got), at_end_);
    if (skip_mark_ && text_end_ >= 3) {
      text_at_ = 3;
      skip_mark_ = false;
    }
    if (text_at_ < text_end_) return true;
  }
  return false;
}

Result<int> CsvReader::peek() {
  if (text_at_ == text_end_) {
    TRY_ASSIGN(const bool more, refill());
    if (!more) return -1;
  }
  return text_.reveal()[text_at_];
}

Result<void> CsvReader::put(int byte) {
  if (byte == 0) return fail(fault("a NUL byte; the file is not text"));
  const std::size_t start = ends_.empty() ? 0 : ends_.back();
  if (row_size_ - start == kLongestField) return fail(fault("a field of more than 64 KiB; is a quote missing?"));
  if (row_size_ == kLongestRow) return fail(fault("a row of more than 1 MiB; is a quote missing?"));
  row_.writable()[row_size_++] = static_cast<std::uint8_t>(byte);
  return {};
}

// After the opening quote, up to and with the closing one (RFC 4180 §2.5 to 2.7).
Result<void> CsvReader::read_quoted() {
  for (;;) {
    TRY_ASSIGN(const int byte, peek());
    if (byte < 0) return fail(fault("a quote that is never closed"));
    ++text_at_;
    if (byte == '"') {
      TRY_ASSIGN(const int after, peek());
      if (after != '"') return {};
      ++text_at_;
    }
    TRY(put(byte));
  }
}

// One record into row_ and ends_; false at the end of the file.
Result<bool> CsvReader::read_record() {
  row_size_ = 0;
  ends_.clear();
  ++number_;
  TRY_ASSIGN(int byte, peek());
  if (byte < 0) return false;
  bool field_begins = true;
  for (;;) {
    TRY_ASSIGN(byte, peek());
    if (byte >= 0) ++text_at_;
    if (byte == '"' && field_begins) {
      TRY(read_quoted());
      field_begins = false;
      continue;
    }
    const bool row_ends = byte < 0 || byte == '\n' || byte == '\r';
    if (byte == separator_ || row_ends) {
      ends_.push_back(row_size_);
      if (ends_.size() > kMostColumns) return fail(fault("more than 1,000 columns"));
      field_begins = true;
      if (!row_ends) continue;
      if (byte == '\r') {
        TRY_ASSIGN(const int after, peek());
        if (after == '\n') ++text_at_;
      }
      return true;
    }
    field_begins = false;
    TRY(put(byte));
  }
}

// The commonest candidate outside quotes in the heading's line.
void CsvReader::find_separator() {
  constexpr std::string_view kCandidates = ",;\t|";
  std::array<int, 4> counts{};
  bool quoted = false;
  const std::string_view text = as_text(text_.reveal().subspan(text_at_, text_end_ - text_at_));
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    const std::size_t at = kCandidates.find(c);
    if (!quoted && at != std::string_view::npos) ++counts[at];
  }
  separator_ = kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Result<CsvReader> CsvReader::open(std::unique_ptr<CsvSource> source) {
  CsvReader out(std::move(source));
  TRY(out.find_encoding());
  TRY(out.peek());
  out.find_separator();
  TRY_ASSIGN(const bool any, out.read_record());
  if (!any) return fail(Code::kInvalid, "the file is empty");
  std::size_t start = 0;
  std::set<std::string> seen;
  for (const std::size_t end : out.ends_) {
    const std::string heading(as_text(out.row_.reveal().subspan(start, end - start)));
    start = end;
    out.headings_.push_back(heading);
    const std::string place = fmt::format("row 1, column {}", out.headings_.size());
    if (fault_in(heading) != TextFault::kNone)
      return fail(Code::kInvalid, fmt::format("{}: the heading {}", place, describe(fault_in(heading))));
    if (heading.find_first_not_of(' ') == std::string::npos)
      return fail(Code::kInvalid, place + ": the heading is empty");
    if (!seen.insert(heading).second) return fail(Code::kInvalid, place + ": the heading stands there twice");
  }
  return out;
}

Result<std::optional<CsvRow>> CsvReader::next() {
  for (;;) {
    TRY_ASSIGN(const bool any, read_record());
    if (!any) {
      if (rows_ == 0) return fail(Code::kInvalid, "the file has a heading and no rows");
      return std::optional<CsvRow>();
    }
    if (row_size_ == 0 && ends_.size() == 1) continue;
    ++rows_;
    CsvRow out;
    out.number = number_;
    std::size_t start = 0;
    for (const std::size_t end : ends_) {
      out.fields.push_back(as_text(row_.reveal().subspan(start, end - start)));
      start = end;
    }
    if (out.fields.size() != headings_.size())
      out.fault = fmt::format("has {} columns where the heading has {}", out.fields.size(), headings_.size());
    return std::optional<CsvRow>(std::move(out));
  }
}

std::string CsvReader::format_in_words() const {
  const std::string_view encoding = encoding_ == Encoding::kUtf8          ? "UTF-8"
                                    : encoding_ == Encoding::kWindows1252 ? "Windows-1252"
                                                                          : "UTF-16";
  const std::string_view separated = separator_ == ','    ? "commas"
                                     : separator_ == ';'  ? "semicolons"
                                     : separator_ == '\t' ? "tabs"
                                                          : "bars";
  return fmt::format("{}, separated by {}", encoding, separated);
}

}  // namespace tipstaff::roll
