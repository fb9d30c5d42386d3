// What cookies carry: of requests that go out a server's log is the ground truth; those that are answered here must be
// recorded alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "site/web.h"

namespace tipstaff::site {
namespace {

using test::Served;
using test::Web;

// What was typed lies in cookies of the tracker's, under each rule of SameSite and a path; then it is told in every
// way.
const char* const kFrame = R"(<script>
document.cookie = "none=typed-none; SameSite=None; Secure; Path=/";
document.cookie = "lax=typed-lax; SameSite=Lax; Path=/";
document.cookie = "strict=typed-strict; SameSite=Strict; Path=/";
document.cookie = "deep=typed-deep; SameSite=None; Secure; Path=/deep";
navigator.sendBeacon("/same", document.cookie);
parent.postMessage("set", "*");
</script>)";
const char* const kPage = R"(<!doctype html><title>Report</title><iframe name=target></iframe>
<form id=f method=post target=target action="http://track.localhost:{PORT}/form"><input name=a value=b></form>
<script>
document.cookie = "own=typed-own";
addEventListener("message", () => {
  const E = "http://track.localhost:{PORT}/", quietly = each => each.catch(() => 0);
  navigator.sendBeacon(E + "beacon", "x");
  new Image().src = E + "pixel";
  new Image().src = E + "deep/pixel";
  const anonymous = new Image(); anonymous.crossOrigin = "anonymous"; anonymous.src = E + "anonymous";
  quietly(fetch(E + "fetch", {method: "POST", body: "x", mode: "no-cors"}));
  quietly(fetch(E + "fetch-with", {method: "POST", body: "x", mode: "no-cors", credentials: "include"}));
  quietly(fetch(E + "fetch-kept", {method: "POST", body: "x", mode: "no-cors", credentials: "include", keepalive: true}));
  const x = new XMLHttpRequest(); x.open("POST", E + "xhr"); x.send("x");
  const w = new XMLHttpRequest(); w.open("POST", E + "xhr-with"); w.withCredentials = true; w.send("x");
  document.getElementById("f").submit();
  fetch("/own", {method: "POST", body: "x"});
});
addEventListener("pagehide", () => navigator.sendBeacon("http://track.localhost:{PORT}/hide", "x"));
</script><iframe src="http://track.localhost:{PORT}/frame"></iframe>)";

using Cookies = std::set<std::string>;
using Carried = std::map<std::string, Cookies>;  // by host and path

Cookies apart(const std::string& line) {
  Cookies out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find("; ", at), line.size());
    out.insert(line.substr(at, end - at));
    at = end + 2;
  }
  return out;
}

void carry(Carried& out, const std::string& address, const std::string& line) {
  const auto url = parse_url(address);
  if (url->path != "/favicon.ico") out[url->host + std::string(url->path)] = apart(line);
}

std::string cookie_of(const Exchange& exchange) {
  const auto found =
      std::ranges::find_if(exchange.headers, [](const Header& each) { return lower(each.name) == "cookie"; });
  return found == exchange.headers.end() ? "" : found->value;
}

struct Visit {
  Carried recorded, arrived;
};
Visit visit(Outside outside) {
  Web web({{"page.localhost/", {"text/html", kPage}}, {"track.localhost/frame", {"text/html", kFrame}}});
  WalkPlan plan;
  plan.urls = {web->url("page.localhost")};
  plan.type = false;
  const auto walked = walk(plan, web.options(outside, 1200));
  EXPECT_TRUE(walked);
  if (!walked) return {};
  EXPECT_THAT(walked->recording.unread, testing::IsEmpty());
  Visit out;
  for (const Exchange& each : walked->recording.exchanges) carry(out.recorded, each.url, cookie_of(each));
  for (const auto& each : web->arrived())
    if (each.method != "OPTIONS")
      carry(out.arrived, each.url, each.headers.contains("cookie") ? each.headers.at("cookie") : "");
  return out;
}

TEST(Cookies, OfRequestsThatAreAnsweredHereAreThoseThatWouldHaveGoneOut) {
  const Visit out = visit(Outside::kAll);
  EXPECT_EQ(out.recorded, out.arrived);
  // Cookies of others go out where SameSite lets them, as in the browsers of most visitors; else nothing would be
  // proven.
  const std::string track = "track.localhost/";
  EXPECT_EQ(out.arrived.at(track + "pixel"), Cookies{"none=typed-none"});
  EXPECT_EQ(out.arrived.at(track + "deep/pixel"), (Cookies{"none=typed-none", "deep=typed-deep"}));
  for (const char* path : {"beacon", "fetch-with", "fetch-kept", "xhr-with", "form", "hide", "same"})
    EXPECT_EQ(out.arrived.at(track + path), Cookies{"none=typed-none"}) << path;
  for (const char* path : {"fetch", "xhr", "anonymous"}) EXPECT_EQ(out.arrived.at(track + path), Cookies{}) << path;
  EXPECT_EQ(out.arrived.at("page.localhost/own"), Cookies{"own=typed-own"});

  const Visit held = visit(Outside::kCode);
  EXPECT_THAT(held.arrived,
              testing::UnorderedElementsAre(testing::Key("page.localhost/"), testing::Key("page.localhost/own"),
                                            testing::Key(track + "frame")));
  // A fetch without cookies in the mode no-cors is held with them: Chromium tells of one too many there.
  Carried expected = out.arrived;
  expected[track + "fetch"] = {"none=typed-none"};
  EXPECT_EQ(held.recorded, expected);
}

}  // namespace
}  // namespace tipstaff::site
