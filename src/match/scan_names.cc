#include <algorithm>

#include "match/fold.h"
#include "match/scan.h"

namespace tipstaff::match {
namespace {

constexpr std::size_t kWidestGap = 24;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(std::string_view gap) {
  return std::ranges::all_of(gap, [](char c) { return c == ' '; });
}

}  // namespace

const Scanner::Asked Scanner::kNothingAsked;

std::string_view Scanner::gap(std::size_t left, std::size_t right) const {
  return begin_[right] <= end_[left] ? std::string_view() : chunk_.substr(end_[left], begin_[right] - end_[left]);
}

// A lone letter is an initial only in capitals beside a capital, or where a mark stands between: “a green” is no name.
bool Scanner::worth_a_probe(std::size_t left, std::size_t right, bool surname_first) const {
  const std::size_t given = surname_first ? right : left, other = surname_first ? left : right;
  if ((class_[given] & kSingle) == 0) return true;
  const bool capitals =
      (class_[given] & kUpper) != 0 && (class_[other] & (kUpper | kManyWordsClass)) != 0;  // “P van der Berg”
  return capitals || !is_plain(gap(left, right));
}

// Whether what stands between two words of a name lets them be one.
bool Scanner::gap_joins(std::size_t left, std::size_t right, bool surname_first) const {
  const std::string_view between = gap(left, right);
  if (between.size() > kWidestGap) return false;
  if (is_plain(between)) return true;
  const bool single = (class_[surname_first ? right : left] & kSingle) != 0;
  const std::size_t stop = between.find_first_of(".!?");
  const bool sentence_ends = stop != std::string_view::npos && stop + 1 < between.size() &&
                             (between[stop + 1] == ' ' || between[stop + 1] == '\n');
  if (sentence_ends && !single) return false;
  if (surname_first) return !single || between.find('(') == std::string_view::npos;  // “to grant (J Hartley)”
  if (between.find_first_of("()") != std::string_view::npos) return false;
  if (between == ", ") return false;  // “Smith, John, Brown, Alan”
  if (between.find('\n') == std::string_view::npos) return true;
  // Over the end of a line only where that line is no list.
  const bool blank = between.find_first_not_of(" \t\r\n>") == std::string_view::npos;
  return blank && (left == 0 || gap(left - 1, left).find_first_of(",;|\t") == std::string_view::npos);
}

// Whether a hyphen joins the token to the next: one of ASCII's, or of another shape within what was cut as one.
bool Scanner::is_hyphen(std::size_t left) const {
  return begin_[left] == begin_[left + 1] || gap(left, left + 1) == "-";
}

void Scanner::append_text(std::string& out, std::size_t token) const {
  if ((class_[token] & kUnfolded) != 0) {
    out += wide_.text(token);
    return;
  }
  std::size_t at = out.size();
  out.append(chunk_.data() + begin_[token], end_[token] - begin_[token]);
  char* bytes = out.data();
  const std::size_t size = out.size();
  for (; at + 8 <= size; at += 8) {  // letters and digits only, and digits have that bit
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes + at, 8);
    eight |= 0x2020202020202020;
    std::memcpy(bytes + at, &eight, 8);
  }
  for (; at < size; ++at) bytes[at] = static_cast<char>(bytes[at] | 0x20);
}

std::string Scanner::text_of(std::size_t token) const {
  std::string out;
  append_text(out, token);
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

// What stands in key_.
const Entry* Scanner::look_up(Kind kind, const Asked* asked) {
  const Fingerprint quick = asked != nullptr ? asked->quick : index_.quick_of(kind, key_);
  if (index_.in_memory()) return index_.find(kind, key_, quick);
  std::uint64_t hash = 0;
  std::memcpy(&hash, quick.data(), 8);
  Remembered& place = remembered_[hash % kRemembered];
  if (place.quick != quick) place = {quick, index_.find(kind, key_, quick)};
  return place.entry;
}

// `given` as a forename, as an initial, or as initials in capitals.
const Entry* Scanner::named(const std::string& surname, std::size_t given, const Asked& asked) {
  key_ = surname;
  key_ += '\0';
  const std::size_t size = key_.size();
  append_text(key_, given);
  const std::size_t letters = key_.size() - size;
  const Kind kind = letters == 1 ? Kind::kInitial : Kind::kName;
  const Entry* entry = look_up(kind, asked.given == given && asked.kind == kind ? &asked : nullptr);
  if (entry != nullptr || kind == Kind::kInitial) return entry;
  const std::string_view raw = chunk_.substr(begin_[given], end_[given] - begin_[given]);
  const bool initials = raw.size() <= 4 && std::ranges::all_of(raw, is_upper);
  const bool folded_initials = letters != raw.size() && static_cast<unsigned char>(raw.front()) >= 0x80 && letters <= 2;
  if (!initials && !folded_initials) return nullptr;
  key_.resize(size + 1);
  return look_up(Kind::kInitial, nullptr);
}

// The forename may stand before others: “John Michael Smith”, “J. M. Smith”.
const Entry* Scanner::given_before(std::size_t at, const std::string& surname, const Asked& asked, std::size_t& first) {
  std::size_t from = at;
  while (from > 0 && at - from < 2 && (class_[from - 1] & (kForenameClass | kSingle)) != 0 &&
         gap_joins(from - 1, from, false) && chunk_at_ + begin_[from - 1] >= taken_)
    --from;
  std::size_t line = at;  // those of the same line come first
  while (line > from && gap(line - 1, line).find('\n') == std::string_view::npos) --line;
  for (first = line; first <= at; ++first)
    if (const Entry* entry = named(surname, first, asked)) return entry;
  for (first = from; first < line; ++first)
    if (const Entry* entry = named(surname, first, asked)) return entry;
  return nullptr;
}

// The surnames that `at` and up to three words beside it may be. Of longer ones the first and the last word are of that
// class.
void Scanner::spell_surnames(std::size_t at, bool backwards) {
  joined_.clear();
  append_text(joined_, at);
  make_same_surname(spelled_[0].text = joined_);
  spelled_[0].words = 1;
  spellings_ = 1;
  if ((class_[at] & kManyWordsClass) == 0) return;
  for (std::size_t words = 2, edge = at; words <= kMostWords && (backwards ? edge > 0 : edge + 1 < count_); ++words) {
    const std::size_t next = backwards ? edge - 1 : edge + 1;
    if (gap(std::min(edge, next), std::max(edge, next)).size() > 3) return;
    edge = next;
    if (backwards) {
      key_.clear();
      append_text(key_, edge);
      joined_.insert(0, key_);
    } else {
      append_text(joined_, edge);
    }
    if ((class_[edge] & kManyWordsClass) == 0) continue;
    make_same_surname(spelled_[spellings_].text = joined_);
    spelled_[spellings_++].words = words;
  }
}

Scanner::Found Scanner::read_forename_first(std::size_t left, std::size_t right, const Asked& asked) {
  for (std::size_t i = left; i < right; ++i)
    if (!gap_joins(i, i + 1, false)) return {};
  const bool alone = left == 0 || (class_[left - 1] & (kForenameClass | kSingle)) == 0;  // no forename before it
  if (alone && (class_[right] & kManyWordsClass) == 0 && asked.surname == right && asked.given == left)
    if (const Entry* entry = index_.find_quickly(asked.kind, asked.quick)) return {left, right, entry};
  spell_surnames(right, false);
  for (std::size_t i = spellings_; i-- > 0;) {
    std::size_t first = left;
    const Asked& hint = i == 0 && asked.surname == right ? asked : kNothingAsked;
    const Entry* entry =
        right == left + 1 ? given_before(left, spelled_[i].text, hint, first) : named(spelled_[i].text, left, hint);
    if (entry != nullptr) return {first, right + spelled_[i].words - 1, entry};
  }
  return {};
}

// “LEE-JOHNSON J” is no Lee Johnson when there is somebody of that surname, “Smith-Lee, Sarah” no Lee Smith, and
// “O’Connor-O’Sullivan, C.” no Connor O’Sullivan.
Scanner::Found Scanner::read_hyphened_surname(std::size_t left) {
  if (left + 1 >= count_ || !is_hyphen(left)) return {};
  for (std::size_t last = left + 1; last + 1 < count_ && last < left + kMostWords; ++last) {
    if (last > left + 1 && gap(last - 1, last).size() > 1) break;
    if ((class_[last] & kManyWordsClass) == 0 || !worth_a_probe(last, last + 1, true)) continue;
    if (const Found found = read_surname_first(last, kNothingAsked, last - left + 1); found.entry != nullptr)
      return found;
  }
  return {};
}

bool Scanner::hyphened_surname(std::size_t left, std::vector<Event>& out) {
  const Found found = read_hyphened_surname(left);
  if (found.entry == nullptr) return false;
  tell(found.first, found.last, found.entry, out);
  return true;
}

// “to White (Sarah Hartley)”, “Rose⏎sarah.hartley@”: where both readings are somebody, words that stand closer belong
// together.
bool Scanner::belongs_behind(std::size_t at) {
  if (at + 1 >= count_ || (class_[at + 1] & kSurnameClass) == 0) return false;
  const std::string_view between = gap(at, at + 1);
  const bool close = is_plain(between) || (between.size() == 1 && between != "\n");
  return close && read_forename_first(at, at + 1, kNothingAsked).entry != nullptr;
}

bool Scanner::forename_first(std::size_t left, std::size_t right, const Asked& asked, std::vector<Event>& out) {
  if (right == left + 1 && hyphened_surname(left, out)) return true;
  const Found found = read_forename_first(left, right, asked);
  if (found.entry == nullptr) return false;
  if (right == left + 1 && gap(left, right).find('\n') != std::string_view::npos && belongs_behind(right)) return false;
  tell(found.first, found.last, found.entry, out);
  return true;
}

Scanner::Found Scanner::read_surname_first(std::size_t left, const Asked& asked, std::size_t fewest_words) {
  if (!gap_joins(left, left + 1, true)) return {};
  Found out;
  if ((class_[left] & kManyWordsClass) == 0 && asked.surname == left && asked.given == left + 1)
    out = {left, left + 1, index_.find_quickly(asked.kind, asked.quick)};
  if (out.entry == nullptr) {
    spell_surnames(left, true);
    for (std::size_t i = spellings_; i-- > 0 && spelled_[i].words >= fewest_words && out.entry == nullptr;)
      out = {left + 1 - spelled_[i].words, left + 1,
             named(spelled_[i].text, left + 1, i == 0 && asked.surname == left ? asked : kNothingAsked)};
  }
  // “Smith, F. M.”: the further initials belong to the name.
  if (out.entry != nullptr)
    while (out.last + 1 < count_ && (class_[out.last + 1] & kSingle) != 0 && (class_[out.last] & kSingle) != 0 &&
           gap(out.last, out.last + 1).size() <= 2)
      ++out.last;
  return out;
}

// A forename, a word, a surname; not where a line ends in it and the next begins with somebody else's name.
bool Scanner::one_between(std::size_t left, const Asked& asked, std::vector<Event>& out) {
  if (gap(left, left + 1).find('\n') != std::string_view::npos &&
      (read_forename_first(left + 1, left + 2, kNothingAsked).entry != nullptr ||
       read_surname_first(left + 1, kNothingAsked).entry != nullptr))
    return false;
  return forename_first(left, left + 2, asked, out);
}

bool Scanner::surname_first(std::size_t left, const Asked& asked, std::vector<Event>& out) {
  if (hyphened_surname(left, out)) return true;
  const Found found = read_surname_first(left, asked);
  if (found.entry == nullptr) return false;
  const bool apart = gap(left, left + 1).find_first_of("([{<\n") != std::string_view::npos;
  if (apart && (read_hyphened_surname(left + 1).entry != nullptr || belongs_behind(left + 1))) return false;
  tell(found.first, found.last, found.entry, out);
  return true;
}

bool Scanner::mail(std::size_t left, std::vector<Event>& out) {
  if (gap(left, left + 1) != "@") return false;
  const auto of_mail = [](char c) {
    return is_upper(static_cast<char>(c & ~0x20)) || is_digit(c) || c == '.' || c == '-' || c == '_' || c == '+' ||
           c == '\'';
  };
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
      out.push_back({static_cast<std::uint32_t>(chunk_at_ + begin_[first]),
                     static_cast<std::uint32_t>(chunk_at_ + end_[at]), entry, strangers_});
      strangers_ = 0;
    }
    return entry != nullptr;
  };
  if (at > 0 && gap(at - 1, at).size() <= 1) {
    const std::string before = text_of(at - 1);
    if (before.size() <= 4 && !is_digit(before.front()) && found(at - 1, Kind::kWarrant, before + plain)) return true;
  }
  return found(at, Kind::kWarrant, plain) || found(at, Kind::kPay, plain) || found(at, Kind::kPartNumber, plain);
}

// Two capitalised words of which one could be a forename, or a word and an initial, as in a name; nobody of the roll's.
bool Scanner::looks_like_a_name(std::size_t left) const {
  const std::string_view between = gap(left, left + 1);
  if (between == " ") {  // “I Think”, “A Report”
    const char letter = chunk_[begin_[left]];
    return (class_[left] & kSingle) == 0 || (letter != 'I' && letter != 'A');
  }
  return between.size() <= 3 && between.find_first_of("\n\r") == std::string_view::npos;
}

}  // namespace tipstaff::match
