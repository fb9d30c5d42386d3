// What of a slide is seen: each run of text against the slide's edge, what is painted under and over it, and its own
// look. Where letters stand inside their shape is estimated: lines of words at half an em a letter. Points throughout.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "document/colour.h"
#include "document/emitter.h"
#include "document/geometry.h"

namespace tipstaff::document {

// What a surface is covered with: nothing, one colour, or something that no letter's colour is compared with (a
// picture, a gradient).
struct SlidePaint {
  enum class Kind : std::uint8_t { kNone, kColour, kOther } kind = Kind::kNone;
  Rgb colour = kWhite;
  bool opaque = true;
};

struct SlideRun {
  std::string words;
  double size = 18;
  std::optional<Rgb> colour{};  // nothing: as the slide's design has it
  bool transparent = false;
};
struct SlideParagraph {
  std::vector<SlideRun> runs{};
  enum class Align : std::uint8_t { kLeft, kMiddle, kRight } align = Align::kLeft;
};

struct SlideShape {
  PageBox box{};  // empty: nobody knows where
  SlidePaint fill{};
  bool hidden = false;  // it is not shown
  bool hides = true;    // what lies under it cannot be seen, as far as it is opaque
  bool round = false;   // it fills only the middle of its box
  bool oval = false;    // and is a circle or ellipse
  enum class Holds : std::uint8_t { kWords, kPicture, kChart } holds = Holds::kWords;
  std::string picture{};  // its file, where that is known
  bool tiny = false;      // too small for anybody to see what picture or chart it is
  bool shrinks = true;    // its letters, where they do not fit
  bool clips = false;     // what runs over its end
  bool wraps = true;      // its lines
  enum class Anchor : std::uint8_t { kTop, kMiddle, kBottom } anchor = Anchor::kTop;
  double scale = 1;  // of its letters
  std::vector<SlideParagraph> text{};
};

class SlideCanvas {
 public:
  void edge(const PageBox& box) { edge_ = box; }
  void background(const SlidePaint& paint) { background_ = paint; }
  // From the lowest to the highest.
  void add(SlideShape shape) {
    if (shapes_.size() < kMostShapes)
      shapes_.push_back(std::move(shape));
    else
      full_ = true;
  }
  bool empty() const { return shapes_.empty(); }
  // Tells of every run; those that are seen as `seen`, of a hidden slide all of them.
  void close(Emitter& emitter, const std::string& part, const std::string& place, Trait seen);

 private:
  enum class Sight : std::uint8_t { kSeen, kHidden, kUnseen, kTiny, kCovered, kOff, kLast = kOff };
  static constexpr std::size_t kMostShapes = 20'000;
  struct Word {
    PageBox box;
    std::size_t run;
    Point begin;  // where it stands in letters of full size, however little room there is
  };
  std::vector<std::vector<Word>> places_of(const SlideShape& shape) const;
  Sight judge(std::size_t shape, const SlideRun& run, std::span<const Word> words) const;
  bool is_covered(std::size_t shape, const Word& word) const;
  bool runs_over(const SlideShape& shape, std::span<const Word> words) const;
  void tell_pictures(Emitter& emitter, const std::string& part, const std::string& place,
                     const std::vector<Point>& words) const;
  SlidePaint under(std::size_t shape, Point at) const;

  PageBox edge_{};
  SlidePaint background_{SlidePaint::Kind::kColour, kWhite, true};
  std::vector<SlideShape> shapes_;
  mutable std::uint64_t compared_ = 0;
  bool full_ = false;
};

}  // namespace tipstaff::document
