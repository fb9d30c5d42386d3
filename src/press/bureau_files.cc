#include "press/bureau_files.h"

#include <fmt/format.h>

#include <set>

#include "crypto/hash.h"

namespace tipstaff::press {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::string_view kReceiptTitle = "tipstaff bureau receipt,v1";
constexpr std::string_view kReceiptColumns = "item,outcome,stock,chip";

std::size_t padded(std::size_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

// POSIX.1-1988 ustar: numbers are octal digits ended by NUL, the checksum is taken with itself as spaces.
std::array<std::uint8_t, kBlock> tar_header(std::string_view name, std::size_t size, Instant at) {
  std::array<std::uint8_t, kBlock> out{};
  const auto put = [&](std::size_t offset, std::string_view text) {
    std::ranges::copy(text, out.begin() + static_cast<std::ptrdiff_t>(offset));
  };
  put(0, name);
  put(100, "0000600");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, fmt::format("{:011o}", std::max<std::int64_t>(at.micros, 0) / 1'000'000));
  put(148, "        ");
  put(156, "0");
  put(257, std::string_view("ustar\0"
                            "00",
                            8));
  unsigned sum = 0;
  for (const std::uint8_t byte : out) sum += byte;
  put(148, fmt::format("{:06o}", sum));
  out[154] = 0;
  return out;
}

class Tar {
 public:
  explicit Tar(std::size_t bytes) : out_(bytes) {}

  void add(std::string_view name, ByteView content, Instant at) {
    put(tar_header(name, content.size(), at));
    put(content);
    used_ += padded(content.size()) - content.size();  // zero already
  }
  Plaintext take() { return std::move(out_); }

 private:
  void put(ByteView bytes) {
    std::ranges::copy(bytes, out_.writable().begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
  }
  Plaintext out_;
  std::size_t used_ = 0;
};

std::string_view outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPrinted:
      return "printed";
    case Outcome::kSpoiled:
      return "spoiled";
    case Outcome::kDestroyed:
      return "destroyed";
    default:
      return "";
  }
}

std::optional<Outcome> outcome_of(std::string_view word) {
  for (const Outcome outcome : {Outcome::kPrinted, Outcome::kSpoiled, Outcome::kDestroyed})
    if (outcome_word(outcome) == word) return outcome;
  return std::nullopt;
}

// Takes the next line, without its end; nothing at the end of the text.
std::optional<std::string_view> next_line(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<BureauReceipt::Line> read_line(std::string_view line, std::size_t number) {
  const auto wrong = [&](std::string_view what) {
    return fail(Code::kInvalid, fmt::format("line {} of the receipt {}", number, what));
  };
  std::array<std::string_view, 4> cells;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == cells.size()))
      return wrong("has not the four cells item, outcome, stock, chip");
    cells[i] = line.substr(0, comma);
    line.remove_prefix(std::min(cells[i].size() + 1, line.size()));
  }
  BureauReceipt::Line out;
  const auto item = parse_item_id(cells[0]);
  if (!item || item->text() != cells[0]) return wrong("does not begin with the id of a card");
  const auto outcome = outcome_of(cells[1]);
  if (!outcome) return wrong("has an outcome that is none of: printed, spoiled, destroyed");
  for (const std::string_view cell : {cells[2], cells[3]}) {
    if (cell.size() > 64) return wrong("has a serial of more than 64 characters");
    for (const char c : cell)
      if (c < 0x20 || c > 0x7e) return wrong("has a serial with other than printable ASCII characters");
  }
  out.item = *item;
  out.outcome = *outcome;
  out.stock_serial = cells[2];
  out.chip_id = cells[3];
  return out;
}

}  // namespace

Plaintext bureau_archive(const ItemId& batch, std::span<const BureauCard> cards, Instant at) {
  std::string manifest = "item,kind,file,sha256\n";
  std::string receipt = fmt::format("{}\nbatch,{}\n{}\n", kReceiptTitle, batch.text(), kReceiptColumns);
  std::size_t bytes = 2 * kBlock;  // the end of an archive
  for (const BureauCard& card : cards) {
    const std::string id = card.item.text();
    manifest += fmt::format("{},{},{}.pdf,{}\n", id, card.kind, id, hex(crypto::sha256(card.pdf.reveal())));
    receipt += fmt::format("{},,,\n", id);
    bytes += kBlock + padded(card.pdf.size());
  }
  Tar tar(bytes + 2 * kBlock + padded(manifest.size()) + padded(receipt.size()));
  tar.add("manifest.csv", as_bytes(manifest), at);
  for (const BureauCard& card : cards) tar.add(card.item.text() + ".pdf", card.pdf.reveal(), at);
  tar.add("receipt.csv", as_bytes(receipt), at);
  return tar.take();
}

Result<BureauReceipt> read_bureau_receipt(ByteView text) {
  if (text.size() > kLongestBureauReceipt) return fail(Code::kInvalid, "a receipt has at most 1 MiB");
  std::string_view rest = as_text(text);
  if (next_line(rest).value_or("") != kReceiptTitle)
    return fail(Code::kInvalid, fmt::format("a receipt begins with the line ‘{}’", kReceiptTitle));
  BureauReceipt out;
  const std::string_view batch = next_line(rest).value_or("");
  const auto id = parse_item_id(batch.substr(std::min<std::size_t>(batch.size(), 6)));
  if (!batch.starts_with("batch,") || !id || id->text() != batch.substr(6))
    return fail(Code::kInvalid, "the second line of a receipt is ‘batch,’ and the id of the sub-batch");
  out.batch = *id;
  if (next_line(rest).value_or("") != kReceiptColumns)
    return fail(Code::kInvalid, fmt::format("the third line of a receipt is ‘{}’", kReceiptColumns));
  std::set<ItemId> seen;
  for (std::size_t number = 4; auto line = next_line(rest); ++number) {
    if (line->empty() && rest.find_first_not_of("\r\n") == std::string_view::npos) break;
    TRY_ASSIGN(BureauReceipt::Line read, read_line(*line, number));
    if (!seen.insert(read.item).second)
      return fail(Code::kInvalid, fmt::format("line {} of the receipt names a card that stood before", number));
    out.lines.push_back(std::move(read));
    if (out.lines.size() > kMostInSubBatch)
      return fail(Code::kInvalid, "the receipt names more cards than a sub-batch has");
  }
  return out;
}

}  // namespace tipstaff::press
