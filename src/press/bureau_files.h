// What goes to a bureau that runs nothing of ours and what comes back (docs/formats/bureau.md): the archive that the
// office encrypts, and the receipt that the bureau fills in and signs. Pure functions. The receipt comes from outside:
// its signature is checked before it is read, and it is read whole or not at all.
#pragma once

#include <span>
#include <vector>

#include "press/wire.h"

namespace tipstaff::press {

inline constexpr std::size_t kMostInSubBatch = 500;
inline constexpr std::size_t kLongestBureauReceipt = std::size_t{1} << 20;

struct BureauCard {
  ItemId item;
  std::string kind;  // "warrant card"
  Plaintext pdf;
};

// A ustar archive with manifest.csv, a PDF a card and receipt.csv to fill in. `at`: the time on its entries.
Plaintext bureau_archive(const ItemId& batch, std::span<const BureauCard> cards, Instant at);

struct BureauReceipt {
  struct Line {
    ItemId item;
    Outcome outcome{};  // printed, spoiled or destroyed
    std::string stock_serial, chip_id;
  };
  ItemId batch;
  std::vector<Line> lines;  // each item once
};
// `text` after its signature has been checked. Errors: kInvalid (the sentence names the line).
Result<BureauReceipt> read_bureau_receipt(ByteView text);

}  // namespace tipstaff::press
