// The part of breach.h that stops a holder: presses, principals, cards not yet in a hand.
#include <fmt/format.h>

#include <algorithm>

#include "office/breach.h"

namespace tipstaff::office {

using access::Role;
using incident::Incident;

namespace {

// Kills a card that never reached a hand, or leaves one that did until its replacement is active.
Result<void> replace_card(Office& office, ledger::Write& write, CardId card, const std::string& why, PrincipalId by,
                          Contained& out) {
  using enum supplier::CardState;
  supplier::Cards& cards = office.cards();
  const supplier::Card row = cards.table().find(card.value)->value;
  const bool in_hand = row.state == kActive || row.state == kSuspended;
  if (!in_hand) {
    if (row.state != kReleased && row.state != kPrinted && row.state != kInTransit && row.state != kReceived) return {};
    supplier::Step step{card, kRevoked, ledger::Act::kCardRevoked, by, {}, why, {}};
    TRY(cards.step(write, step));
    ++out.killed;
  }
  if (office.vault().people().find(row.person.value)->value.status != roll::Person::Status::kServing) return {};
  if (supplier::is_temporary(row.kind)) return {};  // in a hand, it ends within days by itself
  const auto held = cards.current(row.person, row.kind);
  if (held && *held > card) {  // a renewal, say: its hand-over ends this one
    ++out.on_their_way;
    return {};
  }
  TRY(cards.request(write, row.person, row.kind, "stolen", held.value_or(CardId{}), row.expires, by));
  ++out.reissued;
  return {};
}

Result<void> contain_press(Office& office, ledger::Write& write, PressId press, const std::string& why, PrincipalId by,
                           Contained& out) {
  TRY(office.desk().revoke(write, press, why, by));
  ++out.presses;
  std::vector<CardId> touched;
  for (const std::uint64_t number : office.desk().items_of(press)) {
    const supplier::Item& item = office.desk().tables().items.find(number)->value;
    if (item.state == supplier::ItemState::kQueued || item.state == supplier::ItemState::kLocked) {
      TRY(office.desk().withdraw(write, number, why, by));
      ++out.withdrawn;
    } else if (item.newly) {
      touched.push_back(item.card);
    }
  }
  const auto urgency = [&](CardId card) {
    const auto& person =
        office.vault().people().find(office.cards().table().find(card.value)->value.person.value)->value;
    return person.is_protected ? 0 : person.notice_risk ? 1 : 2;
  };
  std::stable_sort(touched.begin(), touched.end(), [&](CardId a, CardId b) { return urgency(a) < urgency(b); });
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const CardId card : touched) TRY(replace_card(office, write, card, why, by, out));
  return {};
}

// Whoever has his token or secret is stopped. An only keeper goes on: nobody could let anybody in again.
Result<void> contain_principal(Office& office, ledger::Write& write, const HolderName& holder, const std::string& why,
                               PrincipalId by, Contained& out) {
  const std::string name = fmt::format("{}:{}", holder.kind, holder.name);
  const auto principal = holder.kind == "principal" ? office.access().principal_named(holder.name) : std::nullopt;
  if (!principal) {
    out.left_alone.push_back(name);
    return {};
  }
  Result<void> done = access::end_principal(write, office.access(), by, *principal, why);
  if (!done && done.error().code() != Code::kRefused) return done;
  (done ? out.ended : out.left_alone).push_back(name);
  return {};
}

}  // namespace

Result<Contained> contain(Office& office, const access::Actor& actor, IncidentId incident) {
  TRY(access::require_role(actor, {Role::kSecurityOfficer}));
  Contained out;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        out = {};
        const auto* stored = office.incidents().incidents.find(incident.value);
        if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
        if (stored->value.contained) return fail(Code::kRefused, "this incident has been contained already");
        Incident row = stored->value;
        for (const std::string& text : row.scopes.back().holders) {
          TRY_ASSIGN(const HolderName holder, split_holder(text));
          TRY_ASSIGN(const std::vector<PressId> presses, presses_of(office, holder));
          for (const PressId press : presses) TRY(contain_press(office, write, press, row.name, actor.id, out));
          if (presses.empty()) TRY(contain_principal(office, write, holder, row.name, actor.id, out));
        }
        row.contained = true;
        row.contained_at = write.now();
        const EntryIndex entry =
            write.append(ledger::Detail{.act = ledger::Act::kContained,
                                        .actor = actor.id,
                                        .object = incident.value,
                                        .reason = fmt::format("presses {}, withdrawn {}, killed {}, reissued {}",
                                                              out.presses, out.withdrawn, out.killed, out.reissued)});
        return office.incidents().incidents.put(write, incident.value, std::move(row), entry);
      },
      ledger::Urgency::kUrgent));
  return out;
}

Result<std::vector<DoorEntry>> door_list(Office& office, const access::Actor& actor, IncidentId incident) {
  TRY(access::require_role(actor, {Role::kSecurityOfficer}));
  std::map<std::string, bool> credentials;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        credentials.clear();
        const auto* stored = office.incidents().incidents.find(incident.value);
        if (stored == nullptr) return fail(Code::kNotFound, "there is no such incident");
        for (const std::string& text : stored->value.scopes.back().holders) {
          TRY_ASSIGN(const HolderName holder, split_holder(text));
          TRY_ASSIGN(const std::vector<PressId> presses, presses_of(office, holder));
          for (const PressId press : presses)
            for (const std::uint64_t number : office.desk().items_of(press)) {
              const supplier::Item& item = office.desk().tables().items.find(number)->value;
              const supplier::Card& card = office.cards().table().find(item.card.value)->value;
              if (card.item == number && !card.chip_id.empty())
                credentials[card.chip_id] = supplier::is_ended(card.state);
            }
        }
        write.append(ledger::Detail{.act = ledger::Act::kReportDrafted,
                                    .actor = actor.id,
                                    .object = incident.value,
                                    .reason = fmt::format("list of {} credentials for the doors", credentials.size())});
        return {};
      },
      ledger::Urgency::kUrgent));
  std::vector<DoorEntry> out;
  for (const auto& [credential, now] : credentials) out.push_back({credential, now});
  return out;
}

}  // namespace tipstaff::office
