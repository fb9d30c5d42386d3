// What of an SVG drawing is seen: each run of text against its own style, the drawing's edge, and what is painted under
// and over it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "document/emitter.h"
#include "document/geometry.h"
#include "document/pictures/svg_effects.h"

namespace tipstaff::document {

// “d” of a path (SVG 2 §9.3), moved by `matrix`; curves as chords of their control points' polygon.
Outline outline_of_path(std::string_view d, const Matrix& matrix);
// “points” of a polygon.
Outline outline_of_points(std::string_view points, const Matrix& matrix);
Outline outline_of_box(const PageBox& box, const Matrix& matrix);
// “translate(3 4) rotate(90)”, the last first. Nothing when it means nothing.
std::optional<Matrix> matrix_of(std::string_view transform);
// All numbers in it, however they are parted.
std::vector<double> numbers_in(std::string_view text);

class SvgCanvas {
 public:
  enum class Seen : std::uint8_t { kVisible, kHidden, kUnseen, kTiny, kCovered, kOutside, kLast = kOutside };
  struct Run {
    std::string words, colour;  // six hexadecimal digits; another word: never that of a background
    PageBox box{};              // nothing: nobody knows where
    Seen seen = Seen::kVisible;
    double size = 0;         // of its letters
    std::size_t before = 0;  // shapes painted before it
    std::vector<SvgEffect> effects{};
  };

  // The drawing's edge, where it is known.
  void edge(const PageBox& box) { edge_ = box; }
  const PageBox& edge() const { return edge_; }
  // `hides`: what is under it cannot be seen.
  void shape(Outline outline, std::string_view colour, bool hides);
  void run(Run run);
  std::size_t runs() const { return runs_.size(); }
  // Those from `first` up to `end` are not shown.
  void hide(std::size_t first, std::size_t end);
  // Judges what definitions leave of the runs, once all are known.
  void settle(const SvgDefinitions& definitions);
  // Tells of every run; false when there was too much to compare, which is told as not read.
  void close(Emitter& emitter);

 private:
  struct Shape {
    Outline outline;
    std::string colour;
    bool hides;
  };
  void judge(Run& run) const;
  bool is_under(const Run& run, const std::function<bool(const Shape&)>& holds) const;

  PageBox edge_{};
  std::vector<Shape> shapes_;
  std::vector<Run> runs_;
  bool full_ = false;
};

}  // namespace tipstaff::document
