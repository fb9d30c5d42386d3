// An index in a file, sealed under a key that lies elsewhere. Format: docs/formats/roll-index.md.
// Who has the file has ciphertext; who has file and key can find out by guessing who is on the roll.
#pragma once

#include <filesystem>

#include "base/random.h"
#include "base/result.h"
#include "match/index.h"

namespace tipstaff::match {

class IndexFile {
 public:
  // The key under which a Builder makes an index that is to be written with `key` (32 bytes).
  static Plaintext fingerprint_key(const Plaintext& key);

  // `index`: made by a Builder with Use::kFile.
  static Bytes write(const Index& index, const Plaintext& key, Random& random);
  // Errors: kInvalid (no roll index, or of an older or newer version), kTampered (another key, or altered).
  static Result<Index> read(ByteView file, const Plaintext& key);

  // The body without its seal, for read() and for fuzzing. Errors: kTampered.
  static Result<Index> decode(ByteView body, const Plaintext& fingerprints);
  static Bytes encode(const Index& index);

  static bool is_one(ByteView beginning);  // of whatever version, by its first line
};

// The key file: 64 hexadecimal digits. Errors: kInvalid.
Result<Plaintext> parse_index_key(std::string_view line);

}  // namespace tipstaff::match
