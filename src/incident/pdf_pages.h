// PDF pages of text, lines and boxes (pango, cairo), A4, written straight into locked memory. Text stays text: it can
// be searched, copied and read aloud. Lengths are points from the page's top left corner. Not thread-safe: one
// Typesetter per thread, and it outlives its pages.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::incident {

inline constexpr double kPageWidth = 595.28, kPageHeight = 841.89;  // A4

struct Colour {
  double red = 0, green = 0, blue = 0;
};
inline constexpr Colour kInk{0.10, 0.11, 0.13}, kNavy{0.07, 0.16, 0.33}, kGrey{0.42, 0.45, 0.50},
    kHair{0.80, 0.82, 0.85};

enum class Align { kLeft, kRight, kCentre };

struct Style {
  double points = 10;
  bool bold = false;
  Colour colour = kInk;
  Align align = Align::kLeft;
};

class Typesetter {
 public:
  Typesetter();
  ~Typesetter();
  Typesetter(const Typesetter&) = delete;

  // How tall the text is, broken into lines of this width.
  double height(std::string_view text, const Style& style, double width);

 private:
  friend class PdfPages;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

class PdfPages {
 public:
  PdfPages(Typesetter& typesetter, const std::string& title);
  ~PdfPages();
  PdfPages(const PdfPages&) = delete;

  // Draws with its top at y; returns its height. Boilerplate is remembered by the typesetter and shaped once; a
  // person's data goes through private_text(), which leaves nothing behind in it.
  double text(std::string_view text, const Style& style, double x, double y, double width);
  double private_text(std::string_view text, const Style& style, double x, double y, double width);
  void box(double x, double y, double width, double height, Colour colour, double opacity = 1);
  void line(const std::vector<std::pair<double, double>>& points, Colour colour, double thickness);
  void next_page();
  // Once, at the end. Errors: kInvalid when the library could not draw.
  Result<Plaintext> finish();

 private:
  struct Surface;
  std::unique_ptr<Surface> surface_;
  Typesetter& typesetter_;
};

}  // namespace tipstaff::incident
