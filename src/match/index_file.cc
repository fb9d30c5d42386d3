#include "match/index_file.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "crypto/aead.h"
#include "crypto/hash.h"

namespace tipstaff::match {
namespace {

constexpr std::string_view kAnyVersion = "tipstaff roll index v";
constexpr std::string_view kFirstLine = "tipstaff roll index v2\n";
constexpr unsigned kVersion = 2;
constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr std::size_t kHead = 3 * 4 + 6 * 8;
constexpr std::size_t kEntryBytes = 29;

Plaintext seal_key(const Plaintext& key) { return crypto::derive_key(key, "tipstaff roll index seal v1"); }

Bytes additional(std::uint64_t number, bool last) {
  Bytes out = to_bytes(as_bytes(kFirstLine));
  put_u64(out, number);
  out.push_back(last ? 1 : 0);
  return out;
}

tl::unexpected<Error> altered() {
  return fail(Code::kTampered, "the roll index does not open: it was altered, or its key is another one");
}

// Why a file does not serve that begins as one, with what stands behind its “v”.
std::string of_other_version(std::string_view rest) {
  unsigned version = 0;
  for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9' && version < 1000; rest.remove_prefix(1))
    version = version * 10 + static_cast<unsigned>(rest.front() - '0');
  if (!rest.starts_with('\n') || version == 0) return "this is no roll index; ‘roll index’ makes one";
  if (version > kVersion)
    return fmt::format(
        "this roll index is of version {}, and this program reads version {}: use the tipstaff that made it, or a "
        "newer one",
        version, kVersion);
  return fmt::format(
      "this roll index is of version {}, and this program reads version {}: propose and make a new one (‘propose "
      "roll-index’, ‘roll index’), and destroy this one",
      version, kVersion);
}

// Numbers from the body, whose length is known to suffice.
class Cursor {
 public:
  explicit Cursor(ByteView body) : at_(body.data()) {}
  std::uint32_t u32() { return get_u32(std::exchange(at_, at_ + 4)); }
  std::uint64_t u64() { return get_u64(std::exchange(at_, at_ + 8)); }
  ByteView bytes(std::size_t count) { return {std::exchange(at_, at_ + count), count}; }

 private:
  const std::uint8_t* at_;
};

}  // namespace

Plaintext IndexFile::fingerprint_key(const Plaintext& key) {
  return crypto::derive_key(key, "tipstaff roll index fingerprints v1");
}

bool IndexFile::is_one(ByteView beginning) { return as_text(beginning).starts_with(kAnyVersion); }

Bytes IndexFile::encode(const Index& index) {
  if (index.use_ != Use::kFile) throw std::logic_error("an index made for memory is not written");
  Bytes out;
  put_u32(out, static_cast<std::uint32_t>(index.attributes_.size()));
  put_u32(out, index.shortest_number_);
  put_u32(out, index.longest_number_);
  for (const std::size_t count : {index.classes().size(), index.pairs_.size(), index.numbers_.size(),
                                  index.texts_.size(), index.entries_.size(), index.holders_.size()})
    put_u64(out, count);
  append(out, index.classes());
  for (const auto* filter : {&index.pairs_, &index.numbers_, &index.texts_})
    for (const std::uint64_t word : *filter) put_u64(out, word);
  for (const Entry& entry : index.entries_) {
    append(out, entry.fingerprint);
    put_u32(out, entry.first);
    put_u32(out, entry.count);
    put_u32(out, std::bit_cast<std::uint32_t>(entry.weight));
    out.push_back(static_cast<std::uint8_t>(entry.kind));
  }
  for (const std::uint32_t person : index.holders_) put_u32(out, person);
  for (const Index::Attributes& of : index.attributes_)
    for (const std::uint32_t attribute : {of.rank, of.unit, of.location}) put_u32(out, attribute);
  return out;
}

Result<Index> IndexFile::decode(ByteView body, const Plaintext& fingerprints) {
  if (body.size() < kHead) return altered();
  Cursor cursor(body);
  Index out;
  const std::uint64_t people = cursor.u32();
  out.shortest_number_ = cursor.u32();
  out.longest_number_ = cursor.u32();
  const std::uint64_t classes = cursor.u64(), pairs = cursor.u64(), numbers = cursor.u64(), texts = cursor.u64(),
                      entries = cursor.u64(), holders = cursor.u64();
  const std::uint64_t most = body.size();
  if (!std::has_single_bit(classes) || classes > kMostClassSlots || !std::has_single_bit(pairs) ||
      !std::has_single_bit(numbers) || !std::has_single_bit(texts) || pairs > most || numbers > most || texts > most ||
      entries > most || holders > most)
    return altered();
  if (kHead + classes + (pairs + numbers + texts) * 8 + entries * kEntryBytes + holders * 4 + people * 12 != most)
    return altered();
  const ByteView table = cursor.bytes(classes);
  // Other bits mean something else to the scanner.
  if (std::ranges::any_of(table, [](std::uint8_t one) {
        return (one & ~(kSurnameClass | kForenameClass | kManyWordsClass | kNumberClass)) != 0;
      }))
    return altered();
  out.classes_.assign(table.begin(), table.end());
  out.classes_.push_back(0);
  for (std::uint64_t i = 0; i < pairs; ++i) out.pairs_.push_back(cursor.u64());
  for (std::uint64_t i = 0; i < numbers; ++i) out.numbers_.push_back(cursor.u64());
  for (std::uint64_t i = 0; i < texts; ++i) out.texts_.push_back(cursor.u64());
  for (std::uint64_t i = 0; i < entries; ++i) {
    Entry entry;
    std::ranges::copy(cursor.bytes(entry.fingerprint.size()), entry.fingerprint.begin());
    entry.first = cursor.u32();
    entry.count = cursor.u32();
    entry.weight = std::bit_cast<float>(cursor.u32());
    const std::uint8_t kind = cursor.bytes(1)[0];
    if (kind < static_cast<std::uint8_t>(Kind::kName) || kind > static_cast<std::uint8_t>(Kind::kLocation) ||
        !std::isfinite(entry.weight))
      return altered();
    entry.kind = static_cast<Kind>(kind);
    if (entry.kind < Kind::kRank && std::uint64_t{entry.first} + entry.count > holders) return altered();
    out.entries_.push_back(entry);
  }
  for (std::uint64_t i = 0; i < holders; ++i) {
    out.holders_.push_back(cursor.u32());
    if (out.holders_.back() >= people) return altered();
  }
  for (std::uint64_t i = 0; i < people; ++i) {
    Index::Attributes& of = out.attributes_.emplace_back();
    for (std::uint32_t* attribute : {&of.rank, &of.unit, &of.location}) *attribute = cursor.u32();
  }
  out.set_key(fingerprints, Use::kFile);
  out.make_slots();
  return out;
}

Bytes IndexFile::write(const Index& index, const Plaintext& key, Random& random) {
  const Bytes body = encode(index);
  const Plaintext sealing = seal_key(key);
  Bytes out = to_bytes(as_bytes(kFirstLine));
  for (std::size_t at = 0, number = 0; at < body.size(); at += kPiece, ++number) {
    const ByteView piece = ByteView(body).subspan(at, std::min(kPiece, body.size() - at));
    const Bytes sealed = crypto::seal(sealing, additional(number, at + piece.size() == body.size()), piece, random);
    put_u32(out, static_cast<std::uint32_t>(sealed.size()));
    append(out, sealed);
  }
  return out;
}

Result<Index> IndexFile::read(ByteView file, const Plaintext& key) {
  if (!is_one(file)) return fail(Code::kInvalid, "this is no roll index; ‘roll index’ makes one");
  if (!as_text(file).starts_with(kFirstLine))
    return fail(Code::kInvalid, of_other_version(as_text(file).substr(kAnyVersion.size())));
  const Plaintext sealing = seal_key(key);
  Bytes body;
  ByteView rest = file.subspan(kFirstLine.size());
  for (std::uint64_t number = 0; !rest.empty(); ++number) {
    if (rest.size() < 4) return altered();
    const std::size_t size = get_u32(rest.data());
    if (size > rest.size() - 4) return altered();
    const bool last = size == rest.size() - 4;
    const auto piece = crypto::open(sealing, additional(number, last), rest.subspan(4, size));
    if (!piece) return altered();
    append(body, piece->reveal());
    rest = rest.subspan(4 + size);
  }
  return decode(body, fingerprint_key(key));
}

Result<Plaintext> parse_index_key(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  Plaintext out(32);
  bool fits = line.size() == 64;
  for (std::size_t i = 0; fits && i < 64; ++i) {
    const char c = line[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    fits = digit >= 0;
    if (fits) out.writable()[i / 2] = static_cast<std::uint8_t>(out.writable()[i / 2] << 4 | digit);
  }
  if (!fits) return fail(Code::kInvalid, "a roll index's key is one line of 64 hexadecimal digits");
  return out;
}

}  // namespace tipstaff::match
