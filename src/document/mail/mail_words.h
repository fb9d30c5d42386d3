// What properties of a mail say beside what is shown of it: the same words again, in other forms, are ordinary.
#pragma once

#include <string>
#include <string_view>

#include "document/record_words.h"

namespace tipstaff::document {

class MailWords {
 public:
  explicit MailWords(Emitter& emitter) : kept_(emitter) {}
  void shown(std::string_view words);
  // Kept where what no shown word stands for is a remark. True: it was.
  bool text(std::string_view text);
  void bytes(ByteView bytes);  // the texts in it
  void numbers(ByteView bytes) { kept_.add(bytes); }
  void line(std::string_view words) { kept_.text(words); }
  void close(std::string_view place) { kept_.close("", place, Trait::kBetweenParts); }

 private:
  std::string unsaid(std::string_view text) const;

  RecordWords kept_;
  std::string shown_;  // in lower case
};

}  // namespace tipstaff::document
