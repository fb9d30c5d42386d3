// qpdf's headers. Its JSON class, of which nothing is used here, is a vector of itself: clang 16 refuses that in C++20
// with libstdc++ 12, where a vector's destructor is constexpr; for clang (fuzzing, clang-tidy) it therefore stays
// undefined.
#pragma once

#ifdef __clang__
#define JSON_HH
class JSON;
#include <qpdf/PointerHolder.hh>

#include <qpdf/Types.h>
#endif
#include <qpdf/QPDF.hh>
