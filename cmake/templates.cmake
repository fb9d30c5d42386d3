# tipstaff_templates(TARGET NAME…): builds templates/NAME-front.svg and NAME-back.svg into TARGET as raw string literals.
function(tipstaff_templates target)
  set(rows "")
  foreach(name ${ARGN})
    set(row "    {\"${name}\"")
    foreach(side front back)
      set(path ${PROJECT_SOURCE_DIR}/templates/${name}-${side}.svg)
      file(READ ${path} svg)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
      string(APPEND row ",\n     R\"svg(${svg})svg\"")
    endforeach()
    string(APPEND rows "${row}},\n")
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/shipped_templates.cc)
  file(CONFIGURE OUTPUT ${out} CONTENT [=[// Made from templates/ by cmake/templates.cmake.
#include "card/shipped_templates.h"

namespace tipstaff::card {
namespace {
constexpr ShippedTemplate kShipped[] = {
@rows@};
}  // namespace
std::span<const ShippedTemplate> shipped_templates() { return kShipped; }
}  // namespace tipstaff::card
]=] @ONLY)
  target_sources(${target} PRIVATE ${out})
endfunction()
