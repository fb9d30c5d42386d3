// The LinkedIn Insight Tag: px.ads.linkedin.com/collect (an image's address) and /wa/ (JSON, also in base64), which
// tells of clicks.
#include <array>

#include "base/bytes.h"
#include "site/decoder.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

constexpr std::array kKnown = std::to_array<Known>({
    {"url", Category::kPageAddress, "page address"},
    {"pageUrl", Category::kPageAddress, "page address"},
    {"href", Category::kPageAddress, "address of the link that was clicked"},
    {"pageTitle", Category::kPageTitle, "page title"},
    {"referrer", Category::kReferrer, "address of the page before"},
    {"signalType", Category::kEvent, "event"},
    {"conversionId", Category::kEvent, "conversion"},
    {"hem", Category::kEmail, "e-mail address"},
    {"liFatId", Category::kClickId, "number of the member who came by an advertisement"},
    {"li_fat_id", Category::kClickId, "number of the member who came by an advertisement"},
    {"liGiant", Category::kCookieId, "number of the browser"},
    {"pid", Category::kOther, "number of the partner"},
    {"pids", Category::kOther, "number of the partner"},
    {"domAttributes.innerText", Category::kButtonText, "button text"},
    {"domAttributes.elementTitle", Category::kButtonText, "button text"},
    {"domAttributes.elementValue", Category::kButtonText, "value of what was clicked"},
    {"domAttributes.title", Category::kButtonText, "title of what was clicked"},
    {"domAttributes.formAction", Category::kFormField, "where the form goes"},
    {"innerText", Category::kButtonText, "button text"},
});

bool takes(const Request& request) {
  const std::string_view host = request.url.host;
  return host == "px.ads.linkedin.com" || host == "px4.ads.linkedin.com" || host == "dc.ads.linkedin.com" ||
         (host_is(host, "linkedin.com") && request.url.path.starts_with("/px"));
}
bool takes_script(const Request& request) { return host_is(request.url.host, "snap.licdn.com"); }

void read(const Request& request, const Page&, Teller& teller) {
  tell_known(teller, request.query, kKnown);
  if (request.json) {
    tell_known(teller, leaves(*request.json), kKnown);
    return;
  }
  std::string text = request.body;
  while (!text.empty() && text.size() % 4 != 0) text += '=';
  const auto bytes = from_base64(text);
  const auto parsed = bytes ? parse_json(std::string(as_text(*bytes))) : std::nullopt;
  if (parsed) tell_known(teller, leaves(*parsed), kKnown);
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"LinkedIn Insight Tag", "LinkedIn", "advertising", takes, read},
    {"LinkedIn Insight Tag's script", "LinkedIn", "advertising", takes_script, nullptr},
});

}  // namespace

std::span<const Decoder> linkedin_decoders() { return kDecoders; }

}  // namespace tipstaff::site
