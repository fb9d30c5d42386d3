// Clean copies: a file made anew from what a reader of the page sees. Workbooks become values in the places where they
// stood, PDFs their pages alone, pictures their pixels, text its letters. Whatever cannot be made clean with certainty
// is refused with the reason. Hostile bytes: called in the sandboxed child only (clean_child.h); the copy is to be
// checked like any file.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::clean {

struct Copy {
  std::string extension;  // ".xlsx", with which it is to be named
  Bytes content;
  std::string left_out;  // what the copy lacks beside what was hidden, for a person
};

// Errors: kRefused with the reason.
Result<Copy> clean_copy(ByteView file);

Result<Copy> copy_of_workbook(ByteView file);                          // any workbook → .xlsx
Result<Copy> copy_of_pdf(ByteView file);                               // → .pdf
Result<Copy> copy_of_picture(ByteView file, std::string_view kind);    // jpeg, png, webp → the same
Result<Copy> copy_of_text(ByteView file, std::string_view extension);  // → UTF-8

// Call once before a process locks itself.
void prepare();

}  // namespace tipstaff::clean
