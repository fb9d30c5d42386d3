// What the parts of a document in a package and of one in a single file have in common (ODF 1.3 part 2 §3).
#pragma once

#include <string>
#include <vector>

#include "document/containers/package.h"
#include "document/emitter.h"
#include "document/properties.h"

namespace tipstaff::document {

// Words in an element of meta.xml (ODF 1.3 part 3 §4.3) or settings.xml.
class OdfMeta : public XmlHandler {
 public:
  OdfMeta(Emitter& emitter, std::string part) : emitter_(emitter), part_(std::move(part)), properties_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override;
  void close() { properties_.close(part_); }

 private:
  Emitter& emitter_;
  std::string part_, name_;
  FileProperties properties_;
  LeafText leaf_;
  bool printer_ = false;
};

// How many rows each table in it has, as far as that matters (odf_table.h).
std::vector<std::size_t> odf_rows_of(ByteView source);

// LibreOffice's own metafile is the picture that stands for a table or a chart: told, and true, where that is one.
bool is_own_metafile(ByteView bytes, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
