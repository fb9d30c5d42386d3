# tipstaff_page(TARGET): builds the files of verify/ into TARGET, and the reader of codes from npm beside them. Without that
# (npm ci in verify/; ‘make page’ does it) the program is built with no page, and says so when it is asked for it.
function(tipstaff_page target)
  set(folder ${PROJECT_SOURCE_DIR}/verify)
  set(reader ${folder}/node_modules/zxing-wasm)
  # Looked for again at each build, so that the page comes in as soon as npm has been there.
  file(GLOB found CONFIGURE_DEPENDS ${reader}/dist/reader/zxing_reader.wasm)
  file(GLOB own CONFIGURE_DEPENDS ${folder}/*.html ${folder}/*.css ${folder}/*.js ${folder}/*.svg ${folder}/*.png ${folder}/*.webmanifest)
  set(paths "")
  set(names "")
  if(found)
    foreach(path ${own})
      get_filename_component(name ${path} NAME)
      list(APPEND paths ${path})
      list(APPEND names ${name})
    endforeach()
    list(APPEND paths ${reader}/dist/iife/reader/index.js ${found} ${reader}/LICENSE)
    list(APPEND names zxing.js zxing.wasm zxing-licence.txt)
  endif()
  set(blobs "")
  set(rows "")
  set(count 0)
  foreach(path name IN ZIP_LISTS paths names)
    string(APPEND blobs "BLOB(${count}, \"${path}\")\n")
    string(APPEND rows "      {\"${name}\", bytes(page_${count}, page_${count}_end)},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/page_files.cc)
  file(CONFIGURE OUTPUT ${out} CONTENT [=[// Made from verify/ by cmake/page.cmake.
#include "app/page_files.h"

#define BLOB(number, path)                                                                                    \
  extern "C" const std::uint8_t page_##number[], page_##number##_end[];                                       \
  asm(".section .rodata\npage_" #number ": .incbin \"" path "\"\npage_" #number "_end: .byte 0\n.previous\n");
@blobs@
namespace tipstaff::app {
std::vector<PageFile> page_files() {
  [[maybe_unused]] const auto bytes = [](const std::uint8_t* from, const std::uint8_t* to) { return ByteView(from, static_cast<std::size_t>(to - from)); };
  return {
@rows@  };
}
}  // namespace tipstaff::app
]=] @ONLY)
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${out})
endfunction()
