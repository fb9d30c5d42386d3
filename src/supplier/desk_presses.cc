#include <fmt/format.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "supplier/contract.h"
#include "supplier/desk.h"
#include "supplier/item_keys.h"

namespace tipstaff::supplier {
namespace {

constexpr auto kInvitationLife = std::chrono::hours(24);
constexpr const char* kInvitationKey = "invitations";

Result<void> check_name(std::string_view what, std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == ' ' || c == '.' || c == '&';
  };
  for (const char c : name)
    if (!allowed(c))
      return fail(Code::kInvalid, fmt::format("the name of a {} has letters, digits, spaces and - _ . & only", what));
  if (name.empty() || name.size() > 60)
    return fail(Code::kInvalid, fmt::format("the name of a {} has 1 to 60 characters", what));
  return {};
}

ledger::Detail entry_about(ledger::Act act, std::uint64_t object, std::string reason, PrincipalId by) {
  ledger::Detail detail;
  detail.act = act;
  detail.object = object;
  detail.reason = std::move(reason);
  detail.actor = by;
  return detail;
}

// Law 8.
Result<void> check_two_people(PrincipalId by, PrincipalId approver) {
  if (by.value != 0 && approver.value != 0 && by != approver) return {};
  return fail(Code::kRefused, "who asks for this cannot approve it: it takes a second person");
}

Bytes invitation_place(std::string_view code_id) {
  cbor::Writer w;
  w.array(2).text("invitation").text(code_id);
  return w.take();
}

}  // namespace

void Desk::make_keys(crypto::Keyring& keyring, Random& random) {
  keyring.add(kItemKey, crypto::new_key(random));
  keyring.add(kBureauKey, crypto::new_ed25519_key(random).seed.clone());
  keyring.add(kInvitationKey, crypto::new_key(random));
}

std::optional<PressId> Desk::press_named(std::string_view name) const {
  for (const auto& [id, stored] : tables_.presses.all())
    if (stored.value.name == name) return PressId{id};
  return std::nullopt;
}

std::optional<SupplierId> Desk::supplier_named(std::string_view name) const {
  for (const auto& [id, stored] : tables_.suppliers.all())
    if (stored.value.name == name) return SupplierId{id};
  return std::nullopt;
}

Result<SupplierId> Desk::add_supplier(ledger::Write& write, Supplier supplier, PrincipalId by) {
  TRY(check_name("supplier", supplier.name));
  TRY(check_contract(supplier));
  if (supplier_named(supplier.name))
    return fail(Code::kRefused, fmt::format("there is a supplier ‘{}’ already", supplier.name));
  const SupplierId id{tables_.suppliers.next_id()};
  const EntryIndex entry = write.append(entry_about(ledger::Act::kSupplierAdded, id.value, supplier.name, by));
  TRY_ASSIGN(supplier.holder, book_.holder(write, custody::HolderKind::kSupplier, supplier.name, entry));
  TRY(tables_.suppliers.put(write, id.value, std::move(supplier), entry));
  return id;
}

// The presses of a supplier share its budget: if some were inside, what is left of it would show outside how many of
// the protected are printed (law 7).
Result<void> Desk::check_side(SupplierId supplier, bool inside) const {
  for (const auto& [id, stored] : tables_.presses.all()) {
    const Press& press = stored.value;
    if (press.supplier != supplier || press.inside == inside) continue;
    return fail(
        Code::kRefused,
        fmt::format("‘{}’ of the same supplier is an {} press; one supplier has either, so that its budget shows "
                    "nothing of what is made inside: add a supplier of its own",
                    press.name, press.inside ? "inside" : "outside"));
  }
  return {};
}

Result<PressId> Desk::add_press(ledger::Write& write, SupplierId supplier, const std::string& name,
                                const std::string& reason, const std::function<void(Press&)>& edit) {
  TRY(check_name("press", name));
  const auto* contract = tables_.suppliers.find(supplier.value);
  if (contract == nullptr) return fail(Code::kNotFound, "there is no such supplier");
  if (press_named(name)) return fail(Code::kRefused, fmt::format("there is a press ‘{}’ already", name));
  Press press;
  press.name = name;
  press.supplier = supplier;
  edit(press);
  TRY(check_side(supplier, press.inside));
  const PressId id{tables_.presses.next_id()};
  const EntryIndex entry = write.append(entry_about(ledger::Act::kPressInvited, id.value, reason, press.invited_by));
  TRY_ASSIGN(press.holder, book_.holder(write, custody::HolderKind::kPress, name, entry, contract->value.holder));
  TRY(tables_.presses.put(write, id.value, std::move(press), entry));
  return id;
}

bool Desk::may_be_invited_again(PressId press, SupplierId supplier, bool inside) const {
  const Press& row = tables_.presses.find(press.value)->value;
  const bool waits = row.state == PressState::kInvited || row.state == PressState::kPending;
  return waits && !row.bureau && row.supplier == supplier && row.inside == inside;
}

// Its older codes serve no more, and keys that somebody enrolled with one of them are forgotten.
Result<void> Desk::invite_again(ledger::Write& write, PressId press, PrincipalId by) {
  TRY(change_press(write, press, ledger::Act::kPressInvited, "again", by, {}, [&](Press& row) {
    row.state = PressState::kInvited;
    row.tls_request = row.box_public_key = row.receipt_public_key = {};
    row.fingerprint.clear();
    row.invited_by = by;
  }));
  std::vector<std::uint64_t> older;
  for (const auto& [id, stored] : tables_.invitations.all())
    if (stored.value.press == press && !stored.value.used) older.push_back(id);
  for (const std::uint64_t id : older) {
    Invitation ended = tables_.invitations.find(id)->value;
    ended.used = true;
    TRY(tables_.invitations.put(write, id, std::move(ended), tables_.presses.find(press.value)->entry));
  }
  return {};
}

Result<PressId> Desk::invite(ledger::Write& write, SupplierId supplier, const std::string& name, bool inside,
                             const std::string& code_id, const Plaintext& secret, PrincipalId by) {
  PressId id;
  if (const auto known = press_named(name); known && may_be_invited_again(*known, supplier, inside)) {
    id = *known;
    TRY(invite_again(write, id, by));
  } else {
    TRY_ASSIGN(id, add_press(write, supplier, name, name, [&](Press& press) {
                 press.inside = inside;
                 press.invited_by = by;
               }));
  }
  const EntryIndex entry = tables_.presses.find(id.value)->entry;
  Invitation invitation;
  invitation.code_id = code_id;
  invitation.secret_box =
      crypto::seal(keyring_.get(kInvitationKey), invitation_place(code_id), secret.reveal(), write.random());
  invitation.press = id;
  invitation.until = write.now() + kInvitationLife;
  TRY(tables_.invitations.put(write, tables_.invitations.next_id(), std::move(invitation), entry));
  return id;
}

Result<Plaintext> Desk::invitation_secret(const std::string& code_id, Instant now, bool may_be_used) const {
  for (const auto& [id, stored] : tables_.invitations.all()) {
    const Invitation& invitation = stored.value;
    if (invitation.code_id != code_id) continue;
    if (!may_be_used && invitation.used)
      return fail(Code::kUnauthorised, "this enrolment code has been used; ask for another");
    if (!may_be_used && now > invitation.until)
      return fail(Code::kUnauthorised, "this enrolment code is older than 24 hours; ask for another");
    return crypto::open(keyring_.get(kInvitationKey), invitation_place(code_id), invitation.secret_box);
  }
  return fail(Code::kUnauthorised, "this enrolment code is not known; ask for another");
}

Result<PressId> Desk::enrol(ledger::Write& write, const press::Enrolment& enrolment, const std::string& fingerprint) {
  for (const auto& [id, stored] : tables_.invitations.all()) {
    if (stored.value.code_id != enrolment.code_id) continue;
    if (stored.value.used || write.now() > stored.value.until)
      return fail(Code::kUnauthorised, "this enrolment code has been used or is older than 24 hours; ask for another");
    const PressId press = stored.value.press;
    const EntryIndex entry =
        write.append(entry_about(ledger::Act::kPressEnrolled, press.value, "fingerprint " + fingerprint, {}));
    Invitation used = stored.value;
    used.used = true;
    TRY(tables_.invitations.put(write, id, std::move(used), entry));
    Press row = tables_.presses.find(press.value)->value;
    row.state = PressState::kPending;
    row.tls_request = enrolment.tls_request;
    row.box_public_key = enrolment.box_public_key;
    row.receipt_public_key = enrolment.receipt_public_key;
    row.fingerprint = fingerprint;
    TRY(tables_.presses.put(write, press.value, std::move(row), entry));
    return press;
  }
  return fail(Code::kUnauthorised, "this enrolment code is not known; ask for another");
}

Result<void> Desk::change_press(ledger::Write& write, PressId press, ledger::Act act, const std::string& why,
                                PrincipalId by, PrincipalId approver, const std::function<void(Press&)>& edit) {
  ledger::Detail detail = entry_about(act, press.value, why, by);
  detail.approver = approver;
  const EntryIndex entry = write.append(std::move(detail));
  Press row = tables_.presses.find(press.value)->value;
  edit(row);
  return tables_.presses.put(write, press.value, std::move(row), entry);
}

Result<void> Desk::approve(ledger::Write& write, PressId press, const Bytes& certificate, Instant until,
                           PrincipalId by) {
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  const Press& row = stored->value;
  if (row.state != PressState::kPending)
    return fail(Code::kRefused, fmt::format("press ‘{}’ is {}; only one that waits for approval can be approved",
                                            row.name, press_state_name(row.state)));
  if (row.invited_by == by)
    return fail(Code::kRefused,
                fmt::format("who invited press ‘{}’ cannot approve it: it takes a second person", row.name));
  // A bureau has none: nothing that TLS could verify may stand for it.
  const Bytes id = certificate.empty() ? Bytes{} : to_bytes(crypto::sha256(certificate));
  return change_press(write, press, ledger::Act::kPressApproved, "fingerprint " + row.fingerprint, row.invited_by, by,
                      [&](Press& changed) {
                        changed.state = PressState::kApproved;
                        changed.certificate = certificate;
                        changed.certificate_id = id;
                        changed.certificate_until = until;
                        changed.approved_by = by;
                      });
}

Result<void> Desk::halt(ledger::Write& write, PressId press, const std::string& why, PrincipalId by) {
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  if (stored->value.state != PressState::kApproved) return {};  // halted or ended already
  return change_press(write, press, ledger::Act::kPressHalted, why, by, {}, [&](Press& changed) {
    changed.state = PressState::kHalted;
    changed.halted_why = why;
  });
}

Result<void> Desk::resume(ledger::Write& write, PressId press, const std::string& why, PrincipalId by,
                          PrincipalId approver) {
  TRY(check_two_people(by, approver));
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  if (stored->value.state != PressState::kHalted)
    return fail(Code::kRefused,
                fmt::format("press ‘{}’ is {}, not halted", stored->value.name, press_state_name(stored->value.state)));
  return change_press(write, press, ledger::Act::kPressResumed, why, by, approver, [](Press& changed) {
    changed.state = PressState::kApproved;
    changed.halted_why.clear();
  });
}

Result<void> Desk::renew(ledger::Write& write, PressId press, const Bytes& certificate, Instant until,
                         const std::string& why, PrincipalId by, PrincipalId approver) {
  TRY(check_two_people(by, approver));
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  if (stored->value.state != PressState::kApproved && stored->value.state != PressState::kHalted)
    return fail(Code::kRefused, fmt::format("press ‘{}’ is {}; only the certificate of one that works can be renewed",
                                            stored->value.name, press_state_name(stored->value.state)));
  const Bytes id = to_bytes(crypto::sha256(certificate));
  return change_press(write, press, ledger::Act::kPressRenewed, why, by, approver, [&](Press& changed) {
    changed.certificate = certificate;
    changed.certificate_id = id;
    changed.certificate_until = until;
  });
}

Result<void> Desk::revoke(ledger::Write& write, PressId press, const std::string& why, PrincipalId by) {
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  if (stored->value.state == PressState::kRevoked) return {};
  return change_press(write, press, ledger::Act::kPressRevoked, why, by, {}, [&](Press& changed) {
    changed.state = PressState::kRevoked;
    changed.revoked_at = write.now();
  });
}

Result<void> Desk::raise_budget(ledger::Write& write, SupplierId supplier, Budget budget, Instant until,
                                const std::string& why, PrincipalId by, PrincipalId approver) {
  TRY(check_two_people(by, approver));
  const auto* stored = tables_.suppliers.find(supplier.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such supplier");
  ledger::Detail detail = entry_about(ledger::Act::kBudgetRaised, supplier.value, why, by);
  detail.approver = approver;
  const EntryIndex entry = write.append(std::move(detail));
  Supplier row = stored->value;
  row.raised = budget;
  row.raised_until = until;
  return tables_.suppliers.put(write, supplier.value, std::move(row), entry);
}

Result<PressId> Desk::press_of(const Hash& certificate, Instant now) const {
  for (const auto& [id, stored] : tables_.presses.all()) {
    const Press& press = stored.value;
    if (!equal_secret(press.certificate_id, certificate)) continue;
    if (press.state == PressState::kRevoked)
      return fail(Code::kUnauthorised, fmt::format("the certificate of press ‘{}’ has been revoked", press.name));
    if (press.state != PressState::kApproved && press.state != PressState::kHalted)
      return fail(Code::kUnauthorised, fmt::format("press ‘{}’ is {}", press.name, press_state_name(press.state)));
    if (now > press.certificate_until)
      return fail(Code::kUnauthorised, fmt::format("the certificate of press ‘{}’ has expired", press.name));
    return PressId{id};
  }
  return fail(Code::kUnauthorised, "this certificate belongs to no press of this office");
}

}  // namespace tipstaff::supplier
