// What a document of Word 97 to 2003 says beside its text ([MS-DOC] §2.5, §2.8, §2.9): every place that its heading
// points at is known by its number with the kind of words that stand in it, every operation by its own; the rest of its
// streams has none.
#pragma once

#include <set>
#include <string>

#include "document/emitter.h"
#include "document/record_words.h"
#include "document/word/word_file.h"

namespace tipstaff::document {

class WordAside {
 public:
  // Both must outlive it.
  WordAside(const WordFile& file, Emitter& emitter)
      : file_(file),
        emitter_(emitter),
        words_(emitter),
        spoken_(emitter),
        hints_(emitter),
        links_(emitter),
        drawn_(emitter),
        data_used_(file.data.size()) {}

  // The heading and all that lies in the table stream, but for what the readers of lists tell (beside()).
  void look();
  void numbers(ByteView bytes) { words_.add(bytes); }
  void operations(ByteView list);  // their numbers; what words stand in them is looked for where they lie
  // A place whose texts were told: what stands beside them.
  void beside(std::size_t place, std::string_view said) { words_.add_beside(file_.place(place), said); }
  void text(std::string_view text) { words_.text(text); }
  void prose(ByteView bytes) { words_.prose(bytes); }
  // The name of somebody who changed or commented; false when it is more than a name, and so held.
  bool person(std::string_view name);
  // A drawing's own records, of text or picture.
  void drawing(ByteView drawing, const std::string& part);
  // A picture's heading and name in the data stream (§2.9.190), a field's data there (§2.9.157), or operations; all of
  // them.
  void picture(std::size_t at, ByteView whole);
  void field_data(std::size_t at);
  ByteView more_operations(std::size_t at);
  void close();

 private:
  void heading();
  void styles(ByteView sheet);
  void fonts(ByteView table);
  std::size_t lists(ByteView table, std::size_t levels_at);
  void place(std::size_t index);

  const WordFile& file_;
  Emitter& emitter_;
  RecordWords words_;
  Layer spoken_, hints_, links_, drawn_;
  Coverage data_used_;
  std::set<std::uint16_t> unknown_;
  bool printer_ = false;
};

}  // namespace tipstaff::document
