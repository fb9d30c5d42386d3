#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kMails = "eml mbox msg tnef";

constexpr Rule kRules[] = {
    {"hidden-recipient", kMails, kHold, Trait::kHiddenRecipient, "hidden recipients",
     "Bcc names those whom the others were not to know of", "View, Message Source",
     "take the line out, or send the text instead of the mail"},
    {"parts-differ", kMails, kHold, Trait::kPartsDiffer, "a version of the text that says something else",
     "one program shows the one, another the other", "View, Message Source; any text editor",
     "send the text instead of the mail"},
    {"between-parts", kMails, kHold, Trait::kBetweenParts, "text between the parts of a mail",
     "no mail program shows it", "View, Message Source; any text editor", "send the text instead of the mail"},
    {"mail-inside", kMails, kHold, Trait::kMailInside, "a whole mail inside a mail",
     "it brings its own recipients, trail and attachments", "open it", "send its text instead"},
    {"attachment", kMails, kNote, Trait::kAttachment, "an attached file", "it was checked as a file of its own",
     "open it", "see that it is meant"},
    {"mail-trail", kMails, kNote, Trait::kMailTrail, "headings that mail programs do not show",
     "they name servers, programs, addresses of computers, and who had it delivered", "View, Message Source",
     "send the text instead of the mail"},
};

}  // namespace

std::span<const Rule> mail_rules() { return kRules; }

}  // namespace tipstaff::disclosure
