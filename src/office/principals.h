// What principals may do beyond their roles: grants to read the roll.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct GrantRequest {
  std::string principal;
  std::vector<DataClass> classes;
  std::string purpose;
  PersonId only;  // 0: the whole roll
  Duration life = std::chrono::hours(24 * 30);
  bool covers_protected = false;  // refused: takes a second approver (law 7)
};
// Roles: dpo, security officer. Nobody grants to himself (law 8). Returns the grant's number. Errors: kRefused,
// kNotFound, kInvalid.
Result<std::uint64_t> give_grant(Office& office, const access::Actor& actor, const GrantRequest& request);
// Roles: dpo, security officer. It may not be used from now on. Errors: kNotFound (no such grant, or none that holds).
Result<void> end_grant(Office& office, const access::Actor& actor, std::uint64_t grant, const std::string& why);

// Roles: keeper, security officer: whose token or secret somebody else may have must not wait for one person. Errors:
// kNotFound, kRefused (the only keeper).
Result<void> end_principal(Office& office, const access::Actor& actor, const std::string& name, const std::string& why);
// Role: keeper. Who lost his secret, or had ended: returns a one-time code. On record, and noticed by its owner, whose
// sessions end.
Result<std::string> renew_principal(Office& office, const access::Actor& actor, const std::string& name,
                                    const std::string& why);

}  // namespace tipstaff::office
