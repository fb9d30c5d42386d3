// Any bytes as the opened body of a roll index, and what it says of a text.
#include "match/index_file.h"
#include "match/rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff;
  static const Plaintext key = Plaintext::copy_of("0123456789abcdef0123456789abcdef");
  const auto index = match::IndexFile::decode({data, size}, key);
  if (!index) return 0;
  match::RowMatcher rows(*index);
  const std::string cells[] = {"Smith", "John", "NM1234", "Sergeant"};
  rows.row(cells);
  rows.tally().summary();
  return 0;
}
