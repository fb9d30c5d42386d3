#include "document/sheets/xlsb_aside.h"

#include <fmt/format.h>

#include <algorithm>

namespace tipstaff::document {
namespace {

constexpr std::uint32_t kFutureBegin = 35, kFutureEnd = 36, kEndSheet = 130, kEndBook = 132;
constexpr std::uint32_t kFirstFuture = 1024;  // ids of 2010 on, which today's readers know there

constexpr struct {
  std::uint32_t first, last;
} kKnown[] = {{0, 681}, {1024, 1182}, {2048, 2141}, {3072, 3073}, {4096, 4110}, {5000, 5110}};

// Names of fonts, styles, sheets, code.
constexpr std::uint32_t kNames[] = {43, 48, 147, 153, 156, 508, 510, 651, 1128, 2093};
// Formulas, captions, conditions, links: labels are ordinary.
constexpr std::uint32_t kRemarks[] = {39,   44,   167,  174,  183,  187,  280,  282,  285,  289,  293,  303,
                                      314,  318,  326,  330,  343,  347,  349,  351,  352,  359,  360,  361,
                                      362,  397,  423,  428,  463,  471,  494,  496,  507,  532,  577,  585,
                                      661,  665,  667,  671,  675,  1036, 1040, 1043, 1048, 1050, 1062, 1064,
                                      1075, 1077, 1081, 1083, 1102, 1111, 1117, 1171, 1177, 2053, 2089, 2102};
// Told whole by their readers, with what stands beside the text.
constexpr std::uint32_t kTold[] = {19, 20, 21, 22, 23, 24,  25,  26,  27,  28,  29,
                                   30, 31, 32, 33, 64, 191, 479, 502, 504, 632, 637};

// Cells of numbers, by id; those without their column are four bytes shorter.
constexpr std::size_t kCell[] = {8, 8, 12, 9, 9, 16, 0, 12};

bool among(std::uint32_t id, const auto& ids) { return std::ranges::find(ids, id) != std::end(ids); }

}  // namespace

bool XlsbAside::look(const XlsbRecord& record) {
  if (ended_) {
    behind_ = true;
    words_.add(record.data);
    return false;
  }
  if (record.id == kFutureBegin) ++future_;
  if (record.id == kFutureEnd && future_ > 0) --future_;
  ended_ = record.id == kEndSheet || record.id == kEndBook;
  const bool reads = future_ == 0 || record.id >= kFirstFuture;
  if (reads)
    look_at_words(record);
  else
    words_.add(record.data);
  if (future_ == 0 && std::ranges::none_of(kKnown, [&](const auto& range) {
        return record.id >= range.first && record.id <= range.last;
      }))
    unknown_.insert(record.id);
  return reads;
}

void XlsbAside::look_at_words(const XlsbRecord& record) {
  const std::uint32_t id = record.id;
  const ByteView data = record.data;
  const bool is_short = id >= 12 && id <= 18;
  const std::uint32_t cell = is_short ? id - 11 : id;
  const std::size_t head = is_short ? 4 : 8;
  if (among(id, kTold)) return;
  if (cell >= 1 && cell <= 7 && cell != 6) {
    const ByteView more = part_of(data, kCell[cell] - (8 - head));
    if (!more.empty()) longer_.insert(id);
    return words_.add(more);
  }
  if (cell == 6 || id == 62 || id == 8) {  // a text, then runs or a formula
    std::size_t at = id == 62 ? 9 : head;
    xlsb_text(data, at);
    return id == 8 ? formulas_.remarks(part_of(data, at)) : words_.add(part_of(data, at));
  }
  if (id >= 9 && id <= 11) return formulas_.remarks(part_of(data, id == 9 ? 16 : 9));
  if (id == 426 || id == 427) return formulas_.remarks(data);  // of several cells together
  if (among(id, kNames)) return words_.names(data);
  if (id == 2071) return words_.prose(data);  // a path
  if (among(id, kRemarks)) return words_.remarks(data);
  words_.add(data);
}

void XlsbAside::close() {
  for (const std::uint32_t id : unknown_)
    emitter_.observe({.trait = Trait::kUnexplained,
                      .part = part_,
                      .place = fmt::format("a record of a kind that is not known: {}", id)});
  for (const std::uint32_t id : longer_)
    emitter_.observe({.trait = Trait::kUnexplained,
                      .part = part_,
                      .place = fmt::format("a record that is longer than it can be: {}", id)});
  if (behind_) emitter_.observe({.trait = Trait::kUnexplained, .part = part_, .place = "records behind its end"});
  formulas_.close(part_, "texts in formulas", Trait::kFormulaText);
  words_.close(part_, "words in records, which no program shows");
}

void look_through_xlsb(ByteView bytes, const std::string& part, Emitter& emitter) {
  XlsbAside aside(part, emitter);
  XlsbRecords records(bytes);
  while (const auto record = records.next()) aside.look(*record);
  if (!records.whole()) emitter.unread(part, "it is damaged");
  aside.close();
}

}  // namespace tipstaff::document
