#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kSource = "View, Page Source";

constexpr Rule kRules[] = {
    {"hidden-input", "html ods odt", kHold, Trait::kHiddenInput, "hidden fields of a form",
     "they hold numbers and names of the system behind the page", kSource, "delete them"},
    {"script-text", "html svg", kNote, Trait::kScript, "text in the page's scripts",
     "whole tables lie there, of which the page shows a few rows", kSource, "save what is shown as plain text or PDF"},
    {"data-attribute", "html svg", kNote, Trait::kDataAttribute, "data in the attributes of elements",
     "the page's program works with it; nobody sees it", kSource, "save what is shown as plain text or PDF"},
};

}  // namespace

std::span<const Rule> web_rules() { return kRules; }

}  // namespace tipstaff::disclosure
