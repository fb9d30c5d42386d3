#include "card/font.h"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <hb-subset.h>

#include <cmath>

#if defined(__SANITIZE_ADDRESS__)
// fontconfig and Pango keep what they have looked up until the process ends, where the leak checker does not see it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif

namespace tipstaff::card {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* at) const {
    Free(at);
  }
};
using Pattern = std::unique_ptr<FcPattern, Freer<FcPatternDestroy>>;
using Blob = std::unique_ptr<hb_blob_t, Freer<hb_blob_destroy>>;
using HbFace = std::unique_ptr<hb_face_t, Freer<hb_face_destroy>>;
using Buffer = std::unique_ptr<hb_buffer_t, Freer<hb_buffer_destroy>>;
using Input = std::unique_ptr<hb_subset_input_t, Freer<hb_subset_input_destroy>>;
using Plan = std::unique_ptr<hb_subset_plan_t, Freer<hb_subset_plan_destroy>>;

std::string string_in(const Pattern& pattern, const char* object) {
  FcChar8* value = nullptr;
  if (FcPatternGetString(pattern.get(), object, 0, &value) != FcResultMatch) return "";
  return reinterpret_cast<const char*>(value);
}

void add_range(std::vector<char32_t>& out, char32_t first, char32_t last) {
  for (char32_t c = first; c <= last; ++c) out.push_back(c);
}

std::string utf16_hex(char32_t c) { return fmt::format("{:04X}", static_cast<unsigned>(c)); }

// ISO 32000-1 §9.10.3, at most 100 entries to a block.
std::string cmap_of(const std::vector<std::pair<std::uint32_t, char32_t>>& entries) {
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /T def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
  for (std::size_t at = 0; at < entries.size(); at += 100) {
    const std::size_t count = std::min<std::size_t>(100, entries.size() - at);
    out += fmt::format("{} beginbfchar\n", count);
    for (std::size_t i = at; i < at + count; ++i)
      out += fmt::format("<{:04X}><{}>\n", entries[i].first, utf16_hex(entries[i].second));
    out += "endbfchar\n";
  }
  return out + "endcmap\nend\nend\n";
}

Plan plan_for(const Font& font, const std::vector<char32_t>& characters) {
  const Input input(hb_subset_input_create_or_fail());
  for (const char32_t c : characters) hb_set_add(hb_subset_input_unicode_set(input.get()), c);
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
  hb_set_t* drop = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const hb_tag_t tag : {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
                             HB_TAG('k', 'e', 'r', 'n'), HB_TAG('p', 'o', 's', 't'), HB_TAG('n', 'a', 'm', 'e'),
                             HB_TAG('O', 'S', '/', '2'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('c', 'm', 'a', 'p')})
    hb_set_add(drop, tag);
  // Alternates that GSUB could reach are never used: shaping turns ligatures off.
  hb_set_clear(hb_subset_input_set(input.get(), HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
  return Plan(hb_subset_plan_create_or_fail(hb_font_get_face(font.handle()), input.get()));
}

}  // namespace

Font::Font(hb_face_t* face, std::string postscript_name)
    : font_(hb_font_create(face)), units_per_em_(hb_face_get_upem(face)), postscript_name_(std::move(postscript_name)) {
  hb_font_set_scale(font_, static_cast<int>(units_per_em_), static_cast<int>(units_per_em_));
  hb_font_make_immutable(font_);
}

Result<std::shared_ptr<const Font>> Font::find(const std::string& family, bool bold, bool italic) {
  const Pattern wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family.c_str()));
  FcPatternAddInteger(wanted.get(), FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddInteger(wanted.get(), FC_SLANT, italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
  FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultNoMatch;
  const Pattern found(FcFontMatch(nullptr, wanted.get(), &result));
  if (!found) return fail(Code::kNotFound, "no font is installed; install fonts-noto-core");
  int index = 0;
  FcPatternGetInteger(found.get(), FC_INDEX, 0, &index);
  const Blob blob(hb_blob_create_from_file_or_fail(string_in(found, FC_FILE).c_str()));
  if (!blob) return fail(Code::kNotFound, "a font that is installed cannot be read");
  const HbFace face(hb_face_create(blob.get(), static_cast<unsigned>(index)));
  std::string name = string_in(found, FC_POSTSCRIPT_NAME);
  std::erase_if(name, [](char c) { return !(std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'); });
  return std::make_shared<const Font>(face.get(), name.empty() ? "Font" : name);
}

std::optional<std::vector<Glyph>> Font::shape(std::string_view text) const {
  const Buffer buffer(hb_buffer_create());
  hb_buffer_add_utf8(buffer.get(), text.data(), static_cast<int>(text.size()), 0, static_cast<int>(text.size()));
  hb_buffer_guess_segment_properties(buffer.get());
  if (hb_buffer_get_direction(buffer.get()) != HB_DIRECTION_LTR) return std::nullopt;
  static constexpr std::array kNoLigatures = {
      hb_feature_t{HB_TAG('l', 'i', 'g', 'a'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
      hb_feature_t{HB_TAG('c', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END}};
  hb_shape(font_, buffer.get(), kNoLigatures.data(), static_cast<unsigned>(kNoLigatures.size()));
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer.get(), &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer.get(), &count);
  std::vector<Glyph> out;
  const double em = units_per_em_;
  for (unsigned i = 0; i < count; ++i) {
    if (infos[i].codepoint == 0) return std::nullopt;
    out.push_back(
        {infos[i].codepoint, positions[i].x_advance / em, positions[i].x_offset / em, positions[i].y_offset / em});
  }
  return out;
}

double width_of(const std::vector<Glyph>& glyphs) {
  double sum = 0;
  for (const Glyph& glyph : glyphs) sum += glyph.advance;
  return sum;
}

std::optional<FontSubset> subset_of(const Font& font, const std::vector<char32_t>& characters) {
  const Blob outlines(hb_face_reference_table(hb_font_get_face(font.handle()), HB_TAG('g', 'l', 'y', 'f')));
  if (hb_blob_get_length(outlines.get()) == 0) return std::nullopt;
  const Plan plan = plan_for(font, characters);
  if (!plan) return std::nullopt;
  const HbFace cut(hb_subset_plan_execute_or_fail(plan.get()));
  if (!cut) return std::nullopt;
  const Blob blob(hb_face_reference_blob(cut.get()));
  unsigned size = 0;
  const char* data = hb_blob_get_data(blob.get(), &size);
  FontSubset out;
  out.file.assign(data, data + size);
  const hb_map_t* renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  const unsigned total = hb_face_get_glyph_count(cut.get());
  out.widths.assign(total, 0);
  const double em = font.units_per_em();
  std::vector<std::pair<std::uint32_t, char32_t>> names;
  for (unsigned old = 0; old < hb_face_get_glyph_count(hb_font_get_face(font.handle())); ++old) {
    const std::uint32_t fresh = hb_map_get(renumbered, old);
    if (fresh == HB_MAP_VALUE_INVALID || fresh >= total) continue;
    out.glyphs[old] = fresh;
    out.widths[fresh] = static_cast<int>(std::lround(hb_font_get_glyph_h_advance(font.handle(), old) * 1000 / em));
  }
  for (const char32_t c : characters) {
    hb_codepoint_t old = 0;
    if (hb_font_get_nominal_glyph(font.handle(), c, &old) != 0 && out.glyphs.contains(old))
      names.emplace_back(out.glyphs[old], c);
  }
  out.to_unicode = cmap_of(names);
  hb_font_extents_t extents{};
  hb_font_get_h_extents(font.handle(), &extents);
  out.ascent = static_cast<int>(extents.ascender * 1000 / em);
  out.descent = static_cast<int>(extents.descender * 1000 / em);
  return out;
}

std::vector<char32_t> core_letters() {
  std::vector<char32_t> out;
  add_range(out, 0x20, 0x7e);
  add_range(out, 0xc0, 0xff);
  for (const char32_t c :
       std::initializer_list<char32_t>{0xa0, 0xa3, 0xb7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d})
    out.push_back(c);
  return out;
}

std::vector<char32_t> extended_letters() {
  std::vector<char32_t> out = core_letters();
  add_range(out, 0x100, 0x17f);    // Latin Extended-A: Polish, Czech, Turkish, Welsh ŵ and ŷ …
  add_range(out, 0x1cd, 0x1dc);    // pinyin
  add_range(out, 0x218, 0x21b);    // Romanian
  add_range(out, 0x1e80, 0x1e85);  // Welsh
  add_range(out, 0x1ea0, 0x1ef9);  // Vietnamese, Yoruba
  for (const char32_t c : std::initializer_list<char32_t>{0x181, 0x18a, 0x198, 0x199, 0x1a0, 0x1a1, 0x1af, 0x1b0, 0x253,
                                                          0x257, 0x1e62, 0x1e63, 0x1eca, 0x1ecb})
    out.push_back(c);
  return out;
}

}  // namespace tipstaff::card
