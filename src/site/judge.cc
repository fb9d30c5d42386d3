#include "site/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "document/emitter.h"
#include "site/reports.h"
#include "site/rules.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

using rules::rule;

constexpr std::size_t kMostEvidence = 10, kMostFlows = 100'000;

const Decoded kNothingDecoded{};

// What a receiver is for, by what the lists and the decoders call it.
enum class Trade : std::uint8_t { kUnknown, kAdvertising, kSocial, kAnalytics, kRecorder, kTagManager, kService };

Trade trade_named(std::string_view kind) {
  const auto has = [&](std::string_view word) { return kind.find(word) != std::string_view::npos; };
  if (kind.empty() || kind == "other" || kind == "unknown") return Trade::kUnknown;
  if (has("recorder")) return Trade::kRecorder;
  if (has("tag manager") || has("tag-manager")) return Trade::kTagManager;
  if (kind == "ad" || has("advert") || has("marketing")) return Trade::kAdvertising;
  if (has("social")) return Trade::kSocial;
  if (has("analytics") || has("customer success") || has("customer-success")) return Trade::kAnalytics;
  return Trade::kService;
}

bool of_person(const Datum& datum) {
  switch (datum.category) {
    case Category::kEmail:
    case Category::kPhone:
    case Category::kName:
    case Category::kPersonal:
    case Category::kUserId:
      return true;
    default:
      return false;
  }
}

bool may_tell(Category category) {  // where words of the page may stand
  switch (category) {
    case Category::kCookieId:
    case Category::kClickId:
    case Category::kDevice:
    case Category::kRecording:
      return false;
    default:
      return true;
  }
}

std::string_view bare(std::string_view url) {
  url = url.substr(0, url.find('#'));
  return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
}

std::string quoted(std::string_view value) { return fmt::format("‘{}’", document::printable(value, 120)); }

// "the button text ‘Rape’", "an e-mail address as a hash (SHA-256)"
std::string datum_in_words(std::string_view name, std::string_view value, Hashed hashed) {
  if (hashed != Hashed::kNo) return fmt::format("the {} as a hash ({})", name, hash_name(hashed));
  return fmt::format("the {} {}", name, quoted(value));
}

class Judge {
 public:
  Judge(const Recording& recording, std::span<const Wanted> wanted, const Policy& policy,
        const FindRecipient& recipient)
      : recording_(recording), wanted_(wanted), policy_(policy), find_(recipient) {
    for (const Page& page : recording.pages)
      if (!page.banner.empty()) asked_.insert(page.choice);
    for (const Page& page : recording.pages) out_.senses.push_back(sense_of(policy, page.url, page.title));
  }

  void look_at(std::uint32_t index, const Examined& examined) {
    const Exchange& exchange = recording_.exchanges[index];
    ++out_.requests;
    Seen seen{index,
              exchange,
              recording_.pages.at(exchange.page),
              out_.senses[exchange.page].about,
              find_(exchange.url, exchange.asked, recording_.pages[exchange.page].url, exchange.document),
              examined.decoded,
              {},
              Trade::kUnknown};
    name(seen);
    if (!seen.to.first_party) ++out_.third_party;
    out_.to_others.push_back(!seen.to.first_party);
    if (exchange.asked == Asked::kDocument) reports(seen);
    if (is_own(seen)) return look_at_own(seen, examined);
    contact(seen, examined);
    typed(seen, examined.found);
    for (const Datum& datum : seen.decoded.data) told(seen, datum);
    presence(seen);
    consent(seen);
    for (const std::string& why : seen.decoded.unread)
      find(rules::kBodyUnread, seen, fmt::format("a request to {} cannot be read whole: {}", seen.whom, why));
  }

  Judgement finish() && {
    for (const std::string& why : recording_.unread)
      out_.findings.push_back({&rule(rules::kRecordingUnread), Weight::kUnknown, 0, why, {}, 1});
    if (flows_.size() >= kMostFlows)
      out_.findings.push_back(
          {&rule(rules::kRecordingUnread),
           Weight::kUnknown,
           0,
           fmt::format("More than {} different data went out; the others are not in the list.", kMostFlows),
           {},
           1});
    for (auto& [key, finding] : findings_) out_.findings.push_back(std::move(finding));
    std::ranges::stable_sort(out_.findings, {}, [](const Finding& each) {
      return std::tuple(each.weight == Weight::kHold      ? 0
                        : each.weight == Weight::kUnknown ? 1
                                                          : 2,
                        each.rule, each.page);
    });
    for (auto& [key, each] : contacts_) out_.contacts.push_back(std::move(each));
    for (auto& [key, flow] : flows_) out_.flows.push_back(std::move(flow));
    out_.verdict = Verdict::kPass;
    if (!out_.findings.empty() && out_.findings[0].weight != Weight::kNote)
      out_.verdict = out_.findings[0].weight == Weight::kHold ? Verdict::kHold : Verdict::kUnknown;
    answer();
    return std::move(out_);
  }

 private:
  struct Seen {
    std::uint32_t index;
    const Exchange& exchange;
    const Page& page;
    About about;
    Recipient to;
    const Decoded& decoded;
    std::string whom;
    Trade trade;
  };

  // A decoder knows a service by what it sends; the lists by its domain.
  void name(Seen& seen) const {
    const Decoded& decoded = seen.decoded;
    seen.trade = trade_named(decoded.kind.empty() ? seen.to.kind : decoded.kind);
    if (seen.trade == Trade::kUnknown) seen.trade = trade_named(seen.to.kind);
    if (seen.trade == Trade::kUnknown && !seen.to.rule.empty())
      seen.trade = Trade::kAnalytics;  // a list of those who follow names it
    if (!decoded.company.empty()) seen.to.company = decoded.company;
    if (!decoded.kind.empty()) seen.to.kind = decoded.kind;
    seen.whom = seen.to.company.empty() ? seen.to.domain : seen.to.company;
    if (seen.to.first_party && !decoded.company.empty()) seen.whom += fmt::format(" (through {})", seen.to.host);
  }

  // The site's own server, unless a service known by its company answers under its name.
  static bool is_own(const Seen& seen) { return seen.to.first_party && seen.decoded.company.empty(); }

  void look_at_own(const Seen& seen, const Examined& examined) {
    if (seen.trade == Trade::kRecorder)
      find(rules::kRecorder, seen,
           fmt::format("on {} {} records the visit and sends it to the site itself", page_label(seen.page),
                       seen.decoded.service),
           is_sensitive(seen.about) ? Weight::kHold : Weight::kNote);
    for (const Found& found : examined.found)
      if (found.where == "address")
        find(rules::kTypedInAddress, seen,
             fmt::format("on {} what was typed ({}) stands in an address of the site itself", page_label(seen.page),
                         wanted_[found.wanted].name));
  }

  void typed(const Seen& seen, std::span<const Found> all) {
    for (const Found& found : all) {
      const Wanted& wanted = wanted_[found.wanted];
      const Allowance* allowed = allowance(policy_, seen.to, seen.decoded.service, Category::kFormField, seen.about);
      Flow& one = flow(seen, Category::kFormField, wanted.name, fmt::format("{}, in the {}", found.how, found.where),
                       Hashed::kNo);
      one.typed = true;
      if (allowed != nullptr) {
        one.allowed = allowed->because;
        continue;
      }
      one.rule = &rule(rules::kTypedTold);
      find(rules::kTypedTold, seen,
           fmt::format("on {} what was typed ({}) went to {}, {}, in the {}", page_label(seen.page), wanted.name,
                       seen.whom, found.how, found.where));
    }
  }

  void told(const Seen& seen, const Datum& datum) {
    Flow& one = flow(seen, datum.category, datum.name, datum.value, datum.hashed);
    const auto judged = held_by(seen, datum);
    if (!judged) return;
    if (const Allowance* allowed = allowance(policy_, seen.to, seen.decoded.service, datum.category, seen.about)) {
      one.allowed = allowed->because;
      find(rules::kAllowed, seen,
           fmt::format("on {} the policy lets {} have the {}: {}", page_label(seen.page), seen.whom,
                       category_name(datum.category), allowed->because));
      return;
    }
    one.rule = &rule(*judged);
    find(*judged, seen,
         fmt::format("on {} {} went to {}", page_label(seen.page),
                     datum_in_words(datum.name, datum.value, datum.hashed), seen.whom),
         Weight::kHold, order_of(datum));
  }

  // Of two findings of one rule the plainer one is shown: what was clicked, before where it stood.
  static int order_of(const Datum& datum) {
    switch (datum.category) {
      case Category::kButtonText:
        return 0;
      case Category::kFormField:
        return 1;
      case Category::kPageTitle:
        return 2;
      case Category::kPageAddress:
        return 3;
      default:
        return 4;
    }
  }

  std::optional<rules::Name> held_by(const Seen& seen, const Datum& datum) const {
    if (of_person(datum)) return rules::kPersonTold;
    if (!may_tell(datum.category)) return std::nullopt;
    const bool words = datum.hashed == Hashed::kNo && !sensitive_word(policy_, datum.value).empty();
    if (words) return rules::kOffenceTold;
    const bool the_page = datum.category == Category::kPageAddress && bare(datum.value) == bare(seen.page.url);
    if (is_sensitive(seen.about) && (the_page || datum.category == Category::kButtonText ||
                                     datum.category == Category::kFormField || datum.category == Category::kPageTitle))
      return rules::kSensitivePageTold;
    return std::nullopt;
  }

  // Reports themselves are in no recording: their receivers are known from the page's headers.
  void reports(const Seen& asked) {
    for (const std::string& endpoint : report_endpoints(asked.exchange.answered)) {
      Seen seen{asked.index,
                asked.exchange,
                asked.page,
                asked.about,
                find_(endpoint, Asked::kBeacon, asked.page.url, ""),
                kNothingDecoded,
                {},
                Trade::kUnknown};
      name(seen);
      if (seen.to.first_party || allowance(policy_, seen.to, "", Category::kPageAddress, seen.about) != nullptr)
        continue;
      find(is_sensitive(seen.about) ? rules::kReportsOfSensitive : rules::kReportsElsewhere, seen,
           fmt::format("on {} browsers are asked to send reports, with the page's address, to {} ({})",
                       page_label(seen.page), seen.whom, seen.to.host));
    }
  }

  static bool follows(Trade trade) {
    return trade == Trade::kAdvertising || trade == Trade::kSocial || trade == Trade::kAnalytics ||
           trade == Trade::kRecorder;
  }

  void contact(const Seen& seen, const Examined& examined) {
    const Choice run = seen.page.choice, chosen = seen.exchange.chosen;
    Contact& out = contacts_[{seen.whom, run, chosen}];
    if (out.whom.empty())
      out = {seen.whom,           seen.to.host,         seen.to.kind, run, chosen,
             follows(seen.trade), asked_.contains(run), {},           {},  seen.index};
    out.follows |= follows(seen.trade);
    out.pages.insert(seen.exchange.page);
    for (const Datum& each : examined.decoded.data) out.data.insert(each.name);
    for (const Found& each : examined.found)
      out.data.insert(fmt::format("what was typed ({})", wanted_[each.wanted].name));
  }

  // Who follows people needs their choice first, and it must be yes.
  void consent(const Seen& seen) {
    if (!follows(seen.trade) ||
        allowance(policy_, seen.to, seen.decoded.service, Category::kEvent, seen.about) != nullptr)
      return;
    const std::string page = page_label(seen.page);
    const Choice run = seen.page.choice, chosen = seen.exchange.chosen;
    if (chosen == Choice::kReject)
      find(rules::kToldDespiteRefusal, seen,
           fmt::format("on {} {} is told although cookies were refused", page, seen.whom));
    else if (chosen == Choice::kNone && asked_.contains(run))
      find(rules::kToldBeforeChoice, seen,
           fmt::format("on {} {} is told before any choice about cookies was made", page, seen.whom));
    else if (chosen == Choice::kNone && (run == Choice::kReject || run == Choice::kAccept))
      find(rules::kChoiceNotFound, seen,
           fmt::format("on {} {} is told, and no question about cookies was found", page, seen.whom));
  }

  // What its being there means, whatever it was told.
  void presence(const Seen& seen) {
    const std::string page = page_label(seen.page);
    const bool everything = allowance(policy_, seen.to, seen.decoded.service, Category::kEvent, seen.about) != nullptr;
    switch (seen.trade) {
      case Trade::kTagManager:
        find(rules::kTagManager, seen,
             fmt::format("on {} {} can load any tag at any time", page,
                         seen.decoded.service.empty() ? seen.whom : seen.decoded.service));
        return;
      case Trade::kRecorder:
        if (allowance(policy_, seen.to, seen.decoded.service, Category::kRecording, seen.about) == nullptr)
          find(rules::kRecorder, seen,
               fmt::format("on {} the session recorder {} watches the visit and tells {}", page,
                           seen.decoded.service.empty() ? seen.to.host : seen.decoded.service,
                           seen.whom == seen.decoded.service ? seen.to.domain : seen.whom));
        return;
      case Trade::kAdvertising:
      case Trade::kSocial:
        if (everything) return;
        if (is_sensitive(seen.about))
          find(rules::kFollowsOnSensitive, seen,
               fmt::format("on {}, a page about {}, {} is called ({})", page, about_name(seen.about), seen.whom,
                           seen.to.host));
        else if (seen.about == About::kRecruitment)
          find(rules::kAdvertisingOnRecruitment, seen, fmt::format("on {} {} is called", page, seen.whom));
        else
          find(rules::kAdvertisingElsewhere, seen,
               fmt::format("on {} {} is called ({}), and it is no recruitment page", page, seen.whom, seen.to.host));
        return;
      case Trade::kAnalytics:
        if (everything) return;
        if (is_sensitive(seen.about))
          find(rules::kFollowsOnSensitive, seen,
               fmt::format("on {}, a page about {}, {} is called ({})", page, about_name(seen.about), seen.whom,
                           seen.to.host));
        else
          find(rules::kAnalytics, seen, fmt::format("on {} {} counts visits", page, seen.whom));
        return;
      case Trade::kUnknown:
        if (everything) return;
        find(is_sensitive(seen.about) ? rules::kUnknownRecipient : rules::kUnknownElsewhere, seen,
             fmt::format("on {} {} is called, whom no list knows", page, seen.whom));
        return;
      case Trade::kService:
        return;
    }
  }

  Flow& flow(const Seen& seen, Category category, const std::string& name, const std::string& value, Hashed hashed) {
    const auto key = std::tuple(seen.exchange.page, seen.whom, category, name, value, seen.exchange.chosen);
    const auto found = flows_.find(key);
    if (found == flows_.end() && flows_.size() >= kMostFlows) {
      spare_ = {};
      return spare_;
    }
    Flow& out = found == flows_.end() ? flows_[key] : found->second;
    if (out.times++ == 0) {
      out.page = seen.exchange.page;
      out.to = seen.to;
      out.whom = seen.whom;
      out.service = seen.decoded.service;
      out.category = category;
      out.name = name;
      out.value = value;
      out.hashed = hashed;
      out.exchange = seen.index;
    }
    return out;
  }

  // One finding for each rule, page and receiver, with the sentence that says most.
  void find(rules::Name name, const Seen& seen, std::string sentence) {
    find(name, seen, std::move(sentence), rule(name).weight);
  }
  void find(rules::Name name, const Seen& seen, std::string sentence, Weight weight, int order = 9) {
    const auto key = std::tuple(name, seen.exchange.page, seen.whom);
    Finding& out = findings_[key];
    int& best = best_.try_emplace(key, 10).first->second;
    if (order < best) {
      best = order;
      out.sentence = std::move(sentence);
    }
    out.rule = &rule(name);
    out.weight = weight;
    out.page = seen.exchange.page;
    ++out.times;
    if (out.exchanges.size() < kMostEvidence && (out.exchanges.empty() || out.exchanges.back() != seen.index))
      out.exchanges.push_back(seen.index);
  }

  void answer() {
    switch (out_.verdict) {
      case Verdict::kPass:
        out_.first_sentence =
            fmt::format("PASS: nothing that the policy forbids went to anybody else; {} of {} requests left the site.",
                        out_.third_party, out_.requests);
        return;
      case Verdict::kHold:
        out_.first_sentence = fmt::format("HOLD: {}.", out_.findings[0].sentence);
        return;
      case Verdict::kUnknown: {
        std::string sentence = out_.findings[0].sentence;
        if (sentence.ends_with('.')) sentence.pop_back();
        out_.first_sentence = fmt::format("UNKNOWN: {}.", sentence);
      }
    }
  }

  using Key = std::tuple<rules::Name, std::uint32_t, std::string>;
  const Recording& recording_;
  std::span<const Wanted> wanted_;
  const Policy& policy_;
  const FindRecipient& find_;
  Judgement out_;
  std::map<Key, Finding> findings_;
  std::map<Key, int> best_;
  std::set<Choice> asked_;  // runs in which a question about cookies was found
  std::map<std::tuple<std::string, Choice, Choice>, Contact> contacts_;
  Flow spare_;  // takes what there is no more room for
  std::map<std::tuple<std::uint32_t, std::string, Category, std::string, std::string, Choice>, Flow> flows_;
};

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  return verdict == Verdict::kPass ? "pass" : verdict == Verdict::kHold ? "hold" : "unknown";
}
std::string_view weight_name(Weight weight) {
  return weight == Weight::kNote ? "note" : weight == Weight::kHold ? "hold" : "unknown";
}

std::string page_label(const Page& page) {
  const std::string_view choice = page.choice == Choice::kReject   ? "after refusing"
                                  : page.choice == Choice::kAccept ? "after accepting"
                                                                   : "";
  const std::string run =
      fmt::format("{}{}{}", page.submitted ? "submitted" : "", page.submitted && !choice.empty() ? ", " : "", choice);
  const auto url = parse_url(page.url);
  std::string out = page.url;
  if (url) {
    const std::string path =
        std::string(url->path.empty() ? "/" : url->path) + (url->query.empty() ? "" : "?" + std::string(url->query));
    out = path == "/" ? url->host + "/" : path;
  }
  return document::printable(out, 120) + (run.empty() ? "" : " (" + run + ")");
}

Judgement judge(const Recording& recording, std::span<const Examined> examined, std::span<const Wanted> wanted,
                const Policy& policy, const FindRecipient& recipient) {
  Judge out(recording, wanted, policy, recipient);
  for (std::uint32_t i = 0; i < recording.exchanges.size(); ++i) out.look_at(i, examined[i]);
  return std::move(out).finish();
}

}  // namespace tipstaff::site
