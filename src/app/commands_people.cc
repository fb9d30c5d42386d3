#include <fmt/format.h>

#include "app/commands.h"
#include "office/issuing.h"
#include "office/people.h"
#include "roll/mapping.h"

namespace tipstaff::app {
namespace {

// Lines "field = value" from standard input: values on the command line could be seen by everybody on the machine.
Result<roll::Values> values_from_input(Context& context) {
  roll::Values out;
  for (int number = 1;; ++number) {
    TRY_ASSIGN(const std::optional<Plaintext> line, context.caller->line(""));
    if (!line) return out;
    const std::string_view text = roll::without_outer_spaces(line->reveal_text());
    if (text.empty()) continue;
    const std::size_t equals = text.find('=');
    const auto field = field_from_name(roll::without_outer_spaces(text.substr(0, std::min(equals, text.size()))));
    if (equals == std::string_view::npos || !field || *field == Field::kPhoto)
      return fail(Code::kUsage, fmt::format("line {} is not ‘field = value’ with a field of the roll", number));
    out.insert_or_assign(*field, Plaintext::copy_of(roll::without_outer_spaces(text.substr(equals + 1))));
  }
}

}  // namespace

Result<void> person_add(Context& context, bool is_protected, bool notice_risk, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  roll::NewPerson person;
  TRY_ASSIGN(person.values, values_from_input(context));
  person.is_protected = is_protected;
  person.notice_risk = notice_risk;
  TRY_ASSIGN(const PersonId id, office::add_person(*office, actor, std::move(person), why));
  context.print(fmt::format("person {}\n", id.value));
  return {};
}

Result<void> person_change(Context& context, std::uint64_t person, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const roll::Values values, values_from_input(context));
  TRY_ASSIGN(const FieldSet changed, office::change_person(*office, actor, PersonId{person}, values, why));
  context.print(fmt::format("Changed: {}.\n", changed.names()));
  return {};
}

Result<void> person_leave(Context& context, std::uint64_t person, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::person_leaves(*office, actor, PersonId{person}, why));
  context.print("Recorded; every card of this person is revoked.\n");
  return {};
}

Result<void> person_copies(Context& context, std::uint64_t person) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::vector<office::HeldCopy> copies, office::copies_of(*office, actor, PersonId{person}));
  static constexpr std::array kEnds = {"still open", "ended on the holder's word", "ended, by independent evidence"};
  for (const office::HeldCopy& held : copies)
    context.print(fmt::format("{:<28} {} to {}  {}  ({})\n", held.holder, to_rfc3339(held.copy.from), to_rfc3339(held.copy.until),
                              held.copy.fields.names(), kEnds[static_cast<std::size_t>(held.copy.end)]));
  if (copies.empty()) context.print("Nobody has had a copy.\n");
  return {};
}

Result<void> card_end(Context& context, const CardOptions& options, const std::string& how, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  std::vector<CardId> cards;
  for (const std::uint64_t number : options.numbers) cards.push_back(CardId{number});
  if (cards.empty()) return fail(Code::kUsage, "name cards by their numbers");
  TRY(office::end_cards(*office, actor, cards, how, why));
  context.print(fmt::format("{} cards {}.\n", cards.size(), how));
  return {};
}

Result<void> clock_accept(Context& context, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  office->clerk().accept_clock();
  TRY(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{.act = ledger::Act::kClockAccepted, .actor = actor.id, .reason = why});
    return {};
  }));
  context.print(fmt::format("The clock is accepted as it stands: {}.\n", to_rfc3339(office->clerk().last_time())));
  return {};
}

}  // namespace tipstaff::app
