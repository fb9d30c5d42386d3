#include <fcntl.h>
#include <fmt/format.h>

#include "app/commands.h"
#include "office/import.h"
#include "office/people.h"
#include "office/principals.h"
#include "roll/csv_child.h"

namespace tipstaff::app {
namespace {

using office::Import;

Result<Plaintext> passphrase_for_new_store() {
  const char* path = std::getenv("TIPSTAFF_PASSPHRASE_FILE");
  if (path == nullptr)
    return fail(Code::kUsage, "set TIPSTAFF_PASSPHRASE_FILE to a file with the passphrase (or PIN) for the new store");
  TRY_ASSIGN(Plaintext text, read_secret_file(path));
  std::size_t size = text.size();
  while (size > 0 && text.reveal()[size - 1] == '\n') --size;
  text.truncate(size);
  if (size < 8) return fail(Code::kInvalid, "the passphrase needs at least 8 characters");
  return text;
}

Result<access::Roles> parse_roles(const std::vector<std::string>& names) {
  access::Roles out;
  for (const std::string& name : names) {
    const auto role = access::role_from_name(name);
    if (!role)
      return fail(Code::kUsage,
                  fmt::format("‘{}’ is no role; there are: sponsor, registrar, approver, issuer, activator, "
                              "security officer, dpo, auditor, keeper",
                              name));
    out.add(*role);
  }
  return out;
}

Result<FieldSet> parse_fields(const std::vector<std::string>& names) {
  FieldSet out;
  for (const std::string& name : names) {
    const auto field = field_from_name(name);
    if (!field) return fail(Code::kUsage, fmt::format("‘{}’ is no field of the roll", name));
    out.add(*field);
  }
  return out;
}

}  // namespace

Result<void> init(Context& context, const InitOptions& options) {
  if (context.dir.empty()) return fail(Code::kUsage, "name a new folder for the store: ‘tipstaff init DIR’");
  office::CreateSettings settings;
  settings.folder = context.dir;
  settings.force = options.force;
  settings.keeper = options.keeper;
  if (!options.roles.empty()) {
    TRY_ASSIGN(settings.keeper_roles, parse_roles(options.roles));
  }
  SystemFiles files;
  settings.make_root = [&](const std::filesystem::path& root_key) -> Result<Plaintext> {
    if (options.quorum) return crypto::create_root_with_quorum(files, context.random, root_key, options.shares);
    TRY_ASSIGN(const Plaintext passphrase, passphrase_for_new_store());
    if (options.token_module.empty())
      return crypto::create_root_with_passphrase(files, context.random, root_key, passphrase, crypto::ArgonCost{});
    return crypto::create_root_with_token(files, context.random, root_key,
                                          crypto::TokenSettings{options.token_module, options.token_label}, passphrase);
  };
  TRY_ASSIGN(const std::string token, office::Office::create(settings, context.clock, context.random));
  if (context.json) {
    context.print_json(
        boost::json::object{{"dir", context.dir.string()}, {"keeper", options.keeper}, {"token", token}});
    return {};
  }
  context.print(
      fmt::format("The store of {} is in {}.\n{} is its first keeper. Session token (30 days; keep it secret):\n{}\n",
                  options.force, context.dir.string(), options.keeper, token));
  return {};
}

Result<void> principal_add(Context& context, const std::string& name, const std::vector<std::string>& roles) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  TRY_ASSIGN(const access::Roles parsed, parse_roles(roles));
  std::string code;
  TRY(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const auto added, access::add_principal(write, office->access(), actor, name, parsed));
    code = added.second;
    return {};
  }));
  context.print(fmt::format("{} enrols once, within 24 hours, with ‘tipstaff enrol’ and this code:\n{}\n", name, code));
  return {};
}

Result<void> principal_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  for (const auto& [id, stored] : office->access().principals.all())
    context.print(fmt::format("{:>4}  {:<24} {}{}\n", id, stored.value.name, stored.value.roles.names(),
                              stored.value.ended                     ? " (ended)"
                              : !stored.value.enrolment_hash.empty() ? " (has not enrolled)"
                                                                     : ""));
  return {};
}

Result<void> principal_end(Context& context, const std::string& name, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::end_principal(*office, actor, name, why));
  context.print(fmt::format("{} has ended: every session, every grant and the secret.\n", name));
  return {};
}

Result<void> principal_renew(Context& context, const std::string& name, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::string code, office::renew_principal(*office, actor, name, why));
  context.print(
      fmt::format("The old secret, every session and every grant have ended. {} enrols once, within 24 hours, with "
                  "‘tipstaff enrol’ and this code:\n{}\n",
                  name, code));
  return {};
}

namespace {

Result<Plaintext> ask_secret(Context& context) {
  TRY_ASSIGN(std::optional<Plaintext> line, context.caller->line("secret: "));
  if (!line) return fail(Code::kUsage, "no secret was given on standard input");
  return std::move(*line);
}

}  // namespace

Result<void> enrol(Context& context, const std::string& code) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const Plaintext secret, ask_secret(context));
  std::string token;
  TRY(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(token, access::enrol(write, office->access(), code, secret));
    return {};
  }));
  context.print(token + "\n");
  return {};
}

Result<void> login(Context& context, const std::string& name) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const Plaintext secret, ask_secret(context));
  const auto principal = office->access().principal_named(name);
  if (!principal || !access::secret_matches(office->access().principals.find(principal->value)->value, secret))
    return fail(Code::kUnauthorised, "the name or the secret is wrong");
  std::string token;
  TRY(office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(token, access::open_session(write, office->access(), *principal, std::chrono::hours(12)));
    return {};
  }));
  context.print(token + "\n");
  return {};
}

Result<void> grant_give(Context& context, const GrantOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  office::GrantRequest request;
  request.principal = options.principal;
  request.purpose = options.purpose;
  request.only = PersonId{options.only};
  request.covers_protected = options.covers_protected;
  TRY_ASSIGN(request.life, parse_duration(options.until));
  for (const std::string& name : options.classes) {
    const auto data_class = class_from_name(name);
    if (!data_class)
      return fail(Code::kUsage,
                  fmt::format("‘{}’ is no class; there are: identity, photo, pay, vetting, contact", name));
    request.classes.push_back(*data_class);
  }
  TRY(office::give_grant(*office, actor, request));
  context.print(fmt::format("{} may now read for the purpose ‘{}’.\n", options.principal, options.purpose));
  return {};
}

Result<void> grant_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer, access::Role::kAuditor}));
  const auto look = office->clerk().look();
  const Instant now = office->clock().now();
  for (const auto& [id, stored] : office->access().grants.all()) {
    const access::Grant& grant = stored.value;
    const auto* principal = office->access().principals.find(grant.principal.value);
    if (grant.until < now || principal == nullptr || principal->value.ended) continue;
    std::string classes;
    for (const DataClass each : kAllClasses)
      if ((grant.classes >> static_cast<unsigned>(each) & 1U) != 0)
        classes += fmt::format("{}{}", classes.empty() ? "" : ", ", class_name(each));
    context.print(fmt::format("{:>4}  {:<24} until {}  {}{}  for: {}\n", id, principal->value.name,
                              to_rfc3339(grant.until).substr(0, 16) + "Z", classes,
                              grant.only.value == 0 ? (grant.covers_protected ? "; the protected too" : "")
                                                    : fmt::format("; person {} only", grant.only.value),
                              grant.purpose));
  }
  return {};
}

Result<void> grant_end(Context& context, std::uint64_t grant, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::end_grant(*office, actor, grant, why));
  context.print(fmt::format("Grant {} holds no longer.\n", grant));
  return {};
}

namespace {

void say_stage(const Context& context, const office::StageReport& report) {
  context.print(fmt::format("The file is {}.\n{}", report.format, report.mapping.in_words()));
  if (!report.left_out.empty())
    context.print(fmt::format("Not imported, because no card needs it: {}. Keep it with --keep FIELD --purpose WHY.\n",
                              report.left_out.names()));
  context.print(fmt::format("{} rows, {} good, {} photographs, {} people without one, {} problems.\n", report.rows,
                            report.good, report.photos, report.without_photo, report.problems.size()));
  if (report.faces_not_looked_for > 0)
    context.print("Photographs were cropped to the middle: faces were not looked for (‘make faces’).\n");
  if (report.no_face + report.several_faces > 0)
    context.print(fmt::format(
        "{} photographs show no face that was found, {} several; they were cropped to the window where heads are.\n",
        report.no_face, report.several_faces));
}

// By numbers of the roll: who looks at it may not read names.
void say_difference(const Context& context, const office::Difference& difference) {
  context.print(fmt::format("{} join, {} change, {} stay the same; {} on the roll are not in the file.\n",
                            difference.joiners, difference.changes, difference.same, difference.leavers));
  if (difference.returners != 0) context.print(fmt::format("{} had left and come back.\n", difference.returners));
  const auto by_field = [](const std::array<std::uint64_t, 16>& people) {
    std::string out;
    for (const Field field : kAllFields)
      if (const std::uint64_t count = people[static_cast<std::size_t>(field)]; count != 0)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", field_name(field), count);
    return out;
  };
  if (const std::string fields = by_field(difference.changed_fields); !fields.empty())
    context.print(fmt::format("Changed, by field: {}.\n", fields));
  if (const std::string fields = by_field(difference.emptied_fields); !fields.empty())
    context.print(
        fmt::format("On the roll and empty in the file: {}. They stay; with --emptied they are taken away.\n", fields));
  if (difference.marked != 0)
    context.print(fmt::format("{} are newly marked as protected or at risk by a notice.\n", difference.marked));
  if (difference.unmarked != 0)
    context.print(
        fmt::format("{} are protected on the roll and not in the file: they stay protected.\n", difference.unmarked));
  constexpr std::size_t kMostNamed = 20;
  std::string leaving;
  for (std::size_t i = 0; i < std::min(kMostNamed, difference.leaving.size()); ++i)
    leaving += fmt::format(" {}", difference.leaving[i].value);
  if (!leaving.empty())
    context.print(fmt::format("With --leavers these leave, and their cards are revoked:{}{}.\n", leaving,
                              difference.leaving.size() > kMostNamed
                                  ? fmt::format(" and {} more", difference.leaving.size() - kMostNamed)
                                  : ""));
}

Result<std::optional<roll::Mapping>> mapping_from(CallerFiles& files, const std::filesystem::path& file) {
  if (file.empty() || !files.exists(file)) return std::optional<roll::Mapping>();
  TRY_ASSIGN(const Bytes content, files.read(file, roll::kLargestMapping));
  TRY_ASSIGN(roll::Mapping mapping, roll::parse_mapping(content));
  return std::optional(std::move(mapping));
}

}  // namespace

Result<void> roll_import(Context& context, const ImportOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  office::ImportSettings settings;
  settings.files = context.caller;
  settings.csv = options.csv;
  settings.photos = options.photos;
  TRY_ASSIGN(settings.mapping, mapping_from(*context.caller, options.map_file));
  TRY_ASSIGN(const FieldSet keep, parse_fields(options.keep));
  if (!keep.empty() && options.purpose.empty()) return fail(Code::kUsage, "--keep needs a --purpose: why is it kept?");
  for (const Field field : keep.list()) {
    if (!office::kNeededByNoCard.has(field))
      return fail(Code::kUsage, fmt::format("--keep is for what no card needs: {}; {} is taken in anyway",
                                            office::kNeededByNoCard.names(), field_name(field)));
    settings.keep[field] = options.purpose;
  }
  const Progress progress = context.progress();
  TRY_ASSIGN(const auto import, Import::stage(*office, actor, settings, progress));
  TRY_ASSIGN(const office::Difference difference, import->compare(progress));
  const office::StageReport& report = import->report();
  say_stage(context, report);
  if (!options.map_file.empty() && !settings.mapping) {
    TRY(context.caller->replace(options.map_file, as_bytes(report.mapping.text()), 0644));
    context.print(
        fmt::format("The guesses are in {}; change them there if they are wrong.\n", options.map_file.string()));
  }
  if (!report.problems.empty() ||
      context.caller->exists(options.rejects))  // one of an earlier run would be taken for this one's
    TRY(context.caller->replace(options.rejects, as_bytes(office::problems_as_csv(report.problems)), 0600));
  if (!report.problems.empty()) context.print(fmt::format("The problems are in {}.\n", options.rejects.string()));
  say_difference(context, difference);
  const bool first = difference.changes + difference.same + difference.leavers + difference.returners == 0;
  if (options.dry_run || (!first && !options.apply)) {
    context.print(options.dry_run ? "Nothing was changed (--dry-run).\n"
                                  : "Nothing was changed yet: give --apply to carry it out.\n");
    return {};
  }
  TRY(import->apply({options.accept_good, options.leavers, options.emptied}, progress));
  context.print("Done.\n");
  return {};
}

Result<void> roll_status(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  std::array<std::uint64_t, 5> by_status{};
  {
    const auto look = office->clerk().look();
    for (const auto& [id, stored] : office->vault().people().all())
      ++by_status[static_cast<std::size_t>(stored.value.status)];
  }
  if (context.json) {
    context.print_json(boost::json::object{
        {"serving", by_status[1]}, {"left", by_status[2]}, {"erased", by_status[3] + by_status[4]}});
    return {};
  }
  context.print(
      fmt::format("{} serving, {} left, {} erased\n", by_status[1], by_status[2], by_status[3] + by_status[4]));
  return {};
}

Result<void> person_find(Context& context, const std::string& number) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  std::optional<PersonId> found;
  TRY(office->clerk().read([&](db::Database& db) -> Result<void> {
    TRY_ASSIGN(found, office->vault().find(db, Field::kWarrantNumber, number));
    return {};
  }));
  if (!found) return fail(Code::kNotFound, "nobody on the roll has this warrant or staff number");
  context.print(fmt::format("person {}\n", found->value));
  return {};
}

Result<void> person_show(Context& context, std::uint64_t person, const std::vector<std::string>& names,
                         const std::string& purpose) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const FieldSet fields, parse_fields(names));
  if (purpose.empty()) return fail(Code::kUsage, "say why with --purpose");
  TRY_ASSIGN(const roll::Values values, office::read_person(*office, actor, PersonId{person}, fields, purpose));
  for (const auto& [field, value] : values) {
    if (field == Field::kPhoto) continue;
    context.print(fmt::format("{}: ", field_label(field)));
    context.print(value.reveal_text());
    context.print("\n");
  }
  return {};
}

}  // namespace tipstaff::app
