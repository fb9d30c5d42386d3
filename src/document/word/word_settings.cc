#include "document/word/word_settings.h"

namespace tipstaff::document {
namespace {

class Settings : public XmlHandler {
 public:
  Settings(Emitter& emitter, const std::string& part, Shown& shown)
      : emitter_(emitter), part_(part), shown_(shown), variables_(emitter), merge_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    shown_.take(name, attributes);
    if (name == "docVar") {
      variables_.cell(attributes.get("val"));
      variables_.end_row();
    }
    if (name == "mailMerge") in_merge_ = true;
    if (in_merge_ &&
        (name == "query" || name == "connectString" || name == "udl" || name == "table" || name == "mappedName"))
      merge_.cell(attributes.get("val"));
    if (name == "documentProtection" || name == "writeProtection")
      emitter_.observe({.trait = Trait::kProtection,
                        .part = part_,
                        .place = "the document is locked against changes, which hides nothing"});
  }
  void text(std::string_view) override {}
  void end(std::string_view name) override {
    if (name == "mailMerge") in_merge_ = false;
  }
  void close() {
    variables_.close(Trait::kVariable, part_, "variables of the document");
    merge_.close(Trait::kMailMerge, part_, "the query and source of a mail merge");
  }

 private:
  Emitter& emitter_;
  const std::string& part_;
  Shown& shown_;
  Layer variables_, merge_;
  bool in_merge_ = false;
};

}  // namespace

void read_word_settings(Package& package, const std::string& part, Shown& shown) {
  Settings settings(package.emitter(), part, shown);
  package.parse(part, settings);
  settings.close();
}

}  // namespace tipstaff::document
