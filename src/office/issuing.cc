#include "office/issuing.h"

#include <fmt/format.h>

namespace tipstaff::office {
namespace {

using access::Role;
using supplier::Card;
using supplier::CardState;
using supplier::Step;

constexpr std::array<std::string_view, 7> kReasons = {"new", "renewal", "lost", "stolen", "damaged", "rank", "name"};

Result<const Card*> find_card(Office& office, CardId card) {
  const auto* stored = office.cards().table().find(card.value);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no card {}", card.value));
  return &stored->value;
}

// A share of 0 to 1 drawn from 32 random bits.
bool drawn(Random& random, double share) {
  std::array<std::uint8_t, 4> bits{};
  random.fill(bits);
  return static_cast<double>(get_u32(bits.data())) < share * 4294967296.0;
}

Result<PressId> press_for(Office& office, const std::string& name, bool must_be_inside) {
  const auto press = office.desk().press_named(name);
  if (!press) return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", name));
  if (must_be_inside && !office.desk().tables().presses.find(press->value)->value.inside)
    return fail(Code::kRefused, fmt::format("press ‘{}’ is not the force's own", name));
  return *press;
}

}  // namespace

Result<std::vector<CardId>> request_cards(Office& office, const access::Actor& actor,
                                          const std::vector<CardRequest>& requests) {
  TRY(access::require_role(actor, {Role::kSponsor}));
  std::vector<CardId> made;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const CardRequest& request : requests) {
      if (!supplier::is_card_kind(request.kind))
        return fail(Code::kInvalid,
                    fmt::format("‘{}’ is no kind of card; there are: {}", request.kind, supplier::card_kinds()));
      if (std::ranges::find(kReasons, request.reason) == kReasons.end())
        return fail(Code::kInvalid, fmt::format("‘{}’ is no reason for a card; there are: {}", request.reason,
                                                fmt::join(kReasons, ", ")));
      if (supplier::is_temporary(request.kind) && request.expires > write.now() + kLongestTemporary)
        return fail(Code::kInvalid, "a temporary card is for seven days at most; say for how many with --days");
      const auto* person = office.vault().people().find(request.person.value);
      if (person == nullptr || person->value.status != roll::Person::Status::kServing)
        return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", request.person.value));
      const auto held = office.cards().current(request.person, request.kind);
      const CardId replaces = held && request.reason != "new" ? *held : CardId{};
      TRY_ASSIGN(const CardId card, office.cards().request(write, request.person, request.kind, request.reason,
                                                           replaces, request.expires, actor.id));
      made.push_back(card);
    }
    return {};
  }));
  return made;
}

Result<void> approve_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards) {
  TRY(access::require_role(actor, {Role::kApprover}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const CardId card : cards) {
      TRY_ASSIGN(const Card* row, find_card(office, card));
      if (row->requested_by == actor.id)
        return fail(Code::kRefused,
                    fmt::format("who asked for card {} cannot approve it: it takes a second person", card.value));
      Step step{card, CardState::kApproved, ledger::Act::kCardApproved, row->requested_by, actor.id, "", {}};
      TRY(office.cards().step(write, step, [&](Card& changed) { changed.approved_by = actor.id; }));
    }
    return {};
  }));
  return {};
}

Result<JobsMade> make_jobs(Office& office, const access::Actor& actor, const std::vector<CardId>& cards,
                           const JobPlan& plan) {
  TRY(access::require_role(actor, {Role::kIssuer}));
  JobsMade made;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const PressId inside_press, press_for(office, plan.inside, true));
    TRY_ASSIGN(const JobId inside_job, office.desk().make_job(write, inside_press, actor.id));
    std::optional<JobId> outside_job;
    if (!plan.outside.empty()) {
      TRY_ASSIGN(const PressId outside_press, press_for(office, plan.outside, false));
      TRY_ASSIGN(outside_job, office.desk().make_job(write, outside_press, actor.id));
    }
    for (const CardId card : cards) {
      TRY_ASSIGN(const Card* row, find_card(office, card));
      const bool is_protected = office.vault().people().find(row->person.value)->value.is_protected;
      const bool inside = !outside_job || is_protected || drawn(write.random(), plan.inside_share);
      TRY_ASSIGN(const std::uint64_t item,
                 office.desk().queue(write, inside ? inside_job : *outside_job, card, is_protected, actor.id));
      (inside ? made.inside : made.outside).push_back(item);
    }
    TRY(office.desk().close_job(write, inside_job, made.inside.size()));
    if (outside_job) TRY(office.desk().close_job(write, *outside_job, made.outside.size()));
    return {};
  }));
  return made;
}

Result<std::vector<std::uint64_t>> move_items(Office& office, const access::Actor& actor, const std::string& from,
                                              const std::string& to, const std::string& why) {
  using supplier::ItemState;
  TRY(access::require_role(actor, {Role::kIssuer}));
  if (why.empty() || from == to) return fail(Code::kUsage, "name two presses, and say why");
  std::vector<std::uint64_t> made;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const supplier::DeskTables& tables = office.desk().tables();
    TRY_ASSIGN(const PressId source, press_for(office, from, false));
    TRY_ASSIGN(const PressId target, press_for(office, to, false));
    if (tables.presses.find(source.value)->value.inside && !tables.presses.find(target.value)->value.inside)
      return fail(Code::kRefused, fmt::format("what waits for ‘{}’ stays with the force's own presses", from));
    std::vector<std::uint64_t> waiting;
    for (const std::uint64_t number : office.desk().items_of(source)) {
      const ItemState state = tables.items.find(number)->value.state;
      if (state == ItemState::kQueued || state == ItemState::kLocked) waiting.push_back(number);
    }
    if (waiting.empty()) return fail(Code::kNotFound, fmt::format("nothing waits for press ‘{}’", from));
    TRY_ASSIGN(const JobId job, office.desk().make_job(write, target, actor.id));
    for (const std::uint64_t number : waiting) {
      const supplier::Item item = tables.items.find(number)->value;
      TRY(office.desk().withdraw(write, number, why, actor.id));
      TRY_ASSIGN(const Card* card, find_card(office, item.card));
      if (supplier::is_ended(card->state)) continue;
      const bool is_protected = office.vault().people().find(item.person.value)->value.is_protected;
      TRY_ASSIGN(const std::uint64_t again, office.desk().queue(write, job, item.card, is_protected, actor.id));
      made.push_back(again);
    }
    return office.desk().close_job(write, job, made.size());
  }));
  return made;
}

Result<void> send_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards) {
  TRY(access::require_role(actor, {Role::kIssuer}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const CardId card : cards) {
      Step step{card, CardState::kInTransit, ledger::Act::kCardSent, actor.id, {}, "", {}};
      TRY(office.cards().step(write, step));
    }
    return {};
  }));
  return {};
}

Result<void> receive_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards) {
  TRY(access::require_role(actor, {Role::kIssuer}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const CardId card : cards) {
      Step step{card, CardState::kReceived, ledger::Act::kCardReceived, actor.id, {}, "", {}};
      TRY(office.cards().step(write, step));
    }
    return {};
  }));
  return {};
}

Result<void> activate_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards) {
  TRY(access::require_role(actor, {Role::kActivator}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const CardId card : cards) {
      TRY_ASSIGN(const Card* row, find_card(office, card));
      if (row->expires <= write.now())
        return fail(Code::kRefused, fmt::format("the date of card {} has passed; ask for a renewal", card.value));
      const PersonId person = row->person;
      const std::string kind = row->kind, temporary = supplier::temporary_kind(kind);
      Step step{card, CardState::kActive, ledger::Act::kCardActivated, actor.id, {}, "", {}};
      TRY(office.cards().step(write, step));
      if (const auto stopgap = office.cards().current(person, temporary)) {
        Step end{*stopgap,
                 CardState::kRevoked,
                 ledger::Act::kCardRevoked,
                 actor.id,
                 {},
                 fmt::format("card {} is active", card.value),
                 {}};
        TRY(office.cards().step(write, end));
      }
      for (const CardId old : office.cards().all_current(person, kind)) {
        if (old >= card) continue;  // a newer one is on its way
        Step end{old,
                 CardState::kRevoked,
                 ledger::Act::kCardRevoked,
                 actor.id,
                 {},
                 fmt::format("replaced by {}", card.value),
                 {}};
        TRY(office.cards().step(write, end));
      }
    }
    return {};
  }));
  return {};
}

Result<void> end_cards(Office& office, const access::Actor& actor, const std::vector<CardId>& cards,
                       const std::string& how, const std::string& why) {
  struct End {
    std::string_view how;
    CardState state;
    ledger::Act act;
    access::Roles roles;
  };
  static constexpr End kEnds[] = {
      {"revoked", CardState::kRevoked, ledger::Act::kCardRevoked, {Role::kSponsor, Role::kSecurityOfficer}},
      {"returned", CardState::kReturned, ledger::Act::kCardReturned, {Role::kActivator}},
      {"destroyed", CardState::kDestroyed, ledger::Act::kCardDestroyed, {Role::kActivator}}};
  for (const End& end : kEnds) {
    if (end.how != how) continue;
    TRY(access::require_role(actor, end.roles));
    TRY(office.clerk().submit(
        [&](ledger::Write& write) -> Result<void> {
          for (const CardId card : cards) {
            Step step{card, end.state, end.act, actor.id, {}, why, {}};
            TRY(office.cards().step(write, step));
          }
          return {};
        },
        ledger::Urgency::kUrgent));
    return {};
  }
  return fail(Code::kUsage, fmt::format("a card cannot be ‘{}’", how));
}

std::vector<CardId> cards_in_state(Office& office, CardState state, PersonId person) {
  const auto look = office.clerk().look();
  std::vector<CardId> out;
  for (const auto& [id, stored] : office.cards().table().all())
    if (stored.value.state == state && (person.value == 0 || stored.value.person == person)) out.push_back(CardId{id});
  return out;
}

std::vector<CardId> cards_not_ended(Office& office) {
  const auto look = office.clerk().look();
  std::vector<CardId> out;
  for (const auto& [id, stored] : office.cards().table().all())
    if (!supplier::is_ended(stored.value.state)) out.push_back(CardId{id});
  return out;
}

}  // namespace tipstaff::office
