// What the XML of an office package says beside what its readers look for: words in elements of vocabularies that no
// office program knows, text where the format has none, attributes that hold sentences. Programs keep such things when
// they save (ECMA-376 part 3 §7, ODF 1.3 part 3 §3.17), and show none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/address.h"
#include "document/emitter.h"
#include "document/words.h"
#include "document/xml.h"

namespace tipstaff::document {

enum class XmlKind : std::uint8_t {
  kOffice,        // SpreadsheetML, PresentationML, DrawingML, VML
  kRichValues,    // what linked data types and pictures in cells keep: no text of it stands in a cell
  kWord,          // WordprocessingML: its attributes name styles, fonts, controls and people
  kOpenDocument,  // content, styles, settings
};

// Stands between a part and its reader: hands on all but elements of unknown vocabularies, and keeps what is said
// aside. One part.
class XmlAside : public XmlHandler {
 public:
  // Both must outlive it.
  XmlAside(XmlHandler& reader, XmlKind kind, Emitter& emitter)
      : reader_(reader), kind_(kind), aside_(emitter), links_(emitter) {}

  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view piece) override;
  void comment(std::string_view words) override { reader_.comment(words); }
  // Tells what it kept, as Trait::kCustomXml, and what links say, as Trait::kLinkWords.
  void close(const std::string& part);

 private:
  void look_at(std::string_view element, const XmlAttributes& attributes);
  void keep(std::string_view words);
  void end_stray();

  XmlHandler& reader_;
  XmlKind kind_;
  Layer aside_;
  LinkWords links_;         // OpenDocument
  std::vector<bool> open_;  // elements: whether text may stand in them
  std::string stray_;
  std::size_t foreign_ = 0;   // how deep in an element of an unknown vocabulary
  std::size_t in_words_ = 0;  // OpenDocument: how deep in a paragraph
  bool plain_ = false;        // the root is of an unknown vocabulary
  bool headless_ = false;     // in a table whose headings are not shown
  bool in_formula_ = false;   // of a column of a table
  bool in_setting_ = false;   // and in one of a program's own settings, of which many are codes
};

// What is no more than a name (words.h), also as Word makes one up from what was formatted by hand, or with its other
// names behind commas.
bool is_style_name(std::string_view value);
// Of a vocabulary that office programs know, by its namespace; an empty one too.
bool is_office_vocabulary(std::string_view space);

}  // namespace tipstaff::document
