// Workbooks in binary parts ([MS-XLSB]; .xlsb): a package as xlsx is, with records instead of XML. xlsb.cc reads the
// book, styles and texts, xlsb_sheet.cc the sheets, xlsb_parts.cc what hangs off them.
#pragma once

#include <optional>
#include <string>

#include "document/containers/package.h"
#include "document/letters.h"
#include "document/sheets/workbook.h"

namespace tipstaff::document {

struct XlsbRecord {
  std::uint32_t id = 0;
  ByteView data;
};

class XlsbRecords {
 public:
  explicit XlsbRecords(ByteView part) : part_(part) {}
  std::optional<XlsbRecord> next();
  bool whole() const { return whole_; }  // false once something that is no record was met

 private:
  std::optional<std::uint32_t> number(int bytes);
  ByteView part_;
  std::size_t at_ = 0;
  bool whole_ = true;
};

// 32 bits of length, then UTF-16 (§2.5.169); moves `at` behind it. A length of all ones is no text.
std::string xlsb_text(ByteView data, std::size_t& at);

void read_xlsb(Package& package);
void read_xlsb_sheet(Package& package, Workbook& book, const Sheet& sheet, bool from_1904);
// Pivot caches, links, comments, connections: the parts whose records hold words.
void read_xlsb_parts(Package& package);

}  // namespace tipstaff::document
