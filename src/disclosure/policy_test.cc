// A policy raises, lowers for a reason and allows names; it hides nothing that was not read, no register and nobody's
// custody.
#include "disclosure/policy.h"

#include "disclosure/report.h"
#include "disclosure/test_check.h"
#include "match/index.h"
#include "test_zip.h"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace tipstaff::disclosure {
namespace {

using test::data;
using test::found;
using test::row;
using test::told;
using test::workbook;

Policy policy(const std::string& lines) {
  auto out = parse_policy("tipstaff policy 1\n" + lines);
  EXPECT_TRUE(out) << out.error().text();
  return out.value_or(Policy{});
}
std::string refused(const std::string& text) {
  const auto out = parse_policy(text);
  return out ? "accepted" : out.error().text();
}

struct People {
  match::Index index;
  explicit People(const std::vector<std::pair<std::string, std::string>>& names) : index(build(names)) {}
  static match::Index build(const std::vector<std::pair<std::string, std::string>>& names) {
    match::Builder builder(Plaintext::copy_of("0123456789abcdef0123456789abcdef"));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string warrant = fmt::format("W{:06}", 410'000 + i),
                        mail = fmt::format("{}.{}{}@force.example", names[i].second[0], names[i].first, i);
      match::Person person;
      person.surname = names[i].first;
      person.forenames = names[i].second;
      person.warrant_number = warrant;
      person.email = mail;
      builder.add(person);
    }
    return std::move(builder).finish();
  }
};
std::string word(std::size_t n) {
  std::string out;
  for (std::size_t rest = n; out.size() < 3; rest /= 26) out.insert(out.begin(), static_cast<char>('a' + rest % 26));
  return out;
}
std::vector<std::pair<std::string, std::string>> force(std::size_t size) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < size; ++i) out.emplace_back("Thistle" + word(i), "Rowan" + word(i));
  return out;
}

FileReport judged(const std::string& file, const Policy& by, const match::Index* index = nullptr,
                  std::vector<Whom>* whom = nullptr) {
  const RollIndex roll{"your roll", index, whom};
  auto report = check_file("sample", as_bytes(file), {}, std::nullopt,
                           index == nullptr ? std::span<const RollIndex>() : std::span(&roll, 1), &by);
  EXPECT_TRUE(report) << report.error().text();
  return report.value_or(FileReport{});
}

TEST(Policy, IsReadLineByLineAndSaysWhichIsWrong) {
  const Policy read = policy(
      "# ours\r\n\n  title\tNorthmoor, answers to requests\r\nregister 25\npeople 1000\ndeclare 500 rows, columns "
      "rank, unit\n"
      "raise author\nlower comment because our template says who made it\nallow O’Hara, Séan Patrick\nallow "
      "s.ohara@northmoor.example");
  EXPECT_EQ(read.title, "Northmoor, answers to requests");
  EXPECT_EQ(read.register_rows, 25U);
  EXPECT_EQ(read.people, 1000U);
  EXPECT_EQ(read.declare, "500 rows, columns rank, unit");
  EXPECT_TRUE(read.raised.contains("author"));
  EXPECT_EQ(read.lowered.at("comment"), "our template says who made it");
  EXPECT_EQ(read.allowed.size(), 2U);
  EXPECT_EQ(refused(""), "the policy is empty: it begins with the line ‘tipstaff policy 1’");
  EXPECT_EQ(refused("tipstaff policy 2\n"), "policy, line 1: a policy begins with the line ‘tipstaff policy 1’");
  const std::pair<std::string, std::string> kWrong[] = {
      {"rule author", "no word ‘rule’"},
      {"raise", "nothing follows"},
      {"raise nonsense", "no rule ‘nonsense’"},
      {"raise sheet-hidden", "a hold already"},
      {"lower author because x", "a note already"},
      {"lower comment", "because REASON"},
      {"lower comment because", "because REASON"},
      {"lower not-read because we trust it", "no policy can change that"},
      {"raise encrypted", "no policy can change that"},
      {"lower roll-hidden because x", "cannot be lowered"},
      {"lower roll-visible because x", "cannot be lowered"},
      {"lower register-visible because x", "cannot be lowered"},
      {"lower declared-rows because x", "cannot be lowered"},
      {"register 0", "1 to 1,000"},
      {"register 1001", "1 to 1,000"},
      {"people ten", "1 to 1,000"},
      {"people 10 or so", "1 to 1,000"},
      {"people 99999999999999999999", "1 to 1,000"},
      {"declare a few", "150 rows"},
      {"allow Sarah Ward", "Surname, Forenames"},
      {"allow ,", "Surname, Forenames"},
      {"title \x1b[31m", "control character"},
      {"title \xff", "UTF-8"},
      {"title \u202e", "line"},
  };
  for (const auto& [line, words] : kWrong) {
    EXPECT_THAT(refused("tipstaff policy 1\n\n" + line + "\n"), testing::HasSubstr(words)) << line;
    EXPECT_THAT(refused("tipstaff policy 1\n\n" + line + "\n"), testing::HasSubstr("policy, line 3: ")) << line;
  }
  for (const std::string twice :
       {"title a", "people 4", "raise author", "lower comment because x", "allow Ward, Sarah"})
    EXPECT_THAT(refused("tipstaff policy 1\n" + twice + "\n" + twice + "\n"), testing::HasSubstr("line 3: ")) << twice;
  EXPECT_THAT(refused("tipstaff policy 1\nraise author\nlower author because x\n"), testing::HasSubstr("twice"));
  EXPECT_THAT(refused("tipstaff policy 1\n" + std::string(2000, '\n')), testing::HasSubstr("2,000 lines"));
  EXPECT_THAT(refused("tipstaff policy 1\n" + std::string(70'000, '#')), testing::HasSubstr("64 KiB"));
}

TEST(Policy, EveryPrefixAndEveryChangedByteIsReadOrRefused) {
  const std::string text =
      "tipstaff policy 1\ntitle A\nregister 25\npeople 3\nraise author\nlower comment because x\nallow Ward, "
      "Sarah\nallow a@b.example\n";
  for (std::size_t i = 0; i <= text.size(); ++i) (void)parse_policy(std::string_view(text).substr(0, i));
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const int other : {0, 9, 10, 13, 32, 44, 64, 0x80, 0xff}) {
      std::string changed = text;
      changed[i] = static_cast<char>(other);
      (void)parse_policy(changed);
    }
}

TEST(Policy, RaisesANoteAndLowersAHoldForItsReason) {
  const std::string core = "application/vnd.openxmlformats-package.core-properties+xml";
  const std::string book =
      workbook(data(row(1, {"rank"})))
          .add("docProps/core.xml", core, "<coreProperties><creator>A. Clerk</creator></coreProperties>")
          .finish();
  EXPECT_EQ(judged(book, Policy{}).verdict, Verdict::kPass);
  const FileReport raised = judged(book, policy("raise author"));
  EXPECT_EQ(raised.verdict, Verdict::kHold) << told(raised);
  EXPECT_EQ(found(raised, "author")->policy, "the policy raises it to a hold");
  const std::string hidden = workbook(data(row(1, {"rank"})), data(row(1, {"left"})), "hidden").finish();
  const FileReport lowered = judged(hidden, policy("lower sheet-hidden because it holds the list of units"));
  EXPECT_EQ(lowered.verdict, Verdict::kPass) << told(lowered);
  EXPECT_EQ(found(lowered, "sheet-hidden")->policy, "the policy lowers it: it holds the list of units");
  // A register is held all the same, and so is what could not be read.
  std::string people = row(1, {"Surname", "Initials"});
  for (int i = 2; i < 14; ++i) people += row(i, {"Invented", "A"});
  const FileReport held = judged(workbook(data(row(1, {"rank"})), data(people), "hidden").finish(),
                                 policy("lower sheet-hidden because it is ours"));
  EXPECT_EQ(held.verdict, Verdict::kHold) << told(held);
  EXPECT_THAT(found(held, "sheet-hidden")->policy, testing::HasSubstr("not a register"));
  EXPECT_EQ(judged(std::string(4000, '\x07'), policy("lower sheet-hidden because x\nregister 1000")).verdict,
            Verdict::kUnknown);
}

TEST(Policy, PeopleOfTheRollUnderALoweredRuleAreHeld) {
  const People roll(force(40));
  std::string rows;
  for (int i = 0; i < 4; ++i)
    rows += row(i + 1, {"Thistle" + word(static_cast<std::size_t>(i)), "Rowan" + word(static_cast<std::size_t>(i))});
  const std::string book = workbook(data(row(1, {"rank"})), data(rows), "hidden").finish();
  const FileReport report =
      judged(book, policy("lower sheet-hidden because x\npeople 1000\nallow Thistleaaa, Rowanaaa"), &roll.index);
  EXPECT_EQ(report.verdict, Verdict::kHold);
  ASSERT_NE(found(report, "roll-hidden"), nullptr) << told(report);
  EXPECT_EQ(found(report, "roll-hidden")->people, 4U);  // the allow-list is for plain sight
}

TEST(Policy, ThresholdsCountPlainSightOnly) {
  std::string csv = "surname,initials,ni number\n";
  for (int i = 0; i < 12; ++i) csv += "Invented,A,AB 12 34 56 C\n";
  EXPECT_EQ(judged(csv, Policy{}).verdict, Verdict::kHold);
  const FileReport noted = judged(csv, policy("register 13"));
  EXPECT_EQ(noted.verdict, Verdict::kPass) << told(noted);
  EXPECT_FALSE(found(noted, "people-visible")->policy.empty());
  EXPECT_EQ(judged(csv, policy("register 12")).verdict, Verdict::kHold);
  EXPECT_EQ(judged("surname,initials,ni number\nInvented,A,AB 12 34 56 C\n", policy("register 1")).verdict,
            Verdict::kHold);
  const People roll(force(200));
  std::string names;
  for (std::size_t i = 0; i < 12; ++i) names += fmt::format("Thistle{},Rowan{}\n", word(i), word(i));
  EXPECT_EQ(found(judged(names, Policy{}, &roll.index), "roll-visible")->severity, Severity::kHold);
  EXPECT_EQ(found(judged(names, policy("people 13"), &roll.index), "roll-visible")->severity, Severity::kNote);
  EXPECT_EQ(found(judged(names, policy("people 12"), &roll.index), "roll-visible")->severity, Severity::kHold);
  EXPECT_EQ(judged(csv, policy("register 13\ndeclare 5 rows")).verdict, Verdict::kHold);  // what the policy declares
}

TEST(Policy, AllowedNamesMayBeSeenInEveryFormAndStayInCustody) {
  const auto names = force(200);
  const People roll(names);
  std::string allow, chiefs;
  for (std::size_t i = 0; i < 12; ++i) {
    allow += fmt::format("allow {}, {}\n", names[i].first, names[i].second);
    chiefs += fmt::format(fmt::runtime(i % 3 == 0   ? "{0}, {1},chief officer\n"
                                       : i % 3 == 1 ? "{1} {0},chief officer\n"
                                                    : "{0} {1},chief officer\n"),
                          names[i].first, names[i].second);
  }
  std::vector<Whom> whom;
  EXPECT_EQ(judged(chiefs, Policy{}, &roll.index).verdict, Verdict::kHold);
  const FileReport allowed = judged(chiefs, policy(allow), &roll.index, &whom);
  EXPECT_EQ(allowed.verdict, Verdict::kPass) << told(allowed);
  EXPECT_EQ(found(allowed, "roll-visible")->people, 0U) << told(allowed);
  EXPECT_FALSE(found(allowed, "roll-visible")->policy.empty());
  EXPECT_EQ(std::ranges::count_if(whom, [](const Whom& each) { return each.kinds != 0; }), 12);
  // Others beside them are counted as ever.
  std::string more = chiefs;
  for (std::size_t i = 20; i < 29; ++i) more += fmt::format("{},{},constable\n", names[i].first, names[i].second);
  EXPECT_EQ(found(judged(more, policy(allow), &roll.index), "roll-visible")->people, 9U);
  more += fmt::format("{},{},constable\n", names[30].first, names[30].second);
  EXPECT_EQ(judged(more, policy(allow), &roll.index).verdict, Verdict::kHold);
  // A number is no name.
  std::string numbers;
  for (std::size_t i = 0; i < 12; ++i)
    numbers += fmt::format("{}, {},W{:06}\n", names[i].first, names[i].second, 410'000 + i);
  EXPECT_EQ(
      found(judged("name,given,warrant number\n" + numbers, policy(allow), &roll.index), "roll-visible")->severity,
      Severity::kHold);
}

TEST(Policy, OneAllowedNameExcusesNoNamesakes) {
  auto names = force(60);
  for (const char* given :
       {"Sarah", "Simon", "Susan", "Stephen", "Saul", "Selma", "Sidney", "Sean", "Scott", "Sybil", "Stella"})
    names.emplace_back("Featherstone", given);
  const People roll(names);
  std::string table;
  for (int i = 0; i < 11; ++i) table += "Featherstone, S.,constable\n";
  EXPECT_EQ(found(judged(table, Policy{}, &roll.index), "roll-visible")->people, 11U);
  EXPECT_EQ(found(judged(table, policy("allow Featherstone, Sarah"), &roll.index), "roll-visible")->people, 10U);
}

TEST(Policy, AllowedRowsWithoutARoll) {
  std::string allow, table = "name,post,email\n";
  for (std::size_t i = 0; i < 12; ++i) {
    allow += fmt::format("allow Thistle{0}, Rowan{0}\nallow r.thistle{0}@northmoor.example\n", word(i));
    table += fmt::format("Rowan{0} Thistle{0},Chief Officer,r.thistle{0}@northmoor.example\n", word(i));
  }
  EXPECT_EQ(judged(table, Policy{}).verdict, Verdict::kHold);
  const FileReport report = judged(table, policy(allow));
  EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
  EXPECT_EQ(found(report, "people-visible")->people, 0U);
  // Each excuses one row; one who signs a list of others excuses none of it.
  std::string decided = "surname,initials,ni number,decided by\n";
  for (int i = 0; i < 12; ++i) decided += "Invented,A,AB 12 34 56 C,Rowanaaa Thistleaaa\n";
  EXPECT_EQ(found(judged(decided, policy(allow)), "register-visible")->people, 12U);
  std::string same = "name,post,email\n";
  for (int i = 0; i < 12; ++i) same += "Rowanaaa Thistleaaa,Officer,r.thistleaaa@northmoor.example\n";
  EXPECT_EQ(found(judged(same, policy(allow)), "register-visible")->people, 11U);
}

TEST(Policy, EachReportNamesIt) {
  const Policy by = policy("title Northmoor <b>\nraise author\nlower comment because x & y");
  const std::string id = hex(by.sha256);
  const std::vector<FileReport> files = {judged("rank,unit\nConstable,North\n", by)};
  EXPECT_THAT(report_as_text(files, &by), testing::HasSubstr("Policy: Northmoor <b>, SHA-256 " + id));
  EXPECT_EQ(report_as_json(files, &by).at("policy").at("sha256").as_string(), id);
  EXPECT_EQ(report_as_sarif(files, &by).at("runs").at(0).at("properties").at("policy").at("sha256").as_string(), id);
  EXPECT_THAT(report_as_html(files, &by), testing::HasSubstr("Policy: Northmoor &lt;b&gt;, SHA-256 " + id));
  EXPECT_FALSE(report_as_json(files).contains("policy"));
  EXPECT_THAT(rules_as_text(&by), testing::HasSubstr("policy: x & y"));
  EXPECT_THAT(rules_as_markdown(&by), testing::HasSubstr("| hold (raised) |"));
  EXPECT_THAT(rules_as_markdown(&by), testing::HasSubstr("| note (lowered) |"));
  const boost::json::object rules = rules_as_json(&by);
  for (const auto& rule : rules.at("rules").as_array())
    EXPECT_EQ(rule.at("id") == "author", rule.as_object().contains("without_policy") && rule.at("severity") == "hold");
}

}  // namespace
}  // namespace tipstaff::disclosure
