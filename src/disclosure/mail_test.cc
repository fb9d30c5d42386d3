// Mails and web pages: what a mail program or a browser does not show.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::told;

std::string mail(const std::string& head, const std::string& body) {
  return "From: Ann Invented <ann@example.org>\r\nTo: press@example.net\r\nSubject: A notice\r\n"
         "Date: Mon, 2 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
         head + "\r\n" + body;
}
std::string parted(const std::string& kind, const std::string& parts, const std::string& behind = "") {
  return mail("Content-Type: multipart/" + kind + "; boundary=\"=_b\"\r\n", parts + "--=_b--\r\n" + behind);
}
std::string part(const std::string& head, const std::string& body) {
  return "--=_b\r\n" + head + "\r\n\r\n" + body + "\r\n";
}
const std::string kPlain = "Content-Type: text/plain; charset=utf-8",
                  kHtml = "Content-Type: text/html; charset=iso-8859-1";

void expect_rule(const std::string& file, std::string_view rule, Severity severity, Verdict verdict) {
  const FileReport report = checked(file);
  const Finding* finding = found(report, rule);
  ASSERT_NE(finding, nullptr) << rule << ": " << told(report);
  EXPECT_EQ(finding->severity, severity) << told(report);
  EXPECT_EQ(report.verdict, verdict) << told(report);
}

TEST(Mail, PassesWithWhatItShows) {
  expect_pass(mail("", "Dear Sir,\r\n\r\nthe office is closed on Monday.\r\n"));
  const std::string words =
      "The office of the invented force is closed on Monday and opens again on Tuesday at nine in the morning.";
  expect_pass(
      parted("alternative", part(kPlain, words) + part(kHtml, "<html><body><p>" + words + "</p></body></html>")));
  expect_pass(parted(
      "mixed",
      "This is a multi-part message in MIME format.\r\n" + part(kPlain, words) +
          part("Content-Type: text/csv; name=\"units.csv\"\r\nContent-Disposition: attachment; filename=\"units.csv\"",
               "unit,posts\r\nNorth,3\r\nSouth,4\r\n")));
  expect_rule(mail("Received: from inside.example (10.0.0.7) by out.example; Mon, 2 Mar 2026 10:00:00 "
                   "+0000\r\nX-Mailer: Some Program\r\n",
                   "x\r\n"),
              "mail-trail", Severity::kNote, Verdict::kPass);
}

TEST(Mail, HoldsWhatItHides) {
  expect_held(mail("Bcc: chief@example.org, legal@example.org\r\n", "x\r\n"), "hidden-recipient", "hidden recipients",
              2);
  const std::string one = "The office is closed on Monday.";
  const std::string other = one +
                            "\nAnd this is the list of those who were suspended last week, with the reasons that their "
                            "sergeants gave for it.";
  expect_held(parted("alternative", part(kPlain, other) + part(kHtml, "<p>" + one + "</p>")), "parts-differ",
              "says something else", 1);
  expect_held(parted("mixed", part(kPlain, one), "what was cut from the letter before it went\r\n"), "between-parts",
              "behind", 1);
  for (const char* heading : {"Content-Kept: the officer who complained is Inventedname, of North\r\n",
                              "Content-Kept: x; y=\"Inventedname Example, 4 Mill Lane\"\r\n"})
    expect_rule(mail(heading, "x\r\n"), "between-parts", Severity::kHold, Verdict::kHold);
  const std::string inner = mail("Bcc: third@example.org\r\n", "an older matter\r\n");
  expect_held(parted("mixed", part(kPlain, one) + part("Content-Type: message/rfc822", inner)), "mail-inside",
              "a mail inside", 1);
  expect_held(parted("mixed", part(kPlain, one) + part("Content-Type: message/rfc822", inner)), "hidden-recipient",
              "(a mail inside)", 2);
  expect_held(parted("alternative",
                     part(kPlain, one) + part(kHtml, "<p>" + one + "</p><p style='display:none'>for Ann only</p>")),
              "text-hidden", "the text as a page", 1);
}

const std::string kSaid = "Constable Alan Marlowe of 14 Harbour Lane, 07700 900123, told us";

TEST(Mail, HoldsWhatStandsBesideAddresses) {
  const auto from = [](const std::string& sender, const std::string& recipient) {
    return "From: " + sender + "\r\nTo: " + recipient +
           "\r\nSubject: A notice\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\nx\r\n";
  };
  const std::string ann = "Ann Invented <ann@example.org>", press = "press@example.net";
  for (const std::string& file :
       {from(ann + " (" + kSaid + ")", press), from("Ann (" + kSaid + ") <ann@example.org>", press),
        from(ann, "\"" + kSaid + "\": " + press + ";"), from(ann, "Those whom Alan Marlowe told on: " + press + ";"),
        from(ann, "(" + kSaid + ") " + press)})
    expect_rule(file, "between-parts", Severity::kHold, Verdict::kHold);
  for (const std::string& file :
       {from("ann@example.org (Ann Invented)", press), from(ann, "undisclosed-recipients:;"),
        from("\"Invented, Ann (North)\" <ann@example.org>", "Press desk: press@example.net;")})
    expect_pass(file);
}

TEST(Mail, ReadsTextsOfOtherKinds) {
  const std::string
      calendar =
          "BEGIN:VCALENDAR\r\nPRODID:-//Invented Corporation//Calendar 1.0//EN\r\nBEGIN:VEVENT\r\nDTSTART;TZID=W. "
          "Europe Standard Time:20260302T100000\r\nSUMMARY:Meeting\r\n",
      ends = "END:VEVENT\r\nEND:VCALENDAR\r\n", card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Press desk\r\n",
      report =
          "Reporting-MTA: dns; mail.example.org\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
          "Diagnostic-Code: smtp; 550 5.1.1 <press@example.net>: Recipient address rejected, no such user here\r\n";
  std::string escaped;
  for (const char c : kSaid) escaped += c == ',' ? std::string("\\,") : std::string(1, c);
  const auto with = [&](const std::string& kind, const std::string& head, const std::string& text) {
    return parted(kind, part(kPlain, "Meeting") + part("Content-Type: " + head, text));
  };
  for (const char* kind : {"alternative", "mixed"}) {
    expect_pass(with(kind, "text/calendar; method=REQUEST",
                     calendar + "ATTENDEE;CN=Press desk:mailto:press@example.net\r\n" + ends));
    for (const std::string& line :
         {"COMMENT:" + escaped, "X-KEPT:" + escaped, "ATTENDEE;X-KEPT=\"" + kSaid + "\":mailto:press@example.net"})
      expect_rule(with(kind, "text/calendar; method=REQUEST", calendar + line + "\r\n" + ends), "between-parts",
                  Severity::kHold, Verdict::kHold);
  }
  expect_rule(with("mixed", "text/vcard", card + "X-ABOUT:" + escaped + "\r\nEND:VCARD\r\n"), "between-parts",
              Severity::kHold, Verdict::kHold);
  expect_rule(card + "X-ABOUT:" + escaped + "\r\nEND:VCARD\r\n", "text-hidden", Severity::kHold, Verdict::kHold);
  expect_rule(card + "NOTE:" + escaped + "\r\nEND:VCARD\r\n", "people-visible", Severity::kNote, Verdict::kPass);
  expect_pass(with("mixed", "text/enriched", "<fontfamily><param>Some Sans</param>Opening hours</fontfamily>\r\n"));
  expect_rule(with("mixed", "text/enriched", "<x><param>" + kSaid + "</param>Opening hours</x>\r\n"), "between-parts",
              Severity::kHold, Verdict::kHold);
  const std::string headings = "From: ann@example.org\r\nTo: press@example.net\r\nSubject: A notice\r\n";
  for (const char* kind : {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}) {
    expect_pass(with("report", kind, report));
    expect_rule(with("report", kind, report + "X-Kept: " + kSaid + "\r\n"), "between-parts", Severity::kHold,
                Verdict::kHold);
  }
  expect_pass(with("report", "text/rfc822-headers", headings));
  expect_rule(with("report", "text/rfc822-headers", headings + "Bcc: chief@example.org\r\n"), "hidden-recipient",
              Severity::kHold, Verdict::kHold);
}

TEST(Mail, LooksIntoWhatIsAttached) {
  using test::data;
  using test::row;
  const std::string book = test::workbook(data(row(1, {"a"})), data(row(1, {"b", "c"})), "hidden").finish();
  expect_held(parted("mixed", part(kPlain, "x") +
                                  part("Content-Type: application/octet-stream; name=\"=?utf-8?Q?list=2Exlsx?=\"\r\n"
                                       "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64",
                                       base64(as_bytes(book)))),
              "sheet-hidden", "(list.xlsx › xl/worksheets/sheet2.xml)", 2);
  expect_rule(parted("mixed", part("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "x")),
              "encrypted", Severity::kUnknown, Verdict::kUnknown);
}

TEST(Mail, IsUnknownWhenDamaged) {
  const std::string whole = parted("mixed", part(kPlain, "a letter"));
  // Parsers take what is no type for plain text, and pass over what stands behind it.
  for (const char* type :
       {"text.plain; kept=\"Invented Secret\"", "text/; kept=x", "/plain; kept=x", "text/plain/x; kept=x"})
    EXPECT_NE(checked(parted("mixed", part(std::string("Content-Type: ") + type, "a letter"))).verdict, Verdict::kPass)
        << type;
  expect_pass(parted("mixed", part("Content-Type: text", "a letter")));
  const auto placed = [](const std::string& how) {
    return parted("mixed", part("Content-Type: text/plain\r\nContent-Disposition: " + how, "a letter"));
  };
  for (const char* how : {"inline; kept=\"Invented Secret", "inline; ke pt=\"Invented Secret\"", "inline; =Invented",
                          "inline; kept=", "inline; \"Invented Secret\"", "in line; kept=x"})
    EXPECT_NE(checked(placed(how)).verdict, Verdict::kPass) << how;
  expect_pass(placed("inline; size=20; modification-date=\"Thu, 1 Jan 2026 10:00:00 +0000\""));
  expect_rule(placed("inline; kept=Invented"), "mail-trail", Severity::kNote, Verdict::kPass);
  expect_rule(parted("mixed", part("To: Inventedname Example, 4 Mill Lane\r\n" + std::string(kPlain), "a letter")),
              "between-parts", Severity::kHold, Verdict::kHold);
  // Of a heading that is damaged parsers show what they can make of it.
  for (const std::string& heading :
       {std::string("X-Kept: Inv\rented\r\n"), std::string("Date: Thu, 1 Jan 2026 10:00:00 +0000\rInventedname\r\n"),
        "X-Kept: Inv" + std::string(2, '\0') + "ented\r\n"})
    EXPECT_NE(checked(mail(heading, "x\r\n")).verdict, Verdict::kPass) << heading;
  expect_pass(mail("Cc: \"Example, Alan\" <a@example.org>,\r\n Chris Sample <b@example.org>\r\n", "x\r\n"));
  EXPECT_EQ(checked(whole).verdict, Verdict::kPass);
  EXPECT_EQ(checked(whole.substr(0, whole.size() - 20)).verdict, Verdict::kUnknown)
      << told(checked(whole.substr(0, whole.size() - 20)));
  std::string unbounded = whole;
  unbounded.replace(unbounded.find("boundary"), 8, "bondarry");
  EXPECT_NE(found(checked(unbounded), "unexplained"), nullptr) << told(checked(unbounded));
}

// Files and messages that stand in a text as letters: a reader of the page sees none of it, a program gets all.
TEST(Mail, IsUnknownWhereAFileStandsInItsTextAsLetters) {
  const std::string file =
      "begin 644 pay.csv\n"
      "M4W5R;F%M92Q&;W)E;F%M97,L5V%R<F%N=\"!N=6UB97(*4F%V96QS=&]N+$-O\n"
      "G<G=E;BQ.33<S,3$Q, I2879E;'-T;VXL06EL<V$L3DTW,S$Q,3$*\n"
      "`\nend\n";
  const std::string message = "-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n=abcd\n-----END PGP MESSAGE-----\n";
  const std::string letter = "Please find the list below.\n\n";
  for (const std::string& text : {letter + file, file, letter + message, message,
                                  letter + "=ybegin line=128 size=92 name=pay.csv\nabc\n=yend size=92\n",
                                  letter + "begin-base64 644 pay.csv\nU3VybmFtZQ==\n====\n",
                                  letter + "-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n"}) {
    EXPECT_EQ(checked(text).verdict, Verdict::kUnknown) << text;
    EXPECT_EQ(checked(parted("mixed", part(kPlain, text))).verdict, Verdict::kUnknown) << text;
  }
  for (const std::string text : {"begin 100 days from now, as agreed\nwith the union\n", "begin 644\n",
                                 "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nAgreed.\n",
                                 "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"}) {
    EXPECT_NE(checked(letter + text).verdict, Verdict::kUnknown) << text;
    EXPECT_NE(checked(parted("mixed", part(kPlain, letter + text))).verdict, Verdict::kUnknown) << text;
  }
}

TEST(Mail, ReadsABoxOfMails) {
  const std::string from = "From ann@example.org Mon Mar  2 10:00:00 2026\n";
  expect_held(from + mail("", "one\n") + "\n" + from + mail("Bcc: x@example.org\r\n", "two\n"), "hidden-recipient",
              "(mail 2)", 2);
}

// “winmail.dat”: signature, key, attributes with their sums.
std::string number(std::size_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}
std::string attribute(std::uint32_t id, const std::string& data) {
  std::size_t sum = 0;
  for (const char c : data) sum += static_cast<unsigned char>(c);
  return "\2" + number(id, 4) + number(data.size(), 4) + data + number(sum & 0xffff, 2);
}
std::string text_property(std::uint32_t id, std::string words) {
  const std::size_t size = words.size();
  words.resize((size + 3) / 4 * 4);
  return number(0x1e, 2) + number(id, 2) + number(1, 4) + number(size, 4) + words;
}

TEST(Mail, OpensWinmailDat) {
  const std::string book =
      test::workbook(test::data(test::row(1, {"a"})), test::data(test::row(1, {"b", "c"})), "hidden").finish();
  const std::string begin = number(0x223e9f78, 4) + number(1, 2);
  expect_pass(begin + attribute(0x18004, std::string("A notice\0", 9)));
  const std::string whole = begin + attribute(0x69002, std::string(14, '\0')) +
                            attribute(0x18010, std::string("PAY~1.XLS\0", 10)) + attribute(0x6800f, book) +
                            attribute(0x69005, number(1, 4) + text_property(0x3707, std::string("pay.xlsx\0", 9)));
  expect_held(whole, "sheet-hidden", "(pay.xlsx › xl/worksheets/sheet2.xml)", 2);
  EXPECT_EQ(checked(whole.substr(0, whole.size() / 2)).verdict, Verdict::kUnknown);
  std::string changed = whole;
  changed[40] ^= 1;
  EXPECT_EQ(checked(changed).verdict, Verdict::kUnknown);
  expect_held(
      parted("mixed", part("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
                           base64(as_bytes(whole)))),
      "sheet-hidden", "winmail.dat › pay.xlsx", 2);
}

// What Outlook keeps beside the text and the attachments, and no program shows.
TEST(Mail, HoldsWordsInWinmailDatThatNobodyShows) {
  const std::string sentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May",
                    begin = number(0x223e9f78, 4) + number(1, 2) + attribute(0x18004, sentence.substr(0, 9));
  const auto named = [&](const std::string& name) {
    std::string wide_name;
    for (const char c : name + '\0') wide_name += {c, '\0'};
    wide_name.resize((wide_name.size() + 3) / 4 * 4);
    return number(1, 4) + number(3, 2) + number(0x8000, 2) + std::string(16, '\0') + number(1, 4) +
           number(2 * (name.size() + 1), 4) + wide_name + number(7, 4);
  };
  for (const std::string& more :
       {attribute(0x78008, sentence), attribute(0x69004, sentence),
        attribute(0x69003, number(1, 4) + text_property(0x1234, sentence + '\0')), attribute(0x69003, named(sentence))})
    expect_held(begin + more, "between-parts", "words in properties that no mail program shows", 1);
  expect_pass(begin + attribute(0x69003, number(1, 4) + text_property(0x70, sentence.substr(0, 9) + '\0')) +
              attribute(0x78008, "IPM.Microsoft Mail.Note"));
}

TEST(Page, PassesWithWhatItShows) {
  expect_pass(
      "<!DOCTYPE html><html><head><title>Opening hours</title><style>.big{font-size:20px} @media "
      "print{.no-print{display:none}}</style></head>"
      "<body><h1 style='color:white;background:#004'>Hours</h1><p class=no-print>Open from nine to five.</p>"
      "<table bgcolor=black><tr><td><font color=white>North</font></td></tr></table></body></html>");
}

TEST(Page, HoldsWhatItHides) {
  const auto with = [](const std::string& body, const std::string& head = "") {
    return "<html><head>" + head + "</head><body><p>Seen</p>" + body + "</body></html>";
  };
  expect_held(with("<div hidden><p>one</p><p>two</p></div>"), "text-hidden", "does not show", 2);
  expect_held(with("<p class='note gone'>one</p>", "<style>h1,.gone { color:red; display : none }</style>"),
              "text-hidden", "does not show", 1);
  expect_held(with("<template>one</template>"), "text-hidden", "", 1);
  const std::string table = "<table class='x'><tr><td>a <span class='q'>one</span></td></tr></table>";
  expect_held(with(table, "<style>table.x td span.q{display:none}</style>"), "text-hidden", "", 1);
  expect_held(with(table, "<style>.x > tbody td, td > span{color:#fefefe}</style>"), "text-unseen", "", 1);
  expect_held(with(table, "<style>td *{font-size:1px}</style>"), "text-tiny", "", 1);
  test::expect_pass(
      with(table, "<style>div.x span.q{display:none} table > span{display:none} span:hover{display:none}</style>"));
  EXPECT_EQ(checked(with(table, "<style>td span:nth-child(1){display:none}</style>")).verdict, Verdict::kUnknown);
  expect_held(with("<p style='color:#FFFFFF'>one</p>"), "text-unseen", "", 1);
  expect_held(with("<div style='background:rgb(0, 51, 102)'><span style='color:#003366'>one</span> two</div>"),
              "text-unseen", "", 1);
  expect_held(with("<p style='position:absolute; left:-9999px'>one</p>"), "text-unseen", "", 1);
  expect_held(with("<p style='font-size:1px'>one</p>"), "text-tiny", "", 1);
  for (const char* style : {"clip-path:inset(100%)", "clip-path: circle(0)", "transform:scale(0)",
                            "transform: translateX(-9999px)", "filter:opacity(0%)", "margin-left:-9999px",
                            "color:rgba(0, 0, 0, 0)", "color:rgb(0 0 0 / 0%)", "color:#00000000"})
    expect_held(with(std::string("<p style='") + style + "'>one</p>"), "text-unseen", "", 1);
  expect_pass(
      with("<p style='transform:scale(0.9) "
           "translateX(10px);filter:opacity(90%);color:rgba(0,0,0,0.8);clip-path:inset(5%)'>one</p>"));
  expect_held(
      with("<p class=gone>one</p>", "<style>@media screen { .gone{display:none} } .big{font-size:20px}</style>"),
      "text-hidden", "", 1);
  expect_held(with("<dialog>one</dialog>"), "text-hidden", "", 1);
  expect_held(with("<!-- the names of the two complainants were taken out here -->"), "source-comment", "", 1);
  expect_held(with("<form><input type=hidden name=case value=12345></form>"), "hidden-input", "", 2);
  expect_held(with("<a href='data:text/plain;base64,b25lIHR3bw=='>x</a>"), "embedded-object", "behind a link", 1);
  std::string list;
  for (int i = 0; i < 12; ++i) list += "{name: 'A. Invented', mail: 'a" + std::to_string(i) + "@example.org'},\n";
  expect_rule(with("<script>var all = [" + list + "]</script>"), "script-text", Severity::kHold, Verdict::kHold);
  expect_rule(with("<script>var all = ['north']</script>"), "script-text", Severity::kNote, Verdict::kPass);
}

TEST(Mail, TellsWhatIsAttachedAndWhoSigned) {
  const std::string words = "unit,posts\r\nNorth,3\r\nSouth,4\r\n",
                    file = parted("mixed", part(kPlain, "x") + part("Content-Type: text/csv; name=\"units.csv\"\r\n"
                                                                    "Content-Disposition: attachment",
                                                                    words));
  expect_told(file, "attachment", "units.csv");
  const std::string box = "From ann@example.org Mon Mar  2 10:00:00 2026\n" + file;
  EXPECT_EQ(checked(box).kind, "mbox");
  expect_told(box, "attachment", "units.csv");
  const std::string winmail = number(0x223e9f78, 4) + number(1, 2) + attribute(0x69002, std::string(14, '\0')) +
                              attribute(0x18010, std::string("units.csv\0", 10)) + attribute(0x6800f, words);
  EXPECT_EQ(checked(winmail).kind, "tnef");
  expect_told(winmail, "attachment", "units.csv");
  EXPECT_EQ(found(checked(parted("mixed", part(kPlain, "x"))), "attachment"), nullptr);
  for (const char* kind : {"application/pkcs7-signature", "application/pgp-signature"})
    expect_told(parted("signed", part(kPlain, "x") + part(std::string("Content-Type: ") + kind, "abcd")), "signature",
                "names the signer");
  expect_told(
      parted("mixed", part(kPlain, "x") + part("Content-Type: message/external-body; access-type=local-file;\r\n"
                                               " name=\"/home/invented/list.csv\"",
                                               "Content-Type: text/csv\r\n\r\n")),
      "external-target", "lies elsewhere");
}
TEST(Page, TellsWhoWroteItAndWhereItWas) {
  expect_told("<html><head><meta name=author content='Beatrix Kowalczyk-Vane'></head><body>Hours</body></html>",
              "author", "");
  for (const char* address : {"file:///C:/Users/Inventedname/list.doc", "\\\\server\\Inventedname\\list.doc"})
    expect_told(std::string("<html><body><a href='") + address + "'>Hours</a></body></html>", "external-target",
                "an address on a computer or server");
}

}  // namespace
}  // namespace tipstaff::disclosure
