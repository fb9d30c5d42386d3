#include "office/principals.h"

#include <fmt/format.h>

namespace tipstaff::office {

Result<std::uint64_t> give_grant(Office& office, const access::Actor& actor, const GrantRequest& request) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer}));
  if (request.covers_protected)
    return fail(Code::kRefused, "a grant that covers protected people needs a second approver, which this command cannot give yet");
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
    const EntryIndex entry = write.append(ledger::Detail{
        .act = ledger::Act::kGrantGiven, .actor = actor.id, .object = id, .reason = request.purpose});
    return office.access().grants.put(write, id, grant, entry);
  }));
  return id;
}

}  // namespace tipstaff::office
