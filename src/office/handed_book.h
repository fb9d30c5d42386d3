// The rows of a file that was handed over, and of a workbook those of every sheet, seen or not, and of what else lies
// in it, for all of it was handed over. Read in the sandboxed child (law 10).
#pragma once

#include <optional>

#include "base/field.h"
#include "base/secret.h"
#include "base/shared_bytes.h"
#include "roll/mapping.h"

namespace tipstaff::office {

bool is_workbook(ByteView file);  // by its first bytes

// Empty cells of workbooks are not told, so a value is known by what it is and not by its column. No headings among
// them.
class HandedRow {
 public:
  explicit HandedRow(std::span<const std::string> cells);
  std::vector<std::string_view> cells() const;

 private:
  Plaintext joined_;
};

struct HandedBook {
  std::vector<HandedRow> rows;
  FieldSet fields;      // that headings anywhere in it name
  bool unread = false;  // something in it could not be read
};
// Whether rows under headings of these fields may say who they are about.
bool names_somebody(FieldSet fields);

// `mapping` names headings; without it they are guessed. Errors: kInvalid (nowhere a heading that names_somebody()),
// kUnavailable.
Result<HandedBook> read_handed_book(const SharedBytes& file, const std::optional<roll::Mapping>& mapping);

}  // namespace tipstaff::office
