#include <fmt/format.h>

#include "app/commands.h"
#include "office/new_numbers.h"
#include "office/reissue.h"
#include "office/two_people.h"

namespace tipstaff::app {
namespace {

namespace json = boost::json;

json::object as_json(const incident::Reissue& r) {
  json::array days;
  for (const incident::ReissueDay& day : r.days) {
    json::object one{{"day", to_rfc3339(day.day).substr(0, 10)}, {"planned", day.planned}};
    if (day.day <= r.now) one["active"] = day.active;
    days.emplace_back(std::move(one));
  }
  json::object out{{"incident", r.incident},
                   {"contained", to_rfc3339(r.contained)},
                   {"cards", r.total},
                   {"old_dead", r.dead},
                   {"not_asked", r.not_asked},
                   {"asked", r.asked},
                   {"approved", r.approved},
                   {"queued", r.queued},
                   {"printing", r.printing},
                   {"printed", r.printed},
                   {"active", r.active},
                   {"a_day", r.a_day},
                   {"behind", incident::behind(r)}};
  if (r.planned_end != kEver) out["planned_end"] = to_rfc3339(r.planned_end).substr(0, 10);
  out["days"] = std::move(days);
  return out;
}

}  // namespace

Result<void> incident_reissue(Context& context, const std::string& name, const std::filesystem::path& svg) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const IncidentId id, incident::find_incident(office->incidents(), name));
  TRY_ASSIGN(const incident::Reissue r, office::reissue(*office, actor, id));
  if (!svg.empty()) TRY(context.caller->replace(svg, as_bytes(incident::reissue_svg(r)), 0644));
  if (context.json) {
    context.print_json(as_json(r));
    return {};
  }
  context.print(fmt::format(
      "{}: {} cards to replace; {} of the old ones are dead.\n"
      "  asked for {}, approved {}, queued {}, being printed {}, printed {}, active {}; not asked for yet {}\n",
      r.incident, r.total, r.dead, r.asked, r.approved, r.queued, r.printing, r.printed, r.active, r.not_asked));
  if (r.planned_end == kEver)
    context.print("  No press is left: the plan has no end.\n");
  else
    context.print(
        fmt::format("  Plan: {} a day within the budgets, {} days to hand over; the last one active on {}. {}.\n",
                    r.a_day, office::kHandOverDays, to_rfc3339(r.planned_end).substr(0, 10),
                    incident::behind(r) == 0 ? "As planned" : fmt::format("{} behind the plan", incident::behind(r))));
  if (!svg.empty()) context.print(fmt::format("The picture is in {}.\n", svg.string()));
  return {};
}

Result<void> propose_pseudonym(Context& context, std::uint64_t person, std::uint64_t alias, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t id,
             office::propose(*office, actor, office::PseudonymAct{PersonId{person}, PersonId{alias}, why}));
  context.print(fmt::format(
      "Cards of person {} will show the photograph of person {}, and be made by the force's own press only.\n"
      "Proposal {}. Another security officer decides it within seven days: tipstaff decide {}\n",
      alias, person, id, id));
  return {};
}

Result<void> propose_numbers(Context& context, const NumberOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  office::NewNumbers act{{}, options.form, options.why};
  for (const std::uint64_t person : options.people) act.people.push_back(PersonId{person});
  if (!options.incident.empty()) {
    TRY_ASSIGN(const IncidentId id, incident::find_incident(office->incidents(), options.incident));
    TRY_ASSIGN(act.people, office::exposed_numbers(*office, actor, id, options.kind));
  }
  TRY_ASSIGN(const std::uint64_t id, office::propose(*office, actor, act));
  context.print(
      fmt::format("{} people get a new number each; cards that are drawn from then on show it.\n"
                  "Proposal {}. Another security officer decides it within seven days: tipstaff decide {}\n",
                  act.people.size(), id, id));
  return {};
}

}  // namespace tipstaff::app
