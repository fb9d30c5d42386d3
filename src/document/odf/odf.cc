#include "document/odf/odf.h"

#include "document/letters.h"
#include "document/odf/odf_chart.h"
#include "document/odf/odf_parts.h"
#include "document/pictures/picture.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

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
                 : odf_text(styles, part, kind, emitter_, odf_rows_of(package_.glance(part).value_or(Bytes())));
      package_.parse(part, *content);
      content->close();
    }
    styles.masters().close(folder + "styles.xml", emitter_);
  }

  void read_other(const std::string& part) {
    const std::string name = part.substr(part.rfind('/') + 1);
    const auto starts = [&](std::string_view with) { return part.starts_with(with); };
    if (name == "meta.xml" || name == "settings.xml") {
      OdfMeta meta(emitter_, part);
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

}  // namespace tipstaff::document
