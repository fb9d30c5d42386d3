// Finds given values in what a request carries: what was typed into a page (canaries), or words that a person names.
// Recognised as they are, in upper or lower case, in percent, hexadecimal, base64 and base64url, JSON's escapes, and as
// MD5, SHA-1, SHA-256 and SHA-512 of the value, of the value as trackers normalise it (trimmed, lower case, digits of a
// telephone number, with the country's code) and of another of these forms; two of them in each other. In the address,
// its path, Referer and other headers, cookies, the body (form, JSON, multipart; gzip, zlib, deflate), frames of a
// socket. Hostile bytes: called in the sandboxed child (site_child.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "site/exchange.h"

namespace tipstaff::site {

struct Wanted {
  std::string name;  // for the report: "#email", "the words given"
  std::string value;
};

struct Found {
  std::uint32_t wanted = 0;  // place in the list
  std::string where;         // "address", "Referer", "cookie", "body", "frame 3", "header X-User"
  std::string how;           // "as it is", "as SHA-256 of it in lower case", "in base64 in percent"
  bool operator==(const Found&) const = default;
};

// Precomputed once, then shared by any number of threads.
class LookFor {
 public:
  explicit LookFor(std::vector<Wanted> wanted);
  LookFor(LookFor&&) noexcept;
  LookFor& operator=(LookFor&&) noexcept;
  ~LookFor();

  // Each value at most once in each place. `whole` becomes false when there was more to undo than is searched
  // (kMostSearched).
  std::vector<Found> in(const Exchange& exchange, bool* whole = nullptr) const;
  // The same in bytes alone.
  std::vector<Found> in_bytes(std::string_view bytes, std::string_view where) const;
  bool empty() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr std::size_t kMostSearched = std::size_t{64} << 20;  // bytes of one exchange, with all that was undone

// Shorter values would be met by accident. Those below kLongWord count only where no letter or digit stands beside
// them.
inline constexpr std::size_t kShortestWanted = 4, kLongWord = 8;

}  // namespace tipstaff::site
