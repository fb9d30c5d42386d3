#!/usr/bin/env python3
"""`check --clean` over the corpus and over leaks made here, judged by other programs: openpyxl reads cells, poppler draws pages.

Each file is either refused with a reason or gives a copy that passes, shows what the source shows at the same place, and holds
nothing else of the source in any of its unpacked bytes. Usage: clean.py TIPSTAFF SHARED [WORK]
"""
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from xml.sax.saxutils import unescape

import openpyxl

warnings.simplefilter("ignore")
program, shared = os.path.realpath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="tipstaff-clean-")
failures, checks, fixed = [], 0, {}
# What openpyxl calls visible and the check does not: these rules say so of the file.
BUILT_IN = {"0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??", "d-mmm-yy", "d-mmm", "mmm-yy", "h:mm AM/PM", "h:mm:ss AM/PM", "h:mm", "h:mm:ss", "#,##0 ", "(#,##0)", "[Red](#,##0)",
            "#,##0.00", "(#,##0.00)", "[Red](#,##0.00)", "mm:ss", "[h]:mm:ss", "mmss.0", "##0.0E+0", "@"}
UNSEEN = {"font-equals-fill", "number-format-hides", "cells-far-away", "cells-covered", "row-zero-height", "column-zero-width", "row-hidden", "column-hidden", "row-filtered"}


def expect(good, words):
    global checks
    checks += 1
    if not good:
        failures.append(words)


def clean(path, folder, *more):
    done = subprocess.run([program, "check", "--format", "json", "--clean", folder, *more, path], capture_output=True, text=True)
    return json.loads(done.stdout)["files"][0], done.returncode


def close(a, b):
    if a == b:
        return True
    if isinstance(a, datetime.time) and isinstance(b, (int, float)):  # a format without day, month or year: its number is copied
        return abs((a.hour * 3600 + a.minute * 60 + a.second + a.microsecond / 1e6) / 86400 - b) < 1e-5
    if isinstance(a, (datetime.date, datetime.time)) or isinstance(b, (datetime.date, datetime.time)):
        return str(a)[:16] == str(b)[:16] or (str(a) + " 00:00:00")[:19] == (str(b) + " 00:00:00")[:19]
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1)
    return isinstance(a, str) and isinstance(b, str) and a.replace("\r\n", "\n") == b.replace("\r\n", "\n")


def cells_of(path):
    """Cells by sheet: all, and those that openpyxl says are not hidden."""
    every, seen = {}, {}
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.chartsheets:
        seen[sheet.title] = {}
    for sheet in book.worksheets:
        hidden_columns = set()
        for dimension in sheet.column_dimensions.values():
            if dimension.hidden:
                hidden_columns.update(range(dimension.min or 0, (dimension.max or 0) + 1))
        cells = {c.coordinate: c for r in sheet.iter_rows() for c in r if c.value is not None and str(c.value).strip()}
        every[sheet.title] = {k: c.value for k, c in cells.items()}
        if sheet.sheet_state == "visible":
            seen[sheet.title] = {k: c.value for k, c in cells.items() if c.column not in hidden_columns and not sheet.row_dimensions[c.row].hidden}
    return every, seen


def unpacked(path):
    with zipfile.ZipFile(path) as z:
        return {name: z.read(name) for name in z.namelist() if not name.endswith("/")}


def words_of(parts):
    out = set()
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            for text in re.findall(r">([^<>]{5,})<", content.decode("utf-8", "replace")):
                out.add(unescape(text, {"&quot;": '"', "&apos;": "'"}).strip())
            for text in re.findall(r'\b(?:v|name|author|uniqueName|displayName)="([^"]{5,})"', content.decode("utf-8", "replace")):
                out.add(unescape(text, {"&quot;": '"', "&apos;": "'"}).strip())
    return {w for w in out if len(w) >= 5}


def judge_workbook(name, source, copy, found):
    every, seen = cells_of(source)
    _, made = cells_of(copy)
    rules = {f["rule"] for f in found["findings"]}
    for title, cells in made.items():
        expect(title in seen, f"{name}: a sheet of the copy is not a visible one of the source: {title}")
        for at, value in cells.items():
            expect(close(every.get(title, {}).get(at), value), f"{name}: {title}!{at} is {value!r}, and was {every.get(title, {}).get(at)!r}")
    for title, cells in seen.items():
        missing = [at for at in cells if at not in made.get(title, {})]
        expect(not missing or rules & UNSEEN, f"{name}: cells that are seen are missing: {title}!{missing[:4]}")
    parts = unpacked(copy)
    global fixed
    same = {k: v for k, v in parts.items() if k == "xl/styles.xml" or k == "_rels/.rels"}
    # Number formats are the source's own, each only as far as it says something of a number that is seen.
    styles = same.get("xl/styles.xml", b"").decode()
    if source.endswith((".xlsx", ".xlsm")):
        theirs = unescape(unpacked(source).get("xl/styles.xml", b"").decode("utf-8", "replace"), {"&quot;": '"'})
        for code in re.findall(r'formatCode="([^"]*)"', styles):
            plain = unescape(code, {"&quot;": '"'}).lstrip(";")
            expect(plain in theirs or plain in BUILT_IN, f"{name}: a number format that the source does not have: {plain}")
    styles = re.sub(r"<numFmts.*</numFmts>", "", styles)
    same["xl/styles.xml"] = re.sub(r'(<cellXfs )count="\d+">((?:<xf [^>]*/>){4}).*(</cellXfs>)', r"\1>\2\3", styles).encode()
    fixed = fixed or same
    expect(same == fixed, f"{name}: parts that are the same in every copy differ")
    expect(set(parts) - set(fixed) - {f"xl/worksheets/sheet{i}.xml" for i in range(1, 999)} == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}, f"{name}: the copy has other parts")
    shown = "\n".join(str(v) for cells in made.values() for v in cells.values()) + "\n" + "\n".join(made)
    plain = "\n".join(words_of({k: v for k, v in parts.items() if k not in fixed}))
    numbers = {w for w in words_of(unpacked(source)) if re.fullmatch(r"[-+0-9.eE]+", w)}
    for word in words_of(unpacked(source)) - numbers:
        if word not in shown:
            expect(word not in plain, f"{name}: the copy holds “{word[:40]}”, which nobody sees")


def drawn(path):
    folder = tempfile.mkdtemp(dir=work)
    subprocess.run(["pdftoppm", "-r", "36", "-cropbox", "-l", "4", path, os.path.join(folder, "page")], capture_output=True)
    return b"".join(open(os.path.join(folder, page), "rb").read() for page in sorted(os.listdir(folder)))


def judge_pdf(name, source, copy):
    expect(subprocess.run(["qpdf", "--check", copy], capture_output=True).returncode == 0, f"{name}: qpdf finds fault with the copy")
    before, after = drawn(source), drawn(copy)
    expect(len(before) == len(after) and len(before) > 0, f"{name}: the copy's pages have another size")
    other = sum(abs(a - b) > 24 for a, b in zip(before, after))
    expect(other <= len(before) / 2000, f"{name}: the copy looks other than the source: {other} of {len(before)} samples")
    inside = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress", copy, "-"], capture_output=True).stdout
    for key in (b"/Info", b"/Metadata", b"/Annots", b"/EmbeddedFile", b"/JavaScript", b"/PieceInfo", b"/Outlines", b"/AcroForm", b"/StructTreeRoot", b"/Thumb", b"/OCProperties"):
        expect(key not in inside, f"{name}: the copy still has {key.decode()}")


def judge(name, source):
    folder = os.path.join(work, re.sub(r"\W", "_", name))
    found, _ = clean(source, folder)
    outcome = found["clean"]
    if "refused" in outcome:
        expect(len(outcome["refused"]) > 20, f"{name}: refused without a reason")
        expect(not os.path.exists(folder), f"{name}: refused, and something was written")
        return None
    copy = outcome["path"]
    expect(os.listdir(folder) == [os.path.basename(copy)], f"{name}: more than the copy lies there")
    again, code = clean(copy, os.path.join(folder, "again"))
    expect(again["verdict"] == "pass" and code == 0, f"{name}: the copy is {again['verdict']}")
    with open(copy, "rb") as file:
        before = file.read()
    twice, _ = clean(source, folder)
    with open(copy, "rb") as file:
        expect(file.read() == before and "nothing is written over it" in twice["clean"].get("refused", ""), f"{name}: a copy was written over")
    if source.endswith((".xlsx", ".xlsm")):
        judge_workbook(name, source, copy, found)
    elif copy.endswith(".xlsx"):
        openpyxl.load_workbook(copy)
    elif copy.endswith(".pdf"):
        judge_pdf(name, source, copy)
    elif copy.endswith(".jpg"):
        expect(b"Exif" not in open(copy, "rb").read() and b"http://ns.adobe.com" not in open(copy, "rb").read(), f"{name}: the copy has what the camera wrote")
    return copy


made = sorted({line.split("\t")[0] for line in open(os.path.join(shared, "corpus", "files.tsv")).read().splitlines()[1:]})
copies = sum(judge(name, os.path.join(shared, "corpus", "files", name)) is not None for name in made)
expect(copies >= len(made) // 2, f"only {copies} of {len(made)} files of the corpus have a clean copy")

# The leak of August 2023 made anew: a hidden sheet behind a good one, and the same as the whole force.
book = openpyxl.Workbook()
book.active.title = "Answer"
for line in (("rank", "headcount", "as of"), ("Constable", 6104, datetime.date(2023, 8, 8)), ("Sergeant", 1201, datetime.date(2023, 8, 8))):
    book.active.append(line)
sheet = book.create_sheet("Sheet3")
sheet.append(("surname", "initials", "rank", "service number"))
for i in range(9483):
    sheet.append((f"Inventedsurname{i}", "Q", "Constable", f"NM{400000 + i}"))
sheet.sheet_state = "hidden"
leak = os.path.join(work, "leak.xlsx")
book.save(leak)
copy = judge("leak", leak)
expect(copy is not None and b"Inventedsurname" not in b"".join(unpacked(copy).values()), "the hidden sheet is in the copy")
expect(copy is not None and openpyxl.load_workbook(copy)["Answer"]["C2"].value == datetime.datetime(2023, 8, 8), "a date is no date any more")

shutil.rmtree(work)
for words in failures[:40]:
    print("FAILED:", words)
print(f"{copies} of {len(made)} files of the corpus have a clean copy; {checks} checks, {len(failures)} failures")
sys.exit(1 if failures else 0)
