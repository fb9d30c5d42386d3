// A PDF's objects (ISO 32000-1 and -2), read by libqpdf from memory: cross-references, object streams, filters,
// encryption with the empty user password. What is decoded is counted against one budget for the whole file, with all
// its earlier versions. A kind that does not fit reads as nothing, and never as a repair.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "document/byte_source.h"
#include "document/emitter.h"
#include "document/geometry.h"
#include "document/pdf/qpdf.h"

namespace tipstaff::document {

struct PdfBudget {
  std::uint64_t bytes = 0;                         // of decoded streams
  std::uint64_t operators = 20'000'000;            // of content streams
  std::uint64_t glyphs = 20'000'000;               // placed on pages
  std::uint64_t samples = std::uint64_t{4} << 30;  // bytes of pictures that are unpacked to look at what is on them
  bool spent() const { return bytes == 0 || operators == 0 || glyphs == 0; }
  static PdfBudget of_file(std::uint64_t packed);
};

using PdfObject = QPDFObjectHandle;

// Entries of a dictionary or of a stream's; null when there is none. Keys as "/Key".
PdfObject entry(PdfObject of, const std::string& key);
std::string name_of(PdfObject object);  // "/Name"; empty when it is none
std::string text_of(PdfObject object);  // a text string as UTF-8
double number_of(PdfObject object, double otherwise);
std::vector<PdfObject> items_of(PdfObject array);  // empty when it is none
std::map<std::string, PdfObject> entries_of(PdfObject dictionary);
PageBox box_of(PdfObject array, const PageBox& otherwise);  // corners in any order
Matrix matrix_of(PdfObject array);
bool flag_of(PdfObject object, bool otherwise);

struct PdfPage {
  PdfObject object, resources;
  PageBox media, visible;  // visible: the crop box within the media box
};

class PdfFile {
 public:
  // Errors: kRefused when a password is needed; kInvalid when no program could read it.
  static Result<std::unique_ptr<PdfFile>> open(ByteView file, PdfBudget& budget);
  static Result<std::unique_ptr<PdfFile>> open(ByteSource& bytes, std::uint64_t size, PdfBudget& budget);
  QPDF& qpdf() { return qpdf_; }
  PdfObject catalog();
  PdfObject trailer() { return qpdf_.getTrailer(); }
  PdfBudget& budget() { return budget_; }
  // In order; `complete` is false when the tree of pages is damaged or too large.
  std::vector<PdfPage> pages(bool& complete);
  // Decoded; empty and null when a filter is unknown or fails, or the budget is spent. What is no stream is null.
  std::shared_ptr<const std::string> content(PdfObject stream);
  // A picture's samples, all filters undone; null when that cannot be done (JBIG2, JPX, fax), or they are too many.
  std::shared_ptr<const std::string> samples(PdfObject stream);
  // A picture's own file when it has one (DCT, JPX), other filters undone; else null.
  std::shared_ptr<const std::string> picture(PdfObject stream);
  // All entries of a name tree.
  std::vector<std::pair<std::string, PdfObject>> name_tree(PdfObject root);
  // What repairs were needed: none in a sound file.
  std::string damage();

  // What a page has shown of forms and pictures, by object.
  std::set<QPDFObjGen> shown;

 private:
  explicit PdfFile(PdfBudget& budget) : budget_(budget) {}
  static Result<std::unique_ptr<PdfFile>> open_with(PdfBudget& budget, const std::function<void(QPDF&)>& begin);
  void collect_pages(PdfObject node, PdfPage inherited, int depth, std::vector<PdfPage>& out, bool& complete);
  void collect_names(PdfObject node, int depth, std::vector<std::pair<std::string, PdfObject>>& out);

  QPDF qpdf_;
  PdfBudget& budget_;
  std::map<QPDFObjGen, std::shared_ptr<const std::string>> decoded_;
  std::size_t kept_ = 0;  // bytes in decoded_
  std::set<QPDFObjGen> walked_;
};

}  // namespace tipstaff::document
