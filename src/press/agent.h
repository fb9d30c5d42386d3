// What runs at a press: lists the items that wait, and for each one in turn fetches it locked, writes down its intent,
// asks for its one key, opens it in locked memory, prints it, writes down the outcome, and sends the signed receipt.
//
// A receipt is the press's word that the key and the open artwork are gone from its memory: both are wiped before it is
// signed. What the printer keeps (spool, file, ribbon) is a disk copy that the receipt names.
//
// A stop at any instruction: an item with an intent and no outcome is reported uncertain and never printed again; a
// receipt that was not acknowledged is sent again. The same holds when the office answers nothing. Not thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "press/identity.h"
#include "press/journal.h"
#include "press/office_link.h"
#include "press/printer.h"

namespace tipstaff::press {

struct RunSummary {
  std::size_t printed = 0;
  std::size_t spoiled = 0;
  std::size_t uncertain = 0;      // of earlier runs, reported now
  std::size_t receipts_sent = 0;  // of earlier runs
  std::optional<Error> stopped;   // why the run ended before the list did: budget spent, printer failed, no office …
};

struct RunSettings {
  std::size_t most = SIZE_MAX;  // items to print
  std::string first_stock;      // serial of the first blank; empty: on from the last one used
  std::function<bool()> stop;   // asked between items; may be empty
};

class Agent {
 public:
  // `identity` must have a certificate. All that is passed in must outlive the agent. Errors: kRefused (not approved
  // yet; another process runs this press), kTampered (journal), kStorage.
  static Result<std::unique_ptr<Agent>> open(Files& files, const Clock& clock, const std::filesystem::path& home,
                                             const Identity& identity, OfficeLink& office);

  // Settles what an earlier run left, then prints what the office lists now.
  RunSummary run(Printer& printer, const RunSettings& settings);

  // Sends receipts for what an earlier run left uncertain or unacknowledged. Errors: kUnavailable, kStorage,
  // kUnauthorised.
  Result<void> settle(RunSummary& summary);

  struct Repeated {
    std::size_t taken = 0;
    std::size_t not_taken = 0;  // items that the office does not wait for: a restore destroyed them
  };
  // Sends every receipt that was answered before once more, after settle(): for an office that was restored from a
  // backup and has lost those since. The same word twice changes nothing. Errors: as settle(); what was sent until then
  // was taken.
  Result<Repeated> send_again(RunSummary& summary);

  // Reports that the ribbon or film `serial`, with the images of all items since the last one, has been destroyed.
  // Returns how many items it bore. Errors: as settle(), and kUsage (the serial).
  Result<std::size_t> ribbon_destroyed(const std::string& serial);

  const Journal& journal() const { return journal_; }

 private:
  Agent(Journal journal, const Clock& clock, const Identity& identity, OfficeLink& office)
      : journal_(std::move(journal)), clock_(clock), identity_(identity), office_(office) {}

  Result<void> print_listed(Printer& printer, const RunSettings& settings, RunSummary& summary);
  Result<void> print_item(Printer& printer, const ListedItem& item, const RunSettings& settings, RunSummary& summary);
  Result<Bytes> fetch(const ListedItem& item);
  Result<Plaintext> open_artwork(const ItemId& item, ByteView locked, ByteView box) const;
  Result<void> finish(const Receipt& receipt);
  Result<void> send(const ItemId& id);

  Journal journal_;
  const Clock& clock_;
  const Identity& identity_;
  OfficeLink& office_;
};

}  // namespace tipstaff::press
