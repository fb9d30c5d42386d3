#!/usr/bin/python3
"""make.py: makes the samples of this folder anew: files of tests/data/hidden, with what else can hide in their kind put into them by other programs
(openpyxl, XlsxWriter, python-docx, LibreOffice) or by hand. Which rule tells what of them stands in docs/vectors.md. Invented people only.
"""
import os
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HERE = os.path.dirname(os.path.abspath(__file__))
HIDDEN = os.path.join(HERE, "..", "hidden")
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"
VND = "application/vnd.openxmlformats-"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def path(name):
    return os.path.join(HERE, name)


def parts_of(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(name, parts, comment=b""):
    with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each), content, zipfile.ZIP_STORED if each == "mimetype" else zipfile.ZIP_DEFLATED)
        archive.comment = comment


def add(parts, name, kind, content):
    parts[name] = content
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode())


PROPERTY = (f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
            'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Case"><vt:lpwstr>' + SECRET + "</vt:lpwstr></property></Properties>").encode()
LABEL = b'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{1}" enabled="1" method="Standard" siteId="{2}"/></clbl:labelList>'
SIGNATURE = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AA==</SignatureValue></Signature>'
PICTURE = open(os.path.join(HERE, "..", "pictures", "plain.jpg"), "rb").read()


# What any package of Office can hold beside its pages.
def package(kind, base, main):
    parts = parts_of(os.path.join(HIDDEN, base))
    add(parts, "docProps/custom.xml", VND + "officedocument.custom-properties+xml", PROPERTY)
    add(parts, "docMetadata/LabelInfo.xml", "application/vnd.ms-office.classificationlabels+xml", LABEL)
    add(parts, "_xmlsignatures/sig1.xml", VND + "package.digital-signature-xmlsignature+xml", SIGNATURE)
    add(parts, "customXml/item1.xml", "application/xml", b"<case><name>" + SECRET.encode() + b"</name></case>")
    add(parts, "docProps/thumbnail.jpeg", "image/jpeg", PICTURE)
    parts["[trash]/0000.dat"] = SECRET.encode()
    parts[main] += b"<!-- " + SECRET.encode() + b" -->"
    pack(f"package.{kind}", parts, SECRET.encode())


def open_document(kind, base):
    parts = parts_of(os.path.join(HIDDEN, base))
    meta = parts["meta.xml"].decode()
    meta = meta.replace("</office:meta>", f'<meta:user-defined meta:name="Case">{SECRET}</meta:user-defined><meta:user-defined meta:name="MSIP_Label_1_Name">Official</meta:user-defined></office:meta>')
    parts["meta.xml"] = meta.encode()
    parts["META-INF/documentsignatures.xml"] = b'<document-signatures xmlns="urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0">' + SIGNATURE + b"</document-signatures>"
    pack(f"package.{kind}", parts, SECRET.encode())


def workbook():
    book = xlsxwriter.Workbook(path("sheet.xlsx"))
    sheet = book.add_worksheet("Answer")
    for row in range(7):
        sheet.write(row, 0, f"Area {row + 1}")
        sheet.write(row, 1, row * 11)
    sheet.print_area("A1:A5")
    sheet.set_header("&L" + SECRET)
    sheet.data_validation("A1", {"validate": "list", "source": ["Kowalczyk-Vane", "Invented"]})
    sheet.protect()
    sheet.merge_range("D1:E2", "Figures")
    sheet.write("E2", SECRET)
    sheet.write_url("A7", "external:c:\\people\\kowalczyk.xlsx")
    hidden = book.add_worksheet("Gone")
    hidden.write(0, 0, SECRET)
    hidden.hide()
    flat = book.add_worksheet("Flat")
    for row in range(6):
        flat.write(row, 0, f"Area {row}")
        flat.write(row, 1, SECRET)
    flat.set_row(2, None, None, {"level": 1, "hidden": True})
    flat.set_row(3, 0)
    flat.set_column("B:B", 10, None, {"level": 1, "hidden": True})
    flat.write("D1", "wide")
    flat.set_column("D:D", 0.1)
    book.define_name("Kept", '="' + SECRET + '"')
    book.close()
    parts = parts_of(path("sheet.xlsx"))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    view = '<customSheetViews><customSheetView guid="{5E9B8C5B-0001-4F6D-9D0A-000000000001}"/></customSheetViews>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<mergeCells", view + "<mergeCells").encode()
    add(parts, "xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml",
        b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData/></xm:macrosheet>')
    main = parts["xl/workbook.xml"].decode().replace("</sheets>", '<sheet name="Macro1" sheetId="9" r:id="rId99"/></sheets>')
    parts["xl/workbook.xml"] = main.encode()
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", f'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"/></Relationships>').encode()
    pack("sheet.xlsx", parts)


def document():
    letter = docx.Document()
    letter.core_properties.keywords = SECRET
    paragraph = letter.add_paragraph("The answer to your request is below.")
    change = f'<w:rPrChange {nsdecls("w")} w:id="1" w:author="A. Invented" w:date="2026-01-01T00:00:00Z"><w:rPr/></w:rPrChange>'
    paragraph.runs[0]._r.get_or_add_rPr().append(parse_xml(change))
    letter.add_picture(os.path.join(HERE, "..", "pictures", "plain.png"))
    letter.element.body.xpath(".//wp:docPr")[0].set("descr", SECRET)
    for blip in letter.element.body.xpath(".//pic:blipFill"):
        blip.insert(1, parse_xml('<a:srcRect xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" l="40000"/>'))
    letter.settings.element.append(parse_xml(f'<w:documentProtection {nsdecls("w")} w:edit="readOnly" w:enforcement="1"/>'))
    choices = f'<w:sdt {nsdecls("w")}><w:sdtPr><w:dropDownList><w:listItem w:displayText="Kowalczyk-Vane" w:value="1"/></w:dropDownList></w:sdtPr><w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    letter.element.body.insert(1, parse_xml(choices))
    letter.save(path("letter.docx"))
    parts = parts_of(path("letter.docx"))
    add(parts, "word/people.xml", VND + "officedocument.wordprocessingml.people+xml",
        b'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="A. Invented"><w15:presenceInfo w15:providerId="AD" w15:userId="a.invented"/></w15:person></w15:people>')
    add(parts, "word/printerSettings/printerSettings1.bin", VND + "officedocument.wordprocessingml.printerSettings", b"\\\\server\\printer")
    parts["word/_rels/settings.xml.rels"] = (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{OFFICE}attachedTemplate" '
                                             'Target="file:///C:/people/kowalczyk.dotx" TargetMode="External"/></Relationships>').encode()
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rId98" Type="{OFFICE}hyperlink" Target="file:///C:/people/kowalczyk.docx" TargetMode="External"/></Relationships>'.encode())
    pack("letter.docx", parts)


def convert(kind, names):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", HERE] + [path(name) for name in names],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    for kind, base, main in (("docx", "ok-letter.docx", "word/document.xml"), ("pptx", "ok-slide.pptx", "ppt/presentation.xml"), ("xlsx", "ok-formats.xlsx", "xl/workbook.xml")):
        package(kind, base, main)
    for kind, base in (("ods", "ok-formats.ods"), ("odt", "ok-automatic-colour.odt"), ("odp", "ok-slide.odp")):
        open_document(kind, base)
    workbook()
    document()
    convert("ods", ["sheet.xlsx"])
    convert("xls", ["sheet.xlsx"])
    for kind in ("odt", "doc", "rtf"):
        convert(kind, ["letter.docx"])
