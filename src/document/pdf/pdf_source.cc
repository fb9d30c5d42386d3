#include "document/pdf/pdf_source.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>

namespace tipstaff::document {

ByteView PdfSource::rest_of_block() {
  if (at_ >= size_) return {};
  const std::uint64_t number = at_ / kLargestSourceRead, begin = number * kLargestSourceRead;
  auto block = std::ranges::find(blocks_, number, &Block::number);
  if (block == blocks_.end()) {
    block = std::ranges::min_element(blocks_, {}, &Block::used);
    block->number = UINT64_MAX;
    block->bytes.resize(std::min<std::uint64_t>(kLargestSourceRead, size_ - begin));
    if (!bytes_.read(begin, block->bytes)) throw std::runtime_error("its bytes cannot be read");
    block->number = number;
  }
  block->used = ++clock_;
  return ByteView(block->bytes).subspan(at_ - begin);
}

std::size_t PdfSource::read(char* out, std::size_t length) {
  last_offset = tell();
  std::size_t got = 0;
  while (got < length) {
    const ByteView some = rest_of_block();
    if (some.empty()) break;
    const std::size_t count = std::min(some.size(), length - got);
    std::ranges::copy_n(some.begin(), static_cast<std::ptrdiff_t>(count), out + got);
    got += count;
    at_ += count;
  }
  return got;
}

void PdfSource::seek(qpdf_offset_t offset, int whence) {
  const std::uint64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at_ : size_;
  const auto to = static_cast<qpdf_offset_t>(from) + offset;
  if (to < 0) throw std::runtime_error("it points before its beginning");
  at_ = static_cast<std::uint64_t>(to);
}

// At the first of a run of line ends, and behind the run (as qpdf's other sources do).
qpdf_offset_t PdfSource::findAndSkipNextEOL() {
  const auto is_end = [](std::uint8_t byte) { return byte == '\r' || byte == '\n'; };
  std::optional<qpdf_offset_t> found;
  for (ByteView some = rest_of_block(); !some.empty(); some = rest_of_block()) {
    const auto next = found ? std::ranges::find_if_not(some, is_end) : std::ranges::find_if(some, is_end);
    at_ += static_cast<std::uint64_t>(next - some.begin());
    if (next == some.end()) continue;
    if (found) break;
    found = tell();
  }
  return found.value_or(tell());
}

}  // namespace tipstaff::document
