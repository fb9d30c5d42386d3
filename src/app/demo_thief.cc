// The demonstration's thief. He has what lay at the press: its keys, its certificate, its disk. He pulls whatever the office
// will give to that press, forging receipts so that his budget does not stop at what is open, until the office stops him
// or the file LOOT/stop says that his day is over.
#include <fmt/format.h>

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
  Thief(const press::Identity& identity, press::OfficeLink& office, fs::path loot)
      : identity_(identity), office_(office), loot_(std::move(loot)) {}

  // False when the office no longer knows this press.
  bool pull_once() {
    const auto listed = office_.list(64);
    if (!listed) return listed.error().code() != Code::kUnauthorised;
    bool any = false;
    for (const press::ListedItem& item : *listed) {
      if (stolen_.contains(item.item)) continue;
      if (!steal(item.item)) break;
      any = true;
    }
    if (!any) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return true;
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
  fs::path loot_;
  SystemFiles files_;
  SystemClock clock_;
  std::set<ItemId> stolen_;
};

}  // namespace

Result<void> demo_thief(const fs::path& stolen, const fs::path& loot) {
  TRY_ASSIGN(const press::Identity identity, press::load_identity(stolen / "identity"));
  SystemClock clock;
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, clock));
  Thief thief(identity, link->office(), loot);
  while (!fs::exists(loot / "stop") && thief.pull_once()) {
  }
  return {};
}

}  // namespace tipstaff::app
