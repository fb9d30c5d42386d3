# tipstaff_files(TARGET OUT HEADER NAMESPACE NAMES PATHS): OUT, a source of TARGET, with page_files() as HEADER declares it: the
# content of PATHS in the program. NAMES and PATHS name variables that hold lists.
function(tipstaff_files target out header namespace names_in paths_in)
  set(blobs "")
  set(rows "")
  set(count 0)
  string(MAKE_C_IDENTIFIER "${target}" symbol)
  foreach(path name IN ZIP_LISTS ${paths_in} ${names_in})
    string(APPEND blobs "BLOB(${symbol}_${count}, \"${path}\")\n")
    string(APPEND rows "      {\"${name}\", bytes(page_${symbol}_${count}, page_${symbol}_${count}_end)},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${out} CONTENT [=[// Made by cmake/page.cmake.
#include "@header@"

#define BLOB(number, path)                                                                                    \
  extern "C" const std::uint8_t page_##number[], page_##number##_end[];                                       \
  asm(".section .rodata\npage_" #number ": .incbin \"" path "\"\npage_" #number "_end: .byte 0\n.previous\n");
@blobs@
namespace @namespace@ {
std::vector<PageFile> page_files() {
  [[maybe_unused]] const auto bytes = [](const std::uint8_t* from, const std::uint8_t* to) { return ByteView(from, static_cast<std::size_t>(to - from)); };
  return {
@rows@  };
}
}  // namespace @namespace@
]=] @ONLY)
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${${paths_in}}")
  target_sources(${target} PRIVATE ${out})
endfunction()

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
  tipstaff_files(${target} ${CMAKE_CURRENT_BINARY_DIR}/page_files.cc app/page_files.h tipstaff::app names paths)
endfunction()

# tipstaff_check_page(TARGET): builds the files of check/, as they stand, into TARGET.
function(tipstaff_check_page target)
  file(GLOB paths CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/check/*.html ${PROJECT_SOURCE_DIR}/check/*.css ${PROJECT_SOURCE_DIR}/check/*.js ${PROJECT_SOURCE_DIR}/check/*.svg)
  set(names "")
  foreach(path ${paths})
    get_filename_component(name ${path} NAME)
    list(APPEND names ${name})
  endforeach()
  tipstaff_files(${target} ${CMAKE_CURRENT_BINARY_DIR}/check_page_files.cc webcheck/page.h tipstaff::webcheck names paths)
endfunction()
