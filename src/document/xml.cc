#include "document/xml.h"

#include <libxml/parser.h>

#include <charconv>
#include <memory>

namespace tipstaff::document {
namespace {

struct State {
  XmlHandler& handler;
  xmlParserCtxtPtr parser = nullptr;
  bool refused = false;
};

std::string_view words(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

void on_start(void* context, const xmlChar* name, const xmlChar*, const xmlChar*, int, const xmlChar**, int count, int,
              const xmlChar** attributes) {
  static_cast<State*>(context)->handler.start(words(name), XmlAttributes(attributes, count));
}
void on_end(void* context, const xmlChar* name, const xmlChar*, const xmlChar*) {
  static_cast<State*>(context)->handler.end(words(name));
}
void on_text(void* context, const xmlChar* text, int size) {
  static_cast<State*>(context)->handler.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}
void on_comment(void* context, const xmlChar* text) { static_cast<State*>(context)->handler.comment(words(text)); }
void on_type(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* state = static_cast<State*>(context);
  state->refused = true;
  xmlStopParser(state->parser);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
  for (int i = 0; i < count_; ++i) {
    const xmlChar** five = at_ + 5 * i;  // local name, prefix, namespace, value's begin and end
    if (words(five[0]) == name)
      return std::string_view(reinterpret_cast<const char*>(five[3]), static_cast<std::size_t>(five[4] - five[3]));
  }
  return std::nullopt;
}

std::string_view XmlAttributes::foreign(std::string_view name) const {
  for (int i = 0; i < count_; ++i) {
    const xmlChar** five = at_ + 5 * i;
    if (words(five[0]) == name && five[1] != nullptr) return {reinterpret_cast<const char*>(five[3]), static_cast<std::size_t>(five[4] - five[3])};
  }
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
    if (rest.starts_with("<?")) at = text.find("?>", at);
    else if (rest.starts_with("<!--")) at = text.find("-->", at);
    else if (rest.starts_with("<!")) at = text.find('>', tag.find('[') == std::string_view::npos ? at : text.find(']', at));
    else return tag.substr(1);
    if (at == std::string_view::npos) break;
  }
  return {};
}

void prepare_xml() { xmlInitParser(); }

Result<void> parse_xml(const Feed& feed, XmlHandler& handler) {
  xmlSAXHandler calls{};
  calls.initialized = XML_SAX2_MAGIC;
  calls.startElementNs = on_start;
  calls.endElementNs = on_end;
  calls.characters = on_text;
  calls.cdataBlock = on_text;
  calls.ignorableWhitespace = on_text;
  calls.comment = on_comment;
  calls.internalSubset = on_type;
  State state{handler};
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
      xmlCreatePushParserCtxt(&calls, &state, nullptr, 0, nullptr), &xmlFreeParserCtxt);
  if (!parser) return fail(Code::kUnavailable, "there is no memory to read it");
  state.parser = parser.get();
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  const auto outcome = [&](int code) -> Result<void> {
    if (state.refused) return fail(Code::kInvalid, "it declares a document type, as entity bombs do");
    // A warning after an error takes the error's place in `code`.
    if (parser->wellFormed == 0 || (code != XML_ERR_OK && code != XML_WAR_NS_URI && code != XML_WAR_NS_URI_RELATIVE))
      return fail(Code::kInvalid, "it is not well-formed XML");
    return {};
  };
  TRY(feed([&](ByteView piece) -> Result<void> {
    return outcome(
        xmlParseChunk(parser.get(), reinterpret_cast<const char*>(piece.data()), static_cast<int>(piece.size()), 0));
  }));
  return outcome(xmlParseChunk(parser.get(), nullptr, 0, 1));
}

}  // namespace tipstaff::document
