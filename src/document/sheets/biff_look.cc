#include "document/sheets/biff_look.h"

#include "document/sheets/workbook_styles.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kPaletteSize = 56;

}  // namespace

void BiffLooks::font(ByteView record) {
  if (fonts_.size() == 4) fonts_.emplace_back();  // number 4 is left out (§2.4.122)
  fonts_.push_back({little16(record, 4), little16(record, 0)});
}

void BiffLooks::format(ByteView record, bool old) {
  Xf out;
  out.font = little16(record, 0);
  out.format = little16(record, 2);
  if (old) {
    out.fore = little16(record, 8) & 0x7f;
    out.pattern = little16(record, 10) & 0x3f;
  } else {
    out.fore = little16(record, 18) & 0x7f;
    out.pattern = static_cast<std::uint16_t>(little32(record, 14) >> 26);
  }
  xfs_.push_back(out);
}

void BiffLooks::extension(ByteView record) {
  const std::size_t xf = little16(record, 14), count = little16(record, 18);
  if (xf >= xfs_.size()) return;
  std::size_t at = 20;
  for (std::size_t i = 0; i < count && at + 4 <= record.size(); ++i) {
    const std::uint16_t type = little16(record, at), size = little16(record, at + 2);
    // Only colours given as such (2) or by theme (3) say more than the palette.
    const std::uint16_t kind = little16(record, at + 4);
    const std::uint32_t value = little32(record, at + 8);
    const double tint = static_cast<double>(static_cast<std::int16_t>(little16(record, at + 6))) / 32767;
    std::optional<Rgb> own;
    if (kind == 2) own = tinted((value & 0xff) << 16 | (value & 0xff00) | (value >> 16 & 0xff), tint);
    if (kind == 3 && Theme().numbered(value)) own = tinted(*Theme().numbered(value), tint);
    if (own && type == 4) xfs_[xf].own_fore = own;
    if (own && type == 0xd) xfs_[xf].own_text = own;
    at += std::max<std::size_t>(size, 4);
  }
}

void BiffLooks::palette(ByteView record) {
  palette_.clear();
  for (unsigned i = 0; i < 8; ++i) palette_.push_back(numbered_colour(i));
  for (std::size_t i = 0; i < little16(record, 0) && i < kPaletteSize; ++i) {
    const std::uint32_t value = little32(record, 2 + 4 * i);
    palette_.push_back((value & 0xff) << 16 | (value & 0xff00) | (value >> 16 & 0xff));
  }
}

Rgb BiffLooks::colour(unsigned index) const {
  return index < palette_.size() ? palette_[index] : numbered_colour(index);
}

void BiffLooks::finish(BiffBook& book) const {
  book.palette = palette_;
  for (const Xf& xf : xfs_) {
    CellLook look;
    look.format = format_numbered(book.formats, xf.format);
    look.date = (xf.format >= 14 && xf.format <= 17) || xf.format == 22 ||
                (look.format != nullptr && shows_date(look.format->code()));
    const Font font = xf.font < fonts_.size() ? fonts_[xf.font] : Font{};
    const Rgb letters = colour(font.colour), fore = xf.pattern == 1 ? colour(xf.fore) : kWhite;
    look.fill = xf.pattern == 1 ? xf.own_fore.value_or(fore) : kWhite;
    // Old programs show the palette's colour, new ones the cell's own.
    look.font_is_fill = xf.pattern <= 1 && (look_same(xf.own_text.value_or(letters), look.fill) ||
                                            (!xf.own_text && !xf.own_fore && look_same(letters, fore)));
    look.tiny = font.twips != 0 && font.twips < 20 * kSmallestLetters;
    book.looks.push_back(look);
  }
}

// §2.4.42, §2.5.92: what is left out says so by a bit of its own.
Workbook::Condition biff_condition(ByteView format, const BiffBook& book) {
  const std::uint32_t flags = little32(format, 0);
  const bool users = (little16(format, 4) & 1) != 0;
  std::size_t at = 6;
  ConditionReader out;
  const auto paint = [](unsigned index) { return Paint{Paint::Kind::kNumbered, index, 0}; };
  if ((flags & 1U << 25) != 0) {
    if (users) {
      LittleWalk walk(part_of(format, at + 2));
      const NumberFormat own(biff_text(walk));
      out.masks = !own.shows(1000) || !own.shows_text();
    }
    at += users ? std::max<std::size_t>(little16(format, at), 2) : 2;
  }
  if ((flags & 1U << 26) != 0) {
    if (const std::uint32_t index = little32(format, at + 80); index <= 0x7fff) out.letters = paint(index);
    at += 118;
  }
  if ((flags & 1U << 27) != 0) at += 8;
  if ((flags & 1U << 28) != 0) at += 8;
  if ((flags & 1U << 29) != 0) {
    const std::uint32_t fill = little32(format, at);
    if ((flags & 1U << 18) == 0)
      out.background = paint(fill >> 23 & 0x7f);
    else if ((flags & 1U << 17) == 0)
      out.background = paint(fill >> 16 & 0x7f);
  }
  return out.condition(Theme(), book.palette);
}

std::size_t biff_end_of(ByteView stream, std::size_t at) {
  BiffRecords records(stream, at);
  int depth = 0;
  while (const auto record = records.next()) {
    if (record->id == 0x809) ++depth;
    if (record->id == 0x0a && --depth <= 0) break;
  }
  return records.at();
}

}  // namespace tipstaff::document
