#include "office/site_register.h"

#include <fmt/format.h>

#include "base/cbor.h"
#include "crypto/hash.h"
#include "document/emitter.h"

namespace tipstaff::office {

Result<EntryIndex> record_site_check(Office& office, const access::Actor& actor, const site::Report& report, std::string_view record) {
  using access::Role;
  TRY(access::require_role(actor, {Role::kSponsor, Role::kRegistrar, Role::kApprover, Role::kIssuer, Role::kSecurityOfficer, Role::kDpo}));
  cbor::Writer more;  // 1 verdict, 2 SHA-256 of the record, 3 SHA-256 of the policy, 4 version of the rules, 5 pages
  more.map(5).put_text(1, site::verdict_name(report.judgement.verdict)).put_bytes(2, crypto::sha256(as_bytes(record))).put_bytes(3, report.policy.built_in ? Hash{} : report.policy.sha256);
  more.put(4, site::kSiteRulesVersion).put(5, report.recording.pages.size());
  EntryIndex entry{};
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    entry = write.append(ledger::Detail{.act = ledger::Act::kSiteChecked, .actor = actor.id,
                                        .reason = fmt::format("{}: {}", site::verdict_name(report.judgement.verdict), document::printable(report.recording.source, 300)), .more = to_bytes(more.view())});
    return {};
  }));
  return entry;
}

}  // namespace tipstaff::office
