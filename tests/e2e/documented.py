#!/usr/bin/env python3
"""Every command that the documents show, or a message of the program names, exists and has the options that it is shown with; every command's help names its options
and says what it is for; a mistyped command says what was meant. Usage: documented.py TIPSTAFF TIPSTAFF-PRESS FOLDER"""
import pathlib
import re
import shlex
import subprocess
import sys

programs = {"tipstaff": sys.argv[1], "tipstaff-press": sys.argv[2]}
folder = pathlib.Path(sys.argv[3])
helps = {}
wrong = []


def run(program, words):
    done = subprocess.run([programs[program], *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout + done.stderr


def help_of(program, words):
    key = (program, *words)
    if key not in helps:
        helps[key] = run(program, [*words, "--help"])
    return helps[key]


def subcommands(text):
    part = re.search(r"^Subcommands:\n((?:  .*\n?)+)", text, re.M)
    return re.findall(r"^  ([a-z][a-z-]*)", part.group(1), re.M) if part else []


def options(text):
    return set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", text))


def mute(text):
    """Options and arguments of which a help says nothing, on their line or the next."""
    kind = r"( (TEXT|UINT|INT|FLOAT))?(:\{[^}]*\}|:INT in \[[^]]*\])?(=\S+)?( \.\.\.)?( REQUIRED)?( \(Env:\w+\))?"
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""]):
        bare = re.fullmatch(r"  ((?:-\w,)?--[\w-]+|[A-Z][A-Z-]*)" + kind + r"\s*", line)
        if bare and not following.startswith(" " * 20):
            yield bare.group(1)


def walk(program, words):
    code, text = help_of(program, words)
    if code != 0:
        wrong.append(f"{program} {' '.join(words)} --help ends with {code}")
        return 0
    for option in mute(text):
        wrong.append(f"{' '.join([program, *words])} --help does not say what {option} is")
    inner = subcommands(text)
    return 1 + sum(walk(program, [*words, one]) for one in inner)


def spans_in(path, quotes):
    """(line, program, words) of each command within a line: `card show 7 --json`, ‘tipstaff serve’."""
    tops = {name: subcommands(help_of(name, [])[1]) for name in programs}
    for number, line in enumerate(path.read_text().split("\n"), 1):
        for span in re.findall(quotes, line):
            span = re.split(r"\s\|\s|;|…,", span)[0].replace("[", " ").replace("]", " ").replace("…", " ")
            words = span.replace("'", " ").replace('\\"', " ").split()
            program = "tipstaff"
            if words and words[0].removeprefix("build/") in programs:
                program = words.pop(0).removeprefix("build/")
            elif len(words) < 2 or words[0] not in tops["tipstaff"] or not is_command(words):
                continue
            if words and not re.search(r"^(site )?(policy|pins|journey)\b", " ".join(words)):  # the first line of a file
                yield number, program, words


def is_command(words):
    if words == ["disclosure", "check"]:  # a purpose, not a command
        return False
    inner = subcommands(help_of("tipstaff", words[:1])[1])
    return bool(re.fullmatch(r"[a-z][a-z-]*", words[1])) if inner else words[1].startswith("--")


def commands_in(path):
    """(line, program, words) of each command in an indented block."""
    lines = path.read_text().split("\n")
    for number, line in enumerate(lines, 1):
        if not line.startswith("    "):
            continue
        shown = line.strip().split("#")[0].split("  ")[0]
        for piece in re.split(r"\s\|\s|;|&&", shown):
            piece = re.sub(r"^\$\s+", "", piece.strip())
            piece = re.sub(r"^((TIPSTAFF_\w+=\S+|sudo|export|exec|nice)\s+)+", "", piece)
            piece = piece.replace("[", " ").replace("]", " ").replace("…", " ")
            found = re.match(r"(?:build/|\./)?(tipstaff(?:-press)?)\s+(.*)", piece)
            if not found or re.search(r"^(site )?(policy|pins|journey)\b", found.group(2)):
                continue
            try:
                yield number, found.group(1), shlex.split(found.group(2))
            except ValueError:
                yield number, found.group(1), found.group(2).split()


reached = sum(walk(program, []) for program in programs)
seen = 0


def check(where, program, words):
    known = options(help_of(program, [])[1])
    command = []
    for word in words:
        if word not in subcommands(help_of(program, command)[1]):
            break
        command.append(word)
        known |= options(help_of(program, command)[1])
    inner = subcommands(help_of(program, command)[1])
    rest = words[len(command):]
    if inner and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        wrong.append(f"{where}: there is no command ‘{' '.join([program, *command, rest[0]])}’")
    for word in rest:
        option = re.match(r"(--[a-z][a-z-]*)", word)
        if option and option.group(1) not in known:
            wrong.append(f"{where}: ‘{' '.join([program, *command])}’ has no {option.group(1)}")


for path in sorted([folder / "README.md", *(folder / "docs").glob("*.md")]):  # formats/ begins files with words like commands
    for number, program, words in [*commands_in(path), *spans_in(path, r"`([^`]+)`")]:
        seen += 1
        check(f"{path.relative_to(folder)}:{number}", program, words)
for path in sorted((folder / "src").rglob("*.cc")):
    if path.name.endswith("_test.cc"):
        continue
    for number, program, words in spans_in(path, r"‘([^‘’{}]+)’"):
        seen += 1
        check(f"{path.relative_to(folder)}:{number}", program, words)

for program in programs:
    code, text = run(program, ["chekc"])
    if code != 2 or "chekc" not in text or "--help" not in text:
        wrong.append(f"{program} chekc ends with {code} and says: {text.strip()}")
for said in wrong:
    print(said)
print(f"{seen} commands in documents and messages, {reached} pages of help")
if seen < 200 or reached < 100:
    sys.exit("that is too few: the documents or the help have another form now")
sys.exit(1 if wrong else 0)
