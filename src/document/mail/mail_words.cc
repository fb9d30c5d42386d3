#include "document/mail/mail_words.h"

#include "base/text.h"
#include "document/letters.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kLongZone = 80;  // “(UTC-05:00) Eastern Time (US & Canada)”
constexpr std::size_t kShortestRun = 6, kMostShown = std::size_t{4} << 20;
constexpr std::string_view kBetween = " \t\r\n,;:<>()\"'";

}  // namespace

void MailWords::shown(std::string_view words) {
  if (shown_.size() < kMostShown) (shown_ += lower(words)) += '\n';
}

std::string MailWords::unsaid(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    const std::string_view word = text.substr(0, end);
    if (!word.empty() && shown_.find(lower(word)) == std::string::npos) out += word;
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool MailWords::text(std::string_view text) {
  if (!is_remark(text) || (text.size() <= kLongZone && (text.starts_with("(UTC") || text.starts_with("(GMT"))))
    return false;
  const std::string rest = unsaid(text);
  if (!has_words(rest, 3)) return false;
  kept_.text(rest);
  return true;
}

void MailWords::bytes(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun)) text(run);
}

}  // namespace tipstaff::document
