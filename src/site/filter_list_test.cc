#include "site/filter_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "site/lists.h"
#include "site/suffixes.h"
#include "site/test_naive_filter.h"
#include "site/url.h"
#include "test_support.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

struct TypeName {
  std::string name;
  Asked asked;
};
const std::vector<TypeName> kTypes{
    {"document", Asked::kDocument}, {"subdocument", Asked::kFrame},    {"script", Asked::kScript},
    {"stylesheet", Asked::kStyle},  {"image", Asked::kImage},          {"font", Asked::kFont},
    {"media", Asked::kMedia},       {"xmlhttprequest", Asked::kFetch}, {"ping", Asked::kBeacon},
    {"websocket", Asked::kSocket},  {"other", Asked::kOther}};

Asked type_of(const std::string& name) {
  if (name == "xhr" || name == "fetch") return Asked::kFetch;
  for (const TypeName& type : kTypes) {
    if (type.name == name) return type.asked;
  }
  throw std::invalid_argument(name);
}

FilterList list_of(std::string_view text, std::vector<FilterTally>* tallies = nullptr) {
  return FilterList(std::span(&text, 1), tallies);
}

std::string whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

// A few rules of the Public Suffix List are enough for documents in tests.
const Suffixes& suffixes() {
  static const Suffixes made("com\nuk\nco.uk\nde\norg\n");
  return made;
}

struct Page {
  std::string host, domain;
  explicit Page(std::string_view url) {
    if (const auto parsed = parse_url(url)) host = parsed->host;
    domain = suffixes().registrable(host);
  }
};

bool third(std::string_view url, const Page& page) {
  const Page asked(url);
  return page.host.empty() || (asked.domain.empty() ? asked.host != page.host : asked.domain != page.domain);
}

bool named(std::string_view rules, std::string_view url, Asked asked = Asked::kScript,
           std::string_view document = "https://page.example/") {
  const Page page(document);
  return list_of(rules).match({url, asked, third(url, page), page.host, page.domain}).named();
}

TEST(FilterList, MatchesTheVectorsOfAnotherMatcher) {
  TIPSTAFF_SHARED_DATA(path, "vectors/filters/matching.json");
  std::size_t count = 0, exempt = 0;
  const json::value cases = json::parse(whole(path));
  for (const json::value& each : cases.as_array()) {
    const auto text = [&](const char* name) { return std::string(each.at(name).as_string()); };
    const Page page(text("sourceUrl"));
    const std::string url = text("url");
    for (const json::value& written : each.at("filters").as_array()) {
      const std::string rule(written.as_string());
      // An exception is heard of only where something would have named the request.
      const bool spares = rule.starts_with("@@");
      // Two rules of that matcher name WebSockets by “|ws://” and match “https://” too. Here, as in Adblock Plus, an
      // anchor is an anchor.
      if (rule.starts_with("|ws://") && url == "https://") {
        ++exempt;
        continue;
      }
      const FilterList list = list_of(spares ? rule + "\n|http$all" : rule);
      const FilterMatch match = list.match({url, type_of(text("type")), third(url, page), page.host, page.domain});
      EXPECT_EQ(spares ? match.exception : match.rule, rule)
          << url << " as " << text("type") << " from " << text("sourceUrl");
      ++count;
    }
  }
  EXPECT_EQ(count, 4702U);
  EXPECT_EQ(exempt, 2U);
}

struct Case {
  std::string rule, url;
  bool matches;
};

TEST(FilterList, PatternsMeanWhatTheirDescriptionSays) {
  const std::vector<Case> cases{
      {"||ads.example^", "https://ads.example/x", true},
      {"||ads.example^", "https://a.ads.example", true},
      {"||ads.example^", "https://ads.example:8443/", true},
      {"||ads.example^", "https://ads.example?x", true},
      {"||ads.example^", "https://name:word@ads.example/", true},
      {"||ads.example^", "https://ads.example.org/", false},
      {"||ads.example^", "https://bads.example/", false},
      {"||ads.example^", "https://one.example/?u=ads.example/", false},
      {"||ads.example^", "https://ads.example@one.example/", false},
      {"||ads.exam", "https://ads.example/", true},
      {"||example/track", "https://ads.example/tracker", true},
      {"||ads.*/x", "https://ads.example/y/x", true},
      {"||ads.example|", "https://ads.example", true},
      {"||ads.example|", "https://ads.example/", false},
      {"||example:8443^", "https://ads.example:8443/x", true},
      {"||bücher.example^", "https://xn--bcher-kva.example/", true},
      {"|https://ads", "https://ads.example/", true},
      {"|https://ads", "http://one.example/?https://ads", false},
      {".gif|", "https://one.example/a.gif", true},
      {".gif|", "https://one.example/a.gif?x", false},
      {".gif|", "https://one.example/a.gif#x", true},
      {"/track^", "https://one.example/track", true},
      {"/track^", "https://one.example/track?x", true},
      {"/track^", "https://one.example/track.js", false},
      {"/track^", "https://one.example/track-it", false},
      {"/track^", "https://one.example/track%20", false},
      {"/track^^", "https://one.example/track", true},
      {"^id=*&v=1^", "https://one.example/?id=7&v=1", true},
      {"^id=*&v=1^", "https://one.example/?id=7&v=12", false},
      {"a*b*c|", "https://one.example/abcbc", true},
      {"/TRACK/x", "https://one.example/track/X", true},
      {"/TRACK/x$match-case", "https://one.example/track/X", false},
      {"/TRACK/x$match-case", "https://one.example/TRACK/x", true},
      {"/^https:\\/\\/[a-z]{3}\\.example\\//", "https://ads.example/", true},
      {"/^https:\\/\\/[a-z]{3}\\.example\\//", "https://adss.example/", false},
      {"/track\\d+/", "https://one.example/TRACK12", true},
      {"/track(?!er)/", "https://one.example/tracker", false},
      {"/tracke?r/", "https://one.example/trackr", true},
      {"/a|b\\/c/", "https://one.x/b/c", true},
      {"/banner/*/img^", "https://one.example/banner/foo/img", true},
      {"/banner/*/img^", "https://one.example/banner/img", false},
      {"*$domain=page.example", "https://one.example/", true},
      {"/x$domain=other.example", "https://one.example/x", false},
      {"/cost=$5", "https://one.example/cost=$5", false},  // reads as an option that nobody knows
      {"/cost=$5.00/x", "https://one.example/cost=$5.00/x", true},
  };
  for (const Case& each : cases) EXPECT_EQ(named(each.rule, each.url), each.matches) << each.rule << " on " << each.url;
}

TEST(FilterList, TypesAreKeptApart) {
  for (const TypeName& rule : kTypes) {
    for (const TypeName& request : kTypes) {
      EXPECT_EQ(named("||ads.example^$" + rule.name, "https://ads.example/", request.asked),
                rule.asked == request.asked)
          << rule.name << ' ' << request.name;
      const bool usual = request.asked != Asked::kDocument;
      EXPECT_EQ(named("||ads.example^$~" + rule.name, "https://ads.example/", request.asked),
                usual && rule.asked != request.asked)
          << rule.name << ' ' << request.name;
    }
  }
  EXPECT_FALSE(named("||ads.example^", "https://ads.example/", Asked::kDocument));
  EXPECT_TRUE(named("||ads.example^$all", "https://ads.example/", Asked::kDocument));
  EXPECT_TRUE(named("||ads.example^$script,image", "https://ads.example/", Asked::kImage));
  EXPECT_TRUE(named("||ads.example^$popup,script", "https://ads.example/"));
}

TEST(FilterList, PartyAndHostsDecide) {
  const std::string url = "https://cdn.ads.co.uk/x";
  const auto from = [&](std::string_view rule, std::string_view document) {
    return named(rule, url, Asked::kScript, document);
  };
  EXPECT_TRUE(from("/x$third-party", "https://page.co.uk/"));
  EXPECT_FALSE(from("/x$third-party", "https://www.ads.co.uk/"));
  EXPECT_TRUE(from("/x$~third-party", "https://www.ads.co.uk/"));
  EXPECT_TRUE(from("/x$1p", "https://www.ads.co.uk/"));
  EXPECT_FALSE(from("/x$first-party", "https://page.co.uk/"));
  EXPECT_TRUE(from("/x$domain=page.co.uk", "https://a.page.co.uk/"));
  EXPECT_FALSE(from("/x$domain=page.co.uk", "https://apage.co.uk/"));
  EXPECT_FALSE(from("/x$domain=page.co.uk|~a.page.co.uk", "https://b.a.page.co.uk/"));
  EXPECT_TRUE(from("/x$domain=~page.co.uk|a.page.co.uk", "https://b.a.page.co.uk/"));
  EXPECT_TRUE(from("/x$domain=~page.co.uk", "https://one.de/"));
  EXPECT_TRUE(from("/x$from=page.*", "https://a.page.co.uk/"));
  EXPECT_FALSE(from("/x$from=page.*", "https://page.a.de/"));
  EXPECT_FALSE(from("/x$domain=PAGE.co.uk|~one.de", "https://one.de/"));
  EXPECT_FALSE(from("*$denyallow=ads.co.uk,domain=one.de", "https://one.de/"));
  EXPECT_TRUE(from("*$denyallow=ads.de,domain=one.de", "https://one.de/"));
  EXPECT_TRUE(from("/x$to=ads.co.uk", "https://one.de/"));
  EXPECT_FALSE(from("/x$to=ads.de", "https://one.de/"));
  EXPECT_FALSE(from("/x$domain=one.de", ""));
}

TEST(FilterList, ExceptionsImportanceAndBadfilter) {
  const std::string url = "https://ads.example/ok.js";
  EXPECT_FALSE(named("||ads.example^\n@@||ads.example/ok^\n@@||ads.example/ok.js", url));
  EXPECT_TRUE(named("||ads.example^\n@@||ads.example/ok.js$image", url));
  EXPECT_TRUE(named("/nothing\n||ads.example^\n||ads.example^$important\n@@||ads.example/ok.js", url));
  EXPECT_FALSE(named("||ads.example^$script,third-party\n||ads.example^$third-party,badfilter,script", url));
  EXPECT_TRUE(named("||ads.example^$script\n||ads.example^$badfilter", url));
  EXPECT_TRUE(named("||ads.example^\n@@||ads.example^\n@@||ads.example^$badfilter", url));
  const std::string_view texts[]{"||ads.example^\n||more.example^", "@@/ok.js$script", "||more.example^$badfilter"};
  const FilterList several(texts);  // read as one
  const FilterMatch match = several.match({url, Asked::kScript, true, "page.example", "page.example"});
  EXPECT_EQ(match.rule, "||ads.example^");
  EXPECT_EQ(match.exception, "@@/ok.js$script");
  EXPECT_EQ(several.match({"https://more.example/", Asked::kScript, true, {}, {}}).rule, "");
}

TEST(FilterList, WhatIsNotMatchedIsCountedWithItsReason) {
  std::vector<FilterTally> tallies;
  const std::string_view text =
      "[Adblock Plus 2.0]\n! a comment\n\n||a.example^$csp=script-src "
      "'self'\n||b.example^$removeparam=id\nexample.com##.ad\n"
      "example.com#@#.ad\nexample.com#?#.ad\n##+js(set, a, "
      "1)\n||c.example^$redirect=noop.js,script\n||d.example^$someday\n"
      "||e.example^$popup\n@@||f.example^$document\n||g.example^$generichide\n0.0.0.0 h.example\n*\n/[/\n"
      "||i.example^$method=post\n||j.example^\n||j.example^$badfilter\n||k.example^$domain=/k/\n!#if "
      "env_firefox\n||l.example^\r\n!#endif\n  ||m.example^  \n";
  const FilterList list = list_of(text, &tallies);
  ASSERT_EQ(tallies.size(), 1U);
  EXPECT_EQ(tallies[0].rules, 3U);  // c, l, m
  EXPECT_THAT(
      tallies[0].skipped,
      testing::UnorderedElementsAre(
          testing::Pair("changes an answer or a request instead of blocking it", 2),
          testing::Pair("hides a part of a page, or runs a script in it", 4),
          testing::Pair("an option that is not known", 1), testing::Pair("is about something other than requests", 1),
          testing::Pair("holds for whole pages", 2), testing::Pair("has a blank inside", 1),
          testing::Pair("matches everything", 1), testing::Pair("is a regular expression that cannot be read", 1),
          testing::Pair("depends on something that is not looked at", 1),
          testing::Pair("is taken back by another (badfilter)", 1), testing::Pair("a regular expression for hosts", 1),
          testing::Pair("is a condition; what it encloses is taken", 1)));
  EXPECT_THAT(tallies[0].reduced, testing::ElementsAre(testing::Pair("the redirection is not carried out", 1)));
  EXPECT_EQ(list.match({"https://l.example/", Asked::kImage, true, {}, {}}).rule, "||l.example^");
  EXPECT_EQ(list.match({"https://m.example/", Asked::kImage, true, {}, {}}).rule, "||m.example^");
}

TEST(FilterList, ARegularExpressionThatNeverEndsIsStopped) {
  const std::string url = "https://one.example/" + std::string(5000, 'a') + "!";
  EXPECT_TRUE(named("/(a+)+[bc]$/", url));
  EXPECT_TRUE(named("/(a|aa)*[bc]$/", url));
  EXPECT_TRUE(named("|https\n@@/(a+)+[bc]$/", url));
  EXPECT_FALSE(named("/(a+)+[bc]$/", "https://one.example/aa!"));
}

// Words that meet often, so that rules match often, with everything that separates and joins them.
rc::Gen<std::string> some_text(const std::vector<std::string>& words, int most) {
  return rc::gen::map(rc::gen::resize(most, rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words))),
                      [](const std::vector<std::string>& chosen) {
                        std::string text;
                        for (const std::string& word : chosen) text += word;
                        return text;
                      });
}
const std::vector<std::string> kUrlWords{"a", "a", "b", "b", "ad", "ad", "track", "1", ".", ".",   ".",
                                         "/", "/", "/", "?", "=",  "&",  "-",     "_", "%", "%2f", "!",
                                         ":", "@", "A", "é", ",",  "$",  "\\",    "[", "]"};
const std::vector<std::string> kRuleWords{"a", "a", "b", "b", "ad", "ad", "track", "1",   ".", ".", "/",
                                          "/", "?", "=", "&", "-",  "_",  "%",     "%2f", "^", "^", "^",
                                          "*", "*", "*", "A", "é",  "!",  ":",     "@",   "|"};
const std::vector<std::string> kOptions{"",
                                        "",
                                        "$script",
                                        "$~script",
                                        "$third-party",
                                        "$~third-party",
                                        "$domain=p.com",
                                        "$domain=~p.com|q.com",
                                        "$domain=p.*|~a.p.com",
                                        "$match-case",
                                        "$image,third-party",
                                        "$all",
                                        "$xhr,domain=a.p.com"};
const std::vector<std::string> kPages{"https://p.com/",   "https://a.p.com/",  "https://q.com/",
                                      "https://p.co.uk/", "https://10.0.0.1/", ""};

RC_GTEST_PROP(FilterList, AgreesWithTheNaiveMatcher, ()) {
  std::vector<std::string> rules;
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    const std::string start =
        *rc::gen::elementOf(std::vector<std::string>{"", "", "|", "||", "|https://", "||a.", "||b^"});
    const std::string end = *rc::gen::elementOf(std::vector<std::string>{"", "", "|", "^"});
    std::string pattern = start + *some_text(kRuleWords, 4) + end;
    const bool spares = *rc::gen::inRange(0, 5) == 0;
    // What is no rule, or a regular expression by accident, is for other tests.
    if (pattern.find_first_not_of("*|^!@/ ") == std::string::npos || pattern[0] == '!' || pattern[0] == '@' ||
        (pattern[0] == '/' && pattern.back() == '/'))
      continue;
    if (pattern.starts_with("||") && pattern.find("é") != std::string::npos) continue;  // is turned into punycode
    rules.push_back((spares ? "@@" : "") + pattern + *rc::gen::elementOf(kOptions));
  }
  std::string text;
  std::vector<naive::Rule> slow;
  for (const std::string& rule : rules) {
    text += rule + "\n";
    slow.emplace_back(rule);
  }
  const FilterList list = list_of(text);
  for (int i = 0; i < 60; ++i) {
    const std::string url =
        *rc::gen::elementOf(std::vector<std::string>{"https://", "http://", "wss://", "https:\\\\"}) +
        *rc::gen::elementOf(std::vector<std::string>{"a.b.com", "b", "ad.p.com", "a.track", "x:1@b", "[::1]", "a!b"}) +
        *some_text(kUrlWords, 16);
    const TypeName type = *rc::gen::elementOf(kTypes);
    const Page page(*rc::gen::elementOf(kPages));
    const bool is_third = *rc::gen::arbitrary<bool>();
    const naive::Asked asked{url, type.name, page.host, page.domain, is_third};
    bool blocked = false, spared = false;
    for (const naive::Rule& rule : slow) {
      if (rule.matches(asked)) (rule.spares ? spared : blocked) = true;
    }
    const FilterMatch match = list.match({url, type.asked, is_third, page.host, page.domain});
    RC_LOG() << text << url << " as " << type.name << " from " << page.host << ": “" << match.rule << "”, “"
             << match.exception << "”\n";
    const bool rule_told = !match.rule.empty(), exception_told = !match.exception.empty();
    RC_ASSERT(rule_told == blocked);
    RC_ASSERT(exception_told == (blocked && spared));
    RC_CLASSIFY(blocked, "named");
    const bool told_truly = match.rule.empty() || naive::Rule(std::string(match.rule)).matches(asked);
    RC_ASSERT(told_truly);
  }
}

struct Recorded {
  std::string url, page;
  TypeName type;
};

// Every request of the recordings, in their order.
std::vector<Recorded> recorded(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder)) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<Recorded> out;
  for (const auto& file : files) {
    const json::value har = json::parse(whole(file));
    const json::array& entries = har.at("log").at("entries").as_array();
    const std::string page(entries.at(0).at("request").at("url").as_string());
    for (const json::value& entry : entries) {
      const json::value* type = entry.as_object().if_contains("_resourceType");
      const std::string name = type == nullptr ? "other" : std::string(type->as_string());
      const auto known =
          std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& each) { return each.name == name; });
      out.push_back({std::string(entry.at("request").at("url").as_string()), page,
                     known == kTypes.end() ? kTypes.back() : *known});
    }
  }
  return out;
}

TEST(FilterList, AgreesWithTheNaiveMatcherOnEasyPrivacyAndRealRequests) {
  TIPSTAFF_SHARED_DATA(folder, "corpus/har");
  const auto lists = Lists::load();
  ASSERT_TRUE(lists) << lists.error().text();
  const ListUsed& easyprivacy = lists->used().back();
  ASSERT_EQ(easyprivacy.name, "EasyPrivacy");
  EXPECT_GT(easyprivacy.rules, 50'000U);
  const std::string text = whole(easyprivacy.path);
  const FilterList list = list_of(text);
  std::vector<naive::Rule> rules;
  for (const std::string& line : naive::parts(text, '\n')) {
    const bool plain = !line.empty() && line[0] != '!' && line[0] != '[' && line.find("##") == std::string::npos &&
                       line.find("#@#") == std::string::npos;
    if (plain && line.find("badfilter") == std::string::npos && line.find("method=") == std::string::npos)
      rules.emplace_back(line);
  }
  const std::vector<Recorded> requests = recorded(folder);
  ASSERT_GT(requests.size(), 500U);
  std::size_t named_count = 0, compared = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Page page(requests[i].page);
    const bool is_third = third(requests[i].url, page);
    const naive::Asked asked{requests[i].url, requests[i].type.name, page.host, page.domain, is_third};
    const FilterMatch match = list.match({requests[i].url, requests[i].type.asked, is_third, page.host, page.domain});
    named_count += match.named() ? 1 : 0;
    EXPECT_TRUE(match.rule.empty() || naive::Rule(std::string(match.rule)).matches(asked))
        << match.rule << " on " << requests[i].url;
    if (i % (requests.size() / 60) != 0) continue;  // every rule of the list, one by one: for a part of the requests
    bool blocked = false, spared = false;
    for (const naive::Rule& rule : rules) {
      if (!(rule.spares ? spared : blocked) && rule.matches(asked)) (rule.spares ? spared : blocked) = true;
    }
    EXPECT_EQ(!match.rule.empty(), blocked) << requests[i].url;
    EXPECT_EQ(match.named(), blocked && !spared) << requests[i].url;
    ++compared;
  }
  EXPECT_GE(compared, 60U);
  EXPECT_GT(named_count, requests.size() / 20);
}

}  // namespace
}  // namespace tipstaff::site
