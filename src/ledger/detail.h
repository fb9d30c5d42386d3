// What happened, in private: the detail of a ledger entry. Format: docs/formats/ledger-leaf.md.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/ids.h"
#include "base/result.h"

namespace tipstaff::ledger {

// Stored: a published value never changes its meaning.
enum class Act : std::uint32_t {
  kStoreCreated = 1,
  kPrincipalAdded = 2,
  kPrincipalChanged = 3,
  kSessionOpened = 4,
  kGrantGiven = 5,
  kGrantEnded = 6,
  kProposed = 7,
  kDecided = 8,

  kImportBegun = 20,
  kPersonAdded = 21,
  kPersonChanged = 22,
  kPersonLeft = 23,
  kRead = 25,
  kErasureBegun = 26,
  kErasureCompleted = 27,
  kKeyRotated = 28,

  kSupplierAdded = 40,
  kPressInvited = 41,
  kPressEnrolled = 42,
  kPressApproved = 43,
  kPressHalted = 44,
  kPressResumed = 45,
  kPressRevoked = 46,
  kBudgetRaised = 47,
  kAlarmRaised = 48,
  kPressRenewed = 49,
  kBatchSealed = 50,
  kBatchOpened = 51,
  kBatchSettled = 52,
  kBatchWithdrawn = 53,

  kCardRequested = 60,
  kCardApproved = 61,
  kCardRefused = 62,
  kJobCreated = 63,
  kItemLocked = 64,
  kItemFetched = 65,
  kItemReleased = 66,
  kItemPrinted = 67,
  kItemSpoiled = 68,
  kItemDestroyed = 69,
  kItemMoved = 70,
  kCardReceived = 71,
  kCardActivated = 72,
  kCardSuspended = 73,
  kCardRevoked = 74,
  kCardExpired = 75,
  kCardReturned = 76,
  kCardDestroyed = 77,
  kStockMoved = 78,
  kStockCounted = 79,
  kCardSent = 80,
  kStampKeyMade = 81,
  kStampKeyRevoked = 82,
  kStatusChanged = 83,
  kPseudonymAuthorised = 84,
  kNumbersGiven = 85,
  kCardDesignSet = 89,

  kCustodyOpened = 90,
  kCustodyClosed = 91,
  kCustodyDeclared = 92,
  kCustodyOverdue = 93,
  kFileMade = 94,

  kIncidentOpened = 100,
  kIncidentScoped = 101,
  kExposureAnswered = 102,
  kNoticeDecided = 103,
  kNoticeSent = 104,
  kReportDrafted = 105,
  kContained = 106,
  kProofGiven = 107,

  kBackupMade = 120,
  kRestored = 121,
  kClockAccepted = 122,
  kLedgerExported = 123,
  kBackupDestroyed = 124,
  kSettingChanged = 125,
  kClockCompared = 126,

  kDisclosureSubmitted = 140,
  kDisclosureDecided = 141,
  kDisclosurePublished = 142,
  kDisclosureTakenDown = 143,
  kDisclosureReviewed = 144,
  kDisclosureRechecked = 145,

  kSiteChecked = 150,
};

std::string_view act_name(Act act);  // "item released"

struct Detail {
  Act act{};
  Instant at{};         // set by the clerk: ledger time
  PrincipalId actor{};  // 0: the program itself
  PrincipalId approver{};
  PersonId person{};  // 0: about nobody
  FieldSet fields{};
  HolderId holder{};
  ItemId item{};
  std::uint64_t object = 0;  // card, job, press, incident …
  std::string reason{};      // purpose or reason; no field's value
  Bytes more{};              // CBOR, as the act defines
  Bytes anchor{};            // set by the clerk
};

Bytes encode(const Detail& detail);
// Errors: kInvalid.
Result<Detail> decode_detail(ByteView bytes);

}  // namespace tipstaff::ledger
