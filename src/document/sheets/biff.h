// Workbooks of Excel 5 to 2003 (BIFF5 and BIFF8, [MS-XLS]; .xls). biff.cc reads the book's own records, biff_strings.cc
// texts and tables of texts, biff_sheet.cc the sheets, biff_formula.cc what formulas refer to, biff_pivot.cc pivot
// caches and biff_shapes.cc what is drawn on sheets. What BIFF5 keeps otherwise is kUnread where it could hide
// something.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "document/containers/compound.h"
#include "document/letters.h"
#include "document/parts/escher.h"
#include "document/parts/picture_patches.h"
#include "document/record_words.h"
#include "document/sheets/sheet_cells.h"
#include "document/sheets/sheet_drawing.h"
#include "document/sheets/workbook.h"

namespace tipstaff::document {

// A record and the continuations behind it.
struct BiffRecord {
  std::uint16_t id = 0;
  std::vector<ByteView> pieces;
  std::size_t offset = 0;  // in the stream
  ByteView data() const { return pieces.empty() ? ByteView() : pieces.front(); }
  LittleWalk walk() const { return LittleWalk(pieces); }
};

// Records one after the other; ends at the stream's end, or where the rest is no record; at() is there then.
class BiffRecords {
 public:
  explicit BiffRecords(ByteView stream, std::size_t at = 0) : stream_(stream), at_(at) {}
  std::optional<BiffRecord> next();
  std::size_t at() const { return at_; }

 private:
  ByteView stream_;
  std::size_t at_;
};

// `count` letters with the byte before them that says how wide they are; the byte comes again in each continuation
// (§2.5.294). Ends with the bytes that are there.
std::string biff_letters(LittleWalk& walk, std::size_t count);
std::string biff_letters(LittleWalk& walk, std::size_t count, bool wide);
std::string biff_text(LittleWalk& walk);        // 16 bits of length, then letters (§2.5.294)
std::string biff_short_text(LittleWalk& walk);  // 8 bits of length
// §2.5.293; `beside`: the bytes of its runs and its phonetic text.
std::string biff_rich_text(LittleWalk& walk, Bytes& beside);

// What sheets need of the book.
struct BiffBook {
  bool old = false;  // BIFF5
  bool from_1904 = false;
  unsigned page = 1252;
  std::vector<CellLook> looks;
  NumberFormats formats;
  std::vector<Rgb> palette;
  Strings strings;
  struct Link {
    bool external = false;
    int first = -1, last = -1;  // sheets
  };
  std::vector<Link> links;  // EXTERNSHEET
  std::vector<Sheet> sheets;
  // What its cells say, by hash, and words that charts keep of cells: those that no cell says are held when all sheets
  // are read.
  std::set<std::size_t> said;
  bool keeps_numbers = false;  // also those
  std::vector<std::string> chart_words;
};

// What a formula is made of, as far as it matters here.
struct BiffFormula {
  bool text = false;      // it begins with a text or a list of values
  bool lost = false;      // a reference that leads nowhere any more
  bool external = false;  // a reference into another workbook
  bool whole = true;      // understood to its end
  std::vector<int> sheets;
  std::vector<std::string> remarks;  // texts in it that say more than labels, and what N() is given
  CellAt low, high;                  // of the first area
  std::string words;
};
BiffFormula biff_formula(ByteView tokens, const BiffBook& book);

// Texts in OBJ, TXO and MSODRAWING records of one sheet, which come mixed with other records.
class BiffShapes {
 public:
  BiffShapes(Emitter& emitter, const BiffBook& book, const Sheet& sheet)
      : emitter_(emitter),
        book_(book),
        sheet_(sheet),
        comments_(emitter),
        authors_(emitter),
        seen_(emitter),
        hidden_(emitter),
        spoken_(emitter) {}
  // False: it is none of its records.
  bool take(const BiffRecord& record);
  void go_on(ByteView drawing) { append(drawing_, drawing); }
  // `words`: takes what is not drawn.
  void close(RecordWords& words);
  std::vector<SheetShape> shown() const;  // once all is taken

 private:
  struct Object {
    std::uint16_t type = 0, id = 0;
    std::string text;
    bool has_text = false;
  };
  void note(const BiffRecord& record);
  void object(const BiffRecord& record);
  // Shapes that are shown on the sheet, with their kind of object and whether there are words in them.
  void each_drawn(std::span<const EscherShape> shapes,
                  const std::function<void(const EscherShape&, std::uint16_t, bool)>& take) const;
  PatchedPictures patched(std::span<const EscherShape> shapes) const;

  Emitter& emitter_;
  const BiffBook& book_;
  const Sheet& sheet_;
  Layer comments_, authors_, seen_, hidden_, spoken_;
  Bytes beside_;                   // of texts, which nothing shows
  std::vector<std::string> lost_;  // texts of no object
  std::vector<Object> objects_;
  Bytes drawing_;
};

// One sheet, chart or macro sheet: the records from `at` on. Returns where it ends.
std::size_t read_biff_sheet(ByteView stream, std::size_t at, BiffBook& book, const Sheet& sheet, Emitter& emitter);
// A stream of a pivot cache ("_SX_DB_CUR/0001").
void read_biff_pivot(ByteView stream, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
