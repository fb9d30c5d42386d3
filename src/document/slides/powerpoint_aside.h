// What records of a presentation say beside the texts of its slides ([MS-PPT] §2.13.24): names, tags, links, headers
// that are off, what newer programs carry along, and words where a record has none. Records of a kind that is not known
// are reported.
#pragma once

#include <set>
#include <string>

#include "document/emitter.h"
#include "document/record_words.h"
#include "document/slides/powerpoint_records.h"

namespace tipstaff::document {

class PowerpointAside {
 public:
  PowerpointAside(std::string part, Emitter& emitter)
      : part_(std::move(part)),
        emitter_(emitter),
        words_(emitter),
        spoken_(emitter),
        tags_(emitter),
        links_(emitter),
        shown_(emitter) {}

  // An object of the last edit with all that is in it. `master`: its texts that hold no place for others are on every
  // slide; otherwise its reader tells the texts of its shapes.
  void look(const powerpoint::Record& object, bool master);
  RecordWords& words() { return words_; }
  void close();

 private:
  void look_into(const powerpoint::Record& in, int depth);
  void atom(const powerpoint::Record& record, std::uint16_t parent, ByteView whole);
  void line(const powerpoint::Record& record, std::uint16_t parent);
  void carried(const powerpoint::Record& record);
  void master_text(const powerpoint::Record& record);

  std::string part_;
  Emitter& emitter_;
  RecordWords words_;
  Layer spoken_, tags_, links_, shown_;
  std::set<std::uint16_t> unknown_, longer_;
  std::uint16_t headers_ = 0;  // which of them are on
  bool master_ = false, in_shape_ = false, in_list_ = false, holds_place_ = false;
};

}  // namespace tipstaff::document
