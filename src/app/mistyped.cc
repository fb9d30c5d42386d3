#include "app/mistyped.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tipstaff::app {
namespace {

constexpr std::size_t kFewSlips = 2;

// Insertions, deletions and changed letters from one word to another (Levenshtein's distance).
std::size_t slips(std::string_view typed, std::string_view meant) {
  std::vector<std::size_t> row(meant.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= typed.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= meant.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (typed[i - 1] != meant[j - 1] ? 1 : 0)});
      diagonal = above;
    }
  }
  return row.back();
}

std::vector<CLI::App*> shown(CLI::App& app) {
  return app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); });
}

std::string perhaps_meant(CLI::App& app, const std::string& word) {
  std::string out;
  std::size_t fewest = std::min(kFewSlips, word.size() / 3) + 1;
  for (const CLI::App* sub : shown(app)) {
    const std::size_t count = slips(word, sub->get_name());
    if (count >= fewest) continue;
    fewest = count;
    out = sub->get_name();
  }
  return out.empty() ? "" : fmt::format(" (‘{}’?)", out);
}

}  // namespace

std::string what_is_wrong(CLI::App& app, const std::string& program, const std::vector<std::string>& words,
                          const std::string& fault) {
  CLI::App* at = &app;
  std::string path;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto subs = at->get_subcommands([](CLI::App*) { return true; });
    if (subs.empty()) break;
    if (word.starts_with('-')) {  // “--dir DIR” may stand before the command
      const std::size_t equals = word.find('=');
      const CLI::Option* option = at->get_option_no_throw(word.substr(0, equals));
      if (option == nullptr) return fmt::format("{}; ‘{}{} --help’ shows what it takes", fault, program, path);
      i += equals == std::string::npos && option->get_items_expected_max() > 0 ? 1 : 0;
      continue;
    }
    const auto sub = std::ranges::find_if(subs, [&](const CLI::App* each) { return each->get_name() == word; });
    if (sub == subs.end())
      return fmt::format("there is no command ‘{}{}’{}; ‘{}{} --help’ lists them",
                         path.empty() ? "" : path.substr(1) + " ", word, perhaps_meant(*at, word), program, path);
    at = *sub;
    path += " " + word;
  }
  if (!shown(*at).empty()) return fmt::format("a command is missing; ‘{}{} --help’ lists them", program, path);
  return fmt::format("{}; ‘{}{} --help’ shows what it takes", fault, program, path);
}

}  // namespace tipstaff::app
