#include "document/containers/unpack.h"

#include <zlib.h>

#include <array>

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

}  // namespace tipstaff::document
