#include "document/word/word_aside.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "document/parts/carried.h"
#include "document/parts/escher.h"
#include "document/word/word_operations.h"
#include "document/xml_aside.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kPairs = WordFile::kPairs, kMostPairs = 183;  // of Word 2007, the most there are (§2.5.10)
constexpr std::size_t kFirstText = 0x800;
const std::string kPart = "WordDocument", kData = "Data";

// What the places of the heading hold (§2.5.6 to §2.5.10), by number. What is not listed holds numbers, or nothing that
// any program reads.
enum class Holds : std::uint8_t {
  kNumbers,
  kTold,     // its reader looks through the whole of it
  kRemarks,  // names of entries with commas in them
  kLabels,   // bookmarks, captions, lists, schemas, macros
  kStyles,
  kFonts,
  kLists,
  kTheme,
  kPrinter,
  kTime,  // no place at all: a time in two halves
};
constexpr struct {
  std::uint8_t place;
  Holds holds;
} kPlaces[] = {
    {0, Holds::kStyles},          {kStyleSheet, Holds::kStyles},
    {9, Holds::kRemarks},         {kFontTable, Holds::kFonts},
    {21, Holds::kLabels},         {24, Holds::kLabels},
    {27, Holds::kPrinter},        {28, Holds::kPrinter},
    {29, Holds::kPrinter},        {kAssociated, Holds::kTold},
    {kPieces, Holds::kTold},      {kCommentAuthors, Holds::kTold},
    {37, Holds::kLabels},         {44, Holds::kTold},
    {kDrawings, Holds::kTold},    {kRevisionAuthors, Holds::kTold},
    {52, Holds::kLabels},         {53, Holds::kLabels},
    {kVariables, Holds::kTold},   {kRoute, Holds::kTold},
    {kSavedBy, Holds::kTold},     {kLinkedFiles, Holds::kTold},
    {73, Holds::kLists},          {83, Holds::kLabels},
    {87, Holds::kTime},           {91, Holds::kLabels},
    {kEnvelope, Holds::kTold},    {114, Holds::kLabels},
    {118, Holds::kLabels},        {120, Holds::kLabels},
    {123, Holds::kLabels},        {126, Holds::kTold},
    {kMergeSource, Holds::kTold}, {136, Holds::kLabels},
    {137, Holds::kLabels},        {140, Holds::kTold},
    {141, Holds::kLabels},        {kEditors, Holds::kTold},
    {165, Holds::kLabels},        {168, Holds::kLabels},
    {174, Holds::kLabels},        {181, Holds::kTheme},
    {182, Holds::kTheme},
};
Holds holds_of(std::size_t place) {
  const auto found = std::ranges::find(kPlaces, place, [](const auto& each) { return std::size_t{each.place}; });
  return found == std::end(kPlaces) ? Holds::kNumbers : found->holds;
}

}  // namespace

void WordAside::look() {
  heading();
  Coverage used(file_.table.size());
  const std::size_t pairs = std::min(file_.places(), kMostPairs);
  for (std::size_t i = 0; i < pairs; ++i) {
    const Holds holds = holds_of(i);
    const std::size_t at = little32(file_.main, kPairs + 8 * i);
    const ByteView bytes = file_.place(i);
    if (holds == Holds::kTime || bytes.empty()) continue;
    used.add(at, bytes.size());
    if (holds == Holds::kLists) used.add(at + bytes.size(), lists(bytes, at + bytes.size()));
    place(i);
  }
  used.gaps([&](std::size_t at, std::size_t size) { words_.add(part_of(file_.table, at, size)); });
}

// §2.5.1: most of it is reserved. Behind it there is nothing until the text begins.
void WordAside::heading() {
  const std::size_t pairs = file_.places(), pairs_end = kPairs + 8 * pairs,
                    end = pairs_end + 2 + 2 * std::size_t{little16(file_.main, pairs_end)};
  const std::size_t text = little32(file_.main, 0x18);  // fcMin: earlier programs begin the text there
  words_.add(
      part_of(file_.main, 0, text >= end ? std::min(text, std::max(end, kFirstText)) : std::max(end, kFirstText)));
  if (pairs > kMostPairs)
    emitter_.observe({.trait = Trait::kUnexplained, .part = kPart, .place = "its heading is longer than it can be"});
}

void WordAside::place(std::size_t index) {
  const ByteView bytes = file_.place(index);
  switch (holds_of(index)) {
    case Holds::kNumbers:
      return words_.add(bytes);
    case Holds::kRemarks:
      return words_.remarks(bytes);
    case Holds::kLabels:
      return words_.labels(bytes);
    case Holds::kStyles:
      return styles(bytes);
    case Holds::kFonts:
      return fonts(bytes);
    case Holds::kTheme: {
      const std::string_view begin = as_text(part_of(bytes, 0, 2));
      if (begin == "PK") return read_carried_package(bytes, kPart, {}, emitter_);
      if (begin.starts_with('<')) return words_.remark(read_carried_xml(bytes, kPart, emitter_));
      return words_.add(bytes);
    }
    case Holds::kPrinter:
      if (!std::exchange(printer_, true))
        emitter_.observe(
            {.trait = Trait::kPrinterSettings, .part = kPart, .place = "settings of a printer, with its name"});
      return words_.prose(bytes);
    case Holds::kLists:
    case Holds::kTold:
    case Holds::kTime:
      return;
  }
}

// §2.4.5, §2.9.135: a heading with fonts, then the styles, each with its name and operations.
void WordAside::styles(ByteView sheet) {
  const std::size_t count = little16(sheet, 2), base = little16(sheet, 4);
  std::size_t at = 2 + std::size_t{little16(sheet, 0)};
  words_.add(part_of(sheet, 0, at));
  for (std::size_t i = 0; i < count && at + 2 <= sheet.size(); ++i) {
    const ByteView style = part_of(sheet, at + 2, little16(sheet, at));
    at += 2 + style.size();
    if (style.size() < base + 2) continue;
    const std::size_t letters = std::size_t{2} * little16(style, base);
    const std::string name = from_utf16(part_of(style, base + 2, letters));
    if (!is_style_name(name)) words_.text(name);
    words_.add(part_of(style, 0, base));
    words_.add(part_of(style, base + 2 + letters));
  }
  words_.add(part_of(sheet, at));
}

// §2.9.286, §2.9.75: each font's length, 39 bytes of numbers, its name and another one. “@” before it is the font for
// writing downwards.
void WordAside::fonts(ByteView table) {
  constexpr std::size_t kNumbers = 39;
  std::size_t at = 4;
  for (std::size_t i = 0; i < little16(table, 0) && at < table.size(); ++i) {
    const ByteView font = part_of(table, at + 1, table[at]);
    at += 1 + font.size();
    words_.add(part_of(font, 0, kNumbers));
    std::size_t letter = kNumbers;
    for (int names = 0; names < 2 && letter + 2 <= font.size(); ++names) {
      std::string name = from_utf16(part_of(font, letter));
      name.resize(std::min(name.size(), name.find('\0')));
      while (letter + 2 <= font.size() && little16(font, letter) != 0) letter += 2;
      letter += 2;
      words_.name(name.starts_with('@') ? std::string_view(name).substr(1) : std::string_view(name));
    }
    words_.add(part_of(font, letter));
  }
  words_.add(part_of(table, at));
}

// §2.9.131, §2.9.147: lists in `table`; their levels lie behind it, each with operations and the text before its
// number. Returns how long these are.
std::size_t WordAside::lists(ByteView table, std::size_t levels_at) {
  constexpr std::size_t kList = 28, kLevel = 28;
  words_.add(table);
  std::size_t at = levels_at;
  for (std::size_t i = 0; i < little16(table, 0) && 2 + kList * (i + 1) <= table.size(); ++i) {
    const bool simple = (table[2 + kList * i + 26] & 1) != 0;
    for (int level = 0; level < (simple ? 1 : 9) && at + kLevel + 2 <= file_.table.size(); ++level) {
      const ByteView rest = part_of(file_.table, at);
      const std::size_t list = std::size_t{rest[24]} + rest[25],
                        letters = std::size_t{2} * little16(rest, kLevel + list);
      words_.add(part_of(rest, 0, kLevel + list));
      if (const std::string label = from_utf16(part_of(rest, kLevel + list + 2, letters)); is_telling_label(label))
        words_.text(label);
      at += std::min(rest.size(), kLevel + list + 2 + letters);
    }
  }
  return at - levels_at;
}

void WordAside::operations(ByteView list) {
  each_word_operation(list, [&](std::uint16_t operation, ByteView) {
    if (!is_known_word_operation(operation)) unknown_.insert(operation);
  });
}

bool WordAside::person(std::string_view name) {
  const bool is_name = is_persons_name(name);
  if (!is_name) words_.text(name);
  return is_name;
}

void WordAside::drawing(ByteView drawing, const std::string& part) {
  look_through_drawing(drawing, true, words_, spoken_);
  std::size_t end = 0;
  walk_escher(drawing, [&](const EscherRecord& record) { end = std::max(end, record.offset + record.data.size()); });
  words_.add(part_of(drawing, end));
  for (const EscherShape& shape : escher_shapes(drawing)) {
    if (!shape.carried.empty()) read_carried_package(shape.carried, part, {}, emitter_);
    drawn_.cell(shape.art);
    drawn_.end_row();
  }
}

void WordAside::picture(std::size_t at, ByteView whole) {
  constexpr std::size_t kHeadingSize = 68;
  data_used_.add(at, whole.size());
  words_.add(part_of(whole, 0, kHeadingSize));
  if (little16(whole, 6) != 0x66 || whole.size() <= kHeadingSize) return;
  links_.cell(from_code_page(part_of(whole, kHeadingSize + 1, whole[kHeadingSize]), 1252));
  links_.end_row();
}

// Of a form's field: its name, what stands in it at first, hints, macros, choices. Of another: where a link leads.
void WordAside::field_data(std::size_t at) {
  const ByteView whole = part_of(file_.data, at, little32(file_.data, at));
  data_used_.add(at, whole.size());
  const std::size_t head = little16(whole, 4);
  const ByteView own = part_of(whole, head);
  words_.add(part_of(whole, 0, head));
  if (little32(own, 0) != 0xffffffff) return words_.remarks(own);
  for (const std::string& run : readable_runs(own, 3)) {
    hints_.cell(run);
    hints_.end_row();
  }
}

ByteView WordAside::more_operations(std::size_t at) {
  const ByteView out = part_of(file_.data, at + 2, little16(file_.data, at));
  data_used_.add(at, 2 + out.size());
  words_.add(out);
  return out;
}

void WordAside::close() {
  for (const std::uint16_t operation : unknown_)
    emitter_.observe({.trait = Trait::kUnexplained,
                      .part = kPart,
                      .place = fmt::format("a format of a kind that is not known: {:#x}", operation)});
  words_.close(kPart, "words in its settings, formats and lists, which no page shows");
  spoken_.close(Trait::kAlternateText, kPart, "descriptions of pictures and shapes");
  hints_.close(Trait::kListValidation, kPart, "choices of a list in the text, and hints for who fills it in");
  links_.close(Trait::kExternalTarget, kPart, "the path of a picture elsewhere");
  drawn_.close(Trait::kVisible, kPart, "letters drawn as shapes");
  Leftovers left(emitter_);
  data_used_.gaps([&](std::size_t at, std::size_t size) { left.add(part_of(file_.data, at, size)); });
  left.close(kData, "data that no part of the document uses");
}

}  // namespace tipstaff::document
