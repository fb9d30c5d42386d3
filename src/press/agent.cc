#include "press/agent.h"

#include "crypto/box.h"
#include "crypto/hash.h"

namespace tipstaff::press {
namespace {

constexpr std::size_t kListedAtOnce = 100;

// The office has answered, and asking again would get the same answer.
bool is_final(Code code) {
  return code == Code::kRefused || code == Code::kNotFound || code == Code::kInvalid || code == Code::kTampered;
}

}  // namespace

Result<std::unique_ptr<Agent>> Agent::open(Files& files, const Clock& clock, const std::filesystem::path& home,
                                           const Identity& identity, OfficeLink& office) {
  if (identity.certificate.empty())
    return fail(Code::kRefused, "this press is not approved yet: the office compares its fingerprint first");
  TRY_ASSIGN(Journal journal, Journal::open(files, clock, home));
  return std::unique_ptr<Agent>(new Agent(std::move(journal), clock, identity, office));
}

RunSummary Agent::run(Printer& printer, const RunSettings& settings) {
  RunSummary summary;
  auto done = settle(summary);
  if (done) done = print_listed(printer, settings, summary);
  if (!done) summary.stopped = std::move(done).error();
  return summary;
}

Result<void> Agent::settle(RunSummary& summary) {
  for (const ItemId& item : journal_.uncertain()) {
    const Journal::Entry& entry = journal_.entries().at(item);
    Receipt receipt;
    receipt.item = item;
    receipt.outcome = Outcome::kUncertain;
    receipt.at = clock_.now();
    receipt.stock_serial = entry.stock_serial;
    receipt.disk_copy_made = entry.leaves_disk_copy;  // it may have come to that
    TRY(journal_.outcome(item, receipt.outcome, sign_receipt(receipt, identity_.receipts)));
    ++summary.uncertain;
  }
  for (const ItemId& id : journal_.unsent()) {
    TRY(send(id));
    ++summary.receipts_sent;
  }
  return {};
}

Result<void> Agent::print_listed(Printer& printer, const RunSettings& settings, RunSummary& summary) {
  std::size_t tried = 0;
  std::set<ItemId> gone;  // taken back by the office since it listed them
  for (bool progress = true; progress && tried < settings.most;) {
    // Items that only a person at the office can move on stay in its list, so the next ones are asked for past them.
    const std::size_t stuck = static_cast<std::size_t>(std::ranges::count_if(
        journal_.entries(), [](const auto& e) { return e.second.state == Journal::State::kRefused; }));
    TRY_ASSIGN(const auto items, office_.list(std::min<std::size_t>(kListedAtOnce + stuck, 1000)));
    progress = false;
    for (const ListedItem& item : items) {
      if (journal_.knows(item.item) || gone.contains(item.item)) continue;
      if (tried == settings.most || (settings.stop && settings.stop())) return {};
      ++tried;
      progress = true;
      auto done = print_item(printer, item, settings, summary);
      if (done) continue;
      if (done.error().code() != Code::kNotFound || journal_.knows(item.item)) return done;
      gone.insert(item.item);
    }
  }
  return {};
}

Result<Bytes> Agent::fetch(const ListedItem& item) {
  TRY_ASSIGN(Bytes locked, office_.locked(item.item));
  if (locked.size() != item.bytes || crypto::sha256(locked) != item.sha256)
    return fail(Code::kTampered,
                fmt::format("item {} did not arrive as the office listed it: no key was asked for", item.item.text()));
  return locked;
}

Result<Plaintext> Agent::open_artwork(const ItemId& item, ByteView locked, ByteView box) const {
  TRY_ASSIGN(const Plaintext key, crypto::box_open(identity_.box, box));
  return unlock_item(item, key, locked);  // the key is wiped here
}

Result<void> Agent::print_item(Printer& printer, const ListedItem& item, const RunSettings& settings,
                               RunSummary& summary) {
  TRY_ASSIGN(const Bytes locked, fetch(item));
  TRY_ASSIGN(const std::string serial, journal_.next_serial(settings.first_stock));
  TRY(journal_.intent(item.item, serial, printer.leaves_disk_copy()));
  const auto box = office_.release(item.item);
  if (!box) {
    TRY(journal_.withdrawn(item.item));  // no key came, so nothing can have been printed
    return fail(box.error());
  }
  Result<void> printed;
  bool touched_printer = false;
  {
    const auto artwork = open_artwork(item.item, locked, *box);
    touched_printer = artwork.has_value();
    printed = artwork ? printer.print(item.item, *artwork) : fail(artwork.error());
  }  // the artwork is wiped here
  Receipt receipt;
  receipt.item = item.item;
  receipt.outcome = printed ? Outcome::kPrinted : Outcome::kSpoiled;
  receipt.at = clock_.now();
  receipt.stock_serial = serial;
  receipt.disk_copy_made = touched_printer && printer.leaves_disk_copy();
  ++(printed ? summary.printed : summary.spoiled);
  TRY(finish(receipt));
  return printed;
}

Result<void> Agent::finish(const Receipt& receipt) {
  TRY(journal_.outcome(receipt.item, receipt.outcome, sign_receipt(receipt, identity_.receipts)));
  return send(receipt.item);
}

Result<void> Agent::send(const ItemId& id) {
  const Bytes signed_receipt = journal_.entries().at(id).signed_receipt;
  const auto taken = office_.receipt(signed_receipt);
  if (taken) return journal_.acknowledged(id);
  if (is_final(taken.error().code())) return journal_.refused(id);
  return fail(taken.error());
}

Result<Agent::Repeated> Agent::send_again(RunSummary& summary) {
  const std::vector<ItemId> before = journal_.answered();
  TRY(settle(summary));
  Repeated out;
  for (const ItemId& id : before) {
    const auto taken = office_.receipt(journal_.entries().at(id).signed_receipt);
    if (!taken && !is_final(taken.error().code())) return fail(taken.error());
    ++(taken ? out.taken : out.not_taken);
  }
  return out;
}

Result<std::size_t> Agent::ribbon_destroyed(const std::string& serial) {
  const bool plain = std::ranges::all_of(serial, [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (serial.empty() || serial.size() > 64 || !plain)
    return fail(Code::kUsage, "a ribbon's serial is plain text of 1 to 64 characters");
  const std::size_t bore = journal_.on_ribbon().size();
  do {
    const std::vector<ItemId>& all = journal_.on_ribbon();
    Receipt receipt;
    receipt.outcome = Outcome::kRibbonDestroyed;
    receipt.at = clock_.now();
    receipt.stock_serial = serial;
    const std::size_t count = std::min(all.size(), kMostOnRibbonReceipt);
    receipt.on_ribbon.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
    TRY(journal_.ribbon(sign_receipt(receipt, identity_.receipts)));
  } while (!journal_.on_ribbon().empty());
  RunSummary summary;
  TRY(settle(summary));
  return bore;
}

}  // namespace tipstaff::press
