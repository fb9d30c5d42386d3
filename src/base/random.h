// Randomness, passed in so that tests can repeat themselves. Only SystemRandom may make keys, ids and nonces outside
// tests.
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/ids.h"

namespace tipstaff {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  Bytes bytes(std::size_t count) {
    Bytes out(count);
    fill(out);
    return out;
  }
  ItemId item_id() {
    ItemId id;
    fill(id.value);
    return id;
  }
};

// The operating system's generator through libsodium. Thread-safe.
class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace tipstaff
