// Any bytes as a worksheet's XML: the reader of rows and libxml2 tell the same, or both refuse. The first byte says
// into which pieces the rest is cut.
#include <cstdlib>

#include "document/sheets/test_sheet_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff;
  if (size == 0) return 0;
  const std::size_t largest = data[0] == 0 ? size : std::size_t{data[0]} * data[0];
  const std::string_view text = as_text(ByteView(data + 1, size - 1));
  const document::SheetEvents expected = document::libxml2_events(text);
  const document::SheetEvents got = document::sheet_events([&](const auto& take) -> Result<void> {
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(largest, rest.size())))
      TRY(take(as_bytes(rest.substr(0, largest))));
    return {};
  });
  if (got.accepted != expected.accepted || (expected.accepted && got.told != expected.told)) std::abort();
  return 0;
}
