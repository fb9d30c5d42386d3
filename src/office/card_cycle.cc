#include "office/card_cycle.h"

#include <fmt/format.h>

#include <set>

namespace tipstaff::office {
namespace {

using access::Role;
using supplier::CardState;

// Every card of which `is_due` says so takes the step, all in one request. Nothing is written when none is due.
Result<std::uint64_t> end_due(Office& office, supplier::Step step,
                              const std::function<bool(const supplier::Card&, Instant now)>& is_due) {
  {
    const auto look = office.clerk().look();
    const Instant now = office.clock().now();
    if (std::ranges::none_of(office.cards().table().all(),
                             [&](const auto& each) { return is_due(each.second.value, now); }))
      return 0;
  }
  std::uint64_t ended = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    std::vector<CardId> due;
    for (const auto& [id, stored] : office.cards().table().all())
      if (is_due(stored.value, write.now())) due.push_back(CardId{id});
    for (const CardId card : due) {
      step.card = card;
      TRY(office.cards().step(write, step));
    }
    ended = due.size();
    return {};
  }));
  return ended;
}

Result<std::uint64_t> expire(Office& office, PrincipalId by) {
  return end_due(office, {{}, CardState::kExpired, ledger::Act::kCardExpired, by, {}, "its date has passed", {}},
                 [](const supplier::Card& card, Instant now) {
                   return (card.state == CardState::kActive || card.state == CardState::kSuspended) &&
                          card.expires <= now;
                 });
}

Result<std::uint64_t> uncollected(Office& office, PrincipalId by) {
  Duration longest{};
  {
    const auto look = office.clerk().look();
    longest = std::chrono::hours(24) * uncollected_days(office);
  }
  return end_due(office, {{}, CardState::kRevoked, ledger::Act::kCardRevoked, by, {}, "nobody collected it", {}},
                 [longest](const supplier::Card& card, Instant now) {
                   return card.state == CardState::kReceived && card.changed + longest <= now;
                 });
}

// What a supplier's budget leaves of the day, less the items that wait at its presses.
std::uint64_t room_at(Office& office, SupplierId id) {
  const supplier::DeskTables& tables = office.desk().tables();
  const Instant now = office.clerk().last_time();
  const std::uint64_t limit = supplier::budget_in_force(tables.suppliers.find(id.value)->value, now).per_day;
  std::uint64_t used = office.desk().releases(id).within(now, std::chrono::hours(24));
  for (const auto& [number, stored] : tables.items.all()) {
    const bool waits =
        stored.value.state == supplier::ItemState::kQueued || stored.value.state == supplier::ItemState::kLocked;
    if (waits && tables.presses.find(stored.value.press.value)->value.supplier == id) ++used;
  }
  return limit - std::min(limit, used);
}

std::uint64_t room_of_press(Office& office, const std::string& name) {
  const auto press = office.desk().press_named(name);
  return press ? room_at(office, office.desk().tables().presses.find(press->value)->value.supplier) : 0;
}

}  // namespace

Result<std::uint64_t> expire_cards(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kSponsor, Role::kIssuer, Role::kActivator}));
  return expire(office, actor.id);
}

Result<std::uint64_t> expire_cards(Office& office) { return expire(office, {}); }

Result<std::uint64_t> end_uncollected(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kSponsor, Role::kIssuer, Role::kActivator}));
  return uncollected(office, actor.id);
}

Result<std::uint64_t> end_uncollected(Office& office) { return uncollected(office, {}); }

std::uint32_t uncollected_days(Office& office) {
  const auto* set = office.keeping().settings.find(Setting::kUncollectedDays);
  return set == nullptr ? kUncollectedDays : static_cast<std::uint32_t>(set->value.value);
}

Result<void> set_uncollected_days(Office& office, const access::Actor& actor, std::uint32_t days) {
  TRY(access::require_role(actor, {Role::kSecurityOfficer}));
  if (days < 1 || days > 365) return fail(Code::kInvalid, "a card waits for its holder for 1 to 365 days");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kSettingChanged,
                                                         .actor = actor.id,
                                                         .object = days,
                                                         .reason = "days until an uncollected card ends"});
    return office.keeping().settings.put(write, Setting::kUncollectedDays, Setting{days}, entry);
  }));
  return {};
}

Result<std::vector<Renewal>> renewals(Office& office, const access::Actor& actor, Duration length) {
  TRY(access::require_role(actor, {Role::kSponsor, Role::kIssuer, Role::kAuditor}));
  const auto look = office.clerk().look();
  const Instant until = office.clock().now() + length;
  std::vector<Renewal> out;
  for (const auto& [id, stored] : office.cards().table().all()) {
    const supplier::Card& card = stored.value;
    if (card.state != CardState::kActive || card.expires > until || supplier::is_temporary(card.kind)) continue;
    if (office.cards().current(card.person, card.kind) != CardId{id}) continue;  // its replacement is on its way
    if (office.vault().people().find(card.person.value)->value.status != roll::Person::Status::kServing) continue;
    out.push_back({CardId{id}, card.person, card.expires});
  }
  std::ranges::stable_sort(out, {}, &Renewal::expires);
  return out;
}

std::uint64_t room_today(Office& office) {
  const auto look = office.clerk().look();
  std::set<SupplierId> suppliers;
  for (const auto& [id, stored] : office.desk().tables().presses.all())
    if (stored.value.state == supplier::PressState::kApproved) suppliers.insert(stored.value.supplier);
  std::uint64_t room = 0, waiting = 0;
  for (const SupplierId id : suppliers) room += room_at(office, id);
  for (const auto& [id, stored] : office.cards().table().all())
    if (stored.value.state == CardState::kRequested || stored.value.state == CardState::kApproved) ++waiting;
  return room - std::min(room, waiting);
}

Result<RenewalsAsked> request_renewals(Office& office, const access::Actor& actor, Duration length, Duration valid) {
  TRY(access::require_role(actor, {Role::kSponsor}));
  TRY_ASSIGN(const std::vector<Renewal> due, renewals(office, actor, length));
  const std::size_t most = std::min<std::size_t>(due.size(), room_today(office));
  std::vector<CardRequest> requests;
  for (const Renewal& renewal : std::span(due).first(most)) {
    const auto look = office.clerk().look();
    const supplier::Card& card = office.cards().table().find(renewal.card.value)->value;
    requests.push_back({renewal.person, card.kind, "renewal", office.clock().now() + valid});
  }
  if (!requests.empty()) TRY(request_cards(office, actor, requests));
  return RenewalsAsked{requests.size(), due.size() - requests.size()};
}

std::vector<CardId> paced_cards(Office& office, const JobPlan& plan) {
  const auto look = office.clerk().look();
  std::uint64_t inside = room_of_press(office, plan.inside);
  std::uint64_t outside = plan.outside.empty() ? 0 : room_of_press(office, plan.outside);
  std::vector<CardId> guarded, ordinary;
  for (const auto& [id, stored] : office.cards().table().all()) {
    if (stored.value.state != CardState::kApproved) continue;
    const bool is_protected = office.vault().people().find(stored.value.person.value)->value.is_protected;
    (is_protected ? guarded : ordinary).push_back(CardId{id});
  }
  guarded.resize(std::min<std::size_t>(guarded.size(), inside));
  inside -= guarded.size();
  ordinary.resize(std::min<std::size_t>(ordinary.size(), plan.outside.empty() ? inside : outside));
  guarded.insert(guarded.end(), ordinary.begin(), ordinary.end());
  return guarded;
}

}  // namespace tipstaff::office
