// tipstaff_hyperscan_peer PATTERNS TEXT [caseless]: Hyperscan's speed with literals, one a line, on one core: processor
// time of five runs over the text in pieces of 1 MiB, after the patterns are compiled. A peer for
// benchmarks/matcher/run.
#include <fmt/format.h>
#include <hs/hs.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}
}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: tipstaff_hyperscan_peer PATTERNS TEXT [caseless]\n");
    return 2;
  }
  std::vector<std::string> lines;
  std::ifstream patterns(argv[1]), in(argv[2], std::ios::binary);
  for (std::string line; std::getline(patterns, line);) lines.push_back(line);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const bool caseless = argc > 3 && std::string_view(argv[3]) == "caseless";
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  std::vector<unsigned> ids;
  const std::vector<unsigned> flags(lines.size(), caseless ? HS_FLAG_CASELESS : 0U);
  for (const std::string& line : lines) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    starts.push_back(line.c_str());
    lengths.push_back(line.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const double before = processor_seconds();
  if (hs_compile_lit_multi(starts.data(), flags.data(), ids.data(), lengths.data(), static_cast<unsigned>(lines.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS) {
    fmt::print("hyperscan: {}\n", error->message);
    return 1;
  }
  std::size_t bytes = 0;
  hs_database_size(database, &bytes);
  const double compiled = processor_seconds() - before;
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;
  std::vector<double> rates;
  std::size_t found = 0;
  for (int run = 0; run < 5; ++run) {
    found = 0;
    const double start = processor_seconds();
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    for (std::size_t at = 0; at < text.size(); at += kPiece)
      hs_scan(
          database, text.data() + at, static_cast<unsigned>(std::min(kPiece, text.size() - at)), 0, scratch,
          [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
            return ++*static_cast<std::size_t*>(count), 0;
          },
          &found);
    rates.push_back(static_cast<double>(text.size()) / (processor_seconds() - start) / 1e9);
  }
  std::ranges::sort(rates);
  fmt::print(
      "hyperscan{}, {} literals: {:.3f} GB/s of processor time ({:.3f} to {:.3f}), {} found, compiled in {:.1f} s, "
      "{:.0f} MB\n",
      caseless ? ", caseless" : "", lines.size(), rates[2], rates.front(), rates.back(), found, compiled,
      static_cast<double>(bytes) / 1e6);
  hs_free_scratch(scratch);
  hs_free_database(database);
  return 0;
}
