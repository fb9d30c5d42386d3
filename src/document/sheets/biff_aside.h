// What records of a workbook say beside what their readers look for ([MS-XLS] §2.3.1): each id is known with the most
// that it can hold and with the kind of words that stand in it, or it is unknown.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "document/record_words.h"
#include "document/sheets/biff.h"

namespace tipstaff::document {

enum class BiffHolds : std::uint8_t {
  kNumbers,  // no words
  kNames,    // of fonts, styles, sheets
  kRemarks,  // formulas, captions, conditions: labels are ordinary
  kProse,    // settings of a device, names of people
  kText,     // one text, which its reader tells
  kTold,     // its reader looks through the whole of it
};
struct BiffKnown {
  std::uint16_t id;
  BiffHolds holds = BiffHolds::kNumbers;
  std::uint16_t most = 0xffff;  // bytes
  std::uint8_t text_at = 0;     // kText
};
std::optional<BiffKnown> biff_known(std::uint16_t id);

// Of the book, or of one sheet; `old`: BIFF5, whose texts are in `page`.
class BiffAside {
 public:
  explicit BiffAside(Emitter& emitter) : emitter_(emitter), words_(emitter) {}
  // Every record, whether or not it has a reader.
  void look(const BiffRecord& record, const BiffBook& book);
  void unknown(std::uint16_t id) { unknown_.insert(id); }
  RecordWords& words() { return words_; }
  // `place` ends in “: ” or is empty.
  void close(const std::string& part, const std::string& place);

 private:
  static std::string text_of(const BiffRecord& record, std::size_t at, const BiffBook& book);

  Emitter& emitter_;
  RecordWords words_;
  std::set<std::uint16_t> unknown_, longer_;
};

}  // namespace tipstaff::document
