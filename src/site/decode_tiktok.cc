// The TikTok Pixel (analytics.tiktok.com/api/v2/pixel and /pixel/act): JSON with event, context and what the pixel
// gathers by itself.
#include <fmt/format.h>

#include <array>

#include "site/decoder.h"

namespace tipstaff::site {
namespace {

constexpr std::array kKnown = std::to_array<Known>({
    {"event", Category::kEvent, "event"},
    {"action", Category::kEvent, "action"},
    {"context.page.url", Category::kPageAddress, "page address"},
    {"context.page.referrer", Category::kReferrer, "address of the page before"},
    {"context.user.anonymous_id", Category::kCookieId, "number of the browser (cookie _ttp)"},
    {"context.user.email", Category::kEmail, "e-mail address"},
    {"context.user.auto_email", Category::kEmail, "e-mail address, taken from a form's field"},
    {"context.user.phone_number", Category::kPhone, "telephone number"},
    {"context.user.auto_phone_number", Category::kPhone, "telephone number, taken from a form's field"},
    {"context.user.first_name", Category::kName, "first name"},
    {"context.user.last_name", Category::kName, "last name"},
    {"context.user.city", Category::kPersonal, "town"},
    {"context.user.zip_code", Category::kPersonal, "postcode"},
    {"context.user.external_id", Category::kUserId, "the site's number for the person"},
    {"context.ad.callback", Category::kClickId, "number of the advertisement that was clicked"},
    {"context.pixel.code", Category::kOther, "number of the pixel"},
    {"auto_collected_properties.page_trigger", Category::kEvent, "what set it off"},
    {"auto_collected_properties.content_data.open_graph", Category::kPageContent, "OpenGraph data of the page"},
    {"auto_collected_properties.content_data.microdata", Category::kPageContent, "microdata of the page"},
    {"auto_collected_properties.content_data.json_ld", Category::kPageContent, "JSON-LD of the page"},
    {"auto_collected_properties.content_data.title", Category::kPageTitle, "page title"},
});

bool takes(const Request& request) {
  return host_is(request.url.host, "tiktok.com") && request.url.path.starts_with("/api/");
}
bool takes_script(const Request& request) { return host_is(request.url.host, "analytics.tiktok.com"); }

Category category_of(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('.') + 1);
  if (last.find("text") != std::string_view::npos || last.find("button") != std::string_view::npos)
    return Category::kButtonText;
  if (path.find("form") != std::string_view::npos || last == "query") return Category::kFormField;
  return last == "content_name" || last == "content_category" || last == "description" ? Category::kPageContent
                                                                                       : Category::kOther;
}

void read(const Request& request, const Page&, Teller& teller) {
  if (!request.json) return;
  const Pairs all = leaves(*request.json);
  tell_known(teller, all, kKnown);
  for (const auto& [path, value] : all) {
    if (std::ranges::find(kKnown, path, &Known::parameter) != kKnown.end()) continue;
    if (path.starts_with("auto_collected_properties."))
      teller.tell(category_of(path) == Category::kOther ? Category::kPageContent : category_of(path),
                  "gathered by the pixel from the page", path, value);
    if (path.starts_with("properties."))
      teller.tell(category_of(path), fmt::format("the site's parameter {}", path.substr(11)), path, value);
  }
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"TikTok Pixel", "TikTok", "advertising", takes, read},
    {"TikTok Pixel's script", "TikTok", "advertising", takes_script, nullptr},
});

}  // namespace

std::span<const Decoder> tiktok_decoders() { return kDecoders; }

}  // namespace tipstaff::site
