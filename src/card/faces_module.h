// What the module of faces.h offers: C functions, so that only one side knows OpenCV. For one thread.
#pragma once

#include <cstdint>

inline constexpr int kMostFaces = 8;  // more are as good as several

extern "C" {
// 0 when it cannot work: no cascade where it was built to look for it.
int tipstaff_faces_load();
// `rgb`: width × height × 3. Fills x, y, width, height in pixels of each face; returns how many, at most kMostFaces.
int tipstaff_faces_find(const std::uint8_t* rgb, int width, int height, double places[][4]);
}
