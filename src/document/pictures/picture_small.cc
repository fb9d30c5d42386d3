// GIF, WebP and BMP: chunks in a row.
#include <fmt/format.h>

#include "document/letters.h"
#include "document/pictures/colour_profile.h"
#include "document/pictures/picture_kinds.h"
#include "document/pictures/picture_metadata.h"

namespace tipstaff::document {
namespace {

std::uint32_t le32(ByteView file, std::size_t at) {
  return file[at] | static_cast<std::uint32_t>(file[at + 1]) << 8 | static_cast<std::uint32_t>(file[at + 2]) << 16 |
         static_cast<std::uint32_t>(file[at + 3]) << 24;
}

class Say {
 public:
  Say(const std::string& part, Emitter& emitter) : part_(part), emitter_(emitter) {}
  void operator()(Trait trait, std::string what) const {
    emitter_.observe({.trait = trait, .part = part_, .place = std::move(what), .cells = 1});
  }
  void after(ByteView file, std::size_t end) const {
    tell_trailing(file.subspan(std::min(end, file.size())), part_, emitter_);
  }

 private:
  const std::string& part_;
  Emitter& emitter_;
};

// Past a GIF's row of sub-blocks; gathers what is in them. 0 when they are cut short.
std::size_t sub_blocks(ByteView file, std::size_t at, std::string* content) {
  while (at < file.size()) {
    const std::size_t size = file[at];
    if (size == 0) return at + 1;
    if (file.size() - at - 1 < size) return 0;
    if (content != nullptr) content->append(as_text(file.subspan(at + 1, size)));
    at += 1 + size;
  }
  return 0;
}

std::size_t colour_table(std::uint8_t flags) { return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0; }

}  // namespace

void read_gif(ByteView file, const std::string& part, Emitter& emitter) {
  const Say say(part, emitter);
  if (file.size() < 13) return emitter.unread(part, "the picture is cut short");
  std::size_t frames = 0;
  for (std::size_t at = 13 + colour_table(file[10]); at < file.size();) {
    const std::uint8_t block = file[at];
    if (block == 0x3b) {
      tell_frames(frames, part, emitter);
      return say.after(file, at + 1);
    }
    std::string content;
    if (block == 0x21 && file.size() - at > 2) {
      const std::uint8_t label = file[at + 1];
      at = sub_blocks(file, at + 2, &content);
      if (label == 0xfe) read_comment(content, "a comment", part, emitter);
      if (label == 0x01) say(Trait::kTextUnseen, "text that few programs draw");
      if (label == 0xff && content.starts_with("XMP DataXMP"))
        read_xmp(content, part, emitter);
      else if (label == 0xff && content.starts_with("ICCRGBG1012"))
        read_colour_profile(as_bytes(content).subspan(11), part, emitter);
      else if (label == 0xff && !content.starts_with("NETSCAPE2.0") && !content.starts_with("ANIMEXTS1.0"))
        say(Trait::kPictureMetadata, "data of a program");
    } else if (block == 0x2c && file.size() - at > 10) {
      ++frames;
      at += 10 + colour_table(file[at + 9]);
      at = at < file.size() ? sub_blocks(file, at + 1, nullptr) : 0;
    } else {
      return emitter.unread(part, "the picture is damaged");
    }
    if (at == 0) break;
    if (frames > 0 && at == file.size())
      return tell_frames(frames, part, emitter);  // some programs leave out the byte that says the end
  }
  emitter.unread(part, "the picture is cut short");
}

void read_webp(ByteView file, const std::string& part, Emitter& emitter) {
  const Say say(part, emitter);
  const std::size_t end = file.size() >= 12 ? 8 + static_cast<std::size_t>(le32(file, 4)) : SIZE_MAX;
  if (end > file.size()) return emitter.unread(part, "the picture is cut short");
  std::size_t frames = 0;
  for (std::size_t at = 12; at < end;) {
    if (end - at < 8) return emitter.unread(part, "the picture is damaged");
    const std::string_view name = as_text(file.subspan(at, 4));
    const std::size_t size = le32(file, at + 4);
    if (size > end - at - 8) return emitter.unread(part, "the picture is damaged");
    const ByteView content = file.subspan(at + 8, size);
    if (name == "EXIF")
      read_exif(as_text(content).starts_with(std::string_view("Exif\0\0", 6)) ? content.subspan(6) : content, part,
                emitter);
    else if (name == "XMP ")
      read_xmp(as_text(content), part, emitter);
    else if (name == "ICCP")
      read_colour_profile(content, part, emitter);
    else if (name != "VP8 " && name != "VP8L" && name != "VP8X" && name != "ALPH" && name != "ANIM" && name != "ANMF")
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    frames += name == "ANMF" ? 1U : 0U;
    at += 8 + size + size % 2;
  }
  tell_frames(frames, part, emitter);
  say.after(file, end + end % 2);
}

void read_bitmap(ByteView file, const std::string& part, Emitter& emitter) {
  const std::size_t size = le32(file, 2);
  if (size > file.size()) return emitter.unread(part, "the picture is cut short");
  constexpr std::size_t kHeader = 14, kNewest = 124,
                        kProfile = kHeader + 112;  // BITMAPV5HEADER: bV5ProfileData, bV5ProfileSize
  if (file.size() >= kHeader + kNewest && le32(file, kHeader) == kNewest && le32(file, kProfile + 4) > 0)
    read_colour_profile(part_of(file, kHeader + le32(file, kProfile), le32(file, kProfile + 4)), part, emitter);
  Say(part, emitter).after(file, size);
}

}  // namespace tipstaff::document
