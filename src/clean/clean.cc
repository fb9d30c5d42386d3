#include "clean/clean.h"

#include <fmt/format.h>

#include <algorithm>

#include "card/to_rgb.h"
#include "document/reader.h"
#include "document/text_file.h"

namespace tipstaff::clean {
namespace {

bool is_one_of(std::string_view kind, std::initializer_list<std::string_view> kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

std::string why_not(std::string_view kind) {
  if (is_one_of(kind,
                {"docx", "dotx", "docm", "dotm", "doc", "rtf", "odt", "pptx", "ppsx", "potx", "pptm", "ppt", "odp"}))
    return "documents and slides are not cleaned: take out what the check found, export it as PDF, and check that";
  if (is_one_of(kind, {"eml", "mbox", "msg", "tnef"}))
    return "mail is not cleaned: save what is to go out as files of their own";
  if (is_one_of(kind, {"zip", "tar", "7z", "rar", "gz", "bz2", "xz", "zst"}))
    return "archives are not cleaned: clean the files in it one by one";
  if (kind == "html" || kind == "markup") return "web pages are not cleaned: save it as PDF, and check that";
  if (is_one_of(kind, {"gif", "tiff", "heic", "avif", "bmp", "emf", "wmf"}))
    return "pictures of this kind are not cleaned: save it as PNG or JPEG, and clean that";
  return "files of this kind are not cleaned";
}

}  // namespace

Result<Copy> copy_of_text(ByteView file, std::string_view extension) {
  const auto text = document::text_as_utf8(file);
  if (!text) return fail(Code::kRefused, "it is no text");
  return Copy{std::string(extension), to_bytes(as_bytes(*text)), ""};
}

Result<Copy> clean_copy(ByteView file) {
  const std::string kind = document::kind_of(file);
  if (is_one_of(kind, {"xlsx", "xltx", "xlsm", "xltm", "xlam", "xlsb", "xls", "ods"})) return copy_of_workbook(file);
  if (kind == "pdf") return copy_of_pdf(file);
  if (is_one_of(kind, {"jpeg", "png", "webp"})) return copy_of_picture(file, kind);
  if (kind == "csv") return copy_of_text(file, ".csv");
  if (kind == "text") return copy_of_text(file, ".txt");
  return fail(Code::kRefused, why_not(kind));
}

void prepare() {
  document::prepare_readers();
  card::prepare_colours();
}

}  // namespace tipstaff::clean
