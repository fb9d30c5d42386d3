// Who was erased, kept outside the store so that a restore does not bring them back (law 9, law 13). Format and attack:
// docs/formats/backup.md. Numbers and times only. Not thread-safe.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct ErasedPerson {
  PersonId person;
  Instant joined;  // tells him from another who has the number after a restore
  Instant erased;
};

// Errors: kTampered (a record that is not what was written, or not in its place), kNotFound, kStorage.
Result<std::vector<ErasedPerson>> read_erasures(ByteView journal, const Plaintext& root, const std::string& force_id);

// Brings the journal, and its copy where one is set, up to what the store's rows say; durable on success.
// Errors: kStorage, kTampered: the erasure stands in the store, and the next call writes it.
Result<std::uint64_t> sync_erasures(Office& office);  // returns how many records

// Where the copy is kept; empty: nowhere. Role: keeper.
Result<void> set_journal_copy(Office& office, const access::Actor& actor, const std::filesystem::path& copy);

}  // namespace tipstaff::office
