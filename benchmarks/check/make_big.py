#!/usr/bin/python3
"""make_big.py FILE MEGABYTES: a workbook of about so many megabytes, with numbers and texts in 30 columns, written as other programs write it
(a table of texts, styles, one sheet); nothing in it is hidden and nobody is named."""
import random
import sys
import zipfile

chance = random.Random(7)
words = [f"{chance.choice('bcdfglmnprst')}{chance.choice('aeiou')}{chance.randrange(10**6)} {chance.choice(['road', 'depot', 'visit', 'repair'])}" for _ in range(200_000)]
wanted = float(sys.argv[2]) * 1e6
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
package = "http://schemas.openxmlformats.org/package/2006"
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
letters = [chr(65 + i) if i < 26 else "A" + chr(65 + i - 26) for i in range(30)]
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
    book.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                  + "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{types}.{kind}+xml"/>' for part, kind in
                            [("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]) + "</Types>")
    book.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Visits" sheetId="1" r:id="rId1"/></sheets></workbook>')
    book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
                  f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    book.writestr("xl/styles.xml", f'<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
                  '<borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="2" fontId="0" fillId="0"/></cellXfs></styleSheet>')
    book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">' + "".join(f"<si><t>{word}</t></si>" for word in words) + "</sst>")
    unpacked = 0
    row = 0
    with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
        sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
        while book.fp.tell() < wanted and row < 1_048_000:
            rows = []
            for _ in range(500):
                row += 1
                text = row % len(words)
                rows.append(f'<row r="{row}">' + "".join(f'<c r="{name}{row}" t="s"><v>{chance.randrange(len(words)) if i else text}</v></c>' if i < 3 else f'<c r="{name}{row}" s="1"><v>{chance.random() * 1e4:.2f}</v></c>'
                                                        for i, name in enumerate(letters)) + "</row>")
            block = "".join(rows).encode()
            unpacked += len(block)
            sheet.write(block)
        sheet.write(b"</sheetData></worksheet>")
print(f"{row} rows, {unpacked / 1e6:.0f} MB of XML in the sheet")
