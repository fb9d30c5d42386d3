#include "document/word/rtf.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "document/charset.h"
#include "document/letters.h"
#include "document/properties.h"
#include "document/reader.h"
#include "document/word/packed_rtf.h"
#include "document/word/rtf_look.h"
#include "document/word/word_fields.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr int kLetterPaper = 12'240;       // twentieths of a point
constexpr int kSymbols = 2;                // the set of letters of a font that has signs for them
constexpr int kLeastSkipped = 8;           // letters in place of one
constexpr std::size_t kMostGroups = 1000;  // in each other
constexpr std::size_t kLongUnknown = 40;   // letters in a group that programs pass over
constexpr std::ptrdiff_t kWordsOfNames =
    6;  // blanks in the name of a font or style: “Grid Table 5 Dark - Accent 1” has six
constexpr std::size_t kLongestName = 64;             // letters; Word's own bookmarks have 40 at most
constexpr int kFarLeft = -2000, kFarRight = 32'000;  // twentieths of a point from the page's edge or the column's
constexpr std::size_t kMostData = std::size_t{64} << 20;

using Into = RtfInto;

struct Group {
  Into into = Into::kText;
  bool starred = false;
  bool field = false;     // it holds one
  bool off_page = false;  // of a shape that is hidden or lies beside the page, of a header that no page has
  int skip = 1;
  RtfLook look{};
};

class RtfReader {
 public:
  RtfReader(ByteView file, Emitter& emitter)
      : text_(as_text(file)),
        emitter_(emitter),
        visible_(emitter),
        hidden_(emitter),
        deleted_(emitter),
        inserted_(emitter),
        unseen_(emitter),
        tiny_(emitter),
        off_(emitter),
        comments_(emitter),
        variables_(emitter),
        unknown_(emitter),
        labels_(emitter),
        fields_(emitter),
        properties_(emitter) {}

  void read() {
    while (at_ < text_.size() && !finished_) one();
    flush();
    if (!finished_) return emitter_.unread("", "it is cut short or damaged");
    const std::string_view rest = text_.substr(at_);
    if (rest.find_first_not_of(std::string_view(" \r\n\t\0", 5)) != std::string_view::npos)
      emitter_.observe(
          {.trait = Trait::kUnexplained, .place = fmt::format("{} bytes after the end of the text", rest.size())});
    close();
  }

 private:
  Group& now() { return groups_.back(); }

  void one() {
    const char c = text_[at_];
    if (c == '{') {
      ++at_;
      if (groups_.size() > kMostGroups) return give_up();
      flush();
      groups_.push_back(groups_.empty() ? Group{} : groups_.back());
      now().starred = now().field = false;
    } else if (c == '}') {
      ++at_;
      end_group();
    } else if (c == '\\') {
      ++at_;
      control();
    } else {
      ++at_;
      if (c == '\r' || c == '\n') return;
      if (left_to_skip_ > 0) return skip(c);
      if (c == ';' && !groups_.empty() && now().into == Into::kColours) end_colour();
      bytes_ += c;
    }
  }
  // What stands in for a letter, in programs that do not know Unicode: one letter, or a few.
  void skip(char c) {
    --left_to_skip_;
    if (now().skip < kLeastSkipped) return;
    skipped_ += c;
    if (left_to_skip_ > 0) return;
    if (reads_as_words(skipped_)) unknown_.cell(skipped_);
    skipped_.clear();
  }
  void give_up() {
    emitter_.unread("", "its groups lie in each other too deep");
    at_ = text_.size();
    finished_ = true;
  }
  void end_group() {
    flush();
    if (groups_.empty()) return;
    const Into into = now().into;
    const bool field = now().field;
    groups_.pop_back();
    const bool ends = groups_.empty() || groups_.back().into != into;
    if (ends) end_destination(into);
    if (field) fields_.end();
    finished_ = groups_.empty();
  }

  void control() {
    if (at_ >= text_.size() || groups_.empty()) return;
    const char c = text_[at_];
    if (c == '\'') {
      unsigned byte = 0;
      std::from_chars(text_.data() + at_ + 1, text_.data() + std::min(at_ + 3, text_.size()), byte, 16);
      at_ = std::min(at_ + 3, text_.size());
      if (left_to_skip_ > 0)
        skip(static_cast<char>(byte));
      else
        bytes_ += static_cast<char>(byte);
      return;
    }
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      ++at_;
      if (c == '*') now().starred = true;
      if (c == '~') bytes_ += ' ';
      if (c == '\\' || c == '{' || c == '}') bytes_ += c;
      if (c == '\n' || c == '\r') word("par", 1, false);
      return;
    }
    std::size_t end = at_;
    while (end < text_.size() && ((text_[end] >= 'a' && text_[end] <= 'z') || (text_[end] >= 'A' && text_[end] <= 'Z')))
      ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    int number = 1;
    const auto [after, error] = std::from_chars(text_.data() + end, text_.data() + text_.size(), number);
    const bool numbered = error == std::errc();
    at_ = numbered ? static_cast<std::size_t>(after - text_.data()) : end;
    if (at_ < text_.size() && text_[at_] == ' ') ++at_;
    word(name, number, numbered);
  }

  void word(std::string_view name, int number, bool numbered) {
    if (name == "u") return letter(number);
    if (name == "bin" && numbered) return raw(number);
    if (name == "field" && now().into != Into::kNothing) begin_field();
    if (starts_destination(name)) return;
    if (now().starred && now().into == Into::kText) {  // an unknown group
      now().into = Into::kUnknown;
      now().starred = false;
    }
    if (name == "ansicpg") page_ = code_page(static_cast<unsigned>(number));
    if (name == "paperw" || name == "pgwsxn") page_width_ = std::max(page_width_, number);
    if (name == "mac") page_ = "macintosh";
    if (name == "uc") now().skip = number;
    if (name == "cell") flush();
    row_.take(name, number);
    if (name == "par" || name == "line" || name == "sect" || name == "page") return end_line(in_table_);
    if (name == "row" || name == "nestrow") return end_line(false);
    if (name == "cell" || name == "nestcell") return flush();
    if (name == "intbl") in_table_ = true;
    if (name == "pard") in_table_ = false;
    if (name == "tab" || name == "emspace" || name == "enspace") bytes_ += ' ';
    if (now().into == Into::kColours && (name == "red" || name == "green" || name == "blue"))
      colour_[name == "red" ? 0 : name == "green" ? 1 : 2] = static_cast<unsigned>(number);
    if (groups_.size() == shape_ &&
        ((name == "shpright" && number <= kFarLeft) || (name == "shpleft" && number >= kFarRight)))
      now().off_page = true;
    if (((name == "headerf" || name == "footerf") && text_.find("\\titlepg") == std::string_view::npos) ||
        ((name == "headerl" || name == "footerl") && text_.find("\\facingp") == std::string_view::npos))
      now().off_page = true;
    look(name, number, numbered);
    if (name == "fcharset" && number == kSymbols && now().into == Into::kFonts) symbols_.insert(now().look.font);
    if (now().into == Into::kPicture && name.starts_with("piccrop") && number > 20) cropped_ = true;
    if (name == "formprot" || name == "revprot" || name == "annotprot" || name == "readprot")
      emitter_.observe({.trait = Trait::kProtection, .place = "the text is locked against changes", .cells = 1});
    if (name == "objocx") emitter_.observe({.trait = Trait::kActiveX, .place = "an ActiveX control", .cells = 1});
    if (name == "crauth" || name == "prauth" || name == "srauth" || name == "trauth") ++formats_;
  }
  void look(std::string_view name, int number, bool numbered) {
    RtfLook changed = now().look;
    changed.take(name, number, !numbered || number != 0);
    if (changed == now().look) return;
    flush();
    now().look = changed;
  }
  bool starts_destination(std::string_view name) {
    const auto found = std::ranges::find(kRtfDestinations, name, &RtfDestination::word);
    if (found == std::end(kRtfDestinations)) return false;
    // Some words are destinations only at a group's beginning with \*; others mean a property there.
    if ((name == "cs" || name == "ts" || name == "ds") && !now().starred) return false;
    flush();
    if (name == "shpinst") shape_ = groups_.size();
    if (name == "fldrslt") fields_.separate();
    if (now().into == Into::kNothing && (found->into == Into::kText || found->into == Into::kUnknown)) return true;
    now().into = found->into;
    now().starred = false;
    return true;
  }
  void letter(int number) {
    flush_bytes();
    const auto unit = static_cast<char32_t>(number < 0 ? number + 65'536 : number);
    if (unit >= 0xd800 && unit < 0xdc00) {
      high_ = unit;
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      if (high_ != 0) put_utf8(words_, 0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00));
      high_ = 0;
    } else {
      put_utf8(words_, unit);
    }
    left_to_skip_ = now().skip;
  }
  void raw(int number) {
    const std::size_t size = std::min(static_cast<std::size_t>(std::max(number, 0)), text_.size() - at_);
    const Into into = now().into;
    if (size > 0 && into != Into::kObject && into != Into::kPicture && into != Into::kStore &&
        !std::exchange(strange_data_, true))
      emitter_.observe(
          {.trait = Trait::kUnexplained, .place = fmt::format("{} bytes of data where programs expect none", size)});
    else if (data_.size() + size < kMostData)
      append(data_, as_bytes(text_.substr(at_, size)));
    at_ += size;
  }

  void flush_bytes() {
    if (bytes_.empty()) return;
    const std::string bytes = std::exchange(bytes_, {});
    const auto text = to_utf8(as_bytes(bytes), page_);
    words_ += text ? *text : to_utf8(as_bytes(bytes), "windows-1252").value_or("");
  }
  void flush() {
    if (groups_.empty()) return;
    if (now().into == Into::kObject || now().into == Into::kPicture || now().into == Into::kStore) return gather_hex();
    flush_bytes();
    std::string words = std::exchange(words_, {});
    if (words.empty()) return;
    switch (now().into) {
      case Into::kText:
        return put(words);
      case Into::kField:
        return fields_.code(words);
      case Into::kAuthor:
      case Into::kDescription:
      case Into::kKeywords:
      case Into::kCustomName:
      case Into::kCustom:
      case Into::kComment:
      case Into::kVariable:
      case Into::kMerge:
      case Into::kTemplate:
      case Into::kFonts:
        font_names_[now().look.font] += words;
        gathered_ += words;
        return;
      case Into::kUnknown:
      case Into::kName:
      case Into::kLabel:
      case Into::kShapeName:
      case Into::kShapeValue:
      case Into::kEntry:
        gathered_ += words;
        return;
      default:
        return;
    }
  }
  void begin_field() {
    flush();
    now().field = true;
    fields_.begin();
  }
  void put(const std::string& words) {
    const Group& group = now();
    const bool in_code = fields_.in_code();
    fields_.add(words);
    if (in_code) return;
    if (group.look.deleted) return deleted_.cell(words);
    if (group.look.hidden || group.off_page || (in_table_ && row_.hides())) return hidden_.cell(words);
    if (group.look.is_tiny()) return tiny_.cell(words);
    if (group.look.is_off_page(page_width_) || (in_table_ && row_.is_off_page(page_width_))) return off_.cell(words);
    if (is_unseen(group.look) || (is_in_signs(group.look) && reads_as_words(words))) return unseen_.cell(words);
    if (group.look.revised) inserted_.cell(words);
    visible_.cell(words);
  }
  bool is_in_signs(const RtfLook& look) const {
    const auto name = font_names_.find(look.font);
    return symbols_.contains(look.font) || (name != font_names_.end() && is_font_of_signs(name->second));
  }
  bool is_unseen(const RtfLook& group) const {
    const auto colour = [&](int index) {
      return index > 0 && static_cast<std::size_t>(index) < colours_.size() ? colours_[static_cast<std::size_t>(index)]
                                                                            : "";
    };
    const std::string front = colour(group.colour), back = group.back == 0 ? "ffffff" : colour(group.back);
    return !front.empty() && front == back;
  }
  void end_colour() {
    colours_.push_back(fmt::format("{:02x}{:02x}{:02x}", colour_[0] & 255, colour_[1] & 255, colour_[2] & 255));
    colour_ = {};
  }
  void gather_hex() {
    for (const char c : std::exchange(bytes_, {})) {
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0 || data_.size() >= kMostData) continue;
      if (half_ < 0) {
        half_ = digit;
      } else {
        data_.push_back(static_cast<std::uint8_t>(half_ * 16 + digit));
        half_ = -1;
      }
    }
  }

  void end_destination(Into into) {
    const std::string words = std::exchange(gathered_, {});
    const auto line = [&](Layer& layer) {
      layer.cell(words);
      layer.end_row();
    };
    switch (into) {
      case Into::kEntry:
        return fields_.code("XE \"" + words + "\"");
      case Into::kAuthor:
        return properties_.author(words);
      case Into::kDescription:
        return properties_.description(words);
      case Into::kKeywords:
        return properties_.keywords(words);
      case Into::kCustomName:
        custom_name_ = words;
        return;
      case Into::kCustom:
        return properties_.custom(custom_name_, words);
      case Into::kComment:
        return line(comments_);
      case Into::kFonts:
      case Into::kName:
        return name_of(words);
      case Into::kLabel:
        if (is_telling_label(std::string_view(words).substr(std::min<std::size_t>(words.size(), 1))))
          line(labels_);  // behind its length
        return;
      case Into::kShapeName:
        shape_property_ = words;
        return;
      case Into::kShapeValue:
        if (shape_property_ != "fHidden" || words != "1") return;
        ++hidden_shapes_;
        if (shape_ > 0 && shape_ <= groups_.size()) groups_[shape_ - 1].off_page = true;
        return;
      case Into::kVariable:
        return line(variables_);
      case Into::kMerge:
        return emitter_.observe({.trait = Trait::kMailMerge, .place = "the source of a mail merge", .cells = 1});
      case Into::kTemplate:
        return emitter_.observe({.trait = Trait::kTemplate, .place = "the path of its template", .cells = 1});
      case Into::kUnknown:
        if (words.size() > kLongUnknown) line(unknown_);
        return;
      case Into::kObject:
        return end_object();
      case Into::kPicture:
        return end_picture();
      case Into::kStore:
        return end_store();
      default:
        return;
    }
  }
  // Each of a table's names ends in a semicolon.
  void name_of(std::string_view names) {
    while (!names.empty()) {
      const std::size_t end = std::min(names.find(';'), names.size());
      const std::string_view name = names.substr(0, end);
      if (std::ranges::count(name, ' ') > kWordsOfNames || name.size() > kLongestName) {
        unknown_.cell(name);
        unknown_.end_row();
      }
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }
  void end_picture() {
    if (std::exchange(cropped_, false))
      emitter_.observe(
          {.trait = Trait::kCropped, .place = "a cropped picture whose other part is still there", .cells = 1});
    half_ = -1;
    if (const Bytes data = std::exchange(data_, {}); !data.empty()) read_inside(data, "a picture", emitter_);
  }
  void end_object() {
    half_ = -1;
    const Bytes data = std::exchange(data_, {});
    if (data.empty()) return;
    emitter_.observe({.trait = Trait::kEmbedded, .place = "an embedded file", .cells = 1});
    read_object(data, "an embedded file");
  }
  // Data of other programs, as storages hold them; Word writes one without any into every file.
  void end_store() {
    half_ = -1;
    if (const Bytes data = std::exchange(data_, {}); !data.empty())
      read_object(data, "the store of other programs' data");
  }
  // [MS-OLEDS] §2.2.5: version, format, three names with their lengths, then the data.
  void read_object(ByteView data, const std::string& what) {
    const auto number = [&](std::size_t at) -> std::size_t {
      return at + 4 <= data.size()
                 ? data[at] | static_cast<std::size_t>(data[at + 1]) << 8 |
                       static_cast<std::size_t>(data[at + 2]) << 16 | static_cast<std::size_t>(data[at + 3]) << 24
                 : SIZE_MAX / 4;
    };
    std::size_t at = 8;
    for (int i = 0; i < 3 && at < data.size(); ++i) at += 4 + number(at);
    const std::size_t size = number(at);
    if (at + 4 > data.size() || size > data.size() - at - 4) return emitter_.unread(what, "it is damaged");
    read_inside(data.subspan(at + 4, size), what, emitter_);
  }

  void end_line(bool in_table) {
    flush();
    if (in_table) return;
    for (Layer* layer : {&visible_, &hidden_, &deleted_, &inserted_, &unseen_, &tiny_, &off_}) layer->end_row();
  }
  void close() {
    end_line(false);
    visible_.close(Trait::kVisible, "", "the text");
    hidden_.close(Trait::kTextHidden, "", "text formatted as hidden");
    deleted_.close(Trait::kDeleted, "", "text marked as deleted, and still there");
    inserted_.close(Trait::kInserted, "", "text marked as inserted, with who inserted it when");
    unseen_.close(Trait::kTextUnseen, "", "text in the colour of its background");
    tiny_.close(Trait::kTextTiny, "", "text too small to be seen");
    off_.close(Trait::kTextOffPage, "", "text outside the page");
    comments_.close(Trait::kComment, "", "comments, with their authors");
    fields_.close("");
    variables_.close(Trait::kVariable, "", "document variables");
    labels_.close(Trait::kTextHidden, "", "sentences in the labels of lists");
    unknown_.close(Trait::kTextHidden, "", "text in a group that word processors pass over");
    properties_.close("");
    if (hidden_shapes_ > 0)
      emitter_.observe({.trait = Trait::kHiddenShape, .place = "hidden shapes", .cells = hidden_shapes_});
    if (formats_ > 0)
      emitter_.observe(
          {.trait = Trait::kFormatChanged, .place = "changes of format, with their authors", .cells = formats_});
  }

  std::string_view text_;
  Emitter& emitter_;
  Layer visible_, hidden_, deleted_, inserted_, unseen_, tiny_, off_, comments_, variables_, unknown_, labels_;
  std::map<int, std::string> font_names_;
  std::set<int> symbols_;  // fonts that have signs for letters
  WordFields fields_;
  FileProperties properties_;
  std::vector<Group> groups_;
  std::vector<std::string> colours_;
  std::array<unsigned, 3> colour_{};
  std::string page_ = "windows-1252", bytes_, skipped_, words_, gathered_, custom_name_;
  Bytes data_;
  std::size_t at_ = 0;
  char32_t high_ = 0;
  int half_ = -1, left_to_skip_ = 0, page_width_ = kLetterPaper;
  std::size_t shape_ = 0;  // depth of its group among groups_; 0: none yet
  std::string shape_property_;
  std::uint64_t hidden_shapes_ = 0, formats_ = 0;
  RtfRow row_;
  bool in_table_ = false, cropped_ = false, finished_ = false, strange_data_ = false;
};

}  // namespace

void read_rtf(ByteView file, Emitter& emitter) {
  RtfReader(file, emitter).read();
  read_page_in_rtf(file, emitter);
}

}  // namespace tipstaff::document
