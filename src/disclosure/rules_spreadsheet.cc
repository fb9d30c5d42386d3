#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kBooksOfToday = "xlsx xlsm xlsb", kBooks = "xlsx xlsm xlsb xls ods", kBooksAndMore = "xlsx xlsm xlsb xls docx doc rtf pptx ppt ods odt odp";
constexpr std::string_view kUnzip = "any unzip program shows the part";

constexpr Rule kRules[] = {
    {"sheet-hidden", kBooks, kHold, Trait::kSheetHidden, "cells in a hidden sheet", "one click brings the sheet back; PSNI published 9,483 of its people so", "right click on any tab, Unhide", "delete the sheet, or publish values of the visible one as CSV"},
    {"sheet-very-hidden", kBooks, kHold, Trait::kSheetVeryHidden, "cells in a sheet that the menu does not offer to show", "macros, other programs and every script read it", "the VBA editor, LibreOffice, any script", "make it visible in the VBA editor and delete it"},
    {"row-hidden", kBooks, kHold, Trait::kRowHidden, "cells in hidden rows", "hiding removes nothing", "select all, Unhide rows", "unhide and delete the rows"},
    {"row-zero-height", kBooks, kHold, Trait::kRowZero, "cells in rows without height", "they are as good as hidden", "drag the row's edge", "give them height and delete them"},
    {"row-filtered", kBooks, kHold, Trait::kRowFiltered, "cells in rows that a filter leaves out", "the filter is taken off with one click", "Data, Clear filter", "copy the visible cells into a new workbook"},
    {"row-collapsed", kBooks, kHold, Trait::kRowOutline, "cells in rows folded away by an outline", "the plus sign at the edge unfolds them", "click on the plus sign", "ungroup and delete them"},
    {"column-hidden", kBooks, kHold, Trait::kColumnHidden, "cells in hidden columns", "hiding removes nothing", "select all, Unhide columns", "unhide and delete the columns"},
    {"column-zero-width", kBooks, kHold, Trait::kColumnZero, "cells in columns without width", "they are as good as hidden", "drag the column's edge", "give them width and delete them"},
    {"column-collapsed", kBooks, kHold, Trait::kColumnOutline, "cells in columns folded away by an outline", "the plus sign at the edge unfolds them", "click on the plus sign", "ungroup and delete them"},
    {"cells-under-shape", kBooks, kHold, Trait::kUnderShape, "cells under a shape, picture or chart", "moving it away shows them", "move or delete the shape", "delete the cells, or the shape if they may be seen"},
    {"cells-covered", kBooks, kHold, Trait::kCovered, "cells under a merged one", "splitting the merged cell shows them", "split the merged cell", "delete them, then merge again"},
    {"font-equals-fill", kBooks, kHold, Trait::kFontIsFill, "cells written in the colour of their background, or one like it", "marking them or copying them shows them", "select the cells", "clear the cells"},
    {"format-hides", kBooks, kHold, Trait::kFormatHides, "cells whose number format shows nothing, or other words", "the formula bar shows them", "click on a cell", "clear the cells"},
    {"formula-text", "xlsx xlsm xlsb xls ods", kHold, Trait::kFormulaText, "remarks inside formulas", "the cell shows another value", "click on the cell", "copy the values into a new workbook"},
    {"conditional-format-hides", kBooks, kHold, Trait::kConditionHides, "cells that a conditional format can make unseen", "whoever looks while the condition is met sees nothing; the cell stays", "click on a cell, or clear the formats", "clear the cells, or the conditional format"},
    {"cells-far-away", kBooks, kHold, Trait::kFarCell, "cells far away from all others", "whoever checks the first screen does not see them", "Ctrl+End, or scroll", "delete the rows and columns"},
    {"cells-outside-print-area", kBooks, kNote, Trait::kOutsidePrint, "cells outside the area that prints", "who checks the print does not see them", "look at the sheet", "delete them if they are not meant"},
    {"name-hidden", kBooks, kHold, Trait::kNameHidden, "hidden names", "programs leave references and values in them", kUnzip, "delete them with a macro or in LibreOffice"},
    {"name-external", kBooks, kHold, Trait::kNameExternal, "names that lead into another workbook", "they tell of files elsewhere and keep values of them; Hackney's did", "Formulas, Name Manager", "delete them and break the links"},
    {"name-value", kBooks, kHold, Trait::kNameValue, "names that hold values themselves", "no cell shows them", "Formulas, Name Manager", "delete them"},
    {"pivot-cache-records", kBooks, kHold, Trait::kPivotRecords, "rows of the data behind a pivot table", "a double click on a total brings the rows back, although their sheet is gone", "double click on a total in the table", "paste the table as values"},
    {"pivot-cache-items", kBooks, kHold, Trait::kPivotItems, "the distinct values of the data behind a pivot table", "they stay when the source is gone", "the table's filter lists; unzip", "paste the table as values"},
    {"pivot-cache-source", kBooks, kNote, Trait::kPivotSource, "a pivot table says where its data comes from", "it may name a file, a query or a removed sheet", "Change Data Source", "paste the table as values"},
    {"slicer-cache", kBooksOfToday, kHold, Trait::kSlicerCache, "the values of a slicer or timeline", "they stay when the source is gone", kUnzip, "delete the slicer"},
    {"data-model", kBooksOfToday, kHold, Trait::kDataModel, "a data model", "it holds whole tables that no sheet shows", "Power Pivot, Manage", "publish values as CSV"},
    {"external-link-cache", kBooks, kHold, Trait::kExternalCache, "cells of another workbook kept with a link", "they are that file's content, read without the file", kUnzip, "Data, Edit Links, Break Link"},
    {"external-target", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp html eml pdf svg", kNote, Trait::kExternalTarget, "the path of something outside the file", "it may hold names of people and servers", "Data, Edit Links", "break the link"},
    {"link-words", "xlsx xlsm xlsb docx doc rtf pptx ods odt odp html eml pdf svg", kNote, Trait::kLinkWords, "words in the addresses of links", "no page shows them; what somebody searched for or was to write may name people", "Copy Link, paste it as text", "shorten the address, or break the link", true},
    {"connection", kBooks, kHold, Trait::kConnection, "a connection or query", "it holds server names, queries, sometimes passwords", "Data, Queries & Connections", "delete the connection"},
    {"comment", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kHold, Trait::kComment, "comments", "they are written for colleagues, and name their authors", "Review, Show All Comments", "Inspect Document, remove comments"},
    {"threaded-comment", "xlsx xlsm xlsb docx pptx", kHold, Trait::kThreadedComment, "threaded comments", "they are written for colleagues, and name their authors", "Review, Show Comments", "Inspect Document, remove comments"},
    {"comment-author", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kNote, Trait::kCommentAuthor, "names or accounts of those who commented", "they stay when the comments are gone", kUnzip, "Inspect Document, remove comments and personal information"},
    {"revision", kBooks, kHold, Trait::kRevision, "a history of changes", "it says what stood there before", "Review, Track Changes", "stop sharing the workbook and save it anew"},
    {"custom-view", kBooks, kNote, Trait::kCustomView, "a custom view", "it names a person, and may show hidden rows again", "View, Custom Views", "delete the view"},
    {"scenario", kBooks, kHold, Trait::kScenario, "scenarios: other values for cells", "no cell shows them", "Data, What-If, Scenario Manager", "delete the scenarios"},
    {"list-validation", "xlsx xlsm xlsb xls ods docx pdf", kNote, Trait::kListValidation, "a list of choices, or a hint, inside a cell's validation", "it shows only when the cell is chosen", "click on the cell's arrow", "Data Validation, Clear All", true},
    {"header-footer", kBooks, kNote, Trait::kHeaderFooter, "a header or footer", "it shows only in print", "print preview", "Page Setup"},
    {"embedded-object", "xlsx xlsm xlsb xls docx doc pptx ppt msg ods odt odp html pdf svg", kHold, Trait::kEmbedded, "an embedded file", "what looks like a picture opens as a whole document", "double click on it", "paste it as a picture"},
    {"chart-cache", "xlsx xlsm xlsb xls ods docx pptx", kHold, Trait::kChartCache, "values in a chart whose cells are not to be seen, or words that it does not draw", "the chart keeps a copy of its data, and what was switched off", kUnzip, "paste the chart as a picture"},
    {"shape-hidden", "xlsx xlsm xlsb xls docx doc rtf pptx ppt ods odt odp svg", kHold, Trait::kHiddenShape, "a hidden shape, text box or picture", "the selection pane shows it", "Home, Find & Select, Selection Pane", "delete it there"},
    {"macro", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kHold, Trait::kMacro, "macros", "code and what is written in it goes out with the file", "Alt+F11", "save as a format without macros"},
    {"macro-sheet", kBooks, kHold, Trait::kMacroSheet, "a sheet of Excel 4 macros", "code goes out with the file", "unhide it", "delete the sheet"},
    {"activex", kBooksAndMore, kHold, Trait::kActiveX, "an ActiveX control with its data", "controls keep their own lists and text", kUnzip, "delete the control"},
    {"printer-settings", kBooksAndMore, kNote, Trait::kPrinterSettings, "the settings of a printer", "they name the printer and often a server", kUnzip, "save as another format and back"},
    {"absolute-path", "xlsx xlsm xlsb xls docx doc pptx ppt msg svg", kNote, Trait::kAbsolutePath, "the folder where it was last saved", "it often holds a person's account name", kUnzip, "Inspect Document, remove personal information"},
    {"string-unused", kBooks, kHold, Trait::kUnusedString, "texts that no cell uses", "they are left from cells that were deleted", kUnzip, "save it anew with another program"},
    {"protection", "xlsx xlsm xlsb xls docx doc pptx ppt ods odt odp pdf", kNote, Trait::kProtection, "protection against changes", "it hides nothing: every program reads what is locked; Southend relied on it", "open it in LibreOffice", "do not rely on it"},
};

}  // namespace

std::span<const Rule> spreadsheet_rules() { return kRules; }

}  // namespace tipstaff::disclosure
