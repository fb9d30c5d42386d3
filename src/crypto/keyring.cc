#include "crypto/keyring.h"

#include <fmt/format.h>

#include "base/cbor.h"
#include "crypto/aead.h"

namespace tipstaff::crypto {
namespace {

Bytes place_of(std::string_view name, std::uint64_t epoch) {
  cbor::Writer w;
  w.array(3).text("tipstaff keyring v1").text(name).uint(epoch);
  return w.take();
}

}  // namespace

Result<void> Keyring::open(const Plaintext& root) {
  TRY_ASSIGN(const Bytes content, files_.read(file_));
  cbor::Reader r(content);
  TRY_ASSIGN(const std::size_t count, r.array());
  keys_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    TRY(r.array());
    TRY_ASSIGN(const std::string_view name, r.text());
    TRY_ASSIGN(const std::uint64_t epoch, r.uint());
    TRY_ASSIGN(const ByteView box, r.bytes());
    Result<Plaintext> key = crypto::open(root, place_of(name, epoch), box);
    if (!key)
      return fail(Code::kTampered,
                  fmt::format("the key ‘{}’ in the key file does not open: the file is not the one that was "
                              "written, or belongs to another root key",
                              name));
    keys_[std::string(name)].emplace(static_cast<std::uint32_t>(epoch), std::move(*key));
  }
  return r.expect_end();
}

Result<const Plaintext*> Keyring::get(const std::string& name, std::uint32_t epoch) const {
  if (const auto epochs = keys_.find(name); epochs != keys_.end())
    if (const auto key = epochs->second.find(epoch); key != epochs->second.end()) return &key->second;
  return fail(Code::kNotFound, fmt::format("epoch {} of the key ‘{}’ has been destroyed", epoch, name));
}

void Keyring::add(const std::string& name, Plaintext key) {
  auto& epochs = keys_[name];
  epochs.emplace(epochs.empty() ? 1 : epochs.rbegin()->first + 1, std::move(key));
}

void Keyring::destroy(const std::string& name, std::uint32_t epoch) { keys_[name].erase(epoch); }

Result<void> Keyring::save(const Plaintext& root, Random& random) {
  std::size_t count = 0;
  for (const auto& [name, epochs] : keys_) count += epochs.size();
  cbor::Writer w;
  w.array(count);
  for (const auto& [name, epochs] : keys_)
    for (const auto& [epoch, key] : epochs)
      w.array(3).text(name).uint(epoch).bytes(seal(root, place_of(name, epoch), key.reveal(), random));
  return files_.replace(file_, w.view());
}

}  // namespace tipstaff::crypto
