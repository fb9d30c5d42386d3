// What records of a workbook in binary parts say beside what their readers look for ([MS-XLSB] §2.3.2): words in those
// that have none or show none, and ids that are not known. One part.
#pragma once

#include <set>
#include <string>

#include "document/record_words.h"
#include "document/sheets/xlsb.h"

namespace tipstaff::document {

class XlsbAside {
 public:
  XlsbAside(const std::string& part, Emitter& emitter)
      : part_(part), emitter_(emitter), words_(emitter), formulas_(emitter) {}

  // Every record, in order. False: it lies where only programs to come look (between FRTBegin and FRTEnd, behind the
  // end of its part), and says nothing to a reader of today.
  bool look(const XlsbRecord& record);
  RecordWords& words() { return words_; }
  void close();

 private:
  void look_at_words(const XlsbRecord& record);

  const std::string& part_;
  Emitter& emitter_;
  RecordWords words_, formulas_;
  std::set<std::uint32_t> unknown_, longer_;
  int future_ = 0;  // how deep in records of programs to come
  bool ended_ = false, behind_ = false;
};

// A part of records in which no reader looks for anything.
void look_through_xlsb(ByteView bytes, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
