// The keys under the root key: one file of named keys, each with an epoch, each sealed under the root key with its name
// and epoch as additional data. Rotating the root key rewrites this one file; destroying an epoch removes it from the
// file for good (erasure, law 9). Who copies the file without the root key learns names and epochs, nothing else.
// Format: CBOR array of [name, epoch, box]. Not thread-safe for changes; get() may be called from any thread meanwhile
// none is made.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/files.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto {

class Keyring {
 public:
  Keyring(Files& files, std::filesystem::path file) : files_(files), file_(std::move(file)) {}

  // Reads and opens every key. Errors: kNotFound, kTampered, kUnauthorised (another root key).
  Result<void> open(const Plaintext& root);

  bool has(const std::string& name) const { return keys_.contains(name) && !keys_.at(name).empty(); }
  // The newest epoch, from 1; the key must exist.
  std::uint32_t epoch(const std::string& name) const { return keys_.at(name).rbegin()->first; }
  const Plaintext& get(const std::string& name) const { return keys_.at(name).rbegin()->second; }
  // Errors: kNotFound: destroyed, or never made.
  Result<const Plaintext*> get(const std::string& name, std::uint32_t epoch) const;

  // In memory until save().
  void add(const std::string& name, Plaintext key);  // as the next epoch
  void destroy(const std::string& name, std::uint32_t epoch);
  Result<void> save(const Plaintext& root, Random& random);  // durable on success

 private:
  Files& files_;
  std::filesystem::path file_;
  std::map<std::string, std::map<std::uint32_t, Plaintext>> keys_;
};

}  // namespace tipstaff::crypto
