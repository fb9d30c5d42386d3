#!/usr/bin/python3
"""make.py: makes the samples of this folder anew, with other programs than ours: openpyxl, XlsxWriter, python-docx (Debian's), LibreOffice.

Each holds one thing that its page does not show, or, named ok-…, something that looks like it and is ordinary. What is to be found, and
where, is in list.tsv. slides.mjs makes the slides. Invented people only.
"""
import io
import os
import struct
import subprocess
import tempfile
import zipfile
import zlib

import docx
import xlsxwriter
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"


def path(name):
    return os.path.join(HERE, name)


# Workbooks: seven rows of an answer, and something in A3 or beside it.
def book(name, change):
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Answer"
    for row in range(1, 8):
        sheet.cell(row, 1, f"Area {row}")
        sheet.cell(row, 2, row * 11)
    change(workbook, sheet)
    workbook.save(path(name + ".xlsx"))


def shown_as(code, value=SECRET):
    def change(_, sheet):
        sheet["A3"] = value
        sheet["A3"].number_format = code
    return change


def in_colour(colour, fill=None, size=11):
    def change(_, sheet):
        sheet["A3"] = SECRET
        sheet["A3"].font = Font(color=colour, size=size)
        if fill:
            sheet["A3"].fill = PatternFill("solid", fgColor=fill)
    return change


def under(cells, rule):
    return lambda _, sheet: sheet.conditional_formatting.add(cells, rule)


def workbooks():
    book("format-quotes", shown_as('"";"";"";""'))
    book("format-of-numbers", shown_as(";;", 987654))
    book("format-of-text", shown_as('0;0;0;""'))
    book("format-other-words", shown_as('"***";"***";"***";"***"'))
    book("format-under-five", shown_as('[<5]"<5";0', 3))
    book("format-in-white", shown_as("[White]@"))
    book("format-number-in-white", shown_as("[Color2]0.00", 987654))
    book("letters-nearly-white", in_colour("FFFEFEFE"))
    book("letters-tinted", in_colour(Color(theme=0, tint=-0.02)))
    book("letters-of-theme", in_colour(Color(theme=4), "FF4F81BD"))
    book("letters-tiny", in_colour("FF000000", size=1))
    book("condition-nearly-white", under("A1:A20", FormulaRule(formula=["TRUE"], font=Font(color="FFFEFEFE"))))
    book("condition-black", under("A3:A4", FormulaRule(formula=["TRUE"], fill=PatternFill(bgColor="FF000000"))))
    book("condition-bars-only", under("B1:B20", DataBarRule("min", None, "max", None, color="FF638EC6", showValue=False)))
    book("condition-icons-only", under("B1:B20", IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False)))

    def narrow(_, sheet):
        sheet["C3"] = SECRET
        sheet.column_dimensions["C"].width = 0.8
    book("column-narrow", narrow)

    def beside(_, sheet):
        sheet["Z60"] = SECRET
    book("cells-beside", beside)

    def window(workbook, _):
        workbook.views[0].visibility = "hidden"
    book("window-hidden", window)

    def ordinary(_, sheet):
        for row, (value, code) in enumerate([(0, "0;-0;;@"), (1, '"yes";;"no"'), (-3.5, "0.0;[Red]-0.0"), (0.123, "0.0%"), (1234.5, '"£"#,##0.00'), (5, '0" people"'), ("text", "@"), (12, "General;[Red]-General")], 1):
            sheet.cell(row, 4, value).number_format = code
        sheet["F1"] = "Heading"
        sheet["F1"].font = Font(color="FFFFFFFF")
        sheet["F1"].fill = PatternFill("solid", fgColor="FF1F4E78")
        sheet["F2"] = "pale"
        sheet["F2"].font = Font(color="FFBFBFBF")
        sheet.conditional_formatting.add("B1:B7", CellIsRule(operator="lessThan", formula=["5"], font=Font(color="FF9C0006"), fill=PatternFill(bgColor="FFFFC7CE")))
        sheet.conditional_formatting.add("B1:B7", DataBarRule("min", None, "max", None, color="FF638EC6"))
    book("ok-formats", ordinary)

    rich = xlsxwriter.Workbook(path("run-in-white.xlsx"))
    sheet = rich.add_worksheet("Answer")
    sheet.write(0, 0, "Area")
    sheet.write_rich_string(1, 0, "seen ", rich.add_format({"font_color": "#FFFFFF"}), SECRET)
    rich.close()


# Documents: one line that is seen, and one thing that is not.
def letter(name, change):
    document = docx.Document()
    document.core_properties.comments = ""
    document.add_paragraph("The answer to your request is below.")
    change(document)
    document.save(path(name + ".docx"))


def hidden(style):
    style.font.hidden = True


def white(style):
    style.font.color.rgb = RGBColor(255, 255, 255)


def tiny(style):
    style.font.size = Pt(1)


def of_characters(look):
    def change(document):
        style = document.styles.add_style("Quiet", WD_STYLE_TYPE.CHARACTER)
        look(style)
        document.add_paragraph("We hold ").add_run(SECRET, style="Quiet")
    return change


def of_paragraphs(look):
    def change(document):
        parent = document.styles.add_style("Parent", WD_STYLE_TYPE.PARAGRAPH)
        look(parent)
        child = document.styles.add_style("Child", WD_STYLE_TYPE.PARAGRAPH)
        child.base_style = parent
        document.add_paragraph(SECRET, style="Child")
    return change


def as_run(element, **attributes):
    def change(document):
        run = document.add_paragraph("We hold ").add_run(SECRET)
        added = OxmlElement("w:" + element)
        for key, value in attributes.items():
            added.set(qn("w:" + key), value)
        run._r.get_or_add_rPr().append(added)
    return change


def table(rows):
    def change(document):
        added = document.add_table(2, 2)
        added.cell(0, 0).text = "Area"
        rows(added)
    return change


def box(x, fill, colour):
    def change(document):
        drawing = f'''<w:r {nsdecls("w", "wp", "a")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing>
          <wp:anchor behindDoc="0"><wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
          <wp:positionV relativeFrom="page"><wp:posOffset>900000</wp:posOffset></wp:positionV><wp:extent cx="2000000" cy="500000"/><wp:docPr id="1" name="Box"/>
          <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill></wps:spPr>
          <wps:txbx><w:txbxContent><w:p><w:r><w:rPr><w:color w:val="{colour}"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>'''
        document.add_paragraph()._p.append(parse_xml(drawing))
    return change


def documents():
    for look in (hidden, white, tiny):
        letter("style-of-characters-" + look.__name__, of_characters(look))
        letter("style-of-paragraphs-" + look.__name__, of_paragraphs(look))
    letter("style-normal-hidden", lambda document: (hidden(document.styles["Normal"]), document.add_paragraph(SECRET)))
    letter("letters-of-three-points", as_run("sz", val="6"))
    letter("letters-squeezed", as_run("w", val="1"))
    letter("letters-near-white", as_run("color", val="FDFDFD"))
    letter("marker-black", as_run("highlight", val="black"))
    letter("shade-black", as_run("shd", val="clear", color="auto", fill="000000"))
    letter("shade-solid", as_run("shd", val="solid", color="000000", fill="auto"))

    def unpainted(document):
        run = document.add_paragraph("We hold ").add_run(SECRET)
        run._r.get_or_add_rPr().append(parse_xml('<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'))
    letter("letters-unpainted", unpainted)

    def white_cell(added):
        white(added.cell(0, 1).paragraphs[0].add_run(SECRET))
    letter("table-white", table(white_cell))

    def hidden_row(added):
        added.cell(1, 0).text = SECRET
        added.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))
    letter("table-row-hidden", table(hidden_row))

    def thin_row(added):
        added.cell(1, 0).text = SECRET
        height = OxmlElement("w:trHeight")
        height.set(qn("w:val"), "10")
        height.set(qn("w:hRule"), "exact")
        added.rows[1]._tr.get_or_add_trPr().append(height)
    letter("table-row-thin", table(thin_row))

    def thin_line(document):
        document.add_paragraph(SECRET).paragraph_format.line_spacing = Pt(0.5)
    letter("line-thin", thin_line)

    def away(document):
        document.add_paragraph(SECRET).paragraph_format.left_indent = Pt(2000)
    letter("indent-off-page", away)

    def frame(document):
        added = OxmlElement("w:framePr")
        for key, value in (("w", "2000"), ("x", "30000"), ("y", "-20000"), ("hAnchor", "page"), ("vAnchor", "page")):
            added.set(qn("w:" + key), value)
        document.add_paragraph(SECRET)._p.get_or_add_pPr().append(added)
    letter("frame-off-page", frame)
    letter("box-off-page", box(-9000000, "FFFFFF", "000000"))
    letter("box-same-colour", box(900000, "FF0000", "FF0000"))

    def ordinary(document):
        box(900000, "1F3864", "FFFFFF")(document)
        added = document.add_table(1, 2)
        added.style = document.styles["Medium Shading 1 Accent 1"]
        white(added.cell(0, 0).paragraphs[0].add_run("Heading"))
        small = document.add_paragraph().add_run("small print")
        small.font.size = Pt(6)
        for highlight in ("yellow",):
            as_run("highlight", val=highlight)(document)
    letter("ok-letter", ordinary)


# What is in a document and on none of its pages; parts are changed by hand where python-docx has no word for it.
def on_no_page():
    def run(inside):
        return parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>")

    def changed(name, change):
        with zipfile.ZipFile(path(name + ".docx")) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(path(name + ".docx"), "w", zipfile.ZIP_DEFLATED) as archive:
            for each, content in parts.items():
                archive.writestr(each, content)

    def first_header(document):
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = SECRET
        section.different_first_page_header_footer = False
    letter("header-of-no-first-page", first_header)

    def even_footer(document):
        document.sections[0].even_page_footer.paragraphs[0].text = SECRET
    letter("footer-of-no-even-page", even_footer)

    def ordinary_headers(document):
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "Northmoor"
        section.header.paragraphs[0].text = "Answer"
        document.settings.odd_and_even_pages_header_footer = True
        section.even_page_header.paragraphs[0].text = "Answer"
    letter("ok-headers", ordinary_headers)

    def note(parts):
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>')
        parts["word/footnotes.xml"] = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="5"><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:footnote></w:footnotes>'.encode()
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>')
    letter("footnote-without-mark", lambda _: None)
    changed("footnote-without-mark", note)

    def merged(document):
        added = document.add_table(2, 1)
        for i, cell in enumerate(added.columns[0].cells):
            mark = OxmlElement("w:vMerge")
            if i == 0:
                mark.set(qn("w:val"), "restart")
            cell._tc.get_or_add_tcPr().append(mark)
        added._tbl.tr_lst[0].tc_lst[0].p_lst[0].append(run("<w:t>Area</w:t>"))
        added._tbl.tr_lst[1].tc_lst[0].p_lst[0].append(run(f"<w:t>{SECRET}</w:t>"))
    letter("cell-merged-away", merged)

    def field(code, result):
        def change(document):
            paragraph = document.add_paragraph()._p
            for inside in ('<w:fldChar w:fldCharType="begin"/>', f'<w:instrText xml:space="preserve">{code}</w:instrText>', '<w:fldChar w:fldCharType="separate"/>',
                           f"<w:t>{result}</w:t>", '<w:fldChar w:fldCharType="end"/>'):
                paragraph.append(run(inside))
        return change
    letter("field-other-case", field(f' IF 1 = 2 "{SECRET}" "none" ', "none"))
    letter("ok-field", field(' IF 1 = 2 "a" "none" ', "none"))
    letter("field-set", lambda document: document.add_paragraph()._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" SET kept &quot;{SECRET}&quot; "/>')))

    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    both = '<w:r {0} {1}><mc:AlternateContent><mc:Choice Requires="wps"><w:t>Seen</w:t></mc:Choice><mc:Fallback><w:t>{2}</w:t></mc:Fallback></mc:AlternateContent></w:r>'
    letter("fallback-other-words", lambda document: document.add_paragraph()._p.append(parse_xml(both.format(nsdecls("w"), spaces, SECRET))))
    letter("ok-fallback", lambda document: document.add_paragraph()._p.append(parse_xml(both.format(nsdecls("w"), spaces, "Seen"))))

    def over(offset, colour, behind=0, fill="solidFill"):
        def change(document):
            paragraph = document.add_paragraph(SECRET)
            inside = f'<a:{fill}><a:srgbClr val="{colour}"/></a:{fill}>' if fill == "solidFill" else "<a:noFill/>"
            paragraph._p.append(run(f'''<w:drawing {nsdecls("wp", "a")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wp:anchor behindDoc="{behind}" relativeHeight="2" simplePos="0" locked="0"
layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>{offset}</wp:posOffset></wp:positionV>
<wp:extent cx="5000000" cy="300000"/><wp:wrapNone/><wp:docPr id="3" name="Box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="5000000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{inside}</wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'''))
        return change
    letter("text-under-box", over(0, "000000"))
    letter("ok-box-behind", over(0, "EEEEEE", behind=1))
    letter("ok-box-below", over(2000000, "000000"))
    letter("ok-box-clear", over(0, "", fill="noFill"))


# The same as programs of old keep it, by LibreOffice.
def convert(kind, names, to=HERE):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", to] + [path(name) for name in names],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# What lies over cells: a picture, a chart, a box of text; and what lies beside them or lets them through.
def over_cells():
    def square(width=40, height=40, dot=False):
        rows = b"".join(b"\0" + b"".join(b"\xf0\x80\x10" if dot and (x - 20) ** 2 + (y - 20) ** 2 < 90 else b"\x20\x40\x60" for x in range(width)) for y in range(height))
        chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

    def made(name, lay):
        book = xlsxwriter.Workbook(path(name + ".xlsx"))
        sheet = book.add_worksheet("Answer")
        for row in range(7):
            sheet.write(row, 0, f"Area {row + 1}")
            sheet.write(row, 1, (row + 1) * 11)
        sheet.write(2, 4, SECRET)
        sheet.write(3, 4, SECRET)
        lay(book, sheet)
        book.close()

    def chart_at(cell):
        def lay(book, sheet):
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Answer!$B$1:$B$7"})
            sheet.insert_chart(cell, chart)
        return lay

    def box(fill):
        return lambda _, sheet: sheet.insert_textbox("E2", "Figures", {"width": 200, "height": 80, "fill": fill})
    made("cells-under-picture", lambda _, sheet: sheet.insert_image("E2", "square.png", {"image_data": io.BytesIO(square()), "x_scale": 6, "y_scale": 3}))
    made("cells-under-chart", chart_at("D2"))
    made("cells-under-box", box({"color": "white"}))
    made("ok-chart-beside", chart_at("G2"))
    made("ok-box-without-fill", box({"none": True}))

    def plan(cell, fill, words=""):  # a picture of two colours, and a box in front of a part of it, or beside it
        def lay(_, sheet):
            sheet.insert_image("H3", "plan.png", {"image_data": io.BytesIO(square(dot=True)), "x_scale": 6, "y_scale": 6})
            sheet.insert_textbox(cell, words, {"width": 100, "height": 30, "fill": fill})
        return lay
    made("picture-under-shape", plan("I5", {"color": "black"}))
    made("ok-picture-under-label", plan("I5", {"color": "white"}, "Gate"))
    made("ok-picture-under-frame", plan("I5", {"none": True}))
    made("ok-picture-beside-shape", plan("P5", {"color": "black"}))


if __name__ == "__main__":
    over_cells()
    workbooks()
    documents()
    on_no_page()
    convert("doc", [f"style-of-{what}-{look}.docx" for what in ("characters", "paragraphs") for look in ("hidden", "white", "tiny")]
            + ["marker-black.docx", "shade-black.docx", "letters-near-white.docx", "style-normal-hidden.docx", "table-white.docx"])
    with tempfile.TemporaryDirectory() as folder:  # what became of a document's automatic colour on the way through an old format
        letter = docx.Document()
        letter.add_paragraph("The answer to your request is below.")
        letter.save(os.path.join(folder, "ok-automatic-colour.docx"))
        convert("doc", [os.path.join(folder, "ok-automatic-colour.docx")], folder)
        convert("odt", [os.path.join(folder, "ok-automatic-colour.doc")])
    books = ["format-quotes", "format-of-numbers", "format-other-words", "letters-nearly-white", "letters-tiny", "condition-nearly-white", "condition-black", "ok-formats", "cells-under-picture", "cells-under-chart", "cells-under-box", "ok-chart-beside",
             "ok-box-without-fill"]
    patched = ["picture-under-shape", "ok-picture-under-label", "ok-picture-under-frame", "ok-picture-beside-shape"]
    convert("xls", [name + ".xlsx" for name in books + patched])
    convert("ods", [name + ".xlsx" for name in books])
    slides = ["slide-white", "slide-on-own-ground", "slide-run-in-white", "slide-tiny", "slide-off", "slide-covered", "slide-word-covered", "slide-same-colour", "ok-slide"]
    convert("ppt", [name + ".pptx" for name in slides])
    convert("odp", [name + ".pptx" for name in slides + ["slide-transparent"]])
