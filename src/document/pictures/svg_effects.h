// Clip paths, masks, filters and gradients of a drawing: what of the text under them is left (SVG 2 §13.2; CSS Masking
// 1 §5, §6; Filter Effects 1).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/geometry.h"
#include "document/xml.h"

namespace tipstaff::document {

// An element that others refer to by its id.
struct SvgDefinition {
  enum class Kind : std::uint8_t { kClip, kMask, kFilter, kGradient };
  struct Shape {
    Outline outline;  // in the coordinates of who refers to it
    std::string colour;
    double opacity;
  };
  Kind kind;
  bool unknown = false;  // something in it is not followed: then all of it shows
  std::vector<Shape> shapes{};
  bool empty = false;  // no room: nothing is left
  // of a filter
  std::size_t steps = 0;
  bool uses_source = false;
  double blur = 0;  // of its only step
  // of a gradient
  std::vector<std::string> colours{};
  bool opaque = false;  // some stop can be seen

  // A child; shapes are told apart.
  void take(std::string_view name, const XmlAttributes& attributes, std::string_view style);
};

// What is applied to an element and all in it.
struct SvgEffect {
  std::string id;                           // of a definition
  Matrix matrix{};                          // of who refers to it
  std::shared_ptr<const Outline> window{};  // or a viewport, on the page
};

class SvgDefinitions {
 public:
  // Nothing when `name` is none of them.
  std::shared_ptr<SvgDefinition> open(std::string_view name, std::string_view id, const XmlAttributes& attributes);
  // `at`: two points of a text whose letters are so large, on the page; nothing: nobody knows where.
  bool hides(const std::vector<SvgEffect>& effects, const std::vector<Point>& at, double size) const;
  // Of “url(#id)”: six digits, “none” where nothing is painted; nothing where it is not known, or has several.
  std::optional<std::string> colour(std::string_view paint) const;

 private:
  std::map<std::string, std::shared_ptr<SvgDefinition>, std::less<>> all_;
};

// “url(#id) …”: the id; else empty.
std::string_view id_in(std::string_view value);

}  // namespace tipstaff::document
