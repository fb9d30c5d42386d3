// The rules of the site check by name; their order in site_rules() is how grave they are.
#pragma once

#include "site/judge.h"

namespace tipstaff::site::rules {

enum Name : std::uint8_t {
  kTypedTold, kOffenceTold, kPersonTold, kSensitivePageTold, kRecorder, kFollowsOnSensitive, kAdvertisingElsewhere,
  kRecordingUnread, kBodyUnread, kTagManager, kUnknownRecipient,
  kTypedInAddress, kAdvertisingOnRecruitment, kAnalytics, kUnknownElsewhere, kAllowed, kCount
};
const SiteRule& rule(Name name);

}  // namespace tipstaff::site::rules
