// What each service was told, from requests as its scripts send them, and from archives of real public sites.
#include "site/decode.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "base/bytes.h"
#include "site/har.h"
#include "site/leak_forms.h"
#include "site/test_packing.h"
#include "test_support.h"

namespace tipstaff::site {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Page kPage{"https://www.police.example/report/rape", "Report rape", Choice::kAsRecorded, ""};

Exchange get(const std::string& url) {
  Exchange out;
  out.url = url;
  out.method = "GET";
  return out;
}
Exchange post(const std::string& url, const std::string& body, const std::string& type = "text/plain;charset=UTF-8") {
  Exchange out = get(url);
  out.method = "POST";
  out.body = {BodyState::kWhole, type, body, ""};
  return out;
}
std::string gzip(std::string_view text) { return packed(text, Packing::kGzip); }

// "button text: Report rape", with the hash's name behind it.
std::vector<std::string> lines(const Decoded& decoded) {
  std::vector<std::string> out;
  for (const Datum& each : decoded.data)
    out.push_back(std::string(category_name(each.category)) + ": " + each.value +
                  (each.hashed == Hashed::kNo ? "" : " " + std::string(hash_name(each.hashed))));
  return out;
}
const std::string kHash = "f660ab912ec121d1b1e928a0bb4bc61b15f5ad44d5efdc4e1c92a25e99b8e44a";

TEST(Meta, ClicksFormsAndFieldsAreToldFromTheAddress) {
  const Decoded out = decode(get("https://www.facebook.com/tr/"
                                 "?id=1&ev=SubscribedButtonClick&dl=https%3A%2F%2Fwww.police.example%2Freport%2Frape&"
                                 "rl=https%3A%2F%2Fsearch.example%2F&cd%5BbuttonText%5D=Report%20rape"
                                 "&cd[buttonFeatures]=%7B%22innerText%22%3A%22Report%20rape%22%2C%22destination%22%3A%"
                                 "22https%3A%2F%2Fwww.police.example%2Fnext%22%7D"
                                 "&cd[formFeatures]=%5B%7B%22id%22%3A%22o%22%2C%22name%22%3A%22offence%22%7D%2C%7B%"
                                 "22placeholder%22%3A%22Your%20name%22%7D%5D"
                                 "&cd[pageFeatures]=%7B%22title%22%3A%22Report%20rape%22%7D&udff[em]=" +
                                 kHash + "&ud[ph]=4412345&fbp=fb.1.2.3"),
                             kPage);
  EXPECT_EQ(out.service, "Meta Pixel");
  EXPECT_EQ(out.company, "Facebook (Meta)");
  for (const std::string& expected :
       {std::string("event: SubscribedButtonClick"),
        std::string("page address: https://www.police.example/report/rape"), std::string("button text: Report rape"),
        std::string("button text: Report rape → https://www.police.example/next"),
        std::string("form field: offence, Your name"), std::string("page title: Report rape"),
        "e-mail: " + kHash + " SHA-256", std::string("phone: 4412345"), std::string("cookie id: fb.1.2.3"),
        std::string("referrer: https://search.example/")})
    EXPECT_THAT(lines(out), Contains(expected));
  EXPECT_THAT(out.data, Contains(testing::Field(&Datum::name, "e-mail address, taken from a form's field")));
}

TEST(Meta, ThePostedFormSaysTheSame) {
  const Decoded out =
      decode(post("https://www.facebook.com/tr/",
                  "--b\r\nContent-Disposition: form-data; name=\"ev\"\r\n\r\nMicrodata\r\n--b\r\nContent-Disposition: "
                  "form-data; name=\"cd[JSON-LD]\"\r\n\r\n[]\r\n--b--\r\n",
                  "multipart/form-data; boundary=b"),
             kPage);
  EXPECT_THAT(lines(out), Contains("event: Microdata"));
  EXPECT_THAT(lines(out), Contains("page content: []"));
  EXPECT_THAT(lines(decode(post("https://www.facebook.com/tr/", "id=1&ev=Lead&cd%5BbuttonText%5D=Send",
                                "application/x-www-form-urlencoded"),
                           kPage)),
              Contains("button text: Send"));
}

TEST(GoogleAnalytics, EveryEventOfABatchIsTold) {
  const std::string address =
      "/g/collect?v=2&tid=G-1&cid=11.22&dl=https%3A%2F%2Fwww.police.example%2Freport%2Frape&dt=Report%20rape";
  for (const char* host :
       {"https://region1.google-analytics.com", "https://stats.g.doubleclick.net", "https://metrics.police.example"}) {
    const Decoded out = decode(post(host + address,
                                    "en=page_view\r\nen=form_start&ep.form_id=offence-form&ep.first_field_name="
                                    "offence\r\nen=click&ep.link_text=Report%20stalking&up.role=victim"),
                               kPage);
    EXPECT_EQ(out.service, "Google Analytics") << host;
    for (const char* expected :
         {"event: page_view", "event: form_start", "event: click", "form field: offence-form", "form field: offence",
          "button text: Report stalking", "personal: victim", "page title: Report rape", "cookie id: 11.22"})
      EXPECT_THAT(lines(out), Contains(expected)) << host;
  }
}

TEST(GoogleAds, EnhancedConversionsAreHashesOfWhatWasTyped) {
  const Decoded out = decode(post("https://google.com/pagead/form-data/"
                                  "1?em=tv.1~em.9mCrkS7BIdGx6SigtbxGGxX1rUTV79xOHJKiXpm45Eo~pn0.abc&url=https%3A%2F%"
                                  "2Fwww.police.example%2Freport%2Frape",
                                  ""),
                             kPage);
  EXPECT_EQ(out.kind, "advertising");
  EXPECT_THAT(lines(out), Contains("e-mail: 9mCrkS7BIdGx6SigtbxGGxX1rUTV79xOHJKiXpm45Eo"));
  EXPECT_THAT(lines(out), Contains("page address: https://www.police.example/report/rape"));
  EXPECT_THAT(
      lines(decode(get("https://ad.doubleclick.net/activity;src=1;type=count0;cat=rape0;u1=victim;ord=1?"), kPage)),
      Contains("event: rape0"));
}

TEST(TikTok, ContextPropertiesAndWhatIsGatheredFromThePage) {
  const Decoded out = decode(
      post(
          "https://analytics.tiktok.com/api/v2/pixel/act",
          R"({"event":"ClickButton","context":{"page":{"url":"https://www.police.example/report/rape","referrer":"https://s.example/"},"user":{"email":")" +
              kHash +
              R"(","anonymous_id":"01J"}},"auto_collected_properties":{"content_data":{"open_graph":"{\"og:title\":\"Rape\"}"},"button_text":"Report it"}})"),
      kPage);
  for (const std::string& expected :
       {std::string("event: ClickButton"), std::string("button text: Report it"), "e-mail: " + kHash + " SHA-256",
        std::string("page content: {\"og:title\":\"Rape\"}"), std::string("cookie id: 01J")})
    EXPECT_THAT(lines(out), Contains(expected));
}

TEST(LinkedIn, ClicksInBase64AndAddresses) {
  const std::string json =
      R"({"pids":[12],"url":"https://www.police.example/report/rape","signalType":"CLICK","hem":")" + kHash +
      R"(","domAttributes":{"innerText":"Report rape"}})";
  for (const std::string& body : {json, base64(as_bytes(json))}) {
    const Decoded out = decode(post("https://px.ads.linkedin.com/wa/", body), kPage);
    EXPECT_THAT(lines(out), Contains("button text: Report rape"));
    EXPECT_THAT(lines(out), Contains("e-mail: " + kHash + " SHA-256"));
  }
  EXPECT_THAT(
      lines(decode(
          get("https://px.ads.linkedin.com/collect?v=2&pid=12&url=https%3A%2F%2Fwww.police.example%2Freport%2Frape"),
          kPage)),
      Contains("page address: https://www.police.example/report/rape"));
}

TEST(Snap, RequestsAndMetadata) {
  const Decoded out = decode(
      post(
          "https://tr.snapchat.com/p",
          R"({"ctx":{"url":"https://www.police.example/report/rape","c1":"abc"},"req":[{"t":{"ev":"PAGE_VIEW","u_hem":"FFF)" +
              kHash +
              R"("}},{"md":{"md":[{"tagData":{"og:title":"Rape"}},{"tagData":{"meta:keywords":"rape, victim"}}]}}]})"),
      kPage);
  for (const std::string& expected : {std::string("event: PAGE_VIEW"), "e-mail: " + kHash + " SHA-256",
                                      std::string("page title: Rape"), std::string("page content: rape, victim")})
    EXPECT_THAT(lines(out), Contains(expected));
}

TEST(Recorders, AreNamedByWhoReceivesAndByWhatIsSent) {
  const Decoded own_clarity = decode(
      post(
          "https://stats.example/c",
          R"({"e":["0.8.70",1,0,160,"northmoor","npx2bc","duf7xq",1,0,0,0,"https://www.police.example/report"],"a":[[59,8,1280,720]],"p":[[61,5,2,1,"HTML"]]})"),
      kPage);
  EXPECT_EQ(own_clarity.service, "Microsoft Clarity") << "taken from npm, and sent to somebody else";
  EXPECT_EQ(decode(post("https://stats.example/c",
                        R"({"e":["1.2",1,0,160,"northmoor","npx2bc","duf7xq",1,0,0,0,"x"],"a":[]})"),
                   kPage)
                .service,
            "");
  const Decoded clarity = decode(
      post(
          "https://k.clarity.ms/collect",
          gzip(
              R"({"e":["0.7.47",3,0,1000,"proj","user1","sess",1,1,0,0,"https://www.police.example/report/rape"],"a":[[1]],"p":[[5,4,"typed"]]})")),
      kPage);
  EXPECT_EQ(clarity.service, "Microsoft Clarity");
  EXPECT_EQ(clarity.kind, "session recorder");
  EXPECT_THAT(lines(clarity), Contains("page address: https://www.police.example/report/rape"));
  EXPECT_THAT(lines(clarity), Contains("cookie id: user1"));
  EXPECT_THAT(clarity.data, Contains(testing::Field(&Datum::category, Category::kRecording)));
  for (const char* host : {"rs.fullstory.com", "o2.mouseflow.com", "r.lr-in.com", "web-writer.eu.smartlook.cloud",
                           "c.contentsquare.net", "in.hotjar.com"})
    EXPECT_EQ(decode(post(std::string("https://") + host + "/x", "{}"), kPage).kind, "session recorder") << host;
  const std::string events = R"([{"type":4,"data":{"href":"https://www.police.example/"},"timestamp":1795341601250}])";
  for (const std::string& body :
       {events, R"({"batch":{"events":)" + events + "}}",
        std::string(R"({"data":"[{\"type\":3,\"data\":{\"source\":5,\"text\":\"x\"},\"timestamp\":1795341601250}]"})")})
    EXPECT_EQ(decode(post("https://www.police.example/own", body, "application/json"), kPage).service,
              "a session recorder (rrweb)")
        << body;
  EXPECT_EQ(decode(post("https://www.police.example/own", R"([{"type":4,"data":"no","timestamp":1795341601250}])",
                        "application/json"),
                   kPage)
                .service,
            "");
}

TEST(AnybodyElse, AddressesTitlesAndMailsAreToldByTheirForm) {
  Exchange one =
      get("https://nobody-knows.example/"
          "p?a=https%3A%2F%2Fwww.police.example%2Freport%2Frape%23x&b=Report+rape&c=a.person%40example.org&email_sha=" +
          kHash + "&d=https%3A%2F%2Felsewhere.example%2F");
  one.headers.push_back({"Referer", "https://www.police.example/report/rape"});
  const Decoded out = decode(one, kPage);
  EXPECT_EQ(out.service, "");
  EXPECT_THAT(lines(out), testing::UnorderedElementsAre("page address: https://www.police.example/report/rape#x",
                                                        "page title: Report rape", "e-mail: a.person@example.org",
                                                        "e-mail: " + kHash + " SHA-256",
                                                        "page address: https://www.police.example/report/rape"));
  Exchange origin_only = get("https://fonts.gstatic.com/s/a.woff2");
  origin_only.headers.push_back({"referer", "https://www.police.example/"});
  EXPECT_THAT(decode(origin_only, kPage).data, IsEmpty());
}

TEST(Bodies, WhatCannotBeReadIsSaid) {
  EXPECT_THAT(
      decode(post("https://t.example/", std::string("\x08\x96\x01\xff\xfe", 5), "application/x-protobuf"), kPage)
          .unread,
      Contains(HasSubstr("no text")));
  EXPECT_THAT(decode(post("https://t.example/", std::string(200, 'k')), kPage).unread,
              Contains(HasSubstr("packed or enciphered")));
  EXPECT_THAT(decode(post("https://t.example/", gzip("{\"a\":1}").substr(0, 15)), kPage).unread,
              Contains(HasSubstr("damaged")));
  for (const auto& [name, packing] : {std::pair("br", Packing::kBrotli), {"zstd", Packing::kZstd}}) {
    Exchange sent = post("https://t.example/", packed("{\"a\":1}", packing));
    sent.headers.push_back({"Content-Encoding", name});
    EXPECT_THAT(decode(sent, kPage).unread, IsEmpty()) << name;
    sent.body.bytes.pop_back();
    EXPECT_THAT(decode(sent, kPage).unread, Contains(HasSubstr("damaged"))) << name;
  }
  EXPECT_THAT(decode(post("https://t.example/", gzip("en=page_view")), kPage).unread, IsEmpty());
  EXPECT_THAT(decode(post("https://t.example/", "a plain sentence"), kPage).unread, IsEmpty());
}

class RealSites : public testing::Test {
 protected:
  // service → what it was told, over the whole archive
  static std::map<std::string, std::vector<std::string>> told(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const Recording recording = read_har({std::istreambuf_iterator<char>(in), {}}, file);
    EXPECT_THAT(recording.unread, IsEmpty());
    std::map<std::string, std::vector<std::string>> out;
    for (const Exchange& exchange : recording.exchanges) {
      const Decoded decoded = decode(exchange, recording.pages.at(exchange.page));
      for (std::string& line : lines(decoded)) out[decoded.service].push_back(std::move(line));
      out[decoded.service];
    }
    return out;
  }
};

TEST_F(RealSites, NewYork) {
  TIPSTAFF_SHARED_DATA(file, "corpus/har/new-york-nystateofhealth.ny.gov.har");
  auto all = told(file);
  EXPECT_THAT(all["Meta Pixel"], Contains("event: PageView"));
  EXPECT_THAT(all["Meta Pixel"], Contains("event: Donate"));
  EXPECT_THAT(all["Meta Pixel"], Contains("page address: https://nystateofhealth.ny.gov"));
  EXPECT_THAT(all["TikTok Pixel"], Contains("event: Pageview"));
  EXPECT_THAT(all["Google Analytics"], Contains("page title: New York State of Health | Health Plan Marketplace for "
                                                "Individual and Small Business Health Insurance"));
  // The sample code's '__INSERT_USER_EMAIL__', hashed: nobody's address.
  EXPECT_THAT(all["Snap Pixel"],
              Contains("other: FFF7b7416ec1f35b8a794c92887c2c62529b2179b6fa911173803c59c0c463ba572"));
  EXPECT_THAT(all["Snap Pixel"], Not(Contains(HasSubstr("e-mail"))));
  EXPECT_THAT(all["Hotjar"], Contains(HasSubstr("recording: ")));  // 19,650 packed bytes: the whole page
  EXPECT_THAT(all["Microsoft Advertising"], Contains("event: pageLoad"));
  EXPECT_THAT(all["Google Tag Manager"], Contains("other: GTM-KHDH7XP"));
  EXPECT_THAT(all["Yahoo Dot"], Contains("page address: https://nystateofhealth.ny.gov/"));
}

struct Site {
  std::string_view file, service, line;
};
TEST_F(RealSites, TheOtherSeven) {
  for (const Site& each :
       {Site{"colorado-connectforhealthco.com", "Meta Pixel", "other: 278166232544171"},
        Site{"colorado-connectforhealthco.com", "TikTok Pixel", "event: Metadata"},
        Site{"colorado-connectforhealthco.com", "Google Analytics", "cookie id: 668205456.1745853750"},
        Site{"georgia-georgiaaccess.gov", "Snap Pixel", "event: PAGE_VIEW"},
        Site{"georgia-georgiaaccess.gov", "Nextdoor Pixel", "page address: https://georgiaaccess.gov/"},
        Site{"georgia-georgiaaccess.gov", "Meta Pixel", "event: PageView"},
        Site{"kentucky-kynect.ky.gov", "Google Analytics", "cookie id: 822611007.1745853778"},
        Site{"minnesota-mnsure.org", "Google Ads", "event: page_view"},
        Site{"vermont-portal.healthconnect.vermont.gov", "Google Analytics", "event: page_view"},
        Site{"virginia-marketplace.virginia.gov", "Meta Pixel",
             "page address: https://www.marketplace.virginia.gov/"}}) {
    TIPSTAFF_SHARED_DATA(file, "corpus/har/" + std::string(each.file) + ".har");
    EXPECT_THAT(told(file)[std::string(each.service)], Contains(std::string(each.line))) << each.file;
  }
  TIPSTAFF_SHARED_DATA(file, "corpus/har/kentucky-kynect.ky.gov.har");
  EXPECT_TRUE(told(file).contains("Crazy Egg"));
  TIPSTAFF_SHARED_DATA(quiet, "corpus/har/washington-dc-dchealthlink.com.har");
  const auto all = told(quiet);
  EXPECT_FALSE(all.contains("Meta Pixel") || all.contains("Google Analytics"));
}

}  // namespace
}  // namespace tipstaff::site
