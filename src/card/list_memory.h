// What a verifier remembers of status lists: of each name, when the newest was made that he has seen. A list that is
// older than that is refused, so that nobody can play him yesterday's list, on which a card that was withdrawn since is
// still valid. Holds no more than names of lists and times. Not thread-safe.
#pragma once

#include <map>
#include <string>

#include "card/status_list.h"

namespace tipstaff::card {

class ListMemory {
 public:
  // A JSON object: name of a list → seconds since 1970. An empty text is an empty memory. Errors: kInvalid.
  static Result<ListMemory> parse(std::string_view json);
  std::string to_json() const;

  // The list itself, remembered, or kInvalid when a newer one of its name was seen. One that is dated ahead of `now`
  // (which no verdict goes by) is passed on and not remembered: it would lock out every true one until its date.
  Result<StatusList> admit(Result<StatusList> list, Instant now);

 private:
  std::map<std::string, Instant> newest_;
};

}  // namespace tipstaff::card
