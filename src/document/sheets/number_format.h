// What a number format shows of a cell's value (ECMA-376 part 1 §18.8.31): up to four sections for numbers above, below
// and at nought, and for text; the first two may have conditions of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/colour.h"

namespace tipstaff::document {

class NumberFormat {
 public:
  explicit NumberFormat(std::string code);
  const std::string& code() const { return code_; }
  // Can the value be read off what is shown? False for nothing at all and for other words in its place (“***”, “<5”); a
  // nought that is left out, and words for 0, 1 and -1 (“yes”, “no”), are ordinary.
  bool shows(double value) const;
  bool leaves_out(double value) const;  // a nought that is not shown
  bool shows_text() const { return shows_text_; }
  // A format that shows this value as this one does, and says nothing of any other; empty: none can, or the ordinary
  // one does.
  std::string only_for(double value) const;
  // The colour that the format gives, whatever the font says.
  std::optional<Rgb> colour(double value) const;
  std::optional<Rgb> text_colour() const { return text_colour_; }

 private:
  struct Section {
    bool shows = false, words = false, conditional = false;
    std::string code, compare;
    double than = 0;
    std::optional<Rgb> colour;
  };
  static Section section_of(std::string_view code);
  const Section* section_for(double value) const;

  std::string code_;
  std::vector<Section> sections_;  // for numbers
  bool shows_text_ = true;
  std::optional<Rgb> text_colour_;
};

// Formats that files name by number alone (§18.8.30), where they are the same in every country; empty: none such.
std::string_view built_in_format(std::uint64_t number);

// A book's formats by their number; a format stays where it is.
using NumberFormats = std::map<std::uint64_t, NumberFormat>;
// The built-in one where the book has none of that number; nullptr: “General”.
const NumberFormat* format_numbered(NumberFormats& formats, std::uint64_t number);

}  // namespace tipstaff::document
