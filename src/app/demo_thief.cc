// The demonstration's thief. He has what lay at the press: its keys, its certificate, its disk. He pulls whatever the
// office will give to that press, forging receipts so that his budget does not stop at what is open, until the office
// stops him or the file LOOT/stop says that his day is over. What time it is, LOOT/clock tells him: his day is
// simulated.
#include <fmt/format.h>

#include <optional>
#include <set>
#include <thread>

#include "app/commands.h"
#include "crypto/box.h"
#include "http/press_link.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;

class Thief {
 public:
  Thief(const press::Identity& identity, press::OfficeLink& office, const Clock& clock, fs::path loot)
      : identity_(identity), office_(office), clock_(clock), loot_(std::move(loot)) {}

  enum class Haul { kMore, kNothing, kUnknownToTheOffice };
  Haul pull_once() {
    const auto listed = office_.list(64);
    if (!listed) return listed.error().code() == Code::kUnauthorised ? Haul::kUnknownToTheOffice : Haul::kNothing;
    Haul out = Haul::kNothing;
    for (const press::ListedItem& item : *listed) {
      if (stolen_.contains(item.item)) continue;
      if (!steal(item.item)) break;
      out = Haul::kMore;
    }
    return out;
  }

 private:
  bool steal(const ItemId& item) {
    const auto locked = office_.locked(item);
    const auto box = locked ? office_.release(item) : fail(locked.error());
    if (!box) return false;
    const auto key = crypto::box_open(identity_.box, *box);
    const auto pdf = key ? press::unlock_item(item, *key, *locked) : fail(key.error());
    if (!pdf) return false;
    if (!files_.replace_unsynced(loot_ / (item.text() + ".pdf"), pdf->reveal())) return false;
    stolen_.insert(item);
    press::Receipt lie;
    lie.item = item;
    lie.outcome = press::Outcome::kPrinted;
    lie.at = clock_.now();
    lie.stock_serial = fmt::format("LIE-{}", stolen_.size());
    return office_.receipt(press::sign_receipt(lie, identity_.receipts)).has_value();
  }

  const press::Identity& identity_;
  press::OfficeLink& office_;
  const Clock& clock_;
  fs::path loot_;
  SystemFiles files_;
  std::set<ItemId> stolen_;
};

}  // namespace

Result<void> demo_thief(const fs::path& stolen, const fs::path& loot) {
  TRY_ASSIGN(const press::Identity identity, press::load_identity(stolen / "identity"));
  SystemFiles files;
  ManualClock clock(kDawn);
  std::unique_ptr<http::PressLink> link;
  std::optional<Thief> thief;
  Bytes shown;
  while (!fs::exists(loot / "stop")) {
    const auto time = files.read(loot / "clock");
    if (!time || *time == shown) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    TRY_ASSIGN(const Instant now, parse_instant(as_text(*time)));
    clock.set(now);
    if (!thief) {
      TRY_ASSIGN(link, http::PressLink::open(identity, clock));
      thief.emplace(identity, link->office(), clock, loot);
    }
    Thief::Haul haul = Thief::Haul::kMore;
    while (haul == Thief::Haul::kMore) haul = thief->pull_once();
    if (haul == Thief::Haul::kUnknownToTheOffice) return {};
    shown = *time;
    TRY(files.replace_unsynced(loot / "dry", shown));
  }
  return {};
}

}  // namespace tipstaff::app
