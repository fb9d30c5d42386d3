#include "office/stock.h"

#include <fmt/format.h>

namespace tipstaff::office {
namespace {

constexpr access::Roles kIssuer = {access::Role::kIssuer};
constexpr access::Roles kCounters = {access::Role::kIssuer, access::Role::kSecurityOfficer};

Result<void> check_place(Office& office, std::string_view place) {
  const bool press = place.starts_with("press:"), supplier = place.starts_with("supplier:");
  if (press && !office.desk().press_named(place.substr(6)))
    return fail(Code::kNotFound, fmt::format("there is no press ‘{}’", place.substr(6)));
  if (supplier && !office.desk().supplier_named(place.substr(9)))
    return fail(Code::kNotFound, fmt::format("there is no supplier ‘{}’", place.substr(9)));
  for (const char c : place)
    if (c < 0x20 || c > 0x7e || (c == ':' && !press && !supplier))
      return fail(Code::kInvalid,
                  "a place is press:NAME, supplier:NAME, or a name of your own in ASCII without a colon");
  if (place.empty() || place.size() > 80) return fail(Code::kInvalid, "the name of a place has 1 to 80 characters");
  return {};
}

using Act = Result<std::uint64_t> (supplier::Stock::*)(ledger::Write&, const supplier::Serial&, const supplier::Serial&,
                                                       const std::string&, PrincipalId);

Result<std::uint64_t> with_range(Office& office, const access::Actor& actor, const std::string& first,
                                 const std::string& last, const std::string& place, Act act) {
  TRY(access::require_role(actor, kIssuer));
  TRY_ASSIGN(const supplier::Serial from, supplier::parse_serial(first));
  TRY_ASSIGN(const supplier::Serial to, supplier::parse_serial(last));
  std::uint64_t blanks = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY(check_place(office, place));
    TRY_ASSIGN(blanks, (office.desk().stock().*act)(write, from, to, place, actor.id));
    return {};
  }));
  return blanks;
}

}  // namespace

Result<std::uint64_t> receive_stock(Office& office, const access::Actor& actor, const std::string& first,
                                    const std::string& last, const std::string& place) {
  return with_range(office, actor, first, last, place, &supplier::Stock::receive);
}

Result<std::uint64_t> move_stock(Office& office, const access::Actor& actor, const std::string& first,
                                 const std::string& last, const std::string& place) {
  return with_range(office, actor, first, last, place, &supplier::Stock::move);
}

Result<std::uint64_t> count_stock(Office& office, const access::Actor& actor, const std::string& place,
                                  std::uint64_t found) {
  TRY(access::require_role(actor, kCounters));
  std::uint64_t in_book = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(in_book, office.desk().stock().count(write, place, found, actor.id));
    return {};
  }));
  return in_book;
}

}  // namespace tipstaff::office
