// Drawings of Windows, as office programs paste them: records in a row. Their text is text that is drawn, so it is
// visible; what programs put into comments is told.
#include <fmt/format.h>

#include "document/charset.h"
#include "document/pictures/picture_kinds.h"

namespace tipstaff::document {
namespace {

std::uint32_t le16(ByteView file, std::size_t at) {
  return at + 2 <= file.size() ? file[at] | static_cast<std::uint32_t>(file[at + 1]) << 8 : 0;
}
std::uint32_t le32(ByteView file, std::size_t at) { return le16(file, at) | le16(file, at + 2) << 16; }
ByteView piece(ByteView file, std::size_t at, std::size_t size) {
  return at > file.size() || file.size() - at < size ? ByteView() : file.subspan(at, size);
}

// [MS-EMF] §2.3
constexpr std::uint32_t kHeader = 1, kEnd = 14, kComment = 70, kTextA = 83, kTextW = 84, kSmallText = 108;

class Emf {
 public:
  Emf(ByteView file, const std::string& part, Emitter& emitter)
      : file_(file), part_(part), emitter_(emitter), text_(emitter) {}

  void read() {
    std::size_t at = 0;
    for (bool ended = false; !ended;) {
      const std::uint32_t kind = le32(file_, at), size = le32(file_, at + 4);
      const ByteView record = piece(file_, at, size);
      if (size < 8 || size % 4 != 0 || record.empty())
        return emitter_.unread(part_, "the drawing is damaged or cut short");
      one(kind, record);
      ended = kind == kEnd;
      at += size;
    }
    text_.close(Trait::kVisible, part_, "a drawing");
    tell_trailing(file_.subspan(std::min<std::size_t>(at, file_.size())), part_, emitter_, "drawing");
  }

 private:
  void one(std::uint32_t kind, ByteView record) {
    if (kind == kHeader && le32(record, 60) > 0)
      emitter_.observe({.trait = Trait::kPictureMetadata,
                        .part = part_,
                        .place = "the program and the title of the drawing",
                        .cells = 1});
    if (kind == kTextW || kind == kTextA) {
      const std::size_t letters = le32(record, 44), at = le32(record, 48);  // EmrText, §2.2.5
      words(piece(record, at, letters * (kind == kTextW ? 2 : 1)), kind == kTextW);
    }
    if (kind == kSmallText) {
      const std::size_t letters = le32(record, 16), options = le32(record, 20);
      const bool narrow = (options & 0x200) != 0, bare = (options & 0x100) != 0;
      words(piece(record, bare ? 36 : 52, letters * (narrow ? 1 : 2)), !narrow);
    }
    if (kind == kComment) comment(record);
  }
  void words(ByteView letters, bool wide) {
    text_.cell(to_utf8(letters, wide ? "utf-16le" : "windows-1252").value_or(""));
    text_.end_row();
  }
  void comment(ByteView record) {
    const ByteView content = piece(record, 12, le32(record, 8));
    const std::string_view name = as_text(content.first(std::min<std::size_t>(4, content.size())));
    if (name == "EMF+") return plus(content.subspan(4));
    if (content.size() > 64 && name != "GDIC" && !std::exchange(comment_said_, true))
      emitter_.observe(
          {.trait = Trait::kPictureMetadata, .part = part_, .place = "data of the program that drew it", .cells = 1});
  }
  // [MS-EMFPLUS] §2.3: DrawString 0x401C, DrawDriverString 0x4036.
  void plus(ByteView records) {
    while (records.size() >= 12) {
      const std::uint32_t kind = le16(records, 0), size = le32(records, 4);
      if (size < 12 || size > records.size()) return;
      if (kind == 0x401c) words(piece(records, 12 + 28, 2 * static_cast<std::size_t>(le32(records, 12 + 8))), true);
      records = records.subspan(size);
    }
  }

  ByteView file_;
  const std::string& part_;
  Emitter& emitter_;
  Layer text_;
  bool comment_said_ = false;
};

// [MS-WMF] §2.3: sizes count 16-bit words.
void read_wmf(ByteView file, const std::string& part, Emitter& emitter) {
  Layer text(emitter);
  std::size_t at = le32(file, 0) == 0x9ac6cdd7 ? 22 : 0;
  at += 2 * static_cast<std::size_t>(le16(file, at + 2));
  for (;;) {
    const std::size_t size = 2 * static_cast<std::size_t>(le32(file, at));
    const std::uint32_t kind = le16(file, at + 4);
    const ByteView record = piece(file, at, size);
    if (size < 6 || record.empty()) return emitter.unread(part, "the drawing is damaged or cut short");
    at += size;
    if (kind == 0) break;
    ByteView letters;
    if (kind == 0x0521) letters = piece(record, 8, le16(record, 6));
    if (kind == 0x0a32) letters = piece(record, (le16(record, 12) & 6) != 0 ? 22 : 14, le16(record, 10));
    if (letters.empty()) continue;
    text.cell(to_utf8(letters, "windows-1252").value_or(""));
    text.end_row();
  }
  text.close(Trait::kVisible, part, "a drawing");
  tell_trailing(file.subspan(std::min<std::size_t>(at, file.size())), part, emitter, "drawing");
}

}  // namespace

std::string_view metafile_kind(ByteView file) {
  if (file.size() > 88 && le32(file, 0) == kHeader && le32(file, 40) == 0x464d4520) return "emf";
  if (file.size() > 40 && le32(file, 0) == 0x9ac6cdd7) return "wmf";
  if (file.size() > 18 && le16(file, 0) <= 2 && le16(file, 0) >= 1 && le16(file, 2) == 9 &&
      (le16(file, 4) == 0x300 || le16(file, 4) == 0x100))
    return "wmf";
  return {};
}

void read_metafile(ByteView file, const std::string& part, Emitter& emitter) {
  if (metafile_kind(file) == "emf")
    Emf(file, part, emitter).read();
  else
    read_wmf(file, part, emitter);
}

}  // namespace tipstaff::document
