# Rules and readers of the disclosure check, switched off one at a time: check_mutant TEST 'what is switched off' FILE 'perl expression'.
# The test named must notice.

# Workbooks.
check_mutant HiddenSamples.WorkbooksOfToday 'number formats that show nothing, or other words' src/document/sheets/sheet_cells.cc \
  's/\? !look\.format->shows_text\(\) : !look\.format->shows\(value\.number\)/? false : false/'
check_mutant HiddenSamples.WorkbooksOfToday 'colours that are nearly the same' src/document/colour.cc \
  's/constexpr int kAlike = 16/constexpr int kAlike = 1/'
check_mutant HiddenSamples.WorkbooksOfToday 'bars and icons without their values' src/document/sheets/worksheet.cc \
  's/!attributes\.is_true\("showValue"\)\)/false)/'
check_mutant HiddenSamples.WorkbooksOfToday 'a book whose windows are hidden' src/document/sheets/workbook.cc \
  's/list\.windows\.hide\(book\.sheets\);//'
check_mutant HiddenSamples.WorkbooksOfOldAndOpenDocument 'conditional formats of xls' src/document/sheets/biff_sheet.cc \
  's/case 0x1b1:/case 0xf1b1:/'
check_mutant CheckXlsb.HoldsCellsThatAConditionalFormatCanMakeUnseen 'conditional formats of xlsb' src/document/sheets/xlsb_sheet.cc \
  's/case 463:/case 60463:/'
check_mutant CheckXls.HoldsPivotCaches 'the records of a pivot cache in xls' src/document/sheets/biff_pivot.cc \
  's/records_\.close\(Trait::kPivotRecords[^;]*;//'
check_mutant Check.HoldsWhatASheetHides 'very hidden sheets as such' src/document/sheets/sheet_cells.cc \
  's/const bool very = sheet_\.state == SheetState::kVeryHidden;/const bool very = false;/'
check_mutant Clean.NumbersAsTheyAreShown 'number formats in clean copies' src/clean/copy_workbook.cc \
  's/out\.style = style_for\(value\.format->only_for\(value\.number\)\)/out.style = 0/'

check_mutant HiddenSamples.WorkbooksOfToday 'what lies over cells' src/document/sheets/sheet_cells.cc \
  's/  look_under_shapes\(\);//'

check_mutant HiddenSamples.WorkbooksOfToday 'words in attributes of a package' src/document/xml_aside.cc \
  's/  look_at\(name, attributes\);\n//'
check_mutant HiddenSamples.Documents 'words in attributes of documents' src/document/xml_aside.cc \
  's/holds_words_in_word\(element, one\.name, one\.value\)(\s+:)/true$1/'
check_mutant HiddenSamples.WorkbooksOfToday 'shapes far from the cells' src/document/sheets/sheet_cells.cc \
  's/if \(far > 0\)(\s+emitter_)/if (false)$1/'
check_mutant PackageSource.HoldsForeignElementsOfKnownNames 'elements of unknown vocabularies' src/document/xml_aside.cc \
  's/const bool known = plain_ \|\| is_office_vocabulary\(attributes\.space\(\)\);/const bool known = true;/'
check_mutant HiddenSamples.WorkbooksOfToday 'parts that nothing leads to' src/document/containers/package_parts.cc \
  's/  look_for_lost\(package, std::move\(strange\)\);//'
check_mutant HiddenSamples.WorkbooksOfToday 'rows above a frozen pane' src/document/sheets/sheet_cells.cc \
  's/if \(row < first_\.row\)/if (false)/'
check_mutant HiddenSamples.WorkbooksOfToday 'remarks inside formulas' src/document/sheets/worksheet.cc \
  's/for \(const std::string& remark : remarks_in\(formula\)\)/for (const std::string\& remark : std::vector<std::string>())/'
check_mutant HiddenSamples.WorkbooksOfToday 'what a chart says otherwise than its cells' src/document/parts/chart.cc \
  's/return other_\.cell\(value\)/return/g'

# Documents.
check_mutant HiddenSamples.Documents 'styles that styles are based on' src/document/word/word_styles.cc \
  's/at = found->second\.parent;/at.clear();/'
check_mutant HiddenSamples.Documents 'text blackened by its own shade' src/document/word/word_story.cc \
  's/return real\(own\) && look_same\(own, "000000"\)/return false/'
check_mutant HiddenSamples.DocumentsOfOld 'styles of characters in doc' src/document/word/word_look.cc \
  's/if \(operation == kCharacterStyle\)/if (operation == 1)/'
check_mutant OpenDocument.HoldsWhatATextHides 'deletions that are still there in odt' src/document/odf/odf_text.cc \
  's/if \(name == "deletion"\) in_deletion_ = true;//'

check_mutant HiddenSamples.Documents 'headers that no page shows' src/document/word/wordprocessing.cc \
  's/header && is_on_no_page\(package, body, part, shown\)/false/'
check_mutant HiddenSamples.Documents 'words for other programs' src/document/word/word_story.cc \
  's/if \(!is_blank\(plain\) && choice_/if (false \&\& choice_/'
check_mutant HiddenSamples.Documents 'text under a floating box' src/document/parts/page_cover.cc \
  's/covered \? covered_ : visible_/covered ? visible_ : visible_/'

# Slides.
check_mutant HiddenSamples.Slides 'text under a shape on a slide' src/document/slides/slide_canvas.cc \
  's/if \(is_covered\(number, word\)\) return Sight::kCovered;/;/'
check_mutant HiddenSamples.Slides 'the ground that a slide takes from its master' src/document/slides/slides.cc \
  's/: under != nullptr \? under->background\s+: std::nullopt/: std::optional<SlidePaint>(SlidePaint{SlidePaint::Kind::kOther})/'
check_mutant Patched.PicturesOnSlides 'boxes on a picture' src/document/parts/picture_patches.cc \
  's/else if \(patches > others/else if (patches > 500/'
check_mutant HiddenSamples.Slides 'the look of runs in ppt' src/document/slides/powerpoint_text.cc \
  's/std::vector<Look> looks = looks_of\(style, count \+ 1, scheme\);/std::vector<Look> looks = looks_of(ByteView(), count + 1, scheme);/'

# PDF, mail, pictures, pages, archives.
check_mutant CheckPdf.HoldsTextUnderWhatIsPaintedOverIt 'text under boxes in PDF' src/document/pdf/pdf_pages.cc \
  's/\{Unseen::kCovered, Trait::kTextCovered, kFewestCovered\},//'
check_mutant HiddenSamples.Papers 'strings under keys that nobody knows' src/document/pdf/pdf_aside.cc \
  's/if \(object\.isString\(\) \|\| object\.isName\(\)\)/if (object.isName())/'
check_mutant HiddenSamples.Papers 'comments and idle operands in content' src/document/pdf/pdf_aside.cc \
  's/if \(aside\.size\(\) < kMostAside && \(reads_as_words\(words\)/if (false \&\& (reads_as_words(words)/'
check_mutant HiddenSamples.Papers 'bytes behind the data of a stream' src/document/pdf/pdf_objects.cc \
  's/if \(dictionary\.isStream\(\)\) look_behind\(dictionary, part\);//'
check_mutant Mail.HoldsWhatItHides 'hidden recipients' src/document/mail/mail_headings.cc \
  's/plain == "bcc" \|\| //'
check_mutant Picture.TellsWhereItWasTakenAndByWhom 'where a picture was taken' src/document/pictures/picture_metadata.cc \
  's/tag == 0x0002 \|\| tag == 0x0004/tag == 0xfff2/'
check_mutant Page.HoldsWhatItHides 'text that a page hides by its style' src/document/web/style.cc \
  's/\(name == "display" && value == "none"\) \|\|\s+//'
check_mutant Archive.HoldsWhatPackersLeaveBehind 'leftovers in archives' src/document/containers/archive.cc \
  's/Trait::kPackingLeftover/Trait::kMacMetadata/g'

check_mutant HiddenSamples.Bundles 'parts that are said to be empty' src/document/containers/zip.cc \
  's/if \(entry\.unpacked == 0 && entry\.packed >/if (false \&\& entry.packed >/'
check_mutant HiddenSamples.Bundles 'what stands behind names in a tar' src/document/containers/tar.cc \
  's/    look_at_heading\(header, kind\);//'
check_mutant HiddenSamples.Mails 'words in headings and parameters of mails' src/document/mail/mail.cc \
  's/    unshown_\.close\([^;]*;//'

check_mutant HiddenSamples.WorkbooksOfOldAndOpenDocument 'values that cells of ods do not show' src/document/odf/odf_sheets.cc \
  's/if \(other_value_ &&/if (false \&\&/'
check_mutant HiddenSamples.Slides 'cells merged away on slides' src/document/slides/slide_reader.cc \
  's/is_other_than_filled_in\(\) \|\| merged_away_ \|\|/is_other_than_filled_in() ||/'

# What cannot be read is unknown.
check_mutant Check.SaysUnknownWhereItCannotSay 'what was not read' src/disclosure/rules_file.cc \
  's/\{"not-read", ([a-zA-Z"]+), (?:Severity::)?kUnknown/{"not-read", $1, Severity::kNote/'
check_mutant Hostile.PartsThatAreNotWhatTheyAreCalledAreUnknown 'what a part begins with' src/document/containers/package_roots.cc \
  's/if \(expected\.empty\(\)\) return true;/return true;/'
check_mutant Hostile.PartsThatAreNotWhatTheyAreCalledAreUnknown 'an error that a warning hides' src/document/xml.cc \
  's/parser->wellFormed == 0 \|\| //'
check_mutant Picture.HoldsWhatFullTransparencyHides 'what full transparency hides' src/document/pictures/picture_png.cc \
  's/if \(changes_ > kMostChanges\)/if (false)/'
check_mutant CheckPdf.TextInASoftMaskIsSeenAsFarAsSomethingIsPaintedThroughIt 'text in soft masks' src/document/pdf/pdf_painter.cc \
  's/if \(canvas_\.glyphs\(\)\.size\(\) > first\) state_\.mask =/if (false) state_.mask =/'
check_mutant Archive.AccountsForEveryByteOfARar 'blocks of a rar' src/document/containers/archive.cc \
  's/  account_for_rar\(file, emitter\);//'
check_mutant Picture.ReadsExifUnderAnyName 'Exif under another name' src/document/pictures/picture.cc \
  's/marker != 0xed && is_tiff\(bytes, 6\)/marker != 0xed \&\& text.starts_with("Exif")/'
check_mutant MailStore.PeopleAreFoundInWhatIsAttached 'what is attached to mails of a store' src/document/store/store_mails.cc \
  's/if \(inner\.kind\(\) == kAttachment\) attachment\(inner\);//'
check_mutant MailStore.AMailThatStopsItsChildStopsNoOther 'mails behind one that stopped its child' src/document/document_child.cc \
  's/\+\+stopped == kMostStopped/true/'
check_mutant Search.PackedFilesInsideBytesAreRead 'packed files inside bytes' src/disclosure/search.cc \
  's/TRY\(carved\(carver->take\(\)\)\);//'
check_mutant Search.LargeMailBoxesAreReadMailByMail 'mails of a large mailbox' src/disclosure/search.cc \
  's/!small && document::is_mail_box\(as_text\(beginning\)\)/false/'
check_mutant Search.LargeArchivesAreReadFileByFile 'files in a large archive' src/disclosure/search.cc \
  's/!archive_kind\(beginning\)\.empty\(\)\)/false)/'
