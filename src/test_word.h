// Documents of Word 97 made by hand, for tests: a heading, one page of formats, pieces of text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "test_compound.h"

namespace tipstaff::test {

// Where the heading lists what lies where (its pairs of place and length).
struct WordList {
  std::size_t number;
  std::string content;
};

class WordMaker {
 public:
  // Text with its operations; "\r" ends a paragraph. One byte a letter.
  WordMaker& run(const std::string& text, const std::string& operations = "") {
    runs_.emplace_back(text, operations);
    return *this;
  }
  // What a list of the heading points at.
  WordMaker& list(std::size_t number, const std::string& content) {
    lists_.push_back({number, content});
    return *this;
  }
  // Comments are the letters at the end of the text.
  WordMaker& comment_letters(std::size_t count) {
    comments_ = count;
    return *this;
  }
  // Bytes of the main stream that nothing points at.
  WordMaker& fast_save(const std::string& text) {
    left_ = text;
    return *this;
  }
  WordMaker& flags(unsigned flags) {
    flags_ = flags;
    return *this;
  }

  CompoundMaker streams() const {
    constexpr std::size_t kText = 0x800;
    std::string text, places, formats;
    std::string page(512, '\0');
    std::size_t place = 500;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const auto& [words, operations] = runs_[i];
      page.replace(4 * i, 4, le(kText + text.size(), 4));
      text += words;
      page.replace(4 * i + 4, 4, le(kText + text.size(), 4));
      if (operations.empty()) continue;
      place -= (operations.size() + 2) / 2 * 2;
      page[4 * (runs_.size() + 1) + i] = static_cast<char>(place / 2);
      page.replace(place, 1 + operations.size(), static_cast<char>(operations.size()) + operations);
    }
    page[511] = static_cast<char>(runs_.size());
    std::size_t pairs = 0x5d;  // of Word 97; later versions have more
    for (const WordList& each : lists_) pairs = std::max(pairs, each.number + 1);
    std::string table(16, '\0'), heads(pairs * 8, '\0');
    const auto point = [&](std::size_t number, const std::string& content) {
      heads.replace(8 * number, 8, le(table.size(), 4) + le(content.size(), 4));
      table += content;
    };
    const std::size_t page_at = (kText + text.size() + left_.size() + 511) / 512;
    point(12, le(kText, 4) + le(kText + text.size(), 4) + le(page_at, 4));
    point(33, '\2' + le(16, 4) + le(0, 4) + le(text.size(), 4) + le(0, 2) + le(0x40000000 | kText * 2, 4) + le(0, 2));
    for (const WordList& each : lists_) point(each.number, each.content);
    std::string main = le(0xa5ec, 2) + le(0xc1, 2) + std::string(6, '\0') + le(flags_ | 0x200, 2) +
                       std::string(20, '\0') + le(14, 2) + std::string(28, '\0') + le(22, 2) + std::string(12, '\0') +
                       le(text.size() - comments_, 4) + le(0, 12) + le(comments_, 4) + std::string(56, '\0') +
                       le(pairs, 2) + heads;
    main.resize(kText);
    main += text + left_;
    main.resize(page_at * 512);
    return CompoundMaker().add("WordDocument", main + page).add("1Table", table);
  }
  std::string finish() const { return streams().finish(); }

 private:
  std::vector<std::pair<std::string, std::string>> runs_;
  std::vector<WordList> lists_;
  std::string left_;
  std::size_t comments_ = 0;
  unsigned flags_ = 0;
};

// A table of wide strings.
inline std::string word_strings(const std::vector<std::string>& words) {
  std::string out = le(0xffff, 2) + le(words.size(), 2) + le(0, 2);
  for (const std::string& each : words) out += le(each.size(), 2) + wide(each);
  return out;
}

}  // namespace tipstaff::test
