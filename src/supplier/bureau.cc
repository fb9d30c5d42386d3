#include "supplier/bureau.h"

#include <fmt/format.h>

#include "crypto/sign.h"
#include "supplier/contract.h"

namespace tipstaff::supplier {
namespace {

ledger::Detail batch_entry(ledger::Act act, std::uint64_t number, const Batch& batch, HolderId holder,
                           std::string reason, PrincipalId by) {
  ledger::Detail detail;
  detail.act = act;
  detail.actor = by;
  detail.holder = holder;
  detail.item = batch.id;
  detail.object = number;
  detail.reason = std::move(reason);
  return detail;
}

}  // namespace

std::string_view batch_state_name(BatchState state) {
  switch (state) {
    case BatchState::kSealed:
      return "sealed";
    case BatchState::kOpened:
      return "opened";
    case BatchState::kSettled:
      return "settled";
    case BatchState::kWithdrawn:
      return "withdrawn";
  }
  return "unknown";
}

Result<PressId> Bureau::add(ledger::Write& write, SupplierId supplier, const std::string& name,
                            const std::array<std::uint8_t, 32>& key, const std::string& fingerprint, PrincipalId by) {
  return desk_.add_press(write, supplier, name, "bureau, key " + fingerprint, [&](Press& press) {
    press.bureau = true;
    press.state = PressState::kPending;
    press.invited_by = by;
    press.receipt_public_key = to_bytes(key);
    press.fingerprint = fingerprint;
  });
}

Result<void> Bureau::approve(ledger::Write& write, PressId press, PrincipalId by) {
  const auto* stored = desk_.tables_.presses.find(press.value);
  if (stored == nullptr || !stored->value.bureau) return fail(Code::kNotFound, "there is no such bureau");
  return desk_.approve(write, press, {}, kEver, by);
}

std::vector<std::uint64_t> Bureau::waiting(JobId job) const {
  const auto* stored = desk_.tables_.jobs.find(job.value);
  if (stored == nullptr) return {};
  std::map<ItemId, std::uint64_t> found;
  for (const std::uint64_t number : desk_.items_of(stored->value.press)) {
    const Item& item = desk_.tables_.items.find(number)->value;
    if (item.job == job && item.state == ItemState::kLocked && item.batch == 0) found[item.id] = number;
  }
  std::vector<std::uint64_t> out;
  for (const auto& [id, number] : found) out.push_back(number);
  return out;
}

Result<void> Bureau::check_export(JobId job, std::size_t size, Instant now) const {
  const auto* stored = desk_.tables_.jobs.find(job.value);
  if (stored == nullptr)
    return fail(Code::kNotFound, fmt::format("there is no job {}; ‘job list’ shows them", job.value));
  const Press& press = desk_.tables_.presses.find(stored->value.press.value)->value;
  if (!press.bureau)
    return fail(Code::kRefused,
                fmt::format("job {} is for press ‘{}’, which asks for its cards itself", job.value, press.name));
  if (press.state != PressState::kApproved)
    return fail(Code::kRefused, fmt::format("bureau ‘{}’ is {}, so nothing is exported for it", press.name,
                                            press_state_name(press.state)));
  if (size == 0 || size > press::kMostInSubBatch)
    return fail(Code::kUsage, fmt::format("a sub-batch has 1 to {} cards", press::kMostInSubBatch));
  const Supplier& supplier = desk_.tables_.suppliers.find(press.supplier.value)->value;
  const Budget budget = budget_in_force(supplier, now);
  const std::uint32_t most = std::min({budget.open_at_once, budget.per_hour, budget.per_day, budget.per_year});
  if (size > most)
    return fail(Code::kRefused,
                fmt::format("a sub-batch is released whole, and the budget of {} has never room for {} people at once: "
                            "export with --size {} or less, or raise the budget first",
                            supplier.name, size, most));
  return {};
}

Result<std::uint64_t> Bureau::seal(ledger::Write& write, Batch batch, PrincipalId by) {
  TRY(check_export(batch.job, batch.items.size(), write.now()));
  batch.press = desk_.tables_.jobs.find(batch.job.value)->value.press;
  const HolderId holder = desk_.tables_.presses.find(batch.press.value)->value.holder;
  const std::uint64_t number = desk_.tables_.batches.next_id();
  batch.sealed_at = write.now();
  for (const std::uint64_t item_number : batch.items) {
    Item item = desk_.tables_.items.find(item_number)->value;
    if (item.job != batch.job || item.state != ItemState::kLocked || item.batch != 0)
      return fail(Code::kRefused, "a card of this sub-batch has changed meanwhile; export again");
    const EntryIndex entry =
        write.append(desk_.entry_of(ledger::Act::kItemFetched, item, "sub-batch " + batch.id.text(), by));
    if (item.locked.value == 0) {  // else exported before, in a sub-batch that was withdrawn: the same copy
      TRY_ASSIGN(item.locked, book_.open(write, desk_.copy_of(item, custody::Form::kLocked, write.now(), entry)));
    }
    item.batch = number;
    TRY(desk_.tables_.items.put(write, item_number, std::move(item), entry));
  }
  const EntryIndex entry = write.append(
      batch_entry(ledger::Act::kBatchSealed, number, batch, holder, fmt::format("{} cards", batch.items.size()), by));
  TRY(desk_.tables_.batches.put(write, number, std::move(batch), entry));
  return number;
}

std::optional<std::uint64_t> Bureau::batch_named(const ItemId& id) const {
  for (const auto& [number, stored] : desk_.tables_.batches.all())
    if (stored.value.id == id) return number;
  return std::nullopt;
}

std::vector<std::uint64_t> Bureau::batches_of(JobId job) const {
  std::vector<std::uint64_t> out;
  for (const auto& [number, stored] : desk_.tables_.batches.all())
    if (stored.value.job == job) out.push_back(number);
  return out;
}

Result<void> Bureau::check_order(std::uint64_t number, const Batch& batch, PrincipalId by) const {
  for (const auto& [other, stored] : desk_.tables_.batches.all())
    if (other != number && stored.value.press == batch.press && stored.value.state == BatchState::kOpened)
      return fail(Code::kRefused,
                  fmt::format("sub-batch {} is open and its receipt has not come; the next waits for it",
                              stored.value.id.text()));
  for (const std::uint64_t item_number : batch.items) {
    const CardId card = desk_.tables_.items.find(item_number)->value.card;
    if (cards_.table().find(card.value)->value.approved_by == by)
      return fail(Code::kRefused,
                  fmt::format("who approved card {} cannot release it: it takes a second person", card.value));
  }
  return {};
}

Result<void> Bureau::open(ledger::Write& write, std::uint64_t number, PrincipalId by) {
  Batch batch = desk_.tables_.batches.find(number)->value;
  const Press& press = desk_.tables_.presses.find(batch.press.value)->value;
  const Supplier& supplier = desk_.tables_.suppliers.find(press.supplier.value)->value;
  if (press.state != PressState::kApproved)
    return fail(Code::kRefused,
                fmt::format("bureau ‘{}’ is {}: {}", press.name, press_state_name(press.state), press.halted_why));
  if (batch.state != BatchState::kSealed && batch.state != BatchState::kOpened)
    return fail(Code::kRefused, fmt::format("this sub-batch is {}, so its identity is no longer released",
                                            batch_state_name(batch.state)));
  TRY(check_hours(supplier, write.now()));
  TRY(check_order(number, batch, by));
  if (batch.wrapped_identity.empty())
    return fail(Code::kRefused, "this sub-batch's identity was destroyed when the store was restored from a backup");
  const bool again = batch.state == BatchState::kOpened;  // the same identity, at no new charge (law 3)
  if (!again) {
    std::uint64_t heads = 0;
    for (const std::uint64_t item : batch.items)
      heads += desk_.released_before(desk_.tables_.items.find(item)->value.card, press.supplier) ? 0U : 1U;
    TRY(check_budget(supplier, desk_.releases(press.supplier), desk_.open_heads(press.supplier), write.now(), heads));
  }
  for (const std::uint64_t item_number : batch.items) {
    const Item& item = desk_.tables_.items.find(item_number)->value;
    if (item.state != (again ? ItemState::kReleased : ItemState::kLocked))
      return fail(Code::kRefused,
                  fmt::format("a card of this sub-batch is {}, so it is not released", item_state_name(item.state)));
    const EntryIndex entry = write.append_read(desk_.entry_of(
        ledger::Act::kItemReleased, item, (again ? "served again in sub-batch " : "sub-batch ") + batch.id.text(), by));
    if (!again) TRY(desk_.open_item(write, item_number, {}, true, entry));
  }
  const EntryIndex entry = write.append(
      batch_entry(ledger::Act::kBatchOpened, number, batch, press.holder, again ? "identity served again" : "", by));
  if (!again) batch.opened_at = write.now();
  batch.state = BatchState::kOpened;
  return desk_.tables_.batches.put(write, number, std::move(batch), entry);
}

Result<Plaintext> Bureau::hand_over(const ledger::Durable& durable, std::uint64_t number) const {
  const Batch& batch = desk_.tables_.batches.find(number)->value;
  bool covered = batch.state == BatchState::kOpened && !batch.wrapped_identity.empty();
  for (const std::uint64_t item_number : batch.items) {
    const Item& item = desk_.tables_.items.find(item_number)->value;
    covered = covered && durable.covers(item.person, item.fields);
  }
  if (!covered)
    return fail(Code::kRefused, "no entry in the ledger records this release, so no identity is handed over");
  return desk_.unwrap_key(batch.id, batch.wrapped_identity);
}

Result<PressId> Bureau::signer_of(ByteView text, ByteView signature) const {
  for (const auto& [id, stored] : desk_.tables_.presses.all()) {
    const Press& press = stored.value;
    const bool counts = press.bureau && (press.state == PressState::kApproved || press.state == PressState::kHalted);
    if (counts && crypto::ed25519_verify(press.receipt_public_key, text, signature)) return PressId{id};
  }
  return fail(Code::kTampered,
              "no bureau of this office has signed this receipt as it stands: ask it for the file and its "
              "signature again, unchanged");
}

Result<std::uint64_t> Bureau::receipt(ledger::Write& write, PressId press, const press::BureauReceipt& receipt,
                                      const Hash& digest) {
  const auto number = batch_named(receipt.batch);
  if (!number || desk_.tables_.batches.find(*number)->value.press != press)
    return fail(Code::kNotFound, "this bureau has no such sub-batch");
  Batch batch = desk_.tables_.batches.find(*number)->value;
  if (batch.state == BatchState::kSettled && batch.receipt == digest) return *number;
  if (batch.state != BatchState::kOpened)
    return fail(Code::kRefused,
                fmt::format("a receipt for a sub-batch that is {}, not opened", batch_state_name(batch.state)));
  std::map<ItemId, std::uint64_t> left;
  for (const std::uint64_t item : batch.items) left[desk_.tables_.items.find(item)->value.id] = item;
  for (const press::BureauReceipt::Line& line : receipt.lines) {
    const auto found = left.find(line.item);
    if (found == left.end()) return fail(Code::kRefused, "the receipt names a card that is not of this sub-batch");
    press::Receipt word;
    word.item = line.item;
    word.outcome = line.outcome;
    word.stock_serial = line.stock_serial;
    word.chip_id = line.chip_id;
    TRY(desk_.item_receipt(write, found->second, word));
    left.erase(found);
  }
  if (!left.empty())
    return fail(
        Code::kRefused,
        fmt::format("the receipt leaves out {} cards of this sub-batch; it counts whole or not at all", left.size()));
  const HolderId holder = desk_.tables_.presses.find(press.value)->value.holder;
  const EntryIndex entry =
      write.append(batch_entry(ledger::Act::kBatchSettled, *number, batch, holder, "receipt " + hex(digest), {}));
  batch.state = BatchState::kSettled;
  batch.receipt = digest;
  batch.wrapped_identity.clear();  // law 3
  TRY(desk_.tables_.batches.put(write, *number, std::move(batch), entry));
  return *number;
}

}  // namespace tipstaff::supplier
