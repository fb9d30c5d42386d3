#include "office/evidence.h"

#include <fmt/format.h>

#include <set>

namespace tipstaff::office {
namespace {

using supplier::BatchState;

Result<HolderId> find_holder(Office& office, std::string_view text) {
  for (const auto& [id, stored] : office.book().holders().all())
    if (text == fmt::format("{}:{}", custody::holder_kind_name(stored.value.kind), stored.value.name)) {
      // Nobody can have seen every copy of it destroyed.
      if (stored.value.kind == custody::HolderKind::kPublic)
        return fail(Code::kRefused, "what was published ends with ‘disclosure takedown’, and never for certain");
      return HolderId{id};
    }
  return fail(Code::kNotFound,
              "no such holder has a copy; ‘custody list’ shows them. Write press:NAME or supplier:NAME");
}

// The copies of one sub-batch, by number.
Result<std::set<std::uint64_t>> copies_of_batch(Office& office, HolderId holder, const std::string& text) {
  const auto id = parse_item_id(text);
  const auto number = id ? office.bureau().batch_named(*id) : std::nullopt;
  const supplier::DeskTables& tables = office.desk().tables();
  if (!number || tables.presses.find(tables.batches.find(*number)->value.press.value)->value.holder != holder)
    return fail(Code::kNotFound, "this holder has no such sub-batch");
  const supplier::Batch& batch = tables.batches.find(*number)->value;
  const bool ended = tables.presses.find(batch.press.value)->value.state == supplier::PressState::kRevoked;
  if (!ended && (batch.state == BatchState::kSealed || batch.state == BatchState::kOpened))
    return fail(Code::kRefused, "this sub-batch has no receipt yet, so its copies are still needed");
  std::set<std::uint64_t> out;
  for (const std::uint64_t number_of_item : batch.items) {
    const supplier::Item& item = tables.items.find(number_of_item)->value;
    for (const CustodyId copy : {item.locked, item.opened, item.disk}) out.insert(copy.value);
  }
  return out;
}

}  // namespace

Result<std::vector<CustodyId>> copies_meant(Office& office, const CustodyClosure& act) {
  TRY_ASSIGN(const HolderId holder, find_holder(office, act.holder));
  std::optional<std::set<std::uint64_t>> only;
  if (!act.batch.empty()) {
    TRY_ASSIGN(only, copies_of_batch(office, holder, act.batch));
  }
  const custody::Columns& copies = office.book().of_holder(holder);
  std::vector<CustodyId> out;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (copies.end(i) != custody::End::kOpen) continue;
    if (act.person.value != 0 && copies.person[i] != act.person.value) continue;
    if (only && !only->contains(copies.id[i])) continue;
    out.push_back(CustodyId{copies.id[i]});
  }
  if (out.empty()) return fail(Code::kNotFound, fmt::format("no copy of {} is open that this means", act.holder));
  return out;
}

Result<void> close_by_evidence(Office& office, ledger::Write& write, const CustodyClosure& act, PrincipalId asked,
                               PrincipalId decided) {
  TRY_ASSIGN(const std::vector<CustodyId> copies, copies_meant(office, act));
  const std::string reason = act.sha256.empty() ? "evidence: " + act.evidence
                                                : fmt::format("evidence: {} (file {})", act.evidence, act.sha256);
  for (const CustodyId id : copies) {
    const custody::Interval copy = *office.book().find(id);
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCustodyClosed,
                                                         .actor = asked,
                                                         .approver = decided,
                                                         .person = copy.person,
                                                         .fields = copy.fields,
                                                         .holder = copy.holder,
                                                         .object = id.value,
                                                         .reason = reason});
    TRY(office.book().close(write, id, write.now(), custody::End::kIndependent, entry));
  }
  return {};
}

}  // namespace tipstaff::office
