#include "document/web/markup.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>

#include <memory>
#include <tuple>

#include "base/text.h"
#include "document/address.h"
#include "document/colour.h"
#include "document/origin.h"
#include "document/reader.h"
#include "document/web/css_colour.h"
#include "document/web/css_values.h"
#include "document/web/elements.h"
#include "document/web/page_boxes.h"
#include "document/web/page_charset.h"
#include "document/web/style.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostDepth = 2000;     // elements in each other
constexpr std::size_t kLongAttribute = 20;   // bytes: a longer data-… attribute is data, and one of several words
constexpr std::size_t kShortComment = 40;    // bytes: “end of header” and the like
constexpr std::size_t kMostText = 1U << 20;  // bytes of one block
constexpr double kUnpainted = 0.05, kOpaque = 0.9, kSeenSide = 6;  // pixels

std::string_view words(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

// What a page says of its text, wherever it stands in the source: its style sheets, and the boxes over the text.
struct Survey {
  StyleSheet styles;
  PageBoxes boxes;
};

// What an HTML parser tells, to be shown or not.
class Page {
 public:
  enum class Purpose : std::uint8_t { kStyles, kBoxes, kText };
  enum class Seen : std::uint8_t { kVisible, kHidden, kUnseen, kTiny, kFallback, kLast = kFallback };

  // `survey`: for its text, from earlier readings, which are these for the others.
  Page(Emitter& emitter, std::string* shown, Survey& survey, Purpose purpose)
      : emitter_(emitter),
        shown_(shown),
        survey_(survey),
        purpose_(purpose),
        layers_{Layer(emitter), Layer(emitter), Layer(emitter), Layer(emitter), Layer(emitter)},
        links_(emitter),
        scripts_(emitter),
        comments_(emitter),
        inputs_(emitter),
        attributes_(emitter),
        spoken_(emitter) {
    open_.push_back({});
  }

  void start(std::string_view name, const xmlChar** list) {
    in_style_ = name == "style";
    if (purpose_ == Purpose::kStyles) return;
    if (is_block(name)) end_line();
    if (is_one_of(name, {"td", "th", "desc", "metadata"})) flush();
    Element element = open_.back();
    element.name = name;
    element.styled = std::make_shared<StyledElement>();
    const Attributes attributes(list);
    judge(element, attributes);
    element.under = name != "title" && survey_.boxes.cover(places(element));  // that one stands beside the page
    if (element.seen != open_.back().seen || element.under != open_.back().under) flush();
    if (open_.size() >= kMostDepth) {
      if (!std::exchange(deep_, true)) emitter_.unread("", "elements lie in each other too deep");
    } else {
      open_.push_back(std::move(element));
    }
    read_attributes(name, attributes);
  }
  void end(std::string_view name) {
    if (name == "script" && purpose_ == Purpose::kText) end_script();
    if (name == "style") {
      in_style_ = false;
      if (purpose_ == Purpose::kStyles) survey_.styles.add(code_);
      code_.clear();
    }
    if (purpose_ == Purpose::kStyles) return;
    if (is_block(name)) end_line();
    if (is_one_of(name, {"td", "th", "desc", "metadata"})) flush();
    for (std::size_t at = open_.size(); at-- > 1;)
      if (open_[at].name == name) {
        if (open_[at].seen != open_[at - 1].seen || open_[at].under != open_[at - 1].under) flush();
        open_.resize(at);
        break;
      }
  }
  void text(std::string_view piece) {
    const std::string& name = open_.back().name;
    if (purpose_ != Purpose::kText && !in_style_) return;
    if (name == "script" || in_style_) {
      if (code_.size() < (std::size_t{64} << 20)) code_ += piece;
    } else if (pending_.size() < kMostText) {
      pending_ += piece;
    }
  }
  void comment(std::string_view text) {
    if (text.starts_with("[if") && text.find("xml>") == std::string_view::npos) {  // what one program shows
      const std::string said = between_tags(text.substr(std::min(text.find(']'), text.size() - 1) + 1));
      if (is_remark(said) && !is_excuse(said)) {
        comments_.cell(said);
        comments_.end_row();
      }
    }
    if (text.starts_with("[if") || text.starts_with("<![") || is_one_of(text, {"StartFragment", "EndFragment"})) {
      if (text.find("o:Author") != std::string_view::npos || text.find("o:LastAuthor") != std::string_view::npos)
        emitter_.observe(
            {.trait = Trait::kAuthor, .place = "the properties of the program that wrote the page", .cells = 1});
      return;
    }
    if (besides_origin(text).size() <= kShortComment) return;
    comments_.cell(text);
    comments_.end_row();
  }
  void close() {
    end_line();
    if (survey_.styles.doubtful())
      emitter_.unread("", "its own style hides something by a selector that is not followed");
    layer(Seen::kVisible).close(Trait::kVisible, "", "the page");
    layer(Seen::kHidden).close(Trait::kTextHidden, "", "text that the page does not show");
    layer(Seen::kUnseen).close(Trait::kTextUnseen, "", "text that cannot be seen: its colour, opacity or place");
    layer(Seen::kTiny).close(Trait::kTextTiny, "", "text too small to read");
    layer(Seen::kFallback).close(Trait::kTextHidden, "", "text for programs that cannot show an element");
    for (std::string_view rest = survey_.styles.said(); !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (!is_blank(rest.substr(0, end))) {
        scripts_.cell(rest.substr(0, end));
        scripts_.end_row();
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    spoken_.close(Trait::kAlternateText, "", "text for screen readers, searchers and the mouse's rest");
    scripts_.close(Trait::kScript, "", "text in the page's scripts");
    comments_.close(Trait::kXmlComment, "", "comments in the page's source");
    inputs_.close(Trait::kHiddenInput, "", "hidden fields of a form");
    links_.close("");
    attributes_.close(Trait::kDataAttribute, "", "data in the attributes of elements");
  }

 private:
  struct Element {
    std::string name{};
    std::shared_ptr<StyledElement> styled{};
    Seen seen = Seen::kVisible;
    bool unseen_itself = false;  // of an element whose content is a fallback
    bool under = false;          // a box
    PlacedElement place{};
    double opacity = 1, ink = 1;
    bool squeezes = false;  // what is in it has no room
    std::string colour = "000000", background = "ffffff";
  };
  std::vector<PlacedElement> places(const Element& last) const {
    std::vector<PlacedElement> out;
    for (const Element& each : open_) out.push_back(each.place);
    out.push_back(last.place);
    return out;
  }
  void put(Element& element, const Look& look) {
    using Placed = Look::Placed;
    element.place = {.number = ++elements_,
                     .placed = look.placed != Placed::kNo && look.placed != Placed::kOwn,
                     .fixed = look.placed == Placed::kFixed,
                     .level = look.level.value_or(0)};
    const bool over = look.placed == Placed::kAbsolute || look.placed == Placed::kFixed,
               opaque = look.is_solid || element.name == "img";
    if (purpose_ == Purpose::kBoxes && over && look.covers && opaque && element.opacity >= kOpaque &&
        look.hides == Look::Hides::kNo && element.seen == Seen::kVisible)
      survey_.boxes.add(places(element));
  }
  class Attributes {
   public:
    explicit Attributes(const xmlChar** list) : list_(list) {}
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::string_view get(std::string_view name) const {
      const xmlChar** at = find(name);
      return at == nullptr ? std::string_view() : words(at[1]);
    }
    template <class Each>
    void each(const Each& call) const {
      for (const xmlChar** at = list_; at != nullptr && *at != nullptr; at += 2) call(words(at[0]), words(at[1]));
    }

   private:
    const xmlChar** find(std::string_view name) const {
      for (const xmlChar** at = list_; at != nullptr && *at != nullptr; at += 2)
        if (words(at[0]) == name) return at;
      return nullptr;
    }
    const xmlChar** list_;
  };

  // Drawings say by attributes what elements say by their style (SVG 2 §6.6); these count less.
  std::string own_style(const Attributes& attributes) const {
    std::string out;
    if (std::ranges::any_of(open_, [](const Element& each) { return each.name == "svg"; }))
      for (const std::string_view name :
           {"display", "visibility", "opacity", "font-size", "transform", "clip-path", "fill", "fill-opacity"})
        if (attributes.has(name)) {
          const std::string_view value = attributes.get(name);
          if (name == "fill")
            out += value == "none" ? "color:transparent;" : fmt::format("color:{};", value);
          else
            out += fmt::format("{}:{};", name == "fill-opacity" ? "opacity" : name, value);
        }
    return out + std::string(attributes.get("style"));
  }
  Layer& layer(Seen seen) { return layers_[static_cast<std::size_t>(seen)]; }

  // Whether it says anything of colours; what it says counts.
  static bool colour(Element& element, const Look& look, const Attributes& attributes) {
    const bool body = element.name == "body", font = element.name == "font" && attributes.has("color");
    if (look.colour) std::tie(element.colour, element.ink) = std::pair(*look.colour, look.ink);
    if (font) element.colour = plain_colour(attributes.get("color"));
    if (body && attributes.has("text") && !look.colour) element.colour = plain_colour(attributes.get("text"));
    if (attributes.has("bgcolor")) element.background = plain_colour(attributes.get("bgcolor"));
    if (look.background == "currentcolor")
      element.background = element.colour;
    else if (look.background)
      element.background = colour_over(*look.background, look.ground, element.background);
    return look.colour || look.background || look.opacity < 1 || font || body;
  }
  static bool is_one_colour(const Element& element) {
    return look_same(colour_over(element.colour, element.ink * element.opacity, element.background),
                     element.background);
  }
  Seen seen(const Element& element, const Attributes& attributes, const Look& look, bool coloured) const {
    const auto nothing = [&](std::string_view side) {
      return attributes.has(side) && css_length(attributes.get(side)).value_or(kSeenSide) < kSeenSide;
    };
    const bool small_box =
        (look.has_no_room || nothing("width") || nothing("height")) &&
        is_one_of(element.name, {"textarea", "iframe", "marquee", "select", "embed", "object", "svg"});
    if (attributes.has("hidden") || attributes.has("popover") || element.name == "template" ||
        element.name == "datalist" || (element.name == "dialog" && !attributes.has("open")) ||
        look.hides == Look::Hides::kHidden)
      return Seen::kHidden;
    if (look.hides == Look::Hides::kTiny) return Seen::kTiny;
    if (element.seen == Seen::kTiny && look.is_readable) return Seen::kVisible;  // around it small for a layout's sake
    if (look.hides == Look::Hides::kUnseen || small_box || element.opacity <= kUnpainted ||
        (open_.back().squeezes && look.clips) || (element.seen != Seen::kTiny && coloured && is_one_colour(element)))
      return Seen::kUnseen;
    if (element.seen == Seen::kUnseen && look.colour && !is_one_colour(element)) return Seen::kVisible;
    return element.seen;
  }
  void judge(Element& element, const Attributes& attributes) {
    *element.styled = {element.name, lower(attributes.get("class")), lower(attributes.get("id"))};
    std::vector<const StyledElement*> around;
    if (survey_.styles.has_rules())
      for (const Element& each : open_)
        if (each.styled) around.push_back(each.styled.get());
    const Look look = survey_.styles.look(*element.styled, around, own_style(attributes));
    element.opacity *= look.opacity;
    element.squeezes = look.squeezes;
    put(element, look);
    const bool coloured = colour(element, look, attributes);
    if (element.seen == Seen::kHidden) return;
    element.seen = seen(element, attributes, look, coloured);
    element.unseen_itself = element.seen != Seen::kVisible && element.seen != Seen::kFallback;
    const bool stands_in = element.name == "object" && attributes.has("data");
    if ((is_fallback(element.name) || stands_in) && element.seen == Seen::kVisible) element.seen = Seen::kFallback;
  }
  void read_attributes(std::string_view name, const Attributes& attributes) {
    if (name == "script")
      runs_ = !attributes.has("type") || lower(attributes.get("type")).find("script") != std::string::npos ||
              lower(attributes.get("type")).find("json") != std::string::npos ||
              lower(attributes.get("type")) == "module";
    if (name == "input" && is_one_of(lower(attributes.get("type")), {"hidden", "password"})) {
      inputs_.cell(attributes.get("name"));
      inputs_.cell(attributes.get("value"));
      inputs_.end_row();
    } else if (name == "input" || name == "button") {
      add_words(attributes.get("value"));
    }
    if (name == "meta" && is_one_of(lower(attributes.get("name")),
                                    {"author", "generator", "progid", "originator", "creator", "dc.creator"}))
      emitter_.observe(
          {.trait = Trait::kAuthor, .place = fmt::format("the page's {}", lower(attributes.get("name"))), .cells = 1});
    if (name == "option" && open_.back().seen == Seen::kHidden) add_words(attributes.get("value"));  // of a <datalist>
    add_words(attributes.get("placeholder"));
    for (const std::string_view spoken :
         {"alt", "title", "aria-label", "aria-description", "summary", "abbr", "longdesc", "label"})
      say(attributes.get(spoken));
    if (name == "meta") say(attributes.get("content"));
    attributes.each([&](std::string_view attribute, std::string_view value) {
      const bool own = !is_known_attribute(attribute) || (attribute == "value" && name == "option");
      if ((attribute.starts_with("data-") &&
           (value.size() > kLongAttribute || value.find(' ') != std::string_view::npos)) ||
          (own && is_remark(value))) {
        attributes_.cell(value);
        attributes_.end_row();
      }
      if (is_one_of(attribute, {"src", "href", "data", "poster"})) read_address(name, value);
      if (attribute == "srcdoc") read_frame(value);
    });
  }
  void read_address(std::string_view element, std::string_view address) {
    if ((element == "a" || element == "area") && !address.starts_with("data:")) links_.add(address);
    if (address.starts_with("file:") || address.starts_with("\\\\"))
      emitter_.observe(
          {.trait = Trait::kExternalTarget, .place = "an address on a computer or server of the office", .cells = 1});
    if (!address.starts_with("data:") || address.find(',') == std::string_view::npos) return;
    const std::optional<Bytes> bytes = bytes_of_address(address);
    if (!bytes) return emitter_.unread("", "data inside an address is damaged");
    if (element == "a")
      emitter_.observe({.trait = Trait::kEmbedded, .place = "a file behind a link, inside the page", .cells = 1});
    if (!bytes->empty() && !address.starts_with("data:font/"))
      read_inside(*bytes, "data in the page’s source", emitter_);
  }
  void read_frame(std::string_view page) {
    const Element& frame = open_.back();
    const Seen around = open_.size() > 1 ? open_[open_.size() - 2].seen : Seen::kVisible;
    const bool seen = around == Seen::kVisible && !frame.unseen_itself;
    if (!seen && !is_blank(page))
      emitter_.observe({.trait = Trait::kTextHidden, .place = "a page in a frame that is not shown", .cells = 1});
    read_inside(as_bytes(page), "a page in a frame", emitter_);
  }
  void say(std::string_view value) {
    if (is_blank(value)) return;
    spoken_.cell(value);
    spoken_.end_row();
  }
  void add_words(std::string_view value) {
    if (is_blank(value)) return;
    flush();
    pending_ = value;
    flush();
  }
  // Of a kind that no browser runs: all of it is text.
  void end_data() {
    std::string_view rest = code_;
    for (std::size_t end = 0; !rest.empty(); rest.remove_prefix(std::min(end + 1, rest.size()))) {
      end = std::min(rest.find('\n'), rest.size());
      scripts_.cell(rest.substr(0, end));
      scripts_.end_row();
    }
    code_.clear();
  }
  void end_script() {
    if (!std::exchange(runs_, true)) return end_data();
    std::string_view rest = code_;
    while (!rest.empty()) {  // each string literal a cell, each object or line a row
      const std::size_t mark = rest.find_first_of("\"'`\n}");
      if (mark == std::string_view::npos) break;
      const char quote = rest[mark];
      rest.remove_prefix(mark + 1);
      if (quote == '\n' || quote == '}') {
        scripts_.end_row();
        continue;
      }
      std::size_t end = 0;
      while (end < rest.size() && rest[end] != quote && rest[end] != '\n') end += rest[end] == '\\' ? 2U : 1U;
      end = std::min(end, rest.size());
      scripts_.cell(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    scripts_.end_row();
    code_.clear();
  }
  void flush() {
    std::string plain;  // blanks run together, as a browser shows them
    for (const char c : std::exchange(pending_, {}))
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
        plain += c;
      else if (!plain.empty() && plain.back() != ' ')
        plain += ' ';
    if (is_blank(plain)) return;
    const Seen seen = open_.back().under && open_.back().seen == Seen::kVisible ? Seen::kUnseen : open_.back().seen;
    if (seen == Seen::kVisible && shown_ != nullptr) (*shown_ += plain) += '\n';
    const bool spoken = (seen == Seen::kFallback && (is_excuse(plain) || (is_figure() && !is_remark(plain)))) ||
                        is_one_of(open_.back().name, {"desc", "metadata", "annotation"});
    (spoken ? spoken_ : layer(seen)).cell(plain);
  }
  // A bar's numbers in words, or what keeps its place in a formula.
  bool is_figure() const {
    return std::ranges::any_of(open_, [](const Element& element) {
      return is_one_of(element.name, {"progress", "meter", "mphantom"});
    });
  }
  void end_line() {
    flush();
    // A table's row ends with the row, not with the paragraphs in its cells.
    const bool in_cell =
        std::ranges::any_of(open_, [](const Element& element) { return element.name == "td" || element.name == "th"; });
    if (in_cell) return;
    for (Layer& each : layers_) each.end_row();
    spoken_.end_row();
  }

  Emitter& emitter_;
  std::string* shown_;
  Survey& survey_;
  Purpose purpose_;
  std::size_t elements_ = 0;
  std::array<Layer, static_cast<std::size_t>(Seen::kLast) + 1> layers_;
  LinkWords links_;
  Layer scripts_, comments_, inputs_, attributes_, spoken_;
  std::vector<Element> open_;
  std::string pending_, code_;
  bool deep_ = false, runs_ = true, in_style_ = false;
};

Page& page(void* context) { return *static_cast<Page*>(context); }

void parse(const std::string& text, Page& out) {
  htmlSAXHandler calls{};
  calls.startElement = [](void* context, const xmlChar* name, const xmlChar** attributes) {
    page(context).start(words(name), attributes);
  };
  calls.endElement = [](void* context, const xmlChar* name) { page(context).end(words(name)); };
  const auto characters = [](void* context, const xmlChar* text_, int size) {
    page(context).text({reinterpret_cast<const char*>(text_), static_cast<std::size_t>(size)});
  };
  calls.characters = characters;
  calls.ignorableWhitespace = characters;
  calls.cdataBlock = characters;
  calls.comment = [](void* context, const xmlChar* text_) { page(context).comment(words(text_)); };
  // A file begins with its mark or not; the parser is told that it is UTF-8 either way.
  const std::size_t skip = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlCreatePushParserCtxt(&calls, &out, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), &htmlFreeParserCtxt);
  if (!parser) return;
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                       HTML_PARSE_IGNORE_ENC);
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  for (std::size_t at = skip; at < text.size(); at += kPiece)
    htmlParseChunk(parser.get(), text.data() + at, static_cast<int>(std::min(kPiece, text.size() - at)), 0);
  htmlParseChunk(parser.get(), nullptr, 0, 1);
}

class Nowhere : public Sink {
 public:
  void row(std::uint32_t, std::span<const std::string>) override {}
  void observed(const Observation&) override {}
};

}  // namespace

bool is_html(std::string_view start) {
  const std::string head = lower(start.substr(0, 2048));
  return head.starts_with("<!doctype html") || head.find("<html") != std::string::npos ||
         head.find("<body") != std::string::npos || head.starts_with("<table") || head.starts_with("<div") ||
         head.starts_with("<p>") || head.starts_with("<meta");
}

// Style sheets and boxes may stand behind the text in the source, so the page is read up to three times. What scripts
// may take away is no box.
static Survey survey_of(const std::string& text) {
  Survey out;
  const std::string plain = lower(text);
  const auto has = [&](std::string_view word) { return plain.find(word) != std::string::npos; };
  Nowhere nowhere;
  Emitter emitter(nowhere);
  const auto read = [&](Page::Purpose purpose) {
    Page first(emitter, nullptr, out, purpose);
    parse(text, first);
  };
  if (has("<style")) read(Page::Purpose::kStyles);
  if (!has("<script") && (has("absolute") || has("fixed"))) read(Page::Purpose::kBoxes);
  return out;
}

void read_html(ByteView file, Emitter& emitter, std::string_view charset) {
  const std::string text = page_text(file, charset);
  Survey survey = survey_of(text);
  Page out(emitter, nullptr, survey, Page::Purpose::kText);
  parse(text, out);
  out.close();
}

std::string shown_by_html(ByteView file, std::string_view charset) {
  Nowhere nowhere;
  Emitter emitter(nowhere);
  std::string shown;
  const std::string text = page_text(file, charset);
  Survey survey = survey_of(text);
  Page out(emitter, &shown, survey, Page::Purpose::kText);
  parse(text, out);
  return shown;
}

}  // namespace tipstaff::document
