#include "office/matching.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "match/index_file.h"

namespace tipstaff::office {
namespace {

constexpr std::size_t kBatch = 512;  // people per request of the clerk

void add_to(match::Builder& builder, const roll::Values& values) {
  const auto text = [&](Field field) {
    const auto found = values.find(field);
    return found == values.end() ? std::string_view() : found->second.reveal_text();
  };
  builder.add({text(Field::kSurname), text(Field::kForenames), text(Field::kRank), text(Field::kUnit),
               text(Field::kLocation), text(Field::kWarrantNumber), text(Field::kPayNumber), text(Field::kEmail)});
}

std::vector<PersonId> everybody(Office& office) {
  const auto look = office.clerk().look();
  std::vector<PersonId> out;
  for (const auto& [id, stored] : office.vault().people().all())
    if (stored.value.status != roll::Person::Status::kErased) out.push_back(PersonId{id});
  return out;
}

}  // namespace

FieldSet fields_of(std::uint16_t kinds) {
  using match::Kind;
  constexpr std::pair<Kind, FieldSet> kFields[] = {{Kind::kName, {Field::kSurname, Field::kForenames}},
                                                   {Kind::kInitial, {Field::kSurname, Field::kForenames}},
                                                   {Kind::kMail, {Field::kEmail}},
                                                   {Kind::kWarrant, {Field::kWarrantNumber}},
                                                   {Kind::kPartNumber, {Field::kWarrantNumber}},
                                                   {Kind::kPay, {Field::kPayNumber}},
                                                   {Kind::kRank, {Field::kRank}},
                                                   {Kind::kUnit, {Field::kUnit}},
                                                   {Kind::kLocation, {Field::kLocation}}};
  FieldSet out;
  for (const auto& [kind, fields] : kFields)
    if ((kinds >> static_cast<unsigned>(kind) & 1U) != 0) out = out | fields;
  return out;
}

Result<void> add_to_index(Office& office, const ledger::Durable& durable, const std::vector<roll::SealedPerson>& people,
                          match::Builder& builder) {
  for (const roll::SealedPerson& person : people) {
    FieldSet held;
    for (const auto& [field, version] : person.versions) held.add(field);
    TRY_ASSIGN(const roll::Values values, office.vault().reveal(durable, person, kMatchedFields & held));
    add_to(builder, values);
  }
  return {};
}

Result<match::Index> roll_for_matching(Office& office, const access::Actor& actor, const std::string& purpose,
                                       const Progress& progress, std::vector<PersonId>* numbered,
                                       const Plaintext* elsewhere) {
  const std::vector<PersonId> people = everybody(office);
  match::Builder builder(
      elsewhere == nullptr ? crypto::new_key(office.random()) : match::IndexFile::fingerprint_key(*elsewhere),
      elsewhere == nullptr ? match::Use::kMemory : match::Use::kFile);
  for (std::size_t first = 0; first < people.size(); first += kBatch) {
    const std::size_t last = std::min(people.size(), first + kBatch);
    std::vector<roll::SealedPerson> sealed;
    TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
      sealed.clear();
      // Of everybody at once, so the answer is the same whoever is protected.
      if (!access::find_grant(office.access(), actor, PersonId{}, kMatchedFields, purpose, true, write.now()))
        return fail(Code::kRefused, fmt::format("no grant lets {} have the whole roll looked for, for the purpose "
                                                "‘{}’; two people give one with ‘propose grant-protected’: "
                                                "classes identity, pay and contact",
                                                actor.name, purpose));
      for (std::size_t i = first; i < last; ++i) {
        auto one = office.vault().fetch(write.db(), people[i]);
        if (!one && one.error().code() == Code::kNotFound) continue;  // erased meanwhile
        if (!one) return fail(std::move(one).error());
        sealed.push_back(std::move(*one));
        write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                         .actor = actor.id,
                                         .person = people[i],
                                         .fields = kMatchedFields,
                                         .reason = purpose});
      }
      return {};
    }));
    TRY(add_to_index(office, durable, sealed, builder));
    if (numbered != nullptr)
      for (const roll::SealedPerson& one : sealed) numbered->push_back(one.person);
    progress({"people of the roll read", last, people.size()});
  }
  if (people.empty()) return fail(Code::kRefused, "nobody is on this roll, so nobody can be looked for");
  return std::move(builder).finish();
}

Result<HandedRoll> roll_for_search(Office& office, const access::Actor& actor, const std::string& purpose,
                                   const Progress& progress, std::vector<PersonId>* numbered) {
  Plaintext key = crypto::new_key(office.random());
  TRY_ASSIGN(const match::Index index, roll_for_matching(office, actor, purpose, progress, numbered, &key));
  TRY_ASSIGN(SharedBytes sealed, SharedBytes::copy_of(match::IndexFile::write(index, key, office.random())));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCustodyOpened,
                                                         .actor = actor.id,
                                                         .fields = kMatchedFields,
                                                         .reason = "the roll, for a search: " + purpose});
    custody::Interval copy;  // of everybody: an interval for each person would fill the book with every search
    TRY_ASSIGN(copy.holder, office.book().holder(write, custody::HolderKind::kPrincipal, actor.name, entry));
    copy.fields = kMatchedFields;
    copy.form = custody::Form::kSeen;
    copy.from = copy.until = write.now();
    copy.end = custody::End::kOnWord;
    copy.opened_by = copy.closed_by = entry;
    TRY(office.book().open(write, copy));
    return {};
  }));
  return HandedRoll{std::move(sealed), std::move(key)};
}

}  // namespace tipstaff::office
