// tipstaff_bench ROW FOLDER [PEOPLE] [RUNS] [SECONDS]
#include <fmt/format.h>
#include <sodium.h>

#include <cstdlib>
#include <map>

#include "bench.h"
#include "office/sandbox_roles.h"

namespace tipstaff::bench {

void report(const std::string& name, const std::string& unit, const std::vector<double>& figures) {
  std::string line = name + "\t" + unit + "\t";
  for (const double figure : figures) line += fmt::format("{:.6g} ", figure);
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

double timed(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace tipstaff::bench

int main(int argc, char** argv) {
  using namespace tipstaff;
  if (const auto status = run_if_sandboxed_child(argc, argv, office::sandbox_roles())) return *status;
  const std::map<std::string, void (*)(const bench::Settings&)> rows = {
      {"csv", bench::write_csv},          {"load", bench::load},
      {"reads", bench::logged_reads},     {"cards", bench::cards},
      {"appends", bench::ledger_appends}, {"proofs", bench::ledger_proofs},
      {"exposure", bench::exposure},      {"stamps", bench::stamps},
      {"status", bench::status_lists},    {"revoke", bench::mass_revocation},
  };
  if (argc < 3 || !rows.contains(argv[1]) || sodium_init() < 0) {
    std::fputs(
        "usage: tipstaff_bench csv|load|reads|cards|appends|proofs|exposure|stamps|status|revoke FOLDER [PEOPLE] "
        "[RUNS] [SECONDS]\n",
        stderr);
    return 2;
  }
  bench::Settings settings;
  settings.folder = argv[2];
  if (argc > 3) settings.people = std::strtoul(argv[3], nullptr, 10);
  if (argc > 4) settings.runs = std::atoi(argv[4]);
  if (argc > 5) settings.seconds = std::atof(argv[5]);
  try {
    std::filesystem::create_directories(settings.folder);
    rows.at(argv[1])(settings);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "{}: {}\n", argv[1], fault.what());
    return 1;
  }
  return 0;
}
