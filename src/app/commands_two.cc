#include <fmt/format.h>

#include "app/commands.h"
#include "app/counted.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "match/index_file.h"
#include "office/declared.h"
#include "office/issuing.h"
#include "office/reissue.h"
#include "office/roll_index.h"
#include "office/two_people.h"
#include "roll/csv_child.h"

namespace tipstaff::app {
namespace {

template <class Act>
Result<void> propose_and_say(Context& context, office::Office& office, const Act& act) {
  TRY_ASSIGN(const access::Actor actor, context.actor(office));
  TRY_ASSIGN(const std::uint64_t id, office::propose(office, actor, act));
  context.print(
      fmt::format("Proposal {}. Another security officer decides it within seven days: tipstaff decide {}\n", id, id));
  return {};
}

// Every card that the presses in the scope were given and that has not ended.
Result<std::vector<CardId>> cards_of(office::Office& office, const std::string& incident) {
  TRY_ASSIGN(const IncidentId id, incident::find_incident(office.incidents(), incident));
  const auto look = office.clerk().look();
  return office::cards_touched(office, id);
}

}  // namespace

Result<void> propose_budget(Context& context, const SupplierOptions& options, const std::string& length,
                            const std::string& why) {
  TRY_ASSIGN(const Duration parsed, parse_duration(length));
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(
      context, *office,
      office::BudgetRaise{options.name, {options.open, options.hour, options.day, options.year}, parsed, why});
}

Result<void> propose_resume(Context& context, const std::string& press, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, office::PressResume{press, why});
}

Result<void> propose_renew(Context& context, const std::string& press, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, office::PressRenewal{press, why});
}

Result<void> propose_suspend(Context& context, const CardOptions& options, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  office::CardSuspension act;
  act.why = why;
  for (const std::uint64_t card : options.numbers) act.cards.push_back(CardId{card});
  if (options.all) act.cards = office::cards_in_state(*office, supplier::CardState::kActive);
  if (!options.incident.empty()) {
    TRY_ASSIGN(act.cards, cards_of(*office, options.incident));
    const auto look = office->clerk().look();
    std::erase_if(act.cards, [&](CardId card) {
      return office->cards().table().find(card.value)->value.state != supplier::CardState::kActive;
    });
  }
  if (act.cards.empty()) return fail(Code::kUsage, "name cards by their numbers, or give --all for every active card");
  context.print(fmt::format("The holders of {} will not be able to show who they are while these are suspended.\n",
                            counted(act.cards.size(), "card")));
  return propose_and_say(context, *office, act);
}

Result<void> propose_revoke(Context& context, const CardOptions& options, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  office::CardRevocation act;
  act.why = why;
  for (const std::uint64_t card : options.numbers) act.cards.push_back(CardId{card});
  if (options.all) act.cards = office::cards_not_ended(*office);
  if (!options.incident.empty()) {
    TRY_ASSIGN(act.cards, cards_of(*office, options.incident));
  }
  if (act.cards.empty()) return fail(Code::kUsage, "name cards by their numbers, or give --all for every card");
  context.print(fmt::format("Dead for good, whoever holds them: {}.\n", counted(act.cards.size(), "card")));
  return propose_and_say(context, *office, act);
}

Result<void> propose_grant(Context& context, const GrantOptions& options) {
  TRY_ASSIGN(const Duration length, parse_duration(options.until));
  office::ProtectedGrant act{options.principal, options.purpose, 0, length};
  for (const std::string& name : options.classes) {
    const auto data_class = class_from_name(name);
    if (!data_class)
      return fail(Code::kUsage,
                  fmt::format("‘{}’ is no class; there are: identity, photo, pay, vetting, contact", name));
    act.classes |= 1U << static_cast<unsigned>(*data_class);
  }
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, act);
}

Result<void> propose_unmark(Context& context, std::uint64_t person, bool is_protected, bool notice_risk,
                            const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, office::MarkRemoval{PersonId{person}, {is_protected, notice_risk}, why});
}

Result<void> propose_template(Context& context, const TemplateOptions& options) {
  office::CardTemplate act{options.kind, {}, {}, options.why};
  if (options.front.empty() != options.back.empty())
    return fail(Code::kUsage, "a template has two sides: give the SVG of the front and that of the back");
  for (const auto& [path, side] : {std::pair{&options.front, &act.front}, std::pair{&options.back, &act.back}}) {
    if (path->empty()) continue;
    TRY_ASSIGN(const Bytes svg, context.caller->read(*path, card::kLargestTemplate));
    *side = as_text(svg);
  }
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, act);
}

Result<void> propose_roll_index(Context& context, const RollIndexOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  return propose_and_say(context, *office, office::RollIndexMaking{options.holder, options.why});
}

Result<void> roll_index(Context& context, const RollIndexOptions& options) {
  std::error_code error;
  for (const std::filesystem::path& path : {options.out, options.key})
    if (std::filesystem::exists(path, error))
      return fail(Code::kRefused, fmt::format("‘{}’ exists; choose a new name", path.string()));
  if (options.out == options.key) return fail(Code::kUsage, "the index and its key are two files");
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  const Plaintext key = crypto::new_key(context.random);
  TRY_ASSIGN(office::RollIndex made,
             office::make_roll_index(*office, actor, options.proposal, key, context.progress()));
  const Bytes file = match::IndexFile::write(made.index, key, context.random);
  made.file.hashes = {crypto::sha256(file)};
  TRY(office::record_made_file(*office, made.file, actor.id));
  SystemFiles files;
  TRY(files.replace(options.key, as_bytes(hex(key.reveal()) + "\n")));
  TRY(files.replace(options.out, file));
  context.print(fmt::format(
      "{}: {} people, the protected not among them; a copy of each is in custody until its end is on record.\n"
      "{}: the key. Keep it apart: who has both can confirm whoever he guesses.\n",
      options.out.string(), made.index.people(), options.key.string()));
  return {};
}

Result<void> proposal_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  // Some tell who is in a covert role.
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer, access::Role::kAuditor}));
  const auto look = office->clerk().look();
  for (const auto& [id, stored] : office->access().proposals.all()) {
    const access::Proposal& proposal = stored.value;
    if (proposal.state != access::Proposal::State::kOpen) continue;
    context.print(fmt::format("{:>4}  {:<16} by {}, until {}  {}\n", id, proposal.operation,
                              office->access().principals.find(proposal.asked_by.value)->value.name,
                              to_rfc3339(proposal.until), proposal.arguments.substr(0, 200)));
  }
  return {};
}

Result<void> decide(Context& context, std::uint64_t proposal, bool approve, const std::filesystem::path& status_out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::decide(*office, actor, proposal, approve));
  context.print(fmt::format("Proposal {} is {}.\n", proposal, approve ? "approved and done" : "refused"));
  if (approve && !status_out.empty()) {
    TRY_ASSIGN(const Bytes list, office::publish_status(*office));
    TRY(context.caller->replace(status_out, list, 0644));
    context.print(fmt::format("The status list is in {}.\n", status_out.string()));
  }
  return {};
}

Result<void> custody_declare(Context& context, const DeclareOptions& options) {
  office::Declaration declaration;
  declaration.holder = options.holder;
  declaration.files = context.caller;
  declaration.file = options.file;
  declaration.purpose = options.purpose;
  TRY_ASSIGN(declaration.since, parse_instant(options.since));
  if (!options.map.empty()) {
    TRY_ASSIGN(const Bytes content, context.caller->read(options.map, roll::kLargestMapping));
    TRY_ASSIGN(declaration.mapping, roll::parse_mapping(content));
  }
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::Declared done, office::declare_copy(*office, actor, declaration, context.progress()));
  context.print(fmt::format("{} has held {} of {} since {}: {}.\nRows that name nobody on the roll: {} of {}.\n",
                            options.holder, done.fields.names(), counted(done.people, "person", "people"),
                            to_rfc3339(declaration.since), "declared, and open until evidence ends it",
                            done.not_on_roll, done.rows));
  if (done.ambiguous != 0)
    context.print(
        fmt::format("Rows that mean one of several people of the same name or number, each of them possibly: {}.\n",
                    done.ambiguous));
  if (done.by_forms != 0)
    context.print(fmt::format("Only by another written form of the name, possibly: {}.\n",
                              counted(done.by_forms, "person", "people")));
  else if (options.purpose.empty() && done.not_on_roll != 0)
    context.print(
        "Initials and other spellings were not looked for; with --purpose they are, by a grant for the whole roll.\n");
  if (done.unread) context.print("Part of the file could not be read: who stands there is not declared.\n");
  return {};
}

Result<void> custody_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer, access::Role::kDpo, access::Role::kAuditor}));
  const auto look = office->clerk().look();
  for (const auto& [id, stored] : office->book().holders().all()) {
    const custody::Columns& copies = office->book().of_holder(HolderId{id});
    std::uint64_t open = 0;
    for (std::size_t i = 0; i < copies.size(); ++i) open += copies.end(i) == custody::End::kOpen ? 1 : 0;
    if (copies.size() == 0) continue;
    context.print(fmt::format("{:<9} {:<28} {:>9} copies, {:>9} still open\n",
                              custody::holder_kind_name(stored.value.kind), stored.value.name, copies.size(), open));
  }
  return {};
}

}  // namespace tipstaff::app
