#!/usr/bin/python3
"""What `incident prove` and `ledger export` hand out, verified by somebody else: RFC 6962 and C2SP's formats written down once more from
docs/formats/person-proof.md and checkpoint.md, SHA-256 from hashlib, Ed25519 by openssl. Nothing of the program is used to judge.

prove.py PROGRAM DIR: a store that the demonstration left."""
import base64, hashlib, json, os, struct, subprocess, sys, tempfile

program, store = sys.argv[1:3]
environment = dict(os.environ, TIPSTAFF_PASSPHRASE_FILE=f"{store}/passphrase", TIPSTAFF_TOKEN=open(f"{store}/token").read().strip())


def ask(*words):
    return subprocess.run([program, "--dir", store, *words], env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# RFC 6962 §2.1
def leaf_hash(leaf):
    return sha(b"\0", leaf)


def root_of(hashes):
    if len(hashes) == 1:
        return hashes[0]
    left = 1
    while left * 2 < len(hashes):
        left *= 2
    return sha(b"\1", root_of(hashes[:left]), root_of(hashes[left:]))


# RFC 9162 §2.1.3.2
def included(leaf, index, size, path, root):
    at, last, node = index, size - 1, leaf
    if index >= size:
        return False
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = sha(b"\1", sibling, node)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            node = sha(b"\1", node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


# C2SP signed-note
def signed_by(note, key):
    name, key_id, material = key.split("+", 2)
    material = base64.b64decode(material)
    assert material[0] == 1 and sha(name.encode(), b"\n", material)[:4].hex() == key_id, "the key's own id"
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        dash, signer, value = line.split(" ")
        value = base64.b64decode(value)
        if dash == "—" and signer == name and value[:4].hex() == key_id:
            return verifies((text + "\n").encode(), value[4:], material[1:])
    return False


def verifies(message, signature, key):
    with tempfile.TemporaryDirectory() as folder:
        def put(file, content):
            with open(f"{folder}/{file}", "wb") as out:
                out.write(content)
            return f"{folder}/{file}"
        der = put("key", bytes.fromhex("302a300506032b6570032100") + key)  # RFC 8410 §4
        return subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", der, "-rawin",
                               "-in", put("message", message), "-sigfile", put("signature", signature)], capture_output=True).returncode == 0


def of_checkpoint(note):
    origin, size, root = note.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


# RFC 8949, as much as a detail has: a map of numbers to numbers, bytes and texts
def decode(data):
    def item(at):
        kind, rest = data[at] >> 5, data[at] & 31
        at += 1
        if rest >= 24:
            size = 1 << rest - 24
            rest, at = int.from_bytes(data[at:at + size], "big"), at + size
        if kind == 0:
            return rest, at
        if kind == 1:
            return -1 - rest, at
        if kind in (2, 3):
            return data[at:at + rest], at + rest
        assert kind == 5, kind
        out = {}
        for _ in range(rest):
            key, at = item(at)
            out[key], at = item(at)
        return out, at
    value, end = item(0)
    assert end == len(data)
    return value


def leaves_of(folder, size):
    """Of the exported tiles: every entry, and that the tiles of hashes say the same."""
    def tile(level, number):
        left = size // 256 ** level - number * 256
        name = f"{number % 1000:03}"
        rest = number // 1000
        while rest:
            name, rest = f"x{rest % 1000:03}/{name}", rest // 1000
        path = f"{folder}/tile/{{}}/{name}" + (f".p/{left}" if left < 256 else "")
        return lambda kind: open(path.format(kind), "rb").read()
    leaves, hashes = [], []
    for number in range((size + 255) // 256):
        bundle = tile(0, number)("entries")
        while bundle:
            length = struct.unpack(">H", bundle[:2])[0]
            leaves.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
        hashes.append(tile(0, number)("0"))
    assert b"".join(hashes) == b"".join(leaf_hash(leaf) for leaf in leaves), "tiles of level 0"
    full = [root_of([leaf_hash(leaf) for leaf in leaves[at:at + 256]]) for at in range(0, size - 255, 256)]
    assert b"".join(tile(1, number)("1") for number in range((len(full) + 255) // 256)) == b"".join(full), "tiles of level 1"
    return leaves


def judged(proof, key):
    """None, or what is wrong with one person's answer."""
    if proof["ledger_key"] != key:
        return "another ledger's key"
    if not signed_by(proof["checkpoint"], key):
        return "the checkpoint's signature"
    origin, size, root = of_checkpoint(proof["checkpoint"])
    if origin != key.split("+")[0]:
        return "another ledger's checkpoint"
    if not proof["entries"]:
        lines = proof["statement"].split("\n")
        said = [f"{origin} statement on one person", f"person {proof['person']}", f"grade {proof['grade']}", f"ledger size {size}"]
        return None if signed_by(proof["statement"], key) and all(one in lines for one in said) else "the statement"
    for entry in proof["entries"]:
        leaf, nonce, detail = (bytes.fromhex(entry[name]) for name in ("leaf", "nonce", "detail"))
        if len(leaf) != 41 or leaf[9:] != sha(nonce, detail):
            return "what an entry says"
        if not included(leaf_hash(leaf), entry["index"], size, [bytes.fromhex(one) for one in entry["path"]], root):
            return "an entry's place"
        if decode(detail).get(5, proof["person"]) != proof["person"]:
            return "whom an entry is about"
    return None


def spoiled(proof):
    """The same answer, wrong in one place."""
    def copy(change):
        out = json.loads(json.dumps(proof))
        change(out)
        return out
    def flip(text, at=0):
        return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1:]
    if proof["entries"]:
        last = len(proof["entries"]) - 1
        yield copy(lambda out: out["entries"][last].update(index=out["entries"][last]["index"] + 1))
        yield copy(lambda out: out["entries"][last]["path"].pop())
        yield copy(lambda out: out["entries"][last]["path"].__setitem__(0, flip(out["entries"][last]["path"][0])))
        for name in ("leaf", "nonce", "detail"):
            yield copy(lambda out: out["entries"][last].update({name: flip(out["entries"][last][name], 20)}))
        yield copy(lambda out: out.update(person=out["person"] + 1))
    else:
        yield copy(lambda out: out.update(statement=out["statement"].replace("grade excluded", "grade possible")))
        yield copy(lambda out: out.update(grade="possible"))
    yield copy(lambda out: out.update(checkpoint=out["checkpoint"].replace("\n", "\n1", 1)))


key = ask("ledger", "vkey").decode().strip()
with tempfile.TemporaryDirectory() as folder:
    ask("ledger", "export", f"{folder}/ledger")
    note = open(f"{folder}/ledger/checkpoint").read()
    origin, size, root = of_checkpoint(note)
    assert signed_by(note, key), "the exported checkpoint's signature"
    leaves = leaves_of(f"{folder}/ledger", size)
    assert len(leaves) == size and root_of([leaf_hash(leaf) for leaf in leaves]) == root, "the root of what was exported"

said = ask("incident", "exposure", "INC-1").decode()
assert ", which has passed, counted from the discovery" in said, "the story's breach was noticed two days ago, and its supplier has a day to report"

exposure = json.loads(ask("--json", "incident", "exposure", "INC-1"))
grades = {}
for person in exposure["people"]:
    grades.setdefault(person["grade"], person)
assert set(grades) == {"certain", "possible", "excluded"}, set(grades)
refused = 0
for grade, person in grades.items():
    proof = json.loads(ask("incident", "prove", "INC-1", "--person", str(person["person"])))
    assert proof["grade"] == grade
    assert [entry["index"] for entry in proof["entries"]] == person["entries"]
    assert judged(proof, key) is None, (grade, judged(proof, key))
    assert all(bytes.fromhex(entry["leaf"]) == leaves[entry["index"]] for entry in proof["entries"] if entry["index"] < size), "the export has other entries"
    for wrong in spoiled(proof):
        refused += 1
        assert judged(wrong, key) is not None, (grade, refused)
print(f"{size} exported entries under one root; {len(grades)} people's answers verify, {refused} spoiled ones do not")
