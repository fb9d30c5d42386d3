#include <algorithm>

#include "site/report.h"
#include "site/rules.h"

namespace tipstaff::site {

std::vector<PageVerdict> page_verdicts(const Report& report) {
  std::vector<PageVerdict> out(report.recording.pages.size());
  for (std::uint32_t i = 0; i < out.size(); ++i) out[i].page = i;
  for (const Finding& each : report.judgement.findings) {
    if (each.weight == Weight::kNote || each.rule == &rules::rule(rules::kRecordingUnread) || each.page >= out.size())
      continue;
    PageVerdict& page = out[each.page];
    ++(each.weight == Weight::kHold ? page.held : page.unknown);
    if (page.worst == nullptr) page.worst = &each;  // they are sorted, the gravest first
    page.verdict = page.held != 0 ? Verdict::kHold : Verdict::kUnknown;
  }
  std::ranges::stable_sort(out, [](const PageVerdict& a, const PageVerdict& b) {
    return std::pair(a.held, a.unknown) > std::pair(b.held, b.unknown);
  });
  return out;
}

}  // namespace tipstaff::site
