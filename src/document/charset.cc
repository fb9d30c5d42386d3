#include "document/charset.h"

#include <fmt/format.h>
#include <iconv.h>

#include <map>
#include <memory>

#include "base/text.h"
#include "document/emitter.h"

namespace tipstaff::document {
namespace {

constexpr std::string_view kKnown[] = {
    "utf-8",        "us-ascii",     "utf-16",       "utf-16le",     "utf-16be",     "utf-32",       "utf-7",
    "iso-8859-1",   "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",   "iso-8859-7",
    "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",  "iso-8859-16",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258", "koi8-r",       "koi8-u",       "macintosh",    "cp437",        "cp850",
    "cp852",        "cp866",        "tis-620",      "gb2312",       "gbk",          "gb18030",      "big5",
    "shift_jis",    "cp932",        "euc-jp",       "iso-2022-jp",  "euc-kr"};

class Converter {
 public:
  explicit Converter(std::string_view from) : handle_(::iconv_open("UTF-8", std::string(from).c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (known()) ::iconv_close(handle_);
  }
  bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
  std::string convert(ByteView text) {
    ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    std::string out, chunk(8192, '\0');
    char* in = const_cast<char*>(reinterpret_cast<const char*>(text.data()));  // iconv() does not write to it
    std::size_t left = text.size();
    while (left > 0) {
      char* to = chunk.data();
      std::size_t room = chunk.size();
      const std::size_t done = ::iconv(handle_, &in, &left, &to, &room);
      out.append(chunk.data(), chunk.size() - room);
      if (done == static_cast<std::size_t>(-1) && room >= 16 && left > 0) {  // a byte that means nothing
        out += '?';
        ++in, --left;
      }
    }
    return out;
  }

 private:
  iconv_t handle_;
};

std::map<std::string, std::unique_ptr<Converter>, std::less<>>& converters() {
  static std::map<std::string, std::unique_ptr<Converter>, std::less<>> all;
  return all;
}

}  // namespace

void prepare_charsets() {
  for (const std::string_view name : kKnown)
    if (auto converter = std::make_unique<Converter>(name); converter->known())
      converters().emplace(name, std::move(converter));
}

std::optional<std::string> to_utf8(ByteView text, std::string_view charset) {
  if (converters().empty()) prepare_charsets();
  std::string name = lower(charset);
  for (const auto& [other, usual] : {std::pair{"ascii", "us-ascii"},
                                     {"latin1", "iso-8859-1"},
                                     {"utf8", "utf-8"},
                                     {"cp1252", "windows-1252"},
                                     {"cp1250", "windows-1250"},
                                     {"cp1251", "windows-1251"},
                                     {"unicode", "utf-16le"},
                                     {"mac", "macintosh"}})
    if (name == other) name = usual;
  // What says that it is Latin-1 is Windows-1252 (WHATWG Encoding Standard §4.2).
  if (name == "iso-8859-1" || name == "us-ascii") name = "windows-1252";
  const auto found = converters().find(name);
  if (found == converters().end()) return std::nullopt;
  return found->second->convert(text);
}

std::string code_page(unsigned number) {
  switch (number) {
    case 65001:
      return "utf-8";
    case 10000:
      return "macintosh";
    case 20127:
      return "us-ascii";
    case 20866:
      return "koi8-r";
    case 936:
      return "gbk";
    case 949:
      return "euc-kr";
    case 950:
      return "big5";
    case 874:
      return "tis-620";
    case 932:
    case 437:
    case 850:
    case 852:
    case 866:
      return fmt::format("cp{}", number);
    default:
      return number >= 28591 && number <= 28606 ? fmt::format("iso-8859-{}", number - 28590)
                                                : fmt::format("windows-{}", number);
  }
}

}  // namespace tipstaff::document
