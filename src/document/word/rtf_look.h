// What rich text says of its groups and letters: where their words go, and how they look.
#pragma once

#include <cstdlib>
#include <string_view>
#include <vector>

namespace tipstaff::document {

// Where text goes. What is not listed and starts with \* is passed over by word processors.
enum class RtfInto : std::uint8_t {
  kText,
  kNothing,
  kColours,
  kAuthor,
  kDescription,
  kKeywords,
  kCustomName,
  kCustom,
  kComment,
  kField,
  kObject,
  kPicture,
  kStore,
  kVariable,
  kMerge,
  kTemplate,
  kUnknown,
  kName,
  kShapeName,
  kShapeValue,
  kEntry,
  kFonts,
  kLabel
};

struct RtfDestination {
  std::string_view word;
  RtfInto into;
};
inline constexpr RtfDestination kRtfDestinations[] = {
    {"fonttbl", RtfInto::kFonts},
    {"stylesheet", RtfInto::kName},
    {"listtable", RtfInto::kName},
    {"listoverridetable", RtfInto::kName},
    {"rsidtbl", RtfInto::kNothing},
    {"generator", RtfInto::kNothing},
    {"xmlnstbl", RtfInto::kNothing},
    {"latentstyles", RtfInto::kNothing},
    {"themedata", RtfInto::kNothing},
    {"colorschememapping", RtfInto::kNothing},
    {"filetbl", RtfInto::kUnknown},
    {"revtbl", RtfInto::kAuthor},
    {"pgptbl", RtfInto::kNothing},
    {"pgdsctbl", RtfInto::kNothing},
    {"mmathPr", RtfInto::kNothing},
    {"panose", RtfInto::kNothing},
    {"falt", RtfInto::kName},
    {"wgrffmtfilter", RtfInto::kNothing},
    {"bkmkstart", RtfInto::kName},
    {"bkmkend", RtfInto::kName},
    {"pnseclvl", RtfInto::kName},
    {"ftnsep", RtfInto::kNothing},
    {"ftnsepc", RtfInto::kNothing},
    {"aftnsep", RtfInto::kNothing},
    {"aftnsepc", RtfInto::kNothing},
    {"nonshppict", RtfInto::kName},
    {"shprslt", RtfInto::kNothing},
    {"sp", RtfInto::kNothing},
    {"sn", RtfInto::kShapeName},
    {"sv", RtfInto::kShapeValue},
    {"picprop", RtfInto::kNothing},
    {"objclass", RtfInto::kNothing},
    {"objname", RtfInto::kName},
    {"datafield", RtfInto::kNothing},
    {"passwordhash", RtfInto::kNothing},
    {"shppict", RtfInto::kText},
    {"shpinst", RtfInto::kText},
    {"pntext", RtfInto::kName},
    {"listtext", RtfInto::kName},
    {"nonesttables", RtfInto::kName},
    {"xe", RtfInto::kEntry},
    {"tc", RtfInto::kEntry},
    {"fldrslt", RtfInto::kText},
    {"result", RtfInto::kText},
    {"pn", RtfInto::kName},
    {"background", RtfInto::kName},
    {"colortbl", RtfInto::kColours},
    {"author", RtfInto::kAuthor},
    {"operator", RtfInto::kAuthor},
    {"manager", RtfInto::kAuthor},
    {"company", RtfInto::kAuthor},
    {"title", RtfInto::kAuthor},
    {"hlinkbase", RtfInto::kNothing},
    {"doccomm", RtfInto::kDescription},
    {"comment", RtfInto::kDescription},
    {"keywords", RtfInto::kKeywords},
    {"subject", RtfInto::kKeywords},
    {"category", RtfInto::kKeywords},
    {"propname", RtfInto::kCustomName},
    {"staticval", RtfInto::kCustom},
    {"userprops", RtfInto::kNothing},
    {"annotation", RtfInto::kComment},
    {"atnid", RtfInto::kComment},
    {"atnauthor", RtfInto::kComment},
    {"atnref", RtfInto::kNothing},
    {"atndate", RtfInto::kNothing},
    {"atnparent", RtfInto::kNothing},
    {"atrfstart", RtfInto::kNothing},
    {"atrfend", RtfInto::kNothing},
    {"fldinst", RtfInto::kField},
    {"objdata", RtfInto::kObject},
    {"pict", RtfInto::kPicture},
    {"datastore", RtfInto::kStore},
    {"docvar", RtfInto::kVariable},
    {"mailmerge", RtfInto::kMerge},
    {"template", RtfInto::kTemplate},
    {"info", RtfInto::kNothing},
    {"creatim", RtfInto::kNothing},
    {"revtim", RtfInto::kNothing},
    {"printim", RtfInto::kNothing},
    {"buptim", RtfInto::kNothing},
    {"shptxt", RtfInto::kText},
    {"htmltag", RtfInto::kNothing},
    {"mhtmltag", RtfInto::kNothing},
    {"expandedcolortbl", RtfInto::kNothing},
    {"cs", RtfInto::kNothing},
    {"ts", RtfInto::kNothing},
    {"ds", RtfInto::kNothing},
    {"levelmarker", RtfInto::kNothing},
    {"xmlopen", RtfInto::kNothing},
    {"oldcprops", RtfInto::kNothing},
    {"oldpprops", RtfInto::kNothing},
    {"oldtprops", RtfInto::kNothing},
    {"oldsprops", RtfInto::kNothing},
    {"lsdlockedexcept", RtfInto::kNothing},
    {"upr", RtfInto::kName},
    {"ud", RtfInto::kText},
    {"do", RtfInto::kText},
    {"leveltext", RtfInto::kLabel},
};

// How letters stand on the page, and what their paragraph says of that.
struct RtfLook {
  bool hidden = false, deleted = false, revised = false;
  int size = 24, colour = 0, back = 0, font = 0;
  int raised = 0, gap = 0, width = 100;  // half points; twentieths of a point; hundredths
  int left = 0, first = 0, line = 0;     // of a paragraph, twentieths of a point; a line below zero is exactly so high
  int across = 0, down = 0;              // where its frame stands
  bool operator==(const RtfLook&) const = default;

  // A control word; `on`: it is not followed by nought.
  void take(std::string_view name, int number, bool on);
  bool is_tiny() const;
  bool is_off_page(int page_width) const;  // twentieths of a point
};

// Farther than half a page to the left of where text begins, or beyond the page's right edge; twentieths of a point.
bool is_beside_page(int from, int page_width);

// Of a table's row, which of its cells are merged into others, and whether it is too low to be seen, or lies where no
// page is.
class RtfRow {
 public:
  void take(std::string_view name, int number);
  bool hides() const { return merged() || thin_; }
  bool is_off_page(int page_width) const {
    return is_beside_page(left_, page_width) || is_beside_page(across_, page_width);
  }

 private:
  bool merged() const { return cell_ < merged_.size() && merged_[cell_]; }
  std::vector<bool> merged_;
  std::size_t cell_ = 0;
  int left_ = 0, across_ = 0;
  bool next_merged_ = false, thin_ = false;
};

}  // namespace tipstaff::document
