// Files that were made of people's data and left the store (docs/formats/made-file.md), so that a copy that turns up
// somewhere is known for what it is (known_copies.h). What is written here is what each was: who has it, and until
// when, stays custody's matter. Who reads the store's rows without the row key learns nothing; who has it learns hashes
// of plaintext files that he would have to guess whole.
#pragma once

#include "base/cbor_fields.h"
#include "ledger/rows.h"

namespace tipstaff::office {

class Office;

struct CopyRun {
  CustodyId first, last;
  static auto members(auto& archive, auto& self) { return archive(self.first, self.last); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<CopyRun> decode(cbor::Reader& r) { return cbor::decode_members<CopyRun>(r); }
};

struct MadeFile {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kMadeFile;
  // Stored: a published value never changes its meaning.
  enum class What : std::uint8_t {
    kSubjectExport = 1,
    kCardPreview = 2,
    kRollIndex = 3,
    kNotice = 4,
    kDeclared = 5,
    kBackup = 6
  };
  What what{};
  std::uint64_t object = 0;
  PersonId person{};  // 0: several
  HolderId holder{};
  std::vector<CopyRun> copies{};
  Instant at{};
  std::vector<Hash> hashes{};  // of a backup: the salt of its header
  static auto members(auto& archive, auto& self) {
    return archive(self.what, self.object, self.person, self.holder, self.copies, self.at, self.hashes);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<MadeFile> decode(cbor::Reader& r) { return cbor::decode_members<MadeFile>(r); }

  void add_copy(CustodyId copy);  // in the order of their numbers
};

// Within a request; `at` is filled in. `entry`: that opened the copy.
Result<void> put_made_file(Office& office, ledger::Write& write, MadeFile file, EntryIndex entry);
// In a request of its own, before the file leaves. Errors: kStorage, kUnavailable, kRefused (clock).
Result<void> record_made_file(Office& office, MadeFile file, PrincipalId by);
// The person is being erased: hashes of files about them alone go. Within a request.
Result<void> forget_made_files(Office& office, ledger::Write& write, PersonId person, EntryIndex entry);

}  // namespace tipstaff::office
