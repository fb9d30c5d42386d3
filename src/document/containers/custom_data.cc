#include "document/containers/custom_data.h"

#include "document/emitter.h"
#include "document/words.h"

namespace tipstaff::document {

void CustomData::start(std::string_view name, const XmlAttributes& attributes) {
  if (root_.empty()) root_ = name;
  judge();
  idle_ = idle_ && name != "Source";
  for (const XmlAttribute& one : attributes.all())
    if (reads_as_words(one.value) && (one.name != "StyleName" || one.value.size() >= kMostText || is_remark(one.value)))
      said_.emplace_back(one.value);
}

void CustomData::comment(std::string_view words) { idle_ = idle_ && is_blank(words); }

bool CustomData::idle() const {
  return idle_ && said_.empty() &&
         (root_ == "FormTemplates" || root_ == "Sources" || root_ == "CoverPageProperties" || root_ == "properties");
}

void CustomData::judge() {
  if (!is_blank(text_)) idle_ = idle_ && is_form(text_);
  text_.clear();
}

bool CustomData::is_form(std::string_view text) const {
  if (root_ == "CoverPageProperties")
    return text.find_first_not_of("0123456789-:TZ.") == std::string_view::npos && text.size() > 9 && text[4] == '-' &&
           text[7] == '-';
  return root_ == "FormTemplates" && (text == "DocumentLibraryForm" || text == "ListForm" || text == "DocumentSetForm");
}

}  // namespace tipstaff::document
