// TIFF 6.0: pages, their tags, and what lies between them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "document/pictures/colour_profile.h"
#include "document/pictures/picture_kinds.h"
#include "document/pictures/picture_metadata.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostDirectories = 500, kMostSpans = 200'000;
// Programs leave a little behind when they write a directory anew.
constexpr std::size_t kMostGap = 1024;

std::size_t size_of_type(std::uint32_t type) {  // §2 “Image File Directory”
  constexpr std::size_t kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(kSizes) ? kSizes[type] : 0;
}

class Tiff {
 public:
  Tiff(ByteView file, const std::string& part, Emitter& emitter)
      : bytes_(file), part_(part), emitter_(emitter), words_(part, emitter) {}

  void read() {
    span(0, 8);
    for (std::size_t at = bytes_.u32(4); at != 0;) {
      if (!seen_.insert(at).second || seen_.size() > kMostDirectories) return damaged();
      const auto next = directory(at);
      if (!next) return damaged();
      at = *next;
    }
    tell_pages();
    words_.close("words in its tags");
    look_for_gaps();
  }

 private:
  struct Entry {
    std::uint32_t tag, type, count;
    std::size_t at;  // of its values
  };
  void say(Trait trait, std::string what) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::move(what), .cells = 1});
  }
  void damaged() { emitter_.unread(part_, "the picture is damaged"); }
  void span(std::size_t from, std::size_t size) {
    if (spans_.size() < kMostSpans) spans_.emplace_back(from, size);
  }

  // Viewers turn the pages of a file, as of a fax; a document that carries it shows the first one and has nothing to
  // turn to the others. What lies below a page is shown by nobody, but in the raw pictures of cameras, whose first page
  // is a small one.
  void tell_pages() {
    const std::size_t further = pages_ > 0 ? pages_ - 1 : 0;
    if (further > 0 && !part_.empty())
      say(Trait::kPictureUnseen, fmt::format("{} further pages, of which a document shows none", further));
    else if (further > 0)
      say(Trait::kPictureMetadata, fmt::format("{} pages: many programs show only the first", pages_));
    if (below_ > 0 && !first_is_small_)
      say(Trait::kPictureUnseen, fmt::format("{} pictures below a page, which few programs show", below_));
  }
  void count_page(const std::vector<Entry>& entries, bool below) {
    constexpr std::uint32_t kSmall = 1, kMask = 4;  // NewSubfileType, §8
    const auto kind = std::ranges::find(entries, 254U, &Entry::tag);
    const std::uint32_t bits = kind == entries.end() ? 0 : value(*kind, 0);
    const bool pictured = std::ranges::find(entries, 273U, &Entry::tag) != entries.end() ||
                          std::ranges::find(entries, 324U, &Entry::tag) != entries.end();
    if (!below && pages_ == 0) first_is_small_ = (bits & kSmall) != 0;
    if ((bits & (kSmall | kMask)) == 0 && pictured) ++(below ? below_ : pages_);
  }

  std::optional<std::size_t> directory(std::size_t at, bool below = false) {
    if (bytes_.view(at, 2).empty()) return std::nullopt;
    const std::size_t count = bytes_.u16(at);
    if (bytes_.view(at, 2 + 12 * count + 4).empty()) return std::nullopt;
    span(at, 2 + 12 * count + 4);
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t each = at + 2 + 12 * i;
      Entry entry{bytes_.u16(each), bytes_.u16(each + 2), bytes_.u32(each + 4), each + 8};
      const std::size_t size = size_of_type(entry.type) * entry.count;
      if (size > bytes_.size()) return std::nullopt;
      if (size > 4) {
        entry.at = bytes_.u32(each + 8);
        if (bytes_.view(entry.at, size).empty()) return std::nullopt;
        span(entry.at, size);
      }
      entries.push_back(entry);
    }
    count_page(entries, below);
    for (const Entry& entry : entries)
      if (!judge(entry)) return std::nullopt;
    data(entries, 273, 279);  // strips
    data(entries, 324, 325);  // tiles
    data(entries, 513, 514);  // JPEG inside
    return bytes_.u32(at + 2 + 12 * count);
  }
  std::uint32_t value(const Entry& entry, std::size_t i) const {
    return entry.type == 3 ? bytes_.u16(entry.at + 2 * i) : bytes_.u32(entry.at + 4 * i);
  }
  void data(const std::vector<Entry>& entries, std::uint32_t offsets, std::uint32_t sizes) {
    const auto at = std::ranges::find(entries, offsets, &Entry::tag),
               size = std::ranges::find(entries, sizes, &Entry::tag);
    if (at == entries.end() || size == entries.end()) return;
    for (std::size_t i = 0; i < std::min(at->count, size->count) && spans_.size() < kMostSpans; ++i)
      span(value(*at, i), value(*size, i));
  }

  bool judge(const Entry& entry) {
    words_.entry(entry.tag, entry.type, bytes_.view(entry.at, size_of_type(entry.type) * entry.count));
    switch (entry.tag) {
      case 254:  // NewSubfileType
        if ((value(entry, 0) & 1) != 0)
          say(Trait::kPictureThumbnail, "a small picture inside, which may show what was cropped since");
        break;
      case 270:
      case 269:
        say(Trait::kPictureMetadata, "a description, or the name of the document");
        break;
      case 315:
        say(Trait::kOwner, "the photographer");
        break;
      case 316:
        say(Trait::kPictureMetadata, "the name of the computer that made it");
        break;
      case 330:
        return sub_directories(entry);
      case 700:
        read_xmp(as_text(bytes_.view(entry.at, entry.count)), part_, emitter_);
        break;
      case 33723:
        read_iptc(bytes_.view(entry.at, size_of_type(entry.type) * entry.count), part_, emitter_);
        break;
      case 34675:
        read_colour_profile(bytes_.view(entry.at, entry.count), part_, emitter_);
        break;
      case 34377:
        read_photoshop(bytes_.view(entry.at, entry.count), part_, emitter_);
        break;
      case 0x8769:
      case 0x8825:
        span(value(entry, 0), 2 + 12 * static_cast<std::size_t>(bytes_.u16(value(entry, 0))) + 4);
        read_exif_directory(bytes_, entry.tag, value(entry, 0), part_, emitter_);
        exif_ = true;
        break;
      case 37724:
        say(Trait::kPictureMetadata, "the layers of the program that drew it, hidden ones too");
        break;
      default:
        break;
    }
    return true;
  }
  bool sub_directories(const Entry& entry) {
    for (std::size_t i = 0; i < entry.count; ++i) {
      const std::size_t at = value(entry, i);
      if (!seen_.insert(at).second) continue;
      if (seen_.size() > kMostDirectories || !directory(at, true)) return false;
    }
    return true;
  }

  void look_for_gaps() {
    std::ranges::sort(spans_);
    std::size_t end = 0, missing = 0;
    for (const auto& [from, size] : spans_) {
      if (from > end) missing += std::min(from, bytes_.size()) - std::min(end, bytes_.size());
      end = std::max(end, from + size);
    }
    // What a directory of Exif refers to lies anywhere; it was read there.
    if (missing > kMostGap && !exif_)
      say(Trait::kUnexplained, fmt::format("{} bytes that nothing in the picture refers to", missing));
    if (end + kMostGap < bytes_.size() && !exif_)
      say(Trait::kTrailing, fmt::format("{} bytes after the end of the picture", bytes_.size() - end));
  }

  TiffBytes bytes_;
  const std::string& part_;
  Emitter& emitter_;
  PictureWords words_;
  std::set<std::size_t> seen_;
  std::vector<std::pair<std::size_t, std::size_t>> spans_;
  std::size_t pages_ = 0, below_ = 0;  // with a picture of full size
  bool exif_ = false, first_is_small_ = false;
};

}  // namespace

void read_tiff(ByteView file, const std::string& part, Emitter& emitter) { Tiff(file, part, emitter).read(); }

}  // namespace tipstaff::document
