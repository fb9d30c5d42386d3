// How people write: by what a reader tells words, sentences, remarks and names from the codes of programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::document {

bool is_letter(char c);  // of ASCII, or a byte of another
std::size_t letters_in(std::string_view text);
// Letters, with hyphens, apostrophes and a mark behind them.
bool is_word(std::string_view token);
// Two words or more, as people write them: not numbers, ranges of cells, colours, codes.
bool reads_as_words(std::string_view text);
// Five words or more: no name of a thing.
bool is_sentence(std::string_view text);
// Four words or more with a number or comma among them: no label, and no program's own text.
bool is_remark(std::string_view text);
bool has_words(std::string_view text, std::size_t most);  // so many, as people write them
// Of a style, shape or theme: names are short, and no sentences.
bool is_more_than_a_name(std::string_view value);
// Of a list: says more than “Article 1 of Schedule 2”, apart from its numbers.
bool is_telling_label(std::string_view label);
bool is_persons_name(std::string_view value);  // “Surname, Forename”
bool is_latin_words(std::string_view text);    // the same, of Latin letters

// The texts in quotation marks of a formula or format that say more than a label does: four words or more with a number
// or comma among them, an address of mail, or what N() is given so that nobody sees it.
std::vector<std::string> remarks_in(std::string_view formula);

}  // namespace tipstaff::document
