#include "office/site_register.h"

#include <fmt/format.h>

#include "base/cbor.h"
#include "document/emitter.h"

namespace tipstaff::office {

Result<EntryIndex> record_site_run(Office& office, const access::Actor& actor, const SiteRun& run) {
  using access::Role;
  TRY(access::require_role(
      actor, {Role::kSponsor, Role::kRegistrar, Role::kApprover, Role::kIssuer, Role::kSecurityOfficer, Role::kDpo}));
  cbor::Writer
      more;  // 1 verdict, 2 SHA-256 of the record, 3 SHA-256 of the policy or pins, 4 version of the rules, 5 pages
  more.map(5).put_text(1, site::verdict_name(run.verdict)).put_bytes(2, run.record).put_bytes(3, run.judged_by);
  more.put(4, site::kSiteRulesVersion).put(5, run.pages);
  EntryIndex entry{};
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    entry = write.append(ledger::Detail{
        .act = ledger::Act::kSiteChecked,
        .actor = actor.id,
        .reason = fmt::format("{}: {}", site::verdict_name(run.verdict), document::printable(run.source, 300)),
        .more = to_bytes(more.view())});
    return {};
  }));
  return entry;
}

}  // namespace tipstaff::office
