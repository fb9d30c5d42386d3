#include "base/result.h"

namespace tipstaff {

std::string_view code_name(Code code) {
  switch (code) {
    case Code::kNo:
      return "no";
    case Code::kUsage:
      return "usage";
    case Code::kUnknown:
      return "unknown";
    case Code::kRefused:
      return "refused";
    case Code::kNotFound:
      return "not found";
    case Code::kTampered:
      return "tampered";
    case Code::kStorage:
      return "storage";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kUnauthorised:
      return "unauthorised";
    case Code::kInvalid:
      return "invalid";
  }
  return "internal";
}

}  // namespace tipstaff
