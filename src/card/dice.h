// Repeatable chance for invented people: SplitMix64 (Steele, Lea and Flood, 2014). Never for keys, ids or nonces.
#pragma once

#include <cstdint>

namespace tipstaff::card {

class Dice {
 public:
  explicit Dice(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(seed * 0x9e3779b97f4a7c15ULL ^ (stream + 1) * 0xbf58476d1ce4e5b9ULL) {
    next();
  }
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double unit() { return double(next() >> 11) * 0x1p-53; }           // [0, 1)
  int below(int bound) { return static_cast<int>(unit() * bound); }  // [0, bound)
  double between(double low, double high) { return low + (high - low) * unit(); }
  bool chance(double share) { return unit() < share; }

 private:
  std::uint64_t state_;
};

}  // namespace tipstaff::card
