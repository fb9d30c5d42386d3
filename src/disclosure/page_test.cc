// Web pages: text that a style or a box hides, each beside what only looks like it.
#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::told;

std::string page(const std::string& body, const std::string& head = "") {
  return "<!DOCTYPE html><html><head><title>Figures</title>" + head + "</head><body><h1>Figures</h1>" + body +
         "</body></html>";
}
std::string styled(const std::string& style) { return page("<p style=\"" + style + "\">Officers by district</p>"); }

TEST(Page, HoldsWhatItsStyleHides) {
  for (const char* style :
       {"clip-path:inset(0 0 100% 0)", "clip-path:polygon(0 0, 0 0, 0 0)", "transform:matrix(0, 0, 0, 0, 0, 0)",
        "transform:translate3d(-5000px, 0, 0)", "transform:translateX(-200vw)", "position:absolute;left:-200vw",
        "position:absolute;left:-500%", "position:absolute;left:calc(-100vw - 500px)", "position:fixed;bottom:-9999px",
        "position:absolute;inset:-9999px auto auto -9999px", "position:absolute;left:99999px", "color:ivory",
        "color:hsl(0, 0%, 100%)", "color:rgb(100%, 100%, 100%)", "color:silver;background:silver", "filter:blur(30px)",
        "line-height:0;overflow:hidden", "height:0em;overflow:hidden"})
    expect_held(styled(style), "text-unseen", "", 1);
  for (const char* style : {"font:0/0 serif", "font:italic 1px serif", "font-size:0.01em", "font-size:1%"})
    expect_held(styled(style), "text-tiny", "", 1);
  for (const char* style :
       {"clip-path:inset(5% 10%)", "clip-path:polygon(0 0, 100% 0, 50% 100%)", "transform:matrix(1, 0, 0, 1, 5, 5)",
        "transform:translate(-50%, -50%)", "position:absolute;left:50%", "margin-left:calc(50% - 50vw)",
        "position:relative;left:-5px", "color:silver", "color:hsl(200, 60%, 40%)", "filter:blur(1px)", "line-height:1",
        "font:bold 14px/1.2 serif", "font:700 1em serif", "font-size:62.5%", "font-size:.8em"})
    expect_pass(styled(style));
  const std::string faint = "<div style='opacity:.2'><p style='opacity:.2'>Officers by district</p></div>";
  expect_held(page(faint), "text-unseen", "", 1);
  expect_pass(page("<div style='opacity:.6'><p style='opacity:.6'>Officers by district</p></div>"));
  expect_pass(page(
      "<div style='font-size:0'><p style='font-size:14px'>Officers by district</p></div>"));  // for a layout's sake
}

TEST(Page, HoldsTextUnderABoxAsLargeAsWhatItIsPlacedIn) {
  const std::string text = "<p>Officers by district</p>",
                    sheet =
                        "<style>.w{position:relative}.c{position:absolute;inset:0;background:white}.t{position:"
                        "relative;z-index:2}</style>";
  const auto inside = [&](const std::string& box, const std::string& head = "") {
    return page("<div class='w' style='position:relative'>" + text + box + "</div><p>The harbour</p>", head);
  };
  const std::string whole = "top:0;left:0;width:100%;height:100%;";
  for (const std::string& file :
       {inside("<div style='position:absolute;" + whole + "background:#fff'></div>"),
        inside("<div class='c'></div>", sheet),
        inside("<div style='position:absolute;" + whole + "background:rgba(0,0,0,.95)'></div>"),
        inside("<img alt='' src='a.png' style='position:absolute;" + whole + "'>"),
        inside("<div style='position:absolute;" + whole + "background:#fff'>The harbour was busy</div>")})
    expect_held(file, "text-unseen", "", 1);
  expect_held(page(text + "<div style='position:fixed;" + whole + "background:#fff'></div>"), "text-unseen", "", 2);
  for (const std::string& file :
       {inside("<div style='position:absolute;" + whole + "background:rgba(0,0,0,.3)'></div>"),
        inside("<div style='position:absolute;" + whole + "'></div>"),
        inside("<div style='position:absolute;z-index:-1;" + whole + "background:#eee'></div>"),
        inside("<div style='position:absolute;bottom:0;left:0;background:#fff'>The harbour in spring</div>"),
        page("<div class='w'><div class='c'></div><p class='t'>Officers by district</p></div>", sheet),
        page("<div class='w'><div class='c'>" + text + "</div></div>", sheet),
        page(text + "<div style='position:fixed;" + whole +
             "background:#fff'></div><script>start()</script>")})  // which may take it away
    expect_pass(file);
}

TEST(Page, TellsOfWordsThatNoBrowserShows) {
  const std::string words = "Alan Marlowe of 14 Harbour Lane, 07700 900123";
  const auto noted = [&](const std::string& body, std::string_view rule) {
    EXPECT_NE(found(checked(page(body)), rule), nullptr) << body << told(checked(page(body)));
  };
  noted("<script type='text/plain'>" + words + "</script>", "script-text");
  noted("<p note='" + words + "'>x</p>", "data-attribute");
  noted("<select><option value='" + words + "'>One</option></select>", "data-attribute");
  expect_held(page("<object data='a.svg'>" + words + "</object>"), "text-hidden", "cannot show", 1);
  expect_pass(page("<object data='a.svg'>Please install a plugin for drawings.</object>"));
}

}  // namespace
}  // namespace tipstaff::disclosure
