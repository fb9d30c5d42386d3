// Which parts of a document of Word 97 to 2003 its pages show: headers, notes and text boxes lie in stories of their
// own, beside lists that say where each begins and what it belongs to ([MS-DOC] §2.4.1, §2.8.7, §2.8.17, §2.8.32,
// §2.8.37).
#pragma once

#include <optional>
#include <set>

#include "document/parts/page_cover.h"
#include "document/word/word_file.h"

namespace tipstaff::document {

// A part of a story, up to a letter counted from the story's beginning.
struct WordPart {
  enum class Seen : std::uint8_t { kShown, kOnNoPage, kOffPage };
  std::uint32_t to = 0;
  Seen seen = Seen::kShown;
  std::optional<std::uint32_t> ground = 0xffffff;  // the colour behind it; nothing: it is not known
};

// A shape or picture beside the body's text, and the letter that it hangs on.
struct WordCover {
  std::uint32_t at = 0;
  std::optional<PageCover::Shape> shape;  // where it stands in front of the text
  PageThing thing;
};

class WordPlan {
 public:
  explicit WordPlan(const WordFile& file);
  // In order. What lies behind the last belongs to nothing that is known, and counts as shown.
  std::vector<WordPart> parts(std::size_t story) const;
  std::vector<WordCover> covers() const;  // in the order of the text; none where nothing hides anything
  // A section of the body ends before this letter, and the next one goes on on the same page.
  bool is_joined(std::uint32_t letter) const { return joined_.contains(letter); }
  int page_width() const { return page_width_; }  // the widest, twentieths of a point

 private:
  std::vector<WordPart> headers() const;
  std::vector<WordPart> notes(std::size_t references, std::size_t texts, std::size_t size) const;
  std::vector<WordPart> boxes(std::size_t texts, std::size_t places) const;

  const WordFile& file_;
  bool title_page_ = false, facing_ = false;
  int page_width_ = 0;
  std::set<std::uint32_t> joined_;
};

}  // namespace tipstaff::document
