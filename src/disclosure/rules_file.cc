#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote, kUnknown = Severity::kUnknown;
constexpr std::string_view kAny = "any", kOffice = "xlsx xlsm xlsb xls docx doc rtf pptx ppt ods odt odp",
                           kParts = "xlsx xlsm xlsb docx pptx", kPackages = "zip xlsx xlsm xlsb docx pptx ods odt odp",
                           kOld = "xls doc ppt msg";

constexpr Rule kRules[] = {
    {"not-read", kAny, kUnknown, Trait::kUnread, "something that was not read", "what is in it cannot be said",
     "with a program that reads it", "save it in a format that is read, without this"},
    {"unexplained", kAny, kUnknown, Trait::kUnexplained, "something that the format does not account for",
     "data can lie there", "any unzip program or hex editor", "open it and save it anew"},
    {"encrypted", kAny, kUnknown, Trait::kEncrypted, "something encrypted", "what is in it cannot be said",
     "with its password", "check it before it is encrypted"},
    {"archive-comment", kPackages, kHold, Trait::kArchiveComment, "a comment in the archive",
     "nobody sees it without asking for it", "unzip -z", "zip -z with an empty comment"},
    {"duplicate-name", kPackages, kUnknown, Trait::kDuplicateName, "two parts of one name",
     "one program shows the one, another the other", "any unzip program", "make the archive anew"},
    {"trash", kParts, kHold, Trait::kTrash, "a deleted part that is still there", "it holds what was deleted",
     "any unzip program", "save it anew under another name"},
    {"source-comment", "xlsx xlsm xlsb docx pptx html svg", kHold, Trait::kXmlComment,
     "a comment in the file's own source", "no program shows it, every unzip does", "any unzip program",
     "save it anew"},
    {"author", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp html pdf svg", kNote, Trait::kAuthor,
     "author, organisation, title or template", "it names people", "File, Info",
     "Inspect Document, remove personal information"},
    {"description", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf svg", kHold, Trait::kDescription,
     "a description or keywords in the properties", "people write there what is not meant for readers",
     "File, Info, Show All Properties", "Inspect Document, remove personal information"},
    {"custom-property", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kHold, Trait::kCustomProperty,
     "properties that somebody added", "document systems keep case numbers and names there",
     "File, Info, Advanced Properties", "Inspect Document, remove personal information"},
    {"sensitivity-label", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kNote, Trait::kLabel,
     "a sensitivity label", "it names the organisation, and says how secret it was", "any unzip program",
     "remove the label"},
    {"thumbnail", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf svg", kNote, Trait::kThumbnail,
     "a small picture of the first page", "it may be older than the text", "any unzip program",
     "save without a preview picture"},
    {"custom-xml", kOffice, kHold, Trait::kCustomXml, "data of another program", "no page shows it",
     "any unzip program", "Inspect Document, remove custom XML"},
    {"signature", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp eml pdf", kNote, Trait::kSignature,
     "a digital signature", "its certificate names the signer", "File, Info", "remove the signature"},
    {"leftover", "xls doc ppt msg pdf", kNote, Trait::kLeftover, "bytes that nothing in the file uses",
     "programs leave parts of earlier versions in the file", "any hex editor", "save it anew in a format of today"},
    {"invisible-letters", kAny, kHold, Trait::kInvisibleLetters, "letters that no program draws",
     "they can stand for others, and go along with every copy", "paste the text where letters are counted",
     "type the text anew"},
    {"leftover-text", kOld, kHold, Trait::kLeftoverText, "text in parts of the file that nothing uses",
     "it is left from an earlier version, or from another file", "any text editor shows it",
     "save it anew in a format of today"},
};

}  // namespace

std::span<const Rule> file_rules() { return kRules; }

}  // namespace tipstaff::disclosure
