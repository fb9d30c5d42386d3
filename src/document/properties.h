// What a file says of itself: author, description, properties that somebody added. One set of words for every format
// that has such; and the reader of property sets ([MS-OLEPS]; ids of [MS-OSHARED] §2.3.3.2), as compound files hold
// them.
#pragma once

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

class FileProperties {
 public:
  explicit FileProperties(Emitter& emitter)
      : author_(emitter), description_(emitter), custom_(emitter), label_(emitter) {}
  void author(std::string_view words) { author_.cell(words); }
  void description(std::string_view words) { description_.cell(words); }
  // Those that programs write into every file are passed over.
  void custom(std::string_view name, std::string_view words);
  void close(std::string_view part);

 private:
  Layer author_, description_, custom_, label_;
};

// "\5SummaryInformation" and its like. What cannot be parsed is kUnread.
void read_property_set(ByteView stream, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
