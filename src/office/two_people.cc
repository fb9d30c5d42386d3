#include "office/two_people.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "crypto/hash.h"
#include "office/evidence.h"
#include "office/new_numbers.h"
#include "office/pseudonym.h"

namespace tipstaff::office {
namespace {

namespace json = boost::json;
using access::Proposal;

constexpr access::Roles kRole = {access::Role::kSecurityOfficer};
constexpr auto kProposalLife = std::chrono::hours(24 * 7);

// Who proposed and who decides.
struct Pair {
  PrincipalId asked, decided;
};

std::uint64_t number(const json::object& arguments, const char* name) {
  return arguments.at(name).to_number<std::uint64_t>();
}
std::string text(const json::object& arguments, const char* name) {
  return std::string(arguments.at(name).as_string());
}

Result<void> check_why(std::string_view why) {
  if (why.empty() || why.size() > 500) return fail(Code::kUsage, "say why, in 1 to 500 characters");
  return {};
}

Result<void> raise_budget(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const auto supplier = office.desk().supplier_named(text(arguments, "supplier"));
  if (!supplier) return fail(Code::kNotFound, "there is no such supplier");
  const auto limit = [&](const char* name) { return static_cast<std::uint32_t>(number(arguments, name)); };
  return office.desk().raise_budget(write, *supplier, {limit("open"), limit("hour"), limit("day"), limit("year")},
                                    write.now() + Duration(number(arguments, "micros")), text(arguments, "why"),
                                    pair.asked, pair.decided);
}

Result<void> resume_press(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const auto press = office.desk().press_named(text(arguments, "press"));
  if (!press) return fail(Code::kNotFound, "there is no such press");
  return office.desk().resume(write, *press, text(arguments, "why"), pair.asked, pair.decided);
}

Result<void> renew_press(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const std::string name = text(arguments, "press");
  const auto press = office.desk().press_named(name);
  if (!press) return fail(Code::kNotFound, "there is no such press");
  const Bytes request = office.desk().tables().presses.find(press->value)->value.tls_request;
  if (request.empty()) return fail(Code::kRefused, fmt::format("press ‘{}’ has no certificate to renew", name));
  TRY_ASSIGN(const http::Authority authority, office.authority());
  TRY_ASSIGN(const Bytes certificate, authority.sign_press(request, name, write.now()));
  TRY_ASSIGN(const Instant until, http::certificate_ends(certificate));
  return office.desk().renew(write, *press, certificate, until, text(arguments, "why"), pair.asked, pair.decided);
}

Result<void> close_custody(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const CustodyClosure act{text(arguments, "holder"), text(arguments, "batch"), PersonId{number(arguments, "person")},
                           text(arguments, "evidence"), text(arguments, "sha256")};
  return close_by_evidence(office, write, act, pair.asked, pair.decided);
}

template <supplier::CardState kTo, ledger::Act kAct>
Result<void> step_cards(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  for (const json::value& card : arguments.at("cards").as_array()) {
    supplier::Step step{
        CardId{card.to_number<std::uint64_t>()}, kTo, kAct, pair.asked, pair.decided, text(arguments, "why"), {}};
    TRY(office.cards().step(write, step));
  }
  return {};
}

Result<void> revoke_stamp_key(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const Result<Bytes> id = from_base64url(text(arguments, "key"));
  if (!id) return fail(Code::kNotFound, "no stamp key has this id; ‘tipstaff stamp keys’ lists them");
  return office.stamping().revoke_key(write, *id, text(arguments, "why"), pair.asked, pair.decided);
}

Result<void> set_template(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  CardDesign design{text(arguments, "kind"),
                    text(arguments, "front"),
                    text(arguments, "back"),
                    pair.asked,
                    pair.decided,
                    write.now()};
  const std::uint64_t id = office.designs().next_id();
  const EntryIndex entry =
      write.append(ledger::Detail{.act = ledger::Act::kCardDesignSet,
                                  .actor = pair.asked,
                                  .approver = pair.decided,
                                  .object = id,
                                  .reason = fmt::format("{}: {}", design.kind, text(arguments, "why"))});
  return office.designs().put(write, id, std::move(design), entry);
}

Result<void> change_stamp_form(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  return set_stamp_form(office, write, text(arguments, "kind"), arguments.at("minimal").as_bool(),
                        text(arguments, "why"), pair.asked, pair.decided);
}

Result<void> authorise(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  return authorise_pseudonym(office, write, PersonId{number(arguments, "person")}, PersonId{number(arguments, "alias")},
                             pair.asked, pair.decided);
}

// Who bears a pseudonym, or is one, stays protected: its card and its bearer's go to the force's own press only.
Result<void> check_unmark(Office& office, PersonId person, roll::Marks marks) {
  const auto* stored = office.vault().people().find(person.value);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is nobody with the number {}", person.value));
  if (marks.is_protected > stored->value.is_protected || marks.notice_risk > stored->value.notice_risk)
    return fail(Code::kRefused, fmt::format("person {} has no such mark", person.value));
  if (!marks.is_protected) return {};
  const bool covert =
      bearer_of(office, person) || std::ranges::any_of(aliases_of(office, person), [&](PersonId alias) {
        return office.vault().people().find(alias.value)->value.status == roll::Person::Status::kServing;
      });
  if (covert)
    return fail(
        Code::kRefused,
        fmt::format(
            "person {} bears or is a pseudonym and stays protected; end the pseudonym first, with ‘person leave’",
            person.value));
  return {};
}

Result<void> unmark(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const PersonId person{number(arguments, "person")};
  const roll::Marks marks{arguments.at("protected").as_bool(), arguments.at("notice_risk").as_bool()};
  TRY(check_unmark(office, person, marks));
  return office.vault().unmark(write, person, marks, pair.asked, pair.decided, text(arguments, "why"));
}

Result<void> renumber(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  std::vector<PersonId> people;
  for (const json::value& person : arguments.at("people").as_array())
    people.push_back(PersonId{person.to_number<std::uint64_t>()});
  return give_numbers(office, write, people, text(arguments, "form"), text(arguments, "why"), pair.asked, pair.decided);
}

Result<void> grant_protected(Office& office, ledger::Write& write, const json::object& arguments, Pair pair) {
  const auto principal = office.access().principal_named(text(arguments, "principal"));
  if (!principal) return fail(Code::kNotFound, "there is no such principal");
  if (*principal == pair.asked || *principal == pair.decided)
    return fail(Code::kRefused, "nobody grants to himself; ask another");
  access::Grant grant;
  grant.principal = *principal;
  grant.classes = static_cast<std::uint32_t>(number(arguments, "classes"));
  grant.purpose = text(arguments, "purpose");
  grant.until = write.now() + Duration(number(arguments, "micros"));
  grant.given_by = pair.asked;
  grant.covers_protected = true;
  const std::uint64_t id = office.access().grants.next_id();
  const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kGrantGiven,
                                                       .actor = pair.asked,
                                                       .approver = pair.decided,
                                                       .object = id,
                                                       .reason = grant.purpose});
  return office.access().grants.put(write, id, std::move(grant), entry);
}

// Its proposer makes it now; that is when it is read, and when custody opens.
Result<void> allow_roll_index(Office& office, ledger::Write&, const json::object& arguments, Pair) {
  if (!office.access().principal_named(text(arguments, "holder")))
    return fail(Code::kNotFound, "there is no such principal");
  return {};
}

using Operation = Result<void> (*)(Office&, ledger::Write&, const json::object&, Pair);
constexpr std::pair<std::string_view, Operation> kOperations[] = {
    {"budget raise", raise_budget},
    {"press resume", resume_press},
    {"press renew", renew_press},
    {"custody close", close_custody},
    {"card suspend", step_cards<supplier::CardState::kSuspended, ledger::Act::kCardSuspended>},
    {"card revoke", step_cards<supplier::CardState::kRevoked, ledger::Act::kCardRevoked>},
    {"stamp revoke", revoke_stamp_key},
    {"card template", set_template},
    {"stamp form", change_stamp_form},
    {"pseudonym", authorise},
    {"unmark", unmark},
    {"new numbers", renumber},
    {"grant protected", grant_protected},
    {"roll index", allow_roll_index}};

Result<std::uint64_t> keep(Office& office, const access::Actor& actor, std::string_view operation,
                           const json::object& arguments) {
  TRY(access::require_role(actor, kRole));
  std::uint64_t id = 0;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        id = office.access().proposals.next_id();
        Proposal proposal;
        proposal.operation = operation;
        proposal.arguments = json::serialize(arguments);
        proposal.asked_by = actor.id;
        proposal.until = write.now() + kProposalLife;
        const EntryIndex entry = write.append(ledger::Detail{
            .act = ledger::Act::kProposed, .actor = actor.id, .object = id, .reason = std::string(operation)});
        return office.access().proposals.put(write, id, std::move(proposal), entry);
      },
      ledger::Urgency::kUrgent));
  return id;
}

}  // namespace

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const BudgetRaise& act) {
  TRY(check_why(act.why));
  if (const auto look = office.clerk().look(); !office.desk().supplier_named(act.supplier))
    return fail(Code::kNotFound, fmt::format("there is no supplier ‘{}’", act.supplier));
  return keep(office, actor, "budget raise",
              {{"supplier", act.supplier},
               {"open", act.budget.open_at_once},
               {"hour", act.budget.per_hour},
               {"day", act.budget.per_day},
               {"year", act.budget.per_year},
               {"micros", act.length.count()},
               {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PressResume& act) {
  TRY(check_why(act.why));
  if (const auto look = office.clerk().look(); !office.desk().press_named(act.press))
    return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", act.press));
  return keep(office, actor, "press resume", {{"press", act.press}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PressRenewal& act) {
  TRY(check_why(act.why));
  if (const auto look = office.clerk().look(); !office.desk().press_named(act.press))
    return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", act.press));
  return keep(office, actor, "press renew", {{"press", act.press}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CustodyClosure& act) {
  TRY(check_why(act.evidence));
  {
    const auto look = office.clerk().look();
    TRY(copies_meant(office, act));
  }
  return keep(office, actor, "custody close",
              {{"holder", act.holder},
               {"batch", act.batch},
               {"person", act.person.value},
               {"evidence", act.evidence},
               {"sha256", act.sha256}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardSuspension& act) {
  TRY(check_why(act.why));
  json::array cards;
  for (const CardId card : act.cards) cards.emplace_back(card.value);
  return keep(office, actor, "card suspend", {{"cards", std::move(cards)}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardRevocation& act) {
  TRY(check_why(act.why));
  json::array cards;
  for (const CardId card : act.cards) cards.emplace_back(card.value);
  return keep(office, actor, "card revoke", {{"cards", std::move(cards)}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const StampKeyRevocation& act) {
  TRY(check_why(act.why));
  return keep(office, actor, "stamp revoke", {{"key", act.key}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const CardTemplate& act) {
  TRY(check_why(act.why));
  if (!supplier::is_card_kind(act.kind))
    return fail(Code::kUsage, fmt::format("‘{}’ is no kind of card; there are: {}", act.kind, supplier::card_kinds()));
  const bool own = !act.front.empty() || !act.back.empty();
  if (own) TRY(specimen(as_bytes(act.front), as_bytes(act.back)));
  const auto print = [&](const std::string& side) { return own ? hex(crypto::sha256(as_bytes(side))) : "shipped"; };
  return keep(office, actor, "card template",
              {{"kind", act.kind},
               {"front_sha256", print(act.front)},
               {"back_sha256", print(act.back)},
               {"why", act.why},
               {"front", act.front},
               {"back", act.back}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const StampForm& act) {
  TRY(check_why(act.why));
  if (!supplier::is_card_kind(act.kind))
    return fail(Code::kInvalid,
                fmt::format("‘{}’ is no kind of card; there are: {}", act.kind, supplier::card_kinds()));
  return keep(office, actor, "stamp form", {{"kind", act.kind}, {"minimal", act.minimal}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const PseudonymAct& act) {
  TRY(check_why(act.why));
  {
    const auto look = office.clerk().look();
    TRY(check_pseudonym(office, act.person, act.alias));
  }
  return keep(office, actor, "pseudonym", {{"person", act.person.value}, {"alias", act.alias.value}, {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const MarkRemoval& act) {
  TRY(check_why(act.why));
  if (!act.marks.any()) return fail(Code::kUsage, "say which mark is to go: --protected, --notice-risk");
  {
    const auto look = office.clerk().look();
    TRY(check_unmark(office, act.person, act.marks));
  }
  return keep(office, actor, "unmark",
              {{"person", act.person.value},
               {"protected", act.marks.is_protected},
               {"notice_risk", act.marks.notice_risk},
               {"why", act.why}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const NewNumbers& act) {
  TRY(check_why(act.why));
  TRY(check_number_form(act.form, act.people.size()));
  json::array people;
  for (const PersonId person : act.people) people.emplace_back(person.value);
  return keep(office, actor, "new numbers", {{"form", act.form}, {"why", act.why}, {"people", std::move(people)}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const ProtectedGrant& act) {
  TRY(check_why(act.purpose));
  return keep(office, actor, "grant protected",
              {{"principal", act.principal},
               {"purpose", act.purpose},
               {"classes", act.classes},
               {"micros", act.length.count()}});
}

Result<std::uint64_t> propose(Office& office, const access::Actor& actor, const RollIndexMaking& act) {
  TRY(check_why(act.why));
  constexpr std::string_view kPrincipal = "principal:";
  if (act.holder.starts_with("supplier:") || act.holder.starts_with("press:"))
    return fail(Code::kRefused,
                "a roll index is never made for a supplier: it is the whole roll's identities in another form");
  if (!act.holder.starts_with(kPrincipal)) return fail(Code::kUsage, "say who will keep the index: principal:NAME");
  const std::string name = act.holder.substr(kPrincipal.size());
  if (const auto look = office.clerk().look(); !office.access().principal_named(name))
    return fail(Code::kNotFound, fmt::format("there is no principal ‘{}’", name));
  return keep(office, actor, "roll index", {{"holder", name}, {"why", act.why}});
}

Result<void> decide(Office& office, const access::Actor& actor, std::uint64_t id, bool approve) {
  TRY(access::require_role(actor, kRole));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        const auto* stored = office.access().proposals.find(id);
        if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no proposal {}", id));
        Proposal proposal = stored->value;
        if (proposal.state != Proposal::State::kOpen)
          return fail(Code::kRefused, fmt::format("proposal {} has been decided already", id));
        if (proposal.asked_by == actor.id)
          return fail(Code::kRefused, "who proposes does not decide: it takes a second person");
        if (write.now() > proposal.until)
          return fail(Code::kRefused, fmt::format("proposal {} is older than seven days; propose it anew", id));
        proposal.decided_by = actor.id;
        proposal.state = approve ? Proposal::State::kApproved : Proposal::State::kRefused;
        const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kDecided,
                                                             .actor = proposal.asked_by,
                                                             .approver = actor.id,
                                                             .object = id,
                                                             .reason = approve ? proposal.operation : "refused"});
        TRY(office.access().proposals.put(write, id, proposal, entry));
        if (!approve) return {};
        const json::object arguments = json::parse(proposal.arguments).as_object();
        for (const auto& [name, operation] : kOperations)
          if (name == proposal.operation) return operation(office, write, arguments, {proposal.asked_by, actor.id});
        return fail(Code::kTampered, "a proposal of an unknown kind");
      },
      ledger::Urgency::kUrgent));
  return {};
}

}  // namespace tipstaff::office
