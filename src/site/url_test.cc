#include "site/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Url, IsTakenApart) {
  const std::string text = "HTTPS://user:word@WWW.Example.Org.:8443/a/b?x=1?y=2#part?3";
  const auto url = parse_url(text);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "www.example.org");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/a/b");
  EXPECT_EQ(url->query, "x=1?y=2");
  EXPECT_EQ(url->fragment, "part?3");
}

TEST(Url, WhatBrowsersSendIsTakenAsItIs) {
  EXPECT_EQ(parse_url("http:/\\one.example\\a")->host, "one.example");
  EXPECT_EQ(parse_url("wss://[2001:db8::1]:9/x")->host, "2001:db8::1");
  EXPECT_EQ(parse_url("https://one.example?q=a b|c")->query, "q=a b|c");
  EXPECT_EQ(parse_url("https://a@b@one.example/")->host, "one.example");
}

TEST(Url, OthersAreNone) {
  for (const std::string_view text : {"", "data:text/plain,x", "blob:https://one.example/x", "about:blank", "https:",
                                      "https://", "https:///", "http:one.example", "https://[::1", "one.example/path"})
    EXPECT_FALSE(parse_url(text)) << text;
}

TEST(Parameters, AreDecodedOnceAndStayInOrder) {
  EXPECT_THAT(parameters("a=1&b=x%20y+z&a=%2541&=v&flag&&last="),
              ElementsAre(Pair("a", "1"), Pair("b", "x y z"), Pair("a", "%41"), Pair("", "v"), Pair("flag", ""),
                          Pair("last", "")));
  EXPECT_THAT(parameters(""), IsEmpty());
}

TEST(Percent, HalfAnEscapeStays) {
  EXPECT_EQ(percent_decoded("100%", false), "100%");
  EXPECT_EQ(percent_decoded("%4", false), "%4");
  EXPECT_EQ(percent_decoded("%zz%4a+", false), "%zzJ+");
  EXPECT_EQ(percent_decoded("%C3%A9", true), "é");
}

}  // namespace
}  // namespace tipstaff::site
