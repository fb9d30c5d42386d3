// Drawings (SVG): what they hide, by hand.
#include <fmt/format.h>

#include "base/bytes.h"
#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using namespace std::string_literals;
using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::told;

std::string drawing(const std::string& inside,
                    const std::string& attributes = "width='200' height='100' viewBox='0 0 200 100'") {
  return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " + attributes + ">" +
         inside + "</svg>";
}
const std::string kWords = "<text x='10' y='20'>Officers by district</text>";

TEST(Svg, PassesWhatHidesNothing) {
  for (const std::string& plain : std::vector<std::string>{
           kWords,
           "<rect width='200' height='100' fill='navy'/><text x='10' y='20' fill='white'>white on navy</text>",
           ("<path d='M0 0h200v100H0z' fill='#024'/><g transform='translate(10 20)'><text fill='#fff'>white on a "
            "path</text></g>"),
           "<defs><g id='key'><text>used</text></g></defs><use xlink:href='#key' x='10' y='20'/>" + kWords,
           "<rect x='0' y='0' width='50' height='10'/>" + kWords,
           kWords + "<rect width='200' height='100' fill='none' stroke='red'/>",
           kWords + "<rect width='200' height='100' fill='red' opacity='0.2'/>",
           "<text fill='none' stroke='black' x='10' y='20'>outlined</text>",
           ("<text x='100' y='20' text-anchor='middle'>in the middle</text><text x='190' y='40' text-anchor='end'>at "
            "the end</text>"),
           "<!-- Generator: Adobe Illustrator 24.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->" + kWords,
           "<!--<rect fill='#FFFFFF' width='1259' height='847' data-of='a shape commented out'/>-->" + kWords,
           ("<metadata><rdf:RDF xmlns:rdf='urn:rdf' "
            "xmlns:dc='urn:dc'><dc:format>image/svg+xml</dc:format></rdf:RDF></metadata>") +
               kWords,
       })
    expect_pass(drawing(plain));
  expect_pass(
      "<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' "
      "'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>" +
      drawing(kWords));
  EXPECT_EQ(checked(drawing(kWords)).kind, "svg");
}

TEST(Svg, HoldsTextThatAnimationsTakeAway) {
  const auto moved = [](const std::string& motion) {
    return drawing("<text x='10' y='20'>Officers by district" + motion + "</text>");
  };
  for (const char* motion :
       {"<set attributeName='opacity' to='0'/>", "<set attributeName='display' to='none' begin='0s'/>",
        "<animate attributeName='opacity' to='0' dur='0.01s' fill='freeze'/>",
        "<animate attributeName='opacity' values='0;0' dur='5s' repeatCount='indefinite'/>",
        "<set attributeName='x' to='-9999'/>",
        "<animateTransform attributeName='transform' type='scale' to='0' dur='1ms' fill='freeze'/>"})
    expect_held(moved(motion), "text-hidden", "", 1);
  expect_held(drawing("<text id='a' x='10' y='20'>Officers</text><set href='#a' attributeName='opacity' to='0'/>"),
              "text-hidden", "", 1);
  for (const char* motion :
       {"<set attributeName='opacity' to='0' begin='click'/>", "<set attributeName='opacity' to='1'/>",
        "<set attributeName='opacity' to='0' dur='1s'/>", "<animate attributeName='opacity' to='0' dur='1s'/>",
        "<animate attributeName='opacity' values='1;0;1' dur='2s' repeatCount='indefinite'/>",
        "<animate attributeName='opacity' from='0' to='1' dur='1s' fill='freeze'/>"})
    expect_pass(moved(motion));
}

TEST(Svg, HoldsTextUnderLinesManyShapesAndShapesDrawnAgain) {
  std::string lines, boxes, apart;
  for (int i = 0; i < 14; ++i) lines += fmt::format("<path d='M0 {0}H200' stroke='black' stroke-width='2'/>", 9 + i);
  for (int i = 0; i < 40; ++i) boxes += fmt::format("<rect x='{}' y='5' width='5' height='20'/>", 5 * i);
  for (int i = 0; i < 20; ++i) apart += fmt::format("<rect x='{}' y='5' width='5' height='20'/>", 10 * i);
  const std::string wide = "stroke='black' stroke-width='20'";
  for (const std::string& over : {lines, boxes, "<line x1='0' y1='16' x2='200' y2='16' " + wide + "/>",
                                  "<polyline points='0,16 200,16' fill='none' " + wide + "/>",
                                  "<rect x='0' y='16' width='200' height='1' " + wide + "/>"})
    expect_held(drawing(kWords + over), "text-covered", "", 1);
  for (const std::string& over : {apart, "<line x1='0' y1='22' x2='200' y2='22' stroke='black' stroke-width='2'/>"s,
                                  "<path d='M0 16C50 16 60 60 200 60' fill='none' " + wide + "/>"})
    expect_pass(drawing(kWords + over));
  const std::string used = "<use xlink:href='#b' x='0' y='5'/>";
  expect_held(drawing("<defs><rect id='b' width='200' height='20'/></defs>" + kWords + used), "text-covered", "", 1);
  expect_held(drawing("<g id='b'><rect y='60' width='200' height='20'/></g>" + kWords +
                      "<use href='#b' transform='translate(0 -55)'/>"),
              "text-covered", "", 1);
  expect_pass(
      drawing("<defs><rect id='b' width='200' height='20'/></defs>" + used + "<text x='10' y='60'>Over</text>"));
  expect_held(drawing("<text x='10' y='20' style='transform:scale(0)'>Officers</text>"), "text-unseen", "", 1);
  expect_held(drawing("<text x='10' y='20' fill='#f6f6f6'>Officers</text>"), "text-unseen", "", 1);
}

TEST(Svg, HoldsTextThatIsNotSeen) {
  expect_held(drawing("<g style='display:none'>" + kWords + "</g>"), "text-hidden", "", 1);
  expect_held(drawing("<style>.off{visibility:hidden}</style><g class='off'>" + kWords + "</g>"), "text-hidden", "", 1);
  expect_held(drawing("<defs>" + kWords + "</defs>"), "text-hidden", "", 1);
  expect_held(drawing("<g opacity='0.02'>" + kWords + "</g>"), "text-unseen", "", 1);
  expect_held(drawing("<text x='10' y='20' fill='#FFF'>white on nothing</text>"), "text-unseen", "", 1);
  expect_held(drawing("<text x='10' y='20' fill='none'>not painted</text>"), "text-unseen", "", 1);
  expect_held(
      drawing("<rect width='200' height='100' fill='#FF0000'/><text x='10' y='20' style='fill:red'>red on red</text>"),
      "text-unseen", "", 1);
  expect_held(drawing("<text x='10' y='20' font-size='0.4'>tiny</text>"), "text-tiny", "", 1);
  expect_held(drawing("<text x='300' y='20' font-size='2'>large enough here</text>",
                      "width='21cm' height='10cm' viewBox='0 0 20000 9500'"),
              "text-tiny", "", 1);
}

// What clip paths, masks, filters, gradients, viewports and switches leave of a text; wherever they are defined.
TEST(Svg, HoldsTextOfWhichEffectsLeaveNothing) {
  const auto applied = [](const std::string& definition, const std::string& effect) {
    return drawing("<g " + effect + ">" + kWords + "</g>" + definition);
  };
  const auto clip = [&](const std::string& shape) {
    return applied("<clipPath id='Cut'>" + shape + "</clipPath>", "clip-path='url(#Cut)'");
  };
  const auto mask = [&](const std::string& shape) {
    return applied("<mask id='m'>" + shape + "</mask>", "style='mask:url(#m)'");
  };
  const auto filter = [&](const std::string& steps) {
    return applied("<filter id='f'>" + steps + "</filter>", "filter='url(#f)'");
  };
  const auto gradient = [&](const std::string& stops) {
    return drawing("<linearGradient id='g'>" + stops +
                   "</linearGradient><text x='10' y='20' fill='url(#g)'>Officers by district</text>");
  };
  const std::string whole = "<rect width='200' height='100' fill='white'/>";
  for (const std::string& file :
       {clip(""), clip("<rect width='9' height='9'/>"), mask(""), mask("<rect width='200' height='100' fill='black'/>"),
        mask("<rect y='50' width='200' height='9' fill='white'/>"), filter("<feFlood flood-color='white'/>"),
        filter("<feGaussianBlur stdDeviation='30'/>"), applied("", "style='filter:opacity(0)'"),
        gradient("<stop stop-color='white'/>"), gradient("<stop stop-opacity='0'/>"),
        drawing("<svg x='100' y='50' width='20' height='10'>" + kWords + "</svg>"),
        drawing("<text x='10' y='20' fill='white' stroke='white'>ringed in white</text>")})
    expect_held(file, "text-unseen", "", 1);
  for (const std::string& file :
       {clip(whole), clip("<circle cx='50' cy='20' r='50'/>"), clip("<use href='#any'/>"), mask(whole),
        mask("<rect width='200' height='100' fill='url(#some)'/>"), filter("<feDropShadow dx='1' dy='1'/>"),
        filter("<feGaussianBlur in='SourceAlpha' stdDeviation='9'/><feMerge><feMergeNode/><feMergeNode "
               "in='SourceGraphic'/></feMerge>"),
        gradient("<stop stop-color='white'/><stop stop-color='navy'/>"),
        drawing("<svg x='5' y='5' width='190' height='50'>" + kWords + "</svg>")})
    expect_pass(file);
  const auto choice = [](const std::string& first, const std::string& second) {
    return drawing("<switch><" + first + "><text x='10' y='20'>one</text></g>" + second + "</switch>");
  };
  expect_held(choice("g", kWords), "text-hidden", "", 1);
  expect_held(choice("g requiredExtensions='urn:invented'", kWords), "text-hidden", "", 1);
  expect_pass(choice("g systemLanguage='de'", kWords));
  expect_pass(
      drawing("<switch><foreignObject requiredFeatures='x' width='90' height='20'><p "
              "xmlns='http://www.w3.org/1999/xhtml'>one</p></foreignObject><text x='10' y='20'>one</text></switch>"));
}

TEST(Svg, HoldsLettersPiledUpOrSqueezed) {
  const auto text = [](const std::string& how) {
    return drawing("<text y='20' font-size='14' " + how + ">Officers</text>");
  };
  for (const char* how : {"x='10 10 10 10 10 10 10 10'", "x='10' dx='-7 -7 -7 -7 -7 -7 -7 -7'",
                          "x='10' letter-spacing='-8'", "x='10' textLength='2'"})
    expect_held(text(how), "text-tiny", "", 1);
  for (const char* how : {"x='10 18 26 34 42 50 58 66'", "x='10' dx='0 1 1 1 1 1 1 1'", "x='10' letter-spacing='-1'",
                          "x='10' textLength='50'"})
    expect_pass(text(how));
}

TEST(Svg, HoldsTextUnderAndOutside) {
  const std::string box = "<rect x='5' y='5' width='180' height='20'/>";
  expect_held(drawing(kWords + box), "text-covered", "under a shape", 1);
  expect_pass(drawing(box + "<text x='10' y='60'>beside</text>"));
  expect_held(drawing(kWords + "<path d='m5 5 180 0 0 20-180 0z'/>"), "text-covered", "", 1);
  expect_held(drawing(kWords + "<polygon points='5,5 185,5 185,25 5,25'/>"), "text-covered", "", 1);
  expect_held(drawing("<g transform='scale(2) translate(0,10)'><text x='5' y='10'>moved</text></g><rect x='5' y='20' "
                      "width='180' height='30'/>"),
              "text-covered", "", 1);
  expect_held(drawing("<text x='900' y='20'>off the edge</text>"), "text-off-page", "edge", 1);
  expect_held(drawing("<g transform='translate(0 -500)'>" + kWords + "</g>"), "text-off-page", "", 1);
  expect_held(drawing("<g transform='rotate(180)'>" + kWords + "</g>"), "text-off-page", "", 1);
}

TEST(Svg, ReadsRowsAsTheyAreSeenWhateverTheOrderInTheFile) {
  std::string cells;
  for (int i = 0; i < 12; ++i) cells += "<text x='400' y='" + std::to_string(30 * i + 30) + "'>AB 12 34 56 C</text>";
  for (int i = 0; i < 12; ++i) cells += "<text x='10' y='" + std::to_string(30 * i + 30) + "'>Inventedname, A.</text>";
  const FileReport shown = checked(drawing(cells, "viewBox='0 0 900 900'"));
  ASSERT_NE(found(shown, "register-visible"), nullptr) << told(shown);
  EXPECT_EQ(found(shown, "register-visible")->people, 12);
  const FileReport hidden = checked(drawing("<g display='none'>" + cells + "</g>", "viewBox='0 0 900 900'"));
  ASSERT_NE(found(hidden, "text-hidden"), nullptr) << told(hidden);
  EXPECT_EQ(found(hidden, "text-hidden")->people, 12);
}

TEST(Svg, HoldsWhatProgramsLeaveInIt) {
  expect_held(drawing("<!-- ask Inventedname before this goes out, she has the other list -->" + kWords),
              "source-comment", "", 1);
  expect_held(drawing("<metadata><i:pgf xmlns:i='urn:i'>eJzsvWmTHUeOJfpdZvoP...</i:pgf></metadata>" + kWords),
              "private-data", "", 1);
  expect_held(drawing(kWords, "width='9' height='9' content='" + std::string(80, 'a') + "'"), "private-data", "", 1);
  expect_held(drawing("<other:note xmlns:other='urn:x'>words that no program draws</other:note>" + kWords),
              "private-data", "", 1);
  expect_held(drawing("<metadata><rdf:RDF xmlns:rdf='urn:rdf' xmlns:dc='urn:dc'><dc:description>for the chief "
                      "only</dc:description></rdf:RDF></metadata>" +
                      kWords),
              "description", "", 1);
  expect_held(drawing("<g display='none'><path d='M0 0L9 9'/><circle r='4'/></g>" + kWords), "shape-hidden", "", 2);
  for (const auto& [inside, rule] :
       {std::pair<std::string, std::string>{"<title>District</title>", "alternate-text"},
        {"<script>var list = 'Inventedname'</script>", "script-text"},
        {"<g onclick='show(\"Inventedname\")'/>", "script-text"},
        {"<image href='file:///home/someone/map.png' width='9' height='9'/>", "external-target"},
        {"<metadata><rdf:RDF xmlns:rdf='urn:rdf' "
         "xmlns:dc='urn:dc'><dc:creator>Inventedname</dc:creator></rdf:RDF></metadata>",
         "author"},
        {"<g inkscape:export-filename='C:\\Users\\someone\\map.png' xmlns:inkscape='urn:i'/>", "absolute-path"}}) {
    const FileReport report = checked(drawing(inside + kWords));
    EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
    EXPECT_NE(found(report, rule), nullptr) << rule << ": " << told(report);
  }
}

TEST(Svg, KnowsALicenceByItsWholeForm) {
  for (const std::string& of : std::vector<std::string>{
           "Generator: Some Illustrator 15.1.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)",
           "Original image Copyright An Invented — CC BY 4.0 License",
           "! Some Font 6.5.1 by @somebody - https://font.example License - https://font.example/license Copyright "
           "2026 An Invented.",
           "Copyright (C) 2018 An Invented. This program is free software: you can redistribute it and/or modify\n it "
           "under the terms of the GNU General Public License as published by the Free Software\n"
           " Foundation, either version 3 of the License, or (at your option) any later version. See the GNU General "
           "Public License for more details."}) {
    const FileReport report = checked(drawing("<!-- " + of + " -->" + kWords));
    EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
    EXPECT_NE(found(report, "author"), nullptr) << told(report);
  }
  for (const std::string& of : std::vector<std::string>{
           "the list of Inventedname, who has a licence for firearms since 2019",
           "Copyright Somebody 2019. Inventedname, staff number 410007, keeps the other list at home",
           "License - ask Inventedname before this goes out - she has the other list, and will not be pleased",
           "Licence to " + std::string(200, 'x'),
           "This program is free software, and Inventedname, staff number 410007, made it"})
    expect_held(drawing("<!-- " + of + " -->" + kWords), "source-comment", "", 1);
}

TEST(Svg, ReadsFilesInsideAndIsReadInsideOthers) {
  const std::string csv = "data:text/csv;base64," + base64(as_bytes("surname,ni number\nInventedname,AB 12 34 56 C\n"));
  const FileReport inside = checked(drawing("<image xlink:href='" + csv + "'/>" + kWords));
  ASSERT_NE(found(inside, "people-visible"), nullptr) << told(inside);
  expect_held(drawing("<a href='" + csv + "'>" + kWords + "</a>"), "embedded-object", "behind a link", 1);
  EXPECT_EQ(checked(drawing("<image href='data:image/png;base64,!!'/>")).verdict, Verdict::kUnknown);
  const std::string hides = base64(as_bytes(drawing("<g display='none'>" + kWords + "</g>")));
  expect_held(
      "<!doctype html><html><body><p>words</p><img src='data:image/svg+xml;base64," + hides + "'></body></html>",
      "text-hidden", "data in the page’s source", 1);
}

TEST(Svg, WhatIsNoWellFormedDrawingIsUnknown) {
  const std::string whole = drawing(kWords);
  for (const std::string& bad :
       std::vector<std::string>{whole.substr(0, whole.size() - 8),
                                "<!DOCTYPE svg [<!ENTITY a 'Inventedname'>]>" + drawing("<text>&a;</text>"),
                                drawing("<text>&missing;</text>")})
    EXPECT_EQ(checked(bad).verdict, Verdict::kUnknown) << told(checked(bad));
  std::string shapes;
  for (int i = 0; i < 30'000; ++i) shapes += "<text>a</text><path d='M0 0h1v1z'/>";
  EXPECT_EQ(checked(drawing(shapes)).verdict, Verdict::kUnknown) << "too much to compare, and it says so";
}

TEST(Svg, TellsWhatItsMetadataAndAttributesSay) {
  const auto described = [](const std::string& words) {
    return drawing("<metadata><rdf:RDF xmlns:rdf='urn:rdf' xmlns:xmp='urn:xmp' xmlns:xmpMM='urn:mm'>" + words +
                   "</rdf:RDF></metadata>" + kWords);
  };
  expect_told(described("<xmp:Thumbnails><xmp:image>/9j/4AAQSkZJRg</xmp:image></xmp:Thumbnails>"), "thumbnail",
              "a small picture in the drawing's metadata");
  expect_told(described("<xmpMM:History>saved by Beatrix Kowalczyk-Vane</xmpMM:History>"), "metadata-history",
              "history and numbers", "Beatrix Kowalczyk-Vane");
  const std::string rows = "Beatrix Kowalczyk-Vane of 4 Mill Lane, Northmoor, on leave since the third of May";
  expect_told(drawing("<rect width='9' height='9' data-name='" + rows + "'/>" + kWords), "data-attribute",
              "in the attributes of elements", rows);
  const FileReport plain = checked(drawing("<rect width='9' height='9' data-name='Layer 1'/>" + kWords));
  for (const char* rule : {"thumbnail", "metadata-history", "data-attribute"})
    EXPECT_EQ(found(plain, rule), nullptr) << rule << told(plain);
}

}  // namespace
}  // namespace tipstaff::disclosure
