#include "office/principals.h"

#include <fmt/format.h>

namespace tipstaff::office {

Result<std::uint64_t> give_grant(Office& office, const access::Actor& actor, const GrantRequest& request) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer}));
  if (request.covers_protected)
    return fail(Code::kRefused, "a grant that covers protected people takes two: ‘propose grant-protected’");
  if (request.purpose.empty()) return fail(Code::kInvalid, "a grant needs a purpose");
  if (request.classes.empty()) return fail(Code::kInvalid, "a grant names at least one class");
  access::Grant grant;
  grant.purpose = request.purpose;
  grant.only = request.only;
  grant.given_by = actor.id;
  for (const DataClass data_class : request.classes) grant.classes |= 1U << static_cast<unsigned>(data_class);
  std::uint64_t id = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto principal = office.access().principal_named(request.principal);
    if (!principal) return fail(Code::kNotFound, fmt::format("there is no principal ‘{}’", request.principal));
    if (*principal == actor.id) return fail(Code::kRefused, "nobody grants to himself; ask another");
    grant.principal = *principal;
    grant.until = write.now() + request.life;
    id = office.access().grants.next_id();
    const EntryIndex entry = write.append(
        ledger::Detail{.act = ledger::Act::kGrantGiven, .actor = actor.id, .object = id, .reason = request.purpose});
    return office.access().grants.put(write, id, grant, entry);
  }));
  return id;
}

Result<void> end_grant(Office& office, const access::Actor& actor, std::uint64_t grant, const std::string& why) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer}));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        const auto* stored = office.access().grants.find(grant);
        if (stored == nullptr || stored->value.until < write.now())
          return fail(Code::kNotFound, fmt::format("no grant {} holds", grant));
        access::Grant row = stored->value;
        row.until = Instant{write.now().micros - 1};
        const EntryIndex entry = write.append(
            ledger::Detail{.act = ledger::Act::kGrantEnded, .actor = actor.id, .object = grant, .reason = why});
        return office.access().grants.put(write, grant, std::move(row), entry);
      },
      ledger::Urgency::kUrgent));
  return {};
}

namespace {

Result<PrincipalId> principal_named(Office& office, const std::string& name) {
  const auto found = office.access().principal_named(name);
  if (!found) return fail(Code::kNotFound, fmt::format("there is no principal ‘{}’", name));
  return *found;
}

}  // namespace

Result<void> end_principal(Office& office, const access::Actor& actor, const std::string& name,
                           const std::string& why) {
  TRY(access::require_role(actor, {access::Role::kKeeper, access::Role::kSecurityOfficer}));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(const PrincipalId principal, principal_named(office, name));
        return access::end_principal(write, office.access(), actor.id, principal, why);
      },
      ledger::Urgency::kUrgent));
  return {};
}

Result<std::string> renew_principal(Office& office, const access::Actor& actor, const std::string& name,
                                    const std::string& why) {
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  std::string code;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const PrincipalId principal, principal_named(office, name));
    TRY_ASSIGN(code, access::renew_principal(write, office.access(), actor.id, principal, why));
    return {};
  }));
  return code;
}

}  // namespace tipstaff::office
