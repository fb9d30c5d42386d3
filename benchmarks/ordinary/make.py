#!/usr/bin/python3
# Makes ordinary office files with other programs (LibreOffice, openpyxl, XlsxWriter, xlwt, python-docx, odfpy, reportlab, pandoc,
# Ghostscript): what a public body writes on any day, with nothing in it that must not go out. Usage: make.py FOLDER
import datetime
import pathlib
import random
import subprocess
import sys

import docx
import openpyxl
import reportlab.lib.colors as colours
import xlsxwriter
import xlwt
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table as OdfTable, TableCell, TableRow
from odf.text import H, P
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
chance = random.Random(20260101)

UNITS = ["North", "South", "Harbour", "Market Street", "West Hill", "Roads", "Call handling", "Custody", "Training", "Stores"]
THINGS = ["vehicles", "radios", "visits", "complaints", "requests", "hours of training", "calls answered", "lost items", "licences", "repairs"]
WORDS = ("the office of this force has looked at the figures of last year and finds that they were recorded as the guidance asks it to be done "
         "where a question was not answered the reason is given below with the date on which an answer can be expected from the unit in charge "
         "costs are in pounds and do not include tax travel was by train where that was possible and by car where it was not").split()
SIGNATORIES = ["Rowan Thistle", "Morgan Ashgrove", "Sanjay Invented"]


def sentence():
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 22))]
    return " ".join(words).capitalize() + "."


def paragraph():
    return " ".join(sentence() for _ in range(chance.randint(2, 6)))


def table():
    years = range(2019, 2019 + chance.randint(2, 6))
    rows = [["unit", chance.choice(THINGS)] + [str(year) for year in years]]
    for unit in chance.sample(UNITS, chance.randint(3, 9)):
        rows.append([unit, chance.randint(1, 40)] + [chance.randint(0, 900) for _ in years])
    return rows


def openpyxl_book(path, kind):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Answer"
    rows = table()
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(color="FFFFFF", bold=True)
        cell.fill = PatternFill("solid", fgColor="1F3864")
    if kind % 6 == 0:
        sheet.row_dimensions[len(rows) + 3].hidden = True  # an empty row
        book.create_sheet("Sheet2").sheet_state = "hidden"  # an empty sheet
    if kind % 6 == 1:
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:C{len(rows)}"
    if kind % 6 == 2:
        choice = DataValidation(type="list", formula1="$A$2:$A$4")
        sheet.add_data_validation(choice)
        choice.add("H2")
        sheet.print_area = f"A1:H{len(rows)}"
    if kind % 6 == 3:
        sheet["J1"] = datetime.date(2026, 3, 2)
        sheet["J2"] = "=SUM(C2:C4)"
        sheet["J3"] = chance.choice(SIGNATORIES)
        sheet.oddFooter.center.text = "Page &P of &N"
    if kind % 6 == 4:
        chart = openpyxl.chart.BarChart()
        chart.add_data(openpyxl.chart.Reference(sheet, min_col=3, min_row=1, max_row=len(rows)), titles_from_data=True)
        sheet.add_chart(chart, "J2")
    if kind % 6 == 5:
        sheet.merge_cells("A20:D20")
        sheet["A20"] = "Source: the force's own records"
        book.create_sheet("Notes").append(["Figures below five are not shown."])
    book.save(path)


def xlsxwriter_book(path, kind):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        head = book.add_format({"bold": True, "bg_color": "#FFC000"})
        money = book.add_format({"num_format": "£#,##0.00;[Red]-£#,##0.00"})
        rows = table()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, head if number == 0 else money if kind % 2 else None)
        sheet.set_column(0, 0, 24)
        if kind % 3 == 0:
            sheet.conditional_format(1, 2, len(rows), 4, {"type": "3_color_scale"})
        if kind % 3 == 1:
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": ["Data", 1, 2, len(rows) - 1, 2]})
            sheet.insert_chart("K2", chart)
        if kind % 3 == 2:
            sheet.add_table(0, 0, len(rows) - 1, len(rows[0]) - 1, {"columns": [{"header": str(name)} for name in rows[0]]})


def old_book(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Answer")
    for y, row in enumerate(table()):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    book.save(str(path))


def odf_book(path):
    book = OpenDocumentSpreadsheet()
    sheet = OdfTable(name="Answer")
    for row in table():
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="float", value=value) if isinstance(value, int) else TableCell()
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(path)


def letter_docx(path, kind):
    letter = docx.Document()
    letter.add_heading("Your request of 2 March", 1)
    for _ in range(chance.randint(2, 6)):
        letter.add_paragraph(paragraph())
    if kind % 3 == 0:
        rows = table()
        grid = letter.add_table(len(rows), len(rows[0]))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                grid.cell(y, x).text = str(value)
    if kind % 3 == 1:
        run = letter.add_paragraph().add_run("Please keep this letter.")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        run.font.color.rgb = RGBColor(0x80, 0, 0)
        letter.sections[0].footer.paragraphs[0].text = "Northmoor Constabulary, Harbour Road"
    letter.add_paragraph("Yours sincerely")
    letter.add_paragraph(chance.choice(SIGNATORIES))
    letter.core_properties.author = chance.choice(SIGNATORIES)
    letter.core_properties.comments = ""
    letter.save(path)


def odf_letter(path):
    letter = OpenDocumentText()
    letter.text.addElement(H(outlinelevel=1, text="Your request"))
    for _ in range(3):
        letter.text.addElement(P(text=paragraph()))
    letter.text.addElement(P(text=chance.choice(SIGNATORIES)))
    letter.save(path)


def page(path):
    rows = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in table())
    path.write_text(f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Figures</title></head><body><h1>Figures</h1><p>{paragraph()}</p>"
                    f"<table border='1' bgcolor='#ffffff'>{rows}</table><p>{paragraph()}</p><p>{chance.choice(SIGNATORIES)}</p></body></html>")


def report_pdf(path):
    styles = getSampleStyleSheet()
    rows = [[str(value) for value in row] for row in table()]
    grid = Table(rows)
    grid.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, 0), colours.navy), ("TEXTCOLOR", (0, 0), (-1, 0), colours.white),
                              ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colours.white, colours.lightgrey]), ("GRID", (0, 0), (-1, -1), 0.5, colours.black)]))
    body = [Paragraph("Figures of the year", styles["Title"])]
    for _ in range(chance.randint(2, 12)):
        body += [Paragraph(paragraph(), styles["BodyText"]), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A4, title="Figures of the year", author="Northmoor Constabulary").build(body + [grid])


def convert(to, files, suffix):
    files = [str(file) for file in files]
    out = folder / ("by-libreoffice-" + suffix)
    subprocess.run(["soffice", "--headless", "--convert-to", to, "--outdir", str(out)] + files, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


for number in range(36):
    openpyxl_book(folder / f"openpyxl-{number}.xlsx", number)
for number in range(24):
    xlsxwriter_book(folder / f"xlsxwriter-{number}.xlsx", number)
for number in range(12):
    old_book(folder / f"xlwt-{number}.xls")
    odf_book(folder / f"odfpy-{number}.ods")
    odf_letter(folder / f"odfpy-{number}.odt")
for number in range(30):
    letter_docx(folder / f"python-docx-{number}.docx", number)
for number in range(24):
    report_pdf(folder / f"reportlab-{number}.pdf")
for number in range(12):
    page(folder / f"page-{number}.html")
for number in range(10):
    source = folder / "source.md"
    source.write_text("# A notice\n\n" + "\n\n".join(paragraph() for _ in range(4)) + "\n")
    for kind in ("docx", "odt", "rtf"):
        subprocess.run(["pandoc", "-s", str(source), "-o", str(folder / f"pandoc-{number}.{kind}")], check=True)
    source.unlink()
books = [folder / f"openpyxl-{number}.xlsx" for number in range(12)]
letters = [folder / f"python-docx-{number}.docx" for number in range(12)]
convert("ods", books, "ods")
convert("xls:MS Excel 97", books, "xls")
convert("xlsx:Calc MS Excel 2007 XML", books, "xlsx")
convert("pdf", books + letters, "pdf")
convert("odt", letters, "odt")
convert("doc:MS Word 97", letters, "doc")
convert("docx:MS Word 2007 XML", letters, "docx")
convert("rtf:Rich Text Format", letters, "rtf")
for number in range(6):
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-sOutputFile={folder}/ghostscript-{number}.pdf", str(folder / f"reportlab-{number}.pdf")], check=True)
