#!/usr/bin/python3
"""far.py: shapes, pictures and charts that lie far below or right of a sheet's cells (XlsxWriter; as xls and ods by LibreOffice), a document's
attributes with words that no program shows (python-docx, changed by hand). What is to be found, and where, is in list.tsv. Invented people only.
"""
import io
import os

import docx
import xlsxwriter
from aside import write
from make import SECRET, convert, path

STARTS = {"far-box": "A300", "far-chart": "AZ2", "far-picture": "B900"}


def book(name, lay):
    workbook = xlsxwriter.Workbook(path(name + ".xlsx"))
    sheet = workbook.add_worksheet("Answer")
    for row in range(7):
        sheet.write(row, 0, f"Area {row + 1}")
        sheet.write(row, 1, (row + 1) * 11)
    lay(workbook, sheet)
    workbook.close()


def chart(cell):
    def lay(workbook, sheet):
        added = workbook.add_chart({"type": "column"})
        added.add_series({"values": "=Answer!$B$1:$B$7"})
        sheet.insert_chart(cell, added)
    return lay


def sheets():
    square = path("../pictures/plain.png")
    book("far-box", lambda _, sheet: sheet.insert_textbox(STARTS["far-box"], SECRET))
    book("far-chart", chart(STARTS["far-chart"]))
    book("far-picture", lambda _, sheet: sheet.insert_image(STARTS["far-picture"], square))
    book("ok-far-below-each-other", lambda workbook, sheet: [chart(f"A{10 + 40 * i}")(workbook, sheet) for i in range(6)])
    book("ok-far-empty-box", lambda _, sheet: sheet.insert_textbox("A300", ""))
    names = [*STARTS, "ok-far-below-each-other", "ok-far-empty-box"]
    for kind in ("xls", "ods"):
        convert(kind, [name + ".xlsx" for name in names])


def letter(name, edit, change=lambda document: None):
    document = docx.Document()
    document.add_paragraph("The answer to your request is below.")
    change(document)
    out = io.BytesIO()
    document.save(out)
    write(name + ".docx", out, edit=edit)


def attributes():
    body, styles = "word/document.xml", "word/styles.xml"
    control = '<w:sdt><w:sdtPr><w:alias w:val="%s"/><w:tag w:val="%s"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Area 1</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    letter("words-own-attribute", [(body, "<w:p>", f'<w:p w:kept="{SECRET}">')])
    letter("words-paragraph-id", [(body, "<w:p>", f'<w:p w:rsidR="{SECRET}">')])
    letter("words-control-title", [(body, "<w:sectPr", control % ("Area", SECRET) + "<w:sectPr")])
    letter("words-style-name", [(styles, '<w:name w:val="List Bullet 3"/>', f'<w:name w:val="{SECRET}"/>')])
    letter("words-value", [(body, "<w:p>", f'<w:p><w:pPr><w:jc w:val="left Beatrix Kowalczyk-Vane"/></w:pPr>')])
    letter("words-smart-tag", [(body, r"<w:r>", f'<w:smartTag w:uri="urn:northmoor" w:element="kept"><w:smartTagPr><w:attr w:name="note" w:val="{SECRET}"/></w:smartTagPr></w:smartTag><w:r>')])
    letter("ok-words", [(body, "<w:sectPr", control % ("Name of the area", "Area of the answer") + "<w:sectPr"),
                        (styles, '<w:name w:val="List Bullet 3"/>', '<w:name w:val="Style Heading 1 + Left:  0 cm, First line:  0 cm, After:  6 pt"/>')],
           lambda document: document.add_table(2, 2, "Table Grid"))


if __name__ == "__main__":
    sheets()
    attributes()
