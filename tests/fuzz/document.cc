// Any bytes as a file that is to be checked: workbooks, documents, slides, pictures, text.
#include "document/reader.h"

namespace {
class Nowhere : public tipstaff::document::Sink {
 public:
  void row(std::uint32_t, std::span<const std::string>) override {}
  void observed(const tipstaff::document::Observation&) override {}
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Nowhere nowhere;
  tipstaff::document::read_document({data, size}, nowhere);
  return 0;
}
