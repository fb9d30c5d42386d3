#include "site/journey.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "crypto/hash.h"
#include "site/leaks.h"
#include "site/url.h"
#include "site/yaml_words.h"

namespace tipstaff::site {
namespace {

constexpr YamlWords kYaml{"site journey"};

struct Word {
  std::string_view word;
  Act act;
  std::string_view beside;  // besides ‘seconds’; empty: nothing
  std::string_view in_words;
};
// kWaitRest stands for all that is waited for.
constexpr std::array kWords{Word{"go", Act::kGo, "", "go to"},
                            Word{"type", Act::kType, "value", "type into"},
                            Word{"choose", Act::kChoose, "option", "choose in"},
                            Word{"upload", Act::kUpload, "", "upload to"},
                            Word{"click", Act::kClick, "", "click"},
                            Word{"wait", Act::kWaitRest, "", "wait for"},
                            Word{"submit", Act::kSubmit, "", "submit"},
                            Word{"leave", Act::kLeave, "", "leave by"}};

std::string all_words() {
  std::string out;
  for (const Word& each : kWords) out += (out.empty() ? "" : ", ") + std::string(each.word);
  return out;
}

Result<void> read_wait(const YAML::Node& node, Step& out) {
  static constexpr std::array<std::string_view, 2> kKeys = {"element", "address"};
  if (node.IsScalar()) {
    if (node.Scalar() != "rest")
      return kYaml.wrong(node, "‘wait’ takes ‘rest’, {element: SELECTOR} or {address: PATTERN}");
    out.act = Act::kWaitRest;
    return {};
  }
  TRY(kYaml.check_keys(node, kKeys, 0));
  if (node.size() != 1) return kYaml.wrong(node, "one thing is waited for at a time: ‘element’ or ‘address’");
  if (node["element"]) {
    out.act = Act::kWaitElement;
    TRY_ASSIGN(out.target, kYaml.selector(node["element"], "element"));
    return {};
  }
  out.act = Act::kWaitAddress;
  TRY_ASSIGN(out.target, kYaml.text(node["address"], "address"));
  if (!out.target.starts_with('/'))
    return kYaml.wrong(node["address"], "‘address’ takes a pattern that begins with ‘/’");
  return {};
}

Result<void> read_seconds(const YAML::Node& node, Step& out) {
  TRY_ASSIGN(const std::string text, kYaml.text(node, "seconds"));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.seconds);
  if (error != std::errc() || end != text.data() + text.size() || out.seconds < 1 || out.seconds > 120)
    return kYaml.wrong(node, "‘seconds’ takes a number from 1 to 120");
  return {};
}

Result<Step> step_of(const YAML::Node& node) {
  if (!node.IsMap() || node.size() == 0)
    return kYaml.wrong(node, fmt::format("a step is one of: {}; such as ‘- click: \"#next\"’", all_words()));
  const Word* word = nullptr;
  for (const auto& pair : node) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
    const auto* const found = std::ranges::find(kWords, key, &Word::word);
    if (found == kWords.end()) continue;
    if (word != nullptr)
      return kYaml.wrong(pair.first, fmt::format("‘{}’ and ‘{}’ are two steps: each begins with ‘-’", word->word, key));
    word = found;
  }
  if (word == nullptr)
    return kYaml.wrong(node, fmt::format("a step is one of: {}; there is none of them here", all_words()));
  const std::array<std::string_view, 3> keys = {word->word, "seconds", word->beside};
  TRY(kYaml.check_keys(node, std::span(keys).first(word->beside.empty() ? 2 : 3), 1));
  Step out;
  out.act = word->act;
  out.line = static_cast<std::uint32_t>(std::max(node.Mark().line, 0) + 1);
  const YAML::Node target = node[std::string(word->word)];
  if (word->act == Act::kWaitRest) {
    TRY(read_wait(target, out));
  } else if (word->act == Act::kGo) {
    TRY_ASSIGN(out.target, kYaml.text(target, "go"));
    const auto url = parse_url(out.target);
    if (!url || !url->scheme.starts_with("http"))
      return kYaml.wrong(target, "‘go’ takes the address of a page: https://…");
  } else {
    TRY_ASSIGN(out.target, kYaml.selector(target, word->word));
  }
  if (node["seconds"]) TRY(read_seconds(node["seconds"], out));
  if (const YAML::Node beside =
          word->beside.empty() ? YAML::Node(YAML::NodeType::Undefined) : node[std::string(word->beside)];
      beside) {
    TRY_ASSIGN(out.value, kYaml.text(beside, word->beside));
    if (out.act == Act::kType && out.value.size() < kShortestWanted)
      return kYaml.wrong(
          beside,
          fmt::format("a value has {} characters at least: a shorter one would be met by accident", kShortestWanted));
  }
  return out;
}

Result<Journey> read(const YAML::Node& root) {
  static constexpr std::array<std::string_view, 4> kKeys = {"tipstaff site journey", "steps", "title", "consent"};
  Journey out;
  TRY(kYaml.check_keys(root, kKeys, 2));
  TRY(kYaml.version_one(root, kKeys[0]));
  if (root["title"]) {
    TRY_ASSIGN(out.title, kYaml.text(root["title"], "title"));
  }
  if (const YAML::Node consent = root["consent"]; consent) {
    TRY_ASSIGN(out.consent, kYaml.consent_buttons(consent));
  }
  const YAML::Node steps = root["steps"];
  if (!steps.IsSequence() || steps.size() == 0)
    return kYaml.wrong(steps, "‘steps’ is a list; each line of it begins with ‘-’");
  if (steps.size() > kMostSteps) return kYaml.wrong(steps, fmt::format("a journey has {} steps at most", kMostSteps));
  for (const auto& each : steps) {
    TRY_ASSIGN(Step step, step_of(each));
    if (out.steps.empty() && step.act != Act::kGo)
      return kYaml.wrong(each, "the first step is ‘go’, with the address of a page");
    out.steps.push_back(std::move(step));
  }
  return out;
}

}  // namespace

Result<Journey> parse_journey(std::string_view text) {
  TRY_ASSIGN(Journey out, kYaml.whole<Journey>(text, read));
  out.sha256 = crypto::sha256(as_bytes(text));
  return out;
}

std::string step_in_words(const Step& step, std::size_t number) {
  const bool waits = step.act == Act::kWaitElement || step.act == Act::kWaitAddress || step.act == Act::kWaitRest;
  const Act act = waits ? Act::kWaitRest : step.act;
  const auto* const word = std::ranges::find(kWords, act, &Word::act);
  return fmt::format("step {}: {} {}", number, word->in_words, step.act == Act::kWaitRest ? "rest" : step.target);
}

std::vector<std::string> selector_parts(std::string_view selector) {
  constexpr std::string_view kInto = ">>>", kBlanks = " \t\n";
  std::vector<std::string> out;
  for (bool more = true; more;) {
    const std::size_t at = selector.find(kInto);
    more = at != std::string_view::npos;
    std::string_view part = selector.substr(0, at);
    if (more) selector.remove_prefix(at + kInto.size());
    part.remove_prefix(std::min(part.find_first_not_of(kBlanks), part.size()));
    part = part.substr(0, part.find_last_not_of(kBlanks) + 1);
    if (part.empty() || out.size() == kMostParts) return {};
    out.emplace_back(part);
  }
  return out;
}

}  // namespace tipstaff::site
