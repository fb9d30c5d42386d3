#!/usr/bin/env python3
"""Makes the samples beside it: xlwt.xls with python3-xlwt, the others with python3-openpyxl or by hand and then
LibreOffice (soffice --headless --convert-to). Invented people only."""
import os
import subprocess
import zipfile

import openpyxl
import xlwt
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation


def converted(path, to, name):
    subprocess.run(["soffice", "--headless", "--convert-to", to, path], check=True)
    os.replace(path.rsplit(".", 1)[0] + "." + to, name)


def xlwt_book():
    book = xlwt.Workbook()
    plain = book.add_sheet("Plain")
    plain.write(0, 0, "rank")
    plain.write(1, 0, xlwt.Formula("1+2"))
    secret = book.add_sheet("Secret")
    secret.write(0, 0, "x" * 3000)
    secret.write(1, 0, "y\u2019s \u0141" * 2000)  # long enough for continuations
    secret.visibility = 1
    very = book.add_sheet("Very")
    very.write(0, 0, "z")
    very.visibility = 2
    rows = book.add_sheet("Rows")
    for i in range(5):
        rows.write(i, 0, "a%d" % i)
        rows.write(i, 1, "b%d" % i)
    rows.row(2).hidden = True
    rows.col(1).hidden = True
    rows.write(7, 0, "white", xlwt.easyxf("font: colour white"))
    rows.write(8, 0, "hid", xlwt.easyxf(num_format_str=";;;"))
    rows.write(9, 0, "blue", xlwt.easyxf("font: colour blue; pattern: pattern solid, fore_colour blue"))
    rows.write(10, 0, "seen", xlwt.easyxf("font: colour white; pattern: pattern solid, fore_colour blue"))
    rows.write(2000, 0, "far")
    book.save("xlwt.xls")


def office_books():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plain"
    for i in range(30):
        sheet.append(["place %d" % i, i, i * 1.5])
    book.save("plain.xlsx")
    converted("plain.xlsx", "xls", "plain.xls")
    sheet["A1"].comment = Comment("psst secret", "Clerk")
    hidden = book.create_sheet("Hid")
    hidden["A1"] = "h"
    hidden.sheet_state = "hidden"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.auto_filter.ref = "A1:C30"
    choices = DataValidation(type="list", formula1='"red,green"')
    sheet.add_data_validation(choices)
    choices.add("D1")
    sheet.print_area = "A1:B5"
    book.properties.description = "secret desc"
    book.properties.creator = "A Clerk"
    book.save("rich.xlsx")
    converted("rich.xlsx", "xls", "book.xls")


def letter():
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    package = "http://schemas.openxmlformats.org/package/2006/"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."

    def paragraph(text, look=""):
        return "<w:p><w:r><w:rPr>%s</w:rPr><w:t>%s</w:t></w:r></w:p>" % (look, text)

    who = 'w:author="A Clerk" w:date="2020-01-01T00:00:00Z"'
    field = "".join('<w:r><w:fldChar w:fldCharType="%s"/></w:r>%s' % (step, inside) for step, inside in (
        ("begin", '<w:r><w:instrText xml:space="preserve"> MERGEFIELD Surname </w:instrText></w:r>'),
        ("separate", "<w:r><w:t>Name</w:t></w:r>"), ("end", "")))
    rows = "".join("<w:tr><w:tc>%s</w:tc><w:tc>%s</w:tc></w:tr>" % (paragraph(a), paragraph(b))
                   for a, b in (("Invented, A.", "01/02/1980"), ("Madeup, B.", "01/02/1981")))
    body = (paragraph("Visible text") + paragraph("hidden words here", "<w:vanish/>") +
            paragraph("white words here", '<w:color w:val="FFFFFF"/>') + paragraph("tiny", '<w:sz w:val="2"/>') +
            '<w:p><w:ins w:id="1" %s><w:r><w:t>inserted words</w:t></w:r></w:ins><w:del w:id="2" %s><w:r>'
            "<w:delText>deleted words</w:delText></w:r></w:del></w:p>" % (who, who) + "<w:p>%s</w:p>" % field +
            "<w:tbl>%s</w:tbl>" % rows + '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>commented</w:t></w:r>'
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>')
    with zipfile.ZipFile("letter.docx", "w") as out:
        out.writestr("[Content_Types].xml", '<Types xmlns="%scontent-types"><Default Extension="rels" ContentType='
                     '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
                     'ContentType="%sdocument.main+xml"/><Override PartName="/word/comments.xml" ContentType="%scomments+xml"/>'
                     "</Types>" % (package, kind, kind))
        relation = '<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s%s" Target="%s"/></Relationships>'
        out.writestr("_rels/.rels", relation % (package, office, "officeDocument", "word/document.xml"))
        out.writestr("word/_rels/document.xml.rels", relation % (package, office, "comments", "comments.xml"))
        out.writestr("word/comments.xml", '<w:comments %s><w:comment w:id="0" w:author="A Clerk" w:initials="AC">%s</w:comment>'
                     "</w:comments>" % (ns, paragraph("psst a comment")))
        out.writestr("word/document.xml", "<w:document %s><w:body>%s</w:body></w:document>" % (ns, body))
    converted("letter.docx", "doc", "letter.doc")


xlwt_book()
office_books()
letter()
