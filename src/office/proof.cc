#include "office/proof.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "ledger/archive.h"
#include "ledger/checkpoint.h"

namespace tipstaff::office {
namespace {

using access::Role;

boost::json::array names(FieldSet fields) {
  boost::json::array out;
  for (const Field field : fields.list()) out.emplace_back(field_name(field));
  return out;
}

boost::json::object proof_json(const ledger::EntryProof& proof) {
  boost::json::array path;
  for (const Hash& hash : proof.path) path.emplace_back(hex(hash));
  boost::json::object out;
  out["index"] = proof.entry.index.value;
  out["leaf"] = hex(proof.entry.leaf);
  // An erased entry has neither: it still proves that something stood there.
  out["nonce"] = hex(proof.entry.nonce);
  out["detail"] = hex(proof.entry.encoded);
  out["path"] = std::move(path);
  return out;
}

// A note (C2SP signed-note) under the ledger's key. Its first line sets it apart from a checkpoint, whose first line is
// the origin alone.
std::string signed_statement(const ledger::Keys& keys, const Answer& answer, PersonId person, std::string_view grade,
                             const ledger::Checkpoint& checkpoint) {
  const std::string text = fmt::format(
      "{} statement on one person\n"
      "This is a statement by the force about its own record. It is not a proof.\n"
      "incident {}, scope version {}\nperson {}\ngrade {}\nledger size {}\nledger root {}\n",
      checkpoint.origin, answer.incident.value, answer.scope_version, person.value, grade, checkpoint.size,
      base64(checkpoint.root));
  const ledger::NoteSigner signer{
      keys.origin, ledger::NoteKeyType::kEd25519, {keys.signing.seed.clone(), keys.signing.public_key}};
  return ledger::format_note({text, {ledger::sign_text(text, signer)}});
}

Result<std::size_t> position_of(const Answer& answer, PersonId person) {
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
    if (answer.exposure.population[i].person == person) return i;
  return fail(Code::kNotFound,
              fmt::format("there was nobody with the number {} on the roll by the end of the scope", person.value));
}

}  // namespace

Result<std::string> prove_person(Office& office, const access::Actor& actor, IncidentId incident, PersonId person) {
  TRY(access::require_role(actor, {Role::kDpo, Role::kAuditor}));
  TRY_ASSIGN(const Answer answer, exposure(office, actor, incident));
  TRY_ASSIGN(const std::size_t at, position_of(answer, person));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(
        ledger::Detail{.act = ledger::Act::kProofGiven, .actor = actor.id, .person = person, .object = incident.value});
    return {};
  }));
  const std::string note = office.clerk().checkpoint();
  const ledger::Keys& keys = office.clerk().keys();
  TRY_ASSIGN(const ledger::Checkpoint checkpoint, ledger::open_checkpoint(as_bytes(note), ledger::verifier_key(keys)));

  const std::string_view grade = incident::grade_name(answer.exposure.grade(at));
  boost::json::object out;
  out["force"] = office.force().name;
  out["incident"] = incident.value;
  out["scope_version"] = answer.scope_version;
  out["person"] = person.value;
  out["grade"] = grade;
  out["certain"] = names(answer.exposure.certain[at]);
  out["possible"] = names(answer.exposure.possible[at]);
  out["record_complete_since"] = to_rfc3339(answer.record_began);
  out["ledger_key"] = ledger::verifier_key(keys).text();
  out["checkpoint"] = note;
  boost::json::array entries;
  TRY(office.clerk().read([&](db::Database& db) -> Result<void> {
    ledger::Prover prover(db, keys, checkpoint.size);
    for (const EntryIndex index : answer.entries[at]) {
      TRY_ASSIGN(const ledger::EntryProof proof, prover.prove(index));
      entries.emplace_back(proof_json(proof));
    }
    return {};
  }));
  if (entries.empty()) out["statement"] = signed_statement(keys, answer, person, grade, checkpoint);
  out["entries"] = std::move(entries);
  return boost::json::serialize(out);
}

}  // namespace tipstaff::office
