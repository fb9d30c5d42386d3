// The labels of a document's lists (numbering.xml, ECMA-376 part 1 §17.9): which of their words a page shows.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "document/emitter.h"
#include "document/word/word_page.h"
#include "document/word/word_styles.h"

namespace tipstaff::document {

class WordLabels : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view) override {}

  // `used`: the numbers of the lists that paragraphs and styles have.
  void tell(Emitter& emitter, const std::string& part, const std::set<std::string>& used, const WordPage& page) const;

 private:
  struct Label {
    std::string words;
    WordLook look;
    double left = 0;
    bool is_unseen(const WordPage& page) const;
  };
  std::map<std::string, std::vector<Label>> kinds_;  // of lists, by number
  std::map<std::string, std::string> lists_;         // by number, of which kind
  std::map<std::string, std::vector<Label>> instead_;
  std::string kind_, list_;
  Label label_;
  bool in_level_ = false, in_look_ = false;
};

}  // namespace tipstaff::document
