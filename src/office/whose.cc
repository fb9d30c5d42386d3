#include "office/whose.h"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace tipstaff::office {
namespace {

// Of a list drawn from a copy, one name in fifty is somebody else's (read wrongly, added, or from elsewhere).
constexpr double kStray = 0.02;
// For each field found that the holder never had: it was joined on from elsewhere.
const double kJoinedOn = std::log(0.01);

using People = std::unordered_set<std::uint32_t>;

// Since when he has had each person, in that order; what he had of those who were found.
struct Held {
  std::vector<std::pair<std::int64_t, std::uint32_t>> arrivals;
  FieldSet of_found;
};

Held held_by(const custody::Columns& copies, const People& found) {
  Held out;
  std::unordered_map<std::uint32_t, std::int64_t> first;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (copies.form(i) == custody::Form::kLocked || copies.person[i] == 0) continue;
    const auto [at, fresh] = first.try_emplace(copies.person[i], copies.from[i]);
    if (!fresh) at->second = std::min(at->second, copies.from[i]);
    if (found.contains(copies.person[i])) out.of_found = out.of_found | FieldSet::from_bits(copies.fields[i]);
  }
  for (const auto& [person, from] : first) out.arrivals.emplace_back(from, person);
  std::ranges::sort(out.arrivals);
  return out;
}

struct Weighed {
  Resemblance copy;
  double weight = 0;  // log-likelihood
};

// The moment at which this holder's copy explains best what was found.
std::optional<Weighed> best_moment(const Held& held, const People& found, double everybody) {
  std::optional<Weighed> best;
  std::uint64_t shared = 0, moments = 0;
  const auto total = static_cast<double>(found.size());
  for (std::size_t i = 0; i < held.arrivals.size(); ++i) {
    const auto [from, person] = held.arrivals[i];
    if (found.contains(person)) ++shared;
    const bool last_then = i + 1 == held.arrivals.size() || held.arrivals[i + 1].first != from;
    if (shared == 0 || !last_then) continue;
    ++moments;
    const auto size = static_cast<double>(i + 1);
    const auto k = static_cast<double>(shared);
    const double weight =
        k * std::log((1 - kStray) / size + kStray / everybody) + (total - k) * std::log(kStray / everybody);
    if (best && best->weight >= weight) continue;
    best.emplace();
    best->copy.as_of = Instant{from};
    best->copy.shared = shared;
    best->copy.held = i + 1;
    best->weight = weight;
  }
  if (best) best->weight -= std::log(static_cast<double>(moments));  // that the moment was chosen
  return best;
}

}  // namespace

Result<WhoseCopy> whose_copy(Office& office, const access::Actor& actor, const std::vector<PersonId>& found,
                             FieldSet fields) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer, access::Role::kDpo}));
  People people;
  for (const PersonId person : found) people.insert(static_cast<std::uint32_t>(person.value));
  if (people.size() < kFewestForWhose)
    return fail(Code::kUsage,
                fmt::format("only {} people of the roll can be told apart in it: too few to say whose copy it is",
                            people.size()));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{.act = ledger::Act::kExposureAnswered,
                                .actor = actor.id,
                                .fields = fields,
                                .object = people.size(),
                                .reason = "whose copy"});
    return {};
  }));

  WhoseCopy out;
  out.people = people.size();
  std::vector<Weighed> all;
  {
    const auto look = office.clerk().look();
    const auto everybody = static_cast<double>(std::max<std::size_t>(office.vault().people().all().size(), 1));
    for (const auto& [id, stored] : office.book().holders().all()) {
      const Held held = held_by(office.book().of_holder(HolderId{id}), people);
      std::optional<Weighed> one = best_moment(held, people, everybody);
      if (!one) continue;
      one->copy.kind = stored.value.kind;
      one->copy.holder = stored.value.name;
      one->copy.lacking = fields.minus(held.of_found);
      one->weight += kJoinedOn * one->copy.lacking.count();
      all.push_back(std::move(*one));
    }
    all.push_back({{}, -static_cast<double>(people.size()) * std::log(everybody)});  // none: anybody of the roll
  }
  double most = -INFINITY, sum = 0;
  for (const Weighed& one : all) most = std::max(most, one.weight);
  for (Weighed& one : all) sum += one.copy.share = std::exp(one.weight - most);
  for (Weighed& one : all) one.copy.share /= sum;
  out.none = all.back().copy.share;
  all.pop_back();
  std::ranges::sort(all, std::greater<>(), &Weighed::weight);
  for (Weighed& one : all) out.copies.push_back(std::move(one.copy));
  return out;
}

}  // namespace tipstaff::office
