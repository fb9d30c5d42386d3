#include "document/slides/slide_canvas.h"

#include <algorithm>
#include <array>

#include "document/parts/picture_patches.h"

namespace tipstaff::document {
namespace {

constexpr double kLetter = 0.5, kLine = 1.2;       // of a letter's size
constexpr double kInset = 7.2, kInsetAbove = 3.6;  // points between a shape's edge and its text
constexpr double kInner = 0.15;                    // of a round shape's box, on each side
constexpr double kRoomAtLeast = 40;                // points
constexpr double kFarOver = 1.3;                   // of the room for a text, since its length is estimated
constexpr std::uint64_t kMostCompared = 200'000'000;
constexpr std::size_t kMostWords = 20'000;  // of one paragraph that are placed

std::size_t letters_in(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text) out += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
  return out;
}

PageBox middle_of(const SlideShape& shape) {
  if (!shape.round) return shape.box;
  const double x = (shape.box.x1 - shape.box.x0) * kInner, y = (shape.box.y1 - shape.box.y0) * kInner;
  return {shape.box.x0 + x, shape.box.y0 + y, shape.box.x1 - x, shape.box.y1 - y};
}

}  // namespace

// Words of every paragraph, line by line.
std::vector<std::vector<SlideCanvas::Word>> SlideCanvas::places_of(const SlideShape& shape) const {
  std::vector<std::vector<Word>> out(shape.text.size());
  if (shape.box.empty()) return out;
  const double room = std::max(shape.box.x1 - shape.box.x0 - 2 * kInset, 1.0);
  double y = 0;
  for (std::size_t i = 0; i < shape.text.size(); ++i) {
    const SlideParagraph& paragraph = shape.text[i];
    std::vector<Word>& words = out[i];
    std::size_t first = 0;
    double x = 0, line = 0;
    const auto end_line = [&] {
      const double free = std::max(room - x, 0.0), shift = paragraph.align == SlideParagraph::Align::kMiddle  ? free / 2
                                                           : paragraph.align == SlideParagraph::Align::kRight ? free
                                                                                                              : 0;
      for (; first < words.size(); ++first) words[first].box.x0 += shift, words[first].box.x1 += shift;
      y += line;
      x = 0;
    };
    for (std::size_t k = 0; k < paragraph.runs.size(); ++k) {
      const double size = paragraph.runs[k].size * shape.scale, letter = size * kLetter;
      line = std::max(line, size * kLine);
      for (std::string_view rest = paragraph.runs[k].words; !rest.empty() && words.size() < kMostWords;) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const double width = static_cast<double>(letters_in(rest.substr(0, end))) * letter;
        if (shape.wraps && x > 0 && x + width > room) end_line();
        if (width > 0)
          words.push_back({{shape.box.x0 + kInset + x, y, shape.box.x0 + kInset + x + width, y + size * kLine}, k, {}});
        x += width + (end < rest.size() ? letter : 0);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    end_line();
  }
  for (auto& words : out)
    for (Word& word : words) word.begin = {word.box.x0, word.box.y0 + shape.box.y0};
  const double height = shape.box.y1 - shape.box.y0;
  if (y > height)  // a program makes the letters smaller
    for (auto& words : out)
      for (Word& word : words) word.box.y0 *= height / y, word.box.y1 *= height / y;
  const double free = std::max(height - y, 0.0);
  const double top = shape.box.y0 + (shape.anchor == SlideShape::Anchor::kMiddle   ? free / 2
                                     : shape.anchor == SlideShape::Anchor::kBottom ? free - kInsetAbove
                                                                                   : kInsetAbove);
  for (auto& words : out)
    for (Word& word : words) word.box.y0 += top, word.box.y1 += top;
  return out;
}

bool SlideCanvas::is_covered(std::size_t shape, const Word& word) const {
  const Point middle{(word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2};
  const Point begin{word.box.x0 + (word.box.x1 - word.box.x0) / 5, middle.y},
      end{word.box.x1 - (word.box.x1 - word.box.x0) / 5, middle.y};
  for (std::size_t i = shape + 1; i < shapes_.size() && ++compared_ < kMostCompared; ++i) {
    const SlideShape& over = shapes_[i];
    if (over.hidden || !over.hides || over.fill.kind == SlidePaint::Kind::kNone || !over.fill.opaque) continue;
    const PageBox box = middle_of(over);
    if (box.holds(middle) && box.holds(begin) && box.holds(end)) return true;
  }
  return false;
}

// Far beyond the end of the slide, or of a shape that cuts its text off.
bool SlideCanvas::runs_over(const SlideShape& shape, std::span<const Word> words) const {
  if (shape.shrinks || words.empty() || shape.box.empty() || edge_.empty() || shape.anchor != SlideShape::Anchor::kTop)
    return false;
  const double end = shape.clips ? shape.box.y1 : edge_.y1;
  const double below = shape.box.y0 + kFarOver * std::max(end - shape.box.y0, kRoomAtLeast),
               behind = shape.box.x0 + kFarOver * std::max(edge_.x1 - shape.box.x0, kRoomAtLeast);
  return std::ranges::all_of(words, [&](const Word& word) { return word.begin.y > below || word.begin.x > behind; });
}

SlidePaint SlideCanvas::under(std::size_t shape, Point at) const {
  for (std::size_t i = shape + 1; i-- > 0 && ++compared_ < kMostCompared;) {
    const SlideShape& below = shapes_[i];
    if (below.hidden || below.fill.kind == SlidePaint::Kind::kNone) continue;
    if (i != shape && shapes_[shape].box.empty()) break;
    if (i == shape || below.box.holds(at))
      return below.fill.opaque ? below.fill : SlidePaint{SlidePaint::Kind::kOther, kWhite, false};
  }
  return background_;
}

SlideCanvas::Sight SlideCanvas::judge(std::size_t number, const SlideRun& run, std::span<const Word> words) const {
  const SlideShape& shape = shapes_[number];
  if (shape.hidden) return Sight::kHidden;
  if (run.transparent) return Sight::kUnseen;
  if (run.size * shape.scale < kSmallestLetters) return Sight::kTiny;
  if (!shape.box.empty() && !edge_.empty() && shape.box.cut(edge_).empty()) return Sight::kOff;
  if (!words.empty() && !edge_.empty() &&
      std::ranges::all_of(words, [&](const Word& word) { return word.box.cut(edge_).empty(); }) &&
      shape.anchor == SlideShape::Anchor::kTop)
    return Sight::kOff;
  if (runs_over(shape, words)) return Sight::kOff;
  for (const Word& word : words)
    if (is_covered(number, word)) return Sight::kCovered;
  const Point at = words.empty()
                       ? Point{(shape.box.x0 + shape.box.x1) / 2, (shape.box.y0 + shape.box.y1) / 2}
                       : Point{(words[0].box.x0 + words[0].box.x1) / 2, (words[0].box.y0 + words[0].box.y1) / 2};
  const SlidePaint paper = under(number, at);
  return run.colour && paper.kind == SlidePaint::Kind::kColour && look_same(*run.colour, paper.colour) ? Sight::kUnseen
                                                                                                       : Sight::kSeen;
}

void SlideCanvas::tell_pictures(Emitter& emitter, const std::string& part, const std::string& place,
                                const std::vector<Point>& words) const {
  constexpr std::size_t kMostPainted = 5'000;
  using Holds = SlideShape::Holds;
  if (std::ranges::all_of(shapes_, [](const SlideShape& shape) { return shape.holds == Holds::kWords; })) return;
  std::vector<Painted> painted;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const SlideShape& shape = shapes_[i];
    if (shape.hidden || shape.box.empty()) continue;
    Painted out;
    out.box = shape.box;
    out.form = !shape.round ? Painted::Form::kBox : shape.oval ? Painted::Form::kRound : Painted::Form::kOther;
    out.what = shape.holds == Holds::kPicture ? Painted::What::kPicture
               : shape.holds == Holds::kChart ? Painted::What::kChart
                                              : Painted::What::kShape;
    out.opaque = shape.hides && shape.fill.kind != SlidePaint::Kind::kNone && shape.fill.opaque;
    out.picture = shape.picture;
    if (shape.fill.kind == SlidePaint::Kind::kColour) out.colour = shape.fill.colour;
    out.bare = out.opaque && std::ranges::none_of(words, [&](Point word) { return shape.box.holds(word); });
    painted.push_back(out);
    if (painted.size() >= kMostPainted) break;
  }
  const PatchedPictures found = patched_pictures(painted);
  const auto tell = [&](std::size_t count, std::string_view what) {
    if (count > 0)
      emitter.observe({.trait = Trait::kPictureCovered,
                       .part = part,
                       .place = place + (place.empty() ? "" : ", ") + std::string(what),
                       .cells = count});
  };
  tell(found.whole, "pictures or charts under a shape");
  tell(found.part, "pictures, a part of which lies under a shape");
}

void SlideCanvas::close(Emitter& emitter, const std::string& part, const std::string& place, Trait seen) {
  std::vector<Layer> layers(static_cast<std::size_t>(Sight::kLast) + 1, Layer(emitter));
  std::uint64_t off = 0;  // pictures and charts that lie off the slide
  std::vector<Point> seen_words;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const SlideShape& shape = shapes_[i];
    const auto places = places_of(shape);
    for (std::size_t k = 0; k < shape.text.size(); ++k) {
      std::string line;
      std::span<const Word> rest(places[k]);
      for (std::size_t run = 0; run < shape.text[k].runs.size(); ++run) {
        const std::size_t count = static_cast<std::size_t>(
            std::ranges::find_if(rest, [&](const Word& word) { return word.run != run; }) - rest.begin());
        const std::string& words = shape.text[k].runs[run].words;
        const Sight sight = seen == Trait::kVisible && !is_blank(words)
                                ? judge(i, shape.text[k].runs[run], rest.first(count))
                                : Sight::kSeen;
        if (sight == Sight::kSeen && seen_words.size() < kMostWords)
          for (const Word& word : rest.first(count))
            seen_words.push_back({(word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2});
        rest = rest.subspan(count);
        if (sight == Sight::kSeen)
          line += words;
        else
          layers[static_cast<std::size_t>(sight)].cell(words);
      }
      layers[0].cell(line);
      for (Layer& layer : layers) layer.end_row();
    }
    const bool holds = shape.holds != SlideShape::Holds::kWords,
               drawn = holds || (shape.text.empty() && shape.fill.kind == SlidePaint::Kind::kOther),
               away = !shape.box.empty() && !edge_.empty() && shape.box.cut(edge_).empty();
    if ((drawn && away) || (holds && shape.tiny)) ++off;
  }
  if (full_ || compared_ >= kMostCompared) emitter.unread(part, "there is more on the slide than is compared");
  const auto end = [&](Sight sight, Trait trait, std::string_view what) {
    layers[static_cast<std::size_t>(sight)].close(
        trait, part, place.empty() ? std::string(what) : place + (what.empty() ? "" : ", ") + std::string(what));
  };
  if (seen == Trait::kSlideHidden && layers[0].cells() == 0)
    emitter.observe({.trait = seen, .part = part, .place = place + ", without text"});
  end(Sight::kSeen, seen, "");
  end(Sight::kHidden, Trait::kHiddenShape, "text in shapes that are not shown");
  end(Sight::kUnseen, Trait::kTextUnseen, "text in the colour of its background, or transparent");
  end(Sight::kTiny, Trait::kTextTiny, "text too small to be seen");
  end(Sight::kCovered, Trait::kTextCovered, "text under a shape or picture");
  end(Sight::kOff, Trait::kTextOffPage, "text off the slide, or far over the end of its shape");
  if (off > 0 && seen == Trait::kVisible)
    emitter.observe({.trait = Trait::kHiddenShape,
                     .part = part,
                     .place = place + ", pictures or charts off the slide, or too small",
                     .cells = off});
  if (seen == Trait::kVisible) tell_pictures(emitter, part, place, seen_words);
  *this = {};
}

}  // namespace tipstaff::document
