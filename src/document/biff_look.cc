#include "document/biff_look.h"

#include "document/workbook_styles.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kPaletteSize = 56;

// Records of BIFF5 and BIFF8 that say how, not what.
constexpr std::uint16_t kPlain[] = {
    0x00,  0x0a,  0x0c,  0x0d,  0x0e,  0x0f,  0x10,  0x11,  0x13,  0x16,  0x1a,  0x1b,  0x1d,  0x20,  0x23,  0x24,
    0x25,  0x26,  0x27,  0x28,  0x29,  0x2a,  0x2b,  0x33,  0x36,  0x3c,  0x3d,  0x40,  0x41,  0x43,  0x44,  0x4e,
    0x4f,  0x50,  0x53,  0x54,  0x55,  0x56,  0x57,  0x58,  0x59,  0x5e,  0x5f,  0x60,  0x61,  0x62,  0x63,  0x80,
    0x81,  0x82,  0x83,  0x84,  0x86,  0x88,  0x89,  0x8a,  0x8b,  0x8c,  0x8d,  0x8e,  0x8f,  0x90,  0x91,  0x94,
    0x95,  0x96,  0x97,  0x98,  0x99,  0x9a,  0x9c,  0x9d,  0xa0,  0xa1,  0xa9,  0xab,  0xac,  0xad,  0xb0,  0xb1,
    0xb2,  0xb3,  0xb4,  0xb5,  0xb6,  0xb7,  0xb8,  0xb9,  0xbb,  0xbc,  0xbe,  0xbf,  0xc0,  0xc1,  0xc2,  0xc3,
    0xc4,  0xc5,  0xca,  0xcb,  0xcc,  0xcf,  0xd0,  0xd1,  0xd2,  0xd3,  0xd4,  0xd5,  0xd7,  0xd8,  0xd9,  0xda,
    0xdb,  0xdd,  0xde,  0xdf,  0xe1,  0xe2,  0xe3,  0xe5,  0xe7,  0xe8,  0xea,  0xed,  0xef,  0xf0,  0xf1,  0xf2,
    0xf4,  0xf5,  0xf6,  0xf7,  0xf8,  0xf9,  0xfa,  0xfb,  0xff,  0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106,
    0x107, 0x108, 0x109, 0x10a, 0x10b, 0x10c, 0x10d, 0x10e, 0x10f, 0x122, 0x12b, 0x131, 0x137, 0x138, 0x13d, 0x13e,
    0x140, 0x141, 0x142, 0x143, 0x144, 0x145, 0x146, 0x147, 0x148, 0x14d, 0x151, 0x15f, 0x160, 0x161, 0x162, 0x18b,
    0x191, 0x192, 0x193, 0x194, 0x195, 0x196, 0x197, 0x1aa, 0x1ab, 0x1ac, 0x1af, 0x1b0, 0x1b1, 0x1b2, 0x1b7, 0x1b8,
    0x1b9, 0x1ba, 0x1bb, 0x1bc, 0x1bd, 0x1bf, 0x1c0, 0x1c1, 0x1c2, 0x200, 0x201, 0x20b, 0x218, 0x21a, 0x221, 0x225,
    0x236, 0x23e, 0x293, 0x4bc};

}  // namespace

bool biff_is_plain(std::uint16_t id) {
  if (std::ranges::find(kPlain, id) != std::end(kPlain)) return true;
  return (id >= 0x800 && id <= 0x8ff) || (id >= 0x1000 && id <= 0x10ff);  // future records (§2.3.1), charts
}

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

Rgb BiffLooks::colour(unsigned index) const { return index < palette_.size() ? palette_[index] : numbered_colour(index); }

void BiffLooks::finish(BiffBook& book) const {
  book.palette = palette_;
  for (const Xf& xf : xfs_) {
    CellLook look;
    look.format = format_numbered(book.formats, xf.format);
    look.date = (xf.format >= 14 && xf.format <= 17) || xf.format == 22 || (look.format != nullptr && shows_date(look.format->code()));
    const Font font = xf.font < fonts_.size() ? fonts_[xf.font] : Font{};
    const Rgb letters = colour(font.colour), fore = xf.pattern == 1 ? colour(xf.fore) : kWhite;
    look.fill = xf.pattern == 1 ? xf.own_fore.value_or(fore) : kWhite;
    // Old programs show the palette's colour, new ones the cell's own.
    look.font_is_fill = xf.pattern <= 1 && (look_same(xf.own_text.value_or(letters), look.fill) || (!xf.own_text && !xf.own_fore && look_same(letters, fore)));
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
    if ((flags & 1U << 18) == 0) out.background = paint(fill >> 23 & 0x7f);
    else if ((flags & 1U << 17) == 0) out.background = paint(fill >> 16 & 0x7f);
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
