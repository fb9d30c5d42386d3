#include "document/pdf/pdf.h"

#include <fmt/format.h>

#include <qpdf/QPDFCryptoProvider.hh>
#include <qpdf/QPDFExc.hh>
#include <set>

#include "document/pdf/pdf_lexer.h"
#include "document/pdf/pdf_reader.h"
#include "document/pdf/pdf_scan.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostVersions = 24;

// Where the objects stand that a version's cross-references name (ISO 32000-1 §7.5.4).
void add_places(QPDF& qpdf, std::set<std::size_t>& out) {
  for (const auto& [id, entry] : qpdf.getXRefTable())
    if (entry.getType() == 1 && entry.getOffset() >= 0) out.insert(static_cast<std::size_t>(entry.getOffset()));
}

// What one version says, to be held against another.
class Record : public Sink {
 public:
  void row(std::uint32_t layer, std::span<const std::string> cells) override {
    open_[layer].emplace_back(cells.begin(), cells.end());
  }
  void observed(const Observation& seen) override {
    const auto rows = open_.find(seen.layer);
    if (rows != open_.end()) {
      if (counts(seen.trait))
        for (auto& row : rows->second) rows_.push_back(std::move(row));
      open_.erase(rows);
    } else if (seen.trait == Trait::kEmbedded || seen.trait == Trait::kMacro) {
      rows_.push_back({seen.part, seen.place});
    }
  }
  // Rows that `newer` has not, whatever their cells and lines.
  std::vector<std::vector<std::string>> without(const Record& newer) const {
    std::set<std::string> known;
    for (const auto& row : newer.rows_) known.insert(key(row));
    std::vector<std::vector<std::string>> out;
    for (const auto& row : rows_)
      if (const std::string words = key(row); words.size() > 1 && !known.contains(words)) out.push_back(row);
    return out;
  }
  std::set<std::size_t> pictures;  // hashes of their bytes

 private:
  // Numbers, dates and programs change with every saving.
  static bool counts(Trait trait) {
    return trait != Trait::kAuthor && trait != Trait::kMetadataHistory && trait != Trait::kAlternateText &&
           trait != Trait::kThumbnail && trait != Trait::kSignature && trait != Trait::kCommentAuthor &&
           trait != Trait::kListValidation && trait != Trait::kLabel;
  }
  static std::string key(const std::vector<std::string>& row) {
    std::string out;
    for (const std::string& cell : row) out += bare(cell);
    return out;
  }
  std::map<std::uint32_t, std::vector<std::vector<std::string>>> open_;
  std::vector<std::vector<std::string>> rows_;
};

Result<Record> record_of(ByteView version, PdfBudget& budget, std::set<std::size_t>& places) {
  TRY_ASSIGN(const auto file, PdfFile::open(version, budget));
  add_places(file->qpdf(), places);
  Record out;
  Emitter emitter(out);
  PdfReader(*file, emitter).read();
  for (PdfObject& object : file->qpdf().getAllObjects()) {
    if (!object.isStream() || name_of(entry(object, "/Subtype")) != "/Image" ||
        !file->shown.contains(object.getObjGen()))
      continue;
    const auto bytes = object.getRawStreamData();
    out.pictures.insert(std::hash<std::string_view>()(as_text({bytes->getBuffer(), bytes->getSize()})));
  }
  return out;
}

void tell_version(const Record& older, const Record& newest, const std::string& which, Emitter& emitter) {
  const auto rows = older.without(newest);
  const auto pictures = static_cast<std::uint64_t>(
      std::ranges::count_if(older.pictures, [&](std::size_t each) { return !newest.pictures.contains(each); }));
  Layer layer(emitter);
  for (const auto& row : rows) {
    for (const std::string& cell : row) layer.cell(cell);
    layer.end_row();
  }
  layer.close(Trait::kEarlierText, "", which);
  if (pictures > 0) emitter.observe({.trait = Trait::kEarlierText, .place = which + ", pictures", .cells = pictures});
  if (rows.empty() && pictures == 0) emitter.observe({.trait = Trait::kEarlierVersion, .place = which, .cells = 1});
}

// `places`: of the newest version's objects; the others' are added.
void read_versions(ByteView file, const PdfBytes& bytes, PdfBudget& budget, std::set<std::size_t>& places,
                   Emitter& emitter) {
  const std::size_t count = bytes.ends.size();
  if (count < 2) return;
  if (count > kMostVersions) return emitter.unread("", fmt::format("more than {} versions inside it", kMostVersions));
  const auto newest = record_of(file, budget, places);
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const std::string which = fmt::format("version {} of {}", i + 1, count);
    const auto older = record_of(file.first(bytes.ends[i]), budget, places);
    if (newest && older)
      tell_version(*older, *newest, which, emitter);
    else
      emitter.unread(which, "an earlier version inside the file");
  }
  if (budget.spent()) emitter.unread("", "its earlier versions unpack to too much to be read");
}

// Objects that no version names: readers pass over them.
void tell_unnamed(std::string_view file, const PdfBytes& bytes, const std::set<std::size_t>& places, Emitter& emitter) {
  std::uint64_t count = 0;
  for (const PdfBytes::Object& object : bytes.objects) {
    std::size_t at = object.at;  // programs count from the blanks before it, too
    while (!places.contains(at) && at > 0 && is_pdf_blank(file[at - 1])) --at;
    if (!places.contains(at) && !object.table) ++count;
  }
  if (count > 0)
    emitter.observe(
        {.trait = Trait::kOutsideBytes, .place = "objects that its cross-references do not name", .cells = count});
}

void tell_bytes(ByteView file, const PdfBytes& bytes, Emitter& emitter) {
  const std::size_t last = bytes.ends.empty() ? file.size() : bytes.ends.back();
  std::uint64_t before = 0, between = 0, behind = 0;
  for (const PdfBytes::Stretch& stretch : bytes.unexplained)
    (stretch.at < bytes.header ? before : stretch.at >= last ? behind : between) += stretch.size;
  for (const auto& [count, where] :
       {std::pair{before, "before its header"}, {between, "between its objects"}, {behind, "behind its end"}})
    if (count > 0)
      emitter.observe(
          {.trait = Trait::kOutsideBytes, .place = fmt::format("{} bytes {}", count, where), .characters = count});
}

void tell_damage(PdfFile& pdf, Emitter& emitter) {
  if (const std::string damage = pdf.damage(); !damage.empty()) emitter.unread("", "it is damaged: " + damage);
}

void read_opened(ByteView file, PdfFile& pdf, PdfBudget& budget, Emitter& emitter) {
  PdfReader(pdf, emitter).read();
  const PdfBytes bytes = scan_pdf(file, [&](int number) -> std::optional<std::size_t> {
    PdfObject length = pdf.qpdf().getObject(number, 0);
    return length.isInteger() && length.getIntValue() >= 0
               ? std::optional(static_cast<std::size_t>(length.getIntValue()))
               : std::nullopt;
  });
  tell_bytes(file, bytes, emitter);
  std::set<std::size_t> places;
  add_places(pdf.qpdf(), places);
  read_versions(file, bytes, budget, places, emitter);
  if (bytes.header == 0) tell_unnamed(as_text(file), bytes, places, emitter);
  tell_damage(pdf, emitter);
}

void read_with(const std::function<Result<std::unique_ptr<PdfFile>>()>& open, const std::function<void(PdfFile&)>& read,
               Emitter& emitter) {
  try {
    const auto pdf = open();
    if (pdf) return read(**pdf);
    if (pdf.error().code() == Code::kRefused)
      emitter.observe({.trait = Trait::kEncrypted, .place = pdf.error().message()});
    else
      emitter.unread("", pdf.error().message());
  } catch (const QPDFExc& error) {
    emitter.unread("", "it is damaged: " + printable(error.getMessageDetail(), 100));
  } catch (const std::logic_error&) {  // what qpdf throws of things that cannot be, and hostile files make
    emitter.unread("", "it is damaged");
  } catch (const std::runtime_error&) {
    emitter.unread("", "it is damaged");
  }
}

}  // namespace

bool is_pdf(ByteView file) {
  const std::string_view text = as_text(file);
  const std::size_t header = text.substr(0, 1029).find("%PDF-");
  if (header == 0 || header == std::string_view::npos) return header == 0;
  return text.substr(text.size() - std::min<std::size_t>(text.size(), 2048)).find("startxref") !=
         std::string_view::npos;
}

void read_pdf(ByteView file, Emitter& emitter) {
  PdfBudget budget = PdfBudget::of_file(file.size());
  read_with([&] { return PdfFile::open(file, budget); }, [&](PdfFile& pdf) { read_opened(file, pdf, budget, emitter); },
            emitter);
}

void read_large_pdf(ByteSource& bytes, std::uint64_t size, Emitter& emitter) {
  PdfBudget budget = PdfBudget::of_file(size);
  const auto read = [&](PdfFile& pdf) {
    PdfReader(pdf, emitter).read();
    // The second half of one that is made for the web points to its first (ISO 32000-1 annex F.3.4).
    if (pdf.trailer().hasKey("/Prev") && !pdf.qpdf().isLinearized())
      emitter.unread("", "earlier versions inside the file");
    tell_damage(pdf, emitter);
  };
  read_with([&] { return PdfFile::open(bytes, size, budget); }, read, emitter);
}

void prepare_pdf() {
  const auto digest = QPDFCryptoProvider::getImpl();  // its library may look for its settings
  digest->MD5_init();
  digest->MD5_finalize();
}

}  // namespace tipstaff::document
