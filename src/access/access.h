// Who may do what: principals and their roles, secrets, sessions, grants. The rows are sealed and anchored (law 13):
// who can write to the store can neither add a principal nor raise a role unnoticed. Changed inside the clerk's
// requests.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/cbor_fields.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/ids.h"
#include "ledger/clerk.h"

namespace tipstaff::access {

// Stored as bits.
enum class Role : std::uint8_t {
  kSponsor = 0,          // asks for cards
  kRegistrar = 1,        // keeps the roll
  kApprover = 2,         // approves cards
  kIssuer = 3,           // makes jobs, sends them to a press, counts cards in
  kActivator = 4,        // hands cards over
  kSecurityOfficer = 5,  // suppliers, presses, incidents, containment
  kDpo = 6,              // notices, reports, erasure
  kAuditor = 7,          // reads ledger and custody, never the roll
  kKeeper = 8,           // the store: keys, backups, principals
};
inline constexpr int kRoleCount = 9;
std::string_view role_name(Role role);
std::optional<Role> role_from_name(std::string_view name);

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role r : roles) add(r);
  }
  constexpr void add(Role role) { bits_ |= 1U << static_cast<unsigned>(role); }
  constexpr bool has(Role role) const { return (bits_ >> static_cast<unsigned>(role) & 1U) != 0; }
  constexpr bool any_of(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr std::uint32_t bits() const { return bits_; }
  static constexpr Roles from_bits(std::uint32_t bits) {
    Roles out;
    out.bits_ = bits;
    return out;
  }
  std::string names() const;

  void encode(cbor::Writer& w) const { w.uint(bits_); }
  static Result<Roles> decode(cbor::Reader& r) {
    TRY_ASSIGN(const std::uint64_t bits, r.uint());
    return from_bits(static_cast<std::uint32_t>(bits));
  }

 private:
  std::uint32_t bits_ = 0;
};

struct Principal {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kPrincipal;
  std::string name;  // a work name, "pass office 2"; unique
  Roles roles;
  std::string secret_hash;  // Argon2id, libsodium's string form; empty until enrolled
  Bytes enrolment_hash;     // SHA-256 of the one-time enrolment code; empty once used
  Instant enrolment_until;
  bool ended = false;

  static auto members(auto& archive, auto& self) {
    return archive(self.name, self.roles, self.secret_hash, self.enrolment_hash, self.enrolment_until, self.ended);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Principal> decode(cbor::Reader& r) { return cbor::decode_members<Principal>(r); }
};

struct Session {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kSession;
  PrincipalId principal;
  Bytes token_hash;  // SHA-256; the token itself is with its owner
  Instant until;

  static auto members(auto& archive, auto& self) { return archive(self.principal, self.token_hash, self.until); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Session> decode(cbor::Reader& r) { return cbor::decode_members<Session>(r); }
};

// What lets a principal read fields of the roll.
struct Grant {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kGrant;
  PrincipalId principal;
  std::uint32_t classes = 0;  // one bit each at the DataClass's value
  PersonId only;              // 0: the whole roll
  std::string purpose;
  Instant until;
  PrincipalId given_by;
  bool covers_protected = false;  // needed a second approver (law 7)

  static auto members(auto& archive, auto& self) {
    return archive(self.principal, self.classes, self.only, self.purpose, self.until, self.given_by,
                   self.covers_protected);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Grant> decode(cbor::Reader& r) { return cbor::decode_members<Grant>(r); }
};

// Law 8: what one principal asked for and another must decide. The operation runs when it is approved, with both named.
struct Proposal {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kProposal;
  enum class State : std::uint8_t { kOpen = 1, kApproved = 2, kRefused = 3 };
  std::string operation;  // "press resume"
  std::string arguments;  // JSON, as the operation takes it
  PrincipalId asked_by;
  PrincipalId decided_by;
  Instant until;
  State state = State::kOpen;

  static auto members(auto& archive, auto& self) {
    return archive(self.operation, self.arguments, self.asked_by, self.decided_by, self.until, self.state);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Proposal> decode(cbor::Reader& r) { return cbor::decode_members<Proposal>(r); }
};

// Who is asking, once the token has been checked.
struct Actor {
  PrincipalId id;
  std::string name;
  Roles roles;
};

struct Tables {
  ledger::Table<Principal> principals;
  ledger::Table<Session> sessions;
  ledger::Table<Grant> grants;
  ledger::Table<Proposal> proposals;

  std::vector<ledger::RowReader*> readers() { return {&principals, &sessions, &grants, &proposals}; }
  std::optional<PrincipalId> principal_named(std::string_view name) const;
};

// Adds a principal who enrols with the returned one-time code within 24 hours. Errors: kRefused (name taken),
// kInvalid (name empty, too long or with control characters).
Result<std::pair<PrincipalId, std::string>> add_principal(ledger::Write& write, Tables& tables, const Actor& by,
                                                          const std::string& name, Roles roles);

// He may do nothing from now on: his sessions, grants, secret and code end. Errors: kNotFound, kRefused (the only
// keeper: nobody could add another).
Result<void> end_principal(ledger::Write& write, Tables& tables, PrincipalId by, PrincipalId principal,
                           const std::string& why);
// A new enrolment code for somebody who is there: his sessions, grants and old secret end; who had ended may act again.
// Errors: kNotFound.
Result<std::string> renew_principal(ledger::Write& write, Tables& tables, PrincipalId by, PrincipalId principal,
                                    const std::string& why);

// Opens a session for 12 hours; returns the token. Errors: kUnauthorised for a wrong name, secret or code alike.
Result<std::string> enrol(ledger::Write& write, Tables& tables, std::string_view code, const Plaintext& secret);
Result<std::string> open_session(ledger::Write& write, Tables& tables, PrincipalId principal, Duration length);
// Argon2id of libsodium, interactive cost; slow by design, so call it outside the clerk.
bool secret_matches(const Principal& principal, const Plaintext& secret);

// Errors: kUnauthorised (no such session, expired, principal ended).
Result<Actor> actor_of(const Tables& tables, std::string_view token, Instant now);

// The grant under which `actor` may read these fields of this person for this purpose. Errors: kRefused, naming what is
// missing.
Result<std::uint64_t> find_grant(const Tables& tables, const Actor& actor, PersonId person, FieldSet fields,
                                 std::string_view purpose, bool protected_person, Instant now);

// Errors: kRefused "needs the role …".
Result<void> require_role(const Actor& actor, Roles any_of);

}  // namespace tipstaff::access
