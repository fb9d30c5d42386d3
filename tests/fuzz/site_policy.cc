// Any bytes as a policy of the site check; what is read is used.
#include "site/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff::site;
  const auto policy = parse_policy({reinterpret_cast<const char*>(data), size});
  if (!policy) return 0;
  sense_of(*policy, "https://www.police.example/report/sexual%20assault?x=1", "Operation Larch");
  sensitive_word(*policy, "Report a burglary");
  allowance(
      *policy,
      {.host = "a.example", .domain = "example", .company = "Google", .kind = "", .first_party = false, .rule = ""},
      "Meta Pixel", Category::kEmail, About::kCrime);
  return 0;
}
