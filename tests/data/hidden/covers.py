#!/usr/bin/python3
"""covers.py: makes the samples cover-…, ok-cover-…, picture-under-… and ok-picture-… of this folder anew: text and pictures under
shapes that float over a page, in docx by python-docx (Debian's) and in odt, doc and one docx by LibreOffice, from flat OpenDocument written by hand.

What is to be found, and where, is in list.tsv. Invented people only.
"""
import base64
import os
import subprocess
import tempfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from letters97 import document, style

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane, Northmoor"
POINT = 12700
PAGE, TEXT = (595, 842), (451, 698)


def box(across, down, width, height, inside='<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', behind=0):
    space = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    (h_from, x), (v_from, y) = across, down
    return parse_xml(f"""<w:r {nsdecls("w")}><w:drawing {nsdecls("wp", "a")} xmlns:wps="{space}"><wp:anchor behindDoc="{behind}" relativeHeight="2"
 simplePos="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="{h_from}"><wp:posOffset>{x * POINT}
</wp:posOffset></wp:positionH><wp:positionV relativeFrom="{v_from}"><wp:posOffset>{y * POINT}</wp:posOffset></wp:positionV><wp:extent cx="{width * POINT}"
 cy="{height * POINT}"/><wp:wrapNone/><wp:docPr id="3" name="Box"/><a:graphic><a:graphicData uri="{space}"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm>
<a:off x="0" y="0"/><a:ext cx="{width * POINT}" cy="{height * POINT}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{inside}</wps:spPr><wps:bodyPr/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>""".replace("\n</wp:posOffset>", "</wp:posOffset>"))


# Of the old kind (VML), which stands as the only form in documents of Word 2007 and of many programs.
def old_box(place, inside="", look='fillcolor="white" stroked="f"', kind="rect"):
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w10="urn:schemas-microsoft-com:office:word"'
    return parse_xml(f'<w:r {nsdecls("w")}><w:pict {spaces}><v:{kind} style="position:absolute;{place}" {look}>{inside}</v:{kind}></w:pict></w:r>')


OLD_PAGE = ("margin-left:0;margin-top:0;width:595pt;height:842pt;z-index:251659264;"
            "mso-position-horizontal-relative:page;mso-position-vertical-relative:page")
OLD_BELOW = "margin-left:0;margin-top:0;width:6.3in;height:80pt;z-index:2;mso-position-horizontal-relative:text;mso-position-vertical-relative:text"


def letter(name, shape, lines=3, after_break=False, room=0):
    made = docx.Document()
    first = made.add_paragraph("" if after_break else "Northmoor Constabulary, answer to a request.")
    first._p.append(shape)
    if after_break:
        made.add_page_break()
    for _ in range(room):
        made.add_paragraph("")
    for _ in range(lines):
        made.add_paragraph(SECRET)
    made.save(os.path.join(HERE, name + ".docx"))


def open_letter(shape, anchor="paragraph"):
    place = 'style:wrap="run-through" style:run-through="foreground" style:vertical-pos="from-top" style:horizontal-pos="from-left"'
    down, fill, x, y, width, height = shape
    graphic = style("graphic", f'{place} style:vertical-rel="{down}" style:horizontal-rel="{down}" draw:fill="{fill}" draw:fill-color="#ffffff"', "graphic")
    drawn = (f'<draw:custom-shape draw:style-name="own" text:anchor-type="{anchor}" svg:x="{x}pt" svg:y="{y}pt" svg:width="{width}pt" svg:height="{height}pt">'
             '<draw:enhanced-geometry draw:type="rectangle" svg:viewBox="0 0 21600 21600" draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N"/>'
             '</draw:custom-shape>')
    return document(f"<text:p>{drawn}{SECRET}</text:p><text:p>{SECRET}</text:p>", graphic)


# A picture at the page's left, and a box in front of it or beside it.
def open_picture(across):
    with open(os.path.join(HERE, "..", "pictures", "plain.png"), "rb") as picture:
        data = base64.b64encode(picture.read()).decode()
    place = ('style:wrap="run-through" style:run-through="foreground" style:vertical-pos="from-top" style:horizontal-pos="from-left" '
             'style:vertical-rel="page" style:horizontal-rel="page"')
    graphic = style("graphic", f'{place} draw:fill="solid" draw:fill-color="#000000"', "graphic")
    shown = (f'<draw:frame draw:style-name="own" text:anchor-type="paragraph" draw:z-index="0" svg:x="100pt" svg:y="200pt" svg:width="200pt" svg:height="200pt">'
             f'<draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>')
    box = (f'<draw:custom-shape draw:style-name="own" text:anchor-type="paragraph" draw:z-index="1" svg:x="{across}pt" svg:y="240pt" svg:width="90pt" svg:height="60pt">'
           '<draw:enhanced-geometry draw:type="rectangle" svg:viewBox="0 0 21600 21600" draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N"/>'
           '</draw:custom-shape>')
    return document(f"<text:p>{shown}{box}Northmoor Constabulary, answer to a request.</text:p>", graphic)


WHOLE = (("page", 0), ("page", 0), *PAGE)
OPEN = {
    "cover-paragraph": open_letter(("paragraph", "solid", 0, 0, 450, 60)),
    "cover-page": open_letter(("page", "solid", 0, 0, *PAGE)),
    "cover-text": open_letter(("page-content", "solid", 0, 0, 450, 400)),
    "ok-cover-clear": open_letter(("page", "none", 0, 0, *PAGE)),
    "ok-cover-low": open_letter(("page", "solid", 0, 700, 595, 140)),
    "picture-under-box": open_picture(150),
    "ok-picture-beside-box": open_picture(350),
}

if __name__ == "__main__":
    letter("cover-page", box(*WHOLE))
    letter("cover-text", box(("margin", 0), ("margin", 0), 451, 400))
    letter("cover-far-page", box(*WHOLE), lines=90)
    letter("ok-cover-behind", box(*WHOLE, behind=1))
    letter("ok-cover-translucent", box(*WHOLE, '<a:solidFill><a:srgbClr val="FFFF00"><a:alpha val="30000"/></a:srgbClr></a:solidFill>'))
    letter("ok-cover-low", box(("page", 0), ("page", 700), 595, 140))
    letter("ok-cover-banner", box(("page", 0), ("page", 0), 595, 90))
    letter("ok-cover-margin", box(("page", 0), ("page", 0), 60, 842))
    letter("cover-some-room", box(("column", 0), ("paragraph", 0), 451, 400), room=3)
    letter("ok-cover-room", box(("column", 0), ("paragraph", 20), 451, 400), room=30)
    letter("ok-cover-title-page", box(*WHOLE), after_break=True)
    letter("cover-old-page", old_box(OLD_PAGE))
    letter("cover-old-text-box", old_box(OLD_BELOW, "<v:textbox/>", 'type="#_x0000_t202"', "shape"))
    letter("cover-old-far-page", old_box(OLD_PAGE), lines=90)
    letter("ok-cover-old-behind", old_box(OLD_PAGE.replace("z-index:", "z-index:-")))
    letter("ok-cover-old-clear", old_box(OLD_PAGE, look='filled="f"'))
    letter("ok-cover-old-translucent", old_box(OLD_PAGE, '<v:fill opacity="19661f"/>'))
    letter("ok-cover-old-beside", old_box(OLD_BELOW, '<w10:wrap type="square"/>'))
    letter("ok-cover-old-banner", old_box(OLD_PAGE.replace("842", "90")))
    letter("ok-cover-old-form", old_box(OLD_PAGE, kind="oval"))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in OPEN.items():
            with open(os.path.join(folder, name + ".fodt"), "w", encoding="utf-8") as out:
                out.write(content)
        files = [os.path.join(folder, name + ".fodt") for name in OPEN]
        for kind in ("odt", "doc"):
            subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", HERE] + files, check=True)
        subprocess.run(["soffice", "--headless", "--convert-to", "docx", "--outdir", HERE, os.path.join(folder, "picture-under-box.fodt")], check=True)
