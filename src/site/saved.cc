#include "site/saved.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>

#include <set>

#include "base/text.h"
#include "document/charset.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

constexpr std::size_t kMostAsked = 20'000, kMostScript = std::size_t{8} << 20, kLongest = 65'536;

std::string_view words(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

class Reader {
 public:
  Reader(std::string source, std::string address) : given_(!address.empty()) {
    out_.source = std::move(source);
    out_.made_by = "saved page";
    out_.pages.push_back({.url = std::move(address), .title = {}, .screenshot = {}});
  }

  void start(std::string_view name, const xmlChar** list) {
    element_ = name;
    const auto get = [&](std::string_view wanted) -> std::string_view {
      for (const xmlChar** at = list; at != nullptr && at[0] != nullptr; at += 2)
        if (words(at[0]) == wanted) return words(at[1]);
      return "";
    };
    if (name == "base" && base_.empty()) base_ = get("href");
    if (name == "link") link(lower(get("rel")), get("href"));
    if (name == "meta" && lower(get("http-equiv")) == "refresh") refresh(get("content"));
    if (name == "script") {
      ++scripts_;
      want(get("src"), Asked::kScript);
    }
    if (name == "img" || name == "input") want(get("src"), Asked::kImage);
    if (name == "img" || name == "source") want_set(get("srcset"));
    if (name == "iframe" || name == "frame") want(get("src"), Asked::kFrame);
    if (name == "embed") want(get("src"), Asked::kMedia);
    if (name == "object") want(get("data"), Asked::kMedia);
    if (name == "video" || name == "audio" || name == "source" || name == "track") want(get("src"), Asked::kMedia);
    if (name == "video") want(get("poster"), Asked::kImage);
    if (name == "form")
      want(get("action"), Asked::kDocument, lower(get("method")) == "post" ? "POST" : "GET", "when the form is sent");
    if (name == "a" || name == "area") want(get("ping"), Asked::kBeacon, "POST", "when the link is followed");
    for (const xmlChar** at = list; at != nullptr && at[0] != nullptr; at += 2)
      if (words(at[0]).starts_with("on")) ++scripts_;  // a handler is a script
  }
  void end(std::string_view name) {
    if (name == "script") {
      inline_.push_back(std::exchange(script_, {}));
    }
    element_.clear();
  }
  void text(std::string_view piece) {
    if (element_ == "script" && script_.size() < kMostScript) script_ += piece;
    if (element_ == "title" && out_.pages[0].title.size() < 2'000) out_.pages[0].title += piece;
  }
  void comment(std::string_view piece) {  // <!-- saved from url=(0023)https://… -->
    const std::size_t mark = piece.find("saved from url=("),
                      at = mark == std::string_view::npos ? mark : piece.find(')', mark);
    if (at == std::string_view::npos || given_) return;
    const std::string_view url = piece.substr(at + 1, piece.find_first_of(" \t\r\n", at) - at - 1);
    if (parse_url(url)) out_.pages[0].url = url;
  }

  Recording finish() && {
    Page& page = out_.pages[0];
    if (page.url.empty()) page.url = !canonical_.empty() ? canonical_ : "https://saved.invalid/";
    const std::string base = base_.empty() ? page.url : resolved(page.url, base_);
    out_.exchanges.push_back({.url = page.url,
                              .method = "GET",
                              .asked = Asked::kDocument,
                              .document = {},
                              .script = {},
                              .step = {},
                              .headers = {},
                              .body = {},
                              .frames = {},
                              .answered = {},
                              .answer = {}});
    for (const Wish& wish : wishes_) add(resolved(base, wish.reference), wish);
    for (const std::string& script : inline_)
      for (const Snippet& snippet : snippets_in(script, page.url)) add(snippet.address, {"", Asked::kFetch, "GET", ""});
    out_.notes.emplace_back("Nothing was run: this is what the page's source would call.");
    if (scripts_ > 0)
      out_.unread.push_back(fmt::format(
          "The page has {} scripts and none was run: what they would send cannot be told from a saved page.",
          scripts_));
    if (wishes_.size() == kMostAsked)
      out_.unread.push_back(
          fmt::format("The page names more than {} addresses; the others were not looked at.", kMostAsked));
    return std::move(out_);
  }

 private:
  struct Wish {
    std::string reference;
    Asked asked;
    std::string method, step;
  };
  void want(std::string_view reference, Asked asked, std::string method = "GET", std::string step = "") {
    if (!reference.empty() && reference.size() < kLongest && wishes_.size() < kMostAsked)
      wishes_.push_back({std::string(reference), asked, std::move(method), std::move(step)});
  }
  void want_set(std::string_view set) {  // "a.jpg 1x, b.jpg 2x"
    while (!set.empty()) {
      const std::size_t begin = std::min(set.find_first_not_of(" \t\r\n,"), set.size());
      set.remove_prefix(begin);
      const std::size_t end = std::min(set.find_first_of(" \t\r\n"), set.size());
      want(set.substr(0, end), Asked::kImage);
      set.remove_prefix(std::min(set.find(',', end), set.size()));
    }
  }
  void link(const std::string& rel, std::string_view href) {
    if (rel == "canonical" && parse_url(href) && canonical_.empty()) canonical_ = href;
    if (rel.find("stylesheet") != std::string::npos)
      want(href, Asked::kStyle);
    else if (rel.find("icon") != std::string::npos)
      want(href, Asked::kImage);
    else if (rel.find("preload") != std::string::npos || rel.find("prefetch") != std::string::npos ||
             rel.find("preconnect") != std::string::npos || rel.find("manifest") != std::string::npos)
      want(href, Asked::kOther);
  }
  void refresh(std::string_view content) {
    const std::size_t at = lower(content).find("url=");
    if (at != std::string::npos) want(content.substr(at + 4), Asked::kDocument, "GET", "when the page moves on");
  }
  void add(const std::string& address, const Wish& wish) {
    if (address.empty() || !seen_.insert(address).second) return;
    Exchange out;
    out.url = address;
    out.method = wish.method;
    out.asked = wish.asked;
    out.step = wish.step;
    if (wish.method == "POST" && wish.asked == Asked::kDocument)
      out.body = {BodyState::kUnread, "", "", "it is what the visitor will have typed"};
    out_.exchanges.push_back(std::move(out));
  }

  bool given_;
  Recording out_;
  std::string element_, script_, base_, canonical_;
  std::vector<std::string> inline_;
  std::vector<Wish> wishes_;
  std::set<std::string> seen_;
  std::size_t scripts_ = 0;
};

Reader& reader(void* context) { return *static_cast<Reader*>(context); }

void parse(std::string_view text, Reader& out) {
  htmlSAXHandler calls{};
  calls.startElement = [](void* context, const xmlChar* name, const xmlChar** list) {
    reader(context).start(words(name), list);
  };
  calls.endElement = [](void* context, const xmlChar* name) { reader(context).end(words(name)); };
  const auto characters = [](void* context, const xmlChar* piece, int size) {
    reader(context).text({reinterpret_cast<const char*>(piece), static_cast<std::size_t>(size)});
  };
  calls.characters = characters;
  calls.cdataBlock = characters;
  calls.ignorableWhitespace = characters;
  calls.comment = [](void* context, const xmlChar* piece) { reader(context).comment(words(piece)); };
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlCreatePushParserCtxt(&calls, &out, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), &htmlFreeParserCtxt);
  if (parser == nullptr) throw std::bad_alloc();
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  constexpr std::size_t kPiece = 65'536;
  for (std::size_t at = 0; at < text.size(); at += kPiece)
    htmlParseChunk(parser.get(), text.data() + at, static_cast<int>(std::min(kPiece, text.size() - at)), 0);
  htmlParseChunk(parser.get(), nullptr, 0, 1);
}

}  // namespace

std::string resolved(std::string_view base, std::string_view reference) {
  while (!reference.empty() && static_cast<unsigned char>(reference.front()) <= 0x20) reference.remove_prefix(1);
  while (!reference.empty() && static_cast<unsigned char>(reference.back()) <= 0x20) reference.remove_suffix(1);
  reference = reference.substr(0, reference.find('#'));
  const auto at = parse_url(base);
  if (parse_url(reference)) return std::string(reference);
  if (!at || reference.empty()) return "";
  const std::string origin = fmt::format(
      "{}://{}{}{}", at->scheme, at->host.find(':') == std::string::npos ? at->host : fmt::format("[{}]", at->host),
      at->port.empty() ? "" : ":", at->port);
  if (reference.starts_with("//") || reference.starts_with("\\\\")) {
    std::string out = fmt::format("{}:{}", at->scheme, reference);
    return parse_url(out) ? out : "";
  }
  const std::size_t colon = reference.find(':'), slash = reference.find_first_of("/?");
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon < slash))
    return "";  // data:, mailto:, javascript:
  if (reference.starts_with('/')) return origin + std::string(reference);
  const std::string_view path = at->path.empty() ? "/" : at->path;
  if (reference.starts_with('?')) return fmt::format("{}{}{}", origin, path, reference);
  return fmt::format("{}{}{}", origin, path.substr(0, path.rfind('/') + 1), reference);
}

Recording read_saved(std::string_view file, std::string source, std::string address) {
  Reader out(std::move(source), std::move(address));
  std::string_view text = file;
  std::string converted;
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    converted = document::to_utf8(as_bytes(text), "utf-16").value_or("");
    text = converted;
  }
  parse(text, out);
  return std::move(out).finish();
}

}  // namespace tipstaff::site
