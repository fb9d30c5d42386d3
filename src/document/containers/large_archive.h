// Archives and packed files of any size, unpacked by libarchive a file at a time: zip and zip64, tar, 7z, rar, and what
// gzip, bzip2, xz or zstd packed. For a search: what is in them is read, and not what they say beside it (archive.h).
#pragma once

#include <functional>
#include <optional>

#include "document/byte_source.h"
#include "document/emitter.h"

namespace tipstaff::document {

inline constexpr std::uint64_t kMostOfATurn = std::uint64_t{128} << 20;  // bytes that are unpacked and read in one

// A part of an archive is a file in it, or of a text of more than 8 MiB so much of it. Reads some, from part `from`
// on, each of which `begins` is told of; returns where to go on, or nothing at the end. `bytes` has `size` bytes.
std::optional<std::uint32_t> read_some_of_archive(ByteSource& bytes, std::uint64_t size, std::uint32_t from,
                                                  const std::function<void(std::uint32_t)>& begins, Emitter& emitter);

}  // namespace tipstaff::document
