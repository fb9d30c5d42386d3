#include "document/xml.h"

#include <libxml/parser.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "document/xml_reader.h"

namespace tipstaff::document {
namespace {

std::string_view words(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// Document types that programs write by rote, of which nothing is read: what OpenOffice 1 to 3 put into packages, and
// SVG's (SVG 1.1 §1.3.2, appendix A; Tiny and Basic 1.1).
struct DocumentType {
  std::string_view root, public_id, system_id;
};
constexpr std::string_view kOpenOffice = "-//OpenOffice.org//DTD OfficeDocument 1.0//EN";
constexpr DocumentType kPlainTypes[] = {
    {"manifest:manifest", "-//OpenOffice.org//DTD Manifest 1.0//EN", "Manifest.dtd"},
    {"library:library", kOpenOffice, "library.dtd"},
    {"library:libraries", kOpenOffice, "libraries.dtd"},
    {"script:module", kOpenOffice, "module.dtd"},
    {"dlg:window", kOpenOffice, "dialog.dtd"},
    {"svg", "", ""},
    {"svg", "-//W3C//DTD SVG 20010904//EN", "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd"},
    {"svg", "-//W3C//DTD SVG 1.0//EN", "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd"},
    {"svg", "-//W3C//DTD SVG 1.1//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"},
    {"svg", "-//W3C//DTD SVG 1.1 Basic//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11-basic.dtd"},
    {"svg", "-//W3C//DTD SVG 1.1 Tiny//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11-tiny.dtd"},
};
constexpr std::size_t kLongestDeclaration = 512;  // bytes

// Of what every program reads alike. Packages have the first two (ECMA-376 part 2 §6.2.5); a name that libxml2 does not
// know itself would be passed over in one piece of the file, and refused in another.
constexpr std::string_view kEncodings[] = {"utf-8",    "utf8",     "utf-16", "utf-16le",
                                           "utf-16be", "us-ascii", "ascii",  "iso-8859-1"};

// Does a declaration (XML 1.0 §4.3.3), written in any of them, name one of them or none?
bool names_known_encoding(std::string_view beginning) {
  std::string plain(beginning.substr(0, kLongestDeclaration));
  std::erase(plain, '\0');  // of UTF-16
  std::string_view all(plain);
  for (const std::string_view mark : {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"})
    if (all.starts_with(mark)) all.remove_prefix(mark.size());
  if (!all.starts_with("<?xml") || all.substr(5).find_first_of(" \t\r\n") != 0) return true;
  const std::string_view declaration = all.substr(0, all.find("?>"));
  const std::size_t at = declaration.find("encoding"), open = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos || open == std::string_view::npos) return declaration.size() < all.size();
  const std::string name =
      lower(declaration.substr(open + 1, declaration.find(declaration[open], open + 1) - open - 1));
  return std::ranges::find(kEncodings, name) != std::end(kEncodings);
}

}  // namespace

struct XmlReader::State {
  XmlHandler& handler;
  xmlParserCtxtPtr parser = nullptr;
  bool refused = false, begun = false;
  std::string beginning;    // until its declaration is here
  std::size_t skipped = 0;  // beginnings that are still not to be told
  std::uint64_t starts = 0;
  std::vector<XmlAttribute> attributes;

  explicit State(XmlHandler& to) : handler(to) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { xmlFreeParserCtxt(parser); }

  // `all`: of each its local name, prefix, namespace, value's begin and end.
  static void on_start(void* context, const xmlChar* name, const xmlChar*, const xmlChar* space, int declared,
                       const xmlChar** spaces, int count, int, const xmlChar** all) {
    auto* state = static_cast<State*>(context);
    ++state->starts;
    for (int i = 0; i < declared; ++i)  // pairs: prefix, namespace
      if (const xmlChar* const named = spaces[2 * i + 1];
          named != nullptr && words(named).find(' ') != std::string_view::npos)
        state->handler.comment(words(named));
    if (state->skipped > 0) {
      --state->skipped;
      return;
    }
    state->attributes.clear();
    for (const xmlChar** five = all; five != all + 5 * count; five += 5)
      state->attributes.push_back(
          {words(five[0]),
           {reinterpret_cast<const char*>(five[3]), static_cast<std::size_t>(five[4] - five[3])},
           five[1] != nullptr});
    state->handler.start(words(name),
                         XmlAttributes(state->attributes, space == nullptr ? std::string_view() : words(space)));
  }
  static void on_end(void* context, const xmlChar* name, const xmlChar*, const xmlChar*) {
    static_cast<State*>(context)->handler.end(words(name));
  }
  static void on_text(void* context, const xmlChar* text, int size) {
    static_cast<State*>(context)->handler.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
  }
  static void refuse(void* context) {
    auto* state = static_cast<State*>(context);
    state->refused = true;
    xmlStopParser(state->parser);
  }
  static bool in_type(void* context) { return static_cast<State*>(context)->parser->inSubset != 0; }
  static void on_instruction(void* context, const xmlChar* target, const xmlChar* data) {
    if (in_type(context)) return refuse(context);
    for (const std::string_view known : {"xml-stylesheet", "mso-", "xpacket", "adobe", "_lo"})
      if (words(target).starts_with(known)) return;
    if (data != nullptr) static_cast<State*>(context)->handler.comment(words(data));
  }
  static void on_comment(void* context, const xmlChar* text) {
    if (in_type(context)) return refuse(context);
    static_cast<State*>(context)->handler.comment(words(text));
  }
  static void on_type(void* context, const xmlChar* name, const xmlChar* public_id, const xmlChar* system_id) {
    const auto is_this = [&](const DocumentType& one) {
      return words(name) == one.root && words(public_id) == one.public_id && words(system_id) == one.system_id;
    };
    if (std::ranges::none_of(kPlainTypes, is_this)) refuse(context);
  }
  // What a document type declares itself.
  static void on_entity(void* context, const xmlChar*, int, const xmlChar*, const xmlChar*, xmlChar*) {
    refuse(context);
  }
  static void on_attribute(void* context, const xmlChar*, const xmlChar*, int, int, const xmlChar*,
                           xmlEnumerationPtr values) {
    xmlFreeEnumeration(values);
    refuse(context);
  }
  static void on_element(void* context, const xmlChar*, int, xmlElementContentPtr) { refuse(context); }
  static void on_notation(void* context, const xmlChar*, const xmlChar*, const xmlChar*) { refuse(context); }
  static void on_unparsed(void* context, const xmlChar*, const xmlChar*, const xmlChar*, const xmlChar*) {
    refuse(context);
  }
  static void on_reference(void* context, const xmlChar*) { refuse(context); }
  Result<void> parse(ByteView piece) {
    TRY(outcome(XML_ERR_OK));
    return outcome(
        xmlParseChunk(parser, reinterpret_cast<const char*>(piece.data()), static_cast<int>(piece.size()), 0));
  }
  // All that came so far, when it declares no encoding or one that is read.
  Result<void> begin() {
    begun = true;
    if (!names_known_encoding(beginning)) return fail(Code::kInvalid, "it is written in an encoding that is not read");
    const std::string text = std::exchange(beginning, {});
    return text.empty() ? Result<void>() : parse(as_bytes(text));
  }
  Result<void> outcome(int code) const {
    if (parser == nullptr) return fail(Code::kUnavailable, "there is no memory to read it");
    if (refused) return fail(Code::kInvalid, "it declares a document type, as entity bombs do");
    // A warning after an error takes the error's place in `code`.
    if (parser->wellFormed == 0 || (code != XML_ERR_OK && code != XML_WAR_NS_URI && code != XML_WAR_NS_URI_RELATIVE))
      return fail(Code::kInvalid, "it is not well-formed XML");
    return {};
  }
};

XmlReader::XmlReader(XmlHandler& handler) : state_(std::make_unique<State>(handler)) {
  xmlSAXHandler calls{};
  calls.initialized = XML_SAX2_MAGIC;
  calls.startElementNs = State::on_start;
  calls.endElementNs = State::on_end;
  calls.characters = State::on_text;
  calls.cdataBlock = State::on_text;
  calls.ignorableWhitespace = State::on_text;
  calls.comment = State::on_comment;
  calls.processingInstruction = State::on_instruction;
  calls.internalSubset = State::on_type;
  calls.entityDecl = State::on_entity;
  calls.attributeDecl = State::on_attribute;
  calls.elementDecl = State::on_element;
  calls.notationDecl = State::on_notation;
  calls.unparsedEntityDecl = State::on_unparsed;
  calls.reference = State::on_reference;
  state_->parser = xmlCreatePushParserCtxt(&calls, state_.get(), nullptr, 0, nullptr);
  if (state_->parser != nullptr)
    xmlCtxtUseOptions(state_->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

XmlReader::~XmlReader() = default;

Result<void> XmlReader::take(ByteView piece) {
  if (state_->begun) return state_->parse(piece);
  state_->beginning += as_text(piece);
  return state_->beginning.find('>') == std::string::npos && state_->beginning.size() < kLongestDeclaration
             ? Result<void>()
             : state_->begin();
}

Result<void> XmlReader::finish() {
  if (!state_->begun) TRY(state_->begin());
  TRY(state_->outcome(XML_ERR_OK));
  return state_->outcome(xmlParseChunk(state_->parser, nullptr, 0, 1));
}

void XmlReader::skip_starts(std::size_t count) { state_->skipped = count; }
std::uint64_t XmlReader::starts() const { return state_->starts; }

bool XmlReader::stands_in_content(int depth) const {
  const xmlParserCtxt* parser = state_->parser;
  return parser != nullptr && parser->wellFormed == 1 && parser->instate == XML_PARSER_CONTENT &&
         parser->nameNr == depth && parser->inputNr == 1 && parser->input->cur == parser->input->end;
}

bool XmlReader::reads_utf8() const {
  const xmlParserCtxt* parser = state_->parser;
  if (parser->charset != XML_CHAR_ENCODING_UTF8) return false;
  return parser->encoding == nullptr || lower(words(parser->encoding)) == "utf-8";
}

std::vector<std::string> XmlReader::declared_prefixes() const {
  std::vector<std::string> out;
  const xmlParserCtxt* parser = state_->parser;
  for (int i = 0; i + 1 < parser->nsNr; i += 2)  // pairs: prefix, namespace
    if (parser->nsTab[i] != nullptr && parser->nsTab[i + 1] != nullptr) out.emplace_back(words(parser->nsTab[i]));
  return out;
}

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
  for (const XmlAttribute& one : all_)
    if (one.name == name) return one.value;
  return std::nullopt;
}

std::string_view XmlAttributes::foreign(std::string_view name) const {
  for (const XmlAttribute& one : all_)
    if (one.name == name && one.prefixed) return one.value;
  return {};
}

bool XmlAttributes::is_true(std::string_view name) const {
  const std::string_view value = get(name);
  return value == "1" || value == "true" || value == "on";
}

double XmlAttributes::number(std::string_view name, double otherwise) const {
  const std::string_view value = get(name);
  double out = otherwise;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

std::uint64_t XmlAttributes::count(std::string_view name, std::uint64_t otherwise) const {
  const std::string_view value = get(name);
  std::uint64_t out = otherwise;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

std::string_view first_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const std::string_view rest = text.substr(at), tag = rest.substr(0, rest.find('>'));
    if (rest.starts_with("<?"))
      at = text.find("?>", at);
    else if (rest.starts_with("<!--"))
      at = text.find("-->", at);
    else if (rest.starts_with("<!"))
      at = text.find('>', tag.find('[') == std::string_view::npos ? at : text.find(']', at));
    else
      return tag.substr(1);
    if (at == std::string_view::npos) break;
  }
  return {};
}

void prepare_xml() { xmlInitParser(); }

Result<void> parse_xml(const Feed& feed, XmlHandler& handler) {
  XmlReader reader(handler);
  TRY(feed([&](ByteView piece) { return reader.take(piece); }));
  return reader.finish();
}

}  // namespace tipstaff::document
