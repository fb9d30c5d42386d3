// Who receives a request: the Public Suffix List says what belongs together, third-party-web whose a domain is, filter
// lists (EasyPrivacy) what is known to follow people. Read once, then shared by any number of threads.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/exchange.h"

namespace tipstaff::site {

struct Recipient {
  std::string host;     // of the URL, lower case, punycode
  std::string domain;   // registrable: public suffix and one label (publicsuffix.org); the host itself for addresses
  std::string company;  // third-party-web's name, “Clarity (Microsoft)”; empty: not known
  std::string
      kind;  // "advertising", "analytics", "session recorder", "tag manager", "content delivery", …; empty: not known
  bool first_party = false;  // of the page's registrable domain
  std::string rule;  // the filter that names it, as the list writes it; empty: none does, or an exception spares it
};

// One list as it was loaded, for the report. `path` is empty for what is built into the program.
struct ListUsed {
  std::string name;  // "EasyPrivacy"
  std::string path;
  std::chrono::sys_days date{};  // as the list itself says, else of its file
  std::size_t rules = 0;         // that are in use; of third-party-web: companies
  std::map<std::string, std::size_t>
      skipped{};  // of a filter list: reason, as half a sentence → how many of its rules never match
};

struct ListPaths {
  std::filesystem::path suffixes;                   // empty: the newest that Debian's packages brought
  std::filesystem::path entities;                   // third-party-web's entities.json; empty: the one built in
  std::vector<std::filesystem::path> filters;       // empty: EasyPrivacy as Debian ships it
  std::vector<std::filesystem::path> more_filters;  // the user's own, beside those
};

class Lists {
 public:
  // Errors: kNotFound, naming the list and the package that brings it; kInvalid, naming file and line.
  static Result<Lists> load(const ListPaths& paths = {});
  Lists(Lists&&) noexcept;
  Lists& operator=(Lists&&) noexcept;
  ~Lists();

  // `page`: the URL in the address bar; `document`: of the frame that asks.
  Recipient recipient(std::string_view url, Asked asked, std::string_view page, std::string_view document) const;
  std::string registrable(std::string_view host) const;
  const std::vector<ListUsed>& used() const;
  // What could be had and is not, and what is old at `today`: a sentence each, for the report.
  std::vector<std::string> warnings(std::chrono::sys_days today) const;

 private:
  struct Impl;
  explicit Lists(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Older than this, a list is warned of.
inline constexpr std::chrono::days kOldList{180};

}  // namespace tipstaff::site
