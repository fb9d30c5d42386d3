#!/usr/bin/python3
# Makes the files of docs/cases.md with other programs (openpyxl, reportlab) and by hand: leaks that happened, with invented people.
# Usage: cases.py FOLDER
import pathlib
import sys
import zipfile

import openpyxl
from reportlab.pdfgen import canvas

folder = pathlib.Path(sys.argv[1])
SURNAMES = ["Thistle", "Ashgrove", "Rowanberry", "Fernsby", "Marlowe-Quill", "Okonjo", "Przybylski", "Llewelyn", "Madeup", "Sandhu"]
RANKS = ["Constable", "Sergeant", "Inspector", "Staff"]
UNITS = ["North", "South", "Harbour", "Custody"]


def person(number):
    return [f"{SURNAMES[number % 10]}{number // 10}", "ABCDEFGHJK"[number % 10], RANKS[number % 4], UNITS[number % 3], f"N{100000 + number}"]


HEAD = ["Surname", "Initials", "Rank", "Location", "Service number"]


def answer(book):
    sheet = book.active
    sheet.title = "Answer"
    for row in (["Rank", "Officers"], ["Constable", 5210], ["Sergeant", 1402], ["Inspector", 390]):
        sheet.append(row)
    return sheet


def hidden_sheet(name, people):
    book = openpyxl.Workbook()
    answer(book)
    source = book.create_sheet("Sheet3")
    source.append(HEAD)
    for number in range(people):
        source.append(person(number))
    source.sheet_state = "hidden"
    book.save(folder / name)


def locked():
    book = openpyxl.Workbook()
    sheet = answer(book)
    for number in range(200):
        for column, value in enumerate(person(number)):
            sheet.cell(number + 1, 10 + column, value)
    for letter in "JKLMN":
        sheet.column_dimensions[letter].hidden = True
    sheet.protection.sheet = True
    sheet.protection.password = "locked"
    book.save(folder / "read-only.xlsx")


def too_many_rows():
    with open(folder / "applicants.csv", "w", encoding="utf-8") as out:
        out.write("reference,stage\n")
        for number in range(18714):
            out.write(f"AP-{number},{'open' if number % 3 else 'closed'}\n")


def in_plain_sight():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Pay"
    sheet.append(["Name", "Post", "Salary"])
    for number in range(300):
        sheet.append([f"{SURNAMES[number % 10]}, {'ABCDEFGHJK'[number % 9]}.", RANKS[number % 4], 24000 + 7 * number])
    book.save(folder / "pay.xlsx")


def boxes():
    page = canvas.Canvas(str(folder / "redacted.pdf"))
    page.drawString(72, 760, "The complainant is")
    page.drawString(180, 760, "Rowan Thistle, 4 Harbour Road")
    page.setFillGray(0)
    page.rect(176, 754, 200, 16, stroke=0, fill=1)
    page.save()


def package(name, parts, relations):
    """A workbook by hand: parts {name: (type, content)}, relations {part: [(type, target)]}."""
    types = "".join(f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>' for part, (kind, _) in parts.items())
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                     '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' + types + "</Types>")
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        for part, targets in relations.items():
            where = part.rpartition("/")
            path = (where[0] + "/" if where[0] else "") + "_rels/" + where[2] + ".rels"
            list_ = "".join(f'<Relationship Id="rId{i + 1}" Type="{base}{kind}" Target="{target}"{mode}/>' for i, (kind, target, mode) in enumerate(targets))
            out.writestr(path, f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{list_}</Relationships>')
        for part, (_, content) in parts.items():
            out.writestr(part, '<?xml version="1.0"?>' + content)


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET = ("worksheet", f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>5210</v></c></row></sheetData></worksheet>')


def pivot():
    items = "".join(f'<s v="{person(number)[0]}"/>' for number in range(1230))
    records = "".join(f'<r><x v="{number}"/><s v="{RANKS[number % 4]}"/></r>' for number in range(1230))
    package("totals.xlsx", {
        "xl/workbook.xml": ("sheet.main", f'<workbook {MAIN}><sheets><sheet name="Totals" sheetId="1" r:id="rId1"/></sheets><pivotCaches><pivotCache cacheId="1" r:id="rId2"/></pivotCaches></workbook>'),
        "xl/worksheets/sheet1.xml": SHEET,
        "xl/pivotCache/pivotCacheDefinition1.xml": ("pivotCacheDefinition", f'<pivotCacheDefinition {MAIN} r:id="rId1" recordCount="1230"><cacheSource type="worksheet"><worksheetSource ref="A1:B1231" sheet="People"/></cacheSource>'
                                                    f'<cacheFields count="2"><cacheField name="Surname"><sharedItems count="1230">{items}</sharedItems></cacheField><cacheField name="Rank"/></cacheFields></pivotCacheDefinition>'),
        "xl/pivotCache/pivotCacheRecords1.xml": ("pivotCacheRecords", f'<pivotCacheRecords {MAIN} count="1230">{records}</pivotCacheRecords>'),
    }, {"": [("officeDocument", "xl/workbook.xml", "")],
        "xl/workbook.xml": [("worksheet", "worksheets/sheet1.xml", ""), ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", "")],
        "xl/pivotCache/pivotCacheDefinition1.xml": [("pivotCacheRecords", "pivotCacheRecords1.xml", "")]})


def names():
    rows = "".join(f'<row r="{number + 1}"><cell r="A{number + 1}" t="str"><v>{person(number)[0]}</v></cell><cell r="B{number + 1}" t="str"><v>{person(number)[4]}</v></cell></row>' for number in range(400))
    package("housing.xlsx", {
        "xl/workbook.xml": ("sheet.main", f'<workbook {MAIN}><sheets><sheet name="Answer" sheetId="1" r:id="rId1"/></sheets><externalReferences><externalReference r:id="rId2"/></externalReferences>'
                            "<definedNames><definedName name=\"Cases\" hidden=\"1\">'[1]Tenants'!$A$1:$B$400</definedName></definedNames></workbook>"),
        "xl/worksheets/sheet1.xml": SHEET,
        "xl/externalLinks/externalLink1.xml": ("externalLink", f'<externalLink {MAIN}><externalBook r:id="rId1"><sheetNames><sheetName val="Tenants"/></sheetNames><sheetDataSet><sheetData sheetId="0">{rows}</sheetData></sheetDataSet></externalBook></externalLink>'),
    }, {"": [("officeDocument", "xl/workbook.xml", "")],
        "xl/workbook.xml": [("worksheet", "worksheets/sheet1.xml", ""), ("externalLink", "externalLinks/externalLink1.xml", "")],
        "xl/externalLinks/externalLink1.xml": [("externalLinkPath", "file:///H:/Tenants.xlsx", ' TargetMode="External"')]})


hidden_sheet("answer.xlsx", 9483)
hidden_sheet("year.xlsx", 1230)
locked()
too_many_rows()
in_plain_sight()
boxes()
pivot()
names()
