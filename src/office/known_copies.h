// Which files are copies that are on record: what `find` holds a file against, beside the roll. A file is known by the
// SHA-256 of its bytes, so also one that is sealed, in which nobody can be found; a backup by the salt at its
// beginning, whatever its size and however little of it is left. What is told names holder and copies and no person.
// Hashes are given to whoever may see custody: those of plaintext files let him confirm a guess of the whole file
// (docs/formats/made-file.md).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "office/office.h"

namespace tipstaff::office {

struct KnownCopy {
  std::string words;    // “a card preview held by principal:issuer since … (copy 28, open)”
  bool gone = false;    // every copy that it is has ended on record: it should not be anywhere
  bool sealed = false;  // who is in it cannot be found in its bytes
};

struct KnownCopies {
  bool register_told = false, custody_told = false;          // whether the actor may be told of these
  std::unordered_map<std::string, std::string> disclosures;  // words, by SHA-256 in hexadecimal
  std::unordered_map<std::string, KnownCopy> files;          // by SHA-256 in hexadecimal
  std::unordered_map<std::string, KnownCopy> backups;        // by their header's salt in hexadecimal
  std::string force_id;                                      // in the header of each backup of this store
};

// Disclosures for who may see their register; files for security officer, dpo and auditor; backups also for a keeper.
// To others nothing is told. Thread-safe.
KnownCopies known_copies(Office& office, const access::Actor& actor);

}  // namespace tipstaff::office
