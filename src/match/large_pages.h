// A vector's memory in pages of 2 MiB where it is large enough: an index is read at random places, and most of what
// that costs is to find the page. Where the system has no such pages, ordinary ones.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace tipstaff::match {

template <class T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <class U>
  LargePages(const LargePages<U>&) {}

  T* allocate(std::size_t count) {
    constexpr std::size_t kPage = std::size_t{2} << 20;
    const bool large = count >= kPage / sizeof(T);
    if (count > SIZE_MAX / sizeof(T) - kPage) throw std::bad_alloc();
    const std::size_t bytes = large ? (count * sizeof(T) + kPage - 1) / kPage * kPage : count * sizeof(T);
    void* out = large ? std::aligned_alloc(kPage, bytes) : std::malloc(bytes);
    if (out == nullptr) throw std::bad_alloc();
    if (large) ::madvise(out, bytes, MADV_HUGEPAGE);  // advice only: refused, it costs time
    return static_cast<T*>(out);
  }
  void deallocate(T* at, std::size_t) { std::free(at); }
  bool operator==(const LargePages&) const { return true; }
};

}  // namespace tipstaff::match
