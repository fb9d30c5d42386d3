// The verdict: who may be told what, on which page; and the reports of it.
#include "site/judge.h"

#include <gmock/gmock.h>
#include <libxml/parser.h>

#include <boost/json.hpp>

#include "base/html.h"
#include "crypto/hash.h"
#include "site/har_body.h"
#include "site/report.h"
#include "site/saved.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// Lists of a few names; the real ones are tested beside lists.h.
Recipient fake_recipient(std::string_view url, Asked, std::string_view page, std::string_view) {
  Recipient out;
  out.host = parse_url(url).value_or(Url{}).host;
  const auto domain = [](std::string_view host) {
    const std::size_t last = host.rfind('.'),
                      before = last == std::string_view::npos ? last : host.rfind('.', last - 1);
    return std::string(before == std::string_view::npos ? host : host.substr(before + 1));
  };
  out.domain = domain(out.host);
  out.first_party = out.domain == domain(parse_url(page).value_or(Url{}).host);
  if (out.domain == "maps.example" || out.domain == "youtube-nocookie.example") out.kind = "content delivery";
  if (out.domain == "ads.example") out.kind = "advertising";
  return out;
}

struct Case {
  std::string url, referer;
  Body body;
};
Recording recording(const std::string& page, const std::vector<Case>& asked, const std::string& title = "") {
  Recording out;
  out.source = "t.har";
  out.made_by = "HAR 1.2 by test 1";
  out.pages.push_back({page, title, Choice::kAsRecorded, ""});
  for (const Case& each : asked) {
    Exchange one;
    one.url = each.url;
    one.method = each.body.state == BodyState::kNone ? "GET" : "POST";
    one.asked = Asked::kImage;
    one.body = each.body;
    if (!each.referer.empty()) one.headers.push_back({"Referer", each.referer});
    out.exchanges.push_back(std::move(one));
  }
  return out;
}
Body whole(const std::string& text) { return {BodyState::kWhole, "text/plain", text, ""}; }

struct Judged {
  Recording recorded;
  Policy policy;
  Judgement judgement;
};
Judged judged(Recording recorded, const std::vector<Wanted>& wanted = {}, const std::string& policy = "") {
  Judged out{std::move(recorded), policy.empty() ? policy_builtin() : parse_policy(policy).value(), {}};
  const LookFor look_for(wanted);
  std::vector<Examined> examined;
  for (const Exchange& each : out.recorded.exchanges)
    examined.push_back({decode(each, out.recorded.pages[each.page]), look_for.in(each)});
  out.judgement = judge(out.recorded, examined, wanted, out.policy, fake_recipient);
  return out;
}
std::vector<std::string> ids(const Judgement& judgement) {
  std::vector<std::string> out;
  for (const Finding& each : judgement.findings) out.emplace_back(each.rule->id);
  return out;
}
const std::string kRape = "https://www.police.example/report/rape";
const std::string kPixel =
    "https://www.facebook.com/"
    "tr?id=1&ev=SubscribedButtonClick&dl=https%3A%2F%2Fwww.police.example%2Freport%2Frape&cd%5BbuttonText%5D=Report%"
    "20rape";

TEST(Judge, TheFirstSentenceIsTheAnswer) {
  const Judged out = judged(recording(kRape, {{kPixel, "", {}}}));
  EXPECT_EQ(out.judgement.verdict, Verdict::kHold);
  EXPECT_EQ(out.judgement.first_sentence,
            "HOLD: on /report/rape the button text ‘Report rape’ went to Facebook (Meta).");
  EXPECT_THAT(report_as_text({out.recorded, out.judgement, out.policy, {}, {}, {}}),
              StartsWith("HOLD: on /report/rape the button text"));
  EXPECT_THAT(ids(out.judgement), ElementsAre("offence-told", "follows-on-sensitive"));
}

TEST(Judge, PagesThatMustStayCleanStayClean) {
  const Judged out = judged(recording(
      kRape, {{kRape, "", {}},
              {"https://static.police.example/a.css", "", {}},
              {"https://www.police.example/"
               "matomo.php?idsite=1&rec=1&url=https%3A%2F%2Fwww.police.example%2Freport%2Frape&action_name=Report+rape",
               kRape,
               {}},
              {"https://fonts.gstatic.com/s/a.woff2", "https://www.police.example/", {}},
              {"https://tile.maps.example/1/2/3.png", "https://www.police.example/", {}},
              {"https://www.youtube-nocookie.example/embed/x", "https://www.police.example/", {}}}));
  EXPECT_EQ(out.judgement.verdict, Verdict::kPass) << out.judgement.first_sentence;
  EXPECT_THAT(out.judgement.findings, IsEmpty());
  EXPECT_THAT(out.judgement.flows, IsEmpty());
  EXPECT_EQ(out.judgement.third_party, 3U);
}

TEST(Judge, AFullRefererTellsTheSensitivePageToWhoeverServesAFont) {
  const Judged out = judged(recording(kRape, {{"https://fonts.gstatic.com/s/a.woff2", kRape, {}}}));
  EXPECT_EQ(out.judgement.first_sentence,
            "HOLD: on /report/rape the page address ‘https://www.police.example/report/rape’ went to Google.");
}

TEST(Judge, TheAddressOfAPageThatThePolicyCallsSensitiveIsHeldWithoutAWordInIt) {
  const std::string page = "https://www.police.example/step/7";
  const std::string policy =
      "tipstaff site policy: 1\ntitle: Northmoor\npages:\n  - path: /step/**\n    is: crime reporting\n";
  const Judged out = judged(recording(page, {{"https://fonts.gstatic.com/s/a.woff2", page, {}}}), {}, policy);
  EXPECT_THAT(ids(out.judgement), Contains("sensitive-page-told"));
  EXPECT_EQ(judged(recording(page, {{"https://fonts.gstatic.com/s/a.woff2", page, {}}})).judgement.verdict,
            Verdict::kPass)
      << "of an ordinary page";
}

TEST(Judge, WhatWasTypedMustNotGoToOthersHashedEither) {
  const std::vector<Wanted> wanted = {{"#email", "canary1@example.org"}, {"control", "never-typed@example.org"}};
  const std::string hash = hex(crypto::sha256(as_bytes("canary1@example.org")));
  const Judged out = judged(recording("https://www.police.example/contact",
                                      {{"https://cdn.maps.example/x", "", whole("u=" + hash)},
                                       {"https://www.police.example/send?mail=canary1%40example.org", "", {}}}),
                            wanted);
  EXPECT_EQ(out.judgement.verdict, Verdict::kHold);
  EXPECT_THAT(out.judgement.first_sentence, AllOf(HasSubstr("what was typed (#email) went to maps.example"),
                                                  HasSubstr("SHA-256"), HasSubstr("in the body")));
  EXPECT_THAT(ids(out.judgement), ElementsAre("typed-told", "typed-in-address"));
}

TEST(Judge, WhereReportsAreSentIsReadFromThePagesHeaders) {
  const auto reported = [](const std::string& page, const std::string& header, const std::string& value,
                           const std::string& policy = "") {
    Recording with = recording(page, {{page, "", {}}});
    with.exchanges[0].asked = Asked::kDocument;
    with.exchanges[0].answered.push_back({header, value});
    return judged(with, {}, policy).judgement;
  };
  const std::string news = "https://www.police.example/news",
                    endpoints = R"(own="https://csp.police.example/r", a="https://r.reports.example/x, y", b="/here")";
  EXPECT_THAT(ids(reported(news, "reporting-endpoints", endpoints)), ElementsAre("reports-elsewhere"));
  EXPECT_EQ(reported(news, "Reporting-Endpoints", endpoints).verdict, Verdict::kPass);
  EXPECT_EQ(reported(kRape, "Reporting-Endpoints", endpoints).first_sentence,
            "UNKNOWN: on /report/rape browsers are asked to send reports, with the page's address, to reports.example "
            "(r.reports.example).");
  const std::string policy =
      "tipstaff site policy: 1\nallow:\n  - {to: reports.example, data: [page address], on: [crime reporting], "
      "because: runs our servers}\n";
  EXPECT_EQ(reported(kRape, "Reporting-Endpoints", endpoints, policy).verdict, Verdict::kPass);
  for (const auto& [header, value] : std::vector<std::pair<std::string, std::string>>{
           {"Report-To",
            R"({"group":"nel","max_age":1,"endpoints":[{"url":"https:\/\/nel.example\/r"}]}, {"group":"b"})"},
           {"Content-Security-Policy", "default-src 'self'; Report-URI  https://nel.example/r /here"},
           {"content-security-policy-report-only", "img-src *, report-uri https://nel.example/r;"}})
    EXPECT_THAT(ids(reported(kRape, header, value)), ElementsAre("reports-of-sensitive")) << header;
  for (const auto& [header, value] : std::vector<std::pair<std::string, std::string>>{
           {"Report-To", R"({"endpoints":[{"url":"https://nel.example/r"})"},
           {"Content-Security-Policy", "img-src https://nel.example; report-to x; x-report-uri https://nel.example"},
           {"Reporting-Endpoints", "a=\"https://nel.example"}})
    EXPECT_THAT(ids(reported(kRape, header, value)), IsEmpty()) << header;
}

TEST(Judge, ATagOfRecruitmentMustNotFireElsewhere) {
  const std::string tag = "https://px.ads.example/i.gif";
  EXPECT_THAT(ids(judged(recording("https://www.police.example/careers/join", {{tag, "", {}}})).judgement),
              ElementsAre("advertising-on-recruitment"));
  EXPECT_EQ(judged(recording("https://www.police.example/careers/join", {{tag, "", {}}})).judgement.verdict,
            Verdict::kPass);
  EXPECT_THAT(ids(judged(recording("https://www.police.example/news", {{tag, "", {}}})).judgement),
              ElementsAre("advertising-elsewhere"));
  EXPECT_EQ(judged(recording("https://www.police.example/news", {{tag, "", {}}})).judgement.verdict, Verdict::kHold);
  EXPECT_THAT(ids(judged(recording(kRape, {{tag, "", {}}})).judgement), ElementsAre("follows-on-sensitive"));
}

TEST(Judge, TagManagersAndUnreadBodiesAreUnknownUnderEveryPolicy) {
  const std::string all =
      "tipstaff site policy: 1\nallow:\n  - {to: google, data: everything, on: [ordinary], because: a}\n  - {to: "
      "maps.example, data: everything, on: [ordinary], because: b}\n";
  for (const std::string& policy : {std::string(), all}) {
    const Judged manager = judged(
        recording("https://www.police.example/", {{"https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234", "", {}}}),
        {}, policy);
    EXPECT_EQ(manager.judgement.verdict, Verdict::kUnknown);
    EXPECT_EQ(manager.judgement.first_sentence,
              "UNKNOWN: on www.police.example/ Google Tag Manager can load any tag at any time.");
    const Judged unread = judged(
        recording(
            "https://www.police.example/",
            {{"https://a.maps.example/x", "", {BodyState::kUnread, "", "", "the recording left out its 9 bytes"}}}),
        {}, policy);
    EXPECT_EQ(unread.judgement.verdict, Verdict::kUnknown);
    EXPECT_THAT(unread.judgement.first_sentence, HasSubstr("left out its 9 bytes"));
  }
  Recording cut = recording("https://www.police.example/", {});
  cut.unread.emplace_back("The archive is cut short.");
  EXPECT_EQ(judged(cut).judgement.first_sentence, "UNKNOWN: The archive is cut short.");
  // Its own server's bodies are nobody else's.
  EXPECT_EQ(judged(recording("https://www.police.example/",
                             {{"https://www.police.example/x", "", {BodyState::kUnread, "", "", "x"}}}))
                .judgement.verdict,
            Verdict::kPass);
}

TEST(Judge, AHoldWinsOverWhatIsUnknown) {
  EXPECT_EQ(
      judged(recording(kRape, {{"https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234", "", {}}, {kPixel, "", {}}}))
          .judgement.verdict,
      Verdict::kHold);
}

TEST(Judge, AnAllowanceLetsPassWhatItListsAndNoMore) {
  const std::string head =
      "tipstaff site policy: 1\nallow:\n  - to: Google\n    on: ordinary\n    because: DPIA 31\n    data: ";
  const std::string hit =
      "https://www.google-analytics.com/g/"
      "collect?v=2&tid=G-1&en=page_view&cid=1.2&dl=https%3A%2F%2Fwww.police.example%2Fnews";
  EXPECT_THAT(
      ids(judged(recording("https://www.police.example/news", {{hit, "", {}}}), {}, head + "[page address, event]\n")
              .judgement),
      IsEmpty());
  EXPECT_THAT(ids(judged(recording("https://www.police.example/news", {{hit, "", {}}})).judgement),
              ElementsAre("analytics"));
  const Judged person = judged(recording("https://www.police.example/news", {{hit + "&uid=4711", "", {}}}), {},
                               head + "[page address, event]\n");
  EXPECT_THAT(ids(person.judgement), ElementsAre("person-told"));
  const Judged allowed =
      judged(recording("https://www.police.example/news", {{hit + "&uid=4711", "", {}}}), {}, head + "everything\n");
  EXPECT_EQ(allowed.judgement.verdict, Verdict::kPass);
  EXPECT_THAT(allowed.judgement.findings, ElementsAre(Field(&Finding::sentence, HasSubstr("DPIA 31"))));
  EXPECT_EQ(judged(recording(kRape, {{hit, "", {}}}), {}, head + "everything\n").judgement.verdict,
            Verdict::kHold);  // on ordinary pages only
}

TEST(Judge, AServiceBehindTheSitesOwnNameIsStillSomebodyElse) {
  const Judged out =
      judged(recording(kRape, {{"https://metrics.police.example/g/"
                                "collect?v=2&tid=G-1&en=page_view&dl=https%3A%2F%2Fwww.police.example%2Freport%2Frape",
                                "",
                                {}}}));
  EXPECT_EQ(out.judgement.first_sentence,
            "HOLD: on /report/rape the page address ‘https://www.police.example/report/rape’ went to Google (through "
            "metrics.police.example).");
}

TEST(Judge, RecordersAreHeldEverywhereAndTheSitesOwnOnSensitivePages) {
  EXPECT_THAT(ids(judged(recording("https://www.police.example/news",
                                   {{"https://k.clarity.ms/collect", "", whole("{\"e\":[],\"p\":[[1]]}")}}))
                      .judgement),
              Contains("recorder"));
  const std::string events = R"([{"type":4,"data":{"href":"x"},"timestamp":1795341601250}])";
  EXPECT_EQ(judged(recording("https://www.police.example/news", {{"https://www.police.example/r", "", whole(events)}}))
                .judgement.verdict,
            Verdict::kPass);
  EXPECT_EQ(judged(recording(kRape, {{"https://www.police.example/r", "", whole(events)}})).judgement.verdict,
            Verdict::kHold);
}

TEST(Judge, StrangersAreUnknownOnSensitivePagesOnly) {
  EXPECT_THAT(ids(judged(recording(kRape, {{"https://nobody-knows.test/x", "", {}}})).judgement),
              ElementsAre("unknown-recipient"));
  EXPECT_EQ(
      judged(recording("https://www.police.example/news", {{"https://nobody-knows.test/x", "", {}}})).judgement.verdict,
      Verdict::kPass);
}

TEST(Judge, ASavedPageWithScriptsNeverPasses) {
  const Recording saved = read_saved("<script>var a=1</script>", "p.html", "https://www.police.example/");
  EXPECT_EQ(judged(saved).judgement.verdict, Verdict::kUnknown);
  EXPECT_EQ(judged(read_saved("<p>x<img src=a.png>", "p.html", "https://www.police.example/")).judgement.verdict,
            Verdict::kPass);
  EXPECT_EQ(judged(read_saved("<script>fbq('init','12345')</script>", "p.html", kRape)).judgement.verdict,
            Verdict::kHold);
}

TEST(Defence, LetsInWhatNothingHoldsAndNobodyElse) {
  const Judged out = judged(recording(kRape, {{kRape, "", {}},
                                              {kPixel, "", {}},
                                              {"https://fonts.gstatic.com/s/a.woff2", "", {}},
                                              {"https://tile.maps.example:8443/1.png", "", {}}}));
  const auto all = defences(out.recorded, out.judgement, fake_recipient);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].content_security_policy,
              AllOf(StartsWith("default-src 'self'; script-src 'self'"),
                    HasSubstr("img-src 'self' https://fonts.gstatic.com https://tile.maps.example:8443;"),
                    HasSubstr("object-src 'none'")));
  EXPECT_THAT(all[0].content_security_policy, Not(HasSubstr("facebook")));
  EXPECT_THAT(all[0].stops, ElementsAre("www.facebook.com: img-src"));
  EXPECT_THAT(all[0].permissions_policy, HasSubstr("browsing-topics=()"));
  EXPECT_THAT(defences(out.recorded, judged(recording(kRape, {})).judgement, fake_recipient), IsEmpty());
}

class Reports : public testing::Test {
 protected:
  Judged out = judged(
      recording("https://www.police.example/report/<script>\"rape",
                {{"https://www.facebook.com/tr?ev=%3Cimg%20src%3Dx%3E&cd[buttonText]=%3Dcmd%7C%22rape%22", "", {}},
                 {"https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234", "", {}}},
                "T<b>"));
  std::vector<Defence> headers = defences(out.recorded, out.judgement, fake_recipient);
  Report report{out.recorded,
                out.judgement,
                out.policy,
                headers,
                {{"EasyPrivacy", "/x", std::chrono::sys_days(std::chrono::year(2020) / 1 / 2), 7}},
                parse_instant("2026-11-22T17:00:00Z").value()};
};

TEST_F(Reports, TextWarnsOfAnOldList) {
  EXPECT_THAT(report_as_text(report), HasSubstr("List: EasyPrivacy of 2020-01-02, 7 rules: OLDER THAN HALF A YEAR"));
}

TEST_F(Reports, JsonHoldsFindingsFlowsAndHeaders) {
  const auto json = report_as_json(report);
  EXPECT_EQ(json.at("verdict").as_string(), "hold");
  EXPECT_EQ(json.at("findings").as_array().at(0).at("rule").as_string(), "offence-told");
  EXPECT_EQ(json.at("flows").as_array().at(0).at("recipient").as_string(), "Facebook (Meta)");
  EXPECT_EQ(json.at("headers").as_array().size(), 1U);
  EXPECT_TRUE(json.at("lists").as_array().at(0).at("old").as_bool());
}

TEST_F(Reports, SarifNamesEveryRuleThatAResultHas) {
  const auto run = report_as_sarif(report).at("runs").as_array().at(0);
  std::vector<std::string> known;
  for (const auto& rule : run.at("tool").at("driver").at("rules").as_array())
    known.emplace_back(rule.at("id").as_string());
  for (const auto& result : run.at("results").as_array())
    EXPECT_THAT(known, Contains(std::string(result.at("ruleId").as_string())));
  EXPECT_EQ(run.at("results").as_array().at(0).at("level").as_string(), "error");
  EXPECT_EQ(run.at("results").as_array().back().at("level").as_string(), "warning");
}

TEST_F(Reports, JunitIsXmlWithACaseForEachPage) {
  const std::string text = report_as_junit(report);
  xmlDocPtr document = xmlReadMemory(text.data(), static_cast<int>(text.size()), "r", nullptr, XML_PARSE_NONET);
  ASSERT_NE(document, nullptr) << text;
  xmlFreeDoc(document);
  EXPECT_THAT(text,
              AllOf(HasSubstr("tests=\"1\" failures=\"1\" errors=\"0\""), HasSubstr("<failure type=\"offence-told\"")));
}

TEST_F(Reports, TheRecordIsCsvInWhichNothingIsAFormula) {
  const std::string text = record_as_csv(report);
  EXPECT_THAT(text, StartsWith("page,choice,about,recipient,"));
  EXPECT_THAT(
      record_statement(report, text),
      AllOf(StartsWith("tipstaff site record 1\nsha256 " + hex(crypto::sha256(as_bytes(text)))),
            HasSubstr("\nverdict hold\njudged 2026-11-22T17:00:00Z\n"), HasSubstr("\nlist EasyPrivacy 2020-01-02\n")));
  EXPECT_THAT(text, HasSubstr(",button text,\"'=cmd|\"\"rape\"\"\",,no,1,offence-told,"));
  EXPECT_TRUE(text.ends_with('\n'));
}

TEST_F(Reports, ThePageIsTextAndLetsInItsOwnStyle) {
  // What a picture begins with: its size is read from there.
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x05\0\0\0\x04\0", 24);
  out.recorded.pages[0].screenshot = png;
  out.recorded.exchanges[1].step = "click <b>";
  out.recorded.shots.push_back({0, "click <b>", png, 10, 20, 30, 40});
  const std::string page = report_as_html(report);
  for (const char* bad : {"<script", "<img src=x", "T<b>", "href=\"http", "url(", "style="})
    EXPECT_THAT(page, Not(HasSubstr(bad))) << bad;
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(page,
              HasSubstr("<svg viewBox=\"0 0 1280 1024\" role=\"img\" aria-label=\"The page as it was shown\"><image "
                        "width=\"1280\" height=\"1024\" href=\"data:image/png;base64,iVBORw0KGgo"));
  EXPECT_THAT(page, HasSubstr("<rect x=\"6\" y=\"16\" width=\"38\" height=\"48\""));
  EXPECT_THAT(page, HasSubstr("Where it fired: click &lt;b&gt;"));
  const std::size_t begin = page.find("<style>") + 7, end = page.find("</style>");
  EXPECT_THAT(page, HasSubstr("'sha256-" + base64(crypto::sha256(as_bytes(page.substr(begin, end - begin)))) + "'"));
}

}  // namespace
}  // namespace tipstaff::site
