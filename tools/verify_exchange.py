#!/usr/bin/env python3
"""Verify what two installations of Sunshine exchanged, without Sunshine: Python 3.9 or later and verify_trail.py beside it.

  verify_exchange.py batches FILE... --key sender.pub [--receipts receipts.jsonl --receiver-key receiver.pub] [--statements keys.jsonl]
  verify_exchange.py new-key statement.json --key old.pub
  verify_exchange.py fingerprint key.pub

Batches are given in their order, one file or many; receipts one a line; statements of new keys, of either side, one a line
in their order: then --key and --receiver-key are the first keys. Ends with 0 when everything is genuine and
complete, 1 when something is not, 2 when a file cannot be read.
不依赖阳光平台即可核验两地之间的交换批次和回执；全部属实且连续返回 0，有假或缺批返回 1，文件读不懂返回 2。

Keys must come from a source that you trust: compare their fingerprints with the two installations by telephone.
"""

import argparse
import gzip
import hashlib
import json
import sys
import zlib
from pathlib import Path

from verify_trail import Bad, ed25519_verify  # type: ignore[import-not-found,unused-ignore]

GENESIS = "0" * 64


def canonical(held):
    """Return the text that is signed: all but the signature, names sorted, no spaces, UTF-8."""
    said = {name: value for name, value in held.items() if name != "signature"}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def name_of(public):
    """Return the name of a key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def check_signature(held, public, what):
    """Raise Bad unless the owner of a public key signed what is held."""
    name = name_of(public)
    try:
        signature = bytes.fromhex(held["signature"])
    except (KeyError, TypeError, ValueError):
        signature = b""
    if held.get("key") != name or not ed25519_verify(public, canonical(held), signature):
        raise Bad(f"{what} is not signed with key {name}.", f"{what} 不是用密钥 {name} 签名的。")


def read_rings(file, *publics):
    """Return for each first key a list of (key, statement that replaced it or None), after checking every statement of a file."""
    rings = [[(public, None)] for public in publics]
    for line in Path(file).read_bytes().splitlines() if file else ():
        said = json.loads(line)
        if said.get("exchange") in ("receipt/1", "stop/1"):
            continue
        ring = next((one for one in rings if name_of(one[-1][0]) == said.get("key")), None)
        if ring is None or said.get("exchange") != "key/1":
            raise Bad(
                "A statement is signed with none of the keys that count.", "有一份换钥声明不是用有效的密钥签署的。"
            )
        public = ring[-1][0]
        check_signature(said, public, "statement")
        ring[-1] = (public, said)
        ring.append((bytes.fromhex(said["new"]), None))
    return rings


def check_by_ring(held, ring, part, channel, number, what):
    """Raise Bad unless what is held is signed with a key that counts for this number of the channel."""
    for public, said in ring:
        if held.get("key") == name_of(public):
            check_signature(held, public, what)
            if said is not None and number >= said[part].get(channel, 1):
                raise Bad(f"{what} is signed with a key that was replaced before.", f"{what} 用的是此前已更换的密钥。")
            return
    check_signature(held, ring[-1][0], what)


def read_batches(files, ring):
    """Yield the head and the rows of each batch after its signature, digest and place have been checked; ``ring`` is the sender's."""
    previous, number, until, channel = GENESIS, 0, 0, None
    for file in files:
        with gzip.open(file) as opened:
            for line in opened:
                head = json.loads(line)
                what = f"{file}: batch {head.get('number')}"
                if head.get("exchange") != "batch/1":
                    raise Bad(f"{what} has no head of a batch.", f"{what} 没有批次首行。")
                check_by_ring(head, ring, "batches", head["channel"], head["number"], what)
                rows = [opened.readline() for _ in range(head["count"])]
                if hashlib.sha256(b"".join(rows)).hexdigest() != head["rows"]:
                    raise Bad(f"{what}: its rows are not those that were signed.", f"{what} 的数据行与签名不符。")
                if number and head["number"] != number + 1:
                    raise Bad(
                        f"{what} follows number {number}: one is missing or stands twice.",
                        f"{what} 前缺批或重复，上一批为 {number}。",
                    )
                if number and (head["previous"], head["after"]) != (previous, until):
                    raise Bad(f"{what} does not follow the batch before it.", f"{what} 与上一批不衔接。")
                if head["number"] == 1 and head["previous"] != GENESIS:
                    raise Bad(f"{what} names one before it.", f"{what} 是首批却引用了上一批。")
                if channel not in (None, (head["from"], head["to"], head["channel"])):
                    raise Bad(f"{what} belongs to another channel.", f"{what} 属于另一通道。")
                channel, number, until = (head["from"], head["to"], head["channel"]), head["number"], head["until"]
                previous = hashlib.sha256(canonical(head)).hexdigest()
                yield head, rows


def check_stop(said, sender, what):
    """Check that a stop that tells of a fork shows one or two heads, all signed by the sender, that cannot both stand."""
    heads = said["heads"]
    for head in heads:
        check_by_ring(head, sender, "batches", head["channel"], head["number"], f"{what}: head {head.get('number')}")
    digests = [hashlib.sha256(canonical(head)).hexdigest() for head in heads]
    first, second = (heads[0], heads[-1]) if heads else ({}, {})
    alone = len(heads) == 1 and first["number"] == 1 and first["previous"] != GENESIS
    same = len(heads) == 2 and first["number"] == second["number"] and digests[0] != digests[1]
    past = len(heads) == 2 and first["number"] + 1 == second["number"] and second["previous"] != digests[0]
    if said["why"] == "fork" and not (alone or same or past):
        raise Bad(f"{what} tells of a fork and does not show it.", f"{what} 称有分叉但未出示证据。")


def check_receipts(file, ring, batches, sender):
    """Check that each receipt is for one of the batches and accounts for each of its rows; return how many there are.

    A stop among them (a gap or a fork) is checked too and not counted.
    """
    count = 0
    for line in Path(file).read_bytes().splitlines():
        said = json.loads(line)
        what = f"receipt {said.get('number')}"
        if said.get("exchange") == "key/1":
            continue  # among the answers of a stick; --statements has them checked
        number = said["wanted"] - 1 if said.get("exchange") == "stop/1" else said["number"]
        check_by_ring(said, ring, "receipts", said["channel"], number, what)
        if said.get("exchange") == "stop/1":
            check_stop(said, sender, f"stop {said['wanted']}")
            continue
        head = batches.get(said["batch"])
        named = [said.get(name) for name in ("exchange", "from", "to", "channel", "number")]
        if head is None or named != ["receipt/1", head["to"], head["from"], head["channel"], head["number"]]:
            raise Bad(f"{what} is for no batch of these files.", f"{what} 对应的批次不在这些文件中。")
        lines = {row["line"] for row in said["refused"]}
        inside = all(1 <= number <= head["count"] for number in lines)
        if not inside or len(lines) != len(said["refused"]) or said["taken"] + len(lines) != head["count"]:
            raise Bad(f"{what} does not account for each row.", f"{what} 未逐行交代接收情况。")
        count += 1
    return count


def read_key(file):
    """Return the 32 bytes of a public key from its file of 64 hexadecimal digits."""
    raw = bytes.fromhex(Path(file).read_text().strip())
    if len(raw) != 32:
        raise ValueError(f"{file} is no public key")
    return raw


def verify(typed):
    """Do what was typed; return what to print."""
    if typed.command == "fingerprint":
        digits = hashlib.sha256(read_key(typed.file)).hexdigest()[:32].upper()
        return " ".join(digits[start : start + 4] for start in range(0, 32, 4))
    key = read_key(typed.key)
    if typed.command == "new-key":
        said = json.loads(Path(typed.file).read_bytes())
        check_signature(said, key, "statement")
        if said.get("exchange") != "key/1":
            raise Bad("This is no statement of a new key.", "这不是更换密钥的声明。")
        return f"{said['from']}: {said['new']}"
    others = [read_key(typed.receiver_key)] if typed.receiver_key else []
    sender, *receiver = read_rings(typed.statements, key, *others)
    heads = {hashlib.sha256(canonical(head)).hexdigest(): head for head, _rows in read_batches(typed.files, sender)}
    if not heads:
        raise ValueError("there is no batch in these files")
    receipts = check_receipts(typed.receipts, receiver[0], heads, sender) if typed.receipts else 0
    rows = sum(head["count"] for head in heads.values())
    return f"{len(heads)} batches, {rows} rows, {receipts} receipts: genuine 属实"


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    batches = commands.add_parser("batches")
    batches.add_argument("files", nargs="+")
    batches.add_argument("--key", required=True)
    batches.add_argument("--receipts")
    batches.add_argument("--receiver-key")
    batches.add_argument("--statements")
    new_key = commands.add_parser("new-key")
    new_key.add_argument("file")
    new_key.add_argument("--key", required=True)
    commands.add_parser("fingerprint").add_argument("file")
    typed = parser.parse_args(arguments)
    if typed.command == "batches" and bool(typed.receipts) != bool(typed.receiver_key):
        parser.error("--receipts and --receiver-key belong together")
    try:
        print(verify(typed))
    except Bad as found:
        print(found)
        return 1
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as fault:
        print(f"{type(fault).__name__}: {fault}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
