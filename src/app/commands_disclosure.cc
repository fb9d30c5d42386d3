#include <fmt/format.h>

#include <charconv>

#include "app/commands.h"
#include "crypto/hash.h"
#include "disclosure/report.h"
#include "document/observation.h"
#include "office/disclosure_register.h"

namespace tipstaff::app {

namespace json = boost::json;
using office::Disclosure;

namespace {

struct Opened {
  std::shared_ptr<office::Office> office;
  access::Actor actor;
};
Result<Opened> open_register(Context& context) {
  TRY_ASSIGN(auto office, context.open());
  TRY_ASSIGN(access::Actor actor, context.actor(*office));
  return Opened{std::move(office), std::move(actor)};
}

// “2=words” → 2, words.
Result<std::pair<std::size_t, std::string>> accepted_from(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::size_t at = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || at >= text.size() || text[at] != '=')
    return fail(
        Code::kUsage,
        fmt::format("‘{}’ accepts nothing; write --accept NUMBER=REASON, with the number that ‘disclosure show’ gives",
                    text));
  return std::pair{number, std::string(text.substr(at + 1))};
}

json::object as_json(std::uint64_t id, const Disclosure& row) {
  json::array objections;
  for (const office::Objection& each : row.objections)
    objections.push_back(json::object{{"rule", each.rule},
                                      {"severity", each.unknown ? "unknown" : "hold"},
                                      {"where", each.where},
                                      {"what", each.what},
                                      {"people", each.people},
                                      {"accepted", each.accepted}});
  json::object out{{"disclosure", id},
                   {"state", office::disclosure_state_name(row.state)},
                   {"verdict", office::verdict_of(row)},
                   {"reference", row.reference},
                   {"audience", row.audience},
                   {"declared", row.declared},
                   {"where", row.url},
                   {"source", row.source},
                   {"file", row.file},
                   {"kind", row.kind},
                   {"bytes", row.bytes},
                   {"sha256", hex(row.sha256)},
                   {"rules_version", row.rules},
                   {"objections", std::move(objections)},
                   {"notes", row.notes},
                   {"freezes", row.frozen},
                   {"people", row.people},
                   {"submitted", to_rfc3339(row.submitted)},
                   {"checked", to_rfc3339(row.checked)}};
  if (!row.policy.empty()) {
    out["policy"] = json::object{{"sha256", hex(crypto::sha256(as_bytes(row.policy)))}, {"text", row.policy}};
    out["softened"] = row.softened;
  }
  if (row.published != kEver) out["published"] = to_rfc3339(row.published);
  if (row.taken_down != kEver) {
    out["taken_down"] = to_rfc3339(row.taken_down);
    out["accesses"] = row.accesses;
  }
  return out;
}

std::string name_of(office::Office& office, PrincipalId id) {
  const auto look = office.clerk().look();
  const auto* found = office.access().principals.find(id.value);
  return found == nullptr ? "nobody" : found->value.name;
}

std::string objections_as_text(const Disclosure& row) {
  std::string out;
  for (std::size_t i = 0; i < row.objections.size(); ++i) {
    const office::Objection& each = row.objections[i];
    out += fmt::format("  {:>3}  {:<8} {} [{}]\n       where:  {}\n", i + 1, each.unknown ? "unknown" : "hold",
                       each.what, each.rule, each.where);
    if (!each.accepted.empty()) out += fmt::format("       accepted: {}\n", each.accepted);
  }
  if (row.more > 0) out += fmt::format("       and {} more\n", row.more);
  return out;
}

}  // namespace

Result<void> disclosure_submit(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const Bytes content, context.caller->read(options.file, document::kLargestFile));
  office::Submission submission{options.reference, options.audience, options.declare,
                                options.where,     options.source,   options.file.filename().string()};
  if (!options.policy.empty()) {
    TRY_ASSIGN(const Bytes policy, context.caller->read(options.policy, std::size_t{1} << 20));
    TRY(disclosure::parse_policy(as_text(policy)));
    submission.policy = as_text(policy);
  }
  TRY_ASSIGN(const office::Submitted done,
             office::submit_disclosure(*here.office, here.actor, submission, content, context.progress()));
  TRY_ASSIGN(const Disclosure row, office::disclosure_row(*here.office, here.actor, done.id));
  if (context.json) {
    context.print_json(as_json(done.id, row));
  } else {
    context.print(disclosure::report_as_text({done.report}));
    context.print(fmt::format(
        "\nDisclosure {} is submitted: {}, SHA-256 {}, rules version {}.\n{}Next: somebody else decides with "
        "‘disclosure approve {}’.\n",
        done.id, office::verdict_of(row), hex(row.sha256), row.rules,
        row.frozen ? "Until a hold is reviewed, nothing else of this source or person goes out.\n" : "", done.id));
  }
  if (row.held()) return fail(Code::kNo, fmt::format("disclosure {} is on record, and held", done.id));
  if (row.unread())
    return fail(Code::kUnknown, fmt::format("disclosure {} is on record; it cannot be said what is in it", done.id));
  return {};
}

Result<void> disclosure_approve(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  office::Decision decision{options.id, !options.refuse, options.reason, {}};
  for (const std::string& text : options.accept) {
    TRY_ASSIGN(auto accepted, accepted_from(text));
    decision.accepted.insert(std::move(accepted));
  }
  TRY(office::decide_disclosure(*here.office, here.actor, decision));
  context.print(options.refuse ? fmt::format("Disclosure {} is refused.\n", options.id)
                               : fmt::format("Disclosure {} is approved. Next: somebody other than you publishes it "
                                             "with ‘disclosure publish {} FILE’.\n",
                                             options.id, options.id));
  return {};
}

Result<void> disclosure_publish(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const Bytes content, context.caller->read(options.file, document::kLargestFile));
  TRY_ASSIGN(const office::Published done,
             office::publish_disclosure(*here.office, here.actor, options.id, content, context.progress()));
  TRY_ASSIGN(const Disclosure row, office::disclosure_row(*here.office, here.actor, options.id));
  if (context.json) {
    json::object out = as_json(options.id, row);
    out["possible"] = done.possible;
    context.print_json(out);
    return {};
  }
  context.print(
      fmt::format("Disclosure {} may stand at {} from now on.\n{} people of your roll are in it ({} of them only "
                  "possibly); the public is on record as holding what it says of "
                  "them.\nIf it should not stand there: take it away, then ‘disclosure takedown {} --accesses N’ and "
                  "‘incident open --publication {}’.\n",
                  options.id, row.url, done.people, done.possible, options.id, options.id));
  return {};
}

Result<void> disclosure_takedown(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const std::uint64_t people, office::take_down(*here.office, here.actor, options.id, options.accesses));
  context.print(
      fmt::format("Disclosure {} is taken down, after {} accesses. {} people were in it: they stay exposed, because "
                  "nobody can show that every copy is gone.\n"
                  "Next: tipstaff incident open --publication {}\n",
                  options.id, options.accesses, people, options.id));
  return {};
}

Result<void> disclosure_review(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY(office::review_disclosure(*here.office, here.actor, options.id, options.reason));
  context.print(fmt::format("Disclosure {} is reviewed: it keeps nothing else waiting.\n", options.id));
  return {};
}

Result<void> disclosure_recheck(Context& context) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const auto all, office::recheck_disclosures(*here.office, here.actor, context.progress()));
  std::size_t worse = 0, failed = 0;
  json::array list;
  for (const office::Rechecked& one : all) {
    worse += !one.worse.empty() || one.people > 0;
    failed += !one.failed.empty();
    json::array found;
    for (const office::Objection& each : one.worse)
      found.push_back(json::object{{"rule", each.rule}, {"where", each.where}, {"what", each.what}});
    list.push_back(json::object{{"disclosure", one.id},
                                {"worse", std::move(found)},
                                {"people_newly_found", one.people},
                                {"failed", one.failed}});
    if (context.json) continue;
    if (!one.failed.empty())
      context.print(fmt::format("{:>5}  cannot be judged: {}\n", one.id, one.failed));
    else if (one.worse.empty() && one.people == 0)
      context.print(fmt::format("{:>5}  as it was decided on\n", one.id));
    else
      context.print(fmt::format("{:>5}  WORSE: {} new objections, {} people newly found in it; ‘disclosure show {}’\n",
                                one.id, one.worse.size(), one.people, one.id));
  }
  if (context.json)
    context.print_json(json::object{{"rechecked", std::move(list)}, {"rules_version", disclosure::kRulesVersion}});
  else
    context.print(fmt::format("{} publications checked by rules version {}.\n", all.size(), disclosure::kRulesVersion));
  if (worse > 0)
    return fail(Code::kNo, fmt::format("{} of {} publications hold what was not known when they were decided on", worse,
                                       all.size()));
  if (failed > 0)
    return fail(Code::kUnknown, fmt::format("{} of {} publications cannot be judged again", failed, all.size()));
  return {};
}

Result<void> disclosure_list(Context& context) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const auto all, office::all_disclosures(*here.office, here.actor));
  if (context.json) {
    json::array list;
    for (const auto& [id, row] : all) list.push_back(as_json(id, row));
    context.print_json(json::object{{"disclosures", std::move(list)}});
    return {};
  }
  for (const auto& [id, row] : all)
    context.print(fmt::format("{:>5}  {:<10} {:<8} {}  {}  {}{}\n", id, office::disclosure_state_name(row.state),
                              office::verdict_of(row), to_rfc3339(row.submitted), row.reference, row.file,
                              row.frozen ? "  (freezes its source until reviewed)" : ""));
  return {};
}

Result<void> disclosure_show(Context& context, const DisclosureOptions& options) {
  TRY_ASSIGN(const Opened here, open_register(context));
  TRY_ASSIGN(const Disclosure row, office::disclosure_row(*here.office, here.actor, options.id));
  if (context.json) {
    context.print_json(as_json(options.id, row));
    return {};
  }
  context.print(fmt::format(
      "disclosure {}: {}, verdict {}\n  answers   {}\n  for       {}\n  declared  {}\n  where     {}\n  source    {}\n "
      " file      {} ({}, {} bytes)\n  SHA-256   {}\n"
      "  submitted {} by {}\n  checked   {} by rules version {}, {} notes\n",
      options.id, office::disclosure_state_name(row.state), office::verdict_of(row), row.reference, row.audience,
      row.declared, row.url, row.source, row.file, row.kind, row.bytes, hex(row.sha256), to_rfc3339(row.submitted),
      name_of(*here.office, row.submitted_by), to_rfc3339(row.checked), row.rules, row.notes));
  if (!row.policy.empty())
    context.print(
        fmt::format("  policy    {}\n            {} findings are notes only because of it; --json shows its text\n",
                    office::policy_of(row), row.softened));
  if (row.decided != kEver)
    context.print(fmt::format("  decided   {} by {}{}\n", to_rfc3339(row.decided),
                              name_of(*here.office, row.decided_by), row.decision.empty() ? "" : ": " + row.decision));
  if (row.published != kEver)
    context.print(fmt::format("  published {} by {}; {} people of the roll in it\n", to_rfc3339(row.published),
                              name_of(*here.office, row.published_by), row.people));
  if (row.taken_down != kEver)
    context.print(fmt::format("  taken down {} after {} accesses\n", to_rfc3339(row.taken_down), row.accesses));
  if (row.frozen)
    context.print("  Until ‘disclosure review’, nothing else of this source or person goes out.\n");
  else if (!row.review.empty())
    context.print(fmt::format("  reviewed  by {}: {}\n", name_of(*here.office, row.reviewed_by), row.review));
  context.print(objections_as_text(row));
  return {};
}

}  // namespace tipstaff::app
