// HEIC and AVIF: boxes (ISO/IEC 14496-12 §4.2), and in the box “meta” the items of the file (ISO/IEC 23008-12).
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "document/pictures/colour_profile.h"
#include "document/pictures/picture_kinds.h"
#include "document/pictures/picture_metadata.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostItems = 20'000;
constexpr int kMostDepth = 8;
// Padding between items.
constexpr std::size_t kMostGap = 1024;

struct Box {
  std::string_view type;
  ByteView content;
  std::size_t at;  // of the content, in the file
};

struct Item {
  std::string type, mime;
  std::vector<std::pair<std::size_t, std::size_t>> extents{};  // in the file
  bool elsewhere = false;                                      // in “idat” or another item
};

// A box's fields one after another; past its end everything reads as 0, and `good` says so.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}
  std::uint64_t take(unsigned bytes) {
    if (rest_.size() < bytes) {
      good_ = false;
      rest_ = {};
      return 0;
    }
    std::uint64_t out = 0;
    for (unsigned i = 0; i < bytes; ++i) out = out << 8 | rest_[i];
    rest_ = rest_.subspan(bytes);
    return out;
  }
  std::string text() {  // ends with a zero
    const std::string_view all = as_text(rest_);
    const std::size_t end = std::min(all.find('\0'), all.size());
    std::string out(all.substr(0, end));
    rest_ = rest_.subspan(std::min(end + 1, rest_.size()));
    return out;
  }
  ByteView rest() const { return rest_; }
  bool good() const { return good_; }

 private:
  ByteView rest_;
  bool good_ = true;
};

class Heif {
 public:
  Heif(ByteView file, const std::string& part, Emitter& emitter) : file_(file), part_(part), emitter_(emitter) {}

  void read() {
    if (!boxes(file_, 0, 0)) return emitter_.unread(part_, "the picture is damaged or cut short");
    for (const auto& [id, item] : items_) judge(item);
    look_for_gaps();
  }

 private:
  void say(Trait trait, std::string what) {
    emitter_.observe({.trait = trait, .part = part_, .place = std::move(what), .cells = 1});
  }

  bool boxes(ByteView bytes, std::size_t at, int depth) {
    if (depth > kMostDepth) return false;
    while (!bytes.empty()) {
      if (bytes.size() < 8) return false;
      std::uint64_t size = get_u32(bytes.data());
      std::size_t head = 8;
      if (size == 1 && bytes.size() >= 16) {
        size = get_u64(&bytes[8]);
        head = 16;
      }
      if (size == 0) size = bytes.size();
      if (size < head || size > bytes.size()) {
        if (depth > 0 || items_.empty()) return false;
        tell_trailing(bytes, part_, emitter_);
        return true;
      }
      const auto whole = static_cast<std::size_t>(size);
      if (!box({as_text(bytes.subspan(4, 4)), bytes.subspan(head, whole - head), at + head}, depth)) return false;
      bytes = bytes.subspan(whole);
      at += whole;
    }
    return true;
  }

  bool box(const Box& box, int depth) {
    if (box.type == "meta") return box.content.size() >= 4 && boxes(box.content.subspan(4), box.at + 4, depth + 1);
    if (box.type == "iinf") return list_of_items(box, depth);
    if (box.type == "infe") return item(box.content);
    if (box.type == "iprp" || box.type == "ipco") return boxes(box.content, box.at, depth + 1);
    if (box.type == "colr" && (as_text(box.content).starts_with("prof") || as_text(box.content).starts_with("rICC")))
      read_colour_profile(box.content.subspan(4), part_, emitter_);
    if (box.type == "iloc") return places(box.content);
    if (box.type == "iref") return references(box.content);
    if (box.type == "mdat") {
      data_.emplace_back(box.at, box.content.size());
    } else if (box.type == "free" || box.type == "skip") {
      if (std::ranges::any_of(box.content, [](std::uint8_t byte) { return byte != 0; }))
        say(Trait::kUnexplained, "data in space that counts as free");
    } else if (box.type == "uuid" || (depth == 0 && box.type != "ftyp" && box.type != "moov" && box.type != "styp")) {
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    } else if (box.type == "moov") {
      emitter_.unread(part_, "a film inside the picture");
    }
    return true;
  }
  bool list_of_items(const Box& box, int depth) {
    Fields fields(box.content);
    const std::uint64_t version = fields.take(1);
    fields.take(3);
    fields.take(version == 0 ? 2 : 4);
    return fields.good() && boxes(fields.rest(), box.at + (version == 0 ? 6U : 8U), depth + 1);
  }
  bool item(ByteView content) {
    Fields fields(content);
    const std::uint64_t version = fields.take(1);
    fields.take(3);
    if (version < 2) return false;
    const std::uint64_t id = fields.take(version == 2 ? 2 : 4);
    fields.take(2);
    const ByteView type = fields.rest().first(std::min<std::size_t>(4, fields.rest().size()));
    fields.take(4);
    fields.text();  // its name
    Item& item = items_[id];
    item.type = as_text(type);
    if (item.type == "mime") item.mime = fields.text();
    return fields.good() && items_.size() <= kMostItems;
  }
  bool places(ByteView content) {
    Fields fields(content);
    const std::uint64_t version = fields.take(1);
    fields.take(3);
    const std::uint64_t sizes = fields.take(2);
    const auto offset_size = static_cast<unsigned>(sizes >> 12 & 15),
               length_size = static_cast<unsigned>(sizes >> 8 & 15), base_size = static_cast<unsigned>(sizes >> 4 & 15),
               index_size = version > 0 ? static_cast<unsigned>(sizes & 15) : 0U;
    const std::uint64_t count = fields.take(version < 2 ? 2 : 4);
    for (std::uint64_t i = 0; i < count && fields.good() && i < kMostItems; ++i) {
      Item& item = items_[fields.take(version < 2 ? 2 : 4)];
      if (version > 0) item.elsewhere = (fields.take(2) & 15) != 0;
      fields.take(2);
      const std::uint64_t base = fields.take(base_size), extents = fields.take(2);
      for (std::uint64_t k = 0; k < extents && fields.good(); ++k) {
        if (index_size > 0) fields.take(index_size);
        const std::uint64_t at = base + fields.take(offset_size), length = fields.take(length_size);
        if (!item.elsewhere) item.extents.emplace_back(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
      }
    }
    return fields.good();
  }
  bool references(ByteView content) {
    if (as_text(content).find("thmb") != std::string_view::npos)
      say(Trait::kPictureThumbnail, "a small picture inside, which may show what was cropped since");
    if (as_text(content).find("auxl") != std::string_view::npos)
      say(Trait::kPictureMetadata, "a second picture of depth or outlines");
    return true;
  }

  Bytes content_of(const Item& item) const {
    Bytes out;
    for (const auto& [at, size] : item.extents)
      if (at <= file_.size() && size <= file_.size() - at && out.size() < kLargestFile)
        append(out, file_.subspan(at, size));
    return out;
  }
  void judge(const Item& item) {
    if (item.type == "Exif") {
      const Bytes content = content_of(item);
      const std::size_t skip = content.size() >= 4 ? 4 + static_cast<std::size_t>(get_u32(content.data())) : SIZE_MAX;
      if (skip >= content.size()) return emitter_.unread(part_, "its Exif data is damaged");
      read_exif(ByteView(content).subspan(skip), part_, emitter_);
    } else if (item.type == "mime" && item.mime == "application/rdf+xml") {
      read_xmp(as_text(content_of(item)), part_, emitter_);
    } else if (item.type == "mime") {
      say(Trait::kUnexplained, "data in the picture that is not part of it");
    } else if (item.type == "uri ") {
      say(Trait::kPictureMetadata, "data of a program");
    }
  }
  void look_for_gaps() {
    std::vector<std::pair<std::size_t, std::size_t>> used;
    for (const auto& [id, item] : items_) used.insert(used.end(), item.extents.begin(), item.extents.end());
    std::ranges::sort(used);
    std::size_t missing = 0;
    for (const auto& [at, size] : data_) {
      std::size_t covered = at;
      for (const auto& [from, length] : used) {
        if (from < at || from >= at + size) continue;
        if (from > covered) missing += from - covered;
        covered = std::max(covered, std::min(from + length, at + size));
      }
      missing += at + size - covered;
    }
    if (missing > kMostGap)
      say(Trait::kUnexplained, fmt::format("{} bytes that nothing in the picture refers to", missing));
  }

  ByteView file_;
  const std::string& part_;
  Emitter& emitter_;
  std::map<std::uint64_t, Item> items_;
  std::vector<std::pair<std::size_t, std::size_t>> data_;
};

}  // namespace

void read_heif(ByteView file, const std::string& part, Emitter& emitter) { Heif(file, part, emitter).read(); }

}  // namespace tipstaff::document
