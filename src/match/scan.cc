#include "match/scan.h"

#include <algorithm>

namespace tipstaff::match {
namespace {

constexpr std::size_t kContext = 6;  // tokens that a name may reach to either side

bool may_be(std::span<const std::uint64_t> bloom, std::uint64_t hash) {
  const std::uint64_t bits = bloom_bits(hash);
  return (bloom[bloom_word(hash, bloom.size() - 1)] & bits) == bits;
}
void fetch(std::span<const std::uint64_t> bloom, std::uint64_t hash) {
  __builtin_prefetch(&bloom[bloom_word(hash, bloom.size() - 1)]);
}

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

void Scanner::classify() {
  const bool wide = cuts_.wide_count > 0;
  if (wide) wide_.read(chunk_, cuts_);
  begin_ = wide ? wide_.begin() : cuts_.begin.data();
  end_ = wide ? wide_.end() : cuts_.end.data();
  count_ = wide ? wide_.count() : cuts_.count;
  class_.resize(count_ + kTokenRoom);
  word_.resize(count_ + kTokenRoom);
  if (count_ > 0)
    match::classify(way_, index_, reinterpret_cast<const std::uint8_t*>(chunk_.data()), begin_, end_, count_,
                    class_.data(), word_.data());
  if (wide) wide_.lay_over(class_.data(), word_.data());
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
      far_hash_[i] = unfolded ? text_hash(text_of(at), index_.seed())
                              : text_hash(bytes + begin_[at], end_[at] - begin_[at], index_.seed());
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
    unsigned ways =
        ways_[i] &
        (may_be(index_.pairs(), hash_[i]) ? 0xFFU : ~static_cast<unsigned>(kForenameFirst | kSurnameFirst) & 0xFFU);
    if ((ways & kIsNumber) != 0)
      ways = may_be(index_.numbers(), far_hash_[i]) ? kIsNumber | kKnownNumber : kIsNumber;
    else if ((ways & kOneBetween) != 0 && !may_be(index_.pairs(), far_hash_[i]))
      ways &= ~unsigned{kOneBetween};
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
    if ((ways & kForenameFirst) != 0 && worth_a_probe(at, at + 1, false) && forename_first(at, at + 1, asked_[i], out))
      continue;
    if ((ways & kOneBetween) != 0 && one_between(at, asked_[i], out)) continue;
    if (may_be_surname_first && surname_first(at, asked_[i], out)) continue;
    if ((ways & kLikeAName) != 0 && looks_like_a_name(at)) tell(at, at + 1, nullptr, out);
  }
}

}  // namespace tipstaff::match
