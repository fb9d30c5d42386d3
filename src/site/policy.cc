#include "site/policy.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "crypto/hash.h"
#include "site/url.h"
#include "site/vocabulary.h"
#include "site/yaml_words.h"

namespace tipstaff::site {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(About::kLast) + 1> kAbout = {
    "ordinary", "recruitment", "health", "victims", "crime reporting"};
constexpr std::size_t kMost = 2'000;
constexpr YamlWords kYaml{"site policy"};

std::optional<About> about_named(std::string_view name) {
  const auto found = std::ranges::find(kAbout, name);
  if (found == kAbout.end()) return std::nullopt;
  return static_cast<About>(found - kAbout.begin());
}

Result<About> about_of(const YAML::Node& node, std::string_view what) {
  TRY_ASSIGN(const std::string name, kYaml.text(node, what));
  const auto about = about_named(name);
  if (!about) return kYaml.wrong(node, fmt::format("‘{}’ is one of: {}", what, fmt::join(kAbout, ", ")));
  return *about;
}

// One word, or a list of them.
template <class Take>
Result<void> each_of(const YAML::Node& node, std::string_view what, Take take) {
  if (node.IsScalar()) return take(node);
  if (!node.IsSequence() || node.size() == 0)
    return kYaml.wrong(node, fmt::format("‘{}’ takes a word or a list of them", what));
  for (const auto& each : node) TRY(take(each));
  return {};
}

Result<PagePattern> page_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 3> kKeys = {"path", "is", "host"};
  TRY(kYaml.check_keys(node, kKeys, 2));
  PagePattern out;
  TRY_ASSIGN(out.path, kYaml.text(node["path"], "path"));
  if (!out.path.starts_with('/')) return kYaml.wrong(node["path"], "a path begins with ‘/’");
  TRY_ASSIGN(out.about, about_of(node["is"], "is"));
  if (node["host"]) {
    TRY_ASSIGN(out.host, kYaml.text(node["host"], "host"));
    out.host = lower(out.host);
  }
  out.path = lower(out.path);
  return out;
}

Result<Word> word_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 2> kKeys = {"word", "is"};
  TRY(kYaml.check_keys(node, kKeys, 2));
  Word out;
  TRY_ASSIGN(const std::string text, kYaml.text(node["word"], "word"));
  const std::string words = folded_words(text);
  if (words.size() < 5) return kYaml.wrong(node["word"], "a word has three letters at least");
  out.text = words.substr(1, words.size() - 2);
  TRY_ASSIGN(out.about, about_of(node["is"], "is"));
  if (!is_sensitive(out.about)) return kYaml.wrong(node["is"], "words tell of crime reporting, victims or health");
  return out;
}

Result<Allowance> allowance_of(const YAML::Node& node) {
  static constexpr std::array<std::string_view, 4> kKeys = {"to", "data", "on", "because"};
  TRY(kYaml.check_keys(node, kKeys, 4));
  Allowance out;
  TRY_ASSIGN(out.to, kYaml.text(node["to"], "to"));
  out.to = lower(out.to);
  TRY_ASSIGN(out.because, kYaml.text(node["because"], "because"));
  TRY(each_of(node["data"], "data", [&](const YAML::Node& each) -> Result<void> {
    TRY_ASSIGN(const std::string name, kYaml.text(each, "data"));
    Category category{};
    if (name == "everything")
      out.data.set();
    else if (category_named(name, category))
      out.data.set(static_cast<std::size_t>(category));
    else
      return kYaml.wrong(each, fmt::format("there is no data called ‘{}’; docs/formats/site-policy.md lists them",
                                           name.substr(0, 60)));
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
  if (!list.IsSequence())
    return kYaml.wrong(list, fmt::format("‘{}’ is a list; each line of it begins with ‘-’", name));
  if (list.size() > kMost) return kYaml.wrong(list, fmt::format("‘{}’ has {} lines at most", name, kMost));
  for (const auto& each : list) {
    TRY_ASSIGN(T one, take(each));
    out.push_back(std::move(one));
  }
  return {};
}

Result<Policy> read(const YAML::Node& root) {
  static constexpr std::array<std::string_view, 6> kKeys = {
      "tipstaff site policy", "title", "pages", "words", "allow", "consent"};
  Policy out;
  out.built_in = false;
  TRY(kYaml.check_keys(root, kKeys, 1));
  TRY(kYaml.version_one(root, kKeys[0]));
  if (root["title"]) {
    TRY_ASSIGN(out.title, kYaml.text(root["title"], "title"));
  }
  if (root["consent"]) {
    TRY_ASSIGN(out.consent, kYaml.consent_buttons(root["consent"]));
  }
  TRY(list_of(root, "pages", out.pages, page_of));
  TRY(list_of(root, "words", out.words, word_of));
  TRY(list_of(root, "allow", out.allow, allowance_of));
  return out;
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

// Linear in both but for the last ‘*’ of each kind, to which it goes back.
bool path_fits(std::string_view pattern, std::string_view path) {
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

std::string_view about_name(About about) { return kAbout[static_cast<std::size_t>(about)]; }

Policy policy_builtin() {
  Policy out;
  out.title = "the built-in policy";
  return out;
}

Result<Policy> parse_policy(std::string_view text) {
  TRY_ASSIGN(Policy out, kYaml.whole<Policy>(text, read));
  out.sha256 = crypto::sha256(as_bytes(text));
  return out;
}

PageSense sense_of(const Policy& policy, std::string_view url, std::string_view title) {
  const auto parsed = parse_url(url);
  if (parsed) {
    const std::string path = lower(percent_decoded(parsed->path.empty() ? "/" : parsed->path, false));
    for (const PagePattern& each : policy.pages)
      if ((each.host.empty() || each.host == parsed->host) && path_fits(each.path, path))
        return {each.about, each.about == About::kOrdinary ? "" : fmt::format("its path fits {}", each.path)};
  }
  const Sense by_url =
      parsed ? gravest(policy, folded_words(std::string(parsed->path) + " " + std::string(parsed->query))) : Sense{};
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

const Allowance* allowance(const Policy& policy, const Recipient& to, std::string_view service, Category category,
                           About about) {
  const std::string company = lower(to.company), named = lower(service);
  for (const Allowance& each : policy.allow)
    if ((each.to == to.host || each.to == to.domain || (!company.empty() && each.to == company) ||
         (!named.empty() && each.to == named)) &&
        each.data.test(static_cast<std::size_t>(category)) && each.on.test(static_cast<std::size_t>(about)))
      return &each;
  return nullptr;
}

}  // namespace tipstaff::site
