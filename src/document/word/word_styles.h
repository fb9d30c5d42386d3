// Styles of WordprocessingML (ECMA-376 part 1 §17.7): what they do to the sight of text. A run looks as the document's
// defaults say, then its paragraph's style, then its own style, then what it says itself; each style after those that
// it is based on.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "document/colour.h"
#include "document/xml.h"

namespace tipstaff::document {

struct WordLook {
  std::optional<bool> hidden{};
  std::optional<std::uint64_t> size{};          // half points
  std::optional<std::string> colour{}, fill{};  // six digits, or “auto”
  std::optional<bool> highlighted{};            // the fill is a highlighter's
  std::optional<bool> unpainted{};              // letters without a fill, or all transparent (Office 2010)
  std::optional<double> width{};                // of letters, in hundredths
  std::optional<double> raised{}, gap{};        // above the line, half points; between letters, twentieths of a point
  std::optional<bool> signs{};                  // a font that has signs for letters
  bool in_fill = false;                         // what comes next belongs to the letters' own fill (Office 2010)

  // An element of rPr. True: it is one of these.
  bool take(std::string_view name, const XmlAttributes& attributes);
  void add(const WordLook& later);  // what is later wins
  // Letters in each other, or squeezed to nothing; letters far from their line.
  bool is_squeezed() const;
  bool is_far() const;

 private:
  bool take_fill(std::string_view name, const XmlAttributes& attributes);
};
// “fill”, or the pattern's colour where it is solid.
std::string word_fill(const XmlAttributes& shading);

class WordStyles : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view) override {}

  // Of a paragraph with this style (empty: the default one), without what it says itself.
  WordLook paragraph(std::string_view style) const;
  WordLook run(std::string_view style) const;
  std::string paragraph_fill(std::string_view style) const;  // empty: none
  // Does a table of this style have cells that are not white?
  bool paints_cells(std::string_view table_style) const;
  // The lists that its styles put paragraphs into, by number.
  const std::set<std::string>& lists() const { return lists_; }

 private:
  struct Style {
    std::string parent, fill;
    WordLook look;
    bool paints = false;
  };
  template <class Take>
  void up_from(std::string_view style, Take take) const;

  WordLook defaults_;
  std::map<std::string, Style, std::less<>> styles_;
  std::set<std::string> lists_;
  std::string default_paragraph_;
  Style* at_ = nullptr;
  bool in_defaults_ = false, in_look_ = false;
};

}  // namespace tipstaff::document
