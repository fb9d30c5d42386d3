#include "document/reader.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <time.h>

#include "document/containers/archive.h"
#include "document/containers/compound.h"
#include "document/containers/zip.h"
#include "document/emitter.h"
#include "document/magics.h"
#include "document/mail/mail.h"
#include "document/mail/tnef.h"
#include "document/odf/odf.h"
#include "document/pdf/pdf.h"
#include "document/pictures/picture.h"
#include "document/pictures/svg.h"
#include "document/sheets/workbook.h"
#include "document/sheets/xlsb.h"
#include "document/slides/slides.h"
#include "document/store/store_mails.h"
#include "document/text_file.h"
#include "document/web/markup.h"
#include "document/word/rtf.h"
#include "document/word/wordprocessing.h"

namespace tipstaff::document {
namespace {

bool begins(ByteView file, std::string_view with) { return as_text(file).starts_with(with); }

// The main part's content type says what a package is.
struct PackageKind {
  std::string_view type, kind;
  void (*read)(Package&);
};
constexpr PackageKind kPackages[] = {
    {"spreadsheetml.sheet.main+xml", "xlsx", read_workbook},
    {"spreadsheetml.template.main+xml", "xltx", read_workbook},
    {"ms-excel.sheet.macroenabled.main+xml", "xlsm", read_workbook},
    {"ms-excel.template.macroenabled.main+xml", "xltm", read_workbook},
    {"ms-excel.addin.macroenabled.main+xml", "xlam", read_workbook},
    {"ms-excel.sheet.binary", "xlsb", read_xlsb},
    {"wordprocessingml.document.main+xml", "docx", read_word_document},
    {"wordprocessingml.template.main+xml", "dotx", read_word_document},
    {"ms-word.document.macroenabled.main+xml", "docm", read_word_document},
    {"ms-word.template.macroenabledtemplate.main+xml", "dotm", read_word_document},
    {"presentationml.presentation.main+xml", "pptx", read_slides},
    {"presentationml.slideshow.main+xml", "ppsx", read_slides},
    {"presentationml.template.main+xml", "potx", read_slides},
    {"ms-powerpoint.presentation.macroenabled.main+xml", "pptm", read_slides},
};

class Nowhere : public Sink {
 public:
  void row(std::uint32_t, std::span<const std::string>) override {}
  void observed(const Observation&) override {}
};

const PackageKind* package_kind(const Package& package) {
  for (const PackageKind& kind : kPackages)
    if (!package.part_of_type(kind.type).empty()) return &kind;
  return nullptr;
}

std::string kind_of_zip(ByteView file) {
  const auto zip = Zip::open(file);
  if (!zip) return "zip";
  if (zip->find("[Content_Types].xml") != nullptr) {
    Nowhere nowhere;
    Emitter emitter(nowhere);
    const auto package = Package::open(*zip, emitter);
    const PackageKind* kind = package ? package_kind(*package) : nullptr;
    return kind == nullptr ? "zip" : std::string(kind->kind);
  }
  if (const ZipEntry* type = zip->find("mimetype")) {
    const auto words = zip->whole(*type, 256);
    const std::string_view text = words ? as_text(*words) : std::string_view();
    for (const auto& [ending, kind] : {std::pair{"opendocument.spreadsheet", "ods"},
                                       {"opendocument.text", "odt"},
                                       {"opendocument.presentation", "odp"},
                                       {"opendocument.graphics", "odp"}})
      if (text.find(ending) != std::string_view::npos) return kind;
  }
  return "zip";
}

// Does not lie: what an archive says of itself against what is in it.
bool within_limits(const Zip& zip, std::size_t packed, Emitter& emitter) {
  std::uint64_t unpacked = 0;
  for (const ZipEntry& entry : zip.entries()) unpacked += std::min(entry.unpacked, kMostUnpacked + 1);
  const bool ratio = unpacked > (std::uint64_t{16} << 20) && unpacked / kMostRatio > packed;
  if (unpacked <= kMostUnpacked && !ratio) return true;
  emitter.unread(
      "", ratio ? "it unpacks to far more than such files do, as zip bombs do" : "it unpacks to more than 1 GiB");
  return false;
}

void read_members(const Zip& zip, Emitter& emitter) {
  Members members(emitter);  // names that stand twice were told already
  for (const ZipEntry& entry : zip.entries()) {
    if (entry.encrypted || entry.unpacked == 0) members.name(entry.name, !entry.encrypted);
    if (entry.encrypted || entry.unpacked == 0) continue;  // folders too
    const auto file = zip.whole(entry, kLargestFile);
    if (file)
      members.read(entry.name, *file);
    else
      emitter.unread(entry.name, file.error().message());
  }
}

void read_archive(ByteView file, Emitter& emitter) {
  const auto zip = Zip::open(file);
  if (!zip) return emitter.unread("", zip.error().message());
  for (const std::string& what : zip->unexplained()) emitter.observe({.trait = Trait::kUnexplained, .place = what});
  for (const std::string& name : zip->duplicates())
    emitter.observe({.trait = Trait::kDuplicateName,
                     .part = name,
                     .place = "two parts of one name: programs differ in which they show"});
  if (zip->comment_bytes() > 0)
    emitter.observe(
        {.trait = Trait::kArchiveComment, .place = "a comment in the archive", .characters = zip->comment_bytes()});
  bool locked = false;
  for (const ZipEntry& entry : zip->entries())
    if (entry.encrypted && !std::exchange(locked, true))
      emitter.observe({.trait = Trait::kEncrypted, .part = entry.name, .place = "encrypted parts"});
  if (!within_limits(*zip, file.size(), emitter)) return;
  if (zip->find("[Content_Types].xml") == nullptr) {
    const std::string kind = kind_of_zip(file);
    for (const auto& [name, odf] :
         {std::pair{"ods", OdfKind::kSheets}, {"odt", OdfKind::kText}, {"odp", OdfKind::kSlides}})
      if (kind == name) return read_opendocument(*zip, odf, emitter);
    return read_members(*zip, emitter);
  }
  auto package = Package::open(*zip, emitter);
  if (!package) return emitter.unread("[Content_Types].xml", package.error().message());
  const PackageKind* kind = package_kind(*package);
  if (kind == nullptr || kind->read == nullptr) return emitter.unread("", "a kind of package that is not read yet");
  kind->read(*package);
  read_common_parts(*package);
}

// Kinds that have a reader.
struct Format {
  std::string_view kind;
  void (*read)(ByteView file, Emitter& emitter);
};
constexpr Format kFormats[] = {
    {"rtf", read_rtf},
    {"tnef", read_tnef},
    {"tar", read_tar},
    {"gz", read_gzip},
    {"7z", read_seven_zip},
    {"rar", read_rar},
    {"bz2", read_packed},
    {"xz", read_packed},
    {"zst", read_packed},
    {"eml", read_mail},
    {"mbox", read_mail_box},
    {"html", [](ByteView file, Emitter& emitter) { read_html(file, emitter); }},
    {"svg", read_svg},
    {"fods", read_flat_opendocument},
    {"fodt", read_flat_opendocument},
    {"fodp", read_flat_opendocument},
    {"pdf", read_pdf},
    {"pst", read_mail_store},
    {"text", read_text},
    {"csv", read_text},
};

std::string read_file(ByteView file, Emitter& emitter) {
  std::string kind = kind_of(file);
  const auto format = std::ranges::find(kFormats, kind, &Format::kind);
  if (file.size() > kLargestFile)
    emitter.unread("", fmt::format("it is larger than {} MiB", kLargestFile >> 20));
  else if (kind == "empty")
    emitter.unread("", "there is nothing in it");
  else if (begins(file, "PK"))
    read_archive(file, emitter);
  else if (is_compound(file))
    read_compound(file, emitter);
  else if (!picture_kind(file).empty())
    read_picture(file, "", emitter);
  else if (format != std::end(kFormats))
    format->read(file, emitter);
  else if (const bool handed = emitter.bytes(file); kind != "unknown")
    emitter.unread("", fmt::format("files of kind ‘{}’ are not read yet", kind));
  else if (!handed)
    emitter.unread("", "a kind of file that is not known");
  return kind;
}

}  // namespace

void prepare_readers() {
  prepare_xml();
  prepare_mail();
  prepare_pdf();
  setenv("TZ", "UTC0", 1);  // libarchive asks for the zone where it reads dates of rar, and a locked process cannot
                            // open the file that names it
  tzset();
}

std::string kind_of(ByteView file) {
  if (file.empty()) return "empty";
  if (begins(file, "PK\x03\x04") || begins(file, "PK\x05\x06")) return kind_of_zip(file);
  if (is_compound(file)) return kind_of_compound(file);
  if (const Magic* magic = magic_of(file); magic != nullptr && text_kind(file) == TextKind::kNone)
    return std::string(magic->kind);
  if (const std::string_view picture = picture_kind(file); !picture.empty()) return std::string(picture);
  if (is_tnef(file)) return "tnef";
  if (is_tar(file)) return "tar";
  if (is_pdf(file)) return "pdf";
  switch (text_kind(file)) {
    case TextKind::kText:
      return "text";
    case TextKind::kTable:
      return "csv";
    case TextKind::kMail:
      return is_mail_box(as_text(file)) ? "mbox" : "eml";
    case TextKind::kMarkup:
      if (const std::string_view flat = flat_opendocument_kind(as_text(file)); !flat.empty()) return std::string(flat);
      return begins(file, "{\\rtf")   ? "rtf"
             : is_svg(as_text(file))  ? "svg"
             : is_html(as_text(file)) ? "html"
                                      : "markup";
    case TextKind::kNone:
      break;
  }
  return "unknown";
}

std::string read_document(ByteView file, Sink& sink, SheetTaker* taker) {
  Emitter emitter(sink, taker);
  return read_file(file, emitter);
}

std::string read_inside(ByteView file, std::string_view name, Emitter& emitter) {
  const Emitter::Inside inside(emitter, name, file.size());
  if (!inside) return "unknown";
  emitter.inner_file(file);
  return read_file(file, emitter);
}

}  // namespace tipstaff::document
