#include "site/lists.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/files.h"
#include "base/text.h"
#include "site/entities.h"
#include "site/filter_list.h"
#include "site/suffixes.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

using std::chrono::sys_days;
namespace fs = std::filesystem;

// Both packages of uBlock Origin bring the same files.
constexpr std::array kUblock{
    "/usr/share/chromium/extensions/ublock-origin/assets/thirdparties",
    "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net/assets/thirdparties"};
constexpr std::string_view kEasyPrivacy = "easylist/easyprivacy.txt",
                           kUblockSuffixes = "publicsuffix.org/list/effective_tld_names.dat";
constexpr std::string_view kDebianSuffixes = "/usr/share/publicsuffix/effective_tld_names.dat";
constexpr std::string_view kNoCompanies =
    "Companies are not named: third-party-web was not there when this program was built (‘make lists’ builds it in) "
    "and no file was given";
constexpr std::size_t kHead = 4096;  // bytes in which a list says its date

std::optional<int> number(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
  return error == std::errc() && end == text.data() + at + size ? std::optional(value) : std::nullopt;
}

std::optional<sys_days> day(std::optional<int> year, std::optional<int> month, std::optional<int> day_of_month) {
  if (!year || !month || !day_of_month || *month < 1 || *day_of_month < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day_of_month)}};
  return date.ok() && *year >= 1990 ? std::optional(sys_days{date}) : std::nullopt;
}

// “3 Jan 2026 …”
std::optional<sys_days> written_day(std::string_view text) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::size_t digits = std::min(text.find(' '), text.size());
  const std::size_t month =
      digits + 4 <= text.size() ? kMonths.find(lower(text.substr(digits + 1, 3))) : std::string_view::npos;
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  return day(number(text, digits + 5, 4), static_cast<int>(month / 3) + 1, number(text, 0, digits));
}

// What stands behind `mark` in the list's head, up to the line's end.
std::string_view said(std::string_view list, std::string_view mark) {
  const std::string_view head = list.substr(0, kHead);
  const std::size_t at = head.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = head.substr(at + mark.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

// EasyList's “! Last modified:” and “! Version:”, publicsuffix.org's “// VERSION:”, else the file's own.
sys_days date_of(std::string_view list, const fs::path& path) {
  if (const auto date = written_day(said(list, "! Last modified: "))) return *date;
  if (const std::string_view text = said(list, "// VERSION: ");
      const auto date = day(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2)))
    return *date;
  if (const std::string_view text = said(list, "! Version: ");
      const auto date = day(number(text, 0, 4), number(text, 4, 2), number(text, 6, 2)))
    return *date;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return {};
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::from_time_t(info.st_mtime));
}

Result<std::string> text_of(const fs::path& path) {
  SystemFiles files;
  auto read = files.read(path);
  if (!read) return fail(std::move(read).error());
  return std::string(as_text(*read));
}

struct Loaded {
  std::string text;
  ListUsed used;
};

Result<Loaded> load_one(const fs::path& path, std::string name, std::string_view remedy) {
  auto text = text_of(path);
  if (!text) return fail(std::move(text).error().under(fmt::format("the list ‘{}’ cannot be read{}", name, remedy)));
  ListUsed used{std::move(name), path.string(), date_of(*text, path), 0, {}};
  return Loaded{std::move(*text), std::move(used)};
}

// The newest of the files that are there.
Result<Loaded> load_newest(const std::vector<fs::path>& places, const std::string& name, std::string_view package) {
  std::optional<Loaded> newest;
  for (const fs::path& place : places) {
    if (!fs::exists(place)) continue;
    TRY_ASSIGN(Loaded loaded, load_one(place, name, ""));
    if (!newest || loaded.used.date > newest->used.date) newest = std::move(loaded);
  }
  if (!newest)
    return fail(
        Code::kNotFound,
        fmt::format("the list ‘{}’ is not here: install the Debian package {}, or give its path", name, package));
  return std::move(*newest);
}

// “! Title: EasyPrivacy”, else the file's name.
std::string title_of(std::string_view list, const fs::path& path) {
  const std::string_view title = said(list, "! Title: ");
  return title.empty() || title.size() > 100 ? path.filename().string() : std::string(title);
}

Result<Loaded> load_suffixes(const fs::path& path) {
  const std::string name = "Public Suffix List";
  if (!path.empty()) return load_one(path, name, "");
  std::vector<fs::path> places{kDebianSuffixes};
  for (const char* folder : kUblock) places.push_back(fs::path(folder) / kUblockSuffixes);
  return load_newest(places, name, "publicsuffix");
}

Result<std::vector<Loaded>> load_filters(const ListPaths& paths) {
  std::vector<Loaded> out;
  if (paths.filters.empty()) {
    std::vector<fs::path> places;
    for (const char* folder : kUblock) places.push_back(fs::path(folder) / kEasyPrivacy);
    TRY_ASSIGN(Loaded loaded, load_newest(places, "EasyPrivacy", "webext-ublock-origin-chromium"));
    out.push_back(std::move(loaded));
  }
  for (const auto* more : {&paths.filters, &paths.more_filters}) {
    for (const fs::path& path : *more) {
      TRY_ASSIGN(Loaded loaded, load_one(path, path.filename().string(), ""));
      loaded.used.name = title_of(loaded.text, path);
      out.push_back(std::move(loaded));
    }
  }
  return out;
}

}  // namespace

struct Lists::Impl {
  Suffixes suffixes;
  Entities entities;
  FilterList filters;
  std::vector<ListUsed> used;
  bool named_companies;

  std::string_view domain(std::string_view host) const {
    const std::string_view found = suffixes.registrable(host);
    return found.empty() ? host : found;
  }
};

Lists::Lists(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lists::Lists(Lists&&) noexcept = default;
Lists& Lists::operator=(Lists&&) noexcept = default;
Lists::~Lists() = default;

Result<Lists> Lists::load(const ListPaths& paths) {
  std::vector<ListUsed> used;
  TRY_ASSIGN(Loaded suffix_list, load_suffixes(paths.suffixes));
  Suffixes suffixes(suffix_list.text);
  if (suffixes.rules() == 0)
    return fail(Code::kInvalid, fmt::format("‘{}’ holds no rule of the Public Suffix List", suffix_list.used.path));
  suffix_list.used.rules = suffixes.rules();
  used.push_back(std::move(suffix_list.used));

  Entities entities;
  const BuiltInEntities built_in = built_in_entities();
  Loaded companies{std::string(built_in.json),
                   {"third-party-web", "", date_of(fmt::format("// VERSION: {}", built_in.date), {}), 0, {}}};
  if (!paths.entities.empty()) {
    TRY_ASSIGN(companies, load_one(paths.entities, "third-party-web", ""));
  }
  const bool named = !companies.text.empty();
  if (named) {
    auto read = Entities::read(companies.text);
    if (!read) return fail(std::move(read).error().under(fmt::format("‘{}’ cannot be used", paths.entities.string())));
    entities = std::move(*read);
    companies.used.rules = entities.size();
    used.push_back(std::move(companies.used));
  }

  TRY_ASSIGN(std::vector<Loaded> lists, load_filters(paths));
  std::vector<std::string_view> texts;
  for (const Loaded& list : lists) texts.emplace_back(list.text);
  std::vector<FilterTally> tallies;
  FilterList filters(texts, &tallies);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (tallies[i].rules == 0)
      return fail(Code::kInvalid,
                  fmt::format("‘{}’ holds no rule that can match: is it a filter list in EasyList's syntax?",
                              lists[i].used.path));
    lists[i].used.rules = tallies[i].rules;
    lists[i].used.skipped = std::move(tallies[i].skipped);
    used.push_back(std::move(lists[i].used));
  }
  return Lists(std::make_unique<Impl>(
      Impl{std::move(suffixes), std::move(entities), std::move(filters), std::move(used), named}));
}

std::string Lists::registrable(std::string_view host) const { return std::string(impl_->domain(host)); }

const std::vector<ListUsed>& Lists::used() const { return impl_->used; }

std::vector<std::string> Lists::warnings(std::chrono::sys_days today) const {
  std::vector<std::string> out;
  if (!impl_->named_companies) out.push_back(std::string(kNoCompanies) + ".");
  for (const ListUsed& list : impl_->used) {
    if (today - list.date <= kOldList) continue;
    const std::chrono::year_month_day date{list.date};
    out.push_back(fmt::format("{} is of {:04}-{:02}-{:02}, {} days old: who began since is not in it.", list.name,
                              int{date.year()}, unsigned{date.month()}, unsigned{date.day()},
                              (today - list.date).count()));
  }
  return out;
}

Recipient Lists::recipient(std::string_view url, Asked asked, std::string_view page, std::string_view document) const {
  const auto host_of = [](std::string_view text) {
    const auto parsed = parse_url(text);
    return parsed ? parsed->host : std::string();
  };
  Recipient made;
  made.host = host_of(url);
  const std::string page_host = host_of(page);
  const std::string asking_host = document.empty() ? page_host : host_of(document);
  const std::string_view asking_domain = impl_->domain(asking_host);
  made.domain = impl_->domain(made.host);
  made.first_party = !made.host.empty() && made.domain == impl_->domain(page_host);
  if (const Entity* entity = impl_->entities.of(made.host)) {
    made.company = entity->company;
    made.kind = entity->kind;
  }
  if (const std::string_view recorder = session_recorder(made.host); !recorder.empty()) {
    made.kind = "session recorder";
    if (made.company.empty()) made.company = recorder;
  }
  const FilterMatch match =
      impl_->filters.match({url, asked, made.domain != asking_domain, asking_host, asking_domain});
  if (match.named()) made.rule = match.rule;
  return made;
}

}  // namespace tipstaff::site
