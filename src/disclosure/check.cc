#include "disclosure/check.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <unordered_set>

#include "base/text.h"
#include "crypto/hash.h"
#include "disclosure/people.h"
#include "disclosure/search.h"
#include "document/document_child.h"
#include "document/emitter.h"
#include "match/rows.h"

namespace tipstaff::disclosure {
namespace {

using document::Observation;
using document::Trait;

std::string where_of(const Observation& seen) {
  const bool reason = seen.trait == Trait::kUnread || seen.trait == Trait::kUnexplained;
  if (reason || seen.place.empty()) return seen.part.empty() ? "the file itself" : seen.part;
  return seen.part.empty() ? seen.place : fmt::format("{} ({})", seen.place, seen.part);
}

std::string what_of(const Rule& rule, const Observation& seen, std::uint64_t people) {
  std::string out(rule.what);
  const bool reason = seen.trait == Trait::kUnread || seen.trait == Trait::kUnexplained;
  if (reason && !seen.place.empty()) out += ": " + seen.place;
  if (seen.rows > 1 && seen.layer != 0) out += fmt::format("; {} rows", seen.rows);
  if (people > 0)
    out += people == 1 ? "; 1 row looks like a person" : fmt::format("; {} rows look like people", people);
  return out;
}

// In lower case, without blanks around it.
std::string trimmed(std::string_view text) {
  const std::string out = lower(text);
  const std::size_t first = out.find_first_not_of(" \t"), last = out.find_last_not_of(" \t");
  return first == std::string::npos ? "" : out.substr(first, last - first + 1);
}

// FNV-1a (Fowler, Noll, Vo) of each word, added up: the same for the same words in any order.
std::uint64_t sum_of_words(std::string_view text) {
  constexpr std::uint64_t kBasis = 0xcbf29ce484222325, kPrime = 0x100000001b3;
  std::uint64_t sum = 0, word = kBasis;
  for (const char c : text) {
    if (c != ' ' && c != '\t') {
      word = (word ^ static_cast<unsigned char>(c)) * kPrime;
    } else if (word != kBasis) {
      sum += word;
      word = kBasis;
    }
  }
  return word == kBasis ? sum : sum + word;
}

// “page 3”, “page 3, as a scan shows it”: what a PDF's page shows itself.
bool is_page(std::string_view place) {
  return place.starts_with("page ") &&
         (place.find(',') == std::string_view::npos || place.ends_with("as a scan shows it"));
}

// What was heard of one layer before the observation that closes it.
struct Heard {
  PeopleCounter counter;
  std::vector<match::RowMatcher> matchers;  // one a roll
  std::optional<AllowedRows> allowed;       // with a policy that names somebody
  std::uint64_t words = 0;                  // sum of their hashes
};

constexpr std::size_t kMostInSight = 1000;
constexpr std::size_t kSpread = 3;  // registers' worth of people that lie in many places

const Policy kNoPolicy;

// Hears what the reader says, and turns it into findings.
class Judge : public document::Sink {
 public:
  Judge(const Declared& declared, std::span<const RollIndex> rolls, const Policy* policy)
      : declared_(declared), rolls_(rolls), policy_(policy == nullptr ? kNoPolicy : *policy), allowed_(rolls.size()) {
    for (std::size_t i = 0; i < rolls.size(); ++i)
      for (const std::string& name : policy_.allowed) match::allow(*rolls[i].index, name, allowed_[i]);
  }

  void row(std::uint32_t layer, std::span<const std::string> cells) override {
    if (layers_.size() >= document::kMostObservations && !layers_.contains(layer)) return;
    const auto [found, fresh] = layers_.try_emplace(layer);
    Heard& heard = found->second;
    if (fresh) begin(heard);
    for (const std::string& cell : cells) heard.words += sum_of_words(cell);
    const RowKind kind = heard.counter.add(cells);
    if (kind != RowKind::kNobody && heard.allowed && heard.allowed->excuses(cells)) heard.counter.excuse(kind);
    for (match::RowMatcher& matcher : heard.matchers) matcher.row(cells);
  }
  void observed(const Observation& seen) override {
    const auto found = layers_.find(seen.layer);
    const Heard heard = found == layers_.end() ? Heard() : std::move(found->second);
    if (found != layers_.end()) layers_.erase(found);
    const PeopleCounter& counter = heard.counter;
    for (std::size_t i = 0; i < heard.matchers.size(); ++i) {
      const match::Summary summary = heard.matchers[i].tally().summary();
      if (seen.trait == Trait::kVisible)
        judge_roll_visible(seen, rolls_[i], summary, heard.matchers[i].without_allowed().summary());
      else
        judge_roll_hidden(seen, rolls_[i], summary);
      keep_whom(rolls_[i], heard.matchers[i].tally(), summary.grade);
    }
    if (seen.trait == Trait::kVisible && is_page(seen.place)) seen_ += heard.words;
    if (seen.trait == Trait::kVisible && in_sight_.size() < kMostInSight)
      in_sight_.push_back({where_of(seen), seen.cells, seen.rows});
    if (seen.trait == Trait::kVisible) return judge_visible(seen, counter);
    const Rule& rule = rule_for(seen.trait);
    if (rule.people_only && counter.people() == 0) return;
    const Severity own = policy_.severity_of(rule);
    const bool nothing = seen.cells == 0 && (seen.trait == Trait::kSheetHidden ||
                                             seen.trait == Trait::kSheetVeryHidden || seen.trait == Trait::kRowHidden);
    // A register is held wherever it lies, also where ordinary words would be a note.
    const std::uint64_t most = rule.holds_one && !policy_.lowered.contains(rule.id) ? counter.excused() + 1 : kRegister;
    const Severity severity = nothing                                              ? Severity::kNote
                              : own == Severity::kNote && counter.people() >= most ? Severity::kHold
                                                                                   : own;
    add({&rule, severity, where_of(seen),
         nothing ? "something hidden with nothing in it" : what_of(rule, seen, counter.people()),
         nothing ? "" : word_on(rule, severity), counter.people(), seen.cells, seen.rows});
    if (severity == Severity::kHold || rule.severity == Severity::kHold) judge_rows(seen, counter);
  }
  std::uint64_t seen() const { return seen_; }
  std::vector<InSight> in_sight() { return std::move(in_sight_); }
  std::vector<Finding> take() {
    for (const auto& [layer, heard] : layers_)  // of which the reader's end was not heard
      for (std::size_t i = 0; i < heard.matchers.size(); ++i)
        keep_whom(rolls_[i], heard.matchers[i].tally(), match::Grade::kPossible);
    judge_spread();
    std::ranges::stable_sort(findings_, [](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
    return std::move(findings_);
  }

 private:
  static int rank(const Finding& finding) {
    return finding.severity == Severity::kHold ? 0 : finding.severity == Severity::kUnknown ? 1 : 2;
  }
  void add(Finding finding) {
    const auto same = [&](const Finding& other) {
      return other.rule == finding.rule && other.where == finding.where && other.what == finding.what;
    };
    const auto found = std::ranges::find_if(findings_, same);
    if (found == findings_.end())
      findings_.push_back(std::move(finding));
    else
      found->cells += finding.cells;
  }
  static void keep_whom(const RollIndex& roll, const match::Tally& tally, match::Grade grade) {
    if (roll.whom == nullptr) return;
    roll.whom->resize(roll.index->people());
    for (std::size_t i = 0; i < tally.met().size(); ++i) {
      Whom& whom = (*roll.whom)[i];
      whom.kinds = static_cast<std::uint16_t>(whom.kinds | tally.met()[i].kinds);
      whom.sure = whom.sure || (tally.met()[i].alone && grade >= match::Grade::kLikely);
    }
  }
  void begin(Heard& heard) const {
    for (std::size_t i = 0; i < rolls_.size(); ++i)
      heard.matchers.emplace_back(*rolls_[i].index, rolls_[i].whom != nullptr,
                                  policy_.allowed.empty() ? nullptr : &allowed_[i]);
    if (!policy_.allowed.empty()) heard.allowed.emplace(policy_);
  }
  // What the policy did to a finding of this rule.
  std::string word_on(const Rule& rule, Severity severity) const {
    if (policy_.raised.contains(rule.id)) return "the policy raises it to a hold";
    const auto lowered = policy_.lowered.find(rule.id);
    if (lowered == policy_.lowered.end()) return "";
    return severity == Severity::kNote ? "the policy lowers it: " + lowered->second
                                       : "the policy would lower it, but not a register of people";
  }
  // Hidden people of the roll are held once it is more than a name that others may bear; in what is but a note (an
  // author, a header) it takes a register of them. No policy changes that.
  void judge_roll_hidden(const Observation& seen, const RollIndex& roll, const match::Summary& found) {
    if (found.people == 0) return;
    const bool told = found.grade >= match::Grade::kLikely &&
                      (rule_for(seen.trait).severity == Severity::kHold || found.people >= kRegister);
    add({&rule_named("roll-hidden"), told ? Severity::kHold : Severity::kNote, where_of(seen), people_of(roll, found),
         "", found.people, seen.cells, seen.rows});
  }
  // In plain sight it takes a register of them. `others`: without those whom the policy allows.
  void judge_roll_visible(const Observation& seen, const RollIndex& roll, const match::Summary& found,
                          const match::Summary& others) {
    if (found.people == 0) return;
    const auto told = [](const match::Summary& summary, std::uint64_t most) {
      return summary.grade >= match::Grade::kLikely && summary.people >= most;
    };
    const bool held = told(others, policy_.people), without = told(found, kRegister);
    add({&rule_named("roll-visible"), held ? Severity::kHold : Severity::kNote, where_of(seen),
         others.people == 0 ? "people of the roll in plain sight, all of them named by the policy"
                            : people_of(roll, others),
         held == without ? "" : softened(held), others.people, seen.cells, seen.rows});
  }
  static std::string softened(bool held) {
    return held ? "the policy holds fewer people than ten" : "the policy allows these names, or so many";
  }
  void judge_visible(const Observation& seen, const PeopleCounter& counter) {
    if (counter.people() > 0) {
      const std::uint64_t people = counter.people() - counter.excused();
      const bool held = people >= policy_.register_rows, without = counter.people() >= kRegister;
      const Rule& rule = rule_named(held ? "register-visible" : "people-visible");
      const Severity severity = policy_.severity_of(rule);
      add({&rule, severity, where_of(seen),
           people == 0 ? "rows that look like people, all of them named by the policy" : what_of(rule, seen, people),
           held == without ? word_on(rule, severity) : softened(held), people, seen.cells, seen.rows});
      register_in_sight_ = register_in_sight_ || held;
      if (!register_in_sight_) spread_.insert(counter.keys().begin(), counter.keys().end());
    }
    judge_rows(seen, counter);
  }
  // A page has few of them, and the whole file many: letters to each, a card a page.
  void judge_spread() {
    if (register_in_sight_ || spread_.size() < kSpread * policy_.register_rows) return;
    const Rule& rule = rule_named("register-visible");
    const Severity severity = policy_.severity_of(rule);
    add({&rule, severity, "the whole file, a few in each place",
         fmt::format("{}; {} different ones", rule.what, spread_.size()), word_on(rule, severity), spread_.size(), 0,
         0});
  }
  void judge_rows(const Observation& seen, const PeopleCounter& counter) {
    if (declared_.rows && counter.rows() > *declared_.rows) {
      const Rule& rule = rule_named("declared-rows");
      add({&rule, rule.severity, where_of(seen),
           fmt::format("{}: {} where {} were declared", rule.what, counter.rows(), *declared_.rows), "",
           counter.people(), seen.cells, seen.rows});
    }
    if (declared_.columns.empty()) return;
    std::uint64_t others = 0;
    for (const std::string& heading : counter.headings())
      if (std::ranges::find(declared_.columns, trimmed(heading)) == declared_.columns.end()) ++others;
    if (others == 0) return;
    const Rule& rule = rule_named("declared-columns");
    add({&rule, rule.severity, where_of(seen),
         fmt::format("{}: {} of {}", rule.what, others, counter.headings().size()), "", counter.people(), seen.cells,
         seen.rows});
  }

  const Declared& declared_;
  std::span<const RollIndex> rolls_;
  const Policy& policy_;
  std::vector<match::Allowed> allowed_;  // one a roll
  std::map<std::uint32_t, Heard> layers_;
  std::vector<Finding> findings_;
  bool register_in_sight_ = false;
  std::unordered_set<std::uint64_t> spread_;  // keys of people in plain sight, while no place has a register of them
  std::vector<InSight> in_sight_;
  std::uint64_t seen_ = 0;
};

Verdict verdict_of(const std::vector<Finding>& findings) {
  Verdict out = Verdict::kPass;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kHold) return Verdict::kHold;
    if (finding.severity == Severity::kUnknown) out = Verdict::kUnknown;
  }
  return out;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  return verdict == Verdict::kPass ? "pass" : verdict == Verdict::kHold ? "hold" : "unknown";
}

Result<Declared> parse_declared(std::string_view words) {
  Declared out;
  const auto bad = [] { return fail(Code::kUsage, "what is declared reads like “150 rows, columns rank, unit”"); };
  const std::size_t columns = words.find("columns");
  const std::string rows = trimmed(words.substr(0, columns == std::string_view::npos ? words.size() : columns));
  if (rows.find_first_not_of(" ,") != std::string::npos) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(rows.data(), rows.data() + rows.size(), count);
    std::string rest = trimmed({end, static_cast<std::size_t>(rows.data() + rows.size() - end)});
    while (rest.ends_with(',') || rest.ends_with(' ')) rest.pop_back();
    if (error != std::errc() || (rest != "rows" && rest != "row")) return bad();
    out.rows = count;
  }
  if (columns == std::string_view::npos) return out.rows ? Result<Declared>(out) : Result<Declared>(bad());
  std::string_view list = words.substr(columns + 7);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (const std::string name = trimmed(list.substr(0, end)); !name.empty()) out.columns.push_back(name);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  if (out.columns.empty()) return bad();
  return out;
}

Result<FileReport> check_file(const std::string& path, ByteView file, const Declared& declared,
                              std::optional<SandboxLimits> limits, std::span<const RollIndex> rolls,
                              const Policy* policy) {
  TRY_ASSIGN(const SharedBytes shared, SharedBytes::copy_of(file));
  return check_file(path, shared, declared, limits, rolls, policy);
}

Result<FileReport> check_file(const std::string& path, const SharedBytes& file, const Declared& declared,
                              std::optional<SandboxLimits> limits, std::span<const RollIndex> rolls,
                              const Policy* policy) {
  FileReport out;
  out.path = path;
  out.bytes = file.view().size();
  out.sha256 = crypto::sha256(file.view());
  Declared meant = declared;
  if (policy != nullptr && !policy->declare.empty() && !declared.rows && declared.columns.empty()) {
    TRY_ASSIGN(meant, parse_declared(policy->declare));
  }
  Judge judge(meant, rolls, policy);
  TRY_ASSIGN(out.kind, document::read_safely(file, judge, limits.value_or(document::document_role().limits)));
  out.findings = judge.take();
  out.verdict = verdict_of(out.findings);
  out.seen = judge.seen();
  out.in_sight = judge.in_sight();
  return out;
}

}  // namespace tipstaff::disclosure
