// Which column of an HR export is which field: guessed from the headings, shown, kept in a small text file, and changed
// there by hand. And what a value must be to stand in a field. Messages name row, column and reason, never the value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/field.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::roll {

enum class Flag : std::uint8_t { kProtected, kNoticeRisk };

// A field, a flag, or neither: the column is not read.
struct Target {
  std::optional<Field> field;
  std::optional<Flag> flag;
  bool ignored() const { return !field && !flag; }
  bool operator==(const Target&) const = default;
};
std::string_view target_name(const Target& target);  // "surname", "protected", "ignore"
std::optional<Target> target_from_name(std::string_view name);

struct Column {
  std::string heading;
  Target target;
};

class Mapping {
 public:
  // Capitals, spaces and punctuation do not matter; each target goes to the first heading that means it.
  static Mapping guess(const std::vector<std::string>& headings);
  explicit Mapping(std::vector<Column> columns = {}) : columns_(std::move(columns)) {}
  // A file from outside is parsed in the sandboxed child: parse_mapping() in csv_child.h.
  // Lines "heading = field"; # begins a comment. Errors: kInvalid with the line's number.
  static Result<Mapping> parse(std::string_view text);
  std::string text() const;  // what parse() reads

  // For the headings of one file, in their order; headings the mapping does not know are ignored. Errors: kInvalid when
  // two columns have one target, or one that is `needed` has none.
  Result<std::vector<Target>> bind(const std::vector<std::string>& headings,
                                   FieldSet needed = {Field::kSurname, Field::kWarrantNumber}) const;
  const std::vector<Column>& columns() const { return columns_; }
  std::string in_words() const;  // one line a column, for a person

 private:
  std::vector<Column> columns_;
};

struct Problem {
  std::uint64_t row = 0;
  std::string column;  // its heading
  std::string reason;
};

// Why the value cannot stand in the field; nothing when it can. Empty values are only refused in surname and warrant
// number.
std::optional<std::string> fault_in_value(Field field, std::string_view value);
// yes, no, true, false, 1, 0, y, n or empty (no), in any capitals.
std::optional<bool> parse_flag(std::string_view value);
// A value as one line: exports hold line breaks and tabs inside quotes, for which a space stands; none at the ends.
Plaintext on_one_line(std::string_view value);
// Spaces at the ends do not belong to a value.
std::string_view without_outer_spaces(std::string_view value);
// Letters followed by combining marks: two spellings of one name may differ (Unicode Standard Annex 15). Worth a note.
bool may_be_decomposed(std::string_view value);

}  // namespace tipstaff::roll
