// OpenDocument (ODF 1.3; .ods, .odt, .odp): odf.cc the package and what is in it besides its content, odf_flat.cc the
// same in one file, odf_sheets.cc the tables of a workbook, odf_text.cc everything that flows on pages and slides,
// odf_styles.cc what styles hide.
#pragma once

#include <memory>
#include <string>

#include "document/containers/package.h"
#include "document/odf/odf_styles.h"

namespace tipstaff::document {

enum class OdfKind : std::uint8_t { kSheets, kText, kSlides };

void read_opendocument(const Zip& zip, OdfKind kind, Emitter& emitter);

// The same in one XML file (ODF 1.3 part 3 §3.1.2): “fods”, “fodt”, “fodp”, by its first tag; empty when it is none.
std::string_view flat_opendocument_kind(std::string_view text);
void read_flat_opendocument(ByteView file, Emitter& emitter);

// One part with content (content.xml, styles.xml) as events.
class OdfContent : public XmlHandler {
 public:
  virtual void close() = 0;
};
// `folder`: "" or "Object 1/", before the names of other parts. The styles of styles.xml are told first.
std::unique_ptr<OdfContent> odf_sheets(OdfStyles& styles, const std::string& part, Emitter& emitter);
// `rows`: how many its tables have, in order, where that is known (odf_table.h).
std::unique_ptr<OdfContent> odf_text(OdfStyles& styles, const std::string& part, OdfKind kind, Emitter& emitter,
                                     std::vector<std::size_t> rows = {});

// Comments, wherever they stand: their text, with author and date, is a row.
class OdfComments {
 public:
  explicit OdfComments(Emitter& emitter) : layer_(emitter), authors_(emitter) {}
  // True while inside one: its events are not the content's.
  bool start(std::string_view name, const XmlAttributes&);
  bool text(std::string_view piece);
  bool end(std::string_view name);
  void close(const std::string& part) {
    layer_.close(Trait::kComment, part, "comments, with their authors");
    authors_.close(Trait::kCommentAuthor, part, "the authors of comments");
  }

 private:
  Layer layer_, authors_;
  LeafText leaf_;
  int depth_ = 0;
};

}  // namespace tipstaff::document
