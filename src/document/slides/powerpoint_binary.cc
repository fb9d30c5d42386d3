#include "document/slides/powerpoint_binary.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>

#include "document/containers/unpack.h"
#include "document/letters.h"
#include "document/parts/escher.h"
#include "document/reader.h"
#include "document/slides/powerpoint_aside.h"
#include "document/slides/powerpoint_records.h"
#include "document/slides/powerpoint_text.h"

namespace tipstaff::document {
namespace {

using namespace powerpoint;

constexpr const char* kPart = "PowerPoint Document";
constexpr std::size_t kMostEdits = 10'000, kMostObject = std::size_t{256} << 20;
constexpr double kUnit = 8;  // 1/576 inch to a point
constexpr std::uint32_t kLocked = 0xf3d1c4df;

std::string text_of(const Record& record) {
  std::string out = record.type == kTextNarrow ? from_code_page(record.data, 28591) : from_utf16(record.data);
  std::ranges::replace(out, '\v', ' ');
  return out;
}

// A text as it lies in the file, with its look.
struct Text {
  ByteView letters, style;
  bool narrow = false;
};

class Presentation {
 public:
  Presentation(ByteView bytes, Emitter& emitter)
      : bytes_(bytes),
        emitter_(emitter),
        visible_(emitter),
        hidden_(emitter),
        notes_(emitter),
        comments_(emitter),
        authors_(emitter),
        shapes_(emitter),
        old_(emitter),
        aside_(kPart, emitter),
        used_(bytes.size()) {}

  void read(std::size_t last_edit) {
    if (!read_edits(last_edit)) return emitter_.unread(kPart, "the list of its parts is damaged");
    const auto document = live_.find(document_);
    if (document == live_.end()) return emitter_.unread(kPart, "its main part is missing");
    read_document(document->second);
    for (const auto& [id, at] : live_) read_object(id, at);
    look_for_old();
    close();
  }

 private:
  // From the last edit to the first (§2.3.3): where each object is, the latest place counting.
  bool read_edits(std::size_t at) {
    std::set<std::size_t> seen;
    bool first = true;
    while (at != 0 || first) {
      const auto edit = record_at(bytes_, at);
      if (!edit || edit->type != kUserEdit || !seen.insert(at).second || seen.size() > kMostEdits) return false;
      use(at, edit->end);
      aside_.words().add(part_of(edit->data, 28));
      if (std::exchange(first, false)) document_ = little32(edit->data, 16);
      const std::size_t list = little32(edit->data, 12);
      const auto directory = record_at(bytes_, list);
      if (!directory || directory->type != kDirectory) return false;
      use(list, directory->end);
      std::size_t i = 0;
      while (i + 4 <= directory->data.size()) {
        const std::uint32_t head = little32(directory->data, i);
        for (std::uint32_t k = 0; k < head >> 20; ++k)
          live_.emplace((head & 0xfffff) + k, little32(directory->data, i + 4 + 4 * std::size_t{k}));
        i += 4 + 4 * std::size_t{head >> 20};
      }
      if (i != directory->data.size()) return false;
      at = little32(edit->data, 8);
    }
    return true;
  }
  void use(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && i < used_.size(); ++i) used_[i] = true;
  }

  // The order of slides, and texts that stand in the outline instead of on the slide (§2.4.14.3).
  void read_document(std::size_t at) {
    const auto document = record_at(bytes_, at);
    if (!document || document->type != kDocument) return emitter_.unread(kPart, "its main part is damaged");
    const bool whole = walk(document->data, [&](const Record& record) {
      if (record.type == kDocumentAtom) {
        width_ = static_cast<std::int32_t>(little32(record.data, 0));
        height_ = static_cast<std::int32_t>(little32(record.data, 4));
      }
      if (record.type == kVbaInfo && little32(record.data, 4) != 0)
        emitter_.observe({.trait = Trait::kMacro, .part = kPart, .place = "a macro project"});
      if (record.type == kControl)
        emitter_.observe({.trait = Trait::kActiveX, .part = kPart, .place = "an ActiveX control"});
      if (record.type == kSlideList) {
        read_list(record);
        return false;
      }
      return record.container;
    });
    if (!whole) emitter_.unread(kPart, "its main part is damaged");
  }
  void read_list(const Record& list) {
    std::uint32_t slide = 0;
    const bool whole = walk(list.data, [&](const Record& record) {
      if (record.type == kSlidePersist) {
        slide = little32(record.data, 0);
        if (list.instance == 1) masters_[little32(record.data, 12)] = slide;
        if (list.instance == 0) numbers_.emplace(slide, numbers_.size() + 1);
      }
      if (record.type == kTextHeader) outline_[slide].emplace_back();
      if ((record.type == kTextWide || record.type == kTextNarrow) && !outline_[slide].empty())
        outline_[slide].back() = {record.data, {}, record.type == kTextNarrow};
      if (record.type == kTextStyle && !outline_[slide].empty()) outline_[slide].back().style = record.data;
      return false;
    });
    if (!whole) emitter_.unread(kPart, "the list of its slides is damaged");
  }

  void read_object(std::uint32_t id, std::size_t at) {
    const auto object = record_at(bytes_, at);
    if (!object) return emitter_.unread(kPart, fmt::format("its part {} is damaged", id));
    if (used_[at]) return;  // two numbers of one object
    use(at, object->end);
    aside_.look(*object, object->type == kMaster || object->type == kHandout);
    if (object->type == kSlide) return read_slide(id, *object);
    if (object->type == kNotesPage) return read_page(*object, notes_, id, nullptr);
    if (object->type == kStored) return read_stored(*object, id);
  }
  void read_slide(std::uint32_t id, const Record& slide) {
    bool hidden = false;
    walk(slide.data, [&](const Record& record) {
      if (record.type == kSlideShow) hidden = (little16(record.data, 10) & 4) != 0;
      return false;
    });
    // A slide that the list does not name is shown by no program.
    const auto number = numbers_.find(id);
    const bool lost = number == numbers_.end();
    if (hidden && !lost) hidden_slides_ += (hidden_slides_.empty() ? "" : ", ") + std::to_string(number->second);
    if (hidden) ++hidden_count_;
    Layer& layer = lost ? old_ : hidden ? hidden_ : visible_;
    const std::vector<Text>& outline = outline_[id];
    if (lost || hidden) {
      for (const Text& text : outline) say(layer, words_of(text));
      return read_page(slide, layer, id, nullptr);
    }
    Ground ground = ground_of(slide);
    ground.outline = &outline;
    ground.referred.resize(outline.size());
    read_page(slide, layer, id, &ground);
    for (std::size_t i = 0; i < outline.size(); ++i)
      if (!ground.referred[i]) say(layer, words_of(outline[i]));
    ground.canvas.close(emitter_, kPart, fmt::format("slide {}", number->second), Trait::kVisible);
  }
  static std::string words_of(const Text& text) {
    std::string out = text.narrow ? from_code_page(text.letters, 28591) : from_utf16(text.letters);
    std::ranges::replace(out, '\v', ' ');
    return out;
  }

  // What a slide's text is painted on and under; its colours are its own or its master's (§2.5.10).
  struct Ground {
    SlideCanvas canvas;
    PowerpointScheme scheme;
    const std::vector<Text>* outline = nullptr;
    std::vector<bool> referred;
    bool paints_background = true;  // who is read says so
  };
  Ground ground_of(const Record& slide) {
    Ground out;
    out.canvas.edge({0, 0, width_ / kUnit, height_ / kUnit});
    std::uint32_t master = 0, flags = 0;
    walk(slide.data, [&](const Record& record) {
      if (record.type == kSlideAtom) {
        master = little32(record.data, 12);
        flags = little16(record.data, 20);
      }
      return false;
    });
    const auto known = masters_.find(master);
    const auto at = known == masters_.end() ? live_.end() : live_.find(known->second);
    const auto object = at == live_.end() ? std::nullopt : record_at(bytes_, at->second);
    if (object && object->type == kMaster) {
      read_scheme(*object, out.scheme);
      out.paints_background = (flags & 4) != 0;
      if ((flags & 5) != 0)
        walk(object->data, [&](const Record& record) {
          if (record.type == kDrawing) paint_drawing(record.data, out, (flags & 1) != 0);
          return false;
        });
    }
    out.paints_background = (flags & 4) == 0;
    if ((flags & 2) == 0) read_scheme(slide, out.scheme);
    return out;
  }
  static void read_scheme(const Record& page, PowerpointScheme& scheme) {
    walk(page.data, [&](const Record& record) {
      if (record.type != kColours || record.instance != 1) return false;
      scheme.clear();
      for (std::size_t i = 0; i < 8; ++i)
        scheme.push_back(*powerpoint_fill(little32(record.data, 4 * i) & 0xffffff, {}));
      return false;
    });
  }
  // The shapes of a master, without their words.
  void paint_drawing(ByteView drawing, Ground& ground, bool objects) {
    walk(drawing, [&](const Record& record) {
      if (record.type != 0xf004) return record.container;
      for (const EscherShape& shape : escher_shapes_of(record.data)) {
        SlideShape out = painted(shape, record.data, ground);
        if (shape.background || !objects) continue;
        bool placeholder = false;
        walk(record.data, [&](const Record& inner) {
          placeholder = placeholder || inner.type == 0x0bc3;
          return inner.type == 0xf011;
        });
        out.holds = SlideShape::Holds::kWords;
        if (!placeholder) ground.canvas.add(std::move(out));
      }
      return false;
    });
  }
  // Its place and fill; a background becomes the slide's.
  SlideShape painted(const EscherShape& shape, ByteView record, Ground& ground) {
    SlideShape out;
    walk(record, [&](const Record& inner) {
      if (inner.type == 0xf010 && inner.data.size() >= 8) out.box = box_of(inner.data);
      return false;
    });
    const auto colour = shape.fill_colour ? powerpoint_fill(*shape.fill_colour, ground.scheme) : std::optional(kWhite);
    const bool filled = shape.filled.value_or(shape.fill_colour.has_value());
    if (filled)
      out.fill = shape.fill_kind == 0 && colour
                     ? SlidePaint{SlidePaint::Kind::kColour, *colour, shape.fill_opacity >= 0xe666}
                     : SlidePaint{SlidePaint::Kind::kOther, kWhite, shape.fill_opacity >= 0xe666};
    if (filled && shape.fill_opacity < 0xccc) out.fill = {};
    out.hidden = shape.hidden && !shape.deleted;
    out.round = shape.type != 1 && shape.type != 2 && shape.type != 202;
    out.oval = shape.type == 3;
    if (shape.type == 75) {
      out.fill = {SlidePaint::Kind::kOther, kWhite, false};
      out.holds = SlideShape::Holds::kPicture;
    }
    if (shape.background && filled && ground.paints_background) ground.canvas.background(out.fill);
    return out;
  }
  static PageBox box_of(ByteView anchor) {
    const auto at = [&](std::size_t i) -> double {
      return (anchor.size() >= 16 ? static_cast<double>(static_cast<std::int32_t>(little32(anchor, 4 * i)))
                                  : static_cast<double>(static_cast<std::int16_t>(little16(anchor, 2 * i)))) /
             kUnit;
    };
    return {at(1), at(0), at(2), at(3)};
  }

  void read_page(const Record& page, Layer& layer, std::uint32_t id, Ground* ground) {
    const bool whole = walk(page.data, [&](const Record& record) {
      if (record.type == kDrawing) {
        read_drawing(record.data, layer, ground);
        return false;
      }
      if (record.type == kComment) {
        read_comment(record);
        return false;
      }
      return record.container || record.type == kTagData;
    });
    if (!whole) emitter_.unread(kPart, fmt::format("its part {} is damaged", id));
  }
  void read_comment(const Record& comment) {
    const bool whole = walk(comment.data, [&](const Record& record) {
      if (record.type == kWord) comments_.cell(text_of(record));
      if (record.type == kWord && record.instance == 0) {
        authors_.cell(text_of(record));
        authors_.end_row();
      }
      return false;
    });
    if (!whole) emitter_.unread(kPart, "a comment is damaged");
    comments_.end_row();
  }

  // The texts of each shape go with the shape: hidden, off the slide, or shown.
  void read_drawing(ByteView drawing, Layer& layer, Ground* ground) {
    const bool whole = walk(drawing, [&](const Record& record) {
      if (record.type == 0xf004) {
        read_shape(record.data, layer, ground);
        return false;
      }
      return record.container;
    });
    if (!whole) emitter_.unread(kPart, "a drawing is damaged");
  }
  void read_shape(ByteView shape, Layer& layer, Ground* ground) {
    bool off = false;
    std::vector<Text> texts;
    const bool whole = walk(shape, [&](const Record& record) {
      if (record.type == 0xf010 && record.data.size() >= 8 && width_ > 0) off = is_off(record.data);
      if (record.type == kTextWide || record.type == kTextNarrow)
        texts.push_back({record.data, {}, record.type == kTextNarrow});
      if (record.type == kTextStyle && !texts.empty()) texts.back().style = record.data;
      if (record.type == kTextReference && ground != nullptr && ground->outline != nullptr)
        if (const std::size_t index = little32(record.data, 0);
            index < ground->outline->size() && !ground->referred[index]) {
          ground->referred[index] = true;
          texts.push_back((*ground->outline)[index]);
        }
      return record.type == 0xf00d || (record.container && record.type != 0xf011);
    });
    if (!whole) emitter_.unread(kPart, "a shape is damaged");
    bool hidden = false;
    for (const EscherShape& each : escher_shapes_of(shape)) {
      hidden = hidden || (each.hidden && !each.deleted);
      if (each.cropped) ++cropped_;
    }
    if (hidden) ++hidden_shapes_;
    const auto shapes = escher_shapes_of(shape);
    if (ground == nullptr || hidden || off || shapes.size() != 1) {
      for (const Text& text : texts) say(hidden || off ? shapes_ : layer, words_of(text));
      for (const EscherShape& each : shapes) say(hidden || off ? shapes_ : layer, each.art);
      return;
    }
    SlideShape out = painted(shapes[0], shape, *ground);
    for (const Text& text : texts)
      for (SlideParagraph& paragraph : powerpoint_paragraphs(text.letters, text.narrow, text.style, ground->scheme))
        if (paragraph.runs.size() != 1 || paragraph.runs[0].words != "*") out.text.push_back(std::move(paragraph));
    if (!shapes[0].art.empty()) out.text.push_back({{{shapes[0].art, 18, std::nullopt, false}}});
    if (!shapes[0].background) ground->canvas.add(std::move(out));
  }
  static std::vector<EscherShape> escher_shapes_of(ByteView shape) {
    Bytes whole{0x0f, 0, 0x04, 0xf0};
    for (int i = 0; i < 4; ++i) whole.push_back(static_cast<std::uint8_t>(shape.size() >> (8 * i)));
    append(whole, shape);
    return escher_shapes(whole);
  }
  // §2.7.1: top, left, right, bottom, in 1/576 inch.
  bool is_off(ByteView anchor) const {
    const auto at = [&](std::size_t i) -> std::int32_t {
      return anchor.size() >= 16 ? static_cast<std::int32_t>(little32(anchor, 4 * i))
                                 : static_cast<std::int16_t>(little16(anchor, 2 * i));
    };
    return at(3) <= 0 || at(2) <= 0 || at(0) >= height_ || at(1) >= width_;
  }

  // Marks like “*” stand for the date and the number of the slide.
  static void say(Layer& layer, std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\r'), text.size());
      if (end > 1 || text[0] != '*') layer.cell(text.substr(0, end));
      layer.end_row();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  // §2.10.34: an embedded document, or macros: a compound file, mostly packed.
  void read_stored(const Record& object, std::uint32_t id) {
    const std::string name = fmt::format("embedded object {}", id);
    const auto tell = [&](ByteView bytes) {
      emitter_.observe({.trait = Trait::kEmbedded, .part = name, .place = "an embedded object"});
      read_inside(bytes, name, emitter_);
    };
    if (object.instance == 0) return tell(object.data);
    const auto plain = unpack_zlib(part_of(object.data, 4), kMostObject);
    if (!plain) return emitter_.unread(name, plain.error().message());
    tell(*plain);
  }

  // What no object of the last edit uses: objects of earlier edits, kept by fast saves.
  void look_for_old() {
    Leftovers left(emitter_);
    for (std::size_t at = 0; at < used_.size();) {
      if (used_[at]) {
        ++at;
        continue;
      }
      const auto object = record_at(bytes_, at);
      std::size_t end = at;
      while (end < used_.size() && !used_[end]) ++end;
      if (!object || object->end > end || object->type < kDocument) {
        left.add(part_of(bytes_, at, end - at));
        at = end;
        continue;
      }
      ++old_objects_;
      walk(part_of(bytes_, at, object->end - at), [&](const Record& record) {
        if (record.type == kTextWide || record.type == kTextNarrow) say(old_, text_of(record));
        return record.container;
      });
      at = object->end;
    }
    left.close(kPart, "bytes between its parts");
  }

  void close() {
    visible_.close(Trait::kVisible, kPart, "the slides");
    const std::string which = "slides " + hidden_slides_;
    if (hidden_count_ > 0 && hidden_.cells() == 0)
      emitter_.observe({.trait = Trait::kSlideHidden, .part = kPart, .place = which, .cells = hidden_count_});
    hidden_.close(Trait::kSlideHidden, kPart, which);
    aside_.close();
    notes_.close(Trait::kNotes, kPart, "speaker's notes");
    comments_.close(Trait::kComment, kPart, "comments");
    authors_.close(Trait::kCommentAuthor, kPart, "the authors of comments");
    if (hidden_shapes_ > 0 && shapes_.cells() == 0)
      emitter_.observe(
          {.trait = Trait::kHiddenShape, .part = kPart, .place = "hidden shapes", .cells = hidden_shapes_});
    shapes_.close(Trait::kHiddenShape, kPart, "texts in shapes that are hidden or lie off the slide");
    if (cropped_ > 0)
      emitter_.observe(
          {.trait = Trait::kCropped, .part = kPart, .place = "a picture with a part cut off", .cells = cropped_});
    if (old_objects_ > 0 && old_.cells() == 0)
      emitter_.observe(
          {.trait = Trait::kLeftover, .part = kPart, .place = "parts of an earlier version", .cells = old_objects_});
    old_.close(Trait::kLeftoverText, kPart, "text of earlier versions, kept by fast saves, or of slides that are gone");
  }

  ByteView bytes_;
  Emitter& emitter_;
  Layer visible_, hidden_, notes_, comments_, authors_, shapes_, old_;
  PowerpointAside aside_;
  std::map<std::uint32_t, std::uint32_t> live_;
  std::map<std::uint32_t, std::size_t> numbers_;
  std::map<std::uint32_t, std::vector<Text>> outline_;
  std::map<std::uint32_t, std::uint32_t> masters_;  // by the number that slides call them
  std::vector<bool> used_;
  std::string hidden_slides_;
  std::uint64_t hidden_count_ = 0, hidden_shapes_ = 0, cropped_ = 0, old_objects_ = 0;
  std::uint32_t document_ = 0;
  std::int32_t width_ = 0, height_ = 0;
};

// One picture behind the other (§2.1.3).
void read_pictures(ByteView bytes, Emitter& emitter) {
  Leftovers left(emitter);
  for (std::size_t at = 0; at < bytes.size();) {
    const auto picture = record_at(bytes, at);
    if (!picture || !is_escher_picture(picture->type)) {
      left.add(part_of(bytes, at));
      break;
    }
    EscherRecord record;
    record.instance = picture->instance;
    record.type = picture->type;
    record.data = picture->data;
    read_escher_picture(record, "Pictures", emitter);
    at = picture->end;
  }
  left.close("Pictures", "bytes behind the last picture");
}

}  // namespace

void read_powerpoint(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  const auto whole = [&](std::string_view name) -> std::optional<Bytes> {
    const CompoundEntry* stream = file.find(storage, name);
    if (stream == nullptr || stream->storage) return std::nullopt;
    auto bytes = file.whole(*stream);
    if (bytes) return std::move(*bytes);
    emitter.unread(name, bytes.error().message());
    return std::nullopt;
  };
  const auto user = whole("Current User"), main = whole("PowerPoint Document");
  if (!user || !main) return emitter.unread(kPart, "it lacks the record that says where its last edit is");
  if (little32(*user, 12) == kLocked) {
    file.take(storage);
    return emitter.observe({.trait = Trait::kEncrypted, .part = kPart, .place = "an encrypted presentation"});
  }
  if (little16(*user, 20) > 0)
    emitter.observe(
        {.trait = Trait::kAuthor, .part = "Current User", .place = "the name of the user who saved it", .cells = 1});
  // The user's name, a number, and the name in letters of 16 bits (§2.3.2).
  const std::size_t name = little16(*user, 20);
  RecordWords words(emitter);
  words.prose(part_of(*user, 28, name));
  words.prose(part_of(*user, 32 + name, 2 * name));
  words.add(part_of(*user, 32 + 3 * name));
  words.close("Current User", "words in records, which no program shows");
  Presentation(*main, emitter).read(little32(*user, 16));
  if (const auto pictures = whole("Pictures")) read_pictures(*pictures, emitter);
}

}  // namespace tipstaff::document
