#include "office/stamping.h"

#include <fmt/format.h>

#include "crypto/sign.h"
#include "office/office.h"
#include "office/padding.h"

namespace tipstaff::office {
namespace {

using card::CardStatus;
using supplier::CardState;

constexpr const char* kKeyName = "stamp signing";
constexpr std::size_t kScalarBytes = 32, kTokenIdBytes = 16, kPointBytes = 65;

Plaintext joined(ByteView first, ByteView second) {
  Plaintext out(first.size() + second.size());
  std::ranges::copy(second, std::ranges::copy(first, out.writable().begin()).out);
  return out;
}

// Every printing that has a slot: visit(slot, status).
template <class Visit>
void each_slot(const supplier::DeskTables& tables, const ledger::Table<supplier::Card>& cards, const Visit& visit) {
  for (const auto& [number, stored] : tables.items.all()) {
    const supplier::Item& item = stored.value;
    if (item.status_slot != 0)
      visit(static_cast<std::size_t>(item.status_slot - 1),
            status_of(item, number, cards.find(item.card.value)->value));
  }
}

}  // namespace

CardStatus status_of(const supplier::Item& item, std::uint64_t number, const supplier::Card& card) {
  using enum supplier::ItemState;
  if (card.item != number || item.state == kSpoiled || item.state == kDestroyed || item.state == kWithdrawn)
    return CardStatus::kInvalid;
  if (card.state == CardState::kActive) return CardStatus::kValid;
  if (card.state == CardState::kSuspended) return CardStatus::kSuspended;
  return supplier::is_ended(card.state) ? CardStatus::kInvalid : CardStatus::kNotYetActive;
}

void Stamping::rebuild_index(const supplier::DeskTables& tables) {
  taken_.assign(ready() ? slots() : 0, false);
  for (const auto& [number, stored] : tables.items.all())
    if (const std::uint64_t slot = stored.value.status_slot; slot != 0 && slot <= taken_.size())
      taken_[static_cast<std::size_t>(slot - 1)] = true;
}

// In the key ring: an Ed25519 seed; the scalar of P-256 and its point after it; or what a token knows its key by, and
// the point.
Result<StampKey> Stamping::make_key(StampKeyKind kind, Random& random) {
  StampKey out;
  if (kind == StampKeyKind::kEd25519) {
    out.ed25519 = true;
    const crypto::Ed25519Key made = crypto::new_ed25519_key(random);
    out.point = to_bytes(made.public_key);
    keyring_.add(kKeyName, made.seed.clone());
    return out;
  }
  if (kind == StampKeyKind::kEs256InToken) {
    if (!token_)
      return fail(Code::kRefused,
                  "a key in a token needs a store whose root key is in one: tipstaff init --token-module");
    const Bytes id = random.bytes(kTokenIdBytes);
    TRY_ASSIGN(out.point, token_->make_es256(id));
    keyring_.add(kKeyName, joined(id, out.point));
    return out;
  }
  TRY_ASSIGN(const crypto::Es256Key made, crypto::new_es256_key());
  out.point = made.public_key;
  keyring_.add(kKeyName, joined(made.scalar.reveal(), made.public_key));
  return out;
}

bool Stamping::in_token(std::uint64_t epoch) const {
  const auto secret = keyring_.get(kKeyName, static_cast<std::uint32_t>(epoch));
  return secret && (*secret)->size() == kTokenIdBytes + kPointBytes;
}

Result<void> Stamping::add_key(ledger::Write& write, StampKey key, const std::string& uri, PrincipalId by) {
  const std::uint64_t epoch = keyring_.epoch(kKeyName);
  key.since = write.now();
  ledger::Detail detail;
  detail.act = ledger::Act::kStampKeyMade;
  detail.actor = by;
  detail.object = epoch;
  detail.reason = base64url(key.public_key().id());
  const EntryIndex entry = write.append(std::move(detail));
  TRY(keys_.put(write, epoch, std::move(key), entry));
  if (ready()) return {};
  StatusBook book;
  book.uri = uri;
  book.shown = card::Statuses(kSlotsAtOnce).bytes();
  book.since.assign(2 * kSlotsAtOnce, 0);
  book.made = write.now();
  book.invented_percent = static_cast<std::uint32_t>(20 + random_below(write.random(), 81));
  TRY(books_.put(write, 1, std::move(book), entry));
  taken_.assign(kSlotsAtOnce, false);
  return {};
}

Result<void> Stamping::revoke_key(ledger::Write& write, ByteView id, const std::string& why, PrincipalId by,
                                  PrincipalId approver) {
  for (const auto& [epoch, stored] : keys_.all()) {
    if (!std::ranges::equal(stored.value.public_key().id(), id)) continue;
    if (stored.value.revoked_at != kEver) return fail(Code::kRefused, "this key is revoked already");
    StampKey key = stored.value;
    key.revoked_at = write.now();
    ledger::Detail detail;
    detail.act = ledger::Act::kStampKeyRevoked;
    detail.actor = by;
    detail.approver = approver;
    detail.object = epoch;
    detail.reason = why;
    const EntryIndex entry = write.append(std::move(detail));
    return keys_.put(write, epoch, std::move(key), entry);
  }
  return fail(Code::kNotFound, "no stamp key has this id; ‘tipstaff stamp keys’ lists them");
}

Result<std::uint64_t> Stamping::take_slot(ledger::Write& write, EntryIndex entry) {
  const auto shown = [this](std::size_t slot) {
    return static_cast<CardStatus>(books_.find(1)->value.shown[slot / 4] >> (slot % 4 * 2) & 3U);
  };
  const auto free = [&](std::size_t slot) { return !taken_[slot] && shown(slot) == CardStatus::kNotYetActive; };
  std::optional<std::size_t> found;
  for (int tries = 0; tries < 256 && !found; ++tries)
    if (const auto slot = static_cast<std::size_t>(random_below(write.random(), taken_.size())); free(slot))
      found = slot;
  if (!found) {  // more than nine tenths are in use: with a new block, a random try succeeds again
    StatusBook book = books_.find(1)->value;
    book.shown.resize(book.shown.size() + kSlotsAtOnce / 4, 0xff);
    book.since.resize(book.since.size() + 2 * kSlotsAtOnce, 0);
    const std::size_t before = taken_.size();
    TRY(books_.put(write, 1, std::move(book), entry));
    taken_.resize(before + kSlotsAtOnce, false);
    write.on_undo([this, before] { taken_.resize(before); });
    while (!found)
      if (const auto slot = static_cast<std::size_t>(random_below(write.random(), taken_.size())); free(slot))
        found = slot;
  }
  taken_[*found] = true;
  write.on_undo([this, slot = *found] { taken_[slot] = false; });
  return *found + 1;
}

bool Stamping::is_current(const supplier::DeskTables& tables, const ledger::Table<supplier::Card>& cards) const {
  const StatusBook& book = books_.find(1)->value;
  bool same = book.owed.empty();
  each_slot(tables, cards, [&](std::size_t slot, CardStatus status) {
    same = same && (book.shown[slot / 4] >> (slot % 4 * 2) & 3U) == static_cast<unsigned>(status);
  });
  return same;
}

Result<bool> Stamping::update(ledger::Write& write, const supplier::DeskTables& tables,
                              const ledger::Table<supplier::Card>& cards) {
  Padding padding(books_.find(1)->value, taken_, write.now(), write.random());
  each_slot(tables, cards, [&](std::size_t slot, CardStatus status) { padding.card(slot, status); });
  const Instant before = std::max(paid_, books_.find(1)->value.made);
  paid_ = write.now();
  const bool changed = padding.finish(before == kDawn ? Duration{} : write.now() - before);
  if (!changed) return false;
  ledger::Detail detail;
  detail.act = ledger::Act::kStatusChanged;
  detail.object = padding.cards_changed();
  const EntryIndex entry = write.append(std::move(detail));
  TRY(books_.put(write, 1, padding.take(), entry));
  return true;
}

std::vector<std::string> Stamping::uris() const {
  const StatusBook& book = books_.find(1)->value;
  std::vector<std::string> out{book.uri};
  out.insert(out.end(), book.old_uris.begin(), book.old_uris.end());
  return out;
}

Result<void> Stamping::set_uri(ledger::Write& write, const std::string& uri, PrincipalId by) {
  StatusBook book = books_.find(1)->value;
  if (book.uri == uri) return fail(Code::kRefused, "the status list has this address already");
  std::erase(book.old_uris, uri);
  if (std::ranges::find(taken_, true) != taken_.end()) book.old_uris.insert(book.old_uris.begin(), book.uri);
  book.uri = uri;
  const EntryIndex entry = write.append(
      ledger::Detail{.act = ledger::Act::kSettingChanged, .actor = by, .reason = "address of the status list"});
  return books_.put(write, 1, std::move(book), entry);
}

Bytes Stamping::packed() {
  const std::lock_guard hold(packing_);
  const auto* book = books_.find(1);
  if (packed_.empty() || packed_at_ != book->entry)
    packed_ = card::pack_statuses(card::Statuses::from_bytes(book->value.shown));
  packed_at_ = book->entry;
  return packed_;
}

Result<Stamping::Signing> Stamping::signing() const {
  for (auto stored = keys_.all().rbegin(); stored != keys_.all().rend(); ++stored) {
    const StampKey& row = stored->second.value;
    if (row.revoked_at != kEver) continue;
    TRY_ASSIGN(const Plaintext* secret, keyring_.get(kKeyName, static_cast<std::uint32_t>(stored->first)));
    const card::cose::PublicKey key = row.public_key();
    Signing out{{key.algorithm, key.id(), ""}, {}};
    if (row.ed25519) {
      TRY_ASSIGN(crypto::Ed25519Key made, crypto::ed25519_from_seed(*secret));
      out.sign = [kept = std::make_shared<crypto::Ed25519Key>(std::move(made))](ByteView bytes) -> Result<Bytes> {
        return to_bytes(crypto::ed25519_sign(*kept, bytes));
      };
    } else if (in_token(stored->first)) {
      if (!token_)
        return fail(Code::kUnavailable,
                    "the key that signs stamps is in a token, and this store was opened without one");
      out.sign = [token = token_, id = to_bytes(secret->reveal().first(kTokenIdBytes))](ByteView bytes) {
        return token->sign_es256(id, bytes);
      };
    } else {
      auto kept = std::make_shared<crypto::Es256Key>(crypto::Es256Key{
          Plaintext::copy_of(secret->reveal().first(kScalarBytes)), to_bytes(secret->reveal().subspan(kScalarBytes))});
      out.sign = [kept](ByteView bytes) { return crypto::es256_sign(*kept, bytes); };
    }
    return out;
  }
  return fail(Code::kNotFound, "there is no key to sign stamps with; ‘tipstaff stamp rotate’ makes one");
}

Result<std::string> rotate_stamp_key(Office& office, const access::Actor& actor, StampKeyKind kind) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer}));
  StampKey key;
  // On the clerk's thread, because the key ring is read there.
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(key, office.stamping().make_key(kind, office.random()));
    TRY(office.keyring().save(office.root(), office.random()));
    return office.stamping().add_key(write, key, status_uri(office.force()), actor.id);
  }));
  return base64url(key.public_key().id());
}

namespace {

std::uint64_t minimal_kinds(Office& office) {
  const auto* set = office.keeping().settings.find(Setting::kMinimalStamps);
  return set == nullptr ? 0 : set->value.value;
}

std::uint64_t bit_of_kind(std::string_view kind) {
  const auto place = std::ranges::find(supplier::kCardKinds, kind);
  return place == supplier::kCardKinds.end() ? 0 : std::uint64_t{1} << (place - supplier::kCardKinds.begin());
}

}  // namespace

bool stamp_is_minimal(Office& office, std::string_view kind) {
  return (minimal_kinds(office) & bit_of_kind(kind)) != 0;
}

Result<void> set_stamp_form(Office& office, ledger::Write& write, std::string_view kind, bool minimal,
                            const std::string& why, PrincipalId by, PrincipalId approver) {
  const std::uint64_t bit = bit_of_kind(kind), before = minimal_kinds(office);
  if (bit == 0)
    return fail(Code::kInvalid, fmt::format("‘{}’ is no kind of card; there are: {}", kind, supplier::card_kinds()));
  const EntryIndex entry = write.append(
      ledger::Detail{.act = ledger::Act::kSettingChanged,
                     .actor = by,
                     .approver = approver,
                     .reason = fmt::format("{} stamps on each {}: {}", minimal ? "minimal" : "full", kind, why)});
  return office.keeping().settings.put(write, Setting::kMinimalStamps, Setting{minimal ? before | bit : before & ~bit},
                                       entry);
}

Result<card::KeySet> stamp_keys(Office& office) {
  const auto look = office.clerk().look();
  if (!office.stamping().ready())
    return fail(Code::kNotFound, "this store has no stamp key yet; ‘tipstaff stamp rotate’ makes one");
  card::KeySet out{office.force().name, office.stamping().uris(), {}};
  for (const auto& [epoch, stored] : office.stamping().keys().all())
    out.keys.push_back({stored.value.public_key(), stored.value.since, stored.value.revoked_at != kEver});
  return out;
}

Result<Bytes> publish_status(Office& office, std::size_t name) {
  Stamping& stamping = office.stamping();
  bool current = false;
  {
    const auto look = office.clerk().look();
    if (!stamping.ready())
      return fail(Code::kNotFound, "this store has no stamp key yet; ‘tipstaff stamp rotate’ makes one");
    current = stamping.is_current(office.desk().tables(), office.cards().table());
  }
  if (!current)
    TRY(office.clerk().submit(
        [&](ledger::Write& write) -> Result<void> {
          TRY(stamping.update(write, office.desk().tables(), office.cards().table()));
          return {};
        },
        ledger::Urgency::kUrgent));
  card::StatusList list;
  Stamping::Signing signing;
  Bytes packed;
  {
    const auto look = office.clerk().look();
    const std::vector<std::string> uris = stamping.uris();
    if (name >= uris.size())
      return fail(Code::kNotFound,
                  fmt::format("the status list has {} names; there is no older one of that number", uris.size()));
    list.uri = uris[name];
    packed = stamping.packed();
    TRY_ASSIGN(signing, stamping.signing());
  }
  list.issued = Instant{office.clock().now().micros / 1'000'000 * 1'000'000};
  list.expires = list.issued + kListLife;
  list.ttl = kListTtl;
  return card::sign_packed_list(list, packed, signing.headers, signing.sign);
}

Result<void> set_status_uri(Office& office, const access::Actor& actor, const std::string& uri) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer}));
  const bool plain = std::ranges::all_of(uri, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!plain || uri.empty() || uri.size() > 80 || uri.find(':') == std::string::npos)
    return fail(
        Code::kInvalid,
        "an address of the status list is a URI of at most 80 characters, as https://status.northmoor.example/1");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (!office.stamping().ready())
      return fail(Code::kNotFound, "this store has no stamp key yet; ‘tipstaff stamp rotate’ makes one");
    return office.stamping().set_uri(write, uri, actor.id);
  }));
  return {};
}

}  // namespace tipstaff::office
