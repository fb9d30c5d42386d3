// Any bytes through the matcher: every way to cut gives the same, and so does the search.
#include <cstdlib>

#include "match/rows.h"

namespace {
using namespace tipstaff;
using namespace tipstaff::match;

Index made() {
  Builder builder(Plaintext::copy_of("0123456789abcdef0123456789abcdef"));
  builder.add({"O’Brien", "Seán Paul", "Sergeant", "Dogs", "North", "NM1234", "20001234", "s.obrien1@x.example"});
  builder.add({"Smith-Jones", "A", "Constable", "", "", "77", "", "a@b.example"});
  builder.add({"van der Berg", "Jürgen", "", "", "", "", "", ""});
  return std::move(builder).finish();
}

std::vector<Event> scanned(const Index& index, std::string_view text, Way way) {
  std::vector<Event> out;
  Scanner(index, way).scan(text, out);
  return out;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Index index = made();
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(kPadding, 'x');
  const std::string_view view = std::string_view(text).substr(0, size);
  const auto expected = scanned(index, view, Way::kScalar);
  for (const Way way : {Way::kAvx2, Way::kAvx512}) {
    if (!can(way)) continue;
    const auto got = scanned(index, view, way);
    const auto same = [](const Event& a, const Event& b) {
      return a.begin == b.begin && a.end == b.end && a.entry == b.entry && a.strangers == b.strangers;
    };
    if (!std::equal(got.begin(), got.end(), expected.begin(), expected.end(), same)) std::abort();
  }
  ByteMatcher bytes(index);
  bytes.piece(view, 0);
  RowMatcher rows(index);
  std::vector<std::string> cells;
  for (std::size_t at = 0; at < size;) {
    const std::size_t end = std::min(view.find_first_of("\n,", at), size);
    cells.emplace_back(view.substr(at, end - at));
    if (end == size || view[end] == '\n') {
      rows.row(cells);
      cells.clear();
    }
    at = end + 1;
  }
  rows.tally().summary();
  return 0;
}
