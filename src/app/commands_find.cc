#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "app/commands.h"
#include "app/rolls.h"
#include "crypto/hash.h"
#include "disclosure/search.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr unsigned kWorkers = 2;

struct Item {
  fs::path path;
  std::uint64_t bytes = 0;
  std::string done;  // what stands in the state file once nothing was found in it
};
struct Hit {
  std::string path, kind, sha256, baseline;  // baseline: what it calls the file
  Known::Answer known{};
  std::vector<Known::Answer> inside{};  // files in it of which something is known
  std::vector<match::Summary> found;    // one a roll
  match::Grade grade = match::Grade::kNone;
  bool whole = true;
  bool holds_people() const {
    const auto of_people = [](const Known::Answer& one) { return one.recorded || one.sealed; };
    return grade >= match::Grade::kLikely || of_people(known) || std::ranges::any_of(inside, of_people);
  }
  bool gone() const { return known.gone || std::ranges::any_of(inside, &Known::Answer::gone); }
  std::string known_as() const {
    return baseline + (baseline.empty() || known.words.empty() ? "" : "; ") + known.words;
  }
};
struct Unread {
  std::string path, why;
};

// Files below the paths, in order; symbolic links are named by nobody's wish and not followed.
class Walk {
 public:
  Result<void> add(const fs::path& path) {
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::not_found)
      return fail(Code::kNotFound, fmt::format("there is no ‘{}’", path.string()));
    look(path);
    return {};
  }
  std::vector<Item> items;
  std::vector<Unread> unread;
  std::uint64_t links = 0;

 private:
  void look(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return unread.push_back({path.string(), "it cannot be looked at"});
    if (S_ISLNK(status.st_mode)) {
      ++links;
    } else if (S_ISDIR(status.st_mode)) {
      std::vector<fs::path> inside;
      std::error_code error;
      for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
        inside.push_back(at->path());
      if (error) unread.push_back({path.string(), "the folder cannot be read"});
      std::ranges::sort(inside);
      for (const fs::path& one : inside) look(one);
    } else if (S_ISREG(status.st_mode)) {
      const std::string what =
          fmt::format("{}\n{}\n{}.{}", path.string(), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
      items.push_back({path, static_cast<std::uint64_t>(status.st_size), hex(crypto::sha256(as_bytes(what)))});
    }
  }
};

// sha256sum's lines: known copies.
Result<std::unordered_map<std::string, std::string>> read_baseline(const fs::path& path) {
  std::unordered_map<std::string, std::string> out;
  if (path.empty()) return out;
  std::ifstream in(path);
  if (!in) return fail(Code::kNotFound, fmt::format("there is no baseline ‘{}’", path.string()));
  std::uint64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) continue;
    const auto hash = line.size() < 64 ? fail(Code::kInvalid, "") : from_hex(std::string_view(line).substr(0, 64));
    if (!hash)
      return fail(Code::kInvalid, fmt::format("line {} of ‘{}’ is no line of sha256sum's", number, path.string()));
    const std::size_t name = line.find_first_not_of(" *", 64);
    out.emplace(hex(*hash), name == std::string::npos ? "a known copy" : line.substr(name));
  }
  return out;
}

// Which files were searched and held nobody, so that a search that was stopped goes on. Those with somebody are
// searched again: nothing about people is written down.
class State {
 public:
  static Result<State> open(const fs::path& path, const std::string& rolls) {
    State out;
    if (path.empty()) return out;
    const std::string first = "tipstaff find " + rolls;
    std::ifstream in(path);
    std::string line;
    if (std::getline(in, line) && line != first)
      return fail(
          Code::kRefused,
          fmt::format("‘{}’ is the state of a search for another roll, or by an older program; name another file",
                      path.string()));
    const bool fresh = line.empty();
    while (std::getline(in, line)) out.done_.insert(line);
    out.file_ = std::make_unique<std::ofstream>(path, std::ios::app);
    if (fresh) *out.file_ << first << '\n';
    if (!out.file_->flush()) return fail(storage_error("cannot write", path, errno));
    return out;
  }
  bool has(const Item& item) const { return done_.contains(item.done); }
  void add(const Item& item) {
    if (file_) *file_ << item.done << '\n' << std::flush;
  }

 private:
  std::unordered_set<std::string> done_;
  std::unique_ptr<std::ofstream> file_;
};

struct Outcome {
  std::vector<Hit> hits;
  std::vector<Unread> unread;
  std::vector<match::Tally> all;  // one a roll
  std::uint64_t files = 0, bytes = 0, skipped = 0;
};

class Search {
 public:
  Search(const OpenRolls& rolls, const std::unordered_map<std::string, std::string>& baseline, State& state,
         Progress progress)
      : rolls_(rolls), baseline_(baseline), state_(state), progress_(std::move(progress)) {
    for (const disclosure::RollIndex& roll : rolls.named) out_.all.emplace_back(*roll.index);
  }
  Outcome run(const std::vector<Item>& items) {
    for (const Item& item : items) total_ += item.bytes;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kWorkers; ++i) threads.emplace_back([&] { work(items); });
    for (std::thread& thread : threads) thread.join();
    std::ranges::sort(out_.hits, {}, &Hit::path);
    std::ranges::sort(out_.unread, {}, &Unread::path);
    return std::move(out_);
  }

 private:
  void work(const std::vector<Item>& items) {
    for (std::size_t i = next_++; i < items.size(); i = next_++) {
      const Item& item = items[i];
      const bool before = state_.has(item);
      auto searched = before ? Result<disclosure::SearchedFile>(disclosure::SearchedFile{})
                             : disclosure::search_file(item.path, rolls_.named);
      const bool fresh = !before && searched;
      const Known::Answer known = fresh ? rolls_.known.of(item.path, searched->sha256) : Known::Answer{};
      const std::vector<Known::Answer> inside =
          fresh ? rolls_.known.of(searched->inside) : std::vector<Known::Answer>();
      const std::lock_guard hold(mutex_);
      if (before)
        ++out_.skipped;
      else if (searched)
        take(item, *searched, known, inside);
      else
        out_.unread.push_back({item.path.string(), searched.error().text()});
      out_.bytes += item.bytes;
      ++out_.files;
      progress_({"MB searched", out_.bytes / 1'000'000, total_ / 1'000'000});
    }
  }
  void take(const Item& item, const disclosure::SearchedFile& file, const Known::Answer& known,
            const std::vector<Known::Answer>& inside) {
    const bool hashed = file.sha256 != Hash{};  // larger files are not
    Hit hit{item.path.string(),  file.kind,   hashed ? hex(file.sha256) : "", {}, known, inside, {},
            match::Grade::kNone, file.whole()};
    for (std::size_t i = 0; i < file.found.size(); ++i) {
      hit.found.push_back(file.found[i].summary());
      hit.grade = std::max(hit.grade, hit.found.back().grade);
      if (hit.found.back().grade >= match::Grade::kLikely) out_.all[i].add(file.found[i]);
    }
    if (const auto listed = baseline_.find(hit.sha256); listed != baseline_.end()) hit.baseline = listed->second;
    if (!file.whole()) out_.unread.push_back({hit.path, std::string(file.unread)});
    if (hit.grade != match::Grade::kNone || hit.holds_people())
      out_.hits.push_back(std::move(hit));
    else if (file.whole())
      state_.add(item);
  }

  const OpenRolls& rolls_;
  const std::unordered_map<std::string, std::string>& baseline_;
  State& state_;
  Progress progress_;
  std::mutex mutex_;
  std::atomic<std::size_t> next_ = 0;
  std::uint64_t total_ = 0;
  Outcome out_;
};

// Where a copy would be known from; empty: nothing here could know one.
std::string not_known(const OpenRolls& rolls, bool baseline) {
  std::string out;
  const auto add = [&](bool told, std::string_view where) {
    if (told) out += fmt::format("{} {}", out.empty() ? "it is not" : ", nor", where);
  };
  add(baseline, "in the baseline");
  add(rolls.known.register_told(), "in the disclosure register");
  add(rolls.known.custody_told(), "among the copies on record");
  return out;
}

std::string label_of(const Hit& hit) {
  if (hit.grade != match::Grade::kNone) return std::string(match::grade_name(hit.grade));
  return hit.known.recorded || std::ranges::any_of(hit.inside, &Known::Answer::recorded) ? "on record" : "sealed";
}

// `words`: what is known of it, and of the file by the baseline.
std::string known_line(const Known::Answer& known, const std::string& words, bool told) {
  if (known.gone) return fmt::format("a copy that should not be here: {}\n", words);
  if (known.sealed && !known.recorded)
    return told ? fmt::format("an unknown copy: {}, of which no record is here\n", words)
                : fmt::format("a sealed copy: {}; whether it is on record is told to who may see custody\n", words);
  return words.empty() ? "" : fmt::format("a known copy: {}\n", words);
}

std::string known_lines(const Hit& hit, const std::string& nowhere, bool told) {
  std::string out;
  if (const std::string line = known_line(hit.known, hit.known_as(), told); !line.empty())
    out = "  " + line;
  else if (!nowhere.empty() && hit.grade >= match::Grade::kLikely)
    out = fmt::format("  an unknown copy: {}\n", nowhere);
  for (const Known::Answer& one : hit.inside)
    out += fmt::format("  in it, {}: {}", one.part, known_line(one, one.words, told));
  return out;
}

json::value custody_of(const Known::Answer& known, bool told) {
  return known.gone       ? json::value("gone")
         : known.recorded ? json::value("known")
         : told           ? json::value("unknown")
                          : json::value(nullptr);
}

std::string as_text(const Outcome& outcome, const OpenRolls& rolls, bool baseline, std::uint64_t links) {
  const std::string nowhere = not_known(rolls, baseline);
  std::string out;
  std::uint64_t sure = 0, possible = 0, sealed = 0, gone = 0;
  for (const Hit& hit : outcome.hits) {
    out += fmt::format("{}: {} ({})\n", hit.path, label_of(hit), hit.kind);
    for (std::size_t i = 0; i < hit.found.size(); ++i)
      if (hit.found[i].people > 0) out += fmt::format("  {}\n", disclosure::people_of(rolls.named[i], hit.found[i]));
    out += known_lines(hit, nowhere, rolls.known.custody_told());
    ++(hit.grade >= match::Grade::kLikely ? sure : hit.holds_people() ? sealed : possible);
    gone += hit.gone() ? 1U : 0U;
  }
  for (const Unread& one : outcome.unread) out += fmt::format("{}: not read: {}\n", one.path, one.why);
  out +=
      fmt::format("{} files, {} MB searched: {} hold people of the roll, {} more only names that others bear too",
                  disclosure::grouped(outcome.files), disclosure::grouped(outcome.bytes / 1'000'000), sure, possible);
  if (sealed > 0) out += fmt::format("; {} more are copies on record, or sealed", disclosure::grouped(sealed));
  if (gone > 0) out += fmt::format("; {} that should be gone", disclosure::grouped(gone));
  if (outcome.skipped > 0) out += fmt::format("; {} searched before held nobody", disclosure::grouped(outcome.skipped));
  if (links > 0) out += fmt::format("; {} symbolic links not followed", disclosure::grouped(links));
  out += ".\n";
  for (std::size_t i = 0; i < outcome.all.size(); ++i)
    if (const match::Summary all = outcome.all[i].summary(); all.people > 0)
      out += fmt::format("Together {} people of {}, {:.1f}% of it.\n", disclosure::grouped(all.people),
                         rolls.named[i].name, 100 * all.coverage());
  return out;
}

json::object as_json(const Outcome& outcome, const OpenRolls& rolls) {
  json::array files, unread, all;
  const auto summary = [&](std::size_t i, const match::Summary& found) {
    json::array fields;
    for (const std::string_view field : found.fields) fields.emplace_back(json::string(field.data(), field.size()));
    const std::string_view grade = match::grade_name(found.grade);
    return json::object{{"roll", rolls.named[i].name},  {"grade", json::string(grade.data(), grade.size())},
                        {"people", found.people},       {"of_roll", found.of_roll},
                        {"coverage", found.coverage()}, {"rows", found.rows},
                        {"others", found.others},       {"linked", found.linked},
                        {"weight", found.weight},       {"fields", std::move(fields)}};
  };
  for (const Hit& hit : outcome.hits) {
    json::array found;
    for (std::size_t i = 0; i < hit.found.size(); ++i) found.push_back(summary(i, hit.found[i]));
    const std::string_view grade = match::grade_name(hit.grade);
    json::object file{{"path", hit.path},
                      {"kind", hit.kind},
                      {"grade", json::string(grade.data(), grade.size())},
                      {"sha256", hit.sha256},
                      {"found", std::move(found)}};
    file["known"] = hit.known_as().empty() ? json::value(nullptr) : json::value(hit.known_as());
    file["custody"] = custody_of(hit.known, rolls.known.custody_told());
    json::array inside;
    for (const Known::Answer& one : hit.inside)
      inside.push_back(json::object{
          {"part", one.part}, {"known", one.words}, {"custody", custody_of(one, rolls.known.custody_told())}});
    file["inside"] = std::move(inside);
    files.push_back(std::move(file));
  }
  for (const Unread& one : outcome.unread) unread.push_back(json::object{{"path", one.path}, {"why", one.why}});
  for (std::size_t i = 0; i < outcome.all.size(); ++i) {
    const match::Summary found = outcome.all[i].summary();
    all.push_back(json::object{{"roll", rolls.named[i].name}, {"people", found.people}, {"of_roll", found.of_roll}});
  }
  return {{"files", std::move(files)},
          {"unread", std::move(unread)},
          {"together", std::move(all)},
          {"searched", outcome.files},
          {"bytes", outcome.bytes}};
}

// Which copy on record the files, taken together, most resemble.
Result<void> find_whose(Context& context, const FindOptions& options, const std::vector<Item>& items) {
  if (options.rolls.size() != 1)
    return fail(Code::kUsage, "--whose asks the store who has had what: name one store with --roll, no index");
  TRY_ASSIGN(const RollOfPeople roll, RollOfPeople::open(context, options.rolls.front(), options.purpose));
  const disclosure::RollIndex rolls[] = {{"your roll", &roll.index()}};
  match::Tally all(roll.index(), true);
  for (const Item& item : items) {
    TRY_ASSIGN(const disclosure::SearchedFile file, disclosure::search_file(item.path, rolls, true));
    if (!file.whole())
      return fail(Code::kUnknown, fmt::format("‘{}’ cannot be read whole, so nothing can be said of whose copy it is",
                                              item.path.string()));
    all.add(file.found.front());
  }
  std::vector<PersonId> found;
  std::uint16_t kinds = 0;
  for (std::size_t i = 0; i < roll.numbered().size(); ++i) {
    const match::Met& met = all.met()[i];
    if (met.kinds == 0 || !met.alone) continue;
    found.push_back(roll.numbered()[i]);
    kinds = static_cast<std::uint16_t>(kinds | met.kinds);
  }
  return roll.print_whose(context, found, kinds);
}

}  // namespace

Result<void> find(Context& context, const FindOptions& options) {
  if (options.rolls.empty())
    return fail(Code::kUsage,
                "name the roll whose people are looked for with --roll: a store, or an index made by ‘roll index’");
  Walk walk;
  for (const fs::path& path : options.paths) TRY(walk.add(path));
  if (options.whose) return find_whose(context, options, walk.items);
  TRY_ASSIGN(const auto baseline, read_baseline(options.baseline));
  TRY_ASSIGN(const OpenRolls rolls, open_rolls(context, options.rolls, {options.roll_key, options.purpose, true}));
  // The state of a program that knew none of these does not serve.
  std::string whose = "stores of mail, large archives, disk images, unknown files in archives, large PDF, passwords\n";
  for (std::size_t i = 0; i < rolls.named.size(); ++i)
    whose += fmt::format("{}\n{}\n", fs::weakly_canonical(options.rolls[i]).string(), rolls.named[i].index->people());
  TRY_ASSIGN(State state, State::open(options.state, hex(crypto::sha256(as_bytes(whose)))));
  Outcome outcome = Search(rolls, baseline, state, context.progress()).run(walk.items);
  outcome.unread.insert(outcome.unread.end(), walk.unread.begin(), walk.unread.end());
  if (context.json)
    context.print_json(as_json(outcome, rolls));
  else
    context.print(as_text(outcome, rolls, !options.baseline.empty(), walk.links));
  const auto hits = std::ranges::count_if(outcome.hits, &Hit::holds_people);
  if (hits > 0) return fail(Code::kNo, fmt::format("{} of {} files hold people of the roll", hits, outcome.files));
  if (!outcome.unread.empty())
    return fail(Code::kUnknown, fmt::format("{} files or folders were not read, or not whole: they may hold anybody",
                                            outcome.unread.size()));
  return {};
}

}  // namespace tipstaff::app
