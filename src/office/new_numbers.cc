#include "office/new_numbers.h"

#include <fmt/format.h>

#include <cmath>

#include "office/breach.h"
#include "office/padding.h"

namespace tipstaff::office {
namespace {

constexpr int kMostTries = 200;

std::string drawn(std::string_view form, Random& random) {
  std::string out(form);
  for (char& c : out)
    if (c == '#') c = static_cast<char>('0' + random_below(random, 10));
  return out;
}

// One that nobody has or had: an exposed number must not come back on somebody else's card.
Result<Plaintext> free_number(Office& office, ledger::Write& write, const std::string& form) {
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    Plaintext number = Plaintext::copy_of(drawn(form, write.random()));
    TRY_ASSIGN(const bool used, office.vault().was_issued(write.db(), number.reveal_text()));
    if (!used) return number;
  }
  return fail(Code::kRefused, "no free number of this form was found; choose one with more #");
}

}  // namespace

Result<void> check_number_form(std::string_view form, std::size_t people) {
  if (people == 0) return fail(Code::kUsage, "name people by their numbers, or an incident that exposes numbers");
  const bool plain =
      std::ranges::all_of(form, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#'; });
  const auto digits = static_cast<double>(std::ranges::count(form, '#'));
  if (!plain || form.empty() || form.size() > 20)
    return fail(Code::kInvalid,
                "a form of numbers has 1 to 20 capital letters, digits and #, each # a digit to be drawn: NM######");
  if (std::pow(10, digits) < 10 * static_cast<double>(people))
    return fail(Code::kInvalid,
                fmt::format("the form has too few # for {} people: ten times as many numbers are needed", people));
  return {};
}

Result<void> give_numbers(Office& office, ledger::Write& write, const std::vector<PersonId>& people,
                          const std::string& form, const std::string& why, PrincipalId by, PrincipalId approver) {
  TRY(check_number_form(form, people.size()));
  write.append(ledger::Detail{
      .act = ledger::Act::kNumbersGiven, .actor = by, .approver = approver, .object = people.size(), .reason = why});
  for (const PersonId person : people) {
    TRY_ASSIGN(Plaintext number, free_number(office, write, form));
    roll::Values values;
    values[Field::kWarrantNumber] = std::move(number);
    TRY(office.vault().change(write, person, values, by, "new number"));
  }
  return {};
}

Result<std::vector<PersonId>> exposed_numbers(Office& office, const access::Actor& actor, IncidentId incident,
                                              const std::string& kind) {
  TRY_ASSIGN(const Answer answer, exposure(office, actor, incident));
  const auto look = office.clerk().look();
  std::vector<PersonId> out;
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    const PersonId person = answer.exposure.population[i].person;
    if (!answer.exposure.fields(i).has(Field::kWarrantNumber)) continue;
    if (office.vault().people().find(person.value)->value.status != roll::Person::Status::kServing) continue;
    if (!kind.empty() && !office.cards().current(person, kind)) continue;
    out.push_back(person);
  }
  return out;
}

}  // namespace tipstaff::office
