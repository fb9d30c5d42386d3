// Compound files ([MS-CFB]): streams in storages, as xls, doc, ppt and msg files are, read so that every sector is
// accounted for: what no stream uses is kept apart (leftovers), chains that cross, turn back on themselves or end early
// make their stream unreadable, and what no reader takes is reported. Nothing is allocated from a claimed size.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "document/emitter.h"

namespace tipstaff::document {

struct CompoundEntry {
  std::string name;  // UTF-8; a control letter at the beginning stays: "\5SummaryInformation"
  bool storage = false;
  std::vector<std::size_t> children;  // indices of entries(); storages only
  ByteView class_id;                  // 16 bytes
  std::uint32_t start = 0;            // first sector; streams only
  std::uint64_t size = 0;             // bytes, as claimed
};

bool is_compound(ByteView file);

class Compound {
 public:
  // `file` must outlive it. Errors: kInvalid, in words fit for a finding.
  static Result<Compound> open(ByteView file);

  const std::vector<CompoundEntry>& entries() const { return entries_; }
  const CompoundEntry& root() const { return entries_.front(); }
  // Among the children of `in`; names in either case of ASCII letters. nullptr: none.
  const CompoundEntry* find(const CompoundEntry& in, std::string_view name) const;
  // The bytes of a stream, which counts as read. Errors: kInvalid when its chain of sectors is damaged.
  Result<Bytes> whole(const CompoundEntry& stream);
  // The entry, and what lies in it when it is a storage, counts as read.
  void take(const CompoundEntry& entry);
  bool taken(const CompoundEntry& entry) const { return taken_[index_of(entry)]; }
  // "ObjectPool/_1234/Contents", as seen from the storage `from`.
  std::string path(const CompoundEntry& entry, const CompoundEntry& from) const;

  // Damage that does not stop reading: each a sentence.
  const std::vector<std::string>& faults() const { return faults_; }
  // Sectors, ends of sectors and directory entries that belong to no stream. After all streams have been read.
  const std::vector<ByteView>& leftovers() const { return leftovers_; }
  std::vector<ByteView> in_use() const;  // everything else, in the file's order

 private:
  explicit Compound(ByteView file) : file_(file) {}
  Result<void> read_tables();
  Result<void> read_directory();
  void read_entry(std::size_t number, ByteView record);
  void link(std::size_t storage, std::uint32_t tree);
  void claim_streams();
  void claim_small(const CompoundEntry& stream, std::size_t owner, std::vector<bool>& used);
  void look_for_leftovers();
  std::size_t index_of(const CompoundEntry& entry) const { return static_cast<std::size_t>(&entry - entries_.data()); }
  ByteView sector(std::uint32_t number) const;
  // Follows a chain, claiming its sectors; stops where another chain, or this one, has been.
  std::vector<std::uint32_t> chain(std::uint32_t start, const char* whose);

  ByteView file_;
  std::size_t sector_size_ = 512, small_size_ = 64, small_limit_ = 4096;
  std::vector<std::uint32_t> table_, small_table_;  // FAT and mini FAT
  std::vector<bool> claimed_;                       // by sector
  std::vector<std::uint32_t> small_sectors_;        // the mini stream's own sectors
  std::uint64_t small_bytes_ = 0;
  std::vector<CompoundEntry> entries_;
  std::vector<std::size_t> parents_;
  std::vector<std::array<std::uint32_t, 3>> links_;  // left, right, child, as the directory has them
  std::vector<std::uint8_t> kinds_;
  std::vector<std::vector<std::uint32_t>> chains_;  // by entry: sectors, or small sectors
  std::vector<bool> whole_chain_, taken_;
  std::vector<std::string> faults_;
  std::vector<ByteView> leftovers_;
};

// One storage as a document: the file's root, or an object in it. Reads what it is and then whatever streams no reader
// took. Returns its kind ("xls", "doc", "ole" …).
std::string read_storage(Compound& file, const CompoundEntry& storage, Emitter& emitter);
// What kind of document a storage holds, by the names of its streams.
std::string kind_of_storage(const Compound& file, const CompoundEntry& storage);
// A storage inside a document, with `name` before its places.
void read_storage_inside(Compound& file, const CompoundEntry& storage, std::string_view name, Emitter& emitter);
void read_compound(ByteView bytes, Emitter& emitter);
std::string kind_of_compound(ByteView bytes);

// The readers of the kinds (biff.cc, word_binary.cc, powerpoint_binary.cc, message.cc): they take what they read.
void read_biff_workbook(Compound& file, const CompoundEntry& storage, Emitter& emitter);

}  // namespace tipstaff::document
