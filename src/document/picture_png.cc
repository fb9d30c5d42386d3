// PNG (W3C, third edition), block by block: no block that programs pass over, and nothing in those that they unpack beside the picture itself.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "document/picture_kinds.h"
#include "document/picture_metadata.h"
#include "document/unpack.h"

namespace tipstaff::document {
namespace {

// What the packed blocks hold.
class Packing {
 public:
  void take(std::string_view name, ByteView data) {
    if (name == "IHDR" && data.size() == 13) {
      wide_ = get_u32(data.data());
      high_ = get_u32(&data[4]);
      depth_ = data[8];
      type_ = data[9];
      interlaced_ = data[12] == 1;
    } else if (name == "IDAT") {
      append(packed_, data);
    } else if (name == "PLTE" && type_ != 3) {
      fault_ = "a table of colours in a picture that has no use for one";
    } else if (name == "iCCP" && !is_profile(data)) {
      fault_ = "a colour profile that is none";
    }
  }
  struct Judgement {
    std::string fault;   // empty when all of it is the picture
    bool whole = false;  // every point is there
  };
  Judgement judge() const {
    if (!fault_.empty()) return {fault_};
    const std::uint64_t wanted = bytes();
    std::uint64_t points = 0;
    const auto left = unpack_zlib_in_pieces(packed_, [&](ByteView piece) {
      points += piece.size();
      return wanted == 0 || points <= wanted;
    });
    if (wanted > 0 && points > wanted) return {"more in it than the picture has points"};
    if (left.value_or(0) > 0) return {fmt::format("{} bytes behind the packed points", *left)};
    return {"", left.has_value() && wanted > 0 && points == wanted};
  }

 private:
  // Its name, a zero byte, how it is packed, and an ICC profile (ICC.1:2022 §7.2: “acsp” at byte 36, its own size at the beginning).
  static bool is_profile(ByteView data) {
    const auto end = std::ranges::find(data, std::uint8_t{0});
    const auto name = static_cast<std::size_t>(end - data.begin());
    if (name > 79 || name + 2 > data.size()) return false;
    Bytes profile;
    const auto left = unpack_zlib_in_pieces(data.subspan(name + 2), [&](ByteView piece) {
      append(profile, piece);
      return profile.size() <= kLargestProfile;
    });
    return left == std::size_t{0} && profile.size() >= 128 && as_text(profile).substr(36, 4) == "acsp" && get_u32(profile.data()) == profile.size();
  }
  // Of the unpacked picture: a byte for the filter before each line (§7.2), in seven passes when interlaced (§8.2). 0: not known.
  std::uint64_t bytes() const {
    constexpr std::array<unsigned, 7> kChannels = {1, 0, 3, 1, 2, 0, 4};
    const std::uint64_t bits = type_ < kChannels.size() ? std::uint64_t{depth_} * kChannels[type_] : 0;
    const auto pass = [&](std::uint64_t wide, std::uint64_t high) { return wide == 0 || high == 0 ? 0 : high * (1 + (wide * bits + 7) / 8); };
    if (bits == 0 || !interlaced_) return bits == 0 ? 0 : pass(wide_, high_);
    constexpr std::array<std::array<unsigned, 4>, 7> kPasses = {{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
    std::uint64_t out = 0;
    for (const auto& [x, y, across, down] : kPasses) out += pass((std::uint64_t{wide_} + across - 1 - x) / across, (std::uint64_t{high_} + down - 1 - y) / down);
    return out;
  }

  static constexpr std::size_t kLargestProfile = std::size_t{16} << 20;
  std::uint32_t wide_ = 0, high_ = 0;
  std::uint8_t depth_ = 0, type_ = 0;
  bool interlaced_ = false;
  Bytes packed_;
  std::string fault_;
};

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
      say(Trait::kPictureMetadata, "text inside the picture's file");
    else if (name != "IEND" && std::ranges::find(kOrdinary, name) == std::end(kOrdinary))
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    at += 12 + size;
    // Some programs leave out the block that says the end.
    if (name != "IEND" && at < file.size()) continue;
    const Packing::Judgement judgement = packed.judge();
    if (!judgement.fault.empty()) say(Trait::kUnexplained, judgement.fault);
    if (name != "IEND" && !judgement.whole) break;
    return tell_trailing(file.subspan(at), part, emitter);
  }
  emitter.unread(part, "the picture is cut short");
}

}  // namespace tipstaff::document
