# tipstaff_lists(TARGET): builds third-party-web's companies (npm ci in lists/; ‘make lists’ does it) into TARGET. Without them the
# program says that companies are not named.
function(tipstaff_lists target)
  set(folder ${PROJECT_SOURCE_DIR}/lists)
  set(package ${folder}/node_modules/third-party-web)
  # Looked for again at each build, so that they come in as soon as npm has been there.
  file(GLOB found CONFIGURE_DEPENDS ${package}/dist/entities-nostats.json)
  set(blobs "")
  set(value "{}")
  if(found)
    file(STRINGS ${folder}/published date LIMIT_COUNT 1)
    set(blobs "BLOB(entities, \"${found}\")\nBLOB(licence, \"${package}/LICENSE\")\n")
    set(value "{text(entities, entities_end), text(licence, licence_end), \"${date}\"}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/published)
  endif()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/built_in_entities.cc)
  file(CONFIGURE OUTPUT ${out} CONTENT [=[// Made from lists/ by cmake/lists.cmake.
#include "site/entities.h"

#define BLOB(name, path)                                                                                          \
  extern "C" const char lists_##name[], lists_##name##_end[];                                                     \
  asm(".section .rodata\nlists_" #name ": .incbin \"" path "\"\nlists_" #name "_end: .byte 0\n.previous\n"); \
  static const char *const name = lists_##name, *const name##_end = lists_##name##_end;
@blobs@
namespace tipstaff::site {
BuiltInEntities built_in_entities() {
  [[maybe_unused]] const auto text = [](const char* from, const char* to) { return std::string_view(from, static_cast<std::size_t>(to - from)); };
  return @value@;
}
}  // namespace tipstaff::site
]=] @ONLY)
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${found}")
  target_sources(${target} PRIVATE ${out})
endfunction()
