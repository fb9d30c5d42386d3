// What cameras and programs write into pictures of every format: Exif 2.32, XMP (ISO 16684-1), IPTC-IIM 4.2 and
// Photoshop's image resources.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Bytes of a TIFF structure, without bounds of their own: an offset beyond them reads as 0.
class TiffBytes {
 public:
  // `valid` is false without a header of TIFF 6.0 §2.
  explicit TiffBytes(ByteView bytes);
  bool valid() const { return valid_; }
  std::size_t size() const { return bytes_.size(); }
  std::uint32_t u16(std::size_t at) const;
  std::uint32_t u32(std::size_t at) const;
  std::string_view text(std::size_t at, std::size_t size) const;  // empty when it lies beyond
  ByteView view(std::size_t at, std::size_t size) const;

 private:
  ByteView bytes_;
  bool little_ = false, valid_ = false;
};

// What somebody wrote into a picture's file: a comment, a description, a caption. Told as Trait::kPictureMetadata.
class PictureWords {
 public:
  PictureWords(const std::string& part, Emitter& emitter) : part_(part), words_(emitter) {}
  void text(std::string_view text);  // of any number of lines; only where it reads as words
  // The value of an entry of a directory (TIFF 6.0 §2, §8; Exif 2.32 §4.6): what tells of the picture, and sentences
  // under any other tag. True: it was kept.
  bool entry(std::uint32_t tag, std::uint32_t type, ByteView value);
  void close(std::string_view place) { words_.close(Trait::kPictureMetadata, part_, place); }

 private:
  const std::string& part_;
  Layer words_;
};

// `part` as in an Observation.
void read_exif(ByteView tiff, const std::string& part, Emitter& emitter);
// A directory of Exif's own, of positions: by the tag that leads to it (0x8769, 0x8825).
void read_exif_directory(const TiffBytes& bytes, std::uint32_t tag, std::size_t at, const std::string& part,
                         Emitter& emitter);
// Says that it is there, as `place`, and what it says.
void read_comment(std::string_view text, std::string_view place, const std::string& part, Emitter& emitter);
void read_xmp(std::string_view text, const std::string& part, Emitter& emitter);
void read_photoshop(ByteView resources, const std::string& part, Emitter& emitter);
void read_iptc(ByteView records, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
