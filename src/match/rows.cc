#include "match/rows.h"

#include <algorithm>
#include <set>

#include "match/fold.h"

namespace tipstaff::match {
namespace {

constexpr std::size_t kLongestCell = 80;   // of a rank, a unit, a name
constexpr std::size_t kMostCells = 64;     // looked at one against the other
constexpr std::size_t kTail = 48;          // of the line before
constexpr std::size_t kLongestLine = 600;  // in bytes that are no text of lines, things farther apart are not together
constexpr std::size_t kBlock = 4096;       // looked at for UTF-16
constexpr std::size_t kFewestWide = 8;     // letters of two bytes in it

struct Cell {
  std::string surname, forename;  // what it could be
  std::uint32_t front = 0, back = 0;
  std::uint8_t kind = 0;
};

bool may_be(std::span<const std::uint64_t> bloom, std::uint64_t hash) {
  const std::uint64_t bits = bloom_bits(hash);
  return (bloom[bloom_word(hash, bloom.size() - 1)] & bits) == bits;
}

}  // namespace

bool RowMatcher::is_heading(std::span<const std::string> cells) const {
  if (rows_ > 20) return false;
  return std::ranges::any_of(cells, [](const std::string& cell) {
    if (cell.size() > 60) return false;
    const auto words = words_of(cell);
    return std::ranges::any_of(words, [](const std::string& word) {
      for (const std::string_view known :
           {"warrant", "collar", "pay", "payroll", "service", "staff", "employee", "shoulder", "force", "number"})
        if (word == known) return true;
      return false;
    });
  });
}

// Whole cells that are a rank, a unit or a location of the roll.
void RowMatcher::read_attributes(std::span<const std::string> cells) {
  attributes_.clear();
  for (const std::string& cell : cells.first(std::min(cells.size(), kMostCells))) {
    if (cell.size() < 2 || cell.size() > kLongestCell) continue;
    std::string folded;
    fold_into(folded, cell, Encoding::kUtf8);
    if (folded.empty() || !may_be(index_->numbers(), text_hash(folded, index_->seed()))) continue;
    for (const Kind kind : {Kind::kRank, Kind::kUnit, Kind::kLocation})
      if (const Entry* entry = index_->find(kind, folded)) {
        const bool had = std::ranges::any_of(attributes_, [&](const Entry* other) { return other->kind == kind; });
        if (!had) attributes_.push_back(entry);
        break;
      }
  }
}

// Surname in one cell, forename or initial in another that does not stand beside it.
void RowMatcher::find_over_cells(std::span<const std::string> cells) {
  std::vector<Cell> looked;
  for (const std::string& text : cells.first(std::min(cells.size(), kMostCells))) {
    const auto words = text.size() > kLongestCell ? std::vector<std::string>() : words_of(text);
    if (words.empty() || words.size() > 4) continue;
    Cell cell;
    cell.front = token_word(words.front(), index_->seed());
    cell.back = token_word(words.back(), index_->seed());
    if ((index_->class_of(words.front()) & index_->class_of(words.back()) & kSurnameClass) != 0)
      cell.surname = same_surname(words);
    if ((index_->class_of(words.front()) & kForenameClass) != 0) cell.forename = words.front();
    if (!cell.surname.empty() || !cell.forename.empty()) looked.push_back(std::move(cell));
  }
  for (const Cell& surname : looked)
    for (const Cell& given : looked) {
      if (&surname == &given || surname.surname.empty() || given.forename.empty()) continue;
      if (!may_be(index_->pairs(), pair_hash(given.front, surname.front, index_->seed())) &&
          !may_be(index_->pairs(), pair_hash(surname.back, given.front, index_->seed())))
        continue;
      const std::string text = surname.surname + '\0' + given.forename;
      if (const Entry* entry = index_->find(given.forename.size() == 1 ? Kind::kInitial : Kind::kName, text)) {
        events_.push_back({0, 0, entry, 0});
        return;
      }
    }
}

void RowMatcher::tell(std::span<const Event> events, bool table) {
  tally_.row(events, attributes_, table, context_);
  if (!others_) return;
  std::vector<Event> kept;
  for (const Event& event : events) {
    const auto found = event.entry == nullptr ? allowed_->end() : allowed_->find(event.entry);
    // Prose that says a name again means the same person; a table does not.
    const bool excused = found != allowed_->end() &&
                         (!table || event.entry->count <= found->second || excused_[event.entry]++ < found->second);
    if (!excused) kept.push_back(event);
  }
  if (!kept.empty()) others_->row(kept, attributes_, table, context_);
}

void RowMatcher::row(std::span<const std::string> cells) {
  ++rows_;
  const auto filled = std::ranges::count_if(cells, [](const std::string& cell) { return !cell.empty(); });
  if (filled == 0) return;
  const bool table = filled > 1;
  text_ = table ? "" : tail_;
  const std::size_t fresh = text_.size();
  for (const std::string& cell : cells) {
    if (cell.empty()) continue;
    text_ += cell;
    text_ += '\t';
  }
  const std::size_t size = text_.size() - 1;
  text_.append(kPadding, '\0');
  events_.clear();
  scanner_.scan(std::string_view(text_).substr(0, size), events_);
  std::erase_if(events_, [&](const Event& event) { return event.end <= fresh; });
  const bool named = std::ranges::any_of(
      events_, [](const Event& event) { return event.entry != nullptr && event.entry->kind <= Kind::kInitial; });
  if (table && !named) find_over_cells(cells);
  if (!events_.empty() && table)
    read_attributes(cells);
  else
    attributes_.clear();
  context_ = context_ || is_heading(cells);
  if (!events_.empty()) tell(events_, table);
  // A name may go on in the next line, unless this one ends with a name.
  tail_.clear();
  if (table || (!events_.empty() && events_.back().end + 2 >= size)) return;
  std::size_t from = size > kTail ? size - kTail : 0;
  from = std::max(from, fresh);
  while (from > 0 && from < size && text_[from] != ' ') ++from;
  if (!events_.empty()) from = std::max<std::size_t>(from, events_.back().end);
  tail_ = text_.substr(from, size - from) + '\n';
}

void allow(const Index& index, std::string_view name, Allowed& allowed) {
  const auto add = [&](Kind kind, const std::string& text) {
    if (const Entry* entry = index.find(kind, text)) ++allowed[entry];
  };
  if (name.find('@') != std::string_view::npos) {
    std::string text;
    for (const std::string& word : words_of(name)) text += word + ' ';
    return add(Kind::kMail, text);
  }
  const std::size_t comma = std::min(name.find(','), name.size());
  const NameParts parts = parts_of(name.substr(0, comma), name.substr(std::min(comma + 1, name.size())));
  if (parts.forenames.empty()) return;
  std::set<std::string> full, initial;  // one spelling may come of several
  for (const auto& words : parts.surnames)
    for (const auto& forenames : parts.forenames) {
      full.insert(same_surname(words) + '\0' + forenames.front());
      initial.insert(same_surname(words) + '\0' + forenames.front().substr(0, 1));
    }
  for (const std::string& text : full) add(Kind::kName, text);
  for (const std::string& text : initial) add(Kind::kInitial, text);
}

void ByteMatcher::take(std::string_view text, std::size_t fresh, const std::unordered_set<const Entry*>* known) {
  events_.clear();
  scanner_.scan(text, events_);
  std::erase_if(events_, [&](const Event& event) {
    return event.end <= fresh || (known != nullptr && (event.entry == nullptr || known->contains(event.entry)));
  });
  for (std::size_t i = 0; i < events_.size();) {
    std::size_t end = i + 1;
    const auto together = [&](const Event& a, const Event& b) {
      return b.begin <= a.end || (b.begin - a.end < kLongestLine &&
                                  text.substr(a.end, b.begin - a.end).find_first_of("\n\r") == std::string_view::npos);
    };
    while (end < events_.size() && together(events_[end - 1], events_[end])) ++end;
    tally_.row(std::span(events_).subspan(i, end - i), {}, true, false);
    i = end;
  }
}

// Blocks with letters that a zero follows are letters of two bytes. Big endian looks like little endian one byte on,
// but for its last letter and what is not ASCII, so both are read, and the second adds what the first has not.
void ByteMatcher::take_utf16(std::string_view piece, std::size_t fresh) {
  const auto is_wide = [&](std::size_t from, std::size_t parity) {
    std::size_t letters = 0;
    for (std::size_t i = from + parity; i + 1 < std::min(from + kBlock, piece.size()); i += 2)
      letters += piece[i] > ' ' && piece[i + 1] == 0;
    return letters >= kFewestWide;
  };
  for (const std::size_t parity : {0U, 1U})
    for (std::size_t at = 0, end = 0; at < piece.size(); at = end) {
      end = std::min(at + kBlock, piece.size());
      if (!is_wide(at, parity)) continue;
      while (end < piece.size() && is_wide(end, parity)) end = std::min(end + kBlock, piece.size());
      const std::size_t until = std::min(end + 2 * Scanner::kOverlap, piece.size());
      if (until <= fresh) continue;
      std::unordered_set<const Entry*> seen;
      for (const bool big_endian : {false, true}) {
        const std::size_t from = at + (big_endian ? 1 - parity : parity);
        std::string text;
        utf8_from_utf16(text, piece.substr(from, until - from), big_endian);
        const std::size_t size = text.size();
        text.append(kPadding, '\0');
        take(std::string_view(text).substr(0, size), from < fresh ? (fresh - from) / 2 : 0,
             big_endian ? &seen : nullptr);
        for (const Event& event : events_) seen.insert(event.entry);
      }
    }
}

void ByteMatcher::piece(std::string_view piece, std::size_t fresh) {
  take(piece, fresh);
  if (piece.find(std::string_view("\0", 1)) != std::string_view::npos) take_utf16(piece, fresh);
}

}  // namespace tipstaff::match
