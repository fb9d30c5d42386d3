// PNG (W3C, third edition), block by block: no block that programs pass over, and nothing in those that they unpack
// beside the picture itself.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "document/containers/unpack.h"
#include "document/pictures/colour_profile.h"
#include "document/pictures/picture_kinds.h"
#include "document/pictures/picture_metadata.h"
#include "document/pictures/png_points.h"

namespace tipstaff::document {
namespace {

constexpr std::uint64_t kMostChanges = 400;  // of unseen points: more are a picture; ordinary ones have at most 320

// What the packed blocks hold: one picture, or the frames of an animation (§11.2, §11.3.6).
class Packing {
 public:
  void take(std::string_view name, ByteView data) {
    if (name == "IHDR" && data.size() == 13) {
      shape_ = {get_u32(data.data()), get_u32(&data[4]), data[8], data[9], data[12] == 1};
      frames_.push_back({shape_, {}});
    } else if (frames_.empty()) {
      fault_ = "blocks before the one that comes first";
    } else if (name == "IDAT") {
      append(frames_[0].packed, data);
      begun_ = true;
    } else if (name == "PLTE") {
      take_palette(data);
    } else if (name == "tRNS" && shape_.type == kPalette) {
      for (std::size_t i = 0; i < std::min(data.size(), palette_.size()); ++i) palette_[i][3] = data[i];
    } else if (name == "iCCP") {
      profile_ = profile_of(data);
      if (profile_.empty()) fault_ = "a colour profile that is none";
    } else if (name == "acTL") {
      moves_ = true;
    } else if (name == "fcTL") {
      begin_frame(data);
    } else if (name == "fdAT") {
      if (frames_.size() > 1 && data.size() >= 4)
        append(frames_.back().packed, data.subspan(4));
      else
        fault_ = "a frame without its heading";
    }
  }
  // Tells what is in it beside the picture that is seen. True: every point of it is there.
  bool tell(const std::string& part, Emitter& emitter) {
    const auto say = [&](Trait trait, std::string_view what) {
      emitter.observe({.trait = trait, .part = part, .place = std::string(what), .cells = 1});
    };
    for (const Frame& frame : frames_) look_at(frame);
    if (!profile_.empty()) read_colour_profile(profile_, part, emitter);
    if (long_lines_) emitter.unread(part, "its lines are longer than are read");
    if (frames_.size() > 1 && !moves_) fault_ = "frames of an animation that is none";
    if (!fault_.empty()) {
      say(Trait::kUnexplained, fault_);
    } else {
      tell_frames(frames_.size(), part, emitter);
      if (frames_.size() > 1 && !first_shows_)
        say(Trait::kPictureUnseen, "a first picture, which programs that show the animation leave out");
      if (changes_ > kMostChanges) say(Trait::kPictureUnseen, "a picture under full transparency");
    }
    return whole_ && !frames_.empty();
  }

 private:
  static constexpr std::uint8_t kPalette = 3;
  struct Frame {
    PngShape shape;
    Bytes packed;
  };

  void take_palette(ByteView data) {
    if (shape_.type != kPalette) fault_ = "a table of colours in a picture that has no use for one";
    for (std::size_t i = 0; i + 3 <= data.size() && palette_.size() < 256; i += 3)
      palette_.push_back({data[i], data[i + 1], data[i + 2], 255});
  }
  void begin_frame(ByteView data) {
    if (data.size() != 26) return void(fault_ = "a frame without its heading");
    PngShape shape = shape_;
    shape.wide = get_u32(&data[4]), shape.high = get_u32(&data[8]);
    if (std::uint64_t{shape.wide} + get_u32(&data[12]) > shape_.wide ||
        std::uint64_t{shape.high} + get_u32(&data[16]) > shape_.high)
      fault_ = "a frame beyond the picture’s edge";
    if (begun_)
      frames_.push_back({shape, {}});
    else
      first_shows_ = true;
  }
  void look_at(const Frame& frame) {
    const std::uint64_t wanted = frame.shape.bytes();
    PngPoints points(frame.shape, palette_);
    std::uint64_t bytes = 0;
    const auto left = unpack_zlib_in_pieces(frame.packed, [&](ByteView piece) {
      bytes += piece.size();
      points.take(piece);
      return wanted == 0 || bytes <= wanted;
    });
    changes_ += points.unseen_changes();
    long_lines_ = long_lines_ || frame.shape.line(frame.shape.wide) > PngPoints::kLongestLine;
    whole_ = whole_ && left.has_value() && wanted > 0 && bytes == wanted;
    if (wanted > 0 && bytes > wanted)
      fault_ = "more in it than the picture has points";
    else if (left.value_or(0) > 0)
      fault_ = fmt::format("{} bytes behind the packed points", *left);
  }
  // Its name, a zero byte, how it is packed, and an ICC profile, which begins with its own size (ICC.1:2022 §7.2).
  // Empty when it is none.
  static Bytes profile_of(ByteView data) {
    const auto end = std::ranges::find(data, std::uint8_t{0});
    const auto name = static_cast<std::size_t>(end - data.begin());
    Bytes profile;
    if (name > 79 || name + 2 > data.size()) return profile;
    const auto left = unpack_zlib_in_pieces(data.subspan(name + 2), [&](ByteView piece) {
      append(profile, piece);
      return profile.size() <= kLargestProfile;
    });
    const bool whole =
        left == std::size_t{0} && is_colour_profile(profile) && get_u32(profile.data()) == profile.size();
    return whole ? profile : Bytes();
  }

  static constexpr std::size_t kLargestProfile = std::size_t{16} << 20;
  PngShape shape_;
  std::vector<PngColour> palette_;
  Bytes profile_;
  std::vector<Frame> frames_;
  std::string fault_;
  std::uint64_t changes_ = 0;
  bool begun_ = false, moves_ = false, first_shows_ = false, long_lines_ = false, whole_ = true;
};

// Behind its keyword (W3C PNG, third edition, §11.3.3): tEXt; zTXt, packed; iTXt, with its language, packed or not.
std::string text_of(std::string_view name, ByteView chunk) {
  constexpr std::size_t kMostText = std::size_t{1} << 20;
  const auto skip_word = [&] {
    chunk = chunk.subspan(std::min(
        static_cast<std::size_t>(std::ranges::find(chunk, std::uint8_t{0}) - chunk.begin()) + 1, chunk.size()));
  };
  skip_word();
  bool is_packed = name == "zTXt";
  const std::size_t marks = name == "tEXt" ? 0 : name == "zTXt" ? 1 : 2;
  if (chunk.size() < marks) return {};
  if (name == "iTXt") is_packed = chunk[0] != 0;
  chunk = chunk.subspan(marks);
  if (name == "iTXt") skip_word(), skip_word();
  if (!is_packed) return std::string(as_text(chunk));
  std::string out;
  (void)unpack_zlib_in_pieces(chunk, [&](ByteView piece) {  // damaged: as far as it goes
    out += as_text(piece);
    return out.size() <= kMostText;
  });
  return out;
}

}  // namespace

void read_png(ByteView file, const std::string& part, Emitter& emitter) {
  constexpr std::string_view kOrdinary[] = {"IHDR", "PLTE", "IDAT", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB",
                                            "bKGD", "hIST", "tRNS", "pHYs", "sPLT", "tIME", "acTL", "fcTL",
                                            "fdAT", "cICP", "mDCv", "cLLi", "oFFs", "vpAg"};
  const auto say = [&](Trait trait, std::string what) {
    emitter.observe({.trait = trait, .part = part, .place = std::move(what), .cells = 1});
  };
  Packing packed;
  for (std::size_t at = 8; file.size() - at >= 12;) {
    const std::size_t size = get_u32(&file[at]);
    if (size > file.size() - at - 12) break;
    const std::string_view name = as_text(file.subspan(at + 4, 4));
    if (crc32_z(0, &file[at + 4], size + 4) != get_u32(&file[at + 8 + size]))
      return emitter.unread(part, "the picture is damaged");
    packed.take(name, file.subspan(at + 8, size));
    if (name == "eXIf")
      read_exif(file.subspan(at + 8, size), part, emitter);
    else if (name == "tEXt" || name == "zTXt" || name == "iTXt")
      read_comment(text_of(name, file.subspan(at + 8, size)), "text inside the picture's file", part, emitter);
    else if (name != "IEND" && std::ranges::find(kOrdinary, name) == std::end(kOrdinary))
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    at += 12 + size;
    // Some programs leave out the block that says the end.
    if (name != "IEND" && at < file.size()) continue;
    if (!packed.tell(part, emitter) && name != "IEND") break;
    return tell_trailing(file.subspan(at), part, emitter);
  }
  emitter.unread(part, "the picture is cut short");
}

}  // namespace tipstaff::document
