// One version of a PDF, told to an emitter: what its pages show and do not show, its annotations and forms, its
// properties, attachments and scripts, and what nothing shows. An earlier version inside the file is read the same way
// (pdf.cc).
#pragma once

#include <unordered_set>

#include "document/address.h"
#include "document/pdf/pdf_painter.h"

namespace tipstaff::document {

class Pixels;

class PdfReader {
 public:
  PdfReader(PdfFile& file, Emitter& emitter)
      : file_(file),
        emitter_(emitter),
        shared_(file),
        links_(emitter),
        listening_(emitter, [this](std::string_view cell) { hear(cell); }) {}
  void read();

 private:
  struct Note {  // an annotation, as far as it is told after the page
    PdfObject object;
    std::string kind;
    bool hidden = false;
    PageBox place{};
  };
  struct PictureUse {
    double seen_share = 0;  // of its area, over all its uses
    std::size_t page = 0;
    bool large = false;
  };

  // pdf_pages.cc
  void read_pages();
  void read_page(const PdfPage& page, std::size_t number);
  bool scan_shows(Canvas& canvas, const PageBox& box, std::map<QPDFObjGen, Pixels>& pixels);
  void tell_text(Canvas& canvas, std::size_t number);
  void tell_pictures(Canvas& canvas, std::size_t number);
  bool is_patched(const PlacedPicture& picture, Canvas& canvas);  // pdf_patches.cc
  void tell_cropped();
  void tell_spoken(const PdfPainter& painter, std::size_t number);
  void tell_rows(const std::vector<std::vector<std::string>>& rows, Trait trait, const std::string& place);
  // pdf_notes.cc
  std::vector<Note> paint_notes(const PdfPage& page, PdfPainter& painter);
  void paint_unaided(const Note& note, PdfPainter& painter);
  void tell_notes(const std::vector<Note>& notes, Canvas& canvas, std::size_t number);
  void tell_redaction(const Note& note, Canvas& canvas, std::size_t number);
  // pdf_forms.cc
  void read_fields();
  struct FieldRows;
  void read_field(PdfObject field, PdfObject kind, PdfObject value, int depth, FieldRows& rows);
  void tell_value(PdfObject field, PdfObject kind, PdfObject value, FieldRows& rows);
  void read_form_data(PdfObject form);
  // pdf_properties.cc
  void read_properties();
  void read_information(PdfObject dictionary, const std::string& part);
  void read_metadata(PdfObject stream, const std::string& part);
  void read_outlines();
  // pdf_objects.cc
  void read_objects();
  void visit(PdfObject object, const std::string& part, int depth, std::string_view key = {});
  void visit_action(PdfObject action, const std::string& kind, const std::string& part);
  void visit_dictionary(PdfObject dictionary, const std::string& part);
  void read_attachment(PdfObject specification);
  void read_picture_file(PdfObject picture, const std::string& part);
  void read_private(PdfObject pieces, const std::string& part);
  bool tell_lost(PdfObject object);
  // Of the first 100,000 operations of its content; `unreadable`: the answer where there is none to read.
  bool any_operation(PdfObject stream, bool unreadable,
                     const std::function<bool(std::string_view, const std::vector<Operand>&)>& is);
  bool has_words(PdfObject stream);
  bool writes_text(PdfObject stream);
  void look_behind(PdfObject stream, const std::string& part);
  void read_unshown(const std::set<QPDFObjGen>& reached);
  std::vector<std::vector<std::string>> rows_apart(PdfObject form, bool& damaged);
  // pdf_aside.cc
  static bool is_whole(PdfObject object);  // has what it cannot be without
  void look_aside(std::string_view key, PdfObject object, const std::string& part);
  void keep_aside(std::string words);
  void tell_aside();
  bool shows(std::string_view text) const;  // whether a page shows these words
  void hear(std::string_view cell);
  bool is_said(std::string_view text) const;  // whether each of its words was told of, in whatever layer
  void say(Trait trait, std::string part, std::string place, std::uint64_t cells = 1) {
    emitter_.observe({.trait = trait, .part = std::move(part), .place = std::move(place), .cells = cells});
  }

  PdfFile& file_;
  Emitter& emitter_;
  PdfShared shared_;
  LinkWords links_;
  Emitter::Listening listening_;
  std::string subject_;  // of the information dictionary
  std::string words_;    // letters and digits of all that is seen, in lower case, without blanks
  std::map<QPDFObjGen, PictureUse> pictures_;
  std::set<QPDFObjGen> shown_fields_;  // whose place on a page is seen
  std::set<QPDFObjGen> told_, visited_, streams_aside_, drawings_;
  std::set<std::string> aside_;           // words that no viewer shows
  std::set<std::string> unsaid_;          // strings whose keys are told elsewhere, and that were not yet
  std::unordered_set<std::size_t> said_;  // hashes of the words that were told
  std::pair<std::uint64_t, std::string> scripts_, format_scripts_;  // how many, and where the first is
  std::size_t pages_ = 0, scanned_ = 0, unclear_glyphs_ = 0, glyphs_ = 0;
  std::uint64_t unpacked_ = 0, unknown_operators_ = 0, unread_streams_ = 0;
};

// Letters and digits only, ASCII in lower case: what two texts have in common whatever their layout.
std::string bare(std::string_view text);

// What TeX and its packages write into every document's information dictionary: their own names and versions.
bool is_program_banner(std::string_view key, std::string_view words);

}  // namespace tipstaff::document
