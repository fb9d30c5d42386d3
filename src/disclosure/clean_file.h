// A clean copy of one checked file: made in one child, checked by another with the same rules, and given out only when
// that check says pass. Of a PDF the words that a reader sees must be those of the source, so that nothing unseen comes
// to light by cleaning.
#pragma once

#include "clean/clean.h"
#include "disclosure/check.h"

namespace tipstaff::disclosure {

struct CleanFile {
  clean::Copy copy;
  FileReport report;  // of the copy: pass
};

// As check_file() was called for `source`. Errors: kRefused with the reason; kUnavailable when no child can be started.
Result<CleanFile> clean_file(const FileReport& source, ByteView file, const Declared& declared = {},
                             std::span<const RollIndex> rolls = {}, const Policy* policy = nullptr);

// “answer.xlsx” for “answer.xls” and “.xlsx”; no folder.
std::string clean_name(std::string_view name, std::string_view extension);

}  // namespace tipstaff::disclosure
