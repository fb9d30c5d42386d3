// What programs write into every file of theirs, and nobody said: it passes, and somebody's words in its place do not.
#include "base/bytes.h"
#include "disclosure/test_check.h"
#include "test_pdf.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::data;
using test::expect_pass;
using test::kSheetMl;
using test::kWordMl;
using test::letter;
using test::PdfMaker;
using test::row;
using test::told;
using test::workbook;

const std::string kSaid = "ask Inventedname, staff number 410007";

void expect_caught(const std::string& file, const std::string& what) {
  const FileReport report = checked(file);
  EXPECT_NE(report.verdict, Verdict::kPass) << what << ": " << told(report);
}

// Ghostscript's command, qpdf's numbers: in front of objects.
TEST(Ordinary, LinesOfProgramsInPdf) {
  const auto with = [](const std::string& line) {
    return PdfMaker(test::text_at(72, 700, "Dear Sir")).raw(line + "\n").finish();
  };
  for (const std::string& line : std::vector<std::string>{
           "%%Invocation: gs -q -P- -dSAFER -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sstdout=? -sOutputFile=? -",
           ("%%Invocation: path/gs -dBATCH -dColorConversionStrategy=/LeaveColorUnchanged "
            "-dAutoFilterColorImages=false "
            "-dDownsampleMonoImages=false -f ?\n%%+ -dAutoFilterGrayImages=false -I ? ?"),
           "%%Invocation: gswin32c -dDisplayFormat=198788 -P- -dCompatibilityLevel=1.5 ?",
           "%% Original object ID: 12 0", "%% Contents for page 7", "%% Page 3"})
    expect_pass(with(line));
  for (const std::string& line : std::vector<std::string>{
           "%% " + kSaid, "%%Invocation: " + kSaid, "%%Invocation: gs -sOutputFile=? " + kSaid, "%%+ " + kSaid,
           std::string("%%+ -sKept=Inventedname-410007 -sUnit=Example-Invented of North"),
           std::string("%%+ -Inventedname -Example"), "%% Page 3 " + kSaid, "%% Original object ID: " + kSaid})
    expect_caught(with(line), line);
}

TEST(Ordinary, BannersOfTex) {
  const auto with = [](const std::string& key, const std::string& words) {
    return PdfMaker(test::text_at(72, 700, "Dear Sir"))
        .set(7, "<< /Producer (p) /" + key + " (" + words + ") >>")
        .trailer("/Info 7 0 R")
        .finish();
  };
  expect_pass(with("PTEX.Fullbanner", "This is pdfTeX, Version 3.141592653-2.6-1.40.24 kpathsea version 6.3.4"));
  expect_pass(with("PTEX.FullBanner", "This is LuaHBTeX, Version 1.15.0"));
  expect_pass(with("BIDI.Fullbanner", "This is the bidi package, Version 39.6"));
  for (const char* key : {"PTEX.Fullbanner", "PTEX.FullBanner", "BIDI.Fullbanner", "PTEX.Other"})
    expect_caught(with(key, kSaid), key);
  expect_caught(with("PTEX.Fullbanner", "This is what Inventedname said, TeX Version or not"),
                "no program's name before the version");
}

// What a page is to be printed on, by its name; marks that do not close, and a drawing in a font that is not there.
TEST(Ordinary, NamesOfPrintInPdf) {
  const std::string page = test::text_at(72, 700, "Dear Sir");
  const auto intent = [&](const std::string& words) {
    return PdfMaker(page)
        .catalogue("/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier (x) /Info (" +
                   words + ") >>]")
        .finish();
  };
  for (const char* words : {"U.S. Web Coated (SWOP) v2", "Coated FOGRA39 (ISO 12647-2:2004)", "Japan Color 2001 Coated",
                            "IEC 61966-2.1 Default RGB colour space - sRGB"})
    expect_pass(intent(words));
  for (const char* words : {"Inventedname < of North", "the officer who complained is Inventedname"})
    expect_caught(intent(words), words);
  expect_caught(PdfMaker(page)
                    .page("/Annots [7 0 R]")
                    .set(7, "<< /Type /Annot /Subtype /Text /Rect [72 600 92 620] /RC (<bo" + std::string(3, '\0') +
                                "the officer who complained, Inventedname</p>) >>")
                    .finish(),
                "a mark with zeros in it");
  const auto unused = [&](const std::string& content) {
    return PdfMaker(page)
        .stream(7, "/Type /XObject /Subtype /Form /BBox [0 0 400 20]", content)
        .catalogue("/Mine 7 0 R")
        .finish();
  };
  expect_pass(unused("/Tx BMC q BT /F9 12 Tf () Tj ET Q EMC"));
  expect_caught(unused("BT /F9 12 Tf (the officer who complained is Inventedname) Tj ET"), "a font that is not there");
}

// Glyphs drawn by a font's own procedures, whose dictionary stands by itself.
TEST(Ordinary, GlyphsOfTypeThreeFonts) {
  const auto with = [](const std::string& fonts) {
    return PdfMaker("BT /F3 12 Tf 72 700 Td (a) Tj ET\n" + test::text_at(72, 600, "Dear Sir"))
        .set(6, "<< /Font << /F1 5 0 R /F3 7 0 R >> >>")
        .set(7,
             "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 "
             "/LastChar 97 /Widths [10] /Encoding << /Type /Encoding /Differences [97 /a21] >> " +
                 fonts + " >>")
        .set(8, "<< /a21 9 0 R >>")
        .stream(9, "", "10 0 0 0 10 10 d1 0 0 10 10 re f")
        .finish();
  };
  EXPECT_EQ(test::found(checked(with("/CharProcs 8 0 R")), "private-data"), nullptr)
      << told(checked(with("/CharProcs 8 0 R")));
  expect_caught(with("/CharProcs << /a21 9 0 R >> /Mine 8 0 R"), "the same under a key that nobody knows");
}

// OpenOffice wrote document types into packages until 2008.
TEST(Ordinary, DocumentTypesOfOpenOffice) {
  const auto with = [](const std::string& type) {
    test::ZipMaker zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.text", false);
    zip.add("content.xml",
            "<o:document-content xmlns:o='urn:office' xmlns:p='urn:text'><o:body><o:text><p:p>Dear "
            "Sir</p:p></o:text></o:body></o:document-content>");
    return zip
        .add("META-INF/manifest.xml", type +
                                          "<manifest:manifest xmlns:manifest='urn:m'><manifest:file-entry "
                                          "manifest:full-path='/' manifest:media-type='x'/></manifest:manifest>")
        .finish();
  };
  const std::string id =
      "<!DOCTYPE manifest:manifest PUBLIC \"-//OpenOffice.org//DTD Manifest 1.0//EN\" \"Manifest.dtd\"";
  expect_pass(with(id + ">"));
  expect_pass(with(id + " []>"));
  for (const std::string& type :
       {id + " [<!ENTITY a \"" + kSaid + "\">]>", id + " [<!ELEMENT a (b)>]>",
        id + " [<!ATTLIST a b CDATA \"" + kSaid + "\">]>", id + " [<!NOTATION n SYSTEM \"" + kSaid + "\">]>",
        "<!DOCTYPE manifest:manifest PUBLIC \"" + kSaid + "\" \"Manifest.dtd\">",
        "<!DOCTYPE manifest:manifest SYSTEM \"" + kSaid + "\">", std::string("<!DOCTYPE Inventedname>")})
    expect_caught(with(type), type);
  expect_caught(with(id + " [<!-- " + kSaid + " -->]>"), "a comment in it");
  expect_caught(with(id + " [<?note " + kSaid + "?>]>"), "an instruction in it");
  expect_caught(with("<!-- " + kSaid + " -->"), "a comment in front");
}

TEST(Ordinary, AttributesOfOpenDocument) {
  const auto with = [](const std::string& attributes) {
    test::ZipMaker zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.text", false);
    zip.add("content.xml",
            "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
            "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
            "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "
            "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "
            "xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0'><office:body><office:text><text:p>"
            "Dear Sir "
            "<draw:custom-shape " +
                attributes + " svg:width='3cm' svg:height='2cm'><draw:enhanced-geometry draw:enhanced-path='" +
                (attributes.find("path:") == 0 ? attributes.substr(5) : "AL 0 0 10 10 0 90 WR 1 2 3 4 QX ?f1 ?f2 Z N") +
                "'/></draw:custom-shape></text:p></office:text></office:body></office:document-content>");
    return zip.add("META-INF/manifest.xml", "<manifest><file-entry full-path='/' media-type='x'/></manifest>").finish();
  };
  for (const std::string& attributes : std::vector<std::string>{
           "draw:transform='rotate (-1.5707963267949) translate (9.25cm 2.79cm)'",
           "draw:transform='skewX (-0.0005) rotate (-1.558) translate (-1.876cm 12.052cm)'",
           "style:protect='position size'", "draw:fill-image-ref-point='center' style:position='center center'"})
    expect_pass(with(attributes));
  for (const char* name : {"draw:transform", "style:protect", "style:position", "draw:class-id"})
    expect_caught(with(std::string(name) + "='" + kSaid + "'"), name);
}

TEST(Ordinary, FormulasInOpenDocument) {
  const auto with = [](const std::string& root, const std::string& type) {
    test::ZipMaker zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.text", false);
    zip.add("content.xml",
            "<o:document-content xmlns:o='urn:office' xmlns:p='urn:text'><o:body><o:text><p:p>Dear "
            "Sir</p:p></o:text></o:body></o:document-content>");
    zip.add("Object 1/content.xml", root);
    return zip
        .add("META-INF/manifest.xml",
             "<manifest><file-entry full-path='/' media-type='x'/><file-entry full-path='Object 1/' media-type='" +
                 type + "'/></manifest>")
        .finish();
  };
  const std::string math =
                        "<math xmlns='http://www.w3.org/1998/Math/MathML'><mrow><mi>x</mi><mo>=</mo><mtext>otherwise "
                        "as above</mtext></mrow>",
                    formula = "application/vnd.oasis.opendocument.formula";
  expect_pass(with(math + "</math>", formula));
  expect_caught(with(math + kSaid + "</math>", formula), "words beside the formula");
  expect_caught(with("<other>" + kSaid + "</other>", formula), "no formula");
  expect_caught(with(math + "</math>", "application/vnd.oasis.opendocument.text"), "a formula in a document's place");
}

// Pandoc lists the links of the text with its footnotes as well.
TEST(Ordinary, LinksListedTwice) {
  const auto with = [](const std::string& target) {
    return letter("<w:p><w:hyperlink r:id='rId7' xmlns:r='urn:r'><w:r><w:t>our page</w:t></w:r></w:hyperlink></w:p>")
        .add("word/footnotes.xml", kWordMl + "footnotes+xml", "<w:footnotes xmlns:w='urn:w'/>")
        .relation("word/document.xml", "rId7", "hyperlink", "https://council.invented.example/", true)
        .relation("word/footnotes.xml", "rId7", "hyperlink", target, true)
        .finish();
  };
  expect_pass(with("https://council.invented.example/"));
  expect_caught(with("https://council.invented.example/staff/410007"), "a link that nothing uses");
}

TEST(Ordinary, WhatOfficeWritesByRote) {
  const std::string rows = data(row(1, {"rank", "unit"}) + row(2, {"Constable", "North"}));
  const auto book = [&](const std::string& name, const std::string& type, const std::string& content) {
    return workbook(rows).add(name, type, content).finish();
  };
  const std::string main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'";
  const auto table = [&](const std::string& formula) {
    return book("xl/tables/table1.xml", kSheetMl + "table+xml",
                "<table " + main +
                    " id='1' name='T' displayName='T' ref='A1:B2'><tableColumns count='1'><tableColumn id='1' "
                    "name='unit'><calculatedColumnFormula>" +
                    formula + "</calculatedColumnFormula></tableColumn></tableColumns></table>");
  };
  expect_pass(
      table("VLOOKUP(Table_Query_from_Stores[[#This Row],[Highlighted Counties]],Table_External[#All],2,FALSE)"));
  expect_caught(table("IF(TRUE,1,\"" + kSaid + "\")"), "a formula's text");
  const auto styles = [&](const std::string& name) {
    return workbook(rows)
        .add("ppt/tableStyles.xml", "vnd.openxmlformats-officedocument.presentationml.tableStyles+xml",
             "<a:tblStyleLst xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:tblStyle styleId='{1}' "
             "styleName='" +
                 name + "'/></a:tblStyleLst>")
        .finish();
  };
  expect_pass(styles("Medium Style 2 - Accent 1"));
  expect_caught(styles(kSaid), "a style's name");
}

TEST(Ordinary, OtherNamesOfStyles) {
  const auto with = [](const std::string& names) {
    const std::string space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    return letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>")
        .add("word/styles.xml", kWordMl + "styles+xml",
             "<w:styles " + space + "><w:style w:styleId='a'><w:aliases w:val='" + names + "'/></w:style></w:styles>")
        .finish();
  };
  expect_pass(with("Heading1,H1-Heading 1,1,h1,Header 1,Legal Line 1,head 1,Heading No. L1,list 1,11,12,13,111,14"));
  expect_caught(with("Heading1,h1,the officer who complained is Inventedname of North"), "a sentence");
  expect_caught(with("Heading1,h1,Header 1,Legal Line 1,head 1,a.clerk@invented.example,some more of them"),
                "an address");
}

TEST(Ordinary, DataOfLibrariesAndCovers) {
  const auto with = [](const std::string& item) {
    return letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>").add("customXml/item1.xml", "xml", item).finish();
  };
  const std::string forms =
      "<?mso-contentType?><FormTemplates "
      "xmlns='http://schemas.microsoft.com/sharepoint/v3/contenttype/forms'><Display>DocumentLibraryForm</Display>";
  const std::string cover =
                        "<CoverPageProperties "
                        "xmlns='http://schemas.microsoft.com/office/2006/"
                        "coverPageProps'><PublishDate>2024-08-20T00:00:00</PublishDate><Abstract>",
                    cover_end = "</Abstract></CoverPageProperties>";
  const std::string
      fields =
          "<p:properties xmlns:p='http://schemas.microsoft.com/office/2006/metadata/properties'><documentManagement>",
      fields_end = "</documentManagement></p:properties>";
  const std::string sources =
      "<b:Sources SelectedStyle='\\APA.XSL' StyleName='APA' "
      "xmlns:b='http://schemas.openxmlformats.org/officeDocument/2006/bibliography'>";
  for (const std::string& item :
       {forms + "</FormTemplates>", cover + cover_end, fields + fields_end, sources + "</b:Sources>"})
    expect_pass(with(item));
  for (const std::string& item :
       {forms + "<Edit>Inventedname</Edit></FormTemplates>", cover + kSaid + cover_end,
        fields + "<Owner>Inventedname</Owner>" + fields_end,
        sources + "<b:Source><b:Last>Inventedname</b:Last></b:Source></b:Sources>",
        std::string("<Other>Inventedname</Other>"), forms + kSaid + "<New>ListForm</New></FormTemplates>",
        sources + kSaid + "</b:Sources>", forms + "<!-- " + kSaid + " --></FormTemplates>"})
    EXPECT_NE(
        test::found(checked(with(item)), item.find("<!--") == std::string::npos ? "custom-xml" : "source-comment"),
        nullptr)
        << item << told(checked(with(item)));
}

// Comments of the programs that made a page, and licences by their whole form.
TEST(Ordinary, CommentsOfPrograms) {
  const auto page = [](const std::string& said) {
    return "<!DOCTYPE html><html><body><!-- " + said + " --><p>Dear Sir</p></body></html>";
  };
  const auto part = [](const std::string& said) {
    return workbook("<!-- " + said + " -->" + data(row(1, {"rank"}))).finish();
  };
  for (const std::string& said : std::vector<std::string>{
           "Created by GNU Texinfo 6.8, https://www.gnu.org/software/texinfo/",
           "Converted with LaTeX2HTML 2022.2 (Released July 1, 2022)", "Generated by Some Program 7.1 Build 18362",
           "Permission is granted to copy, distribute and/or modify this document under the terms of the GNU Free "
           "Documentation License, Version 1.3 or any later version."}) {
    expect_pass(page(said));
    expect_pass(part(said));
  }
  for (const std::string& said :
       std::vector<std::string>{"these words stand here because the licence of Inventedname was taken away",
                                "Generated by Inventedname, staff number 410007, on demand of the panel",
                                "Created by the panel. The officer who complained lives at an invented place.",
                                "Copyright 2024, ask a.clerk@invented.example for the list of officers"}) {
    expect_caught(page(said), "page: " + said);
    expect_caught(part(said), "part: " + said);
  }
}

// Lists of parts and of relations, in which no words stand.
TEST(Ordinary, ListsOfParts) {
  const auto with = [](const std::string& types, const std::string& relations) {
    return test::ZipMaker()
        .add("[Content_Types].xml",
             "<Types><Default Extension='rels' "
             "ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override "
             "PartName='/word/document.xml' ContentType='application/" +
                 kWordMl + "document.main+xml'/>" + types + "</Types>")
        .add("_rels/.rels",
             "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='word/document.xml'/>" +
                 relations + "</Relationships>")
        .add("word/document.xml",
             "<w:document xmlns:w='urn:w'><w:body><w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p></w:body></w:document>")
        .finish();
  };
  expect_pass(with("", ""));
  for (const std::string& words : {kSaid, "<note said='" + kSaid + "'/>",
                                   "<Default Extension='txt' ContentType='text/plain' said='" + kSaid + "'/>"}) {
    expect_caught(with(words, ""), "types: " + words);
    expect_caught(with("", words), "relations: " + words);
  }
}

TEST(Ordinary, AttributesOfIdleData) {
  const auto with = [](const std::string& attributes) {
    return letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>")
        .add("customXml/item1.xml", "xml", "<b:Sources " + attributes + " xmlns:b='urn:b'/>")
        .finish();
  };
  expect_pass(with("SelectedStyle='\\APA.XSL' StyleName='Harvard - Anglia'"));
  expect_caught(with("Note='" + kSaid + "'"), "an attribute");
  expect_caught(with("StyleName='" + kSaid + "'"), "a style's name");
}

// Colours and fonts that nothing leads to, as converters leave them.
TEST(Ordinary, ThemesThatNothingLeadsTo) {
  const auto with = [](const std::string& inside, const std::string& attribute) {
    return letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>")
        .stray("word/theme/theme2.xml", "vnd.openxmlformats-officedocument.theme+xml",
               "<a:theme xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' " + attribute + ">" + inside +
                   "</a:theme>")
        .finish();
  };
  expect_pass(with("<a:latin typeface='Some Face'/>", "name='Office'"));
  expect_caught(with(kSaid, ""), "text in it");
  expect_caught(with("", "name='" + kSaid + "'"), "an attribute of it");
}

}  // namespace
}  // namespace tipstaff::disclosure
