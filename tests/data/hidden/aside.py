#!/usr/bin/python3
"""aside.py: makes the samples here that hide something beside a workbook's cells: in attributes, in elements and parts that no program shows,
in formulas, in names, in shapes. openpyxl or XlsxWriter makes each workbook; what they have no word for is put into its parts by hand.
Like make.py's, each holds one thing that is not seen, or is named ok-…; what is to be found, and where, is in list.tsv. Invented people only.
"""
import io
import os
import re
import struct
import sys
import zipfile
import zlib

import xlsxwriter
from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, GradientFill, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"
SHEET, BOOK, STYLES, STRINGS, THEME = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CT = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def book(name, change=lambda workbook, sheet: None, **parts):
    """Seven rows of an answer, changed by openpyxl and then by hand."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Answer"
    for row in range(1, 8):
        sheet.cell(row, 1, f"Area {row}")
        sheet.cell(row, 2, row * 11)
    change(workbook, sheet)
    out = io.BytesIO()
    workbook.save(out)
    write(name + ".xlsx", out, **parts)


def write(name, source, edit=(), add=()):
    """`edit`: (part, pattern, replacement), the first match only. `add`: (part, type, content, owner or None, kind of relation)."""
    with zipfile.ZipFile(source) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    for part, pattern, replacement in edit:
        text = parts[part].decode()
        changed = re.sub(pattern, lambda _: replacement, text, count=1)
        assert changed != text, (name, part, pattern)
        parts[part] = changed.encode()
    for part, kind, content, owner, relation in add:
        parts[part] = content if isinstance(content, bytes) else content.encode()
        if kind:
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode())
        if owner is not None:
            folder, file = os.path.split(owner)
            rels = f"{folder}/_rels/{file}.rels".lstrip("/")
            old = parts.get(rels, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>')
            if old.rstrip().endswith(b"/>"):
                old = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
            full = relation if "://" in relation else f"{REL}/{relation}"
            parts[rels] = old.replace(b"</Relationships>", f'<Relationship Id="rIdX{len(parts)}" Type="{full}" Target="/{part}"/></Relationships>'.encode())
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def at_end(part, root, xml):
    return (part, f"</{root}>", f"{xml}</{root}>")


def ext(inside, uri="{0A1B2C3D-0000-4000-8000-00000000ABCD}", space='xmlns:q="http://northmoor.example/q"'):
    return f'<extLst><ext uri="{uri}" {space}>{inside}</ext></extLst>'


def beside_cells():
    """In the parts that every workbook has."""
    book("aside-ext-text", edit=[at_end(SHEET, "worksheet", ext(f"<q:kept>{SECRET}</q:kept>"))])
    book("aside-ext-attribute", edit=[at_end(SHEET, "worksheet", ext(f'<q:kept note="{SECRET}"/>'))])
    book("aside-book-ext", edit=[at_end(BOOK, "workbook", ext(f'<q:kept note="{SECRET}"/>'))])
    book("aside-styles-ext", edit=[at_end(STYLES, "styleSheet", ext(f'<q:kept note="{SECRET}"/>'))])
    book("aside-cell-ext", edit=[(SHEET, r'(?<=<c r="A3" t="inlineStr">)', f"<extLst><ext uri='{{0A}}' xmlns:q='http://northmoor.example/q'><q:kept>{SECRET}</q:kept></ext></extLst>")])
    book("aside-unknown-element", edit=[at_end(SHEET, "worksheet", f"<remark>{SECRET}</remark>")])
    book("aside-stray-text", edit=[(SHEET, "</sheetData>", f"{SECRET}</sheetData>")])
    book("aside-instruction", edit=[at_end(SHEET, "worksheet", f"<?kept {SECRET}?>")])
    book("aside-namespace", edit=[(SHEET, "<sheetData>", f'<sheetData xmlns:q="{SECRET}">')])
    book("aside-code-name", edit=[(SHEET, "<sheetPr>", f'<sheetPr codeName="{SECRET}">')])
    book("aside-cell-style", edit=[(STYLES, 'name="Normal"', f'name="{SECRET}"')])
    book("aside-number-format-unused", edit=[(STYLES, r"<numFmts[^>]*/>", f'<numFmts count="1"><numFmt numFmtId="190" formatCode="&quot;{SECRET}&quot;"/></numFmts>')])
    book("aside-theme-name", edit=[(THEME, 'name="Office Theme"', f'name="{SECRET}"')])
    book("aside-theme-ext", edit=[(THEME, r"<a:extraClrSchemeLst\s*/>", f'<a:extraClrSchemeLst/><a:custClrLst><a:custClr name="{SECRET}"><a:srgbClr val="FF0000"/></a:custClr></a:custClrLst>')])
    book("aside-property", edit=[at_end("docProps/app.xml", "Properties", f"<HLinks>{SECRET}</HLinks>")])
    book("aside-core-identifier", edit=[at_end("docProps/core.xml", "cp:coreProperties", f"<dc:identifier xmlns:dc='http://purl.org/dc/elements/1.1/'>{SECRET}</dc:identifier>")])
    book("aside-relation", edit=[("xl/_rels/workbook.xml.rels", "</Relationships>", f'<Relationship Id="rId77" Type="{REL}/hyperlink" Target="https://northmoor.example/?{SECRET}" TargetMode="External"/></Relationships>')])
    book("aside-smart-tag", edit=[at_end(SHEET, "worksheet", f'<smartTags><cellSmartTags r="A3"><cellSmartTag type="0"><cellSmartTagPr key="kept" val="{SECRET}"/></cellSmartTag></cellSmartTags></smartTags>')])
    book("aside-protected-range", edit=[at_end(SHEET, "worksheet", f'<protectedRanges><protectedRange name="Kept" sqref="A3" securityDescriptor="{SECRET}"/></protectedRanges>')])
    book("aside-web-publishing", edit=[at_end(SHEET, "worksheet", f'<webPublishItems count="1"><webPublishItem id="1" divId="a" sourceType="sheet" destinationFile="{SECRET}" title="{SECRET}"/></webPublishItems>')])
    book("aside-filter-values", edit=[(SHEET, "</sheetData>", f'</sheetData><autoFilter ref="A1:B7"><filterColumn colId="0"><filters><filter val="{SECRET}"/></filters></filterColumn></autoFilter>')])
    book("aside-condition-text", edit=[(SHEET, "</sheetData>", f'</sheetData><conditionalFormatting sqref="A1:A7"><cfRule type="containsText" priority="1" operator="containsText" text="{SECRET}"><formula>NOT(ISERROR(SEARCH("{SECRET}",A1)))</formula></cfRule></conditionalFormatting>')])
    book("aside-sort-list", edit=[(SHEET, "</sheetData>", f'</sheetData><sortState ref="A1:B7"><sortCondition ref="A1:A7" customList="{SECRET}"/></sortState>')])
    book("aside-custom-view", edit=[at_end(BOOK, "workbook", f'<customWorkbookViews><customWorkbookView name="{SECRET}" guid="{{0A1B2C3D-0000-4000-8000-00000000ABCD}}" windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews>')])
    book("aside-orphan", add=[("xl/media/kept.bin", "application/octet-stream", SECRET, None, "")])
    book("aside-orphan-theme", add=[("xl/theme/theme9.xml", "application/vnd.openxmlformats-officedocument.theme+xml", f"<theme xmlns='http://schemas.openxmlformats.org/drawingml/2006/main'><t>{SECRET}</t></theme>", None, "")])
    book("aside-metadata", add=[("xl/metadata.xml", CT + "sheetMetadata+xml", f'<metadata xmlns="{MAIN}"><metadataStrings count="1"><s v="{SECRET}"/></metadataStrings></metadata>', BOOK, "sheetMetadata")])
    book("aside-rich-value", add=[("xl/richData/rdrichvalue.xml", "application/vnd.ms-excel.rdrichvalue+xml", f'<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1"><rv s="0"><v>{SECRET}</v></rv></rvData>', BOOK, "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue")])
    book("aside-control-list", add=[("xl/ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml", f'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="List"><itemLst><item val="{SECRET}"/></itemLst></formControlPr>', SHEET, "ctrlProp")])
    book("aside-pivot-caption", add=[("xl/pivotTables/pivotTable1.xml", CT + "pivotTable+xml", f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1" dataCaption="{SECRET}"><location ref="D1:E2" firstHeaderRow="0" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>', SHEET, "pivotTable")])
    book("aside-slicer-caption", add=[("xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml", f'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><slicer name="S" cache="S" caption="{SECRET}" rowHeight="1"/></slicers>', SHEET, "http://schemas.microsoft.com/office/2007/relationships/slicer")])


def in_names_and_formulas():
    def named(value, **more):
        def change(workbook, _):
            workbook.defined_names.append(DefinedName("Kept", attr_text=value, **more))
        return change
    quoted = f'"{SECRET}"'
    book("name-comment", named("Answer!$A$1", comment=SECRET))
    book("name-help", named("Answer!$A$1", help=SECRET))
    book("name-inside-formula", named(f'IF(TRUE,Answer!$A$1,{quoted})'))

    def formula(text):
        return lambda _, sheet: sheet.__setitem__("B3", text)
    book("formula-other-case", formula(f"=IF(1=1,33,{quoted})"))
    book("formula-remark", formula(f"=33+N({quoted})"))

    def validation(**more):
        def change(_, sheet):
            rule = DataValidation(**more)
            rule.add("A3")
            sheet.add_data_validation(rule)
        return change
    book("validation-custom", validation(type="custom", formula1=f'A3<>{quoted}'))
    book("validation-second", validation(type="whole", operator="between", formula1="1", formula2=quoted))


def made(name, lay=lambda workbook, sheet: None, **parts):
    """The same by XlsxWriter, which keeps texts in a table of the book's."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet("Answer")
    for row in range(7):
        sheet.write(row, 0, f"Area {row + 1}")
        sheet.write(row, 1, (row + 1) * 11)
    lay(workbook, sheet)
    workbook.close()
    write(name + ".xlsx", out, **parts)


def in_cells():
    book("cell-two-values", edit=[(SHEET, r'<c r="B3"[^>]*><v>33</v></c>', f'<c r="B3"><v>33</v><is><t>{SECRET}</t></is></c>')])
    made("cell-index-and-words", edit=[(SHEET, r'<c r="A3" t="s"><v>2</v></c>', f'<c r="A3" t="s"><v>2 {SECRET}</v></c>')])
    book("cell-twice", edit=[(SHEET, r'(?=<c r="A3")', f'<c r="A3" t="inlineStr"><is><t>{SECRET}</t></is></c>')])
    book("cell-phonetic-inside", edit=[(SHEET, "<is><t>Area 3</t>", f'<is><t>Area 3</t><rPh sb="0" eb="4"><t>{SECRET}</t></rPh>')])
    made("cell-phonetic", edit=[(STRINGS, "<si><t>Area 3</t>", f'<si><t>Area 3</t><rPh sb="0" eb="4"><t>{SECRET}</t></rPh>')])
    book("cell-padded", lambda _, sheet: sheet.__setitem__("A3", "Area 3" + " " * 200 + SECRET))
    book("cell-padded-lines", lambda _, sheet: sheet.__setitem__("A3", "Area 3" + "\n" * 40 + SECRET))

    def look(**more):
        def change(_, sheet):
            sheet["A3"] = SECRET
            for key, value in more.items():
                setattr(sheet["A3"], key, value)
        return change
    book("cell-indented", look(alignment=Alignment(horizontal="left", indent=200)))
    book("cell-shrunk", look(alignment=Alignment(shrink_to_fit=True)), edit=[(SHEET, "<sheetData>", '<cols><col min="1" max="1" width="1.2" customWidth="1"/></cols><sheetData>')])
    book("cell-gradient", look(font=Font(color="FF000000"), fill=GradientFill(stop=("FF000000", "FF000000"))))
    book("cell-pattern", look(font=Font(color="FF000000"), fill=PatternFill("darkGray", fgColor="FF000000", bgColor="FF000000")))
    book("cell-signs", look(font=Font(name="Wingdings")))
    book("scale-black", lambda _, sheet: sheet.conditional_formatting.add("B1:B7", ColorScaleRule(start_type="min", start_color="FF000000", end_type="max", end_color="FF050505")))

    def frozen(_, sheet):
        for row in range(8, 90):
            sheet.cell(row, 1, f"Area {row}")
        sheet["A3"] = SECRET
        sheet.freeze_panes = "A42"
        sheet.sheet_view.topLeftCell = "A40"
    book("rows-above-frozen", frozen)

    def table(style_name, **more):
        def change(_, sheet):
            sheet["A1"], sheet["B1"] = "Area", "Count"
            added = Table(displayName="Answer1", ref="A1:B7", tableStyleInfo=TableStyleInfo(name=style_name, showRowStripes=False))
            for key, value in more.items():
                setattr(added, key, value)
            sheet.add_table(added)
        return change
    white = '<dxfs count="1"><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs><tableStyles count="1"><tableStyle name="Quiet" pivot="0" count="1"><tableStyleElement type="wholeTable" dxfId="0"/></tableStyle></tableStyles>'
    book("table-style-white", table("Quiet"), edit=[(STYLES, r"<tableStyles[^>]*/>", white)])
    book("table-comment", table("TableStyleMedium2", comment=SECRET))
    book("table-total-label", table("TableStyleMedium2"), edit=[("xl/tables/table1.xml", 'name="Count"', f'name="Count" totalsRowLabel="{SECRET}"')])
    book("table-heading-hidden", table("TableStyleMedium2"), edit=[("xl/tables/table1.xml", 'name="Count"', f'name="{SECRET}"'), ("xl/tables/table1.xml", 'headerRowCount="1"', 'headerRowCount="0"')])

    def header(**more):
        def change(_, sheet):
            for key, value in more.items():
                getattr(sheet, key).center.text = value
        return change
    book("header-of-no-first-page", header(firstHeader=SECRET))
    book("header-of-no-even-page", header(evenHeader=SECRET))
    book("header-in-white", lambda _, sheet: (setattr(sheet.oddHeader.center, "text", SECRET), setattr(sheet.oddHeader.center, "color", "FFFFFF")))


def shapes():
    """Text boxes, pictures and charts that XlsxWriter lays on the sheet."""
    drawing, chart = "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"

    def box(words=SECRET, **more):
        return lambda _, sheet: sheet.insert_textbox("E2", words, more)
    made("box-in-white", box(font={"color": "white"}))
    made("box-unfilled-in-white", box(font={"color": "white"}, fill={"none": True}))
    made("box-tiny", box(font={"size": 1}))
    made("box-far-away", lambda _, sheet: sheet.insert_textbox("ZZ5000", SECRET))
    made("box-under-box", lambda _, sheet: (sheet.insert_textbox("E2", SECRET), sheet.insert_textbox("E2", "Figures", {"fill": {"color": "white"}})))
    made("box-transparent", box(), edit=[(drawing, r'<a:rPr lang="en-US" sz="1100">|<a:rPr lang="en-US" sz="1100"\s*/>', '<a:rPr lang="en-US" sz="1100"><a:noFill/></a:rPr>')])
    made("box-name", box("Figures"), edit=[(drawing, 'name="TextBox 1"', f'name="{SECRET}"')])
    made("box-linked", box("Figures"), edit=[(drawing, 'macro="" textlink=""', f'macro="" textlink="{SECRET}"')])
    made("ok-box", box("The answer is below."))

    def charted(**more):
        def lay(workbook, sheet):
            added = workbook.add_chart({"type": "column"})
            added.add_series({"categories": "=Answer!$A$1:$A$7", "values": "=Answer!$B$1:$B$7"})
            for key, value in more.items():
                getattr(added, key)(value)
            sheet.insert_chart("G2", added)
        return lay
    made("chart-other-words", charted(), edit=[(chart, r"<c:cat>.*?</c:cat>", f'<c:cat><c:strRef><c:f>Answer!$A$1:$A$7</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{SECRET}</c:v></c:pt></c:strCache></c:strRef></c:cat>')])
    made("chart-beyond-count", charted(), edit=[(chart, r"<c:cat>.*?</c:cat>", f'<c:cat><c:strLit><c:ptCount val="1"/><c:pt idx="0"><c:v>Area 1</c:v></c:pt><c:pt idx="9"><c:v>{SECRET}</c:v></c:pt></c:strLit></c:cat>')])
    made("chart-ext", charted(), edit=[(chart, "</c:chartSpace>", f'<c:extLst><c:ext uri="{{0A}}" xmlns:q="http://northmoor.example/q"><q:kept>{SECRET}</q:kept></c:ext></c:extLst></c:chartSpace>')])
    made("ok-chart-titled", charted(set_title={"name": "Areas of the answer"}))
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    square = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"\x20\x40\x60" * 40 for _ in range(40)))) + chunk(b"IEND", b"")
    picture = lambda _, sheet: sheet.insert_image("G2", "square.png", {"image_data": io.BytesIO(square)})
    made("picture-whitened", picture, edit=[(drawing, r"<a:blip ([^>]*)/>", '<a:blip xmlns:r="%s" r:embed="rId1"><a:alphaModFix amt="0"/></a:blip>' % REL)])
    made("picture-lost", picture, edit=[(drawing, r"<xdr:pic>.*?</xdr:pic>", '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Box 1"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp>')])
    vml = f'''<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="b1" type="#_x0000_t202" style="position:absolute;visibility:hidden"><v:textbox><div><font>{SECRET}</font></div></v:textbox><x:ClientData ObjectType="Button"><x:Anchor>1,1,1,1,2,2,2,2</x:Anchor></x:ClientData></v:shape></xml>'''
    book("vml-text-hidden", add=[("xl/drawings/vmlDrawing1.vml", "application/vnd.openxmlformats-officedocument.vmlDrawing", vml, SHEET, "vmlDrawing")])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        HERE = sys.argv[1]
    beside_cells()
    in_names_and_formulas()
    in_cells()
    shapes()
