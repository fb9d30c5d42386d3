# Rules and readers of the site check, switched off one at a time: site_mutant TEST 'what is switched off' FILE 'perl expression'.
# The test named must notice.

# The verdict.
site_mutant Judge.WhatWasTypedMustNotGoToOthersHashedEither 'what was typed may go to anybody' src/site/judge.cc \
  's/find\(rules::kTypedTold, seen,\s[^;]*;//'
site_mutant Judge.TagManagersAndUnreadBodiesAreUnknownUnderEveryPolicy 'tag managers pass' src/site/judge.cc \
  's/find\(rules::kTagManager, [^;]*;//'
site_mutant Judge.TagManagersAndUnreadBodiesAreUnknownUnderEveryPolicy 'bodies that cannot be read pass' src/site/judge.cc \
  's/find\(rules::kBodyUnread, [^;]*;/;/'
site_mutant Judge.AServiceBehindTheSitesOwnNameIsStillSomebodyElse 'a service under the name of the site is the site' src/site/judge.cc \
  's/return seen\.to\.first_party && seen\.decoded\.company\.empty\(\);/return seen.to.first_party;/'
site_mutant Judge.TheAddressOfAPageThatThePolicyCallsSensitiveIsHeldWithoutAWordInIt 'the address of a sensitive page may go to anybody' src/site/judge.cc \
  's/const bool the_page = [^;]*;/const bool the_page = false;/'
site_mutant Judge.ATagOfRecruitmentMustNotFireElsewhere 'a tag of recruitment may fire anywhere' src/site/judge.cc \
  's/else if \(seen\.about == About::kRecruitment\)/else if (true)/'
site_mutant Judge.AnAllowanceLetsPassWhatItListsAndNoMore 'an allowance for one lets everything pass' src/site/policy.cc \
  's/ &&\s+each\.data\.test\(static_cast<std::size_t>\(category\)\)//'
site_mutant Judge.RecordersAreHeldEverywhereAndTheSitesOwnOnSensitivePages 'recorders pass' src/site/judge.cc \
  's/find\(rules::kRecorder, seen,\s+fmt::format\("on \{\} the session recorder[^;]*;/;/'

site_mutant Judge.WhereReportsAreSentIsReadFromThePagesHeaders 'who is to get reports of the page' src/site/judge.cc \
  's/if \(exchange\.asked == Asked::kDocument\) reports\(seen\);//'

# What was sent.
site_mutant Meta.ClicksFormsAndFieldsAreToldFromTheAddress 'the fields of a form in udff' src/site/decode_meta.cc \
  's/udff/udfx/g'
site_mutant GoogleAnalytics.EveryEventOfABatchIsTold 'all events of a batch but the first' src/site/decode_google.cc \
  's/if \(!line\.empty\(\)\) tell_pairs\(parameters\(line\), teller\);/if (!line.empty()) { tell_pairs(parameters(line), teller); break; }/'
site_mutant Recorders.AreNamedByWhoReceivesAndByWhatIsSent 'rrweb by the form of what it sends' src/site/decode_recorders.cc \
  's/if \(request\.json && has_recorded_events\(\*request\.json\)\) return true;/;/'
site_mutant Leaks.EveryFormInEveryPlaceTwoDeepIsFound 'what is encoded twice' src/site/leaks.cc \
  's/if \(depth > kDeepest \|\|/if (depth > 0 ||/'
site_mutant Leaks.DigestsAsBytesAreFound 'digests as bytes' src/site/leaks.cc \
  's/\n    raw_digests\(text, where, how\);//; s/else if \(bytes\.size\(\) >= 16 && bytes\.size\(\) <= 4096\) raw_digests\([^;]*;//'
site_mutant Leaks.EveryFormInEveryPlaceTwoDeepIsFound 'bodies in Brotli' src/site/packing.cc \
  's/if \(name == "br"\) return Packing::kBrotli;//'
site_mutant Meta.ThePostedFormSaysTheSame 'bodies in parts' src/site/request.cc \
  's/if \(type\.starts_with\("multipart\/"\)\) \{/if (false) {/'
site_mutant Har.BodiesThatAreMissingAreSaidAndBeaconsOfNoBytesAreNone 'bodies that were left out of a recording' src/site/har_body.cc \
  's/return length == "0" \? Body\{\}\s+: unread\([^;]*;/return Body{};/'
site_mutant Mhtml.WhatIsCutShortNeverPasses 'scripts that a saved page has lost' src/site/mhtml.cc \
  's/out\.unread\.emplace_back\(\s*"Browsers leave scripts out[^;]*;//'

# Live pages and what changes.
site_mutant LiveRecorder.EveryRequestIsLetGoOnOrAnswered 'requests to others go out' src/site/live_recorder.cc \
  's/out\.push_back\(\{"Fetch\.fulfillRequest", answer_here\([^;]*\), session\}\);/out.push_back({"Fetch.continueRequest", {{"requestId", id}}, session});/'
site_mutant LiveRecorder.NothingThatWasTypedGoesOutInAnAddressEither 'what was typed goes out in the address of a script' src/site/live_recorder.cc \
  's/ \|\| holds_typed\(exchange\)\) return false;/) return false;/'
site_mutant LiveRecorder.WhatIsFetchedAheadIsToldOnce 'what is fetched ahead is not told' src/site/live_recorder.cc \
  's/\n    fetched_ahead\(params\);//'
site_mutant PinsTest.SayWhatAContainerWasToldToLoad 'what a container was told to load' src/site/pins.cc \
  's/if \(old\.container && now\.container && old\.container->data != now\.container->data\)/if (false)/'
site_mutant PinsTest.WhatWasNotLookedAtIsUnknown 'pages that were not looked at' src/site/pins.cc \
  's/if \(!looked_at\.contains\(page_name\(page\)\) &&/if (false \&\&/'
