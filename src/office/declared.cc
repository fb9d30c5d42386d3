#include "office/declared.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/shared_bytes.h"
#include "crypto/hash.h"
#include "match/rows.h"
#include "office/handed_book.h"
#include "office/matching.h"
#include "roll/csv_child.h"

namespace tipstaff::office {
namespace {

// What a row of the file may tell who it means by.
struct Row {
  std::vector<std::string_view> numbers;                                  // warrant or pay numbers
  std::vector<std::pair<std::string_view, std::string_view>> full_names;  // surname, forenames
};

// Whom each number and name in a row may mean: who has it or once had it, several of them where it is not one person's
// alone. A name of somebody whom a number of the row means is his, and no namesake's.
Result<std::vector<std::vector<PersonId>>> mentions(Office& office, db::Database& db, const Row& row) {
  const roll::Vault& vault = office.vault();
  std::vector<std::vector<PersonId>> out;
  std::set<PersonId> numbered;
  for (const std::string_view number : row.numbers)
    for (const Field field : {Field::kWarrantNumber, Field::kPayNumber}) {
      if (number.empty()) continue;
      TRY_ASSIGN(std::vector<PersonId> found, vault.find_ever(db, field, number));
      if (found.empty()) continue;
      numbered.insert(found.begin(), found.end());
      out.push_back(std::move(found));
    }
  for (const auto& [surname, forenames] : row.full_names) {
    if (surname.empty() || forenames.empty()) continue;
    TRY_ASSIGN(std::vector<PersonId> found, vault.find_name(db, surname, forenames));
    if (!found.empty() && std::ranges::none_of(found, [&](PersonId each) { return numbered.contains(each); }))
      out.push_back(std::move(found));
  }
  return out;
}

// The file's rows, as they were written down.
struct Rows {
  struct Columns {
    Plaintext warrant, pay, surname, forenames;
  };
  std::vector<HandedRow> cells;
  std::vector<Columns> columns;  // of CSV, for each of the cells

  std::size_t size() const { return cells.size(); }
  Row at(std::size_t i) const {
    Row out;
    if (i < columns.size()) {
      const Columns& row = columns[i];
      out.numbers = {row.warrant.reveal_text(), row.pay.reveal_text()};
      out.full_names = {{row.surname.reveal_text(), row.forenames.reveal_text()}};
      return out;
    }
    constexpr std::size_t kMostNames = 12;  // cells of a row that may be a name's halves
    out.numbers = cells[i].cells();
    std::vector<std::string_view> words;
    for (const std::string_view cell : out.numbers)
      if (words.size() < kMostNames && !cell.empty() && cell.find_first_of("0123456789@") == std::string_view::npos)
        words.push_back(cell);
    for (std::size_t k = 0; k + 1 < words.size(); ++k) {
      out.full_names.emplace_back(words[k], words[k + 1]);
      out.full_names.emplace_back(words[k + 1], words[k]);
    }
    return out;
  }
};

constexpr std::size_t kLargestHashed = std::size_t{256} << 20;  // as ‘find’ hashes

Result<void> read_columns(const Declaration& declaration, Descriptor file, Rows& rows, Declared& out,
                          const Progress& progress) {
  TRY_ASSIGN(auto source, roll::csv_file(std::move(file), declaration.file));
  TRY_ASSIGN(roll::SafeCsv reader, roll::SafeCsv::open(std::move(source)));
  const roll::Mapping mapping = declaration.mapping ? *declaration.mapping : roll::Mapping::guess(reader.headings());
  TRY_ASSIGN(const std::vector<roll::Target> targets, mapping.bind(reader.headings(), {}));
  for (const roll::Target& target : targets)
    if (target.field) out.fields.add(*target.field);
  if (!names_somebody(out.fields))
    return fail(
        Code::kInvalid,
        "no heading of the file names a surname or a number of the roll; name its headings in a mapping file (--map)");
  for (;;) {
    TRY_ASSIGN(const std::optional<roll::CsvRow> row, reader.next());
    if (!row) return {};
    rows.cells.emplace_back(std::vector<std::string>(row->fields.begin(), row->fields.end()));
    Rows::Columns& kept = rows.columns.emplace_back();
    for (std::size_t i = 0; i < targets.size() && i < row->fields.size(); ++i) {
      Plaintext value = roll::on_one_line(row->fields[i]);
      if (targets[i].field == Field::kWarrantNumber)
        kept.warrant = std::move(value);
      else if (targets[i].field == Field::kPayNumber)
        kept.pay = std::move(value);
      else if (targets[i].field == Field::kSurname)
        kept.surname = std::move(value);
      else if (targets[i].field == Field::kForenames)
        kept.forenames = std::move(value);
    }
    progress({"rows read", rows.size(), 0});
  }
}

Result<Rows> read_rows(const Declaration& declaration, Declared& out, std::vector<Hash>& hashes,
                       const Progress& progress) {
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

// Whom the rows may mean in other written forms than mentions() looks up (match/forms.h).
struct Forms {
  std::vector<bool> in_row;                           // whether anybody
  std::vector<std::pair<PersonId, FieldSet>> people;  // with what the rows show of each
};

Result<Forms> look_for_forms(Office& office, const access::Actor& actor, const std::string& purpose, const Rows& rows,
                             const Progress& progress) {
  Forms out;
  std::vector<PersonId> numbered;
  TRY_ASSIGN(const match::Index index, roll_for_matching(office, actor, purpose, progress, &numbered));
  match::RowMatcher matcher(index, true);
  for (const HandedRow& row : rows.cells) {
    const std::uint64_t before = matcher.tally().summary().rows;
    const std::vector<std::string_view> cells = row.cells();
    matcher.row(std::vector<std::string>(cells.begin(), cells.end()));
    out.in_row.push_back(matcher.tally().summary().rows > before);
  }
  const std::vector<match::Met>& met = matcher.tally().met();
  for (std::size_t i = 0; i < met.size(); ++i)
    if (met[i].kinds != 0) out.people.emplace_back(numbered[i], fields_of(met[i].kinds));
  return out;
}

// What the rows say of somebody.
struct Meant {
  FieldSet fields;
  bool alone = false;    // a row means him and nobody else
  bool by_form = false;  // only another written form may mean him
};

// Within the request: counts into `out`.
Result<std::map<PersonId, Meant>> whom_rows_mean(Office& office, db::Database& db, const Rows& rows, const Forms& forms,
                                                 Declared& out) {
  std::map<PersonId, Meant> meant;
  out.not_on_roll = out.ambiguous = out.by_forms = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_ASSIGN(const auto mentioned, mentions(office, db, rows.at(i)));
    if (mentioned.empty() && (forms.in_row.empty() || !forms.in_row[i])) ++out.not_on_roll;
    if (std::ranges::any_of(mentioned, [](const auto& people) { return people.size() > 1; })) ++out.ambiguous;
    for (const std::vector<PersonId>& people : mentioned)
      for (const PersonId person : people) {
        Meant& him = meant[person];
        him.fields = out.fields;
        him.alone = him.alone || people.size() == 1;
      }
  }
  for (const auto& [person, fields] : forms.people) {
    const auto [at, fresh] = meant.try_emplace(person, Meant{.fields = out.fields | fields, .by_form = true});
    if (!fresh) at->second.fields = at->second.fields | fields;
    out.by_forms += fresh ? 1 : 0;
  }
  out.people = meant.size();
  return meant;
}

Result<CustodyId> open_copy(Office& office, ledger::Write& write, const access::Actor& actor, PersonId person,
                            const Meant& meant, HolderId holder, Instant since) {
  custody::Interval copy;
  copy.person = person;
  copy.holder = holder;
  copy.fields = meant.fields;
  copy.form = custody::Form::kDeclared;
  copy.delivered = meant.alone;
  copy.from = since;
  copy.opened_by = write.append(
      ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                     .actor = actor.id,
                     .person = person,
                     .fields = meant.fields,
                     .holder = holder,
                     .reason = meant.alone     ? "declared"
                               : meant.by_form ? "declared: a row may mean him, by another written form of his name"
                                               : "declared: a row means him or another of the same name or number"});
  return office.book().open(write, copy);
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
  Forms forms;
  if (!declaration.purpose.empty()) {
    TRY_ASSIGN(forms, look_for_forms(office, actor, declaration.purpose, rows, progress));
  }
  const std::string name = declaration.holder.substr(9);
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (declaration.since > write.now())
      return fail(Code::kInvalid, "the file cannot have been handed over in the future");
    const EntryIndex begun = write.append(ledger::Detail{.act = ledger::Act::kCustodyDeclared,
                                                         .actor = actor.id,
                                                         .fields = out.fields,
                                                         .object = rows.size(),
                                                         .reason = declaration.holder});
    TRY_ASSIGN(const HolderId holder, office.book().holder(write, custody::HolderKind::kSupplier, name, begun));
    file.holder = holder;
    file.copies.clear();
    TRY_ASSIGN(const auto meant, whom_rows_mean(office, write.db(), rows, forms, out));
    for (const auto& [person, him] : meant) {
      TRY_ASSIGN(const CustodyId opened, open_copy(office, write, actor, person, him, holder, declaration.since));
      file.add_copy(opened);
    }
    return put_made_file(office, write, file, begun);
  }));
  return out;
}

}  // namespace tipstaff::office
