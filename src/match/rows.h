// Rows of text (document/emitter.h's, or any) through the matcher: cells of a row belong together, a name may lie in
// two cells in any order, and in prose on two lines. One matcher for each layer; not thread-safe.
#pragma once

#include <optional>

#include "match/evidence.h"

namespace tipstaff::match {

// Names and addresses that may stand in plain sight, as an index knows them: the entry, and how many on the list are
// written so. Where more people of the roll are written so than the list names, a table's further rows of it are
// somebody else.
using Allowed = std::unordered_map<const Entry*, std::uint32_t>;
// `name`: “Surname, Forenames”, in all its written forms, or an e-mail address. What is nobody's of the roll adds
// nothing.
void allow(const Index& index, std::string_view name, Allowed& allowed);

class RowMatcher {
 public:
  // `who`: as Tally's. `allowed`, when given, must outlive the matcher, and without_allowed() leaves out whom it names.
  explicit RowMatcher(const Index& index, bool who = false, const Allowed* allowed = nullptr)
      : index_(&index), scanner_(index), tally_(index, who), allowed_(allowed) {
    if (allowed_ != nullptr) others_.emplace(index);
  }
  void row(std::span<const std::string> cells);
  const Tally& tally() const { return tally_; }
  const Tally& without_allowed() const { return others_ ? *others_ : tally_; }

 private:
  void read_attributes(std::span<const std::string> cells);
  void find_over_cells(std::span<const std::string> cells);
  bool is_heading(std::span<const std::string> cells) const;

  void tell(std::span<const Event> events, bool table);

  const Index* index_;
  Scanner scanner_;
  Tally tally_;
  const Allowed* allowed_;
  Allowed excused_;  // how often in a table
  std::optional<Tally> others_;
  std::string text_, tail_;  // tail_: of the line before, in prose
  std::vector<Event> events_;
  std::vector<const Entry*> attributes_;
  std::uint64_t rows_ = 0;
  bool context_ = false;
};

// Bytes of any kind, in pieces: what belongs together stands on one line, or close by. Runs of UTF-16 are found and
// read.
class ByteMatcher {
 public:
  explicit ByteMatcher(const Index& index) : scanner_(index), tally_(index) {}
  // kPadding bytes behind `piece` must be readable. `fresh`: where the piece stops repeating the end of the one before.
  void piece(std::string_view piece, std::size_t fresh);
  const Tally& tally() const { return tally_; }

 private:
  void take(std::string_view text, std::size_t fresh, const std::unordered_set<const Entry*>* known = nullptr);
  void take_utf16(std::string_view piece, std::size_t fresh);
  Scanner scanner_;
  Tally tally_;
  std::vector<Event> events_;
};

}  // namespace tipstaff::match
