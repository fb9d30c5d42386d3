#include "document/xml_aside.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

using Names = std::initializer_list<std::string_view>;
bool among(std::string_view name, Names names) { return std::ranges::find(names, name) != names.end(); }

constexpr std::size_t kShortest = 9;  // bytes of an attribute's value: below it are no two words that tell anything
constexpr std::size_t kLongName = 60, kLongCode = 24;
constexpr std::size_t kMostStray = 65'536;

// Of things that people name and nobody reads at length: styles, shapes, themes. As a name it is short, and no
// sentence.
bool is_name_attribute(std::string_view name) {
  return among(name, {"name", "displayName", "uniqueName", "display-name", "cacheName", "caption", "codeName",
                      "style-name", "styleName", "defaultTableStyle", "parent-style-name", "next-style-name"});
}
// Attributes in which words are ordinary, and which are shown, told by their own reader, or the program's own.
bool is_ordinary(std::string_view name) {
  return among(name, {"typeface", "style", "eqn", "mods", "Ignorable", "Requires", "ProcessContent", "tooltip", "alt",
                      "schemaLocation", "progId"});
}
bool holds_words(std::string_view element, std::string_view name, std::string_view value) {
  if (is_ordinary(name) ||
      among(name, {"display", "location", "prompt", "error", "promptTitle", "errorTitle", "ref", "sheet", "r"}))
    return true;
  if (name == "formatCode") return !has_words(value, 4);
  if (among(name, {"descr", "title"})) return among(element, {"cNvPr", "docPr"});  // drawing.h
  if (name == "textlink" || name == "fmlaLink" || name == "fmlaRange") return value.find('!') != std::string_view::npos;
  if (name == "name" && among(element, {"sheet", "tableColumn", "dataField", "pivotField", "cacheField", "font",
                                        "definedName", "worksheetSource", "theme", "themeFamily"}))
    return element != "theme" || !is_more_than_a_name(value);
  if (name == "val" && among(element, {"name", "rFont", "inputCells", "sheetName"}))
    return true;  // of a font; told by worksheet.cc; a sheet elsewhere
  return (name == "name" && element == "color") || (name == "url" && element == "absPath");
}
// Values that are rows of the format's own words (ODF 1.3 part 3 §19.199, §19.228, §20.246, §20.339, §20.370): “rotate
// (0.1) translate (1cm 2cm)”.
bool is_of_keywords(std::string_view value) {
  constexpr std::string_view kKeywords[] = {
      "bottom",    "center",    "content",   "formula-hidden", "height", "hidden-and-protected",
      "left",      "logheight", "logwidth",  "matrix",         "none",   "position",
      "protected", "right",     "rotate",    "scale",          "size",   "skewX",
      "skewY",     "top",       "translate", "width"};
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(" \t\r\n,;()"), value.size());
    if (is_word(value.substr(0, end)) && !std::ranges::binary_search(kKeywords, value.substr(0, end))) return false;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}
// Commands of two letters among numbers (§19.145): “AL 0 0 10 10 0 90 WR …”.
bool is_path(std::string_view value) {
  std::size_t run = 0;
  return std::ranges::none_of(value, [&](char c) { return (run = is_letter(c) ? run + 1 : 0) > 2; });
}
// A style's other names, of which templates have dozens: each short.
bool are_short_names(std::string_view list) {
  constexpr std::size_t kLongest = 32;
  std::size_t size = 0;
  return std::ranges::all_of(list, [&](char c) { return c != '@' && (size = c == ',' ? 0 : size + 1) <= kLongest; });
}
// “Style Heading 1 + Left:  0 cm, After:  6 pt”: so Word names what was formatted by hand (§17.7.4.9).
bool is_made_up_style(std::string_view name) {
  constexpr std::size_t kLongest = 160;
  if (!name.starts_with("Style ") || name.size() > kLongest) return false;
  for (const std::string_view look :
       {" pt", " cm", "\"", "Bold", "Italic", "Left", "Right", "Centered", "Justified", "Before", "After", "Line"})
    if (name.find(look) != std::string_view::npos) return true;
  return false;
}
// ECMA-376 part 1 §17. Most of its values are words of the format; those that name something may be two words, and no
// sentence.
bool holds_words_in_word(std::string_view element, std::string_view name, std::string_view value) {
  if (is_ordinary(name) || among(name, {"instr", "displayText"})) return true;
  if (among(name, {"descr", "title"}) && among(element, {"cNvPr", "docPr"})) return true;
  if (element == "listItem" || element == "textpath" || element == "docVar")
    return true;  // told by wordprocessing.cc, as is what follows
  if (name == "val" && among(element, {"helpText", "statusText", "listEntry", "default", "tblCaption", "tblDescription",
                                       "query", "connectString", "udl", "table", "mappedName"}))
    return true;
  if (name == "val" && among(element, {"dateFormat", "numFmt"})) return !has_words(value, 5);
  if (name == "format") return !has_words(value, 5);
  if (among(name, {"author", "initials"})) return is_persons_name(value);
  const bool names = name == "val"
                         ? among(element, {"name",
                                           "aliases",
                                           "alias",
                                           "tag",
                                           "pStyle",
                                           "rStyle",
                                           "tblStyle",
                                           "basedOn",
                                           "next",
                                           "link",
                                           "style",
                                           "styleLink",
                                           "numStyleLink",
                                           "mathFont",
                                           "altName",
                                           "docPart",
                                           "docPartGallery",
                                           "docPartCategory",
                                           "gallery",
                                           "lvlText",
                                           "attr",
                                           "clickAndTypeStyle",
                                           "defaultTableStyle",
                                           "rFont"})
                         : among(name, {"ascii", "hAnsi", "cs", "eastAsia", "title", "ed", "font", "id", "anchor"});
  if (element == "lvlText" && value.find('%') != std::string_view::npos) return value.size() <= kLongName;
  return names && (!is_more_than_a_name(value) || (element == "name" && is_made_up_style(value)) ||
                   (element == "aliases" && are_short_names(value)));
}
bool holds_words_in_opendocument(std::string_view element, std::string_view name, std::string_view value) {
  if (is_of_keywords(value) || (name == "enhanced-path" && is_path(value)) ||
      (name == "ref-name" && !is_more_than_a_name(value)))
    return true;
  for (const std::string_view part : {"font", "border", "padding", "range", "address", "condition", "formula",
                                      "expression", "shadow", "underline", "line-through", "overline"})
    if (name.find(part) != std::string_view::npos) return true;
  return among(name, {"print", "media-type", "string-value", "string-value-if-true", "string-value-if-false", "value",
                      "href", "table-name", "apply-style-name", "grddl", "name-and-extension"}) ||
         (name == "name" && among(element, {"font-face", "table", "data-pilot-member"}));
}

bool holds_words_by_format(XmlKind kind, std::string_view element, const XmlAttribute& one) {
  if (kind == XmlKind::kOpenDocument) return holds_words_in_opendocument(element, one.name, one.value);
  return kind == XmlKind::kWord ? holds_words_in_word(element, one.name, one.value)
                                : holds_words(element, one.name, one.value);
}

// Elements that hold text by their format, by local name.
constexpr std::string_view kHolders[] = {"Accel",
                                         "Accel2",
                                         "Anchor",
                                         "AppVersion",
                                         "Application",
                                         "AutoFill",
                                         "AutoLine",
                                         "AutoPict",
                                         "CF",
                                         "Checked",
                                         "Colored",
                                         "Column",
                                         "DefaultSize",
                                         "DropLines",
                                         "Dx",
                                         "FirstButton",
                                         "FmlaLink",
                                         "FmlaMacro",
                                         "FmlaPict",
                                         "FmlaRange",
                                         "Horiz",
                                         "Inc",
                                         "JustLastX",
                                         "LCT",
                                         "LockText",
                                         "Locked",
                                         "Max",
                                         "Min",
                                         "MoveWithCells",
                                         "MultiSel",
                                         "NoThreeD",
                                         "NoThreeD2",
                                         "Page",
                                         "PrintObject",
                                         "Row",
                                         "Sel",
                                         "SelType",
                                         "SizeWithCells",
                                         "TextHAlign",
                                         "TextVAlign",
                                         "UIObj",
                                         "VScroll",
                                         "VTEdit",
                                         "Val",
                                         "ValidIds",
                                         "Visible",
                                         "WidthMin",
                                         "align",
                                         "anchorx",
                                         "anchory",
                                         "attrName",
                                         "author",
                                         "b",
                                         "br",
                                         "col",
                                         "colOff",
                                         "definedName",
                                         "delInstrText",
                                         "delText",
                                         "div",
                                         "evenFooter",
                                         "evenHeader",
                                         "f",
                                         "firstFooter",
                                         "firstHeader",
                                         "font",
                                         "formatCode",
                                         "formula",
                                         "formula1",
                                         "formula2",
                                         "h",
                                         "i",
                                         "instrText",
                                         "lpstr",
                                         "name",
                                         "oddFooter",
                                         "oddHeader",
                                         "p",
                                         "pctHeight",
                                         "pctPosHOffset",
                                         "pctPosVOffset",
                                         "pctWidth",
                                         "posOffset",
                                         "pt",
                                         "row",
                                         "rowOff",
                                         "separator",
                                         "span",
                                         "sqref",
                                         "sz",
                                         "t",
                                         "tableStyleId",
                                         "text",
                                         "u",
                                         "v",
                                         "val"};

constexpr std::string_view kSpaces[] = {"http://schemas.openxmlformats.org/",
                                        "http://purl.oclc.org/ooxml/",
                                        "http://schemas.microsoft.com/",
                                        "urn:schemas-microsoft-com:",
                                        "http://purl.org/dc/",
                                        "http://www.w3.org/",
                                        "urn:oasis:names:tc:opendocument:",
                                        "http://openoffice.org/",
                                        "urn:org:documentfoundation:",
                                        "urn:openoffice:",
                                        "http://sun.com/",
                                        "http://www.wps.cn/",
                                        "http://docs.oasis-open.org/ns/office/",
                                        "http://customschemas.google.com/"};

}  // namespace

bool is_style_name(std::string_view value) {
  return !is_more_than_a_name(value) || is_made_up_style(value) ||
         (value.find(", ") == std::string_view::npos && are_short_names(value));
}

bool is_office_vocabulary(std::string_view space) {
  return space.empty() ||
         std::ranges::any_of(kSpaces, [&](std::string_view known) { return space.starts_with(known); });
}

void XmlAside::keep(std::string_view words) {
  aside_.cell(words);
  aside_.end_row();
}

void XmlAside::end_stray() {
  if (stray_.empty()) return;
  const bool said = in_formula_
                        ? !remarks_in(stray_).empty()
                        : reads_as_words(stray_) || stray_.find('@') != std::string::npos ||
                              (!in_setting_ && stray_.size() >= kLongCode && letters_in(stray_) >= kLongCode / 2);
  if (said) keep(stray_);
  stray_.clear();
}

void XmlAside::look_at(std::string_view element, const XmlAttributes& attributes) {
  for (const XmlAttribute& one : attributes.all()) {
    if (kind_ == XmlKind::kOpenDocument && one.name == "href") links_.add(one.value);
    if (one.value.size() < kShortest || !reads_as_words(one.value)) continue;
    if (headless_ && element == "tableColumn" && one.name == "name" && is_more_than_a_name(one.value)) {
      keep(one.value);
      continue;
    }
    if (is_name_attribute(one.name) &&
        (element == "cSld" ? one.value.size() <= kLongName : !is_more_than_a_name(one.value)))
      continue;  // “Title, Text, and Content”
    if (!holds_words_by_format(kind_, element, one)) keep(one.value);
  }
}

void XmlAside::start(std::string_view name, const XmlAttributes& attributes) {
  if (!stray_.empty()) end_stray();
  // Where the root itself is of none that is known, all is its reader's to judge.
  if (open_.empty() && foreign_ == 0) plain_ = !is_office_vocabulary(attributes.space());
  const bool known = plain_ || is_office_vocabulary(attributes.space());
  if (foreign_ > 0 || !known) {
    ++foreign_;
    for (const XmlAttribute& one : attributes.all())
      if (one.value.size() >= kShortest && reads_as_words(one.value)) keep(one.value);
    return;
  }
  in_formula_ = name == "calculatedColumnFormula" || name == "totalsRowFormula";
  if (name == "table" && kind_ == XmlKind::kOffice) headless_ = attributes.get("headerRowCount") == "0";
  look_at(name, attributes);
  bool holds = name.size() == 1 && kind_ != XmlKind::kOpenDocument && kind_ != XmlKind::kRichValues;
  if (kind_ == XmlKind::kOpenDocument) {
    if (in_words_ > 0 || name == "p" || name == "h" || name == "annotation") ++in_words_;
    in_setting_ = name == "config-item";
    const std::string_view item = attributes.get("name");
    const bool told = in_setting_ && (item.starts_with("Printer") || item.find("FontName") != std::string_view::npos ||
                                      item == "ActiveTable" || item == "CurrentDatabaseDataSource");
    holds = in_words_ > 0 || told ||
            among(name, {"text", "desc", "title", "creator", "date", "binary-data", "module", "embedded-text",
                         "creator-initials", "mi", "mn", "mo", "ms", "mtext"});
  } else if (!holds) {
    holds = kind_ == XmlKind::kWord || (kind_ == XmlKind::kOffice && std::ranges::binary_search(kHolders, name));
  }
  open_.push_back(holds);
  reader_.start(name, attributes);
}

void XmlAside::text(std::string_view piece) {
  if (foreign_ == 0 && (open_.empty() || open_.back())) return reader_.text(piece);
  if (stray_.size() < kMostStray && (!stray_.empty() || !is_blank(piece))) stray_ += piece;
  if (foreign_ == 0) reader_.text(piece);
}

void XmlAside::end(std::string_view name) {
  if (!stray_.empty()) end_stray();
  if (foreign_ > 0) {
    --foreign_;
    return;
  }
  if (!open_.empty()) open_.pop_back();
  if (in_words_ > 0) --in_words_;
  reader_.end(name);
}

void XmlAside::close(const std::string& part) {
  aside_.close(Trait::kCustomXml, part, "words in its source that no program shows");
  links_.close(part);
}

}  // namespace tipstaff::document
