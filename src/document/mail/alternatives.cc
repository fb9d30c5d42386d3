#include "document/mail/alternatives.h"

#include <set>

#include "base/text.h"
#include "document/emitter.h"

namespace tipstaff::document {
namespace {

// Words of one alternative that no other has: so many, and so great a share of it, are another text. Signatures, the
// addresses of links and the like differ in every newsletter.
constexpr std::size_t kOtherWords = 12;
constexpr std::size_t kOtherShare = 4;  // a quarter
// A line of which the other has next to nothing is another text, too, but for what only one kind of text needs to say.
constexpr std::size_t kLineWords = 4, kStrangeWords = 6;
bool is_of_its_kind(std::string_view line) {
  const std::string plain = lower(line);
  for (const std::string_view word : {"browser", "unsubscribe", "html", "click", "view this", "image", "[cid"})
    if (plain.find(word) != std::string::npos) return true;
  return false;
}

std::multiset<std::string> words_in(std::string_view text) {
  std::multiset<std::string> out;
  std::string word;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      word += lower({&c, 1});
    } else if (!word.empty()) {
      out.insert(std::exchange(word, {}));
    }
  }
  if (!word.empty()) out.insert(word);
  return out;
}

}  // namespace

std::string what_is_only_in(std::string_view text, std::string_view other) {
  std::multiset<std::string> left = words_in(other);
  std::string out;
  std::size_t all = 0, alone = 0, strange = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find("://") != std::string_view::npos) continue;  // plain text spells links out
    std::size_t missing = 0, here = 0;
    for (const std::string& word : words_in(line)) {
      ++here;
      if (const auto found = left.find(word); found != left.end())
        left.erase(found);
      else
        ++missing;
    }
    all += here;
    alone += missing;
    if (here >= kLineWords && missing * 8 >= here * 7 && !is_of_its_kind(line)) strange += missing;
    if (missing * 2 > here) (out += line) += '\n';
  }
  return strange >= kStrangeWords || (alone >= kOtherWords && alone * kOtherShare > all) ? out : std::string();
}

}  // namespace tipstaff::document
