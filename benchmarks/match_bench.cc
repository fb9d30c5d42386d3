// tipstaff_match_bench speed PEOPLE [FOLDER] | oracle PEOPLE TEXT MATCHES | calibrate [DOCUMENTS [SEED]]: the matcher's
// speed on one core and on two, and its rates of detection and false alarm. `speed` also writes the text and the
// patterns into FOLDER, for peers to search (benchmarks/matcher/run); `oracle` says whether everything that a peer
// found there is found.
#include <fmt/format.h>
#include <sodium.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <unordered_set>

#include "base/random.h"
#include "card/invented.h"
#include "match/fold.h"
#include "match/rows.h"
#include "match/test_population.h"

namespace tipstaff::match {
namespace {

// Of the processor, in all threads: what others do on the machine counts less.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}
double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Plaintext fresh_key() {
  SystemRandom random;
  Plaintext key(32);
  random.fill(key.writable());
  return key;
}

// Half the names are the demonstration's (common British ones, many of them words too), half a population's of 60,000
// surnames.
std::vector<card::InventedPerson> invent_roll(std::size_t count) {
  auto out = card::invent_people(count, 1829);
  test::Population population(41);
  for (std::size_t i = 1; i < out.size(); i += 2) {
    const test::Somebody one = population.draw();
    out[i].surname = one.surname;
    out[i].forenames = one.forename;
  }
  return out;
}

struct Planted {
  std::size_t at, form;
};
struct Forms {
  std::vector<std::string> text;
  std::vector<std::uint32_t> whose;
};
struct Text {
  std::string name, bytes;  // with kPadding behind
  std::vector<Planted> planted;
  std::string_view view() const { return std::string_view(bytes).substr(0, bytes.size() - kPadding); }
};

// Lines of ordinary English from what every Debian has, in random order, with a written form every `distance` bytes or
// so.
Text prose(std::size_t size, const Forms& forms, std::size_t distance) {
  std::vector<std::string> lines;
  for (const char* folder : {"/usr/share/common-licenses", "docs", "/usr/share/perl/5.36.0/pod"})
    if (std::filesystem::exists(folder))
      for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path());
        for (std::string line; std::getline(in, line);)
          if (line.size() > 20) lines.push_back(line);
      }
  if (lines.empty()) throw std::runtime_error("no text to search in");
  std::mt19937 random(3);
  Text out{fmt::format("prose, a name in {} bytes", distance), {}, {}};
  out.bytes.reserve(size + 4096);
  for (std::size_t next = distance; out.bytes.size() < size;) {
    out.bytes += lines[random() % lines.size()];
    if (out.bytes.size() > next) {
      out.bytes += " (";
      out.planted.push_back({out.bytes.size(), random() % forms.text.size()});
      out.bytes += forms.text[out.planted.back().form] + ")";
      next = out.bytes.size() + distance / 2 + random() % distance;
    }
    out.bytes += '\n';
  }
  out.bytes.append(kPadding, '\0');
  return out;
}

// Each line a person of the roll, as in a leaked list.
Text table(std::size_t size, const std::vector<card::InventedPerson>& people) {
  Text out{"a table of the roll", {}, {}};
  std::mt19937 random(4);
  while (out.bytes.size() < size) {
    const auto& one = people[random() % people.size()];
    out.bytes += fmt::format("{},{},{},{}\n", one.surname, one.forenames.substr(0, 1), one.rank, one.location);
  }
  out.bytes.append(kPadding, '\0');
  return out;
}

// Bytes that are no text, as of what is packed or encrypted.
Text noise(std::size_t size) {
  Text out{"random bytes", std::string(size + kPadding, '\0'), {}};
  std::mt19937_64 random(6);
  for (std::size_t at = 0; at < size; at += 8) {
    const std::uint64_t eight = random();
    std::memcpy(&out.bytes[at], &eight, 8);
  }
  return out;
}

// Of the tokens of the first 16 MB, the share that is a surname or a forename of the roll.
double share_of_names(const Text& text, const std::vector<card::InventedPerson>& people) {
  std::unordered_set<std::string> names;
  for (const auto& one : people)
    for (const std::string& word : words_of(one.surname + " " + one.forenames)) names.insert(word);
  std::size_t known = 0, all = 0;
  for (const std::string& word : words_of(text.view().substr(0, std::size_t{16} << 20))) {
    ++all;
    known += names.contains(word);
  }
  return static_cast<double>(known) / static_cast<double>(all);
}

std::size_t missed(const Index& index, const Text& text, const Forms& forms) {
  std::vector<Event> all;
  Scanner(index).scan(text.view(), all);
  std::erase_if(all, [](const Event& event) { return event.entry == nullptr; });
  std::ranges::stable_sort(all, {}, &Event::begin);
  std::size_t out = 0;
  for (const Planted& one : text.planted) {
    auto at = std::ranges::lower_bound(all, one.at > 100 ? one.at - 100 : 0, {}, &Event::begin);
    bool found = false;
    for (; at != all.end() && at->begin < one.at + forms.text[one.form].size(); ++at)
      found = found || (at->end > one.at && std::ranges::count(index.holders(*at->entry), forms.whose[one.form]) > 0);
    if (!found && ++out <= 5) fmt::print("  missed: {}\n", text.view().substr(one.at - 30, 80));
  }
  return out;
}

void race(const Index& index, const Text& text, Way way, std::size_t cores) {
  constexpr int kRuns = 5;
  constexpr std::size_t kPiece = std::size_t{1} << 20;  // as a search of files has them
  const auto size = static_cast<double>(text.view().size());
  std::vector<double> rates, processor;
  std::atomic<std::size_t> hits = 0;
  for (int run = 0; run < kRuns; ++run) {
    hits = 0;
    const double before = processor_seconds();
    const double took = seconds([&] {
      std::vector<std::thread> threads;
      for (std::size_t core = 0; core < cores; ++core)
        threads.emplace_back([&, core] {
          Scanner scanner(index, way);
          std::vector<Event> events;
          for (std::size_t at = core * kPiece; at < text.view().size(); at += cores * kPiece) {
            events.clear();
            scanner.scan(text.view().substr(at, kPiece), events);
            hits += static_cast<std::size_t>(
                std::ranges::count_if(events, [](const Event& event) { return event.entry != nullptr; }));
          }
        });
      for (std::thread& thread : threads) thread.join();
    });
    processor.push_back(size / (processor_seconds() - before) / 1e9);
    rates.push_back(size / took / 1e9);
  }
  std::ranges::sort(rates);
  std::ranges::sort(processor);
  fmt::print(
      "  {}, {} core{}: {:.2f} GB/s ({:.2f} to {:.2f}), by processor time {:.2f} a core (best {:.2f}), {} found\n",
      way_name(way), cores, cores == 1 ? "" : "s", rates[2], rates[0], rates[4], processor[2], processor[4],
      hits.load());
  std::fflush(stdout);
}

Index index_of(const std::vector<card::InventedPerson>& people, Use use = Use::kMemory) {
  Builder builder(fresh_key(), use);
  for (const auto& p : people)
    builder.add({p.surname, p.forenames, p.rank, p.unit, p.location, p.warrant_number, p.pay_number, p.email});
  return std::move(builder).finish();
}

std::string one_form(const card::InventedPerson& one) {
  return one.forenames.substr(0, one.forenames.find(' ')) + ' ' + one.surname;
}

constexpr std::size_t kMostWithAllForms = 100'000;  // people

void speed(std::size_t count, const char* folder) {
  const auto people = invent_roll(count);
  Index index;
  const double built = seconds([&] { index = index_of(people); });
  fmt::print("{} people: index built in {:.2f} s, {:.1f} MB\n", count, built,
             static_cast<double>(index.memory_bytes()) / 1e6);
  Forms forms;
  std::size_t all_forms = 0;
  for (std::size_t i = 0; i < people.size(); i += std::max<std::size_t>(people.size() / 20'000, 1)) {
    const auto of = written_forms(people[i].surname, people[i].forenames);
    all_forms += of.size();
    forms.text.push_back(of[i % of.size()]);
    forms.whose.push_back(static_cast<std::uint32_t>(i));
  }
  fmt::print("{:.1f} written forms a person\n",
             static_cast<double>(all_forms) / static_cast<double>(forms.text.size()));
  if (folder != nullptr) {
    std::set<std::string> patterns, all;
    for (const auto& p : people) {
      patterns.insert(one_form(p));
      if (count <= kMostWithAllForms)
        for (std::string& form : written_forms(p.surname, p.forenames)) all.insert(std::move(form));
    }
    std::ofstream out(std::filesystem::path(folder) / "patterns"), every(std::filesystem::path(folder) / "all-forms");
    for (const std::string& pattern : patterns) out << pattern << '\n';
    for (const std::string& pattern : all) every << pattern << '\n';
  }
  constexpr std::size_t kSize = std::size_t{128} << 20;
  for (const int kind : {0, 1, 2}) {
    const Text text = kind == 2 ? table(kSize / 8, people) : prose(kSize, forms, kind == 0 ? 20'000 : 2'000);
    fmt::print("{}: {} MB, {:.1f} % of its words are surnames or forenames of the roll\n", text.name,
               text.view().size() / 1'000'000, 100 * share_of_names(text, people));
    if (kind < 2) fmt::print("  {} planted, {} missed\n", text.planted.size(), missed(index, text, forms));
    if (folder != nullptr)
      std::ofstream(std::filesystem::path(folder) / (kind == 0   ? "prose"
                                                     : kind == 1 ? "dense"
                                                                 : "table"),
                    std::ios::binary)
          << text.view();
    for (const Way way : {Way::kAvx512, Way::kAvx2, Way::kScalar})
      for (const std::size_t cores : {1U, 2U})
        if (can(way) && (way == best_way() || (cores == 1 && kind == 0))) race(index, text, way, cores);
    if (kind == 0) continue;
    fmt::print("  with an index made for a file:\n");
    race(index_of(people, Use::kFile), text, best_way(), 1);
  }
  const Text text = noise(kSize / 8);
  fmt::print("{}: {} MB\n", text.name, text.view().size() / 1'000'000);
  for (const std::size_t cores : {1U, 2U}) race(index, text, best_way(), cores);
}

// Of what grep -F -o -b found of one form, “offset:form” a line: how much is found too, where the form stands by
// itself.
bool oracle(std::size_t count, const char* text_file, const char* matches_file) {
  const auto people = invent_roll(count);
  const Index index = index_of(people);
  std::unordered_map<std::string, std::vector<std::uint32_t>> whose;
  for (std::uint32_t i = 0; i < people.size(); ++i) whose[one_form(people[i])].push_back(i);
  std::ifstream in(text_file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::size_t size = text.size();
  text.append(kPadding, '\0');
  std::vector<Event> events;
  Scanner(index).scan(std::string_view(text).substr(0, size), events);
  std::erase_if(events, [](const Event& event) { return event.entry == nullptr; });
  std::ranges::stable_sort(events, {}, &Event::begin);
  std::ifstream matches(matches_file);
  std::size_t found = 0, others = 0, missed = 0, parts = 0;
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::string line; std::getline(matches, line);) {
    const std::size_t colon = line.find(':'), at = std::stoull(line.substr(0, colon));
    const std::string form = line.substr(colon + 1);
    if ((at > 0 && is_word(text[at - 1])) || is_word(text[at + form.size()])) {
      ++parts;
      continue;
    }
    bool any = false, him = false;
    for (auto event = std::ranges::lower_bound(events, at > 100 ? at - 100 : 0, {}, &Event::begin);
         event != events.end() && event->begin < at + form.size(); ++event) {
      if (event->end <= at) continue;
      any = true;
      for (const std::uint32_t who : whose[form])
        him = him || std::ranges::count(index.holders(*event->entry), who) > 0;
    }
    ++(him ? found : any ? others : missed);
    if (!him)
      fmt::print("  {}: {}\n", any ? "read as somebody else" : "missed", text.substr(at > 30 ? at - 30 : 0, 80));
  }
  fmt::print(
      "of {} finds of the peer: {} found, {} read as somebody else whose name overlaps, {} missed; {} more are parts "
      "of longer words\n",
      found + others + missed, found, others, missed, parts);
  return missed == 0 && found > 0;
}

struct Rates {
  int sure = 0, likely = 0, all = 0;
  void count(Grade grade) {
    ++all;
    sure += grade == Grade::kSure;
    likely += grade >= Grade::kLikely;
  }
  std::string text() const { return fmt::format("sure {} of {}, likely or sure {}", sure, all, likely); }
};

Grade grade_of(const Index& index, const std::vector<std::vector<std::string>>& rows) {
  RowMatcher matcher(index);
  for (const auto& row : rows) matcher.row(row);
  return matcher.tally().summary().grade;
}

// `draw` gives a person of the population.
void calibrate(const std::string& name, std::size_t documents, std::uint32_t seed,
               const std::function<test::Somebody()>& draw) {
  std::mt19937 random(seed + 12);
  std::vector<test::Somebody> roll;
  Builder builder(fresh_key());
  for (int i = 0; i < 47'000; ++i) {
    roll.push_back(draw());
    builder.add({roll.back().surname, roll.back().forename, {}, {}, {}, {}, {}, {}});
  }
  const Index index = std::move(builder).finish();
  for (const std::size_t rows : {5U, 10U, 20U, 50U, 200U}) {
    Rates initials, full, others_initials, others_full, others_prose;
    for (std::size_t d = 0; d < documents; ++d) {
      std::vector<std::vector<std::string>> a, b, c, e, prose;
      for (std::size_t r = 0; r < rows; ++r) {
        const auto& of_roll = roll[random() % roll.size()];
        const auto other = draw();
        a.push_back({of_roll.surname, of_roll.initial});
        b.push_back({of_roll.forename + " " + of_roll.surname, "Constable"});
        c.push_back({other.surname, other.initial});
        e.push_back({other.forename + " " + other.surname, "Constable"});
        prose.push_back({"On that day " + other.forename + " " + other.surname + " was seen by the river."});
      }
      initials.count(grade_of(index, a));
      full.count(grade_of(index, b));
      others_initials.count(grade_of(index, c));
      others_full.count(grade_of(index, e));
      others_prose.count(grade_of(index, prose));
    }
    fmt::print("{}, {} rows: of the roll, surname + initial: {}; forename + surname: {}\n", name, rows, initials.text(),
               full.text());
    fmt::print("{}, {} rows: other people, surname + initial: {}; forename + surname: {}; in prose: {}\n", name, rows,
               others_initials.text(), others_full.text(), others_prose.text());
  }
}

}  // namespace
}  // namespace tipstaff::match

int main(int argc, char** argv) {
  using namespace tipstaff::match;
  const std::string what = argc > 1 ? argv[1] : "";
  if (sodium_init() < 0) return 1;
  try {
    if (what == "speed" && argc > 2) {
      speed(std::strtoul(argv[2], nullptr, 10), argc > 3 ? argv[3] : nullptr);
    } else if (what == "oracle" && argc > 4) {
      if (!oracle(std::strtoul(argv[2], nullptr, 10), argv[3], argv[4])) return 1;
    } else if (what == "calibrate") {
      const std::size_t documents = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1000;
      const auto seed = static_cast<std::uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10)
                                                            : 5);  // 5 is the one that the thresholds were chosen on
      test::Population population(seed);
      calibrate("a population as in life", documents, seed, [&] { return population.draw(); });
      test::OtherPopulation other(seed + 1000);
      calibrate("a population that nothing was chosen on", documents, seed, [&] { return other.draw(); });
      std::uint64_t next = 0;
      calibrate("the demonstration's names", documents, seed, [&] {
        const auto p = tipstaff::card::invent_person(10 + next++, 94 + seed);
        const std::string forename = p.forenames.substr(0, p.forenames.find(' '));
        return test::Somebody{p.surname, forename, forename.substr(0, 1)};
      });
    } else {
      fmt::print(stderr,
                 "usage: tipstaff_match_bench speed PEOPLE [FOLDER] | oracle PEOPLE TEXT MATCHES | calibrate "
                 "[DOCUMENTS [SEED]]\n");
      return 2;
    }
  } catch (const std::exception& fault) {
    fmt::print(stderr, "{}\n", fault.what());
    return 1;
  }
  return 0;
}
