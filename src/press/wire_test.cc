#include "press/wire.h"

#include <gtest/gtest.h>

#include "base/cbor.h"
#include "crypto/aead.h"

namespace tipstaff::press {
namespace {

class Wire : public ::testing::Test {
 protected:
  Receipt printed() {
    Receipt out;
    out.item = random_.item_id();
    out.outcome = Outcome::kPrinted;
    out.at = Instant{1'795'000'000'000'000};
    out.stock_serial = "WC-000123";
    out.chip_id = "04A1B2C3";
    out.disk_copy_made = true;
    return out;
  }
  Result<Receipt> back(const Receipt& receipt) { return open_receipt(sign_receipt(receipt, key_), key_.public_key); }

  SystemRandom random_;
  crypto::Ed25519Key key_ = crypto::new_ed25519_key(random_);
};

TEST_F(Wire, AReceiptComesBackWhole) {
  const Receipt sent = printed();
  const auto got = back(sent);
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->item, sent.item);
  EXPECT_EQ(got->outcome, sent.outcome);
  EXPECT_EQ(got->at, sent.at);
  EXPECT_EQ(got->stock_serial, sent.stock_serial);
  EXPECT_EQ(got->chip_id, sent.chip_id);
  EXPECT_TRUE(got->disk_copy_made);
  EXPECT_FALSE(got->disk_copy_destroyed);

  Receipt ribbon;
  ribbon.outcome = Outcome::kRibbonDestroyed;
  ribbon.stock_serial = "RB-7";
  ribbon.on_ribbon = {random_.item_id(), random_.item_id()};
  EXPECT_EQ(back(ribbon)->on_ribbon, ribbon.on_ribbon);
}

TEST_F(Wire, NoAlteredOrCutReceiptOpens) {
  Bytes signed_receipt = sign_receipt(printed(), key_);
  for (std::size_t at = 0; at < signed_receipt.size(); ++at) {
    EXPECT_FALSE(open_receipt(ByteView(signed_receipt).first(at), key_.public_key)) << at;
    signed_receipt[at] ^= 1;
    EXPECT_EQ(open_receipt(signed_receipt, key_.public_key).error().code(), Code::kTampered) << at;
    signed_receipt[at] ^= 1;
  }
  EXPECT_EQ(open_receipt(signed_receipt, crypto::new_ed25519_key(random_).public_key).error().code(), Code::kTampered);
  signed_receipt.push_back(0);
  EXPECT_FALSE(open_receipt(signed_receipt, key_.public_key));
  EXPECT_EQ(open_receipt(Bytes(2 << 20), key_.public_key).error().code(), Code::kInvalid);
}

// A press that is owned signs what it likes.
TEST_F(Wire, ASignedReceiptIsCheckedAllTheSame) {
  const auto refused = [&](auto change) {
    Receipt receipt = printed();
    change(receipt);
    const auto got = back(receipt);
    return !got && got.error().code() == Code::kInvalid;
  };
  EXPECT_FALSE(refused([](Receipt&) {}));
  EXPECT_TRUE(refused([](Receipt& r) { r.outcome = static_cast<Outcome>(0); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.outcome = static_cast<Outcome>(6); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.at = Instant{-1}; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.at = kEver; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.stock_serial = "a\nb"; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.stock_serial = std::string(65, 'x'); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.chip_id = "\u202e"; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.item = {}; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.on_ribbon.emplace_back(); }));
  EXPECT_TRUE(refused([](Receipt& r) { r.outcome = Outcome::kRibbonDestroyed; }));
  EXPECT_TRUE(refused([](Receipt& r) {
    r.item = {};
    r.outcome = Outcome::kRibbonDestroyed;
    r.on_ribbon.resize(10'001);
  }));
}

TEST_F(Wire, AReceiptHasOneSpelling) {
  Bytes payload = sign_receipt(printed(), key_);
  payload.resize(payload.size() - 64);
  const auto signed_again = [&](Bytes altered) {
    append(altered, crypto::ed25519_sign(key_, altered));
    return open_receipt(altered, key_.public_key);
  };
  EXPECT_TRUE(signed_again(payload));
  Bytes longer = {0xb8, 0x09};  // the map's head in two bytes instead of one
  append(longer, ByteView(payload).subspan(1));
  EXPECT_EQ(signed_again(longer).error().code(), Code::kInvalid);
  Bytes trailing = payload;
  trailing.push_back(0xf6);
  EXPECT_EQ(signed_again(trailing).error().code(), Code::kInvalid);
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(signed_again(Bytes(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size)))) << size;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    Bytes altered = payload;
    altered[at] ^= 0x80;
    if (const auto got = signed_again(altered)) {
      EXPECT_EQ(sign_receipt(*got, key_).size(), altered.size() + 64) << at;
    }
  }
}

TEST_F(Wire, ALockedItemOpensInItsPlaceOnly) {
  const ItemId item = random_.item_id();
  const Plaintext key = crypto::new_key(random_);
  Bytes locked = lock_item(item, key, as_bytes("%PDF front back"), random_);
  EXPECT_EQ(unlock_item(item, key, locked)->reveal_text(), "%PDF front back");
  EXPECT_EQ(unlock_item(random_.item_id(), key, locked).error().code(), Code::kTampered);
  EXPECT_EQ(unlock_item(item, crypto::new_key(random_), locked).error().code(), Code::kTampered);
  for (std::size_t at = 0; at < locked.size(); ++at) {
    EXPECT_EQ(unlock_item(item, key, ByteView(locked).first(at)).error().code(), Code::kTampered) << at;
    locked[at] ^= 1;
    EXPECT_EQ(unlock_item(item, key, locked).error().code(), Code::kTampered) << at;
    locked[at] ^= 1;
  }
  // The same artwork under the same key, moved to another item by who can write the store.
  const ItemId other = random_.item_id();
  Bytes moved = locked;
  std::copy(other.value.begin(), other.value.end(),
            std::search(moved.begin(), moved.end(), item.value.begin(), item.value.end()));
  EXPECT_EQ(unlock_item(other, key, moved).error().code(), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::press
