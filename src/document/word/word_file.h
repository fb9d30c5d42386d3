// The streams of a document of Word 97 to 2003 ([MS-DOC] §2.1, §2.5), and what its heading says of where things lie in
// them. Pure functions of bytes, any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "document/letters.h"
#include "document/parts/escher.h"

namespace tipstaff::document {

// A document's streams and the heading (FIB, §2.5) that says what lies where in them.
struct WordFile {
  static constexpr std::size_t kPairs = 0x9a;  // where the heading's pairs begin
  Bytes main, table, data;
  // What the heading's pair of place and length number `index` points at (§2.5.6), in the table stream.
  ByteView place(std::size_t index) const;
  std::size_t places() const { return little16(main, 0x98); }
  std::uint32_t letters(std::size_t story) const;  // how many the story has
};

enum WordPlace : std::size_t {
  kStyleSheet = 1,
  kFontTable = 15,
  kSections = 6,
  kCharacterPages = 12,
  kParagraphPages = 13,
  kAssociated = 32,
  kPieces = 33,
  kCommentAuthors = 36,
  kMerge = 44,
  kDrawings = 50,
  kRevisionAuthors = 51,
  kVariables = 60,
  kRoute = 70,
  kSavedBy = 71,
  kLinkedFiles = 72,
  kEnvelope = 97,
  kMergeNew = 126,
  kMergeSource = 127,
  kTransform = 140,
  kEditors = 144,
};
// The parts of the text, one behind the other (§2.4.1).
enum WordStory : std::size_t {
  kBody,
  kFootnotes,
  kHeaders,
  kMacroText,
  kCommentText,
  kEndnotes,
  kTextBoxes,
  kHeaderBoxes,
  kStories
};

// Which bytes of the main stream something uses.
class Coverage {
 public:
  explicit Coverage(std::size_t size) : used_(size) {}
  void add(std::size_t at, std::size_t size);
  template <class Take>
  void gaps(Take take) const {
    for (std::size_t at = 0; at < used_.size(); ++at) {
      const std::size_t from = at;
      while (at < used_.size() && !used_[at]) ++at;
      if (at > from) take(from, at - from);
    }
  }

 private:
  std::vector<bool> used_;
};

// Each section's place in the main stream, and its operations (§2.8.26).
template <class Take>
void each_word_section(const WordFile& file, Take take) {
  const ByteView list = file.place(kSections);
  const std::size_t count = list.size() < 4 ? 0 : (list.size() - 4) / 16;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = little32(list, 4 * (count + 1) + 12 * i + 2);
    if (at != 0xffffffff) take(at, part_of(file.main, at + 2, little16(file.main, at)));
  }
}
// Its drawings, each with what is in it; false when they are damaged.
bool each_word_drawing(const WordFile& file, const std::function<void(ByteView)>& take);
std::vector<EscherShape> word_shapes(const WordFile& file);

// Strings one behind the other (§2.2.4).
std::vector<std::string> word_strings(ByteView table);

}  // namespace tipstaff::document
