#include "document/picture.h"

#include <fmt/format.h>
#include <zlib.h>

namespace tipstaff::document {
namespace {

// The directories of a TIFF header (TIFF 6.0 §2), as Exif uses them. Every offset is checked; nothing is followed twice
// deep.
class Exif {
 public:
  Exif(ByteView bytes, const std::string& part, Emitter& emitter) : bytes_(bytes), part_(part), emitter_(emitter) {}

  void read() {
    if (bytes_.size() < 8) return say(Trait::kUnread, "its Exif data is cut short");
    little_ = bytes_[0] == 'I';
    if (!(little_ ? bytes_[1] == 'I' : bytes_[0] == 'M' && bytes_[1] == 'M') || u16(2) != 42)
      return say(Trait::kUnread, "its Exif data is damaged");
    const std::uint32_t second = directory(u32(4), Kind::kMain);
    if (second != 0) directory(second, Kind::kThumbnail);
  }

 private:
  enum class Kind { kMain, kThumbnail, kExif, kGps, kCanon };

  std::uint32_t u16(std::size_t at) const {
    return little_ ? bytes_[at] | bytes_[at + 1] << 8U : bytes_[at] << 8U | bytes_[at + 1];
  }
  std::uint32_t u32(std::size_t at) const {
    return little_ ? u16(at) | u16(at + 2) << 16U : u16(at) << 16U | u16(at + 2);
  }
  void say(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::string(what), .cells = 1});
  }

  // Returns where the next directory lies, or 0.
  std::uint32_t directory(std::size_t at, Kind kind) {
    if (at > bytes_.size() || bytes_.size() - at < 2) return broken(kind);
    const std::size_t count = u16(at);
    if ((bytes_.size() - at - 2) / 12 < count) return broken(kind);
    for (std::size_t i = 0; i < count; ++i) entry(at + 2 + 12 * i, kind);
    const std::size_t after = at + 2 + 12 * count;
    return kind == Kind::kMain && bytes_.size() - after >= 4 ? u32(after) : 0;
  }
  std::uint32_t broken(Kind kind) {
    if (kind != Kind::kCanon) say(Trait::kUnread, "its Exif data is damaged");
    return 0;
  }
  void entry(std::size_t at, Kind kind) {
    const std::uint32_t tag = u16(at), size = u32(at + 4), value = u32(at + 8);
    const bool filled = value != 0 && size != 0;
    switch (kind) {
      case Kind::kMain:
        if (tag == 0x8825) directory(value, Kind::kGps);
        if (tag == 0x8769) directory(value, Kind::kExif);
        if (tag == 0x010f && size >= 5 && value < bytes_.size() && bytes_.size() - value >= 5)
          canon_ = as_text(bytes_.subspan(value, 5)) == "Canon";
        if (tag == 0x013b || tag == 0x9c9d) say(Trait::kOwner, "the photographer");
        if (tag == 0x9c9c || tag == 0x010e) say(Trait::kPictureMetadata, "a description in its Exif data");
        break;
      case Kind::kThumbnail:
        if (tag == 0x0201 && filled)
          say(Trait::kPictureThumbnail, "a small picture inside, which may show what was cropped since");
        break;
      case Kind::kExif:
        if (tag == 0xa431 || tag == 0xa435) say(Trait::kSerial, "the serial number of the camera or its lens");
        if (tag == 0xa430) say(Trait::kOwner, "the camera's owner");
        if (tag == 0x927c && canon_)
          directory(value, Kind::kCanon);
        else if (tag == 0x927c)
          say(Trait::kPictureMetadata, "the camera maker's own note, which may hold a serial number");
        break;
      case Kind::kGps:
        if (tag == 0x0002 || tag == 0x0004) {
          if (!position_) say(Trait::kPosition, "where it was taken: latitude and longitude");
          position_ = true;
        }
        break;
      case Kind::kCanon:
        if (tag == 0x000c && filled) say(Trait::kSerial, "the camera's serial number");
        if (tag == 0x0009 && filled && value < bytes_.size() && bytes_[value] != 0)
          say(Trait::kOwner, "the camera's owner");
        break;
    }
  }

  ByteView bytes_;
  const std::string& part_;
  Emitter& emitter_;
  bool little_ = false, canon_ = false, position_ = false;
};

class Jpeg {
 public:
  Jpeg(ByteView file, const std::string& part, Emitter& emitter) : file_(file), part_(part), emitter_(emitter) {}

  void read() {
    for (std::size_t at = 2; at + 2 <= file_.size();) {
      if (file_[at] != 0xff) return emitter_.unread(part_, "the picture is damaged");
      const std::uint8_t marker = file_[at + 1];
      if (marker == 0xff) {
        ++at;
        continue;
      }
      if (marker == 0xd9) return after(at + 2);
      if (file_.size() - at < 4) break;
      const std::size_t size = get_u16(&file_[at + 2]);
      if (size < 2 || size > file_.size() - at - 2) break;
      segment(marker, file_.subspan(at + 4, size - 2));
      at += 2 + size;
      if (marker == 0xda) at = after_scan(at);
    }
    emitter_.unread(part_, "the picture is cut short");
  }

 private:
  // Past the entropy-coded data: T.81 §B.1.1.5.
  std::size_t after_scan(std::size_t at) const {
    for (; at + 1 < file_.size(); ++at)
      if (file_[at] == 0xff && file_[at + 1] != 0 && file_[at + 1] != 0xff &&
          (file_[at + 1] < 0xd0 || file_[at + 1] > 0xd7))
        return at;
    return file_.size();
  }
  void segment(std::uint8_t marker, ByteView bytes) {
    using namespace std::string_view_literals;
    const std::string_view text = as_text(bytes);
    if (marker == 0xe1 && text.starts_with("Exif\0"sv) && bytes.size() >= 6)
      Exif(bytes.subspan(6), part_, emitter_).read();
    else if (marker == 0xe1)
      xmp(text);
    else if (marker == 0xed)
      photoshop(text);
    else if (marker == 0xfe)
      say(Trait::kPictureMetadata, "a comment");
    else if (marker == 0xe2 && text.starts_with("MPF\0"sv))
      say(Trait::kPictureMetadata, "a list of further pictures");
    else if (marker >= 0xe3 && marker <= 0xef && marker != 0xee)
      say(Trait::kPictureMetadata, "data of a program");
  }
  void xmp(std::string_view text) {
    const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
    say(Trait::kPictureMetadata, "XMP: who did what with it, and when");
    if (has("SerialNumber")) say(Trait::kSerial, "the serial number of the camera or its lens, in XMP");
    if (has("GPSLatitude")) say(Trait::kPosition, "where it was taken: latitude and longitude, in XMP");
    if (has("OwnerName")) say(Trait::kOwner, "the camera's owner, in XMP");
    if (has("xmpGImg:image") || has("xapGImg:image")) say(Trait::kPictureThumbnail, "a small picture inside, in XMP");
  }
  // Image resources (Adobe Photoshop File Formats): 1033 and 1036 are thumbnails.
  void photoshop(std::string_view text) {
    using namespace std::string_view_literals;
    say(Trait::kPictureMetadata, "IPTC or Photoshop data");
    if (text.find("8BIM\x04\x0c"sv) != std::string_view::npos || text.find("8BIM\x04\x09"sv) != std::string_view::npos)
      say(Trait::kPictureThumbnail, "a small picture inside, from Photoshop");
  }
  void after(std::size_t end) {
    if (end < file_.size())
      emitter_.observe({.trait = Trait::kTrailing,
                        .part = part_,
                        .place = fmt::format("{} bytes after the end of the picture", file_.size() - end)});
  }
  void say(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::string(what), .cells = 1});
  }

  ByteView file_;
  const std::string& part_;
  Emitter& emitter_;
};

void read_png(ByteView file, const std::string& part, Emitter& emitter) {
  constexpr std::string_view kOrdinary[] = {"IHDR", "PLTE", "IDAT", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB",
                                            "bKGD", "hIST", "tRNS", "pHYs", "sPLT", "tIME", "acTL", "fcTL",
                                            "fdAT", "cICP", "mDCv", "cLLi", "oFFs", "vpAg"};
  const auto say = [&](Trait trait, std::string what) {
    emitter.observe({.trait = trait, .part = part, .place = std::move(what), .cells = 1});
  };
  for (std::size_t at = 8; file.size() - at >= 12;) {
    const std::size_t size = get_u32(&file[at]);
    if (size > file.size() - at - 12) break;
    const std::string_view name = as_text(file.subspan(at + 4, 4));
    if (crc32_z(0, &file[at + 4], size + 4) != get_u32(&file[at + 8 + size]))
      return emitter.unread(part, "the picture is damaged");
    if (name == "eXIf")
      Exif(file.subspan(at + 8, size), part, emitter).read();
    else if (name == "tEXt" || name == "zTXt" || name == "iTXt")
      say(Trait::kPictureMetadata, "text inside the picture's file");
    else if (name != "IEND" && std::ranges::find(kOrdinary, name) == std::end(kOrdinary))
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    at += 12 + size;
    if (name != "IEND") continue;
    if (at < file.size()) say(Trait::kTrailing, fmt::format("{} bytes after the end of the picture", file.size() - at));
    return;
  }
  emitter.unread(part, "the picture is cut short");
}

}  // namespace

bool is_jpeg(ByteView file) { return file.size() > 4 && file[0] == 0xff && file[1] == 0xd8 && file[2] == 0xff; }
bool is_png(ByteView file) { return as_text(file).starts_with("\x89PNG\r\n\x1a\n"); }

void read_picture(ByteView file, const std::string& part, Emitter& emitter) {
  if (is_jpeg(file))
    Jpeg(file, part, emitter).read();
  else if (is_png(file))
    read_png(file, part, emitter);
  else
    emitter.unread(part, "a picture of a kind that is not read");
}

}  // namespace tipstaff::document
