#!/usr/bin/python3
"""papers.py: makes the PDF samples here, byte by byte: one page with a line of an answer, and one thing that no viewer shows.
What is to be found is in list.tsv. Invented people only."""
import os
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"
S = f"({SECRET})"
NAME = "/" + "".join(c if c.isalnum() else f"#{ord(c):02x}" for c in SECRET)


class Paper:
    """Objects by number; text in dictionaries as it stands."""

    def __init__(self):
        self.objects = {1: "<< /Type /Catalog /Pages 2 0 R {catalog} >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> {resources} >> {page} >>",
                        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>"}
        self.put = dict.fromkeys(["catalog", "resources", "page", "font", "trailer"], "")
        self.content, self.before, self.tail = "", "", b""

    def stream(self, number, data, more=""):
        data = data if isinstance(data, bytes) else data.encode("latin-1")
        self.objects[number] = f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"

    def write(self, name):
        self.stream(4, f"BT /F1 12 Tf 72 700 Td (The answer to your request is below.) Tj ET\n{self.content}\n")
        out, at = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
        for number, body in sorted(self.objects.items()):
            if isinstance(body, str):
                for key, value in self.put.items():
                    body = body.replace("{" + key + "}", value)
                body = body.encode("latin-1")
            at[number] = len(out)
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n" + (self.before.encode() if number == 3 else b"")
        start = len(out)
        size = max(self.objects) + 1
        out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
        for number in range(1, size):
            out += f"{at[number]:010} 00000 n \n".encode() if number in at else b"0000000000 65535 f \n"
        out += f"trailer\n<< /Size {size} /Root 1 0 R {self.put['trailer']} >>\nstartxref\n{start}\n%%EOF\n".encode()
        with open(os.path.join(HERE, name + ".pdf"), "wb") as file:
            file.write(out + self.tail)


def paper(name, objects=(), streams=(), content="", before="", **put):
    made = Paper()
    made.put.update(put)
    made.content, made.before = content, before
    for number, body in objects:
        made.objects[number] = body
    for number, body, more in streams:
        made.stream(number, body, more)
    made.write(name)


def annotation(more, kind="/Text"):
    return {"page": "/Annots [9 0 R]", "objects": [(9, f"<< /Type /Annot /Subtype {kind} /Rect [72 600 92 620] {more} >>")]}


def beside():
    paper("ok-paper")
    paper("paper-catalog", catalog=f"/Kept {S}")
    paper("paper-page", page=f"/Kept << /Deep [1 {S}] >>")
    paper("paper-trailer", trailer=f"/Kept {S}")
    paper("paper-name", page=f"/Kept {NAME}")
    paper("paper-key", page=f"{NAME} 1")
    paper("paper-destination", catalog=f"/Names << /Dests << /Names [{S} [3 0 R /Fit]] >> >>")
    paper("paper-label", catalog=f"/PageLabels << /Nums [0 << /P {S} >>] >>")
    paper("paper-thread", catalog="/Threads [9 0 R]", objects=[(9, f"<< /Type /Thread /I << /Remark {S} >> /F 10 0 R >>"), (10, "<< /Type /Bead /T 9 0 R /N 10 0 R /V 10 0 R /P 3 0 R /R [0 0 1 1] >>")])
    paper("paper-layer-name", catalog=f"/OCProperties << /OCGs [9 0 R] /D << /ON [9 0 R] >> >>", objects=[(9, f"<< /Type /OCG /Name {S} >>")])
    paper("paper-collection", catalog=f"/Collection << /Type /Collection /Schema << /A << /Subtype /S /N {S} >> >> >>")
    paper("paper-output", catalog=f"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier (x) /Info {S} >>]")
    paper("paper-structure", catalog="/StructTreeRoot 9 0 R", objects=[(9, "<< /Type /StructTreeRoot /K 10 0 R >>"), (10, f"<< /Type /StructElem /S /P /P 9 0 R /T {S} >>")])
    paper("paper-user-property", catalog="/StructTreeRoot 9 0 R", objects=[(9, "<< /Type /StructTreeRoot /K 10 0 R >>"), (10, f"<< /Type /StructElem /S /P /P 9 0 R /A << /O /UserProperties /P [<< /N (Kept) /V {S} >>] >> >>")])
    paper("paper-web-capture", catalog=f"/SpiderInfo << /V 1.0 /C [<< /URL {S} >>] >>")
    paper("paper-piece", page=f"/PieceInfo << /Maker << /LastModified (D:2026) /Private << /Kept {S} >> >> >>")
    paper("paper-legal", catalog=f"/Legal << /Attestation {S} >>")
    paper("paper-viewport", page=f"/VP [<< /Type /Viewport /BBox [0 0 1 1] /Name {S} >>]")
    paper("paper-information", trailer="/Info 9 0 R", objects=[(9, f"<< /PTEX.Kept {S} >>")])
    paper("paper-font-family", font="/FontDescriptor 9 0 R", objects=[(9, f"<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 /Kept {S} >>")])
    paper("paper-property-list", resources=f"/Properties << /M1 << /Kept {S} >> >>")
    paper("paper-stream", page="/Kept 9 0 R", streams=[(9, SECRET, "")])
    paper("paper-comment", content=f"% {SECRET}")
    paper("paper-mark", content=f"/Kept << /Words {S} >> DP")
    paper("paper-marked", content=f"/Span << /Words {S} >> BDC EMC")
    paper("paper-idle-operand", content=f"{S} 0 g")
    paper("paper-between", before=f"% {SECRET}\n")
    paper("paper-metadata", catalog="/Metadata 9 0 R", streams=[(9, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:q="http://northmoor.example/q/" q:kept="{SECRET}"/></rdf:RDF></x:xmpmeta>', "/Type /Metadata /Subtype /XML")])
    paper("paper-metadata-comment", catalog="/Metadata 9 0 R", streams=[(9, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- {SECRET} --></x:xmpmeta>', "/Type /Metadata /Subtype /XML")])
    paper("paper-metadata-element", catalog="/Metadata 9 0 R", streams=[(9, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:q="http://northmoor.example/q/"><q:kept>{SECRET}</q:kept></rdf:Description></rdf:RDF></x:xmpmeta>', "/Type /Metadata /Subtype /XML")])
    paper("paper-picture-metadata", resources="/XObject << /I1 9 0 R >>", content="q 40 0 0 40 72 500 cm /I1 Do Q", streams=[(9, b"\x20\x40\x60" * 4, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Metadata 10 0 R"), (10, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><q:kept xmlns:q="http://northmoor.example/q/">{SECRET}</q:kept></x:xmpmeta>', "/Type /Metadata /Subtype /XML")])
    paper("note-subject", **annotation(f"/Subj {S}"))
    paper("note-rich", **annotation(f"/RC (<body><p>{SECRET}</p></body>)"))
    paper("note-popup", page="/Annots [9 0 R]", objects=[(9, f"<< /Type /Annot /Subtype /Popup /Rect [72 600 92 620] /Contents {S} >>")])
    field = "/FT /Tx /T (a) "
    form = {"catalog": "/AcroForm << /Fields [9 0 R] /DA (/Helv 0 Tf 0 g) >>"}
    paper("field-default", **form, **annotation(field + f"/DV {S}", "/Widget"))
    paper("field-caption", **form, **annotation(f"/FT /Btn /T (a) /MK << /RC {S} >>", "/Widget"))
    paper("field-name", **form, **annotation(f"/FT /Tx /T {S}", "/Widget"))
    appearance = "/Type /XObject /Subtype /Form /BBox [0 0 400 20] /Resources << /Font << /F1 5 0 R >> >>"
    words = f"BT /F1 12 Tf 2 5 Td {S} Tj ET"
    paper("note-other-appearance", page="/Annots [9 0 R]", objects=[(9, "<< /Type /Annot /Subtype /Stamp /Rect [72 600 472 620] /AP << /N 10 0 R /D 11 0 R >> >>")], streams=[(10, "", appearance), (11, words, appearance)])


def on_the_page():
    def text(look, more=""):
        return f"BT /F1 12 Tf {look} 72 500 Td {S} Tj ET {more}"
    paper("text-no-width", content=text("0 Tz"))
    paper("text-clipped-away", content=f"q 0 0 10 10 re W n {text('')} Q")
    paper("text-under-form", content=f"{text('')} /X1 Do", resources="/XObject << /X1 9 0 R >>", streams=[(9, "1 1 1 rg 60 480 400 40 re f", "/Type /XObject /Subtype /Form /BBox [0 0 595 842]")])
    paper("text-white-after", content=f"{text('')} 1 g 60 480 400 40 re f")
    paper("text-under-note", content=text(""), page="/Annots [9 0 R]", objects=[(9, "<< /Type /Annot /Subtype /Square /Rect [60 480 460 520] /IC [1 1 1] /AP << /N 10 0 R >> >>")], streams=[(10, "1 g 0 0 400 40 re f", "/Type /XObject /Subtype /Form /BBox [0 0 400 40]")])
    paper("text-print-only", content=f"/OC /L1 BDC {text('')} EMC", resources="/Properties << /L1 9 0 R >>", objects=[(9, "<< /Type /OCG /Name (Layer) /Usage << /View << /ViewState /OFF >> /Print << /PrintState /ON >> >> >>")],
          catalog="/OCProperties << /OCGs [9 0 R] /D << /ON [9 0 R] /AS [<< /Event /View /Category [/View] /OCGs [9 0 R] >>] >> >>")
    paper("text-screen-only-print", content=f"/OC /L1 BDC {text('')} EMC", resources="/Properties << /L1 9 0 R >>", objects=[(9, "<< /Type /OCG /Name (Layer) /Usage << /Print << /PrintState /OFF >> >> >>")],
          catalog="/OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] >> >>")
    paper("form-unused", resources="/XObject << /X1 9 0 R >>", streams=[(9, text(""), "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>")])
    paper("pattern-unused", resources="/Pattern << /P1 9 0 R >>", streams=[(9, text(""), "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 595 842] /XStep 595 /YStep 842 /Resources << /Font << /F1 5 0 R >> >>")])
    paper("glyph-unused", objects=[(9, "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 /Widths [1] /Encoding << /Differences [65 /a] >> /CharProcs << /a 10 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>")], resources="/ExtGState << /G1 << /Font [9 0 R 1] >> >>", streams=[(10, f"1 0 d0 BT /F1 1 Tf {S} Tj ET", "")])
    tail = zlib.compress(b"q Q") + SECRET.encode()
    paper("stream-tail", page="/Thumb 9 0 R", streams=[(9, tail, "/Filter /FlateDecode /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray")])
    paper("content-tail", resources="/XObject << /X1 9 0 R >>", content="/X1 Do", streams=[(9, tail, "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Filter /FlateDecode")])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        HERE = sys.argv[1]
    beside()
    on_the_page()
