#include <fmt/format.h>

#include "app/commands.h"
#include "app/counted.h"
#include "office/card_cycle.h"
#include "office/clock_leaps.h"
#include "office/issuing.h"
#include "office/people.h"
#include "office/subject.h"
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

Result<void> person_change(Context& context, std::uint64_t person, bool is_protected, bool notice_risk,
                           const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const roll::Values values, values_from_input(context));
  TRY_ASSIGN(const FieldSet changed,
             office::change_person(*office, actor, PersonId{person}, values, {is_protected, notice_risk}, why));
  if (!changed.empty()) context.print(fmt::format("Changed: {}.\n", changed.names()));
  if (is_protected || notice_risk) context.print("Marked.\n");
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
    context.print(fmt::format("copy {:<6} {:<28} {} to {}  {}  ({})\n", held.id.value, held.holder,
                              to_rfc3339(held.copy.from), to_rfc3339(held.copy.until), held.copy.fields.names(),
                              kEnds[static_cast<std::size_t>(held.copy.end)]));
  if (copies.empty()) context.print("Nobody has had a copy.\n");
  return {};
}

Result<void> person_export(Context& context, std::uint64_t person, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::SubjectExport done, office::export_person(*office, actor, PersonId{person}));
  const std::string name = fmt::format("person-{}", person);
  TRY(context.caller->replace(out / (name + ".json"), done.json.reveal()));
  TRY(context.caller->replace(out / (name + ".txt"), done.text.reveal()));
  TRY(context.caller->replace(out / (name + ".pdf"), done.pdf.reveal()));
  context.print(fmt::format("{0}.json, {0}.txt and {0}.pdf are in {1}: a copy in your custody until ‘custody close’.\n",
                            name, out.string()));
  return {};
}

Result<void> custody_close(Context& context, const std::vector<std::uint64_t>& copies, const std::string& evidence) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  for (const std::uint64_t copy : copies) TRY(office::close_copy(*office, actor, CustodyId{copy}, evidence));
  context.print(fmt::format("{} copies have ended, on somebody's word.\n", copies.size()));
  return {};
}

Result<void> card_uncollected(Context& context, std::uint32_t days) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  if (days != 0) {
    TRY(office::set_uncollected_days(*office, actor, days));
    context.print(fmt::format("A card that was counted in and not collected within {} days is revoked.\n", days));
    return {};
  }
  TRY_ASSIGN(const std::uint64_t ended, office::end_uncollected(*office, actor));
  context.print(fmt::format("Revoked: {} that nobody collected.\n", counted(ended, "card")));
  return {};
}

Result<void> card_expire(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t expired, office::expire_cards(*office, actor));
  context.print(fmt::format("Expired: {}.\n", counted(expired, "card")));
  return {};
}

Result<void> card_renewals(Context& context, std::uint32_t days, std::uint32_t valid_days, bool request) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  const Duration within = std::chrono::hours(24) * days;
  if (request) {
    TRY_ASSIGN(const office::RenewalsAsked done,
               office::request_renewals(*office, actor, within, std::chrono::hours(24) * valid_days));
    context.print(fmt::format("{} renewals asked for; {} wait for tomorrow's budget.\n", done.asked, done.waiting));
    return {};
  }
  TRY_ASSIGN(const auto due, office::renewals(*office, actor, within));
  for (const office::Renewal& renewal : due)
    context.print(fmt::format("card {:>8}  person {:>8}  expires {}\n", renewal.card.value, renewal.person.value,
                              to_rfc3339(renewal.expires).substr(0, 10)));
  context.print(fmt::format("Within {} days: {}.\n", days, counted(due.size(), "card")));
  return {};
}

Result<void> card_end(Context& context, const CardOptions& options, const std::string& how, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  std::vector<CardId> cards;
  cards.reserve(options.numbers.size());
  for (const std::uint64_t number : options.numbers) cards.push_back(CardId{number});
  if (cards.empty()) return fail(Code::kUsage, "name cards by their numbers");
  TRY(office::end_cards(*office, actor, cards, how, why));
  context.print(fmt::format("{} {}.\n", counted(cards.size(), "card"), how));
  return {};
}

Result<void> clock_accept(Context& context, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::ClockAccepted accepted, office::accept_clock(*office, actor, why));
  context.print(fmt::format("The clock is accepted as it stands: {}.\n", to_rfc3339(office->clerk().last_time())));
  if (accepted.leapt)
    context.print("It leapt, so answers about a breach allow for the difference, before and since.\n");
  if (accepted.differences != 0)
    context.print("Clocks outside differ from it or differed; what came before this acceptance stays in doubt.\n");
  if (accepted.leapt || accepted.differences != 0)
    context.print(
        "When somebody else has looked at it too, ‘tipstaff clock confirm’ ends the doubt about what comes after.\n");
  return {};
}

Result<void> clock_confirm(Context& context, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::size_t confirmed, office::confirm_clock(*office, actor, why));
  context.print(fmt::format("Confirmed: the clock has been right since it was accepted ({} {}).\n", confirmed,
                            confirmed == 1 ? "doubt" : "doubts"));
  return {};
}

Result<void> clock_show(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::ClockState state, office::clock_state(*office, actor));
  context.print(fmt::format("Ledger time {}, the computer's clock {}.\n{}\n", to_rfc3339(office->clerk().last_time()),
                            to_rfc3339(office->clock().now()),
                            state.agreed == kDawn
                                ? "No witness's clock has agreed with it yet."
                                : "The witness's clock agreed with it at " + to_rfc3339(state.agreed) + "."));
  for (const std::string& line : state.lines) context.print(line + "\n");
  if (state.lines.empty()) context.print("Nothing throws doubt on it.\n");
  return {};
}

}  // namespace tipstaff::app
