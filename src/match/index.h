// The roll as the matcher needs it: filters that say quickly what cannot be on it, and fingerprints that say for
// certain what is. It holds no name and no number: a fingerprint is 128 bits of a folded form under the index's own
// key, so a match is verified as surely as by comparing, up to 2^-128 for each try: SipHash-2-4 in an index that stays
// in memory, and HMAC-SHA-256 (RFC 2104), cut, in one that is written to a file. Who has the index and its key can find
// out by guessing who is on it, names being guessable: it *is* the roll in another form. In memory the key is locked
// and wiped. A person is what the caller numbered: hits name these numbers and nothing else.
#pragma once

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/secret.h"
#include "crypto/hash.h"
#include "match/forms.h"
#include "match/hash.h"
#include "match/large_pages.h"

namespace tipstaff::match {

enum class Kind : std::uint8_t {
  kName = 1,     // surname and first forename
  kInitial = 2,  // surname and initial
  kMail = 3,
  kWarrant = 4,
  kPay = 5,
  kPartNumber = 6,  // a number without its letters: only in context
  kRank = 7,
  kUnit = 8,
  kLocation = 9,
};

using Fingerprint = std::array<std::uint8_t, 16>;

enum class Use : std::uint8_t { kMemory, kFile };  // what the index is for

struct Entry {
  Fingerprint fingerprint{};
  std::uint32_t first = 0, count = 0;  // whose: holders()[first, first + count), or for rank, unit, location its number
  float weight = 0;  // log-likelihood ratio, in nats: on a copy of the roll against in a text about other people
  Kind kind{};
};

// Classes of tokens, one byte a slot.
inline constexpr std::uint8_t kSurnameClass = 1, kForenameClass = 2, kManyWordsClass = 4,
                              kNumberClass = 8;  // kNumberClass: without a digit at its edge
inline constexpr std::size_t kFewestClassSlots = std::size_t{1} << 15, kMostClassSlots = std::size_t{1} << 19;

class Index {
 public:
  struct Attributes {
    std::uint32_t rank = 0, unit = 0, location = 0;  // 0: none
    std::uint32_t of(Kind kind) const { return kind == Kind::kRank ? rank : kind == Kind::kUnit ? unit : location; }
  };

  // Null when it is nobody's. `text`: folded; names as “surname\0forename”, surnames as same_surname() gives them.
  const Entry* find(Kind kind, std::string_view text) const { return find(kind, text, quick_of(kind, text)); }
  // The same in two steps, for many at once: what is far away in memory is fetched ahead. `quick`: by quick_of().
  Fingerprint quick_of(Kind kind, std::string_view text) const;
  void fetch(const Fingerprint& quick) const;          // first this,
  void fetch_further(const Fingerprint& quick) const;  // then this,
  const Entry* find(Kind kind, std::string_view text, const Fingerprint& quick) const;
  // Where `quick` is all it takes: null of an index that was made for a file.
  bool in_memory() const { return use_ == Use::kMemory; }
  const Entry* find_quickly(Kind kind, const Fingerprint& quick) const {
    return use_ == Use::kMemory ? entry_of(kind, quick) : nullptr;
  }
  std::span<const std::uint32_t> holders(const Entry& entry) const {
    return std::span(holders_).subspan(entry.first, entry.count);
  }
  const Attributes& attributes(std::uint32_t person) const { return attributes_[person]; }
  std::uint64_t people() const { return attributes_.size(); }

  // For the scanner (scan.cc).
  Seed seed() const { return seed_; }
  std::span<const std::uint8_t> classes() const {
    return std::span(classes_).first(classes_.size() - 1);
  }  // a power of two; a 0 is behind it
  std::uint8_t class_of(std::string_view token) const {
    return classes_[token_word(token, seed_) & (classes_.size() - 2)];
  }
  std::span<const std::uint64_t> pairs() const { return pairs_; }      // a power of two
  std::span<const std::uint64_t> numbers() const { return numbers_; }  // a power of two
  std::uint32_t shortest_number() const { return shortest_number_; }
  std::uint32_t longest_number() const { return longest_number_; }
  std::size_t memory_bytes() const;

 private:
  friend class Builder;
  friend class IndexFile;  // index_file.h
  void make_slots();
  void set_key(const Plaintext& key, Use use);  // and the seed that follows from it
  Fingerprint fingerprint_of(Kind kind, std::string_view text) const;
  const Entry* entry_of(Kind kind, const Fingerprint& fingerprint) const;

  Use use_ = Use::kMemory;
  crypto::HmacSha256 hmac_;  // of a file's index
  crypto::ShortHash short_;
  Seed seed_;
  template <class T>
  using Large = std::vector<T, LargePages<T>>;
  Large<std::uint8_t> classes_;
  Large<std::uint64_t> pairs_, numbers_,
      texts_;  // texts_: of a file's index, where a fingerprint costs more to work out
  std::uint32_t shortest_number_ = UINT32_MAX, longest_number_ = 0;
  Large<Entry> entries_;
  Large<std::uint64_t> slots_;  // open addressing: four bytes of the fingerprint, 1 + the entry's place
  std::vector<std::uint32_t> holders_;
  std::vector<Attributes> attributes_;
};

// Takes people one by one, keeps fingerprints only. `key`: 32 bytes, fresh for an index in memory.
class Builder {
 public:
  explicit Builder(const Plaintext& key, Use use = Use::kMemory);
  void add(const Person& person);
  Index finish() &&;

 private:
  struct Record {
    Fingerprint fingerprint;
    std::uint32_t person, surname, given;
    Kind kind;
    float weight;
  };
  using Counts = std::unordered_map<std::uint64_t, std::uint32_t>;
  void add_name(const NameParts& parts, std::uint32_t person);
  void add_pairs(const std::vector<std::string>& surname, const std::vector<std::string>& forenames);
  void add_number(std::string_view number, Kind kind, std::uint32_t person);
  void add_mail(std::string_view mail, std::uint32_t person);
  std::uint32_t add_attribute(std::string_view text, Kind kind);
  void add_record(Kind kind, std::string_view text, std::uint32_t person, float weight = 0, std::uint32_t surname = 0,
                  std::uint32_t given = 0);
  void note_number(std::string_view text);
  void classify(std::string_view token, std::uint8_t bits);
  void pair(std::string_view left, std::string_view right);
  std::uint32_t number_of(std::vector<std::uint32_t>& counts, std::string_view text, char space);
  void count_given();
  double weight_of_name(const Record& record, double count) const;
  double weight_of(const Record& record, double count) const;

  Index index_;
  std::vector<Record> records_;
  std::vector<std::uint64_t> pair_hashes_, number_hashes_, text_hashes_;
  std::unordered_map<std::uint32_t, std::uint8_t> token_classes_;  // by token_word()
  Counts numbers_;                                                 // of surnames, forenames … by their hash
  std::vector<std::uint32_t> surname_counts_{0}, forename_counts_{0}, initial_counts_{0}, attribute_counts_{0};
  std::vector<std::uint32_t> names_of_, initials_of_;  // of a surname: how many forenames and initials it has
  double surname_discount_ = 0, forename_discount_ = 0, name_discount_ = 0, initial_discount_ = 0;
};

}  // namespace tipstaff::match
