#include "disclosure/rule.h"

#include <stdexcept>

namespace tipstaff::disclosure {

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> out;
  for (const auto family : {file_rules(), spreadsheet_rules(), document_rules(), picture_rules(), pdf_rules(),
                            mail_rules(), web_rules(), archive_rules(), people_rules()})
    for (const Rule& rule : family) out.push_back(&rule);
  return out;
}

const Rule& rule_for(document::Trait trait) {
  for (const Rule* rule : all_rules())
    if (rule->trait == trait && trait != document::Trait::kVisible) return *rule;
  throw std::logic_error("a trait without a rule");
}

const Rule& rule_named(std::string_view id) {
  for (const Rule* rule : all_rules())
    if (rule->id == id) return *rule;
  throw std::logic_error("no such rule");
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kHold:
      return "hold";
    case Severity::kUnknown:
      return "unknown";
  }
  throw std::logic_error("no such severity");
}

}  // namespace tipstaff::disclosure
