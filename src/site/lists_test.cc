#include "site/lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "site/domain_name.h"
#include "site/entities.h"
#include "site/suffixes.h"
#include "test_support.h"

namespace tipstaff::site {
namespace {

using test::TemporaryFolder;

void write(const std::filesystem::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

const char* const kCompanies =
    R"([{"name": "Clarity", "company": "Microsoft", "category": "utility", "domains": ["*.clarity.ms"]},
  {"name": "Google Maps", "company": "Google", "category": "utility", "domains": ["maps.example.com"]},
  {"name": "Example", "category": "ad", "domains": ["*.example.com", "one.host.net"]}])";

ListPaths small_lists(const TemporaryFolder& folder) {
  write(folder.path() / "suffixes",
        "// VERSION: 2025-10-24_07-59-11_UTC\ncom\nnet\nuk\nco.uk\nmuseum\n*.ck\n!www.ck\n");
  write(folder.path() / "companies", kCompanies);
  write(folder.path() / "filters",
        "[Adblock Plus]\n! Title: Small\n! Last modified: 3 Feb 2026 10:00 "
        "UTC\n||ads.net^$third-party\nx##y\n@@||ads.net/ok$script\n");
  write(folder.path() / "mine.txt", "! Version: 202512241200\n||example.com/pixel$image,domain=frame.net\n");
  return {folder.path() / "suffixes",
          folder.path() / "companies",
          {folder.path() / "filters"},
          {folder.path() / "mine.txt"}};
}

TEST(Lists, SayWhoReceives) {
  const TemporaryFolder folder;
  const auto lists = Lists::load(small_lists(folder));
  ASSERT_TRUE(lists) << lists.error().text();
  const std::string page = "https://www.force.co.uk/report";
  const Recipient ads = lists->recipient("https://a.ads.net/p?x", Asked::kImage, page, "");
  EXPECT_EQ(ads.host, "a.ads.net");
  EXPECT_EQ(ads.domain, "ads.net");
  EXPECT_FALSE(ads.first_party);
  EXPECT_EQ(ads.rule, "||ads.net^$third-party");
  EXPECT_EQ(ads.company, "");
  EXPECT_EQ(lists->recipient("https://ads.net/ok", Asked::kScript, page, "").rule, "");  // spared
  const Recipient own = lists->recipient("https://cdn.force.co.uk/a.js", Asked::kScript, page, "");
  EXPECT_TRUE(own.first_party);
  EXPECT_EQ(own.rule, "");
  // Of another owner, though both end in co.uk.
  EXPECT_FALSE(lists->recipient("https://other.co.uk/a.js", Asked::kScript, page, "").first_party);
  // The frame's host decides about the rule, the page's about whose it is.
  EXPECT_EQ(lists->recipient("https://ads.net/p", Asked::kImage, page, "https://ads.net/frame").rule, "");
  EXPECT_FALSE(lists->recipient("https://ads.net/p", Asked::kImage, page, "https://ads.net/frame").first_party);
  EXPECT_EQ(lists->recipient("https://example.com/pixel", Asked::kImage, page, "https://frame.net/").rule,
            "||example.com/pixel$image,domain=frame.net");
  EXPECT_EQ(lists->recipient("https://example.com/pixel", Asked::kImage, page, "").rule, "");
  const Recipient address = lists->recipient("https://[2001:db8::1]:9/x", Asked::kImage, "https://[2001:db8::1]/", "");
  EXPECT_EQ(address.domain, "2001:db8::1");
  EXPECT_TRUE(address.first_party);
  EXPECT_FALSE(lists->recipient("https://10.0.0.1/", Asked::kImage, "https://10.1.0.1/", "").first_party);
  EXPECT_FALSE(lists->recipient("data:text/plain,x", Asked::kImage, page, "").first_party);
  EXPECT_FALSE(lists->recipient("https://www.force.co.uk/", Asked::kImage, "about:blank", "").first_party);
}

TEST(Lists, NameCompaniesAndRecorders) {
  const TemporaryFolder folder;
  const auto lists = Lists::load(small_lists(folder));
  ASSERT_TRUE(lists);
  const auto of = [&](const std::string& host) {
    return lists->recipient("https://" + host + "/", Asked::kScript, "https://www.force.co.uk/", "");
  };
  EXPECT_EQ(of("c.clarity.ms").company, "Clarity (Microsoft)");
  EXPECT_EQ(of("c.clarity.ms").kind, "session recorder");
  EXPECT_EQ(of("maps.example.com").company, "Google Maps");
  EXPECT_EQ(of("maps.example.com").kind, "service");
  EXPECT_EQ(of("a.maps.example.com").company, "Example");
  EXPECT_EQ(of("example.com").kind, "advertising");
  EXPECT_EQ(of("one.host.net").company, "Example");
  EXPECT_EQ(of("two.host.net").company, "");
  EXPECT_EQ(of("in.hotjar.com").company, "Hotjar");  // not in that list, a recorder all the same
  EXPECT_EQ(of("nothotjar.com").kind, "");
}

TEST(Lists, SayWhatTheyAreAndHowOld) {
  const TemporaryFolder folder;
  const auto lists = Lists::load(small_lists(folder));
  ASSERT_TRUE(lists);
  using namespace std::chrono;
  ASSERT_EQ(lists->used().size(), 4U);
  const ListUsed& suffixes = lists->used()[0];
  EXPECT_EQ(suffixes.name, "Public Suffix List");
  EXPECT_EQ(suffixes.date, sys_days{2025y / 10 / 24});
  EXPECT_EQ(suffixes.rules, 7U);
  EXPECT_EQ(lists->used()[1].rules, 3U);
  EXPECT_EQ(lists->used()[2].name, "Small");
  EXPECT_EQ(lists->used()[2].date, sys_days{2026y / 2 / 3});
  EXPECT_EQ(lists->used()[2].rules, 2U);
  EXPECT_THAT(lists->used()[2].skipped,
              testing::ElementsAre(testing::Pair("hides a part of a page, or runs a script in it", 1)));
  EXPECT_EQ(lists->used()[3].name, "mine.txt");
  EXPECT_EQ(lists->used()[3].date, sys_days{2025y / 12 / 24});
  const auto warnings = lists->warnings(sys_days{2026y / 6 / 23});
  EXPECT_THAT(warnings, testing::UnorderedElementsAre(
                            "Public Suffix List is of 2025-10-24, 242 days old: who began since is not in it.",
                            "mine.txt is of 2025-12-24, 181 days old: who began since is not in it."));
}

TEST(Lists, RefuseWhatIsNoList) {
  const TemporaryFolder folder;
  const ListPaths good = small_lists(folder);
  write(folder.path() / "empty", "! nothing\n");
  write(folder.path() / "page", "<html><p>Not found</p></html>\n");
  const auto refused = [&](auto change) {
    ListPaths paths = good;
    change(paths);
    const auto lists = Lists::load(paths);
    return lists ? Code{} : lists.error().code();
  };
  EXPECT_EQ(refused([&](ListPaths& paths) { paths.suffixes = folder.path() / "empty2"; }), Code::kNotFound);
  EXPECT_EQ(refused([&](ListPaths& paths) {
              write(folder.path() / "none", "// none\n"), paths.suffixes = folder.path() / "none";
            }),
            Code::kInvalid);
  EXPECT_EQ(refused([&](ListPaths& paths) { paths.entities = folder.path() / "page"; }), Code::kInvalid);
  EXPECT_EQ(refused([&](ListPaths& paths) { paths.filters = {folder.path() / "empty"}; }), Code::kInvalid);
  EXPECT_EQ(refused([&](ListPaths& paths) { paths.more_filters = {folder.path() / "absent"}; }), Code::kNotFound);
}

TEST(Lists, AsDebianAndNpmBringThem) {
  const auto lists = Lists::load();
  ASSERT_TRUE(lists) << lists.error().text();
  const auto at = [&](const std::string& url, Asked asked) {
    return lists->recipient(url, asked, "https://www.met.police.uk/ro/report/", "");
  };
  EXPECT_EQ(lists->registrable("www.met.police.uk"), "met.police.uk");
  EXPECT_FALSE(at("https://www.northmoor.police.uk/", Asked::kImage).first_party);
  EXPECT_NE(at("https://www.facebook.com/tr/?id=1&ev=PageView", Asked::kImage).rule, "");
  EXPECT_NE(at("https://www.google-analytics.com/g/collect?v=2", Asked::kBeacon).rule, "");
  EXPECT_EQ(at("https://fonts.gstatic.com/s/a.woff2", Asked::kFont).rule, "");
  const bool has_companies = !built_in_entities().json.empty();
  const char* ci = std::getenv("CI");
  EXPECT_TRUE(has_companies || ci == nullptr || std::string(ci) != "true") << "npm ci in lists/ was not run";
  EXPECT_EQ(at("https://www.facebook.com/tr/", Asked::kImage).company, has_companies ? "Facebook" : "");
  EXPECT_EQ(lists->warnings(std::chrono::sys_days{}).size(), has_companies ? 0U : 1U);
}

TEST(Suffixes, FollowTheListsOwnTests) {
  const std::filesystem::path cases = "/usr/share/doc/publicsuffix/examples/test_psl.txt",
                              list = "/usr/share/publicsuffix/effective_tld_names.dat";
  if (!std::filesystem::exists(cases)) GTEST_SKIP() << "Debian's publicsuffix was installed without its documentation";
  const Suffixes suffixes(whole(list));
  EXPECT_GT(suffixes.rules(), 9000U);
  static const std::regex kCase(R"(^checkPublicSuffix\('([^']+)', (?:null|'([^']+)')\);)");
  std::istringstream lines(whole(cases));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (!std::regex_search(line, found, kCase)) continue;
    EXPECT_EQ(suffixes.registrable(ascii_host(found[1].str())), ascii_host(found[2].str())) << line;
    ++count;
  }
  EXPECT_GT(count, 70U);
}

TEST(Suffixes, WildcardsExceptionsAndAddresses) {
  const Suffixes suffixes("com\n*.ck\n!www.ck\nb.test.com // a remark\n公司.cn\n");
  EXPECT_EQ(suffixes.registrable("a.b.test.ck"), "b.test.ck");
  EXPECT_EQ(suffixes.registrable("test.ck"), "");
  EXPECT_EQ(suffixes.registrable("a.www.ck"), "www.ck");
  EXPECT_EQ(suffixes.registrable("a.b.test.com"), "a.b.test.com");
  EXPECT_EQ(suffixes.registrable("a.c.test.com"), "test.com");
  EXPECT_EQ(suffixes.registrable("a.xn--55qx5d.cn"), "a.xn--55qx5d.cn");
  EXPECT_EQ(suffixes.registrable("a.unlisted"), "a.unlisted");
  EXPECT_EQ(suffixes.registrable("localhost"), "");
  EXPECT_EQ(suffixes.registrable("10.0.0.1"), "");
  EXPECT_EQ(suffixes.registrable("::1"), "");
  EXPECT_EQ(suffixes.registrable("a..com"), "");
}

}  // namespace
}  // namespace tipstaff::site
