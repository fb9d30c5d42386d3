#include "document/sheets/xlsb.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "document/sheets/workbook_styles.h"
#include "document/sheets/xlsb_aside.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostStringBytes = std::size_t{256} << 20;
constexpr std::uint32_t kNoText = 0xffffffff;

// §2.5.7, as in SpreadsheetML's styles.
Paint paint_of(ByteView data) {
  using Kind = Paint::Kind;
  const unsigned type = data.empty() ? 0U : data[0] >> 1U, index = data.size() > 1 ? data[1] : 0U;
  Paint out;
  out.tint = static_cast<double>(static_cast<std::int16_t>(little16(data, 2))) / 32767;
  const std::uint32_t rgb = little32(data, 4);  // red lowest
  if (type == 2)
    out.kind = Kind::kRgb, out.value = (rgb & 0xff) << 16 | (rgb & 0xff00) | (rgb >> 16 & 0xff);
  else if (type == 3 || type == 1)
    out.kind = type == 3 ? Kind::kTheme : Kind::kNumbered, out.value = index;
  else
    out.kind = Kind::kAutomatic;
  return out;
}

// What a condition does (BrtDXF, §2.4.355): properties, each a kind, its length and a value (§2.5.164).
ConditionReader condition_of(ByteView data) {
  ConditionReader out;
  for (std::size_t at = 6; at + 4 <= data.size();) {
    const unsigned kind = little16(data, at), size = std::max<unsigned>(little16(data, at + 2), 4);
    const ByteView value = part_of(data, at + 4, size - 4);
    if (kind == 2 || (kind == 1 && out.background.kind == Paint::Kind::kNone)) out.background = paint_of(value);
    if (kind == 5) out.letters = paint_of(value);
    if (kind == 0x26 && value.size() >= 4) {
      const NumberFormat format(from_utf16(part_of(value, 4, std::size_t{little16(value, 2)} * 2)));
      out.masks = !format.shows(1000) || !format.shows_text();
    }
    at += size;
  }
  return out;
}

void read_styles(ByteView part, const std::string& name, Workbook& book, Emitter& emitter) {
  struct Font {
    Paint colour;
    unsigned twips;
  };
  std::vector<Font> fonts;
  std::vector<std::optional<Paint>> fills;
  bool in_cells = false;
  XlsbRecords records(part);
  XlsbAside aside(name, emitter);
  while (const auto record = records.next()) {
    const ByteView data = record->data;
    if (!aside.look(*record)) continue;
    if (record->id == 617) in_cells = true;
    if (record->id == 618) in_cells = false;
    if (record->id == 44) {
      std::size_t at = 2;
      book.formats.insert_or_assign(little16(data, 0), NumberFormat(xlsb_text(data, at)));
    }
    if (record->id == 43) fonts.push_back({paint_of(part_of(data, 12, 8)), little16(data, 0)});
    if (record->id == 45)
      fills.push_back(little32(data, 0) == 1 ? std::optional(paint_of(part_of(data, 4, 8))) : std::nullopt);
    if (record->id == 507) book.conditions.push_back(condition_of(data).condition(book.theme, {}));
    if (record->id != 47 || !in_cells) continue;
    const std::uint16_t format = little16(data, 2), font = little16(data, 4), fill = little16(data, 6);
    CellLook look;
    look.format = format_numbered(book.formats, format);
    look.date =
        (format >= 14 && format <= 17) || format == 22 || (look.format != nullptr && shows_date(look.format->code()));
    if (fill < fills.size() && fills[fill]) look.fill = colour_of(*fills[fill], book.theme, {}, kWhite);
    if (font < fonts.size()) {
      look.font_is_fill = look_same(colour_of(fonts[font].colour, book.theme, {}, kBlack), look.fill);
      look.tiny = fonts[font].twips != 0 && fonts[font].twips < 20 * kSmallestLetters;
    }
    book.looks.push_back(look);
  }
  if (!records.whole()) emitter.unread(name, "it is damaged");
  aside.close();
}

void read_strings(ByteView part, const std::string& name, Strings& out, Emitter& emitter) {
  XlsbRecords records(part);
  std::size_t bytes = 0;
  XlsbAside aside(name, emitter);
  while (const auto record = records.next()) {
    if (!aside.look(*record) || record->id != 19) continue;
    std::size_t at = 1;
    out.texts.push_back(xlsb_text(record->data, at));
    aside.words().add(part_of(record->data, at));  // how it looks, and how it is spoken
    bytes += out.texts.back().size();
    if (bytes > kMostStringBytes) return emitter.unread(name, "it holds more text than is read");
  }
  if (!records.whole()) emitter.unread(name, "its table of texts is damaged");
  aside.close();
}

class XlsbBook {
 public:
  XlsbBook(Package& package, const std::string& part)
      : part_(part), emitter_(package.emitter()), values_(emitter_), hidden_(emitter_), outside_(emitter_) {}

  void read(ByteView bytes) {
    XlsbRecords records(bytes);
    XlsbAside aside(part_, emitter_);
    while (const auto record = records.next())
      if (aside.look(*record)) take(*record);
    if (!records.whole()) emitter_.unread(part_, "it is damaged");
    windows_.hide(sheets);
    aside.close();
    values_.close(Trait::kNameValue, part_, "names that hold text or lists themselves");
    hidden_.close(Trait::kNameHidden, part_, "names that the name manager does not show");
    outside_.close(Trait::kNameExternal, part_, "names that lead into another workbook");
  }
  std::vector<Sheet> sheets;
  bool from_1904 = false;

 private:
  void observe(Trait trait, std::string_view what, std::uint64_t cells = 0) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::string(what), .cells = cells});
  }
  void take(const XlsbRecord& record) {
    const ByteView data = record.data;
    switch (record.id) {
      case 153:
        from_1904 = (little32(data, 0) & 1) != 0;
        break;
      case 158: {  // §2.4.310
        const unsigned flags = data.size() > 28 ? data[28] : 0x20U;
        windows_.add((flags & 3) != 0, (flags & 0x20) != 0, little32(data, 24));
        break;
      }
      case 156: {
        std::size_t at = 8;
        const std::string relation = xlsb_text(data, at), name = xlsb_text(data, at);
        const std::uint32_t state = little32(data, 0);
        sheets.push_back({name,
                          relation,
                          state == 0   ? SheetState::kVisible
                          : state == 1 ? SheetState::kHidden
                                       : SheetState::kVeryHidden,
                          {}});
        break;
      }
      case 355:
      case 357:
      case 358:
      case 667:
        books_.push_back(record.id == 355);
        break;
      case 362:
        for (std::size_t i = 0; i < little32(data, 0) && 4 + 12 * i < data.size(); ++i) {
          const std::uint32_t book = little32(data, 4 + 12 * i);
          links_.push_back(book < books_.size() && books_[book]);
        }
        break;
      case 39:
        name(data);
        break;
      case 534:
      case 677:
      case 548:
      case 676:
        observe(Trait::kProtection, "the workbook is locked against changes");
        break;
      case 397:
        observe(Trait::kCustomView, "a person's own view of the workbook");
        break;
      case 2071:
        observe(Trait::kAbsolutePath, "the folder where it was last saved, which may hold a user's name", 1);
        break;
      default:
        break;
    }
  }
  // §2.4.712: judged by what its formula begins with.
  void name(ByteView data) {
    const std::uint32_t flags = little32(data, 0), sheet = little32(data, 5);
    std::size_t at = 9;
    const std::string called = xlsb_text(data, at);
    const ByteView tokens = part_of(data, at + 4, little32(data, at));
    const unsigned first = tokens.empty() ? 0U : tokens[0] < 0x20 ? tokens[0] : (tokens[0] & 0x1fU) | 0x20U;
    const std::uint16_t link = little16(tokens, 1);
    const bool refers = first == 0x39 || first == 0x3a || first == 0x3b;
    if (called == "_xlnm.Print_Area" && first == 0x3b && sheet < sheets.size())
      sheets[sheet].print_area =
          area_text(sheets[sheet].name, {(little16(tokens, 11) & 0x3fffU) + 1, little32(tokens, 3) + 1},
                    {(little16(tokens, 13) & 0x3fffU) + 1, little32(tokens, 7) + 1});
    if (refers && link < links_.size() && links_[link]) {
      outside_.cell(called);
      outside_.end_row();
    } else if (first == 0x17 || first == 0x20) {
      values_.cell(first == 0x17 ? from_utf16(part_of(tokens, 3, std::size_t{little16(tokens, 1)} * 2)) : called);
      values_.end_row();
    } else if ((flags & 1) != 0 && !called.starts_with("_xl") && first != 0x3c && first != 0x3d) {
      hidden_.cell(called);
      hidden_.end_row();
    }
  }

  const std::string& part_;
  Emitter& emitter_;
  Layer values_, hidden_, outside_;
  Windows windows_;
  std::vector<bool> books_;
  std::vector<bool> links_;  // does it lead into another workbook?
};

// Parts whose type is only that of “bin”: told by where they lie.
void read_by_name(Package& package, const std::string& main) {
  for (const std::string& part : package.parts()) {
    if (part == main || package.taken(part) || package.type_of(part) != package.type_of(main)) continue;
    const std::string name = lower(part);
    const auto say = [&](Trait trait, std::string_view what) {
      if (const auto bytes = trait == Trait::kPrinterSettings ? package.whole(part) : std::nullopt) {
        RecordWords words(package.emitter());
        words.prose(*bytes);
        words.close(part, "words in the settings of a printer");
      }
      package.take(part);
      package.emitter().observe({.trait = trait, .part = part, .place = std::string(what)});
    };
    if (name.find("printersettings") != std::string::npos)
      say(Trait::kPrinterSettings, "settings of a printer, with its name");
    else if (name.find("vbaproject") != std::string::npos)
      say(Trait::kMacro, "a macro project");
    else if (name.find("activex") != std::string::npos)
      say(Trait::kActiveX, "an ActiveX control");
  }
}

}  // namespace

std::optional<std::uint32_t> XlsbRecords::number(int bytes) {
  std::uint32_t out = 0;
  for (int i = 0; i < bytes; ++i) {
    if (at_ >= part_.size()) return std::nullopt;
    const std::uint8_t byte = part_[at_++];
    out |= static_cast<std::uint32_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) break;
  }
  return out;
}

std::optional<XlsbRecord> XlsbRecords::next() {
  if (at_ >= part_.size()) return std::nullopt;
  const auto id = number(2), size = id ? number(4) : id;
  if (!size || *size > part_.size() - at_) {
    whole_ = false;
    return std::nullopt;
  }
  XlsbRecord out{*id, part_of(part_, at_, *size)};
  at_ += *size;
  return out;
}

std::string xlsb_text(ByteView data, std::size_t& at) {
  const std::uint32_t count = little32(data, at);
  at += 4;
  if (count == kNoText) return {};
  std::string out = from_utf16(part_of(data, at, std::size_t{count} * 2));
  at += std::size_t{count} * 2;
  return out;
}

void read_xlsb(Package& package) {
  Emitter& emitter = package.emitter();
  Workbook book;
  std::string main = package.part_of_type("ms-excel.sheet.binary");
  for (const Relation& relation : package.relations(""))
    if (relation.type == "officeDocument" && package.has(relation.target)) main = relation.target;
  XlsbBook list(package, main);
  if (const auto bytes = package.whole(main)) list.read(*bytes);
  const auto relations = package.relations(main);
  for (Sheet& sheet : list.sheets) {
    const auto found = std::ranges::find(relations, sheet.part, &Relation::id);
    sheet.part = found == relations.end() ? "" : found->target;
  }
  book.sheets = std::move(list.sheets);
  if (const std::string part = package.part_of_type("theme+xml"); !part.empty()) package.parse(part, book.theme);
  if (const std::string part = package.part_of_type("ms-excel.styles"); !part.empty())
    if (const auto bytes = package.whole(part)) read_styles(*bytes, part, book, emitter);
  const std::string strings = package.part_of_type("ms-excel.sharedstrings");
  if (!strings.empty())
    if (const auto bytes = package.whole(strings)) read_strings(*bytes, strings, book.strings, emitter);
  book.strings.used.resize(book.strings.texts.size());
  book.has_charts = !package.part_of_type("drawingml.chart+xml").empty();
  for (const Sheet& sheet : book.sheets) {
    if (package.has(sheet.part))
      read_xlsb_sheet(package, book, sheet, list.from_1904);
    else
      emitter.unread(main, fmt::format("sheet ‘{}’ is missing", sheet.name));
  }
  report_unused(book.strings, strings, emitter);
  read_by_name(package, main);
  read_xlsb_parts(package);
  read_workbook_parts(package, book);
}

}  // namespace tipstaff::document
