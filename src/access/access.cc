#include "access/access.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <functional>

#include "crypto/hash.h"

namespace tipstaff::access {
namespace {

constexpr std::array<std::string_view, kRoleCount> kRoleNames = {
    "sponsor", "registrar", "approver", "issuer", "activator", "security officer", "dpo", "auditor", "keeper"};
constexpr auto kEnrolmentLife = std::chrono::hours(24);
constexpr auto kSessionLife = std::chrono::hours(12);

// 256 random bits as text, and the hash that the store keeps of it.
struct Ticket {
  std::string text;
  Bytes hash;
};
Ticket new_ticket(Random& random) {
  Ticket out;
  do out.text = base64url(random.bytes(32));
  while (out.text.starts_with('-'));  // it is given to a command, which would take it for an option
  out.hash = to_bytes(crypto::sha256(as_bytes(out.text)));
  return out;
}

Result<void> check_name(std::string_view name) {
  if (name.empty() || name.size() > 80) return fail(Code::kInvalid, "a principal's name has 1 to 80 characters");
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return fail(Code::kInvalid, "a principal's name has no control characters");
  return {};
}

Result<std::string> hash_secret(const Plaintext& secret) {
  if (secret.size() < 8) return fail(Code::kInvalid, "a secret needs at least 8 characters");
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const std::string_view text = secret.reveal_text();
  if (crypto_pwhash_str(out.data(), text.data(), text.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return fail(Code::kUnavailable, "not enough memory to hash the secret");
  return std::string(out.data());
}

}  // namespace

std::string_view role_name(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

std::optional<Role> role_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kRoleNames.size(); ++i)
    if (kRoleNames[i] == name) return static_cast<Role>(i);
  return std::nullopt;
}

std::string Roles::names() const {
  std::string out;
  for (int i = 0; i < kRoleCount; ++i) {
    if (!has(static_cast<Role>(i))) continue;
    if (!out.empty()) out += ", ";
    out += role_name(static_cast<Role>(i));
  }
  return out;
}

std::optional<PrincipalId> Tables::principal_named(std::string_view name) const {
  for (const auto& [id, stored] : principals.all())
    if (stored.value.name == name) return PrincipalId{id};
  return std::nullopt;
}

Result<std::pair<PrincipalId, std::string>> add_principal(ledger::Write& write, Tables& tables, const Actor& by,
                                                          const std::string& name, Roles roles) {
  TRY(check_name(name));
  if (tables.principal_named(name)) return fail(Code::kRefused, fmt::format("there is a principal ‘{}’ already", name));
  if (roles.bits() == 0) return fail(Code::kInvalid, "a principal needs at least one role");
  const Ticket code = new_ticket(write.random());
  Principal principal;
  principal.name = name;
  principal.roles = roles;
  principal.enrolment_hash = code.hash;
  principal.enrolment_until = write.now() + kEnrolmentLife;
  const PrincipalId id{tables.principals.next_id()};
  ledger::Detail detail;
  detail.act = ledger::Act::kPrincipalAdded;
  detail.actor = by.id;
  detail.object = id.value;
  detail.reason = "roles: " + roles.names();
  const EntryIndex entry = write.append(std::move(detail));
  TRY(tables.principals.put(write, id.value, std::move(principal), entry));
  return std::pair(id, code.text);
}

namespace {

Result<void> close_sessions(ledger::Write& write, Tables& tables, PrincipalId principal, EntryIndex entry) {
  std::vector<std::pair<std::uint64_t, Session>> open;
  for (const auto& [id, stored] : tables.sessions.all())
    if (stored.value.principal == principal && stored.value.until > write.now()) open.emplace_back(id, stored.value);
  for (auto& [id, session] : open) {
    session.until = write.now();
    TRY(tables.sessions.put(write, id, std::move(session), entry));
  }
  return {};
}

// What others let him read: two people may have decided it, and one keeper must not come by it with a new code.
Result<void> close_grants(ledger::Write& write, Tables& tables, PrincipalId principal, EntryIndex entry) {
  std::vector<std::pair<std::uint64_t, Grant>> held;
  for (const auto& [id, stored] : tables.grants.all())
    if (stored.value.principal == principal && stored.value.until >= write.now()) held.emplace_back(id, stored.value);
  for (auto& [id, grant] : held) {
    grant.until = Instant{write.now().micros - 1};
    TRY(tables.grants.put(write, id, std::move(grant), entry));
  }
  return {};
}

// Whatever he had in hand to act with is worth nothing any more.
Result<void> disarm(ledger::Write& write, Tables& tables, PrincipalId by, PrincipalId principal, const std::string& why,
                    const std::function<void(Principal&)>& edit) {
  const auto* stored = tables.principals.find(principal.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such principal");
  Principal row = stored->value;
  row.secret_hash.clear();
  row.enrolment_hash.clear();
  edit(row);
  const EntryIndex entry =
      write.append(ledger::Detail{.act = ledger::Act::kPrincipalChanged,
                                  .actor = by,
                                  .object = principal.value,
                                  .reason = fmt::format("{}: {}", row.ended ? "ended" : "new code", why)});
  TRY(close_sessions(write, tables, principal, entry));
  TRY(close_grants(write, tables, principal, entry));
  return tables.principals.put(write, principal.value, std::move(row), entry);
}

}  // namespace

Result<void> end_principal(ledger::Write& write, Tables& tables, PrincipalId by, PrincipalId principal,
                           const std::string& why) {
  const auto is_keeper = [](const Principal& row) { return !row.ended && row.roles.has(Role::kKeeper); };
  const auto* stored = tables.principals.find(principal.value);
  if (stored != nullptr && is_keeper(stored->value) &&
      std::ranges::count_if(tables.principals.all(), [&](const auto& each) { return is_keeper(each.second.value); }) ==
          1)
    return fail(Code::kRefused, fmt::format("{} is the only keeper; add another first", stored->value.name));
  return disarm(write, tables, by, principal, why, [](Principal& row) { row.ended = true; });
}

Result<std::string> renew_principal(ledger::Write& write, Tables& tables, PrincipalId by, PrincipalId principal,
                                    const std::string& why) {
  const Ticket code = new_ticket(write.random());
  TRY(disarm(write, tables, by, principal, why, [&](Principal& row) {
    row.ended = false;
    row.enrolment_hash = code.hash;
    row.enrolment_until = write.now() + kEnrolmentLife;
  }));
  return code.text;
}

Result<std::string> enrol(ledger::Write& write, Tables& tables, std::string_view code, const Plaintext& secret) {
  const Hash given = crypto::sha256(as_bytes(code));
  for (const auto& [id, stored] : tables.principals.all()) {
    if (stored.value.ended || !equal_secret(stored.value.enrolment_hash, given)) continue;
    if (write.now() > stored.value.enrolment_until) break;
    Principal enrolled = stored.value;
    TRY_ASSIGN(enrolled.secret_hash, hash_secret(secret));
    enrolled.enrolment_hash.clear();
    ledger::Detail detail;
    detail.act = ledger::Act::kPrincipalChanged;
    detail.actor = PrincipalId{id};
    detail.object = id;
    detail.reason = "enrolled";
    const EntryIndex entry = write.append(std::move(detail));
    TRY(tables.principals.put(write, id, std::move(enrolled), entry));
    return open_session(write, tables, PrincipalId{id}, kSessionLife);
  }
  return fail(Code::kUnauthorised,
              "this enrolment code is not known, used or older than 24 hours; ask a keeper for another");
}

Result<std::string> open_session(ledger::Write& write, Tables& tables, PrincipalId principal, Duration length) {
  const Ticket token = new_ticket(write.random());
  const std::uint64_t id = tables.sessions.next_id();
  ledger::Detail detail;
  detail.act = ledger::Act::kSessionOpened;
  detail.actor = principal;
  detail.object = id;
  const EntryIndex entry = write.append(std::move(detail));
  TRY(tables.sessions.put(write, id, Session{principal, token.hash, write.now() + length}, entry));
  return token.text;
}

bool secret_matches(const Principal& principal, const Plaintext& secret) {
  const std::string_view text = secret.reveal_text();
  return !principal.ended && !principal.secret_hash.empty() &&
         crypto_pwhash_str_verify(principal.secret_hash.c_str(), text.data(), text.size()) == 0;
}

Result<Actor> actor_of(const Tables& tables, std::string_view token, Instant now) {
  const Hash given = crypto::sha256(as_bytes(token));
  for (const auto& [id, stored] : tables.sessions.all()) {
    if (!equal_secret(stored.value.token_hash, given)) continue;
    const auto* principal = tables.principals.find(stored.value.principal.value);
    if (principal == nullptr || principal->value.ended)
      return fail(Code::kUnauthorised, "this session's principal has ended");
    if (now >= stored.value.until) return fail(Code::kUnauthorised, "this session has expired; log in again");
    return Actor{stored.value.principal, principal->value.name, principal->value.roles};
  }
  return fail(Code::kUnauthorised, "no such session; log in, or set TIPSTAFF_TOKEN");
}

Result<std::uint64_t> find_grant(const Tables& tables, const Actor& actor, PersonId person, FieldSet fields,
                                 std::string_view purpose, bool protected_person, Instant now) {
  std::uint32_t needed = 0;
  for (const Field f : fields.list()) needed |= 1U << static_cast<unsigned>(class_of(f));
  for (const auto& [id, stored] : tables.grants.all()) {
    const Grant& grant = stored.value;
    const bool fits = grant.principal == actor.id && (needed & ~grant.classes) == 0 && now <= grant.until &&
                      (grant.only.value == 0 || grant.only == person) && grant.purpose == purpose;
    if (fits && (!protected_person || grant.covers_protected)) return id;
  }
  // The same sentence whether the person is protected or not: a refusal must not tell who is (law 7).
  return fail(Code::kRefused,
              fmt::format("no grant lets {} read {} of this person for the purpose ‘{}’; ask for one with "
                          "‘grant give’",
                          actor.name, fields.names(), purpose));
}

Result<void> require_role(const Actor& actor, Roles any_of) {
  if (actor.roles.any_of(any_of)) return {};
  return fail(Code::kRefused, fmt::format("{} has not the role for this; it takes: {}", actor.name, any_of.names()));
}

}  // namespace tipstaff::access
