#include "office/made_files.h"

#include "office/office.h"

namespace tipstaff::office {

void MadeFile::add_copy(CustodyId copy) {
  if (!copies.empty() && copies.back().last.value + 1 == copy.value)
    copies.back().last = copy;
  else
    copies.push_back({copy, copy});
}

Result<void> put_made_file(Office& office, ledger::Write& write, MadeFile file, EntryIndex entry) {
  file.at = write.now();
  ledger::Table<MadeFile>& table = office.keeping().made_files;
  return table.put(write, table.next_id(), std::move(file), entry);
}

Result<void> record_made_file(Office& office, MadeFile file, PrincipalId by) {
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kFileMade,
                                                         .actor = by,
                                                         .person = file.person,
                                                         .holder = file.holder,
                                                         .object = office.keeping().made_files.next_id()});
    return put_made_file(office, write, file, entry);
  }));
  return {};
}

Result<void> forget_made_files(Office& office, ledger::Write& write, PersonId person, EntryIndex entry) {
  std::vector<std::pair<std::uint64_t, MadeFile>> theirs;
  for (const auto& [id, stored] : office.keeping().made_files.all())
    if (stored.value.person == person && !stored.value.hashes.empty()) theirs.emplace_back(id, stored.value);
  for (auto& [id, file] : theirs) {
    file.hashes.clear();
    TRY(office.keeping().made_files.put(write, id, std::move(file), entry));
  }
  return {};
}

}  // namespace tipstaff::office
