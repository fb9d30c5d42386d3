// Reports as one HTML page that needs nothing else: how text from outside is shown, and the style that all of them
// have. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tipstaff {

inline constexpr std::string_view kHtmlReportStyle = R"(
body{font:16px/1.45 "Liberation Sans",Arial,Helvetica,sans-serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}
h2{font-size:1.15rem;margin:2.2rem 0 .4rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{border:1px solid #777;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eee}
.verdict{display:inline-block;border:2px solid;padding:.05rem .5rem;font-weight:bold}
.pass{color:#0a5c2b}.hold{color:#9b1111}.unknown{color:#7a4b00}.note{color:#333}
.small{font-size:.85rem;color:#333;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;font-size:11pt}tr,h2{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}@page{margin:18mm}}
)";

// Text from outside as text of a page: escaped for elements and quoted attributes; controls, characters that make text
// read other than it is, and bytes that are no UTF-8 show as U+FFFD.
std::string html_shown(std::string_view text);

}  // namespace tipstaff
