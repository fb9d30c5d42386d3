// Services whose parameters need little: their names, what they are for, and the few parameters that tell a page.
#include <array>

#include "site/decoder.h"

namespace tipstaff::site {
namespace {

constexpr std::array kKnown = std::to_array<Known>({
    {"ev", Category::kEvent, "event"},
    {"evt", Category::kEvent, "event"},
    {"p", Category::kPageAddress, "page address"},
    {"pl", Category::kPageAddress, "page address"},
    {"tl", Category::kPageTitle, "page title"},
    {"kw", Category::kPageContent, "key words of the page"},
    {"r", Category::kReferrer, "address of the page before"},
    {"vid", Category::kCookieId, "number of the browser"},
    {"msclkid", Category::kClickId, "number of the advertisement that was clicked"},
    {"b", Category::kPageTitle, "page title"},
    {"f", Category::kPageAddress, "page address"},
    {"action_name", Category::kPageTitle, "page title"},
    {"_id", Category::kCookieId, "number of the browser"},
});

void read(const Request& request, const Page&, Teller& teller) {
  tell_known(teller, request.query, kKnown);
  tell_known(teller, request.form, kKnown);
}

bool is_bing(const Request& request) {
  return request.url.host == "bat.bing.com" || request.url.host == "bat.bing.net";
}
bool is_nextdoor(const Request& request) {
  return request.url.host == "flask.nextdoor.com" || request.url.host == "ads.nextdoor.com";
}
bool is_yahoo(const Request& request) { return request.url.host == "sp.analytics.yahoo.com"; }
bool is_matomo(const Request& request) { return request.has("idsite") && request.has("rec"); }
bool is_x(const Request& request) {
  return (request.url.host == "t.co" || request.url.host == "analytics.twitter.com") &&
         request.url.path.find("adsct") != std::string_view::npos;
}
bool is_pinterest(const Request& request) { return request.url.host == "ct.pinterest.com"; }
bool is_reddit(const Request& request) { return request.url.host == "alb.reddit.com"; }
bool is_trade_desk(const Request& request) { return host_is(request.url.host, "adsrvr.org"); }
bool is_tealium(const Request& request) { return host_is(request.url.host, "tiqcdn.com"); }
bool is_adobe_launch(const Request& request) { return request.url.host == "assets.adobedtm.com"; }
bool is_segment(const Request& request) {
  return host_is(request.url.host, "segment.com") || host_is(request.url.host, "segment.io");
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"Microsoft Advertising", "Microsoft", "advertising", is_bing, read},
    {"Nextdoor Pixel", "Nextdoor", "advertising", is_nextdoor, read},
    {"Yahoo Dot", "Yahoo", "advertising", is_yahoo, read},
    {"X Pixel", "X", "advertising", is_x, read},
    {"Pinterest Tag", "Pinterest", "advertising", is_pinterest, read},
    {"Reddit Pixel", "Reddit", "advertising", is_reddit, read},
    {"The Trade Desk", "The Trade Desk", "advertising", is_trade_desk, nullptr},
    {"Tealium", "Tealium", "tag manager", is_tealium, nullptr},
    {"Adobe Launch", "Adobe", "tag manager", is_adobe_launch, nullptr},
    {"Segment", "Twilio", "tag manager", is_segment, read},
    {"Matomo", "", "analytics", is_matomo, read},
});

}  // namespace

std::span<const Decoder> other_decoders() { return kDecoders; }

}  // namespace tipstaff::site
