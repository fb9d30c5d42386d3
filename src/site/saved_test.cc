// Saved pages: whom they would call, by elements and by the snippets in their scripts.
#include "site/saved.h"

#include <gmock/gmock.h>

#include "site/decode.h"

namespace tipstaff::site {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> asked(const std::string& html,
                               const std::string& address = "https://police.example/report/rape") {
  std::vector<std::string> out;
  for (const Exchange& each : read_saved(html, "page.html", address).exchanges) out.push_back(each.url);
  out.erase(out.begin());  // the page itself
  return out;
}

TEST(Saved, ElementsThatCallSomebody) {
  EXPECT_THAT(
      asked(
          R"(<link rel=stylesheet href="//fonts.example/a.css"><img src=/logo.png srcset="https://cdn.example/1.png 1x, b.png 2x">
    <iframe src="https://video.example/e"></iframe><script src='https://connect.facebook.net/en_US/fbevents.js'></script>
    <form action="https://forms.example/send" method=post></form><a ping="https://ping.example/" href="https://nobody.example/">x</a>
    <img src="data:image/gif;base64,AA"><a href="mailto:x@example.org">m</a><video poster="p.jpg"></video>)"),
      UnorderedElementsAre("https://fonts.example/a.css", "https://police.example/logo.png",
                           "https://cdn.example/1.png", "https://police.example/report/b.png",
                           "https://video.example/e", "https://connect.facebook.net/en_US/fbevents.js",
                           "https://forms.example/send", "https://ping.example/",
                           "https://police.example/report/p.jpg"));
}

TEST(Saved, SnippetsOfTheServices) {
  const std::string html = R"(<script>
    !function(f){}(window); fbq( "init" , '278166232544171'); fbq('track','PageView');
    gtag('config', 'G-D0ZPYJ7VJS'); (function(w,d,s,l,i){})(window,document,'script','dataLayer','GTM-ABC1234');
    ttq.load('C8J7IKS8'); _linkedin_partner_id = "12345"; snaptr('init', '0a87feb4-55c8');
    (function(c,l,a,r,i,t,y){})(window, document, "clarity", "script", "abcdef12"); h._hjSettings={hjid:5156901,hjsv:6};
    </script>)";
  const auto all = asked(html);
  for (const char* expected :
       {"https://www.facebook.com/tr?id=278166232544171&ev=PageView&dl=https%3A%2F%2Fpolice.example%2Freport%2Frape",
        "https://www.googletagmanager.com/gtag/js?id=G-D0ZPYJ7VJS",
        "https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234",
        "https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=C8J7IKS8", "https://www.clarity.ms/tag/abcdef12",
        "https://static.hotjar.com/c/hotjar-5156901.js"})
    EXPECT_THAT(all, Contains(expected));
  EXPECT_THAT(all, Contains(HasSubstr("px.ads.linkedin.com/collect?v=2&pid=12345")));
  EXPECT_THAT(all, Contains(HasSubstr("tr.snapchat.com/p?pid=0a87feb4-55c8")));
  EXPECT_THAT(snippets_in("var gtagconfig = 1; // GTM-", "x"), IsEmpty());
}

TEST(Saved, SaysThatNothingRan) {
  const Recording scripted = read_saved("<p onclick=f()>x</p><script>f()</script>", "a", "");
  EXPECT_THAT(scripted.unread, ElementsAre(HasSubstr("2 scripts and none was run")));
  const Recording plain = read_saved("<title>Plain</title><p>Only words</p>", "a", "");
  EXPECT_THAT(plain.unread, IsEmpty());
  EXPECT_THAT(plain.notes, ElementsAre(HasSubstr("Nothing was run")));
  EXPECT_EQ(plain.pages[0].title, "Plain");
}

TEST(Saved, WhereThePageIs) {
  const auto address = [](const std::string& html, const std::string& given = "") {
    return read_saved(html, "a", given).pages[0].url;
  };
  EXPECT_EQ(address("<!-- saved from url=(0035)https://police.example/report/rape --><p>x"),
            "https://police.example/report/rape");
  EXPECT_EQ(address("<link rel=canonical href=https://police.example/c>"), "https://police.example/c");
  EXPECT_EQ(address("<!-- saved from url=(0035)https://police.example/report/rape -->", "https://own.example/"),
            "https://own.example/");
  EXPECT_EQ(address("<p>x"), "https://saved.invalid/");
  EXPECT_THAT(asked("<base href='https://base.example/d/'><img src=i.png>"),
              ElementsAre("https://base.example/d/i.png"));
}

TEST(Saved, AddressesAreTakenAsABrowserDoes) {
  const std::string base = "https://a.example:8443/x/y?q=1";
  EXPECT_EQ(resolved(base, "z.js"), "https://a.example:8443/x/z.js");
  EXPECT_EQ(resolved(base, "/z.js#f"), "https://a.example:8443/z.js");
  EXPECT_EQ(resolved(base, "?p"), "https://a.example:8443/x/y?p");
  EXPECT_EQ(resolved(base, " //b.example/c "), "https://b.example/c");
  EXPECT_EQ(resolved(base, "HTTPS://B.example/c"), "HTTPS://B.example/c");
  EXPECT_EQ(resolved(base, "javascript:f()"), "");
  EXPECT_EQ(resolved(base, "data:,x"), "");
  EXPECT_EQ(resolved("", "a.js"), "");
}

}  // namespace
}  // namespace tipstaff::site
