#include "office/declared.h"

#include <fmt/format.h>

#include <unistd.h>

#include <set>

#include "base/shared_bytes.h"
#include "crypto/hash.h"
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

constexpr std::size_t kLargestHashed = std::size_t{256} << 20;  // as ‘find’ hashes

// What a copy of the file is known by; nothing of one that is too large for that.
Result<std::vector<Hash>> hash_of(const Descriptor& file, const std::filesystem::path& named) {
  std::vector<Hash> out;
  TRY_ASSIGN(const SharedBytes bytes, SharedBytes::read(file.get(), kLargestHashed, named));
  if (bytes.view().size() <= kLargestHashed) out.push_back(crypto::sha256(bytes.view()));
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail(storage_error("cannot read", named, errno));
  return out;
}

Result<std::vector<Numbers>> read_rows(const Declaration& declaration, Declared& out, std::vector<Hash>& hashes, const Progress& progress) {
  TRY_ASSIGN(Descriptor file, declaration.files->open(declaration.csv));
  TRY_ASSIGN(hashes, hash_of(file, declaration.csv));
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
  MadeFile file{.what = MadeFile::What::kDeclared};
  TRY_ASSIGN(const std::vector<Numbers> rows, read_rows(declaration, out, file.hashes, progress));
  const std::string name = declaration.holder.substr(9);
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (declaration.since > write.now()) return fail(Code::kInvalid, "the file cannot have been handed over in the future");
    const EntryIndex begun = write.append(ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                                                         .actor = actor.id,
                                                         .fields = out.fields,
                                                         .object = rows.size(),
                                                         .reason = declaration.holder});
    TRY_ASSIGN(const HolderId holder, office.book().holder(write, custody::HolderKind::kSupplier, name, begun));
    file.holder = holder;
    file.copies.clear();
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
      TRY_ASSIGN(const CustodyId opened, office.book().open(write, copy));
      file.add_copy(opened);
    }
    out.people = seen.size();
    return put_made_file(office, write, file, begun);
  }));
  return out;
}

}  // namespace tipstaff::office
