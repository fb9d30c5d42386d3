#include "document/word_plan.h"

#include <algorithm>

#include "document/escher.h"
#include "document/word_operations.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kNoteReferences = 2, kNoteTexts = 3, kHeaderList = 11, kSettings = 31, kBodyShapes = 40, kHeaderShapes = 41, kEndnoteReferences = 46, kEndnoteTexts = 47, kBoxes = 56, kBoxesOfHeaders = 58;
constexpr std::size_t kBox = 22, kShapePlace = 26;  // bytes
constexpr int kLetterPaper = 12'240, kFarBefore = -2880, kFarBehind = 31'680;  // twentieths of a point

// How many entries a list of places in the text has, each with `size` bytes beside it (§2.2.2).
std::size_t entries_of(ByteView list, std::size_t size) { return list.size() < 4 ? 0 : (list.size() - 4) / (4 + size); }

struct Shape {
  bool hidden = false, off = false;
  std::optional<std::uint32_t> ground = 0xffffff;
};

// The shape that a text box belongs to; nothing when no drawing has it.
std::optional<Shape> shape_of(const std::vector<EscherShape>& shapes, ByteView places, std::uint32_t id) {
  const auto found = std::ranges::find(shapes, id, &EscherShape::id);
  if (found == shapes.end()) return std::nullopt;
  Shape out;
  out.hidden = found->hidden || found->deleted;
  const std::uint32_t colour = found->fill_colour.value_or(0xffffff);
  const bool plain = found->filled.value_or(true) && found->fill_kind == 0 && colour >> 24 == 0 && found->fill_opacity > 0x8000;
  const bool alone = std::ranges::none_of(shapes, [&](const EscherShape& other) { return other.id != id && !other.background && other.type != 0 && other.filled.value_or(true); });
  out.ground = plain ? std::optional(colour) : !found->filled.value_or(true) && alone ? std::optional<std::uint32_t>(0xffffff) : std::nullopt;
  const std::size_t count = entries_of(places, kShapePlace);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 4 * (count + 1) + kShapePlace * i;
    if (little32(places, at) != id) continue;
    const auto side = [&](std::size_t number) { return static_cast<std::int32_t>(little32(places, at + 4 + 4 * number)); };
    out.off = side(2) < kFarBefore || side(3) < kFarBefore || side(0) > kFarBehind || side(1) > kFarBehind;
  }
  return out;
}

}  // namespace

WordPlan::WordPlan(const WordFile& file) : file_(file), facing_(!file.place(kSettings).empty() && (file.place(kSettings)[0] & 1) != 0), page_width_(kLetterPaper) {
  each_word_section(file, [&](std::size_t, ByteView operations) {
    each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
      if (operation == 0x300a) title_page_ = title_page_ || operand[0] != 0;
      if (operation == 0xb01f) page_width_ = std::max(page_width_, int{little16(operand, 0)});
    });
  });
}

std::vector<WordPart> WordPlan::parts(std::size_t story) const {
  if (story == kHeaders) return headers();
  if (story == kFootnotes) return notes(kNoteReferences, kNoteTexts, 2);
  if (story == kEndnotes) return notes(kEndnoteReferences, kEndnoteTexts, 2);
  if (story == kTextBoxes) return boxes(kBoxes, kBodyShapes);
  if (story == kHeaderBoxes) return boxes(kBoxesOfHeaders, kHeaderShapes);
  return {};
}

// Six lines between text and notes; then of each section the headers of even and odd pages, the footers, and both of a first page.
std::vector<WordPart> WordPlan::headers() const {
  std::vector<WordPart> out;
  const ByteView list = file_.place(kHeaderList);
  const std::size_t count = list.size() < 8 ? 0 : list.size() / 4 - 2;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t which = i % 6;
    const bool line = i < 6, of_even = which == 0 || which == 2, of_first = which >= 4;
    const bool shown = line ? file_.letters(which < 3 ? kFootnotes : kEndnotes) > 0 : of_even ? facing_ : !of_first || title_page_;
    out.push_back({little32(list, 4 * (i + 1)), shown ? WordPart::Seen::kShown : WordPart::Seen::kOnNoPage});
  }
  return out;
}

std::vector<WordPart> WordPlan::notes(std::size_t references, std::size_t texts, std::size_t size) const {
  std::vector<WordPart> out;
  const ByteView from = file_.place(references), list = file_.place(texts);
  const std::size_t marks = entries_of(from, size), count = list.size() < 8 ? 0 : list.size() / 4 - 2;
  for (std::size_t i = 0; i < count; ++i) {
    const bool shown = i < marks && little32(from, 4 * i) < file_.letters(kBody);
    out.push_back({little32(list, 4 * (i + 1)), shown ? WordPart::Seen::kShown : WordPart::Seen::kOnNoPage});
  }
  return out;
}

// The last entry is of no box.
std::vector<WordPart> WordPlan::boxes(std::size_t texts, std::size_t places) const {
  std::vector<WordPart> out;
  const ByteView list = file_.place(texts);
  const std::size_t count = entries_of(list, kBox);
  const auto shapes = word_shapes(file_);
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const std::size_t at = 4 * (count + 1) + kBox * i;
    const bool spare = little16(list, at + 8) != 0;
    const auto shape = shape_of(shapes, file_.place(places), little32(list, at + 14));
    WordPart part{little32(list, 4 * (i + 1))};
    part.ground = shape ? shape->ground : std::nullopt;
    if (spare || !shape || shape->hidden) part.seen = WordPart::Seen::kOnNoPage;
    else if (shape->off) part.seen = WordPart::Seen::kOffPage;
    out.push_back(part);
  }
  return out;
}

}  // namespace tipstaff::document
