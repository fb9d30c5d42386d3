// Bodies unpacked. Hostile bytes: called in the sandboxed child; nothing is allocated from a claimed length beyond
// `most`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::site {

// kGzip: RFC 1952, one member or several; kZlib: RFC 1950; kDeflate: RFC 1951; kBrotli: RFC 7932; kZstd: RFC 8878,
// windows of 8 MiB at most.
enum class Packing : std::uint8_t { kGzip, kZlib, kDeflate, kBrotli, kZstd };

// By its first bytes; Brotli and bare deflate have none that tell.
std::optional<Packing> packing_of(std::string_view bytes);
// By the name that Content-Encoding gives it (RFC 9110 section 8.4.1), in any case of letters.
std::optional<Packing> packing_named(std::string_view coding);

// Nothing when damaged, cut short, followed by other bytes, or larger than `most`.
std::optional<std::string> unpacked(std::string_view packed, Packing packing, std::size_t most);

}  // namespace tipstaff::site
