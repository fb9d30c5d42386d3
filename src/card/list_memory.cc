#include "card/list_memory.h"

#include <boost/json.hpp>

#include "card/verdict.h"

namespace tipstaff::card {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLatest = 253'402'300'799;  // the end of the year 9999

tl::unexpected<Error> malformed() {
  return fail(Code::kInvalid,
              "the memory of status lists is damaged. Move the file away; until a fresh list has been seen, an older "
              "one may be believed");
}

}  // namespace

Result<ListMemory> ListMemory::parse(std::string_view text) {
  ListMemory out;
  if (text.empty()) return out;
  boost::system::error_code wrong;
  const json::value value = json::parse(text, wrong);
  if (wrong || !value.is_object()) return malformed();
  for (const auto& [name, seconds] : value.get_object()) {
    if (!seconds.is_int64() || seconds.get_int64() < 0 || seconds.get_int64() > kLatest) return malformed();
    out.newest_[std::string(name)] = Instant{seconds.get_int64() * 1'000'000};
  }
  return out;
}

std::string ListMemory::to_json() const {
  json::object out;
  for (const auto& [name, issued] : newest_) out[name] = issued.micros / 1'000'000;
  return json::serialize(out) + "\n";
}

Result<StatusList> ListMemory::admit(Result<StatusList> list, Instant now) {
  if (!list || list->issued > now + kClockError) return list;
  const auto [seen, first] = newest_.try_emplace(list->uri, list->issued);
  if (list->issued < seen->second)
    return fail(Code::kInvalid, "the status list is older than one that was seen here before; fetch a new one");
  seen->second = list->issued;
  return list;
}

}  // namespace tipstaff::card
