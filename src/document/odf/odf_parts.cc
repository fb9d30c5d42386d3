#include "document/odf/odf_parts.h"

#include "document/odf/odf_table.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

bool is_known(std::string_view name) {
  for (const std::string_view known :
       {"initial-creator", "creator", "printed-by", "title", "subject", "description", "keyword", "generator",
        "creation-date", "date", "print-date", "editing-cycles", "editing-duration", "language", "config-item"})
    if (name == known) return true;
  return false;
}

}  // namespace

void OdfMeta::start(std::string_view name, const XmlAttributes& attributes) {
  leaf_.begin();
  name_ = attributes.get("name");
  if (name == "template")
    emitter_.observe({.trait = Trait::kTemplate, .part = part_, .place = "the path of its template", .cells = 1});
}

void OdfMeta::end(std::string_view name) {
  const bool on = leaf_.on();
  const std::string& words = leaf_.end();
  if (!on || is_blank(words)) return;
  if (name == "initial-creator" || name == "creator" || name == "printed-by" || name == "title" || name == "subject")
    properties_.author(words);
  if (name == "description") properties_.description(words);
  if (name == "keyword") properties_.keywords(words);
  if (name == "user-defined")
    properties_.custom(name_, words);
  else if (!is_known(name) && reads_as_words(words))
    properties_.custom(name, words);
  if (name == "config-item" && (name_ == "PrinterName" || name_ == "PrinterSetup") && !std::exchange(printer_, true))
    emitter_.observe({.trait = Trait::kPrinterSettings,
                      .part = part_,
                      .place = "the settings of a printer, with its name",
                      .cells = 1});
  if (name == "config-item" && (name_ == "RedlineProtectionKey" || (name_ == "LoadReadonly" && words == "true")))
    emitter_.observe(
        {.trait = Trait::kProtection, .part = part_, .place = "a wish, or a password, that it not be changed"});
  if (name == "config-item" && name_ == "CurrentDatabaseDataSource")
    emitter_.observe(
        {.trait = Trait::kMailMerge, .part = part_, .place = "the name of a source of addresses", .cells = 1});
}

std::vector<std::size_t> odf_rows_of(ByteView source) {
  OdfTableRows rows;
  if (!OdfTableRows::matter(as_text(source)) || !parse_xml([&](const auto& piece) { return piece(source); }, rows))
    return {};
  return rows.take();
}

bool is_own_metafile(ByteView bytes, const std::string& part, Emitter& emitter) {
  const bool own = as_text(bytes).starts_with("VCLMTF");
  if (own) emitter.observe({.trait = Trait::kThumbnail, .part = part, .place = "a small picture of a table or chart"});
  return own;
}

}  // namespace tipstaff::document
