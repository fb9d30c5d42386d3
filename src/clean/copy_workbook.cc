// A workbook of values (ECMA-376 part 1 §18): the visible sheets under their names, each visible cell where it stood.
// Nothing is carried over from the file but names of sheets, words and numbers: no formula, style, shape, chart,
// comment or property.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "base/text.h"
#include "clean/clean.h"
#include "clean/zip_writer.h"
#include "document/reader.h"
#include "document/sheets/number_format.h"
#include "document/sheets/sheet_taker.h"

namespace tipstaff::clean {
namespace {

using document::CellAt;
using document::CellValue;

constexpr std::size_t kMostCells = 8'000'000, kMostXml = std::size_t{768} << 20;
constexpr std::size_t kFirstOwnFormat = 164;  // below are the built-in ones
constexpr std::size_t kMostFormats = 200, kLongestFormat = 200;
constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml";

// XML 1.0 §2.2: other characters cannot stand in it.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const auto point = take_code_point(text);
    if (!point) {
      text.remove_prefix(1);
      out += "\uFFFD";
    } else if (*point == U'<' || *point == U'>' || *point == U'&' || *point == U'"') {
      out += *point == U'<' ? "&lt;" : *point == U'>' ? "&gt;" : *point == U'&' ? "&amp;" : "&quot;";
    } else if (*point == U'\r' || *point == U'\n' || *point == U'\t') {
      out += fmt::format("&#{};", static_cast<unsigned>(*point));
    } else if (*point < 0x20 || *point == 0xfffe || *point == 0xffff) {
      out += "\uFFFD";
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  return out;
}

struct Cell {
  CellAt at;
  CellValue value;
  std::string words;      // of kText
  std::size_t style = 0;  // of numbers: kOwnStyles and above, as the file shows them
};
constexpr std::size_t kOwnStyles = 4;
struct CopiedSheet {
  std::string name;
  std::vector<Cell> cells;
  std::set<std::uint64_t> dropped;
  std::uint32_t columns = UINT32_MAX;  // those from here on are dropped
};

std::uint64_t key_of(CellAt at) { return std::uint64_t{at.row} << 32 | at.column; }

class Taker : public document::SheetTaker {
 public:
  void sheet(std::string_view name) override { sheets.emplace_back().name = name; }
  void cell(CellAt at, const CellValue& value, std::string_view words) override {
    if (sheets.empty() || ++count > kMostCells) return;
    Cell out{at, value, value.kind == CellValue::Kind::kText ? std::string(words) : ""};
    out.value.format = nullptr;  // the book's, which is gone afterwards
    if (value.format != nullptr && (value.kind == CellValue::Kind::kNumber || value.kind == CellValue::Kind::kDate))
      out.style = style_for(value.format->only_for(value.number));
    sheets.back().cells.push_back(std::move(out));
  }
  void drop(CellAt at) override {
    if (!sheets.empty()) sheets.back().dropped.insert(key_of(at));
  }
  void drop_columns(std::uint32_t from) override {
    if (!sheets.empty()) sheets.back().columns = std::min(sheets.back().columns, from);
  }
  std::vector<CopiedSheet> sheets;
  std::vector<std::string> formats;  // of the styles from kOwnStyles on
  std::size_t count = 0;

 private:
  std::size_t style_for(const std::string& format) {
    if (format.empty() || format.size() > kLongestFormat) return 0;
    const auto [found, fresh] = known_.try_emplace(format, kOwnStyles + formats.size());
    if (fresh && formats.size() >= kMostFormats) {
      known_.erase(found);
      return 0;
    }
    if (fresh) formats.push_back(format);
    return found->second;
  }
  std::map<std::string, std::size_t> known_;
};

// What is hidden is the rules' to say of the file; here it counts only whether the cells were read.
class Reasons : public document::Sink {
 public:
  void row(std::uint32_t, std::span<const std::string>) override {}
  void observed(const document::Observation& seen) override {
    const bool inside = seen.part.find(" › ") != std::string::npos;  // it is left out whole
    const bool doubtful = seen.trait == document::Trait::kUnread || seen.trait == document::Trait::kEncrypted ||
                          seen.trait == document::Trait::kDuplicateName;
    if (!inside && doubtful && reason.empty()) reason = seen.place;
  }
  std::string reason;
};

// Styles 0 to 3: as it is, a date, a date with a time, a time (§18.8.30: built-in formats 14, 22 and 21).
std::size_t style_of(const CellValue& value) {
  if (value.kind != CellValue::Kind::kDate) return 0;
  if (value.number < 1) return 3;
  return value.number == std::floor(value.number) ? 1 : 2;
}

void put_cell(std::string& out, const Cell& cell) {
  const std::string name = document::cell_name(cell.at);
  if (cell.value.kind == CellValue::Kind::kText)
    out += fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", name,
                       escaped(cell.words));
  else if (cell.value.kind == CellValue::Kind::kBoolean)
    out += fmt::format("<c r=\"{}\" t=\"b\"><v>{}</v></c>", name, cell.value.number != 0 ? 1 : 0);
  else
    out += fmt::format("<c r=\"{}\" s=\"{}\"><v>{}</v></c>", name, cell.style != 0 ? cell.style : style_of(cell.value),
                       cell.value.number);
}

Result<std::string> xml_of(CopiedSheet& sheet) {
  std::ranges::stable_sort(sheet.cells, {}, [](const Cell& cell) { return key_of(cell.at); });
  std::string out = fmt::format("{}<worksheet xmlns=\"{}\"><sheetData>", kHead, kMain);
  std::uint32_t row = 0;
  std::uint64_t before = 0;
  for (const Cell& cell : sheet.cells) {
    if (cell.at.column >= sheet.columns || sheet.dropped.contains(key_of(cell.at))) continue;
    if (key_of(cell.at) == before)
      return fail(Code::kRefused, "a cell stands twice in it: programs differ in which they show");
    if (cell.value.kind != CellValue::Kind::kText && !std::isfinite(cell.value.number))
      return fail(Code::kRefused, "a cell holds a number that is none");
    before = key_of(cell.at);
    if (cell.at.row != row) {
      if (row != 0) out += "</row>";
      row = cell.at.row;
      out += fmt::format("<row r=\"{}\">", row);
    }
    put_cell(out, cell);
    if (out.size() > kMostXml) return fail(Code::kRefused, "it holds more than is copied");
  }
  return out + (row != 0 ? "</row></sheetData></worksheet>" : "</sheetData></worksheet>");
}

void add_book(ZipWriter& zip, const std::vector<CopiedSheet>& sheets, const std::vector<std::string>& formats) {
  std::string types = fmt::format(
      "{}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"{}.sheet.main+xml\"/>"
      "<Override PartName=\"/xl/styles.xml\" ContentType=\"{}.styles+xml\"/>",
      kHead, kTypes, kTypes);
  std::string book = fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets>", kHead, kMain, kOffice);
  std::string relations = fmt::format("{}<Relationships xmlns=\"{}\">", kHead, kRelations);
  for (std::size_t i = 1; i <= sheets.size(); ++i) {
    types +=
        fmt::format("<Override PartName=\"/xl/worksheets/sheet{}.xml\" ContentType=\"{}.worksheet+xml\"/>", i, kTypes);
    book += fmt::format("<sheet name=\"{}\" sheetId=\"{}\" r:id=\"rId{}\"/>", escaped(sheets[i - 1].name), i, i);
    relations += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/worksheet\" Target=\"worksheets/sheet{}.xml\"/>", i,
                             kOffice, i);
  }
  zip.add("[Content_Types].xml", types + "</Types>");
  zip.add("_rels/.rels", fmt::format("{}<Relationships xmlns=\"{}\"><Relationship Id=\"rId1\" "
                                     "Type=\"{}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
                                     kHead, kRelations, kOffice));
  zip.add("xl/workbook.xml", book + "</sheets></workbook>");
  zip.add(
      "xl/_rels/workbook.xml.rels",
      relations + fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/styles\" Target=\"styles.xml\"/></Relationships>",
                              sheets.size() + 1, kOffice));
  const auto format = [](std::size_t id) {
    return fmt::format("<xf numFmtId=\"{}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"{}/>", id,
                       id == 0 ? "" : " applyNumberFormat=\"1\"");
  };
  std::string codes, looks;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    codes += fmt::format("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", kFirstOwnFormat + i, escaped(formats[i]));
    looks += format(kFirstOwnFormat + i);
  }
  if (!codes.empty()) codes = fmt::format("<numFmts count=\"{}\">{}</numFmts>", formats.size(), codes);
  zip.add(
      "xl/styles.xml",
      fmt::format("{}<styleSheet xmlns=\"{}\">{}<fonts count=\"1\"><font><sz val=\"11\"/><name "
                  "val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                  "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders "
                  "count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                  "<cellStyleXfs count=\"1\">{}</cellStyleXfs><cellXfs count=\"{}\">{}{}{}{}{}</cellXfs><cellStyles "
                  "count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
                  kHead, kMain, codes, "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>",
                  kOwnStyles + formats.size(), format(0), format(14), format(22), format(21), looks));
}

}  // namespace

Result<Copy> copy_of_workbook(ByteView file) {
  Taker taker;
  Reasons reasons;
  document::read_document(file, reasons, &taker);
  if (!reasons.reason.empty()) return fail(Code::kRefused, "not all of it can be read: " + reasons.reason);
  if (taker.count > kMostCells) return fail(Code::kRefused, "it has more cells than are copied");
  if (taker.sheets.empty()) return fail(Code::kRefused, "it has no visible sheet");
  std::set<std::string> names;
  for (const CopiedSheet& sheet : taker.sheets)
    if (sheet.name.empty() || !names.insert(lower(sheet.name)).second)
      return fail(Code::kRefused, "two of its sheets have one name, or one has none");
  ZipWriter zip;
  add_book(zip, taker.sheets, taker.formats);
  for (std::size_t i = 0; i < taker.sheets.size(); ++i) {
    TRY_ASSIGN(const std::string xml, xml_of(taker.sheets[i]));
    zip.add(fmt::format("xl/worksheets/sheet{}.xml", i + 1), xml);
    taker.sheets[i].cells = {};
  }
  return Copy{".xlsx", std::move(zip).finish(), "formulas, formats but those of numbers, charts, pictures, comments"};
}

}  // namespace tipstaff::clean
