#include "match/scan.h"

#include <algorithm>

namespace tipstaff::match {
namespace {

constexpr std::size_t kContext = 6;    // tokens that a name may reach to either side

bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

bool may_be(std::span<const std::uint64_t> bloom, std::uint64_t hash) {
  const std::uint64_t bits = bloom_bits(hash);
  return (bloom[bloom_word(hash, bloom.size() - 1)] & bits) == bits;
}
void fetch(std::span<const std::uint64_t> bloom, std::uint64_t hash) { __builtin_prefetch(&bloom[bloom_word(hash, bloom.size() - 1)]); }

}  // namespace

void Scanner::scan(std::string_view text, std::vector<Event>& out) {
  text_ = text;
  taken_ = 0;
  strangers_ = 0;
  std::size_t at = 0, resume = 0;  // `resume`: what begins before was looked at with the last chunk
  while (at < text.size()) {
    const std::size_t size = std::min(kMostTokenised, text.size() - at);
    const bool last = at + size == text.size();
    chunk_at_ = at;
    chunk_ = text.substr(at, size);
    cut(way_, reinterpret_cast<const std::uint8_t*>(chunk_.data()), size, cuts_);
    classify();
    std::size_t to = last || count_ < 4 * kContext ? count_ : count_ - kContext;
    const auto begins = [&](std::size_t token) { return at + begin_[token]; };
    while (!last && to > 0 && to < count_ && begins(to - 1) == begins(to)) --to;  // words of one token stay together
    std::size_t from = 0;
    while (from < to && begins(from) < resume) ++from;
    gather(from, to);
    decide(out);
    if (last) return;
    if (to == count_ || to <= kContext) {  // hardly a gap in all of it: no text
      at += size;
      resume = at;
    } else {
      resume = begins(to);
      at = begins(to - kContext);
    }
  }
}

// How many letters stand in words of the roll; one alone says nothing.
std::size_t Scanner::known_letters(std::string_view folded) const {
  std::size_t letters = 0;
  for (std::size_t at = 0, end = 0; at < folded.size(); at = end + 1) {
    for (end = at; folded[end] != ' ';) ++end;
    const std::string_view word = folded.substr(at, end - at);
    if (word.size() > 1 && (index_.class_of(word) & (kSurnameClass | kForenameClass)) != 0) letters += word.size();
  }
  return letters;
}

// What is not UTF-8 is read as Windows-1252, or as Mac Roman where that gives more of the roll. A lone letter tells nothing, so
// the words behind it do: “Ó Súilleabháin”. To words_.
void Scanner::read_code_page(std::string_view raw, std::string_view behind) {
  const auto prefers_mac = [&](std::string_view text) {
    words_.clear();
    mac_.clear();
    fold_into(words_, text, Encoding::kWindows1252);
    fold_into(mac_, text, Encoding::kMacRoman);
    if (words_ == mac_) return false;
    const std::size_t known = known_letters(mac_);
    return known > 0 && known > known_letters(words_);
  };
  bool is_mac = prefers_mac(raw);
  if (!is_mac && raw.size() == 1 && mac_.size() == 2 && mac_ != words_ && (index_.class_of(mac_.substr(0, 1)) & (kSurnameClass | kForenameClass)) != 0) {
    is_mac = prefers_mac(behind);
    prefers_mac(raw);
  }
  if (is_mac) std::swap(words_, mac_);
}

// A token that is not ASCII gives way to the words in it.
void Scanner::unfold_wide_tokens() {
  auto &begin = wide_begin_, &end = wide_end_;
  begin.clear();
  end.clear();
  const auto part = [](const std::vector<std::uint32_t>& from, std::size_t first, std::size_t last, std::vector<std::uint32_t>& to) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.begin() + static_cast<std::ptrdiff_t>(last));
  };
  std::size_t copied = 0;
  const auto copy_until = [&](std::size_t token) {
    part(cuts_.begin, copied, token, begin);
    part(cuts_.end, copied, token, end);
    copied = token;
  };
  for (std::size_t wide = 0, i = 0; wide < cuts_.wide_count; ++wide) {
    while (i + 1 < cuts_.count && cuts_.begin[i + 1] <= cuts_.wide[wide]) ++i;  // the token in which it lies
    if (i < copied || cuts_.end[i] - cuts_.begin[i] > 4 * kLongestToken) continue;
    copy_until(i);
    copied = i + 1;
    const std::string_view raw = chunk_.substr(cuts_.begin[i], cuts_.end[i] - cuts_.begin[i]);
    words_.clear();
    if (is_utf8(raw)) fold_into(words_, raw, Encoding::kUtf8);
    else read_code_page(raw, chunk_.substr(cuts_.end[i], kLongestToken));
    for (std::size_t at = 0; at < words_.size(); at = words_.find(' ', at) + 1) {
      if (words_[at] == ' ') continue;
      unfolded_.emplace_back(static_cast<std::uint32_t>(begin.size()), static_cast<std::uint32_t>(folded_.size() + at));
      begin.push_back(cuts_.begin[i]);
      end.push_back(cuts_.end[i]);
    }
    folded_ += words_;
  }
  copy_until(cuts_.count);
  folded_.append(kPadding, ' ');
  count_ = begin.size();
  begin.resize(count_ + kTokenRoom);
  end.resize(count_ + kTokenRoom);
  begin_ = begin.data();
  end_ = end.data();
}

void Scanner::classify() {
  begin_ = cuts_.begin.data();
  end_ = cuts_.end.data();
  count_ = cuts_.count;
  unfolded_.clear();
  folded_.clear();
  if (cuts_.wide_count > 0) unfold_wide_tokens();
  class_.resize(count_ + kTokenRoom);
  word_.resize(count_ + kTokenRoom);
  if (count_ > 0) match::classify(way_, index_, reinterpret_cast<const std::uint8_t*>(chunk_.data()), begin_, end_, count_, class_.data(), word_.data());
  for (const auto& [token, place] : unfolded_) {
    const std::string_view word = std::string_view(folded_).substr(place, folded_.find(' ', place) - place);
    word_[token] = token_word(word, index_.seed());
    class_[token] = static_cast<std::uint8_t>((is_digit(static_cast<std::uint8_t>(word.front())) ? 0U : index_.class_of(word)) | kUnfolded | kUpper |
                                              (word.size() == 1 ? kSingle : 0U) | (word.size() >= 3 ? kLong : 0U));
  }
  std::fill(class_.begin() + static_cast<std::ptrdiff_t>(count_), class_.end(), std::uint8_t{0});
}

// Which tokens, with the next, may be something.
void Scanner::gather(std::size_t from, std::size_t to) {
  const std::size_t room = to - std::min(from, to) + kTokenRoom;
  if (at_.size() < room) {
    at_.resize(room);
    ways_.resize(room);
    hash_.resize(room);
    far_hash_.resize(room);
    asked_.resize(room);
  }
  candidates_ = neighbours(way_, class_.data(), from, to, at_.data(), ways_.data());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(chunk_.data());
  for (std::size_t i = 0; i < candidates_; ++i) {
    const std::size_t at = at_[i];
    std::uint64_t words = 0;
    std::memcpy(&words, &word_[at], 8);
    fetch(index_.pairs(), hash_[i] = pair_hash(words, index_.seed()));
    if ((ways_[i] & (kOneBetween | kIsNumber)) == 0) continue;
    if ((ways_[i] & kIsNumber) != 0) {
      const bool unfolded = (class_[at] & kUnfolded) != 0;
      far_hash_[i] = unfolded ? text_hash(text_of(at), index_.seed()) : text_hash(bytes + begin_[at], end_[at] - begin_[at], index_.seed());
      fetch(index_.numbers(), far_hash_[i]);
    } else {
      fetch(index_.pairs(), far_hash_[i] = pair_hash(word_[at], word_[at + 2], index_.seed()));
    }
  }
  keep_what_filters_let_pass();
  ask_ahead();
}

void Scanner::keep_what_filters_let_pass() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates_; ++i) {
    unsigned ways = ways_[i] & (may_be(index_.pairs(), hash_[i]) ? 0xFFU : ~static_cast<unsigned>(kForenameFirst | kSurnameFirst) & 0xFFU);
    if ((ways & kIsNumber) != 0) ways = may_be(index_.numbers(), far_hash_[i]) ? kIsNumber | kKnownNumber : kIsNumber;
    else if ((ways & kOneBetween) != 0 && !may_be(index_.pairs(), far_hash_[i])) ways &= ~unsigned{kOneBetween};
    at_[kept] = at_[i];
    ways_[kept] = static_cast<std::uint8_t>(ways);
    kept += ways != 0;
  }
  candidates_ = kept;
}

// The entry of the likeliest reading is fetched for all of them, before any is decided.
void Scanner::ask_ahead() {
  for (std::size_t i = 0; i < candidates_; ++i) {
    Asked& asked = asked_[i];
    asked.given = SIZE_MAX;
    if ((ways_[i] & (kForenameFirst | kSurnameFirst | kOneBetween)) == 0) continue;
    const std::size_t at = at_[i];
    const bool surname_first = (ways_[i] & (kForenameFirst | kOneBetween)) == 0;
    const std::size_t surname = surname_first ? at : (ways_[i] & kForenameFirst) != 0 ? at + 1 : at + 2;
    asked.given = surname_first ? at + 1 : at;
    asked.surname = surname;
    asked.kind = (class_[asked.given] & kSingle) != 0 ? Kind::kInitial : Kind::kName;
    key_.clear();
    append_text(key_, surname);
    make_same_surname(key_);
    key_ += '\0';
    append_text(key_, asked.given);
    asked.quick = index_.quick_of(asked.kind, key_);
    index_.fetch(asked.quick);
  }
  for (std::size_t i = 0; i < candidates_; ++i)
    if (asked_[i].given != SIZE_MAX) index_.fetch_further(asked_[i].quick);
}

void Scanner::decide(std::vector<Event>& out) {
  for (std::size_t i = 0; i < candidates_; ++i) {
    const std::size_t at = at_[i];
    const unsigned ways = ways_[i];
    if ((ways & kIsNumber) != 0) {
      if ((ways & kKnownNumber) == 0 || !number(at, out)) ++strangers_;
      continue;
    }
    const bool may_be_surname_first = (ways & kSurnameFirst) != 0 && worth_a_probe(at, at + 1, true);
    if (may_be_surname_first && mail(at, out)) continue;
    if (chunk_at_ + begin_[at] < taken_) continue;
    if ((ways & kForenameFirst) != 0 && worth_a_probe(at, at + 1, false) && forename_first(at, at + 1, asked_[i], out)) continue;
    if ((ways & kOneBetween) != 0 && one_between(at, asked_[i], out)) continue;
    if (may_be_surname_first && surname_first(at, asked_[i], out)) continue;
    if ((ways & kLikeAName) != 0 && looks_like_a_name(at)) tell(at, at + 1, nullptr, out);
  }
}

}  // namespace tipstaff::match
