#include <fmt/format.h>

#include "crypto/aead.h"
#include "crypto/box.h"
#include "supplier/contract.h"
#include "supplier/desk.h"
#include "supplier/item_keys.h"

namespace tipstaff::supplier {
namespace {

constexpr std::uint32_t kMostTries = 4;  // of one card at one time, spoilt ones included

ledger::Detail item_entry(ledger::Act act, const Item& item, HolderId holder, std::string reason, PrincipalId by) {
  ledger::Detail detail;
  detail.act = act;
  detail.actor = by;
  detail.person = item.person;
  detail.fields = item.fields;
  detail.holder = holder;
  detail.item = item.id;
  detail.object = item.card.value;
  detail.reason = std::move(reason);
  return detail;
}

}  // namespace

void Desk::index_item(std::uint64_t number, const Item& item) {
  by_id_[item.id] = number;
  by_press_[item.press.value].push_back(number);
  by_card_[item.card.value].push_back(number);
}

void Desk::show(ledger::Write& write, const Item& item) {
  std::set<ItemId>& listed = listed_[item.press.value];
  listed.insert(item.id);
  write.on_undo([&listed, id = item.id] { listed.erase(id); });
}

void Desk::hide(ledger::Write& write, const Item& item) {
  std::set<ItemId>& listed = listed_[item.press.value];
  if (listed.erase(item.id) != 0) write.on_undo([&listed, id = item.id] { listed.insert(id); });
}

void Desk::rebuild_index() {
  stock_.rebuild_index();
  by_id_.clear();
  by_press_.clear();
  by_card_.clear();
  releases_.clear();
  open_.clear();
  listed_.clear();
  std::map<std::uint64_t, std::vector<Instant>> heads;
  for (const auto& [number, stored] : tables_.items.all()) {
    const Item& item = stored.value;
    index_item(number, item);
    const std::uint64_t supplier = tables_.presses.find(item.press.value)->value.supplier.value;
    if (item.newly) heads[supplier].push_back(item.released_at);
    if (item.state == ItemState::kLocked || (item.state == ItemState::kReleased && !item.box.empty()))
      listed_[item.press.value].insert(item.id);
    if (item.state == ItemState::kReleased) open_[supplier][item.card.value] = item.released_at.micros;
  }
  for (auto& [supplier, instants] : heads) {
    std::sort(instants.begin(), instants.end());
    for (const Instant at : instants) releases_[supplier].add(at);
  }
}

Result<JobId> Desk::make_job(ledger::Write& write, PressId press, PrincipalId by) {
  const auto* stored = tables_.presses.find(press.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such press");
  if (stored->value.state != PressState::kApproved)
    return fail(Code::kRefused, fmt::format("press ‘{}’ is {}, so it gets no jobs", stored->value.name,
                                            press_state_name(stored->value.state)));
  const JobId id{tables_.jobs.next_id()};
  ledger::Detail detail;
  detail.act = ledger::Act::kJobCreated;
  detail.actor = by;
  detail.holder = stored->value.holder;
  detail.object = id.value;
  const EntryIndex entry = write.append(std::move(detail));
  TRY(tables_.jobs.put(write, id.value, Job{press, by, write.now(), 0}, entry));
  return id;
}

Result<std::uint64_t> Desk::queue(ledger::Write& write, JobId job, CardId card, bool protected_person, PrincipalId by) {
  const auto* made = tables_.jobs.find(job.value);
  const auto* asked = cards_.table().find(card.value);
  if (made == nullptr || asked == nullptr) return fail(Code::kNotFound, "there is no such job or card");
  const PressId press_id = made->value.press;
  const Press& press = tables_.presses.find(press_id.value)->value;
  if (protected_person && !press.inside)
    return fail(Code::kRefused, fmt::format("card {} cannot be queued for press ‘{}’", card.value, press.name));
  if (asked->value.approved_by == by)
    return fail(Code::kRefused,
                fmt::format("who approved card {} cannot send it to a press: it takes a second person", card.value));
  if (asked->value.tries >= kMostTries)
    return fail(Code::kRefused, fmt::format("card {} was spoilt {} times; look into it before it is tried again",
                                            card.value, asked->value.tries));
  TRY(check_kind(tables_.suppliers.find(press.supplier.value)->value, asked->value.kind));
  const std::uint64_t number = tables_.items.next_id();
  Item item;
  item.id = write.random().item_id();
  item.card = card;
  item.person = asked->value.person;
  item.job = job;
  item.press = press_id;
  Step step{card, CardState::kQueued, ledger::Act::kJobCreated, by, {}, fmt::format("queued for {}", press.name), {}};
  TRY(cards_.step(write, step, [&](Card& changed) {
    changed.item = number;
    ++changed.tries;
  }));
  TRY(tables_.items.put(write, number, item, step.entry));
  index_item(number, item);
  write.on_undo([this, item] {
    by_id_.erase(item.id);
    by_press_[item.press.value].pop_back();
    by_card_[item.card.value].pop_back();
  });
  return number;
}

Result<void> Desk::close_job(ledger::Write& write, JobId job, std::uint64_t ordered) {
  const auto* stored = tables_.jobs.find(job.value);
  if (stored == nullptr) return fail(Code::kNotFound, "there is no such job");
  Job row = stored->value;
  row.ordered = ordered;
  return tables_.jobs.put(write, job.value, row, stored->entry);
}

Plaintext Desk::new_item_key(Random& random) { return crypto::new_key(random); }

Bytes Desk::wrap_item_key(const ItemId& item, const Plaintext& key, Random& random) const {
  return crypto::seal(keyring_.get(kItemKey), item_key_place(item), key.reveal(), random);
}

ledger::Detail Desk::entry_of(ledger::Act act, const Item& item, std::string reason, PrincipalId by) const {
  return item_entry(act, item, tables_.presses.find(item.press.value)->value.holder, std::move(reason), by);
}

Result<void> Desk::lock(ledger::Write& write, std::uint64_t number, const Locked& locked, PrincipalId by) {
  const auto* stored = tables_.items.find(number);
  if (stored == nullptr || stored->value.state != ItemState::kQueued)
    return fail(Code::kRefused, fmt::format("item {} is not waiting to be rendered", number));
  Item item = stored->value;
  item.state = ItemState::kLocked;
  item.wrapped_key = locked.wrapped_key;
  item.sha256 = locked.sha256;
  item.offset = locked.offset;
  item.bytes = locked.bytes;
  item.fields = locked.fields;
  const EntryIndex entry = write.append(item_entry(ledger::Act::kItemLocked, item, {}, "", by));
  show(write, item);
  return tables_.items.put(write, number, std::move(item), entry);
}

// A card that is taken back takes its sub-batch's identity with it; the other cards can be exported anew.
Result<void> Desk::break_batch(ledger::Write& write, std::uint64_t number, PrincipalId by) {
  Batch batch = tables_.batches.find(number)->value;
  if (batch.state != BatchState::kSealed) return {};
  ledger::Detail detail;
  detail.act = ledger::Act::kBatchWithdrawn;
  detail.actor = by;
  detail.item = batch.id;
  detail.object = number;
  const EntryIndex entry = write.append(std::move(detail));
  for (const std::uint64_t item_number : batch.items) {
    Item item = tables_.items.find(item_number)->value;
    item.batch = 0;
    TRY(tables_.items.put(write, item_number, std::move(item), entry));
  }
  batch.state = BatchState::kWithdrawn;
  batch.wrapped_identity.clear();
  return tables_.batches.put(write, number, std::move(batch), entry);
}

Result<void> Desk::withdraw(ledger::Write& write, std::uint64_t number, const std::string& why, PrincipalId by) {
  const auto* stored = tables_.items.find(number);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no item {}", number));
  Item item = stored->value;
  if (item.state != ItemState::kQueued && item.state != ItemState::kLocked)
    return fail(Code::kRefused,
                fmt::format("item {} is {}, so it cannot be taken back", number, item_state_name(item.state)));
  if (item.batch != 0) {
    TRY(break_batch(write, item.batch, by));
    item.batch = 0;
  }
  hide(write, item);
  item.state = ItemState::kWithdrawn;
  item.wrapped_key.clear();
  EntryIndex entry;
  if (is_ended(cards_.table().find(item.card.value)->value.state)) {  // revoked meanwhile: only its item is left
    entry = write.append(item_entry(ledger::Act::kItemMoved, item, {}, why, by));
  } else {
    Step step{item.card, CardState::kApproved, ledger::Act::kItemMoved, by, {}, why, {}};
    TRY(cards_.step(write, step, [](Card& card) { --card.tries; }));
    entry = step.entry;
  }
  return tables_.items.put(write, number, std::move(item), entry);
}

Result<std::uint64_t> Desk::item_of(PressId press, const ItemId& item) const {
  const auto found = by_id_.find(item);
  if (found == by_id_.end() || tables_.items.find(found->second)->value.press != press)
    return fail(Code::kNotFound, "this press has no such item");
  return found->second;
}

std::vector<press::ListedItem> Desk::list(PressId press, std::size_t most) const {
  std::vector<press::ListedItem> out;
  if (tables_.presses.find(press.value)->value.state != PressState::kApproved) return out;
  const auto listed = listed_.find(press.value);
  if (listed == listed_.end()) return out;
  // In the order of their random ids: a list must not repeat the order of the roll.
  for (const ItemId& id : listed->second) {
    if (out.size() == most) break;
    const Item& item = tables_.items.find(by_id_.at(id))->value;
    out.push_back({item.id, cards_.table().find(item.card.value)->value.kind, item.bytes, item.sha256});
  }
  return out;
}

custody::Interval Desk::copy_of(const Item& item, custody::Form form, Instant from, EntryIndex entry) const {
  custody::Interval copy;
  copy.person = item.person;
  copy.holder = tables_.presses.find(item.press.value)->value.holder;
  copy.fields = item.fields;
  copy.form = form;
  copy.from = from;
  copy.opened_by = entry;
  return copy;
}

Result<void> Desk::fetched(ledger::Write& write, std::uint64_t number) {
  Item item = tables_.items.find(number)->value;
  if (item.state != ItemState::kLocked && item.state != ItemState::kReleased)
    return fail(Code::kRefused,
                fmt::format("this item is {}, so it is no longer handed out", item_state_name(item.state)));
  const Press& press = tables_.presses.find(item.press.value)->value;
  if (press.state != PressState::kApproved)
    return fail(Code::kRefused,
                fmt::format("press ‘{}’ is {}: {}", press.name, press_state_name(press.state), press.halted_why));
  if (item.locked.value != 0) return {};  // the same ciphertext again is the same copy
  const EntryIndex entry = write.append(item_entry(ledger::Act::kItemFetched, item, press.holder, "", {}));
  TRY_ASSIGN(item.locked, book_.open(write, copy_of(item, custody::Form::kLocked, write.now(), entry)));
  return tables_.items.put(write, number, std::move(item), entry);
}

bool Desk::released_before(CardId card, SupplierId supplier) const {
  const auto items = by_card_.find(card.value);
  if (items == by_card_.end()) return false;
  for (const std::uint64_t number : items->second) {
    const Item& item = tables_.items.find(number)->value;
    if (item.newly && tables_.presses.find(item.press.value)->value.supplier == supplier) return true;
  }
  return false;
}

Result<void> Desk::release(ledger::Write& write, std::uint64_t number) {
  Item item = tables_.items.find(number)->value;
  const Press& press = tables_.presses.find(item.press.value)->value;
  if (press.state != PressState::kApproved)
    return fail(Code::kRefused,
                fmt::format("press ‘{}’ is {}: {}", press.name, press_state_name(press.state), press.halted_why));
  if (item.state != ItemState::kLocked && item.state != ItemState::kReleased)
    return fail(Code::kRefused,
                fmt::format("this item is {}, so its key is no longer released", item_state_name(item.state)));
  const Supplier& supplier = tables_.suppliers.find(press.supplier.value)->value;
  TRY(check_hours(supplier, write.now()));
  if (item.state == ItemState::kReleased && item.box.empty())
    return fail(Code::kRefused, "this item's key was destroyed when the store was restored from a backup");
  const EntryIndex entry = write.append_read(item_entry(ledger::Act::kItemReleased, item, press.holder,
                                                        item.state == ItemState::kReleased ? "served again" : "", {}));
  if (item.state == ItemState::kReleased) return {};  // the same box, at no new charge (law 3)

  item.newly = !released_before(item.card, press.supplier);
  if (item.newly) TRY(check_budget(supplier, releases(press.supplier), open_heads(press.supplier), write.now()));
  TRY_ASSIGN(const Plaintext key, unwrap_key(item.id, item.wrapped_key));
  TRY_ASSIGN(Bytes box, crypto::box_seal(press.box_public_key, key.reveal()));
  return open_item(write, number, std::move(box), false, entry);
}

// The row, the copy, the card and the count of one release; its budget has been checked.
Result<void> Desk::open_item(ledger::Write& write, std::uint64_t number, Bytes box, bool delivered, EntryIndex entry) {
  Item item = tables_.items.find(number)->value;
  const Press& press = tables_.presses.find(item.press.value)->value;
  const Supplier& supplier = tables_.suppliers.find(press.supplier.value)->value;
  const std::uint64_t supplier_id = press.supplier.value;
  item.newly = !released_before(item.card, press.supplier);
  item.box = std::move(box);
  item.state = ItemState::kReleased;
  item.released_at = write.now();
  custody::Interval copy = copy_of(item, custody::Form::kOpened, write.now(), entry);
  copy.delivered = delivered;
  // What a bureau opened stays until somebody shows that it is gone; at a press the receipt ends it.
  copy.due =
      write.now() + (press.bureau ? longest_kept(supplier) : Duration(std::chrono::hours(supplier.receipt_hours)));
  TRY_ASSIGN(item.opened, book_.open(write, copy));
  // A card of a sub-batch may have ended while it waited; what was released of it counts all the same.
  if (!is_ended(cards_.table().find(item.card.value)->value.state)) {
    Step step{item.card, CardState::kReleased, ledger::Act::kItemReleased, {}, {}, "", {}};
    TRY(cards_.step(write, step));
  }
  const bool newly = item.newly;
  const CardId card = item.card;
  TRY(tables_.items.put(write, number, std::move(item), entry));
  if (newly) releases_[supplier_id].add(write.now());
  open_[supplier_id][card.value] = write.now().micros;
  write.on_undo([this, newly, card, supplier_id] {
    if (newly) releases_[supplier_id].remove_last();
    open_[supplier_id].erase(card.value);
  });
  return {};
}

Result<Bytes> Desk::hand_over(const ledger::Durable& durable, std::uint64_t number) const {
  const Item& item = tables_.items.find(number)->value;
  if (!durable.covers(item.person, item.fields) || item.box.empty())
    return fail(Code::kRefused, "no entry in the ledger records this release, so no key is handed over");
  return item.box;
}

// Evidence may have ended it before; a receipt is taken all the same.
Result<void> Desk::close_copy(ledger::Write& write, CustodyId copy, EntryIndex entry) {
  const auto held = book_.find(copy);
  if (!held || held->end != custody::End::kOpen) return {};
  return book_.close(write, copy, write.now(), custody::End::kOnWord, entry);
}

Result<void> Desk::end_copies(ledger::Write& write, Item& item, const press::Receipt& receipt, EntryIndex entry) {
  if (item.opened.value != 0) TRY(book_.confirm_delivery(write, item.opened, entry));
  const Press& press = tables_.presses.find(item.press.value)->value;
  if (press.bureau) return {};  // it holds plaintext: no word of its ends a copy
  TRY(close_copy(write, item.opened, entry));
  TRY(close_copy(write, item.locked, entry));
  const bool on_ribbon = press.keeps_ribbon && receipt.outcome != press::Outcome::kDestroyed;
  if (item.opened.value != 0 && (receipt.disk_copy_made || on_ribbon)) {
    custody::Interval copy = copy_of(item, custody::Form::kDiskCopy, item.released_at, entry);
    copy.due = write.now() + std::chrono::hours(tables_.suppliers.find(press.supplier.value)->value.destruction_hours);
    if (receipt.disk_copy_destroyed && !on_ribbon) {
      copy.until = write.now();
      copy.end = custody::End::kOnWord;
      copy.closed_by = entry;
    }
    TRY_ASSIGN(item.disk, book_.open(write, copy));
  }
  return {};
}

// A later word of the press: the file or spool that it had left is wiped.
Result<void> Desk::end_disk_copy(ledger::Write& write, const Item& item, const press::Receipt& receipt) {
  const auto copy = book_.find(item.disk);
  if (!receipt.disk_copy_destroyed || !copy || copy->end != custody::End::kOpen) return {};
  const EntryIndex entry =
      write.append(item_entry(ledger::Act::kCustodyClosed, item, copy->holder, "disk copy wiped", {}));
  return book_.close(write, item.disk, write.now(), custody::End::kOnWord, entry);
}

Result<void> Desk::item_receipt(ledger::Write& write, std::uint64_t number, const press::Receipt& receipt) {
  Item item = tables_.items.find(number)->value;
  const Press& press = tables_.presses.find(item.press.value)->value;
  struct Meaning {
    ledger::Act act;
    ItemState item;
    CardState card;
  };
  const Meaning meaning = receipt.outcome == press::Outcome::kPrinted
                              ? Meaning{ledger::Act::kItemPrinted, ItemState::kPrinted, CardState::kPrinted}
                          : receipt.outcome == press::Outcome::kDestroyed
                              ? Meaning{ledger::Act::kItemDestroyed, ItemState::kDestroyed, CardState::kApproved}
                              : Meaning{ledger::Act::kItemSpoiled, ItemState::kSpoiled, CardState::kApproved};
  if (item.state == meaning.item) return end_disk_copy(write, item, receipt);  // the same receipt again
  // A press that stopped between its intent and the key asks for nothing more: its item is spoilt, unreleased.
  const bool never_released = item.state == ItemState::kLocked && receipt.outcome == press::Outcome::kUncertain;
  if (item.state != ItemState::kReleased && !never_released)
    return fail(Code::kRefused,
                fmt::format("a receipt for an item that is {}, not released", item_state_name(item.state)));
  const EntryIndex entry = write.append(item_entry(meaning.act, item, press.holder, receipt.stock_serial, {}));
  TRY(stock_.use(write, "press:" + press.name, receipt.stock_serial, item.id, meaning.item == ItemState::kPrinted,
                 entry));
  TRY(end_copies(write, item, receipt, entry));
  hide(write, item);
  item.state = meaning.item;
  item.wrapped_key.clear();  // law 3: the office destroys the key
  item.box.clear();
  Step step{item.card, meaning.card, meaning.act, {}, {}, "", {}};
  const auto* card = cards_.table().find(item.card.value);
  if (!is_ended(card->value.state)) {
    TRY(cards_.step(write, step, [&](Card& changed) {
      if (meaning.card != CardState::kPrinted) return;
      changed.stock_serial = receipt.stock_serial;
      changed.chip_id = receipt.chip_id;
    }));
  }
  const CardId card_id = item.card;
  const std::uint64_t supplier = press.supplier.value;
  TRY(tables_.items.put(write, number, std::move(item), entry));
  if (const auto open = open_[supplier].find(card_id.value); open != open_[supplier].end()) {
    write.on_undo([this, supplier, card_id, at = open->second] { open_[supplier][card_id.value] = at; });
    open_[supplier].erase(open);
  }
  return {};
}

Result<void> Desk::ribbon_receipt(ledger::Write& write, PressId press, const press::Receipt& receipt) {
  const HolderId holder = tables_.presses.find(press.value)->value.holder;
  for (const ItemId& id : receipt.on_ribbon) {
    TRY_ASSIGN(const std::uint64_t number, item_of(press, id));
    Item item = tables_.items.find(number)->value;
    const auto copy = book_.find(item.disk);
    if (!copy || copy->end != custody::End::kOpen) continue;
    const EntryIndex entry =
        write.append(item_entry(ledger::Act::kCustodyClosed, item, holder, "ribbon " + receipt.stock_serial, {}));
    TRY(book_.close(write, item.disk, write.now(), custody::End::kOnWord, entry));
  }
  return {};
}

Result<void> Desk::receipt(ledger::Write& write, PressId press, const press::Receipt& receipt) {
  if (receipt.outcome == press::Outcome::kRibbonDestroyed) return ribbon_receipt(write, press, receipt);
  TRY_ASSIGN(const std::uint64_t number, item_of(press, receipt.item));
  return item_receipt(write, number, receipt);
}

std::optional<Overdue> Desk::overdue(PressId press, Instant now) const {
  const Press& row = tables_.presses.find(press.value)->value;
  if (row.bureau) {
    const auto patience = std::chrono::hours(tables_.suppliers.find(row.supplier.value)->value.receipt_hours);
    for (const auto& [number, stored] : tables_.batches.all())
      if (stored.value.press == press && stored.value.state == BatchState::kOpened &&
          now > stored.value.opened_at + patience)
        return Overdue{press, fmt::format("the receipt for sub-batch {} is overdue since {}", stored.value.id.text(),
                                          to_rfc3339(stored.value.opened_at + patience))};
  }
  const custody::Columns& copies = book_.of_holder(row.holder);
  for (std::size_t i = copies.size(); i > 0; --i) {
    if (copies.end(i - 1) != custody::End::kOpen || copies.form(i - 1) == custody::Form::kLocked) continue;
    const auto copy = book_.find(CustodyId{copies.id[i - 1]});
    if (now <= copy->due) continue;
    const bool disk = copy->form == custody::Form::kDiskCopy;
    const char* what = row.bureau ? "evidence that what it was given is destroyed"
                       : disk     ? "the destruction of a disk copy"
                                  : "a receipt";
    return Overdue{press, fmt::format("{} is overdue since {}", what, to_rfc3339(copy->due))};
  }
  return std::nullopt;
}

std::uint64_t Desk::open_heads(SupplierId supplier) const {
  const auto found = open_.find(supplier.value);
  return found == open_.end() ? 0 : found->second.size();
}

const Releases& Desk::releases(SupplierId supplier) const {
  static const Releases kNone;
  const auto found = releases_.find(supplier.value);
  return found == releases_.end() ? kNone : found->second;
}

const std::vector<std::uint64_t>& Desk::items_of(PressId press) const {
  static const std::vector<std::uint64_t> kNone;
  const auto found = by_press_.find(press.value);
  return found == by_press_.end() ? kNone : found->second;
}

}  // namespace tipstaff::supplier
