#include "site/rules.h"

#include <array>

namespace tipstaff::site {
namespace {

constexpr std::array<SiteRule, rules::kCount> kRules = {{
    {"typed-told", Weight::kHold, "what was typed into the page went to somebody else",
     "the visitor told the police, not a third party; a hash of an e-mail address is the address to whoever has it "
     "already",
     "take the tag off the page, and turn off automatic matching of form fields in its settings"},
    {"offence-told", Weight::kHold, "words for an offence, for victims or for health went to somebody else",
     "whoever receives them knows what the visitor reports or suffered, with a number that is his browser's",
     "take the tag off the page; keep offences out of addresses, titles and button texts that tags read"},
    {"person-told", Weight::kHold, "who the visitor is went to somebody else",
     "a name, address or number, hashed too, joins the visit to a person",
     "take the tag off the page, or turn off what sends it"},
    {"sensitive-page-told", Weight::kHold, "the address of a sensitive page went to somebody else",
     "the address alone says what the visit is about",
     "take the tag off the page; send no full Referer (Referrer-Policy: same-origin)"},
    {"recorder", Weight::kHold, "a session recorder watches the page",
     "it sends what is shown, where the visitor moves and, unless masked, what he types",
     "take it off the page; no masking is certain"},
    {"told-despite-refusal", Weight::kHold, "somebody who follows people is told although cookies were refused",
     "the visitor said no; PECR regulation 6 asks for consent, and a refusal that changes nothing is none",
     "let the tag fire only after consent, and have the consent manager stop it; a tag in a mode without cookies is "
     "told, too"},
    {"told-before-choice", Weight::kHold,
     "somebody who follows people is told before the question about cookies was answered",
     "consent that is asked for after the fact is none (PECR regulation 6)",
     "let the tag fire only after consent was given"},
    {"follows-on-sensitive", Weight::kHold, "an advertising, analytics or social service is called on a sensitive page",
     "it learns that this browser was there, by its cookie or its address", "take the tag off the page"},
    {"advertising-elsewhere", Weight::kHold, "an advertising tag fires on a page that is not for recruitment",
     "a tag bought for a recruitment campaign must not follow other visitors", "let it fire on recruitment pages only"},
    {"recording-unread", Weight::kUnknown, "the recording is not whole", "what is missing could say anything",
     "record again"},
    {"body-unread", Weight::kUnknown, "a body went to somebody else and cannot be read", "it may hold what was typed",
     "record with a tool that keeps bodies, or run the live check"},
    {"tag-manager", Weight::kUnknown, "a tag manager is on the page",
     "whoever has its password can add any tag at any time; what was seen today is not what runs tomorrow",
     "put the tags that are wanted into the page, and take the manager off"},
    {"choice-not-found", Weight::kUnknown,
     "somebody who follows people is told, and no question about cookies was found",
     "whether a refusal is honoured cannot be said where nobody was asked, or the question was not found",
     "name the question's buttons in the journey or the policy (consent), or ask visitors before the tag fires"},
    {"unknown-recipient", Weight::kUnknown, "somebody whom no list knows is called on a sensitive page",
     "nobody has said what he does with it", "find out who it is; allow him in the policy, or take him off"},
    {"reports-of-sensitive", Weight::kUnknown,
     "browsers are asked to send reports of a sensitive page to somebody else",
     "each report holds the page's address; when one is sent, no recording shows it",
     "name an address of the site's own in Reporting-Endpoints, Report-To and report-uri, or take them off; allow him "
     "in the policy where it is whoever runs the site's servers"},
    {"typed-in-address", Weight::kNote, "what was typed stands in an address of the site itself",
     "addresses are kept in logs and histories, and go out as Referer", "send forms by POST"},
    {"advertising-on-recruitment", Weight::kNote, "an advertising tag fires on a recruitment page",
     "it is where such a tag may belong, with the visitor's consent", "see that consent is asked first"},
    {"analytics", Weight::kNote, "an analytics service counts visits",
     "it needs the visitor's consent (PECR regulation 6)", "see that consent is asked first"},
    {"unknown-elsewhere", Weight::kNote, "somebody whom no list knows is called",
     "nobody has said what he does with it", "find out who it is"},
    {"reports-elsewhere", Weight::kNote, "browsers are asked to send reports of the page to somebody else",
     "each report holds the page's address", "see that he is meant to have it"},
    {"allowed", Weight::kNote, "the policy allows it", "for the reason that the policy gives",
     "see that the reason still holds"},
}};

}  // namespace

std::span<const SiteRule> site_rules() { return kRules; }

const SiteRule& rules::rule(Name name) { return kRules[name]; }

}  // namespace tipstaff::site
