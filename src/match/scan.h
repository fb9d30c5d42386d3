// Finds the roll's people in bytes: names in every form of forms.h, numbers, e-mail addresses. Tokens (tokens.h) →
// classes → neighbours that may be a name (neighbours.h) → through a Bloom filter → fingerprint (index.h), so that what
// is told is true. Each step is done for a whole chunk at once, so that reads from far away in memory run side by side.
// One scanner a thread; an index serves many.
#pragma once

#include <string>
#include <vector>

#include "match/neighbours.h"
#include "match/wide_words.h"

namespace tipstaff::match {

struct Event {
  std::uint32_t begin = 0, end = 0;  // bytes of the text
  const Entry* entry = nullptr;      // null: a name of somebody who is not on the roll
  std::uint32_t strangers = 0;       // numbers as long as the roll's, since the last event, that are nobody's
};

class Scanner {
 public:
  explicit Scanner(const Index& index, Way way = best_way())
      : index_(index), way_(way), wide_(index, way), remembered_(index.in_memory() ? 0 : kRemembered) {}

  // Appends what is in `text`, in order. At most 1 GiB, and kPadding bytes behind it must be readable. A name cut by
  // the edge is not found: let pieces overlap by kOverlap.
  void scan(std::string_view text, std::vector<Event>& out);
  static constexpr std::size_t kOverlap = 256;

 private:
  // What was asked of the index ahead for a candidate, the likeliest of what may be asked.
  struct Asked {
    std::size_t given = SIZE_MAX, surname = SIZE_MAX;  // tokens; SIZE_MAX: nothing was asked
    Kind kind{};
    Fingerprint quick{};
  };
  static const Asked kNothingAsked;
  struct Found {
    std::size_t first = 0, last = 0;  // tokens
    const Entry* entry = nullptr;
  };

  // scan.cc: what may be something.
  void classify();
  void gather(std::size_t from, std::size_t to);
  void keep_what_filters_let_pass();
  void ask_ahead();
  void decide(std::vector<Event>& out);

  // scan_names.cc: what it is.
  const Entry* look_up(Kind kind, const Asked* asked);
  bool worth_a_probe(std::size_t left, std::size_t right, bool surname_first) const;
  bool gap_joins(std::size_t left, std::size_t right, bool surname_first) const;
  bool is_hyphen(std::size_t left) const;
  std::string_view gap(std::size_t left, std::size_t right) const;
  const Entry* given_before(std::size_t at, const std::string& surname, const Asked& asked, std::size_t& first);
  const Entry* named(const std::string& surname, std::size_t given, const Asked& asked);
  void spell_surnames(std::size_t at, bool backwards);
  Found read_forename_first(std::size_t left, std::size_t right, const Asked& asked);
  Found read_surname_first(std::size_t left, const Asked& asked, std::size_t fewest_words = 1);
  bool forename_first(std::size_t left, std::size_t right, const Asked& asked, std::vector<Event>& out);
  Found read_hyphened_surname(std::size_t left);
  bool belongs_behind(std::size_t at);
  bool hyphened_surname(std::size_t left, std::vector<Event>& out);
  bool one_between(std::size_t left, const Asked& asked, std::vector<Event>& out);
  bool surname_first(std::size_t left, const Asked& asked, std::vector<Event>& out);
  bool mail(std::size_t left, std::vector<Event>& out);
  bool number(std::size_t at, std::vector<Event>& out);
  bool looks_like_a_name(std::size_t left) const;
  void append_text(std::string& out, std::size_t token) const;
  std::string text_of(std::size_t token) const;
  void tell(std::size_t first, std::size_t last, const Entry* entry, std::vector<Event>& out);

  static constexpr std::size_t kMostWords = 4;  // of a surname
  static constexpr std::size_t kRemembered = std::size_t{1} << 14;
  const Index& index_;
  Way way_;
  std::string_view chunk_, text_;
  std::size_t chunk_at_ = 0;
  Cuts cuts_;
  WideWords wide_;
  std::uint32_t *begin_ = nullptr, *end_ = nullptr;  // of `count_` tokens: those of cuts_, or of wide_
  std::size_t count_ = 0;
  std::vector<std::uint8_t> class_;
  std::vector<std::uint32_t> word_;  // token_word() of each
  // Of each that may be something: token, how, and where the filters have it.
  std::size_t candidates_ = 0;
  std::vector<std::uint32_t> at_;
  std::vector<std::uint8_t> ways_;
  std::vector<std::uint64_t> hash_, far_hash_;
  std::vector<Asked> asked_;
  struct Spelled {
    std::string text;
    std::size_t words = 0;
  };
  std::array<Spelled, kMostWords> spelled_;  // surnames that the words at hand may be, `spellings_` of them
  std::size_t spellings_ = 0;
  std::string joined_, key_;
  struct Remembered {
    Fingerprint quick{};
    const Entry* entry = nullptr;
  };
  std::vector<Remembered>
      remembered_;         // of an index made for a file, where a look takes a microsecond: what was asked last
  std::size_t taken_ = 0;  // of the text: what stands before belongs to a name already
  std::uint32_t strangers_ = 0;
};

}  // namespace tipstaff::match
