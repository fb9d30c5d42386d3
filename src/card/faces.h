// Finding faces with OpenCV, where it is installed: an optional part (CMake's TIPSTAFF_FACES, packages/faces.txt). It
// is a module of its own, loaded by the sandboxed child that reads photographs and by nobody else, so that the office's
// process, which holds the keys, has none of OpenCV's libraries. Without the module the import says that faces were not
// looked for.
#pragma once

#include <filesystem>

#include "card/photo.h"

namespace tipstaff::card {

inline constexpr const char* kFacesModule = "tipstaff-faces.so";  // beside the program

// Loads the module with what it needs and runs it once, so that nothing is left to be opened after the child's lock.
// None where there is no module or it cannot work. Finds upright faces seen from the front, from an eighth of the
// picture's shorter side.
FaceFinder load_face_finder(const std::filesystem::path& module);

// load_face_finder() of the module beside this program.
FaceFinder own_face_finder();

}  // namespace tipstaff::card
