#!/usr/bin/python3
"""letters97.py: makes the samples old-….doc of this folder anew, with LibreOffice, from flat OpenDocument written by hand.

Each holds one thing that its page does not show, or, named old-ok-…, something that looks like it and is ordinary. What is to be found, and
where, is in list.tsv. Invented people only.
"""
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane, Northmoor"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{short}="{OASIS}{name}:1.0"' for short, name in (
    ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    ("svg", "svg-compatible")))
LETTER = "<text:p>Northmoor Constabulary, answer to a request.</text:p><text:p>Of 120 requests, 90 were answered in time.</text:p>"


def document(body, automatic="", headers=""):
    return f"""<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles><style:page-layout style:name="page">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>{"<style:header-style/>" if headers else ""}
</style:page-layout>{automatic}</office:automatic-styles><office:master-styles><style:master-page style:name="Standard"
 style:page-layout-name="page">{headers}</style:master-page></office:master-styles><office:body><office:text>{LETTER}{body}
</office:text></office:body></office:document>"""


def style(family, properties, kind):
    return f'<style:style style:name="own" style:family="{family}"><style:{kind}-properties {properties}/></style:style>'


WHITE = '<style:style style:name="white" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
IN_WHITE = f'<text:span text:style-name="white">{SECRET}</text:span>'


def letters(properties):
    return document(f'<text:p><text:span text:style-name="own">{SECRET}</text:span></text:p>', style("text", properties, "text"))


def paragraph(properties):
    return document(f'<text:p text:style-name="own">{SECRET}</text:p>', style("paragraph", properties, "paragraph"))


def box(words, fill, x="2cm"):
    frame = (f'<text:p><draw:frame draw:style-name="own" text:anchor-type="paragraph" svg:x="{x}" svg:y="1cm" svg:width="12cm" '
             f'svg:height="2cm"><draw:text-box><text:p>{words}</text:p></draw:text-box></draw:frame>A box.</text:p>')
    return document(frame, WHITE + style("graphic", fill + ' style:wrap="run-through" style:run-through="foreground" '
                                         'style:vertical-pos="from-top" style:vertical-rel="paragraph" '
                                         'style:horizontal-pos="from-left" style:horizontal-rel="paragraph"', "graphic"))


def table(words, first="", second="own", row=""):
    cells = [f'<table:table-row {r}><table:table-cell {f"""table:style-name="{s}" """ if s else ""}><text:p>{w}</text:p></table:table-cell>'
             f'</table:table-row>' for w, s, r in ((words, first, row), ("North", second, ""))]
    return document(f'<table:table><table:table-column/>{"".join(cells)}</table:table>',
                    WHITE + style("table-cell", 'fo:background-color="#003366"', "table-cell") +
                    '<style:style style:name="low" style:family="table-row"><style:table-row-properties style:row-height="0.05cm"/></style:style>')


def header(name):
    return document("", "", f"<style:header><text:p>N</text:p></style:header><style:{name}><text:p>{SECRET}</text:p></style:{name}>")


SOLID = 'draw:fill="solid" draw:fill-color='
SAMPLES = {
    "old-white-box": box(IN_WHITE, SOLID + '"#ffffff"'),
    "old-white-box-unfilled": box(IN_WHITE, 'draw:fill="none"'),
    "old-ok-dark-box": box(IN_WHITE, SOLID + '"#003366"'),
    "old-box-off-page": box(SECRET, 'draw:fill="none"', "-40cm"),
    "old-white-cell": table(IN_WHITE),
    "old-ok-dark-cell": table(IN_WHITE, "own"),
    "old-row-low": table(SECRET, row='table:style-name="low"'),
    "old-line-low": paragraph('fo:line-height="0.05cm"'),
    "old-indent-off-page": paragraph('fo:margin-left="24cm"'),
    "old-letters-squeezed": letters('style:text-scale="1%"'),
    "old-letters-piled": letters('fo:letter-spacing="-0.35cm"'),
    "old-ok-letters-closer": letters('fo:letter-spacing="-0.05cm"'),
    "old-ok-header-first": header("header-first"),
    "old-ok-header-even": header("header-left"),
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, content in SAMPLES.items():
            with open(os.path.join(folder, name + ".fodt"), "w", encoding="utf-8") as out:
                out.write(content)
        files = [os.path.join(folder, name + ".fodt") for name in SAMPLES]
        subprocess.run(["soffice", "--headless", "--convert-to", "doc", "--outdir", HERE] + files, check=True)
