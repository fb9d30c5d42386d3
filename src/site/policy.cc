#include "site/policy.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <array>

#include "base/text.h"
#include "crypto/hash.h"
#include "site/url.h"
#include "site/vocabulary.h"

namespace tipstaff::site {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(About::kLast) + 1> kAbout = {"ordinary", "recruitment", "health", "victims", "crime reporting"};
constexpr std::size_t kLongest = 65'536, kMost = 2'000, kLongestText = 500;

tl::unexpected<Error> wrong(const YAML::Node& at, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("site policy, line {}: {}", at.Mark().line < 0 ? 1 : at.Mark().line + 1, why));
}

std::optional<About> about_named(std::string_view name) {
  const auto found = std::ranges::find(kAbout, name);
  if (found == kAbout.end()) return std::nullopt;
  return static_cast<About>(found - kAbout.begin());
}

Result<std::string> text_of(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) return wrong(node, fmt::format("‘{}’ takes words", what));
  std::string out = node.Scalar();
  if (out.empty() || out.size() > kLongestText) return wrong(node, fmt::format("‘{}’ takes 1 to {} characters", what, kLongestText));
  if (const TextFault fault = fault_in(out); fault != TextFault::kNone) return wrong(node, fmt::format("‘{}’ {}", what, describe(fault)));
  return out;
}

// Every key of `node` is one of `keys`, none stands twice, the first `needed` are there.
Result<void> check_keys(const YAML::Node& node, std::span<const std::string_view> keys, std::size_t needed) {
  if (!node.IsMap()) return wrong(node, fmt::format("here stand words with values, such as ‘{}: …’", keys[0]));
  std::vector<std::string> met;
  for (const auto& pair : node) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
    if (std::ranges::find(keys, key) == keys.end()) return wrong(pair.first, fmt::format("there is no word ‘{}’ here; there are {}", key.substr(0, 60), fmt::join(keys, ", ")));
    if (std::ranges::find(met, key) != met.end()) return wrong(pair.first, fmt::format("‘{}’ stands twice", key));
    met.push_back(key);
  }
  for (const std::string_view key : keys.first(needed))
    if (std::ranges::find(met, key) == met.end()) return wrong(node, fmt::format("‘{}’ is missing", key));
  return {};
}

Result<About> about_of(const YAML::Node& node, std::string_view what) {
  TRY_ASSIGN(const std::string name, text_of(node, what));
  const auto about = about_named(name);
  if (!about) return wrong(node, fmt::format("‘{}’ is one of: {}", what, fmt::join(kAbout, ", ")));
  return *about;
}

// One word, or a list of them.
template <class Take>
Result<void> each_of(const YAML::Node& node, std::string_view what, Take take) {
  if (node.IsScalar()) return take(node);
  if (!node.IsSequence() || node.size() == 0) return wrong(node, fmt::format("‘{}’ takes a word or a list of them", what));
  for (const auto& each : node) TRY(take(each));
  return {};
}

Result<PagePattern> page_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 3> kKeys = {"path", "is", "host"};
  TRY(check_keys(node, kKeys, 2));
  PagePattern out;
  TRY_ASSIGN(out.path, text_of(node["path"], "path"));
  if (!out.path.starts_with('/')) return wrong(node["path"], "a path begins with ‘/’");
  TRY_ASSIGN(out.about, about_of(node["is"], "is"));
  if (node["host"]) {
    TRY_ASSIGN(out.host, text_of(node["host"], "host"));
    out.host = lower(out.host);
  }
  out.path = lower(out.path);
  return out;
}

Result<Word> word_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 2> kKeys = {"word", "is"};
  TRY(check_keys(node, kKeys, 2));
  Word out;
  TRY_ASSIGN(const std::string text, text_of(node["word"], "word"));
  const std::string words = folded_words(text);
  if (words.size() < 5) return wrong(node["word"], "a word has three letters at least");
  out.text = words.substr(1, words.size() - 2);
  TRY_ASSIGN(out.about, about_of(node["is"], "is"));
  if (!is_sensitive(out.about)) return wrong(node["is"], "words tell of crime reporting, victims or health");
  return out;
}

Result<Allowance> allowance_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 4> kKeys = {"to", "data", "on", "because"};
  TRY(check_keys(node, kKeys, 4));
  Allowance out;
  TRY_ASSIGN(out.to, text_of(node["to"], "to"));
  out.to = lower(out.to);
  TRY_ASSIGN(out.because, text_of(node["because"], "because"));
  TRY(each_of(node["data"], "data", [&](const YAML::Node& each) -> Result<void> {
    TRY_ASSIGN(const std::string name, text_of(each, "data"));
    Category category{};
    if (name == "everything") out.data.set();
    else if (category_named(name, category)) out.data.set(static_cast<std::size_t>(category));
    else return wrong(each, fmt::format("there is no data called ‘{}’; docs/formats/site-policy.md lists them", name.substr(0, 60)));
    return {};
  }));
  TRY(each_of(node["on"], "on", [&](const YAML::Node& each) -> Result<void> {
    TRY_ASSIGN(const About about, about_of(each, "on"));
    out.on.set(static_cast<std::size_t>(about));
    return {};
  }));
  return out;
}

template <class T, class Take>
Result<void> list_of(const YAML::Node& root, const char* name, std::vector<T>& out, Take take) {
  const YAML::Node list = root[name];
  if (!list) return {};
  if (!list.IsSequence()) return wrong(list, fmt::format("‘{}’ is a list; each line of it begins with ‘-’", name));
  if (list.size() > kMost) return wrong(list, fmt::format("‘{}’ has {} lines at most", name, kMost));
  for (const auto& each : list) {
    TRY_ASSIGN(T one, take(each));
    out.push_back(std::move(one));
  }
  return {};
}

Result<Policy> read(const YAML::Node& root) {
  static constexpr std::array<std::string_view, 5> kKeys = {"tipstaff site policy", "title", "pages", "words", "allow"};
  Policy out;
  out.built_in = false;
  TRY(check_keys(root, kKeys, 1));
  TRY_ASSIGN(const std::string version, text_of(root[std::string(kKeys[0])], kKeys[0]));
  if (version != "1") return wrong(root, "this program reads ‘tipstaff site policy: 1’");
  if (root["title"]) {
    TRY_ASSIGN(out.title, text_of(root["title"], "title"));
  }
  TRY(list_of(root, "pages", out.pages, page_of));
  TRY(list_of(root, "words", out.words, word_of));
  TRY(list_of(root, "allow", out.allow, allowance_of));
  return out;
}

// Linear in both but for the last ‘*’ of each kind, to which it goes back.
bool fits(std::string_view pattern, std::string_view path) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, star_at = 0, deep = std::string_view::npos, deep_at = 0;
  while (t < path.size()) {
    if (pattern.substr(p).starts_with("**")) {
      deep = p += 2;
      deep_at = t;
      star = std::string_view::npos;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_at = t;
    } else if (p < pattern.size() && pattern[p] == path[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && path[star_at] != '/') {
      p = star;
      t = ++star_at;
    } else if (deep != std::string_view::npos) {
      p = deep;
      t = ++deep_at;
      star = std::string_view::npos;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

struct Sense {
  About about = About::kOrdinary;
  std::string_view word;
};
Sense gravest(const Policy& policy, const std::string& words) {
  Sense out;
  const auto take = [&](std::string_view word, About about) {
    if (about > out.about && holds_word(words, word)) out = {about, word};
  };
  for (const Word& word : policy.words) take(word.text, word.about);
  for (const KnownWord& word : vocabulary()) take(word.text, word.about);
  return out;
}

}  // namespace

std::string_view about_name(About about) { return kAbout[static_cast<std::size_t>(about)]; }

Policy policy_builtin() {
  Policy out;
  out.title = "the built-in policy";
  return out;
}

Result<Policy> parse_policy(std::string_view text) {
  if (text.size() > kLongest) return fail(Code::kInvalid, "a site policy has 64 KiB at most");
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) return fail(Code::kInvalid, "site policy, line 1: it begins with ‘tipstaff site policy: 1’");
    TRY_ASSIGN(Policy out, read(root));
    out.sha256 = crypto::sha256(as_bytes(text));
    return out;
  } catch (const YAML::Exception& fault) {  // yaml-cpp throws on any malformed text
    return fail(Code::kInvalid, fmt::format("site policy, line {}: it is no YAML: {}", fault.mark.line < 0 ? 1 : fault.mark.line + 1, fault.msg));
  }
}

PageSense sense_of(const Policy& policy, std::string_view url, std::string_view title) {
  const auto parsed = parse_url(url);
  if (parsed) {
    const std::string path = lower(percent_decoded(parsed->path.empty() ? "/" : parsed->path, false));
    for (const PagePattern& each : policy.pages)
      if ((each.host.empty() || each.host == parsed->host) && fits(each.path, path))
        return {each.about, each.about == About::kOrdinary ? "" : fmt::format("its path fits {}", each.path)};
  }
  const Sense by_url = parsed ? gravest(policy, folded_words(std::string(parsed->path) + " " + std::string(parsed->query))) : Sense{};
  const Sense by_title = gravest(policy, folded_words(title));
  if (by_url.about == About::kOrdinary && by_title.about == About::kOrdinary) return {};
  if (by_url.about >= by_title.about) return {by_url.about, fmt::format("the word ‘{}’ in its address", by_url.word)};
  return {by_title.about, fmt::format("the word ‘{}’ in its title", by_title.word)};
}

std::string sensitive_word(const Policy& policy, std::string_view text) {
  std::string of_address;
  if (const auto url = parse_url(text)) {  // a host's name says who, not what
    of_address = std::string(url->path) + " " + std::string(url->query);
    text = of_address;
  }
  const Sense sense = gravest(policy, folded_words(text));
  return is_sensitive(sense.about) ? std::string(sense.word) : "";
}

const Allowance* allowance(const Policy& policy, const Recipient& to, std::string_view service, Category category, About about) {
  const std::string company = lower(to.company), named = lower(service);
  for (const Allowance& each : policy.allow)
    if ((each.to == to.host || each.to == to.domain || (!company.empty() && each.to == company) || (!named.empty() && each.to == named)) && each.data.test(static_cast<std::size_t>(category)) &&
        each.on.test(static_cast<std::size_t>(about)))
      return &each;
  return nullptr;
}

}  // namespace tipstaff::site
