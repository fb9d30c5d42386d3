// Bytes that grow in locked memory: what a card is written into. Not thread-safe.
#pragma once

#include <bit>

#include "base/secret.h"

namespace tipstaff::card {

class SecretBuffer {
 public:
  using value_type = char;  // for std::back_inserter and fmt

  explicit SecretBuffer(std::size_t room = 1024) : bytes_(room) {}

  void push_back(char c) {
    if (size_ == bytes_.size()) grow(size_ + 1);
    bytes_.writable()[size_++] = static_cast<std::uint8_t>(c);
  }
  void append(ByteView more) {
    if (size_ + more.size() > bytes_.size()) grow(size_ + more.size());
    std::copy(more.begin(), more.end(), bytes_.writable().begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += more.size();
  }
  void append(std::string_view more) { append(as_bytes(more)); }

  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  ByteView view() const { return bytes_.reveal().first(size_); }
  std::string_view text() const { return as_text(view()); }
  Plaintext take() {
    bytes_.truncate(size_);
    size_ = 0;
    return std::move(bytes_);
  }

 private:
  void grow(std::size_t needed) {
    Plaintext larger(std::bit_ceil(std::max(needed, bytes_.size() * 2)));
    std::copy_n(bytes_.reveal().begin(), size_, larger.writable().begin());
    bytes_ = std::move(larger);
  }
  Plaintext bytes_;
  std::size_t size_ = 0;
};

}  // namespace tipstaff::card
