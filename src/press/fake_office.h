// For tests: an office in memory that follows the rules a press can see (same box until the receipt, receipts taken
// twice, no key after one) and remembers everything.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "crypto/aead.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "press/wire.h"

namespace tipstaff::press::test {

class FakeOffice final : public PressOffice {
 public:
  struct Item {
    Plaintext key;
    Bytes locked;
    Bytes box;
    std::optional<Outcome> outcome;
    std::string stock_serial;
    int keys_asked = 0;
    int receipts = 0;
  };

  FakeOffice(const Hash& certificate, ByteView box_public_key, ByteView receipt_public_key)
      : certificate_(certificate), box_key_(to_bytes(box_public_key)), receipt_key_(to_bytes(receipt_public_key)) {}

  ItemId add(std::string_view artwork) {
    const ItemId id = random_.item_id();
    Item& item = items[id];
    item.key = crypto::new_key(random_);
    item.locked = lock_item(id, item.key, as_bytes(artwork), random_);
    return id;
  }

  Result<Enrolled> enrol(const Enrolment&) override { return fail(Code::kRefused, "not in this test"); }
  Result<Enrolled> enrolled(const std::string&, ByteView) override { return fail(Code::kRefused, "not in this test"); }

  Result<std::vector<ListedItem>> list(const Hash& certificate, std::size_t most) override {
    const std::lock_guard lock(mutex_);
    TRY(check(certificate));
    std::vector<ListedItem> out;
    for (const auto& [id, item] : items)
      if (!item.outcome && out.size() < most)
        out.push_back({id, "warrant card", item.locked.size(), crypto::sha256(item.locked)});
    return out;
  }
  Result<Bytes> locked(const Hash& certificate, const ItemId& id) override {
    const std::lock_guard lock(mutex_);
    TRY(check(certificate));
    if (!items.contains(id)) return fail(Code::kNotFound, "no such item");
    Bytes out = items[id].locked;
    if (bend_next) out[out.size() / 2] ^= 1;
    bend_next = false;
    return out;
  }
  Result<Bytes> release(const Hash& certificate, const ItemId& id) override {
    const std::lock_guard lock(mutex_);
    TRY(check(certificate));
    if (on_release) on_release(id);
    if (!items.contains(id)) return fail(Code::kNotFound, "no such item");
    Item& item = items[id];
    if (item.outcome) return fail(Code::kRefused, "this item has had its receipt");
    if (item.box.empty() && budget == 0) return fail(Code::kRefused, "the day's budget is spent: try again tomorrow");
    if (item.box.empty()) {
      --budget;
      TRY_ASSIGN(item.box, crypto::box_seal(box_key_, item.key.reveal()));
    }
    ++item.keys_asked;
    return item.box;
  }
  Result<void> receipt(const Hash& certificate, ByteView signed_receipt) override {
    const std::lock_guard lock(mutex_);
    TRY(check(certificate));
    TRY_ASSIGN(const Receipt receipt, open_receipt(signed_receipt, receipt_key_));
    if (receipt.outcome == Outcome::kRibbonDestroyed) {
      ribbons.push_back(receipt);
      return {};
    }
    Item& item = items[receipt.item];
    if (item.box.empty()) return fail(Code::kRefused, "a receipt for an item that was not released");
    if (item.outcome && *item.outcome != receipt.outcome) return fail(Code::kRefused, "another receipt came before");
    item.outcome = receipt.outcome;
    item.stock_serial = receipt.stock_serial;
    ++item.receipts;
    return {};
  }
  Result<std::string> alarm(const Hash& certificate, std::string_view) override {
    const std::lock_guard lock(mutex_);
    TRY(check(certificate));
    return std::string("incident 1");
  }

  std::map<ItemId, Item> items;
  std::vector<Receipt> ribbons;
  std::size_t budget = SIZE_MAX;
  bool bend_next = false;
  std::function<void(const ItemId&)> on_release;

 private:
  Result<void> check(const Hash& certificate) const {
    if (certificate != certificate_) return fail(Code::kUnauthorised, "this press is revoked");
    return {};
  }
  std::mutex mutex_;
  SystemRandom random_;
  Hash certificate_;
  Bytes box_key_;
  Bytes receipt_key_;
};

}  // namespace tipstaff::press::test
