// A PDF that is too large to be held, for libqpdf: what it asks for comes in blocks, the last few of which are kept.
#pragma once

#include <array>
#include <string>

#include "base/bytes.h"
#include "document/byte_source.h"
#include "document/pdf/qpdf.h"

namespace tipstaff::document {

// `bytes` has `size` bytes and outlives it. Throws std::runtime_error where they cannot be read.
class PdfSource : public InputSource {
 public:
  PdfSource(ByteSource& bytes, std::uint64_t size) : bytes_(bytes), size_(size) {}
  qpdf_offset_t findAndSkipNextEOL() override;
  const std::string& getName() const override { return name_; }
  qpdf_offset_t tell() override { return static_cast<qpdf_offset_t>(at_); }
  void seek(qpdf_offset_t offset, int whence) override;
  void rewind() override { at_ = 0; }
  std::size_t read(char* out, std::size_t length) override;
  void unreadCh(char) override { --at_; }

 private:
  struct Block {
    std::uint64_t number = UINT64_MAX, used = 0;
    Bytes bytes;
  };
  // What there is from `at_` to the end of its block; empty at the end.
  ByteView rest_of_block();

  ByteSource& bytes_;
  std::uint64_t size_, at_ = 0, clock_ = 0;
  std::array<Block, 16> blocks_;
  std::string name_ = "pdf";
};

}  // namespace tipstaff::document
