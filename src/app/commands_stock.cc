#include <fmt/format.h>

#include "app/commands.h"
#include "office/issuing.h"
#include "office/stock.h"
#include "supplier/sums.h"

namespace tipstaff::app {

namespace json = boost::json;

Result<void> stock_receive(Context& context, const StockOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t blanks,
             office::receive_stock(*office, actor, options.first, options.last, options.place));
  context.print(fmt::format("{} blanks received at {}.\n", blanks, options.place));
  return {};
}

Result<void> stock_move(Context& context, const StockOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t blanks,
             office::move_stock(*office, actor, options.first, options.last, options.place));
  context.print(fmt::format("{} blanks are now at {}.\n", blanks, options.place));
  return {};
}

Result<void> stock_count(Context& context, const StockOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t book, office::count_stock(*office, actor, options.place, options.found));
  context.print(options.found == book ? fmt::format("{} at {}, as in the book.\n", book, options.place)
                                      : fmt::format("ALARM: {} counted at {}, the book has {}. It is on record.\n",
                                                    options.found, options.place, book));
  return {};
}

Result<void> stock_show(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  const supplier::Stock& stock = office->desk().stock();
  for (const auto& [place, blanks] : stock.by_place()) context.print(fmt::format("{:>9} at {}\n", blanks, place));
  for (const auto& [id, alarm] : stock.alarms().all())
    context.print(fmt::format("ALARM {}  {}: {}\n", to_rfc3339(alarm.value.at), alarm.value.place, alarm.value.why));
  if (!stock.kept()) context.print("No stock is kept: it begins with ‘stock receive’.\n");
  return {};
}

Result<void> job_show(Context& context, std::uint64_t job) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kIssuer, access::Role::kSecurityOfficer, access::Role::kAuditor}));
  const auto look = office->clerk().look();
  TRY_ASSIGN(const supplier::Sums sums, supplier::sum_of(office->desk(), office->cards(), JobId{job}));
  const supplier::DeskTables& tables = office->desk().tables();
  const std::string& press = tables.presses.find(tables.jobs.find(job)->value.press.value)->value.name;
  if (context.json) {
    json::array alarms;
    for (const std::string& alarm : sums.alarms) alarms.emplace_back(alarm);
    context.print_json(json::object{{"job", job},
                                    {"press", press},
                                    {"ordered", sums.ordered},
                                    {"queued", sums.queued},
                                    {"printed", sums.printed},
                                    {"in_transit", sums.in_transit},
                                    {"received", sums.received},
                                    {"active", sums.active},
                                    {"spoilt", sums.spoilt},
                                    {"returned", sums.returned},
                                    {"destroyed", sums.destroyed},
                                    {"taken_back", sums.taken_back},
                                    {"ended", sums.ended},
                                    {"alarms", std::move(alarms)}});
    return {};
  }
  context.print(fmt::format(
      "job {} for {}\n{} ordered = {} queued + {} printed + {} in transit + {} received + {} active + {} spoilt "
      "+ {} returned + {} destroyed\n",
      job, press, sums.ordered, sums.queued, sums.printed, sums.in_transit, sums.received, sums.active, sums.spoilt,
      sums.returned, sums.destroyed));
  if (sums.taken_back != 0)
    context.print(fmt::format("{} more were taken back unreleased, to be made elsewhere\n", sums.taken_back));
  if (sums.ended != 0)
    context.print(fmt::format("{} of them are revoked or expired and not yet returned\n", sums.ended));
  for (const std::uint64_t number : office->bureau().batches_of(JobId{job})) {
    const supplier::Batch& batch = tables.batches.find(number)->value;
    context.print(fmt::format("sub-batch {}  {:>4} cards  {}\n", batch.id.text(), batch.items.size(),
                              supplier::batch_state_name(batch.state)));
  }
  for (const std::string& alarm : sums.alarms) context.print("ALARM " + alarm + "\n");
  return {};
}

}  // namespace tipstaff::app
