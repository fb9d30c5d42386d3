#include "document/pdf/pdf_inks.h"

#include <algorithm>
#include <vector>

#include "document/pdf/pdf_lexer.h"

namespace tipstaff::document {
namespace {

constexpr int kDeepestFunction = 8;
constexpr float kSame = 0.06F;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

std::vector<double> numbers_of(PdfObject array) {
  std::vector<double> out;
  for (PdfObject& each : items_of(array)) out.push_back(number_of(each, 0));
  return out;
}

// The ends of what a function gives, where it runs straight between them.
bool ends_of(PdfObject function, std::vector<std::vector<double>>& out, int depth) {
  const double type = number_of(entry(function, "/FunctionType"), -1);
  if (depth > kDeepestFunction) return false;
  if (type == 2) {
    const auto first = numbers_of(entry(function, "/C0")), last = numbers_of(entry(function, "/C1"));
    out.push_back(first.empty() ? std::vector<double>{0} : first);
    out.push_back(last.empty() ? std::vector<double>{1} : last);
    return true;
  }
  auto parts = items_of(entry(function, "/Functions"));
  return type == 3 && !parts.empty() &&
         std::ranges::all_of(parts, [&](PdfObject& each) { return ends_of(each, out, depth + 1); });
}

// Colours as operators set them, and whether a path has room to be filled.
class Strokes {
 public:
  void take(std::string_view operation, const std::vector<Operand>& operands) {
    const auto at = [&](std::size_t i) { return i < operands.size() ? operands[i].number : 0; };
    if (operation == "d1")
      out_.own_colours = false;
    else if (is_one_of(operation, {"re"}))
      path_ = path_ || (at(2) != 0 && at(3) != 0);
    else if (is_one_of(operation, {"l", "c", "v", "y"}))
      path_ = true;
    else if (operation == "g")
      fill_ = Colour::grey(at(0));
    else if (operation == "rg")
      fill_ = Colour{static_cast<float>(at(0)), static_cast<float>(at(1)), static_cast<float>(at(2))};
    else if (operation == "k")
      fill_ = Colour::cmyk(at(0), at(1), at(2), at(3));
    else if (is_one_of(operation, {"cs", "sc", "scn", "gs"}))
      fill_.reset();
    else if (operation == "n")
      path_ = false;
    else if (is_one_of(operation, {"f", "F", "f*"}))
      fill();
    else if (is_one_of(operation, {"B", "B*", "b", "b*", "S", "s"}))
      paint(path_), path_ = false;
    else if (is_one_of(operation, {"sh", "Do", "BI", "Tj", "TJ", "'", "\""}))
      paint(true);
  }
  Drawn drawn() const {
    Drawn out = out_;
    if (one_) out.colour = colour_;
    return out;
  }
  Strokes() { out_.anything = false; }

 private:
  void fill() {
    if (std::exchange(path_, false)) {
      one_ = fill_ && (!out_.anything || (one_ && colour_->distance(*fill_) < kSame));
      colour_ = fill_;
      out_.anything = true;
    }
  }
  void paint(bool something) {  // in colours that are not followed
    if (something) one_ = false, out_.anything = true;
  }

  Drawn out_;
  std::optional<Colour> fill_, colour_;
  bool path_ = false, one_ = false;
};

}  // namespace

Drawn drawn_by(std::string_view content) {
  PdfLexer lexer(content);
  std::string_view operation;
  std::vector<Operand> operands;
  Strokes strokes;
  while (lexer.next(operation, operands)) strokes.take(operation, operands);
  return lexer.broken() ? Drawn() : strokes.drawn();
}

std::optional<Colour> uniform_colour(PdfObject shading, PdfObject resources, PdfFile& file) {
  std::vector<std::vector<double>> ends;
  if (!ends_of(entry(shading, "/Function"), ends, 0)) return std::nullopt;
  const ColourSpace space = ColourSpace::read(entry(shading, "/ColorSpace"), resources, file);
  std::optional<Colour> out;
  for (const auto& values : ends) {
    const auto colour = space.colour(values);
    if (!colour || (out && out->distance(*colour) >= kSame)) return std::nullopt;
    if (!out) out = colour;
  }
  return out;
}

}  // namespace tipstaff::document
