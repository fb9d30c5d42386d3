// The templates that come with the program, built in from templates/ (cmake/templates.cmake).
#pragma once

#include <span>
#include <string_view>

namespace tipstaff::card {

struct ShippedTemplate {
  std::string_view name, front, back;  // front and back: SVG text
};
std::span<const ShippedTemplate> shipped_templates();

}  // namespace tipstaff::card
