// Content streams carried out on a canvas (ISO 32000-1 §8 and §9): the graphics and text state, forms, pictures, marked
// content. Nothing is drawn; what is painted where is written down.
#pragma once

#include <set>

#include "document/pdf/pdf_lexer.h"
#include "document/pdf/pdf_state.h"

namespace tipstaff::document {

class PdfPainter {
 public:
  PdfPainter(PdfShared& shared, Canvas& canvas);

  void page(const PdfPage& page);
  // A form on the page, as annotations have them; `unseen`: why it is not shown.
  void form(PdfObject form, const Matrix& placed, PdfObject resources, Unseen unseen);
  // What a viewer paints of itself: a box; lines from point to point.
  void lines(const std::vector<Point>& points, double width, const Colour& colour, double alpha);
  void box(const PageBox& box, const Colour& colour, double alpha, bool multiplies);

  const std::vector<SpokenText>& spoken() const { return spoken_; }
  std::uint64_t unknown_operators() const { return unknown_; }
  std::uint64_t unread_streams() const { return unread_; }

 private:
  using Ink = PaintInk;
  using State = PaintState;
  using Marked = MarkedContent;
  using Operands = std::vector<Operand>;
  // `takes`, one letter an operand: n number, s string, a array, N name, p name or dictionary; * whatever comes.
  struct Step {
    void (PdfPainter::*carry_out)(const Operands&);
    std::string_view takes;
  };
  static bool fits(const Operands& operands, std::string_view takes);
  static const std::map<std::string_view, Step>& steps();
  void run(std::string_view content, PdfObject resources);
  void look_aside(std::string_view operation, const Operands& operands);
  void form_inside(PdfObject form);
  PdfObject resource(const std::string& kind, const std::string& name) const;
  static double number(const Operands& operands, std::size_t i);
  static std::string key(const Operands& operands, std::size_t i);  // "/Name"

  // state
  void save(const Operands&);
  void restore(const Operands&);
  void concatenate(const Operands& o);
  void set_width(const Operands& o);
  void set_dash(const Operands& o);
  void set_state(const Operands& o);
  template <bool kStroke>
  void set_space(const Operands& o);
  template <bool kStroke>
  void set_colour(const Operands& o);
  template <bool kStroke, int kComponents>
  void set_device(const Operands& o);
  void set_ink(Ink& ink, const Operands& o);
  void apart(PdfObject form, const Matrix& placed = {});
  void set_mask(PdfObject mask);
  void set_pattern(Ink& ink, PdfObject pattern);
  // paths
  void move_to(const Operands& o);
  void line_to(const Operands& o);
  template <int kKind>
  void curve_to(const Operands& o);
  void rectangle(const Operands& o);
  void close_path(const Operands&);
  template <bool kFill, bool kStroke, bool kEvenOdd, bool kClose>
  void paint_path(const Operands&);
  template <bool kEvenOdd>
  void clip_path(const Operands&);
  void end_path();
  void stroke_path();
  void add_area(const SharedOutline& outline, const Ink& ink, bool known);
  void keep_for_mask(const SharedOutline& outline, const Ink& ink, bool known);
  // text
  void begin_text(const Operands&);
  void end_text(const Operands&);
  void set_font(const Operands& o);
  template <double State::*kMember>
  void set_text(const Operands& o);
  void set_stretch(const Operands& o);
  void set_mode(const Operands& o);
  void text_move(const Operands& o);
  void text_move_leading(const Operands& o);
  void text_matrix(const Operands& o);
  void next_line(const Operands&);
  void show(const Operands& o);
  void show_line(const Operands& o);
  void show_spaced_line(const Operands& o);
  void show_array(const Operands& o);
  void show_string(std::string_view bytes);
  void place(const PdfGlyph& glyph);
  void paint_block(const PlacedGlyph& placed, const Ink& ink);
  Unseen unseen(const PlacedGlyph& placed, const Ink& ink, bool blank) const;
  // objects
  void shade(const Operands& o);
  void draw(const Operands& o);
  void inline_picture(const Operands& o);
  void picture(double width, double height, bool lets_through, PdfObject object);
  void begin_marked(const Operands& o);
  void begin_property(const Operands& o);
  void end_marked(const Operands&);
  void ignore(const Operands&) {}
  void begin_compatible(const Operands&) { ++compatible_; }
  void end_compatible(const Operands&) { --compatible_; }

  Unseen reason() const;  // why all that is painted now is not shown
  void painted();         // something just was: text used as a clip, or in a mask, shows by it

  PdfShared& shared_;
  Canvas& canvas_;
  State state_;
  std::vector<State> saved_;
  std::vector<Marked> marked_;
  PdfObject resources_;
  std::vector<std::vector<Point>> path_;
  std::optional<bool> clip_rule_;  // even-odd, when W stands before the painting
  Matrix text_matrix_, line_matrix_;
  std::shared_ptr<PaintedClip> text_clip_;
  std::set<QPDFObjGen> within_;  // forms being carried out
  Unseen forced_ = Unseen::kSeen;
  std::vector<SpokenText> spoken_;
  std::uint64_t unknown_ = 0, unread_ = 0;
  std::size_t points_ = 0;
  int depth_ = 0, compatible_ = 0;
  bool ghost_ = false;                // a pattern's cell or a mask: its text counts, its areas do not
  bool ghost_areas_ = false;          // but there are some
  MaskShape* ghost_shape_ = nullptr;  // of a mask, which keeps them
};

}  // namespace tipstaff::document
