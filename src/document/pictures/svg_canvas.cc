#include "document/pictures/svg_canvas.h"

#include <array>
#include <charconv>
#include <cmath>

#include "document/colour.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostShapes = 400'000, kMostRuns = 400'000, kMostPoints = 8'000'000;
constexpr std::uint64_t kMostCompared = 400'000'000;
constexpr double kOneLine = 0.4;  // letters: baselines so near are one line

// Numbers and letters of a path, one after another.
class PathWords {
 public:
  explicit PathWords(std::string_view text) : text_(text) {}
  char command() {  // 0: a number follows, or nothing
    skip();
    if (text_.empty() || !((text_[0] >= 'A' && text_[0] <= 'Z') || (text_[0] >= 'a' && text_[0] <= 'z'))) return 0;
    const char out = text_[0];
    text_.remove_prefix(1);
    return out;
  }
  std::optional<double> number() {
    skip();
    if (text_.starts_with('+')) text_.remove_prefix(1);
    double out = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), out);
    if (error != std::errc() || !std::isfinite(out)) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return out;
  }
  // One digit, without anything after it (an arc's flags).
  std::optional<double> flag() {
    skip();
    if (text_.empty() || (text_[0] != '0' && text_[0] != '1')) return std::nullopt;
    const double out = text_[0] - '0';
    text_.remove_prefix(1);
    return out;
  }
  bool at_end() {
    skip();
    return text_.empty();
  }

 private:
  void skip() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n,"), text_.size())); }
  std::string_view text_;
};

class PathReader {
 public:
  PathReader(std::string_view d, const Matrix& matrix) : words_(d), matrix_(matrix) {}

  Outline read() {
    char command = 0;
    while (!words_.at_end() && points_ < kMostPoints) {
      if (const char next = words_.command(); next != 0)
        command = next;
      else if (command == 'M' || command == 'm')
        command = command == 'M' ? 'L' : 'l';
      if (!step(command)) break;
    }
    out_.finish();
    return std::move(out_);
  }

 private:
  bool step(char command) {
    const bool relative = command >= 'a';
    const Point from = relative ? at_ : Point();
    switch (relative ? command - 'a' + 'A' : command) {
      case 'Z':
        at_ = begin_;
        return true;
      case 'M':
      case 'L':
      case 'T':
        return to(from, command == 'M' || command == 'm');
      case 'H': {
        const auto x = words_.number();
        if (x) add({from.x + *x, at_.y});
        return x.has_value();
      }
      case 'V': {
        const auto y = words_.number();
        if (y) add({at_.x, from.y + *y});
        return y.has_value();
      }
      case 'C':
        return to(from, false) && to(from, false) && to(from, false);
      case 'S':
      case 'Q':
        return to(from, false) && to(from, false);
      case 'A': {
        const bool whole = words_.number() && words_.number() && words_.number() && words_.flag() && words_.flag();
        return whole && to(from, false);
      }
      default:
        return false;
    }
  }
  bool to(Point from, bool begins) {
    const auto x = words_.number(), y = words_.number();
    if (!x || !y) return false;
    if (begins) out_.polygons.emplace_back();
    add({from.x + *x, from.y + *y});
    if (begins) begin_ = at_;
    return true;
  }
  void add(Point point) {
    if (out_.polygons.empty()) out_.polygons.emplace_back();
    out_.polygons.back().push_back(matrix_.apply(point));
    at_ = point;
    ++points_;
  }

  PathWords words_;
  Matrix matrix_;
  Outline out_;
  Point at_, begin_;
  std::size_t points_ = 0;
};

}  // namespace

Outline outline_of_path(std::string_view d, const Matrix& matrix) { return PathReader(d, matrix).read(); }

Outline outline_of_points(std::string_view points, const Matrix& matrix) {
  Outline out;
  out.polygons.emplace_back();
  const std::vector<double> all = numbers_in(points);
  for (std::size_t i = 0; i + 1 < all.size(); i += 2) out.polygons[0].push_back(matrix.apply({all[i], all[i + 1]}));
  out.finish();
  return out;
}

Outline outline_of_box(const PageBox& box, const Matrix& matrix) {
  Outline out;
  out.polygons.push_back({matrix.apply({box.x0, box.y0}), matrix.apply({box.x1, box.y0}),
                          matrix.apply({box.x1, box.y1}), matrix.apply({box.x0, box.y1})});
  out.finish();
  return out;
}

std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> out;
  for (PathWords words(text); !words.at_end() && out.size() < kMostPoints;) {
    const auto number = words.number();
    if (!number) break;
    out.push_back(*number);
  }
  return out;
}

std::optional<Matrix> matrix_of(std::string_view transform) {
  Matrix out;
  while (true) {
    const std::size_t open = transform.find('('), close = transform.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return out;
    std::string_view name = transform.substr(0, open);
    name.remove_prefix(std::min(name.find_first_not_of(" \t\r\n,"), name.size()));
    name = name.substr(0, name.find_first_of(" \t"));
    const std::vector<double> n = numbers_in(transform.substr(open + 1, close - open - 1));
    const auto value = [&](std::size_t i, double otherwise) { return i < n.size() ? n[i] : otherwise; };
    Matrix one;
    if (name == "matrix" && n.size() == 6) {
      one = {n[0], n[1], n[2], n[3], n[4], n[5]};
    } else if (name == "translate") {
      one = {1, 0, 0, 1, value(0, 0), value(1, 0)};
    } else if (name == "scale") {
      one = {value(0, 1), 0, 0, value(1, value(0, 1)), 0, 0};
    } else if (name == "rotate") {
      const double turn = value(0, 0) * std::acos(-1.0) / 180, c = std::cos(turn), s = std::sin(turn), x = value(1, 0),
                   y = value(2, 0);
      one = {c, s, -s, c, x - c * x + s * y, y - s * x - c * y};
    } else if (name == "skewX") {
      one = {1, 0, std::tan(value(0, 0) * std::acos(-1.0) / 180), 1, 0, 0};
    } else if (name == "skewY") {
      one = {1, std::tan(value(0, 0) * std::acos(-1.0) / 180), 0, 1, 0, 0};
    } else {
      return std::nullopt;
    }
    out = one.then(out);
    transform.remove_prefix(close + 1);
  }
}

void SvgCanvas::shape(Outline outline, std::string_view colour, bool hides) {
  full_ = full_ || shapes_.size() >= kMostShapes;
  if (!full_ && !outline.bounds.empty()) shapes_.push_back({std::move(outline), std::string(colour), hides});
}

void SvgCanvas::run(Run run) {
  run.before = shapes_.size();
  full_ = full_ || runs_.size() >= kMostRuns;
  if (!full_) runs_.push_back(std::move(run));
}

void SvgCanvas::settle(const SvgDefinitions& definitions) {
  for (Run& run : runs_) {
    if (run.seen != Seen::kVisible) continue;
    const double middle = (run.box.y0 + run.box.y1) / 2;
    std::vector<Point> at;
    if (!run.box.empty())
      at = {{run.box.x0 + run.size / 4, middle},
            {(run.box.x0 + run.box.x1) / 2, middle},
            {run.box.x1 - run.size / 4, middle}};
    if (const auto colour = definitions.colour(run.colour)) run.colour = *colour;
    if (run.colour == "none" || definitions.hides(run.effects, at, run.size)) run.seen = Seen::kUnseen;
  }
}

void SvgCanvas::judge(Run& run) const {
  if (run.seen != Seen::kVisible || run.box.empty()) return;
  if (!edge_.empty() && run.box.cut(edge_).empty()) {
    run.seen = Seen::kOutside;
    return;
  }
  const Point middle{(run.box.x0 + run.box.x1) / 2, (run.box.y0 + run.box.y1) / 2},
      start{run.box.x0 + run.size / 4, middle.y};
  const auto holds = [&](const Shape& shape) {
    return shape.outline.bounds.holds(middle) && shape.outline.holds(middle) && shape.outline.holds(start);
  };
  if (is_under(run, holds)) {
    run.seen = Seen::kCovered;
    return;
  }
  for (std::size_t i = run.before; i-- > 0;)
    if (holds(shapes_[i])) {
      if (look_same(shapes_[i].colour, run.colour)) run.seen = Seen::kUnseen;
      return;
    }
  if (look_same(run.colour, "ffffff")) run.seen = Seen::kUnseen;
}

// Under one shape, or many side by side: nine of ten points.
bool SvgCanvas::is_under(const Run& run, const std::function<bool(const Shape&)>& holds) const {
  constexpr int kAcross = 5, kDown = 2;
  std::array<bool, kAcross * kDown> under{};
  for (std::size_t i = run.before; i < shapes_.size(); ++i) {
    const Shape& shape = shapes_[i];
    if (!shape.hides || shape.outline.bounds.cut(run.box).empty()) continue;
    if (holds(shape)) return true;
    for (int k = 0; k < kAcross * kDown; ++k) {
      const double right = (k % kAcross + 0.5) / kAcross, down = k < kAcross ? 0.4 : 0.7;
      bool& one = under[static_cast<std::size_t>(k)];
      one = one || shape.outline.holds(
                       {run.box.x0 + (run.box.x1 - run.box.x0) * right, run.box.y0 + (run.box.y1 - run.box.y0) * down});
    }
  }
  return std::ranges::count(under, true) >= kAcross * kDown - 1;
}

void SvgCanvas::hide(std::size_t first, std::size_t end) {
  for (std::size_t i = first; i < std::min(end, runs_.size()); ++i)
    if (runs_[i].seen == Seen::kVisible) runs_[i].seen = Seen::kHidden;
}

void SvgCanvas::close(Emitter& emitter) {
  full_ = full_ || std::uint64_t{runs_.size()} * shapes_.size() > kMostCompared;
  if (full_) emitter.unread("", "there is more in the drawing than is compared");
  std::vector<Layer> layers(static_cast<std::size_t>(Seen::kLast) + 1, Layer(emitter));
  if (!full_)
    for (Run& run : runs_) judge(run);
  // As lines: from top to bottom, and in a line from left to right, whatever the order of painting.
  std::ranges::stable_sort(runs_, {}, [](const Run& run) { return run.box.y1; });
  for (std::size_t first = 0; first < runs_.size();) {
    std::size_t last = first + 1;
    while (last < runs_.size() && runs_[last].box.y1 - runs_[first].box.y1 <= kOneLine * runs_[first].size &&
           !runs_[last].box.empty())
      ++last;
    std::ranges::stable_sort(runs_.begin() + static_cast<std::ptrdiff_t>(first),
                             runs_.begin() + static_cast<std::ptrdiff_t>(last), {},
                             [](const Run& run) { return run.box.x0; });
    for (; first < last; ++first) layers[static_cast<std::size_t>(runs_[first].seen)].cell(runs_[first].words);
    for (Layer& layer : layers) layer.end_row();
  }
  const auto end = [&](Seen seen, Trait trait, std::string_view place) {
    layers[static_cast<std::size_t>(seen)].close(trait, "", place);
  };
  end(Seen::kVisible, Trait::kVisible, "the drawing");
  end(Seen::kHidden, Trait::kTextHidden, "text that the drawing does not show");
  end(Seen::kUnseen, Trait::kTextUnseen, "text in the colour of its background, or transparent");
  end(Seen::kTiny, Trait::kTextTiny, "text too small to read");
  end(Seen::kCovered, Trait::kTextCovered, "text under a shape or picture");
  end(Seen::kOutside, Trait::kTextOffPage, "text outside the drawing's edge");
}

}  // namespace tipstaff::document
