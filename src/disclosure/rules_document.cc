#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kDocuments = "docx docm doc rtf odt odp", kDocumentsOfToday = "docx docm";

constexpr Rule kRules[] = {
    {"text-inserted", kDocuments, kHold, Trait::kInserted, "insertions still marked as such",
     "they tell who added what, when", "Review, All Markup", "Review, Accept All"},
    {"text-deleted", kDocuments, kHold, Trait::kDeleted, "deletions that are still there",
     "what was struck out can be read", "Review, All Markup", "Review, Accept All"},
    {"text-moved", kDocumentsOfToday, kHold, Trait::kMoved, "moved text, in both places", "the first place is kept",
     "Review, All Markup", "Review, Accept All"},
    {"format-changed", kDocuments, kNote, Trait::kFormatChanged, "changes of format, with their authors",
     "they name people and times", "Review, All Markup", "Review, Accept All"},
    {"text-hidden", "xlsx xlsm xlsb xls ods docx docm doc rtf odt odp html svg", kHold, Trait::kTextHidden,
     "text formatted as hidden", "one key shows it", "Ctrl+Shift+8", "Inspect Document, remove hidden text"},
    {"text-unseen", "docx docm doc rtf pptx ppt odt odp html pdf svg", kHold, Trait::kTextUnseen,
     "text in the colour of its background", "marking or copying shows it", "select all, copy, paste as text",
     "delete it"},
    {"text-tiny", "xlsx xlsm xlsb xls ods docx docm doc rtf pptx ppt odt odp html pdf svg", kHold, Trait::kTextTiny,
     "text too small to read", "copying shows it", "select all, copy, paste as text", "delete it"},
    {"document-variable", kDocuments, kHold, Trait::kVariable, "document variables",
     "programs and templates keep data in them", "the VBA editor; unzip",
     "delete them with a macro, or copy the text into a new document"},
    {"mail-merge", kDocuments, kHold, Trait::kMailMerge, "the query or source of a mail merge",
     "it names files, tables and servers", "Mailings; unzip", "Mailings, Normal Word Document"},
    {"field-code", kDocuments, kHold, Trait::kFieldCode, "fields that fetch from elsewhere, or say more than they show",
     "their codes name files, tables and columns, or hold whole sentences", "Alt+F9",
     "Ctrl+Shift+F9 turns fields into text"},
    {"alternative-chunk", kDocumentsOfToday, kHold, Trait::kAltChunk, "a whole other document inside",
     "only some programs show it", "any unzip program", "copy the text into a new document"},
    {"template-path", kDocuments, kNote, Trait::kTemplate, "the path of its template",
     "it may hold names of people and servers", "Developer, Document Template", "attach Normal"},
    {"save-history", "doc", kHold, Trait::kSaveHistory, "who saved it, under which paths",
     "Word kept the last ten; a government's dossier named its editors so", "any text editor shows it",
     "save it as docx"},
    {"picture-cropped", "docx docm doc rtf pptx ppt xlsx xlsm xlsb xls odt odp pdf", kHold, Trait::kCropped,
     "a cropped picture whose other part is still there", "one click brings the rest back", "Picture Format, Reset",
     "Compress Pictures, delete cropped areas"},
    {"slide-hidden", "pptx ppt odp", kHold, Trait::kSlideHidden, "a hidden slide",
     "it is there for everyone who opens the file", "the list of slides", "delete the slide"},
    {"speaker-notes", "pptx ppt odp", kHold, Trait::kNotes, "speaker's notes", "they are written for the speaker",
     "View, Notes", "Inspect Document, remove notes"},
};

}  // namespace

std::span<const Rule> document_rules() { return kRules; }

}  // namespace tipstaff::disclosure
