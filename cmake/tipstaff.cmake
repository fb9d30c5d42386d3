# Compiler settings and the three ways a thing is added: a layer, a layer's tests, a program.

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# A tree of tests is large: lines are enough for the sanitizers' reports, and archives need no second copy of what they hold.
set(CMAKE_CXX_FLAGS_DEBUG "-g1")
set(CMAKE_CXX_ARCHIVE_CREATE "<CMAKE_AR> qcT <TARGET> <LINK_FLAGS> <OBJECTS>")

find_program(CCACHE ccache)
if(CCACHE)
  # A precompiled header can be cached only with these; the base folder lets clones share what they compile.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror -fno-omit-frame-pointer)
add_compile_definitions(_GLIBCXX_ASSERTIONS TIPSTAFF_VERSION="${PROJECT_VERSION}")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -ffunction-sections)
  # g++ 12 sees overflows in its own std::string that are not there (GCC bugs 105329, 105651); the test build keeps these on.
  add_compile_options(-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict
                      -Wno-maybe-uninitialized)
  add_link_options(-Wl,--gc-sections -Wl,-z,relro,-z,now)
endif()
if(TIPSTAFF_SANITIZE)
  add_compile_options(-fsanitize=${TIPSTAFF_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TIPSTAFF_SANITIZE} -Wl,--compress-debug-sections=zlib)
  if(TIPSTAFF_SANITIZE MATCHES "address")
    # Some four million relocations at every start of a program, and 100 MB of disk each, are spared.
    add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
  endif()
  if(TIPSTAFF_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio has fences beside its locks, which this sanitizer does not follow
  endif()
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(OPENSSL REQUIRED IMPORTED_TARGET openssl)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(CBOR REQUIRED IMPORTED_TARGET libcbor)
find_package(Boost 1.81 REQUIRED COMPONENTS json)

# tipstaff_layer(NAME [SHARDS n] [DEPENDS target…]): the *.cc below src/NAME but *_test.cc and *_module.cc as the static library tipstaff_NAME; with
# TIPSTAFF_TESTS the *_test.cc beside them as the program NAME_test: one ctest entry, labelled unit, or SHARDS of them.
function(tipstaff_layer name)
  cmake_parse_arguments(ARG "" "SHARDS" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|module)\\.cc$")  # a module is loaded, not linked
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  add_library(tipstaff_${name} STATIC ${sources})
  target_include_directories(tipstaff_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(tipstaff_${name} PUBLIC ${ARG_DEPENDS})
  if(NOT name STREQUAL "base")
    target_precompile_headers(tipstaff_${name} REUSE_FROM tipstaff_base)
  endif()
  if(TIPSTAFF_TESTS AND tests)
    tipstaff_test(${name}_test SOURCES ${tests} DEPENDS tipstaff_${name} LABEL unit SHARDS ${ARG_SHARDS})
  endif()
endfunction()

# tipstaff_test(NAME SOURCES … DEPENDS … [LABEL …] [SHARDS n]): a GoogleTest program and its ctest entry, NAME; the further ones of a program
# that is run in n parts are NAME_2 to NAME_n.
function(tipstaff_test name)
  cmake_parse_arguments(ARG "" "LABEL;SHARDS" "SOURCES;DEPENDS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest GTest::gmock rapidcheck tipstaff_test_main)
  target_precompile_headers(${name} REUSE_FROM tipstaff_base)
  set(shards 1)
  if(ARG_SHARDS)
    set(shards ${ARG_SHARDS})
  endif()
  foreach(shard RANGE 1 ${shards})
    set(entry ${name})
    if(shard GREATER 1)
      set(entry ${name}_${shard})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${entry} COMMAND ${name})
    set_tests_properties(${entry} PROPERTIES LABELS "${ARG_LABEL}"
      ENVIRONMENT "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp;TIPSTAFF_SHARED=${PROJECT_SOURCE_DIR}/../shared;TIPSTAFF_BIN=${PROJECT_BINARY_DIR};TIPSTAFF_DATA=${PROJECT_SOURCE_DIR}/tests/data;GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()
