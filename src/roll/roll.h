// The roll: everyone of the force, sealed. Formats: docs/formats/sealed-person.md.
// What an attacker with write access to the store can do: delete, and be noticed on the next opening. He can neither
// read a field, move one to another person, put back an older value, nor clear a protected flag (row anchored, law 13).
// Plaintext leaves only through Vault::reveal(), which takes the proof that the read is durably in the ledger (law 1).
#pragma once

#include <map>
#include <optional>

#include "base/field.h"
#include "base/ids.h"
#include "crypto/keyring.h"
#include "ledger/clerk.h"

namespace tipstaff::roll {

struct Person {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kPerson;
  enum class Status : std::uint8_t { kServing = 1, kLeft = 2, kErasing = 3, kErased = 4 };
  Status status = Status::kServing;
  bool is_protected = false;  // covert or high-risk: only an inside press (law 7)
  bool notice_risk = false;   // a letter home could harm
  bool by_hand = false;       // no export holds them: none says by leaving them out that they have left
  Instant joined;
  Instant left = kEver;
  std::map<Field, std::uint32_t> versions;  // which fields there are, and which version is current

  FieldSet fields() const;
  void encode(cbor::Writer& w) const;
  static Result<Person> decode(cbor::Reader& r);
};

using Values = std::map<Field, Plaintext>;

// As the blind index takes a value, so that what is the same number there is the same everywhere: ASCII lower case, one
// space between words, none at the ends. The result holds a person's data.
Plaintext normalised(std::string_view value);

struct NewPerson {
  Values values;  // the photograph too
  bool is_protected = false;
  bool notice_risk = false;
  bool by_hand = false;
};

struct Marks {
  bool is_protected = false, notice_risk = false;
  bool any() const { return is_protected || notice_risk; }
};

// Ciphertext of one person, as it lies in the store.
struct SealedPerson {
  PersonId person;
  std::map<Field, std::uint32_t> versions;
  Bytes blob;
  Bytes photo;
};

class Vault {
 public:
  explicit Vault(const crypto::Keyring& keyring) : keyring_(keyring) {}
  // The force's id, part of the additional data of every sealed field. Set once, before anything is sealed or opened.
  void set_force(std::string force) { force_ = std::move(force); }

  ledger::Table<Person>& people() { return people_; }
  const ledger::Table<Person>& people() const { return people_; }

  static Result<void> create_schema(db::Database& db);
  // Adds the keys the vault needs: class keys, index keys.
  static void make_keys(crypto::Keyring& keyring, Random& random);

  // Within a request of the clerk; one entry each. Errors: kRefused (warrant or pay number taken), kStorage.
  Result<PersonId> add(ledger::Write& write, const NewPerson& person, PrincipalId by, std::string_view reason);
  // New values for some fields; absent ones stay. Returns the fields that really changed.
  Result<FieldSet> change(ledger::Write& write, PersonId person, const Values& values, PrincipalId by,
                          std::string_view reason);
  Result<void> leave(ledger::Write& write, PersonId person, PrincipalId by, std::string_view reason);
  // Who had left serves again, under the same number of the roll. Errors: kRefused (he has not left).
  Result<void> come_back(ledger::Write& write, PersonId person, PrincipalId by, std::string_view reason);
  // Adds marks to somebody who serves; none is ever taken away here. Returns whether one was new. Errors: kNotFound.
  Result<bool> mark(ledger::Write& write, PersonId person, Marks marks, PrincipalId by, std::string_view reason);
  // Takes marks away, by two people. Errors: kNotFound.
  Result<void> unmark(ledger::Write& write, PersonId person, Marks marks, PrincipalId by, PrincipalId approver,
                      std::string_view reason);
  // Removes ciphertext and index; the caller erases details and rotates class keys (law 9).
  Result<void> erase(ledger::Write& write, PersonId person, PrincipalId by);

  // Ciphertext only; of the photograph and the versions only what `fields` names. Errors: kNotFound. On the clerk's
  // thread.
  Result<SealedPerson> fetch(db::Database& db, PersonId person, FieldSet fields = FieldSet::from_bits(~0U)) const;
  // Errors: kRefused (`durable` does not cover it), kTampered, kNotFound (a field that is not held is left out, no
  // error).
  Result<Values> reveal(const ledger::Durable& durable, const SealedPerson& sealed, FieldSet fields) const;

  // Exact search by blind index. On the clerk's thread. Errors: kTampered (an index row that was moved). `field`:
  // warrant number, pay number.
  Result<std::optional<PersonId>> find(db::Database& db, Field field, std::string_view value) const;
  // Somebody other than `self` who has one of the numbers that only one person can have, and which field it is.
  struct Taken {
    Field field;
    PersonId by;
  };
  Result<std::optional<Taken>> find_taken(db::Database& db, PersonId self, const Values& values) const;
  // Who has, or ever had, this name; whether upper or lower case, letters else as written.
  Result<std::vector<PersonId>> find_name(db::Database& db, std::string_view surname, std::string_view forenames) const;
  // Who has, or ever had, this warrant or pay number: of a pay number that passed on, several.
  Result<std::vector<PersonId>> find_ever(db::Database& db, Field field, std::string_view value) const;
  // Whether anybody on the roll, erased people apart, has or ever had this warrant number. On the clerk's thread.
  Result<bool> was_issued(db::Database& db, std::string_view number) const;

  // After the keys that wrapped the person are destroyed. Errors: kRefused (not pending).
  Result<void> finish_erasure(ledger::Write& write, PersonId person, PrincipalId by);

  // Rotation of the class keys: a new epoch of each, in memory until the keyring is saved; taken back when that failed;
  // and the end of all but the newest, once rewrap() is committed.
  static void begin_epoch(crypto::Keyring& keyring, Random& random);
  static void forget_newest_epoch(crypto::Keyring& keyring);
  static void end_old_epochs(crypto::Keyring& keyring);
  static std::uint32_t class_epoch(const crypto::Keyring& keyring);  // all classes rotate together
  // Re-wraps every data key of the class under the newest epoch. Returns how many people.
  Result<std::uint64_t> rewrap(db::Database& db, DataClass data_class, Random& random) const;

 private:
  Result<void> store_values(ledger::Write& write, PersonId person, Person& row, const Values& values,
                            SealedPerson& sealed);
  Result<std::vector<PersonId>> find_all(db::Database& db, Field field, const Plaintext& normal, bool ever) const;
  Result<void> insert_index(db::Database& db, Field field, const Hash& mac, PersonId person);
  Result<void> index_numbers(db::Database& db, PersonId person, const Values& values);
  Result<void> index_name(db::Database& db, PersonId person, const Plaintext& surname, const Plaintext& forenames);
  Result<void> check_unique(db::Database& db, PersonId self, const Values& values) const;

  const crypto::Keyring& keyring_;
  std::string force_;
  ledger::Table<Person> people_;
};

}  // namespace tipstaff::roll
