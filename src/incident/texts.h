// The texts of letters, reports and statements: mustache templates, built in from templates/letters/
// (cmake/texts.cmake).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/field.h"

namespace kainjow::mustache {
template <typename>
class basic_data;
using data = basic_data<std::string>;
}  // namespace kainjow::mustache

namespace tipstaff::incident {

struct ShippedText {
  std::string_view name, text;
};
std::span<const ShippedText> shipped_texts();

// Fills a shipped text; values are put in as they are, because the outcome is plain text. An unknown name is a fault.
std::string fill_text(std::string_view name, const kainjow::mustache::data& values);

// "name, rank or grade and photograph": surname and forenames together are the name.
std::string plain_list(FieldSet fields);

}  // namespace tipstaff::incident
