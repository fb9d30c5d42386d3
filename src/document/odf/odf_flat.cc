#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "document/address.h"
#include "document/odf/odf.h"
#include "document/odf/odf_chart.h"
#include "document/odf/odf_parts.h"
#include "document/reader.h"
#include "document/xml_aside.h"

namespace tipstaff::document {
namespace {

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
  OdfMeta meta_;
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
                        "", odf_rows_of(file));
  const auto outcome = parse_xml([&](const auto& piece) { return piece(file); }, document);
  if (!outcome) emitter.unread("", outcome.error().message());
  document.close();
}

}  // namespace tipstaff::document
