// Journeys as people write them, and what is said of those that are wrong.
#include "site/journey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHead = "tipstaff site journey: 1\nsteps:\n  - go: https://www.northmoor.example/\n";

std::string refused(std::string_view more) {
  const auto out = parse_journey(std::string(kHead) + std::string(more));
  EXPECT_FALSE(out) << more;
  return out ? "" : out.error().text();
}

TEST(SiteJourney, EveryKindOfStepIsRead) {
  const std::string text = std::string(kHead) + R"(  - type: '#what'
  - {type: 'iframe >>> x-box >>> input', value: 'a value', seconds: 30}
  - {choose: select, option: Kent}
  - upload: '#file'
  - click: '#next'
  - wait: rest
  - wait: {element: '#thanks'}
  - wait: {address: '/thanks/**'}
  - submit: form
  - leave: '#exit'
title: A journey
consent: {accept: '#yes', reject: '#no'}
)";
  const auto journey = parse_journey(text);
  ASSERT_TRUE(journey) << journey.error().text();
  EXPECT_EQ(journey->title, "A journey");
  EXPECT_EQ(journey->consent.accept, "#yes");
  EXPECT_EQ(journey->consent.reject, "#no");
  EXPECT_EQ(journey->sha256, crypto::sha256(as_bytes(text)));
  ASSERT_EQ(journey->steps.size(), 11U);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < journey->steps.size(); ++i) words.push_back(step_in_words(journey->steps[i], i + 1));
  EXPECT_THAT(words, ElementsAre("step 1: go to https://www.northmoor.example/", "step 2: type into #what",
                                 "step 3: type into iframe >>> x-box >>> input", "step 4: choose in select",
                                 "step 5: upload to #file", "step 6: click #next", "step 7: wait for rest",
                                 "step 8: wait for #thanks", "step 9: wait for /thanks/**", "step 10: submit form",
                                 "step 11: leave by #exit"));
  EXPECT_EQ(journey->steps[2].value, "a value");
  EXPECT_EQ(journey->steps[2].seconds, 30U);
  EXPECT_EQ(journey->steps[2].line, 5U);
  EXPECT_EQ(journey->steps[3].value, "Kent");
  EXPECT_EQ(journey->steps[1].value, "");
}

TEST(SiteJourney, WhatIsWrongIsNamedWithItsLineAndColumn) {
  EXPECT_THAT(
      refused("  - clik: '#a'\n"),
      HasSubstr(
          "site journey, line 4, column 5: a step is one of: go, type, choose, upload, click, wait, submit, leave"));
  EXPECT_THAT(refused("  - click: '#a'\n    vlaue: x\n"),
              HasSubstr("line 5, column 5: there is no word ‘vlaue’ here; there are click, seconds"));
  EXPECT_THAT(refused("  - {click: '#a', type: '#b'}\n"), HasSubstr("are two steps"));
  EXPECT_THAT(refused("  - just words\n"), HasSubstr("line 4, column 5: a step is one of"));
  EXPECT_THAT(refused("  - click: '#a >>> '\n"), HasSubstr("on both sides of each ‘>>>’"));
  EXPECT_THAT(refused("  - click: a>>>b>>>c>>>d>>>e>>>f>>>g>>>h>>>i>>>j\n"), HasSubstr("9 at most"));
  EXPECT_THAT(refused("  - go: file:///etc/hostname\n"), HasSubstr("takes the address of a page"));
  EXPECT_THAT(refused("  - wait: a while\n"), HasSubstr("‘wait’ takes ‘rest’"));
  EXPECT_THAT(refused("  - wait: {element: a, address: /b}\n"), HasSubstr("one thing is waited for"));
  EXPECT_THAT(refused("  - wait: {address: thanks}\n"), HasSubstr("begins with ‘/’"));
  EXPECT_THAT(refused("  - {click: a, seconds: 121}\n"), HasSubstr("a number from 1 to 120"));
  EXPECT_THAT(refused("  - {type: a, value: abc}\n"), HasSubstr("4 characters at least"));
  EXPECT_THAT(refused("  - click: [a]\n"), HasSubstr("‘click’ takes words"));
  EXPECT_THAT(refused("consent: {acept: a}\n"), HasSubstr("there is no word ‘acept’ here; there are accept, reject"));
  EXPECT_THAT(refused("  - click: [a\n"), HasSubstr("it is no YAML"));
  EXPECT_THAT(refused("  - " + std::string(5'000, '[')), HasSubstr("it is no YAML"));
  EXPECT_THAT(parse_journey("tipstaff site journey: 1\nsteps:\n  - click: a\n").error().text(),
              HasSubstr("line 3, column 5: the first step is ‘go’"));
  EXPECT_THAT(parse_journey("tipstaff site journey: 2\nsteps: []\n").error().text(),
              HasSubstr("this program reads ‘tipstaff site journey: 1’"));
  EXPECT_THAT(parse_journey("tipstaff site journey: 1\nsteps: []\n").error().text(), HasSubstr("‘steps’ is a list"));
  EXPECT_THAT(parse_journey("- a").error().text(),
              HasSubstr("line 1, column 1: it begins with ‘tipstaff site journey: 1’"));
  EXPECT_THAT(parse_journey(std::string(70'000, ' ')).error().text(), HasSubstr("64 KiB"));
  std::string many(kHead);
  for (std::size_t i = 0; i < kMostSteps; ++i) many += "  - click: a\n";
  EXPECT_THAT(parse_journey(many).error().text(), HasSubstr("200 steps at most"));
}

TEST(SiteJourney, SelectorsAreCutAtTheirPiercings) {
  EXPECT_THAT(selector_parts(" a > b >>>  c "), ElementsAre("a > b", "c"));
  EXPECT_THAT(selector_parts("a>>>b>>>c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(selector_parts(">>> a"), IsEmpty());
  EXPECT_THAT(selector_parts(""), IsEmpty());
}

}  // namespace
}  // namespace tipstaff::site
