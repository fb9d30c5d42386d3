#include "document/pdf/pdf_font.h"

#include <cmath>

#include "document/pdf/pdf_codes.h"

namespace tipstaff::document {
namespace {

BaseEncoding encoding_of(const std::string& name, BaseEncoding otherwise) {
  if (name == "/WinAnsiEncoding") return BaseEncoding::kWinAnsi;
  if (name == "/MacRomanEncoding") return BaseEncoding::kMacRoman;
  return name == "/StandardEncoding" ? BaseEncoding::kStandard : otherwise;
}

}  // namespace

PdfFont::PdfFont(PdfObject font, PdfFile& file) {
  base_ = name_of(entry(font, "/BaseFont"));
  PdfObject unicode = entry(font, "/ToUnicode");
  if (const auto program = file.content(unicode)) unicode_.read(*program);
  const std::string kind = name_of(entry(font, "/Subtype"));
  composite_ = kind == "/Type0";
  drawn_ = kind == "/Type3";
  if (composite_)
    read_composite(font, file);
  else
    read_simple(font, file);
}

void PdfFont::read_simple(PdfObject font, PdfFile& file) {
  PdfObject descriptor = entry(font, "/FontDescriptor");
  read_names(font);
  double unit = 0.001;
  if (drawn_) {
    const Matrix matrix = matrix_of(entry(font, "/FontMatrix"));
    const PageBox box = box_of(entry(font, "/FontBBox"), {});
    unit = matrix.a != 0 ? std::abs(matrix.a) : std::abs(matrix.b);
    read_drawings(font, file);
    height_ = box.empty() ? 1 : std::clamp((box.y1 - box.y0) * std::abs(matrix.d), 0.01, 10.0);
  }
  auto widths = items_of(entry(font, "/Widths"));
  const double first = number_of(entry(font, "/FirstChar"), 0);
  const double missing = number_of(entry(descriptor, "/MissingWidth"), 0);
  simple_width_.resize(256, missing * unit);
  for (std::size_t code = 0; code < 256; ++code) {
    const double at = static_cast<double>(code) - first;
    if (at >= 0 && at < static_cast<double>(widths.size())) {
      simple_width_[code] = number_of(widths[static_cast<std::size_t>(at)], 0) * unit;
    } else if (widths.empty() && !drawn_) {
      std::string_view text = simple_text_[code];
      simple_width_[code] = standard_width(base_, text.size() == 1 ? static_cast<char32_t>(text[0]) : U'\0') * 0.001;
    }
  }
}

void PdfFont::read_names(PdfObject font) {
  PdfObject encoding = entry(font, "/Encoding");
  const bool symbols = base_.find("Symbol") != std::string::npos || base_.find("Dingbats") != std::string::npos ||
                       base_.find("Wingdings") != std::string::npos;
  const std::string base = name_of(encoding.isName() ? encoding : entry(encoding, "/BaseEncoding"));
  const BaseEncoding meant = encoding_of(base, BaseEncoding::kStandard);
  const bool known = !base.empty() || (!drawn_ && !symbols);
  simple_text_.resize(256);
  for (unsigned code = 0; code < 256 && known; ++code)
    put_letter(simple_text_[code], unicode_of_code(meant, static_cast<std::uint8_t>(code)));
  std::size_t code = 0;
  for (PdfObject& item : items_of(entry(encoding, "/Differences"))) {
    if (item.isNumber())
      code = static_cast<std::size_t>(std::clamp(number_of(item, 0), 0.0, 255.0));
    else if (item.isName() && code < 256)
      simple_text_[code++] = text_of_glyph_name(item.getName().substr(1));
  }
  for (unsigned each = 0; each < 256; ++each)
    if (const std::string* text = unicode_.text(each)) simple_text_[each] = *text;
}

// §9.6.5: a code's name, and under that name a content stream.
void PdfFont::read_drawings(PdfObject font, PdfFile& file) {
  std::uint32_t code = 0;
  for (PdfObject& item : items_of(entry(entry(font, "/Encoding"), "/Differences"))) {
    if (item.isNumber()) code = static_cast<std::uint32_t>(std::clamp(number_of(item, 0), 0.0, 255.0));
    if (!item.isName()) continue;
    if (const auto content = file.content(entry(entry(font, "/CharProcs"), item.getName())))
      drawings_[code] = drawn_by(*content);
    ++code;
  }
}

void PdfFont::read_composite(PdfObject font, PdfFile& file) {
  PdfObject encoding = entry(font, "/Encoding");
  const std::string name = name_of(encoding);
  vertical_ = name.ends_with("-V") || number_of(entry(encoding, "/WMode"), 0) == 1;
  identity_ = name.starts_with("/Identity");
  code_is_unicode_ = name.find("UCS2") != std::string::npos || name.find("UTF16") != std::string::npos;
  if (encoding.isStream())
    if (const auto program = file.content(encoding)) codes_.read(*program);
  const auto descendants = items_of(entry(font, "/DescendantFonts"));
  if (descendants.empty()) return;
  default_width_ = number_of(entry(descendants[0], "/DW"), 1000) * 0.001;
  read_widths(entry(descendants[0], "/W"));
}

// [first [w w …] first last w …]
void PdfFont::read_widths(PdfObject array) {
  auto items = items_of(array);
  for (std::size_t i = 0; i + 1 < items.size();) {
    const auto first = static_cast<std::uint32_t>(std::clamp(number_of(items[i], 0), 0.0, 65'535.0));
    if (items[i + 1].isArray()) {
      std::uint32_t at = first;
      for (PdfObject& each : items_of(items[i + 1]))
        if (at < 65'536) widths_[at++] = number_of(each, 0) * 0.001;
      i += 2;
    } else {
      if (i + 2 >= items.size()) break;
      const auto last = static_cast<std::uint32_t>(std::clamp(number_of(items[i + 1], 0), 0.0, 65'535.0));
      for (std::uint32_t at = first; at <= last; ++at) widths_[at] = number_of(items[i + 2], 0) * 0.001;
      i += 3;
    }
  }
}

double PdfFont::width_of(std::uint32_t code) const {
  const auto found = widths_.find(identity_ || code_is_unicode_ ? code : codes_.selector(code));
  return found == widths_.end() ? default_width_ : found->second;
}

PdfGlyph PdfFont::take(std::string_view& bytes) const {
  PdfGlyph out;
  if (!composite_) {
    out.code = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    out.width = simple_width_[out.code];
    out.text = simple_text_[out.code];
    out.blank = out.code == 32;
    if (const auto drawing = drawings_.find(out.code); drawing != drawings_.end()) out.drawn = &drawing->second;
    return out;
  }
  const std::size_t length = std::min(bytes.size(), identity_ ? 2 : codes_.length_at(bytes, 2));
  for (std::size_t i = 0; i < length; ++i) out.code = out.code << 8 | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(length);
  out.blank = length == 1 && out.code == 32;
  out.width = vertical_ ? 1 : width_of(out.code);
  if (const std::string* text = unicode_.text(out.code)) {
    out.text = *text;
  } else if (code_is_unicode_) {
    std::string& made = made_[out.code];
    if (made.empty() && (out.code < 0xd800 || out.code > 0xdfff)) put_letter(made, out.code & 0xffff);
    out.text = made;
  }
  return out;
}

}  // namespace tipstaff::document
