#include "office/press_door.h"

#include <fmt/format.h>

#include "office/breach.h"
#include "office/locked_items.h"
#include "office/outside_clocks.h"
#include "press/invitation.h"

namespace tipstaff::office {

using supplier::Item;
using supplier::Press;

Result<press::Enrolled> PressDoor::state_of(PressId press) const {
  const Press& row = office_.desk().tables().presses.find(press.value)->value;
  return press::Enrolled{row.name, row.certificate, row.fingerprint};
}

Result<press::Enrolled> PressDoor::enrol(const press::Enrolment& enrolment) {
  const std::string fingerprint = press::enrolment_fingerprint(enrolment);
  std::optional<PressId> press;
  TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const Plaintext secret, office_.desk().invitation_secret(enrolment.code_id, write.now(), false));
    if (!press::enrolment_mac_is_right(enrolment, secret))
      return fail(Code::kUnauthorised, "this request was not made with its enrolment code");
    TRY_ASSIGN(press, office_.desk().enrol(write, enrolment, fingerprint));
    return {};
  }));
  const auto look = office_.clerk().look();
  return state_of(*press);
}

Result<press::Enrolled> PressDoor::enrolled(const std::string& code_id, ByteView mac) {
  const auto look = office_.clerk().look();
  supplier::DeskTables& tables = office_.desk().tables();
  for (const auto& [id, stored] : tables.invitations.all()) {
    if (stored.value.code_id != code_id || !stored.value.used) continue;
    TRY_ASSIGN(const Plaintext secret, office_.desk().invitation_secret(code_id, office_.clock().now(), true));
    const Press& press = tables.presses.find(stored.value.press.value)->value;
    const press::Enrolment as_enrolled{code_id, press.tls_request, press.box_public_key, press.receipt_public_key,
                                       to_bytes(mac)};
    if (!press::enrolment_mac_is_right(as_enrolled, secret)) break;
    return state_of(stored.value.press);
  }
  return fail(Code::kUnauthorised, "no press has enrolled with this code");
}

Result<std::vector<press::ListedItem>> PressDoor::list(const Hash& certificate, std::size_t most) {
  const auto look = office_.clerk().look();
  TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, office_.clock().now()));
  return office_.desk().list(press, most);
}

Result<Bytes> PressDoor::locked(const Hash& certificate, const ItemId& item) {
  std::uint64_t number = 0;
  TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, write.now()));
    TRY_ASSIGN(number, office_.desk().item_of(press, item));
    return office_.desk().fetched(write, number);
  }));
  Item row;
  {
    const auto look = office_.clerk().look();
    row = office_.desk().tables().items.find(number)->value;
  }
  return read_locked_item(office_, row);
}

Result<void> PressDoor::halt_if_overdue(const Hash& certificate) {
  std::optional<supplier::Overdue> overdue;
  {
    const auto look = office_.clerk().look();
    const Instant now = std::max(office_.clerk().last_time(), office_.clock().now());
    TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, office_.clock().now()));
    overdue = office_.desk().overdue(press, now);
  }
  if (!overdue) return {};
  TRY(office_.clerk().submit(
      [&](ledger::Write& write) { return office_.desk().halt(write, overdue->press, overdue->why, {}); },
      ledger::Urgency::kUrgent));
  return fail(Code::kRefused, fmt::format("releases to this press have stopped: {}", overdue->why));
}

Result<Bytes> PressDoor::release(const Hash& certificate, const ItemId& item) {
  TRY(halt_if_overdue(certificate));
  std::uint64_t number = 0;
  TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, write.now()));
    TRY_ASSIGN(number, office_.desk().item_of(press, item));
    return office_.desk().release(write, number);
  }));
  const auto look = office_.clerk().look();
  return office_.desk().hand_over(durable, number);
}

Result<void> PressDoor::receipt(const Hash& certificate, ByteView signed_receipt) {
  TRY(office_.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, write.now()));
        const Press& row = office_.desk().tables().presses.find(press.value)->value;
        TRY_ASSIGN(const press::Receipt receipt, press::open_receipt(signed_receipt, row.receipt_public_key));
        TRY(compare_with_press(office_, write, press, receipt));
        return office_.desk().receipt(write, press, receipt);
      },
      ledger::Urgency::kUrgent));
  return {};
}

Result<std::string> PressDoor::alarm(const Hash& certificate, std::string_view words) {
  std::string name;
  TRY(office_.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(const PressId press, office_.desk().press_of(certificate, write.now()));
        TRY_ASSIGN(name, raise_alarm(office_, write, press, words));
        return {};
      },
      ledger::Urgency::kUrgent));
  return name;
}

}  // namespace tipstaff::office
