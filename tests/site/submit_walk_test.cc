// Forms sent after they were typed into, and WebSockets, against a site on loopback. The server's log is the ground
// truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

std::map<std::string, Served> pages() {
  return {{"page.test/forms", {"text/html", R"(<title>Forms</title>
      <form id=classic method=post action=/send><input name=mail type=email required><select name=what required><option value="">Choose<option value=v>Van</select>
        <input type=checkbox name=agree required><button>Send</button></form>
      <form id=modern><input name=plate><button>Find</button></form>
      <form id=search action=/search><input name=q></form>
      <form id=never><input name=n><input name=code pattern="[A-C]{40}" required><button>No</button></form>
      <script>const tell = (how, what) => navigator.sendBeacon('{T}' + how, new Blob([what]));
      classic.onsubmit = () => tell('sending', classic.mail.value);
      modern.onsubmit = e => { e.preventDefault(); fetch('/api', {method: 'POST', body: modern.plate.value}).then(r => r.json()).then(() => { tell('sent', modern.plate.value); location = '/thanks'; }); };
      addEventListener('pagehide', () => tell('hide', 'gone'));</script>)"}},
          {"page.test/thanks",
           {"text/html", "<title>Thanks</title><script>navigator.sendBeacon('{T}thanks', 'converted')</script>"}},
          {"page.test/sockets",
           {"text/html",
            "<title>Sockets</title><script>new WebSocket('ws://track.test:{PORT}/live?a=typed'); new "
            "WebSocket('ws://page.test:{PORT}/own');"
            "new Worker('/worker.js')</script>"}},
          {"page.test/worker.js", {"text/javascript", "new WebSocket('ws://track.test:{PORT}/worker')"}}};
}

Result<Walked> walked(Web& web, const std::string& path, bool submit, bool for_real = false,
                      Outside outside = Outside::kCode) {
  WalkPlan plan;
  plan.urls = {web->url("page.test", path)};
  plan.submit = submit;
  plan.submit_for_real = for_real;
  return walk(plan, web.options(outside));
}

TEST(SubmitWalk, EachFormIsSentHereAndWhatOthersLearnIsAPassOfItsOwn) {
  Web web(pages());
  const auto walk = walked(web, "/forms", true);
  ASSERT_TRUE(walk) << walk.error().text();
  const Recording& recording = walk->recording;
  EXPECT_THAT(
      recording.unread,
      testing::ElementsAre(HasSubstr("#never could not be sent: the browser does not send it: input[name=code]")));
  // What is the site's own: asked for, and never there; the page after it was.
  for (const char* path : {"send", "api", "search"}) {
    EXPECT_EQ(count(web.arrived_at("page.test"), path), 0U) << path;
    EXPECT_EQ(count(asked_of(recording, "page.test"), path), 1U) << path;
  }
  EXPECT_EQ(count(web.arrived_at("page.test"), "thanks"), 1U);
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());
  std::set<std::string> values;
  for (const Typed& each : walk->typed) values.insert(each.value);
  int told = 0;
  for (const Exchange& each : recording.exchanges) {
    const auto url = parse_url(each.url);
    if (!url || url->host != "track.test") continue;
    const bool pass = url->path == "/sending" || url->path == "/sent" || url->path == "/thanks";
    told += pass ? 1 : 0;
    if (!pass) continue;
    EXPECT_TRUE(recording.pages.at(each.page).submitted) << each.url;
    EXPECT_TRUE(url->path == "/thanks" || values.contains(each.body.bytes)) << each.body.bytes;
    EXPECT_EQ(each.step, url->path == "/sending" ? "submit #classic" : "submit #modern");
  }
  EXPECT_EQ(told, 3);
  EXPECT_THAT(recording.notes, Contains(HasSubstr("3 requests to the site's own server were answered here")));
}

TEST(SubmitWalk, WithoutItNothingIsSentAndForRealItArrives) {
  Web web(pages());
  const auto without = walked(web, "/forms", false);
  ASSERT_TRUE(without);
  for (const char* path : {"sending", "sent", "thanks"})
    EXPECT_EQ(count(asked_of(without->recording, "track.test"), path), 0U) << path;
  const auto real = walked(web, "/forms", true, true);
  ASSERT_TRUE(real);
  for (const char* path : {"send", "api", "search"}) EXPECT_EQ(count(web.arrived_at("page.test"), path), 1U) << path;
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());
}

TEST(SocketWalk, SocketsToOthersAreHeldBackAndTold) {
  Web web(pages());
  const auto held = walked(web, "/sockets", false);
  ASSERT_TRUE(held) << held.error().text();
  EXPECT_THAT(web.arrived_at("track.test"), IsEmpty());
  EXPECT_EQ(count(web.arrived_at("page.test"), "own"), 1U);
  int sockets = 0;
  for (const Exchange& each : held->recording.exchanges) {
    if (each.asked != Asked::kSocket || each.url.find("track.test") == std::string::npos) continue;
    ++sockets;
    EXPECT_EQ(each.body.state, BodyState::kUnread);
    EXPECT_THAT(each.body.why, HasSubstr("held back"));
  }
  EXPECT_EQ(sockets, 2);
  // The same page when all may leave: they do arrive.
  const auto all = walked(web, "/sockets", false, false, Outside::kAll);
  ASSERT_TRUE(all);
  EXPECT_EQ(count(web.arrived_at("track.test"), "live"), 1U);
  EXPECT_EQ(count(web.arrived_at("track.test"), "worker"), 1U);
}

}  // namespace
}  // namespace tipstaff::site
