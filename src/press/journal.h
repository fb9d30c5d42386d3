// The press's journal (docs/formats/press-journal.md): what makes it impossible to print one item twice. Each call is
// durable when it returns, but for acknowledged() and refused(): without them a receipt is sent once more. After a
// failed append nothing more is taken until the journal is opened again, because a torn frame may lie at its end.
//
// Who can write to the press's disk can delete the journal and so make its agent forget; the office still serves no key
// after a receipt (law 3). Not thread-safe. One process per journal: open() takes a lock that ends with the process.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/ids.h"
#include "press/wire.h"

namespace tipstaff::press {

// Items that one ribbon's receipt may name; more take several receipts (the office takes bodies of 64 KiB).
inline constexpr std::size_t kMostOnRibbonReceipt = 2000;

class Journal {
 public:
  enum class State { kIntent, kWithdrawn, kOutcome, kAcknowledged, kRefused };
  struct Entry {
    State state{};
    std::string stock_serial;
    bool leaves_disk_copy = false;
    Outcome outcome{};     // from kOutcome on
    Bytes signed_receipt;  // from kOutcome on: an office that was restored from a backup may ask for it again
  };

  // Reads `home`/journal (absent is empty) and cuts off a torn tail. Errors: kStorage, kTampered (damaged),
  // kRefused (another process runs this press).
  static Result<Journal> open(Files& files, const Clock& clock, const std::filesystem::path& home);

  Result<void> intent(const ItemId& item, const std::string& stock_serial, bool leaves_disk_copy);
  Result<void> withdrawn(const ItemId& item);
  Result<void> outcome(const ItemId& item, Outcome outcome, Bytes signed_receipt);
  Result<void> acknowledged(const ItemId& item);
  Result<void> refused(const ItemId& item);
  // A ribbon's receipt; returns the id it goes by here.
  Result<ItemId> ribbon(Bytes signed_receipt);

  const std::map<ItemId, Entry>& entries() const { return entries_; }
  // Neither unknown nor withdrawn: never to be printed again.
  bool knows(const ItemId& item) const;
  // In the order of their writing: intents without outcome, and receipts not yet acknowledged.
  std::vector<ItemId> uncertain() const;
  std::vector<ItemId> unsent() const;
  // Receipts that the office answered once, taken or refused, in the order of their writing.
  std::vector<ItemId> answered() const;
  // Items whose image the ribbon in the printer may bear, oldest first. Each ribbon's receipt takes the first
  // kMostOnRibbonReceipt of them.
  const std::vector<ItemId>& on_ribbon() const { return on_ribbon_; }

  // The next free serial from `first` on: its trailing digits counted up, those used before left out. When `first` is
  // empty, on from the last one used; empty when none ever was. Errors: kUsage (no digits at the end).
  Result<std::string> next_serial(const std::string& first) const;

 private:
  Journal(Files& files, const Clock& clock, std::filesystem::path file, Descriptor lock);
  Result<void> read();
  Result<void> apply(ByteView payload);
  Result<void> write(Bytes payload, bool durable = true);
  void note(const ItemId& item, Entry entry);

  Files* files_;
  const Clock* clock_;
  std::filesystem::path file_;
  Descriptor lock_;
  bool broken_ = false;
  std::array<std::uint8_t, 16> check_{};
  std::map<ItemId, Entry> entries_;
  std::vector<ItemId> order_;
  std::vector<ItemId> on_ribbon_;
  std::set<std::string> used_serials_;
  std::string last_serial_;
  // All serials from `counted_from_` on and before `counted_to_` are used.
  mutable std::string counted_from_, counted_to_;
};

}  // namespace tipstaff::press
