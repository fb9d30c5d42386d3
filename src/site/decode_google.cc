// Google: Analytics 4 (/g/collect, on any host: through doubleclick and a site's own server container too), Universal
// Analytics, the tag manager, Google Ads and Floodlight.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "site/decoder.h"

namespace tipstaff::site {
namespace {

constexpr std::array kHit = std::to_array<Known>({
    {"en", Category::kEvent, "event"},
    {"t", Category::kEvent, "event"},
    {"dl", Category::kPageAddress, "page address"},
    {"dp", Category::kPageAddress, "path of the page"},
    {"dt", Category::kPageTitle, "page title"},
    {"dr", Category::kReferrer, "address of the page before"},
    {"cid", Category::kCookieId, "number of the browser (cookie _ga)"},
    {"auid", Category::kCookieId, "number of the browser (cookie _gcl_au)"},
    {"auiddc", Category::kCookieId, "number of the browser (cookie _gcl_au)"},
    {"uid", Category::kUserId, "the site's number for the person"},
    {"gclid", Category::kClickId, "number of the advertisement that was clicked"},
    {"gclaw", Category::kClickId, "number of the advertisement that was clicked"},
    {"ea", Category::kEvent, "action"},
    {"ec", Category::kEvent, "category of the action"},
    {"el", Category::kButtonText, "label of the action"},
    {"url", Category::kPageAddress, "page address"},
    {"ref", Category::kReferrer, "address of the page before"},
    {"tiba", Category::kPageTitle, "page title"},
    {"sr", Category::kDevice, "size of the screen"},
    {"tid", Category::kOther, "number of the property"},
});

constexpr std::array kEventParameters = std::to_array<Known>({
    {"link_text", Category::kButtonText, "text of the link"},
    {"form_submit_text", Category::kButtonText, "button text"},
    {"button_text", Category::kButtonText, "button text"},
    {"click_text", Category::kButtonText, "text of what was clicked"},
    {"form_name", Category::kFormField, "name of the form"},
    {"form_id", Category::kFormField, "id of the form"},
    {"first_field_name", Category::kFormField, "name of a field"},
    {"search_term", Category::kFormField, "what was searched for"},
    {"link_url", Category::kPageAddress, "address of the link"},
    {"form_destination", Category::kPageAddress, "where the form goes"},
    {"page_location", Category::kPageAddress, "page address"},
    {"page_title", Category::kPageTitle, "page title"},
    {"file_name", Category::kPageContent, "name of a file"},
    {"video_title", Category::kPageContent, "title of a video"},
});

// tv.1~em.HASH~pn0.HASH: enhanced conversions; hashes are of SHA-256, in base64url.
void tell_person(std::string_view parameter, std::string_view value, Teller& teller) {
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find('~'));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    const std::size_t dot = part.find('.');
    if (dot == std::string_view::npos || dot + 1 >= part.size()) continue;
    const std::string_view key = part.substr(0, dot), told = part.substr(dot + 1);
    if (key.starts_with("em"))
      teller.tell(Category::kEmail, "e-mail address as a hash (SHA-256)", parameter, told);
    else if (key.starts_with("pn"))
      teller.tell(Category::kPhone, "telephone number as a hash (SHA-256)", parameter, told);
    else if (key.starts_with("fn") || key.starts_with("ln"))
      teller.tell(Category::kName, "name as a hash (SHA-256)", parameter, told);
    else if (key.starts_with("pc") || key.starts_with("ct") || key.starts_with("rg") || key.starts_with("sa"))
      teller.tell(Category::kPersonal, "part of the postal address", parameter, told);
  }
}

void tell_pairs(const Pairs& pairs, Teller& teller) {
  tell_known(teller, pairs, kHit);
  for (const auto& [parameter, value] : pairs) {
    if (parameter == "em" || parameter == "emd") tell_person(parameter, value, teller);
    if (parameter.starts_with("up.") || parameter.starts_with("upn."))
      teller.tell(Category::kPersonal,
                  fmt::format("property of the visitor: {}", parameter.substr(parameter.find('.') + 1)), parameter,
                  value);
    if (!parameter.starts_with("ep.") && !parameter.starts_with("epn.")) continue;
    const std::string_view inner = std::string_view(parameter).substr(parameter.find('.') + 1);
    const auto known = std::ranges::find(kEventParameters, inner, &Known::parameter);
    if (known != kEventParameters.end())
      teller.tell(known->category, known->name, parameter, value);
    else
      teller.tell(inner.find("text") != std::string_view::npos ? Category::kButtonText : Category::kOther,
                  fmt::format("the site's parameter {}", inner), parameter, value);
  }
}

// A batch: each line of the body is one event, with what the address says for all of them.
void read_hits(const Request& request, const Page&, Teller& teller) {
  tell_pairs(request.query, teller);
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.empty()) tell_pairs(parameters(line), teller);
  }
}

bool is_analytics(const Request& request) {
  const std::string_view path = request.url.path;
  const bool four = path.ends_with("/g/collect") && request.has("tid") && request.get("v") == "2";
  const bool universal = (path.ends_with("/collect") || path.ends_with("/r/collect") || path.ends_with("/j/collect")) &&
                         request.get("v") == "1" && request.get("tid").starts_with("UA-");
  return four || universal;
}
bool is_google(std::string_view host) {
  return host_is(host, "google.com") || host_is(host, "doubleclick.net") || host_is(host, "googleadservices.com") ||
         host_is(host, "googlesyndication.com") || (host.find("google.") != std::string_view::npos && host.size() < 30);
}
bool is_ads(const Request& request) {
  const std::string_view path = request.url.path;
  if (host_is(request.url.host, "doubleclick.net") || host_is(request.url.host, "googleadservices.com") ||
      host_is(request.url.host, "googlesyndication.com"))
    return true;
  return is_google(request.url.host) &&
         (path.starts_with("/pagead/") || path.starts_with("/ccm/") || path.starts_with("/rmkt/") ||
          path.starts_with("/ads/") || path.starts_with("/gmp/"));
}
bool is_tag_manager(const Request& request) {
  return host_is(request.url.host, "googletagmanager.com") && !request.url.path.starts_with("/a");
}
bool is_tag_manager_ping(const Request& request) { return host_is(request.url.host, "googletagmanager.com"); }
bool is_analytics_script(const Request& request) {
  return host_is(request.url.host, "google-analytics.com") || host_is(request.url.host, "analytics.google.com");
}
bool is_fonts(const Request& request) {
  return request.url.host == "fonts.googleapis.com" || request.url.host == "fonts.gstatic.com";
}
bool is_recaptcha(const Request& request) {
  return is_google(request.url.host) && request.url.path.starts_with("/recaptcha/");
}

// Floodlight: ;name=value;name=value in the path.
void read_ads(const Request& request, const Page&, Teller& teller) {
  tell_pairs(request.query, teller);
  tell_pairs(request.form, teller);
  std::string path(request.url.path);
  if (path.find(';') == std::string::npos) return;
  std::ranges::replace(path, '&', ' ');
  std::ranges::replace(path, ';', '&');
  for (const auto& [parameter, value] : parameters(std::string_view(path).substr(path.find('&')))) {
    if (parameter == "~oref") teller.tell(Category::kPageAddress, "page address", parameter, value);
    if (parameter == "type" || parameter == "cat") teller.tell(Category::kEvent, "activity", parameter, value);
    if (parameter == "auiddc")
      teller.tell(Category::kCookieId, "number of the browser (cookie _gcl_au)", parameter, value);
    if (parameter.size() > 1 && parameter[0] == 'u' &&
        parameter.find_first_not_of("0123456789", 1) == std::string::npos)
      teller.tell(Category::kOther, fmt::format("the site's variable {}", parameter), parameter, value);
  }
}

void read_container(const Request& request, const Page&, Teller& teller) {
  teller.tell(Category::kOther, "number of the container", "id", request.get("id"));
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"Google Analytics", "Google", "analytics", is_analytics, read_hits},
    {"Google Tag Manager", "Google", "tag manager", is_tag_manager, read_container},
    {"Google Tag Manager", "Google", "tag manager", is_tag_manager_ping, nullptr},
    {"Google Analytics' script", "Google", "analytics", is_analytics_script, nullptr},
    {"Google Ads", "Google", "advertising", is_ads, read_ads},
    {"Google Fonts", "Google", "content delivery", is_fonts, nullptr},
    {"reCAPTCHA", "Google", "security", is_recaptcha, nullptr},
});

}  // namespace

std::span<const Decoder> google_decoders() { return kDecoders; }

}  // namespace tipstaff::site
