#include <algorithm>
#include <cmath>

#include "match/fold.h"
#include "match/index.h"

namespace tipstaff::match {

namespace {

constexpr double kStray = 0.05;             // share of rows in a copy of the roll that are not on it
constexpr double kSurnamesInUse = 200'000;  // of a population: what an unknown one is as frequent as
constexpr float kMostWeight = 8;

// Absolute discounting (Ney, Essen and Kneser 1994): how much of what was counted is luck of the draw.
double discount_of(const std::vector<std::uint32_t>& counts) {
  double once = 0, twice = 0;
  for (const std::uint32_t count : counts) {
    once += count == 1;
    twice += count == 2;
  }
  return std::clamp((once + 1) / (once + 2 * twice + 2), 0.3, 0.95);
}

// How many numbers there are of the same shape.
double numbers_like(std::string_view number) {
  double out = 1;
  bool letters = false;
  for (const char c : number) {
    const bool digit = c >= '0' && c <= '9';
    if (digit) out *= 10;
    letters = letters || !digit;
  }
  return letters ? out * 30 : out;
}

std::vector<std::uint64_t, LargePages<std::uint64_t>> bloom_of(const std::vector<std::uint64_t>& hashes,
                                                               std::size_t bits_a_key) {
  std::vector<std::uint64_t, LargePages<std::uint64_t>> out(
      std::bit_ceil(std::max<std::size_t>(hashes.size() * bits_a_key / 64, 64)));
  for (const std::uint64_t hash : hashes) out[bloom_word(hash, out.size() - 1)] |= bloom_bits(hash);
  return out;
}

std::uint64_t get_hash(const Fingerprint& quick) {
  std::uint64_t out = 0;
  std::memcpy(&out, quick.data(), 8);
  return out;
}

void keep_each_once(std::vector<std::uint64_t>& hashes) {
  std::ranges::sort(hashes);
  const auto rest = std::ranges::unique(hashes);
  hashes.erase(rest.begin(), rest.end());
}

}  // namespace

Builder::Builder(const Plaintext& key, Use use) { index_.set_key(key, use); }

void Builder::classify(std::string_view token, std::uint8_t bits) {
  token_classes_[token_word(token, index_.seed_)] |= bits;
}

void Builder::pair(std::string_view left, std::string_view right) {
  pair_hashes_.push_back(pair_hash(token_word(left, index_.seed_), token_word(right, index_.seed_), index_.seed_));
}

std::uint32_t Builder::number_of(std::vector<std::uint32_t>& counts, std::string_view text, char space) {
  const std::uint64_t hash =
      text_hash(text, index_.seed_) ^ std::hash<std::string_view>()(text) ^ static_cast<std::uint64_t>(space) << 56;
  const auto [found, fresh] = numbers_.try_emplace(hash, static_cast<std::uint32_t>(counts.size()));
  if (fresh) counts.push_back(0);
  ++counts[found->second];
  return found->second;
}

void Builder::add_record(Kind kind, std::string_view text, std::uint32_t person, float weight, std::uint32_t surname,
                         std::uint32_t given) {
  if (index_.use_ == Use::kFile) text_hashes_.push_back(get_hash(index_.quick_of(kind, text)));
  records_.push_back({index_.fingerprint_of(kind, text), person, surname, given, kind, weight});
}

// All that may stand beside this surname: each forename, its initial, all initials in one.
void Builder::add_pairs(const std::vector<std::string>& surname, const std::vector<std::string>& forenames) {
  const std::string &front = surname.front(), &back = surname.back();
  const std::uint8_t many = surname.size() > 1 ? kManyWordsClass : 0;
  classify(front, kSurnameClass | many);
  classify(back, kSurnameClass | many);
  std::string initials;
  for (const std::string& forename : forenames) {
    const std::string initial = forename.substr(0, 1);
    initials += initial;
    for (const std::string& word : {forename, initial}) {
      classify(word, kForenameClass);
      pair(word, front);
    }
  }
  for (const std::string& word : {forenames.front(), forenames.front().substr(0, 1)}) pair(back, word);
  for (std::size_t size = 2; size <= std::min<std::size_t>(initials.size(), 4); ++size) {
    const std::string word = initials.substr(0, size);
    classify(word, kForenameClass);
    pair(word, front);
    pair(back, word);
  }
}

void Builder::add_name(const NameParts& parts, std::uint32_t person) {
  if (parts.surnames.empty() || parts.forenames.empty()) return;
  const std::string &first = parts.forenames.front().front(), initial = first.substr(0, 1);
  const std::uint32_t surname = number_of(surname_counts_, same_surname(parts.surnames.front()), 's');
  const std::uint32_t forename = number_of(forename_counts_, first, 'f');
  const std::uint32_t letter = number_of(initial_counts_, initial, 'i');
  std::vector<std::string> spellings;
  for (const auto& words : parts.surnames) {
    for (const auto& forenames : parts.forenames) add_pairs(words, forenames);
    if (const std::string spelling = same_surname(words); std::ranges::find(spellings, spelling) == spellings.end())
      spellings.push_back(spelling);
  }
  for (const std::string& spelling : spellings) {
    const std::string beginning = spelling + '\0';
    for (const auto& forenames : parts.forenames)
      add_record(Kind::kName, beginning + forenames.front(), person, 0, surname, forename);
    add_record(Kind::kInitial, beginning + initial, person, 0, surname, letter);
  }
}

void Builder::note_number(std::string_view text) {
  number_hashes_.push_back(text_hash(text, index_.seed_));
  if (!has_digit_at_edge(text)) classify(text, kNumberClass);
  index_.shortest_number_ = std::min(index_.shortest_number_, static_cast<std::uint32_t>(text.size()));
  index_.longest_number_ = std::max(index_.longest_number_, static_cast<std::uint32_t>(text.size()));
}

void Builder::add_number(std::string_view number, Kind kind, std::uint32_t person) {
  const std::string plain = only_letters_and_digits(number);
  if (plain.size() < 3) return;
  note_number(plain);
  add_record(kind, plain, person, static_cast<float>(numbers_like(plain)));
  const std::size_t digits = plain.find_first_of("0123456789");
  if (digits == 0 || digits == std::string::npos || plain.size() - digits < 4) return;
  note_number(plain.substr(digits));
  add_record(Kind::kPartNumber, plain.substr(digits), person, static_cast<float>(numbers_like(plain.substr(digits))));
}

void Builder::add_mail(std::string_view mail, std::uint32_t person) {
  const std::vector<std::string> words = words_of(mail);
  const std::size_t at = mail.find('@');
  if (at == std::string_view::npos || words.size() < 3) return;
  const std::size_t local = words_of(mail.substr(0, at)).size();
  if (local == 0 || local >= words.size()) return;
  // The last word before the sign and the first behind it are found as neighbours, or the former as a number.
  const std::string& last = words[local - 1];
  if (has_digit_at_edge(last)) {
    note_number(last);
  } else {
    classify(last, kSurnameClass);
    classify(words[local], kForenameClass);
    pair(last, words[local]);
  }
  std::string text;
  for (const std::string& word : words) text += word + ' ';
  add_record(Kind::kMail, text, person);
}

std::uint32_t Builder::add_attribute(std::string_view text, Kind kind) {
  std::string folded;
  fold_into(folded, text, Encoding::kUtf8);
  if (folded.empty()) return 0;
  const auto number = static_cast<std::uint32_t>(kind) << 24 |
                      (number_of(attribute_counts_, folded, static_cast<char>(kind)) & 0xFFFFFF);
  add_record(kind, folded, number);
  number_hashes_.push_back(text_hash(folded, index_.seed_));
  return number;
}

void Builder::add(const Person& person) {
  const auto number = static_cast<std::uint32_t>(index_.attributes_.size());
  add_name(parts_of(person.surname, person.forenames), number);
  add_number(person.warrant_number, Kind::kWarrant, number);
  add_number(person.pay_number, Kind::kPay, number);
  add_mail(person.email, number);
  index_.attributes_.push_back({add_attribute(person.rank, Kind::kRank), add_attribute(person.unit, Kind::kUnit),
                                add_attribute(person.location, Kind::kLocation)});
}

void Builder::count_given() {
  std::vector<std::uint32_t> names, initials;  // how many bear each
  names_of_.assign(surname_counts_.size(), 0);
  initials_of_.assign(surname_counts_.size(), 0);
  for (std::size_t i = 0; i < records_.size();) {
    const Record& record = records_[i];
    const std::size_t begin = i;
    while (i < records_.size() && records_[i].fingerprint == record.fingerprint) ++i;
    if (record.kind > Kind::kInitial) continue;
    const bool full = record.kind == Kind::kName;
    (full ? names : initials).push_back(static_cast<std::uint32_t>(i - begin));
    ++(full ? names_of_ : initials_of_)[record.surname];
  }
  surname_discount_ = discount_of(surname_counts_);
  forename_discount_ = discount_of(forename_counts_);
  name_discount_ = discount_of(names);
  initial_discount_ = discount_of(initials);
}

// The roll is a sample of the population, and what was drawn once was mostly lucky; so what is rare weighs. A name's
// share of the population is that of its surname times that of the forename given the surname, each discounted (Ney,
// Essen and Kneser 1994) and backed off to what it would be without the other.
double Builder::weight_of_name(const Record& record, double count) const {
  const auto people = static_cast<double>(index_.attributes_.size());
  const bool full = record.kind == Kind::kName;
  const double of_surname = std::max<double>(surname_counts_[record.surname], count);
  const double general = full ? std::max(forename_counts_[record.given] - forename_discount_, 0.05) / people
                              : initial_counts_[record.given] / people;
  const double kinds = std::min<double>((full ? names_of_ : initials_of_)[record.surname], of_surname);
  const double discount = full ? name_discount_ : initial_discount_;
  const double given = (std::max(count - discount, 0.0) + discount * kinds * general) / of_surname;
  const double unknown = surname_discount_ * static_cast<double>(surname_counts_.size()) / kSurnamesInUse;
  const double surname = (std::max(of_surname - surname_discount_, 0.0) + unknown) / people;
  return std::log((1 - kStray) * count / people / (surname * given) + kStray);
}

double Builder::weight_of(const Record& record, double count) const {
  const auto people = static_cast<double>(index_.attributes_.size());
  if (record.kind <= Kind::kInitial) return weight_of_name(record, count);
  if (record.kind == Kind::kMail) return kMostWeight;
  if (record.kind >= Kind::kRank) return count / people;  // its share of the roll
  return std::log(std::max(static_cast<double>(record.weight) / people, 1.0));
}

Index Builder::finish() && {
  std::ranges::sort(records_, {}, [](const Record& r) { return std::tie(r.fingerprint, r.person); });
  count_given();
  for (std::size_t i = 0; i < records_.size();) {
    const Record& record = records_[i];
    Entry entry{record.fingerprint, static_cast<std::uint32_t>(index_.holders_.size()), 0, 0, record.kind};
    const bool attribute = record.kind >= Kind::kRank;
    if (attribute) entry.first = record.person;
    const std::size_t begin = i;
    for (; i < records_.size() && records_[i].fingerprint == entry.fingerprint; ++i) {
      if (attribute || (entry.count > 0 && index_.holders_.back() == records_[i].person)) continue;
      index_.holders_.push_back(records_[i].person);
      ++entry.count;
    }
    entry.weight = std::min(static_cast<float>(weight_of(record, static_cast<double>(i - begin))), kMostWeight);
    index_.entries_.push_back(entry);
  }
  records_.clear();
  keep_each_once(pair_hashes_);
  keep_each_once(number_hashes_);
  keep_each_once(text_hashes_);
  index_.texts_ = bloom_of(text_hashes_, 16);
  // Read for every token, so it should stay near the processor; too full, it lets too many words pass.
  const std::size_t slots = std::clamp(std::bit_ceil(token_classes_.size() * 20), kFewestClassSlots, kMostClassSlots);
  index_.classes_.resize(slots + 1);
  for (const auto& [word, bits] : token_classes_) index_.classes_[word & (slots - 1)] |= bits;
  index_.pairs_ = bloom_of(pair_hashes_, 16);
  index_.numbers_ = bloom_of(number_hashes_, 16);
  index_.make_slots();
  return std::move(index_);
}

}  // namespace tipstaff::match
