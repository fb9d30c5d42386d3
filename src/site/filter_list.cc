#include "site/filter_list.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "site/filter_regex.h"
#include "site/filter_rule.h"

namespace tipstaff::site {
namespace {

// A key is a hash of something that stands in every URL which the rule matches, or of a document's host. What a key
// leads to is always compared in full, so that equal hashes cost time only.
using Key = std::uint32_t;
constexpr Key kTokenSeed = 0x811c9dc5, kHostSeed = 0x2f0b4a77, kDocumentSeed = 0x5bd1e995;
std::uint64_t eight(const char* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}
std::uint64_t four(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}
// A whole word at a time: byte by byte, the hash of a URL took longer than all the rest.
Key key_of(Key seed, std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15;
  const std::size_t size = text.size();
  const char* const at = text.data();
  std::uint64_t hash = (seed + size) * kFactor;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = std::rotl(hash ^ eight(at + i), 29) * kFactor;
    hash ^= eight(at + size - 8);
  } else if (size >= 4) {
    hash ^= four(at) | four(at + size - 4) << 32;
  } else if (size != 0) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
    hash ^= byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
  }
  hash *= kFactor;
  return static_cast<Key>(hash >> 32);
}

constexpr std::array<bool, 256> kInToken = [] {
  std::array<bool, 256> table{};
  for (unsigned i = 0; i < 256; ++i) table[i] = is_token_byte(static_cast<char>(i));
  return table;
}();

// The host inside a URL, as places: behind the scheme, the slashes and a name before ‘@’.
struct HostPlace {
  std::size_t begin = 0, end = 0;
};
HostPlace host_place(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) return {};
  const std::size_t begin = std::min(url.find_first_not_of("/\\", colon + 1), url.size());
  const std::size_t end = std::min(url.find_first_of("/\\?", begin), url.size());
  const std::string_view authority = url.substr(begin, end - begin);
  const std::size_t at = authority.rfind('@');
  const std::size_t from = at == std::string_view::npos ? 0 : at + 1;
  const std::string_view host = authority.substr(from);
  const std::size_t length = host.starts_with('[') ? host.find(']') : host.find(':');
  return {begin + from, begin + from + std::min(length, host.size())};
}

// A request made ready once for all rules.
class Asking {
 public:
  explicit Asking(const FilterRequest& from) : request(from) {
    request.url = request.url.substr(0, request.url.find('#'));
    const std::size_t size = request.url.size();
    char* out = near_.data();
    if (size > near_.size()) {
      far_.resize(size);
      out = far_.data();
    }
    for (std::size_t i = 0; i < size; ++i) {
      const char c = request.url[i];
      out[i] = static_cast<char>(c + (c >= 'A' && c <= 'Z' ? 'a' - 'A' : 0));
    }
    lowered = {out, size};
    host = host_place(lowered);
  }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  std::string_view host_name() const { return lowered.substr(host.begin, host.end - host.begin); }
  bool begins_label(std::size_t at) const {
    return at >= host.begin && at < host.end && (at == host.begin || lowered[at - 1] == '.');
  }

  FilterRequest request;
  std::string_view lowered;
  HostPlace host;

 private:
  std::array<char, 1024> near_;  // most URLs are shorter; not set before it is written
  std::string far_;
};

// Calls `take` with `name` and each of its ends that begins behind a dot, the longest first, until it says true.
template <class Take>
bool any_suffix(std::string_view name, const Take& take) {
  while (!name.empty()) {
    if (take(name)) return true;
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return false;
    name.remove_prefix(dot + 1);
  }
  return false;
}

constexpr std::size_t kNowhere = std::string_view::npos;

// Calls `take` with each key of the request, and the place in the URL where what it is made of begins, until it says
// true. The order is the URL's, then the document's, which has no place.
template <class Take>
bool any_key(const Asking& asking, const Take& take) {
  const std::string_view url = asking.lowered;
  for (std::size_t i = 0; i < url.size();) {
    const std::size_t begin = i;
    while (i < url.size() && kInToken[static_cast<unsigned char>(url[i])]) ++i;
    if (i == begin) {
      ++i;
    } else if (take(key_of(kTokenSeed, url.substr(begin, i - begin)), begin)) {
      return true;
    }
  }
  // From the beginning of each label to what ends a name: in any host that is one, its end.
  const auto host = [&](std::string_view name) {
    const auto end = std::find_if(name.begin(), name.end(), is_separator);
    return take(key_of(kHostSeed, name.substr(0, static_cast<std::size_t>(end - name.begin()))),
                asking.host.end - name.size());
  };
  if (any_suffix(asking.host_name(), host)) return true;
  return any_suffix(asking.request.document_host,
                    [&](std::string_view name) { return take(key_of(kDocumentSeed, name), kNowhere); });
}

// The first place from `from` on where `wanted`, of a pattern, may stand; the end when there is none.
std::size_t place_of(char wanted, std::string_view text, std::size_t from) {
  return wanted == '*' || wanted == '^' || from >= text.size() ? from : std::min(text.find(wanted, from), text.size());
}

// ‘*’ anything, ‘^’ a separator or the end; the whole of `text` is matched.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, back = 0;
  for (;;) {
    if (p == pattern.size() && t == text.size()) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      if (++p == pattern.size()) return true;
      t = place_of(pattern[p], text, t);
      star = p;
      back = t;
    } else if (t == text.size()) {
      if (p == pattern.size() || pattern[p] != '^') return false;
      ++p;
    } else if (p < pattern.size() && (pattern[p] == '^' ? is_separator(text[t]) : pattern[p] == text[t])) {
      ++p;
      ++t;
    } else {
      if (star == std::string_view::npos) return false;
      p = star;
      t = back = place_of(pattern[p], text, back + 1);
    }
  }
}

// A name and each wider one: the narrowest that is listed decides (Adblock Plus). “name.*” stands for any public
// suffix.
class Hosts {
 public:
  explicit Hosts(const HostNames& names) : has_in_(!names.in.empty()) {
    for (const std::string& name : names.in) named_.emplace(name, true);
    for (const std::string& name : names.out) named_[name] = false;
  }
  bool allow(std::string_view host, std::string_view domain) const {
    const std::size_t dot = domain.find('.');
    const std::size_t suffix = dot == std::string_view::npos ? 0 : domain.size() - dot;
    std::optional<bool> said;
    any_suffix(host, [&](std::string_view name) {
      auto found = named_.find(std::string(name));
      if (found == named_.end() && suffix != 0 && name.size() > suffix)
        found = named_.find(std::string(name.substr(0, name.size() - suffix)) + ".*");
      if (found != named_.end()) said = found->second;
      return said.has_value();
    });
    return said.value_or(!has_in_);
  }

 private:
  std::unordered_map<std::string, bool> named_;
  bool has_in_;
};

constexpr std::uint32_t kNothing = 0xffffffff, kUnknown = 0xffffffff;

// What is looked at for every rule that a key leads to: as small as can be.
struct Compiled {
  std::uint32_t pattern_at, pattern_size;
  std::uint32_t line_at, line_size;
  std::uint32_t documents = kNothing, hosts = kNothing, regex = kNothing;
  TypeBits types;
  Anchor anchor;
  Party party;
  bool match_case, important, exception;
};

// Words that most URLs hold lead nowhere: taken only when there is nothing else.
constexpr std::array<std::string_view, 12> kCommon{"https", "http", "www", "com", "net", "org",
                                                   "js",    "html", "php", "gif", "id",  "1"};

}  // namespace

struct FilterList::Index {
  // Rules by one of their keys each: slots of a table whose size is a power of two, then the rules of the slot's key in
  // a row.
  struct Table {
    // How far the key stands behind the beginning of the rule's pattern (its first ‘*’ left out); kUnknown: somewhere.
    struct Entry {
      std::uint32_t rule, offset;
      bool operator<(const Entry& other) const { return rule < other.rule; }
    };
    struct Slot {
      Key key = 0;
      std::uint32_t first = 0, count = 0;
    };
    std::vector<Slot> slots;
    std::vector<std::uint64_t> seen;  // one bit a hash: answers “no” for nearly all keys from the nearest memory
    std::vector<Entry> rules;
    std::vector<std::uint32_t> always;  // with no key

    static constexpr std::size_t kMostSeenBits = std::size_t{1} << 20;
    std::size_t bit(Key key) const { return (key ^ (key >> 15)) & (seen.size() * 64 - 1); }
    void build(std::vector<std::pair<Key, Entry>> keyed);
    template <class Take>
    bool each(const Asking& asking, const Take& take) const;
  };

  void read(std::string_view text, FilterTally& tally);
  void add(const FilterRule& rule, std::string_view line);
  void finish();
  struct Candidate {
    Key key;
    std::uint32_t offset;
  };
  static std::vector<Candidate> candidates(const FilterRule& rule);
  // `at`: the only place where the pattern can begin, or kNowhere when it may be any.
  bool matches(const Compiled& rule, const Asking& asking, std::size_t at) const;
  bool place_matches(const Compiled& rule, const Asking& asking, std::size_t at) const;
  std::string_view line(const Compiled& rule) const {
    return std::string_view(text).substr(rule.line_at, rule.line_size);
  }
  std::string_view pattern(const Compiled& rule) const {
    return std::string_view(text).substr(rule.pattern_at, rule.pattern_size);
  }

  std::string text;  // lines and patterns
  std::vector<Compiled> rules;
  std::vector<Hosts> hosts;
  std::vector<FilterRegex> regexes;
  Table blocking, exceptions;

  // Until finish():
  struct Pending {
    FilterRule rule;
    std::string line;
    FilterTally* tally;
  };
  std::vector<Pending> pending;
  std::unordered_set<std::string> bad;
};

void FilterList::Index::Table::build(std::vector<std::pair<Key, Entry>> keyed) {
  std::sort(keyed.begin(), keyed.end());
  slots.assign(std::bit_ceil(2 * keyed.size() + 2), {});
  seen.assign(std::min(std::bit_ceil(keyed.size() + 1), kMostSeenBits / 64), 0);
  for (std::size_t i = 0; i < keyed.size();) {
    const Key key = keyed[i].first;
    std::size_t at = key & (slots.size() - 1);
    while (slots[at].count != 0) at = (at + 1) & (slots.size() - 1);
    slots[at] = {key, static_cast<std::uint32_t>(rules.size()), 0};
    for (; i < keyed.size() && keyed[i].first == key; ++i, ++slots[at].count) rules.push_back(keyed[i].second);
    seen[bit(key) / 64] |= std::uint64_t{1} << (bit(key) % 64);
  }
}

template <class Take>
bool FilterList::Index::Table::each(const Asking& asking, const Take& take) const {
  const auto one = [&](Key key, std::size_t place) {
    if ((seen[bit(key) / 64] >> (bit(key) % 64) & 1) == 0) return false;
    std::size_t at = key & (slots.size() - 1);
    for (; slots[at].count != 0; at = (at + 1) & (slots.size() - 1)) {
      if (slots[at].key != key) continue;
      for (std::uint32_t i = 0; i < slots[at].count; ++i) {
        const Entry& entry = rules[slots[at].first + i];
        if (entry.offset == kUnknown || place == kNowhere) {
          if (take(entry.rule, kNowhere)) return true;
        } else if (place >= entry.offset && take(entry.rule, place - entry.offset)) {
          return true;
        }
      }
      return false;
    }
    return false;
  };
  return any_key(asking, one) ||
         std::any_of(always.begin(), always.end(), [&](std::uint32_t rule) { return take(rule, kNowhere); });
}

void FilterList::Index::read(std::string_view list, FilterTally& tally) {
  if (list.size() > kLargestList) {
    ++tally.skipped["(and more) stands behind the first 256 MiB of its list"];
    list = list.substr(0, list.rfind('\n', kLargestList));
  }
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    const std::string_view line = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    auto parsed = parse_filter(line);
    if (const auto* skipped = std::get_if<SkippedLine>(&parsed)) {
      if (!skipped->why.empty()) ++tally.skipped[std::string(skipped->why)];
      continue;
    }
    FilterRule& rule = std::get<FilterRule>(parsed);
    const std::size_t start = line.find_first_not_of(" \t");
    const std::size_t last = line.find_last_not_of(" \t\r");
    if (rule.badfilter) {
      bad.insert(rule.identity);
    } else if (pending.size() == kMostRules) {
      ++tally.skipped["stands behind the first four million"];
    } else {
      pending.push_back({std::move(rule), std::string(line.substr(start, last - start + 1)), &tally});
    }
  }
}

std::vector<FilterList::Index::Candidate> FilterList::Index::candidates(const FilterRule& rule) {
  std::vector<Candidate> out;
  if (const std::string_view host = host_of(rule); !host.empty()) out.push_back({key_of(kHostSeed, host), 0});
  for (const RuleToken& token : tokens_of(rule)) {
    out.push_back({key_of(kTokenSeed, token.text),
                   token.offset == RuleToken::kAnywhere ? kUnknown : static_cast<std::uint32_t>(token.offset)});
  }
  return out;
}

void FilterList::Index::add(const FilterRule& rule, std::string_view line) {
  Compiled made{};
  made.line_at = static_cast<std::uint32_t>(text.size());
  made.line_size = static_cast<std::uint32_t>(line.size());
  text += line;
  made.pattern_at = static_cast<std::uint32_t>(text.size());
  made.pattern_size = static_cast<std::uint32_t>(rule.pattern.size());
  text += rule.pattern;
  made.documents = made.hosts = made.regex = kNothing;
  if (!rule.documents.empty()) {
    made.documents = static_cast<std::uint32_t>(hosts.size());
    hosts.emplace_back(rule.documents);
  }
  if (!rule.hosts.empty()) {
    made.hosts = static_cast<std::uint32_t>(hosts.size());
    hosts.emplace_back(rule.hosts);
  }
  made.types = rule.types;
  made.anchor = rule.anchor;
  made.party = rule.party;
  made.match_case = rule.match_case;
  made.important = rule.important;
  made.exception = rule.exception;
  rules.push_back(made);
}

void FilterList::Index::finish() {
  std::unordered_map<Key, std::uint32_t> uses;
  for (const std::string_view word : kCommon) uses[key_of(kTokenSeed, word)] = 1'000'000;
  for (const Pending& each : pending) {
    for (const Candidate& candidate : candidates(each.rule)) ++uses[candidate.key];
  }
  std::array<std::vector<std::pair<Key, Table::Entry>>, 2> keyed;
  for (Pending& each : pending) {
    if (bad.contains(each.rule.identity)) {
      ++each.tally->skipped["is taken back by another (badfilter)"];
      continue;
    }
    std::optional<FilterRegex> regex;
    if (each.rule.regex) {
      regex = FilterRegex::compile(each.rule.pattern, each.rule.match_case);
      if (!regex) {
        ++each.tally->skipped["is a regular expression that cannot be read"];
        continue;
      }
    }
    const auto number = static_cast<std::uint32_t>(rules.size());
    add(each.rule, each.line);
    if (regex) {
      rules.back().regex = static_cast<std::uint32_t>(regexes.size());
      regexes.push_back(std::move(*regex));
    }
    ++each.tally->rules;
    if (!each.rule.reduced.empty()) ++each.tally->reduced[each.rule.reduced];
    const std::vector<Candidate> keys = candidates(each.rule);
    auto& table = keyed[each.rule.exception ? 1 : 0];
    const auto& names = each.rule.documents.in;
    const bool by_document = !names.empty() && std::none_of(names.begin(), names.end(), [](const std::string& name) {
      return name.ends_with(".*");
    });
    if (!keys.empty()) {
      const auto best = std::min_element(
          keys.begin(), keys.end(), [&](const Candidate& a, const Candidate& b) { return uses[a.key] < uses[b.key]; });
      table.emplace_back(best->key, Table::Entry{number, best->offset});
    } else if (by_document) {
      for (const std::string& name : names)
        table.emplace_back(key_of(kDocumentSeed, name), Table::Entry{number, kUnknown});
    } else {
      (each.rule.exception ? exceptions : blocking).always.push_back(number);
    }
  }
  blocking.build(std::move(keyed[0]));
  exceptions.build(std::move(keyed[1]));
  pending.clear();
  pending.shrink_to_fit();
  bad.clear();
}

bool FilterList::Index::place_matches(const Compiled& rule, const Asking& asking, std::size_t at) const {
  const std::string_view url = rule.match_case ? asking.request.url : asking.lowered;
  if (rule.regex != kNothing) return regexes[rule.regex].found_in(asking.request.url, !rule.exception);
  std::string_view wanted = pattern(rule);
  switch (rule.anchor) {
    case Anchor::kStart:
      return (at == 0 || at == kNowhere) && glob(wanted, url);
    case Anchor::kNone:
      if (at == kNowhere) return glob(wanted, url);
      wanted.remove_prefix(1);  // the first ‘*’
      return glob(wanted, url.substr(at));
    case Anchor::kHost:
      break;
  }
  if (at != kNowhere) return asking.begins_label(at) && glob(wanted, url.substr(at));
  return any_suffix(asking.host_name(),
                    [&](std::string_view name) { return glob(wanted, url.substr(asking.host.end - name.size())); });
}

bool FilterList::Index::matches(const Compiled& rule, const Asking& asking, std::size_t at) const {
  if ((rule.types & type_bit(asking.request.asked)) == 0) return false;
  if (rule.party != Party::kAny && (rule.party == Party::kThird) != asking.request.third_party) return false;
  if (!place_matches(rule, asking, at)) return false;
  if (rule.documents != kNothing &&
      !hosts[rule.documents].allow(asking.request.document_host, asking.request.document_domain))
    return false;
  return rule.hosts == kNothing || hosts[rule.hosts].allow(asking.host_name(), {});
}

FilterList::FilterList(std::span<const std::string_view> texts, std::vector<FilterTally>* tallies)
    : index_(std::make_unique<Index>()) {
  std::vector<FilterTally> own;
  std::vector<FilterTally>& told = tallies == nullptr ? own : *tallies;
  told.assign(texts.size(), {});
  for (std::size_t i = 0; i < texts.size(); ++i) index_->read(texts[i], told[i]);
  index_->finish();
}
FilterList::FilterList(FilterList&&) noexcept = default;
FilterList& FilterList::operator=(FilterList&&) noexcept = default;
FilterList::~FilterList() = default;

FilterMatch FilterList::match(const FilterRequest& request) const {
  const Asking asking(request);
  const Index& index = *index_;
  std::uint32_t found = kNothing;
  index.blocking.each(asking, [&](std::uint32_t number, std::size_t at) {
    const Compiled& rule = index.rules[number];
    if (found != kNothing && !rule.important) return false;
    if (index.matches(rule, asking, at)) found = number;
    return found != kNothing && index.rules[found].important;
  });
  if (found == kNothing) return {};
  FilterMatch match{index.line(index.rules[found]), {}};
  if (index.rules[found].important) return match;
  index.exceptions.each(asking, [&](std::uint32_t number, std::size_t at) {
    if (!index.matches(index.rules[number], asking, at)) return false;
    match.exception = index.line(index.rules[number]);
    return true;
  });
  return match;
}

}  // namespace tipstaff::site
