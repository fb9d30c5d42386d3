#include "document/picture_metadata.h"

#include <fmt/format.h>

namespace tipstaff::document {
namespace {

void say(Emitter& emitter, const std::string& part, Trait trait, std::string_view what) {
  emitter.observe({.trait = trait, .part = part, .place = std::string(what), .cells = 1});
}

// A TIFF header's directories, as Exif uses them. Every offset is checked; nothing is followed twice deep.
class Exif {
 public:
  Exif(const TiffBytes& bytes, const std::string& part, Emitter& emitter) : bytes_(bytes), part_(part), emitter_(emitter) {}

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
    switch (kind) {
      case Kind::kMain:
        if (tag == 0x8825) directory(value, Kind::kGps);
        if (tag == 0x8769) directory(value, Kind::kExif);
        if (tag == 0x010f && size >= 5) canon_ = bytes_.text(value, 5) == "Canon";
        if (tag == 0x013b || tag == 0x9c9d) tell(Trait::kOwner, "the photographer");
        if (tag == 0x9c9c || tag == 0x010e) tell(Trait::kPictureMetadata, "a description in its Exif data");
        break;
      case Kind::kThumbnail:
        if (tag == 0x0201 && filled) tell(Trait::kPictureThumbnail, "a small picture inside, which may show what was cropped since");
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
        if ((tag == 0x0002 || tag == 0x0004) && !std::exchange(position_, true)) tell(Trait::kPosition, "where it was taken: latitude and longitude");
        break;
      case Kind::kCanon:
        if (tag == 0x000c && filled) tell(Trait::kSerial, "the camera's serial number");
        if (tag == 0x0009 && filled && !bytes_.text(value, 1).empty() && bytes_.text(value, 1)[0] != 0) tell(Trait::kOwner, "the camera's owner");
        break;
    }
  }

  const TiffBytes& bytes_;
  const std::string& part_;
  Emitter& emitter_;
  bool canon_ = false, position_ = false;
};

}  // namespace

TiffBytes::TiffBytes(ByteView bytes) : bytes_(bytes) {
  little_ = as_text(bytes).starts_with("II");
  valid_ = bytes.size() >= 8 && (little_ || as_text(bytes).starts_with("MM")) && u16(2) == 42;
}
std::uint32_t TiffBytes::u16(std::size_t at) const {
  if (at >= bytes_.size() || bytes_.size() - at < 2) return 0;
  return little_ ? bytes_[at] | static_cast<std::uint32_t>(bytes_[at + 1]) << 8 : static_cast<std::uint32_t>(bytes_[at]) << 8 | bytes_[at + 1];
}
std::uint32_t TiffBytes::u32(std::size_t at) const { return little_ ? u16(at) | u16(at + 2) << 16 : u16(at) << 16 | u16(at + 2); }
ByteView TiffBytes::view(std::size_t at, std::size_t size) const {
  return at > bytes_.size() || bytes_.size() - at < size ? ByteView() : bytes_.subspan(at, size);
}
std::string_view TiffBytes::text(std::size_t at, std::size_t size) const { return as_text(view(at, size)); }

void read_exif(ByteView tiff, const std::string& part, Emitter& emitter) {
  const TiffBytes bytes(tiff);
  Exif(bytes, part, emitter).read();
}

void read_exif_directory(const TiffBytes& bytes, std::uint32_t tag, std::size_t at, const std::string& part, Emitter& emitter) {
  Exif(bytes, part, emitter).directory(at, tag == 0x8825 ? Exif::Kind::kGps : Exif::Kind::kExif);
}

void read_xmp(std::string_view text, const std::string& part, Emitter& emitter) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  say(emitter, part, Trait::kPictureMetadata, "XMP: who did what with it, and when");
  if (has("SerialNumber")) say(emitter, part, Trait::kSerial, "the serial number of the camera or its lens, in XMP");
  if (has("GPSLatitude")) say(emitter, part, Trait::kPosition, "where it was taken: latitude and longitude, in XMP");
  if (has("OwnerName")) say(emitter, part, Trait::kOwner, "the camera's owner, in XMP");
  if (has("dc:creator")) say(emitter, part, Trait::kOwner, "the photographer, in XMP");
  if (has("PersonInImage") || has("mwg-rs:Name") || has("MPReg:PersonDisplayName")) say(emitter, part, Trait::kOwner, "the names of people in the picture, in XMP");
  if (has("xmpGImg:image") || has("xapGImg:image")) say(emitter, part, Trait::kPictureThumbnail, "a small picture inside, in XMP");
}

// Image resource blocks (Adobe Photoshop File Formats Specification): 1033 and 1036 are thumbnails, 1028 is IPTC.
void read_photoshop(ByteView resources, const std::string& part, Emitter& emitter) {
  using namespace std::string_view_literals;
  say(emitter, part, Trait::kPictureMetadata, "IPTC or Photoshop data");
  const std::string_view text = as_text(resources);
  for (std::size_t at = text.find("8BIM"sv); at != std::string_view::npos && resources.size() - at >= 12; at = text.find("8BIM"sv, at + 4)) {
    const std::uint16_t id = get_u16(&resources[at + 4]);
    const std::size_t name = (2U + resources[at + 6]) / 2 * 2, begin = at + 6 + name + 4;
    if (begin > resources.size()) break;
    const std::size_t size = get_u32(&resources[begin - 4]);
    if (id == 1033 || id == 1036) say(emitter, part, Trait::kPictureThumbnail, "a small picture inside, from Photoshop");
    if (id == 1028) read_iptc(resources.subspan(begin, std::min(size, resources.size() - begin)), part, emitter);
  }
}

void read_iptc(ByteView records, const std::string& part, Emitter& emitter) {
  bool named = false, placed = false;
  for (std::size_t at = 0; records.size() - at >= 5 && records[at] == 0x1c;) {
    const std::size_t size = get_u16(&records[at + 3]);
    const unsigned set = records[at + 2];
    if (records[at + 1] == 2 && (set == 80 || set == 118 || set == 122) && size > 0 && !std::exchange(named, true))
      say(emitter, part, Trait::kOwner, "the photographer, a contact or the writer, in IPTC");
    if (records[at + 1] == 2 && (set == 90 || set == 92) && size > 0 && !std::exchange(placed, true))
      say(emitter, part, Trait::kPictureMetadata, "the town or place, in IPTC");
    if (size > records.size() - at - 5) break;
    at += 5 + size;
  }
}

}  // namespace tipstaff::document
