// A PDF's pages alone (ISO 32000-1 §7.7.3): of each page what it paints and what that needs, in a new file. Annotations
// that are shown become part of their page; all else goes: properties, attachments, forms, scripts, bookmarks, tags,
// earlier versions. What is painted is not changed, so text under a box stays; the check of the copy finds it, and then
// there is none.
#include "document/pdf/qpdf.h"  // before its other headers

#include <fmt/format.h>

#include <qpdf/Buffer.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "clean/clean.h"
#include "document/pdf/pdf_file.h"

namespace tipstaff::clean {
namespace {

using document::entry;
using document::name_of;
using document::PdfBudget;
using document::PdfFile;
using document::PdfObject;
using document::PdfPage;

constexpr int kDeepest = 200;
constexpr std::size_t kMostObjects = 2'000'000;

// Comments in a content stream are read by no viewer, and by everybody who looks into the file.
class DropComments : public QPDFObjectHandle::TokenFilter {
 public:
  void handleToken(QPDFTokenizer::Token const& token) override {
    if (token.getType() == QPDFTokenizer::tt_comment)
      write("\n");
    else
      writeToken(token);
  }
};

// JPEG (ITU-T T.81 annex B): segments that say something beside the picture, but the JFIF and Adobe ones that decoding
// needs. Nothing when it is not laid out so.
std::optional<std::string> without_segments(std::string_view jpeg) {
  if (!jpeg.starts_with("\xff\xd8")) return std::nullopt;
  std::string out(jpeg.substr(0, 2));
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(jpeg[i]); };
  for (std::size_t i = 2; i + 4 <= jpeg.size();) {
    if (at(i) != 0xff) return std::nullopt;
    const unsigned marker = at(i + 1);
    if (marker == 0xff) {
      ++i;
      continue;
    }
    const std::size_t size = 2 + (std::size_t{at(i + 2)} << 8 | at(i + 3));
    if (size < 4 || i + size > jpeg.size()) return std::nullopt;
    const bool says = (marker >= 0xe1 && marker <= 0xef && marker != 0xee) || marker == 0xfe;
    if (!says) out += jpeg.substr(i, size);
    i += size;
    if (marker != 0xda) continue;
    // The scan, and what follows it; nothing behind the end of the picture.
    const std::size_t end = jpeg.rfind("\xff\xd9");
    if (end == std::string_view::npos || end < i) return std::nullopt;
    return out.append(jpeg.substr(i, end + 2 - i));
  }
  return std::nullopt;
}

class Scrubber {
 public:
  explicit Scrubber(PdfFile& file) : file_(file) {}

  // Everything that can be reached from `object`; `key`: by which it was.
  bool scrub(PdfObject object, const std::string& key, int depth) {
    if (object.isIndirect() && !seen_.insert(object.getObjGen()).second) return true;
    if (depth > kDeepest || seen_.size() > kMostObjects) return false;
    if (object.isStream() && !scrub_stream(object)) return false;
    if (key == "/Resources" && object.isDictionary()) {
      object.removeKey("/Properties");  // of marked content: layers, and words said in place of others
      object.removeKey("/ProcSet");
    }
    for (auto& [name, value] : document::entries_of(object))
      if (!scrub(value, name, depth + 1)) return false;
    for (PdfObject& item : document::items_of(object))
      if (!scrub(item, "", depth + 1)) return false;
    return true;
  }

 private:
  bool scrub_stream(PdfObject stream) {
    if (!entry(stream, "/F").isNull()) return false;  // its content is another file's
    PdfObject dictionary = stream.getDict();
    for (const char* key : {"/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/OPI",
                            "/Alternates", "/OC", "/Ref", "/Measure", "/PtData", "/AF"})
      dictionary.removeKey(key);
    if (name_of(entry(stream, "/Subtype")) == "/Form") stream.addTokenFilter(std::make_shared<DropComments>());
    if (name_of(entry(stream, "/Subtype")) != "/Image") return true;
    const auto picture = file_.picture(stream);
    if (!picture) return true;
    const auto plain = without_segments(*picture);
    if (!plain) return true;  // JPEG 2000, or laid out otherwise: the check of the copy looks at it
    stream.replaceStreamData(*plain, PdfObject::newName("/DCTDecode"), PdfObject::newNull());
    return true;
  }
  PdfFile& file_;
  std::set<QPDFObjGen> seen_;
};

PdfObject box(const document::PageBox& from) {
  PdfObject out = PdfObject::newArray();
  for (const double side : {from.x0, from.y0, from.x1, from.y1}) out.appendItem(PdfObject::newReal(side, 4));
  return out;
}

// What is shown of annotations and forms becomes part of the page.
void flatten(QPDF& pdf) {
  QPDFAcroFormDocumentHelper forms(pdf);
  if (forms.hasAcroForm() && forms.getNeedAppearances()) forms.generateAppearancesIfNeeded();
  QPDFPageDocumentHelper(pdf).flattenAnnotations(0, an_invisible | an_hidden | an_no_view);
}

Result<Bytes> rebuilt(PdfFile& file) {
  QPDF& pdf = file.qpdf();
  if (!entry(entry(file.catalog(), "/AcroForm"), "/XFA").isNull())
    return fail(Code::kRefused, "it is a form of the XFA kind, of which programs differ in what they show");
  flatten(pdf);
  bool complete = true;
  const std::vector<PdfPage> pages = file.pages(complete);
  if (!complete || pages.empty()) return fail(Code::kRefused, "its pages cannot all be read");
  PdfObject kids = PdfObject::newArray(), tree = pdf.makeIndirectObject(PdfObject::newDictionary());
  Scrubber scrubber(file);
  for (PdfPage page : pages) {
    PdfObject made = PdfObject::newDictionary();
    made.replaceKey("/Type", PdfObject::newName("/Page"));
    made.replaceKey("/Parent", tree);
    made.replaceKey("/MediaBox", box(page.visible));
    made.replaceKey("/Resources", page.resources.isNull() ? PdfObject::newDictionary() : page.resources.shallowCopy());
    for (const char* key : {"/Contents", "/Rotate", "/Group", "/UserUnit"})
      if (PdfObject value = entry(page.object, key); !value.isNull()) made.replaceKey(key, value);
    if (entry(made, "/Rotate").isNull())
      for (PdfObject up = entry(page.object, "/Parent"); up.isDictionary() && up.getObjGen() != tree.getObjGen();
           up = entry(up, "/Parent"))
        if (PdfObject turned = entry(up, "/Rotate"); turned.isInteger()) {
          made.replaceKey("/Rotate", turned);
          break;
        }
    PdfObject placed = pdf.makeIndirectObject(made);
    QPDFPageObjectHelper helper(placed);
    helper.coalesceContentStreams();
    helper.addContentTokenFilter(std::make_shared<DropComments>());
    helper.removeUnreferencedResources();
    for (const char* key : {"/Contents", "/Resources", "/Group"})
      if (!scrubber.scrub(entry(placed, key), key, 0))
        return fail(Code::kRefused, "something on a page lies in another file, or deeper than is copied");
    kids.appendItem(placed);
  }
  tree.replaceKey("/Type", PdfObject::newName("/Pages"));
  tree.replaceKey("/Kids", kids);
  tree.replaceKey("/Count", PdfObject::newInteger(static_cast<long long>(pages.size())));
  PdfObject catalog = PdfObject::newDictionary();
  catalog.replaceKey("/Type", PdfObject::newName("/Catalog"));
  catalog.replaceKey("/Pages", tree);
  PdfObject trailer = pdf.getTrailer();
  for (const std::string& key : trailer.getKeys())
    if (key != "/Root" && key != "/Size" && key != "/Encrypt") trailer.removeKey(key);
  trailer.replaceKey("/Root", pdf.makeIndirectObject(catalog));
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setPreserveEncryption(false);
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.setStreamDataMode(qpdf_s_compress);
  writer.setDeterministicID(true);
  writer.write();
  const std::shared_ptr<Buffer> out = writer.getBufferSharedPointer();
  return Bytes(out->getBuffer(), out->getBuffer() + out->getSize());
}

}  // namespace

Result<Copy> copy_of_pdf(ByteView file) {
  PdfBudget budget = PdfBudget::of_file(file.size());
  auto opened = PdfFile::open(file, budget);
  if (!opened) return fail(Code::kRefused, opened.error().text());
  if (const std::string damage = (*opened)->damage(); !damage.empty())
    return fail(Code::kRefused, "it had to be repaired: " + damage);
  try {
    TRY_ASSIGN(Bytes content, rebuilt(**opened));
    if (const std::string damage = (*opened)->damage(); !damage.empty())
      return fail(Code::kRefused, "it is damaged: " + damage);
    return Copy{".pdf", std::move(content), "forms, links, bookmarks, tags for screen readers"};
  } catch (const std::exception&) {
    return fail(Code::kRefused, "its pages cannot be taken apart with certainty");
  }
}

}  // namespace tipstaff::clean
