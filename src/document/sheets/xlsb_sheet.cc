#include <fmt/format.h>

#include "document/sheets/sheet_drawing.h"
#include "document/sheets/xlsb.h"
#include "document/sheets/xlsb_aside.h"

namespace tipstaff::document {
namespace {

constexpr unsigned kTwips = 20;  // to a point

class XlsbSheet {
 public:
  XlsbSheet(Workbook& book, const Sheet& sheet, bool from_1904, Emitter& emitter)
      : book_(book),
        sheet_(sheet),
        from_1904_(from_1904),
        emitter_(emitter),
        cells_(emitter, sheet),
        validations_(emitter),
        headers_(emitter),
        unprinted_(emitter),
        scenarios_(emitter),
        aside_(sheet.part, emitter) {}

  void read(ByteView part, const std::vector<SheetShape>& shapes) {
    for (const SheetShape& shape : shapes) cells_.shape(shape);
    XlsbRecords records(part);
    while (const auto record = records.next())
      if (aside_.look(*record)) take(*record);
    if (!records.whole()) emitter_.unread(sheet_.part, "it is damaged");
    cells_.close();
    aside_.close();
    validations_.close(Trait::kListValidation, sheet_.part, place() + ", lists to choose from");
    headers_.close(Trait::kHeaderFooter, sheet_.part, place() + ", header and footer");
    unprinted_.close(Trait::kTextHidden, sheet_.part, place() + ", a header or footer that no page shows");
    scenarios_.close(Trait::kScenario, sheet_.part, place() + ", scenarios");
  }

 private:
  std::string place() const { return fmt::format("sheet ‘{}’", sheet_.name); }
  void observe(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = sheet_.part, .place = fmt::format("{}: {}", place(), what)});
  }

  void take(const XlsbRecord& record) {
    const ByteView data = record.data;
    switch (record.id) {
      case 0:
        row(data);
        return;
      case 60: {
        const unsigned flags = little16(data, 16);
        cells_.columns({little32(data, 0) + std::uint64_t{1}, little32(data, 4) + std::uint64_t{1}}, (flags & 1) != 0,
                       little32(data, 8) < 256 * kSmallestWidth, (flags >> 8 & 7) != 0);
        return;
      }
      case 137:
        view_ = {little32(data, 10) + 1, little32(data, 6) + 1};
        return;
      case 151:  // frozen there
        if (data.size() > 28 && (data[28] & 3) != 0)
          cells_.begins_at({little_double(data, 0) > 0 ? view_.column : 0, little_double(data, 8) > 0 ? view_.row : 0});
        return;
      case 485:
        if ((little16(data, 8) & 2) != 0) cells_.rows_are_zero();
        return;
      case 176:
        cells_.merged({little32(data, 8) + 1, little32(data, 0) + 1}, {little32(data, 12) + 1, little32(data, 4) + 1});
        return;
      case 461:
        condition_ = data;
        return;
      case 463:
        if (const std::uint32_t format = little32(data, 8); format < book_.conditions.size())
          add_condition(book_.conditions[format]);
        return;
      case 465:
        if ((little16(data, 4) & 2) != 0) add_condition(Workbook::Condition::kHides);  // icons without their values
        return;
      case 467:
        if (data.size() > 2 && data[2] == 0) add_condition(Workbook::Condition::kHides);  // bars without
        return;
      case 163:
        cells_.is_filtered();
        return;
      case 550:
      case 551:
      case 639:
      case 644:
      case 661:
        cells_.draws();
        return;
      case 535:
      case 678:
        if (little32(data, record.id == 535 ? 2 : 4) != 0)
          observe(Trait::kProtection, "the sheet is locked against changes, which hides nothing");
        return;
      case 423:
        observe(Trait::kCustomView, "a person's own view of the sheet");
        return;
      case 479: {
        // Of odd pages, of even ones, of the first: a header and a footer each (§2.4.88).
        const unsigned flags = little16(data, 0);
        const bool pages[] = {true, (flags & 1) != 0, (flags & 2) != 0};
        std::size_t at = 2;
        for (std::size_t i = 0; i < 6 && at < data.size(); ++i) {
          const std::string text = xlsb_text(data, at);
          (pages[i / 2] && !is_unseen_header(text) ? headers_ : unprinted_).cell(text);
        }
        return aside_.words().add(part_of(data, at));
      }
      case 502:
      case 504:
        for (const std::string& run : readable_runs(data, 2)) scenarios_.cell(run);
        scenarios_.end_row();
        return;
      case 64:
        return validation(data);
      default:
        break;
    }
    // Cells 12 to 18 leave out their column: it is the next.
    if ((record.id >= 1 && record.id <= 11) || record.id == 62) {
      column_ = little32(data, 0);
      cell(record.id, little32(data, 4) & 0xffffff, part_of(data, 8));
    } else if (record.id >= 12 && record.id <= 18) {
      ++column_;
      cell(record.id - 11, little32(data, 0) & 0xffffff, part_of(data, 4));
    }
  }
  // §2.4.349: its cells, four texts that show when one of them is chosen, and formulas, of which the first may be the
  // list itself.
  void validation(ByteView data) {
    std::size_t at = 8 + 16 * std::size_t{little32(data, 4)};
    for (int i = 0; i < 4; ++i) validations_.cell(xlsb_text(data, at));
    const ByteView formulas = part_of(data, at);
    if ((little32(data, 0) & 0x8f) == 0x83)
      for (const std::string& run : readable_runs(formulas, 3)) validations_.cell(run);
    else
      aside_.words().remarks(formulas);
    validations_.end_row();
  }
  // §2.4.28: the ranges of what follows.
  void add_condition(Workbook::Condition condition) {
    if (condition == Workbook::Condition::kShows) return;
    for (std::size_t i = 0, at = 12; i < little32(condition_, 8) && at + 16 <= condition_.size(); ++i, at += 16)
      cells_.conditional({little32(condition_, at + 8) + 1, little32(condition_, at) + 1},
                         {little32(condition_, at + 12) + 1, little32(condition_, at + 4) + 1},
                         condition == Workbook::Condition::kWhiteLetters);
  }
  void row(ByteView data) {
    row_ = little32(data, 0);
    column_ = UINT32_MAX;
    const unsigned flags = data.size() > 11 ? data[11] : 0U, height = little16(data, 8);
    const bool own = (flags & 0x20) != 0;
    cells_.row(row_ + 1, (flags & 0x10) != 0, own && height < kSmallestHeight * kTwips, (flags & 7) != 0);
  }
  void cell(std::uint32_t id, std::uint32_t look, ByteView value) {
    const CellLook how = look < book_.looks.size() ? book_.looks[look] : CellLook{};
    std::size_t at = id == 62 ? 1 : 0;
    std::string words;
    CellValue held;
    const auto number = [&](double real) {
      held = {how.date ? CellValue::Kind::kDate : CellValue::Kind::kNumber,
              real + (how.date && from_1904_ ? kDays1904 : 0)};
      return number_text(real, how.date, from_1904_);
    };
    switch (id) {
      case 2:
        words = number(rk_number(little32(value, 0)));
        break;
      case 4:
      case 10:
        words = !value.empty() && value[0] != 0 ? "TRUE" : "FALSE";
        held = {CellValue::Kind::kBoolean, words == "TRUE" ? 1.0 : 0.0};
        break;
      case 5:
      case 9:
        words = number(little_double(value, 0));
        break;
      case 6:
      case 8:
      case 62:
        words = xlsb_text(value, at);
        break;
      case 7:
        words = shared(little32(value, 0));
        break;
      default:
        return;
    }
    if (book_.has_charts && held.kind == CellValue::Kind::kText)
      book_.said.insert(std::hash<std::string_view>()(words));
    cells_.cell({column_ + 1, row_ + 1}, how, words, held);
  }
  std::string shared(std::size_t index) {
    if (index >= book_.strings.texts.size()) {
      if (!std::exchange(lost_, true)) emitter_.unread(sheet_.part, "a cell's text is missing from the workbook");
      return {};
    }
    book_.strings.used[index] = true;
    return book_.strings.texts[index];
  }

  Workbook& book_;
  const Sheet& sheet_;
  bool from_1904_;
  Emitter& emitter_;
  SheetCells cells_;
  Layer validations_, headers_, unprinted_, scenarios_;
  XlsbAside aside_;
  ByteView condition_;
  CellAt view_;  // where it begins
  std::uint32_t row_ = 0, column_ = UINT32_MAX;
  bool lost_ = false;
};

}  // namespace

void read_xlsb_sheet(Package& package, Workbook& book, const Sheet& sheet, bool from_1904) {
  if (package.type_of(sheet.part).find("macrosheet") != std::string::npos)
    package.emitter().observe({.trait = Trait::kMacroSheet,
                               .part = sheet.part,
                               .place = fmt::format("sheet ‘{}’ of Excel 4 macros", sheet.name)});
  if (const auto bytes = package.whole(sheet.part))
    XlsbSheet(book, sheet, from_1904, package.emitter()).read(*bytes, shapes_on(package, sheet.part));
  tell_links_to_files(package, sheet);
}

}  // namespace tipstaff::document
