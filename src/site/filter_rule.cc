#include "site/filter_rule.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "site/domain_name.h"
#include "site/filter_list.h"

namespace tipstaff::site {
namespace {

using Parts = std::vector<std::string_view>;

Parts split(std::string_view text, char mark) {
  Parts out;
  for (;;) {
    const std::size_t at = text.find(mark);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (is_token_byte(c) && c != '%') || c == '_' || c == '-'; });
}

// “a,~b,c=d”: a value holds anything but a comma.
bool reads_as_options(std::string_view text) {
  for (std::string_view option : split(text, ',')) {
    if (option.starts_with('~')) option.remove_prefix(1);
    const std::size_t equals = option.find('=');
    if (!is_word(option.substr(0, equals))) return false;
  }
  return true;
}

// Where the options begin (behind ‘$’), or npos. The last ‘$’ whose rest reads as options; at most 8 are tried, so that
// this stays linear.
std::size_t options_at(std::string_view line) {
  std::size_t at = line.size();
  for (int tries = 0; tries < 8 && at != 0; ++tries) {
    at = line.rfind('$', at - 1);
    if (at == std::string_view::npos) break;
    if (at + 1 < line.size() && reads_as_options(line.substr(at + 1))) return at + 1;
  }
  return std::string_view::npos;
}

// “##”, “#@#”, “#?#”, “#$#”, “#@$?#”, “#%#”: no request's URL holds two ‘#’.
bool is_cosmetic(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const std::size_t end = line.find_first_not_of("@?$%", at + 1);
    if (end != std::string_view::npos && line[end] == '#') return true;
  }
  return false;
}

constexpr TypeBits kAll = static_cast<TypeBits>((1U << (static_cast<unsigned>(Asked::kOther) + 1)) - 1);
constexpr TypeBits kUsual =
    static_cast<TypeBits>(kAll & ~type_bit(Asked::kDocument));  // a rule without types spares pages themselves

struct TypeName {
  std::string_view name;
  TypeBits bits;
};
// “object” has no type of its own here: browsers say “other” of it. Its negation takes nothing away.
constexpr std::array kTypes = {
    TypeName{"script", type_bit(Asked::kScript)},
    TypeName{"image", type_bit(Asked::kImage)},
    TypeName{"stylesheet", type_bit(Asked::kStyle)},
    TypeName{"css", type_bit(Asked::kStyle)},
    TypeName{"xmlhttprequest", type_bit(Asked::kFetch)},
    TypeName{"xhr", type_bit(Asked::kFetch)},
    TypeName{"subdocument", type_bit(Asked::kFrame)},
    TypeName{"frame", type_bit(Asked::kFrame)},
    TypeName{"ping", type_bit(Asked::kBeacon)},
    TypeName{"beacon", type_bit(Asked::kBeacon)},
    TypeName{"websocket", type_bit(Asked::kSocket)},
    TypeName{"media", type_bit(Asked::kMedia)},
    TypeName{"font", type_bit(Asked::kFont)},
    TypeName{"other", type_bit(Asked::kOther)},
    TypeName{"document", type_bit(Asked::kDocument)},
    TypeName{"doc", type_bit(Asked::kDocument)},
    TypeName{"all", kAll},
};
constexpr std::array<std::string_view, 3> kObjects{"object", "object-subrequest", "obj"};
constexpr std::array<std::string_view, 9> kNoRequests{"popup", "popunder", "inline-script", "inline-font", "elemhide",
                                                      "ehide", "webrtc",   "jsinject",      "content"};
constexpr std::array<std::string_view, 9> kPages{"genericblock", "generichide", "ghide",     "specifichide", "shide",
                                                 "stealth",      "urlblock",    "extension", "sitekey"};
constexpr std::array<std::string_view, 11> kDoings{"csp",     "permissions",   "removeparam", "queryprune",
                                                   "replace", "uritransform",  "urlskip",     "removeheader",
                                                   "cookie",  "redirect-rule", "hls"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The names of “a.com|~b.org”; false where one is a regular expression or no host.
bool read_hosts(std::string_view value, HostNames& names) {
  for (std::string_view name : split(value, '|')) {
    const bool out = name.starts_with('~');
    if (out) name.remove_prefix(1);
    const bool entity = name.ends_with(".*");
    if (entity) name.remove_suffix(2);
    std::string host = ascii_host(name);
    if (host.empty() || host.find_first_of("/*") != std::string::npos) return false;
    if (entity) host += ".*";
    (out ? names.out : names.in).push_back(std::move(host));
  }
  return true;
}

struct Options {
  TypeBits in = 0, out = 0;
  bool other = false;  // is about something other than requests
  std::string_view skipped;
};

void read_type(std::string_view name, bool negated, Options& options) {
  if (among(kObjects, name)) {
    if (!negated) options.in |= type_bit(Asked::kOther);
    return;
  }
  const auto type =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& known) { return known.name == name; });
  if (type == kTypes.end()) {
    options.skipped = "an option that is not known";
  } else {
    (negated ? options.out : options.in) |= type->bits;
  }
}

void read_option(std::string_view name, bool negated, std::string_view value, FilterRule& rule, Options& options) {
  const bool is_third = name == "third-party" || name == "3p";
  if (is_third || name == "first-party" || name == "1p") {
    rule.party = is_third != negated ? Party::kThird : Party::kFirst;
  } else if (name == "domain" || name == "from") {
    if (!read_hosts(value, rule.documents)) options.skipped = "a regular expression for hosts";
  } else if (name == "to" || name == "denyallow") {
    HostNames named;
    if (!read_hosts(value, named)) options.skipped = "a regular expression for hosts";
    if (name == "denyallow") named.in.swap(named.out);
    rule.hosts.in.insert(rule.hosts.in.end(), named.in.begin(), named.in.end());
    rule.hosts.out.insert(rule.hosts.out.end(), named.out.begin(), named.out.end());
  } else if (name == "match-case") {
    rule.match_case = true;
  } else if (name == "important") {
    rule.important = true;
  } else if (name == "badfilter") {
    rule.badfilter = true;
  } else if (name == "redirect" || name == "rewrite" || name == "empty" || name == "mp4") {
    rule.reduced = "the redirection is not carried out";
  } else if (name.find_first_not_of('_') == std::string_view::npos) {
    return;  // uBlock's filler
  } else if (among(kDoings, name)) {
    options.skipped = "changes an answer or a request instead of blocking it";
  } else if (among(kPages, name)) {
    options.skipped = "holds for whole pages";
  } else if (among(kNoRequests, name)) {
    options.other |= !negated;
  } else if (name == "method" || name == "header" || name == "ipaddress" || name == "cname" || name == "strict1p" ||
             name == "strict3p" || name == "app") {
    options.skipped = "depends on something that is not looked at";
  } else {
    read_type(name, negated, options);
  }
}

// The reason to skip the rule, or nothing.
std::string_view read_options(std::string_view text, FilterRule& rule) {
  Options options;
  Parts kept;
  for (const std::string_view written : split(text, ',')) {
    std::string_view option = written;
    const bool negated = option.starts_with('~');
    if (negated) option.remove_prefix(1);
    const std::size_t equals = option.find('=');
    const std::string name = lower(option.substr(0, equals));
    read_option(name, negated, equals == std::string_view::npos ? std::string_view{} : option.substr(equals + 1), rule,
                options);
    if (!options.skipped.empty()) return options.skipped;
    if (name != "badfilter") kept.push_back(written);
  }
  if (rule.exception && options.in == type_bit(Asked::kDocument)) return "holds for whole pages";
  if (options.other && options.in == 0) return "is about something other than requests";
  rule.types = static_cast<TypeBits>((options.in != 0 ? options.in : kUsual) & ~options.out);
  std::sort(kept.begin(), kept.end());
  for (const std::string_view option : kept) rule.identity.append(",").append(option);
  return {};
}

// A name in other letters, as browsers send it.
std::string with_ascii_host(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("^/*:?|"), text.size());
  const bool ascii = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::string host = ascii ? std::string() : ascii_host(text.substr(0, end));
  return host.empty() ? std::string(text) : host.append(text.substr(end));
}

void read_pattern(std::string_view text, FilterRule& rule) {
  if (text.size() > 2 && text.starts_with('/') && text.ends_with('/')) {
    rule.regex = true;
    rule.pattern = text.substr(1, text.size() - 2);
    return;
  }
  if (text.starts_with("||")) {
    rule.anchor = Anchor::kHost;
    text.remove_prefix(2);
  } else if (text.starts_with('|')) {
    rule.anchor = Anchor::kStart;
    text.remove_prefix(1);
  } else {
    rule.pattern = "*";
  }
  const bool ends = text.ends_with('|');
  if (ends) text.remove_suffix(1);
  const std::string written = rule.anchor == Anchor::kHost ? with_ascii_host(text) : std::string(text);
  rule.pattern += rule.match_case ? written : lower(written);
  if (!ends) rule.pattern += '*';
}

// Of an item: a byte that stands in every URL at this place, or something else.
constexpr char kUnsure = '\0';
// A boundary that is not a byte of a token, without saying which.
constexpr char kBoundary = ' ';

std::string items_of_pattern(const FilterRule& rule) {
  std::string items(1, rule.anchor == Anchor::kNone ? kUnsure : kBoundary);
  for (const char c : rule.pattern) items += c == '*' ? kUnsure : c == '^' ? kBoundary : c;
  if (items.back() != kUnsure) items += kBoundary;  // ends with the URL
  return items;
}

// The literal beginning of a regular expression, up to the first group, class or ‘.’; with an alternative anywhere
// nothing is sure.
std::string items_of_regex(std::string_view text) {
  std::string items(1, text.starts_with('^') ? kBoundary : kUnsure);
  if (text.find('|') != std::string_view::npos) return {};
  for (std::size_t i = text.starts_with('^') ? 1 : 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '*' || c == '+' || c == '?' || c == '{') {
      items.back() = kUnsure;
      if (c == '{') break;
    } else if (c == '\\') {
      if (++i == text.size() || (is_token_byte(text[i]) && text[i] != '%')) break;
      items += text[i];
    } else if (std::string_view("[](){}.$^").find(c) != std::string_view::npos) {
      break;
    } else {
      items += c;
    }
  }
  return items + kUnsure;
}

}  // namespace

std::variant<FilterRule, SkippedLine> parse_filter(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (line.starts_with("!#if")) return SkippedLine{"is a condition; what it encloses is taken"};
  if (line.empty() || line.starts_with('!') || line.starts_with("# ") || line == "#") return SkippedLine{};
  if (line.starts_with('[') && line.ends_with(']')) return SkippedLine{};
  if (line.size() > kLongestRule) return SkippedLine{"is too long"};
  if (is_cosmetic(line)) return SkippedLine{"hides a part of a page, or runs a script in it"};
  FilterRule rule;
  rule.exception = line.starts_with("@@");
  if (rule.exception) line.remove_prefix(2);
  const std::size_t options = options_at(line);
  const std::string_view pattern = options == std::string_view::npos ? line : line.substr(0, options - 1);
  rule.identity = (rule.exception ? "@@" : "") + std::string(pattern) + "$";
  rule.types = kUsual;
  if (options != std::string_view::npos) {
    if (const std::string_view why = read_options(line.substr(options), rule); !why.empty()) return SkippedLine{why};
  }
  read_pattern(pattern, rule);
  const bool is_bare = pattern.find_first_not_of("*|^") == std::string_view::npos;
  if (is_bare && rule.documents.in.empty() && rule.hosts.in.empty()) return SkippedLine{"matches everything"};
  if (!rule.regex && pattern.find_first_of(" \t") != std::string_view::npos) return SkippedLine{"has a blank inside"};
  return rule;
}

std::vector<RuleToken> tokens_of(const FilterRule& rule) {
  const std::string items = rule.regex ? items_of_regex(rule.pattern) : items_of_pattern(rule);
  // Items before the pattern's first byte: what stands before it, and a ‘*’ where there is no anchor.
  const std::size_t before = rule.anchor == Anchor::kNone ? 2 : 1;
  std::vector<RuleToken> out;
  bool fixed = !rule.regex;  // until something of unknown length
  for (std::size_t i = 0; i < items.size();) {
    const std::size_t begin = i;
    while (i < items.size() && is_token_byte(items[i])) ++i;
    if (i == begin) {
      if (items[i] == kUnsure && i >= before) fixed = false;
      ++i;
    } else if (begin != 0 && items[begin - 1] != kUnsure && i < items.size() && items[i] != kUnsure) {
      out.push_back({lower(items.substr(begin, i - begin)), fixed ? begin - before : RuleToken::kAnywhere});
    }
  }
  return out;
}

std::string_view host_of(const FilterRule& rule) {
  if (rule.anchor != Anchor::kHost || rule.regex || rule.match_case) return {};
  std::size_t end = 0;
  while (end < rule.pattern.size() && rule.pattern[end] != '*' && !is_separator(rule.pattern[end])) ++end;
  if (end < rule.pattern.size() && rule.pattern[end] == '*') return {};
  return std::string_view(rule.pattern).substr(0, end);
}

}  // namespace tipstaff::site
