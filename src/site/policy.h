// A body's own say in what its pages may tell to whom (docs/formats/site-policy.md): which pages are about what, words
// that tell it, and which recipients may have which data on which pages. With none, the built-in vocabulary and rules
// of policy_builtin() hold. Pure functions; a Policy is read by any number of threads.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "site/decode.h"
#include "site/journey.h"
#include "site/lists.h"

namespace tipstaff::site {

// What a page is about; a later one is graver.
enum class About : std::uint8_t { kOrdinary, kRecruitment, kHealth, kVictims, kCrime, kLast = kCrime };
std::string_view about_name(About about);  // "crime reporting"; names of policies, never changed
inline bool is_sensitive(About about) { return about >= About::kHealth; }

struct PagePattern {
  std::string host, path;  // host: empty is any. In the path * is anything but ‘/’, ** is anything
  About about = About::kOrdinary;
};
struct Word {
  std::string text;  // folded: "sexual assault"
  About about = About::kCrime;
};
struct Allowance {
  std::string to;  // a host, a registrable domain, a company or a service, in lower case
  std::bitset<static_cast<std::size_t>(Category::kLast) + 1> data;
  std::bitset<static_cast<std::size_t>(About::kLast) + 1> on;
  std::string because;
};

struct Policy {
  std::string title;
  Hash sha256{};  // of its bytes
  bool built_in = true;
  std::vector<PagePattern> pages;  // the first that fits counts
  std::vector<Word> words;         // beside the built-in ones
  std::vector<Allowance> allow;
  ConsentButtons consent;  // of the question about cookies on the body's pages
};

Policy policy_builtin();
// YAML 1.2 as yaml-cpp reads it, at most 64 KiB. Errors: kInvalid, naming the line. Of the user's own file, not of
// hostile bytes.
Result<Policy> parse_policy(std::string_view text);

// Whether `path` fits, in which ‘*’ of the pattern is anything but ‘/’, ‘**’ anything. Both as they are, capital
// letters too.
bool path_fits(std::string_view pattern, std::string_view path);

struct PageSense {
  About about = About::kOrdinary;
  std::string why;  // "the path fits /report/**", "the word ‘rape’ in its address"; empty: ordinary
};
PageSense sense_of(const Policy& policy, std::string_view url, std::string_view title);

// A word for an offence, victims or health in `text` (an address, a title, a button's text); empty: none.
std::string sensitive_word(const Policy& policy, std::string_view text);

// The allowance under which `to` may have data of this category on such a page; null: none.
const Allowance* allowance(const Policy& policy, const Recipient& to, std::string_view service, Category category,
                           About about);

}  // namespace tipstaff::site
