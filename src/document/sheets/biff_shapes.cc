#include <fmt/format.h>

#include "document/parts/carried.h"
#include "document/parts/escher.h"
#include "document/sheets/biff.h"
#include "document/sheets/biff_look.h"

namespace tipstaff::document {
namespace {

constexpr std::uint16_t kNoteShape = 0x19, kDropDown = 0x14, kChart = 5, kPicture = 8;
constexpr std::uint32_t kOpaque = 0xe666;  // of 0x10000
constexpr double kColumn = 48, kRow = 15;  // points
constexpr std::size_t kMostPainted = 5'000;

bool is_line(const EscherShape& shape) {
  return shape.type == 20 || (shape.type >= 32 && shape.type <= 40) || (shape.type >= 85 && shape.type <= 88);
}
bool is_opaque(const EscherShape& shape) { return shape.filled.value_or(true) && shape.fill_opacity >= kOpaque; }
ShapeCorners corners_of(const EscherShape& shape) {
  const auto& at = *shape.corners;
  return {at[0], at[2], at[4], at[6], at[1] / 10.24, at[3] / 2.56, at[5] / 10.24, at[7] / 2.56};
}
// A colour of its own, or of the palette as programs have it ([MS-ODRAW] §2.2.2): black, white, or some other.
std::optional<Rgb> fill_of(const EscherShape& shape) {
  constexpr std::uint32_t kOfPalette = 8, kBlackThere = 8, kWhiteThere = 9;
  constexpr Rgb kSomeColour = 0x808080;
  if (shape.fill_kind != 0) return std::nullopt;
  if (!shape.fill_colour) return kWhite;
  const std::uint32_t value = *shape.fill_colour, index = value & 0xffff;
  if (value >> 24 == 0) return (value & 0xff) << 16 | (value & 0xff00) | (value >> 16 & 0xff);
  if (value >> 24 != kOfPalette || (index != kBlackThere && index != kWhiteThere)) return kSomeColour;
  return index == kBlackThere ? kBlack : kWhite;
}
Painted::Form form_of(const EscherShape& shape) {
  for (const std::uint32_t box : {1U, 2U, 75U, 109U, 202U})
    if (shape.type == box) return Painted::Form::kBox;
  return shape.type == 3 ? Painted::Form::kRound : Painted::Form::kOther;
}

}  // namespace

bool BiffShapes::take(const BiffRecord& record) {
  switch (record.id) {
    case 0x1c:
      note(record);
      return true;
    case 0x5d:
      object(record);
      return true;
    case 0xec:
      for (const ByteView piece : record.pieces) append(drawing_, piece);
      return true;
    case 0x1b6: {  // §2.4.329: the text comes in the continuation, after a heading of 18 bytes
      const std::size_t letters = little16(record.data(), 10);
      append(beside_, part_of(record.data(), 18));
      if (record.pieces.size() < 2) return true;
      LittleWalk walk(std::vector<ByteView>(record.pieces.begin() + 1, record.pieces.end()));
      const std::string text = letters > 0 ? biff_letters(walk, letters) : std::string();
      if (objects_.empty() || std::exchange(objects_.back().has_text, true))
        lost_.push_back(text);
      else
        objects_.back().text = text;
      while (!walk.at_end()) beside_.push_back(walk.u8());
      return true;
    }
    default:
      return false;
  }
}

// Who wrote it; the text is in its box. BIFF5 has the text here, in pieces of at most 2048 bytes.
void BiffShapes::note(const BiffRecord& record) {
  if (book_.old) {
    comments_.cell(from_code_page(part_of(record.data(), 6), book_.page));
    return comments_.end_row();
  }
  LittleWalk walk = record.walk();
  walk.skip(8);
  authors_.cell(biff_text(walk));
  authors_.end_row();
}

void BiffShapes::object(const BiffRecord& record) {
  const ByteView data = record.data();
  if (book_.old) {  // another layout: what it is can be told, what is in it not
    if (little16(data, 4) != 5 && little16(data, 4) != 8)
      emitter_.unread(sheet_.part, fmt::format("sheet ‘{}’: an object of Excel 95", sheet_.name));
    return;
  }
  objects_.push_back({little16(data, 4), little16(data, 6), {}});
}

void BiffShapes::each_drawn(std::span<const EscherShape> shapes,
                            const std::function<void(const EscherShape&, std::uint16_t, bool)>& take) const {
  std::size_t object = 0;
  for (const EscherShape& shape : shapes) {
    if (!shape.has_data) continue;
    const std::uint16_t kind = object < objects_.size() ? objects_[object].type : kNoteShape;
    const bool words = object < objects_.size() && !is_blank(objects_[object].text);
    ++object;
    if (kind != kNoteShape && kind != kDropDown && kind != 1 && !is_line(shape) && !shape.hidden && shape.corners)
      take(shape, kind, words);
  }
}

std::vector<SheetShape> BiffShapes::shown() const {
  std::vector<SheetShape> out;
  each_drawn(escher_shapes(drawing_), [&](const EscherShape& shape, std::uint16_t kind, bool words) {
    const bool drawn = kind == kPicture || kind == kChart;
    const ShapeCorners corners = corners_of(shape);
    out.push_back(
        {place_between(corners), drawn || words, drawn || is_opaque(shape) ? area_between(corners) : std::nullopt});
  });
  return out;
}

// In cells as programs make them, in points: what lies over what is the same in others.
PatchedPictures BiffShapes::patched(std::span<const EscherShape> shapes) const {
  std::vector<Painted> painted;
  each_drawn(shapes, [&](const EscherShape& shape, std::uint16_t kind, bool words) {
    const ShapeCorners at = corners_of(shape);
    const auto place = [](std::uint64_t cell, double hundredths, double size) {
      return (static_cast<double>(cell) + hundredths / 100) * size;
    };
    Painted one;
    one.form = form_of(shape);
    one.what = kind == kPicture ? Painted::What::kPicture
               : kind == kChart ? Painted::What::kChart
                                : Painted::What::kShape;
    one.box = {place(at.from_column, at.from_x, kColumn), place(at.from_row, at.from_y, kRow),
               place(at.to_column, at.to_x, kColumn), place(at.to_row, at.to_y, kRow)};
    one.opaque = is_opaque(shape);
    one.bare = !words && shape.art.empty();
    one.colour = fill_of(shape);
    if (painted.size() < kMostPainted) painted.push_back(one);
  });
  return patched_pictures(painted);
}

void BiffShapes::close(RecordWords& words) {
  const auto shapes = escher_shapes(drawing_);
  std::vector<const EscherShape*> with_data;
  for (const EscherShape& shape : shapes)
    if (shape.has_data) with_data.push_back(&shape);
  const bool hidden_sheet = sheet_.state != SheetState::kVisible;
  std::uint64_t hidden = 0, cropped = 0;
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    const Object& object = objects_[i];
    const EscherShape* shape = i < with_data.size() ? with_data[i] : nullptr;
    if (object.type == kNoteShape) {
      comments_.cell(object.text);
      comments_.end_row();
      continue;
    }
    const bool is_hidden = shape != nullptr && shape->hidden && object.type != kDropDown;
    if (is_hidden) ++hidden;
    if (shape != nullptr && shape->cropped) ++cropped;
    Layer& layer = is_hidden || hidden_sheet ? hidden_ : seen_;
    layer.cell(object.text);
    if (shape != nullptr) layer.cell(shape->art);
    layer.end_row();
  }
  std::string said;
  for (const Object& object : objects_) said += object.text + "\n";
  words.add(beside_);
  for (const std::string& text : lost_) words.text(text);
  look_through_drawing(drawing_, true, words, spoken_);
  for (const EscherShape& shape : shapes)
    if (!shape.carried.empty()) read_carried_package(shape.carried, sheet_.part, said, emitter_);
  const std::string place = fmt::format("sheet ‘{}’", sheet_.name);
  comments_.close(Trait::kComment, sheet_.part, place + ", comments");
  authors_.close(Trait::kCommentAuthor, sheet_.part, place + ", the authors of comments");
  seen_.close(Trait::kVisible, sheet_.part, place + ", text boxes");
  spoken_.close(Trait::kAlternateText, sheet_.part, place + ", descriptions of pictures and shapes");
  if (hidden > 0 && hidden_.cells() == 0)
    emitter_.observe(
        {.trait = Trait::kHiddenShape, .part = sheet_.part, .place = place + ", hidden shapes", .cells = hidden});
  hidden_.close(hidden_sheet ? Trait::kSheetHidden : Trait::kHiddenShape, sheet_.part,
                place + (hidden_sheet ? ", text boxes" : ", hidden shapes"));
  const PatchedPictures covered = hidden_sheet ? PatchedPictures{} : patched(shapes);
  if (covered.whole + covered.part > 0)
    emitter_.observe({.trait = Trait::kPictureCovered,
                      .part = sheet_.part,
                      .place = place + ", pictures or charts that lie under a shape, or a part of which does",
                      .cells = covered.whole + covered.part});
  if (cropped > 0)
    emitter_.observe({.trait = Trait::kCropped,
                      .part = sheet_.part,
                      .place = place + ", a picture with a part cut off",
                      .cells = cropped});
}

void read_drawing_pictures(ByteView drawing, const std::string& part, Emitter& emitter) {
  const bool whole = walk_escher(drawing, [&](const EscherRecord& record) {
    if (is_escher_picture(record.type)) read_escher_picture(record, part, emitter);
    // An entry of the store holds its picture behind a heading of 36 bytes and a name (§2.2.32).
    if (record.type != 0xf007 || record.data.size() <= 36) return;
    walk_escher(part_of(record.data, std::size_t{36} + record.data[33]), [&](const EscherRecord& inner) {
      if (is_escher_picture(inner.type)) read_escher_picture(inner, part, emitter);
    });
  });
  if (!whole) emitter.unread(part, "its drawings are damaged");
}

}  // namespace tipstaff::document
