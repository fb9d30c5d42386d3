// What the runs with each answer to the question about cookies tell apart: who is told before anybody chose, who
// although it was refused, and who is told what only after it was accepted. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "site/judge.h"

namespace tipstaff::site {

struct ToldByChoice {
  std::string whom, host, kind;
  std::vector<std::string>
      data;  // names of what was told, as far as it could be read; empty: only that the page was there
  std::vector<std::string> pages;  // as people name them
  std::uint32_t exchange = 0;      // the first
};

struct Difference {
  bool looked = false;  // there is a run in which a choice was to be made
  std::string asked_by;  // who asks the question, “OneTrust”; several behind each other; empty: no question was found
  bool refused = false, accepted = false;     // it was done, in a run
  std::vector<ToldByChoice> before, despite;  // those who follow people; `before` only where a question was found
  std::vector<ToldByChoice>
      only_after_accepting;  // anybody else than the page's owner; empty unless `accepted`, and a run without is there
};

Difference difference(const Recording& recording, const Judgement& judgement);

// One line or two for each, for people. Empty when no choice was to be made and no question was found.
std::string difference_in_words(const Difference& difference);

}  // namespace tipstaff::site
