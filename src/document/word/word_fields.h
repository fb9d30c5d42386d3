// Fields of Word (ECMA-376 part 1 §17.16): a code, and what the page shows for it. The same in docx, doc and rtf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/address.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Follows fields through a text, in each other too, and keeps those whose code fetches from elsewhere or says what the
// page does not show.
class WordFields {
 public:
  explicit WordFields(Emitter& emitter) : told_(emitter), hints_(emitter), links_(emitter) {}

  void begin();
  void separate();  // the code has ended; what follows is its result
  void end();
  // What comes now belongs to a code, its own or one around it: no page shows it.
  bool in_code() const;
  void add(std::string_view words);
  void code(std::string_view words);  // of a field even where none has begun
  // Tells what was kept, as Trait::kFieldCode, and what links say under the mouse (Trait::kAlternateText) and in their
  // addresses (Trait::kLinkWords); fields that did not end too.
  void close(std::string_view part);

 private:
  struct Field {
    std::string code, result;
    bool separated = false;
  };
  void end_last();

  std::vector<Field> open_;
  std::size_t deeper_ = 0;  // more in each other than are followed
  Layer told_, hints_;
  LinkWords links_;
};

// `code` fetches from elsewhere, or holds words that are not in `result`.
bool is_telling_field(std::string_view code, std::string_view result);
// What shows while the mouse rests on the link that `code` makes (§17.16.5.25, \o); empty: nothing.
std::string hint_of_link(std::string_view code);
std::string target_of_link(std::string_view code);  // where it leads

}  // namespace tipstaff::document
