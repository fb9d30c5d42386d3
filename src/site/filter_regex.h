// A regular expression of a filter list, as JavaScript's are written, over a URL's bytes. Part of filter_list's making.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace tipstaff::site {

class FilterRegex {
 public:
  // Nothing when it cannot be read, or is larger than 64 KiB compiled.
  static std::optional<FilterRegex> compile(std::string_view pattern, bool match_case);
  // Any number of threads. `over_limit`: what is answered when the limit of steps is reached.
  bool found_in(std::string_view text, bool over_limit) const;

 private:
  struct Free {
    void operator()(void* code) const;
  };
  std::unique_ptr<void, Free> code_;
};

}  // namespace tipstaff::site
