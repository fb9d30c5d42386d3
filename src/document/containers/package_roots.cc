// What a part's XML begins with, by its type (ECMA-376 part 1 §11–§15, ODF 1.3 part 2 §3.1): one that begins with
// something else is not what the package calls it, and its reader would look for nothing that is in it.
#include <algorithm>

#include "base/text.h"
#include "document/containers/package.h"

namespace tipstaff::document {
namespace {

struct Root {
  std::string_view type, element;  // the type contains this; the element's local name
};
constexpr Root kRoots[] = {
    {"package.relationships+xml", "Relationships"},
    {"wordprocessingml.document.main+xml", "document"},
    {"ms-word.document.macroenabled.main+xml", "document"},
    {"wordprocessingml.template.main+xml", "document"},
    {"ms-word.template.macroenabledtemplate.main+xml", "document"},
    {"wordprocessingml.document.glossary+xml", "glossaryDocument"},
    {"wordprocessingml.styles+xml", "styles"},
    {"wordprocessingml.settings+xml", "settings"},
    {"wordprocessingml.numbering+xml", "numbering"},
    {"wordprocessingml.fonttable+xml", "fonts"},
    {"wordprocessingml.websettings+xml", "webSettings"},
    {"wordprocessingml.header+xml", "hdr"},
    {"wordprocessingml.footer+xml", "ftr"},
    {"wordprocessingml.footnotes+xml", "footnotes"},
    {"wordprocessingml.endnotes+xml", "endnotes"},
    {"wordprocessingml.comments+xml", "comments"},
    {"spreadsheetml.sheet.main+xml", "workbook"},
    {"spreadsheetml.template.main+xml", "workbook"},
    {"ms-excel.sheet.macroenabled.main+xml", "workbook"},
    {"ms-excel.template.macroenabled.main+xml", "workbook"},
    {"spreadsheetml.worksheet+xml", "worksheet"},
    {"spreadsheetml.chartsheet+xml", "chartsheet"},
    {"spreadsheetml.dialogsheet+xml", "dialogsheet"},
    {"spreadsheetml.styles+xml", "styleSheet"},
    {"spreadsheetml.sharedstrings+xml", "sst"},
    {"spreadsheetml.comments+xml", "comments"},
    {"spreadsheetml.table+xml", "table"},
    {"spreadsheetml.pivottable+xml", "pivotTableDefinition"},
    {"spreadsheetml.pivotcachedefinition+xml", "pivotCacheDefinition"},
    {"spreadsheetml.pivotcacherecords+xml", "pivotCacheRecords"},
    {"spreadsheetml.externallink+xml", "externalLink"},
    {"spreadsheetml.connections+xml", "connections"},
    {"spreadsheetml.querytable+xml", "queryTable"},
    {"spreadsheetml.calcchain+xml", "calcChain"},
    {"presentationml.presentation.main+xml", "presentation"},
    {"presentationml.slideshow.main+xml", "presentation"},
    {"presentationml.slide+xml", "sld"},
    {"presentationml.slidelayout+xml", "sldLayout"},
    {"presentationml.slidemaster+xml", "sldMaster"},
    {"presentationml.notesslide+xml", "notes"},
    {"presentationml.notesmaster+xml", "notesMaster"},
    {"presentationml.handoutmaster+xml", "handoutMaster"},
    {"presentationml.comments+xml", "cmLst"},
    {"officedocument.drawing+xml", "wsDr"},
    {"drawingml.chart+xml", "chartSpace"},
    {"officedocument.theme+xml", "theme"},
    {"package.core-properties+xml", "coreProperties"},
    {"officedocument.extended-properties+xml", "Properties"},
    {"officedocument.custom-properties+xml", "Properties"},
};
// Of OpenDocument, by the part's name, in an object inside too.
constexpr Root kOpenDocument[] = {{"content.xml", "document-content"},
                                  {"styles.xml", "document-styles"},
                                  {"meta.xml", "document-meta"},
                                  {"settings.xml", "document-settings"}};

std::string_view local_name(std::string_view tag) {
  tag = tag.substr(0, tag.find_first_of(" \t\r\n/"));
  return tag.substr(tag.find(':') + 1);  // npos + 1 is the whole
}

}  // namespace

std::string_view Package::expected_root(const std::string& part) const {
  if (!is_opendocument_) {
    const std::string& type = type_of(part);
    const auto found =
        std::ranges::find_if(kRoots, [&](const Root& root) { return type.find(root.type) != std::string::npos; });
    return found == std::end(kRoots) ? std::string_view() : found->element;
  }
  if (part.ends_with("/content.xml") &&
      type_of(part.substr(0, part.rfind('/') + 1)).find("opendocument.formula") != std::string::npos)
    return "math";
  const auto found = std::ranges::find_if(kOpenDocument, [&](const Root& root) {
    return part == root.type || part.ends_with("/" + std::string(root.type));
  });
  return found == std::end(kOpenDocument) ? std::string_view() : found->element;
}

bool Package::begins_as_it_should(const std::string& part, const ZipEntry& entry) const {
  constexpr std::size_t kEnough = 64 << 10;
  const std::string_view expected = expected_root(part);
  if (expected.empty()) return true;
  std::string beginning;
  (void)zip_->unpack(entry, [&](ByteView piece) -> Result<void> {
    beginning += as_text(piece.first(std::min(piece.size(), kEnough - beginning.size())));
    return beginning.size() < kEnough ? Result<void>() : fail(Code::kInvalid, "enough");
  });
  if (beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff") ||
      beginning.find('\0') < 4) {  // two bytes a letter
    const std::size_t first = beginning.find('<') % 2;
    std::string narrow;
    for (std::size_t i = first; i < beginning.size(); i += 2) narrow += beginning[i];
    beginning = std::move(narrow);
  }
  return local_name(first_tag(beginning)) == expected;
}

}  // namespace tipstaff::document
