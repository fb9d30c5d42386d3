// What a reader can observe. Each trait but the first has its rule (disclosure/rules_*.cc).
#pragma once

#include <cstdint>

namespace tipstaff::document {

// The order is the child's wire order only; nothing is stored.
enum class Trait : std::uint8_t {
  kVisible,  // a layer that a reader of the page sees
  // the file as a whole
  kUnread,       // not parsed: `place` says why; the verdict can only be unknown
  kUnexplained,  // bytes or parts that the format does not account for
  kEncrypted,
  kArchiveComment,
  kDuplicateName,
  kTrash,
  kXmlComment,
  kAuthor,
  kDescription,
  kCustomProperty,
  kLabel,
  kThumbnail,
  kCustomXml,
  kSignature,
  kLeftover,      // bytes that nothing uses, in formats whose programs leave such
  kLeftoverText,  // and they read as text
  // spreadsheets
  kSheetHidden,
  kSheetVeryHidden,
  kRowHidden,
  kRowZero,
  kRowFiltered,
  kRowOutline,
  kColumnHidden,
  kColumnZero,
  kColumnOutline,
  kFontIsFill,
  kFormatHides,
  kFarCell,
  kOutsidePrint,
  kNameHidden,
  kNameExternal,
  kNameValue,
  kPivotRecords,
  kPivotItems,
  kPivotSource,
  kSlicerCache,
  kDataModel,
  kExternalCache,
  kExternalTarget,
  kConnection,
  kComment,
  kThreadedComment,
  kCommentAuthor,
  kRevision,
  kCustomView,
  kScenario,
  kListValidation,
  kHeaderFooter,
  kEmbedded,
  kChartCache,
  kHiddenShape,
  kMacro,
  kMacroSheet,
  kActiveX,
  kPrinterSettings,
  kAbsolutePath,
  kUnusedString,
  kProtection,
  // documents and slides
  kInserted,
  kDeleted,
  kMoved,
  kFormatChanged,
  kTextHidden,
  kTextUnseen,
  kTextTiny,
  kVariable,
  kMailMerge,
  kFieldCode,
  kAltChunk,
  kTemplate,
  kSaveHistory,
  kCropped,
  kSlideHidden,
  kNotes,
  // pictures
  kPosition,
  kSerial,
  kOwner,
  kPictureThumbnail,
  kPictureMetadata,
  kTrailing,
  // web pages
  kScript,
  kHiddenInput,
  kDataAttribute,
  // tables
  kCovered,
  // mail
  kHiddenRecipient,
  kMailTrail,
  kMailInside,
  kAttachment,
  kPartsDiffer,
  kBetweenParts,
  // archives
  kPackingLeftover,
  kMacMetadata,
  kOwnerName,
  kLast = kOwnerName,
};

}  // namespace tipstaff::document
