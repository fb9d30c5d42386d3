#!/usr/bin/python3
"""bundles.py: makes the samples of archives and mails here: each has a line that nobody who unpacks or reads it sees.
What is to be found is in list.tsv. Invented people only."""
import bz2
import gzip
import lzma
import os
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"
S = SECRET.encode()
ANSWER = b"The answer to your request is below.\n"


def put(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


def zipped(entries):
    """(name, stored bytes, size it says, extra in the heading, extra in the directory)"""
    out, directory = b"", b""
    for name, data, size, local, central in entries:
        name = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5c21, zlib.crc32(data) if size else 0, len(data), size, len(name), len(local))
        directory += b"PK\1\2" + struct.pack("<H", 20) + common[:-2] + struct.pack("<HHHHII", len(central), 0, 0, 0, 0, len(out)) + name + central
        out += b"PK\3\4" + common + name + local + data
    return out + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(out), 0)


def block(name, content=b"", kind=b"0", **more):
    fields = {"name": (0, name.encode()), "mode": (100, b"0000644\0"), "uid": (108, b"0000000\0"), "gid": (116, b"0000000\0"), "size": (124, b"%011o\0" % len(content)), "mtime": (136, b"%011o\0" % 1767225600), "kind": (156, kind),
              "magic": (257, b"ustar\00000")}
    header = bytearray(512)
    for key, (at, value) in fields.items():
        header[at:at + len(value)] = value
    for at, value in more.values():
        header[at:at + len(value)] = value
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + content + b"\0" * (-len(content) % 512)


def pax(key):
    line = f" {key}={SECRET}\n"
    size = len(line) + 2
    return f"{size if len(str(size)) + len(line) == size else size + 1}{line}".encode()


def archives():
    extra = struct.pack("<HH", 1, len(S)) + S
    put("extra-of-size.zip", zipped([("answer.txt", ANSWER, len(ANSWER), extra, b"")]))
    put("extra-of-size-listed.zip", zipped([("answer.txt", ANSWER, len(ANSWER), b"", extra)]))
    put("folder-with-data.zip", zipped([("answer.txt", ANSWER, len(ANSWER), b"", b""), ("folder/", S, 0, b"", b"")]))
    put("empty-with-data.zip", zipped([("answer.txt", ANSWER, len(ANSWER), b"", b""), ("empty.txt", S, 0, b"", b"")]))
    put("ok-plain.zip", zipped([("answer.txt", ANSWER, len(ANSWER), b"", b""), ("folder/", b"", 0, b"", b"")]))

    end, answer = b"\0" * 1024, block("answer.txt", ANSWER)
    put("ok-plain.tar", answer + end)
    put("pax-own-key.tar", block("x", pax("NORTHMOOR.kept"), b"x") + answer + end)
    put("pax-group.tar", block("x", pax("gname"), b"x") + answer + end)
    put("pax-attribute.tar", block("x", pax("SCHILY.xattr.user.note"), b"x") + answer + end)
    put("group.tar", block("answer.txt", ANSWER, group=(297, S[:31])) + end)
    put("behind-name.tar", block("answer.txt", ANSWER, behind=(20, S)) + end)
    put("behind-heading.tar", block("answer.txt", ANSWER, behind=(500, b"Kowalczyk")) + end)
    put("target-of-file.tar", block("answer.txt", ANSWER, target=(157, S)) + end)
    put("volume.tar", block(SECRET, b"", b"V") + answer + end)
    put("folder-with-data.tar", answer + block("folder/", S, b"5") + end)
    put("long-target.tar", block("././@LongLink", S + b"\0", b"K") + answer + end)

    put("second-name.gz", gzip.compress(ANSWER) + b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + S + b"\0" + zlib.compress(b"", wbits=-15) + b"\0" * 8)
    put("behind.bz2", bz2.compress(ANSWER) + S)
    put("behind.xz", lzma.compress(ANSWER) + S)
    zstd = subprocess.run(["zstd", "-c"], input=ANSWER, capture_output=True, check=True).stdout
    put("skippable.zst", zstd + struct.pack("<II", 0x184D2A50, len(S)) + S)
    put("behind.zst", zstd + S)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "answer.txt"), "wb") as file:
            file.write(ANSWER)
        subprocess.run(["cmake", "-E", "tar", "cf", "a.7z", "--format=7zip", "answer.txt"], cwd=folder, check=True)
        with open(os.path.join(folder, "a.7z"), "rb") as file:
            seven = file.read()
    put("behind.7z", seven + S)
    offset, size, crc = struct.unpack("<QQI", seven[12:32])
    start = struct.pack("<QQI", offset + len(S), size, crc)
    put("between.7z", seven[:8] + struct.pack("<I", zlib.crc32(start)) + start + seven[32:32 + offset] + S + seven[32 + offset:])


HEAD = "From: Rowan Thistle <rowan@northmoor.example>\nTo: a@b.example\nSubject: Your request\nDate: Thu, 1 Jan 2026 10:00:00 +0000\nMessage-ID: <1@northmoor.example>\nMIME-Version: 1.0\n"
TEXT = "Content-Type: text/plain; charset=utf-8\n\nThe answer to your request is below.\n"


def mail(name, head=HEAD, body=TEXT):
    put(name + ".eml", (head + body).replace("\n", "\r\n").encode())


def parts(*each, kind="mixed", boundary="b1"):
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n' + "".join(f"--{boundary}\n{part}" for part in each) + f"--{boundary}--\n"


def mails():
    mail("ok-mail")
    mail("ok-parts", body=parts(TEXT, TEXT))
    mail("heading-own", HEAD + f"X-Kept: {SECRET}\n")
    mail("heading-comments", HEAD + f"Comments: {SECRET}\n")
    mail("heading-keywords", HEAD + f"Keywords: {SECRET}\n")
    mail("date-comment", HEAD.replace("+0000", f"+0000 ({SECRET})"))
    mail("parameter", body=TEXT.replace("utf-8", f'utf-8; kept="{SECRET}"'))
    mail("boundary", body=parts(TEXT, boundary="Beatrix Kowalczyk-Vane 4 Mill Lane"))
    mail("part-heading", body=parts(f"X-Kept: {SECRET}\n" + TEXT, TEXT))
    mail("part-description", body=parts(f"Content-Description: {SECRET}\n" + TEXT, TEXT))
    mail("disposition", body=parts(f'Content-Disposition: inline; kept="{SECRET}"\n' + TEXT, TEXT))
    mail("behind-base64", body="Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nVGhlIGFuc3dlci4=\n\n" + SECRET + "\n")
    put("envelope.mbox", f"From {SECRET} Thu Jan  1 10:00:00 2026\n{HEAD}{TEXT}\n".encode())
    put("ok-box.mbox", f"From rowan@northmoor.example Thu Jan  1 10:00:00 2026\n{HEAD}{TEXT}\n".encode())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        HERE = sys.argv[1]
    archives()
    mails()
