// The parts that office packages share, from one table: which content type holds what, and where its words stand.
#include <fmt/format.h>

#include <set>

#include "document/containers/custom_data.h"
#include "document/containers/package.h"
#include "document/pictures/picture.h"
#include "document/properties.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

// A part of `type` says `trait`, with the text of each element `leaf` (“@name”: of that attribute; “”: all text) as
// cells and each element `group` as a row.
struct Words {
  std::string_view type, group, leaf;
  Trait trait;
  std::string_view what;
  bool even_when_empty = false;  // its being there says enough
};

constexpr Words kWords[] = {
    {"threadedcomments+xml", "threadedComment", "text", Trait::kThreadedComment, "threaded comments"},
    {"person+xml", "person", "@displayName", Trait::kCommentAuthor, "the authors of comments"},
    {"spreadsheetml.comments+xml", "comment", "t", Trait::kComment, "comments"},
    {"wordprocessingml.comments+xml", "comment", "t", Trait::kComment, "comments"},
    {"wordprocessingml.people+xml", "person", "@author", Trait::kCommentAuthor, "the authors of comments and changes"},
    {"ms-powerpoint.comments+xml", "cm", "t", Trait::kThreadedComment, "threaded comments"},
    {"comments+xml", "cm", "text", Trait::kComment, "comments"},
    {"commentauthors+xml", "cmAuthor", "@name", Trait::kCommentAuthor, "the authors of comments"},
    {"authors+xml", "author", "@name", Trait::kCommentAuthor, "the authors of comments"},
    {"notesslide+xml", "p", "t", Trait::kNotes, "speaker's notes"},
    {"revisionlog+xml", "rcc", "", Trait::kRevision, "the history of changes", true},
    {"revisionheaders+xml", "header", "@userName", Trait::kRevision, "who changed it when", true},
    {"usernames+xml", "userInfo", "@name", Trait::kRevision, "who had it open"},
    {"connections+xml", "connection", "@name", Trait::kConnection, "connections to databases or files", true},
    {"querytable+xml", "queryTableField", "@name", Trait::kConnection, "a query", true},
    {"slicercache+xml", "i", "@n", Trait::kSlicerCache, "a slicer's list of values", true},
    {"timelinecache+xml", "state", "@filterType", Trait::kSlicerCache, "a timeline's state", true},
    {"presentationml.tags+xml", "tag", "@val", Trait::kCustomProperty, "tags that a program added"},
    {"customxmlproperties+xml", "", "-", Trait::kVisible, ""},
    {"volatiledependencies+xml", "topic", "t", Trait::kExternalCache, "values from live feeds", true},
};

// Parts that say how, not what: read for being well-formed.
constexpr std::string_view kPlain[] = {"theme+xml",
                                       "calcchain+xml",
                                       "sheetmetadata+xml",
                                       "spreadsheetml.table+xml",
                                       "tablesinglecells+xml",
                                       "pivottable+xml",
                                       "slicer+xml",
                                       "timeline+xml",
                                       "chartstyle+xml",
                                       "chartcolorstyle+xml",
                                       "themeoverride+xml",
                                       "ctrlproperties+xml",
                                       "controlproperties+xml",
                                       "fonttable+xml",
                                       "websettings+xml",
                                       "numbering+xml",
                                       "wordprocessingml.styles+xml",
                                       "styleswitheffects+xml",
                                       "stylesheet+xml",
                                       "diagramcolors+xml",
                                       "diagramstyle+xml",
                                       "diagramlayout+xml",
                                       "commentsextended+xml",
                                       "commentsids+xml",
                                       "commentsextensible+xml",
                                       "presprops+xml",
                                       "presentationml.presentation",
                                       "slidemaster+xml",
                                       "slidelayout+xml",
                                       "notesmaster+xml",
                                       "handoutmaster+xml",
                                       "presentationproperties+xml",
                                       "viewproperties+xml",
                                       "viewprops+xml",
                                       "tablestyles+xml",
                                       "relationships+xml",
                                       "rdrichvalue",
                                       "rdsupportingproperty",
                                       "featurepropertybag",
                                       "rdarray",
                                       "richstyles"};

// Parts whose being there is the finding; what is in them is not read further here.
constexpr struct {
  std::string_view type;
  Trait trait;
  std::string_view what;
} kThere[] = {
    {"digital-signature", Trait::kSignature, "a digital signature, with the signer's certificate"},
    {"vbaproject", Trait::kMacro, "a macro project"},
    {"keymapcustomizations", Trait::kMacro, "key bindings"},
    {"vbadata", Trait::kMacro, "a macro project's data"},
    {"activex", Trait::kActiveX, "an ActiveX control"},
    {"printersettings", Trait::kPrinterSettings, "settings of a printer, with its name"},
    {"model+data", Trait::kDataModel, "a data model: whole tables, compressed"},
    {"oleobject", Trait::kEmbedded, "an embedded object"},
    {"ms-package", Trait::kEmbedded, "an embedded object"},
    {"openxmlformats-package", Trait::kEmbedded, "an embedded object"},
    {"customproperty", Trait::kCustomProperty, "a property of a sheet, for another program"},
    {"webextension", Trait::kCustomProperty, "a web extension with its settings"},
};

class WordsOf : public XmlHandler {
 public:
  WordsOf(const Words& words, Layer& layer) : words_(words), layer_(layer) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == words_.group && words_.leaf.starts_with('@')) layer_.cell(attributes.get(words_.leaf.substr(1)));
    if (name == "fld") in_field_ = true;  // a slide's number or the date
    if ((name == words_.leaf && !in_field_) || (words_.leaf.empty() && !leaf_.on())) leaf_.begin();
  }
  void text(std::string_view piece) override {
    if (words_.leaf.empty() && !leaf_.on()) leaf_.begin();
    leaf_.add(piece);
  }
  void end(std::string_view name) override {
    if (name == "fld") in_field_ = false;
    if (leaf_.on() && (name == words_.leaf || words_.leaf.empty())) layer_.cell(leaf_.end());
    if (name == words_.group) layer_.end_row();
  }

 private:
  const Words& words_;
  Layer& layer_;
  LeafText leaf_;
  bool in_field_ = false;
};

void read_words(Package& package, const std::string& part, const Words& words) {
  Layer layer(package.emitter());
  WordsOf handler(words, layer);
  if (!package.parse(part, handler)) return;
  if (layer.cells() == 0 && words.even_when_empty)
    package.emitter().observe({.trait = words.trait, .part = part, .place = std::string(words.what)});
  layer.close(words.trait, part, words.what);
}

void read_custom_data(Package& package, const std::string& part, const std::string& type) {
  CustomData data;
  const Bytes bytes = package.glance(part).value_or(Bytes());
  if (parse_xml([&](const auto& piece) { return piece(bytes); }, data) && data.idle())
    read_words(package, part, {type, "", "-", Trait::kVisible, ""});
  else
    read_words(package, part, {type, "", "", Trait::kCustomXml, "data of another program"});
  Layer attributes(package.emitter());
  for (const std::string& words : data.said()) {
    attributes.cell(words);
    attributes.end_row();
  }
  attributes.close(Trait::kCustomXml, part, "data of another program");
}

// docProps/core.xml, app.xml, custom.xml: name → words.
class Properties : public XmlHandler {
 public:
  explicit Properties(Emitter& emitter) : said_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "property") custom_name_ = attributes.get("name");
    leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "property") custom_name_.clear();
    if (!leaf_.on()) return;
    const std::string& words = leaf_.end();
    if (!custom_name_.empty())
      said_.custom(custom_name_, words);
    else if (name == "keywords" || name == "category")
      said_.keywords(words);
    else if (name == "description")
      said_.description(words);
    else if (name == "creator" || name == "lastModifiedBy" || name == "Manager" || name == "Company" ||
             name == "title" || name == "subject" || name == "Template" || name == "HyperlinkBase" ||
             name == "lastPrinted" || name == "contentStatus")
      said_.author(words);
    else if (name != "lpstr" && name != "Application" && name != "PresentationFormat" && name != "AppVersion" &&
             reads_as_words(words))
      said_.custom(name, words);
  }
  void close(const std::string& part) { said_.close(part); }

 private:
  FileProperties said_;
  LeafText leaf_;
  std::string custom_name_;
};

// Relations that count only where their id stands in the part (ECMA-376 part 1 §9.2).
bool is_used_by_id(std::string_view type) {
  for (const std::string_view known :
       {"image", "chart", "hyperlink", "oleObject", "package", "video", "audio", "media", "diagramData", "hdphoto"})
    if (type == known) return true;
  return false;
}

// An embedded file is a hold whatever is in it; what is in it is told too.
void read_embedded(Package& package, const std::string& part, std::string_view what) {
  package.emitter().observe({.trait = Trait::kEmbedded, .part = part, .place = std::string(what)});
  if (const auto bytes = package.whole(part)) read_inside(*bytes, part, package.emitter());
}

bool read_known(Package& package, const std::string& part, const std::string& type) {
  for (const Words& words : kWords)
    if (type.find(words.type) != std::string::npos) {
      read_words(package, part, words);
      return true;
    }
  for (const std::string_view plain : kPlain)
    if (type.find(plain) != std::string::npos) {
      read_words(package, part, {type, "", "-", Trait::kVisible, ""});
      return true;
    }
  for (const auto& there : kThere)
    if (type.find(there.type) != std::string::npos) {
      if (there.trait == Trait::kEmbedded) {
        read_embedded(package, part, there.what);
        return true;
      }
      package.take(part);
      package.emitter().observe({.trait = there.trait, .part = part, .place = std::string(there.what)});
      return true;
    }
  return false;
}

// By where it lies, for parts whose type says only “XML” or “picture”. An embedded file is found wherever its type
// leads.
bool read_by_name(Package& package, const std::string& part, const std::string& type) {
  if (part.find("/embeddings/") != std::string::npos) {
    read_embedded(package, part, "an embedded file");
    return true;
  }
  if (part.starts_with("[trash]/")) {
    package.take(part);
    package.emitter().observe(
        {.trait = Trait::kTrash, .part = part, .place = "a part that was deleted and is still there"});
    return true;
  }
  if (type.find("core-properties") != std::string::npos || type.find("extended-properties") != std::string::npos ||
      type.find("custom-properties") != std::string::npos) {
    Properties properties(package.emitter());
    if (package.parse(part, properties)) properties.close(part);
    return true;
  }
  if (part.ends_with("LabelInfo.xml")) {
    read_words(package, part, {type, "label", "@id", Trait::kLabel, "a sensitivity label", true});
    return true;
  }
  if (part.starts_with("customXml/") && part.ends_with(".xml")) {
    read_custom_data(package, part, type);
    return true;
  }
  if (part.ends_with(".rels")) {
    PartList relations;
    package.parse(part, relations);
    return true;
  }
  if (part.ends_with("/xmlMaps.xml")) {
    read_words(package, part, {type, "", "-", Trait::kVisible, ""});
    return true;
  }
  if (type.starts_with("image/") || part.find("/media/") != std::string::npos) {
    if (part.find("humbnail") != std::string::npos)
      package.emitter().observe(
          {.trait = Trait::kThumbnail, .part = part, .place = "a small picture of the first page"});
    const auto bytes = package.whole(part);
    if (bytes && kind_of(*bytes) == "svg")
      read_inside(*bytes, part, package.emitter());
    else if (bytes)
      read_picture(*bytes, part, package.emitter());
    return true;
  }
  return false;
}

namespace {

bool has_text(std::string_view xml) {
  for (std::size_t at = xml.find('>'); at != std::string_view::npos; at = xml.find('>', at)) {
    const std::size_t begin = at + 1, end = std::min(xml.find('<', begin), xml.size());
    if (!is_blank(xml.substr(begin, end - begin))) return true;
    at = end;
  }
  return xml.empty();
}

}  // namespace

// Parts that nothing leads to, and pictures, charts and links that the part which lists them does not use: programs
// leave them behind. `told`: those of a kind that nobody reads.
void look_for_lost(Package& package, std::set<std::string> told) {
  const auto lost = [&](const std::string& part, std::string_view what) {
    package.emitter().observe({.trait = Trait::kTrash, .part = part, .place = std::string(what), .cells = 1});
  };
  std::set<std::string> led_to = std::move(told);
  const std::size_t before = led_to.size();
  std::vector<std::pair<std::string, std::string>> idle_links;  // the part, where the link leads
  std::set<std::string> followed;
  const auto walk = [&](const std::string& owner) {
    std::optional<Bytes> bytes;
    for (const Relation& relation : package.relations(owner)) {
      if (!relation.external) led_to.insert(relation.target);
      if (owner.empty() || !is_used_by_id(relation.type)) continue;
      if (!bytes) bytes = package.glance(owner).value_or(Bytes());
      const std::string_view text = as_text(*bytes);
      const bool used = bytes->empty() || text.find("\"" + relation.id + "\"") != std::string_view::npos ||
                        text.find("'" + relation.id + "'") != std::string_view::npos ||
                        text.find('\0') != std::string_view::npos;
      if (relation.external && used)
        followed.insert(relation.target);
      else if (relation.external)
        idle_links.emplace_back(owner, relation.target);
      else if (!used)
        lost(relation.target, "a picture or chart that its part does not use");
    }
  };
  walk("");
  if (led_to.size() == before) return;  // no program finds the main part either
  for (const std::string& part : package.parts())
    if (!part.ends_with(".rels")) walk(part);
  // Pandoc lists every link of the text with its footnotes too.
  for (const auto& [owner, target] : idle_links)
    if (!followed.contains(target)) lost(owner, "a link that its part does not use");
  for (const std::string& part : package.parts()) {
    if (led_to.contains(part) || part.ends_with(".rels") || part == "[Content_Types].xml" ||
        part.starts_with("[trash]/"))
      continue;
    // Colours and fonts that a program brought along; what their attributes say is told by XmlAside.
    const bool idle =
        part.find("/theme/") != std::string::npos && !has_text(as_text(package.glance(part).value_or(Bytes())));
    if (!idle) lost(part, "a part that nothing leads to");
  }
}

}  // namespace

void read_common_parts(Package& package) {
  for (const Relation& relation : package.relations(""))
    if (relation.external)
      package.emitter().observe({.trait = Trait::kExternalTarget, .place = "the package refers to something outside"});
  std::set<std::string> strange;
  for (const std::string& part : package.parts()) {
    if (package.taken(part)) continue;
    const std::string& type = package.type_of(part);
    if (read_by_name(package, part, type) || read_known(package, part, type)) continue;
    strange.insert(part);
    package.emitter().observe(
        {.trait = Trait::kUnexplained, .part = part, .place = "a part of a kind that is not read"});
  }
  look_for_lost(package, std::move(strange));
}

}  // namespace tipstaff::document
