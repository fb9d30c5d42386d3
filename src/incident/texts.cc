#include "incident/texts.h"

#include <kainjow/mustache.hpp>

#include <stdexcept>
#include <vector>

namespace tipstaff::incident {

std::string fill_text(std::string_view name, const kainjow::mustache::data& values) {
  for (const ShippedText& text : shipped_texts()) {
    if (text.name != name) continue;
    kainjow::mustache::mustache filled{std::string(text.text)};
    filled.set_custom_escape([](const std::string& value) { return value; });
    std::string out = filled.render(values);
    if (!filled.is_valid()) throw std::logic_error("a shipped text is no template: " + filled.error_message());
    return out;
  }
  throw std::logic_error("there is no such shipped text");
}

std::string plain_list(FieldSet fields) {
  std::vector<std::string> words;
  constexpr FieldSet kName = {Field::kSurname, Field::kForenames};
  if (fields.contains(kName)) {
    words.emplace_back("name");
    fields = fields.minus(kName);
  }
  for (const Field field : fields.list()) words.emplace_back(field_label(field));
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return out.empty() ? "none" : out;
}

}  // namespace tipstaff::incident
