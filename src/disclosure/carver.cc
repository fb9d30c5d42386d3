#include "disclosure/carver.h"

#include <algorithm>

#include "document/letters.h"

namespace tipstaff::disclosure {
namespace {

using document::little16;
using document::little32;

constexpr std::size_t kRecord = 22;  // bytes of an archive's last record, without its comment
constexpr std::string_view kArchiveEnd = "PK\x05\x06", kPaper = "%PDF-", kPaperEnd = "%%EOF";

}  // namespace

// Marks in the last bytes of a piece are met again with the next one, and say the same then.
void Carver::piece(ByteView bytes, std::uint64_t at) {
  constexpr std::size_t kNone = std::string_view::npos;
  const std::string_view text = as_text(bytes);
  const std::size_t fresh = next_ > at ? static_cast<std::size_t>(next_ - at) : 0;
  for (std::size_t mark = text.find(kArchiveEnd, fresh); mark != kNone; mark = text.find(kArchiveEnd, mark + 1))
    if (mark + kRecord <= text.size()) archive(bytes.subspan(mark, kRecord), at + mark);
  for (std::size_t mark = text.find('%', fresh); mark != kNone; mark = text.find('%', mark + 1)) {
    if (text.substr(mark).starts_with(kPaper)) {
      paper();
      paper_begin_ = at + mark;
    } else if (paper_begin_ && text.substr(mark).starts_with(kPaperEnd) && at + mark - *paper_begin_ < most_) {
      paper_end_ = at + mark + kPaperEnd.size();
    }
  }
  if (text.size() >= kOverlap) next_ = std::max(next_, at + text.size() - kOverlap);
}

void Carver::archive(ByteView record, std::uint64_t at) {
  const std::uint64_t directory_size = little32(record, 12), directory = little32(record, 16);
  if (directory_size == 0 || directory_size + directory > at) return;
  const std::uint64_t from = at - directory_size - directory, to = at + kRecord + little16(record, 20);
  if (to - from <= most_) found_.push_back({.at = from, .size = to - from, .directory = directory});
}

void Carver::paper() {
  if (paper_begin_ && paper_end_)
    found_.push_back({.at = *paper_begin_, .size = *paper_end_ - *paper_begin_, .directory = 0});
  paper_begin_.reset();
  paper_end_.reset();
}

void Carver::end() { paper(); }

}  // namespace tipstaff::disclosure
