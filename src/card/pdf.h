// The PDF of a card (ISO 32000-1). All that is the same on every card – the still artwork as two form XObjects, the
// fonts, the pages – is made once; a card adds its photograph, its code and two short content streams, and the table
// that says where everything lies. So a card costs microseconds, and no byte tells when or by whom it was made.
#pragma once

#include "card/cairo_pages.h"
#include "card/font.h"
#include "card/secret_buffer.h"
#include "card/template.h"
#include "card/text_layout.h"

namespace tipstaff::card {

// A font that the template uses, with its place in the PDF.
struct PdfFont {
  std::shared_ptr<const Font> font;
  std::optional<FontSubset> subset;
};

struct StampCode {
  int modules = 0;  // to a side
  Bytes dark;       // modules × modules, row by row, 1 where dark
};

// Where a code of so many modules is drawn in the room that the template leaves it: in its middle, and no module larger
// than 0.2925 mm, so that a minimal stamp of 53 modules takes 15.5 mm to a side instead of the full one's 32.
Box stamp_place(const Box& room, int modules);

class PdfBase {
 public:
  static PdfBase build(const CairoPages& still, const std::vector<PdfFont>& fonts);

  // Content streams of front and back; the photograph as JPEG or empty; the code or null.
  Plaintext finish(const std::array<std::string_view, 2>& contents, ByteView photo_jpeg, int photo_width,
                   int photo_height, const StampCode* stamp) const;
  std::size_t size() const { return bytes_.size(); }

 private:
  std::size_t begin_object();  // the number of the object that starts here
  void add(std::string_view text) { append(bytes_, as_bytes(text)); }
  void add_stream(std::string_view dictionary, ByteView data);
  void add_fonts(const std::vector<PdfFont>& fonts);
  void add_pages(const std::array<std::size_t, 2>& forms, std::size_t fonts);

  Bytes bytes_;
  std::vector<std::size_t> offsets_;  // by object number; 0: free
  std::string font_resources_;
  std::size_t root_ = 0, photo_ = 0, stamp_ = 0;
  std::array<std::size_t, 2> contents_{};
};

// Operators for a content stream. Places in millimetres from the page's corner, y downwards.
void pdf_begin(SecretBuffer& out);
void pdf_image(SecretBuffer& out, std::string_view name, const Box& box);
void pdf_stamp(SecretBuffer& out, const Box& box);
void pdf_line(SecretBuffer& out, const Line& line, const Colour& fill, const std::vector<PdfFont>& fonts);

// The page's size in points.
std::array<double, 2> pdf_page();

// Draws the still part of a side through librsvg, scaled to points. Errors: kInvalid.
Result<void> draw_still(const Side& side, cairo_t* to, double width, double height);

}  // namespace tipstaff::card
