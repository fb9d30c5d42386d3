#include "document/word/rtf_look.h"

namespace tipstaff::document {
namespace {

constexpr int kSmallestType = 8, kFarRaised = 400;  // half points
constexpr int kNarrow = 10;                         // hundredths of a letter's width
constexpr int kLongestPage = 22 * 1440;             // twentieths of a point
constexpr int kThin = 60;                           // twentieths of a point
constexpr std::size_t kMostCells = 1000;

bool is_thin(int height) { return height < 0 && height > -kThin; }

}  // namespace

void RtfLook::take(std::string_view name, int number, bool on) {
  constexpr int kUsualShift = 6;  // half points
  if (name == "plain") {
    const RtfLook old = *this;
    *this = {};
    left = old.left;
    first = old.first;
    line = old.line;
    across = old.across;
    down = old.down;
  }
  if (name == "pard") left = first = line = across = down = 0;
  if (name == "v") hidden = on;
  if (name == "deleted") deleted = on;
  if (name == "revised") revised = on;
  if (name == "fs") size = number;
  if (name == "f") font = number;
  if (name == "cf") colour = number;
  if (name == "cb" || name == "chcbpat" || name == "highlight" || name == "cbpat" || name == "clcbpat") back = number;
  if (name == "up" || name == "dn") raised = number == 1 ? kUsualShift : number;
  if (name == "expndtw") gap = number;
  if (name == "charscalex") width = number;
  if (name == "li" || name == "lin") left = number;
  if (name == "fi") first = number;
  if (name == "sl") line = number;
  if (name == "posx" || name == "posnegx") across = number;
  if (name == "posy" || name == "posnegy") down = number;
}

bool RtfLook::is_tiny() const { return size < kSmallestType || width < kNarrow || -gap > 6 * size || is_thin(line); }
bool RtfLook::is_off_page(int page_width) const {
  return is_beside_page(left + first, page_width) || is_beside_page(across, page_width) ||
         std::abs(down) > kLongestPage || std::abs(raised) > kFarRaised;
}

bool is_beside_page(int from, int page_width) { return from >= page_width || from <= -page_width / 2; }

void RtfRow::take(std::string_view name, int number) {
  if (name == "trowd") *this = {};
  if (name == "trleft") left_ = number;
  if (name == "tposx" || name == "tposnegx") across_ = number;
  if (name == "trrh") thin_ = is_thin(number);
  if (name == "clmrg" || name == "clvmrg") next_merged_ = true;
  if (name == "cellx" && merged_.size() < kMostCells) {
    merged_.push_back(next_merged_);
    next_merged_ = false;
  }
  if (name == "cell") ++cell_;
  if (name == "row") cell_ = 0;
}

}  // namespace tipstaff::document
