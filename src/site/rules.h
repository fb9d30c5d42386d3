// The rules of the site check by name; their order in site_rules() is how grave they are.
#pragma once

#include "site/judge.h"

namespace tipstaff::site::rules {

enum Name : std::uint8_t {
  kTypedTold,
  kOffenceTold,
  kPersonTold,
  kSensitivePageTold,
  kRecorder,
  kToldDespiteRefusal,
  kToldBeforeChoice,
  kFollowsOnSensitive,
  kAdvertisingElsewhere,
  kRecordingUnread,
  kBodyUnread,
  kTagManager,
  kChoiceNotFound,
  kUnknownRecipient,
  kReportsOfSensitive,
  kTypedInAddress,
  kAdvertisingOnRecruitment,
  kAnalytics,
  kUnknownElsewhere,
  kReportsElsewhere,
  kAllowed,
  kCount
};
const SiteRule& rule(Name name);

}  // namespace tipstaff::site::rules
