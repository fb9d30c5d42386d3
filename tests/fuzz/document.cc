// Any bytes as a file that is to be checked: workbooks, documents, slides, pictures, text, stores of mail; and as an
// archive that is read in turns.
#include <algorithm>

#include "document/containers/large_archive.h"
#include "document/reader.h"

namespace {
using namespace tipstaff::document;

class Nowhere : public Sink {
 public:
  void row(std::uint32_t, std::span<const std::string>) override {}
  void observed(const Observation&) override {}
};

class InMemory : public ByteSource {
 public:
  explicit InMemory(tipstaff::ByteView bytes) : bytes_(bytes) {}
  bool read(std::uint64_t at, std::span<std::uint8_t> out) override {
    if (at > bytes_.size() || out.size() > bytes_.size() - at) return false;
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
    return true;
  }

 private:
  tipstaff::ByteView bytes_;
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Nowhere nowhere;
  read_document({data, size}, nowhere);
  InMemory bytes({data, size});
  Emitter emitter(nowhere);
  std::uint32_t last = 0;
  const auto next = read_some_of_archive(
      bytes, size, 0, [&](std::uint32_t part) { last = part; }, emitter);
  if (next && *next <= last) __builtin_trap();
  return 0;
}
