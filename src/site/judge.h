// From a recording, what each request told and a policy: who got what from which page, and the verdict. Pure; needs no
// child and no store.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "site/examine.h"
#include "site/policy.h"

namespace tipstaff::site {

// kUnknown unless everything could be told; kHold wins over it, because that much is certain.
enum class Verdict : std::uint8_t { kPass, kHold, kUnknown };
std::string_view verdict_name(Verdict verdict);

enum class Weight : std::uint8_t { kNote, kHold, kUnknown };
std::string_view weight_name(Weight weight);

struct SiteRule {
  std::string_view id;    // never changes its meaning
  Weight weight;          // unless said otherwise where it is found
  std::string_view what;  // for lists of rules
  std::string_view why;
  std::string_view remedy;
};
std::span<const SiteRule> site_rules();      // the gravest first
inline constexpr int kSiteRulesVersion = 2;  // raised when a rule is added or judges differently

// One datum that went to one receiver from one page, however often.
struct Flow {
  std::uint32_t page = 0;  // place in Recording::pages
  Recipient to;
  std::string whom;     // for a person: "Facebook (Meta)", else the domain
  std::string service;  // of the decoder
  Category category = Category::kOther;
  std::string name, value;  // as Datum; for what was typed: its name, and in which form
  Hashed hashed = Hashed::kNo;
  bool typed = false;          // found by what was looked for
  std::uint32_t exchange = 0;  // the first that carried it
  std::uint32_t times = 0;
  const SiteRule* rule = nullptr;  // which holds it; null: none
  std::string allowed;             // the policy's reason; empty: no allowance was needed or there
};

struct Finding {
  const SiteRule* rule = nullptr;
  Weight weight = Weight::kHold;
  std::uint32_t page = 0;
  std::string sentence;                  // "on /report/rape the button text ‘Rape’ went to Facebook (Meta)"
  std::vector<std::uint32_t> exchanges;  // the first ten
  std::uint32_t times = 0;
};

// Somebody else than a page's owner who was asked for something, after one choice about cookies in one run.
struct Contact {
  std::string whom, host, kind;
  Choice run = Choice::kAsRecorded, chosen = Choice::kAsRecorded;
  bool follows = false;        // advertising, social, analytics, a recorder
  bool asked = false;          // in this run a question about cookies was found
  std::set<std::string> data;  // names of what was told
  std::set<std::uint32_t> pages;
  std::uint32_t exchange = 0;  // the first
};

struct Judgement {
  Verdict verdict = Verdict::kUnknown;
  std::string first_sentence;     // the answer: "HOLD: on …"
  std::vector<PageSense> senses;  // of each page
  std::vector<Finding> findings;  // the gravest first
  std::vector<Flow> flows;        // by page, receiver, category; third parties only
  std::vector<Contact> contacts;
  std::uint32_t requests = 0, third_party = 0;
  std::vector<bool> to_others;  // of each exchange: whether it went to another owner than the page's
};

// As Lists::recipient.
using FindRecipient =
    std::function<Recipient(std::string_view url, Asked asked, std::string_view page, std::string_view document)>;

// `examined`: as many as the recording has exchanges.
Judgement judge(const Recording& recording, std::span<const Examined> examined, std::span<const Wanted> wanted,
                const Policy& policy, const FindRecipient& recipient);

// A page as people name it: path and query of its address, at most 120 bytes, and in which run and pass: "/report
// (submitted, after refusing)".
std::string page_label(const Page& page);

}  // namespace tipstaff::site
