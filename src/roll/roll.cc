#include "roll/roll.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "roll/sealed_blob.h"
#include "roll/sql.h"

namespace tipstaff::roll {
namespace {

// The full name stands in the blind index under the surname's number.
constexpr Field kNameIndex = Field::kSurname;
constexpr std::array kUniqueFields = {Field::kWarrantNumber, Field::kPayNumber};

// Where the index keeps the numbers of this field that people no longer have.
constexpr std::int64_t former(Field field) { return field == Field::kWarrantNumber ? 200 : 201; }

const std::string& class_key(DataClass data_class) {
  static const auto kNames = [] {
    std::map<DataClass, std::string> out;
    for (const DataClass each : kAllClasses) out[each] = fmt::format("class {}", class_name(each));
    return out;
  }();
  return kNames.at(data_class);
}
std::string index_key(Field field) { return fmt::format("index {}", field_name(field)); }

Plaintext full_name(std::string_view surname, std::string_view forenames) {
  const Plaintext a = normalised(surname), b = normalised(forenames);
  Plaintext out(a.size() + 1 + b.size());
  std::copy(a.reveal().begin(), a.reveal().end(), out.writable().begin());
  std::copy(b.reveal().begin(), b.reveal().end(), out.writable().begin() + static_cast<std::ptrdiff_t>(a.size() + 1));
  return out;
}

Bytes field_place(std::string_view force, PersonId person, Field field, std::uint32_t version, ByteView key_id) {
  cbor::Writer w;
  w.array(6).text("field").text(force).uint(person.value).uint(static_cast<std::uint64_t>(field)).uint(version);
  w.bytes(key_id);
  return w.take();
}

Bytes wrap_place(std::string_view force, PersonId person, DataClass data_class, std::uint32_t epoch, ByteView key_id) {
  cbor::Writer w;
  w.array(6).text("wrap").text(force).uint(person.value).uint(static_cast<std::uint64_t>(data_class)).uint(epoch);
  w.bytes(key_id);
  return w.take();
}

// Binds an index row to its person: a row moved to another one is noticed. No value begins with a zero byte.
Hash index_tag(const Plaintext& key, const Hash& mac, PersonId person) {
  Bytes message{0};
  append(message, mac);
  put_u64(message, person.value);
  return crypto::hmac_sha256(key, message);
}

ledger::Detail person_entry(ledger::Act act, PersonId person, FieldSet fields, PrincipalId by,
                            std::string_view reason) {
  ledger::Detail detail;
  detail.act = act;
  detail.actor = by;
  detail.person = person;
  detail.fields = fields;
  detail.reason = reason;
  return detail;
}

FieldSet fields_of(const Values& values) {
  FieldSet out;
  for (const auto& [field, value] : values) out.add(field);
  return out;
}

}  // namespace

Plaintext normalised(std::string_view value) {
  Plaintext out(value.size());
  std::size_t length = 0;
  for (const char c : value) {
    const bool space = c == ' ' || c == '\t';
    if (space && (length == 0 || out.reveal()[length - 1] == ' ')) continue;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    out.writable()[length++] = static_cast<std::uint8_t>(space ? ' ' : lower);
  }
  if (length > 0 && out.reveal()[length - 1] == ' ') --length;
  out.truncate(length);
  return out;
}

FieldSet Person::fields() const {
  FieldSet out;
  for (const auto& [field, version] : versions) out.add(field);
  return out;
}

void Person::encode(cbor::Writer& w) const {
  w.array(7).uint(static_cast<std::uint64_t>(status)).boolean(is_protected).boolean(notice_risk);
  w.integer(joined.micros).integer(left.micros).map(versions.size());
  for (const auto& [field, version] : versions) w.put(static_cast<std::uint64_t>(field), version);
  w.boolean(by_hand);
}

Result<Person> Person::decode(cbor::Reader& r) {
  Person out;
  TRY_ASSIGN(const std::size_t members, r.array());
  TRY_ASSIGN(const std::uint64_t status, r.uint());
  out.status = static_cast<Status>(status);
  TRY_ASSIGN(out.is_protected, r.boolean());
  TRY_ASSIGN(out.notice_risk, r.boolean());
  TRY_ASSIGN(out.joined.micros, r.integer());
  TRY_ASSIGN(out.left.micros, r.integer());
  TRY_ASSIGN(const std::size_t count, r.map());
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const std::uint64_t field, r.uint());
    TRY_ASSIGN(const std::uint64_t version, r.uint());
    out.versions[static_cast<Field>(field)] = static_cast<std::uint32_t>(version);
  }
  if (members > 6) {  // rows of before end there
    TRY_ASSIGN(out.by_hand, r.boolean());
  }
  return out;
}

Result<void> Vault::create_schema(db::Database& db) { return db.script(sql::kSchema); }

void Vault::make_keys(crypto::Keyring& keyring, Random& random) {
  for (const DataClass data_class : kAllClasses) keyring.add(class_key(data_class), crypto::new_key(random));
  for (const Field field : {kNameIndex, Field::kWarrantNumber, Field::kPayNumber})
    keyring.add(index_key(field), crypto::new_key(random));
}

Result<PersonId> Vault::add(ledger::Write& write, const NewPerson& person, PrincipalId by, std::string_view reason) {
  const PersonId id{people_.next_id()};
  TRY(check_unique(write.db(), PersonId{}, person.values));
  Person row;
  row.is_protected = person.is_protected;
  row.notice_risk = person.notice_risk;
  row.by_hand = person.by_hand;
  row.joined = write.now();
  SealedPerson sealed;
  sealed.person = id;
  TRY(store_values(write, id, row, person.values, sealed));
  const EntryIndex entry =
      write.append(person_entry(ledger::Act::kPersonAdded, id, fields_of(person.values), by, reason));
  TRY(people_.put(write, id.value, std::move(row), entry));
  return id;
}

Result<FieldSet> Vault::change(ledger::Write& write, PersonId person, const Values& values, PrincipalId by,
                               std::string_view reason) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kServing)
    return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", person.value));
  TRY(check_unique(write.db(), person, values));
  TRY_ASSIGN(SealedPerson sealed, fetch(write.db(), person));
  Person row = stored->value;
  TRY(store_values(write, person, row, values, sealed));
  const FieldSet changed = fields_of(values);
  const EntryIndex entry = write.append(person_entry(ledger::Act::kPersonChanged, person, changed, by, reason));
  TRY(people_.put(write, person.value, std::move(row), entry));
  return changed;
}

Result<void> Vault::leave(ledger::Write& write, PersonId person, PrincipalId by, std::string_view reason) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kServing)
    return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", person.value));
  Person row = stored->value;
  row.status = Person::Status::kLeft;
  row.left = write.now();
  const EntryIndex entry = write.append(person_entry(ledger::Act::kPersonLeft, person, {}, by, reason));
  return people_.put(write, person.value, std::move(row), entry);
}

Result<void> Vault::come_back(ledger::Write& write, PersonId person, PrincipalId by, std::string_view reason) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kLeft)
    return fail(Code::kRefused, fmt::format("person {} has not left", person.value));
  Person row = stored->value;
  row.status = Person::Status::kServing;
  row.left = kEver;
  const EntryIndex entry =
      write.append(person_entry(ledger::Act::kPersonChanged, person, {}, by, fmt::format("came back; {}", reason)));
  return people_.put(write, person.value, std::move(row), entry);
}

Result<bool> Vault::mark(ledger::Write& write, PersonId person, Marks marks, PrincipalId by, std::string_view reason) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kServing)
    return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", person.value));
  Person row = stored->value;
  row.is_protected = row.is_protected || marks.is_protected;
  row.notice_risk = row.notice_risk || marks.notice_risk;
  if (row.is_protected == stored->value.is_protected && row.notice_risk == stored->value.notice_risk) return false;
  const EntryIndex entry =
      write.append(person_entry(ledger::Act::kPersonChanged, person, {}, by, fmt::format("marked; {}", reason)));
  TRY(people_.put(write, person.value, std::move(row), entry));
  return true;
}

Result<void> Vault::unmark(ledger::Write& write, PersonId person, Marks marks, PrincipalId by, PrincipalId approver,
                           std::string_view reason) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kServing)
    return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", person.value));
  Person row = stored->value;
  row.is_protected = row.is_protected && !marks.is_protected;
  row.notice_risk = row.notice_risk && !marks.notice_risk;
  ledger::Detail detail =
      person_entry(ledger::Act::kPersonChanged, person, {}, by, fmt::format("mark taken away; {}", reason));
  detail.approver = approver;
  return people_.put(write, person.value, std::move(row), write.append(std::move(detail)));
}

Result<void> Vault::erase(ledger::Write& write, PersonId person, PrincipalId by) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is nobody with the number {}", person.value));
  Person row = stored->value;
  row.status = Person::Status::kErasing;
  const FieldSet fields = row.fields();  // which fields there were stays known: an answer about a breach counts them
  for (const char* sql : {sql::kDeleteBlob, sql::kDeletePhoto, sql::kDeleteIndex})
    TRY(write.db().run(sql, {db::number(person.value)}));
  const EntryIndex entry = write.append(person_entry(ledger::Act::kErasureBegun, person, fields, by, ""));
  return people_.put(write, person.value, std::move(row), entry);
}

Result<void> Vault::finish_erasure(ledger::Write& write, PersonId person, PrincipalId by) {
  const auto* stored = people_.find(person.value);
  if (stored == nullptr || stored->value.status != Person::Status::kErasing)
    return fail(Code::kRefused, fmt::format("no erasure of person {} is pending", person.value));
  Person row = stored->value;
  row.status = Person::Status::kErased;
  const EntryIndex entry = write.append(person_entry(ledger::Act::kErasureCompleted, person, {}, by, ""));
  return people_.put(write, person.value, std::move(row), entry);
}

void Vault::begin_epoch(crypto::Keyring& keyring, Random& random) {
  for (const DataClass data_class : kAllClasses) keyring.add(class_key(data_class), crypto::new_key(random));
}

void Vault::forget_newest_epoch(crypto::Keyring& keyring) {
  for (const DataClass data_class : kAllClasses)
    keyring.destroy(class_key(data_class), keyring.epoch(class_key(data_class)));
}

std::uint32_t Vault::class_epoch(const crypto::Keyring& keyring) { return keyring.epoch(class_key(kAllClasses[0])); }

void Vault::end_old_epochs(crypto::Keyring& keyring) {
  for (const DataClass data_class : kAllClasses) {
    const std::string name = class_key(data_class);
    for (std::uint32_t epoch = keyring.epoch(name) - 1; epoch > 0; --epoch) keyring.destroy(name, epoch);
  }
}

Result<std::optional<Vault::Taken>> Vault::find_taken(db::Database& db, PersonId self, const Values& values) const {
  for (const Field field : kUniqueFields) {
    const auto value = values.find(field);
    if (value == values.end() || value->second.empty()) continue;
    TRY_ASSIGN(const std::optional<PersonId> taken, find(db, field, value->second.reveal_text()));
    if (taken && *taken != self) return std::optional(Taken{field, *taken});
  }
  return std::optional<Taken>();
}

Result<void> Vault::check_unique(db::Database& db, PersonId self, const Values& values) const {
  TRY_ASSIGN(const std::optional<Taken> taken, find_taken(db, self, values));
  if (!taken) return {};
  return fail(Code::kRefused,
              fmt::format("this {} belongs to person {} already", field_label(taken->field), taken->by.value));
}

Result<void> Vault::store_values(ledger::Write& write, PersonId person, Person& row, const Values& values,
                                 SealedPerson& sealed) {
  SealedBlob blob;
  const bool replaces = !sealed.blob.empty();
  if (replaces) {
    TRY_ASSIGN(blob, SealedBlob::decode(sealed.blob));
  }
  const Bytes old_photo = sealed.photo;
  std::map<DataClass, Plaintext> data_keys;
  for (const auto& [field, value] : values) {
    const DataClass data_class = class_of(field);
    if (!data_keys.contains(data_class)) {
      SealedBlob::Wrap& wrap = blob.wraps[data_class];
      if (wrap.box.empty()) {
        const std::string name = class_key(data_class);
        wrap.epoch = keyring_.epoch(name);
        wrap.key_id = write.random().bytes(8);
        Plaintext key = crypto::new_key(write.random());
        wrap.box = crypto::seal(keyring_.get(name), wrap_place(force_, person, data_class, wrap.epoch, wrap.key_id),
                                key.reveal(), write.random());
        data_keys.emplace(data_class, std::move(key));
      } else {
        TRY_ASSIGN(const Plaintext* class_secret, keyring_.get(class_key(data_class), wrap.epoch));
        TRY_ASSIGN(
            Plaintext key,
            crypto::open(*class_secret, wrap_place(force_, person, data_class, wrap.epoch, wrap.key_id), wrap.box));
        data_keys.emplace(data_class, std::move(key));
      }
    }
    const std::uint32_t version = ++row.versions[field];
    Bytes box = crypto::seal(data_keys.at(data_class),
                             field_place(force_, person, field, version, blob.wraps.at(data_class).key_id),
                             value.reveal(), write.random());
    if (field == Field::kPhoto)
      sealed.photo = std::move(box);
    else
      blob.fields[field] = std::move(box);
  }
  const Bytes body = blob.encode();
  if (replaces) {
    TRY(write.db().run(sql::kUpdateBlob, {ByteView(body), db::number(person.value)}));
  } else {
    TRY(write.db().run(sql::kInsertBlob, {db::number(person.value), ByteView(body)}));
  }
  if (values.contains(Field::kPhoto)) {
    if (!old_photo.empty()) TRY(write.db().run(sql::kDeletePhoto, {db::number(person.value)}));
    TRY(write.db().run(sql::kInsertPhoto, {db::number(person.value), ByteView(sealed.photo)}));
  }
  TRY(index_numbers(write.db(), person, values));
  const auto surname = values.find(Field::kSurname), forenames = values.find(Field::kForenames);
  if (surname == values.end() && forenames == values.end()) return {};
  // Of a name of which one half changes the other is opened here, for the index; it goes nowhere else.
  const Field missing = surname == values.end() ? Field::kSurname : Field::kForenames;
  Plaintext other;
  if (surname == values.end() || forenames == values.end()) {
    const ByteView box = blob.box_of(missing);
    if (box.empty()) return {};
    TRY_ASSIGN(other, crypto::open(data_keys.at(class_of(missing)),
                                   field_place(force_, person, missing, row.versions.at(missing),
                                               blob.wraps.at(class_of(missing)).key_id),
                                   box));
  }
  return index_name(write.db(), person, surname == values.end() ? other : surname->second,
                    forenames == values.end() ? other : forenames->second);
}

Result<void> Vault::insert_index(db::Database& db, Field field, const Hash& mac, PersonId person) {
  const Hash tag = index_tag(keyring_.get(index_key(field)), mac, person);
  return db.run(sql::kInsertIndex, {db::number(static_cast<std::uint64_t>(field)), ByteView(mac),
                                    db::number(person.value), ByteView(tag)});
}

Result<void> Vault::index_numbers(db::Database& db, PersonId person, const Values& values) {
  for (const Field field : kUniqueFields) {
    const auto value = values.find(field);
    if (value == values.end()) continue;
    const auto number = db::number(static_cast<std::uint64_t>(field));
    const Hash mac =
        crypto::hmac_sha256(keyring_.get(index_key(field)), normalised(value->second.reveal_text()).reveal());
    TRY(db.run(sql::kKeepIndexField, {former(field), number, db::number(person.value), ByteView(mac)}));
    TRY(db.run(sql::kDeleteIndexField, {number, db::number(person.value)}));
    if (!value->second.empty()) TRY(insert_index(db, field, mac, person));
  }
  return {};
}

// Former names stay: a file that was handed over years ago names people as they were called then.
Result<void> Vault::index_name(db::Database& db, PersonId person, const Plaintext& surname,
                               const Plaintext& forenames) {
  const Plaintext name = full_name(surname.reveal_text(), forenames.reveal_text());
  return insert_index(db, kNameIndex, crypto::hmac_sha256(keyring_.get(index_key(kNameIndex)), name.reveal()), person);
}

Result<SealedPerson> Vault::fetch(db::Database& db, PersonId person, FieldSet fields) const {
  const auto* row = people_.find(person.value);
  const auto erased = [](Person::Status status) {
    return status == Person::Status::kErasing || status == Person::Status::kErased;
  };
  if (row == nullptr || row->value.versions.empty() || erased(row->value.status))
    return fail(Code::kNotFound, fmt::format("there is nobody with the number {} on the roll", person.value));
  SealedPerson out;
  out.person = person;
  for (const auto& version : row->value.versions)
    if (fields.has(version.first)) out.versions.insert(out.versions.end(), version);
  const auto keep = [](Bytes& into) {
    return [&into](const db::Row& found) -> Result<void> {
      into = to_bytes(found.bytes(0));
      return {};
    };
  };
  TRY(db.query(sql::kBlob, {db::number(person.value)}, keep(out.blob)));
  if (out.blob.empty())
    return fail(Code::kTampered,
                fmt::format("the sealed fields of person {} are missing from the store", person.value));
  if (fields.has(Field::kPhoto)) TRY(db.query(sql::kPhoto, {db::number(person.value)}, keep(out.photo)));
  return out;
}

Result<Values> Vault::reveal(const ledger::Durable& durable, const SealedPerson& sealed, FieldSet fields) const {
  if (!durable.covers(sealed.person, fields))
    return fail(Code::kRefused, "no entry in the ledger records this read, so nothing is opened");
  TRY_ASSIGN(const SealedBlob blob, SealedBlob::decode(sealed.blob));
  std::map<DataClass, Plaintext> data_keys;
  Values out;
  for (const Field field : fields.list()) {
    const auto version = sealed.versions.find(field);
    if (version == sealed.versions.end()) continue;
    const DataClass data_class = class_of(field);
    const auto wrap = blob.wraps.find(data_class);
    const ByteView box = field == Field::kPhoto ? ByteView(sealed.photo) : blob.box_of(field);
    if (wrap == blob.wraps.end() || box.empty())
      return fail(Code::kTampered, fmt::format("the {} of person {} is missing from the store", field_label(field),
                                               sealed.person.value));
    const auto wrong = [&](const Error&) {
      return Error(Code::kTampered,
                   fmt::format("the {} of person {} is not what was written: the store has been tampered with",
                               field_label(field), sealed.person.value));
    };
    if (!data_keys.contains(data_class)) {
      TRY_ASSIGN(const Plaintext* class_secret,
                 keyring_.get(class_key(data_class), wrap->second.epoch).map_error([&](const Error& missing) {
                   return Error(Code::kTampered, missing.message() +
                                                     ", yet the store uses it: the key file or the store was "
                                                     "put back to an older state");
                 }));
      TRY_ASSIGN(Plaintext key,
                 crypto::open(*class_secret,
                              wrap_place(force_, sealed.person, data_class, wrap->second.epoch, wrap->second.key_id),
                              wrap->second.box)
                     .map_error(wrong));
      data_keys.emplace(data_class, std::move(key));
    }
    TRY_ASSIGN(Plaintext value,
               crypto::open(data_keys.at(data_class),
                            field_place(force_, sealed.person, field, version->second, wrap->second.key_id), box)
                   .map_error(wrong));
    out.emplace(field, std::move(value));
  }
  return out;
}

// `ever`: former ones too.
Result<std::vector<PersonId>> Vault::find_all(db::Database& db, Field field, const Plaintext& normal, bool ever) const {
  const Plaintext& key = keyring_.get(index_key(field));
  const Hash mac = crypto::hmac_sha256(key, normal.reveal());
  const auto place = static_cast<std::int64_t>(field);
  std::vector<PersonId> found;
  TRY(db.query(
      sql::kFind, {place, ever ? former(field) : place, ByteView(mac)}, [&](const db::Row& row) -> Result<void> {
        const PersonId person{row.number(0)};
        if (!equal_secret(row.bytes(1), index_tag(key, mac, person)))
          return fail(Code::kTampered, "the roll's index is not what was written: the store has been tampered with");
        if (found.empty() || found.back() != person) found.push_back(person);
        return {};
      }));
  return found;
}

Result<std::optional<PersonId>> Vault::find(db::Database& db, Field field, std::string_view value) const {
  TRY_ASSIGN(const std::vector<PersonId> found, find_all(db, field, normalised(value), false));
  return found.empty() ? std::nullopt : std::optional(found.back());
}

Result<std::vector<PersonId>> Vault::find_ever(db::Database& db, Field field, std::string_view value) const {
  return find_all(db, field, normalised(value), true);
}

Result<bool> Vault::was_issued(db::Database& db, std::string_view number) const {
  TRY_ASSIGN(const std::vector<PersonId> people, find_ever(db, Field::kWarrantNumber, number));
  return !people.empty();
}

Result<std::vector<PersonId>> Vault::find_name(db::Database& db, std::string_view surname,
                                               std::string_view forenames) const {
  return find_all(db, kNameIndex, full_name(surname, forenames), false);
}

Result<std::uint64_t> Vault::rewrap(db::Database& db, DataClass data_class, Random& random) const {
  const std::string name = class_key(data_class);
  const std::uint32_t newest = keyring_.epoch(name);
  std::vector<std::pair<PersonId, Bytes>> changed;
  TRY(db.query(sql::kBlobs, {}, [&](const db::Row& row) -> Result<void> {
    const PersonId person{row.number(0)};
    TRY_ASSIGN(SealedBlob blob, SealedBlob::decode(row.bytes(1)));
    const auto found = blob.wraps.find(data_class);
    if (found == blob.wraps.end() || found->second.epoch == newest) return {};
    SealedBlob::Wrap& wrap = found->second;
    TRY_ASSIGN(const Plaintext* old_secret, keyring_.get(name, wrap.epoch));
    TRY_ASSIGN(const Plaintext key,
               crypto::open(*old_secret, wrap_place(force_, person, data_class, wrap.epoch, wrap.key_id), wrap.box));
    wrap.epoch = newest;
    wrap.box = crypto::seal(keyring_.get(name), wrap_place(force_, person, data_class, newest, wrap.key_id),
                            key.reveal(), random);
    changed.emplace_back(person, blob.encode());
    return {};
  }));
  for (const auto& [person, body] : changed) TRY(db.run(sql::kUpdateBlob, {ByteView(body), db::number(person.value)}));
  return changed.size();
}

}  // namespace tipstaff::roll
