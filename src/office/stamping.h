// The office's half of stamps: the keys that sign them, each card's slot in the status list, and the list itself.
// Slots are drawn at random; those that no card has change state as the others do, so that a list shows neither how
// many cards there are nor in which order they were made (docs/formats/status-list.md). Private keys lie in the key
// ring under the root key and leave it only into the functions that sign here; or they are in a PKCS#11 token, which
// alone can use them.
#pragma once

#include <mutex>

#include "base/cbor_fields.h"
#include "card/key_set.h"
#include "card/status_list.h"
#include "crypto/keyring.h"
#include "crypto/token_signer.h"
#include "ledger/clerk.h"
#include "supplier/cards.h"
#include "supplier/tables.h"

namespace tipstaff::access {
struct Actor;
}

namespace tipstaff::office {

class Office;

enum class StampKeyKind : std::uint8_t { kEs256, kEd25519, kEs256InToken };

// The row's id is the key's epoch in the key ring.
struct StampKey {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kStampKey;
  bool ed25519 = false;
  Bytes point;  // public
  Instant since, revoked_at = kEver;
  static auto members(auto& archive, auto& self) {
    return archive(self.ed25519, self.point, self.since, self.revoked_at);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<StampKey> decode(cbor::Reader& r) { return cbor::decode_members<StampKey>(r); }
  card::cose::PublicKey public_key() const {
    return {ed25519 ? card::cose::Algorithm::kEdDsa : card::cose::Algorithm::kEs256, point};
  }
};

// Changes of free slots that are still to come, so that they do not stand in the list of the change that they hide.
struct OwedChange {
  card::CardStatus from{}, to{};
  std::uint32_t since = 0,
                day =
                    0;  // of the cards that changed: the day that they came into `from`, and the one that they left it
  std::uint32_t count = 0;
  static auto members(auto& archive, auto& self) {
    return archive(self.from, self.to, self.since, self.day, self.count);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<OwedChange> decode(cbor::Reader& r) { return cbor::decode_members<OwedChange>(r); }
};

// The list as it was last made; the row's id is 1.
struct StatusBook {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kStatusBook;
  std::string uri;
  std::vector<std::string> old_uris;  // that stamps made earlier name
  Bytes shown;                        // two bits a slot, as card::Statuses
  Bytes since;  // two bytes a slot: the day (since 1970) that it came into its state; 0: it never changed
  std::vector<OwedChange> owed;
  Instant made;                        // when it last changed
  std::uint32_t invented_percent = 0;  // changes of slots that no card has, for every hundred real ones: secret
  static auto members(auto& archive, auto& self) {
    return archive(self.uri, self.old_uris, self.shown, self.since, self.owed, self.made, self.invented_percent);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<StatusBook> decode(cbor::Reader& r) { return cbor::decode_members<StatusBook>(r); }
};

inline constexpr std::size_t kSlotsAtOnce = 65'536;  // a list grows by so many
inline constexpr Duration kListLife = std::chrono::hours(24), kListTtl = std::chrono::hours(1);

class Stamping {
 public:
  explicit Stamping(crypto::Keyring& keyring) : keyring_(keyring) {}
  std::vector<ledger::RowReader*> readers() { return {&keys_, &books_}; }
  void rebuild_index(const supplier::DeskTables& tables);

  // The token that keys may be made in and sign in; without one they cannot.
  void use_token(std::unique_ptr<crypto::TokenSigner> token) { token_ = std::move(token); }
  // In the key ring, in memory until it is saved; then its row. The first also makes the list, under `uri`. Errors:
  // kRefused (there is no token), kUnavailable (it does not answer).
  Result<StampKey> make_key(StampKeyKind kind, Random& random);
  Result<void> add_key(ledger::Write& write, StampKey key, const std::string& uri, PrincipalId by);
  Result<void> revoke_key(ledger::Write& write, ByteView id, const std::string& why, PrincipalId by,
                          PrincipalId approver);

  bool in_token(std::uint64_t epoch) const;

  bool ready() const { return books_.find(1) != nullptr; }  // false in a store that was made before there were stamps
  const ledger::Table<StampKey>& keys() const { return keys_; }
  const std::string& uri() const { return books_.find(1)->value.uri; }
  std::vector<std::string> uris() const;  // the newest first, then those that older stamps name
  Result<void> set_uri(ledger::Write& write, const std::string& uri, PrincipalId by);
  std::size_t slots() const { return books_.find(1)->value.shown.size() * 4; }

  // A slot for one printing of a card, from 1 (0 is none): the slot's index in the list is one less.
  Result<std::uint64_t> take_slot(ledger::Write& write, EntryIndex entry);
  // Brings what is shown up to date, and lets some of the owed changes happen. False, and nothing written, when nothing
  // changed.
  Result<bool> update(ledger::Write& write, const supplier::DeskTables& tables,
                      const ledger::Table<supplier::Card>& cards);
  bool is_current(const supplier::DeskTables& tables, const ledger::Table<supplier::Card>& cards) const;
  card::Statuses shown() const { return card::Statuses::from_bytes(books_.find(1)->value.shown); }
  // The same compressed; made anew only when it has changed, so that signing it again costs one signature.
  Bytes packed();

  // By the newest key that is not revoked. Errors: kNotFound.
  struct Signing {
    card::cose::Headers headers;
    card::cose::Sign sign;
  };
  Result<Signing> signing() const;

 private:
  crypto::Keyring& keyring_;
  std::shared_ptr<crypto::TokenSigner> token_;
  ledger::Table<StampKey> keys_;
  ledger::Table<StatusBook> books_;
  std::vector<bool> taken_;  // by slot
  Instant paid_ = kDawn;     // when owed changes were last drawn
  std::mutex packing_;
  Bytes packed_;
  EntryIndex packed_at_;  // the book's entry then
};

// What the list says of a printing: a spoilt or replaced one never becomes valid, whatever its card becomes.
card::CardStatus status_of(const supplier::Item& item, std::uint64_t number, const supplier::Card& card);

// Role: security officer. A new key signs from now on; what older ones signed stays true. Returns its id in base64url.
// kEs256InToken needs an office whose root key is in a token: its key is made there too. Errors: kRefused,
// kUnavailable.
Result<std::string> rotate_stamp_key(Office& office, const access::Actor& actor, StampKeyKind kind);
// Whether cards of this kind, drawn from now on, bear the minimal stamp, which says no name. Needs Clerk::look().
bool stamp_is_minimal(Office& office, std::string_view kind);
// Within a request, by two people (two_people.h). Errors: kInvalid: no such kind.
Result<void> set_stamp_form(Office& office, ledger::Write& write, std::string_view kind, bool minimal,
                            const std::string& why, PrincipalId by, PrincipalId approver);
// The published key set: public.
Result<card::KeySet> stamp_keys(Office& office);
// The list as it is now, signed, good for kListLife. By the program itself; holds nothing secret. `name`: 0 the list's
// newest name, else an older one that stamps still bear. Errors: kNotFound.
Result<Bytes> publish_status(Office& office, std::size_t name = 0);
// Role: security officer. Stamps drawn from now on name the list so; it goes on being made under its older names too.
Result<void> set_status_uri(Office& office, const access::Actor& actor, const std::string& uri);

}  // namespace tipstaff::office
