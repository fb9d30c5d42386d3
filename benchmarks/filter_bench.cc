// tipstaff_filter_bench REQUESTS ROUNDS: how fast filter lists answer on one core. REQUESTS: lines of URL, type and
// page's URL, separated by tabs (benchmarks/filters/run makes them of recordings). Prints requests a second: the rules
// alone, with the party known before; and Lists::recipient, which also takes three URLs apart and looks up owner and
// company. Then how many were named, and the time to load.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "site/filter_list.h"
#include "site/lists.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

struct Row {
  std::string url, page, host, domain;
  Asked asked;
  bool third_party;
};

Asked asked_of(const std::string& type) {
  static const std::map<std::string, Asked> kTypes{{"document", Asked::kDocument}, {"subdocument", Asked::kFrame},
                                                   {"script", Asked::kScript},     {"stylesheet", Asked::kStyle},
                                                   {"image", Asked::kImage},       {"font", Asked::kFont},
                                                   {"media", Asked::kMedia},       {"xhr", Asked::kFetch},
                                                   {"ping", Asked::kBeacon},       {"websocket", Asked::kSocket}};
  const auto known = kTypes.find(type);
  return known == kTypes.end() ? Asked::kOther : known->second;
}

std::vector<Row> read_rows(const char* path, const Lists& lists) {
  std::vector<Row> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream parts(line);
    Row row;
    std::string type;
    std::getline(parts, row.url, '\t');
    std::getline(parts, type, '\t');
    std::getline(parts, row.page, '\t');
    const auto url = parse_url(row.url), page = parse_url(row.page);
    if (!url || !page) continue;
    row.asked = asked_of(type);
    row.host = page->host;
    row.domain = lists.registrable(row.host);
    row.third_party = lists.registrable(url->host) != row.domain;
    rows.push_back(std::move(row));
  }
  return rows;
}

// Requests a second of the processor, so that what else the machine does counts less.
template <class Work>
double rate(const std::vector<Row>& rows, int rounds, std::size_t& named, const Work& work) {
  const auto begin = std::clock();
  for (int round = 0; round < rounds; ++round) {
    for (const Row& row : rows) named += work(row) ? 1 : 0;
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  return static_cast<double>(rows.size()) * rounds / seconds;
}

int run(const char* path, int rounds) {
  const auto begin = std::chrono::steady_clock::now();
  const auto lists = Lists::load();
  const double loading = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!lists) {
    fmt::print(stderr, "{}\n", lists.error().text());
    return 1;
  }
  std::ifstream file(lists->used().back().path);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string written = text.str();
  const std::string_view view = written;
  const FilterList rules(std::span(&view, 1));
  const std::vector<Row> rows = read_rows(path, *lists);
  if (rows.empty()) return 1;
  std::size_t warm = 0, alone = 0, whole = 0;
  const auto match = [&](const Row& row) {
    return rules.match({row.url, row.asked, row.third_party, row.host, row.domain}).named();
  };
  rate(rows, 1, warm, match);
  const double matches = rate(rows, rounds, alone, match);
  const double recipients = rate(rows, rounds, whole, [&](const Row& row) {
    return !lists->recipient(row.url, row.asked, row.page, "").rule.empty();
  });
  fmt::print("{:.0f} {:.0f} {} {} {} {:.3f}\n", matches, recipients, rows.size(),
             alone / static_cast<std::size_t>(rounds), whole / static_cast<std::size_t>(rounds), loading);
  return 0;
}

}  // namespace
}  // namespace tipstaff::site

int main(int argc, char** argv) {
  if (argc != 3 || std::atoi(argv[2]) <= 0) {
    std::fputs("usage: tipstaff_filter_bench REQUESTS ROUNDS\n", stderr);
    return 2;
  }
  return tipstaff::site::run(argv[1], std::atoi(argv[2]));
}
