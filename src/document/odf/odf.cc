#include "document/odf/odf.h"

#include <fmt/format.h>

#include <charconv>
#include <deque>

#include "document/address.h"
#include "document/letters.h"
#include "document/odf/odf_chart.h"
#include "document/odf/odf_table.h"
#include "document/pictures/picture.h"
#include "document/properties.h"
#include "document/reader.h"
#include "document/xml_aside.h"

namespace tipstaff::document {
namespace {

// Words in an element of meta.xml (ODF 1.3 part 3 §4.3) or settings.xml.
class Meta : public XmlHandler {
 public:
  Meta(Emitter& emitter, std::string part) : emitter_(emitter), part_(std::move(part)), properties_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    leaf_.begin();
    name_ = attributes.get("name");
    if (name == "template")
      emitter_.observe({.trait = Trait::kTemplate, .part = part_, .place = "the path of its template", .cells = 1});
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    const bool on = leaf_.on();
    const std::string& words = leaf_.end();
    if (!on || is_blank(words)) return;
    if (name == "initial-creator" || name == "creator" || name == "printed-by" || name == "title" || name == "subject")
      properties_.author(words);
    if (name == "description") properties_.description(words);
    if (name == "keyword") properties_.keywords(words);
    if (name == "user-defined")
      properties_.custom(name_, words);
    else if (!is_known(name) && reads_as_words(words))
      properties_.custom(name, words);
    if (name == "config-item" && (name_ == "PrinterName" || name_ == "PrinterSetup") && !std::exchange(printer_, true))
      emitter_.observe({.trait = Trait::kPrinterSettings,
                        .part = part_,
                        .place = "the settings of a printer, with its name",
                        .cells = 1});
    if (name == "config-item" && (name_ == "RedlineProtectionKey" || (name_ == "LoadReadonly" && words == "true")))
      emitter_.observe(
          {.trait = Trait::kProtection, .part = part_, .place = "a wish, or a password, that it not be changed"});
    if (name == "config-item" && name_ == "CurrentDatabaseDataSource")
      emitter_.observe(
          {.trait = Trait::kMailMerge, .part = part_, .place = "the name of a source of addresses", .cells = 1});
  }
  void close() { properties_.close(part_); }

 private:
  static bool is_known(std::string_view name) {
    for (const std::string_view known :
         {"initial-creator", "creator", "printed-by", "title", "subject", "description", "keyword", "generator",
          "creation-date", "date", "print-date", "editing-cycles", "editing-duration", "language", "config-item"})
      if (name == known) return true;
    return false;
  }
  Emitter& emitter_;
  std::string part_, name_;
  FileProperties properties_;
  LeafText leaf_;
  bool printer_ = false;
};

// Parts that are of interest for being there.
class CountElements : public XmlHandler {
 public:
  explicit CountElements(std::string_view name) : name_(name) {}
  void start(std::string_view name, const XmlAttributes&) override { count += name == name_ ? 1U : 0U; }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::size_t count = 0;

 private:
  std::string_view name_;
};

std::vector<std::size_t> rows_of(ByteView source) {
  OdfTableRows rows;
  if (!OdfTableRows::matter(as_text(source)) || !parse_xml([&](const auto& piece) { return piece(source); }, rows))
    return {};
  return rows.take();
}

// LibreOffice's own metafile is the picture that stands for a table or a chart.
bool is_own_metafile(ByteView bytes, const std::string& part, Emitter& emitter) {
  const bool own = as_text(bytes).starts_with("VCLMTF");
  if (own) emitter.observe({.trait = Trait::kThumbnail, .part = part, .place = "a small picture of a table or chart"});
  return own;
}

class OdfReader {
 public:
  OdfReader(Package& package, Emitter& emitter) : package_(package), emitter_(emitter) {}

  void read(OdfKind kind) {
    const bool charts = kind == OdfKind::kSheets && std::ranges::any_of(package_.parts(), [&](const std::string& part) {
                          return is_chart(part.substr(0, part.rfind('/') + 1));
                        });
    if (charts) {
      said_.emplace();
      const Emitter::Listening listening(emitter_, [&](std::string_view cell) { said_->add(cell); });
      read_content("", kind);
    } else {
      read_content("", kind);
    }
    for (const std::string& part : package_.parts())
      if (!package_.taken(part)) read_other(part);
  }

 private:
  void read_content(const std::string& folder, OdfKind kind) {
    OdfStyles styles;
    for (const char* name : {"styles.xml", "content.xml"}) {
      const std::string part = folder + name;
      if (!package_.has(part)) {
        if (part.ends_with("content.xml")) emitter_.unread(part, "it is missing");
        continue;
      }
      const bool sheets = kind == OdfKind::kSheets && part.ends_with("content.xml");
      const auto content =
          sheets ? odf_sheets(styles, part, emitter_)
                 : odf_text(styles, part, kind, emitter_, rows_of(package_.glance(part).value_or(Bytes())));
      package_.parse(part, *content);
      content->close();
    }
    styles.masters().close(folder + "styles.xml", emitter_);
  }

  void read_other(const std::string& part) {
    const std::string name = part.substr(part.rfind('/') + 1);
    const auto starts = [&](std::string_view with) { return part.starts_with(with); };
    if (name == "meta.xml" || name == "settings.xml") {
      Meta meta(emitter_, part);
      if (package_.parse(part, meta)) meta.close();
    } else if (name == "content.xml") {
      read_object(part);
    } else if (name == "styles.xml" || part == "mimetype") {
      package_.take(part);
      if (const auto type = part == "mimetype" ? package_.glance(part) : std::nullopt;
          type && as_text(*type).find_first_of(" \t\n") < type->size() - std::min<std::size_t>(type->size(), 2))
        emitter_.observe({.trait = Trait::kUnexplained, .part = part, .place = "words behind the document's type"});
    } else if (name == "manifest.rdf" || name == "layout-cache" || name == "current.xml") {
      read_quiet(part);
    } else if (starts("Basic/") || starts("Scripts/") || starts("Dialogs/")) {
      read_macro(part);
    } else if (starts("Versions/")) {
      emitter_.observe(
          {.trait = Trait::kRevision, .part = part, .place = "an earlier version of the whole document", .cells = 1});
      if (const auto bytes = package_.whole(part)) read_inside(*bytes, part, emitter_);
    } else if (name == "VersionList.xml") {
      CountElements versions("version-entry");
      if (package_.parse(part, versions))
        emitter_.observe({.trait = Trait::kRevision,
                          .part = part,
                          .place = "the list of earlier versions, with who saved them",
                          .cells = versions.count});
    } else if (starts("META-INF/")) {
      package_.take(part);
      if (name.find("signature") != std::string::npos)
        emitter_.observe({.trait = Trait::kSignature,
                          .part = part,
                          .place = "a digital signature, with the signer's certificate",
                          .cells = 1});
      else if (name != "manifest.xml")
        emitter_.observe({.trait = Trait::kUnexplained, .part = part, .place = "a part of a kind that is not read"});
    } else if (starts("Configurations2/")) {
      read_configuration(part);
    } else if (part.find("ObjectReplacements/") != std::string::npos || starts("Thumbnails/")) {
      emitter_.observe({.trait = Trait::kThumbnail, .part = part, .place = "a small picture of what is inside"});
      package_.take(part);
      if (starts("Thumbnails/"))
        if (const auto bytes = package_.whole(part)) read_picture(*bytes, part, emitter_);
    } else if (starts("Pictures/") || starts("media/") || part.find("/Pictures/") != std::string::npos) {
      const auto bytes = package_.whole(part);
      if (bytes && !is_own_metafile(*bytes, part, emitter_)) read_inside(*bytes, part, emitter_);
    } else {
      read_unknown(part);
    }
  }

  bool is_chart(const std::string& folder) const { return package_.type_of(folder).find("chart") != std::string::npos; }
  // A chart, a formula, or a whole document inside.
  void read_object(const std::string& part) {
    const std::string folder = part.substr(0, part.rfind('/') + 1);
    const std::string& type = package_.type_of(folder);
    const bool sheets = type.find("spreadsheet") != std::string::npos;
    const bool drawn = is_chart(folder) || type.find("formula") != std::string::npos;
    if (!drawn)
      emitter_.observe({.trait = Trait::kEmbedded, .part = folder, .place = "an embedded document", .cells = 1});
    read_content(folder, sheets ? OdfKind::kSheets : OdfKind::kText);
    if (!said_ || !is_chart(folder)) return;
    const Bytes content = package_.glance(part).value_or(Bytes());
    OdfChartTable table;
    if (parse_xml([&](const auto& piece) { return piece(content); }, table)) table.tell(part, *said_, emitter_);
  }
  void read_macro(const std::string& part) {
    CountElements elements("element");  // an empty library lists none
    if (!part.ends_with(".xml")) {
      package_.take(part);
      elements.count = 1;
    } else if (!package_.parse(part, elements)) {
      return;
    }
    if (!part.ends_with("-lb.xml") && !part.ends_with("-lc.xml")) elements.count = 1;
    if (elements.count > 0 && !part.ends_with("-lc.xml"))
      emitter_.observe(
          {.trait = Trait::kMacro, .part = part, .place = "a macro or its dialogue", .cells = elements.count});
  }
  // What programs write for themselves, and nobody's words into.
  void read_quiet(const std::string& part) {
    constexpr std::size_t kShortest = 12;
    if (part.ends_with(".xml") || part.ends_with(".rdf")) {
      CountElements nothing("");
      if (const auto bytes = package_.glance(part); bytes && bytes->empty())
        package_.take(part);
      else
        package_.parse(part, nothing);
      return;
    }
    const auto bytes = package_.whole(part);
    if (bytes)
      for (const std::string& run : readable_runs(*bytes, kShortest))
        if (reads_as_words(run))
          return emitter_.observe(
              {.trait = Trait::kUnexplained, .part = part, .place = "words among a program's own data"});
  }
  // How its program's menus look; a picture for a button at most.
  void read_configuration(const std::string& part) {
    if (part.find("/images/") == std::string::npos) return read_quiet(part);
    if (const auto bytes = package_.whole(part); bytes && !bytes->empty() && part.find("/images/") != std::string::npos)
      read_inside(*bytes, part, emitter_);
  }
  void read_unknown(const std::string& part) {
    const auto bytes = package_.whole(part);
    if (!bytes || bytes->empty()) return;
    if (package_.type_of(part).find("sun-oleobject") != std::string::npos || part.starts_with("Object") ||
        kind_of(*bytes) != "unknown") {
      emitter_.observe({.trait = Trait::kEmbedded, .part = part, .place = "an embedded file", .cells = 1});
      read_inside(*bytes, part, emitter_);
      return;
    }
    emitter_.observe({.trait = Trait::kUnexplained, .part = part, .place = "a part of a kind that is not read"});
  }

  Package& package_;
  Emitter& emitter_;
  std::optional<SaidWords> said_;  // by the cells of a workbook with charts
};

// A document in one file, or one inside such a one. Its parts follow one another; each goes to the reader that its part
// of a package would go to. Files lie in it as base64.
class FlatDocument : public XmlHandler {
 public:
  FlatDocument(Emitter& emitter, OdfKind kind, std::string place, std::vector<std::size_t> rows = {})
      : emitter_(emitter),
        place_(std::move(place)),
        meta_(emitter, place_),
        styles_reader_(odf_text(styles_, place_, kind, emitter)),
        content_(kind == OdfKind::kSheets ? odf_sheets(styles_, place_, emitter)
                                          : odf_text(styles_, place_, kind, emitter, std::move(rows))) {
    if (kind == OdfKind::kSheets && place_.empty()) listen();
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (inner_) {
      ++inner_depth_;
      if (chart_) chart_->start(name, attributes);
      return inner_->start(name, attributes);
    }
    if (binary_) return;
    if (name == "document" && depth_ > 0) return begin_inner(attributes);
    if (name == "binary-data") {
      binary_.emplace();
      return;
    }
    if (++depth_ == 2) enter(name);
    if (section_ == Section::kScripts && name == "module") ++macros_;
    if (XmlHandler* to = reader()) to->start(name, attributes);
  }
  void text(std::string_view piece) override {
    if (inner_) {
      if (chart_) chart_->text(piece);
      return inner_->text(piece);
    }
    if (binary_) {
      if (binary_->size() < 2 * kLargestFile) *binary_ += piece;
    } else if (XmlHandler* to = reader()) {
      to->text(piece);
    }
  }
  void comment(std::string_view text) override {
    if (!is_blank(text))
      emitter_.observe(
          {.trait = Trait::kXmlComment, .part = place_, .place = "a comment in the file's source", .cells = 1});
  }
  void end(std::string_view name) override {
    if (inner_) {
      if (chart_) chart_->end(name);
      if (--inner_depth_ > 0) return inner_->end(name);
      return end_inner();
    }
    if (binary_) return end_binary();
    if (XmlHandler* to = reader()) to->end(name);
    if (--depth_ == 1) section_ = Section::kNone;
  }
  void close() {
    styles_reader_->close();
    content_->close();
    listening_.reset();
    for (const auto& [place, chart] : charts_) chart.tell(place, *said_, emitter_);
    styles_.masters().close(place_, emitter_);
    styles_aside_.close(place_);
    content_aside_.close(place_);
    meta_.close();
    if (macros_ > 0)
      emitter_.observe({.trait = Trait::kMacro, .part = place_, .place = "a macro or its dialogue", .cells = macros_});
  }

 private:
  enum class Section : std::uint8_t { kNone, kMeta, kScripts, kStyles, kContent };

  void enter(std::string_view name) {
    if (name == "meta" || name == "settings")
      section_ = Section::kMeta;
    else if (name == "scripts")
      section_ = Section::kScripts;
    else if (name == "styles" || name == "master-styles")
      section_ = Section::kStyles;
    else if (name == "automatic-styles" || name == "body")
      section_ = Section::kContent;
    else if (name != "font-face-decls")
      emitter_.observe({.trait = Trait::kUnexplained, .part = place_, .place = "a part of a kind that is not read"});
  }
  XmlHandler* reader() {
    if (section_ == Section::kMeta) return &meta_;
    if (section_ == Section::kStyles) return &styles_aside_;
    return section_ == Section::kContent ? &content_aside_ : nullptr;
  }
  void begin_inner(const XmlAttributes& attributes) {
    const std::string_view type = attributes.get("mimetype");
    const bool drawn = type.find("chart") != std::string_view::npos || type.find("formula") != std::string_view::npos;
    const std::string place = fmt::format("{}object {}", place_.empty() ? "" : place_ + ", ", ++objects_);
    if (!drawn)
      emitter_.observe({.trait = Trait::kEmbedded, .part = place, .place = "an embedded document", .cells = 1});
    if (std::ranges::count(place, ',') >= kMostNested)
      return emitter_.unread(place, "documents lie in each other too deep");
    inner_ = std::make_unique<FlatDocument>(
        emitter_, type.find("spreadsheet") != std::string_view::npos ? OdfKind::kSheets : OdfKind::kText, place);
    inner_->depth_ = 1;
    inner_depth_ = 1;
    if (!said_) return;
    listening_.reset();  // what an object inside says is no cell
    if (type.find("chart") != std::string_view::npos) chart_ = &charts_.emplace_back(place, OdfChartTable()).second;
  }
  void end_inner() {
    inner_->close();
    inner_.reset();
    chart_ = nullptr;
    if (said_) listen();
  }
  // For the sake of charts, which keep copies of what cells say.
  void listen() {
    if (!said_) said_.emplace();
    listening_.emplace(emitter_, [this](std::string_view cell) { said_->add(cell); });
  }
  void end_binary() {
    const auto bytes = bytes_of_address("data:;base64," + *binary_);
    binary_.reset();
    if (!bytes) return emitter_.unread(place_, "a file inside it is damaged");
    if (is_own_metafile(*bytes, place_, emitter_)) return;
    const bool known = kind_of(*bytes) != "unknown";
    if (!known)
      emitter_.observe({.trait = Trait::kUnexplained, .part = place_, .place = "data of a kind that is not read"});
    else if (!bytes->empty())
      read_inside(*bytes, place_.empty() ? "a file inside" : place_ + ", a file inside", emitter_);
  }

  Emitter& emitter_;
  std::string place_;
  OdfStyles styles_;
  Meta meta_;
  std::unique_ptr<OdfContent> styles_reader_, content_;
  XmlAside styles_aside_{*styles_reader_, XmlKind::kOpenDocument, emitter_},
      content_aside_{*content_, XmlKind::kOpenDocument, emitter_};
  std::unique_ptr<FlatDocument> inner_;
  std::deque<std::pair<std::string, OdfChartTable>> charts_;  // of a workbook, with their places
  OdfChartTable* chart_ = nullptr;                            // the one that is being read
  std::optional<SaidWords> said_;                             // by the cells of a workbook
  std::optional<Emitter::Listening> listening_;
  std::optional<std::string> binary_;
  Section section_ = Section::kNone;
  int depth_ = 0, inner_depth_ = 0;
  std::size_t macros_ = 0, objects_ = 0;
};

}  // namespace

bool OdfComments::start(std::string_view name, const XmlAttributes&) {
  if (depth_ > 0 || name == "annotation") {
    ++depth_;
    if (name == "p" || name == "creator" || name == "date") leaf_.begin();
  }
  return depth_ > 0;
}
bool OdfComments::text(std::string_view piece) {
  if (depth_ > 0) leaf_.add(piece);
  return depth_ > 0;
}
bool OdfComments::end(std::string_view name) {
  if (depth_ == 0) return false;
  if (leaf_.on() && (name == "p" || name == "creator" || name == "date")) {
    const std::string& words = leaf_.end();
    layer_.cell(words);
    if (name == "creator") {
      authors_.cell(words);
      authors_.end_row();
    }
  }
  if (--depth_ == 0) layer_.end_row();
  return true;
}

void read_opendocument(const Zip& zip, OdfKind kind, Emitter& emitter) {
  auto package = Package::open_manifest(zip, emitter);
  if (!package) return emitter.unread("META-INF/manifest.xml", package.error().message());
  if (package->encrypted()) return emitter.observe({.trait = Trait::kEncrypted, .place = "the document is encrypted"});
  OdfReader(*package, emitter).read(kind);
}

std::string_view flat_opendocument_kind(std::string_view text) {
  const std::string_view tag = first_tag(text);
  const std::size_t name = tag.substr(0, tag.find_first_of(" \t\r\n/")).find(":document"), type = tag.find("mimetype=");
  if (name == std::string_view::npos || type == std::string_view::npos ||
      tag.find("urn:oasis:names:tc:opendocument") == std::string_view::npos)
    return {};
  const std::string_view value = tag.substr(type, 120);
  if (value.find("opendocument.spreadsheet") != std::string_view::npos) return "fods";
  if (value.find("opendocument.text") != std::string_view::npos) return "fodt";
  return value.find("opendocument.presentation") != std::string_view::npos ||
                 value.find("opendocument.graphics") != std::string_view::npos
             ? "fodp"
             : "";
}

void read_flat_opendocument(ByteView file, Emitter& emitter) {
  const std::string_view kind = flat_opendocument_kind(as_text(file));
  FlatDocument document(emitter,
                        kind == "fods"   ? OdfKind::kSheets
                        : kind == "fodt" ? OdfKind::kText
                                         : OdfKind::kSlides,
                        "", rows_of(file));
  const auto outcome = parse_xml([&](const auto& piece) { return piece(file); }, document);
  if (!outcome) emitter.unread("", outcome.error().message());
  document.close();
}

}  // namespace tipstaff::document
