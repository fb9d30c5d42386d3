#include "document/mail/tnef.h"

#include <fmt/format.h>

#include "document/charset.h"
#include "document/letters.h"
#include "document/mail/mail_words.h"
#include "document/reader.h"
#include "document/word/packed_rtf.h"

namespace tipstaff::document {
namespace {

constexpr std::uint32_t kSignature = 0x223e9f78;
constexpr std::size_t kMostRtf = std::size_t{64} << 20;
// Attributes (§2.1.3.2) and properties ([MS-OXPROPS]) that hold words or files.
constexpr std::uint32_t kFrom = 0x00008000, kSubject = 0x00018004, kBody = 0x0002800c, kTitle = 0x00018010,
                        kData = 0x0006800f, kMessage = 0x00069003, kAttachment = 0x00069005, kStart = 0x00069002;
constexpr std::uint32_t kPlainText = 0x1000, kPackedRtf = 0x1009, kPage = 0x1013, kLongName = 0x3707, kObject = 0x3701;

class TnefReader {
 public:
  TnefReader(ByteView file, Emitter& emitter)
      : rest_(file.subspan(6)), emitter_(emitter), shown_(emitter), words_(emitter) {}

  void read() {
    while (!rest_.empty()) {
      const std::uint32_t id = little32(rest_, 1), size = little32(rest_, 5);
      if (rest_.size() < 11 || size > rest_.size() - 11) return emitter_.unread("", "it is cut short or damaged");
      const ByteView data = rest_.subspan(9, size);
      std::uint32_t sum = 0;
      for (const std::uint8_t byte : data) sum += byte;
      if ((sum & 0xffff) != little16(rest_, 9 + size)) return emitter_.unread("", "it is damaged");
      attribute(id, data);
      rest_ = rest_.subspan(11 + size);
    }
    end_attachment();
    shown_.close(Trait::kVisible, "", "the mail");
    // Once all that is shown is known.
    for (const std::string& text : texts_) words_.text(text);
    for (const Bytes& bytes : others_) words_.bytes(bytes);
    words_.close("words in properties that no mail program shows");
  }

 private:
  void attribute(std::uint32_t id, ByteView data) {
    if (id == kSubject || id == kFrom || id == kBody)
      line(to_utf8(data, "windows-1252").value_or(""));
    else if (id == kTitle)
      name_ = to_utf8(data, "windows-1252").value_or("");
    else if (id == kData)
      content_ = to_bytes(data);
    else if (id == kMessage || id == kAttachment)
      properties(data);
    else
      others_.push_back(to_bytes(data));
    if (id == kStart) end_attachment();
  }
  void line(std::string words) {
    while (!words.empty() && words.back() == '\0') words.pop_back();
    shown_.cell(words);
    shown_.end_row();
    words_.shown(words);
  }
  void end_attachment() {
    while (!name_.empty() && name_.back() == '\0') name_.pop_back();
    const std::string name = name_.empty() ? "an attached file" : std::exchange(name_, {});
    const Bytes content = std::exchange(content_, {});
    if (content.empty()) return;
    emitter_.observe({.trait = Trait::kAttachment, .part = name, .place = "an attached file", .cells = 1});
    read_inside(content, name, emitter_);
  }

  // A list of properties (§2.1.3.4): type, id, for named ones their name, then the value or values.
  void properties(ByteView data) {
    std::size_t at = 4;
    for (std::uint32_t left = little32(data, 0); left > 0; --left) {
      if (at + 4 > data.size()) return emitter_.unread("", "its properties are damaged");
      const std::uint32_t type = little16(data, at), id = little16(data, at + 2);
      at += 4;
      if (id >= 0x8000) {
        const bool by_name = little32(data, at + 16) == 1;
        if (by_name) others_.push_back(to_bytes(part_of(data, at + 24, little32(data, at + 20))));
        at += 20;
        at += 4 + (by_name ? padded(little32(data, at)) : 0);
      }
      const std::uint32_t kind = type & 0x0fff;
      const bool many = (type & 0x1000) != 0, long_ = kind == 0x1e || kind == 0x1f || kind == 0x102 || kind == 0x0d;
      const std::uint32_t values = many || long_ ? little32(data, at) : 1;
      if (many || long_) at += 4;
      if (values > data.size()) return emitter_.unread("", "its properties are damaged");
      for (std::uint32_t i = 0; i < values; ++i) {
        const std::size_t size = long_ ? little32(data, at) : size_of(kind);
        if (long_) at += 4;
        if (at > data.size() || size > data.size() - at) return emitter_.unread("", "its properties are damaged");
        value(id, kind, data.subspan(at, size));
        at += padded(size);
      }
    }
  }
  static std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }
  static std::size_t size_of(std::uint32_t kind) {
    return kind == 0x05 || kind == 0x06 || kind == 0x07 || kind == 0x14 || kind == 0x40 ? 8 : kind == 0x48 ? 16 : 4;
  }
  void value(std::uint32_t id, std::uint32_t kind, ByteView data) {
    const std::string charset = kind == 0x1f ? "utf-16le" : "windows-1252";
    if (id == kPlainText) line(to_utf8(data, charset).value_or(""));
    if (id == kLongName) name_ = to_utf8(data, charset).value_or("");
    if (id == kPage) read_inside(data, "the text as a page", emitter_);
    if (id == kPackedRtf) {
      if (const auto rtf = unpack_rtf(data, kMostRtf))
        read_inside(*rtf, "the text as rich text", emitter_);
      else
        emitter_.unread("the text as rich text", rtf.error().message());
    }
    if (id != kPlainText && id != kLongName && id != kPage && id != kPackedRtf && id != kObject) {
      if (kind == 0x1e || kind == 0x1f)
        texts_.push_back(to_utf8(data, charset).value_or(""));
      else
        others_.push_back(to_bytes(data));
    }
    if (id == kObject && data.size() > 16) {  // a class, then a file or a whole mail
      emitter_.observe({.trait = Trait::kMailInside, .place = "an object or a whole mail", .cells = 1});
      read_inside(data.subspan(16), "an object", emitter_);
    }
  }

  ByteView rest_;
  Emitter& emitter_;
  Layer shown_;
  MailWords words_;
  std::vector<std::string> texts_;  // of properties that are not shown
  std::vector<Bytes> others_;       // and what else is in them
  std::string name_;
  Bytes content_;
};

}  // namespace

bool is_tnef(ByteView file) { return file.size() > 6 && little32(file, 0) == kSignature; }

void read_tnef(ByteView file, Emitter& emitter) { TnefReader(file, emitter).read(); }

}  // namespace tipstaff::document
