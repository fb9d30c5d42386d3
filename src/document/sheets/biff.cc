#include "document/sheets/biff.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "document/parts/carried.h"
#include "document/parts/escher.h"
#include "document/sheets/biff_aside.h"
#include "document/sheets/biff_look.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostStringBytes = std::size_t{256} << 20;

// The book's own records (§2.1.7.20.3), and what is said of them.
class Globals {
 public:
  Globals(ByteView stream, const std::string& part, BiffBook& book, Emitter& emitter)
      : stream_(stream),
        part_(part),
        book_(book),
        emitter_(emitter),
        names_(emitter),
        hidden_(emitter),
        outside_(emitter),
        cache_(emitter),
        queries_(emitter),
        aside_(emitter) {}

  // False: encrypted, or no workbook.
  bool read() {
    BiffRecords records(stream_);
    const auto begin = records.next();
    if (!begin || begin->id != 0x809) {
      emitter_.unread(part_, "it does not begin as a workbook of Excel 5 to 2003 does");
      return false;
    }
    book_.old = little16(begin->data(), 0) < 0x600;
    aside_.look(*begin, book_);
    while (const auto record = records.next()) {
      aside_.look(*record, book_);
      if (record->id == 0x0a) break;
      if (record->id == 0x2f) {
        emitter_.observe({.trait = Trait::kEncrypted, .part = part_, .place = "an encrypted workbook"});
        return false;
      }
      take(*record);
    }
    end_ = records.at();
    looks_.finish(book_);
    book_.strings.used.resize(book_.strings.texts.size());
    judge_names();
    windows_.hide(book_.sheets);
    close();
    return true;
  }
  std::size_t end() const { return end_; }
  const std::vector<std::uint32_t>& sheet_offsets() const { return offsets_; }

 private:
  struct Name {
    std::string name;
    std::uint16_t flags = 0, sheet = 0;
    Bytes formula;
  };

  void observe(Trait trait, std::string_view what, std::uint64_t cells = 0) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::string(what), .cells = cells});
  }
  std::string text_of(LittleWalk& walk, ByteView data, std::size_t at, std::size_t length_bytes) const {
    if (!book_.old) return length_bytes == 1 ? biff_short_text(walk) : biff_text(walk);
    const std::size_t count = length_bytes == 1 ? part_of(data, at, 1).size() == 1 ? data[at] : 0U : little16(data, at);
    return from_code_page(part_of(data, at + length_bytes, count), book_.page);
  }

  void take(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    const ByteView data = record.data();
    switch (record.id) {
      case 0x42:
        book_.page = little16(data, 0);
        break;
      case 0x22:
        book_.from_1904 = little16(data, 0) == 1;
        break;
      case 0x85:
        sheet(data);
        break;
      case 0x31:
        looks_.font(data);
        break;
      case 0xe0:
        looks_.format(data, book_.old);
        break;
      case 0x87d:
        looks_.extension(data);
        break;
      case 0x3d:  // §2.4.345
        windows_.add((little16(data, 8) & 5) != 0, (little16(data, 8) & 0x20) != 0, little16(data, 10));
        break;
      case 0x92:
        looks_.palette(data);
        break;
      case 0x41e: {
        walk.skip(2);
        book_.formats.insert_or_assign(little16(data, 0), NumberFormat(text_of(walk, data, 2, book_.old ? 1 : 2)));
        break;
      }
      case 0xfc:
        strings(record);
        break;
      case 0x5c: {
        // Programs fill it with spaces; a byte that is no letter begins what older ones leave.
        const std::string user = text_of(walk, data, 0, book_.old ? 1 : 2);
        if (!is_blank(user)) observe(Trait::kAuthor, "the name of the user who saved it", 1);
        break;
      }
      case 0x5b:
        observe(Trait::kProtection, "a password, or a wish, that it only be read; with a user's name");
        break;
      case 0x12:
      case 0x19:
        if (little16(data, 0) != 0) protected_ = true;
        break;
      case 0x1a9:
        observe(Trait::kCustomView, "a person's own view of the workbook");
        break;
      case 0x18:
        name(record);
        break;
      case 0x1ae:
        book_link(record);
        break;
      case 0x17:
        links(record);
        break;
      case 0x5a:
        cached(record);
        break;
      case 0x51:
        source(record);
        break;
      case 0x52:
      case 0x1b5:
        observe(Trait::kPivotSource, "a pivot table's source: a named range");
        break;
      case 0xdc:
      case 0x803:
      case 0x804:
      case 0x80a:
      case 0x1ad:
        is_query_ = true;
        break;
      case 0xcd:
        queries_.cell(text_of(walk, data, 0, 2));
        break;
      case 0xeb:
        append_drawing(record);
        break;
      case 0x896:
        theme_ = to_bytes(part_of(data, 16));
        break;
      case 0x87f:
        append(theme_, part_of(data, 12));
        break;
      case 0x4d:
        observe(Trait::kPrinterSettings, "settings of a printer, with its name");
        break;
      default:
        if (!biff_known(record.id)) aside_.unknown(record.id);
    }
  }

  void sheet(ByteView data) {
    Sheet out;
    LittleWalk walk(part_of(data, 6));
    out.name = text_of(walk, data, 6, 1);
    const unsigned state = data.size() > 4 ? data[4] & 3U : 0U, type = data.size() > 5 ? data[5] : 0U;
    out.state = state == 0 ? SheetState::kVisible : state == 1 ? SheetState::kHidden : SheetState::kVeryHidden;
    out.part = part_;
    offsets_.push_back(little32(data, 0));
    if (type == 6) observe(Trait::kMacro, "a module of macros");
    if (type == 1) observe(Trait::kMacroSheet, fmt::format("sheet ‘{}’ of Excel 4 macros", out.name));
    book_.sheets.push_back(std::move(out));
  }

  void strings(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    walk.skip(4);
    const std::size_t count = walk.u32();
    std::size_t bytes = 0;
    Bytes beside;
    for (std::size_t i = 0; i < count && !walk.at_end(); ++i) {
      book_.strings.texts.push_back(biff_rich_text(walk, beside));
      bytes += book_.strings.texts.back().size();
      if (bytes > kMostStringBytes || !walk.ok())
        return emitter_.unread(part_, "its table of texts is damaged, or too long");
    }
    aside_.words().add(beside);
    Bytes behind;
    while (!walk.at_end()) behind.push_back(walk.u8());
    if (!behind.empty()) observe(Trait::kUnexplained, "something behind the table of texts");
    aside_.words().add(behind);
  }

  void name(const BiffRecord& record) {
    const ByteView data = record.data();
    Name out;
    out.flags = little16(data, 0);
    out.sheet = little16(data, 8);
    const std::size_t count = data.size() > 3 ? data[3] : 0U, formula = little16(data, 4);
    const bool wide = !book_.old && data.size() > 14 && (data[14] & 1) != 0;
    if (book_.old)
      out.name = from_code_page(part_of(data, 14, count), book_.page);
    else {
      LittleWalk walk(part_of(data, 14));
      out.name = biff_letters(walk, count);
    }
    const std::size_t begin = 14 + (book_.old ? count : 1 + count * (wide ? 2 : 1));
    out.formula = to_bytes(part_of(data, begin, formula));
    aside_.words().remarks(part_of(data, begin + formula));  // texts for menus and the status bar
    defined_.push_back(std::move(out));
  }

  // §2.4.271: this book, functions of an add-in, or another file with the names of its sheets.
  void book_link(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    walk.skip(2);
    const std::uint16_t count = walk.u16();
    external_ = count != 0x0401 && count != 0x3a01;
    books_.push_back(external_);
    if (!external_) return;
    const std::string path = biff_letters(walk, count);
    if (path.size() <= 1) {
      books_.back() = external_ = false;  // a sheet of this book, or one that is gone
      return;
    }
    observe(Trait::kExternalTarget, "the path of another workbook", 1);
  }
  void links(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    if (book_.old) {  // one record a sheet or file, its path behind a mark
      const bool outside = record.data().size() > 2 && record.data()[1] == 1;
      if (outside) observe(Trait::kExternalTarget, "the path of another workbook", 1);
      return;
    }
    const std::size_t count = walk.u16();
    for (std::size_t i = 0; i < count && walk.ok() && !walk.at_end(); ++i) {
      const std::uint16_t book = walk.u16();
      const auto first = static_cast<std::int16_t>(walk.u16()), last = static_cast<std::int16_t>(walk.u16());
      book_.links.push_back({book < books_.size() && books_[book], first, last});
    }
  }
  // §2.4.63: a row of cells of another workbook, as they were when it was last open.
  void cached(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    const unsigned last = walk.u8(), first = walk.u8();
    walk.skip(2);
    for (unsigned i = first; i <= last && walk.ok() && !walk.at_end(); ++i) {
      switch (walk.u8()) {
        case 1:
          cache_.cell(number_text(walk.real(), false, false));
          break;
        case 2:
          cache_.cell(book_.old ? old_text(walk) : biff_text(walk));
          break;
        case 4:
          cache_.cell(walk.u8() != 0 ? "TRUE" : "FALSE");
          walk.skip(7);
          break;
        default:
          walk.skip(8);
      }
    }
    cache_.end_row();
  }
  std::string old_text(LittleWalk& walk) const {
    Bytes text;
    for (std::size_t left = walk.u8(); left > 0 && walk.ok(); --left) text.push_back(walk.u8());
    return from_code_page(text, book_.page);
  }
  void source(const BiffRecord& record) {
    LittleWalk walk = record.walk();
    walk.skip(6);
    const std::size_t count = walk.u16();
    std::string from = biff_letters(walk, count);
    const bool inside = from.starts_with('\2');
    while (!from.empty() && static_cast<unsigned char>(from[0]) < 0x20) from.erase(0, 1);
    observe(Trait::kPivotSource, inside ? fmt::format("a pivot table's source: ‘{}’", from)
                                        : "a pivot table's source lies outside the workbook");
  }
  void append_drawing(const BiffRecord& record) {
    for (const ByteView piece : record.pieces) append(drawings_, piece);
  }

  void judge_names() {
    for (const Name& name : defined_) {
      const BiffFormula formula = biff_formula(name.formula, book_);
      const bool built_in = (name.flags & 0x20) != 0;
      if (built_in && name.name == "\6" && name.sheet >= 1 && name.sheet <= book_.sheets.size() &&
          formula.low.row != 0 && formula.sheets.size() == 1)
        book_.sheets[name.sheet - 1].print_area =
            area_text(book_.sheets[name.sheet - 1].name, formula.low, formula.high);
      if (formula.external) {
        outside_.cell(name.name);
        outside_.end_row();
      } else if (formula.text) {
        names_.cell(formula.words.empty() ? name.name : formula.words);
        names_.end_row();
      } else if (!formula.remarks.empty() || !formula.whole) {
        for (const std::string& remark : formula.remarks) names_.cell(remark);
        names_.end_row();
        if (!formula.whole) aside_.words().remarks(name.formula);
      } else if ((name.flags & 1) != 0 && !built_in && !formula.lost && !name.name.starts_with("_xl")) {
        hidden_.cell(name.name);
        hidden_.end_row();
      }
    }
  }
  void close() {
    names_.close(Trait::kNameValue, part_, "names that hold text or lists themselves");
    hidden_.close(Trait::kNameHidden, part_, "names that the name manager does not show");
    outside_.close(Trait::kNameExternal, part_, "names that lead into another workbook");
    cache_.close(Trait::kExternalCache, part_, "cells of another workbook, kept with the links to it");
    if (is_query_ && queries_.cells() == 0) observe(Trait::kConnection, "a query");
    queries_.close(Trait::kConnection, part_, "the words of a query");
    if (protected_) observe(Trait::kProtection, "the workbook is locked against changes");
    Layer spoken(emitter_);
    look_through_drawing(drawings_, true, aside_.words(), spoken);
    spoken.close(Trait::kAlternateText, part_, "descriptions of pictures and shapes");
    aside_.close(part_, "");
    if (!drawings_.empty()) read_drawing_pictures(drawings_, part_, emitter_);
    if (!theme_.empty()) read_carried_package(theme_, part_, {}, emitter_);
  }

  ByteView stream_;
  const std::string& part_;
  BiffBook& book_;
  Emitter& emitter_;
  Layer names_, hidden_, outside_, cache_, queries_;
  BiffLooks looks_;
  std::vector<Name> defined_;
  Windows windows_;
  std::vector<bool> books_;
  std::vector<std::uint32_t> offsets_;
  BiffAside aside_;
  Bytes drawings_, theme_;
  std::size_t end_ = 0;
  bool external_ = false, is_query_ = false, protected_ = false;
};

// Returns what its cells say.
std::set<std::size_t> read_book(ByteView stream, const std::string& part, bool whole, Emitter& emitter) {
  BiffBook book;
  book.keeps_numbers = whole;
  Globals globals(stream, part, book, emitter);
  if (!globals.read()) return {};
  std::set<std::size_t> read;
  std::size_t end = globals.end();
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const std::uint32_t at = globals.sheet_offsets()[i];
    if (!read.insert(at).second || little16(stream, at) != 0x809) {
      emitter.unread(part, fmt::format("sheet ‘{}’ is missing", book.sheets[i].name));
      continue;
    }
    end = std::max(end, read_biff_sheet(stream, at, book, book.sheets[i], emitter));
  }
  report_unused(book.strings, part, emitter);
  Layer charts(emitter);
  for (const std::string& words : book.chart_words)
    if (!book.said.contains(std::hash<std::string_view>()(words))) charts.cell(words), charts.end_row();
  charts.close(Trait::kChartCache, part, "words that a chart keeps and neither it nor its cells show");
  // Sheets that no entry leads to, and what lies between and behind them.
  BiffAside between(emitter);
  for (std::size_t at = globals.end(); at < end;) {
    BiffRecords records(stream, at);
    const auto record = records.next();
    if (!record) {
      const auto next = read.upper_bound(at);
      const ByteView gap = part_of(stream, at, (next == read.end() ? end : *next) - at);
      if (std::ranges::any_of(gap, [](std::uint8_t byte) { return byte != 0; }))
        emitter.observe({.trait = Trait::kUnexplained, .part = part, .place = "something between its sheets"});
      between.words().add(gap);
      at += gap.size();
      continue;
    }
    if (record->id != 0x809) between.look(*record, book), between.unknown(record->id);
    if (record->id == 0x809 && !read.contains(at)) {
      const Sheet lost{"(none)", part, SheetState::kVeryHidden, {}};
      emitter.observe({.trait = Trait::kUnexplained, .part = part, .place = "a sheet that the workbook does not list"});
      at = read_biff_sheet(stream, at, book, lost, emitter);
    } else {
      at = record->id == 0x809 ? biff_end_of(stream, at) : records.at();
    }
  }
  between.close(part, "between the sheets: ");
  Leftovers left(emitter);
  left.add(part_of(stream, end));
  left.close(part, "behind the end of the last sheet");
  return std::move(book.said);
}

}  // namespace

void read_biff_workbook(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  // A file for both Excel 95 and 97 has both streams; each is a whole workbook, and each program shows one.
  const bool both = file.find(storage, "Workbook") != nullptr && file.find(storage, "Book") != nullptr;
  std::set<std::size_t> said;
  for (const std::string_view name : {"Workbook", "Book"}) {
    const CompoundEntry* stream = file.find(storage, name);
    if (stream == nullptr || stream->storage) continue;
    if (const auto bytes = file.whole(*stream)) {
      std::set<std::size_t> here = read_book(*bytes, std::string(name), both, emitter);
      if (name == "Book" && both && !std::ranges::includes(said, here))
        emitter.observe({.trait = Trait::kUnexplained,
                         .part = "Book",
                         .place = "a second workbook, which only Excel 95 and older show, says other things"});
      said = std::move(here);
    } else {
      emitter.unread(name, bytes.error().message());
    }
  }
  if (const CompoundEntry* caches = file.find(storage, "_SX_DB_CUR")) {
    for (const std::size_t child : caches->children) {
      const CompoundEntry& entry = file.entries()[child];
      if (const auto bytes = file.whole(entry))
        read_biff_pivot(*bytes, file.path(entry, storage), emitter);
      else
        emitter.unread(file.path(entry, storage), bytes.error().message());
    }
    file.take(*caches);
  }
  for (const auto& [name, what] :
       {std::pair{"Revision Log", "the history of changes"}, {"User Names", "who had it open"}}) {
    const CompoundEntry* stream = file.find(storage, name);
    if (stream == nullptr) continue;
    const auto bytes = file.whole(*stream);
    if (!bytes) {
      emitter.unread(name, bytes.error().message());
      continue;
    }
    Layer words(emitter);
    for (const std::string& run : readable_runs(*bytes, 3)) {
      words.cell(run);
      words.end_row();
    }
    if (words.cells() == 0 && name == std::string_view("Revision Log"))
      emitter.observe({.trait = Trait::kRevision, .part = name, .place = what});
    words.close(Trait::kRevision, name, what);
  }
}

}  // namespace tipstaff::document
