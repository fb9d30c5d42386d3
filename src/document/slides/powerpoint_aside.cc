#include "document/slides/powerpoint_aside.h"

#include <fmt/format.h>

#include <algorithm>

#include "document/letters.h"
#include "document/parts/carried.h"
#include "document/parts/escher.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

using namespace powerpoint;

constexpr int kMostDepth = 32;

// Records that hold records, and those of numbers; by number (§2.13.24).
constexpr std::uint16_t kHolds[] = {
    0x03e8, 0x03ee, 0x03f0, 0x03f2, 0x03f8, 0x03fa, 0x03ff, 0x0402, 0x0407, 0x0408, 0x0409, 0x040b, 0x040c,
    0x0410, 0x0411, 0x0413, 0x0414, 0x07d0, 0x07d5, 0x07d6, 0x07e3, 0x07e4, 0x07e6, 0x07f8, 0x0fae, 0x0fb3,
    0x0fb5, 0x0fc8, 0x0fc9, 0x0fcc, 0x0fce, 0x0fd7, 0x0fd9, 0x0fe4, 0x0fee, 0x0ff0, 0x0ff2, 0x1005, 0x1006,
    0x1007, 0x100d, 0x100e, 0x100f, 0x1010, 0x1014, 0x1388, 0x1389, 0x138a, 0x138b, 0x177d, 0x177e, 0x2b02,
    0x2b04, 0x2b06, 0x2b08, 0x2ee0, 0x2ee4, 0x2eea, 0x2eec, 0x2eed, 0x2ef0, 0x36b3};
constexpr std::uint16_t kNumbers[] = {
    0x03e9, 0x03ea, 0x03ef, 0x03f1, 0x03f3, 0x03f9, 0x03fb, 0x03fd, 0x03fe, 0x03ec, 0x03ed, 0x03f4, 0x03f5,
    0x03f6, 0x03f7, 0x0400, 0x0401, 0x0403, 0x0404, 0x0406, 0x040a, 0x040d, 0x040e, 0x040f, 0x0412, 0x0415,
    0x041c, 0x041d, 0x041e, 0x041f, 0x0420, 0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428,
    0x07d1, 0x07e5, 0x07e7, 0x07e9, 0x07ea, 0x07ec, 0x07ed, 0x07ee, 0x07ef, 0x07f0, 0x07f9, 0x0bc0, 0x0bc1,
    0x0bc3, 0x0bcc, 0x0bd0, 0x0bd1, 0x0bd7, 0x0bd9, 0x0bda, 0x0bdb, 0x0bdc, 0x0bdd, 0x0f9e, 0x0f9f, 0x0fa0,
    0x0fa1, 0x0fa2, 0x0fa3, 0x0fa4, 0x0fa5, 0x0fa6, 0x0fa7, 0x0fa8, 0x0fa9, 0x0faa, 0x0fab, 0x0fac, 0x0fad,
    0x0faf, 0x0fb0, 0x0fb1, 0x0fb2, 0x0fb4, 0x0fb6, 0x0fb7, 0x0fb8, 0x0fba, 0x0fc1, 0x0fc3, 0x0fcd, 0x0fd0,
    0x0fd1, 0x0fd2, 0x0fcf, 0x0fd3, 0x0fd5, 0x0fd6, 0x0fd8, 0x0fda, 0x0fde, 0x0fdf, 0x0fe1, 0x0fe2, 0x0fe3,
    0x0fe7, 0x0fea, 0x0feb, 0x0fec, 0x0fed, 0x0ff1, 0x0ff3, 0x0ff5, 0x0ff6, 0x0ff7, 0x0ff8, 0x0ff9, 0x0ffa,
    0x0ffb, 0x1004, 0x1011, 0x1012, 0x1013, 0x1015, 0x1018, 0x1770, 0x1772, 0x177a, 0x177b, 0x177c, 0x177f,
    0x1784, 0x1785, 0x2afb, 0x2b00, 0x2b01, 0x2b03, 0x2b05, 0x2b07, 0x2b09, 0x2b0a, 0x2b0b, 0x2b0c, 0x2b0d,
    0x2ee1, 0x2ee5, 0x2ee6, 0x2ee7, 0x2eeb, 0x2eee, 0x2eef, 0x2ef1, 0x2f14, 0x36b0, 0x36b1, 0x36b2, 0x3714};
// Of these the most that they hold; what is behind it is nothing's.
constexpr struct {
  std::uint16_t type;
  std::size_t most;
} kLengths[] = {{0x03e9, 40}, {0x03ea, 0}, {0x03ef, 24}, {0x03f1, 8}, {0x03f3, 20}, {0x03f9, 16}, {0x07f0, 32},
                {0x0bc3, 8},  {0x0f9e, 4}, {0x0f9f, 4},  {0x0fd3, 4}, {0x0fda, 4},  {0x0ff3, 16}};

bool is_carried(std::uint16_t type) {
  return type == 0x040e || type == 0x040f || (type >= 0x041e && type <= 0x0428) || (type >= 0x2b0b && type <= 0x2b0d);
}
bool is_known(std::uint16_t type) {
  return type >= 0xf000 || std::ranges::find(kHolds, type) != std::end(kHolds) ||
         std::ranges::find(kNumbers, type) != std::end(kNumbers);
}

std::string until_end(ByteView wide) {
  std::string out = from_utf16(wide);
  out.resize(std::min(out.size(), out.find('\0')));
  return out;
}

}  // namespace

void PowerpointAside::look(const Record& object, bool master) {
  master_ = master;
  if (!is_known(object.type)) unknown_.insert(object.type);
  if (object.type == kStored) return;  // a file of its own
  if (object.container)
    look_into(object, 0);
  else
    atom(object, 0, object.data);
}

void PowerpointAside::look_into(const Record& in, int depth) {
  const bool whole =
      depth < kMostDepth && walk(in.data, [&](const Record& record) {
        if (!is_known(record.type)) unknown_.insert(record.type);
        const ByteView all =
            part_of(in.data, static_cast<std::size_t>(record.data.data() - in.data.data()) - 8, record.data.size() + 8);
        const bool holds =
            record.container || record.type == 0xf00d || record.type == 0xf011 || record.type == kTagData;
        if (!holds) {
          atom(record, in.type, all);
          return false;
        }
        const bool shape = std::exchange(in_shape_, in_shape_ || record.type == 0xf00d),
                   list = std::exchange(in_list_, in_list_ || record.type == kSlideList);
        const std::uint16_t headers = headers_;
        if (record.type == 0xf004) {
          holds_place_ = false;
          walk(record.data, [&](const Record& inner) {
            holds_place_ = holds_place_ || inner.type == 0x0bc3;
            return inner.type == 0xf011;
          });
        }
        look_into(record, depth + 1);
        in_shape_ = shape;
        in_list_ = list;
        headers_ = headers;
        return false;
      });
  if (whole) return;
  words_.add(in.data);
  emitter_.observe(
      {.trait = Trait::kUnexplained, .part = part_, .place = "a record with something other than records in it"});
}

void PowerpointAside::atom(const Record& record, std::uint16_t parent, ByteView whole) {
  const ByteView data = record.data;
  for (const auto& length : kLengths)
    if (record.type == length.type &&
        std::ranges::any_of(part_of(data, length.most), [](std::uint8_t byte) { return byte != 0; }))
      longer_.insert(record.type);
  if (is_escher_picture(record.type)) return;  // told with the pictures
  if (record.type >= 0xf000) return look_through_drawing(whole, true, words_, spoken_);
  if (is_carried(record.type)) return carried(record);
  switch (record.type) {
    case 0x0fda:
      headers_ = little16(data, 2);
      return words_.add(data);
    case kWord:
      return line(record, parent);
    case kTextWide:
    case kTextNarrow:
      if (master_) return master_text(record);
      if (!in_shape_ && !in_list_)
        words_.text(record.type == kTextNarrow ? from_code_page(data, 28591) : from_utf16(data));
      return;
    case 0x0fb7: {  // a font: 32 letters, then numbers
      const std::string name = until_end(part_of(data, 0, 64));
      words_.name(name);
      return words_.remarks(part_of(data, name.size()));  // a longer name that stood there before
    }
    case 0x07e7:  // sounds, fonts, pictures of objects
    case 0x0fb8:
    case 0x0fc1:
      if (record.type == 0x07e7 && as_text(part_of(data, 0, 4)) != "RIFF") longer_.insert(record.type);
      return words_.prose(data);
    default:
      words_.add(data);
  }
}

// A text of the program's, by what it stands in.
void PowerpointAside::line(const Record& record, std::uint16_t parent) {
  const std::string text = from_utf16(record.data);
  switch (parent) {
    case kComment:  // its reader tells it
      return;
    case 0x0fd9: {  // the date, header and footer; which are shown their list says (§2.4.15.2)
      const unsigned bit = record.instance == 0 ? 4 : record.instance == 1 ? 0x10 : 0x20;
      if ((headers_ & bit) == 0) return words_.text(text);
      shown_.cell(text);
      return shown_.end_row();
    }
    case 0x0fd7:
    case 0x1006:
    case 0x1010:
      words_.remark(text);
      if (record.instance == 0) return;
      links_.cell(text);
      return links_.end_row();
    case kTagData:  // §2.4.23.1: the copyright, keywords, the password for changes
      if (record.instance == 3)
        emitter_.observe({.trait = Trait::kProtection, .part = part_, .place = "a password that it only be read"});
      return words_.text(text);
    case 0x1389:
      tags_.cell(text);
      return tags_.end_row();
    case 0x0fcc:  // what the menus call objects and their classes
    case 0x0fce:
    case 0x0fee:
      return words_.remark(text);
    case 0x0411:
    case 0x07e6:
    case 0x138a:
    case kSlide:
    case kNotesPage:
    case kMaster:
    case 0x0fc9:
      return words_.name(text);
    default:
      words_.text(text);
  }
}

// On a master a text that holds a place tells what to do there; others are drawn on every slide.
void PowerpointAside::master_text(const Record& record) {
  const std::string text = record.type == kTextNarrow ? from_code_page(record.data, 28591) : from_utf16(record.data);
  if (holds_place_) {
    for (std::string_view left = text; !left.empty();
         left.remove_prefix(std::min(left.find('\r'), left.size() - 1) + 1))
      if (const std::string_view each = left.substr(0, left.find('\r'));
          each.find_first_of("0123456789") != std::string_view::npos)
        words_.remark(each);
    return;
  }
  if (text == "*") return;
  shown_.cell(text);
  shown_.end_row();
}

void PowerpointAside::carried(const Record& record) {
  const std::string_view begin = as_text(part_of(record.data, 0, 2));
  if (begin == "PK") return read_carried_package(record.data, part_, {}, emitter_);
  if (begin.starts_with('<'))
    words_.remark(read_carried_xml(record.data, part_, emitter_));
  else
    words_.add(record.data);
}

void PowerpointAside::close() {
  for (const std::uint16_t type : unknown_)
    emitter_.observe({.trait = Trait::kUnexplained,
                      .part = part_,
                      .place = fmt::format("a record of a kind that is not known: {:#x}", type)});
  for (const std::uint16_t type : longer_)
    emitter_.observe({.trait = Trait::kUnexplained,
                      .part = part_,
                      .place = fmt::format("a record that holds something else than it should: {:#x}", type)});
  words_.close(part_, "words in records, which no program shows");
  shown_.close(Trait::kVisible, part_, "masters, headers and footers");
  spoken_.close(Trait::kAlternateText, part_, "descriptions of pictures and shapes");
  tags_.close(Trait::kCustomProperty, part_, "tags that a program added");
  links_.close(Trait::kExternalTarget, part_, "where links lead");
}

}  // namespace tipstaff::document
