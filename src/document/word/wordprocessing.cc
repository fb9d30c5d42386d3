// Documents: WordprocessingML (ECMA-376 part 1 §17; .docx, .docm and their templates).
#include "document/word/wordprocessing.h"

#include <fmt/format.h>

#include <algorithm>

#include "document/address.h"
#include "document/parts/chart.h"
#include "document/parts/drawing.h"
#include "document/reader.h"
#include "document/word/word_labels.h"
#include "document/word/word_page.h"
#include "document/word/word_settings.h"
#include "document/word/word_shown.h"
#include "document/word/word_story.h"
#include "document/word/word_styles.h"

namespace tipstaff::document {

// The body first and the settings: they say what of the rest is shown.
static std::vector<std::string> in_order(const Package& package) {
  std::vector<std::string> out = package.parts();
  const auto rank = [&](const std::string& part) {
    const std::string& type = package.type_of(part);
    return type.find("glossary") != std::string::npos ? 2
           : type.find(".main+xml") != std::string::npos ||
                   type.find("wordprocessingml.settings+xml") != std::string::npos
               ? 0
               : 1;
  };
  std::ranges::stable_sort(out, {}, rank);
  return out;
}

// A header or footer of the body that none of its sections shows.
static bool is_on_no_page(Package& package, const std::string& body, const std::string& part, const Shown& shown) {
  bool known = false;
  for (const Relation& relation : package.relations(body)) {
    if (relation.external || relation.target != part) continue;
    known = true;
    for (const Shown::Header& header : shown.headers)
      if (header.id == relation.id && shown.shows(header)) return false;
  }
  return known;
}

void read_word_document(Package& package) {
  Emitter& emitter = package.emitter();
  WordStyles styles;
  if (const std::string part = package.part_of_type("wordprocessingml.styles+xml"); !part.empty())
    package.parse(part, styles);
  const WordPage page = WordPage::of(as_text(package.glance(package.part_of_type(".main+xml")).value_or(Bytes())));
  if (page.no_room)
    emitter.observe({.trait = Trait::kTextOffPage,
                     .part = package.part_of_type(".main+xml"),
                     .place = "pages, margins or columns between which no text fits",
                     .cells = 1});
  Theme theme;
  if (const std::string part = package.part_of_type("theme+xml"); !part.empty()) package.parse(part, theme);
  Shown shown;
  std::string body;
  for (const std::string& part : in_order(package)) {
    const std::string& type = package.type_of(part);
    const auto is = [&](std::string_view kind) { return type.find(kind) != std::string::npos; };
    if (is(".main+xml") || is("document.glossary+xml") || is("wordprocessingml.header+xml") ||
        is("wordprocessingml.footer+xml") || is("footnotes+xml") || is("endnotes+xml")) {
      if (is(".main+xml")) body = part;
      const bool header = is("wordprocessingml.header+xml") || is("wordprocessingml.footer+xml");
      read_word_story(package, part, styles, page, shown, header && is_on_no_page(package, body, part, shown));
    } else if (is("wordprocessingml.settings+xml")) {
      read_word_settings(package, part, shown);
    } else if (is_chart(type)) {
      read_chart(package, part, {theme});
    } else if (is("drawing") || is("diagramdata+xml")) {
      read_drawing(package, part);
    } else {
      continue;
    }
    for (const Relation& relation : package.relations(part)) {
      if (relation.type == "aFChunk" && !relation.external && !package.taken(relation.target)) {
        if (const auto bytes = package.whole(relation.target)) read_inside(*bytes, relation.target, emitter);
      } else if (relation.type == "attachedTemplate")
        emitter.observe({.trait = Trait::kTemplate,
                         .part = part,
                         .place = "the path of the template that it was made from",
                         .cells = 1});
      else if (relation.external && relation.type.starts_with("mailMerge"))
        emitter.observe(
            {.trait = Trait::kMailMerge, .part = part, .place = "the path of a mail merge's source", .cells = 1});
      else if (relation.external && (relation.type != "hyperlink" || is_path(relation.target)))
        emitter.observe(
            {.trait = Trait::kExternalTarget, .part = part, .place = "the path of something outside", .cells = 1});
    }
  }
  if (const std::string part = package.part_of_type("wordprocessingml.numbering+xml"); !part.empty()) {
    WordLabels labels;
    package.parse(part, labels);
    shown.lists.insert(styles.lists().begin(), styles.lists().end());
    labels.tell(emitter, part, shown.lists, page);
  }
}

}  // namespace tipstaff::document
