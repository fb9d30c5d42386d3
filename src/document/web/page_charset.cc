#include "document/web/page_charset.h"

#include "base/text.h"
#include "document/charset.h"

namespace tipstaff::document {
namespace {

// The page's own word for its character set, near its beginning (HTML Living Standard §13.2.3.2, in short).
std::string charset_of(ByteView file) {
  const std::string head = lower(as_text(file.first(std::min<std::size_t>(file.size(), 4096))));
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) return "utf-16";
  if (const std::size_t at = head.find("charset="); at != std::string::npos) {
    std::size_t begin = at + 8;
    while (begin < head.size() && (head[begin] == '"' || head[begin] == '\'' || head[begin] == ' ')) ++begin;
    const std::size_t end = head.find_first_of("\"'; />", begin);
    return head.substr(begin, end == std::string::npos ? 0 : end - begin);
  }
  return {};
}

}  // namespace

std::string page_text(ByteView file, std::string_view charset) {
  const std::string named = charset.empty() ? charset_of(file) : std::string(charset);
  if (!named.empty())
    if (auto text = to_utf8(file, named)) return *text;
  const std::string plain(as_text(file));
  std::string_view rest = plain;
  while (take_code_point(rest)) {
  }
  return rest.empty() ? plain : to_utf8(file, "windows-1252").value_or(plain);
}

}  // namespace tipstaff::document
