#include "ledger/detail.h"

#include <algorithm>

#include "base/cbor.h"

namespace tipstaff::ledger {
namespace {

enum Key : std::uint64_t {
  kAct = 1,
  kAt = 2,
  kActor = 3,
  kApprover = 4,
  kPerson = 5,
  kFields = 6,
  kHolder = 7,
  kItem = 8,
  kObject = 9,
  kReason = 10,
  kMore = 11,
  kAnchor = 15,
};

Result<void> decode_pair(cbor::Reader& reader, std::uint64_t key, Detail& out) {
  const auto number = [&](auto& field) -> Result<void> {
    TRY_ASSIGN(field, reader.uint());
    return {};
  };
  const auto bytes = [&](Bytes& field) -> Result<void> {
    TRY_ASSIGN(const ByteView view, reader.bytes());
    field = to_bytes(view);
    return {};
  };
  switch (key) {
    case kAct: {
      TRY_ASSIGN(const std::uint64_t act, reader.uint());
      out.act = static_cast<Act>(act);
      return {};
    }
    case kAt: {
      TRY_ASSIGN(out.at.micros, reader.integer());
      return {};
    }
    case kActor:
      return number(out.actor.value);
    case kApprover:
      return number(out.approver.value);
    case kPerson:
      return number(out.person.value);
    case kFields: {
      TRY_ASSIGN(const std::uint64_t bits, reader.uint());
      out.fields = FieldSet::from_bits(static_cast<std::uint32_t>(bits));
      return {};
    }
    case kHolder:
      return number(out.holder.value);
    case kItem: {
      TRY_ASSIGN(const ByteView item, reader.bytes());
      if (item.size() != out.item.value.size()) return fail(Code::kInvalid, "malformed item id in an entry");
      std::copy(item.begin(), item.end(), out.item.value.begin());
      return {};
    }
    case kObject:
      return number(out.object);
    case kReason: {
      TRY_ASSIGN(const std::string_view reason, reader.text());
      out.reason = reason;
      return {};
    }
    case kMore:
      return bytes(out.more);
    case kAnchor:
      return bytes(out.anchor);
    default:
      return fail(Code::kInvalid, "an entry with an unknown key");
  }
}

}  // namespace

Bytes encode(const Detail& detail) {
  const bool has_item = detail.item != ItemId{};
  const std::size_t pairs = 2 + (detail.actor.value != 0) + (detail.approver.value != 0) + (detail.person.value != 0) +
                            !detail.fields.empty() + (detail.holder.value != 0) + has_item + (detail.object != 0) +
                            !detail.reason.empty() + !detail.more.empty() + !detail.anchor.empty();
  cbor::Writer w;
  w.map(pairs).put(kAct, static_cast<std::uint64_t>(detail.act)).uint(kAt).integer(detail.at.micros);
  const auto number = [&](Key key, std::uint64_t value) {
    if (value != 0) w.put(key, value);
  };
  number(kActor, detail.actor.value);
  number(kApprover, detail.approver.value);
  number(kPerson, detail.person.value);
  number(kFields, detail.fields.bits());
  number(kHolder, detail.holder.value);
  if (has_item) w.put_bytes(kItem, detail.item.value);
  number(kObject, detail.object);
  if (!detail.reason.empty()) w.put_text(kReason, detail.reason);
  if (!detail.more.empty()) w.put_bytes(kMore, detail.more);
  if (!detail.anchor.empty()) w.put_bytes(kAnchor, detail.anchor);
  return w.take();
}

Result<Detail> decode_detail(ByteView bytes) {
  cbor::Reader reader(bytes);
  Detail out;
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    TRY_ASSIGN(const std::uint64_t key, reader.uint());
    if (key <= previous) return fail(Code::kInvalid, "an entry whose keys are out of order");
    previous = key;
    TRY(decode_pair(reader, key, out));
  }
  TRY(reader.expect_end());
  return out;
}

std::string_view act_name(Act act) {
  switch (act) {
    case Act::kStoreCreated:
      return "store created";
    case Act::kPrincipalAdded:
      return "principal added";
    case Act::kPrincipalChanged:
      return "principal changed";
    case Act::kSessionOpened:
      return "session opened";
    case Act::kGrantGiven:
      return "grant given";
    case Act::kGrantEnded:
      return "grant ended";
    case Act::kProposed:
      return "proposed";
    case Act::kDecided:
      return "decided";
    case Act::kImportBegun:
      return "import begun";
    case Act::kPersonAdded:
      return "person added";
    case Act::kPersonChanged:
      return "person changed";
    case Act::kPersonLeft:
      return "person left";
    case Act::kRead:
      return "read";
    case Act::kErasureBegun:
      return "erasure begun";
    case Act::kErasureCompleted:
      return "erasure completed";
    case Act::kKeyRotated:
      return "key rotated";
    case Act::kSupplierAdded:
      return "supplier added";
    case Act::kPressInvited:
      return "press invited";
    case Act::kPressEnrolled:
      return "press enrolled";
    case Act::kPressApproved:
      return "press approved";
    case Act::kPressHalted:
      return "press halted";
    case Act::kPressResumed:
      return "press resumed";
    case Act::kPressRevoked:
      return "press revoked";
    case Act::kBudgetRaised:
      return "budget raised";
    case Act::kAlarmRaised:
      return "alarm raised";
    case Act::kPressRenewed:
      return "press renewed";
    case Act::kBatchSealed:
      return "sub-batch sealed";
    case Act::kBatchOpened:
      return "sub-batch opened";
    case Act::kBatchSettled:
      return "sub-batch settled";
    case Act::kBatchWithdrawn:
      return "sub-batch withdrawn";
    case Act::kCardRequested:
      return "card requested";
    case Act::kCardApproved:
      return "card approved";
    case Act::kCardRefused:
      return "card refused";
    case Act::kJobCreated:
      return "job created";
    case Act::kItemLocked:
      return "item locked";
    case Act::kItemFetched:
      return "item fetched";
    case Act::kItemReleased:
      return "item released";
    case Act::kItemPrinted:
      return "item printed";
    case Act::kItemSpoiled:
      return "item spoiled";
    case Act::kItemDestroyed:
      return "item destroyed";
    case Act::kItemMoved:
      return "item moved";
    case Act::kCardReceived:
      return "card received";
    case Act::kCardActivated:
      return "card activated";
    case Act::kCardSuspended:
      return "card suspended";
    case Act::kCardRevoked:
      return "card revoked";
    case Act::kCardExpired:
      return "card expired";
    case Act::kCardReturned:
      return "card returned";
    case Act::kCardDestroyed:
      return "card destroyed";
    case Act::kStockMoved:
      return "stock moved";
    case Act::kStockCounted:
      return "stock counted";
    case Act::kCardSent:
      return "card sent";
    case Act::kCustodyOpened:
      return "custody opened";
    case Act::kCustodyClosed:
      return "custody closed";
    case Act::kCustodyDeclared:
      return "custody declared";
    case Act::kCustodyOverdue:
      return "custody overdue";
    case Act::kFileMade:
      return "file made";
    case Act::kIncidentOpened:
      return "incident opened";
    case Act::kIncidentScoped:
      return "incident scoped";
    case Act::kExposureAnswered:
      return "exposure answered";
    case Act::kNoticeDecided:
      return "notice decided";
    case Act::kNoticeSent:
      return "notice sent";
    case Act::kReportDrafted:
      return "report drafted";
    case Act::kContained:
      return "contained";
    case Act::kProofGiven:
      return "proof given";
    case Act::kBackupMade:
      return "backup made";
    case Act::kRestored:
      return "restored";
    case Act::kClockAccepted:
      return "clock accepted";
    case Act::kLedgerExported:
      return "ledger exported";
    case Act::kBackupDestroyed:
      return "backup destroyed";
    case Act::kStampKeyMade:
      return "stamp key made";
    case Act::kStampKeyRevoked:
      return "stamp key revoked";
    case Act::kStatusChanged:
      return "status list changed";
    case Act::kPseudonymAuthorised:
      return "pseudonym authorised";
    case Act::kNumbersGiven:
      return "new numbers given";
    case Act::kCardDesignSet:
      return "card template set";
    case Act::kClockCompared:
      return "clock compared with one outside";
    case Act::kSettingChanged:
      return "setting changed";
    case Act::kDisclosureSubmitted:
      return "disclosure submitted";
    case Act::kDisclosureDecided:
      return "disclosure decided";
    case Act::kDisclosurePublished:
      return "disclosure published";
    case Act::kDisclosureTakenDown:
      return "disclosure taken down";
    case Act::kDisclosureReviewed:
      return "disclosure reviewed";
    case Act::kSiteChecked:
      return "site checked";
    case Act::kDisclosureRechecked:
      return "disclosure rechecked";
  }
  return "unknown act";
}

}  // namespace tipstaff::ledger
