#include "office/erasure_journal.h"

#include <fmt/format.h>

#include <set>

#include "crypto/aead.h"
#include "crypto/hash.h"

namespace tipstaff::office {
namespace {

Plaintext journal_key(const Plaintext& root) { return crypto::derive_key(root, "tipstaff erasure journal v1"); }

Bytes place_of(std::string_view force, std::uint64_t number, const Hash& before) {
  cbor::Writer w;
  w.array(4).text("erasure").text(force).uint(number).bytes(before);
  return w.take();
}

}  // namespace

Result<std::vector<ErasedPerson>> read_erasures(ByteView journal, const Plaintext& root, const std::string& force_id) {
  const auto wrong = [](const auto&) {
    return Error(Code::kTampered, "the erasure journal is not what was written, or of another force");
  };
  const Plaintext key = journal_key(root);
  cbor::Reader reader(journal);
  TRY_ASSIGN(const std::size_t count, reader.array().map_error(wrong));
  std::vector<ErasedPerson> out;
  Hash before{};
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const ByteView sealed, reader.bytes().map_error(wrong));
    TRY_ASSIGN(const Plaintext body, crypto::open(key, place_of(force_id, i, before), sealed).map_error(wrong));
    cbor::Reader record(body.reveal());
    ErasedPerson& person = out.emplace_back();
    TRY(record.array());
    TRY_ASSIGN(person.person.value, record.uint());
    TRY_ASSIGN(person.joined.micros, record.integer());
    TRY_ASSIGN(person.erased.micros, record.integer());
    before = crypto::sha256(sealed);
  }
  TRY(reader.expect_end().map_error(wrong));
  return out;
}

namespace {

// As read_erasures, with the sealed records, so that more can be added behind them.
struct Journal {
  std::vector<Bytes> sealed;
  std::set<std::pair<PersonId, Instant>> known;
};
Result<Journal> load(Office& office) {
  Journal out;
  SystemFiles files;
  const Result<Bytes> content = files.read(office.folder().erasures());
  if (!content && content.error().code() == Code::kNotFound) return out;
  if (!content) return fail(content.error());
  TRY_ASSIGN(const auto people, read_erasures(*content, office.root(), office.force().id));
  for (const ErasedPerson& person : people) out.known.emplace(person.person, person.joined);
  cbor::Reader reader(*content);
  TRY_ASSIGN(const std::size_t count, reader.array());
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const ByteView sealed, reader.bytes());
    out.sealed.push_back(to_bytes(sealed));
  }
  return out;
}

Result<void> store(Office& office, const Journal& journal) {
  cbor::Writer w;
  w.array(journal.sealed.size());
  for (const Bytes& record : journal.sealed) w.bytes(record);
  SystemFiles files;
  TRY(files.replace(office.folder().erasures(), w.view()));
  const Result<Bytes> copy = files.read(office.folder().erasures_copy());
  if (!copy) return {};
  const std::filesystem::path path(as_text(*copy));
  return files.replace(path, w.view());
}

}  // namespace

Result<std::uint64_t> sync_erasures(Office& office) {
  TRY_ASSIGN(Journal journal, load(office));
  std::vector<ErasedPerson> missing;
  {
    const auto look = office.clerk().look();
    for (const auto& [id, stored] : office.keeping().erasures.all()) {
      const ErasedPerson person{PersonId{id}, office.vault().people().find(id)->value.joined, stored.value.begun};
      if (!journal.known.contains({person.person, person.joined})) missing.push_back(person);
    }
  }
  const Plaintext key = journal_key(office.root());
  for (const ErasedPerson& person : missing) {
    const Hash before = journal.sealed.empty() ? Hash{} : crypto::sha256(journal.sealed.back());
    cbor::Writer body;
    body.array(3).uint(person.person.value).integer(person.joined.micros).integer(person.erased.micros);
    journal.sealed.push_back(
        crypto::seal(key, place_of(office.force().id, journal.sealed.size(), before), body.view(), office.random()));
  }
  // Written even when nothing is new: the copy may have been away the last time; and a restore asks for it also when
  // nobody was erased.
  TRY(store(office, journal));
  return journal.sealed.size();
}

Result<void> set_journal_copy(Office& office, const access::Actor& actor, const std::filesystem::path& copy) {
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  SystemFiles files;
  const std::filesystem::path whole = std::filesystem::absolute(copy);
  TRY(files.replace(office.folder().erasures_copy(), as_bytes(whole.string())));
  TRY(sync_erasures(office));
  return {};
}

}  // namespace tipstaff::office
