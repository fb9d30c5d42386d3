#include "document/containers/unpack.h"

#include <isa-l.h>
#include <zlib.h>

#include <array>
#include <memory>

namespace tipstaff::document {

std::optional<std::size_t> unpack_zlib_in_pieces(ByteView packed, const std::function<bool(ByteView)>& each) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), UINT32_MAX));
  std::array<std::uint8_t, 65'536> piece;
  int state = Z_OK;
  bool wanted = true;
  while (state == Z_OK && wanted) {
    stream.next_out = piece.data();
    stream.avail_out = piece.size();
    state = inflate(&stream, Z_NO_FLUSH);
    wanted = each(ByteView(piece).first(piece.size() - stream.avail_out));
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END && wanted ? std::optional<std::size_t>(stream.avail_in) : std::nullopt;
}

Result<Bytes> unpack_zlib(ByteView packed, std::size_t most) {
  Bytes out;
  const auto whole = unpack_zlib_in_pieces(packed, [&](ByteView piece) {
    append(out, piece);
    return out.size() <= most;
  });
  if (!whole) return fail(Code::kInvalid, "packed data is damaged, or unpacks to too much");
  return out;
}

Result<Inflated> inflate_in_pieces(ByteView packed, const std::function<Result<void>(ByteView)>& take) {
  const auto stream = std::make_unique<inflate_state>();
  isal_inflate_init(stream.get());
  stream->crc_flag = ISAL_GZIP_NO_HDR;  // counts the checksum, and looks for none
  stream->next_in = const_cast<std::uint8_t*>(packed.data());
  stream->avail_in = static_cast<std::uint32_t>(std::min<std::size_t>(packed.size(), UINT32_MAX));
  Bytes piece(std::size_t{64} << 10);
  Inflated out;
  while (stream->block_state != ISAL_BLOCK_FINISH) {
    stream->next_out = piece.data();
    stream->avail_out = static_cast<std::uint32_t>(piece.size());
    const int outcome = isal_inflate(stream.get());
    const std::size_t got = piece.size() - stream->avail_out;
    if (outcome != ISAL_DECOMP_OK || (got == 0 && stream->block_state != ISAL_BLOCK_FINISH))
      return fail(Code::kInvalid, "packed data is damaged or cut short");
    out.size += got;
    if (got > 0) TRY(take(ByteView(piece).first(got)));
  }
  out.crc = stream->crc;
  out.behind = stream->avail_in + static_cast<std::size_t>(stream->read_in_length / 8);  // read ahead, and not used
  return out;
}

}  // namespace tipstaff::document
