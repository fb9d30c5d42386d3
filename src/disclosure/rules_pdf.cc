#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kPdf = "pdf", kCopy = "select all, copy, paste as text",
                           kTools = "any PDF library; qpdf --qdf",
                           kRedact = "delete it in the source and export anew; or redact and apply",
                           kExport = "export it anew from its source";

constexpr Rule kRules[] = {
    {"text-covered", "xlsx docx docm doc odt pptx ppt odp pdf svg", kHold, Trait::kTextCovered,
     "text under a box, picture or pattern", "painting over it removes nothing", kCopy, kRedact},
    {"text-invisible", kPdf, kHold, Trait::kTextInvisible, "text that is not painted", "copying and searching find it",
     kCopy, kRedact},
    {"text-transparent", kPdf, kHold, Trait::kTextTransparent, "text that is fully transparent",
     "copying and searching find it", kCopy, kRedact},
    {"text-off-page", "docx docm doc rtf pptx odp pdf svg", kHold, Trait::kTextOffPage,
     "text outside the page or slide", "every editor shows it, and copying finds it", kCopy, kRedact},
    {"text-clipped", kPdf, kHold, Trait::kTextClipped, "text outside the frame that shows it",
     "copying and searching find it", kCopy, kRedact},
    {"layer-off", kPdf, kHold, Trait::kLayerOff, "content in a layer that is switched off", "one click switches it on",
     "the viewer's list of layers", "flatten the layers that are meant, delete the others"},
    {"scan-text", kPdf, kNote, Trait::kScanText, "searchable text of a scan",
     "what was blackened in the picture only can still be read in it", kCopy, "recognise the text after the redaction"},
    {"text-replaced", kPdf, kHold, Trait::kSpokenText, "text for copying that differs from what is shown",
     "copying and screen readers give it", kCopy, kExport},
    {"alternate-text", "xlsx xlsm xlsb xls docx docm doc rtf pptx ppt html pdf svg", kNote, Trait::kAlternateText,
     "text for screen readers, or letters that no text is known for", "it is not seen on the page", "a screen reader",
     "look at it in the tags panel"},
    {"picture-covered", "pdf pptx ppt odp xlsx xlsm xlsb xls docx docm doc odt", kHold, Trait::kPictureCovered,
     "a picture, or a part of one, under a box", "every program takes it out whole", "pdfimages", kRedact},
    {"redaction-pending", kPdf, kHold, Trait::kRedaction, "content marked for redaction that is still there",
     "marking removes nothing", kCopy, "apply the redactions"},
    {"annotation-hidden", kPdf, kHold, Trait::kAnnotationHidden, "a hidden annotation", "some programs show it", kTools,
     "delete it"},
    {"field-unseen", kPdf, kHold, Trait::kFieldUnseen, "values of form fields that the page does not show",
     "exporting the form's data gives them", "export the form's data", "clear the fields"},
    {"form-data", kPdf, kHold, Trait::kFormData, "data of an XFA form that the page does not show",
     "exporting the form's data gives it", "export the form's data", "print it to a new PDF"},
    {"form-script", kPdf, kNote, Trait::kFormScript, "scripts that check what is filled in", "they are code", kTools,
     "print it to a new PDF"},
    {"action", kPdf, kHold, Trait::kAction, "an action that opens a file or starts a program",
     "it names what lies on a disk", kTools, kExport},
    {"earlier-version", kPdf, kHold, Trait::kEarlierText, "what an earlier version inside the file said",
     "saving appends: cutting the file at an earlier end brings it back", "cut the file behind an earlier %%EOF",
     "save it as a new file (qpdf in.pdf out.pdf)"},
    {"earlier-version-same", kPdf, kNote, Trait::kEarlierVersion,
     "an earlier version inside the file, whose pages say the same",
     "it may be older metadata, or the state before a signature", "cut the file behind an earlier %%EOF",
     "save it as a new file (qpdf in.pdf out.pdf)"},
    {"private-data", "pdf svg", kHold, Trait::kPrivateData, "private data of the program that made it",
     "it often holds the whole first drawing, with what was deleted", kTools, "save without editing capabilities"},
    {"metadata-history", "pdf svg", kNote, Trait::kMetadataHistory, "the document's history and numbers",
     "they join it to other files of the same origin", "exiftool; File, Properties", kExport},
    {"bytes-outside", kPdf, kHold, Trait::kOutsideBytes, "bytes that belong to nothing in the file",
     "data can lie there", "any hex editor", "save it as a new file (qpdf in.pdf out.pdf)"},
    {"bookmark-words", kPdf, kNote, Trait::kBookmark, "bookmarks and names of places that say what no page does",
     "they show in a panel that few open, or not at all", "the viewer's panel of bookmarks; any PDF tool", kExport,
     true},
    {"never-shown", kPdf, kHold, Trait::kNeverShown, "content that no page shows",
     "it is left from pages or pictures that were taken out", kTools, kExport},
};

}  // namespace

std::span<const Rule> pdf_rules() { return kRules; }

}  // namespace tipstaff::disclosure
