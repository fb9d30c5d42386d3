#include "document/pictures/picture_metadata.h"

#include <fmt/format.h>

#include <algorithm>

#include "document/letters.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

void say(Emitter& emitter, const std::string& part, Trait trait, std::string_view what) {
  emitter.observe({.trait = trait, .part = part, .place = std::string(what), .cells = 1});
}

// In which people write: the names of the document and its page, descriptions, rights, comments, titles, keywords.
bool tells_of_the_picture(std::uint32_t tag) {
  constexpr std::uint32_t kTags[] = {269, 270, 285, 0x8298, 0x9286, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f};
  return std::ranges::find(kTags, tag) != std::end(kTags);
}

// A TIFF header's directories, as Exif uses them. Every offset is checked; nothing is followed twice deep.
class Exif {
 public:
  Exif(const TiffBytes& bytes, const std::string& part, Emitter& emitter)
      : bytes_(bytes), part_(part), emitter_(emitter), words_(part, emitter) {}
  ~Exif() { words_.close("words in its Exif data"); }

  enum class Kind { kMain, kThumbnail, kExif, kGps, kCanon };

  void read() {
    if (!bytes_.valid()) return tell(Trait::kUnread, "its Exif data is damaged");
    const std::uint32_t second = directory(bytes_.u32(4), Kind::kMain);
    if (second != 0) directory(second, Kind::kThumbnail);
  }
  // Returns where the next directory lies, or 0.
  std::uint32_t directory(std::size_t at, Kind kind) {
    if (at > bytes_.size() || bytes_.size() - at < 2) return broken(kind);
    const std::size_t count = bytes_.u16(at);
    if ((bytes_.size() - at - 2) / 12 < count) return broken(kind);
    for (std::size_t i = 0; i < count; ++i) entry(at + 2 + 12 * i, kind);
    return kind == Kind::kMain ? bytes_.u32(at + 2 + 12 * count) : 0;
  }

 private:
  void tell(Trait trait, std::string_view what) { say(emitter_, part_, trait, what); }
  std::uint32_t broken(Kind kind) {
    if (kind != Kind::kCanon) tell(Trait::kUnread, "its Exif data is damaged");
    return 0;
  }
  void entry(std::size_t at, Kind kind) {
    const std::uint32_t tag = bytes_.u16(at), size = bytes_.u32(at + 4), value = bytes_.u32(at + 8);
    const bool filled = value != 0 && size != 0;
    if (kind != Kind::kCanon) words_.entry(tag, bytes_.u16(at + 2), bytes_.view(size > 4 ? value : at + 8, size));
    switch (kind) {
      case Kind::kMain:
        if (tag == 0x8825) directory(value, Kind::kGps);
        if (tag == 0x8769) directory(value, Kind::kExif);
        if (tag == 0x010f && size >= 5) canon_ = bytes_.text(value, 5) == "Canon";
        if (tag == 0x013b || tag == 0x9c9d) tell(Trait::kOwner, "the photographer");
        if (tag == 0x9c9c || tag == 0x010e) tell(Trait::kPictureMetadata, "a description in its Exif data");
        break;
      case Kind::kThumbnail:
        if (tag == 0x0201 && filled)
          tell(Trait::kPictureThumbnail, "a small picture inside, which may show what was cropped since");
        break;
      case Kind::kExif:
        if (tag == 0xa431 || tag == 0xa435) tell(Trait::kSerial, "the serial number of the camera or its lens");
        if (tag == 0xa430) tell(Trait::kOwner, "the camera's owner");
        if (tag == 0x927c && canon_)
          directory(value, Kind::kCanon);
        else if (tag == 0x927c)
          tell(Trait::kPictureMetadata, "the camera maker's own note, which may hold a serial number");
        break;
      case Kind::kGps:
        if ((tag == 0x0002 || tag == 0x0004) && !std::exchange(position_, true))
          tell(Trait::kPosition, "where it was taken: latitude and longitude");
        break;
      case Kind::kCanon:
        if (tag == 0x000c && filled) tell(Trait::kSerial, "the camera's serial number");
        if (tag == 0x0009 && filled && !bytes_.text(value, 1).empty() && bytes_.text(value, 1)[0] != 0)
          tell(Trait::kOwner, "the camera's owner");
        break;
    }
  }

  const TiffBytes& bytes_;
  const std::string& part_;
  Emitter& emitter_;
  PictureWords words_;
  bool canon_ = false, position_ = false;
};

}  // namespace

TiffBytes::TiffBytes(ByteView bytes) : bytes_(bytes) {
  little_ = as_text(bytes).starts_with("II");
  valid_ = bytes.size() >= 8 && (little_ || as_text(bytes).starts_with("MM")) && u16(2) == 42;
}
std::uint32_t TiffBytes::u16(std::size_t at) const {
  if (at >= bytes_.size() || bytes_.size() - at < 2) return 0;
  return little_ ? bytes_[at] | static_cast<std::uint32_t>(bytes_[at + 1]) << 8
                 : static_cast<std::uint32_t>(bytes_[at]) << 8 | bytes_[at + 1];
}
std::uint32_t TiffBytes::u32(std::size_t at) const {
  return little_ ? u16(at) | u16(at + 2) << 16 : u16(at) << 16 | u16(at + 2);
}
ByteView TiffBytes::view(std::size_t at, std::size_t size) const {
  return at > bytes_.size() || bytes_.size() - at < size ? ByteView() : bytes_.subspan(at, size);
}
std::string_view TiffBytes::text(std::size_t at, std::size_t size) const { return as_text(view(at, size)); }

void PictureWords::text(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  if (!reads_as_words(text)) return;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    words_.cell(text.substr(0, end));
    words_.end_row();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool PictureWords::entry(std::uint32_t tag, std::uint32_t type, ByteView value) {
  constexpr std::uint32_t kBytes = 1, kText = 2, kAnything = 7, kTitle = 0x9c9b, kSubject = 0x9c9f;
  constexpr std::size_t kCharacterCode = 8;  // “ASCII” or “UNICODE” before a comment
  if (type != kBytes && type != kText && type != kAnything) return false;
  const std::uint64_t before = words_.cells();
  const bool told = tells_of_the_picture(tag);
  if (tag >= kTitle && tag <= kSubject) {
    text(from_utf16(value));
  } else if (type == kText) {
    if (told || is_sentence(as_text(value)) || is_remark(as_text(value))) text(as_text(value));
  } else if (told) {
    for (const std::string& run : readable_runs(part_of(value, kCharacterCode), kCharacterCode)) text(run);
  }
  return words_.cells() > before;
}

void read_exif(ByteView tiff, const std::string& part, Emitter& emitter) {
  const TiffBytes bytes(tiff);
  Exif(bytes, part, emitter).read();
}

void read_exif_directory(const TiffBytes& bytes, std::uint32_t tag, std::size_t at, const std::string& part,
                         Emitter& emitter) {
  Exif(bytes, part, emitter).directory(at, tag == 0x8825 ? Exif::Kind::kGps : Exif::Kind::kExif);
}

void read_comment(std::string_view text, std::string_view place, const std::string& part, Emitter& emitter) {
  say(emitter, part, Trait::kPictureMetadata, place);
  PictureWords words(part, emitter);
  words.text(text);
  words.close(fmt::format("words in {}", place));
}

void read_xmp(std::string_view text, const std::string& part, Emitter& emitter) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  say(emitter, part, Trait::kPictureMetadata, "XMP: who did what with it, and when");
  PictureWords words(part, emitter);
  for (std::size_t at = text.find('>'); at != std::string_view::npos; at = text.find('>', at + 1))
    words.text(text.substr(at + 1, text.find('<', at) - at - 1));
  words.close("words in XMP");
  if (has("SerialNumber")) say(emitter, part, Trait::kSerial, "the serial number of the camera or its lens, in XMP");
  if (has("GPSLatitude")) say(emitter, part, Trait::kPosition, "where it was taken: latitude and longitude, in XMP");
  if (has("OwnerName")) say(emitter, part, Trait::kOwner, "the camera's owner, in XMP");
  if (has("dc:creator")) say(emitter, part, Trait::kOwner, "the photographer, in XMP");
  if (has("PersonInImage") || has("mwg-rs:Name") || has("MPReg:PersonDisplayName"))
    say(emitter, part, Trait::kOwner, "the names of people in the picture, in XMP");
  if (has("xmpGImg:image") || has("xapGImg:image"))
    say(emitter, part, Trait::kPictureThumbnail, "a small picture inside, in XMP");
}

// Image resource blocks (Adobe Photoshop File Formats Specification): 1033 and 1036 are thumbnails, 1028 is IPTC.
void read_photoshop(ByteView resources, const std::string& part, Emitter& emitter) {
  using namespace std::string_view_literals;
  say(emitter, part, Trait::kPictureMetadata, "IPTC or Photoshop data");
  const std::string_view text = as_text(resources);
  for (std::size_t at = text.find("8BIM"sv); at != std::string_view::npos && resources.size() - at >= 12;
       at = text.find("8BIM"sv, at + 4)) {
    const std::uint16_t id = get_u16(&resources[at + 4]);
    const std::size_t name = (2U + resources[at + 6]) / 2 * 2, begin = at + 6 + name + 4;
    if (begin > resources.size()) break;
    const std::size_t size = get_u32(&resources[begin - 4]);
    if (id == 1033 || id == 1036)
      say(emitter, part, Trait::kPictureThumbnail, "a small picture inside, from Photoshop");
    if (id == 1028) read_iptc(resources.subspan(begin, std::min(size, resources.size() - begin)), part, emitter);
  }
}

void read_iptc(ByteView records, const std::string& part, Emitter& emitter) {
  bool named = false, placed = false;
  PictureWords words(part, emitter);
  for (std::size_t at = 0; records.size() - at >= 5 && records[at] == 0x1c;) {
    const std::size_t size = get_u16(&records[at + 3]);
    const unsigned set = records[at + 2];
    if (records[at + 1] == 2 && (set == 80 || set == 118 || set == 122) && size > 0 && !std::exchange(named, true))
      say(emitter, part, Trait::kOwner, "the photographer, a contact or the writer, in IPTC");
    if (records[at + 1] == 2 && (set == 90 || set == 92) && size > 0 && !std::exchange(placed, true))
      say(emitter, part, Trait::kPictureMetadata, "the town or place, in IPTC");
    if (size > records.size() - at - 5) break;
    if (records[at + 1] == 2) words.text(as_text(records.subspan(at + 5, size)));
    at += 5 + size;
  }
  words.close("words in IPTC");
}

}  // namespace tipstaff::document
