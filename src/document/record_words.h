// Words in records, streams and properties in which the format has none, or none that a program shows: settings,
// layout, fields that are reserved, what stands behind a record's last field. Programs keep such bytes when they save,
// and nobody sees them.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

class RecordWords {
 public:
  explicit RecordWords(Emitter& emitter) : words_(emitter) {}

  // Numbers and flags, in which no words belong: kept is what reads as two words or more in ASCII or UTF-16, an address
  // of mail, and single words when there are many of them.
  void add(ByteView bytes);
  // The same of a record whose text was said elsewhere: what stands beside it.
  void add_beside(ByteView bytes, std::string_view said);
  // A text that no program shows.
  void text(std::string_view text);
  // What is meant for programs, in which a label is ordinary and a remark is not.
  void remark(std::string_view text);
  void remarks(ByteView bytes);
  // The settings of a printer, a signature: names of things in them are ordinary, whole sentences not.
  void prose(ByteView bytes);
  // Of a style, font, shape: short, and no sentence.
  void name(std::string_view name);
  void names(ByteView bytes);
  // Of a bookmark, list or caption: a name, and no remark.
  void labels(ByteView bytes);

  // Tells what was kept, as kCustomXml unless the trait is another.
  void close(std::string_view part, std::string_view place, Trait trait = Trait::kCustomXml);

 private:
  void keep(std::string_view words);
  void judge(std::string_view run);

  Layer words_;
  std::set<std::string, std::less<>> single_;  // words that stand alone
  std::size_t single_letters_ = 0;
};

}  // namespace tipstaff::document
