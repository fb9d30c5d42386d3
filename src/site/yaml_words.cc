#include "site/yaml_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace tipstaff::site {

tl::unexpected<Error> YamlWords::wrong(const YAML::Mark& at, std::string_view why) const {
  return fail(Code::kInvalid, fmt::format("{}, line {}, column {}: {}", what_, std::max(at.line, 0) + 1,
                                          std::max(at.column, 0) + 1, why));
}

Result<std::string> YamlWords::text(const YAML::Node& node, std::string_view name) const {
  if (!node.IsScalar()) return wrong(node, fmt::format("‘{}’ takes words", name));
  std::string out = node.Scalar();
  if (out.empty() || out.size() > kLongestText)
    return wrong(node, fmt::format("‘{}’ takes 1 to {} characters", name, kLongestText));
  if (const TextFault fault = fault_in(out); fault != TextFault::kNone)
    return wrong(node, fmt::format("‘{}’ {}", name, describe(fault)));
  return out;
}

Result<void> YamlWords::check_keys(const YAML::Node& node, std::span<const std::string_view> keys,
                                   std::size_t needed) const {
  if (!node.IsMap()) return wrong(node, fmt::format("here stand words with values, such as ‘{}: …’", keys[0]));
  std::vector<std::string> met;
  for (const auto& pair : node) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
    if (std::ranges::find(keys, key) == keys.end())
      return wrong(pair.first,
                   fmt::format("there is no word ‘{}’ here; there are {}", key.substr(0, 60), fmt::join(keys, ", ")));
    if (std::ranges::find(met, key) != met.end()) return wrong(pair.first, fmt::format("‘{}’ stands twice", key));
    met.push_back(key);
  }
  for (const std::string_view key : keys.first(needed))
    if (std::ranges::find(met, key) == met.end()) return wrong(node, fmt::format("‘{}’ is missing", key));
  return {};
}

Result<std::string> YamlWords::selector(const YAML::Node& node, std::string_view name) const {
  TRY_ASSIGN(std::string out, text(node, name));
  if (selector_parts(out).empty())
    return wrong(node,
                 fmt::format("‘{}’ takes a selector; on both sides of each ‘>>>’ stands one, and there are {} at most",
                             name, kMostParts));
  return out;
}

Result<ConsentButtons> YamlWords::consent_buttons(const YAML::Node& node) const {
  static constexpr std::array<std::string_view, 2> kButtons = {"accept", "reject"};
  ConsentButtons out;
  TRY(check_keys(node, kButtons, 0));
  if (node["accept"]) {
    TRY_ASSIGN(out.accept, selector(node["accept"], "accept"));
  }
  if (node["reject"]) {
    TRY_ASSIGN(out.reject, selector(node["reject"], "reject"));
  }
  return out;
}

Result<void> YamlWords::version_one(const YAML::Node& root, std::string_view key) const {
  TRY_ASSIGN(const std::string version, text(root[std::string(key)], key));
  if (version != "1") return wrong(root[std::string(key)], fmt::format("this program reads ‘{}: 1’", key));
  return {};
}

}  // namespace tipstaff::site
