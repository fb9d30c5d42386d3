// Sitemaps of each kind, those that are none, and bombs.
#include "site/sitemap.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "site/site_child.h"
#include "site/test_packing.h"

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kMap = R"(<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://www.police.example/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod><image:image><image:loc>https://cdn.example/i.png</image:loc></image:image></url>
<url><loc>https://www.police.example/b</loc></url></urlset>)";

std::string packed(std::string_view text) { return packed(text, Packing::kGzip); }

TEST(Sitemaps, EachKindIsRead) {
  for (const std::string& file : {std::string(kMap), packed(kMap), "\xef\xbb\xbf" + std::string(kMap)}) {
    const Sitemap map = read_sitemap(file);
    EXPECT_THAT(map.pages, ElementsAre("https://www.police.example/a?x=1&y=2", "https://www.police.example/b"));
    EXPECT_EQ(map.wrong, "");
  }
  const Sitemap index =
      read_sitemap("<sitemapindex><sitemap><loc>https://www.police.example/one.xml.gz</loc></sitemap></sitemapindex>");
  EXPECT_THAT(index.sitemaps, ElementsAre("https://www.police.example/one.xml.gz"));
  EXPECT_THAT(index.pages, IsEmpty());
  EXPECT_THAT(read_sitemap("https://www.police.example/a\r\nno address\nhttps://www.police.example/b").pages,
              ElementsAre("https://www.police.example/a", "https://www.police.example/b"));
}

TEST(Sitemaps, WhatIsNoneOrABombIsSaid) {
  EXPECT_THAT(read_sitemap("<html><url><loc>https://a.example/</loc></url></html>").wrong, HasSubstr("no sitemap"));
  EXPECT_THAT(read_sitemap("Not found").wrong, HasSubstr("no sitemap"));
  EXPECT_THAT(read_sitemap("").wrong, HasSubstr("no sitemap"));
  EXPECT_THAT(read_sitemap(kMap.substr(0, kMap.size() - 5)).wrong, HasSubstr("damaged"));
  EXPECT_THAT(read_sitemap("<!DOCTYPE urlset [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
                           "\"&a;&a;&a;&a;\">]><urlset><url><loc>https://a.example/&b;</loc></url></urlset>")
                  .wrong,
              HasSubstr("document type"));
  EXPECT_THAT(read_sitemap(packed(std::string(kLargestSitemap + 1, ' '))).wrong, HasSubstr("more than 50 MiB"));
  const std::string gz = packed(kMap);
  EXPECT_THAT(read_sitemap(std::string_view(gz).substr(0, gz.size() / 2)).wrong, HasSubstr("damaged"));
  std::string many = "<urlset>";
  for (std::size_t i = 0; i <= kMostAddresses; ++i)
    many += "<url><loc>https://a.example/" + std::to_string(i) + "</loc></url>";
  const Sitemap large = read_sitemap(many + "</urlset>");
  EXPECT_EQ(large.pages.size(), kMostAddresses);
  EXPECT_THAT(large.wrong, HasSubstr("more than 50000"));
  EXPECT_THAT(
      read_sitemap("<urlset><url><loc>https://a.example/" + std::string(kLongestAddress, 'a') + "</loc></url></urlset>")
          .pages,
      IsEmpty());
}

TEST(Sitemaps, InTheChildTheSameIsRead) {
  SafeReader reader;
  const auto map = reader.read_sitemap(as_bytes(packed(kMap)));
  ASSERT_TRUE(map) << map.error().text();
  EXPECT_EQ(map->pages, read_sitemap(kMap).pages);
  const auto bomb = reader.read_sitemap(as_bytes(packed(std::string(kLargestSitemap + 1, ' '))));
  ASSERT_TRUE(bomb);
  EXPECT_THAT(bomb->wrong, HasSubstr("more than 50 MiB"));
}

RC_GTEST_PROP(Sitemaps, AnyBytesAreReadOrSaidToBeWrong, (const std::string& noise, std::uint16_t at)) {
  (void)read_sitemap(noise);
  std::string map(kMap);
  map.replace(at % map.size(), noise.size(), noise);
  (void)read_sitemap(map);
}

}  // namespace
}  // namespace tipstaff::site
