#include "document/pdf/pdf_file.h"

#include <fmt/format.h>

#include <cmath>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDFExc.hh>

#include "document/pdf/pdf_codes.h"
#include "document/pdf/pdf_source.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostPages = 20'000, kMostNames = 100'000, kMostKept = std::size_t{64} << 20;
constexpr std::uint64_t kMostSamples = std::uint64_t{128} << 20;  // bytes of one picture
constexpr int kDeepestTree = 64;

// Ends the decoding when there is too much: qpdf takes an exception from a pipeline as a failed filter.
class Gathering : public Pipeline {
 public:
  Gathering(std::string& out, std::uint64_t most) : Pipeline("gathering", nullptr), out_(out), most_(most) {}
  void write(unsigned char const* data, std::size_t size) override {
    if (out_.size() + size > most_) {
      full_ = true;
      throw std::runtime_error("too much");
    }
    out_.append(reinterpret_cast<const char*>(data), size);
  }
  void finish() override {}
  bool full() const { return full_; }

 private:
  std::string& out_;
  std::uint64_t most_;
  bool full_ = false;
};

}  // namespace

PdfBudget PdfBudget::of_file(std::uint64_t packed) {
  PdfBudget out;
  out.bytes = std::min<std::uint64_t>(kMostUnpacked, std::max<std::uint64_t>(packed * kMostRatio, 16U << 20));
  return out;
}

PdfObject entry(PdfObject of, const std::string& key) {
  if (of.isStream()) of = of.getDict();
  return of.isDictionary() ? of.getKey(key) : PdfObject::newNull();
}
std::string name_of(PdfObject object) { return object.isName() ? object.getName() : ""; }
std::string text_of(PdfObject object) { return object.isString() ? text_of_string(object.getStringValue()) : ""; }
double number_of(PdfObject object, double otherwise) {
  const double value = object.isNumber() ? object.getNumericValue() : otherwise;
  return std::isfinite(value) ? value : otherwise;
}
bool flag_of(PdfObject object, bool otherwise) { return object.isBool() ? object.getBoolValue() : otherwise; }
std::vector<PdfObject> items_of(PdfObject array) {
  return array.isArray() ? array.getArrayAsVector() : std::vector<PdfObject>();
}
std::map<std::string, PdfObject> entries_of(PdfObject dictionary) {
  if (dictionary.isStream()) dictionary = dictionary.getDict();
  return dictionary.isDictionary() ? dictionary.getDictAsMap() : std::map<std::string, PdfObject>();
}
PageBox box_of(PdfObject array, const PageBox& otherwise) {
  const auto items = items_of(array);
  if (items.size() < 4) return otherwise;
  const double a = number_of(items[0], 0), b = number_of(items[1], 0), c = number_of(items[2], 0),
               d = number_of(items[3], 0);
  return {std::min(a, c), std::min(b, d), std::max(a, c), std::max(b, d)};
}
Matrix matrix_of(PdfObject array) {
  const auto items = items_of(array);
  if (items.size() < 6) return {};
  return {number_of(items[0], 1), number_of(items[1], 0), number_of(items[2], 0),
          number_of(items[3], 1), number_of(items[4], 0), number_of(items[5], 0)};
}

Result<std::unique_ptr<PdfFile>> PdfFile::open(ByteView file, PdfBudget& budget) {
  return open_with(budget, [&](QPDF& qpdf) {
    qpdf.processMemoryFile("pdf", reinterpret_cast<const char*>(file.data()), file.size());
  });
}
Result<std::unique_ptr<PdfFile>> PdfFile::open(ByteSource& bytes, std::uint64_t size, PdfBudget& budget) {
  return open_with(budget, [&](QPDF& qpdf) { qpdf.processInputSource(std::make_shared<PdfSource>(bytes, size)); });
}

Result<std::unique_ptr<PdfFile>> PdfFile::open_with(PdfBudget& budget, const std::function<void(QPDF&)>& begin) {
  std::unique_ptr<PdfFile> out(new PdfFile(budget));
  out->qpdf_.setSuppressWarnings(true);
  try {
    begin(out->qpdf_);
    if (!out->catalog().isDictionary()) return fail(Code::kInvalid, "it has no catalogue of its content");
  } catch (const QPDFExc& error) {
    if (error.getErrorCode() == qpdf_e_password) return fail(Code::kRefused, "it opens only with a password");
    return fail(Code::kInvalid, "it is damaged: " + printable(error.getMessageDetail(), 100));
  }
  return out;
}

PdfObject PdfFile::catalog() { return entry(qpdf_.getTrailer(), "/Root"); }

std::string PdfFile::damage() {
  const auto warnings = qpdf_.getWarnings();
  return warnings.empty() ? "" : printable(warnings.front().getMessageDetail(), 100);
}

std::vector<PdfPage> PdfFile::pages(bool& complete) {
  std::vector<PdfPage> out;
  walked_.clear();
  complete = true;
  const PageBox letter{0, 0, 612, 792};
  collect_pages(entry(catalog(), "/Pages"), {PdfObject::newNull(), PdfObject::newNull(), letter, PageBox::everything()},
                0, out, complete);
  return out;
}

void PdfFile::collect_pages(PdfObject node, PdfPage inherited, int depth, std::vector<PdfPage>& out, bool& complete) {
  const bool again = node.isIndirect() && !walked_.insert(node.getObjGen()).second;
  if (!node.isDictionary() || again || depth > kDeepestTree || out.size() >= kMostPages) {
    complete = false;
    return;
  }
  if (PdfObject resources = entry(node, "/Resources"); !resources.isNull()) inherited.resources = resources;
  inherited.media = box_of(entry(node, "/MediaBox"), inherited.media);
  inherited.visible = box_of(entry(node, "/CropBox"), inherited.visible);
  if (PdfObject kids = entry(node, "/Kids"); kids.isArray()) {
    for (PdfObject& kid : items_of(kids)) collect_pages(kid, inherited, depth + 1, out, complete);
    return;
  }
  const std::string type = name_of(entry(node, "/Type"));
  if (type == "/Pages") return;  // without pages
  complete = complete && type == "/Page";
  inherited.object = node;
  inherited.visible = inherited.visible.cut(inherited.media);
  if (inherited.visible.empty()) inherited.visible = inherited.media;
  out.push_back(inherited);
}

std::shared_ptr<const std::string> PdfFile::content(PdfObject stream) {
  if (!stream.isStream()) return nullptr;
  const QPDFObjGen id = stream.getObjGen();
  if (const auto found = decoded_.find(id); found != decoded_.end()) return found->second;
  auto out = std::make_shared<std::string>();
  Gathering gathering(*out, budget_.bytes);
  bool filtered = false;
  const bool good = stream.pipeStreamData(&gathering, &filtered, 0, qpdf_dl_specialized, false, false);
  budget_.bytes = gathering.full() ? 0 : budget_.bytes - std::min<std::uint64_t>(budget_.bytes, out->size());
  if (!good || !filtered || gathering.full()) return nullptr;
  if (id.isIndirect() && kept_ + out->size() < kMostKept) {
    kept_ += out->size();
    decoded_[id] = out;
  }
  return out;
}

std::shared_ptr<const std::string> PdfFile::samples(PdfObject stream) {
  if (!stream.isStream()) return nullptr;
  auto out = std::make_shared<std::string>();
  Gathering gathering(*out, std::min<std::uint64_t>(budget_.samples, kMostSamples));
  bool filtered = false;
  const bool good = stream.pipeStreamData(&gathering, &filtered, 0, qpdf_dl_all, true, false);
  budget_.samples -= std::min<std::uint64_t>(budget_.samples, out->size());
  return good && filtered && !gathering.full() ? out : nullptr;
}

std::shared_ptr<const std::string> PdfFile::picture(PdfObject stream) {
  if (!stream.isStream()) return nullptr;
  std::vector<PdfObject> filters = items_of(entry(stream, "/Filter")),
                         parameters = items_of(entry(stream, "/DecodeParms"));
  if (filters.empty()) filters = {entry(stream, "/Filter")};
  const std::string last = name_of(filters.back());
  if (last != "/DCTDecode" && last != "/DCT" && last != "/JPXDecode") return nullptr;
  std::string raw;
  Gathering gathering(raw, budget_.bytes);
  if (!stream.pipeStreamData(&gathering, nullptr, 0, qpdf_dl_none, false, false) && raw.empty()) return nullptr;
  while (raw.ends_with('\n') || raw.ends_with('\r')) raw.pop_back();  // before the word that ends the stream
  if (filters.size() == 1) return std::make_shared<std::string>(std::move(raw));
  PdfObject outer = PdfObject::newStream(&qpdf_, raw);
  filters.pop_back();
  outer.getDict().replaceKey("/Filter", PdfObject::newArray(filters));
  if (parameters.size() > filters.size()) {
    parameters.resize(filters.size());
    outer.getDict().replaceKey("/DecodeParms", PdfObject::newArray(parameters));
  }
  return content(outer);
}

std::vector<std::pair<std::string, PdfObject>> PdfFile::name_tree(PdfObject root) {
  std::vector<std::pair<std::string, PdfObject>> out;
  walked_.clear();
  collect_names(root, 0, out);
  return out;
}

void PdfFile::collect_names(PdfObject node, int depth, std::vector<std::pair<std::string, PdfObject>>& out) {
  if (!node.isDictionary() || depth > kDeepestTree || out.size() > kMostNames ||
      (node.isIndirect() && !walked_.insert(node.getObjGen()).second))
    return;
  auto names = items_of(entry(node, "/Names"));
  for (std::size_t i = 0; i + 1 < names.size(); i += 2) out.emplace_back(text_of(names[i]), names[i + 1]);
  for (PdfObject& kid : items_of(entry(node, "/Kids"))) collect_names(kid, depth + 1, out);
}

}  // namespace tipstaff::document
