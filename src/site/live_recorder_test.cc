#include "site/live_recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CdpMessage message(const std::string& text) {
  auto parsed = parse_cdp(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? std::move(*parsed) : CdpMessage{};
}

BrowserOptions options(Outside outside = Outside::kCode) {
  BrowserOptions out;
  out.outside = outside;
  out.owner = [](std::string_view host) { return std::string(host); };
  return out;
}

const std::string kPage =
    R"({"method":"Target.attachedToTarget","params":{"sessionId":"S","targetInfo":{"targetId":"T","type":"page","url":"about:blank"},"waitingForDebugger":true}})";

std::string paused(const std::string& url, const std::string& type, const std::string& more = "",
                   const std::string& method = "GET") {
  return R"({"method":"Fetch.requestPaused","sessionId":"S","params":{"requestId":"i","frameId":"T","networkId":"n","resourceType":")" +
         type + R"(","request":{"url":")" + url + R"(","method":")" + method +
         R"(","headers":{"Origin":"http://page.test"})" + more + "}}}";
}

std::vector<std::string> methods(const std::vector<CdpCommand>& commands) {
  std::vector<std::string> out;
  for (const CdpCommand& each : commands) out.push_back(each.method);
  return out;
}

TEST(Cdp, MessagesAreCutApartHoweverTheyCome) {
  CdpSplitter splitter;
  const std::string two("{\"id\":1}\0{\"id\":2}\0{\"i", 21);
  for (const char c : two) splitter.push({&c, 1});
  EXPECT_EQ(splitter.next(), "{\"id\":1}");
  EXPECT_EQ(splitter.next(), "{\"id\":2}");
  EXPECT_EQ(splitter.next(), std::nullopt);
  splitter.push(std::string_view("d\":3}\0", 6));
  EXPECT_EQ(splitter.next(), "{\"id\":3}");
}

TEST(Cdp, AMessageThatIsTooLargeIsLostAndTheNextIsNot) {
  CdpSplitter splitter;
  const std::string piece(std::size_t{1} << 20, 'x');
  for (std::size_t sent = 0; sent <= kLargestMessage; sent += piece.size()) splitter.push(piece);
  EXPECT_EQ(splitter.next(), std::nullopt);
  splitter.push(std::string_view("still the same\0{\"id\":4}\0", 24));
  EXPECT_EQ(splitter.next(), "{\"id\":4}");
  EXPECT_EQ(splitter.lost(), 1U);
}

TEST(Cdp, WhatIsNoMessageIsNone) {
  EXPECT_FALSE(parse_cdp("{"));
  EXPECT_FALSE(parse_cdp("[]"));
  EXPECT_FALSE(parse_cdp("{\"params\":{}}"));
  EXPECT_TRUE(parse_cdp("{\"id\":\"x\",\"method\":\"a\"}"));
  EXPECT_TRUE(message(R"({"id":7,"error":{"code":-1}})").failed);
  EXPECT_EQ(write_cdp(3, {"A.b", {{"x", "\""}}, "S"}),
            std::string(R"({"id":3,"method":"A.b","params":{"x":"\""},"sessionId":"S"})") + '\0');
}

TEST(LiveRecorder, WatchesBeforeItLetsRun) {
  const BrowserOptions with = options();
  LiveRecorder recorder(with, [] { return 5; });
  EXPECT_THAT(
      methods(recorder.take(message(kPage))),
      ElementsAre("Target.setAutoAttach", "Fetch.enable", "Network.enable", "Page.enable", "Preload.enable",
                  "Console.enable", "Page.addScriptToEvaluateOnNewDocument", "Runtime.runIfWaitingForDebugger"));
  EXPECT_EQ(recorder.page_session(), "S");
  // The same target once more, by another way: let run, not watched twice.
  EXPECT_THAT(methods(recorder.take(message(kPage))), ElementsAre("Runtime.runIfWaitingForDebugger"));
  recorder.answered({"Fetch.enable", {}, "S"}, message(R"({"id":1,"error":{}})"));
  EXPECT_THAT(recorder.finish().unread, ElementsAre(testing::HasSubstr("What a page asked was not recorded")));
}

TEST(LiveRecorder, TellsOfConnectionsThatItCannotRecord) {
  const BrowserOptions with = options();
  LiveRecorder recorder(with, [] { return 5; });
  recorder.take(message(kPage));
  const auto say = [&](const std::string& text) {
    recorder.take(message(R"({"method":"Console.messageAdded","sessionId":"S","params":{"message":{"text":")" + text +
                          R"("}}})"));
  };
  say("a page's own words");
  say("tipstaff: a page makes an RTCPeerConnection stun:helper.test\\u001b[31m");
  say("tipstaff: a page makes an RTCPeerConnection stun:helper.test\\u001b[31m");
  say("tipstaff: a page makes an RTCPeerConnection ");
  EXPECT_THAT(
      recorder.finish().unread,
      ElementsAre(
          "A page makes a WebRTC connection (stun:helper.test?[31m): what it sends over it is not recorded, and it "
          "reached nobody here.",
          "A page makes a WebRTC connection: what it sends over it is not recorded, and it reached nobody here."));
}

TEST(LiveRecorder, EveryRequestIsLetGoOnOrAnswered) {
  struct Case {
    Outside outside;
    std::string url, type, method;
    bool goes;
  };
  const std::vector<Case> cases{{Outside::kCode, "http://page.test/x", "XHR", "POST", true},
                                {Outside::kCode, "http://ads.test/x.js", "Script", "GET", true},
                                {Outside::kCode, "http://ads.test/x", "Image", "GET", false},
                                {Outside::kCode, "http://ads.test/x", "Ping", "POST", false},
                                {Outside::kCode, "http://ads.test/x", "Fetch", "GET", false},
                                {Outside::kCode, "http://ads.test/x", "Document", "POST", false},
                                {Outside::kCode, "http://ads.test/x", "SomethingNew", "GET", false},
                                {Outside::kCode, "http://ads.test/x.js", "Script", "POST", false},
                                {Outside::kNothing, "http://ads.test/x.js", "Script", "GET", false},
                                {Outside::kNothing, "http://page.test/x", "Ping", "POST", true},
                                {Outside::kAll, "http://ads.test/x", "Ping", "POST", true},
                                {Outside::kCode, "data:text/plain,x", "Image", "GET", true},
                                {Outside::kNothing, "", "", "", true}};
  for (const Case& each : cases) {
    const BrowserOptions with = options(each.outside);
    LiveRecorder recorder(with, [] { return 5; });
    recorder.take(message(kPage));
    recorder.begin_page("http://page.test/");
    const auto commands = recorder.take(message(paused(each.url, each.type, "", each.method)));
    EXPECT_THAT(methods(commands), ElementsAre(each.goes ? "Fetch.continueRequest" : "Fetch.fulfillRequest"))
        << each.url << ' ' << each.type;
  }
}

TEST(LiveRecorder, NothingThatWasTypedGoesOutInAnAddressEither) {
  const BrowserOptions with = options();
  LiveRecorder recorder(with, [] { return 5; });
  recorder.take(message(kPage));
  recorder.begin_page("http://page.test/");
  recorder.typed("Ann 5");
  EXPECT_THAT(methods(recorder.take(message(paused("http://ads.test/x.js?q=Ann%206", "Script")))),
              ElementsAre("Fetch.continueRequest"));
  for (const char* type : {"Script", "Document", "Stylesheet", "Media"})
    EXPECT_THAT(methods(recorder.take(message(paused("http://ads.test/x.js?q=Ann%205", type)))),
                ElementsAre("Fetch.fulfillRequest"))
        << type;
  EXPECT_THAT(methods(recorder.take(message(paused("http://page.test/x?q=Ann%205", "Script")))),
              ElementsAre("Fetch.continueRequest"));
}

TEST(LiveRecorder, BodiesAreWholeOrUnread) {
  const auto body = [](const std::string& more) {
    const BrowserOptions with = options();
    LiveRecorder recorder(with, [] { return 5; });
    recorder.begin_page("http://page.test/");
    recorder.take(message(paused("http://ads.test/x", "Ping", more, "POST")));
    return recorder.recording().exchanges.at(0).body;
  };
  EXPECT_EQ(body("").state, BodyState::kNone);
  EXPECT_EQ(body(R"(,"hasPostData":true,"postDataEntries":[{"bytes":"YQ=="},{"bytes":"Yg=="}])").bytes, "ab");
  EXPECT_EQ(body(R"(,"hasPostData":true)").state, BodyState::kUnread);
  EXPECT_EQ(body(R"(,"hasPostData":true,"postDataEntries":[{"bytes":"YQ=="},{}])").why, "a file is part of it");
  EXPECT_EQ(body(R"(,"postDataEntries":[{"bytes":"?"}])").state, BodyState::kUnread);
  EXPECT_EQ(body(R"(,"postDataEntries":[{"bytes":")" + std::string(kLargestBody / 3 * 4 + 8, 'A') + R"("}])").why,
            "it is larger than 8 MiB");
}

TEST(LiveRecorder, ScriptsHeadersAnswersAndSockets) {
  const BrowserOptions with = options(Outside::kAll);
  LiveRecorder recorder(with, [] { return 5; });
  recorder.take(message(kPage));
  recorder.begin_page("http://page.test/");
  recorder.take(message(
      R"({"method":"Page.frameNavigated","sessionId":"S","params":{"frame":{"id":"T","url":"http://page.test/there"}}})"));
  EXPECT_EQ(recorder.recording().pages[0].url, "http://page.test/there");
  // What is told of a request may come before the request itself.
  recorder.take(message(
      R"({"method":"Network.requestWillBeSent","sessionId":"S","params":{"requestId":"n","initiator":{"type":"script","stack":{"callFrames":[{"url":""},{"url":"http://ads.test/a.js"}]}}}})"));
  recorder.take(message(
      R"({"method":"Network.requestWillBeSentExtraInfo","sessionId":"S","params":{"requestId":"n","headers":{"Cookie":"id=7"}}})"));
  recorder.take(message(paused("http://ads.test/b.js", "Script")));
  EXPECT_TRUE(recorder.waiting());
  recorder.take(message(
      R"({"method":"Network.responseReceived","sessionId":"S","params":{"requestId":"n","response":{"status":200,"headers":{"content-type":"text/javascript"}}}})"));
  const auto asked =
      recorder.take(message(R"({"method":"Network.loadingFinished","sessionId":"S","params":{"requestId":"n"}})"));
  ASSERT_THAT(methods(asked), ElementsAre("Network.getResponseBody"));
  EXPECT_FALSE(recorder.waiting());
  recorder.answered(asked[0], message(R"({"id":9,"result":{"body":"bGV0","base64Encoded":true}})"));
  recorder.take(message(
      R"({"method":"Network.webSocketCreated","sessionId":"S","params":{"requestId":"w","url":"wss://ads.test/live"}})"));
  recorder.take(message(
      R"({"method":"Network.webSocketFrameSent","sessionId":"S","params":{"requestId":"w","response":{"opcode":1,"payloadData":"told"}}})"));
  recorder.take(message(
      R"({"method":"Network.webSocketFrameSent","sessionId":"S","params":{"requestId":"w","response":{"opcode":2,"payloadData":"AAE="}}})"));
  const Recording out = recorder.finish();
  ASSERT_EQ(out.exchanges.size(), 2U);
  EXPECT_EQ(out.exchanges[0].script, "http://ads.test/a.js");
  EXPECT_EQ(out.exchanges[0].headers.at(0).value, "id=7");
  EXPECT_EQ(out.exchanges[0].answer.bytes, "let");
  EXPECT_EQ(out.exchanges[0].document, "http://page.test/there");
  EXPECT_EQ(out.exchanges[1].asked, Asked::kSocket);
  EXPECT_EQ(out.exchanges[1].frames.at(0).bytes, "told");
  EXPECT_EQ(out.exchanges[1].frames.at(1).bytes, std::string("\0\1", 2));
  EXPECT_THAT(out.notes, ElementsAre(testing::HasSubstr("WebSockets to others were not held back")));
}

TEST(LiveRecorder, WhatComesLateFromAPageThatWasLeftIsThatPages) {
  const BrowserOptions with = options();
  std::int64_t now = 5;
  LiveRecorder recorder(with, [&] { return now; });
  recorder.take(message(kPage));
  recorder.begin_page("http://page.test/");
  const auto navigated = [&](const std::string& path, const std::string& loader) {
    recorder.take(
        message(R"({"method":"Page.frameNavigated","sessionId":"S","params":{"frame":{"id":"T","loaderId":")" + loader +
                R"(","url":"http://page.test/)" + path + "\"}}}"));
  };
  const auto asks = [&](const std::string& path, const std::string& type) {
    std::string text = paused("http://ads.test/" + path, type, "", type == "Ping" ? "POST" : "GET");
    text.replace(text.find(R"("networkId":"n",)"), 16, path == "late" ? "" : R"("networkId":")" + path + "\",");
    recorder.take(message(text));
  };
  navigated("", "L1");
  navigated("two", "L2");
  asks("late", "Ping");
  asks("picture", "Image");
  asks("own", "Ping");
  recorder.take(message(
      R"({"method":"Network.requestWillBeSent","sessionId":"S","params":{"requestId":"own","loaderId":"L2"}})"));
  now = 9'000;
  asks("far-too-late", "Ping");
  const Recording out = recorder.finish();
  ASSERT_EQ(out.pages.size(), 2U);
  std::vector<std::pair<std::string, std::uint32_t>> pages;
  for (const Exchange& each : out.exchanges) pages.emplace_back(each.url.substr(16), each.page);
  EXPECT_THAT(pages, ElementsAre(std::pair("late", 0U), std::pair("picture", 1U), std::pair("own", 1U),
                                 std::pair("far-too-late", 1U)));
}

TEST(LiveRecorder, WhatIsFetchedAheadIsToldOnce) {
  const BrowserOptions with = options();
  LiveRecorder recorder(with, [] { return 5; });
  recorder.take(message(kPage));
  recorder.begin_page("http://page.test/");
  for (const char* status : {"Pending", "Failure"})
    recorder.take(message(
        std::string(
            R"({"method":"Preload.prefetchStatusUpdated","sessionId":"S","params":{"key":{"loaderId":"L","action":"Prefetch","url":"http://ads.test/x"},"prefetchUrl":"http://ads.test/x?typed","status":")") +
        status + "\"}}"));
  const Recording out = recorder.finish();
  ASSERT_EQ(out.exchanges.size(), 1U);
  EXPECT_EQ(out.exchanges[0].url, "http://ads.test/x?typed");
  EXPECT_THAT(out.notes, ElementsAre(testing::HasSubstr("fetched ahead")));
}

TEST(LiveRecorder, TakesMessagesThatMakeNoSense) {
  const BrowserOptions with = options();
  LiveRecorder recorder(with, [] { return 5; });
  for (const char* params :
       {"null", "{}", "[]", "7",
        R"({"requestId":{},"request":[],"frame":"x","targetInfo":1,"response":[],"headers":{"a":{"b":1}}})"}) {
    for (const char* method :
         {"Target.attachedToTarget", "Fetch.requestPaused", "Network.requestWillBeSent", "Network.responseReceived",
          "Network.loadingFinished", "Network.webSocketCreated", "Network.webSocketFrameSent", "Page.frameNavigated",
          "Page.loadEventFired", "Page.javascriptDialogOpening", "Preload.prefetchStatusUpdated",
          "Network.webTransportCreated"}) {
      recorder.take(message(std::string(R"({"method":")") + method + R"(","sessionId":"S","params":)" + params + "}"));
    }
  }
  EXPECT_THAT(recorder.finish().pages, IsEmpty());
}

}  // namespace
}  // namespace tipstaff::site
