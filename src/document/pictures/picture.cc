#include "document/pictures/picture.h"

#include <fmt/format.h>
#include <zlib.h>

#include "document/letters.h"
#include "document/pictures/colour_profile.h"
#include "document/pictures/picture_kinds.h"
#include "document/pictures/picture_metadata.h"

namespace tipstaff::document {
namespace {

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
      if (marker == 0xd9) {
        if (!profile_.empty()) read_colour_profile(profile_, part_, emitter_);
        return tell_trailing(file_.subspan(at + 2), part_, emitter_);
      }
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
    if (marker == 0xe1 && text.starts_with("http://ns.adobe.com/"))
      read_xmp(text, part_, emitter_);
    else if (marker >= 0xe1 && marker <= 0xef && marker != 0xe2 && marker != 0xed && is_tiff(bytes, 6))
      read_exif(bytes.subspan(6), part_, emitter_);  // under whatever name: programs read it as Exif all the same
    else if (marker == 0xe1)
      say(Trait::kUnexplained, "data in the picture of a kind that is not known");
    else if (marker == 0xed)
      read_photoshop(bytes, part_, emitter_);
    else if (marker == 0xfe)
      read_comment(text, "a comment", part_, emitter_);
    else if (marker == 0xe2 && text.starts_with("ICC_PROFILE\0"sv))
      append(profile_, part_of(bytes, kPieceOfProfile));
    else if (marker == 0xe2 && text.starts_with("MPF\0"sv))
      say(Trait::kPictureMetadata, "a list of further pictures");
    else if (marker >= 0xe3 && marker <= 0xef && marker != 0xee)
      say(Trait::kPictureMetadata, "data of a program");
  }
  static bool is_tiff(ByteView bytes, std::size_t at) {
    return bytes.size() >= at + 4 &&
           ((bytes[at] == 'I' && bytes[at + 1] == 'I') || (bytes[at] == 'M' && bytes[at + 1] == 'M'));
  }
  void say(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::string(what), .cells = 1});
  }

  static constexpr std::size_t kPieceOfProfile = 14;  // its name, its number and how many there are (ICC.1:2022 §B.4)
  ByteView file_;
  const std::string& part_;
  Emitter& emitter_;
  Bytes profile_;
};

}  // namespace

std::string_view picture_kind(ByteView file) {
  using namespace std::string_view_literals;
  const std::string_view text = as_text(file.first(std::min<std::size_t>(file.size(), 64)));
  if (text.starts_with("\xff\xd8\xff"sv) && file.size() > 4) return "jpeg";
  if (text.starts_with("\x89PNG\r\n\x1a\n"sv)) return "png";
  if (text.starts_with("GIF87a"sv) || text.starts_with("GIF89a"sv)) return "gif";
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return "tiff";
  if (text.starts_with("RIFF"sv) && text.substr(std::min<std::size_t>(8, text.size()), 4) == "WEBP"sv) return "webp";
  if (text.starts_with("BM"sv) && file.size() > 26 && text.substr(6, 4) == "\0\0\0\0"sv) return "bmp";
  if (const std::string_view type = text.substr(std::min<std::size_t>(4, text.size()), 8); type.starts_with("ftyp"sv))
    for (const std::string_view brand : {"heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis"})
      if (type.substr(4) == brand) return brand.starts_with("avi") ? "avif" : "heic";
  return metafile_kind(file);
}

void tell_trailing(ByteView rest, const std::string& part, Emitter& emitter, std::string_view of) {
  constexpr std::size_t kMostPadding = 64, kTooFew = 3;
  const bool filler = rest.size() <= kTooFew || std::ranges::all_of(rest, [&](std::uint8_t byte) {
                        return byte == rest[0] && (byte == 0 || byte == 0xff);
                      });
  const bool lines = rest.size() <= kMostPadding && std::ranges::all_of(rest, [](std::uint8_t byte) {
                       return byte == 0 || byte == '\n' || byte == '\r';
                     });
  if (!filler && !lines)
    emitter.observe({.trait = Trait::kTrailing,
                     .part = part,
                     .place = fmt::format("{} bytes after the end of the {}", rest.size(), of)});
}

void tell_frames(std::size_t frames, const std::string& part, Emitter& emitter) {
  if (frames > 1)
    emitter.observe({.trait = Trait::kPictureMetadata,
                     .part = part,
                     .place = fmt::format("{} further pictures, which show one after another", frames - 1),
                     .cells = 1});
}

void read_picture(ByteView file, const std::string& part, Emitter& emitter) {
  const std::string_view kind = picture_kind(file);
  if (kind == "jpeg")
    Jpeg(file, part, emitter).read();
  else if (kind == "png")
    read_png(file, part, emitter);
  else if (kind == "gif")
    read_gif(file, part, emitter);
  else if (kind == "webp")
    read_webp(file, part, emitter);
  else if (kind == "bmp")
    read_bitmap(file, part, emitter);
  else if (kind == "tiff")
    read_tiff(file, part, emitter);
  else if (kind == "heic" || kind == "avif")
    read_heif(file, part, emitter);
  else if (kind == "emf" || kind == "wmf")
    read_metafile(file, part, emitter);
  else
    emitter.unread(part, "a picture of a kind that is not read");
}

}  // namespace tipstaff::document
