// A sitemap of thirty pages, by an index and a packed map, on loopback; the server's log says which were looked at.
#include "site/sitemap_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/difference.h"
#include "site/report.h"
#include "site/site_child.h"
#include "site/web.h"
#include "test_child.h"

namespace tipstaff {

// The program itself is the child in which sitemaps are read.
std::optional<int> test_child(int argc, char** argv) {
  const SandboxRole roles[] = {site::site_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

}  // namespace tipstaff

namespace tipstaff::site {
namespace {

using test::count;
using test::Served;
using test::Web;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string page(int number) { return number == 17 ? "report/rape" : "page" + std::to_string(number); }

// An index of one map and of one that is not there; the map names thirty pages, one twice, one of another site.
std::map<std::string, Served> pages() {
  const std::string at = "http://page.test:{PORT}/";
  std::map<std::string, Served> out{
      {"page.test/sitemap.xml",
       {"application/xml", "<sitemapindex><sitemap><loc>" + at + "map.xml</loc></sitemap><sitemap><loc>" + at +
                               "gone.xml</loc></sitemap>"
                               "<sitemap><loc>http://track.test:{PORT}/map.xml</loc></sitemap></sitemapindex>"}},
      {"page.test/gone.xml", {"text/html", "gone", 404}}};
  std::string map;
  for (int i = 0; i < 30; ++i) {
    map += "<url><loc>" + at + page(i) + "</loc></url>";
    out["page.test/" + page(i)] = {
        "text/html", "<title>Page " + std::to_string(i) + "</title><script>" +
                         (i % 10 == 7 ? "navigator.sendBeacon('{T}p" + std::to_string(i) + "', 'x')" : "") +
                         "</script>"};
  }
  out["page.test/map.xml"] = {
      "application/xml",
      "<urlset>" + map + "<url><loc>" + at + "page3</loc></url><url><loc>http://other.test/</loc></url></urlset>"};
  return out;
}

TEST(SitemapWalk, ThirtyPagesAreWalkedTheMostSensitiveFirst) {
  Web web(pages());
  const BrowserOptions options = web.options(Outside::kCode, 150);
  const auto map = sitemap_pages(web->url("page.test", "/sitemap.xml"), {}, 50, policy_builtin(), options);
  ASSERT_TRUE(map) << map.error().text();
  ASSERT_EQ(map->pages.size(), 30U);
  EXPECT_EQ(map->pages[0], web->url("page.test", "/report/rape"));
  EXPECT_THAT(map->unread, ElementsAre(HasSubstr("gone.xml’ could not be fetched: the server answered 404")));
  EXPECT_THAT(map->notes, ElementsAre(HasSubstr("2 addresses in the sitemap are of other sites")));
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());

  WalkPlan plan;
  plan.urls = map->pages;
  const auto walked = walk(plan, options);
  ASSERT_TRUE(walked) << walked.error().text();
  EXPECT_THAT(walked->recording.unread, IsEmpty());
  ASSERT_EQ(walked->recording.pages.size(), 30U);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(count(web.arrived_at("page.test"), page(i)), 1U) << i;
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());
  for (const Exchange& each : walked->recording.exchanges) {
    if (each.url.find("track.test") == std::string::npos) continue;
    const std::string& from = walked->recording.pages.at(each.page).url;
    const std::string number = each.url.substr(each.url.rfind('p') + 1);
    EXPECT_TRUE(from.ends_with("/" + page(std::stoi(number)))) << each.url << " from " << from;
  }

  // By page, the worst first.
  const FindRecipient advertiser = [](std::string_view url, Asked, std::string_view, std::string_view) {
    Recipient out;
    out.host = out.domain = parse_url(url).value_or(Url{}).host;
    out.first_party = out.host == "page.test";
    out.kind = out.first_party ? "" : "advertising";
    return out;
  };
  const Policy policy = policy_builtin();
  const std::vector<Examined> examined(walked->recording.exchanges.size());
  const Judgement judgement = judge(walked->recording, examined, {}, policy, advertiser);
  const std::vector<Defence> none;
  const Report report{walked->recording, judgement, policy, none, {}, Instant{}};
  const auto verdicts = page_verdicts(report);
  ASSERT_EQ(verdicts.size(), 30U);
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    EXPECT_EQ(verdicts[i].verdict, i < 3 ? Verdict::kHold : Verdict::kPass) << i;
  EXPECT_THAT(report_as_text(report), HasSubstr("By page, the worst first:\n  hold     "));
}

TEST(SitemapWalk, WhatIsNotLookedAtIsCounted) {
  Web web(pages());
  const BrowserOptions options = web.options(Outside::kCode, 150);
  const std::string file = "<urlset><url><loc>" + web->url("page.test", "/page1") + "</loc></url><url><loc>" +
                           web->url("page.test", "/page2") + "</loc></url><url><loc>" +
                           web->url("page.test", "/page3") + "</loc></url></urlset>";
  const auto map = sitemap_pages("map.xml", as_bytes(file), 2, policy_builtin(), options);
  ASSERT_TRUE(map) << map.error().text();
  EXPECT_EQ(map->pages.size(), 2U);
  EXPECT_THAT(map->unread,
              ElementsAre("1 of the sitemap's 3 pages were not looked at (--pages 2): what they tell is unknown."));
  EXPECT_EQ(sitemap_pages("file:///etc/hostname", {}, 2, policy_builtin(), options).error().code(), Code::kUsage);
  const auto gone = sitemap_pages(web->url("page.test", "/gone.xml"), {}, 2, policy_builtin(), options);
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().text(), HasSubstr("names no page: The sitemap"));
  EXPECT_THAT(sitemap_pages("x", as_bytes("no sitemap at all"), 2, policy_builtin(), options).error().text(),
              HasSubstr("it is no sitemap"));
}

}  // namespace
}  // namespace tipstaff::site
