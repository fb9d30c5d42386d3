// Data of another program that a document carries along: custom XML of packages (ECMA-376 part 1 §15.2.5), the data
// store of old documents
// ([MS-OSHARED] §2.3.6).
#pragma once

#include <string>
#include <vector>

#include "document/xml.h"

namespace tipstaff::document {

// What Office and SharePoint put into every document of theirs (customXml/item1.xml and on) is idle: the names of a
// library's forms, lists of sources with none in them, a cover's date, fields that nobody filled in.
class CustomData : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void text(std::string_view piece) override { text_.append(piece.substr(0, kMostText)); }
  void end(std::string_view) override { judge(); }
  void comment(std::string_view words) override;
  const std::vector<std::string>& said() const { return said_; }  // under attributes
  bool idle() const;

 private:
  static constexpr std::size_t kMostText = 64;
  void judge();
  bool is_form(std::string_view text) const;

  std::string root_, text_;
  std::vector<std::string> said_;
  bool idle_ = true;
};

}  // namespace tipstaff::document
