// Annotations (ISO 32000-1 §12.5): what they paint on the page, and what they say besides.
#include <fmt/format.h>

#include "document/pdf/pdf_reader.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostNotes = 20'000;  // of one page
constexpr int kHidden = 2, kNoView = 32;

bool is_one_of(std::string_view kind, std::initializer_list<std::string_view> kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

// The appearance that is shown: of several, the one of the present state.
PdfObject appearance_of(PdfObject note) {
  PdfObject normal = entry(entry(note, "/AP"), "/N");
  return normal.isDictionary() ? entry(normal, name_of(entry(note, "/AS"))) : normal;
}

// §12.5.5, algorithm 8.1: the appearance's box is made to fit the rectangle.
Matrix fitted(PdfObject form, const PageBox& rectangle) {
  const PageBox box = bounds_of(matrix_of(entry(form, "/Matrix")), box_of(entry(form, "/BBox"), {0, 0, 1, 1}));
  const double x = box.x1 > box.x0 ? (rectangle.x1 - rectangle.x0) / (box.x1 - box.x0) : 1;
  const double y = box.y1 > box.y0 ? (rectangle.y1 - rectangle.y0) / (box.y1 - box.y0) : 1;
  return {x, 0, 0, y, rectangle.x0 - box.x0 * x, rectangle.y0 - box.y0 * y};
}

// /QuadPoints as boxes; without them the rectangle.
std::vector<PageBox> quads_of(PdfObject note, const PageBox& rectangle) {
  std::vector<PageBox> out;
  auto numbers = items_of(entry(note, "/QuadPoints"));
  for (std::size_t i = 0; i + 8 <= numbers.size(); i += 8) {
    PageBox box = PageBox::none();
    for (std::size_t j = 0; j < 8; j += 2) box.add({number_of(numbers[i + j], 0), number_of(numbers[i + j + 1], 0)});
    out.push_back(box);
  }
  if (out.empty()) out.push_back(rectangle);
  return out;
}

std::vector<Point> points_of(PdfObject array) {
  std::vector<Point> out;
  auto numbers = items_of(array);
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
    out.push_back({number_of(numbers[i], 0), number_of(numbers[i + 1], 0)});
  return out;
}

// Of an ellipse that fills a box, the box inside it.
PageBox inner_box(const PageBox& box) {
  constexpr double kEdge = 0.146;  // of its width: (1 - √½) / 2
  const double x = (box.x1 - box.x0) * kEdge, y = (box.y1 - box.y0) * kEdge;
  return {box.x0 + x, box.y0 + y, box.x1 - x, box.y1 - y};
}

std::optional<Colour> colour_of(PdfObject array) {
  auto items = items_of(array);
  const auto at = [&](std::size_t i) { return number_of(items[i], 0); };
  if (items.size() == 1) return Colour::grey(at(0));
  if (items.size() == 3) return Colour{static_cast<float>(at(0)), static_cast<float>(at(1)), static_cast<float>(at(2))};
  if (items.size() == 4) return Colour::cmyk(at(0), at(1), at(2), at(3));
  return std::nullopt;
}

}  // namespace

std::vector<PdfReader::Note> PdfReader::paint_notes(const PdfPage& page, PdfPainter& painter) {
  std::vector<Note> out;
  for (PdfObject& object : items_of(entry(page.object, "/Annots"))) {
    if (!object.isDictionary()) continue;
    if (out.size() >= kMostNotes) {
      emitter_.unread("", "a page with more annotations than are read");
      break;
    }
    Note note{.object = object, .kind = name_of(entry(object, "/Subtype"))};
    const int flags = static_cast<int>(std::clamp(number_of(entry(object, "/F"), 0), 0.0, 65'535.0));
    note.place = box_of(entry(object, "/Rect"), {});
    note.hidden = (flags & (kHidden | kNoView)) != 0 || !shared_.layers.shows(entry(object, "/OC"));
    out.push_back(note);
    if (note.kind == "/Popup") continue;
    PdfObject form = appearance_of(object);
    if (form.isStream())
      painter.form(form, fitted(form, note.place), page.resources, note.hidden ? Unseen::kHiddenNote : Unseen::kSeen);
    else if (!note.hidden)
      paint_unaided(note, painter);
  }
  return out;
}

// Without an appearance, viewers paint what the dictionary says.
void PdfReader::paint_unaided(const Note& note, PdfPainter& painter) {
  const double alpha = number_of(entry(note.object, "/CA"), 1);
  const auto inside = colour_of(entry(note.object, "/IC")), colour = colour_of(entry(note.object, "/C"));
  const auto border = items_of(entry(note.object, "/Border"));
  const double width =
      number_of(entry(entry(note.object, "/BS"), "/W"), border.size() > 2 ? number_of(border[2], 1) : 1);
  if (is_one_of(note.kind, {"/Square", "/Polygon"}) && inside) painter.box(note.place, *inside, alpha, false);
  if (note.kind == "/Circle" && inside) painter.box(inner_box(note.place), *inside, alpha, false);
  if (note.kind == "/FreeText" && colour) painter.box(note.place, *colour, alpha, false);
  if (note.kind == "/Widget")
    if (const auto ground = colour_of(entry(entry(note.object, "/MK"), "/BG")))
      painter.box(note.place, *ground, alpha, false);
  if (note.kind == "/Highlight" && colour)
    for (const PageBox& quad : quads_of(note.object, note.place)) painter.box(quad, *colour, alpha, true);
  if (!colour) return;
  for (const char* key : {"/L", "/Vertices"})
    if (note.kind == "/Line" || note.kind == "/PolyLine")
      painter.lines(points_of(entry(note.object, key)), width, *colour, alpha);
  const PageBox& r = note.place;
  if (is_one_of(note.kind, {"/Square", "/Link"}))
    painter.lines({{r.x0, r.y0}, {r.x1, r.y0}, {r.x1, r.y1}, {r.x0, r.y1}, {r.x0, r.y0}}, width, *colour, alpha);
  if (note.kind == "/Ink")
    for (PdfObject& line : items_of(entry(note.object, "/InkList")))
      painter.lines(points_of(line), width, *colour, alpha);
}

void PdfReader::tell_notes(const std::vector<Note>& notes, Canvas& canvas, std::size_t number) {
  const std::string place = fmt::format("page {}", number);
  Layer comments(emitter_), authors(emitter_), shown(emitter_), links(emitter_);
  for (const Note& note : notes) {
    const std::string contents = text_of(entry(note.object, "/Contents")), author = text_of(entry(note.object, "/T"));
    if (note.kind == "/Redact") {
      tell_redaction(note, canvas, number);
    } else if (is_one_of(note.kind, {"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})) {
      emitter_.unread(place, "a film, sound or model");
    } else if (note.kind == "/Widget") {
      if (!note.hidden && !note.place.cut(canvas.visible()).empty()) shown_fields_.insert(note.object.getObjGen());
    } else if (is_one_of(note.kind, {"/Link", "/PrinterMark", "/TrapNet", "/Watermark"})) {
      links.cell(contents);
      links.end_row();
    } else if (note.kind == "/FreeText" && !note.hidden) {
      if (!appearance_of(note.object).isStream()) {
        shown.cell(contents);
        shown.end_row();
        words_ += bare(contents) + "\n";
      }
      authors.cell(author);
      authors.end_row();
    } else if (note.kind != "/Popup" || !is_blank(contents)) {
      if (is_blank(contents) || (shows(contents) && note.kind != "/Text")) {
        authors.cell(author);
        authors.end_row();
        continue;
      }
      comments.cell(author);
      comments.cell(contents);
      comments.end_row();
    }
  }
  shown.close(Trait::kVisible, "", place);
  comments.close(Trait::kComment, "", place);
  authors.close(Trait::kCommentAuthor, "", place);
  links.close(Trait::kAlternateText, "", place + ", links");
}

// Marked for redaction: what it is about to black out is still there.
void PdfReader::tell_redaction(const Note& note, Canvas& canvas, std::size_t number) {
  const std::vector<PageBox> quads = quads_of(note.object, note.place);
  const auto rows = canvas.rows([&](const PlacedGlyph& glyph) {
    return std::ranges::any_of(quads, [&](const PageBox& quad) { return quad.holds(glyph.middle()); });
  });
  const std::string place = fmt::format("page {}", number);
  if (rows.empty())
    say(Trait::kRedaction, "", place);
  else
    tell_rows(rows, Trait::kRedaction, place);
}

}  // namespace tipstaff::document
