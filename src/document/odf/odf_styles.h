// Styles of OpenDocument (ODF 1.3 part 3 §16): what they do to the sight of text, cells, rows, sheets and slides.
// Styles inherit from their parents.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/odf/odf_masters.h"
#include "document/xml.h"

namespace tipstaff::document {

struct OdfStyle {
  std::optional<bool> hidden{};                          // text:display, table:display, presentation:visibility
  std::optional<std::string> colour{}, background{};     // "#ffffff"
  std::optional<double> type_size{}, width{}, height{};  // points
  std::optional<std::string> number{};                   // name of the number's style
  std::optional<std::string> fill{}, fill_colour{};      // of a shape or page: “solid”, “none”, another way
  std::optional<double> opacity{};                       // of a shape's fill, hundredths
  std::optional<double> letters_opacity{};               // LibreOffice's own
  std::optional<std::string> anchor{}, align{};          // of text in a shape
  std::vector<std::string> conditional{};                // styles that take its place under a condition (style:map)
  std::optional<std::string> wrap{}, run_through{}, vertical_from{}, horizontal_from{}, vertical{},
      horizontal{};  // of a shape among text
  std::optional<bool> squeezed{},
      signs{};  // letters in each other, or too narrow or small beside others; in a font of signs
  std::optional<bool> thin{}, away{};  // a paragraph whose lines have no height, or that begins beyond the page
  bool new_page = false;               // begins with the paragraph
  bool clipped = false;                // a picture of which a part is cut away
  bool protects = false;
};

class OdfStyles {
 public:
  // Events of any part: takes what belongs to it, passes over the rest.
  void start(std::string_view name, const XmlAttributes& attributes);
  void end(std::string_view name);
  void text(std::string_view piece);

  // With what it inherits; empty for an unknown name.
  OdfStyle style(std::string_view family, std::string_view name) const;
  // What the style of numbers does to a value; nothing: to text. As in a workbook's number formats (number_format.h): a
  // nought left out, and words for 1 and -1, are ordinary.
  bool masks(const OdfStyle& style, std::optional<double> value) const;
  std::optional<std::string> number_colour(const OdfStyle& style, std::optional<double> value) const;
  std::optional<std::pair<double, double>> largest_page() const;                      // width and height, points
  std::optional<std::pair<double, double>> page_size(std::string_view master) const;  // points
  // What a template of tables says of a cell (ODF 1.3 part 3 §16.20), by the element of its part: “first-row”, “body”;
  // nothing where it has no such part.
  std::optional<OdfStyle> template_cell(std::string_view table_template, std::string_view cell) const;
  bool paints_parts(std::string_view table_template) const;  // any but the body
  // What a master page is painted with.
  OdfStyle master_page(std::string_view master) const;
  const OdfMasters& masters() const { return masters_; }

 private:
  struct Named {
    std::string parent;
    OdfStyle own;
  };
  std::map<std::string, Named, std::less<>> styles_;  // "family/name"
  struct Number {
    bool shows = false, words = false, of_text = false;
    std::optional<std::string> colour{};
    std::vector<std::pair<std::string, std::string>> maps{};  // condition, style
  };
  const Number* number_for(const OdfStyle& style, std::optional<double> value) const;
  std::map<std::string, Number, std::less<>> numbers_;
  std::map<std::string, std::pair<double, double>, std::less<>> pages_;      // by layout
  std::map<std::string, std::string, std::less<>> layouts_, master_styles_;  // of master pages
  std::map<std::string, std::string, std::less<>> template_cells_;           // “template/part” → style
  OdfMasters masters_;
  std::string template_;
  Number* number_ = nullptr;
  bool in_words_ = false;
  std::string at_, page_;  // what is being told
};

// "2.54cm", "12pt", "1in" in points; nothing when it is no length.
std::optional<double> odf_length(std::string_view text);

}  // namespace tipstaff::document
