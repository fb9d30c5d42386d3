// Ways to hide a sentence in web pages, rich text, mails, text and packed files, one to a file: each is held or unknown
// by its rule; what only looks like it passes.
#include <zlib.h>

#include <array>
#include <utility>
#include <vector>

#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::told;

const std::string kWords = "Rowan Thistle NM410000 lives at 4 Harbour Wall";

std::string filled(std::string pattern) {
  for (std::size_t at = 0; (at = pattern.find("%S", at)) != std::string::npos; at += kWords.size())
    pattern.replace(at, 2, kWords);
  return pattern;
}

using Cases =
    std::vector<std::pair<std::string, std::string_view>>;  // pattern, the rule that stops it; empty: it passes

template <class Make>
void expect(const Cases& cases, const Make& make) {
  for (const auto& [pattern, rule] : cases) {
    const FileReport report = checked(make(filled(pattern)));
    EXPECT_EQ(report.verdict == Verdict::kPass, rule.empty()) << pattern << "\n" << told(report);
    EXPECT_TRUE(rule.empty() || test::found(report, rule) != nullptr)
        << pattern << " should be stopped by " << rule << "\n"
        << told(report);
  }
}

TEST(Hiding, InPages) {
  const Cases cases{
      {"<noscript>%S</noscript>", "text-hidden"},
      {"<noscript>You need to enable JavaScript to run this app.</noscript>", ""},
      {"<canvas>%S</canvas>", "text-hidden"},
      {"<video>%S</video>", "text-hidden"},
      {"<video>Your browser does not support the video tag.</video>", ""},
      {"<ruby>x<rp>%S</rp></ruby>", "text-hidden"},
      {"<p popover>%S</p>", "text-hidden"},
      {"<datalist id=a><option value='%S'></datalist>", "text-hidden"},
      {"<input type=password value='%S'>", "hidden-input"},
      {"<textarea style='width:1px;height:1px'>%S</textarea>", "text-unseen"},
      {"<marquee style='width:0'>%S</marquee>", "text-unseen"},
      {"<svg><text fill='none'>%S</text></svg>", "text-unseen"},
      {"<svg><g opacity='0'><text>%S</text></g></svg>", "text-unseen"},
      {"<svg><text fill='#123456'>a label</text></svg>", ""},
      {"<iframe srcdoc='%S' style='display:none'></iframe>", "text-hidden"},
      {"<iframe srcdoc='%S'></iframe>", ""},
      {"<p style='mask-image:linear-gradient(transparent,transparent)'>%S</p>", "text-unseen"},
      {"<p style='mask-image:linear-gradient(black,transparent)'>%S</p>", ""},
      {"<p style='content-visibility:hidden'>%S</p>", "text-hidden"},
      {"<p style='max-height:0;overflow:clip'>%S</p>", "text-unseen"},
      {"<p style='height:1px;overflow:hidden'>%S</p>", "text-unseen"},
      {"<p style='height:1em;overflow:hidden'>a line</p>", ""},
      {"<p style='z-index:-1;position:absolute'>%S</p>", "text-unseen"},
      {"<p style='rotate:y 90deg'>%S</p>", "text-unseen"},
      {"<p style='transform:perspective(9px) rotateX(0.25turn)'>%S</p>", "text-unseen"},
      {"<p style='transform:rotateX(45deg) rotate(90deg)'>%S</p>", ""},
      {"<p style='scale:0'>%S</p>", "text-unseen"},
      {"<p style='zoom:0.01'>%S</p>", "text-tiny"},
      {"<p style='letter-spacing:-1em'>%S</p>", "text-unseen"},
      {"<p style='letter-spacing:-0.05em'>%S</p>", ""},
      {"<p style='display:var(--d);--d:none'>%S</p>", "text-hidden"},
      {"<p style='display:var(--none-such, none)'>%S</p>", "text-hidden"},
      {"<style>:root{--see:0}</style><p style='opacity:var(--see)'>%S</p>", "text-unseen"},
      {"<style>:root{--see:1}</style><p style='opacity:var(--see)'>%S</p>", ""},
      {"<frameset><noframes>%S</noframes></frameset>", "text-hidden"},
  };
  expect(cases, [](const std::string& body) {
    return "<!doctype html><html><head><title>x</title></head><body><p>Hello</p>" + body + "</body></html>";
  });
}

// What is heard or rests under the mouse is a note, and searched for the roll.
TEST(Hiding, InPagesWhatIsSpokenIsANote) {
  for (const char* body : {"<p title='%S'>x</p>", "<p aria-label='%S'>x</p>", "<meta name=description content='%S'>",
                           "<svg><desc>%S</desc></svg>"}) {
    const FileReport report = checked("<!doctype html><title>x</title><p>Hello</p>" + filled(body));
    EXPECT_EQ(report.verdict, Verdict::kPass) << body << told(report);
    EXPECT_NE(test::found(report, "alternate-text"), nullptr) << body << told(report);
  }
  const FileReport report = checked("<!doctype html><style>/* " + kWords + " */ p::after{content:'" + kWords +
                                    "'}</style><p data-note='of words'>Hello</p>");
  EXPECT_NE(test::found(report, "script-text"), nullptr) << told(report);
  EXPECT_NE(test::found(report, "data-attribute"), nullptr) << told(report);
}

TEST(Hiding, InRichText) {
  const Cases cases{
      {"{\\fonttbl{\\f1 %S;}}", "text-hidden"},
      {"{\\stylesheet{\\s1 %S;}}", "text-hidden"},
      {"{\\stylesheet{\\s1 Grid Table 5 Dark - Accent 1;}{\\s2 heading 2;}}", ""},
      {"{\\*\\pnseclvl1{\\pntxta %S}}", "text-hidden"},
      {"{\\nonshppict %S}", "text-hidden"},
      {"{\\field{\\*\\fldinst QUOTE %S}{\\fldrslt x}}", "field-code"},
      {"{\\field{\\*\\fldinst QUOTE \"a word\"}{\\fldrslt a word}}", ""},
      {"{\\*\\foo\\bin46 %S}", "unexplained"},
      {"{\\headerf %S}", "text-hidden"},
      {"\\titlepg{\\headerf %S}", ""},
      {"{\\headerl %S}", "text-hidden"},
      {"{\\shp{\\*\\shpinst\\shpleft0\\shpright4000{\\sp{\\sn fHidden}{\\sv 1}}{\\shptxt \\pard\\plain %S}}}",
       "text-hidden"},
      {"{\\shp{\\*\\shpinst\\shpleft-9000\\shpright-8000{\\shptxt \\pard\\plain %S}}}", "text-hidden"},
      {"{\\shp{\\*\\shpinst\\shpleft0\\shpright4000{\\sp{\\sn fHidden}{\\sv 0}}{\\shptxt \\pard\\plain %S}}}", ""},
  };
  expect(cases,
         [](const std::string& body) { return "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 Hello\\par " + body + "}"; });
}

std::string mail(const std::string& rest, const std::string& date = "Mon, 23 Nov 2026 10:00:00 +0000") {
  return "From: press@force.example\r\nTo: a@b.example\r\nSubject: Figures\r\nDate: " + date +
         "\r\nMIME-Version: 1.0\r\n" + rest;
}
std::string parts(const std::string& kind, const std::vector<std::string>& list) {
  std::string out = "Content-Type: multipart/" + kind + "; boundary=x\r\n\r\n";
  for (const std::string& each : list) out += "--x\r\n" + each + "\r\n";
  return out + "--x--\r\n";
}

TEST(Hiding, InMails) {
  const std::string plain = "Content-Type: text/plain\r\n\r\n", html = "Content-Type: text/html\r\n\r\n";
  const Cases cases{
      {"Content-Type: text/plain; charset=utf-8; note=\"%S\"\r\n\r\nHello\r\n", "between-parts"},
      {"Content-Type: wan@b.example>-8; kept=\"%S\"\r\n\r\nHello\r\n", "unexplained"},
      {"Content-Type: text/plain; charour ref-8; kept=\"%S\"\r\n\r\nHello\r\n", "unexplained"},
      {"Content-Type: text/plain; charset = \"utf-8\"; format=flowed;\r\n delsp=yes\r\n\r\nHello\r\n", ""},
      {parts("related", {html + "<p>Hello</p>", "Content-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n%S"}),
       "parts-differ"},
      {parts("related", {html + "<p>Hello</p><object data='cid:a@b'></object>",
                         "Content-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n%S"}),
       ""},
      {parts("alternative", {plain + "Hello",
                             "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nDESCRIPTION:%S\r\nEND:VCALENDAR"}),
       "parts-differ"},
      {parts("alternative", {plain + "Hello %S", html + "<p>Hello</p>"}), "parts-differ"},
      {parts("alternative", {plain + "Hello there\r\nView this message in your browser", html + "<p>Hello there</p>"}),
       ""},
      {parts("mixed", {plain + "Hello",
                       "Content-Type: message/external-body; access-type=local-file; name=x\r\n\r\nContent-Type: "
                       "text/plain\r\n\r\n%S"}),
       "between-parts"},
      {"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n\r\n%S\r\n", "between-parts"},
      {"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVs\r\nbG8=\r\n", ""},
  };
  expect(cases, [](const std::string& rest) { return mail(rest); });
  EXPECT_NE(
      test::found(checked(mail(plain + "Hello", "Mon, 23 Nov 2026 10:00:00 +0000 (" + kWords + ")")), "between-parts"),
      nullptr);
  EXPECT_EQ(test::found(checked(mail(plain + "Hello", "Mon, 23 Nov 2026 10:00:00 +0000 (Central European Time)")),
                        "between-parts"),
            nullptr);
  EXPECT_NE(test::found(checked(mail(parts("mixed", {"Content-Type: text/plain\r\nContent-Description: " + kWords +
                                                     "\r\n\r\nHello"}))),
                        "mail-trail"),
            nullptr);
}

TEST(Hiding, InAPdfWithoutItsBeginning) {
  EXPECT_EQ(checked("1 0 obj\n<< /Subj (" + kWords + ") >>\nendobj\nstartxref\n0\n%%EOF\n").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked("A line about obj and startxref.\n").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked("A line about startxref.\n").verdict, Verdict::kPass);
}

std::string utf8(const std::vector<char32_t>& letters) {
  std::string out;
  for (const char32_t c : letters) {
    if (c < 0x10000)
      out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
              static_cast<char>(0x80 | (c & 0x3f))};
    else
      out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
              static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
  }
  return out;
}

// “invisible-letters”
TEST(Hiding, InLettersThatNothingDraws) {
  std::vector<char32_t> tags, selectors, joiners, scattered;
  for (const char c : kWords) {
    tags.push_back(0xe0000 + static_cast<unsigned char>(c));
    selectors.push_back(0xe0100 + static_cast<unsigned char>(c));
    scattered.insert(scattered.end(), {0x2014, char32_t{0xe0100} + static_cast<unsigned char>(c)});
    for (int bit = 0; bit < 8; ++bit) joiners.push_back((c >> bit & 1) != 0 ? 0x200c : 0x200b);
  }
  for (const auto& letters : {tags, selectors, joiners, scattered}) {
    const FileReport report = checked("Hello " + utf8(letters) + " and good day\n");
    EXPECT_EQ(report.verdict, Verdict::kHold) << told(report);
    EXPECT_NE(test::found(report, "invisible-letters"), nullptr) << told(report);
  }
  // England's flag, a family, a heart with its selector, Persian with its joiner, a soft hyphen.
  const std::vector<char32_t> flag{0x1f3f4, 0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067, 0xe007f},
      family{0x1f468, 0x200d, 0x1f469, 0x200d, 0x1f467}, heart{0x2764, 0xfe0f, 0x200d, 0x1f525};
  EXPECT_EQ(
      checked("Hello " + utf8(flag) + utf8(flag) + utf8(family) + utf8(heart) + " می\u200cخواهم co\u00adoperate\n")
          .verdict,
      Verdict::kPass);
}

// A picture of 8 × 8 points, grey.
std::string png(std::string_view behind_points, std::string_view behind_packing, std::string_view block = {},
                std::string_view name = {}) {
  const auto number = [](std::uint32_t value) {
    return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                       static_cast<char>(value)};
  };
  const auto chunk = [&](std::string_view kind, std::string_view data) {
    const std::string body = std::string(kind) + std::string(data);
    return number(static_cast<std::uint32_t>(data.size())) + body +
           number(static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size())));
  };
  std::string points;
  for (int line = 0; line < 8; ++line) points += std::string(1, '\0') + std::string(24, '\x70');
  points += behind_points;
  std::array<Bytef, 4096> packed{};
  uLongf size = packed.size();
  compress(packed.data(), &size, reinterpret_cast<const Bytef*>(points.data()), points.size());
  const std::string idat(reinterpret_cast<const char*>(packed.data()), size);
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1a\n"s + chunk("IHDR", number(8) + number(8) + "\x08\x02\0\0\0"s) +
         (name.empty() ? "" : chunk(name, block)) + chunk("IDAT", idat + std::string(behind_packing)) +
         chunk("IEND", "");
}

TEST(Hiding, InPicturesAndPackedFiles) {
  EXPECT_EQ(checked(png("", "")).verdict, Verdict::kPass) << told(checked(png("", "")));
  for (const std::string& file : {png(kWords, ""), png("", kWords), png("", "", kWords.substr(0, 45), "PLTE"),
                                  png("", "", std::string("x\0\0", 3) + kWords, "iCCP")})
    EXPECT_NE(test::found(checked(file), "unexplained"), nullptr) << told(checked(file));
  using namespace std::string_literals;
  const std::string bzip2 =
      "BZh91AY&SY\xc1\xc0\x80\xe2\x00\x00\x01\x41\x00\x00\x10\x02\x44\xa0\x00\x30\xcd\x00\xc3\x46\x29\x97\x17\x72\x45\x38\x50\x90\xc1\xc0\x80\xe2"s;  // “hello” and a line's end
  EXPECT_EQ(checked(bzip2).verdict, Verdict::kPass) << told(checked(bzip2));
  EXPECT_NE(test::found(checked(bzip2 + kWords), "unexplained"), nullptr) << told(checked(bzip2 + kWords));
}

}  // namespace
}  // namespace tipstaff::disclosure
