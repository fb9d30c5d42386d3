#include "match/scan.h"

#include <algorithm>

namespace tipstaff::match {
namespace {

// How two neighbours may be a name.
constexpr std::uint8_t kForenameFirst = 1, kSurnameFirst = 2, kOneBetween = 4, kIsNumber = 8, kLikeAName = 16;

constexpr std::size_t kWidestGap = 24;
constexpr std::size_t kMostWords = 4;  // of a surname
constexpr std::size_t kContext = 6;    // tokens that a name may reach to either side

bool is_upper(std::uint8_t c) { return (c >= 'A' && c <= 'Z') || c >= 0x80; }
bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

bool is_plain(std::string_view gap) { return gap.find_first_not_of(' ') == std::string_view::npos; }

std::uint64_t eight(const std::uint8_t* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, 8);
  return out;
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

// A token that is not ASCII gives way to the words in it. What is not UTF-8 is read as Windows-1252, or as Mac Roman where
// only that gives a name of the roll.
void Scanner::unfold_wide_tokens() {
  auto &begin = wide_begin_, &end = wide_end_;
  begin.clear();
  end.clear();
  const auto known = [&](const std::string& folded) {
    for (std::size_t at = 0; at < folded.size(); at = folded.find(' ', at) + 1)
      if (const std::string_view word = std::string_view(folded).substr(at, folded.find(' ', at) - at);
          (index_.class_of(word) & (kSurnameClass | kForenameClass)) != 0)
        return true;
    return false;
  };
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
    const auto after = std::upper_bound(cuts_.begin.begin() + static_cast<std::ptrdiff_t>(i), cuts_.begin.begin() + static_cast<std::ptrdiff_t>(cuts_.count), cuts_.wide[wide]);
    i = static_cast<std::size_t>(after - cuts_.begin.begin()) - 1;  // the token in which it lies
    if (i < copied || cuts_.end[i] - cuts_.begin[i] > 4 * kLongestToken) continue;
    copy_until(i);
    copied = i + 1;
    const std::string_view raw = chunk_.substr(cuts_.begin[i], cuts_.end[i] - cuts_.begin[i]);
    std::string words;
    if (!fold_into(words, raw, Encoding::kUtf8)) {
      words.clear();
      fold_into(words, raw, Encoding::kWindows1252);
      std::string mac;
      fold_into(mac, raw, Encoding::kMacRoman);
      if (!known(words) && known(mac)) words = mac;
    }
    for (std::size_t at = 0; at < words.size(); at = words.find(' ', at) + 1) {
      if (words[at] == ' ') continue;
      unfolded_.emplace_back(static_cast<std::uint32_t>(begin.size()), static_cast<std::uint32_t>(folded_.size() + at));
      begin.push_back(cuts_.begin[i]);
      end.push_back(cuts_.end[i]);
    }
    folded_ += words;
  }
  copy_until(cuts_.count);
  folded_.append(kPadding, ' ');
  count_ = begin.size();
  begin.resize(count_ + kTokensAtOnce);
  end.resize(count_ + kTokensAtOnce);
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
  class_.resize(count_ + kTokensAtOnce);
  if (count_ > 0) match::classify(way_, index_, reinterpret_cast<const std::uint8_t*>(chunk_.data()), begin_, end_, count_, class_.data());
  for (const auto& [token, place] : unfolded_) {
    const std::string_view word = std::string_view(folded_).substr(place, folded_.find(' ', place) - place);
    class_[token] = static_cast<std::uint8_t>((is_digit(static_cast<std::uint8_t>(word.front())) ? 0U : index_.class_of(word)) | kUnfolded | kUpper |
                                              (word.size() == 1 ? kSingle : 0U) | (word.size() >= 3 ? kLong : 0U));
  }
  std::fill(class_.begin() + static_cast<std::ptrdiff_t>(count_), class_.end(), std::uint8_t{0});
}

std::uint64_t Scanner::hash_of(std::size_t token) const {
  if ((class_[token] & kUnfolded) != 0) return token_hash(text_of(token), index_.seed());
  return token_hash(reinterpret_cast<const std::uint8_t*>(chunk_.data()) + begin_[token], end_[token] - begin_[token], index_.seed());
}

// Eight tokens at a time: which of them, with the next, may be a name.
void Scanner::gather(std::size_t from, std::size_t to) {
  candidates_.clear();
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const std::uint64_t mask = index_.pairs().size() - 1, number_mask = index_.numbers().size() - 1;
  for (std::size_t i = from; i < to; i += 8) {
    const std::uint64_t a = eight(&class_[i]), b = eight(&class_[i + 1]);
    const std::uint64_t c = eight(&class_[i + 2]);
    const std::uint64_t forename_first = (a >> 1) & b & kOnes;
    const std::uint64_t surname_first = a & (b >> 1) & kOnes;
    const std::uint64_t one_between = (a >> 1) & c & ((b >> 1) | (b >> 5)) & kOnes;
    const std::uint64_t is_number = (a >> 3) & kOnes;
    const std::uint64_t upper = (a >> 4) & (b >> 4);
    const std::uint64_t like = upper & (((a >> 1) & (b >> 7)) | ((a >> 7) & (b >> 5))) & kOnes;
    const std::uint64_t ways = forename_first | surname_first << 1 | one_between << 2 | is_number << 3 | like << 4;
    for (std::uint64_t left = ways; left != 0;) {
      const auto byte = static_cast<unsigned>(std::countr_zero(left)) / 8;
      const std::size_t at = i + byte;
      auto way = static_cast<std::uint8_t>(ways >> (byte * 8));
      left &= byte == 7 ? 0 : ~std::uint64_t{0} << ((byte + 1) * 8);
      if (at >= to) break;
      if (at + 1 >= count_) way &= kIsNumber;
      if (at + 2 >= count_) way &= static_cast<std::uint8_t>(~kOneBetween);
      if ((way & kForenameFirst) != 0 && !worth_a_probe(at, at + 1, false)) way &= static_cast<std::uint8_t>(~kForenameFirst);
      if ((way & kSurnameFirst) != 0 && !worth_a_probe(at, at + 1, true)) way &= static_cast<std::uint8_t>(~kSurnameFirst);
      if (way == kLikeAName && !looks_like_a_name(at)) way = 0;
      if (way == 0) continue;
      Candidate& one = candidates_.emplace_back(Candidate{static_cast<std::uint32_t>(at), way, {}});
      if ((way & kIsNumber) != 0) {
        one.hashes[0] = hash_of(at);
        __builtin_prefetch(&index_.numbers()[bloom_word(one.hashes[0], number_mask)]);
      } else if ((way & (kForenameFirst | kSurnameFirst)) != 0) {
        one.hashes[0] = pair_hash(hash_of(at), hash_of(at + 1));
        __builtin_prefetch(&index_.pairs()[bloom_word(one.hashes[0], mask)]);
      }
      if ((way & kOneBetween) == 0) continue;
      one.hashes[1] = pair_hash(hash_of(at), hash_of(at + 2));
      __builtin_prefetch(&index_.pairs()[bloom_word(one.hashes[1], mask)]);
    }
  }
}

void Scanner::decide(std::vector<Event>& out) {
  const std::uint64_t mask = index_.pairs().size() - 1, number_mask = index_.numbers().size() - 1;
  const auto in = [](std::span<const std::uint64_t> bloom, std::uint64_t words, std::uint64_t hash) {
    const std::uint64_t bits = bloom_bits(hash);
    return (bloom[bloom_word(hash, words)] & bits) == bits;
  };
  for (const Candidate& one : candidates_) {
    const std::size_t at = one.left;
    if ((one.ways & kIsNumber) != 0) {
      if (!in(index_.numbers(), number_mask, one.hashes[0]) || !number(at, out)) ++strangers_;
      continue;
    }
    const bool known = (one.ways & (kForenameFirst | kSurnameFirst)) != 0 && in(index_.pairs(), mask, one.hashes[0]);
    if (known && (one.ways & kSurnameFirst) != 0 && mail(at, out)) continue;
    if (chunk_at_ + begin_[at] < taken_) continue;
    if (known && (one.ways & kForenameFirst) != 0 && forename_first(at, at + 1, out)) continue;
    if ((one.ways & kOneBetween) != 0 && in(index_.pairs(), mask, one.hashes[1]) && forename_first(at, at + 2, out)) continue;
    if (known && (one.ways & kSurnameFirst) != 0 && surname_first(at, out)) continue;
    if ((one.ways & kLikeAName) != 0 && looks_like_a_name(at)) tell(at, at + 1, nullptr, out);
  }
}

std::string_view Scanner::gap(std::size_t left, std::size_t right) const {
  return begin_[right] <= end_[left] ? std::string_view() : chunk_.substr(end_[left], begin_[right] - end_[left]);
}

// A lone letter is an initial only in capitals beside a capital, or where a mark stands between: “a green” is no name.
bool Scanner::worth_a_probe(std::size_t left, std::size_t right, bool surname_first) const {
  const std::size_t given = surname_first ? right : left, other = surname_first ? left : right;
  if ((class_[given] & kSingle) == 0) return true;
  const bool capitals = (class_[given] & kUpper) != 0 && (class_[other] & (kUpper | kManyWordsClass)) != 0;  // “P van der Berg”
  return capitals || !is_plain(gap(left, right));
}

// Whether what stands between two words of a name lets them be one.
bool Scanner::gap_joins(std::size_t left, std::size_t right, bool surname_first) const {
  const std::string_view between = gap(left, right);
  if (between.size() > kWidestGap) return false;
  if (is_plain(between)) return true;
  const bool single = (class_[surname_first ? right : left] & kSingle) != 0;
  const std::size_t stop = between.find_first_of(".!?");
  const bool sentence_ends = stop != std::string_view::npos && stop + 1 < between.size() && (between[stop + 1] == ' ' || between[stop + 1] == '\n');
  if (sentence_ends && !single) return false;
  if (surname_first) return !single || between.find('(') == std::string_view::npos;  // “to grant (J Hartley)”
  if (between.find_first_of("()") != std::string_view::npos) return false;
  if (between == ", ") return false;  // “Smith, John, Brown, Alan”
  if (between.find('\n') == std::string_view::npos) return true;
  // Over the end of a line only where that line is no list.
  const bool blank = between.find_first_not_of(" \t\r\n>") == std::string_view::npos;
  return blank && (left == 0 || gap(left - 1, left).find_first_of(",;|\t") == std::string_view::npos);
}

std::string Scanner::text_of(std::size_t token) const {
  if ((class_[token] & kUnfolded) != 0) {
    const auto found = std::ranges::lower_bound(unfolded_, token, {}, [](const auto& entry) { return std::size_t{entry.first}; });
    return folded_.substr(found->second, folded_.find(' ', found->second) - found->second);
  }
  std::string out(chunk_.substr(begin_[token], end_[token] - begin_[token]));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

void Scanner::tell(std::size_t first, std::size_t last, const Entry* entry, std::vector<Event>& out) {
  const std::size_t begin = chunk_at_ + begin_[first], end = chunk_at_ + end_[last];
  // A stranger's name takes no word from one of the roll's, nor from another stranger's.
  const bool overlaps = !out.empty() && out.back().entry == nullptr && out.back().end > begin;
  if (overlaps && entry == nullptr) return;
  if (overlaps) out.pop_back();
  out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), entry, strangers_});
  strangers_ = 0;
  if (entry != nullptr) taken_ = std::max(taken_, end);
}

// `given` as a forename, as an initial, or as initials in capitals.
const Entry* Scanner::named(const std::string& surname, std::size_t given) const {
  const std::string word = text_of(given);
  const std::string beginning = surname + '\0';
  if (word.size() == 1) return index_.find(Kind::kInitial, beginning + word);
  if (const Entry* entry = index_.find(Kind::kName, beginning + word)) return entry;
  const std::string_view raw = chunk_.substr(begin_[given], end_[given] - begin_[given]);
  if (raw.size() <= 4 && std::ranges::all_of(raw, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return index_.find(Kind::kInitial, beginning + word.substr(0, 1));
  if (word.size() == raw.size()) return nullptr;
  return (static_cast<std::uint8_t>(raw.front()) >= 0x80 && word.size() <= 2) ? index_.find(Kind::kInitial, beginning + word.substr(0, 1)) : nullptr;
}

// The forename may stand before others: “John Michael Smith”, “J. M. Smith”.
const Entry* Scanner::given_before(std::size_t at, const std::string& surname, std::size_t& first) const {
  std::size_t from = at;
  while (from > 0 && at - from < 2 && (class_[from - 1] & (kForenameClass | kSingle)) != 0 && gap_joins(from - 1, from, false) &&
         chunk_at_ + begin_[from - 1] >= taken_)
    --from;
  for (first = from; first <= at; ++first)
    if (const Entry* entry = named(surname, first)) return entry;
  return nullptr;
}

bool Scanner::forename_first(std::size_t left, std::size_t right, std::vector<Event>& out) {
  for (std::size_t i = left; i < right; ++i)
    if (!gap_joins(i, i + 1, false)) return false;
  std::vector<std::string> words{text_of(right)};
  std::vector<std::string> surnames{same_surname(words)};
  if ((class_[right] & kManyWordsClass) != 0)
    for (std::size_t next = right + 1; next < count_ && words.size() < kMostWords && gap(next - 1, next).size() <= 3; ++next) {
      words.push_back(text_of(next));
      surnames.push_back(same_surname(words));
    }
  for (std::size_t used = surnames.size(); used > 0; --used) {
    std::size_t first = left;
    const Entry* entry = right == left + 1 ? given_before(left, surnames[used - 1], first) : named(surnames[used - 1], left);
    if (entry == nullptr) continue;
    tell(first, right + used - 1, entry, out);
    return true;
  }
  return false;
}

bool Scanner::surname_first(std::size_t left, std::vector<Event>& out) {
  if (!gap_joins(left, left + 1, true)) return false;
  std::vector<std::vector<std::string>> surnames{{text_of(left)}};
  if ((class_[left] & kManyWordsClass) != 0)
    for (std::size_t before = left; before > 0 && surnames.back().size() < kMostWords && gap(before - 1, before).size() <= 3; --before) {
      std::vector<std::string> words = surnames.back();
      words.insert(words.begin(), text_of(before - 1));
      surnames.push_back(std::move(words));
    }
  for (std::size_t used = surnames.size(); used > 0; --used) {
    const Entry* entry = named(same_surname(surnames[used - 1]), left + 1);
    if (entry == nullptr) continue;
    // “Smith, F. M.”: the further initials belong to the name.
    std::size_t last = left + 1;
      while (last + 1 < count_ && (class_[last + 1] & kSingle) != 0 && (class_[last] & kSingle) != 0 && gap(last, last + 1).size() <= 2) ++last;
    tell(left + 1 - used, last, entry, out);
    return true;
  }
  return false;
}

bool Scanner::mail(std::size_t left, std::vector<Event>& out) {
  if (gap(left, left + 1) != "@") return false;
  const auto of_mail = [](char c) { return is_upper(static_cast<std::uint8_t>(c & ~0x20)) || is_digit(static_cast<std::uint8_t>(c)) || c == '.' || c == '-' || c == '_' || c == '+' || c == '\''; };
  std::size_t from = chunk_at_ + begin_[left], to = chunk_at_ + end_[left + 1];
  while (from > 0 && chunk_at_ + begin_[left] - from < 80 && of_mail(text_[from - 1])) --from;
  while (to < text_.size() && to - chunk_at_ - end_[left + 1] < 160 && of_mail(text_[to])) ++to;
  std::string_view address = text_.substr(from, to - from);
  while (address.ends_with('.') || address.ends_with('\'')) address.remove_suffix(1);
  while (address.starts_with('\'')) address.remove_prefix(1);
  std::string words;
  fold_into(words, address, Encoding::kUtf8);
  const Entry* entry = index_.find(Kind::kMail, words);
  if (entry == nullptr) return false;
  out.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), entry, strangers_});
  strangers_ = 0;
  return true;
}

bool Scanner::number(std::size_t at, std::vector<Event>& out) {
  if (at + 1 < count_ && mail(at, out)) return true;
  const std::string plain = text_of(at);
  const auto found = [&](std::size_t first, Kind kind, const std::string& text) {
    const Entry* entry = index_.find(kind, text);
    if (entry != nullptr) {
      out.push_back({static_cast<std::uint32_t>(chunk_at_ + begin_[first]), static_cast<std::uint32_t>(chunk_at_ + end_[at]), entry, strangers_});
      strangers_ = 0;
    }
    return entry != nullptr;
  };
  if (at > 0 && gap(at - 1, at).size() <= 1 && end_[at - 1] - begin_[at - 1] <= 4 && !is_digit(static_cast<std::uint8_t>(chunk_[begin_[at - 1]])) &&
      found(at - 1, Kind::kWarrant, text_of(at - 1) + plain))
    return true;
  return found(at, Kind::kWarrant, plain) || found(at, Kind::kPay, plain) || found(at, Kind::kPartNumber, plain);
}

// Two capitalised words of which one could be a forename, or a word and an initial, as in a name; nobody of the roll's.
bool Scanner::looks_like_a_name(std::size_t left) const {
  const std::string_view between = gap(left, left + 1);
  if (between.size() > 3 || between.find_first_of("\n\r") != std::string_view::npos) return false;
  if ((class_[left] & kSingle) != 0) {  // “I Think”, “A Report”
    const char letter = chunk_[begin_[left]];
    if (between == " " && (letter == 'I' || letter == 'A')) return false;
  }
  return true;
}

}  // namespace tipstaff::match
