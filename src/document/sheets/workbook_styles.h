// Styles of SpreadsheetML (ECMA-376 part 1 §18.8): what they do to the sight of cells. Colours are settled at the end,
// since a book may bring a palette of its own behind them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/colour.h"
#include "document/sheets/workbook.h"

namespace tipstaff::document {

// A colour as a file gives it (§18.8.3).
struct Paint {
  enum class Kind : std::uint8_t { kNone, kRgb, kTheme, kNumbered, kAutomatic } kind = Kind::kNone;
  std::uint64_t value = 0;
  double tint = 0;
  static Paint read(const XmlAttributes& attributes);
};
Rgb colour_of(const Paint& paint, const Theme& theme, const std::vector<Rgb>& palette, Rgb otherwise);

// What a conditional format does (dxf, §18.8.14): given in the styles, or in the rule itself (Office 2010's).
class ConditionReader {
 public:
  void start(std::string_view name, const XmlAttributes& attributes);
  void end(std::string_view name);
  void clear() { *this = {}; }
  // Parts of the same from records.
  Paint letters, background;
  bool masks = false;  // its number format

  Workbook::Condition condition(const Theme& theme, const std::vector<Rgb>& palette) const;

 private:
  bool in_font_ = false;
};

class WorkbookStyles : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view) override {}
  // Looks and conditions to the book.
  void finish(Workbook& book);

 private:
  struct Font {
    Paint colour;
    double size = 11;
    bool signs = false;
  };
  struct Fill {
    std::vector<Paint> colours;  // of a pattern or gradient several
    bool solid = false, mixed = false;
    std::optional<Rgb> one(const Theme& theme, const std::vector<Rgb>& palette) const;
  };
  struct Xf {
    std::uint64_t font = 0, fill = 0, format = 0, indent = 0;
    bool shrinks = false;
  };
  void start_fill(std::string_view name, const XmlAttributes& attributes);
  std::map<std::string, std::vector<std::uint64_t>> tables_;  // styles of tables: what they do to every cell
  std::string list_, table_;
  std::vector<Font> fonts_;
  std::vector<Fill> fills_;
  std::vector<Xf> xfs_;
  std::vector<ConditionReader> conditions_;
  std::vector<Rgb> palette_;
  NumberFormats formats_;
  bool in_palette_ = false;
};

}  // namespace tipstaff::document
