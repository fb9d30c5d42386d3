// A population with names as unevenly spread as in life, for tests and benchmarks: 60,000 surnames and 1,500 forenames by
// Zipf's and Mandelbrot's law (the commonest surname 1.2 %, the hundredth 0.1 %, as in Great Britain). Nobody in it exists.
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
    out.surname = spelt(rank(60'000), {"Th", "Br", "H", "W", "M", "C", "Sm", "P", "R", "G", "L", "F", "D", "K"}, {"erne", "ough", "all", "inson", "ham", "ley", "ward", "mont"});
    const std::size_t forename = rank(1500);
    out.forename = spelt(forename * 7, kBeginnings, {"ie", "on", "a", "el", "yn", "is", "o"});
    out.initial = out.forename.substr(0, 1);
    return out;
  }
  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  // British forenames begin with J, A, S, M, C, D, R more often than with others.
  static inline const std::vector<std::string> kBeginnings = {"J", "A", "S", "M", "J", "C", "D", "A", "R", "S", "L", "K", "P", "E", "M", "G", "T", "N", "H", "B", "J", "S", "V", "F", "I", "W", "O", "Z"};

  std::size_t rank(std::size_t names) {
    constexpr double kOffset = 8;
    const double unit = std::uniform_real_distribution<double>(0, 1)(random_);
    const double top = std::log((static_cast<double>(names) + kOffset) / kOffset);
    return std::min(static_cast<std::size_t>(kOffset * (std::exp(unit * top) - 1)), names - 1);
  }
  static std::string spelt(std::size_t number, const std::vector<std::string>& beginnings, const std::vector<std::string>& ends) {
    static const std::array<std::string, 20> kMiddles = {"a", "e", "i", "o", "u", "ar", "er", "or", "an", "en", "in", "on", "al", "el", "il", "ol", "as", "es", "is", "os"};
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

}  // namespace tipstaff::match::test
