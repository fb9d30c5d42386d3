#include "press/wire.h"

#include <algorithm>

#include "base/cbor.h"
#include "crypto/aead.h"

namespace tipstaff::press {
namespace {

// Each begins what is signed or authenticated, so that nothing of ours can pass for something else of ours.
constexpr std::string_view kReceiptName = "tipstaff receipt v1";
constexpr std::string_view kItemName = "tipstaff locked item v1";
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kLargestReceipt = std::size_t{1} << 20;
constexpr std::size_t kMostOnRibbon = 10'000;
constexpr std::size_t kLongestSerial = 64;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not a well-formed receipt: ") + what);
}

Bytes encode_receipt(const Receipt& receipt) {
  cbor::Writer w;
  w.map(9).put_text(0, kReceiptName).put_bytes(1, receipt.item.value);
  w.put(2, static_cast<std::uint64_t>(receipt.outcome));
  w.uint(3).integer(receipt.at.micros);
  w.put_text(4, receipt.stock_serial).put_text(5, receipt.chip_id);
  w.uint(6).boolean(receipt.disk_copy_made);
  w.uint(7).boolean(receipt.disk_copy_destroyed);
  w.uint(8).array(receipt.on_ribbon.size());
  for (const ItemId& item : receipt.on_ribbon) w.bytes(item.value);
  return w.take();
}

Result<ItemId> read_item(cbor::Reader& r) {
  TRY_ASSIGN(const ByteView raw, r.bytes());
  ItemId out;
  if (raw.size() != out.value.size()) return malformed("an item's id has the wrong length");
  std::ranges::copy(raw, out.value.begin());
  return out;
}

// Serials are shown to people and compared as text: printable ASCII only.
Result<std::string> read_serial(cbor::Reader& r) {
  TRY_ASSIGN(const std::string_view text, r.text());
  const bool printable = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (text.size() > kLongestSerial || !printable) return malformed("a serial is too long or not plain text");
  return std::string(text);
}

Result<void> read_key(cbor::Reader& r, std::uint64_t expected) {
  TRY_ASSIGN(const std::uint64_t key, r.uint());
  if (key != expected) return malformed("its parts are not in order");
  return {};
}

Result<void> read_place(cbor::Reader& r, Receipt& out) {
  TRY(read_key(r, 0));
  TRY_ASSIGN(const std::string_view name, r.text());
  if (name != kReceiptName) return malformed("it is something else, or of another version");
  TRY(read_key(r, 1));
  TRY_ASSIGN(out.item, read_item(r));
  TRY(read_key(r, 2));
  TRY_ASSIGN(const std::uint64_t outcome, r.uint());
  if (outcome < static_cast<std::uint64_t>(Outcome::kPrinted) ||
      outcome > static_cast<std::uint64_t>(Outcome::kUncertain))
    return malformed("its outcome is unknown");
  out.outcome = static_cast<Outcome>(outcome);
  TRY(read_key(r, 3));
  TRY_ASSIGN(out.at.micros, r.integer());
  if (out.at.micros < 0 || out.at == kEver) return malformed("its time is impossible");
  return {};
}

Result<void> read_evidence(cbor::Reader& r, Receipt& out) {
  TRY(read_key(r, 4));
  TRY_ASSIGN(out.stock_serial, read_serial(r));
  TRY(read_key(r, 5));
  TRY_ASSIGN(out.chip_id, read_serial(r));
  TRY(read_key(r, 6));
  TRY_ASSIGN(out.disk_copy_made, r.boolean());
  TRY(read_key(r, 7));
  TRY_ASSIGN(out.disk_copy_destroyed, r.boolean());
  TRY(read_key(r, 8));
  TRY_ASSIGN(const std::size_t count, r.array());
  if (count > kMostOnRibbon) return malformed("it names too many items");
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const ItemId item, read_item(r));
    out.on_ribbon.push_back(item);
  }
  return {};
}

Result<Receipt> decode_receipt(ByteView payload) {
  Receipt out;
  cbor::Reader r(payload);
  TRY_ASSIGN(const std::size_t parts, r.map());
  if (parts != 9) return malformed("it has another number of parts");
  TRY(read_place(r, out));
  TRY(read_evidence(r, out));
  TRY(r.expect_end());
  // One receipt, one spelling: the office recognises a repeated receipt by its bytes.
  if (encode_receipt(out) != to_bytes(payload)) return malformed("it is not in the shortest form");
  const bool is_ribbon = out.outcome == Outcome::kRibbonDestroyed;
  if (is_ribbon != (out.item == ItemId{}) || (!is_ribbon && !out.on_ribbon.empty()))
    return malformed("a ribbon's receipt names no item of its own, and only it lists items");
  return out;
}

Bytes item_header(const ItemId& item) {
  cbor::Writer w;
  w.map(2).put_text(0, kItemName).put_bytes(1, item.value);
  return w.take();
}

}  // namespace

Bytes sign_receipt(const Receipt& receipt, const crypto::Ed25519Key& key) {
  Bytes out = encode_receipt(receipt);
  const auto signature = crypto::ed25519_sign(key, out);
  append(out, signature);
  return out;
}

Result<Receipt> open_receipt(ByteView signed_receipt, ByteView receipt_public_key) {
  if (signed_receipt.size() <= kSignatureBytes || signed_receipt.size() > kLargestReceipt)
    return malformed("it has an impossible length");
  const ByteView payload = signed_receipt.first(signed_receipt.size() - kSignatureBytes);
  // Before parsing, so that only a known press's bytes reach the parser.
  if (!crypto::ed25519_verify(receipt_public_key, payload, signed_receipt.last(kSignatureBytes)))
    return fail(Code::kTampered,
                "the receipt's signature is not this press's: it was altered, or another press made it");
  return decode_receipt(payload);
}

Bytes lock_item(const ItemId& item, const Plaintext& key, ByteView artwork, Random& random) {
  Bytes out = item_header(item);
  append(out, crypto::seal(key, out, artwork, random));
  return out;
}

Result<Plaintext> unlock_item(const ItemId& item, const Plaintext& key, ByteView locked) {
  const Bytes header = item_header(item);
  if (locked.size() < header.size() || !std::ranges::equal(locked.first(header.size()), header))
    return fail(Code::kTampered, "this locked item is another one than was asked for, or was altered");
  return crypto::open(key, header, locked.subspan(header.size()));
}

}  // namespace tipstaff::press
