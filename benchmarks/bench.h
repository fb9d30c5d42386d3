// What is measured, one function a row of docs/architecture.md's table of speeds. Each prints lines for benchmarks/run:
//   name <tab> unit <tab> one figure a run, separated by spaces
// and makes what it needs under `folder`, which must lie on the disk that the peer uses too. Everybody in it is
// invented.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/result.h"

namespace tipstaff::bench {

struct Settings {
  std::filesystem::path folder;
  std::size_t people = 47'000;
  int runs = 5;
  double seconds = 3;  // of one run of a row that counts operations
};

void report(const std::string& name, const std::string& unit, const std::vector<double>& figures);

// Seconds that `work` takes.
double timed(const std::function<void()>& work);

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void write_csv(const Settings& settings);     // people.csv, which the peer loads too
void load(const Settings& settings);          // the whole roll from it, sealed, without photographs
void logged_reads(const Settings& settings);  // four fields of one person, the entry durable; 1, 8 and 64 clients
void cards(const Settings& settings);         // drawn, locked and logged
void ledger_appends(const Settings& settings);
void ledger_proofs(const Settings& settings);
void exposure(const Settings& settings);  // 10 million intervals, the largest holder with 30 % of them
void stamps(const Settings& settings);    // judged after decoding, and signed
void status_lists(
    const Settings& settings);  // of 65,536 and of 100 million slots; needs a process of its own: its peak of memory
void mass_revocation(const Settings& settings);  // of everybody, decided and the list out; reads people.csv

}  // namespace tipstaff::bench
