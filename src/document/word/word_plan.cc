#include "document/word/word_plan.h"

#include <algorithm>

#include "document/parts/escher.h"
#include "document/word/word_operations.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kNoteReferences = 2, kNoteTexts = 3, kHeaderList = 11, kSettings = 31, kBodyShapes = 40,
                      kHeaderShapes = 41, kEndnoteReferences = 46, kEndnoteTexts = 47, kBoxes = 56,
                      kBoxesOfHeaders = 58;
constexpr std::size_t kBox = 22, kShapePlace = 26;  // bytes
constexpr double kPoint = 20;
constexpr int kLetterPaper = 12'240, kFarBefore = -2880, kFarBehind = 31'680;  // twentieths of a point

// How many entries a list of places in the text has, each with `size` bytes beside it (§2.2.2).
std::size_t entries_of(ByteView list, std::size_t size) { return list.size() < 4 ? 0 : (list.size() - 4) / (4 + size); }

struct Shape {
  bool hidden = false, off = false;
  std::optional<std::uint32_t> ground = 0xffffff;
};

// §2.9.253, unless the shape itself says otherwise ([MS-ODRAW] §2.4.11, §2.4.12): from the margins, the page, or the
// text.
using Along = PageCover::Along;
Along along(std::uint32_t from, std::optional<std::uint32_t> aligned, bool down, double at, double size) {
  Along out;
  constexpr std::uint32_t kMargin = 0, kPage = 1, kText = 2, kLine = 3;
  if (from == kPage) out.from = Along::From::kPage;
  if (from == kMargin || (from == kText && !down)) out.from = Along::From::kText;
  if (down && (from == kText || from == kLine)) out.from = Along::From::kParagraph;
  const std::uint32_t how = aligned.value_or(0);
  out.align = how == 2 ? Along::Align::kMiddle : how == 3 || how == 5 ? Along::Align::kEnd : Along::Align::kAt;
  out.at = how == 0 ? at : 0;
  out.size = size;
  return out;
}
bool covers(const EscherShape& shape) {
  constexpr std::uint32_t kRectangles[] = {1, 2, 75, 109, 202};
  const bool drawn = !shape.hidden && !shape.deleted && !shape.group && !shape.background && !shape.behind_text;
  return drawn && std::ranges::find(kRectangles, shape.type) != std::end(kRectangles) &&
         (shape.type == 75 || (shape.filled.value_or(true) && shape.fill_opacity > 0xe666));
}

// Colours of a scheme are looked up nowhere here: they are some colour.
Painted look_of(const EscherShape& shape, bool in_front) {
  constexpr Rgb kSomeColour = 0x808080;
  const std::uint32_t colour = shape.fill_colour.value_or(kWhite);
  const bool box = shape.type == 1 || shape.type == 2 || shape.type == 109 || shape.type == 202;
  Painted out;
  out.form = box ? Painted::Form::kBox : shape.type == 3 ? Painted::Form::kRound : Painted::Form::kOther;
  if (shape.type == 75) out.what = Painted::What::kPicture;
  out.opaque = in_front && shape.type != 75 && shape.filled.value_or(true) && shape.fill_opacity >= 0xe666;
  out.bare = !shape.has_text && shape.type != 202;
  if (shape.fill_kind == 0) out.colour = colour >> 24 == 0 ? colour : kSomeColour;
  return out;
}

// The shape that a text box belongs to; nothing when no drawing has it.
std::optional<Shape> shape_of(const std::vector<EscherShape>& shapes, ByteView places, std::uint32_t id) {
  const auto found = std::ranges::find(shapes, id, &EscherShape::id);
  if (found == shapes.end()) return std::nullopt;
  Shape out;
  out.hidden = found->hidden || found->deleted;
  const std::uint32_t colour = found->fill_colour.value_or(0xffffff);
  const bool plain =
      found->filled.value_or(true) && found->fill_kind == 0 && colour >> 24 == 0 && found->fill_opacity > 0x8000;
  const bool alone = std::ranges::none_of(shapes, [&](const EscherShape& other) {
    return other.id != id && !other.background && other.type != 0 && other.filled.value_or(true);
  });
  out.ground = plain                                    ? std::optional(colour)
               : !found->filled.value_or(true) && alone ? std::optional<std::uint32_t>(0xffffff)
                                                        : std::nullopt;
  const std::size_t count = entries_of(places, kShapePlace);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 4 * (count + 1) + kShapePlace * i;
    if (little32(places, at) != id) continue;
    const auto side = [&](std::size_t number) {
      return static_cast<std::int32_t>(little32(places, at + 4 + 4 * number));
    };
    out.off = side(2) < kFarBefore || side(3) < kFarBefore || side(0) > kFarBehind || side(1) > kFarBehind;
  }
  return out;
}

}  // namespace

WordPlan::WordPlan(const WordFile& file)
    : file_(file),
      facing_(!file.place(kSettings).empty() && (file.place(kSettings)[0] & 1) != 0),
      page_width_(kLetterPaper) {
  std::size_t section = 0;
  each_word_section(file, [&](std::size_t, ByteView operations) {
    bool goes_on = false;
    each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
      if (operation == 0x3009) goes_on = operand[0] == 0;
      if (operation == 0x300a) title_page_ = title_page_ || operand[0] != 0;
      if (operation == 0xb01f) page_width_ = std::max(page_width_, int{little16(operand, 0)});
    });
    if (goes_on) joined_.insert(little32(file.place(kSections), 4 * section));
    ++section;
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

std::vector<WordCover> WordPlan::covers() const {
  std::vector<WordCover> out;
  const ByteView places = file_.place(kBodyShapes);
  const std::size_t count = entries_of(places, kShapePlace);
  const auto shapes = count == 0 ? std::vector<EscherShape>() : word_shapes(file_);
  constexpr unsigned kThrough = 3;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 4 * (count + 1) + kShapePlace * i;
    const unsigned flags = little16(places, at + 20);
    const auto shape = std::ranges::find(shapes, little32(places, at), &EscherShape::id);
    if (shape == shapes.end() || shape->hidden || shape->deleted || shape->group || shape->background) continue;
    const auto side = [&](std::size_t number) {
      return static_cast<std::int32_t>(little32(places, at + 4 + 4 * number)) / kPoint;
    };
    const bool through = (flags >> 5 & 15) == kThrough && (flags & 0x4000) == 0;
    WordCover one{little32(places, 4 * i), std::nullopt, {}};
    one.thing.across =
        along(shape->aligned_from[0].value_or(flags >> 1 & 3), shape->aligned[0], false, side(0), side(2) - side(0));
    one.thing.down =
        along(shape->aligned_from[1].value_or(flags >> 3 & 3), shape->aligned[1], true, side(1), side(3) - side(1));
    one.thing.order = shape - shapes.begin();
    one.thing.look = look_of(*shape, through);
    if (through && tipstaff::document::covers(*shape))
      one.shape = PageCover::placed(one.thing.across, one.thing.down, shape->type == 75);
    out.push_back(one);
  }
  const auto any = [&](auto is) { return std::ranges::any_of(out, is); };
  const bool covers_words = any([](const WordCover&one) { return one.shape.has_value(); }),
             covers_pictures = any([](const WordCover&one) { return one.thing.look.opaque && one.thing.look.bare; }) &&
                               any([](const WordCover&one) { return one.thing.look.what == Painted::What::kPicture; });
  if (!covers_words && !covers_pictures) return {};
  std::ranges::stable_sort(out, {}, &WordCover::at);
  return out;
}

// Six lines between text and notes; then of each section the headers of even and odd pages, the footers, and both of a
// first page.
std::vector<WordPart> WordPlan::headers() const {
  std::vector<WordPart> out;
  const ByteView list = file_.place(kHeaderList);
  const std::size_t count = list.size() < 8 ? 0 : list.size() / 4 - 2;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t which = i % 6;
    const bool line = i < 6, of_even = which == 0 || which == 2, of_first = which >= 4;
    const bool shown = line      ? file_.letters(which < 3 ? kFootnotes : kEndnotes) > 0
                       : of_even ? facing_
                                 : !of_first || title_page_;
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
    if (spare || !shape || shape->hidden)
      part.seen = WordPart::Seen::kOnNoPage;
    else if (shape->off)
      part.seen = WordPart::Seen::kOffPage;
    out.push_back(part);
  }
  return out;
}

}  // namespace tipstaff::document
