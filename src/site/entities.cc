#include "site/entities.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace tipstaff::site {
namespace {

namespace json = boost::json;

struct Named {
  std::string_view name, value;
};
// third-party-web's categories (its README, “Categories”) in words for people who are not advertisers.
constexpr std::array kKinds = {
    Named{"ad", "advertising"},
    Named{"analytics", "analytics"},
    Named{"social", "social media"},
    Named{"tag-manager", "tag manager"},
    Named{"cdn", "content delivery"},
    Named{"hosting", "hosting"},
    Named{"video", "video"},
    Named{"marketing", "marketing"},
    Named{"customer-success", "customer support"},
    Named{"content", "content"},
    Named{"consent-provider", "consent dialogue"},
    Named{"utility", "service"},
};

// By what the services say of themselves; each domain with all below it.
constexpr std::array kRecorders = {
    Named{"clarity.ms", "Microsoft Clarity"},
    Named{"clicktale.net", "Clicktale"},
    Named{"contentsquare.com", "Contentsquare"},
    Named{"contentsquare.net", "Contentsquare"},
    Named{"content-square.net", "Contentsquare"},
    Named{"crazyegg.com", "Crazy Egg"},
    Named{"decibelinsight.net", "Decibel"},
    Named{"fullstory.com", "FullStory"},
    Named{"getsmartlook.com", "Smartlook"},
    Named{"glassboxcdn.com", "Glassbox"},
    Named{"glassboxdigital.io", "Glassbox"},
    Named{"hotjar.com", "Hotjar"},
    Named{"hotjar.io", "Hotjar"},
    Named{"inspectlet.com", "Inspectlet"},
    Named{"livesession.io", "LiveSession"},
    Named{"logrocket.com", "LogRocket"},
    Named{"logrocket.io", "LogRocket"},
    Named{"lr-in-prod.com", "LogRocket"},
    Named{"lr-in.com", "LogRocket"},
    Named{"lr-ingest.com", "LogRocket"},
    Named{"lr-ingest.io", "LogRocket"},
    Named{"lr-intake.com", "LogRocket"},
    Named{"luckyorange.com", "Lucky Orange"},
    Named{"luckyorange.net", "Lucky Orange"},
    Named{"mc.yandex.com", "Yandex Metrica"},
    Named{"mc.yandex.ru", "Yandex Metrica"},
    Named{"mouseflow.com", "Mouseflow"},
    Named{"openreplay.com", "OpenReplay"},
    Named{"quantummetric.com", "Quantum Metric"},
    Named{"sessioncam.com", "SessionCam"},
    Named{"sessionstack.com", "SessionStack"},
    Named{"smartlook.com", "Smartlook"},
    Named{"userreplay.net", "User Replay"},
};

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

std::string kind_of(std::string_view category) {
  const auto* const known =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Named& kind) { return kind.name == category; });
  return known == kKinds.end() ? std::string() : std::string(known->value);
}

std::string company_of(const json::object& object) {
  std::string name(text_of(object, "name"));
  const std::string_view company = text_of(object, "company");
  return company.empty() || name.find(company) != std::string::npos ? name
                                                                    : name.append(" (").append(company).append(")");
}

std::string_view parent(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

}  // namespace

Result<Entities> Entities::read(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  const json::value parsed = json::parse(text, error, {}, options);
  if (error || !parsed.is_array())
    return fail(Code::kInvalid, "the list of companies is not third-party-web's entities.json");
  Entities made;
  for (const json::value& each : parsed.get_array()) {
    const json::object* object = each.if_object();
    const json::value* domains = object == nullptr ? nullptr : object->if_contains("domains");
    if (domains == nullptr || !domains->is_array())
      return fail(Code::kInvalid, "the list of companies is not third-party-web's entities.json");
    const auto number = static_cast<std::uint32_t>(made.entities_.size());
    made.entities_.push_back({company_of(*object), kind_of(text_of(*object, "category"))});
    for (const json::value& domain : domains->get_array()) {
      if (!domain.is_string()) continue;
      const std::string_view name = domain.get_string();
      if (name.starts_with("*.")) {
        made.below_.emplace(name.substr(2), number);
      } else {
        made.exact_.emplace(name, number);
      }
    }
  }
  return made;
}

const Entity* Entities::of(std::string_view host) const {
  if (const auto found = exact_.find(host); found != exact_.end()) return &entities_[found->second];
  for (; !host.empty(); host = parent(host)) {
    if (const auto found = below_.find(host); found != below_.end()) return &entities_[found->second];
  }
  return nullptr;
}

std::string_view session_recorder(std::string_view host) {
  for (; !host.empty(); host = parent(host)) {
    const auto* const known = std::find_if(kRecorders.begin(), kRecorders.end(),
                                           [&](const Named& recorder) { return recorder.name == host; });
    if (known != kRecorders.end()) return known->value;
  }
  return {};
}

}  // namespace tipstaff::site
