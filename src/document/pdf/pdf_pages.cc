#include <fmt/format.h>

#include "base/text.h"
#include "document/pdf/pdf_pixels.h"
#include "document/pdf/pdf_reader.h"

namespace tipstaff::document {
namespace {

// So many letters and digits that it is no accident of layout.
constexpr std::size_t kFewestLetters = 3, kFewestCovered = 2, kFewestPiled = 8;
constexpr double kWholePicture = 0.75;  // so much of it seen, and nothing much is cut away
constexpr double kWholePage = 0.8;

struct Reason {
  Unseen unseen;
  Trait trait;
  std::size_t fewest;
};
constexpr Reason kReasons[] = {
    {Unseen::kLayerOff, Trait::kLayerOff, 1},
    {Unseen::kHiddenNote, Trait::kAnnotationHidden, 1},
    {Unseen::kInvisible, Trait::kTextInvisible, kFewestLetters},
    {Unseen::kTransparent, Trait::kTextTransparent, kFewestLetters},
    {Unseen::kTiny, Trait::kTextTiny, kFewestLetters},
    {Unseen::kOffPage, Trait::kTextOffPage, kFewestLetters},
    {Unseen::kClipped, Trait::kTextClipped, kFewestLetters},
    {Unseen::kCovered, Trait::kTextCovered, kFewestCovered},
    {Unseen::kSameColour, Trait::kTextUnseen, kFewestLetters},
    {Unseen::kPiled, Trait::kTextUnseen, kFewestPiled},
};

// Beyond ASCII all but signs, punctuation, arrows, shapes and private codes.
bool is_letter(char32_t point) {
  return point >= 0xc0 && point != 0xd7 && point != 0xf7 && !(point >= 0x2000 && point < 0x2c00) &&
         !(point >= 0x3000 && point < 0x3040) && !(point >= 0xe000 && point < 0xf900) && point < 0xf0000;
}

}  // namespace

std::string bare(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view rest = text;
    const char32_t point = take_code_point(rest).value_or(0);
    const std::string_view taken = text.substr(0, std::max<std::size_t>(1, text.size() - rest.size()));
    text.remove_prefix(taken.size());
    if (point >= 'A' && point <= 'Z')
      out += static_cast<char>(point + 32);
    else if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') || is_letter(point))
      out += taken;
  }
  return out;
}

bool PdfReader::shows(std::string_view text) const {
  std::size_t all = 0, found = 0;
  if (words_.find(bare(text)) != std::string::npos) return true;
  while (!text.empty()) {  // words, wherever a line ends
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;"), text.size());
    if (const std::string word = bare(text.substr(0, end)); !word.empty()) {
      ++all;
      found += words_.find(word) != std::string::npos ? 1U : 0U;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all > 2 && found * 10 >= all * 9;
}

void PdfReader::tell_rows(const std::vector<std::vector<std::string>>& rows, Trait trait, const std::string& place) {
  Layer layer(emitter_);
  for (const auto& row : rows) {
    for (const std::string& cell : row) layer.cell(cell);
    layer.end_row();
  }
  layer.close(trait, "", place);
}

void PdfReader::read_pages() {
  bool complete = true;
  const std::vector<PdfPage> pages = file_.pages(complete);
  const double count = number_of(entry(entry(file_.catalog(), "/Pages"), "/Count"), 0);
  if (!complete || pages.empty() || static_cast<double>(pages.size()) != count)
    emitter_.unread("", "its tree of pages is damaged, or there are too many");
  for (const PdfPage& page : pages) {
    ++pages_;
    if (file_.budget().spent()) {
      emitter_.unread(fmt::format("page {}", pages_), "the file unpacks to too much to be read");
      break;
    }
    read_page(page, pages_);
  }
  tell_cropped();
  if (scanned_ > 0)
    say(Trait::kScanText, "",
        fmt::format("searchable text under {} scanned {}", scanned_, scanned_ == 1 ? "page" : "pages"), scanned_);
  if (unknown_operators_ > 0)
    emitter_.unread("", "pages with operators that are not known, or that are given what they do not take");
  if (unread_streams_ > 0) emitter_.unread("", "pages of which a part could not be unpacked");
}

void PdfReader::read_page(const PdfPage& page, std::size_t number) {
  Canvas canvas(page.visible);
  PdfPainter painter(shared_, canvas);
  painter.page(page);
  const std::vector<Note> notes = paint_notes(page, painter);
  std::map<QPDFObjGen, Pixels> pixels;
  canvas.judge([&](const PageBox& box) { return scan_shows(canvas, box, pixels); });
  tell_text(canvas, number);
  tell_pictures(canvas, number);
  tell_notes(notes, canvas, number);
  tell_spoken(painter, number);
  unknown_operators_ += painter.unknown_operators();
  unread_streams_ += painter.unread_streams();
}

// Pictures in which the box is even have nothing there, nor have boxes painted over them; what is drawn besides may be
// letters. What cannot be unpacked may show anything.
bool PdfReader::scan_shows(Canvas& canvas, const PageBox& box, std::map<QPDFObjGen, Pixels>& pixels) {
  if (canvas.strokes().touches(box)) return true;
  for (const Area& area : canvas.areas())
    if (!area.is_picture && !area.outline->is_box && !area.outline->bounds.cut(box).empty()) return true;
  const auto even = [&](PdfObject object, const PageBox& part) {
    const Pixels& found = pixels.try_emplace(object.getObjGen(), object, file_).first->second;
    return found.even(part).value_or(false);
  };
  for (const PlacedPicture& picture : canvas.pictures()) {
    if (picture.unseen != Unseen::kSeen || picture.bounds.cut(box).empty()) continue;
    const auto back = picture.place.inverse();
    if (!back || !picture.id.isIndirect()) return true;
    PdfObject object = file_.qpdf().getObject(picture.id);
    const PageBox part = bounds_of(*back, box);
    if (!even(object, part)) return true;
    for (const char* key : {"/SMask", "/Mask"})
      if (PdfObject mask = entry(object, key); !mask.isNull() && (!mask.isStream() || !even(mask, part))) return true;
  }
  return false;
}

void PdfReader::tell_text(Canvas& canvas, std::size_t number) {
  const std::string place = fmt::format("page {}", number);
  const auto seen = canvas.rows([](const PlacedGlyph& glyph) { return glyph.unseen == Unseen::kSeen; });
  const auto scan = canvas.rows([](const PlacedGlyph& glyph) { return glyph.unseen == Unseen::kScanText; });
  for (const auto& rows : {seen, scan})
    for (const auto& row : rows)
      for (const std::string& cell : row) words_ += bare(cell);
  words_ += '\n';
  tell_rows(seen, Trait::kVisible, place);
  tell_rows(scan, Trait::kVisible, place + ", as a scan shows it");
  if (!scan.empty()) ++scanned_;
  for (const PlacedGlyph& glyph : canvas.glyphs()) {
    ++glyphs_;
    unclear_glyphs_ += glyph.text_size == 0 ? 1U : 0U;
  }
  for (const Reason& reason : kReasons) {
    const auto rows = canvas.rows([&](const PlacedGlyph& glyph) { return glyph.unseen == reason.unseen; });
    std::size_t letters = 0, unclear = 0;
    for (const auto& row : rows)
      for (const std::string& cell : row) letters += bare(cell).size();
    for (const PlacedGlyph& glyph : canvas.glyphs())
      unclear += glyph.unseen == reason.unseen && glyph.text_size == 0 ? 1U : 0U;
    if (letters >= reason.fewest)
      tell_rows(rows, reason.trait, place);
    else if (unclear >= kFewestLetters)
      say(reason.trait, "", place + ", in letters that have no names", unclear);
  }
}

void PdfReader::tell_pictures(Canvas& canvas, std::size_t number) {
  const std::string place = fmt::format("page {}", number);
  std::uint64_t off = 0;
  for (const PlacedPicture& picture : canvas.pictures()) {
    if (picture.unseen == Unseen::kLayerOff) {
      ++off;
      continue;
    }
    PictureUse& use = pictures_[picture.id];
    use.seen_share += picture.seen_share;
    use.large = picture.large && picture.id.isIndirect();
    if (use.page == 0) use.page = number;
    if (!picture.large) continue;
    const PageBox box = picture.bounds.cut(canvas.visible());
    bool covered = !box.empty();
    for (int i = 0; i < 25 && covered; ++i) {
      const int column = i % 5, row = i / 5;
      const Point p{box.x0 + (box.x1 - box.x0) * (0.1 + 0.2 * column), box.y0 + (box.y1 - box.y0) * (0.1 + 0.2 * row)};
      covered = std::ranges::any_of(canvas.areas(), [&](const Area& area) {
        return area.order > picture.order && area.covers && !area.is_picture && area.holds(p) &&
               area.outline->bounds.cut(canvas.visible()).area() < kWholePage * canvas.visible().area();
      });
    }
    if (covered)
      say(Trait::kPictureCovered, "", place);
    else if (picture.unseen == Unseen::kSeen && is_patched(picture, canvas))
      say(Trait::kPictureCovered, "", place + ", a part of it");
  }
  if (off > 0) say(Trait::kLayerOff, "", place + ", pictures", off);
}

void PdfReader::tell_cropped() {
  for (const auto& [id, use] : pictures_)
    if (use.large && use.seen_share < kWholePicture)
      say(Trait::kCropped, fmt::format("object {}", id.getObj()),
          fmt::format("page {}, a picture of which {}% is seen", use.page, static_cast<int>(use.seen_share * 100)));
}

void PdfReader::tell_spoken(const PdfPainter& painter, std::size_t number) {
  std::vector<std::vector<std::string>> other, alone;
  for (const SpokenText& each : painter.spoken()) {
    const std::string instead = bare(each.instead), painted = bare(each.painted);
    if (instead.size() < 4 || instead == painted || shows(each.instead)) continue;
    (painted.empty() ? alone : other).push_back({each.instead});
  }
  tell_rows(other, Trait::kSpokenText, fmt::format("page {}", number));
  tell_rows(alone, Trait::kAlternateText, fmt::format("page {}", number));
}

}  // namespace tipstaff::document
