#include "site/consent.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "document/emitter.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

struct Manager {
  std::string_view name, accept, reject;
};
// Selectors as the managers' own documentation and their scripts in public use name them.
constexpr std::array kManagers{
    Manager{"OneTrust", "#onetrust-accept-btn-handler, #accept-recommended-btn-handler",
            "#onetrust-reject-all-handler, .ot-pc-refuse-all-handler, .onetrust-close-btn-handler.banner-close-button"},
    Manager{"Cookiebot",
            "#CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll, #CybotCookiebotDialogBodyButtonAccept",
            "#CybotCookiebotDialogBodyButtonDecline"},
    Manager{"CookieYes", ".cky-btn-accept, #cookie_action_close_header, #wt-cli-accept-all-btn",
            ".cky-btn-reject, #cookie_action_close_header_reject"},
    Manager{"Didomi", "#didomi-notice-agree-button",
            "#didomi-notice-disagree-button, .didomi-continue-without-agreeing"},
    Manager{"Usercentrics",
            "[data-testid=uc-accept-all-button], #usercentrics-cmp-ui [data-action-type=accept], "
            "button#accept[data-action-type]",
            "[data-testid=uc-deny-all-button], [data-action-type=deny]"},
    Manager{"Quantcast Choice", ".qc-cmp2-summary-buttons #accept-btn, .qc-cmp2-summary-buttons button[mode=primary]",
            ".qc-cmp2-summary-buttons #disagree-btn, .qc-cmp2-container #disagree-btn"},
    Manager{"Sourcepoint", "button.sp_choice_type_11, button.sp_choice_type_ACCEPT_ALL",
            "button.sp_choice_type_13, button.sp_choice_type_REJECT_ALL"},
    Manager{"Civic Cookie Control", "#ccc-notify-accept, #ccc-recommended-settings",
            "#ccc-notify-reject, #ccc-reject-settings"},
    Manager{"the GOV.UK cookie banner",
            "[data-accept-cookies], .js-cookie-banner-accept, .govuk-cookie-banner button[value=yes], "
            ".govuk-cookie-banner button[value=accept]",
            "[data-reject-cookies], .js-cookie-banner-reject, .govuk-cookie-banner button[value=no], "
            ".govuk-cookie-banner button[value=reject]"},
    Manager{"TrustArc", "#truste-consent-button", "#truste-consent-required"},
    Manager{"Osano", ".osano-cm-accept-all", ".osano-cm-denyAll, .osano-cm-deny-all"},
    Manager{"Complianz", ".cmplz-btn.cmplz-accept", ".cmplz-btn.cmplz-deny"},
    Manager{"Termly", "[data-tid=banner-accept]", "[data-tid=banner-decline]"},
    Manager{"iubenda", ".iubenda-cs-accept-btn", ".iubenda-cs-reject-btn"},
    Manager{"Klaro", ".klaro .cm-btn-success", ".klaro .cn-decline"},
    Manager{"consentmanager", ".cmpboxbtnyes", ".cmpboxbtnno"},
    Manager{"Google's consent message", ".fc-cta-consent", ".fc-cta-do-not-consent"},
    Manager{"CookieFirst", "[data-cookiefirst-action=accept]", "[data-cookiefirst-action=reject]"},
    Manager{"tarteaucitron", "#tarteaucitronPersonalize2", "#tarteaucitronAllDenied2"},
    Manager{"Axeptio", "#axeptio_btn_acceptAll", "#axeptio_btn_dismiss"},
    Manager{"Drupal's cookie compliance", ".eu-cookie-compliance-banner .agree-button",
            ".eu-cookie-compliance-banner .decline-button"},
    Manager{"Orejime", ".orejime-Banner-saveButton", ".orejime-Banner-declineButton"},
    Manager{"cookieconsent", ".cc-window .cc-allow, #cm [data-role=all], #cc-main [data-role=all]",
            ".cc-window .cc-deny, #cm [data-role=necessary], #cc-main [data-role=necessary]"},
};

// Called on a document with the table before it and the column of the wanted button (1 accept, 2 reject) behind it.
constexpr std::string_view kLook = R"js(
  const shown=e=>e.getClientRects().length>0&&getComputedStyle(e).visibility!=='hidden';
  const all=(root,s)=>{const out=[...root.querySelectorAll(s)];for(const e of root.querySelectorAll('*'))if(e.shadowRoot)out.push(...all(e.shadowRoot,s));return out};
  for(const row of table){const e=all(this,row[column]).find(shown);if(e)return e}
  const says=[null,
    /^(yes,? )?(i )?(accept|agree|allow|consent|enable)( to)?( (all|additional|analytics|optional|the|non-essential))*( cookies?)?( and (close|continue|proceed))?$|^(ok(ay)?|got it|i understand|that'?s (ok|okay|fine))$/,
    /^(no,? )?(i )?(reject|decline|refuse|deny|disagree|disable|do not (accept|consent|allow|agree)|don'?t (accept|allow))( (all|additional|analytics|optional|the|non-essential|nonessential|unnecessary))*( cookies?)?$|^(use |accept |allow )?(only )?(strictly )?(necessary|essential|required)( cookies)?( only)?$|^(use |accept |allow )?only (strictly )?(necessary|essential|required)( cookies)?$|^continue without (accepting|agreeing|consent).*$|^no,? thanks?( you)?$/][column];
  const words=e=>(e.innerText||e.value||e.getAttribute('aria-label')||'').trim().toLowerCase().replace(/\s+/g,' ').replace(/[.!]$/,'');
  const about=e=>{
    if(/cookie/.test(words(e)))return true;
    for(let at=e.parentElement,n=0;at&&n<8&&at.tagName!=='BODY';at=at.parentElement,++n){
      const text=at.innerText||'';
      if(text.length>8000)return false;
      if(/cookie|consent|tracking technolog|(collect|process)(es|ing)? your personal (information|data)/i.test(text))return true;
    }
    return false;
  };
  return all(this,'button,a,input[type=button],input[type=submit],[role=button]').find(e=>shown(e)&&words(e).length<60&&says.test(words(e))&&about(e))??null;
})js";
constexpr std::string_view kWho = R"js(
  return table.find(row=>this.matches(row[1])||this.matches(row[2]))?.[0]??'the button ‘'+(this.innerText||this.value||'').trim().replace(/\s+/g,' ').slice(0,60)+'’';
})js";

std::string table() {
  json::array rows;
  for (const Manager& each : kManagers) rows.push_back(json::array{each.name, each.accept, each.reject});
  return "function(){const table=" + json::serialize(rows) + ";";
}

Result<Question> by_selectors(Hand& hand, const ConsentButtons& given) {
  Question out;
  std::string why;
  if (!given.accept.empty()) {
    TRY_ASSIGN(out.accept, hand.find(given.accept, why));
  }
  if (!given.reject.empty()) {
    TRY_ASSIGN(out.reject, hand.find(given.reject, why));
  }
  for (Element* each : {&out.accept, &out.reject})
    if (!each->shown) *each = {};
  if (!out.accept.object.empty() || !out.reject.object.empty()) out.asked_by = "the selector given";
  return out;
}

}  // namespace

Result<Question> find_question(Hand& hand, const ConsentButtons& given) {
  TRY_ASSIGN(Question out, by_selectors(hand, given));
  TRY_ASSIGN(const auto frames, hand.frames());
  for (const auto& [frame, answers] : frames) {
    if (out.accept.object.empty()) {
      TRY_ASSIGN(out.accept, hand.find_in(frame, answers, table() + "const column=1;" + std::string(kLook)));
    }
    if (out.reject.object.empty()) {
      TRY_ASSIGN(out.reject, hand.find_in(frame, answers, table() + "const column=2;" + std::string(kLook)));
    }
  }
  const Element& button = out.accept.object.empty() ? out.reject : out.accept;
  if (out.asked_by.empty() && !button.object.empty()) {
    TRY_ASSIGN(const json::value who, hand.ask(button, table() + std::string(kWho)));
    out.asked_by = document::printable(plain_text(who), 100);
  }
  return out;
}

}  // namespace tipstaff::site
