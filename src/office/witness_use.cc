#include "office/witness_use.h"

#include <fmt/format.h>

#include "crypto/hash.h"

namespace tipstaff::office {
namespace {

// Keyed, so that nobody without the root key can make another file of the same mark. 0: there is no file.
Result<std::uint64_t> mark_of_file(Office& office) {
  SystemFiles files;
  const Result<Bytes> content = files.read(office.folder().witness());
  if (!content && content.error().code() == Code::kNotFound) return 0;
  if (!content) return fail(content.error());
  const Hash mac = crypto::hmac_sha256(crypto::derive_key(office.root(), "tipstaff witness in use v1"), *content);
  return get_u64(mac.data()) | 1U;
}

}  // namespace

Result<void> check_witness(Office& office) {
  const auto* set = office.keeping().settings.find(Setting::kWitness);
  if (set == nullptr) return {};  // none was ever set, or before this was on record
  TRY_ASSIGN(const std::uint64_t mark, mark_of_file(office));
  if (mark == set->value.value) return {};
  return fail(Code::kTampered, mark == 0 ? "the file ‘witness’ is gone, and without it an older state of this store "
                                           "could pass for the newest; put it back, or "
                                           "set the witness anew with ‘ledger use-witness’"
                                         : "the file ‘witness’ is not the one that was set; put that back, or set the "
                                           "witness anew with ‘ledger use-witness’");
}

Result<void> record_witness(Office& office, ledger::Write& write, EntryIndex entry) {
  TRY_ASSIGN(const std::uint64_t mark, mark_of_file(office));
  return office.keeping().settings.put(write, Setting::kWitness, Setting{mark}, entry);
}

Result<void> set_witness(Office& office, const access::Actor& actor, ByteView file) {
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  SystemFiles files;
  const std::filesystem::path path = office.folder().witness();
  const Result<Bytes> before = files.read(path);
  if (!before && before.error().code() != Code::kNotFound) return fail(before.error());
  TRY(files.replace(path, file, 0644));
  const auto recorded = office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        const EntryIndex entry = write.append(
            ledger::Detail{.act = ledger::Act::kSettingChanged, .actor = actor.id, .reason = "the witness"});
        return record_witness(office, write, entry);
      },
      ledger::Urgency::kUrgent);
  if (recorded) return {};
  TRY(before ? files.replace(path, *before, 0644) : files.remove(path));
  return fail(recorded.error());
}

}  // namespace tipstaff::office
