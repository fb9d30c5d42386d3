// Presentations of PowerPoint 97 to 2003, made record by record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_check.h"
#include "test_compound.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::CompoundMaker;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::le;
using test::told;
using test::wide;

std::string atom(unsigned type, const std::string& data, unsigned instance = 0) {
  return le(instance << 4, 2) + le(type, 2) + le(data.size(), 4) + data;
}
std::string group(unsigned type, const std::string& data, unsigned instance = 0) {
  return le(instance << 4 | 0xf, 2) + le(type, 2) + le(data.size(), 4) + data;
}

// A shape with a text, at `left` of a slide 5760 wide; its properties.
std::string shape(const std::string& text, int left = 100, const std::string& properties = "") {
  const std::string anchor =
      le(100, 2) + le(static_cast<std::uint64_t>(left), 2) + le(static_cast<std::uint64_t>(left) + 500, 2) + le(600, 2);
  const std::string look =
      properties.empty() ? "" : atom(0xf00b, properties, static_cast<unsigned>(properties.size() / 6));
  return group(0xf004, atom(0xf00a, le(1, 8)) + look + atom(0xf010, anchor) +
                           group(0xf00d, atom(0x0f9f, le(0, 4)) + atom(0x0fa8, text)));
}
std::string slide(const std::string& shapes, unsigned show = 0, const std::string& more = "") {
  return group(0x03ee, atom(0x03ef, std::string(24, '\0')) + atom(0x03f9, le(0, 10) + le(show, 2) + le(0, 4)) +
                           group(0x040c, group(0xf002, group(0xf003, shapes))) + more);
}

// Objects in a row; the first `live` of them belong to the last edit. Object 1 is the document, object 2 the slide.
CompoundMaker deck(const std::vector<std::string>& objects, std::size_t live, const std::string& more = "") {
  const std::string persist = atom(0x03f3, le(2, 4) + le(0, 4) + le(0, 4) + le(256, 4) + le(0, 4));
  std::string stream, list = le(1 | (live + 1) << 20, 4) + le(0, 4);
  stream = group(0x03e8, atom(0x03e9, le(5760, 4) + le(4320, 4) + std::string(32, '\0')) +
                             group(0x0ff0, persist + atom(0x0f9f, le(0, 4)) + atom(0x0fa0, wide("Outline"))) + more);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (i < live) list += le(stream.size(), 4);
    stream += objects[i];
  }
  const std::size_t directory = stream.size();
  stream += atom(0x1772, list);
  const std::size_t edit = stream.size();
  stream += atom(0x0ff5, le(256, 4) + le(0, 4) + le(0, 4) + le(directory, 4) + le(1, 4) + le(9, 4) + le(0, 4));
  const std::string user = atom(
      0x0ff6, le(20, 4) + le(0xe391c05f, 4) + le(edit, 4) + le(0, 2) + le(1012, 2) + le(3, 2) + le(0, 2) + le(8, 4));
  return CompoundMaker().add("Current User", user).add("PowerPoint Document", stream);
}
std::string deck_of(const std::vector<std::string>& objects) { return deck(objects, objects.size()).finish(); }

TEST(CheckPpt, PassesWhatHidesNothing) {
  expect_pass(deck_of({slide(shape("Visible words"))}));
  EXPECT_EQ(checked(deck_of({slide(shape("Visible words"))})).kind, "ppt");
}

TEST(CheckPpt, HoldsWhatAPresentationHides) {
  expect_held(deck_of({slide(shape("Hidden words"), 4)}), "slide-hidden", "slides 1 (PowerPoint Document)", 2);
  expect_held(
      deck_of({slide(shape("a")), group(0x03f0, group(0x040c, group(0xf002, group(0xf003, shape("say this")))))}),
      "speaker-notes", "PowerPoint Document", 1);
  const std::string comment = group(0x2ee0, atom(0x0fba, wide("A. Clerk"), 0) + atom(0x0fba, wide("psst"), 1));
  expect_held(deck_of({slide(shape("a"), 0, group(0x1388, atom(0x138b, comment)))}), "comment", "PowerPoint Document",
              2);
  expect_held(deck_of({slide(shape("off", 6000))}), "shape-hidden", "off the slide", 1);
  expect_held(deck_of({slide(shape("hidden", 100, le(0x3bf, 2) + le(0x20002, 4)))}), "shape-hidden",
              "PowerPoint Document", 1);
  expect_held(deck({slide(shape("a")), slide(shape("An earlier draft"))}, 1).finish(), "leftover-text",
              "earlier versions", 1);
  const std::string inner = test::old_workbook({{"One", test::biff_cell(0, 0, "x"), 1}});
  expect_held(deck_of({slide(shape("a")), atom(0x1011, inner)}), "sheet-hidden", "embedded object 3 › Workbook", 1);
  expect_held(deck_of({slide(shape("a")), atom(0x1011, inner)}), "embedded-object", "embedded object 3", 0);
}

const std::string kSentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May";

// A sentence in each place of a presentation that no slide shows: in the slide itself, among its shapes, in a shape.
TEST(CheckPpt, HoldsWordsInRecordsThatShowNone) {
  const auto tag = [](const std::string& name, const std::string& data) {
    return group(0x1388, group(0x138a, atom(0x0fba, wide(name)) + atom(0x138b, data)));
  };
  const std::string words = atom(0x0fba, wide(kSentence));
  const std::string on_slide[] = {
      words,  // its name
      atom(0x0fba, wide(kSentence), 3),
      atom(0x0fa0, wide(kSentence)),
      atom(0x0406, kSentence),
      atom(0x1785, kSentence),
      group(0x0410, group(0x0411, words)),                                       // a custom show
      group(0x07e4, group(0x07e6, words)),                                       // a sound's name
      group(0x0409, group(0x0fd7, atom(0x0fd3, le(1, 4)) + words)),              // a link's
      group(0x0409, group(0x0fcc, words)),                                       // an object's
      group(0x0fd9, atom(0x0fda, le(0, 4)) + atom(0x0fba, wide(kSentence), 2)),  // a footer that is off
      group(0x07d5, atom(0x0fb7, wide("Arial") + std::string(58, '\0') + wide(kSentence))),
      tag("___PPT9", atom(0x1785, kSentence)),
      tag("___PPT10", group(0xf144, atom(0xf142, '\3' + wide(kSentence)))),
      atom(0x040f, "<a note='" + kSentence + "'/>"),
      group(0x0ff2, atom(0x0ff3, std::string(16, '\0')) + words),
      atom(0x0fb8, kSentence),
  };
  for (const std::string& record : on_slide)
    expect_held(deck_of({slide(shape("a"), 0, record)}), "custom-xml", "PowerPoint Document", 1);
  const auto shaped = [&](const std::string& properties, const std::string& own) {
    return deck_of({slide(group(0xf004, atom(0xf00a, le(1, 8)) + properties +
                                            atom(0xf010, le(100, 2) + le(100, 2) + le(600, 2) + le(600, 2)) +
                                            group(0xf00d, atom(0x0f9f, le(0, 4)) + atom(0x0fa8, "a") + own)))});
  };
  const auto property = [&](unsigned id) {
    return atom(0xf00b, le(id | 0x8000, 2) + le(2 * kSentence.size(), 4) + wide(kSentence), 1);
  };
  expect_held(shaped(property(0x380), ""), "custom-xml", "PowerPoint Document", 1);
  expect_held(shaped(atom(0xf00b, kSentence, 0), ""), "custom-xml", "PowerPoint Document", 1);
  expect_held(shaped("", atom(0x0faa, kSentence)), "custom-xml", "PowerPoint Document", 1);
  expect_held(shaped("", atom(0x1015, le(0, 4) + wide(kSentence))), "custom-xml", "PowerPoint Document", 1);
  EXPECT_NE(found(checked(shaped(property(0x381), "")), "alternate-text"), nullptr);
  expect_held(deck_of({slide(shape("a"), 0, group(0x1388, group(0x1389, words)))}), "custom-property", "tags", 1);
  // On a master: a text for all slides is shown, one that holds a place is not.
  const auto master = [&](const std::string& own) {
    return group(
        0x03f8,
        group(0x040c,
              group(0xf002, group(0xf003, group(0xf004, atom(0xf00a, le(1, 8)) + own +
                                                            group(0xf00d, atom(0x0f9f, le(0, 4)) +
                                                                              atom(0x0fa0, wide(kSentence))))))));
  };
  expect_pass(deck_of({slide(shape("a")), master("")}));
  expect_held(deck_of({slide(shape("a")), master(group(0xf011, atom(0x0bc3, le(0, 8))))}), "custom-xml",
              "PowerPoint Document", 1);
}

TEST(CheckPpt, DoesNotPassRecordsThatNobodyKnows) {
  const auto verdict = [](const std::string& more) { return checked(deck_of({slide(shape("a"), 0, more)})).verdict; };
  EXPECT_EQ(verdict(atom(0x4321, "\1")), Verdict::kUnknown);
  EXPECT_EQ(verdict(group(0x4321, "")), Verdict::kUnknown);
  EXPECT_EQ(verdict(atom(0x07f0, std::string(32, '\0') + "\1")), Verdict::kUnknown);  // longer than it can be
  EXPECT_EQ(verdict(atom(0x07e7, "no sound")), Verdict::kUnknown);
  EXPECT_EQ(verdict(group(0x1388, group(0x138a, atom(0x0fba, wide("___PPT9")) + atom(0x138b, "\1\2\3")))),
            Verdict::kUnknown);
  EXPECT_EQ(verdict(group(0x0fd9, atom(0x0fda, le(0, 2) + le(0x21, 2)) + atom(0x0fba, wide("A footer that is on"), 2))),
            Verdict::kPass);
  EXPECT_EQ(verdict(group(0x07e4, group(0x07e6, atom(0x0fba, wide("Drum Roll.wav")) + atom(0x07e7, "RIFF")))),
            Verdict::kPass);
}

TEST(CheckPpt, SaysUnknownWhereItCannotSay) {
  const std::string locked = atom(0x0ff6, le(20, 4) + le(0xf3d1c4df, 4) + le(0, 4) + le(0, 8));
  const FileReport report =
      checked(CompoundMaker().add("Current User", locked).add("PowerPoint Document", "x").finish());
  EXPECT_EQ(report.verdict, Verdict::kUnknown);
  EXPECT_NE(found(report, "encrypted"), nullptr) << told(report);
  EXPECT_EQ(checked(CompoundMaker().add("PowerPoint Document", "x").finish()).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(deck({slide(shape("a"))}, 1)
                        .add("Pictures", std::string("not a picture, but a sentence that reads well"))
                        .finish())
                .verdict,
            Verdict::kHold);
  // An edit that leads to itself.
  const std::string edit = atom(0x0ff5, le(256, 4) + le(0, 4) + le(0, 4) + le(0, 4) + le(1, 4) + le(9, 4) + le(0, 4));
  const std::string user = atom(0x0ff6, le(20, 4) + le(0xe391c05f, 4) + le(0, 4) + le(0, 8));
  EXPECT_EQ(checked(CompoundMaker().add("Current User", user).add("PowerPoint Document", edit).finish()).verdict,
            Verdict::kUnknown);
}

TEST(HostilePpt, DamageNeverPasses) {
  const std::string whole = deck({slide(shape("Hidden words"), 4),
                                  group(0x03f0, group(0x040c, group(0xf002, group(0xf003, shape("say this"))))),
                                  slide(shape("An earlier draft"))},
                                 2)
                                .finish();
  ASSERT_EQ(checked(whole).verdict, Verdict::kHold);
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
    damaged.resize(at);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
  }
}

const std::string kSaid = "Beatrix Kowalczyk-Vane of 4 Mill Lane, Northmoor";

TEST(CheckPpt, TellsItsPropertiesAndWhatHangsBesideIt) {
  const auto with = [](const std::string& stream, const std::string& content) {
    return deck({slide(shape("a"))}, 1).add(stream, content).finish();
  };
  const std::string own = "\5DocumentSummaryInformation";
  expect_told(with("\5SummaryInformation", test::property_set(test::kSummarySet, {{6, test::property_text(kSaid)}})),
              "description", "comments, keywords", kSaid);
  expect_told(with(own, test::own_property("MSIP_Label_0a1b_Name", kSaid)), "sensitivity-label", "a sensitivity label",
              kSaid);
  expect_told(with("_xmlsignatures/1", "abcd"), "signature", "the signer's certificate");
  const std::string object =
      CompoundMaker()
          .add("\1Ole10Native", test::dropped_file("C:\\Users\\Inventedname\\list.txt", "A few words.\n"))
          .finish();
  expect_told(deck_of({slide(shape("a")), atom(0x1011, object)}), "absolute-path", "came from");
}

TEST(CheckPpt, TellsWhatItsDocumentSays) {
  const auto with = [](const std::string& record) { return deck({slide(shape("a"))}, 1, record).finish(); };
  expect_told(with(group(0x03ff, atom(0x0400, le(7, 4) + le(1, 4) + le(2, 4)))), "macro", "a macro project");
  EXPECT_EQ(found(checked(with(group(0x03ff, atom(0x0400, le(7, 4) + le(0, 4) + le(2, 4))))), "macro"), nullptr);
  expect_told(with(group(0x0409, group(0x0fee, atom(0x0fba, wide("ListBox1"), 1)))), "activex", "an ActiveX control");
  expect_told(with(group(0x0409, group(0x0fd7, atom(0x0fd3, le(1, 4)) +
                                                   atom(0x0fba, wide("C:\\Users\\Inventedname\\list.xls"), 1)))),
              "external-target", "where links lead", "Inventedname");
  // The password for changes stands in the file as it is ([MS-PPT] §2.4.23.1).
  expect_told(with(group(0x07d0, group(0x1388, group(0x138a, atom(0x0fba, wide("___PPT10")) +
                                                                 atom(0x138b, atom(0x0fba, wide("x7Kq"), 3)))))),
              "protection", "a password");
  const std::string comment =
      group(0x2ee0, atom(0x0fba, wide("Beatrix Kowalczyk-Vane"), 0) + atom(0x0fba, wide("not yet"), 1));
  expect_told(deck_of({slide(shape("a"), 0, group(0x1388, atom(0x138b, comment)))}), "comment-author",
              "the authors of comments", "Beatrix Kowalczyk-Vane");
  const FileReport plain = checked(with(""));
  for (const char* rule : {"macro", "activex", "external-target", "protection", "comment-author"})
    EXPECT_EQ(found(plain, rule), nullptr) << rule << told(plain);
}

// A picture with a part cut off, and one with a box over a part of it.
TEST(CheckPpt, HoldsPicturesThatAreCutOrCovered) {
  const auto placed = [](unsigned type, int left, int top, int right, int bottom, const std::string& look) {
    const auto at = [](int where) { return le(static_cast<std::uint64_t>(where), 2); };
    return group(0xf004, atom(0xf00a, le(1, 8), type) + atom(0xf00b, look, static_cast<unsigned>(look.size() / 6)) +
                             atom(0xf010, at(top) + at(left) + at(right) + at(bottom)));
  };
  const auto value = [](unsigned id, std::uint64_t number) { return le(id, 2) + le(number, 4); };
  const auto picture = [&](const std::string& more) {
    return placed(75, 500, 500, 3000, 2500, value(0x4104, 1) + more);
  };
  const std::string box = placed(1, 1000, 1000, 2000, 1500, value(0x181, 0) + value(0x1bf, 0x100010));
  expect_held(deck_of({slide(picture(value(0x102, 0x4000)))}), "picture-cropped", "a part cut off", 1);
  expect_held(deck_of({slide(picture("") + box)}), "picture-covered", "slide 1", 1);
  for (const std::string& shapes : {picture(""), box + picture("")})
    for (const char* rule : {"picture-cropped", "picture-covered"})
      EXPECT_EQ(found(checked(deck_of({slide(shapes)})), rule), nullptr)
          << rule << told(checked(deck_of({slide(shapes)})));
}

}  // namespace
}  // namespace tipstaff::disclosure
