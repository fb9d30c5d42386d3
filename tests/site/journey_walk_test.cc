// Journeys walked against a site on loopback: through frames of two sites, an open and a closed shadow tree, a list, a
// box, a file, a button that leads on, and the button by which one leaves. The server's log is the ground truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "site/web.h"

namespace tipstaff::site {
namespace {

using test::asked_of;
using test::count;
using test::Served;
using test::Web;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Tells the tracker of everything that is done, and whether a person's hand did it.
constexpr const char* kTell = R"(<script>
const tell = (how, e) => { const t = e.composedPath()[0];
  navigator.sendBeacon('{T}' + how, new Blob([(t.id || t.name) + '=' + (t.type == 'checkbox' ? t.checked : t.value) + (e.isTrusted ? '' : ' by a script')])); };
for (const how of ['keyup', 'change', 'click']) addEventListener(how, e => tell(how, e), true);
</script>)";

std::map<std::string, Served> pages() {
  const std::string tell = kTell;
  return {
      {"page.test/", {"text/html", "<title>Report</title>" + tell + R"(
    <input id=what> <input type=email id=mail> <select id=county><option value="">Choose<option>Kent<option value=E>Essex</select>
    <label for=adult>Over 18</label><input type=checkbox id=adult style="display:none"> <input type=file id=file>
    <x-box></x-box> <iframe id=same src=/inner></iframe> <iframe id=chat src="http://frame.test:{PORT}/chat" style="margin-top:1500px"></iframe>
    <button id=next>Next</button> <div style="position:relative"><button id=under>Under</button><div id=over style="position:absolute;inset:0;background:red"></div></div>
    <script>
    document.querySelector('x-box').attachShadow({mode: 'open'}).innerHTML = '<input id=inner>';
    file.onchange = () => { const d = new FormData(); d.append('evidence', file.files[0]); fetch('{T}file', {method: 'POST', body: d, mode: 'no-cors'}); };
    next.onclick = () => fetch('/save', {method: 'POST', body: what.value}).then(() => setTimeout(() => location = '/report/two', 200));
    addEventListener('pagehide', () => navigator.sendBeacon('{T}hide', 'left the first'));
    // What a page makes of the language must not bear on the walk.
    document.querySelector = () => null; Document.prototype.querySelectorAll = () => { throw 1 };
    </script>)"}},
      {"page.test/inner", {"text/html", tell + "<input id=framed>"}},
      {"frame.test/chat",
       {"text/html",
        tell + "<x-in></x-in><script>document.querySelector('x-in').attachShadow({mode: 'closed'}).innerHTML = "
               "'<textarea id=deep></textarea>';"
               "document.querySelector('x-in').shadowRoot?.nothing</script>"
               "<script>addEventListener('keyup', e => navigator.sendBeacon('{T}frame', 'a key: ' + e.key))</script>"}},
      {"page.test/save", {"text/plain", "saved"}},
      {"page.test/report/two",
       {"text/html", "<title>Two</title>" + tell +
                         R"(<p id=there>There</p><button id=exit>Leave now</button><button id=stay>Stay</button>
    <form id=f method=post action=/send><input id=again name=again></form>
    <script>exit.onclick = () => { window.open('http://weather.test:{PORT}/'); location.replace('http://weather.test:{PORT}/today'); };
    addEventListener('pagehide', () => { navigator.sendBeacon('{T}hide', new Blob(['left the second']));
      fetch('{T}hide-fetch', {method: 'POST', body: 'left too', keepalive: true, mode: 'no-cors'}); });</script>)"}},
      {"weather.test/today", {"text/html", "<title>Weather</title><script src='{T}weather.js'></script>"}}};
}

Result<Walked> walked(Web& web, const std::string& steps, Outside outside = Outside::kCode, bool for_real = false) {
  WalkPlan plan;
  auto journey = parse_journey("tipstaff site journey: 1\nsteps:\n  - go: " + web->url("page.test") + "\n" + steps);
  EXPECT_TRUE(journey) << journey.error().text();
  if (!journey) return fail(journey.error());
  plan.journey = std::move(*journey);
  plan.submit_for_real = for_real;
  return walk(plan, web.options(outside));
}

constexpr const char* kWhole = R"(  - type: '#what'
  - {type: '#mail', value: nobody.at.all@example.org}
  - {choose: '#county', option: Essex}
  - choose: '#adult'
  - upload: '#file'
  - type: 'x-box >>> #inner'
  - type: '#same >>> #framed'
  - type: '#chat >>> x-in >>> #deep'
  - click: '#next'
  - wait: {address: '/report/**'}
  - wait: {element: '#there'}
  - leave: '#exit'
)";

std::string typed_into(const Walked& walked, const std::string& field) {
  const auto found = std::ranges::find(walked.typed, field, &Typed::field);
  EXPECT_NE(found, walked.typed.end()) << field;
  return found == walked.typed.end() ? "" : found->value;
}

const Exchange* told(const Recording& recording, const std::string& path, const std::string& body) {
  for (const Exchange& each : recording.exchanges) {
    const auto url = parse_url(each.url);
    if (url && url->host == "track.test" && url->path == "/" + path && each.body.bytes.find(body) != std::string::npos)
      return &each;
  }
  ADD_FAILURE() << path << " was not told ‘" << body << "’";
  return nullptr;
}

TEST(JourneyWalk, EveryByteIsRecordedAtTheStepByWhichItWentAndNothingLeaves) {
  Web web(pages());
  const auto walk = walked(web, kWhole);
  ASSERT_TRUE(walk) << walk.error().text();
  const Recording& recording = walk->recording;
  EXPECT_THAT(recording.unread, IsEmpty());
  EXPECT_EQ(recording.steps.size(), 13U);
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());
  EXPECT_THAT(web.arrived_at("weather.test"), IsEmpty());

  // Each field by a person's hand, its value whole, at its step.
  const struct {
    const char *field, *id, *step;
  } fields[] = {{"#what", "what", "step 2: type into #what"},
                {"#mail", "mail", "step 3: type into #mail"},
                {"x-box >>> #inner", "inner", "step 7: type into x-box >>> #inner"},
                {"#same >>> #framed", "framed", "step 8: type into #same >>> #framed"}};
  for (const auto& each : fields) {
    const Exchange* key = told(recording, "keyup", std::string(each.id) + "=" + typed_into(*walk, each.field));
    ASSERT_NE(key, nullptr) << each.field;
    EXPECT_EQ(key->step, each.step);
    EXPECT_EQ(key->page, 0U);
    EXPECT_EQ(key->body.bytes.find("by a script"), std::string::npos);
  }
  EXPECT_EQ(typed_into(*walk, "#mail"), "nobody.at.all@example.org");
  const std::string deep = typed_into(*walk, "#chat >>> x-in >>> #deep");
  ASSERT_EQ(deep.size(), 21U);
  const Exchange* key = told(recording, "frame", "a key: " + deep.substr(20));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->step, "step 9: type into #chat >>> x-in >>> #deep");
  EXPECT_NE(told(recording, "change", "what=" + typed_into(*walk, "#what")), nullptr);  // it was left
  ASSERT_NE(told(recording, "change", "county=E"), nullptr);
  EXPECT_EQ(told(recording, "change", "adult=true")->step, "step 5: choose in #adult");

  // The file: its name and what is in it.
  const Exchange* file = told(recording, "file", typed_into(*walk, "the name of the file in #file"));
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->step, "step 6: upload to #file");
  EXPECT_THAT(file->body.bytes, HasSubstr(typed_into(*walk, "what is in the file in #file")));

  // The button that leads on really did; the pages are told apart.
  EXPECT_EQ(count(web.arrived_at("page.test"), "save"), 1U);
  ASSERT_EQ(recording.pages.size(), 2U);
  EXPECT_EQ(recording.pages[1].url, web->url("page.test", "/report/two"));
  EXPECT_EQ(recording.pages[1].title, "Two");
  EXPECT_EQ(told(recording, "hide", "left the first")->page, 0U);
  EXPECT_EQ(told(recording, "hide", "left the first")->step, "step 10: click #next");

  // In a hurry: what is sent while it is left is there, and the pages that it leads to were not loaded.
  for (const auto& [path, body] :
       {std::pair{"hide", "left the second"}, std::pair{"hide-fetch", "left too"}, std::pair{"click", "exit="}}) {
    const Exchange* each = told(recording, path, body);
    ASSERT_NE(each, nullptr);
    EXPECT_EQ(each->step, "step 13: leave by #exit");
    EXPECT_EQ(each->page, 1U);
  }
  EXPECT_EQ(asked_of(recording, "weather.test").size(), 2U);

  // A picture of where it fired, with the element's place.
  const auto shot = std::ranges::find(recording.shots, "step 9: type into #chat >>> x-in >>> #deep", &Shot::step);
  ASSERT_NE(shot, recording.shots.end());
  EXPECT_THAT(shot->png, testing::StartsWith("\x89PNG"));
  EXPECT_GT(shot->width, 20);
  EXPECT_GE(shot->top, 0);
  EXPECT_LT(shot->top, 1024);
}

TEST(JourneyWalk, EveryByteThatTheServerReceivedIsInTheRecording) {
  Web web(pages());
  const auto walk = walked(web, kWhole, Outside::kAll);
  ASSERT_TRUE(walk) << walk.error().text();
  EXPECT_THAT(walk->recording.unread, IsEmpty());
  const auto recorded = asked_of(walk->recording, "track.test"), arrived = web.arrived_at("track.test");
  EXPECT_EQ(recorded, arrived);
  for (const char* path : {"keyup", "change", "click", "file", "frame", "hide", "hide-fetch"})
    EXPECT_GE(count(arrived, path), 1U) << path;
  EXPECT_THAT(web.arrived_at("weather.test"), IsEmpty());
}

TEST(JourneyWalk, WhatIsSubmittedStaysHereUnlessItIsWanted) {
  constexpr const char* kSubmit =
      "  - click: '#next'\n  - wait: {address: /report/two}\n  - type: '#again'\n  - submit: '#f'\n";
  Web web(pages());
  const auto here = walked(web, kSubmit);
  ASSERT_TRUE(here) << here.error().text();
  EXPECT_THAT(here->recording.unread, IsEmpty());
  EXPECT_EQ(count(web.arrived_at("page.test"), "send"), 0U);
  EXPECT_EQ(count(asked_of(here->recording, "page.test"), "send"), 1U);
  ASSERT_EQ(here->recording.pages.size(), 3U);
  EXPECT_TRUE(here->recording.pages[2].submitted);
  EXPECT_EQ(told(here->recording, "hide", "left the second")->page, 2U);
  EXPECT_THAT(here->recording.notes, Contains(HasSubstr("1 requests to the site's own server were answered here")));

  Web other(pages());
  const auto real = walked(other, kSubmit, Outside::kCode, true);
  ASSERT_TRUE(real) << real.error().text();
  const auto sent = other.arrived_at("page.test");
  EXPECT_EQ(sent.count({"send", "again=" + typed_into(*real, "#again")}), 1U);
  EXPECT_THAT(other.arrived_at("track.test"), IsEmpty());
}

TEST(JourneyWalk, AStepThatFailsIsNamedWithWhatWasThereAndNothingAfterItIsClaimed) {
  const struct {
    const char *steps, *says;
  } cases[] = {
      {"  - {click: '#nowhere', seconds: 1}\n  - click: '#next'\n  - wait: rest\n",
       "Step 2 of the journey (line 4: click #nowhere) could not be done: nothing fits ‘#nowhere’. On the page there "
       "were: input#what, input#mail"},
      {"  - {click: '#under', seconds: 1}\n", "could not be done: it lies under div#over"},
      {"  - {type: '#what >>> input', seconds: 1}\n",
       "‘#what’ is a input, neither a frame nor the host of a shadow tree"},
      {"  - {click: '#[', seconds: 1}\n", "‘#[’ is no selector"},
      {"  - {choose: '#county', option: Surrey}\n", "there is no option ‘Surrey’; there are: Choose, Kent, Essex"},
      {"  - {wait: {address: /thanks}, seconds: 1}\n", "the page stood at ‘/’ after 1 seconds"},
      {"  - {leave: '#what', seconds: 1}\n", "the page was not left within 1 seconds"},
      {"  - upload: '#what'\n", "it takes no file"},
  };
  for (const auto& each : cases) {
    Web web(pages());
    const auto walk = walked(web, each.steps);
    ASSERT_TRUE(walk) << walk.error().text();
    EXPECT_THAT(walk->recording.unread, testing::ElementsAre(HasSubstr(each.says))) << each.steps;
    EXPECT_EQ(walk->recording.steps.size(), 1U);
    EXPECT_EQ(count(web.arrived_at("page.test"), "save"), 0U);
    if (&each == cases) {
      EXPECT_THAT(walk->recording.unread[0], HasSubstr("The 2 steps after it were not done"));
    }
  }
}

}  // namespace
}  // namespace tipstaff::site
