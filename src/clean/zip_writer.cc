#include "clean/zip_writer.h"

#include <zlib.h>

#include <stdexcept>

namespace tipstaff::clean {
namespace {

constexpr std::uint16_t kVersion = 20, kDeflated = 8;
constexpr std::uint16_t kFirstDay = 1 << 5 | 1;  // the first of January 1980, as MS-DOS writes it

void put(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Bytes deflated(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  Bytes out(deflateBound(&stream, content.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::logic_error("deflate did not end");
  return out;
}

}  // namespace

void ZipWriter::add(std::string_view name, std::string_view content) {
  const Bytes packed = deflated(content);
  Bytes common;  // §4.3.7, from the version on
  put(common, kVersion, 2);
  put(common, 0, 2);
  put(common, kDeflated, 2);
  put(common, 0, 2);
  put(common, kFirstDay, 2);
  put(common, crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()), 4);
  put(common, packed.size(), 4);
  put(common, content.size(), 4);
  put(common, name.size(), 2);
  put(common, 0, 2);
  put(directory_, 0x02014b50, 4);
  put(directory_, kVersion, 2);
  append(directory_, common);
  directory_.insert(directory_.end(), 2 + 2 + 2 + 4, 0);  // no comment, one disk, no attributes
  put(directory_, out_.size(), 4);
  append(directory_, as_bytes(name));
  put(out_, 0x04034b50, 4);
  append(out_, common);
  append(out_, as_bytes(name));
  append(out_, packed);
  ++parts_;
}

Bytes ZipWriter::finish() && {
  const std::size_t at = out_.size();
  append(out_, directory_);
  put(out_, 0x06054b50, 4);
  put(out_, 0, 4);
  put(out_, parts_, 2);
  put(out_, parts_, 2);
  put(out_, directory_.size(), 4);
  put(out_, at, 4);
  put(out_, 0, 2);
  return std::move(out_);
}

}  // namespace tipstaff::clean
