// For tests: bodies packed as browsers and trackers pack them.
#pragma once

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>

#include "site/packing.h"

namespace tipstaff::site {

inline std::string deflated(std::string_view text, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string packed(std::string_view text, Packing packing) {
  std::string out(text.size() * 2 + 1'000, '\0');
  std::size_t size = out.size();
  switch (packing) {
    case Packing::kGzip:
      return deflated(text, 31);
    case Packing::kZlib:
      return deflated(text, 15);
    case Packing::kDeflate:
      return deflated(text, -15);
    case Packing::kBrotli:
      if (BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE)
        std::abort();
      break;
    case Packing::kZstd:
      size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3);
      break;
  }
  out.resize(size);
  return out;
}

}  // namespace tipstaff::site
