// What principals may do beyond their roles: grants to read the roll.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct GrantRequest {
  std::string principal;
  std::vector<DataClass> classes;
  std::string purpose;
  PersonId only;                  // 0: the whole roll
  Duration life = std::chrono::hours(24 * 30);
  bool covers_protected = false;  // refused: takes a second approver (law 7)
};
// Roles: dpo, security officer. Nobody grants to himself (law 8). Returns the grant's number. Errors: kRefused, kNotFound,
// kInvalid.
Result<std::uint64_t> give_grant(Office& office, const access::Actor& actor, const GrantRequest& request);

}  // namespace tipstaff::office
