// The page of a report: text from a file stays text, nothing comes from elsewhere, and the policy lets its own style
// in.
#include "base/bytes.h"
#include "crypto/hash.h"
#include "disclosure/report.h"
#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using testing::HasSubstr;
using testing::Not;

FileReport report_named(const std::string& path) {
  FileReport out = test::checked("unit,vehicles\nHarbour Division,4\n");
  out.path = path;
  return out;
}

TEST(HtmlReport, WhatAFileSaysOfItselfIsText) {
  FileReport file = report_named("<script>alert(1)</script>.csv");
  file.kind = "\"'&";
  file.findings.push_back({&rule_named("sheet-hidden"), Severity::kHold, "sheet ‘<img src=x onerror=y>’\x01\xff",
                           "cells in a hidden sheet; <b>", "", 3, 40, 4});
  file.findings.push_back({&rule_named("author"), Severity::kNote,
                           "a\xe2\x80\xae"
                           "b",
                           "author", "", 0, 1, 0});
  file.verdict = Verdict::kHold;
  const std::string page = report_as_html({file});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("; <b>")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;.csv"));
  EXPECT_THAT(page, HasSubstr("onerror=y&gt;’\xef\xbf\xbd\xef\xbf\xbd"));  // the control and the stray byte
  EXPECT_THAT(page, HasSubstr("a\xef\xbf\xbd"
                              "b"));  // the override
  EXPECT_THAT(page, HasSubstr("&quot;&#39;&amp;"));
  EXPECT_THAT(page, HasSubstr("3 people, 4 rows, 40 pieces of content"));
  EXPECT_THAT(page, HasSubstr("<span class=\"verdict hold\">hold</span>"));
}

TEST(HtmlReport, NothingComesFromElsewhereAndItsOwnStyleIsLetIn) {
  const std::string page = report_as_html({report_named("a.csv"), report_named("b.csv")});
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* outside : {"http:", "https:", "src=", "href=", "url(", "@import", "<link", "style="})
    EXPECT_THAT(page, Not(HasSubstr(outside))) << outside;
  const std::size_t begin = page.find("<style>") + 7, end = page.find("</style>");
  ASSERT_LT(begin, end);
  EXPECT_THAT(page, HasSubstr("'sha256-" + base64(crypto::sha256(as_bytes(page.substr(begin, end - begin)))) + "'"));
  EXPECT_THAT(page, HasSubstr("<td><bdi>b.csv</bdi></td><td><span class=\"verdict pass\">pass</span></td>"));
}

}  // namespace
}  // namespace tipstaff::disclosure
