#include "match/index.h"

namespace tipstaff::match {
namespace {

std::uint64_t slot_of(const Fingerprint& fingerprint) {
  std::uint64_t out = 0;
  std::memcpy(&out, fingerprint.data(), 8);
  return out;
}
std::uint64_t tag_of(const Fingerprint& fingerprint) {
  std::uint32_t out = 0;
  std::memcpy(&out, fingerprint.data() + 8, 4);
  return out;
}

}  // namespace

Fingerprint Index::quick_of(Kind kind, std::string_view text) const {
  std::array<std::uint8_t, 128> message;  // longer ones are rare
  if (text.size() >= message.size()) {
    Bytes whole(1, static_cast<std::uint8_t>(kind));
    append(whole, as_bytes(text));
    return short_.of(whole);
  }
  message[0] = static_cast<std::uint8_t>(kind);
  std::memcpy(message.data() + 1, text.data(), text.size());
  return short_.of(ByteView(message).first(text.size() + 1));
}

Fingerprint Index::fingerprint_of(Kind kind, std::string_view text) const {
  if (use_ == Use::kMemory) return quick_of(kind, text);
  thread_local Bytes message;
  message.assign(1, static_cast<std::uint8_t>(kind));
  append(message, as_bytes(text));
  const Hash whole = hmac_.of(message);
  Fingerprint out{};
  std::copy_n(whole.begin(), out.size(), out.begin());
  return out;
}

void Index::fetch(const Fingerprint& quick) const {
  if (use_ == Use::kMemory)
    __builtin_prefetch(&slots_[slot_of(quick) & (slots_.size() - 1)]);
  else
    __builtin_prefetch(&texts_[bloom_word(slot_of(quick), texts_.size() - 1)]);
}

void Index::fetch_further(const Fingerprint& quick) const {
  if (use_ == Use::kFile) return;
  const std::uint64_t slot = slots_[slot_of(quick) & (slots_.size() - 1)];
  if (slot >> 32 == tag_of(quick)) __builtin_prefetch(&entries_[(slot & UINT32_MAX) - 1]);
}

const Entry* Index::entry_of(Kind kind, const Fingerprint& fingerprint) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint64_t tag = tag_of(fingerprint);
  for (std::size_t at = slot_of(fingerprint) & mask; slots_[at] != 0; at = (at + 1) & mask) {
    if (slots_[at] >> 32 != tag) continue;
    const Entry& entry = entries_[(slots_[at] & UINT32_MAX) - 1];
    if (entry.kind == kind && entry.fingerprint == fingerprint) return &entry;
  }
  return nullptr;
}

const Entry* Index::find(Kind kind, std::string_view text, const Fingerprint& quick) const {
  if (entries_.empty()) return nullptr;
  if (use_ == Use::kMemory) return entry_of(kind, quick);
  const std::uint64_t hash = slot_of(quick), bits = bloom_bits(hash);
  if ((texts_[bloom_word(hash, texts_.size() - 1)] & bits) != bits) return nullptr;
  return entry_of(kind, fingerprint_of(kind, text));
}

void Index::set_key(const Plaintext& key, Use use) {
  use_ = use;
  const Plaintext seeds = crypto::hkdf_sha256(key.reveal(), {}, "tipstaff match filters v2", 32);
  seed_ = {get_u64(seeds.reveal().data()), get_u64(seeds.reveal().data() + 8)};
  short_ = crypto::ShortHash(Plaintext::copy_of(seeds.reveal().subspan(16)));
  if (use == Use::kFile) hmac_ = crypto::HmacSha256(key);
}

void Index::make_slots() {
  slots_.assign(std::bit_ceil(entries_.size() * 4 / 3 + 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    std::size_t at = slot_of(entries_[i].fingerprint) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = tag_of(entries_[i].fingerprint) << 32 | (i + 1);
  }
}

std::size_t Index::memory_bytes() const {
  return classes_.size() + (pairs_.size() + numbers_.size() + texts_.size()) * 8 + entries_.size() * sizeof(Entry) +
         slots_.size() * 8 + holders_.size() * 4 + attributes_.size() * sizeof(Attributes);
}

}  // namespace tipstaff::match
