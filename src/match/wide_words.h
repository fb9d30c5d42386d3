// Tokens that are not ASCII, read: in UTF-8 where they are that, else in Windows-1252, or in Mac Roman where that gives
// more of the roll. Both code pages are read for a whole chunk at once, and cut and classified as ASCII is (tokens.h,
// classes.h), so that bytes that are no text at all do not take long. One for each scanner.
#pragma once

#include <string>
#include <vector>

#include "match/classes.h"

namespace tipstaff::match {

class WideWords {
 public:
  WideWords(const Index& index, Way way) : index_(index), way_(way) {}

  // `chunk`: what `cuts` are of. What follows is of its tokens, those beyond ASCII each replaced by the words in it.
  void read(std::string_view chunk, const Cuts& cuts);
  std::size_t count() const { return begin_.size() - kTokenRoom; }
  std::uint32_t* begin() {
    return begin_.data();
  }  // in the chunk; words of one token share its begin and end; kTokenRoom behind
  std::uint32_t* end() { return end_.data(); }
  // What such words are, over what classify() makes of their bytes; with kUnfolded.
  void lay_over(std::uint8_t* classes, std::uint32_t* words) const;
  std::string_view text(std::size_t token) const;  // of one with kUnfolded: folded

 private:
  // Words of many tokens, each followed by a blank; what they are.
  struct Reading {
    std::vector<char> text = std::vector<char>(kMostTokenised + kPadding);
    std::size_t size = 0;
    Cuts cuts;
    std::vector<std::uint8_t> classes;
    std::vector<std::uint32_t> words;
    void classify(Way way, const Index& index);
    std::string_view word(std::size_t i) const { return {text.data() + cuts.begin[i], cuts.end[i] - cuts.begin[i]}; }
  };
  struct Span {
    std::size_t from = 0, to = 0;
  };
  struct Run {
    std::size_t token = 0;                   // of cuts_
    std::size_t plain_end = 0, mac_end = 0;  // of the readings' text
    Span plain, mac;                         // of the readings' words, once they are classified
    bool is_mac = false;
  };

  void add(std::size_t token, std::size_t wide);
  void settle();
  void find_words();
  void choose_pages();
  bool is_lone_letter(const Run& run) const;
  void copy_until(std::size_t token);
  void take(const Reading& reading, Span words, std::size_t token, std::size_t place);
  static std::size_t known_letters(const Reading& reading, Span words);

  const Index& index_;
  Way way_;
  std::string_view chunk_;
  const Cuts* cuts_ = nullptr;
  std::size_t copied_ = 0;  // tokens of cuts_ that are done
  Reading plain_, mac_;     // UTF-8 or Windows-1252; Mac Roman
  std::vector<Run> runs_;   // that wait to be settled
  std::vector<std::uint32_t> begin_, end_;
  std::vector<std::uint32_t> place_;  // by the token, of those with kUnfolded: in folded_
  struct Word {
    std::uint32_t token, word;
    std::uint8_t its_class;
  };
  std::vector<Word> words_;
  std::string folded_, utf8_;
};

}  // namespace tipstaff::match
