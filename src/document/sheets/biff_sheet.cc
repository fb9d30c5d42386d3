#include <fmt/format.h>

#include "document/parts/carried.h"
#include "document/sheets/biff.h"
#include "document/sheets/biff_aside.h"
#include "document/sheets/biff_look.h"

namespace tipstaff::document {
namespace {

constexpr unsigned kTwips = 20;  // to a point
constexpr std::size_t kShortestWord = 3;

class BiffSheetReader {
 public:
  BiffSheetReader(BiffBook& book, const Sheet& sheet, Emitter& emitter)
      : book_(book),
        sheet_(sheet),
        emitter_(emitter),
        cells_(emitter, sheet),
        shapes_(emitter, book, sheet),
        validations_(emitter),
        headers_(emitter),
        unprinted_(emitter),
        scenarios_(emitter),
        chart_(emitter),
        chart_hidden_(emitter),
        remarks_(emitter),
        aside_(emitter) {}

  std::size_t read(ByteView stream, std::size_t at) {
    BiffRecords records(stream, at);
    bool ended = false;
    while (auto record = records.next()) {
      // Behind an embedded chart the drawing goes on that it stands in.
      if (record->id == 0x0a && depth_ > 1) {
        for (std::size_t i = 1; i < record->pieces.size(); ++i) shapes_.go_on(record->pieces[i]);
        record->pieces.resize(1);
      }
      aside_.look(*record, book_);
      if (record->id == 0x809) {
        const bool chart = little16(record->data(), 2) == 0x20;
        if (depth_++ == 0)
          is_chart_ = chart;
        else if (!chart)
          observe(Trait::kUnexplained, "a sheet inside a sheet, which no program shows");
      } else if (record->id == 0x0a) {
        if (depth_ > 1 || is_chart_) end_chart();
        if (--depth_ <= 0) {
          ended = true;
          break;
        }
      } else if (depth_ > 1 || is_chart_) {
        take_chart(*record);
      } else {
        take(*record);
      }
    }
    if (!ended) emitter_.unread(sheet_.part, fmt::format("{} breaks off", place()));
    close();
    return records.at();
  }

 private:
  std::string place() const { return fmt::format("sheet ‘{}’", sheet_.name); }
  void observe(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = sheet_.part, .place = fmt::format("{}: {}", place(), what)});
  }
  CellLook look_of(std::size_t look) const { return look < book_.looks.size() ? book_.looks[look] : CellLook{}; }
  void cell(ByteView data, std::size_t at, std::string_view words) {
    put(little16(data, 0), little16(data, 2), little16(data, at), words);
  }
  void put(unsigned row, unsigned column, std::size_t look, std::string_view words, const CellValue& value = {}) {
    if (value.kind == CellValue::Kind::kText || book_.keeps_numbers)
      book_.said.insert(std::hash<std::string_view>()(words));
    cells_.cell({column + 1, row + 1}, look_of(look), words, value);
  }
  void put_number(unsigned row, unsigned column, std::size_t look, double value) {
    const bool date = look_of(look).date;
    put(row, column, look, number(value, look),
        {date ? CellValue::Kind::kDate : CellValue::Kind::kNumber, value + (date && book_.from_1904 ? kDays1904 : 0)});
  }
  void cell_number(ByteView data, double value) {
    put_number(little16(data, 0), little16(data, 2), little16(data, 4), value);
  }
  void cell_boolean(ByteView data, bool value) {
    put(little16(data, 0), little16(data, 2), little16(data, 4), value ? "TRUE" : "FALSE",
        {CellValue::Kind::kBoolean, value ? 1.0 : 0.0});
  }
  std::string number(double value, std::size_t look) const {
    return number_text(value, look < book_.looks.size() && book_.looks[look].date, book_.from_1904);
  }
  std::string text_of(const BiffRecord& record, std::size_t at) const {
    if (book_.old) return from_code_page(part_of(record.data(), at + 2, little16(record.data(), at)), book_.page);
    LittleWalk walk = record.walk();
    walk.skip(at);
    return biff_text(walk);
  }

  void take(const BiffRecord& record) {
    const ByteView data = record.data();
    switch (record.id) {
      case 0x7d:
        column(data);
        return;
      case 0x55:
        if (little16(data, 0) == 0) cells_.columns_are_zero();
        return;
      case 0x225:
        if ((little16(data, 0) & 2) != 0) cells_.rows_are_zero();
        return;
      case 0x208:
        row(data);
        return;
      case 0xfd:
        shared_text(data);
        return;
      case 0x204:
      case 0xd6:
        cell(data, 4, text_of(record, 6));
        return;
      case 0x27e:
        cell_number(data, rk_number(little32(data, 6)));
        return;
      case 0xbd:
        numbers(data);
        return;
      case 0x203:
        cell_number(data, little_double(data, 6));
        return;
      case 0x205:
        if (data.size() > 7 && data[7] == 0) cell_boolean(data, data[6] != 0);
        return;
      case 0x06:
      case 0x206:
      case 0x406:
        formula(data);
        return;
      case 0x207:
        formula_text(record);
        return;
      case 0xe5:
        for (std::size_t at = 2; at + 8 <= data.size(); at += 8)
          cells_.merged({little16(data, at + 4) + 1U, little16(data, at) + 1U},
                        {little16(data, at + 6) + 1U, little16(data, at + 2) + 1U});
        return;
      case 0x1b0:
      case 0x879:
        condition_ = part_of(data, record.id == 0x1b0 ? 0 : 12);
        return;
      case 0x1b1:
        add_condition(biff_condition(part_of(data, 6), book_));
        return;
      case 0x87a:
        if (little32(data, 18) != 0) add_condition(biff_condition(part_of(data, 22, little32(data, 18)), book_));
        return;
      case 0x9b:
      case 0x9e:
        cells_.is_filtered();
        return;
      case 0x14:
      case 0x15:
        header(record);
        return;
      case 0x89c:
        other_headers(data);
        return;
      case 0xaf:
        scenario(record);
        return;
      case 0x1be:
        validation(record);
        return;
      case 0x12:
        if (little16(data, 0) != 0)
          observe(Trait::kProtection, "the sheet is locked against changes, which hides nothing");
        return;
      case 0x1aa:
        observe(Trait::kCustomView, "a person's own view of the sheet");
        return;
      case 0x4d:
        emitter_.observe({.trait = Trait::kPrinterSettings,
                          .part = sheet_.part,
                          .place = place() + ", settings of a printer, with its name"});
        return;
      case 0xdc:
      case 0x803:
      case 0x80a:
      case 0x1ad:
      case 0x805:
        query_ = true;
        return;
      case 0xcd:
        queries_.push_back(text_of(record, 0));
        return;
      case 0xe9:
      case 0x7f:
        emitter_.unread(sheet_.part, place() + ", a picture behind the cells");
        return;
      default:
        break;
    }
    if (shapes_.take(record)) {
      if (record.id == 0x5d) cells_.draws();  // a drawing alone may be empty
      return;
    }
    // Global records come in files of one sheet, and in macro sheets.
    static constexpr std::uint16_t kElsewhere[] = {0x17, 0x18, 0x1ae, 0x23, 0x59, 0x5a, 0x31, 0xe0, 0x92, 0x41e, 0x42,
                                                   0x5c, 0x22, 0x19,  0xae, 0x51, 0xc6, 0xc7, 0xc8, 0xc9, 0xce};
    if (record.id == 0xffff && data.empty()) return;  // LibreOffice's, for a condition that this format cannot say
    if (std::ranges::find(kElsewhere, record.id) == std::end(kElsewhere) && !biff_known(record.id))
      aside_.unknown(record.id);
  }

  // §2.4.40: the ranges of what follows.
  void add_condition(Workbook::Condition condition) {
    if (condition == Workbook::Condition::kShows) return;
    for (std::size_t i = 0, at = 14; i < little16(condition_, 12) && at + 8 <= condition_.size(); ++i, at += 8)
      cells_.conditional({little16(condition_, at + 4) + 1U, little16(condition_, at) + 1U},
                         {little16(condition_, at + 6) + 1U, little16(condition_, at + 2) + 1U},
                         condition == Workbook::Condition::kWhiteLetters);
  }

  void column(ByteView data) {
    const unsigned flags = little16(data, 8);
    cells_.columns({little16(data, 0) + std::uint64_t{1}, little16(data, 2) + std::uint64_t{1}}, (flags & 1) != 0,
                   little16(data, 4) < 256 * kSmallestWidth, (flags >> 8 & 7) != 0);
  }
  void row(ByteView data) {
    const unsigned height = little16(data, 6), flags = little16(data, 12);
    const bool own = (height & 0x8000) == 0;
    cells_.row(little16(data, 0) + 1U, (flags & 0x20) != 0, own && height < kSmallestHeight * kTwips, (flags & 7) != 0);
  }
  void shared_text(ByteView data) {
    const std::size_t index = little32(data, 6);
    if (index >= book_.strings.texts.size()) {
      if (!std::exchange(lost_, true)) emitter_.unread(sheet_.part, "a cell's text is missing from the workbook");
      return;
    }
    book_.strings.used[index] = true;
    cell(data, 4, book_.strings.texts[index]);
  }
  void numbers(ByteView data) {
    unsigned column = little16(data, 2);
    for (std::size_t at = 4; at + 8 <= data.size(); at += 6, ++column) {
      const std::size_t look = little16(data, at);
      put_number(little16(data, 0), column, look, rk_number(little32(data, at + 2)));
    }
  }
  // §2.4.127: its last value; a text comes in a record of its own.
  void formula(ByteView data) {
    formula_at_ = {little16(data, 2), little16(data, 0)};
    formula_look_ = little16(data, 4);
    const std::size_t size = little16(data, 20);
    const BiffFormula said = biff_formula(part_of(data, 22, size), book_);
    for (const std::string& remark : said.remarks) remarks_.cell(remark);
    remarks_.end_row();
    aside_.words().remarks(part_of(data, said.whole ? 22 + size : 22));
    if (little16(data, 12) != 0xffff) return cell_number(data, little_double(data, 6));
    if (data.size() > 8 && data[6] == 1) cell_boolean(data, data[8] != 0);
  }
  void formula_text(const BiffRecord& record) {
    put(formula_at_.row, formula_at_.column, formula_look_, text_of(record, 0));
  }
  void header(const BiffRecord& record) {
    if (record.data().empty()) return;
    const std::string text = book_.old ? from_code_page(part_of(record.data(), 1), book_.page) : text_of(record, 0);
    (is_unseen_header(text) ? unprinted_ : headers_).cell(text);
  }
  // §2.4.137: those of even and of first pages, if they are others, in four texts behind their lengths.
  void other_headers(ByteView data) {
    LittleWalk walk(part_of(data, 38));
    std::string said;
    for (std::size_t i = 0; i < 4; ++i) {
      if (little16(data, 30 + 2 * i) == 0) continue;
      const std::string text = biff_text(walk);
      const bool shown = (little16(data, 28) >> (i / 2) & 1U) != 0 && !is_unseen_header(text);
      (shown ? headers_ : unprinted_).cell(text);
      said += text + "\n";
    }
    aside_.words().add_beside(data, said);
  }
  // §2.4.245: names, the cells, and what each would hold.
  void scenario(const BiffRecord& record) {
    const ByteView data = record.data();
    if (book_.old || data.size() < 7) return scenarios_.cell("a scenario");
    LittleWalk walk = record.walk();
    const std::size_t count = walk.u16();
    walk.skip(2);
    const std::size_t name = walk.u8(), comment = walk.u8(), user = walk.u8();
    scenarios_.cell(biff_letters(walk, name));
    if (user > 0) scenarios_.cell(biff_text(walk));
    if (comment > 0) scenarios_.cell(biff_text(walk));
    walk.skip(4 * count);
    for (std::size_t i = 0; i < count && walk.ok() && !walk.at_end(); ++i) scenarios_.cell(biff_text(walk));
    scenarios_.end_row();
  }
  // §2.4.94: four texts that show when the cell is chosen, then the list itself.
  void validation(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    const std::uint32_t flags = walk.u32();
    for (int i = 0; i < 4; ++i) validations_.cell(biff_text(walk));
    validations_.end_row();
    const std::size_t size = walk.u16();
    walk.skip(2);
    Bytes tokens, behind;
    for (std::size_t i = 0; i < size && walk.ok(); ++i) tokens.push_back(walk.u8());
    while (!walk.at_end()) behind.push_back(walk.u8());
    aside_.words().remarks(behind);
    const BiffFormula list = biff_formula(tokens, book_);
    if (!list.whole) aside_.words().remarks(tokens);
    if ((flags & 0xf) != 3) {
      for (const std::string& remark : list.remarks) remarks_.cell(remark);
      return remarks_.end_row();
    }
    if (!list.text) return;
    std::string words = list.words;
    std::ranges::replace(words, '\0', ',');
    validations_.cell(words);
    validations_.end_row();
  }

  // Charts keep what they drew (§2.4.28 says of which cells).
  void take_chart(const BiffRecord& record) {
    const ByteView data = record.data();
    if (record.id == 0x1051) {
      const BiffFormula formula = biff_formula(part_of(data, 8, little16(data, 6)), book_);
      if (formula.external || formula.lost) unseen_ = true;
      for (const int sheet : formula.sheets)
        if (sheet < 0 || static_cast<std::size_t>(sheet) >= book_.sheets.size() ||
            book_.sheets[static_cast<std::size_t>(sheet)].state != SheetState::kVisible)
          unseen_ = true;
    } else if (record.id == 0x203) {
      values_.push_back(number(little_double(data, 6), SIZE_MAX));
    } else if (record.id == 0x204) {
      values_.push_back(text_of(record, 6));
      words_.push_back(values_.back());
    } else if (record.id == 0x100d && !book_.old) {
      LittleWalk walk = record.walk();
      walk.skip(2);
      const std::string text = biff_short_text(walk);
      chart_.cell(text);
      chart_said_ += text + "\n";
      aside_.words().add_beside(data, text);
    } else if (record.id == 0x8a4 || record.id == 0x8a5 || record.id == 0x8a6) {
      // §2.4.269, .325, .218: a size, then XML; what is too long goes on in other records.
      const std::size_t at = record.id == 0x8a4 ? 20 : 16;
      xml_ = to_bytes(part_of(data, at + 4));
      xml_size_ = little32(data, at);
      end_xml();
    } else if (record.id == 0x87f) {
      append(xml_, part_of(data, 12));
      end_xml();
    } else if (!biff_known(record.id)) {
      aside_.unknown(record.id);
    } else if (record.id == 0x14 || record.id == 0x15) {
      header(record);
    } else {
      shapes_.take(record);
    }
  }
  void end_xml() {
    if (xml_.size() < xml_size_) return;
    if (xml_size_ > 0) chart_xml_.push_back(read_carried_xml(part_of(xml_, 0, xml_size_), sheet_.part, emitter_));
    aside_.words().add(part_of(xml_, xml_size_));
    xml_.clear();
    xml_size_ = 0;
  }
  void end_chart() {
    if (!xml_.empty()) emitter_.unread(sheet_.part, place() + ", XML that it carries along breaks off");
    xml_.clear();
    for (const std::string& value : values_)
      if (unseen_) chart_hidden_.cell(value);
    chart_hidden_.end_row();
    // What its cells say is known when all sheets are read.
    for (std::string& word : words_)
      if (!unseen_ && word.size() >= kShortestWord && chart_said_.find(word) == std::string::npos)
        book_.chart_words.push_back(std::move(word));
    for (std::string_view text : chart_xml_)
      for (; !text.empty(); text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1))
        if (const std::string_view line = text.substr(0, text.find('\n')); chart_said_.find(line) == std::string::npos)
          aside_.words().text(line);
    words_.clear();
    chart_xml_.clear();
    chart_said_.clear();
    chart_.end_row();
    values_.clear();
    unseen_ = false;
  }

  void close() {
    shapes_.close(aside_.words());
    aside_.close(sheet_.part, place() + ": ");
    remarks_.close(Trait::kFormulaText, sheet_.part, place() + ", texts in formulas");
    for (const SheetShape& shape : shapes_.shown()) cells_.shape(shape);
    cells_.close();
    validations_.close(Trait::kListValidation, sheet_.part, place() + ", lists to choose from");
    headers_.close(Trait::kHeaderFooter, sheet_.part, place() + ", header and footer");
    unprinted_.close(Trait::kTextHidden, sheet_.part, place() + ", a header or footer that no page shows");
    scenarios_.close(Trait::kScenario, sheet_.part, place() + ", scenarios");
    chart_.close(sheet_.state == SheetState::kVisible ? Trait::kVisible : Trait::kSheetHidden, sheet_.part,
                 place() + ", texts of charts");
    chart_hidden_.close(Trait::kChartCache, sheet_.part,
                        place() + ", values in a chart whose cells are hidden, gone or in another workbook");
    if (!query_ && queries_.empty()) return;
    Layer words(emitter_);
    for (const std::string& query : queries_) words.cell(query);
    if (words.cells() == 0)
      emitter_.observe({.trait = Trait::kConnection, .part = sheet_.part, .place = place() + ", a query"});
    words.close(Trait::kConnection, sheet_.part, place() + ", the words of a query");
  }

  BiffBook& book_;
  const Sheet& sheet_;
  Emitter& emitter_;
  SheetCells cells_;
  BiffShapes shapes_;
  Layer validations_, headers_, unprinted_, scenarios_, chart_, chart_hidden_, remarks_;
  BiffAside aside_;
  std::vector<std::string> values_, queries_, words_, chart_xml_;
  std::string chart_said_;
  Bytes xml_;
  std::size_t xml_size_ = 0;
  ByteView condition_;
  CellAt formula_at_;
  std::size_t formula_look_ = 0;
  int depth_ = 0;
  bool is_chart_ = false, lost_ = false, unseen_ = false, query_ = false;
};

}  // namespace

std::size_t read_biff_sheet(ByteView stream, std::size_t at, BiffBook& book, const Sheet& sheet, Emitter& emitter) {
  return BiffSheetReader(book, sheet, emitter).read(stream, at);
}

}  // namespace tipstaff::document
