#include "incident/incident.h"

#include <fmt/format.h>

namespace tipstaff::incident {

std::string report_clock(const Incident& incident, Instant now) {
  const Duration left = incident.discovered + kReportWithin - now;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(left < Duration(0) ? -left : left).count();
  const std::string length = fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  return left < Duration(0) ? fmt::format("the 72 hours ended {} ago", length)
                            : fmt::format("{} left of the 72 hours", length);
}

Result<IncidentId> find_incident(const Tables& tables, std::string_view name) {
  for (const auto& [id, stored] : tables.incidents.all())
    if (stored.value.name == name || std::to_string(id) == name) return IncidentId{id};
  return fail(Code::kNotFound, fmt::format("there is no incident ‘{}’; ‘incident list’ shows them", name));
}

}  // namespace tipstaff::incident
