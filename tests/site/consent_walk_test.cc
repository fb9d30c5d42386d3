// Runs with each answer to the question about cookies, against a site on loopback with a tracker that asks for leave,
// one that ignores a refusal, one that fires before any choice, and a service that nobody follows people with. The
// server's log is the ground truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/difference.h"
#include "site/web.h"

namespace tipstaff::site {
namespace {

using test::Served;
using test::Web;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// {ACCEPT} and {REJECT} stand for the buttons.
constexpr const char* kPage = R"(<title>Contact us</title><h1>Contact us</h1>
<script>const tell = (host, how) => new Image().src = 'http://' + host + ':{PORT}/' + how;
tell('eager.test', 'at-once'); tell('maps.test', 'tile');
const yes = () => { if (!document.cookie) { document.cookie = 'c=yes'; tell('asks.test', 'accepted'); tell('ignores.test', 'accepted'); } document.querySelector('#banner')?.remove(); };
const no = () => { document.cookie = 'c=no'; tell('ignores.test', 'refused'); document.querySelector('#banner')?.remove(); };
</script>)";

std::map<std::string, Served> site(const std::string& banner) {
  return {{"page.test/", {"text/html", kPage + banner}}};
}

// As lists would name them.
Recipient recipient(std::string_view url, Asked, std::string_view page, std::string_view) {
  Recipient out;
  out.host = out.domain = parse_url(url).value_or(Url{}).host;
  out.first_party = out.host == parse_url(page).value_or(Url{}).host;
  out.kind = out.host == "maps.test" ? "content delivery" : out.first_party ? "" : "advertising";
  return out;
}

struct Judged {
  Recording recording;
  Judgement judgement;
  Difference difference;
};
Judged judged(Web& web, std::vector<Choice> choices, ConsentButtons buttons = {}) {
  WalkPlan plan;
  plan.urls = {web->url("page.test")};
  plan.choices = std::move(choices);
  plan.buttons = std::move(buttons);
  auto walked = walk(plan, web.options(Outside::kCode));
  EXPECT_TRUE(walked) << walked.error().text();
  Judged out;
  if (!walked) return out;
  out.recording = std::move(walked->recording);
  const std::vector<Examined> examined(out.recording.exchanges.size());
  out.judgement = judge(out.recording, examined, {}, policy_builtin(), recipient);
  out.difference = difference(out.recording, out.judgement);
  return out;
}

std::vector<std::string> whom(const std::vector<ToldByChoice>& all) {
  std::vector<std::string> out;
  for (const ToldByChoice& each : all) out.push_back(each.whom);
  return out;
}
std::vector<std::string> rules(const Judgement& judgement) {
  std::vector<std::string> out;
  for (const Finding& each : judgement.findings) out.emplace_back(each.rule->id);
  return out;
}

const std::vector<Choice> kAll{Choice::kNone, Choice::kReject, Choice::kAccept};

TEST(ConsentWalk, WhoIsToldBeforeDespiteAndOnlyAfter) {
  Web web(
      site("<div id=banner>We use cookies. <button onclick=yes()>Accept all cookies</button> <button "
           "onclick=no()>Reject additional cookies</button></div>"));
  const Judged all = judged(web, kAll);
  EXPECT_THAT(all.recording.unread, IsEmpty());
  EXPECT_EQ(all.difference.asked_by, "the button ‘Accept all cookies’");
  EXPECT_THAT(whom(all.difference.before), ElementsAre("eager.test"));
  EXPECT_THAT(whom(all.difference.despite), ElementsAre("ignores.test"));
  EXPECT_THAT(whom(all.difference.only_after_accepting), ElementsAre("asks.test"));
  EXPECT_THAT(rules(all.judgement), Contains("told-despite-refusal"));
  EXPECT_THAT(rules(all.judgement), Contains("told-before-choice"));
  EXPECT_EQ(all.judgement.verdict, Verdict::kHold);
  for (const Finding& each : all.judgement.findings) {
    if (each.rule->id == "told-despite-refusal") {
      EXPECT_THAT(each.sentence, HasSubstr("ignores.test is told although cookies were refused"));
    }
  }
  // Each run is a fresh visitor: the tracker that asks was told after accepting only, once, and at that step.
  int asked = 0;
  for (const Exchange& each : all.recording.exchanges)
    if (each.url.find("asks.test") != std::string::npos) {
      ++asked;
      EXPECT_EQ(each.chosen, Choice::kAccept);
      EXPECT_EQ(each.step, "accept cookies");
      EXPECT_EQ(all.recording.pages.at(each.page).choice, Choice::kAccept);
    }
  EXPECT_EQ(asked, 1);
  for (const char* host : {"eager.test", "ignores.test", "asks.test"})
    EXPECT_THAT(web.arrived_at(host), IsEmpty()) << host;
}

TEST(ConsentWalk, ASiteThatBehavesHoldsNothing) {
  std::map<std::string, Served> pages = site(
      "<div id=banner>Cookies? <button onclick=yes()>Accept</button> <button onclick=\"no2()\">Decline</button></div>");
  std::string& body = pages["page.test/"].body;
  body.replace(body.find("tell('eager.test', 'at-once');"), 30, "");
  body += "<script>const no2 = () => { document.cookie = 'c=no'; banner.remove(); }</script>";
  Web web(pages);
  const Judged all = judged(web, kAll);
  EXPECT_THAT(all.recording.unread, IsEmpty());
  EXPECT_THAT(all.difference.before, IsEmpty());
  EXPECT_THAT(all.difference.despite, IsEmpty());
  EXPECT_THAT(whom(all.difference.only_after_accepting), ElementsAre("asks.test", "ignores.test"));
  EXPECT_TRUE(all.difference.refused);
}

// The managers' own buttons, also in a shadow tree, in a frame of another site, and named by nothing but their place.
TEST(ConsentWalk, ButtonsAreFoundByWhatTheManagersDocument) {
  const struct {
    const char *banner, *asked_by;
  } cases[] = {
      {"<div id=banner><button id=onetrust-accept-btn-handler onclick=yes()>Ja</button><button "
       "id=onetrust-reject-all-handler onclick=no()>Nein</button></div>",
       "OneTrust"},
      {"<div id=banner></div><script>banner.attachShadow({mode: 'open'}).innerHTML = '<button "
       "data-testid=uc-accept-all-button>Gut</button><button data-testid=uc-deny-all-button>Nein</button>';"
       "const s = banner.shadowRoot.querySelectorAll('button'); s[0].onclick = yes; s[1].onclick = no</script>",
       "Usercentrics"},
      {"<iframe id=banner src='http://cmp.test:{PORT}/'></iframe><script>onmessage = e => e.data == 'yes' ? yes() : "
       "no()</script>",
       "Sourcepoint"},
  };
  for (const auto& each : cases) {
    std::map<std::string, Served> pages = site(each.banner);
    pages["cmp.test/"] = {
        "text/html",
        "<button class='message-button sp_choice_type_11' onclick=\"parent.postMessage('yes','*')\">1</button><button "
        "class=sp_choice_type_13 onclick=\"parent.postMessage('no','*')\">2</button>"};
    Web web(pages);
    const Judged refused = judged(web, {Choice::kReject});
    EXPECT_THAT(refused.recording.unread, IsEmpty()) << each.asked_by;
    EXPECT_EQ(refused.difference.asked_by, each.asked_by);
    EXPECT_THAT(whom(refused.difference.despite), ElementsAre("ignores.test")) << each.asked_by;
  }
}

TEST(ConsentWalk, NothingIsClaimedOfWhatWasNotAsked) {
  Web none(site("<p>Our cookies are home-made. <a href=/x>Read more</a></p>"));
  const Judged silent = judged(none, kAll);
  EXPECT_FALSE(silent.difference.refused);
  EXPECT_THAT(silent.difference.before, IsEmpty());
  EXPECT_THAT(silent.difference.despite, IsEmpty());
  EXPECT_THAT(silent.recording.notes, Contains(HasSubstr("No question about cookies was found")));
  EXPECT_THAT(rules(silent.judgement), Contains("choice-not-found"));

  Web half(site("<div id=banner>Cookies! <button onclick=yes()>OK</button></div>"));
  const Judged only_yes = judged(half, {Choice::kReject});
  EXPECT_THAT(only_yes.recording.unread, ElementsAre(HasSubstr("no button to refuse was found")));
  EXPECT_FALSE(only_yes.difference.refused);

  Web given(site("<div id=banner><b id=a onclick=yes()>+</b> <b id=b onclick=no()>-</b></div>"));
  const Judged by_selector = judged(given, {Choice::kReject}, {"#a", "#b"});
  EXPECT_THAT(by_selector.recording.unread, IsEmpty());
  EXPECT_EQ(by_selector.difference.asked_by, "the selector given");
  EXPECT_THAT(whom(by_selector.difference.despite), ElementsAre("ignores.test"));
}

}  // namespace
}  // namespace tipstaff::site
