// A file's content in memory that nobody can change any more (memfd_create(2), sealed), so that a sandboxed child reads
// the very pages that its parent holds, and neither keeps a copy. Like other memory it may be swapped; no file has its
// name.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace tipstaff {

class SharedBytes {
 public:
  // Errors: kStorage when there is no memory, or the file cannot be read.
  static Result<SharedBytes> copy_of(ByteView bytes);
  // From where it stands to its end; of one longer than `most` at least a byte more than that.
  static Result<SharedBytes> read(int fd, std::size_t most, const std::filesystem::path& named);
  // Maps what a parent shares, given its descriptor. Errors: kStorage, also when it is not sealed.
  static Result<SharedBytes> mapped(int fd);

  SharedBytes(SharedBytes&& other) noexcept;
  SharedBytes& operator=(SharedBytes&& other) noexcept;
  ~SharedBytes();

  ByteView view() const { return {at_, size_}; }
  int fd() const { return memory_.get(); }  // -1 when mapped()

 private:
  SharedBytes() = default;
  static Result<SharedBytes> sealed(Descriptor memory);
  Descriptor memory_;
  const std::uint8_t* at_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tipstaff
