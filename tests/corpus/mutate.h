// Damage done to files on purpose, the same for the same seed; and a look into files with other eyes than the readers':
// every byte as it lies there, and whatever inflates.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tipstaff::test {

struct Mutant {
  std::string bytes;
  std::string how;  // "three bits flipped in xl/workbook.xml"
};

// The members of an archive in their order, unpacked; nothing when it is none, or not whole. Encrypted ones count as
// not whole.
using ZipMembers = std::vector<std::pair<std::string, std::string>>;
std::optional<ZipMembers> members_of(const std::string& file);

// One file and the ways in which it is damaged. Of an archive every other mutant is made inside a member, or of the
// list of members, and packed anew with checksums that are right: else nearly every one would end at the first
// checksum.
class Mutator {
 public:
  Mutator(std::string whole, std::uint64_t seed);
  Mutant next();

 private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(random_() % bound); }
  std::string damage(std::string& bytes);  // in place; returns how
  std::string damage_members(ZipMembers& members);

  const std::string whole_;
  const std::optional<ZipMembers> members_;
  std::mt19937_64 random_;
  std::uint64_t made_ = 0;
};

// Words of four letters or digits and more (ASCII, as they are written) in running text.
std::set<std::string> words_of(std::string_view text);
// The words that lie in a file: in its bytes, one or two a letter, and in all that inflates, archives' members and
// streams, three deep. Of markup its text and the values of attributes, not its own words.
std::set<std::string> words_inside(std::string_view file);

}  // namespace tipstaff::test
