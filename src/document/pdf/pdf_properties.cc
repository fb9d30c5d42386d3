// What a PDF says of itself: the information dictionary (ISO 32000-1 §14.3.3), XMP (ISO 16684-1), bookmarks.
#include <fmt/format.h>

#include "base/text.h"
#include "document/pdf/pdf_reader.h"
#include "document/properties.h"
#include "document/words.h"
#include "document/xml.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostBookmarks = 50'000;
constexpr std::size_t kLongBanner = 120;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// How a property of this name and these words is told; kVisible: not at all.
Trait trait_of_information(std::string_view key, std::string_view text) {
  if (is_one_of(key, {"/CreationDate", "/ModDate", "/Trapped", "/SourceModified", "/PDFVersion", "/Created", "/Changes",
                      "/IsAcroFormPresent", "/IsXFAPresent", "/IsLinearized", "/Language"}) ||
      key.starts_with("/PTEX.") || key == "/BIDI.Fullbanner" || key.starts_with("/GTS_"))
    return Trait::kVisible;
  if (is_one_of(key, {"/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Company", "/Manager", "/EPSProcessor",
                      "/PXCViewerInfo", "/ICNAppName", "/ICNAppPlatform", "/ICNAppVersion"}))
    return Trait::kAuthor;
  if (is_one_of(key, {"/Keywords", "/Category", "/AAPL:Keywords"}))
    return are_keywords(text) ? Trait::kAuthor : Trait::kDescription;
  if (key == "/Comments") return Trait::kDescription;
  return key.starts_with("/MSIP_Label") || key.find("Classification") != std::string_view::npos
             ? Trait::kLabel
             : Trait::kCustomProperty;
}

// What programs write when nobody said anything.
bool is_placeholder(std::string_view text) {
  return is_blank(text) || is_one_of(lower(text), {"unspecified", "(unspecified)", "untitled", "(untitled)",
                                                   "anonymous", "(anonymous)", "x-default"});
}

// XMP elements that hold text, by local name. What somebody added stands in the information dictionary too; the rest is
// history and the programs' own.
class Metadata : public XmlHandler {
 public:
  Metadata(Emitter& emitter, const std::string& subject)
      : subject_(subject),
        authors(emitter),
        description(emitter),
        history(emitter),
        thumbnails(emitter),
        custom(emitter) {}
  const std::string& subject_;
  Layer authors, description, history, thumbnails, custom;

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (property_ == 0 && is_property(name)) {
      property_ = depth_ + 1;
      name_ = name;
    }
    for (const auto known : {"CreatorTool", "Producer", "Author", "creator", "title"})
      put(authors, attributes.get(known));
    put(description, attributes.get("description"));
    for (const auto known : {"Keywords", "subject", "Subject"})
      put(layer_of(known, attributes.get(known)), attributes.get(known));
    for (const auto known :
         {"instanceID", "documentID", "DocumentID", "OriginalDocumentID", "filePath", "when", "softwareAgent"})
      put(history, attributes.get(known));
    for (const XmlAttribute& one : attributes.all())
      if (!is_known(one.name) && reads_as_words(one.value)) put(custom, one.value);
    ++depth_;
    text_.clear();
  }
  void text(std::string_view piece) override {
    if (text_.size() < 65'536) text_ += piece;
  }
  void end(std::string_view name) override {
    --depth_;
    if (!is_blank(text_)) {
      Layer& layer = layer_of(property_ != 0 ? std::string_view(name_) : name, text_);
      put(&layer == &history && reads_as_words(text_) && !is_history(property_ != 0 ? std::string_view(name_) : name)
              ? custom
              : layer,
          text_);
    }
    text_.clear();
    if (depth_ < property_) property_ = 0;
  }

 private:
  static bool is_known(std::string_view name) {
    return is_one_of(name, {"CreatorTool", "Producer",      "Author",    "creator",       "title",      "Keywords",
                            "description", "subject",       "Subject",   "softwareAgent", "filePath",   "xmptk",
                            "format",      "Trapped",       "parseType", "lang",          "parameters", "changed",
                            "ICCProfile",  "CaptionWriter", "Credit",    "Source",        "rights"});
  }
  // Of programs, in their own words.
  static bool is_history(std::string_view name) {
    return is_one_of(name, {"History",        "DerivedFrom",
                            "Ingredients",    "Pantry",
                            "schemas",        "ICCProfile",
                            "Fonts",          "PlateNames",
                            "SwatchGroups",   "ColorantSwatchGroup",
                            "ManagedFrom",    "RenditionOf",
                            "Versions",       "Manifest",
                            "StartupProfile", "UsageTerms",
                            "Lens",           "Make",
                            "Model",          "Software",
                            "ColorMode",      "DocumentAncestors",
                            "MaxPageSize"});
  }
  static bool is_property(std::string_view name) {
    return !is_one_of(name, {"xmpmeta", "xapmeta", "RDF", "Description", "packet"});
  }
  Layer& layer_of(std::string_view name, std::string_view text) {
    if (is_one_of(name, {"subject", "Subject", "Keywords"}) && are_keywords(text)) return authors;
    if (is_one_of(name, {"creator",
                         "title",
                         "CreatorTool",
                         "Producer",
                         "Author",
                         "publisher",
                         "contributor",
                         "rights",
                         "AuthorsPosition",
                         "Credit",
                         "Source",
                         "Owner",
                         "Creator",
                         "Title",
                         "Company",
                         "format",
                         "CreateDate",
                         "ModifyDate",
                         "MetadataDate",
                         "date",
                         "language",
                         "type",
                         "Trapped",
                         "part",
                         "conformance",
                         "PDFVersion",
                         "GTS_PDFXVersion",
                         "GTS_PDFXConformance",
                         "GTS_PDFA1Version",
                         "SourceModified",
                         "amd",
                         "corr",
                         "rev",
                         "Marked",
                         "CreationDate",
                         "ModDate",
                         "pdfd"}))
      return authors;
    if (is_one_of(name, {"description", "subject", "Keywords", "Subject", "Headline", "Instructions", "CaptionWriter",
                         "Comments", "Category"}))
      return description;
    if (name == "Thumbnails") return thumbnails;
    return history;
  }
  void put(Layer& layer, std::string_view text) {
    if (is_placeholder(text)) return;
    if (text == subject_) return;  // the subject again, which is told already
    layer.cell(text);
    layer.end_row();
  }

  std::string text_, name_;
  int depth_ = 0, property_ = 0;  // property_: how deep the property's own element lies; 0: in none
};

}  // namespace

bool is_program_banner(std::string_view key, std::string_view words) {
  if (words.size() > kLongBanner) return false;
  if (key == "/BIDI.Fullbanner") return words.starts_with("This is the bidi package, Version ");
  if (lower(key) != "/ptex.fullbanner" || !words.starts_with("This is ")) return false;
  // “pdfTeX, Version 3.14-2.6-1.40.24 (TeX Live 2022/Debian) kpathsea version 6.3.4”: of words, these.
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::size_t begin = at;
    while (at < words.size() && is_letter(words[at])) ++at;
    const std::string_view word = words.substr(begin, at - begin);
    if (word.size() > 1 && !word.ends_with("TeX") &&
        !is_one_of(word, {"This", "is", "Version", "version", "Live", "Debian", "Ubuntu", "Fedora", "MacPorts",
                          "Gentoo", "Arch", "Linux", "dev", "kpathsea", "using", "libpoppler", "Web"}))
      return false;
  }
  return true;
}

void PdfReader::read_information(PdfObject dictionary, const std::string& part) {
  Layer authors(emitter_), description(emitter_), custom(emitter_), labels(emitter_);
  for (auto& [key, value] : entries_of(dictionary)) {
    const std::string text = text_of(value);
    const Trait trait = trait_of_information(key, text);
    Layer& layer = trait == Trait::kAuthor        ? authors
                   : trait == Trait::kDescription ? description
                   : trait == Trait::kLabel       ? labels
                                                  : custom;
    if (trait == Trait::kVisible && reads_as_words(text) && !is_program_banner(key, text)) {  // a date or a word, else
      custom.cell(text);
      custom.end_row();
    }
    if (trait == Trait::kVisible || is_placeholder(text)) continue;
    layer.cell(text);
    layer.end_row();
  }
  authors.close(Trait::kAuthor, part, "author, title, program");
  description.close(Trait::kDescription, part, "subject or keywords");
  custom.close(Trait::kCustomProperty, part, "properties that somebody added");
  labels.close(Trait::kLabel, part, "a sensitivity label");
}

void PdfReader::read_properties() {
  PdfObject information = entry(file_.trailer(), "/Info");
  subject_ = text_of(entry(information, "/Subject"));
  read_information(information, "Info");
  if (file_.qpdf().isEncrypted())
    say(Trait::kProtection, "", "it is locked against changes or printing, which hides nothing");
  read_outlines();
}

void PdfReader::read_metadata(PdfObject stream, const std::string& part) {
  const auto content = file_.content(stream);
  if (!content) return emitter_.unread(part, "metadata that could not be unpacked");
  if (is_blank(*content)) return;
  Metadata metadata(emitter_, subject_);
  const auto parsed = parse_xml(
      [&](const auto& piece) {
        return piece(as_bytes(std::string_view(*content).substr(0, content->find_last_not_of(" \r\n\t\0") + 1)));
      },
      metadata);
  if (!parsed) emitter_.unread(part, "metadata that is not well-formed");
  metadata.authors.close(Trait::kAuthor, part, "author, title, program (XMP)");
  metadata.description.close(Trait::kDescription, part, "description or keywords (XMP)");
  for (const std::string& words : metadata.comments())
    if (reads_as_words(words)) metadata.custom.cell(words), metadata.custom.end_row();
  metadata.custom.close(Trait::kCustomProperty, part, "properties that somebody added (XMP)");
  metadata.history.close(Trait::kMetadataHistory, part, "history and numbers of the document (XMP)");
  metadata.thumbnails.close(Trait::kThumbnail, part, "a small picture (XMP)");
}

void PdfReader::read_outlines() {
  Layer bookmarks(emitter_), unsaid(emitter_);
  std::set<QPDFObjGen> walked;
  std::vector<PdfObject> waiting{entry(entry(file_.catalog(), "/Outlines"), "/First")};
  while (!waiting.empty() && walked.size() < kMostBookmarks) {
    PdfObject item = waiting.back();
    waiting.pop_back();
    if (!entry(item, "/Title").isString() || !walked.insert(item.getObjGen()).second) continue;
    const std::string title = text_of(entry(item, "/Title"));
    Layer& layer = !reads_as_words(title) || shows(title) ? bookmarks : unsaid;
    layer.cell(title);
    layer.end_row();
    waiting.push_back(entry(item, "/Next"));
    waiting.push_back(entry(item, "/First"));
  }
  bookmarks.close(Trait::kVisible, "", "bookmarks");
  unsaid.close(Trait::kBookmark, "", "bookmarks that say what no page does");
  Layer names(emitter_);
  const auto keep = [&](std::string_view name) {
    if (!reads_as_words(name) || shows(std::string(name))) return;
    names.cell(name);
    names.end_row();
  };
  for (const auto& [name, target] : file_.name_tree(entry(entry(file_.catalog(), "/Names"), "/Dests"))) keep(name);
  for (const auto& [key, target] : entries_of(entry(file_.catalog(), "/Dests"))) keep(std::string_view(key).substr(1));
  names.close(Trait::kBookmark, "", "names of places that links lead to");
}

}  // namespace tipstaff::document
