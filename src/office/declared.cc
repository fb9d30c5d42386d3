#include "office/declared.h"

#include <fmt/format.h>

#include <set>

#include "roll/csv_child.h"

namespace tipstaff::office {
namespace {

struct Numbers {
  Plaintext warrant, surname, forenames;
};

Result<std::optional<PersonId>> who(Office& office, db::Database& db, const Numbers& row) {
  if (!row.warrant.empty()) {
    TRY_ASSIGN(const auto found, office.vault().find(db, Field::kWarrantNumber, row.warrant.reveal_text()));
    if (found) return found;
  }
  if (row.surname.empty() || row.forenames.empty()) return std::optional<PersonId>();
  TRY_ASSIGN(const auto found, office.vault().find_name(db, row.surname.reveal_text(), row.forenames.reveal_text()));
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

Result<std::vector<Numbers>> read_rows(const Declaration& declaration, Declared& out, const Progress& progress) {
  TRY_ASSIGN(Descriptor file, declaration.files->open(declaration.csv));
  TRY_ASSIGN(auto source, roll::csv_file(std::move(file), declaration.csv));
  TRY_ASSIGN(roll::SafeCsv reader, roll::SafeCsv::open(std::move(source)));
  const roll::Mapping mapping = declaration.mapping ? *declaration.mapping : roll::Mapping::guess(reader.headings());
  TRY_ASSIGN(const std::vector<roll::Target> targets, mapping.bind(reader.headings()));
  for (const roll::Target& target : targets)
    if (target.field) out.fields.add(*target.field);
  std::vector<Numbers> rows;
  for (;;) {
    TRY_ASSIGN(const std::optional<roll::CsvRow> row, reader.next());
    if (!row) return rows;
    Numbers& kept = rows.emplace_back();
    for (std::size_t i = 0; i < targets.size() && i < row->fields.size(); ++i) {
      const std::string_view value = roll::without_outer_spaces(row->fields[i]);
      if (targets[i].field == Field::kWarrantNumber) kept.warrant = Plaintext::copy_of(value);
      if (targets[i].field == Field::kSurname) kept.surname = Plaintext::copy_of(value);
      if (targets[i].field == Field::kForenames) kept.forenames = Plaintext::copy_of(value);
    }
    progress({"rows read", ++out.rows, 0});
  }
}

}  // namespace

Result<Declared> declare_copy(Office& office, const access::Actor& actor, const Declaration& declaration,
                              const Progress& progress) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer}));
  if (!declaration.holder.starts_with("supplier:") || declaration.holder.size() == 9)
    return fail(Code::kUsage, "name who was given the file as supplier:NAME");
  Declared out;
  TRY_ASSIGN(const std::vector<Numbers> rows, read_rows(declaration, out, progress));
  const std::string name = declaration.holder.substr(9);
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (declaration.since > write.now()) return fail(Code::kInvalid, "the file cannot have been handed over in the future");
    const EntryIndex begun = write.append(ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                                                         .actor = actor.id,
                                                         .fields = out.fields,
                                                         .object = rows.size(),
                                                         .reason = declaration.holder});
    TRY_ASSIGN(const HolderId holder, office.book().holder(write, custody::HolderKind::kSupplier, name, begun));
    std::set<PersonId> seen;
    for (const Numbers& row : rows) {
      TRY_ASSIGN(const std::optional<PersonId> person, who(office, write.db(), row));
      if (!person) ++out.not_on_roll;
      if (!person || !seen.insert(*person).second) continue;
      custody::Interval copy;
      copy.person = *person;
      copy.holder = holder;
      copy.fields = out.fields;
      copy.form = custody::Form::kDeclared;
      copy.from = declaration.since;
      copy.opened_by = write.append(ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                                                   .actor = actor.id,
                                                   .person = *person,
                                                   .fields = out.fields,
                                                   .holder = holder,
                                                   .reason = "declared"});
      TRY(office.book().open(write, copy));
    }
    out.people = seen.size();
    return {};
  }));
  return out;
}

}  // namespace tipstaff::office
