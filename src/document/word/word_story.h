// One part of a document of WordprocessingML in which text flows: the body, headers, footers, notes, the glossary
// (ECMA-376 part 1 §17).
#pragma once

#include "document/containers/package.h"
#include "document/word/word_page.h"
#include "document/word/word_shown.h"
#include "document/word/word_styles.h"

namespace tipstaff::document {

// What the body says of its headers, notes and lists goes to `shown`. `on_no_page`: no section uses the part.
void read_word_story(Package& package, const std::string& part, const WordStyles& styles, const WordPage& page,
                     Shown& shown, bool on_no_page);

}  // namespace tipstaff::document
