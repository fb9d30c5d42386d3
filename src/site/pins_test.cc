// Scripts of others and containers pinned, and what is said when they change.
#include "site/pins.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "crypto/hash.h"
#include "site/url.h"
#include "test_child.h"

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kPage = "https://www.northmoor.example/report?ref=1";
constexpr const char* kGtm = "https://www.googletagmanager.com/gtm.js?id=GTM-ABCD123&cb=";

// As Google has served them for years: its program, with the customer's data in front.
std::string container(int version, const std::string& tags,
                      const std::string& program = "(function(){google_tag_manager={}})()") {
  return fmt::format(
      "// Copyright 2012 Google\n(function(){{\nvar data = {{\n\"resource\": {{\n  \"version\":\"{}\",\n  "
      "\"macros\":[{{\"function\":\"__e\"}},{{\"function\":\"__v\",\"vtp_name\":\"a}}]\\\"b\"}}],\n"
      "  \"tags\":[{}],\n  \"predicates\":[],\n  \"rules\":[]\n}},\n\"runtime\":[ ]\n}};\n{}",
      version, tags, program);
}
constexpr const char* kGa = R"({"function":"__gaawe","vtp_measurementIdOverride":"G-1"},{"function":"__lcl"})";
constexpr const char* kGaAndHtml =
    R"({"function":"__gaawe","vtp_measurementIdOverride":"G-1"},{"function":"__html","vtp_html":"\u003Cscript\u003E"},{"function":"__cvt_1_2"})";

Exchange script(const std::string& url, const std::string& body, std::uint32_t page = 0) {
  Exchange out;
  out.url = url;
  out.method = "GET";
  out.asked = Asked::kScript;
  out.page = page;
  out.status = 200;
  if (!body.empty()) out.answer = {BodyState::kWhole, "text/javascript", body, ""};
  return out;
}
Recording recording(std::vector<Exchange> exchanges, std::uint32_t loads = 1) {
  Recording out;
  for (std::uint32_t i = 0; i < loads; ++i) out.pages.push_back({kPage, "", Choice::kAsRecorded, ""});
  out.exchanges = std::move(exchanges);
  return out;
}

class PinsTest : public testing::Test {
 protected:
  Pins pins(const Recording& recording) {
    const std::vector<Examined> examined = reader_.examine(recording, {}).value();
    const FindRecipient recipient = [](std::string_view url, Asked, std::string_view, std::string_view) {
      Recipient out;
      out.host = out.domain = parse_url(url)->host;
      out.first_party = out.host.ends_with("northmoor.example");
      return out;
    };
    return pins_of(recording, examined, recipient, reader_, *parse_instant("2026-11-22T20:30:00Z")).value();
  }
  std::vector<Drift> drift_of(const std::vector<Exchange>& before, const std::vector<Exchange>& now) {
    return drift(pins(recording(before)), pins(recording(now)));
  }
  SafeReader reader_;
};

std::vector<std::string> sentences(const std::vector<Drift>& drifts) {
  std::vector<std::string> out;
  for (const Drift& each : drifts) out.push_back(fmt::format("{}: {}", weight_name(each.weight), each.sentence));
  return out;
}

TEST_F(PinsTest, HoldScriptsOfOthersAndContainersOnly) {
  const Pins all = pins(recording({script("https://www.northmoor.example/own.js", "own()"),
                                   script("https://cdn.example/lib.js?v=7#x", "lib()"),
                                   script(std::string(kGtm) + "1", container(31, kGa)),
                                   script("https://www.northmoor.example/metrics.js", container(5, kGa))}));
  ASSERT_THAT(all.pins, SizeIs(3));
  EXPECT_EQ(all.pins[0].page, "https://www.northmoor.example/report");
  EXPECT_EQ(all.pins[0].script, "https://cdn.example/lib.js");
  EXPECT_THAT(all.pins[0].hashes, ElementsAre(crypto::sha256(as_bytes("lib()"))));
  EXPECT_EQ(all.pins[1].script, "https://www.googletagmanager.com/gtm.js?id=GTM-ABCD123");
  EXPECT_EQ(all.pins[1].whom, "Google Tag Manager");
  ASSERT_TRUE(all.pins[1].container);
  EXPECT_EQ(all.pins[1].container->version, "31");
  EXPECT_THAT(all.pins[1].container->tags, ElementsAre("Google Analytics 4 event"));
  EXPECT_EQ(all.pins[2].whom, "a tag manager under the site’s own name");
}

TEST_F(PinsTest, AreReadBackAsTheyWereWritten) {
  const Pins all =
      pins(recording({script("https://cdn.example/lib.js", "lib()"), script("https://cdn.example/gone.js", ""),
                      script(kGtm, container(31, kGaAndHtml))}));
  const std::string text = pins_as_text(all);
  const Pins again = parse_pins(text).value();
  EXPECT_EQ(pins_as_text(again), text);
  EXPECT_THAT(drift(all, again), SizeIs(1)) << "the script without bytes";
  for (
      const char* broken :
      {"", "{}", R"({"tipstaff site pins":2,"made":"2026-11-22T20:30:00Z","pages":["x"],"scripts":[]})",
       R"({"tipstaff site pins":1,"made":"soon","pages":["x"],"scripts":[]})",
       R"({"tipstaff site pins":1,"made":"2026-11-22T20:30:00Z","pages":["x"],"scripts":[{"page":"p","script":"s","sha256":["00"]}]})",
       R"({"tipstaff site pins":1,"made":"2026-11-22T20:30:00Z","pages":["x"],"scripts":[7]})"})
    EXPECT_EQ(parse_pins(broken).error().code(), Code::kInvalid) << broken;
}

TEST_F(PinsTest, SayNothingOfWhatStandsStill) {
  const std::vector<Exchange> same = {script("https://cdn.example/lib.js?v=1", "lib()"),
                                      script(kGtm, container(31, kGa))};
  EXPECT_THAT(drift_of(same, {script("https://cdn.example/lib.js?v=2", "lib()"),
                              script(std::string(kGtm) + "99", container(31, kGa))}),
              IsEmpty());
  EXPECT_EQ(verdict_of({}), Verdict::kPass);
}

TEST_F(PinsTest, SayWhatAContainerWasToldToLoad) {
  const auto changed = drift_of({script(kGtm, container(31, kGa))}, {script(kGtm, container(32, kGaAndHtml))});
  EXPECT_THAT(sentences(changed), ElementsAre("hold: on /report what Google Tag Manager was told to load has changed: "
                                              "version 31 → 32; new in it: custom HTML, template 1_2"));
  EXPECT_EQ(verdict_of(changed), Verdict::kHold);
  const auto program = drift_of({script(kGtm, container(31, kGa))}, {script(kGtm, container(31, kGa, "anew()"))});
  EXPECT_THAT(
      sentences(program),
      ElementsAre(
          "note: on /report the program of Google Tag Manager has changed around the same container, version 31"));
  EXPECT_EQ(verdict_of(program), Verdict::kPass);
  EXPECT_THAT(sentences(drift_of({script(kGtm, container(31, kGa))}, {script(kGtm, "something_else()")})),
              ElementsAre(HasSubstr("hold: ")));
}

TEST_F(PinsTest, SayWhoCameWhoChangedWhoWent) {
  const auto all =
      drift_of({script("https://cdn.example/a.js", "a()"), script("https://cdn.example/b.js", "b()"),
                script("https://cdn.example/dumb.js", "")},
               {script("https://cdn.example/a.js", "a(steal)"), script("https://cdn.example/c.js", "c()"),
                script("https://evil.example/d.js", "d()"), script("https://cdn.example/dumb.js", "now()")});
  EXPECT_THAT(
      sentences(all),
      ElementsAre("hold: on /report a script of cdn.example has changed",
                  "hold: on /report cdn.example serves another script",
                  "hold: on /report evil.example serves a script, and served none before",
                  "unknown: on /report the bytes of a script of cdn.example were not recorded when it was pinned",
                  "note: on /report a script of cdn.example is gone"));
}

TEST_F(PinsTest, ScriptsThatDifferFromLoadToLoadAreKnownToAndOthersAreNot) {
  const Pins before =
      pins(recording({script("https://cdn.example/a.js", "a(1)", 0), script("https://cdn.example/a.js", "a(2)", 1),
                      script("https://cdn.example/b.js", "b()", 0), script("https://cdn.example/b.js", "b()", 1)},
                     2));
  ASSERT_THAT(before.pins, SizeIs(2));
  EXPECT_TRUE(before.pins[0].varies);
  EXPECT_FALSE(before.pins[1].varies);
  const auto all =
      drift(before,
            pins(recording({script("https://cdn.example/a.js", "a(3)"), script("https://cdn.example/b.js", "b(3)")})));
  EXPECT_THAT(sentences(all), ElementsAre(HasSubstr("hold: "), HasSubstr("note: ")));
}

TEST_F(PinsTest, WhatWasNotLookedAtIsUnknown) {
  const Pins before = pins(recording({script("https://cdn.example/a.js", "a()")}));
  Recording elsewhere = recording({});
  elsewhere.pages[0].url = "https://www.northmoor.example/other";
  EXPECT_THAT(sentences(drift(before, pins(elsewhere))), ElementsAre("unknown: /report was pinned and not looked at"));
  Recording broken = recording({script("https://cdn.example/a.js", "a()")});
  broken.unread.emplace_back("The page did not come to rest.");
  EXPECT_EQ(verdict_of(drift(before, pins(broken))), Verdict::kUnknown);
}

TEST(Container, NonsenseIsNone) {
  const std::string whole = container(31, kGa);
  for (std::size_t size = 0; size < whole.find("\"runtime\"") - 4; size += 7)
    EXPECT_FALSE(read_container(std::string_view(whole).substr(0, size))) << size;
  EXPECT_TRUE(read_container(whole));
  for (const char* text : {"\"resource\":", "\"resource\": {", "\"resource\":[]", "\"resource\":{\"tags\":[]}",
                           "\"resource\":{\"tags\":[}]}", "\"resource\":}"})
    EXPECT_FALSE(read_container(text)) << text;
  EXPECT_FALSE(read_container("\"resource\":" + std::string(100'000, '{')));
}

}  // namespace
}  // namespace tipstaff::site
