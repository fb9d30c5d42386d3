// A worksheet's XML: the same events as parse_xml() gives, or the same refusal, and several times as fast. Rows and
// cells (ECMA-376 part 1 §18.3.1.80: what lies in <sheetData>) are nearly all of a large workbook, and programs write
// them in few ways. Those ways are read here. Whatever else comes, and everything outside of <sheetData>, is read by
// libxml2 (xml_reader.h): at the first byte of a tag or text that is not wholly known, libxml2 is given the tags that
// are open and goes on to the end of the part. So nothing is ever refused here, and nothing taken that libxml2 would
// refuse. Known are: UTF-8 without carriage returns; the five entities and numbers in text; tags without a prefix,
// written without needless blanks; attributes in double quotes, of ASCII without entities, with no prefix, a declared
// one, or xml:space; at most kMostOpen elements in each other.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "document/xml.h"
#include "document/xml_reader.h"

namespace tipstaff::document {

class SheetXml {
 public:
  static constexpr std::size_t kMostOpen = 8;

  // `handler` must outlive it.
  explicit SheetXml(XmlHandler& handler) : handler_(handler), reader_(handler) {}
  // Errors: as parse_xml(); after one it takes no more.
  Result<void> take(ByteView piece);
  Result<void> finish();
  // Bytes that were read here, of all that were taken.
  std::uint64_t quick_bytes() const { return quick_; }

 private:
  enum class Mode { kBefore, kQuick, kGeneral };
  enum class Step { kDone, kMore, kStrange };  // of a token: read; not all here yet; for libxml2
  struct Open {
    std::string_view tag;  // "<c r="A1">", in buffer_ or in own
    std::size_t name = 0;  // bytes of its name
    std::string own;
  };

  Result<void> look_for_rows();
  Result<void> read_rows();
  Result<void> leave();
  Step text();
  Step text_with_entities(const char* begin);
  bool entity(std::string_view name);
  Step tag();
  Step end_tag();
  Step attribute(const char*& at);
  void refill(std::string_view piece);

  XmlHandler& handler_;
  XmlReader reader_;
  Mode mode_ = Mode::kBefore;
  std::string buffer_;                // not read yet: from at_ to its end
  const char* at_ = nullptr;          // in buffer_
  const char* end_ = nullptr;         // of buffer_, where a zero byte stands
  std::array<Open, kMostOpen> open_;  // none moves: a tag may lie in its own string
  std::size_t depth_ = 0;             // elements of open_ that are
  std::vector<XmlAttribute> attributes_;
  std::vector<std::string> prefixes_;
  std::string text_;
  std::uint64_t quick_ = 0;
};

// As parse_xml(), for a worksheet.
Result<void> parse_sheet_xml(const Feed& feed, XmlHandler& handler);

}  // namespace tipstaff::document
