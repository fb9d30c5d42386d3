#include "document/containers/compound.h"

#include <fmt/format.h>

#include "base/text.h"
#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr std::string_view kBegin = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
constexpr std::uint32_t kEnd = 0xfffffffe, kNone = 0xffffffff;
constexpr std::size_t kHeader = 512, kRecord = 128, kFirstTables = 109, kMostEntries = 65'536;
enum Kind : std::uint8_t { kUnused = 0, kStorage = 1, kStream = 2, kRoot = 5 };

Error invalid(std::string why) { return Error(Code::kInvalid, std::move(why)); }

// A directory that moved leaves its old records behind: names of streams, nobody's words.
bool is_old_record(ByteView record) {
  const std::size_t length = little16(record, 0x40);
  return record.size() == kRecord && length >= 4 && length <= 64 && length % 2 == 0 && record[0x42] <= kRoot &&
         record[0x43] <= 1 && little16(record, length - 2) == 0 && little32(record, 0x7c) == 0;
}

}  // namespace

bool is_compound(ByteView file) { return as_text(file).starts_with(kBegin); }

ByteView Compound::sector(std::uint32_t number) const {
  return part_of(file_, (static_cast<std::size_t>(number) + 1) * sector_size_, sector_size_);
}

std::vector<std::uint32_t> Compound::chain(std::uint32_t start, const char* whose) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t at = start; at != kEnd; at = table_[at]) {
    if (at >= table_.size() || at >= claimed_.size() || claimed_[at]) {
      faults_.push_back(fmt::format("{} breaks off, or shares its place with something else", whose));
      break;
    }
    claimed_[at] = true;
    out.push_back(at);
  }
  return out;
}

Result<Compound> Compound::open(ByteView file) {
  Compound out(file);
  if (!is_compound(file) || file.size() < kHeader) return tl::unexpected(invalid("it is no compound file"));
  const unsigned version = little16(file, 0x1a), shift = little16(file, 0x1e);
  if (!((version == 3 && shift == 9) || (version == 4 && shift == 12)) || little16(file, 0x1c) != 0xfffe ||
      little16(file, 0x20) != 6)
    return tl::unexpected(invalid("its heading is not one of a compound file that is known"));
  out.sector_size_ = std::size_t{1} << shift;
  out.small_limit_ = little32(file, 0x38);
  if (out.small_limit_ != 4096) return tl::unexpected(invalid("its heading is damaged"));
  TRY(out.read_tables());
  TRY(out.read_directory());
  out.claim_streams();
  out.look_for_leftovers();
  return out;
}

// The FAT: which sector follows which (§2.3). Its own sectors are listed in the header and in a chain of lists.
Result<void> Compound::read_tables() {
  if (file_.size() <= sector_size_) return tl::unexpected(invalid("it is cut short"));
  const std::size_t sectors = (file_.size() - sector_size_ + sector_size_ - 1) / sector_size_;
  claimed_.assign(sectors, false);
  std::vector<std::uint32_t> lists, parts;
  const auto claim = [&](std::uint32_t at) {
    if (at >= sectors || claimed_[at]) return false;
    claimed_[at] = true;
    return true;
  };
  const auto add = [&](std::uint32_t part) { return part == kNone || (claim(part) && (parts.push_back(part), true)); };
  for (std::size_t i = 0; i < kFirstTables; ++i)
    if (!add(little32(file_, 0x4c + 4 * i))) return tl::unexpected(invalid("the table of its sectors is damaged"));
  const std::size_t per_list = sector_size_ / 4 - 1;
  for (std::uint32_t at = little32(file_, 0x44); at != kEnd && at != kNone;) {
    if (!claim(at)) return tl::unexpected(invalid("the table of its sectors is damaged"));
    const ByteView list = sector(at);
    for (std::size_t i = 0; i < per_list; ++i)
      if (!add(little32(list, 4 * i))) return tl::unexpected(invalid("the table of its sectors is damaged"));
    at = little32(list, 4 * per_list);
  }
  for (const std::uint32_t part : parts) {
    const ByteView entries = sector(part);
    if (entries.size() < sector_size_) return tl::unexpected(invalid("it is cut short"));
    // Entries of sectors that the file does not have.
    if (table_.size() + sector_size_ / 4 > sectors)
      leftovers_.push_back(part_of(entries, 4 * (sectors - std::min(sectors, table_.size()))));
    for (std::size_t i = 0; i < sector_size_; i += 4) table_.push_back(little32(entries, i));
  }
  if (little32(file_, 0x40) == 0) return {};
  for (const std::uint32_t part : chain(little32(file_, 0x3c), "the table of small sectors")) {
    const ByteView entries = sector(part);
    for (std::size_t i = 0; i < entries.size(); i += 4) small_table_.push_back(little32(entries, i));
  }
  return {};
}

void Compound::read_entry(std::size_t number, ByteView record) {
  CompoundEntry entry;
  const std::size_t length = std::min<std::size_t>(little16(record, 0x40), 64);
  if (record[0x42] != kUnused &&
      std::ranges::any_of(record.subspan(length, 64 - length), [](std::uint8_t byte) { return byte != 0; }))
    faults_.push_back("something behind a name in its directory");
  entry.name = from_utf16(part_of(record, 0, length < 2 ? 0 : length - 2));
  kinds_[number] = record[0x42];
  entry.storage = record[0x42] != kStream;
  entry.class_id = record.subspan(0x50, 16);
  entry.start = little32(record, 0x74);
  entry.size = sector_size_ == 512 ? little32(record, 0x78) : little64(record, 0x78);
  links_[number] = {little32(record, 0x44), little32(record, 0x48), little32(record, 0x4c)};
  entries_[number] = std::move(entry);
}

Result<void> Compound::read_directory() {
  const auto sectors = chain(little32(file_, 0x30), "its directory");
  const std::size_t count = sectors.size() * (sector_size_ / kRecord);
  if (count == 0 || count > kMostEntries) return tl::unexpected(invalid("its directory is damaged, or too long"));
  entries_.resize(count);
  links_.resize(count);
  kinds_.resize(count);
  parents_.assign(count, SIZE_MAX);
  chains_.resize(count);
  whole_chain_.assign(count, true);
  taken_.assign(count, false);
  std::size_t number = 0;
  for (const std::uint32_t at : sectors) {
    const ByteView records = sector(at);
    if (records.size() < sector_size_) return tl::unexpected(invalid("it is cut short"));
    for (std::size_t i = 0; i < sector_size_; i += kRecord) read_entry(number++, records.subspan(i, kRecord));
  }
  if (kinds_[0] != kRoot) return tl::unexpected(invalid("its directory has no root"));
  entries_[0].name.clear();
  link(0, links_[0][2]);
  // Entries that no storage leads to: an entry taken out of the tree is not wiped by every program.
  for (std::size_t i = 1; i < count; ++i) {
    if (parents_[i] != SIZE_MAX) continue;
    const ByteView record =
        sector(sectors[i / (sector_size_ / kRecord)]).subspan(i % (sector_size_ / kRecord) * kRecord, kRecord);
    if (kinds_[i] != kUnused) faults_.push_back("an entry of its directory that no storage holds");
    // Unused entries are zero but for their links and the place where their data began.
    leftovers_.push_back(record.subspan(0, 0x42));
    leftovers_.push_back(record.subspan(0x50, 0x24));
  }
  return {};
}

// The children of a storage are a tree of siblings (§2.6.4). Explicit stack: hostile files make it deep.
void Compound::link(std::size_t storage, std::uint32_t tree) {
  std::vector<std::pair<std::size_t, std::uint32_t>> open{{storage, tree}};
  parents_[0] = 0;
  while (!open.empty()) {
    const auto [parent, at] = open.back();
    open.pop_back();
    if (at == kNone) continue;
    if (at >= entries_.size() || parents_[at] != SIZE_MAX || (kinds_[at] != kStorage && kinds_[at] != kStream)) {
      faults_.push_back("its directory is damaged");
      continue;
    }
    parents_[at] = parent;
    entries_[parent].children.push_back(at);
    for (int side = 0; side < 2; ++side) open.emplace_back(parent, links_[at][static_cast<std::size_t>(side)]);
    if (kinds_[at] == kStorage) open.emplace_back(at, links_[at][2]);
  }
}

void Compound::claim_small(const CompoundEntry& stream, std::size_t owner, std::vector<bool>& used) {
  for (std::uint32_t at = stream.start; at != kEnd; at = small_table_[at]) {
    if (at >= small_table_.size() || at >= used.size() || used[at]) {
      whole_chain_[owner] = false;
      return;
    }
    used[at] = true;
    chains_[owner].push_back(at);
  }
}

void Compound::claim_streams() {
  if (entries_[0].size > 0) small_sectors_ = chain(entries_[0].start, "the store of small streams");
  small_bytes_ = std::min<std::uint64_t>(entries_[0].size, small_sectors_.size() * sector_size_);
  std::vector<bool> used((small_bytes_ + small_size_ - 1) / small_size_, false);
  const auto small = [&](std::size_t at) {
    const std::size_t from = at * small_size_;
    return part_of(sector(small_sectors_[from / sector_size_]), from % sector_size_);
  };
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    const CompoundEntry& entry = entries_[i];
    if (kinds_[i] != kStream || parents_[i] == SIZE_MAX || entry.size == 0) continue;
    const bool is_small = entry.size < small_limit_;
    const std::size_t piece = is_small ? small_size_ : sector_size_;
    if (is_small)
      claim_small(entry, i, used);
    else
      chains_[i] = chain(entry.start, "a stream");
    if (chains_[i].size() < (entry.size + piece - 1) / piece) whole_chain_[i] = false;
    if (!whole_chain_[i]) continue;
    // What lies behind its last byte.
    std::uint64_t at = entry.size / piece;
    std::size_t begin = entry.size % piece;
    for (; at < chains_[i].size(); ++at, begin = 0) {
      const ByteView all = is_small ? part_of(small(chains_[i][at]), 0, small_size_) : sector(chains_[i][at]);
      leftovers_.push_back(part_of(all, begin));
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i]) leftovers_.push_back(part_of(small(i), 0, small_size_));
  // Behind the end of the store of small streams.
  for (std::size_t from = small_bytes_; from < small_sectors_.size() * sector_size_;) {
    const ByteView rest = part_of(sector(small_sectors_[from / sector_size_]), from % sector_size_);
    leftovers_.push_back(rest);
    from += std::max<std::size_t>(rest.size(), 1);
  }
}

void Compound::look_for_leftovers() {
  // A 4096-byte sector holds the header and zeros.
  if (sector_size_ > kHeader) leftovers_.push_back(part_of(file_, kHeader, sector_size_ - kHeader));
  // Sectors that lie side by side are one piece: text runs over their edges.
  for (std::uint32_t i = 0; i < claimed_.size(); ++i) {
    if (claimed_[i]) continue;
    const std::size_t from = (std::size_t{i} + 1) * sector_size_;
    while (i + 1 < claimed_.size() && !claimed_[i + 1]) ++i;
    const std::size_t end = (std::size_t{i} + 2) * sector_size_;
    std::size_t begin = from;
    for (std::size_t at = from; at < end; at += kRecord) {
      if (!is_old_record(part_of(file_, at, kRecord))) continue;
      leftovers_.push_back(part_of(file_, begin, at - begin));
      begin = at + kRecord;
    }
    leftovers_.push_back(part_of(file_, begin, end - begin));
  }
}

std::vector<ByteView> Compound::in_use() const {
  std::vector<std::pair<std::size_t, std::size_t>> left;  // begin and end of each
  for (const ByteView piece : leftovers_)
    if (!piece.empty())
      left.emplace_back(piece.data() - file_.data(),
                        piece.data() - file_.data() + static_cast<std::ptrdiff_t>(piece.size()));
  std::ranges::sort(left);
  left.emplace_back(file_.size(), file_.size());
  std::vector<ByteView> out;
  std::size_t at = 0;
  for (const auto& [begin, end] : left) {
    if (begin > at) out.push_back(part_of(file_, at, begin - at));
    at = std::max(at, end);
  }
  return out;
}

const CompoundEntry* Compound::find(const CompoundEntry& in, std::string_view name) const {
  for (const std::size_t child : in.children)
    if (lower(entries_[child].name) == lower(name)) return &entries_[child];
  return nullptr;
}

Result<Bytes> Compound::whole(const CompoundEntry& stream) {
  const std::size_t index = index_of(stream);
  taken_[index] = true;
  if (!whole_chain_[index]) return tl::unexpected(invalid("its chain of sectors is damaged"));
  const bool small = stream.size < small_limit_;
  Bytes out;
  for (const std::uint32_t at : chains_[index]) {
    const std::size_t from = at * small_size_;
    const ByteView all =
        small ? part_of(sector(small_sectors_[from / sector_size_]), from % sector_size_, small_size_) : sector(at);
    append(out, part_of(all, 0, stream.size - out.size()));
    if (out.size() >= stream.size) break;
  }
  if (out.size() != stream.size) return tl::unexpected(invalid("it is cut short"));
  return out;
}

void Compound::take(const CompoundEntry& entry) {
  std::vector<std::size_t> open{index_of(entry)};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    taken_[at] = true;
    open.insert(open.end(), entries_[at].children.begin(), entries_[at].children.end());
  }
}

std::string Compound::path(const CompoundEntry& entry, const CompoundEntry& from) const {
  std::string out;
  for (std::size_t at = index_of(entry); at != index_of(from) && at != 0 && at != SIZE_MAX; at = parents_[at]) {
    std::string_view name = entries_[at].name;
    if (!name.empty() && static_cast<unsigned char>(name[0]) < 0x20) name.remove_prefix(1);
    out = std::string(name) + (out.empty() ? "" : "/") + out;
  }
  return out;
}

}  // namespace tipstaff::document
