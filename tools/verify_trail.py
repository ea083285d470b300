#!/usr/bin/env python3
"""Verify the trail of Sunshine without Sunshine: needs only Python 3.9 or later.

  verify_trail.py rows trail.jsonl [--roots roots.json --key key.pub]    rows (whole or hashes only)
  verify_trail.py root roots.json --key key.pub                          signatures of one root or of many
  verify_trail.py inclusion proof.json --key key.pub [--row row.json]
  verify_trail.py consistency proof.json --key key.pub [--older root.json]

Ends with 0 when everything is genuine, 1 when something is not, 2 when a file cannot be read.
不依赖阳光平台，只需 Python 3.9 以上即可核验留痕链；全部属实返回 0，有假返回 1，文件读不懂返回 2。

The key must come from a source that you trust (the portal's page on the day it was announced, a
newspaper), never from the same hand as the files. --older should be a root that you kept yourself.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

HASHED = (
    "county",
    "place",
    "at",
    "verb",
    "subject_kind",
    "subject_id",
    "official_id",
    "official",
    "organisation_id",
    "channel",
    "address",
    "facts",
    "previous",
)
GENESIS = "0" * 64


class Bad(Exception):  # noqa: N818 - carries a verdict, is no fault of the program
    """Something is not genuine: said in English and in Chinese."""

    def __init__(self, english, chinese):
        super().__init__(f"{english}\n{chinese}")


# Ed25519 signatures (RFC 8032, section 5.1), verification only.

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(raw):
    number = int.from_bytes(raw, "little")
    y = number & (1 << 255) - 1
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _x_of(_BASE_Y, 0)
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def ed25519_verify(public, message, signature):
    """Tell whether 64 bytes are the signature of a message under 32 bytes of public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q or _same(_times(8, a), (0, 1, 1, 0)):
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    return _same(_times(s, BASE), _add(r, _times(h, a)))


# Merkle tree (RFC 6962, section 2.1; the checks are those of RFC 9162, sections 2.1.3 and 2.1.4).


def _leaf(row_hash):
    return hashlib.sha256(b"\0" + bytes.fromhex(row_hash)).digest()


def _node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Peaks:
    """Root over a stream of row hashes."""

    def __init__(self):
        self.peaks = []

    def add(self, row_hash):
        """Append one leaf."""
        level, node = 0, _leaf(row_hash)
        while self.peaks and self.peaks[-1][0] == level:
            node = _node(self.peaks.pop()[1], node)
            level += 1
        self.peaks.append((level, node))

    def root(self):
        """Return the root over all leaves so far, in hexadecimal."""
        peaks = [node for _, node in self.peaks]
        result = peaks.pop()
        while peaks:
            result = _node(peaks.pop(), result)
        return result.hex()


def root_by_inclusion(row_hash, place, size, path):
    """Return the root that an inclusion path leads to; None when the path has a wrong length."""
    number, last, result = place - 1, size - 1, _leaf(row_hash)
    if not 0 <= number <= last:
        return None
    for step in path:
        if last == 0:
            return None
        other = bytes.fromhex(step)
        if number & 1 or number == last:
            result = _node(other, result)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            result = _node(result, other)
        number, last = number >> 1, last >> 1
    return result.hex() if last == 0 else None


def roots_by_consistency(older_size, newer_size, older_root, path):
    """Return the older and the newer root that a consistency path leads to; None for a bad path."""
    if not 0 < older_size <= newer_size:
        return None
    if older_size == newer_size:
        return None if path else (older_root, older_root)
    steps = [bytes.fromhex(step) for step in path]
    if older_size & (older_size - 1) == 0:
        steps.insert(0, bytes.fromhex(older_root))
    if not steps:
        return None
    number, last = older_size - 1, newer_size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            older, newer = _node(step, older), _node(step, newer)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            newer = _node(newer, step)
        number, last = number >> 1, last >> 1
    return (older.hex(), newer.hex()) if last == 0 else None


# Roots.


def signed_text(root):
    """Return the text that a root's signature covers."""
    names = ("county", "size", "root", "previous_size", "previous_root", "signed_at", "key")
    return "\n".join(["sunshine-trail-root-v1", *(str(root[name]) for name in names)]) + "\n"


def check_root(root, keys):
    """Refuse a root without a genuine signature of one of the keys."""
    public = keys.get(root["key"])
    where = f"{root['county']}, {root['size']}"
    if public is None:
        raise Bad(
            f"Root ({where}): signed by another key, {root['key']}.",
            f"根（{where}）：签名所用的密钥 {root['key']} 不是所给的密钥。",
        )
    if not ed25519_verify(public, signed_text(root).encode(), bytes.fromhex(root["signature"])):
        raise Bad(f"Root ({where}): the signature is not genuine.", f"根（{where}）：签名不真实。")


def check_inclusion(proof, keys):
    """Refuse a proof that does not lead from its row to its signed root."""
    root, place = proof["root"], proof["place"]
    check_root(root, keys)
    led_to = root_by_inclusion(proof["row_hash"], place, root["size"], proof["path"])
    if led_to != root["root"] or proof["county"] != root["county"]:
        raise Bad(
            f"Row {place} of {proof['county']} does not stand under this root.",
            f"{proof['county']} 第 {place} 行不在此根之下。",
        )


def check_consistency(proof, keys):
    """Refuse a proof that does not lead from the older to the newer signed root."""
    older, newer = proof["older"], proof["newer"]
    check_root(older, keys)
    check_root(newer, keys)
    led_to = roots_by_consistency(older["size"], newer["size"], older["root"], proof["path"])
    if led_to != (older["root"], newer["root"]) or older["county"] != newer["county"]:
        raise Bad(
            f"The newer root ({newer['size']} rows) did not grow out of the older one ({older['size']} rows):"
            " history was rewritten.",
            f"新根（{newer['size']} 行）不是由旧根（{older['size']} 行）延续而来：历史被改写。",
        )


# Rows.


def row_hash(row):
    """Return the hash that a whole row must have."""
    values = [row[name] for name in HASHED]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class County:
    """The rows of one county as they are read."""

    def __init__(self, number, roots):
        self.number, self.place, self.previous, self.peaks = number, 0, GENESIS, Peaks()
        self.roots = sorted(roots, key=lambda root: root["size"])
        self.signed = bool(roots)

    def refuse(self, place, english, chinese):
        """Name the first bad row."""
        raise Bad(f"{self.number}, row {place}: {english}", f"{self.number} 第 {place} 行：{chinese}")

    def take(self, row):
        """Check the next row."""
        expected = self.place + 1
        if row["place"] > expected:
            self.refuse(expected, f"missing up to row {row['place'] - 1}.", f"至第 {row['place'] - 1} 行缺失。")
        if row["place"] < expected:
            self.refuse(row["place"], "occurs twice or out of order.", "重复或者次序颠倒。")
        if "facts" not in row and not self.signed:
            self.refuse(
                expected, "a hash alone proves nothing without signed roots.", "没有签名根，仅凭哈希值不能证明什么。"
            )
        if "facts" in row:
            if row_hash(row) != row["hash"]:
                self.refuse(expected, "the content was changed.", "内容被改动。")
            if row["previous"] != self.previous:
                self.refuse(
                    max(self.place, 1),
                    f"does not lead to row {expected}: rewritten, reordered or inserted.",
                    f"与第 {expected} 行不相衔接：被改写、调换或者插入。",
                )
        self.place, self.previous = expected, row["hash"]
        self.peaks.add(row["hash"])
        while self.roots and self.roots[0]["size"] == self.place:
            root = self.roots.pop(0)
            if self.peaks.root() != root["root"]:
                first = root["previous_size"] + 1
                self.refuse(
                    first,
                    f"to row {self.place}: not the rows that were signed.",
                    f"至第 {self.place} 行：与签名时的内容不符。",
                )

    def end(self):
        """Refuse a trail that ends before its last signed root."""
        if self.roots:
            size = self.roots[-1]["size"]
            self.refuse(self.place + 1, f"missing: {size} rows were signed.", f"缺失：签名时共有 {size} 行。")


def check_rows(lines, roots):
    """Check rows of any number of counties; return how many rows and counties."""
    published = {root["county"]: [] for root in roots}
    for root in roots:
        published[root["county"]].append(root)
    counties = {number: County(number, found) for number, found in published.items()}
    count = 0
    for line in lines:
        if line.strip():
            row = json.loads(line)
            number = row["county"]
            if number not in counties:
                counties[number] = County(number, [])
            counties[number].take(row)
            count += 1
    for county in counties.values():
        county.end()
    return count, len(counties)


def check_root_chain(roots, keys, complete=True):
    """Refuse roots that are not genuine or do not form one chain in each county.

    Of the newest roots alone the first of a county names one that is not there.
    """
    last = {}
    if not complete:
        for root in sorted(roots, key=lambda one: -one["size"]):
            last[root["county"]] = (root["previous_size"], root["previous_root"])
    for root in sorted(roots, key=lambda one: (one["county"], one["size"])):
        check_root(root, keys)
        size, value = last.get(root["county"], (0, ""))
        if (root["previous_size"], root["previous_root"]) != (size, value):
            raise Bad(
                f"{root['county']}: a root is missing between {size} and {root['size']} rows.",
                f"{root['county']}：{size} 行至 {root['size']} 行之间缺少签名根。",
            )
        last[root["county"]] = (root["size"], root["root"])


def read_keys(names):
    """Return public keys by their key names, from files of 64 hexadecimal digits."""
    keys = {}
    for name in names:
        with Path(name).open(encoding="ascii") as file:
            raw = bytes.fromhex(file.read().strip())
        keys[hashlib.sha256(raw).hexdigest()[:16]] = raw
    return keys


def read_json(name):
    """Return the one JSON value of a file."""
    with Path(name).open(encoding="utf-8") as file:
        return json.load(file)


def read_roots(name, county=None):
    """Return the roots of a file and whether they are all that there are.

    The file is as the portal gives it (roots.json), one root, or one JSON value a line.
    """
    text = Path(name).read_text(encoding="utf-8")
    try:
        given = json.loads(text)
    except ValueError:
        given = [json.loads(line) for line in text.splitlines() if line.strip()]
    complete = True
    if isinstance(given, dict) and "roots" in given:
        given, complete = given["roots"], given["complete"]
    roots = given if isinstance(given, list) else [given]
    return [root for root in roots if county in (None, root["county"])], complete


def run(options):
    """Carry out one mode; return the sentence of success in two languages."""
    keys = read_keys(options.key)
    if options.mode == "rows":
        roots, complete = read_roots(options.roots, options.county) if options.roots else ([], True)
        check_root_chain(roots, keys, complete)
        with Path(options.file).open(encoding="utf-8") as file:
            rows, counties = check_rows(file, roots)
        return (
            f"Genuine: {rows} rows of {counties} counties, {len(roots)} signed roots.",
            f"属实：{counties} 个区县共 {rows} 行，签名根 {len(roots)} 个。",
        )
    if options.mode == "root":
        roots, complete = read_roots(options.file)
        if len(roots) != 1:
            check_root_chain(roots, keys, complete)
            return (f"Genuine: {len(roots)} signed roots.", f"属实：签名根 {len(roots)} 个。")
        given = roots[0]
        check_root(given, keys)
        return (
            f"Genuine: root of {given['county']} over {given['size']} rows, signed {given['signed_at']}.",
            f"属实：{given['county']} 前 {given['size']} 行的根，签名时间 {given['signed_at']}。",
        )
    given = read_json(options.file)
    if options.mode == "inclusion":
        check_inclusion(given, keys)
        if options.row:
            row = read_json(options.row)
            same = (row["county"], row["place"]) == (given["county"], given["place"])
            if not same or row_hash(row) != given["row_hash"]:
                raise Bad("The row is not the one that the proof is about.", "所给的行不是证明所指的行。")
        return (
            f"Genuine: row {given['place']} of {given['county']} stands under the root"
            f" over {given['root']['size']} rows.",
            f"属实：{given['county']} 第 {given['place']} 行在前 {given['root']['size']} 行的根之下。",
        )
    if options.older:
        kept = read_json(options.older)
        if any(kept[name] != given["older"][name] for name in ("county", "size", "root")):
            raise Bad("The proof does not begin at the root that you kept.", "证明的旧根不是您所保存的根。")
    check_consistency(given, keys)
    return (
        f"Genuine: the first {given['older']['size']} rows are unchanged in the {given['newer']['size']} of today.",
        f"属实：前 {given['older']['size']} 行在现有的 {given['newer']['size']} 行中未被改动。",
    )


def main(arguments=None):
    """Read the command line, print the verdict, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    for mode in ("rows", "root", "inclusion", "consistency"):
        one = modes.add_parser(mode)
        one.add_argument("file")
        one.add_argument(
            "--key",
            action="append",
            default=[],
            required=mode != "rows",
            help="public key; may be given more than once",
        )
        if mode == "rows":
            one.add_argument("--roots", help="signed roots: roots.json, or one JSON value a line")
            one.add_argument("--county", type=int, help="only the roots of this county")
        if mode == "inclusion":
            one.add_argument("--row", help="the whole row (JSON) that you were given")
        if mode == "consistency":
            one.add_argument("--older", help="a root (JSON) that you kept yourself")
    options = parser.parse_args(arguments)
    try:
        english, chinese = run(options)
    except Bad as fault:
        print(f"NOT GENUINE 不属实\n{fault}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"The file cannot be read: {fault!r}\n文件无法读懂。", file=sys.stderr)
        return 2
    print(f"{english}\n{chinese}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
