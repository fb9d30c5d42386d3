// The policy: what it can say, what it refuses, and how pages and words are judged with it and without.
#include "site/policy.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "site/vocabulary.h"

namespace tipstaff::site {
namespace {

using testing::HasSubstr;

constexpr std::string_view kWhole = R"(tipstaff site policy: 1
title: Northmoor Constabulary
pages:
  - path: /report/news/**
    is: ordinary
  - path: /report/**
    is: crime reporting
  - path: /join/*
    is: recruitment
    host: careers.northmoor.example
words:
  - {word: Operation Larch, is: crime reporting}
allow:
  - to: Google
    data: [page address, page title, cookie id]
    on: [ordinary, recruitment]
    because: contract 2026-114
  - {to: facebook.com, data: everything, on: recruitment, because: the spring campaign}
)";

Policy parsed(std::string_view text) {
  auto out = parse_policy(text);
  EXPECT_TRUE(out) << out.error().text();
  return out ? *out : Policy{};
}
std::string refused(std::string_view text) {
  const auto out = parse_policy(text);
  EXPECT_FALSE(out);
  return out ? "" : out.error().text();
}
About about(const Policy& policy, std::string_view url, std::string_view title = "") {
  return sense_of(policy, url, title).about;
}

TEST(SitePolicy, PagesAreWhatTheFirstPatternSays) {
  const Policy policy = parsed(kWhole);
  EXPECT_EQ(policy.title, "Northmoor Constabulary");
  EXPECT_EQ(about(policy, "https://northmoor.example/report/lost-property"), About::kCrime);
  EXPECT_EQ(about(policy, "https://northmoor.example/Report/a/b"), About::kCrime);
  EXPECT_EQ(about(policy, "https://northmoor.example/report/news/rape-trial"), About::kOrdinary);
  EXPECT_EQ(about(policy, "https://careers.northmoor.example/join/now"), About::kRecruitment);
  EXPECT_EQ(about(policy, "https://careers.northmoor.example/join/now/victim"), About::kVictims);
  EXPECT_EQ(about(policy, "https://northmoor.example/join/now"), About::kOrdinary);
  EXPECT_EQ(about(policy, "https://northmoor.example/x", "Operation Larch: tell us"), About::kCrime);
}

struct Judged {
  std::string_view url, title;
  About about;
};
TEST(SitePolicy, WithoutOneTheWordsOfThePageTell) {
  const Policy policy = policy_builtin();
  for (const Judged& each :
       {Judged{"https://p.example/ro/report/rsa/alpha-v1/advice/rape-sexual-assault/", "", About::kCrime},
        Judged{"https://p.example/x?type=sexual%20assault", "", About::kCrime},
        Judged{"https://p.example/reportRape", "", About::kCrime},
        Judged{"https://p.example/help", "Support for victims of crime", About::kVictims},
        Judged{"https://p.example/mental_health", "", About::kHealth},
        Judged{"https://p.example/careers/police-officer", "", About::kRecruitment},
        Judged{"https://p.example/careers/rape-investigator", "", About::kCrime},
        Judged{"https://p.example/grapes/drapes/jobless", "Skyscraper", About::kOrdinary},
        Judged{"https://victims.example/contact", "", About::kOrdinary},
        Judged{"https://p.example/", "Home", About::kOrdinary}})
    EXPECT_EQ(about(policy, each.url, each.title), each.about) << each.url << ' ' << each.title;
  EXPECT_THAT(sense_of(policy, "https://p.example/report/rape", "").why, HasSubstr("‘rape’"));
  EXPECT_EQ(sensitive_word(policy, "Report a burglary"), "burglary");
  EXPECT_EQ(sensitive_word(policy, "https://p.example/burglaries?x=stalking"), "stalking");
  EXPECT_EQ(sensitive_word(policy, "Apply for this job"), "");
}

TEST(SitePolicy, AllowancesAreForARecipientItsDataAndPages) {
  const Policy policy = parsed(kWhole);
  const Recipient analytics{.host = "www.google-analytics.com",
                            .domain = "google-analytics.com",
                            .company = "Google",
                            .kind = "analytics",
                            .first_party = false,
                            .rule = ""};
  ASSERT_NE(allowance(policy, analytics, "Google Analytics", Category::kPageTitle, About::kOrdinary), nullptr);
  EXPECT_EQ(allowance(policy, analytics, "", Category::kPageTitle, About::kOrdinary)->because, "contract 2026-114");
  EXPECT_EQ(allowance(policy, analytics, "", Category::kPageTitle, About::kCrime), nullptr);
  EXPECT_EQ(allowance(policy, analytics, "", Category::kEmail, About::kOrdinary), nullptr);
  const Recipient meta{.host = "www.facebook.com",
                       .domain = "facebook.com",
                       .company = "",
                       .kind = "",
                       .first_party = false,
                       .rule = ""};
  EXPECT_NE(allowance(policy, meta, "", Category::kRecording, About::kRecruitment), nullptr);
  EXPECT_EQ(allowance(policy, meta, "", Category::kPageAddress, About::kOrdinary), nullptr);
}

TEST(SitePolicy, WhatItDoesNotUnderstandItRefusesWithTheLine) {
  EXPECT_THAT(refused(""), HasSubstr("tipstaff site policy: 1"));
  EXPECT_THAT(refused("tipstaff site policy: 2\n"), HasSubstr("tipstaff site policy: 1"));
  EXPECT_THAT(refused("tipstaff site policy: 1\ntitel: x\n"), HasSubstr("line 2, column 1: there is no word ‘titel’"));
  EXPECT_THAT(refused("tipstaff site policy: 1\npages:\n  - path: report\n    is: victims\n"),
              HasSubstr("line 3, column 11: a path begins"));
  EXPECT_THAT(refused("tipstaff site policy: 1\npages:\n  - path: /r\n    is: secret\n"),
              HasSubstr("line 4, column 9: ‘is’ is one of: ordinary"));
  EXPECT_THAT(refused("tipstaff site policy: 1\npages:\n  - path: /r\n"), HasSubstr("‘is’ is missing"));
  EXPECT_THAT(refused("tipstaff site policy: 1\nallow:\n  - {to: x, data: everything, on: ordinary}\n"),
              HasSubstr("‘because’ is missing"));
  EXPECT_THAT(refused("tipstaff site policy: 1\nallow:\n  - {to: x, data: gossip, on: ordinary, because: y}\n"),
              HasSubstr("no data called ‘gossip’"));
  EXPECT_THAT(refused("tipstaff site policy: 1\ntitle: a\ntitle: b\n"), HasSubstr("‘title’ stands twice"));
  EXPECT_THAT(refused("tipstaff site policy: 1\ntitle: \"a\\u202eb\"\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("tipstaff site policy: 1\n pages: [\n"), HasSubstr("no YAML"));
  EXPECT_THAT(refused("tipstaff site policy: 1\nwords:\n  - {word: x, is: victims}\n"), HasSubstr("three letters"));
  EXPECT_THAT(refused(std::string(70'000, '#')), HasSubstr("64 KiB"));
  EXPECT_THAT(refused("tipstaff site policy: 1\npages: " + std::string(5'000, '[')), HasSubstr("no YAML"));
}

RC_GTEST_PROP(SitePolicy, AnyTextIsReadOrRefused, (const std::string& text)) {
  (void)parse_policy(text);
  (void)parse_policy("tipstaff site policy: 1\n" + text);
  (void)parse_policy("tipstaff site policy: 1\npages:\n  - path: /" + text);
}

}  // namespace
}  // namespace tipstaff::site
