#include "office/declared.h"

#include <fmt/format.h>

#include <unistd.h>

#include <map>

#include "base/shared_bytes.h"
#include "crypto/hash.h"
#include "office/handed_book.h"
#include "roll/csv_child.h"

namespace tipstaff::office {
namespace {

// What a row of the file may tell who it means by.
struct Row {
  std::vector<std::string_view> numbers;                                  // warrant or pay numbers
  std::vector<std::pair<std::string_view, std::string_view>> full_names;  // surname, forenames
};

// By a number that somebody has or once had, else by a name: one whom a row may mean is one of those who have or had that name.
Result<std::vector<PersonId>> who(Office& office, db::Database& db, const Row& row) {
  const roll::Vault& vault = office.vault();
  for (const Field field : {Field::kWarrantNumber, Field::kPayNumber})
    for (const std::string_view number : row.numbers) {
      if (number.empty()) continue;
      TRY_ASSIGN(const auto found, vault.find(db, field, number));
      if (found) return std::vector{*found};
      TRY_ASSIGN(std::vector<PersonId> once, vault.find_former(db, field, number));
      if (!once.empty()) return once;
    }
  for (const auto& [surname, forenames] : row.full_names) {
    if (surname.empty() || forenames.empty()) continue;
    TRY_ASSIGN(std::vector<PersonId> found, vault.find_name(db, surname, forenames));
    if (!found.empty()) return found;
  }
  return std::vector<PersonId>();
}

// The file's rows, as they were written down.
struct Rows {
  struct Columns {
    Plaintext warrant, pay, surname, forenames;
  };
  std::vector<Columns> columns;  // of CSV
  std::vector<HandedRow> cells;  // of a workbook

  std::size_t size() const { return columns.size() + cells.size(); }
  Row at(std::size_t i) const {
    Row out;
    if (i < columns.size()) {
      const Columns& row = columns[i];
      out.numbers = {row.warrant.reveal_text(), row.pay.reveal_text()};
      out.full_names = {{row.surname.reveal_text(), row.forenames.reveal_text()}};
      return out;
    }
    constexpr std::size_t kMostNames = 12;  // cells of a row that may be a name's halves
    out.numbers = cells[i - columns.size()].cells();
    std::vector<std::string_view> words;
    for (const std::string_view cell : out.numbers)
      if (words.size() < kMostNames && !cell.empty() && cell.find_first_of("0123456789@") == std::string_view::npos) words.push_back(cell);
    for (std::size_t k = 0; k + 1 < words.size(); ++k) {
      out.full_names.emplace_back(words[k], words[k + 1]);
      out.full_names.emplace_back(words[k + 1], words[k]);
    }
    return out;
  }
};

constexpr std::size_t kLargestHashed = std::size_t{256} << 20;  // as ‘find’ hashes

Result<void> read_columns(const Declaration& declaration, Descriptor file, Rows& rows, Declared& out, const Progress& progress) {
  TRY_ASSIGN(auto source, roll::csv_file(std::move(file), declaration.file));
  TRY_ASSIGN(roll::SafeCsv reader, roll::SafeCsv::open(std::move(source)));
  const roll::Mapping mapping = declaration.mapping ? *declaration.mapping : roll::Mapping::guess(reader.headings());
  TRY_ASSIGN(const std::vector<roll::Target> targets, mapping.bind(reader.headings()));
  for (const roll::Target& target : targets)
    if (target.field) out.fields.add(*target.field);
  for (;;) {
    TRY_ASSIGN(const std::optional<roll::CsvRow> row, reader.next());
    if (!row) return {};
    Rows::Columns& kept = rows.columns.emplace_back();
    for (std::size_t i = 0; i < targets.size() && i < row->fields.size(); ++i) {
      Plaintext value = roll::on_one_line(row->fields[i]);
      if (targets[i].field == Field::kWarrantNumber) kept.warrant = std::move(value);
      else if (targets[i].field == Field::kPayNumber) kept.pay = std::move(value);
      else if (targets[i].field == Field::kSurname) kept.surname = std::move(value);
      else if (targets[i].field == Field::kForenames) kept.forenames = std::move(value);
    }
    progress({"rows read", rows.size(), 0});
  }
}

Result<Rows> read_rows(const Declaration& declaration, Declared& out, std::vector<Hash>& hashes, const Progress& progress) {
  TRY_ASSIGN(Descriptor file, declaration.files->open(declaration.file));
  TRY_ASSIGN(const SharedBytes bytes, SharedBytes::read(file.get(), kLargestHashed, declaration.file));
  const bool whole = bytes.view().size() <= kLargestHashed;
  if (whole) hashes.push_back(crypto::sha256(bytes.view()));
  Rows rows;
  if (is_workbook(bytes.view())) {
    TRY_ASSIGN(HandedBook book, read_handed_book(bytes, declaration.mapping));
    rows.cells = std::move(book.rows);
    out.fields = book.fields;
    out.unread = book.unread || !whole;
  } else {
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail(storage_error("cannot read", declaration.file, errno));
    TRY(read_columns(declaration, std::move(file), rows, out, progress));
  }
  out.rows = rows.size();
  return rows;
}

}  // namespace

Result<Declared> declare_copy(Office& office, const access::Actor& actor, const Declaration& declaration,
                              const Progress& progress) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kSecurityOfficer}));
  if (!declaration.holder.starts_with("supplier:") || declaration.holder.size() == 9)
    return fail(Code::kUsage, "name who was given the file as supplier:NAME");
  Declared out;
  MadeFile file{.what = MadeFile::What::kDeclared};
  TRY_ASSIGN(const Rows rows, read_rows(declaration, out, file.hashes, progress));
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
    out.not_on_roll = out.ambiguous = 0;
    std::map<PersonId, bool> meant;  // whether a row means him and nobody else
    for (std::size_t i = 0; i < rows.size(); ++i) {
      TRY_ASSIGN(const std::vector<PersonId> people, who(office, write.db(), rows.at(i)));
      if (people.empty()) ++out.not_on_roll;
      if (people.size() > 1) ++out.ambiguous;
      for (const PersonId person : people) meant[person] = meant[person] || people.size() == 1;
    }
    for (const auto& [person, alone] : meant) {
      custody::Interval copy;
      copy.person = person;
      copy.holder = holder;
      copy.fields = out.fields;
      copy.form = custody::Form::kDeclared;
      copy.delivered = alone;
      copy.from = declaration.since;
      copy.opened_by = write.append(ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                                                   .actor = actor.id,
                                                   .person = person,
                                                   .fields = out.fields,
                                                   .holder = holder,
                                                   .reason = alone ? "declared" : "declared: a row means him or a namesake"});
      TRY_ASSIGN(const CustodyId opened, office.book().open(write, copy));
      file.add_copy(opened);
    }
    out.people = meant.size();
    return put_made_file(office, write, file, begun);
  }));
  return out;
}

}  // namespace tipstaff::office
