// The rules: each says what one kind of observation means for a file that is to leave the house. One file per family
// (rules_*.cc); a new rule is one line there, with its trait in document/observation.h and its sample in a test.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "document/observation.h"

namespace tipstaff::disclosure {

// kHold: a reader of the page does not see it, a reader of the file gets it. kNote: ordinary, worth knowing. kUnknown:
// it cannot be said what is there, so the file cannot pass.
enum class Severity : std::uint8_t { kNote, kHold, kUnknown };

struct Rule {
  std::string_view id;       // never changes its meaning
  std::string_view formats;  // "xlsx docx pptx"
  Severity severity;
  document::Trait trait;     // kVisible: the rule looks at rows of text instead (check.cc)
  std::string_view what;     // what was found, as the beginning of a sentence
  std::string_view why;      // why it matters
  std::string_view reach;    // how a reader of the file gets at it
  std::string_view remove;   // how it is taken out
  bool holds_one = false;    // a note that is a hold where one row looks like a person, and not only where ten do
  bool people_only = false;  // nothing is said where no row looks like a person
};

std::span<const Rule> file_rules();
std::span<const Rule> spreadsheet_rules();
std::span<const Rule> document_rules();
std::span<const Rule> picture_rules();
std::span<const Rule> pdf_rules();
std::span<const Rule> mail_rules();
std::span<const Rule> web_rules();
std::span<const Rule> archive_rules();
std::span<const Rule> people_rules();

std::vector<const Rule*> all_rules();
// The rule of a trait other than kVisible; every trait has one.
const Rule& rule_for(document::Trait trait);
const Rule& rule_named(std::string_view id);  // of the program's own ids only

std::string_view severity_name(Severity severity);

// Raised when a rule is added or judges differently: a verdict names it.
inline constexpr int kRulesVersion = 40;

}  // namespace tipstaff::disclosure
