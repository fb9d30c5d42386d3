// The little of CSS that says whether text is seen.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::document {

struct Look {
  enum class Hides { kNo, kHidden, kUnseen, kTiny };
  Hides hides = Hides::kNo;
  std::optional<std::string> colour{}, background{};  // "ffffff"
  double ink = 1, ground = 1;                         // how opaque they are
  bool clips = false, squeezes = false;               // what does not fit; what is in it, to nothing
  bool has_no_room = false;                           // at most two pixels high or wide
  bool is_readable = false;                           // its letters have a size of their own, in pixels or points
  double opacity = 1;                                 // of the element itself: those around it count too
  enum class Placed { kNo, kOwn, kRelative, kAbsolute, kFixed };  // kOwn: it says that it is not
  Placed placed = Placed::kNo;
  bool is_solid = false;          // its background lets nothing through
  bool covers = false;            // it is as large as what it is placed in
  std::optional<double> level{};  // z-index
};

using Variables = std::map<std::string, std::string, std::less<>>;  // “--name” → value, in lower case
// "display:none; color:#fff". `known`: variables of the style sheet, for “var(--name)”.
Look look_of(std::string_view declarations, const Variables* known = nullptr);
// “name: value” pairs, in lower case, without “!important”, comments and escapes.
void each_declaration(std::string_view css,
                      const std::function<void(std::string_view name, std::string_view value)>& each);

// An element as selectors see it.
struct StyledElement {
  std::string name, classes, id;  // in lower case
};

// A <style> element's rules: selectors of elements, classes and ids, below each other by blanks and “>”. Conditional
// ones (@media …) and those of a moment (:hover) do not count.
class StyleSheet {
 public:
  void add(std::string_view css);
  // Of an element with these around it, the outermost first; what its own declarations say comes last.
  Look look(const StyledElement& element, std::span<const StyledElement* const> around, std::string_view own) const;
  // What the rules that fit say, the weightiest last.
  std::string declarations(const StyledElement& element, std::span<const StyledElement* const> around) const;
  // A rule that hides something has a selector that is not followed.
  bool doubtful() const { return doubtful_; }
  bool has_rules() const { return !rules_.empty(); }
  // Its comments and what it puts before or behind elements, a line each.
  const std::string& said() const { return said_; }

 private:
  struct Step {
    std::string name, id;  // empty: any
    std::vector<std::string> classes;
    bool direct = false;  // the next one is its parent
  };
  struct Rule {
    std::vector<Step> steps;  // the element's own first, outwards
    std::string css;
  };
  void read(std::string_view css, const std::string& around, int depth);
  void each_variable(std::string_view css);
  void add_rule(std::string_view selector, std::string_view css);
  static std::optional<Step> step_of(std::string_view words);
  static bool fits(const Step& step, const StyledElement& element);
  static bool fits(const Rule& rule, const StyledElement& element, std::span<const StyledElement* const> around);

  std::vector<Rule> rules_;
  std::map<std::string, std::vector<std::size_t>, std::less<>>
      by_key_;  // “#id”, “.class” or element of a rule's first step; “*”
  Variables variables_;
  std::string said_;
  bool doubtful_ = false;
};

}  // namespace tipstaff::document
