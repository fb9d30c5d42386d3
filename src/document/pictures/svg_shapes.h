// Shapes of a drawing as outlines on the page (SVG 2 §10, §13.5).
#pragma once

#include <optional>
#include <string_view>

#include "document/geometry.h"
#include "document/xml.h"

namespace tipstaff::document {

inline constexpr double kWide = 0.5;       // of a letter, by its size
inline constexpr double kLeastStep = 0.1;  // of an em from letter to letter: nearer ones cannot be read

bool is_svg_shape(std::string_view element);
// “12px”, “4.5mm” in pixels (CSS Values 3 §5.2); `whole` is what 100 % is.
std::optional<double> length_of(std::string_view text, double whole);
// Of round shapes the box that is so much of their width.
Outline outline_of(std::string_view name, const XmlAttributes& attributes, const Matrix& matrix, double round);
// What its edge paints, `width` wide on the page; empty where it is curved.
Outline edge_of(std::string_view name, const XmlAttributes& attributes, const Matrix& matrix, double width);
// Letters set one by one, at places or steps of their own, cannot be told apart (SVG 2 §11.4).
bool are_piled(const XmlAttributes& attributes, double size);
Outline moved_by(const Matrix& matrix, const Outline& outline);

}  // namespace tipstaff::document
