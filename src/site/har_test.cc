// Archives in the dialects of those who write them: what was sent is what is read, and what is missing is said.
#include "site/har.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <random>

#include "crypto/hash.h"
#include "site/decode.h"
#include "site/har_body.h"
#include "site/packing.h"
#include "site/request.h"
#include "site/site_child.h"
#include "test_child.h"
#include "test_support.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  const SandboxRole roles[] = {site::site_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Recording har(const std::string& entries,
              const std::string& pages =
                  R"([{"id":"p","title":"https://police.example/report","startedDateTime":"2026-11-22T10:00:00Z"}])") {
  return read_har(R"({"log":{"version":"1.2","creator":{"name":"Maker","version":"1"},"pages":)" + pages +
                      R"(,"entries":[)" + entries + "]}}",
                  "x.har");
}
std::string entry(const std::string& request, const std::string& more = "") {
  return R"({"pageref":"p","startedDateTime":"2026-11-22T10:00:01.250Z","request":{)" + request +
         R"(},"response":{"status":200,"headers":[],"content":{"mimeType":""}})" + more + "}";
}
Body body_of(const std::string& post, const std::string& headers = "[]") {
  const Recording out = har(
      entry(R"("method":"POST","url":"https://t.example/c","headers":)" + headers + (post.empty() ? "" : "," + post)));
  return out.exchanges.at(0).body;
}

TEST(Har, TextOfABodyIsKeptAsItWasSent) {
  const Body body = body_of(R"("bodySize":7,"postData":{"mimeType":"text/plain;charset=UTF-8","text":"{\"a\":1}"})");
  EXPECT_EQ(body.state, BodyState::kWhole);
  EXPECT_EQ(body.bytes, R"({"a":1})");
  EXPECT_EQ(body.type, "text/plain;charset=UTF-8");
}

TEST(Har, ParametersWithoutTextAreMadeABodyAgain) {
  // Chrome leaves names as they were sent, Firefox decodes them: both mean the same.
  const std::string sent =
      R"("postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"cd%5BbuttonText%5D","value":"Report%20rape"},{"name":"q","value":"a%26b"}]})";
  const std::string decoded =
      R"("postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"cd[buttonText]","value":"Report rape"},{"name":"q","value":"a&b"}]})";
  for (const std::string& post : {sent, decoded}) {
    const Body body = body_of(post);
    ASSERT_EQ(body.state, BodyState::kWhole);
    EXPECT_THAT(parameters(body.bytes), ElementsAre(std::pair("cd[buttonText]", "Report rape"), std::pair("q", "a&b")))
        << body.bytes;
  }
}

TEST(Har, MultipartParametersAreMadeABodyAgain) {
  const Body body = body_of(
      R"("postData":{"mimeType":"multipart/form-data; boundary=x","params":[{"name":"ud[em]","value":"a b"},{"name":"f","fileName":"plan.pdf","value":"%PDF"}]})");
  EXPECT_THAT(multipart(body.bytes, body.type),
              ElementsAre(std::pair("ud[em]", "a b"), std::pair("f (file plan.pdf)", "%PDF")));
}

TEST(Har, Base64BodiesAreBytes) {
  EXPECT_EQ(body_of(R"("postData":{"mimeType":"x/y","text":"AAEC_w==","encoding":"base64"})").bytes,
            std::string("\0\1\2\xff", 4));
  EXPECT_EQ(body_of(R"("postData":{"mimeType":"x/y","text":"AA*C","encoding":"base64"})").state, BodyState::kUnread);
}

TEST(Har, PackedBodiesInTextAreBytesAgainOrUnread) {
  const std::string gzip =
      "\\u001f\\u008b\\b\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0003K\\u0004\\u0000C\\u00be\\u00b7\\u00e8\\u0001\\"
      "u0000\\u0000\\u0000";
  const Body body = body_of(R"("postData":{"mimeType":"text/plain","text":")" + gzip + "\"}");
  ASSERT_EQ(body.state, BodyState::kWhole);
  EXPECT_EQ(unpacked(body.bytes, Packing::kGzip, 100), "a");
  const Body damaged = body_of(R"("postData":{"mimeType":"text/plain","text":"\u001f\ufffd\b\u0000"})");
  EXPECT_EQ(damaged.state, BodyState::kUnread);
  EXPECT_THAT(damaged.why, HasSubstr("damaged"));
}

struct Missing {
  std::string request, headers;
  BodyState state;
  std::string why;
};
TEST(Har, BodiesThatAreMissingAreSaidAndBeaconsOfNoBytesAreNone) {
  for (const Missing& each : std::initializer_list<Missing>{
           {R"("bodySize":312)", "[]", BodyState::kUnread, "left out its 312 bytes"},
           {R"("bodySize":0)", "[]", BodyState::kNone, ""},
           {R"("bodySize":0)",
            R"([{"name":"Content-Length","value":"0"},{"name":"Content-Type","value":"text/plain"}])", BodyState::kNone,
            ""},
           {R"("bodySize":0)", R"([{"name":"content-length","value":"88"}])", BodyState::kUnread, "88 bytes"},
           {R"("bodySize":0)", R"([{"name":"content-type","value":"application/json"}])", BodyState::kUnread,
            "has none"},
           {R"("bodySize":-1)", "[]", BodyState::kUnread, "does not say"},
           {R"("bodySize":9,"postData":{"mimeType":"text/plain"})", "[]", BodyState::kUnread, "9 bytes"},
           {R"("bodySize":9,"postData":{"mimeType":"text/plain","_file":"a1.bin"})", "[]", BodyState::kUnread,
            "another file"},
           {R"("bodySize":90000,"postData":{"mimeType":"text/plain","text":"cut off"})", "[]", BodyState::kUnread,
            "7 of its 90000"}}) {
    const Body body = body_of(each.request, each.headers);
    EXPECT_EQ(body.state, each.state) << each.request << each.headers;
    EXPECT_THAT(body.why, HasSubstr(each.why));
  }
}

TEST(Har, ChromesExtensionsAreRead) {
  const Recording out = har(entry(
      R"("method":"GET","url":"wss://r.example/s","headers":[])",
      R"(,"_resourceType":"websocket","_initiator":{"type":"script","stack":{"callFrames":[{"url":""},{"url":"https://r.example/rec.js"}]}},"_webSocketMessages":[{"type":"send","opcode":1,"data":"typed"},{"type":"receive","opcode":1,"data":"no"},{"type":"send","opcode":2,"data":"AP8="}])"));
  const Exchange& socket = out.exchanges.at(0);
  EXPECT_EQ(socket.asked, Asked::kSocket);
  EXPECT_EQ(socket.script, "https://r.example/rec.js");
  ASSERT_EQ(socket.frames.size(), 2U);
  EXPECT_EQ(socket.frames[0].bytes, "typed");
  EXPECT_EQ(socket.frames[1].bytes, std::string("\0\xff", 2));
  EXPECT_EQ(socket.started, 1795341601250);
}

TEST(Har, ThePageIsItsFirstDocumentThatIsNoRedirection) {
  const auto document = [](const std::string& url, int status) {
    return R"({"pageref":"p","_resourceType":"document","request":{"method":"GET","url":")" + url +
           R"(","headers":[]},"response":{"status":)" + std::to_string(status) +
           R"(,"content":{"mimeType":"text/html","text":"<title>Report a rape</title>"}}})";
  };
  const Recording out =
      har(document("http://police.example/", 301) + "," + document("https://www.police.example/report/rape", 200) +
          "," + document("https://ads.example/frame", 200));
  EXPECT_EQ(out.pages.at(0).url, "https://www.police.example/report/rape");
  EXPECT_EQ(out.pages.at(0).title, "Report a rape");
  EXPECT_EQ(out.exchanges.at(2).asked, Asked::kFrame);
  EXPECT_THAT(out.unread, IsEmpty());
}

TEST(Har, ArchivesWithoutPagesGetOneForEachDocument) {  // Charles
  const std::string text = R"({"log":{"version":"1.2","creator":{"name":"Charles Proxy","version":"4"},"entries":[
    {"request":{"method":"GET","url":"https://police.example/a","headers":[]},"response":{"status":200,"content":{"mimeType":"text/html"}}},
    {"request":{"method":"GET","url":"https://t.example/i.gif","headers":[]},"response":{"status":200,"content":{"mimeType":"image/gif"}}},
    {"request":{"method":"GET","url":"https://police.example/b","headers":[]},"response":{"status":200,"content":{"mimeType":"text/html"}}},
    {"request":{"method":"GET","url":"data:image/gif;base64,AA","headers":[]},"response":{"status":200}}]}})";
  const Recording out = read_har("\xef\xbb\xbf" + text, "c.har");
  ASSERT_EQ(out.pages.size(), 2U);
  EXPECT_EQ(out.pages[1].url, "https://police.example/b");
  ASSERT_EQ(out.exchanges.size(), 3U);
  EXPECT_EQ(out.exchanges[1].page, 0U);
  EXPECT_EQ(out.made_by, "HAR 1.2 by Charles Proxy 4");
}

TEST(Har, WhatIsNoWholeArchiveIsUnread) {
  const std::string whole = R"({"log":{"version":"1.2","entries":[]}})";
  EXPECT_THAT(read_har(whole, "").unread, ElementsAre(HasSubstr("holds no request")));
  EXPECT_THAT(read_har(whole.substr(0, 30), "").unread, ElementsAre(HasSubstr("cut short")));
  EXPECT_THAT(read_har("", "").unread, ElementsAre(HasSubstr("cut short")));
  EXPECT_THAT(read_har("{\"log\":nonsense}", "").unread, ElementsAre(HasSubstr("damaged")));
  EXPECT_THAT(read_har("{\"a\":1}", "").unread, ElementsAre(HasSubstr("no HTTP archive")));
  EXPECT_THAT(read_har(std::string(100'000, '['), "").unread, ElementsAre(HasSubstr("damaged")));
  EXPECT_FALSE(har(entry(R"("method":"GET","url":"","headers":[])")).unread.empty());
}

TEST(Har, HalfSurrogatePairsInABodyDoNotLoseTheArchive) {
  EXPECT_EQ(body_of(R"("postData":{"mimeType":"t","text":"a\ud83db\ude00c\ud83d\ude00 \\ud83d"})").bytes,
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd"
            "c\xf0\x9f\x98\x80 \\ud83d");
}

TEST(Har, MissingCookiesAreANoteAndThoseInAListAreAHeader) {
  EXPECT_THAT(har(entry(R"("method":"GET","url":"https://a.example/","headers":[])")).notes,
              ElementsAre(HasSubstr("no cookies")));
  const Recording out = har(entry(
      R"("method":"GET","url":"https://a.example/","headers":[],"cookies":[{"name":"_fbp","value":"fb.1"},{"name":"b","value":"2"}])"));
  EXPECT_THAT(out.notes, IsEmpty());
  EXPECT_EQ(header(out.exchanges[0].headers, "cookie"), "_fbp=fb.1; b=2");
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Har, InTheChildTheSameIsReadAsHere) {
  TIPSTAFF_SHARED_DATA(folder, "corpus/har");
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string text = bytes_of(file.path());
    SafeReader reader;
    const auto out = reader.read_har(as_bytes(text), "x.har");
    ASSERT_TRUE(out);
    const Recording here = read_har(text, "x.har");
    ASSERT_EQ(out->exchanges.size(), here.exchanges.size());
    for (std::size_t i = 0; i < here.exchanges.size(); ++i) {
      EXPECT_EQ(out->exchanges[i].url, here.exchanges[i].url);
      EXPECT_EQ(out->exchanges[i].body.bytes, here.exchanges[i].body.bytes);
      EXPECT_EQ(out->exchanges[i].asked, here.exchanges[i].asked);
    }
    EXPECT_EQ(out->pages.at(0).url, here.pages.at(0).url);
    EXPECT_THAT(out->unread, IsEmpty()) << file.path();
    ++files;
  }
  EXPECT_EQ(files, 8U);
}

TEST(Har, InTheChildWhatWasTypedIsFoundInEachForm) {
  SafeReader reader;
  const std::string text =
      R"({"log":{"entries":[{"request":{"method":"GET","url":"https://t.example/?m=canary77%40example.org"}},{"request":{"method":"POST","url":"https://t.example/","postData":{"mimeType":"text/plain","text":"m=7a7ae4e6ff51f1cb8d0c9d6e5f0ec6c8b9b2e0f3"}}},{"request":{"method":"GET","url":"https://t.example/?h=)" +
      hex(crypto::sha256(as_bytes("canary77@example.org"))) + R"("}}]}})";
  const auto recording = reader.read_har(as_bytes(text), "x.har");
  ASSERT_TRUE(recording);
  const auto examined = reader.examine(*recording, {{"mail", "Canary77@example.org"}});
  ASSERT_TRUE(examined);
  ASSERT_EQ(examined->size(), 3U);
  EXPECT_EQ(examined->at(0).found.size(), 1U);
  EXPECT_THAT(examined->at(1).found, IsEmpty());
  EXPECT_EQ(examined->at(2).found.size(), 1U);
  for (const Examined& each : *examined) EXPECT_THAT(each.decoded.unread, IsEmpty());
}

TEST(Har, AChildWithoutMemoryLeavesTheArchiveUnread) {
  std::string text = R"({"log":{"entries":[)";
  for (int i = 0; i < 200'000; ++i) text += R"({"request":{"url":"https://a.example/","method":"GET"}},)";
  text += "{}]}}";
  SandboxLimits limits = site_role().limits;
  limits.processor = std::chrono::seconds(1);
  limits.per_request = std::chrono::milliseconds(1);
  SafeReader reader(limits);
  const auto out = reader.read_har(as_bytes(text), "big.har");
  ASSERT_TRUE(out);
  EXPECT_THAT(out->unread, ElementsAre(HasSubstr("was stopped")));
  EXPECT_THAT(out->exchanges, IsEmpty());
}

// Whatever is done to an archive, reading it ends, and a body that was there is never taken for none.
TEST(Har, TenThousandMutationsAreReadWithoutAFault) {
  const std::string whole =
      R"({"log":{"version":"1.2","creator":{"name":"m","version":"1"},"pages":[{"id":"p","title":"https://a.example/x"}],"entries":[)" +
      entry(
          R"("method":"POST","url":"https://www.facebook.com/tr?id=1","headers":[{"name":"Referer","value":"https://a.example/x"}],"bodySize":9,"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"ev%5B","value":"1"}]})",
          R"(,"_initiator":{"type":"script","stack":{"callFrames":[{"url":"https://b.example/s.js"}]}},"_webSocketMessages":[{"type":"send","opcode":2,"data":"AA=="}])") +
      "]}}";
  ASSERT_EQ(read_har(whole, "").exchanges.size(), 1U);
  std::mt19937 random(20261122);
  std::size_t read = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string text = whole;
    for (unsigned n = 1 + random() % 4; n > 0; --n) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + random() % 12);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), 1 + random() % 12));
          break;
        default:
          text.resize(at);
      }
      if (text.empty()) text = "{";
    }
    const Recording out = read_har(text, "m.har");
    EXPECT_TRUE(!out.unread.empty() || !out.exchanges.empty());
    for (const Exchange& exchange : out.exchanges) {
      EXPECT_LT(exchange.page, out.pages.size());
      decode(exchange, out.pages[exchange.page]);
      ++read;
    }
  }
  EXPECT_GT(read, 500U);
}

}  // namespace
}  // namespace site
}  // namespace tipstaff
