#include "match/index.h"

namespace tipstaff::match {
namespace {

std::uint64_t slot_of(const Fingerprint& fingerprint) {
  std::uint64_t out = 0;
  std::memcpy(&out, fingerprint.data(), 8);
  return out;
}
bool same(const Fingerprint& a, const Fingerprint& b) {
  std::uint64_t tail_a = 0, tail_b = 0;
  std::memcpy(&tail_a, a.data() + 8, 8);
  std::memcpy(&tail_b, b.data() + 8, 8);
  return slot_of(a) == slot_of(b) && tail_a == tail_b;
}

}  // namespace

Fingerprint Index::fingerprint_of(Kind kind, std::string_view text) const {
  thread_local Bytes message;
  message.assign(1, static_cast<std::uint8_t>(kind));
  append(message, as_bytes(text));
  const Hash whole = hmac_.of(message);
  Fingerprint out{};
  std::copy_n(whole.begin(), out.size(), out.begin());
  return out;
}

const Entry* Index::find(Kind kind, std::string_view text) const {
  if (entries_.empty()) return nullptr;
  const std::uint64_t hash = text_hash(static_cast<std::uint8_t>(kind), text, seed_), bits = bloom_bits(hash);
  if ((texts_[bloom_word(hash, texts_.size() - 1)] & bits) != bits) return nullptr;
  const auto wanted = fingerprint_of(kind, text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = slot_of(wanted) & mask; slots_[at] != 0; at = (at + 1) & mask)
    if (const Entry& entry = entries_[slots_[at] - 1]; entry.kind == kind && same(entry.fingerprint, wanted)) return &entry;
  return nullptr;
}

void Index::set_key(const Plaintext& key) {
  const Plaintext seeds = crypto::hkdf_sha256(key.reveal(), {}, "tipstaff match filters v1", 16);
  seed_ = {get_u64(seeds.reveal().data()), get_u64(seeds.reveal().data() + 8)};
  hmac_ = crypto::HmacSha256(key);
}

void Index::make_slots() {
  slots_.assign(std::bit_ceil(entries_.size() * 2 + 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    std::size_t at = slot_of(entries_[i].fingerprint) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = i + 1;
  }
}

std::size_t Index::memory_bytes() const {
  return classes_.size() + (pairs_.size() + numbers_.size() + texts_.size()) * 8 + entries_.size() * sizeof(Entry) +
         (slots_.size() + holders_.size()) * 4 + attributes_.size() * sizeof(Attributes);
}

}  // namespace tipstaff::match
