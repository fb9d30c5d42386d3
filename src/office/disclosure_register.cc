#include "office/disclosure_register.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "disclosure/rule.h"
#include "document/emitter.h"
#include "office/kept_bytes.h"
#include "office/matching.h"

namespace tipstaff::office {
namespace {

using access::Role;
using disclosure::FileReport;
using disclosure::Severity;
using disclosure::Whom;
using State = Disclosure::State;

constexpr access::Roles kSubmitters = {Role::kSponsor, Role::kRegistrar,       Role::kApprover,
                                       Role::kIssuer,  Role::kSecurityOfficer, Role::kDpo};
constexpr access::Roles kDeciders = {Role::kApprover, Role::kSecurityOfficer, Role::kDpo};
constexpr access::Roles kReviewers = {Role::kSecurityOfficer, Role::kDpo};
constexpr access::Roles kReaders = {Role::kSponsor,         Role::kRegistrar, Role::kApprover, Role::kIssuer,
                                    Role::kSecurityOfficer, Role::kDpo,       Role::kAuditor};

Result<void> check_words(std::string_view what, std::string_view words, bool needed = true) {
  if ((words.empty() && needed) || words.size() > 500)
    return fail(Code::kUsage, fmt::format("say {} in 1 to 500 characters", what));
  if (const TextFault fault = fault_in(words); fault != TextFault::kNone)
    return fail(Code::kUsage, fmt::format("{} {}", what, describe(fault)));
  return {};
}

Result<Disclosure> row_in(const Office& office, std::uint64_t id) {
  const auto* stored = office.disclosures().find(id);
  if (stored == nullptr)
    return fail(Code::kNotFound, fmt::format("there is no disclosure {}; ‘disclosure list’ shows them", id));
  return stored->value;
}

// The whole roll, and who its numbers are.
struct Roll {
  match::Index index;
  std::vector<PersonId> people;
};
Result<Roll> roll_of(Office& office, const access::Actor& actor, const Progress& progress) {
  std::vector<PersonId> people;
  TRY_ASSIGN(match::Index index, roll_for_matching(office, actor, kCheckPurpose, progress, &people));
  return Roll{std::move(index), std::move(people)};
}

struct Checked {
  FileReport report;
  std::vector<Whom> whom;  // by number in the roll
};
Result<Checked> check_with(const Roll& roll, const Disclosure& row, ByteView content) {
  TRY_ASSIGN(const disclosure::Declared declared, disclosure::parse_declared(row.declared));
  Checked out;
  const disclosure::RollIndex rolls[] = {{"your roll", &roll.index, &out.whom}};
  std::optional<disclosure::Policy> policy;
  if (!row.policy.empty()) {
    TRY_ASSIGN(policy, disclosure::parse_policy(row.policy));
  }
  TRY_ASSIGN(out.report,
             disclosure::check_file(row.file, content, declared, std::nullopt, rolls, policy ? &*policy : nullptr));
  return out;
}

// A rule at a place; how many people of the roll it comes to changes with the roll.
bool same(const Objection& a, const Objection& b) { return a.rule == b.rule && a.where == b.where; }

std::vector<Objection> objections_of(const FileReport& report) {
  std::vector<Objection> out;
  for (const disclosure::Finding& finding : report.findings)
    if (finding.severity != Severity::kNote)
      out.push_back({std::string(finding.rule->id), finding.where, finding.what, finding.people,
                     finding.severity == Severity::kUnknown, ""});
  return out;
}

std::vector<Objection> not_in(const std::vector<Objection>& found, const Disclosure& row) {
  std::vector<Objection> out;
  for (const Objection& each : found)
    if (std::ranges::none_of(row.objections, [&](const Objection& known) { return same(known, each); }))
      out.push_back(each);
  return out;
}

std::uint64_t softened_in(const FileReport& report) {
  return static_cast<std::uint64_t>(std::ranges::count_if(report.findings, [](const disclosure::Finding& each) {
    return !each.policy.empty() && each.severity == Severity::kNote;
  }));
}

void judge(Disclosure& row, const FileReport& report) {
  row.objections = objections_of(report);
  if (row.objections.size() > kMostObjections) {
    row.more = row.objections.size() - kMostObjections;
    row.objections.resize(kMostObjections);
  }
  row.notes = report.findings.size() - row.objections.size() - row.more;
  row.softened = softened_in(report);
  row.rules = static_cast<std::uint32_t>(disclosure::kRulesVersion);
}

std::string stamp_of(const Disclosure& row) {
  const std::string policy = policy_of(row);
  return fmt::format("verdict {}, SHA-256 {}, rules {}{}{}", verdict_of(row), hex(row.sha256), row.rules,
                     policy.empty() ? "" : ", policy ", policy);
}

// What the public is on record to have of each person already.
std::map<std::uint64_t, FieldSet> held_by(const Office& office, HolderId holder) {
  std::map<std::uint64_t, FieldSet> out;
  const custody::Columns& columns = office.book().of_holder(holder);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    FieldSet& fields = out[columns.person[i]];
    fields = fields | FieldSet::from_bits(columns.fields[i]);
  }
  return out;
}

// One interval for each person found, since the publication. Those who may be meant and may not are possible (law 6).
Result<Published> open_custody(Office& office, ledger::Write& write, std::uint64_t id, const Disclosure& row,
                               const Roll& roll, const std::vector<Whom>& whom, PrincipalId by) {
  const auto had = held_by(office, row.holder);
  Published out;
  for (std::size_t i = 0; i < whom.size() && i < roll.people.size(); ++i) {
    const auto before = had.find(roll.people[i].value);
    const FieldSet fields = fields_of(whom[i].kinds).minus(before == had.end() ? FieldSet() : before->second);
    if (fields.empty()) continue;
    custody::Interval copy;
    copy.person = roll.people[i];
    copy.holder = row.holder;
    copy.fields = fields;
    copy.form = custody::Form::kOpened;
    copy.delivered = whom[i].sure;
    copy.from = row.published;
    copy.opened_by = write.append(ledger::Detail{.act = ledger::Act::kCustodyOpened,
                                                 .actor = by,
                                                 .person = copy.person,
                                                 .fields = fields,
                                                 .holder = row.holder,
                                                 .object = id,
                                                 .reason = "published"});
    TRY(office.book().open(write, copy));
    if (before == had.end()) ++out.people;
    if (!whom[i].sure) ++out.possible;
  }
  return out;
}

Result<void> refuse_frozen(const Office& office, std::uint64_t id) {
  const std::vector<std::uint64_t> by = frozen_by(office, id);
  if (by.empty()) return {};
  return fail(
      Code::kRefused,
      fmt::format("disclosure {} was held and comes from the same source or person: until somebody has looked into it "
                  "(‘disclosure review {}’) nothing else of theirs goes out",
                  by.front(), by.front()));
}

Result<void> may_publish(const Office& office, const access::Actor& actor, std::uint64_t id, const Disclosure& row,
                         const Hash& sha256) {
  if (row.state != State::kApproved)
    return fail(Code::kRefused, fmt::format("disclosure {} is {}; only what was approved is published", id,
                                            disclosure_state_name(row.state)));
  if (row.decided_by == actor.id)
    return fail(Code::kRefused, "who approved a disclosure does not publish it (two people)");
  if (row.sha256 != sha256)
    return fail(Code::kRefused, fmt::format("these are not the bytes that were checked: they have SHA-256 {}, and "
                                            "those checked by rules {} have {}; submit this file",
                                            hex(sha256), row.rules, hex(row.sha256)));
  return refuse_frozen(office, id);
}

// Law 8, and what must be said for a hold and for what nobody could read.
Result<void> may_decide(const Office& office, const access::Actor& actor, const Disclosure& row,
                        const Decision& decision) {
  if (row.state != State::kSubmitted)
    return fail(Code::kRefused,
                fmt::format("disclosure {} is {}; it has been decided", decision.id, disclosure_state_name(row.state)));
  if (row.submitted_by == actor.id)
    return fail(Code::kRefused, "who submitted a disclosure does not decide on it (two people)");
  if (!decision.approve) return check_words("why it is refused, with --reason,", decision.reason);
  TRY(refuse_frozen(office, decision.id));
  if (row.more > 0)
    return fail(
        Code::kRefused,
        fmt::format(
            "there are {} objections to this file, too many to accept one by one: clean it, and submit it again",
            row.objections.size() + row.more));
  if (row.unread())
    TRY(check_words("with --reason why a file may go out of which it cannot be said what is in it,", decision.reason));
  if (!row.held() && row.softened == 0) return {};
  TRY(access::require_role(actor,
                           kReviewers));  // who submits chooses the policy, so what it softened is no small matter
  for (std::size_t i = 0; i < row.objections.size(); ++i) {
    if (row.objections[i].unknown) continue;
    const auto reason = decision.accepted.find(i + 1);
    if (reason == decision.accepted.end())
      return fail(
          Code::kUsage,
          fmt::format(
              "objection {} ({}) is a hold: say with --accept {}=REASON why it may go out, or have the file cleaned",
              i + 1, row.objections[i].rule, i + 1));
    TRY(check_words(fmt::format("why objection {} is accepted,", i + 1), reason->second));
  }
  return {};
}

}  // namespace

std::string_view disclosure_state_name(State state) {
  switch (state) {
    case State::kSubmitted:
      return "submitted";
    case State::kApproved:
      return "approved";
    case State::kRefused:
      return "refused";
    case State::kPublished:
      return "published";
    case State::kTakenDown:
      return "taken down";
  }
  return "unknown";
}

std::string_view verdict_of(const Disclosure& row) {
  using disclosure::Verdict;
  return disclosure::verdict_name(row.held() ? Verdict::kHold : row.unread() ? Verdict::kUnknown : Verdict::kPass);
}

std::string policy_of(const Disclosure& row) {
  if (row.policy.empty()) return "";
  const auto policy = disclosure::parse_policy(row.policy);
  return fmt::format("{}SHA-256 {}", !policy || policy->title.empty() ? "" : policy->title + ", ",
                     hex(crypto::sha256(as_bytes(row.policy))));
}

std::vector<std::uint64_t> frozen_by(const Office& office, std::uint64_t id) {
  std::vector<std::uint64_t> out;
  const auto* own = office.disclosures().find(id);
  for (const auto& [other, stored] : office.disclosures().all()) {
    const Disclosure& row = stored.value;
    if (other == id || own == nullptr || !row.frozen) continue;
    if (row.source == own->value.source || row.submitted_by == own->value.submitted_by) out.push_back(other);
  }
  return out;
}

Result<Submitted> submit_disclosure(Office& office, const access::Actor& actor, const Submission& submission,
                                    ByteView content, const Progress& progress) {
  TRY(access::require_role(actor, kSubmitters));
  TRY(check_words("which request it answers (--reference)", submission.reference));
  TRY(check_words("who is to have it (--audience)", submission.audience));
  TRY(check_words("where it will stand (--where)", submission.url));
  TRY(check_words("where it comes from (--source)", submission.source, false));
  TRY(check_words("the file's name", submission.file));
  Disclosure row;
  row.reference = submission.reference;
  row.audience = submission.audience;
  row.declared = submission.declared;
  row.url = submission.url;
  row.source = lower(submission.source.empty() ? actor.name : submission.source);
  row.file = submission.file;
  row.policy = submission.policy;
  if (!row.policy.empty()) TRY(disclosure::parse_policy(row.policy));
  TRY(disclosure::parse_declared(row.declared));
  TRY_ASSIGN(const Roll roll, roll_of(office, actor, progress));
  TRY_ASSIGN(Checked checked, check_with(roll, row, content));
  row.kind = checked.report.kind;
  row.bytes = checked.report.bytes;
  row.sha256 = checked.report.sha256;
  row.submitted_by = actor.id;
  judge(row, checked.report);
  row.frozen = row.held();
  Submitted out;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    row.submitted = row.checked = write.now();
    out.id = office.disclosures().next_id();
    const EntryIndex entry =
        write.append(ledger::Detail{.act = ledger::Act::kDisclosureSubmitted,
                                    .actor = actor.id,
                                    .object = out.id,
                                    .reason = fmt::format("{}: {}", row.reference, stamp_of(row))});
    return office.disclosures().put(write, out.id, row, entry);
  }));
  out.report = std::move(checked.report);
  return out;
}

Result<void> decide_disclosure(Office& office, const access::Actor& actor, const Decision& decision) {
  TRY(access::require_role(actor, kDeciders));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(Disclosure row, row_in(office, decision.id));
    TRY(may_decide(office, actor, row, decision));
    row.state = decision.approve ? State::kApproved : State::kRefused;
    row.decided_by = actor.id;
    row.decided = write.now();
    row.decision = decision.reason;
    for (const auto& [number, reason] : decision.accepted)
      if (decision.approve && number >= 1 && number <= row.objections.size())
        row.objections[number - 1].accepted = reason;
    const EntryIndex entry = write.append(ledger::Detail{
        .act = ledger::Act::kDisclosureDecided,
        .actor = row.submitted_by,
        .approver = actor.id,
        .object = decision.id,
        .reason = fmt::format("{}: {}; {}", disclosure_state_name(row.state), row.decision, stamp_of(row))});
    return office.disclosures().put(write, decision.id, std::move(row), entry);
  }));
  return {};
}

Result<Published> publish_disclosure(Office& office, const access::Actor& actor, std::uint64_t id, ByteView content,
                                     const Progress& progress) {
  TRY(access::require_role(actor, kSubmitters));
  TRY_ASSIGN(const Disclosure decided, disclosure_row(office, actor, id));
  {
    const auto look = office.clerk().look();
    TRY(may_publish(office, actor, id, decided, crypto::sha256(content)));
  }
  TRY_ASSIGN(const Roll roll, roll_of(office, actor, progress));
  TRY_ASSIGN(const Checked checked, check_with(roll, decided, content));
  if (const auto worse = not_in(objections_of(checked.report), decided); !worse.empty())
    return fail(Code::kRefused, fmt::format("today's rules (version {}), and today's roll, object to more than was "
                                            "decided on: {} at {}; submit the file again",
                                            disclosure::kRulesVersion, worse.front().rule, worse.front().where));
  Published out;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(Disclosure row, row_in(office, id));
    TRY(may_publish(office, actor, id, row, checked.report.sha256));
    row.publication = write.append(ledger::Detail{.act = ledger::Act::kDisclosurePublished,
                                                  .actor = actor.id,
                                                  .approver = row.decided_by,
                                                  .object = id,
                                                  .reason = fmt::format("at {}: {}", row.url, stamp_of(row))});
    TRY_ASSIGN(row.holder,
               office.book().holder(write, custody::HolderKind::kPublic, fmt::to_string(id), row.publication));
    row.state = State::kPublished;
    row.published_by = actor.id;
    row.published = row.checked = write.now();
    row.rules = static_cast<std::uint32_t>(disclosure::kRulesVersion);
    TRY_ASSIGN(row.key, keep_bytes(write, id, content));
    TRY_ASSIGN(out, open_custody(office, write, id, row, roll, checked.whom, actor.id));
    row.people = out.people;
    const EntryIndex entry = row.publication;
    return office.disclosures().put(write, id, std::move(row), entry);
  }));
  return out;
}

Result<std::uint64_t> take_down(Office& office, const access::Actor& actor, std::uint64_t id, std::uint64_t accesses) {
  TRY(access::require_role(actor, kSubmitters));
  std::uint64_t people = 0;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(Disclosure row, row_in(office, id));
        if (row.state != State::kPublished)
          return fail(Code::kRefused, fmt::format("disclosure {} is {}; only what stands published is taken down", id,
                                                  disclosure_state_name(row.state)));
        row.state = State::kTakenDown;
        row.taken_down = write.now();
        row.accesses = accesses;
        const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kDisclosureTakenDown,
                                                             .actor = actor.id,
                                                             .holder = row.holder,
                                                             .object = id,
                                                             .reason = fmt::format("{} accesses counted", accesses)});
        const custody::Columns& copies = office.book().of_holder(row.holder);
        for (std::size_t i = 0; i < copies.size(); ++i)
          if (copies.end(i) == custody::End::kOpen)
            TRY(office.book().close(write, CustodyId{copies.id[i]}, write.now(), custody::End::kOnWord, entry));
        people = row.people;
        row.key.clear();
        TRY(drop_bytes(write, id));
        return office.disclosures().put(write, id, std::move(row), entry);
      },
      ledger::Urgency::kUrgent));
  return people;
}

Result<void> review_disclosure(Office& office, const access::Actor& actor, std::uint64_t id, const std::string& words) {
  TRY(access::require_role(actor, kReviewers));
  TRY(check_words("what was looked into, with --reason,", words));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(Disclosure row, row_in(office, id));
    if (!row.frozen) return fail(Code::kRefused, fmt::format("disclosure {} keeps nothing waiting", id));
    if (row.submitted_by == actor.id)
      return fail(Code::kRefused, "who submitted a disclosure does not review it (two people)");
    row.frozen = false;
    row.reviewed_by = actor.id;
    row.review = words;
    const EntryIndex entry = write.append(
        ledger::Detail{.act = ledger::Act::kDisclosureReviewed, .actor = actor.id, .object = id, .reason = words});
    return office.disclosures().put(write, id, std::move(row), entry);
  }));
  return {};
}

namespace {

Result<Rechecked> recheck_one(Office& office, const access::Actor& actor, const Roll& roll, std::uint64_t id,
                              const Disclosure& before) {
  Rechecked out;
  out.id = id;
  Bytes content;
  if (const auto read = office.clerk().read([&](db::Database& db) -> Result<void> {
        TRY_ASSIGN(content, kept_bytes(db, id, before.key, before.bytes, before.sha256));
        return {};
      });
      !read) {
    out.failed = read.error().text();
    return out;
  }
  TRY_ASSIGN(const Checked checked, check_with(roll, before, content));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(Disclosure row, row_in(office, id));
    out.worse = not_in(objections_of(checked.report), row);
    const bool held = std::ranges::any_of(out.worse, [](const Objection& each) { return !each.unknown; });
    for (const Objection& each : out.worse)
      if (row.objections.size() < kMostObjections)
        row.objections.push_back(each);
      else
        ++row.more;
    row.frozen = row.frozen || held;
    row.rules = static_cast<std::uint32_t>(disclosure::kRulesVersion);
    row.checked = write.now();
    const EntryIndex entry =
        write.append(ledger::Detail{.act = ledger::Act::kDisclosureRechecked,
                                    .actor = actor.id,
                                    .object = id,
                                    .reason = fmt::format("{} new objections; {}", out.worse.size(), stamp_of(row))});
    if (row.state == State::kPublished) {  // not taken down meanwhile
      TRY_ASSIGN(const Published found, open_custody(office, write, id, row, roll, checked.whom, actor.id));
      out.people = found.people;
      row.people += found.people;
    }
    return office.disclosures().put(write, id, std::move(row), entry);
  }));
  return out;
}

}  // namespace

Result<std::vector<Rechecked>> recheck_disclosures(Office& office, const access::Actor& actor,
                                                   const Progress& progress) {
  TRY(access::require_role(actor, kReviewers));
  TRY_ASSIGN(const auto all, all_disclosures(office, actor));
  TRY_ASSIGN(const Roll roll, roll_of(office, actor, progress));
  std::vector<Rechecked> out;
  for (const auto& [id, row] : all) {
    if (row.state != State::kPublished) continue;
    TRY_ASSIGN(Rechecked one, recheck_one(office, actor, roll, id, row));
    out.push_back(std::move(one));
    progress({"publications checked again", out.size(), 0});
  }
  return out;
}

Result<Disclosure> disclosure_row(Office& office, const access::Actor& actor, std::uint64_t id) {
  TRY(access::require_role(actor, kReaders));
  const auto look = office.clerk().look();
  return row_in(office, id);
}

Result<std::vector<std::pair<std::uint64_t, Disclosure>>> all_disclosures(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, kReaders));
  const auto look = office.clerk().look();
  std::vector<std::pair<std::uint64_t, Disclosure>> out;
  for (const auto& [id, stored] : office.disclosures().all()) out.emplace_back(id, stored.value);
  return out;
}

}  // namespace tipstaff::office
