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

TEST(Page, HoldsWhatItsStyleHidesInOtherWords) {
  for (const char* style : {"position:relative;left:-9999px",
                            "margin-top:-9999px",
                            "margin:0 0 0 -9999px",
                            "transform:translate(0, -9999px)",
                            "translate:0 -9999px",
                            "transform:scale(1, 0)",
                            "text-indent:100%;white-space:nowrap;overflow:hidden",
                            "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
                            "-webkit-text-fill-color:#fff",
                            "color:rgba(0, 0, 0, 0.06)",
                            "opacity:0.06",
                            "color:rebeccapurple;background:#639",
                            "color:hwb(0 100% 0%)",
                            "color:lab(100% 0 0)",
                            "color:oklch(1 0 0)",
                            "color:color(srgb 1 1 1)",
                            "color:#fff;background:linear-gradient(#fff, #fff)",
                            "color:#333;background:currentColor",
                            "block-size:0;overflow:hidden",
                            "filter:blur(6px)",
                            "filter:contrast(0)",
                            "height:4px;overflow:hidden",
                            "col\\6f r:#fff",
                            "color:/* */#fff",
                            "word-spacing:-999px"})
    expect_held(styled(style), "text-unseen", "", 1);
  for (const char* style :
       {"position:relative;top:-20px", "margin:-1em 0", "margin:0 auto 0 10px", "transform:scale(0.9, 1)",
        "translate:0 -50%", "text-indent:2em", "position:absolute;clip:rect(0px, 90px, 30px, auto)",
        "color:rgba(0, 0, 0, 0.6)", "color:oklch(0.4 0.1 250)", "color:hwb(210 10% 40%)", "color:lab(40% 20 20)",
        "color:#fff;background:linear-gradient(#025, #fff)", "color:#fff;background:url(a.png)", "filter:blur(1px)",
        "color:white;background:rebeccapurple"})
    expect_pass(styled(style));
  expect_held(page("<div style='display:grid;grid-template-rows:0fr'><p style='overflow:hidden'>Officers</p></div>"),
              "text-unseen", "", 1);
  expect_held("<html><head><title>Figures</title></head><body bgcolor=black text=black><p>Officers</p></body></html>",
              "text-unseen", "", 1);
  expect_held(page("<iframe srcdoc='Officers' width=0 height=0></iframe>"), "text-hidden", "", 1);
}

TEST(Page, FollowsSheetsWhereverTheyStandAndWhatIsInThem) {
  const std::string text = "<p class='a'>Officers by district</p>";
  const auto sheet = [&](const std::string& css) { return page(text, "<style>" + css + "</style>"); };
  expect_held(page(text + "<style>.a{display:none}</style>"), "text-hidden", "", 1);
  for (const char* css :
       {"@media (min-width:1px){.a{display:none}}", "@media screen and (min-width:0){.a{display:none}}",
        "@media (width > 0){.a{display:none}}", "@supports (color:red){.a{display:none}}",
        "@container (min-width:1px){.a{display:none}}", "body{color:red;.a{display:none}}", "body{& .a{display:none}}",
        "<!-- .a{display:none} -->", ".\\61{display:none}"})
    expect_held(sheet(css), "text-hidden", "", 1);
  expect_held(page("<p class='a:b'>Officers</p>", "<style>.a\\:b{display:none}</style>"), "text-hidden", "", 1);
  for (const char* css : {"@media (min-width:600px){.a{display:none}}", "@media print{.a{display:none}}",
                          "@media (max-width:600px){.a{display:none}}", "@supports not (color:red){.a{display:none}}",
                          "table{.a{display:none}}", "@media (300px < width < 400px){.a{display:none}}"})
    expect_pass(sheet(css));
}

TEST(Page, HoldsWordsForOneProgram) {
  expect_held(page("<!--[if mso]><p>Alan Marlowe lives in 14 Harbour Lane</p><![endif]-->"), "source-comment", "", 1);
  expect_pass(page("<!--[if mso]><table><tr><td><![endif]-->"));
  expect_pass(page("<!--[if !mso]><style>p {font-size: 12px; and all of that in a row}</style><![endif]-->"));
  expect_pass(page("<!--[if lt IE 9]><p>You are using an old browser. Please upgrade it.</p><![endif]-->"));
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
