#include "site/container.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/hash.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

struct KnownTag {
  std::string_view function, name;
};
constexpr std::array kKnownTags = std::to_array<KnownTag>({
    {"__asp", "AdRoll"},
    {"__awct", "Google Ads conversion"},
    {"__baut", "Microsoft Advertising"},
    {"__bzi", "LinkedIn Insight"},
    {"__crto", "Criteo"},
    {"__flc", "Floodlight counter"},
    {"__fls", "Floodlight sales"},
    {"__gaawc", "Google Analytics 4 configuration"},
    {"__gaawe", "Google Analytics 4 event"},
    {"__gclidw", "Google Ads conversion linker"},
    {"__googtag", "Google tag"},
    {"__hjtc", "Hotjar"},
    {"__html", "custom HTML"},
    {"__img", "custom picture"},
    {"__pntr", "Pinterest"},
    {"__qpx", "Quora"},
    {"__sp", "Google Ads remarketing"},
    {"__twitter_website_tag", "X (Twitter)"},
    {"__ua", "Universal Analytics"},
});
// Parts of containers that tell nobody anything: triggers that listen.
constexpr std::array<std::string_view, 11> kListeners = {"__cl",  "__evl", "__fsl", "__hl",  "__jel",   "__lcl",
                                                         "__sdl", "__tg",  "__tl",  "__ytl", "__paused"};

std::string name_of(std::string_view function) {
  const auto known = std::ranges::find(kKnownTags, function, &KnownTag::function);
  if (known != kKnownTags.end()) return std::string(known->name);
  if (function.starts_with("__cvt_")) return fmt::format("template {}", function.substr(6));
  return std::string(function);
}

// From its opening brace to the one that closes it; empty when none does.
std::string_view object_at(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\')
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (quoted)
      continue;
    else if (c == '{' || c == '[')
      ++depth;
    else if ((c == '}' || c == ']') && --depth == 0)
      return text.substr(0, i + 1);
  }
  return {};
}

}  // namespace

std::optional<Container> read_container(std::string_view script) {
  constexpr std::string_view kName = "\"resource\":";
  const std::size_t at = script.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t begin = script.find_first_not_of(" \t\r\n", at + kName.size());
  if (begin == std::string_view::npos || script[begin] != '{') return std::nullopt;
  const std::string_view text = object_at(script.substr(begin));
  const auto resource = parse_json(std::string(text));
  if (!resource || member(*resource, "tags") == nullptr || member(*resource, "rules") == nullptr) return std::nullopt;
  Container out;
  out.data = crypto::sha256(as_bytes(text));
  if (const auto* version = member(*resource, "version")) out.version = plain_text(*version);
  for (const auto& tag : array_in(&*resource, "tags"))
    if (const std::string_view function = text_in(&tag, "function");
        std::ranges::find(kListeners, function) == kListeners.end())
      out.tags.push_back(name_of(function));
  std::ranges::sort(out.tags);
  const auto twice = std::ranges::unique(out.tags);
  out.tags.erase(twice.begin(), twice.end());
  return out;
}

}  // namespace tipstaff::site
