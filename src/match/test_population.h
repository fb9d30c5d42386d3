// A population with names as unevenly spread as in life, for tests and benchmarks: 60,000 surnames and 1,500 forenames
// by Zipf's and Mandelbrot's law (the commonest surname 1.2 %, the hundredth 0.1 %, as in Great Britain). Nobody in it
// exists.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace tipstaff::match::test {

struct Somebody {
  std::string surname, forename, initial;
};

class Population {
 public:
  explicit Population(std::uint32_t seed) : random_(seed) {}

  Somebody draw() {
    Somebody out;
    out.surname = spelt(rank(60'000), {"Th", "Br", "H", "W", "M", "C", "Sm", "P", "R", "G", "L", "F", "D", "K"},
                        {"erne", "ough", "all", "inson", "ham", "ley", "ward", "mont"});
    const std::size_t forename = rank(1500);
    out.forename = spelt(forename * 7, kBeginnings, {"ie", "on", "a", "el", "yn", "is", "o"});
    out.initial = out.forename.substr(0, 1);
    return out;
  }
  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  // British forenames begin with J, A, S, M, C, D, R more often than with others.
  static inline const std::vector<std::string> kBeginnings = {"J", "A", "S", "M", "J", "C", "D", "A", "R", "S",
                                                              "L", "K", "P", "E", "M", "G", "T", "N", "H", "B",
                                                              "J", "S", "V", "F", "I", "W", "O", "Z"};

  std::size_t rank(std::size_t names) {
    constexpr double kOffset = 8;
    const double unit = std::uniform_real_distribution<double>(0, 1)(random_);
    const double top = std::log((static_cast<double>(names) + kOffset) / kOffset);
    return std::min(static_cast<std::size_t>(kOffset * (std::exp(unit * top) - 1)), names - 1);
  }
  static std::string spelt(std::size_t number, const std::vector<std::string>& beginnings,
                           const std::vector<std::string>& ends) {
    static const std::array<std::string, 20> kMiddles = {"a",  "e",  "i",  "o",  "u",  "ar", "er", "or", "an", "en",
                                                         "in", "on", "al", "el", "il", "ol", "as", "es", "is", "os"};
    std::string out = beginnings[number % beginnings.size()];
    number /= beginnings.size();
    const std::string& end = ends[number % ends.size()];
    number /= ends.size();
    do {
      out += kMiddles[number % kMiddles.size()] + std::string(1, "bdlmnrtv"[number % 8]);
      number /= kMiddles.size();
    } while (number > 0);
    return out + end;
  }
  std::mt19937 random_;
};

// Another, held out: nothing was tuned on it. As in parts of Wales a fifth bear one of twelve surnames; the rest are
// spread over 25,000 by a power of the rank; forenames over 4,000, the commonest 2.6 %, and every eighth person has
// two. Other syllables, other initials.
class OtherPopulation {
 public:
  explicit OtherPopulation(std::uint32_t seed) : random_(seed) {}

  Somebody draw() {
    Somebody out;
    const double unit = std::uniform_real_distribution<double>(0, 1)(random_);
    out.surname =
        unit < 0.2 ? spelt(static_cast<std::size_t>(12 * unit * unit * 25), 3) : spelt(12 + by_power(25'000, 0.75), 3);
    out.forename = spelt(7 + by_power(4'000, 0.85) * 3, 2);
    out.initial = out.forename.substr(0, 1);
    if (random_() % 8 == 0) out.forename += " " + spelt(7 + by_power(4'000, 0.85) * 3, 2);
    return out;
  }

 private:
  // Rank r with a likelihood as r^-power, by inversion.
  std::size_t by_power(std::size_t names, double power) {
    const double unit = std::uniform_real_distribution<double>(0, 1)(random_);
    const double top = std::pow(static_cast<double>(names) + 1, 1 - power);
    return std::min(static_cast<std::size_t>(std::pow(1 + unit * (top - 1), 1 / (1 - power)) - 1), names - 1);
  }
  static std::string spelt(std::size_t number, std::size_t fewest) {
    static const std::array<std::string, 23> kFirst = {"Gw", "Ll", "Rh", "T", "Ow", "Ev", "B", "Pr", "C", "D", "G", "H",
                                                       "I",  "J",  "L",  "M", "N",  "P",  "R", "S",  "V", "W", "Y"};
    static const std::array<std::string, 13> kMiddle = {"yn",  "edd", "ian", "oth", "ach", "esk", "ur",
                                                        "imp", "owl", "and", "ebb", "ost", "uck"};
    std::string out = kFirst[number % kFirst.size()];
    number /= kFirst.size();
    for (std::size_t i = 1; i < fewest || number > 0; ++i) {
      out += kMiddle[number % kMiddle.size()];
      number /= kMiddle.size();
    }
    return out;
  }
  std::mt19937 random_;
};

}  // namespace tipstaff::match::test
