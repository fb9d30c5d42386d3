#include "site/packing.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <memory>

#include "base/text.h"

namespace tipstaff::site {
namespace {

using Piece = std::array<char, 65'536>;

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

std::optional<std::string> inflated(std::string_view packed, int window_bits, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ended(&stream, inflateEnd);
  stream.next_in = const_cast<Bytef*>(bytes_of(packed));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  Piece piece;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return std::nullopt;
    out.append(piece.data(), piece.size() - stream.avail_out);
    if (out.size() > most) return std::nullopt;
    if (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) return std::nullopt;
    if (state == Z_OK) continue;
    if (stream.avail_in == 0) return out;
    if (packing_of(packed.substr(packed.size() - stream.avail_in)) != Packing::kGzip || inflateReset(&stream) != Z_OK)
      return std::nullopt;
  }
}

std::optional<std::string> unbrotlied(std::string_view packed, std::size_t most) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (!state) return std::nullopt;
  std::size_t left = packed.size();
  const std::uint8_t* in = bytes_of(packed);
  std::string out;
  Piece piece;
  for (;;) {
    std::size_t room = piece.size();
    auto* next = reinterpret_cast<std::uint8_t*>(piece.data());
    const BrotliDecoderResult result = BrotliDecoderDecompressStream(state.get(), &left, &in, &room, &next, nullptr);
    out.append(piece.data(), piece.size() - room);
    if (out.size() > most) return std::nullopt;
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return left == 0 ? std::optional(std::move(out)) : std::nullopt;
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return std::nullopt;
  }
}

std::optional<std::string> unzstd(std::string_view packed, std::size_t most) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context || ZSTD_isError(ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 23)) != 0)
    return std::nullopt;
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::string out;
  Piece piece;
  for (;;) {
    ZSTD_outBuffer next{piece.data(), piece.size(), 0};
    const std::size_t more = ZSTD_decompressStream(context.get(), &next, &in);
    if (ZSTD_isError(more) != 0) return std::nullopt;
    out.append(piece.data(), next.pos);
    if (out.size() > most) return std::nullopt;
    if (in.pos == in.size && next.pos < next.size) return more == 0 ? std::optional(std::move(out)) : std::nullopt;
  }
}

}  // namespace

std::optional<Packing> packing_of(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b")) return Packing::kGzip;
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Packing::kZstd;
  if (bytes.size() < 6 || bytes[0] != 0x78) return std::nullopt;
  const auto flags = static_cast<unsigned char>(bytes[1]);  // RFC 1950 section 2.2: check bits, no dictionary
  return (0x78U * 256 + flags) % 31 == 0 && (flags & 0x20U) == 0 ? std::optional(Packing::kZlib) : std::nullopt;
}

std::optional<Packing> packing_named(std::string_view coding) {
  const std::string name = lower(coding);
  if (name == "gzip" || name == "x-gzip") return Packing::kGzip;
  if (name == "deflate") return Packing::kDeflate;
  if (name == "br") return Packing::kBrotli;
  if (name == "zstd") return Packing::kZstd;
  return std::nullopt;
}

std::optional<std::string> unpacked(std::string_view packed, Packing packing, std::size_t most) {
  switch (packing) {
    case Packing::kGzip:
      return inflated(packed, 16 + 15, most);
    case Packing::kZlib:
      return inflated(packed, 15, most);
    case Packing::kDeflate:
      return inflated(packed, -15, most);
    case Packing::kBrotli:
      return unbrotlied(packed, most);
    case Packing::kZstd:
      return unzstd(packed, most);
  }
  return std::nullopt;
}

}  // namespace tipstaff::site
