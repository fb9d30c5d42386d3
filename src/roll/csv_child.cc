#include "roll/csv_child.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tipstaff::roll {
namespace {

// Requests: one byte, then what it says. A conversation about a CSV file begins with kReadCsv; the child answers with
// what it wants next and the rows that it has: kMore (the next piece of the file), kAgain (the first piece), kHeading
// and kRows (go on), kEnd.
constexpr std::uint8_t kReadCsv = 1, kReadMapping = 2, kPiece = 3, kGoOn = 4;
constexpr std::uint8_t kMore = 1, kAgain = 2, kHeading = 3, kRows = 4, kEnd = 5;
constexpr std::size_t kPieceBytes = 256U << 10, kAnswerBytes = 256U << 10;
constexpr std::size_t kLongestWords = 400;  // of a fault or of the file's format

void put_words(Bytes& out, std::string_view words) {
  put_u32(out, static_cast<std::uint32_t>(words.size()));
  append(out, as_bytes(words));
}

// The child's view of the file: each piece is asked of the parent.
class AskedSource : public CsvSource {
 public:
  explicit AskedSource(const SandboxRole::GoOn& go_on) : go_on_(go_on) {}

  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    if (at_ == piece_.size() && !ended_) take(kMore);
    const std::size_t size = std::min(out.size(), piece_.size() - at_);
    std::copy_n(piece_.begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
    at_ += size;
    return size;
  }
  Result<void> rewind() override {
    ended_ = false;
    take(kAgain);
    return {};
  }

 private:
  void take(std::uint8_t wanted) {
    piece_ = go_on_(Bytes{wanted});
    at_ = 1;  // after kPiece
    ended_ = piece_.size() == 1;
  }

  const SandboxRole::GoOn& go_on_;
  Bytes piece_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

void put_row(Bytes& out, const CsvRow& row) {
  put_u64(out, row.number);
  put_words(out, row.fault);
  put_u32(out, static_cast<std::uint32_t>(row.fields.size()));
  for (const std::string_view field : row.fields) put_words(out, field);
}

Result<Bytes> read_csv(const SandboxRole::GoOn& go_on) {
  TRY_ASSIGN(CsvReader reader, CsvReader::open(std::make_unique<AskedSource>(go_on)));
  Bytes heading{kHeading};
  put_words(heading, reader.format_in_words());
  put_u32(heading, static_cast<std::uint32_t>(reader.headings().size()));
  for (const std::string& words : reader.headings()) put_words(heading, words);
  go_on(heading);
  Bytes rows{kRows};
  for (;;) {
    TRY_ASSIGN(const std::optional<CsvRow> row, reader.next());
    if (!row) break;
    put_row(rows, *row);
    if (rows.size() < kAnswerBytes) continue;
    go_on(rows);
    rows.resize(1);
  }
  rows[0] = kEnd;
  return rows;
}

Result<Bytes> read_mapping(std::string_view text) {
  TRY_ASSIGN(const Mapping mapping, Mapping::parse(text));
  Bytes out;
  put_u32(out, static_cast<std::uint32_t>(mapping.columns().size()));
  for (const Column& column : mapping.columns()) {
    put_words(out, column.heading);
    put_words(out, target_name(column.target));
  }
  return out;
}

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  if (!request.empty() && request[0] == kReadCsv) return read_csv(go_on);
  if (!request.empty() && request[0] == kReadMapping) return read_mapping(as_text(request.subspan(1)));
  return fail(Code::kInvalid, "the sandboxed reader was asked for something that it does not know");
}

// What the child answered, taken apart without trust.
class Answer {
 public:
  Answer(ByteView bytes, std::size_t& at) : bytes_(bytes), at_(at) {}

  Result<std::uint64_t> number(std::size_t size, std::uint64_t most) {
    if (bytes_.size() - at_ < size) return nonsense();
    const std::uint64_t out = size == 8 ? get_u64(bytes_.data() + at_) : get_u32(bytes_.data() + at_);
    at_ += size;
    if (out > most) return nonsense();
    return out;
  }
  Result<std::string_view> words(std::size_t most) {
    TRY_ASSIGN(const std::uint64_t size, number(4, most));
    if (bytes_.size() - at_ < size) return nonsense();
    at_ += size;
    return as_text(bytes_.subspan(at_ - size, size));
  }
  Result<std::string> plain_words(std::size_t most) {
    TRY_ASSIGN(const std::string_view out, words(most));
    if (fault_in(out) != TextFault::kNone) return nonsense();
    return std::string(out);
  }
  static tl::unexpected<Error> nonsense() {
    return fail(Code::kInvalid, "could not be read safely: its reader answered nonsense");
  }

 private:
  ByteView bytes_;
  std::size_t& at_;
};

}  // namespace

SandboxRole csv_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{512} << 20;
  limits.processor = std::chrono::seconds(120);
  limits.largest_request = 1 + kPieceBytes;
  limits.largest_answer = kAnswerBytes + 4 * kLongestRow;  // one row more than fits
  limits.requests_per_child = UINT32_MAX;
  // Locked memory is mapped before the lock, which forbids locking; the pool keeps it for the reader that comes.
  return {"csv", limits, [] { (void)CsvReader::open(csv_bytes({})); }, {}, converse};
}

SafeCsv::SafeCsv(std::unique_ptr<CsvSource> source, const SandboxLimits& limits)
    : source_(std::move(source)), child_(std::make_unique<SandboxedWorker>("csv", limits)), piece_(1 + kPieceBytes) {}

Result<void> SafeCsv::ask(ByteView request) {
  TRY_ASSIGN(answer_, child_->ask(request));
  at_ = 1;
  if (answer_.empty() || answer_.reveal()[0] < kMore || answer_.reveal()[0] > kEnd) return Answer::nonsense();
  return {};
}

// Gives the child what it asked for.
Result<void> SafeCsv::go_on() {
  const std::uint8_t wanted = answer_.reveal()[0];
  if (wanted == kHeading || wanted == kRows) return ask(Bytes{kGoOn});
  if (wanted == kAgain) TRY(source_->rewind());
  piece_.writable()[0] = kPiece;
  TRY_ASSIGN(const std::size_t got, source_->read(piece_.writable().subspan(1)));
  return ask(piece_.reveal().first(1 + got));
}

Result<SafeCsv> SafeCsv::open(std::unique_ptr<CsvSource> source, SandboxLimits limits) {
  SafeCsv out(std::move(source), limits);
  TRY(out.ask(Bytes{kReadCsv}));
  while (out.answer_.reveal()[0] == kMore || out.answer_.reveal()[0] == kAgain) TRY(out.go_on());
  if (out.answer_.reveal()[0] != kHeading) return Answer::nonsense();
  Answer answer(out.answer_.reveal(), out.at_);
  TRY_ASSIGN(out.format_, answer.plain_words(kLongestWords));
  TRY_ASSIGN(const std::uint64_t columns, answer.number(4, kMostColumns));
  for (std::uint64_t i = 0; i < columns; ++i) {
    TRY_ASSIGN(std::string heading, answer.plain_words(kLongestField));
    out.headings_.push_back(std::move(heading));
  }
  return out;
}

Result<std::optional<CsvRow>> SafeCsv::next() {
  while (at_ == answer_.size()) {
    if (answer_.reveal()[0] == kEnd) return std::optional<CsvRow>();
    TRY(go_on());
  }
  const std::uint8_t kind = answer_.reveal()[0];
  if (kind != kRows && kind != kEnd) return Answer::nonsense();
  Answer answer(answer_.reveal(), at_);
  CsvRow row;
  TRY_ASSIGN(row.number, answer.number(8, UINT64_MAX));
  TRY_ASSIGN(row.fault, answer.plain_words(kLongestWords));
  TRY_ASSIGN(const std::uint64_t fields, answer.number(4, kMostColumns));
  for (std::uint64_t i = 0; i < fields; ++i) {
    TRY_ASSIGN(const std::string_view field, answer.words(kLongestField));
    row.fields.push_back(field);
  }
  if (row.fault.empty() && row.fields.size() != headings_.size()) return Answer::nonsense();
  return std::optional<CsvRow>(std::move(row));
}

Result<Mapping> parse_mapping(ByteView file) {
  if (file.size() > kLargestMapping)
    return fail(Code::kInvalid, fmt::format("the mapping file is larger than {} KiB", kLargestMapping >> 10));
  SandboxedWorker child("csv", csv_role().limits);
  Bytes request{kReadMapping};
  append(request, file);
  TRY_ASSIGN(const Plaintext bytes, child.ask(request));
  std::size_t at = 0;
  Answer answer(bytes.reveal(), at);
  TRY_ASSIGN(const std::uint64_t count, answer.number(4, kLargestMapping));
  std::vector<Column> columns;
  for (std::uint64_t i = 0; i < count; ++i) {
    Column column;
    TRY_ASSIGN(column.heading, answer.plain_words(kLargestMapping));
    TRY_ASSIGN(const std::string_view target, answer.words(kLongestWords));
    const auto known = target_from_name(target);
    if (!known) return Answer::nonsense();
    column.target = *known;
    columns.push_back(std::move(column));
  }
  return Mapping(std::move(columns));
}

}  // namespace tipstaff::roll
