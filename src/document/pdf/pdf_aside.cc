// What a PDF's objects say beside what viewers show: strings under keys that nobody knows, names that are sentences,
// streams that hang where no stream belongs, comments and idle operands in content (ISO 32000-1 §7.3.7: keys of a
// dictionary may be anybody's, §7.8.2).
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "document/containers/unpack.h"
#include "document/pdf/pdf_reader.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostAside = 10'000;
constexpr std::uint64_t kMostInflated = std::uint64_t{1} << 30;
constexpr std::ptrdiff_t kFewestBehind = 8;
constexpr std::size_t kShortestWord = 5;  // letters

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

// Told elsewhere: properties, fields, annotations, attachments, bookmarks.
bool is_told(std::string_view key) {
  return is_one_of(key, {"/Title", "/Author", "/Subject", "/Keywords", "/Creator",     "/Producer", "/Contents",
                         "/V",     "/Opt",    "/TU",      "/Alt",      "/ActualText",  "/E",        "/UF",
                         "/F",     "/Desc",   "/Reason",  "/Location", "/ContactInfo", "/XFA"});
}
// A program's own: targets and scripts, which are told as such, keys, dates, fonts, colours.
bool is_of_programs(std::string_view key) {
  return is_one_of(
      key, {"/URI", "/JS",           "/O",        "/U",        "/OE",         "/UE",       "/Perms",        "/ID",
            "/DA",  "/DS",           "/Lookup",   "/CharSet",  "/Cert",       "/CheckSum", "/CreationDate", "/ModDate",
            "/M",   "/LastModified", "/Registry", "/Ordering", "/FontFamily", "/Style",    "/Panose"});
}
// Names that people or programs give, which viewers show in their panels: no finding while they are short.
bool is_naming(std::string_view key) {
  return is_one_of(key, {"/Name",
                         "/Names",
                         "/Dests",
                         "/Limits",
                         "/T",
                         "/TM",
                         "/P",
                         "/NM",
                         "/ID",
                         "/Info",
                         "/OutputCondition",
                         "/OutputConditionIdentifier",
                         "/RegistryName",
                         "/BaseFont",
                         "/FontName",
                         "/D",
                         "/S",
                         "/Colorants",
                         "/ColorSpace",
                         "/Separation",
                         "/DeviceColorant",
                         "/Lang",
                         "/CA",
                         "/RoleMap",
                         "/ClassMap",
                         "/C",
                         "/A",
                         "/K",
                         "/Subj",
                         "/Font",
                         "/XObject",
                         "/ExtGState",
                         "/Properties"});
}
// What a page is to be printed on, by its name (§14.11.5): “U.S. Web Coated (SWOP) v2”.
bool is_of_print(std::string_view key) {
  return is_one_of(key, {"/Info", "/OutputCondition", "/OutputConditionIdentifier"});
}
bool is_name_of_print(std::string_view text) {
  if (text.find_first_of("<>{}") != std::string_view::npos) return false;
  std::string others;  // “IEC 61966-2.1 Default RGB colour space - sRGB” has none
  for (std::string rest = lower(text); !rest.empty();) {
    const std::string word = rest.substr(0, rest.find(' '));
    rest.erase(0, word.size() + 1);
    if (!is_one_of(word,
                   {"iec",      "iso",   "icc",      "rgb",        "srgb",     "cmyk",   "gray", "grey",     "default",
                    "colour",   "color", "space",    "profile",    "printing", "offset", "web",  "sheetfed", "coated",
                    "uncoated", "paper", "standard", "commercial", "and",      "of",     "for",  "with"}))
      others += word + " ";
  }
  return !is_sentence(others);
}
// A word with control characters beside it, and hardly any letters of other writings: no program writes such a text.
// A name stands on one line.
bool is_broken(std::string_view text, bool name) {
  const auto controls = std::ranges::count_if(
      text, [&](char c) { return c >= 0 && c < 0x20 && (name || (c != '\t' && c != '\n' && c != '\r')); });
  std::size_t run = 0, longest = 0;
  for (const char c : text)
    longest = std::max(longest, run = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? run + 1 : 0);
  const auto plain = std::ranges::count_if(text, [](char c) { return c >= 0x20 && c < 0x7f; }),
             others = std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return controls > 0 && longest >= kShortestWord && plain > others;
}

// Bytes and no text: a signature's.
bool is_binary(std::string_view bytes) {
  return !bytes.starts_with("\xfe\xff") && !bytes.starts_with("\xff\xfe") &&
         std::ranges::any_of(bytes, [](char c) { return c == '\0'; }) &&
         std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Where a stream may hang.
bool is_place_of_stream(std::string_view key) {
  return is_one_of(key, {"/Contents",    "/FontFile",
                         "/FontFile2",   "/FontFile3",
                         "/ToUnicode",   "/CIDToGIDMap",
                         "/CIDSet",      "/Metadata",
                         "/SMask",       "/Mask",
                         "/N",           "/R",
                         "/D",           "/F",
                         "/UF",          "/DOS",
                         "/Mac",         "/Unix",
                         "/JS",          "/Function",
                         "/Functions",   "/DestOutputProfile",
                         "/Lookup",      "/Thumb",
                         "/XFA",         "/Private",
                         "/Encoding",    "/UseCMap",
                         "/G",           "/TR",
                         "/TR2",         "/BG",
                         "/BG2",         "/UCR",
                         "/UCR2",        "/HT",
                         "/Default",     "/Sound",
                         "/Data",        "/V",
                         "/RV",          "/RC",
                         "/DV",          "/Extends",
                         "/PS",          "/Level1",
                         "/AF",          "/EF",
                         "/RF",          "/P",
                         "/XObject",     "/Pattern",
                         "/Shading",     "/ColorSpace",
                         "/CharProcs",   "/AP",
                         "/Font",        "/Off",
                         "/On",          "/Kids",
                         "/Parent",      "/Obj",
                         "/Stm",         "/Pg",
                         "/K",           "/ParentTree",
                         "/Nums",        "/Image",
                         "/Alternates",  "/JBIG2Globals",
                         "/DecodeParms", "/Cert",
                         "/Certs",       "/OCSPs",
                         "/CRLs",        "/TU",
                         "/TS",          "/DPartRoot",
                         "/Colorants",   "/Proof",
                         "/MixingHints", "/ICCBased",
                         "/3DD",         "/OnInstantiate",
                         "/Src",         "/Prev",
                         "/Next",        "/First",
                         "/Last",        "/Names"});
}

// Nothing says what it is.
bool is_plain(PdfObject stream) {
  return std::ranges::all_of(entries_of(stream), [](const auto& each) {
    return is_one_of(each.first, {"/Length", "/Filter", "/DecodeParms", "/DL"});
  });
}

// What an object of its type cannot be without (ISO 32000-1: the tables of §7 to §12), and the kinds that there are of
// it; no kinds: any.
struct Needs {
  std::string_view type;
  std::initializer_list<const char*> entries;
  std::initializer_list<std::string_view> kinds;
};
const Needs kNeeds[] = {
    {"/Catalog", {"/Pages"}, {}},
    {"/Pages", {"/Kids", "/Count"}, {}},
    {"/Page", {"/Parent"}, {}},
    {"/Font", {"/Subtype"}, {"/Type1", "/MMType1", "/TrueType", "/Type3", "/Type0", "/CIDFontType0", "/CIDFontType2"}},
    {"/FontDescriptor", {"/FontName", "/Flags"}, {}},
    {"/XObject", {"/Subtype"}, {"/Form", "/Image", "/PS"}},
    {"/Annot", {"/Subtype", "/Rect"}, {}},
    {"/OCG", {"/Name"}, {}},
    {"/StructElem", {"/S", "/P"}, {}},
    {"/Metadata", {"/Subtype"}, {"/XML"}},
};
const Needs kNeedsOfKind[] = {
    {"/Type1", {"/BaseFont"}, {}},
    {"/TrueType", {"/BaseFont"}, {}},
    {"/Type0", {"/BaseFont", "/Encoding", "/DescendantFonts"}, {}},
    {"/Type3", {"/CharProcs", "/FontMatrix", "/Encoding"}, {}},
    {"/Image", {"/Width", "/Height"}, {}},
    {"/Form", {"/BBox"}, {}},
};

// What opens and does not close is no tag.
std::string without_tags(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t end = text[at] == '<' ? text.find_first_of("<>", at + 1) : std::string_view::npos;
    const bool tag = end != std::string_view::npos && text[end] == '>' &&
                     std::ranges::none_of(text.substr(at, end - at), [](char c) {
                       return c >= 0 && c < 0x20 && c != '\n' && c != '\r' && c != '\t';
                     });
    out += tag ? ' ' : text[at];
    if (tag) at = end;
  }
  return out;
}

// A thing's name, which says nothing more; under a key that nobody knows only a name object of two words.
bool is_short_name(std::string_view key, bool name, std::string_view words) {
  if (is_more_than_a_name(words)) return false;
  if (!is_naming(key)) return name && !has_words(words, 3);
  return is_of_print(key) ? is_name_of_print(words) : !is_remark(words);
}

void for_each_word(std::string_view text, const std::function<void(const std::string&)>& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;"), text.size());
    if (const std::string word = bare(text.substr(0, end)); !word.empty()) take(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

void PdfShared::keep_aside(std::string words) {
  if (aside.size() < kMostAside && (reads_as_words(words) || is_broken(words, false))) aside.insert(std::move(words));
}

void PdfReader::keep_aside(std::string words) {
  if (aside_.size() < kMostAside) aside_.insert(std::move(words));
}

// `key`: under which the object hangs, or the array that holds it.
void PdfReader::look_aside(std::string_view key, PdfObject object, const std::string& part) {
  if (object.isString() || object.isName()) {
    if (object.isString() ? is_of_programs(key) : is_one_of(key, {"/BaseFont", "/FontName"})) return;
    if (object.isString() && is_broken(object.getStringValue(), is_naming(key))) return keep_aside(text_of(object));
    if (object.isString() && is_told(key)) {
      if (std::string words = text_of(object);
          reads_as_words(words) && !is_binary(object.getStringValue()) && !is_said(words))
        unsaid_.insert(std::move(words));
      return;
    }
    const std::string words = without_tags(object.isString() ? text_of(object) : object.getName().substr(1));
    if (!reads_as_words(words) || is_program_banner(key, words) || is_short_name(key, object.isName(), words) ||
        shows(words))
      return;
    keep_aside(words);
  } else if (object.isStream() && !key.empty() && !is_place_of_stream(key) && is_plain(object) &&
             streams_aside_.insert(object.getObjGen()).second) {
    say(Trait::kPrivateData, part,
        fmt::format("a stream under ‘{}’, where no program looks for one", printable(key.substr(1), 60)));
  }
}

bool PdfReader::is_whole(PdfObject object) {
  const std::string type = name_of(entry(object, "/Type")), kind = name_of(entry(object, "/Subtype"));
  const auto has = [&](const Needs& needs) {
    return std::ranges::none_of(needs.entries, [&](const char* each) { return entry(object, each).isNull(); }) &&
           (needs.kinds.size() == 0 || is_one_of(kind, needs.kinds));
  };
  const auto holds = [&](std::string_view name, const auto& all) {
    return std::ranges::all_of(all, [&](const Needs& needs) { return needs.type != name || has(needs); });
  };
  const bool drawing = type == "/XObject" || type == "/Font";
  return holds(type, kNeeds) && (!drawing || holds(kind, kNeedsOfKind));
}

// Bytes behind the end of what a stream unpacks to: readers stop there.
void PdfReader::look_behind(PdfObject stream, const std::string& part) {
  PdfObject filter = entry(stream, "/Filter");
  const auto filters = items_of(filter);
  if (name_of(filters.empty() ? filter : filters[0]) != "/FlateDecode" || file_.qpdf().isEncrypted() ||
      unpacked_ > kMostInflated)
    return;
  const auto raw = stream.getRawStreamData();
  const ByteView packed(raw->getBuffer(), raw->getSize());
  const auto left = unpack_zlib_in_pieces(packed, [&](ByteView piece) {
    unpacked_ += piece.size();
    return true;
  });
  const ByteView rest = packed.last(left.value_or(0));
  if (std::ranges::count_if(rest, [](std::uint8_t c) { return !is_pdf_blank(static_cast<char>(c)); }) > kFewestBehind)
    say(Trait::kOutsideBytes, part, fmt::format("{} bytes behind the data of a stream", rest.size()));
}

void PdfReader::hear(std::string_view cell) {
  for_each_word(cell, [&](const std::string& word) { said_.insert(std::hash<std::string>()(word)); });
}

bool PdfReader::is_said(std::string_view text) const {
  bool out = true;
  for_each_word(text, [&](const std::string& word) { out = out && said_.contains(std::hash<std::string>()(word)); });
  return out;
}

void PdfReader::tell_aside() {
  for (const std::string& words : unsaid_)  // what was to be told of its key, and was not
    if (!is_said(words) && !shows(words)) keep_aside(words);
  for (const std::string& words : shared_.aside)
    if (!shows(words)) keep_aside(words);
  std::vector<std::vector<std::string>> rows;
  for (const std::string& words : aside_) rows.push_back({words});
  tell_rows(rows, Trait::kPrivateData, "words in its objects that no page shows");
}

}  // namespace tipstaff::document
