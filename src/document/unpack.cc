#include "document/unpack.h"

#include <zlib.h>

#include <array>

namespace tipstaff::document {

Result<Bytes> unpack_zlib(ByteView packed, std::size_t most) {
  const auto bad = [] {
    return tl::unexpected(Error(Code::kInvalid, "packed data is damaged, or unpacks to too much"));
  };
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return bad();
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), UINT32_MAX));
  Bytes out;
  std::array<std::uint8_t, 65'536> piece;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= most) {
    stream.next_out = piece.data();
    stream.avail_out = piece.size();
    state = inflate(&stream, Z_NO_FLUSH);
    append(out, ByteView(piece).first(piece.size() - stream.avail_out));
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || out.size() > most) return bad();
  return out;
}

}  // namespace tipstaff::document
