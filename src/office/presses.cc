#include "office/presses.h"

#include <fmt/format.h>

#include "press/invitation.h"

namespace tipstaff::office {
namespace {

constexpr access::Roles kRole = {access::Role::kSecurityOfficer};

Result<PressId> find_press(Office& office, const std::string& name) {
  const auto look = office.clerk().look();
  const auto press = office.desk().press_named(name);
  if (!press) return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", name));
  return *press;
}

}  // namespace

bool same_fingerprint(std::string_view aloud, std::string_view known) {
  const auto digits = [](std::string_view text) {
    std::string out;
    for (const char c : text)
      if (c != ' ') out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  };
  return !known.empty() && digits(aloud) == digits(known);
}

Result<SupplierId> add_supplier(Office& office, const access::Actor& actor, supplier::Supplier contract) {
  TRY(access::require_role(actor, kRole));
  SupplierId id;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(id, office.desk().add_supplier(write, contract, actor.id));
    return {};
  }));
  return id;
}

Result<Plaintext> invite_press(Office& office, const access::Actor& actor, const std::string& supplier,
                               const std::string& press, bool inside) {
  TRY(access::require_role(actor, kRole));
  TRY_ASSIGN(const http::Authority authority, office.authority());
  const press::Invitation invitation = press::new_invitation(authority.pin_hash(), office.random());
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto contract = office.desk().supplier_named(supplier);
    if (!contract) return fail(Code::kNotFound, fmt::format("there is no supplier ‘{}’", supplier));
    TRY(office.desk().invite(write, *contract, press, inside, invitation.code_id, invitation.secret, actor.id));
    return {};
  }));
  return press::invitation_text(invitation);
}

Result<void> approve_press(Office& office, const access::Actor& actor, const std::string& name,
                           const std::string& fingerprint) {
  TRY(access::require_role(actor, kRole));
  TRY_ASSIGN(const PressId id, find_press(office, name));
  TRY_ASSIGN(const http::Authority authority, office.authority());
  supplier::Press press;
  {
    const auto look = office.clerk().look();
    press = office.desk().tables().presses.find(id.value)->value;
  }
  if (press.tls_request.empty()) return fail(Code::kRefused, fmt::format("press ‘{}’ has not enrolled yet", name));
  if (!same_fingerprint(fingerprint, press.fingerprint))
    return fail(Code::kRefused,
                fmt::format("the fingerprint of press ‘{}’ is another one: do not approve it, and find out why", name));
  TRY_ASSIGN(const Bytes certificate, authority.sign_press(press.tls_request, name, office.clock().now()));
  TRY_ASSIGN(const Instant until, http::certificate_ends(certificate));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) { return office.desk().approve(write, id, certificate, until, actor.id); }));
  return {};
}

Result<void> revoke_press(Office& office, const access::Actor& actor, const std::string& name, const std::string& why) {
  TRY(access::require_role(actor, kRole));
  TRY_ASSIGN(const PressId id, find_press(office, name));
  TRY(office.clerk().submit([&](ledger::Write& write) { return office.desk().revoke(write, id, why, actor.id); },
                            ledger::Urgency::kUrgent));
  return {};
}

}  // namespace tipstaff::office
