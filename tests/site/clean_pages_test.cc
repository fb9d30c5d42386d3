// Pages that must stay clean, loaded in Chromium with the real lists: the site's own statistics, fonts, a map, a video
// without cookies; and the same page when it is about something else or calls somebody else. Every name stands for this
// machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/judge.h"
#include "site/lists.h"
#include "site/site_child.h"
#include "site/web.h"
#include "test_child.h"

namespace tipstaff {
std::optional<int> test_child(int argc, char** argv) {
  const std::array roles{site::site_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}
}  // namespace tipstaff

namespace tipstaff::site {
namespace {

using test::Web;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHead =
    "<!doctype html><meta charset=utf-8><title>Find us</title><link rel=stylesheet "
    "href='http://fonts.googleapis.com:{PORT}/css2?family=Lato'>"
    "<p style='font-family:Lato'>The station is opposite the market.";
constexpr const char* kMap = "<img src='http://tile.openstreetmap.org:{PORT}/14/8190/5448.png' referrerpolicy=origin>";
constexpr const char* kVideo =
    "<iframe src='http://www.youtube-nocookie.com:{PORT}/embed/abc' referrerpolicy=origin></iframe>";
constexpr const char* kOwnCount =
    "<script>navigator.sendBeacon('http://stats.northmoor.example:{PORT}/matomo.php', 'action_name=Find+us&url=' + "
    "encodeURIComponent(location.href))</script>";
constexpr const char* kAnalytics =
    "<script>navigator.sendBeacon('http://www.google-analytics.com:{PORT}/g/"
    "collect?v=2&tid=G-1&cid=1.2&en=page_view&dl=' + encodeURIComponent(location.href))</script>";

class CleanPages : public testing::Test {
 protected:
  CleanPages()
      : web_({{"www.northmoor.example/find-us", {"text/html", std::string(kHead) + kMap + kVideo + kOwnCount}},
              {"www.northmoor.example/report/rape",
               {"text/html", std::string(kHead) + kMap + kVideo + kOwnCount + kAnalytics}},
              {"fonts.googleapis.com/css2",
               {"text/css", "@font-face{font-family:Lato;src:url(http://fonts.gstatic.com:{PORT}/lato.woff2)}"}},
              {"www.youtube-nocookie.com/embed/abc", {"text/html", "<title>Video</title>"}}}),
        lists_(Lists::load().value()) {}

  Judgement judged(const std::string& path) {
    BrowserOptions options = web_.options(Outside::kCode);
    options.arguments = {"--host-resolver-rules=MAP * 127.0.0.1"};
    options.owner = [this](std::string_view host) { return lists_.registrable(host); };
    WalkPlan plan;
    plan.urls = {web_->url("www.northmoor.example", path)};
    Walked walked = walk(plan, options).value();
    recording_ = std::move(walked.recording);
    SafeReader reader;
    const std::vector<Examined> examined = reader.examine(recording_, {}).value();
    return judge(recording_, examined, {}, policy_builtin(),
                 [this](std::string_view url, Asked asked, std::string_view page, std::string_view document) {
                   return lists_.recipient(url, asked, page, document);
                 });
  }

  Web web_;
  Lists lists_;
  Recording recording_;
};

TEST_F(CleanPages, FontsMapsVideosWithoutCookiesAndOwnStatisticsPass) {
  const Judgement judgement = judged("/find-us");
  EXPECT_EQ(judgement.verdict, Verdict::kPass) << judgement.first_sentence;
  for (const char* host : {"fonts.googleapis.com", "fonts.gstatic.com", "tile.openstreetmap.org",
                           "www.youtube-nocookie.com", "stats.northmoor.example"})
    EXPECT_FALSE(test::asked_of(recording_, host).empty()) << host << " was not asked, so nothing was tried";
}

TEST_F(CleanPages, TheSameOnAPageAboutACrimeWithStatisticsOfOthersIsHeld) {
  const Judgement judgement = judged("/report/rape");
  EXPECT_EQ(judgement.verdict, Verdict::kHold);
  EXPECT_THAT(judgement.first_sentence, HasSubstr("Google"));
  EXPECT_THAT(web_.arrived_at("www.google-analytics.com"), IsEmpty()) << "it went out";
}

}  // namespace
}  // namespace tipstaff::site
