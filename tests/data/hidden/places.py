#!/usr/bin/python3
"""places.py: what a chart does not draw, hints of cells, labels of lists, and text that stands where no page is. XlsxWriter, openpyxl, python-docx (Debian's), changed by
hand; doc, rtf, odt, ods, fods and xls by LibreOffice. What is to be found, and where, is in list.tsv. Invented people only.
"""
import os
import re
import subprocess
import zipfile

import docx
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"
PERSON = "ask Jane Smith-Vane, 020 7946 0118"
CHART = "xl/charts/chart1.xml"


def path(name):
    return os.path.join(HERE, name)


def convert(kind, names):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", HERE] + [path(name) for name in names], check=True)


def chart(name, title="Figures", behind="</c:title>", change=None):
    book = xlsxwriter.Workbook(path(name))
    sheet = book.add_worksheet("Answer")
    for row in range(7):
        sheet.write(row, 0, f"Area {row + 1}")
        sheet.write(row, 1, (row + 1) * 11)
    made = book.add_chart({"type": "column"})
    made.add_series({"categories": "=Answer!$A$1:$A$7", "values": "=Answer!$B$1:$B$7"})
    made.set_title({"name": title})
    sheet.insert_chart("D2", made)
    book.close()
    with zipfile.ZipFile(path(name)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    xml = parts[CHART].decode().replace("</c:title>", behind)
    parts[CHART] = (change(xml) if change else xml).encode()
    with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def named(xml):
    return re.sub(r"(<c:ser><c:idx val=\"0\"/><c:order val=\"0\"/>)", r"\1<c:tx><c:v>" + SECRET + "</c:v></c:tx>", xml)


def charts():
    chart("chart-title-deleted.xlsx", SECRET, '</c:title><c:autoTitleDeleted val="1"/>')
    chart("chart-name-without-legend.xlsx", change=lambda xml: re.sub(r"<c:legend>.*</c:legend>", "", named(xml)))
    chart("ok-chart-named.xlsx", "Cases by area, 2020 to 2024, in the north", change=lambda xml: named(xml).replace(SECRET, "Cases closed, by area"))


def hints():
    def book(name, **hint):
        made = Workbook()
        sheet = made.active
        sheet.title = "Answer"
        for row in range(1, 8):
            sheet.cell(row, 1, f"Area {row}")
            sheet.cell(row, 2, row * 11)
        rule = DataValidation(type="whole", operator="between", formula1="0", formula2="99", showInputMessage=True, showErrorMessage=True, **hint)
        sheet.add_data_validation(rule)
        rule.add("B1:B7")
        made.save(path(name))
    book("hint-person.xlsx", prompt=PERSON)
    book("hint-error.xlsx", error=PERSON)
    book("ok-hint.xlsx", prompt="Enter the number of cases, 0 to 99", error="Only numbers from 0 to 99")
    for kind in ("ods", "xls"):
        convert(kind, ["hint-person.xlsx", "hint-error.xlsx", "ok-hint.xlsx"])


def letters():
    def letter(name, change):
        document = docx.Document()
        document.core_properties.comments = ""
        document.add_paragraph("The answer to your request is below.")
        change(document)
        document.save(path(name))

    def table(look):
        def change(document):
            made = document.add_table(1, 1)
            made.cell(0, 0).text = SECRET
            made._tbl.tblPr.append(parse_xml(look.format(nsdecls("w"))))
        return change

    def listed(label, look, paragraph="Item"):
        def change(document):
            lists = document.part.numbering_part._element
            lists.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{label}"/><w:rPr>{look}</w:rPr></w:lvl></w:abstractNum>'))
            lists.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
            if paragraph:
                document.add_paragraph(paragraph)._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'))
        return change

    letter("label-in-white.docx", listed("Beatrix Kowalczyk-Vane of Mill Lane", '<w:color w:val="FFFFFF"/>'))
    letter("label-unused.docx", listed("%1 Beatrix Kowalczyk-Vane of Mill Lane", "", None))
    letter("ok-label.docx", listed("Schedule %1 to the Act", "<w:b/>"))
    letter("table-off-page.docx", table('<w:tblInd {} w:w="30000" w:type="dxa"/>'))
    letter("table-off-left.docx", table('<w:tblpPr {} w:vertAnchor="page" w:horzAnchor="page" w:tblpX="-20000" w:tblpY="2000"/>'))
    letter("ok-table-placed.docx", table('<w:tblpPr {} w:vertAnchor="page" w:horzAnchor="page" w:tblpX="1000" w:tblpY="2000"/>'))
    letter("indent-off-left.docx", lambda document: document.add_paragraph(SECRET)._p.get_or_add_pPr().append(parse_xml(f'<w:ind {nsdecls("w")} w:left="-30000" w:right="30000"/>')))

    def signs(document):
        document.add_paragraph().add_run(SECRET).font.name = "Wingdings"
    letter("letters-of-signs.docx", signs)
    convert("doc", ["table-off-page.docx", "indent-off-left.docx", "letters-of-signs.docx"])
    convert("odt", ["table-off-page.docx", "indent-off-left.docx"])
    convert("rtf", ["table-off-page.docx", "indent-off-left.docx"])


if __name__ == "__main__":
    charts()
    hints()
    letters()
