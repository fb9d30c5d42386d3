#include "office/clock_leaps.h"

#include <fmt/format.h>

#include "office/outside_clocks.h"

namespace tipstaff::office {
namespace {

constexpr access::Roles kAccepters = {access::Role::kKeeper};
constexpr access::Roles kConfirmers = {access::Role::kKeeper, access::Role::kSecurityOfficer};

}  // namespace

Result<void> record_leap(Keeping& keeping, ledger::Write& write, const ledger::ClockLeap& leap) {
  cbor::Writer readings;
  readings.array(2).integer(leap.expected.micros).integer(leap.clock.micros);
  const std::uint64_t id = keeping.clock_leaps.next_id();
  const EntryIndex entry = write.append(
      {.act = ledger::Act::kClockAccepted, .object = id, .reason = "the clock leapt", .more = readings.take()});
  return keeping.clock_leaps.put(write, id, {leap.expected, leap.clock, leap.was_closed, write.now(), {}, {}}, entry);
}

Result<ClockAccepted> accept_clock(Office& office, const access::Actor& actor, const std::string& why) {
  TRY(access::require_role(actor, kAccepters));
  office.clerk().accept_clock();
  ClockAccepted done;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    ledger::Table<ClockLeapRow>& leaps = office.keeping().clock_leaps;
    const EntryIndex entry = write.append({.act = ledger::Act::kClockAccepted, .actor = actor.id, .reason = why});
    TRY_ASSIGN(done.differences, accept_differences(office.keeping(), write, actor.id, entry));
    if (leaps.all().empty()) return {};
    const auto& [id, newest] = *leaps.all().rbegin();
    if (newest.value.accepted_by.value != 0) return {};
    done.leapt = true;
    ClockLeapRow row = newest.value;
    row.accepted_by = actor.id;
    return leaps.put(write, id, row, entry);
  }));
  return done;
}

Result<std::size_t> confirm_clock(Office& office, const access::Actor& actor, const std::string& why) {
  TRY(access::require_role(actor, kConfirmers));
  std::size_t confirmed = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    ledger::Table<ClockLeapRow>& leaps = office.keeping().clock_leaps;
    std::vector<std::uint64_t> open;
    for (const auto& [id, stored] : leaps.all())
      if (stored.value.confirmed_by.value == 0) open.push_back(id);
    TRY_ASSIGN(confirmed, confirm_differences(office.keeping(), write, actor, why));
    if (open.empty() && confirmed == 0 && !open_differences(office).empty())
      return fail(Code::kRefused,
                  "clocks outside differ from this one, and nobody has accepted it yet; a keeper looks first (‘clock "
                  "accept’), then somebody else confirms");
    if (open.empty() && confirmed == 0)
      return fail(Code::kNotFound, "no accepted clock waits for a second person; nothing is to be confirmed");
    for (const std::uint64_t id : open) {
      ClockLeapRow row = leaps.find(id)->value;
      if (row.accepted_by == actor.id)
        return fail(Code::kRefused,
                    fmt::format("{} accepted this clock; somebody else must look at it and confirm it", actor.name));
      row.confirmed_by = actor.id;
      const EntryIndex entry =
          write.append({.act = ledger::Act::kClockAccepted, .actor = actor.id, .object = id, .reason = why});
      TRY(leaps.put(write, id, row, entry));
    }
    confirmed += open.size();
    return {};
  }));
  return confirmed;
}

Result<ClockState> clock_state(Office& office, const access::Actor& actor) {
  TRY(access::require_role(
      actor, {access::Role::kKeeper, access::Role::kSecurityOfficer, access::Role::kDpo, access::Role::kAuditor}));
  const auto look = office.clerk().look();
  ClockState out{office.keeping().clock_agreed(), {}};
  for (const auto& [id, stored] : office.keeping().clock_leaps.all()) {
    const ClockLeapRow& leap = stored.value;
    if (leap.confirmed_by.value != 0) continue;
    out.lines.push_back(fmt::format(
        "It leapt from {} to {} (entry {}); {}.", to_rfc3339(leap.expected), to_rfc3339(leap.clock), stored.entry.value,
        leap.accepted_by.value == 0 ? "nobody has accepted it" : "a second person has not confirmed it"));
  }
  const std::vector<std::string> differences = open_differences(office);
  out.lines.insert(out.lines.end(), differences.begin(), differences.end());
  return out;
}

std::vector<incident::ClockDoubt> clock_doubts(const Keeping& keeping) {
  std::vector<incident::ClockDoubt> out = outside_doubts(keeping);
  for (const auto& [id, stored] : keeping.clock_leaps.all()) {
    const ClockLeapRow& leap = stored.value;
    incident::ClockDoubt before{kDawn, leap.at, {}, {}, stored.entry}, after{leap.at, kEver, {}, {}, stored.entry};
    if (leap.clock < leap.expected) {
      // Entries stand still at the old time until the clock has caught up: they belong to the time before.
      before.early = after.late = leap.expected - leap.clock;
    } else {
      before.late = after.early = leap.clock - leap.expected;
    }
    // A closed office explains why its clock is ahead of its last entry.
    if (!leap.was_closed) out.push_back(before);
    if (leap.confirmed_by.value == 0) out.push_back(after);
  }
  return out;
}

}  // namespace tipstaff::office
