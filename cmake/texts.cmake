# tipstaff_texts(TARGET NAME…): builds templates/letters/NAME.txt into TARGET as raw string literals.
function(tipstaff_texts target)
  set(rows "")
  foreach(name ${ARGN})
    set(path ${PROJECT_SOURCE_DIR}/templates/letters/${name}.txt)
    file(READ ${path} text)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    string(APPEND rows "    {\"${name}\", R\"text(${text})text\"},\n")
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/shipped_texts.cc)
  file(CONFIGURE OUTPUT ${out} CONTENT [=[// Made from templates/letters/ by cmake/texts.cmake.
#include "incident/texts.h"

namespace tipstaff::incident {
namespace {
constexpr ShippedText kShipped[] = {
@rows@};
}  // namespace
std::span<const ShippedText> shipped_texts() { return kShipped; }
}  // namespace tipstaff::incident
]=] @ONLY)
  target_sources(${target} PRIVATE ${out})
endfunction()
