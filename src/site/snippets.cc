// The snippets that services hand out to be pasted into pages, by the call that only they make.
#include <fmt/format.h>

#include <array>

#include "site/leak_forms.h"
#include "site/saved.h"

namespace tipstaff::site {
namespace {

struct Known {
  std::string_view service;
  std::string_view call;     // as it stands in the script, blanks and kinds of quotation marks apart
  std::string_view address;  // %I: what the call names first; %P: the page, encoded
};

constexpr std::array kKnown = std::to_array<Known>({
    {"Meta Pixel", "fbq('init',", "https://www.facebook.com/tr?id=%I&ev=PageView&dl=%P"},
    {"Google tag", "gtag('config',", "https://www.googletagmanager.com/gtag/js?id=%I"},
    {"Google Analytics", "ga('create',", "https://www.google-analytics.com/collect?v=1&t=pageview&tid=%I&dl=%P"},
    {"TikTok Pixel", "ttq.load(", "https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=%I"},
    {"LinkedIn Insight Tag", "_linkedin_partner_id=", "https://px.ads.linkedin.com/collect?v=2&pid=%I&url=%P"},
    {"Snap Pixel", "snaptr('init',", "https://tr.snapchat.com/p?pid=%I&ev=PAGE_VIEW&pl=%P"},
    {"Microsoft Clarity", "clarity.ms/tag/", "https://www.clarity.ms/tag/%I"},
    {"Microsoft Clarity", ",\"clarity\",\"script\",", "https://www.clarity.ms/tag/%I"},
    {"Hotjar", "hjid:", "https://static.hotjar.com/c/hotjar-%I.js"},
    {"X Pixel", "twq('config',", "https://t.co/i/adsct?txn_id=%I"},
    {"X Pixel", "twq('init',", "https://t.co/i/adsct?txn_id=%I"},
    {"Pinterest Tag", "pintrk('load',", "https://ct.pinterest.com/v3/?tid=%I&event=init"},
    {"Reddit Pixel", "rdt('init',", "https://alb.reddit.com/rp.gif?id=%I&event=PageVisit"},
    {"Microsoft Advertising", "newUET(", "https://bat.bing.com/action/0?ti=%I&evt=pageLoad&p=%P"},
    {"FullStory", "_fs_org']=", "https://edge.fullstory.com/s/fs.js?org=%I"},
    {"LogRocket", "LogRocket.init(", "https://cdn.logrocket.io/LogRocket.min.js?app=%I"},
    {"Smartlook", "smartlook('init',", "https://web-sdk.smartlook.com/recorder.js?key=%I"},
    {"Mouseflow", "cdn.mouseflow.com/projects/", "https://cdn.mouseflow.com/projects/%I"},
});

// Blanks outside are no matter to scripts, nor which quotation marks.
std::string levelled(std::string_view script) {
  std::string out;
  for (const char c : script) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    out += c == '"' || c == '`' ? '\'' : c;
  }
  return out;
}

std::string_view first_name(std::string_view after) {
  while (!after.empty() && (after.front() == '\'' || after.front() == '{')) after.remove_prefix(1);
  if (after.starts_with("ti:'")) after.remove_prefix(4);
  const std::size_t end =
      after.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./@");
  return after.substr(0, std::min<std::size_t>(end, 80));
}

std::string filled(std::string_view address, std::string_view id, std::string_view page) {
  std::string out(address);
  const auto put = [&](std::string_view mark, std::string_view text) {
    if (const std::size_t at = out.find(mark); at != std::string::npos)
      out.replace(at, mark.size(), encode_percent(text));
  };
  put("%P", page);
  put("%I", id);
  return out;
}

// Containers of the tag manager stand in its snippet as a bare word.
void add_containers(std::string_view script, std::vector<Snippet>& out) {
  for (std::size_t at = script.find("GTM-"); at != std::string_view::npos; at = script.find("GTM-", at + 4)) {
    const std::string_view id =
        script.substr(at, script.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", at) - at);
    if (id.size() >= 8 && id.size() <= 16)
      out.push_back({"Google Tag Manager", fmt::format("https://www.googletagmanager.com/gtm.js?id={}", id)});
  }
}

}  // namespace

std::vector<Snippet> snippets_in(std::string_view script, std::string_view page) {
  std::vector<Snippet> out;
  add_containers(script, out);
  const std::string plain = levelled(script);
  for (const Known& known : kKnown) {
    const std::string call = levelled(known.call);
    for (std::size_t at = plain.find(call); at != std::string::npos && out.size() < 200;
         at = plain.find(call, at + 1)) {
      const std::string_view id = first_name(std::string_view(plain).substr(at + call.size()));
      if (!id.empty()) out.push_back({std::string(known.service), filled(known.address, id, page)});
    }
  }
  return out;
}

}  // namespace tipstaff::site
