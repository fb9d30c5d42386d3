#!/usr/bin/env python3
"""Holds docs/vectors.md: each rule of the check, by format, with the sample or the test that shows it.

    vectors.py TIPSTAFF ROOT           every sample named there is still told by its rule, every test named is there and names the rule,
                                       and no rule or format is missing from the page
    vectors.py TIPSTAFF ROOT --write   looks through all samples anew, and writes the page

ROOT is the project's folder. Samples named corpus/… lie in $TIPSTAFF_SHARED, and are passed over where that is absent.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

program, root = os.path.realpath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
page = root / "docs" / "vectors.md"
shared = pathlib.Path(os.environ.get("TIPSTAFF_SHARED") or root.parent / "shared")
HEAD = """# Every vector, by format

Each rule of the check, each format that it applies to, and what shows that it works: a sample that another program made (`tests/data`, with what made
it; `corpus/` is third-party data beside the project), or a test that makes the file by hand. `tests/e2e/vectors.py` runs every sample, looks for every
test, and fails when a rule or a format is missing here or nothing shows it; `--write` makes this page anew.

| rule | what it finds | format | shown by |
|---|---|---|---|
"""
# Which formats a file of tests makes.
TESTS = {"check_test.cc": "xlsx xlsm docx docm pptx any zip csv", "check_xls_test.cc": "xls any", "check_xlsb_test.cc": "xlsb any", "check_doc_test.cc": "doc any", "check_ppt_test.cc": "ppt any",
         "check_pdf_test.cc": "pdf any", "check_msg_test.cc": "msg any", "odf_test.cc": "ods odt odp any", "rtf_test.cc": "rtf any", "svg_test.cc": "svg any",
         "mail_test.cc": "eml mbox tnef html any", "picture_test.cc": "jpeg png gif webp tiff heic avif bmp emf wmf any", "archive_test.cc": "zip tar gz 7z any",
         "chart_test.cc": "xlsx docx pptx", "pushed_test.cc": "xlsx docx pptx zip", "patched_test.cc": "xlsx pptx docx odt odp", "hiding_test.cc": "html rtf eml png any", "policy_test.cc": "any", "address_words_test.cc": "xlsx docx pptx rtf odt ods odp html eml pdf svg", "corpus_test.cc": "any"}
SIBLINGS = "siblings_test.cc"  # each of its tests begins with the name of the format that it makes


def rules():
    out = []
    text = subprocess.run([program, "check", "--rules", "--format", "markdown"], capture_output=True, text=True).stdout
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0].startswith("`"):
            formats = cells[1].split(",")[0]
            out.append((cells[0].strip("`"), cells[3], ["any"] if formats.startswith("any") else formats.split()))
    return out


def checked(paths):
    """path → (kind, the rules that told something)"""
    out = {}
    for at in range(0, len(paths), 50):
        answer = subprocess.run([program, "check", "--format", "json", *map(str, paths[at:at + 50])], capture_output=True, text=True).stdout
        for file in json.loads(answer)["files"]:
            out[file["path"]] = (file["kind"], {finding["rule"] for finding in file["findings"]})
    return out


def place_of(name):
    return shared / "corpus" / "files" / name[len("corpus/"):] if name.startswith("corpus/") else root / "tests" / "data" / name


def tests_of(rule, form):
    """Tests that name the rule, in files that make the format."""
    for file, formats in [*TESTS.items(), (SIBLINGS, form)]:
        if form not in formats.split():
            continue
        text = (root / "src" / "disclosure" / file).read_text()
        for match in re.finditer(r"^TEST\((\w+), (\w+)\)", text, re.M):
            if file == SIBLINGS and re.match("[A-Z][a-z]*", match.group(2)).group().lower() != form:
                continue
            end = text.find("\nTEST(", match.end())
            if f'"{rule}"' in text[match.end():end if end > 0 else len(text)]:
                yield f"{match.group(1)}.{match.group(2)}"


def written():
    samples = [path for folder in ("hidden", "vectors", "old", "pages", "pictures") for path in sorted((root / "tests" / "data" / folder).iterdir()) if path.suffix not in (".py", ".mjs", ".sh", ".tsv")]
    samples += sorted(path for path in (shared / "corpus" / "files").rglob("*") if path.is_file())
    told = checked(samples)
    by_cell = collections.defaultdict(list)
    for path, (kind, found) in told.items():
        name = os.path.relpath(path, root / "tests" / "data") if str(root) + "/" in path else "corpus/" + os.path.relpath(path, shared / "corpus" / "files")
        for rule in found:
            by_cell[rule, kind].append(name)
            by_cell[rule, "any"].append(name)
    used = set()
    lines = []
    for rule, what, formats in rules():
        for form in formats:
            names = by_cell[rule, form]
            # A sample made for the rule, then one that is run anyway, then a test, then any sample.
            best = next((name for name in names if name.startswith(("hidden/", "vectors/")) and "ok-" not in name), None) or next((name for name in names if name in used), None)
            best = best or next((f"test {name}" for name in tests_of(rule, form)), None) or next(iter(names), None)
            if best and not best.startswith("test "):
                used.add(best)
            lines.append(f"| `{rule}` | {what} | {form} | {best or '–'} |\n")
    page.write_text(HEAD + "".join(lines))


def verified():
    wrong = []
    cells = {}
    for line in page.read_text().splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 4 and parts[0].startswith("`"):
            cells[parts[0].strip("`"), parts[2]] = parts[3]
    expected = {(rule, form) for rule, _, formats in rules() for form in formats}
    wrong += [f"docs/vectors.md says nothing of {rule} in {form}" for rule, form in sorted(expected - set(cells))]
    wrong += [f"docs/vectors.md names {rule} in {form}, which the program does not" for rule, form in sorted(set(cells) - expected)]
    samples = sorted({shown for shown in cells.values() if shown != "–" and not shown.startswith("test ")})
    there = [name for name in samples if shared.exists() or not name.startswith("corpus/")]
    if len(there) < len(samples) and os.environ.get("CI") == "true":
        wrong.append("no shared data")
    told = checked([place_of(name) for name in there])
    for (rule, form), shown in sorted(cells.items()):
        if shown.startswith("test "):
            if shown[5:] not in tests_of(rule, form):
                wrong.append(f"{shown} does not show {rule} in {form}")
        elif shown == "–":
            wrong.append(f"nothing shows {rule} in {form}")
        elif shown in there:
            kind, found = told[str(place_of(shown))]
            if rule not in found or form not in (kind, "any"):
                wrong.append(f"{shown} is a {kind}, and is not told by {rule} in {form}")
    print(f"{len(cells)} rules in formats, shown by {len(samples)} samples and {len({shown for shown in cells.values() if shown.startswith('test ')})} tests; {len(wrong)} wrong")
    for line in wrong:
        print("wrong:", line)
    return 1 if wrong or len(cells) < 300 else 0


if "--write" in sys.argv:
    written()
sys.exit(verified())
