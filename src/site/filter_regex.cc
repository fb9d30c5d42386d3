#include "site/filter_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace tipstaff::site {
namespace {

constexpr std::uint32_t kMostSteps = 200'000, kMostHeapKib = 4096;
constexpr std::size_t kLargestPattern = 4096, kLargestCode = 64 * 1024;

template <class T, void (*free)(T*)>
struct FreeWith {
  void operator()(T* what) const { free(what); }
};

}  // namespace

void FilterRegex::Free::operator()(void* code) const { pcre2_code_free(static_cast<pcre2_code*>(code)); }

std::optional<FilterRegex> FilterRegex::compile(std::string_view pattern, bool match_case) {
  if (pattern.size() > kLargestPattern) return std::nullopt;
  int error = 0;
  std::size_t at = 0;
  std::uint32_t options =
      PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF;
  if (!match_case) options |= PCRE2_CASELESS;
  FilterRegex regex;
  regex.code_.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &at, nullptr));
  std::size_t size = 0;
  if (!regex.code_ || pcre2_pattern_info(static_cast<pcre2_code*>(regex.code_.get()), PCRE2_INFO_SIZE, &size) != 0 ||
      size > kLargestCode)
    return std::nullopt;
  return regex;
}

bool FilterRegex::found_in(std::string_view text, bool over_limit) const {
  const std::unique_ptr<pcre2_match_context, FreeWith<pcre2_match_context, pcre2_match_context_free>> context(
      pcre2_match_context_create(nullptr));
  const auto* code = static_cast<const pcre2_code*>(code_.get());
  const std::unique_ptr<pcre2_match_data, FreeWith<pcre2_match_data, pcre2_match_data_free>> data(
      pcre2_match_data_create_from_pattern(code, nullptr));
  if (!context || !data) return over_limit;
  pcre2_set_match_limit(context.get(), kMostSteps);
  pcre2_set_depth_limit(context.get(), kMostSteps);
  pcre2_set_heap_limit(context.get(), kMostHeapKib);
  const int result =
      pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(), context.get());
  return result >= 0 || (result != PCRE2_ERROR_NOMATCH && over_limit);
}

}  // namespace tipstaff::site
