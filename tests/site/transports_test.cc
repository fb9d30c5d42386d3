// Ways to tell that pages seldom use, and a browser driven with care can still miss: what a server received by them is
// the ground truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "base/files.h"
#include "site/web.h"

namespace tipstaff::site {
namespace {

using test::Served;
using test::Web;

const char* const kPage = R"PAGE(<!doctype html><title>Report</title>
<link rel=prefetch href="{T}prefetch?x"><link rel=preload as=image href="{T}preload"><link rel=modulepreload href="{T}modulepreload.js"><link rel=icon href="{T}icon.png"><link rel=manifest crossorigin href="{T}manifest.json">
<link rel=stylesheet href="{T}style.css">
<style>#q[value^="a"] { background: url({T}css-attribute) } @font-face { font-family: x; src: url({T}font) } p { font-family: x } @import url({T}import.css);</style>
<script type=speculationrules>{"prefetch":[{"urls":["{T}speculated"],"eagerness":"immediate"}]}</script>
<script type=speculationrules>{"prerender":[{"urls":["/prerendered"],"eagerness":"immediate"}]}</script>
<input id=q value=abc><p>text</p>
<object data="{T}object"></object><embed src="{T}embed"><video src="{T}video"></video><audio src="{T}audio" preload=auto></audio><video poster="{T}poster"></video>
<video><track default src="{T}track"></video><input type=image src="{T}input-image"><svg><image href="{T}svg-image"/><use href="{T}svg-use#a"/></svg>
<img srcset="{T}srcset 1x"><picture><source srcset="{T}picture"><img></picture><table background="{T}background"></table>
<iframe srcdoc="<img src={T}srcdoc>"></iframe><iframe sandbox="allow-scripts" src="data:text/html,<script>fetch('{T}data-frame',{mode:'no-cors'})</script>"></iframe>
<frameset></frameset><a id=ping href="#here" ping="{T}ping">x</a><img attributionsrc="{T}attribution" src="{T}attribution-image">
<script type=module>import("{T}dynamic-import.js").catch(() => 0)</script>
<script>
const E = "{T}", quietly = f => { try { const r = f(); if (r && r.catch) r.catch(() => 0); } catch (e) { fetch("/failed?" + encodeURIComponent(e)) } };
quietly(() => new EventSource(E + "events"));
quietly(() => fetchLater(E + "fetch-later", {method: "POST", body: "later", activateAfter: 0}));
quietly(() => fetchLater(E + "fetch-later-end", {method: "POST", body: "later, at the end"}));
quietly(() => new SharedWorker("/shared.js"));
quietly(() => new Worker("/nest.js"));
quietly(() => new Worker(URL.createObjectURL(new Blob(["fetch('" + E + "blob-worker', {method: 'POST', body: 'x', mode: 'no-cors'})"]))));
quietly(() => new AudioContext().audioWorklet.addModule(E + "audio-worklet.js"));
quietly(() => CSS.paintWorklet.addModule(E + "paint-worklet.js"));
quietly(() => fetch(E + "stream", {method: "POST", mode: "cors", duplex: "half", body: new ReadableStream({start(c) { c.enqueue(new TextEncoder().encode("streamed")); c.close() }})}));
quietly(() => fetch(E + "cors-json", {method: "PUT", headers: {"Content-Type": "application/json", "X-Offence": "typed"}, body: "{}"}));
quietly(() => document.getElementById("ping").click());
quietly(() => { const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.fetch(E + "about-blank-frame", {method: "POST", body: "x", mode: "no-cors"}); setTimeout(() => f.remove(), 1) });
quietly(() => { const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.navigator.sendBeacon(E + "removed-frame", "x"); f.remove() });
quietly(() => { window.open(E + "popup") });
quietly(() => { window.open(E + "popup-no-opener", "_blank", "noopener") });
quietly(() => { const s = document.createElement("script"); s.src = E + "jsonp?x"; document.head.append(s) });
quietly(() => new Image().src = E + "redirect-me");
quietly(() => navigator.serviceWorker.register("/service.js").then(async r => { await navigator.serviceWorker.ready; setTimeout(() => fetch("/through-service?x"), 100); if (r.backgroundFetch) await r.backgroundFetch.fetch("b", [E + "background-fetch"]) }));
quietly(() => new WebTransport("https://track.localhost:{PORT}/web-transport").ready);
quietly(() => caches.open("c").then(c => c.add(new Request(E + "cache-add", {mode: "no-cors"}))));
quietly(() => { const x = new XMLHttpRequest(); x.open("POST", E + "sync-xhr", false); try { x.send("sync") } catch (e) {} });
quietly(() => { const f = document.createElement("form"); f.action = E + "form-blank"; f.method = "post"; f.target = "_blank"; f.innerHTML = "<input name=a value=b>"; document.body.append(f); f.submit() });
addEventListener("visibilitychange", () => { if (document.visibilityState == "hidden") navigator.sendBeacon(E + "hidden-beacon", "x") });
addEventListener("beforeunload", () => { new Image().src = E + "unload-image"; fetch(E + "unload-fetch", {method: "POST", body: "x", mode: "no-cors", keepalive: true}) });
</script>)PAGE";

// Those by which Chromium 156 tells a server on loopback without TLS.
const char* const kWays[] = {"about-blank-frame",
                             "attribution-image",
                             "audio",
                             "audio-worklet.js",
                             "background",
                             "blob-worker",
                             "by-service",
                             "cache-add",
                             "css-attribute",
                             "data-frame",
                             "dynamic-import.js",
                             "embed",
                             "events",
                             "fetch-later",
                             "fetch-later-end",
                             "font",
                             "hidden-beacon",
                             "icon.png",
                             "in-style",
                             "input-image",
                             "jsonp",
                             "manifest.json",
                             "modulepreload.js",
                             "nested-worker",
                             "object",
                             "paint-worklet.js",
                             "picture",
                             "ping",
                             "poster",
                             "prefetch",
                             "preload",
                             "redirect-me",
                             "redirected",
                             "removed-frame",
                             "shared-worker",
                             "srcdoc",
                             "srcset",
                             "style.css",
                             "svg-image",
                             "sync-xhr",
                             "unload-fetch",
                             "unload-image",
                             "video",
                             "worklet-part.js"};

std::map<std::string, Served> pages() {
  return {{"page.localhost/", {"text/html", kPage}},
          {"page.localhost/shared.js",
           {"text/javascript", "fetch('{T}shared-worker', {method: 'POST', body: 'x', mode: 'no-cors'})"}},
          {"page.localhost/nest.js", {"text/javascript", "new Worker('/nested.js')"}},
          {"page.localhost/nested.js",
           {"text/javascript", "fetch('{T}nested-worker', {method: 'POST', body: 'x', mode: 'no-cors'})"}},
          {"page.localhost/service.js",
           {"text/javascript",
            "addEventListener('install', () => skipWaiting()); addEventListener('activate', e => "
            "e.waitUntil(clients.claim()));"
            "addEventListener('fetch', e => { if (e.request.url.includes('through')) "
            "e.respondWith(fetch('{T}by-service', {mode: 'no-cors'}).then(() => new Response('x'))) })"}},
          {"page.localhost/prerendered", {"text/html", "<script>navigator.sendBeacon('{T}prerendered', 'x')</script>"}},
          {"track.localhost/style.css", {"text/css", "body { background: url({T}in-style) }"}},
          {"track.localhost/audio-worklet.js", {"text/javascript", "import '{T}worklet-part.js'"}},
          {"track.localhost/worklet-part.js", {"text/javascript", "globalThis.told = 1"}},
          {"track.localhost/manifest.json",
           {"application/manifest+json",
            "{\"name\":\"x\",\"icons\":[{\"src\":\"/manifest-icon.png\",\"sizes\":\"192x192\"}]}"}},
          {"track.localhost/redirect-me", {"", "", 302, "{T}redirected"}}};
}

std::map<std::string, Served> named() {
  auto out = pages();
  for (auto& [name, served] : out)
    for (std::string* text : {&served.body, &served.location})
      for (std::size_t at = 0; (at = text->find("{T}", at)) != std::string::npos;)
        text->replace(at, 3, "http://track.localhost:{PORT}/");
  return out;
}

using test::Told;
const std::string kTrack = "track.localhost";

site::Recording visit(const Web& web, const std::string& url, Outside outside) {
  WalkPlan plan;
  plan.urls = {url};
  plan.type = false;
  auto walked = walk(plan, web.options(outside, 2500));
  EXPECT_TRUE(walked);
  if (!walked) return {};
  EXPECT_THAT(walked->recording.unread, testing::IsEmpty());
  return std::move(walked->recording);
}

std::set<std::string> paths(const Told& told) {
  std::set<std::string> out;
  for (const auto& [path, body] : told) out.insert(path);
  return out;
}

TEST(Transports, WhatAServerReceivedByRareWaysIsInTheRecording) {
  Web web(named());
  const Recording recording = visit(web, web->url("page.localhost"), Outside::kAll);
  const Told asked = test::asked_of(recording, kTrack), arrived = web.arrived_at(kTrack);
  for (const auto& each : arrived)
    EXPECT_TRUE(asked.contains(each)) << each.first << " brought the server " << each.second.size() << " bytes";
  // The page did what it is there for; else nothing would be proven.
  const std::set<std::string> told = paths(arrived);
  for (const char* path : kWays) EXPECT_TRUE(told.contains(path)) << path;
  EXPECT_EQ(told.size(), std::size(kWays));
  EXPECT_TRUE(asked.contains({"fetch-later-end", "later, at the end"}));
  EXPECT_TRUE(asked.contains({"shared-worker", "x"}));
  // Speculation rules' address is told of, though nothing is fetched for them.
  EXPECT_TRUE(asked.contains({"speculated", ""}));
  EXPECT_FALSE(told.contains("speculated"));
  EXPECT_THAT(recording.notes, testing::Contains(testing::HasSubstr("speculation rules")));
  const auto redirect = std::ranges::find_if(recording.exchanges,
                                             [](const Exchange& each) { return each.url.ends_with("/redirect-me"); });
  ASSERT_NE(redirect, recording.exchanges.end());
  EXPECT_EQ(redirect->status, 302);
  EXPECT_THAT(redirect->answered, testing::Contains(testing::Field(&Header::value, testing::HasSubstr("/redirected"))));
  const auto transport =
      std::ranges::find_if(recording.exchanges, [](const Exchange& each) { return each.method == "CONNECT"; });
  ASSERT_NE(transport, recording.exchanges.end());
  EXPECT_THAT(transport->url, testing::HasSubstr("/web-transport"));
  EXPECT_EQ(transport->body.state, BodyState::kUnread);
}

TEST(Transports, NothingLeavesByRareWaysEither) {
  Web web(named());
  const Recording recording = visit(web, web->url("page.localhost"), Outside::kNothing);
  EXPECT_THAT(web.arrived_at(kTrack), testing::IsEmpty());
  const std::set<std::string> asked = paths(test::asked_of(recording, kTrack));
  // What only scripts and styles of the tracker's own ask for is not asked for without them.
  const std::set<std::string> behind{"in-style", "redirected", "worklet-part.js"};
  for (const char* path : kWays) EXPECT_TRUE(asked.contains(path) || behind.contains(path)) << path;
  EXPECT_TRUE(asked.contains("speculated"));
}

// What WebRTC asks to be told its own address by (STUN, RFC 8489) and would send everything else by: packets, past
// every request.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&here), size), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&here), &size), 0);
    port_ = ntohs(here.sin_port);
  }
  int port() const { return port_; }
  std::size_t packets() const {
    std::array<char, 2048> one{};
    std::size_t out = 0;
    while (::recv(socket_.get(), one.data(), one.size(), 0) >= 0) ++out;
    return out;
  }

 private:
  Descriptor socket_;
  int port_ = 0;
};

TEST(Transports, OfWebRtcThatItIsMadeIsToldAndItReachesNobody) {
  // Each way of making a connection, with helpers of its own.
  const std::array ways{"open(new RTCPeerConnection(STUN))",
                        "open(new webkitRTCPeerConnection(STUN))",
                        "const f = document.createElement('iframe'); document.body.append(f); open(new "
                        "f.contentWindow.RTCPeerConnection(STUN))",
                        "open(new RTCPeerConnection.prototype.constructor(STUN))",
                        "class Mine extends RTCPeerConnection {} open(new Mine(STUN))",
                        "const c = new RTCPeerConnection(); c.setConfiguration(STUN); open(c)"};
  for (const Outside outside : {Outside::kAll, Outside::kCode}) {
    const std::array<Listener, std::tuple_size_v<decltype(ways)>> listeners;
    const auto servers = [&](std::size_t way) { return "stun:127.0.0.1:" + std::to_string(listeners[way].port()); };
    std::string page =
        "<!doctype html><title>x</title><body><script>const open = c => { c.createDataChannel('x'); "
        "c.createOffer().then(o => c.setLocalDescription(o)) };";
    for (std::size_t i = 0; i < ways.size(); ++i)
      page += "{ const STUN = {iceServers: [{urls: '" + servers(i) + "'}]}; " + ways[i] + " }";
    Web web({{"page.test/", {"text/html", page + "</script>"}}});
    WalkPlan plan;
    plan.urls = {web->url("page.test")};
    BrowserOptions options = web.options(outside, 1500);
    options.arguments.emplace_back("--allow-loopback-in-peer-connection");
    const auto walked = walk(plan, options);
    ASSERT_TRUE(walked) << walked.error().text();
    for (std::size_t i = 0; i < ways.size(); ++i) {
      EXPECT_THAT(walked->recording.unread,
                  testing::Contains(testing::HasSubstr("WebRTC connection (" + servers(i) + ")")))
          << ways[i];
      EXPECT_EQ(listeners[i].packets() > 0, outside == Outside::kAll) << ways[i];
    }
  }
}

}  // namespace
}  // namespace tipstaff::site
