// Token Status List (draft-ietf-oauth-status-list): the status of every card of a force, two bits each, compressed with
// zlib (RFC 1950) and signed as a CWT. Format, and what the padding hides: docs/formats/status-list.md. Who holds a
// list sees states by number, not whose they are. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "card/cose.h"
#include "card/key_set.h"

namespace tipstaff::card {

// §7.1 of the draft; 3 is the application's own.
enum class CardStatus : std::uint8_t { kValid = 0, kInvalid = 1, kSuspended = 2, kNotYetActive = 3 };
inline constexpr std::size_t kCardStatuses = 4;

inline constexpr std::size_t kMostSlots = 134'217'728;  // 32 MiB

// Two bits a slot, the first in the lowest bits of the first byte (§4.1).
class Statuses {
 public:
  Statuses() = default;
  explicit Statuses(std::size_t slots, CardStatus status = CardStatus::kNotYetActive);
  static Statuses from_bytes(Bytes bytes);  // four slots a byte

  std::size_t size() const { return bytes_.size() * 4; }
  CardStatus at(std::size_t slot) const { return static_cast<CardStatus>(bytes_[slot / 4] >> (slot % 4 * 2) & 3U); }
  void set(std::size_t slot, CardStatus status);
  void grow(std::size_t more, CardStatus status = CardStatus::kNotYetActive);  // a multiple of 4
  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

struct StatusList {
  std::string uri;
  Instant issued, expires;  // whole seconds
  Duration ttl{};           // after which a verifier should look for a newer one
  Statuses statuses;
};

inline constexpr std::string_view kStatusListType = "application/statuslist+cwt";

// The list compressed. The most that zlib can up to 16 million slots; beyond, what is a hundredth larger in half the
// time.
Bytes pack_statuses(const Statuses& statuses);
// Errors: those of `sign`.
Result<Bytes> sign_status_list(const StatusList& list, const cose::Headers& headers, const cose::Sign& sign);
// The same of statuses that were packed before; `list` tells all but them.
Result<Bytes> sign_packed_list(const StatusList& list, ByteView packed, cose::Headers headers, const cose::Sign& sign);

// A claims set as the draft has it, in any order; lists of other than two bits are refused. Errors: kInvalid.
Result<StatusList> decode_status_claims(ByteView claims);
// The signature, by one of the keys that is not revoked, and then the claims. Whether it is too old is the caller's to
// say. Errors: kInvalid.
Result<StatusList> open_status_list(ByteView token, const KeySet& keys);

// The status_list member by itself, of 1, 2, 4 or 8 bits: the values one by one. Errors: kInvalid.
Result<Bytes> unpack_statuses(ByteView member);

}  // namespace tipstaff::card
