#include "card/faces.h"

#include <dlfcn.h>

#include "card/faces_module.h"

namespace tipstaff::card {

FaceFinder load_face_finder(const std::filesystem::path& module) {
  void* const library = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);  // for the child's whole life
  if (library == nullptr) return {};
  const auto load = reinterpret_cast<decltype(&tipstaff_faces_load)>(::dlsym(library, "tipstaff_faces_load"));
  const auto find = reinterpret_cast<decltype(&tipstaff_faces_find)>(::dlsym(library, "tipstaff_faces_find"));
  if (load == nullptr || find == nullptr || load() == 0) return {};
  return [find](const Pixels& upright) {
    double places[kMostFaces][4];
    const int count = find(upright.data.data(), upright.width, upright.height, places);
    std::vector<Box> out;
    for (int i = 0; i < count; ++i) out.push_back({places[i][0], places[i][1], places[i][2], places[i][3]});
    return out;
  };
}

FaceFinder own_face_finder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? FaceFinder() : load_face_finder(program.parent_path() / kFacesModule);
}

}  // namespace tipstaff::card
