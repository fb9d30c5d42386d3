// The little of CSS that says whether text is seen.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::document {

struct Look {
  enum class Hides { kNo, kHidden, kUnseen, kTiny };
  Hides hides = Hides::kNo;
  std::optional<std::string> colour{}, background{};  // "ffffff"
};

// "display:none; color:#fff"
Look look_of(std::string_view declarations);
// Six hexadecimal digits of "#FFF", "white", "rgb(255, 255, 255)"; as written when it is none of these.
std::string plain_colour(std::string_view words);

// “name: value” pairs, in lower case, without “!important”.
void each_declaration(std::string_view css, const std::function<void(std::string_view name, std::string_view value)>& each);

// A <style> element's rules whose selector is one class, id or element. Conditional ones (@media …) do not count.
class StyleSheet {
 public:
  void add(std::string_view css);
  // Of an element with these attributes; what its own declarations say comes last.
  Look look(std::string_view element, std::string_view classes, std::string_view id, std::string_view own) const;
  // What the rules that fit say, the weightiest last.
  std::string declarations(std::string_view element, std::string_view classes, std::string_view id) const;

 private:
  std::map<std::string, std::string, std::less<>> rules_;
};

}  // namespace tipstaff::document
