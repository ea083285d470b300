#!/usr/bin/env python3
"""Repeat a draw of experts without Sunshine: needs only Python 3.9 or later, and the file of the draw.

  verify_draw.py draw.json [--list earlier.json]

The file is offered on the public page of the trade. --list is the same file as you saved it before the
values were revealed: list and commitments must be the same then. Ends with 0 when everything is genuine
as far as it is published, 1 when something is not, 2 when a file cannot be read.
不依赖阳光平台，只需 Python 3.9 以上即可重复专家抽取；属实返回 0，有假返回 1，文件读不懂返回 2。
--list 是公开随机值之前自己保存的同一文件，名单和承诺必须一致。
"""

import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path

SIDES = ("buyer", "centre", "supervisor")
YES, WAITING = "yes", "waiting"


class Bad(Exception):  # noqa: N818 - carries a verdict, is no fault of the program
    """Something is not genuine: said in English and in Chinese."""

    def __init__(self, english, chinese):
        super().__init__(f"{english}\n{chinese}")


def digest(*lines):
    """Return the SHA-256 of lines of text, as hexadecimal digits."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def ranked(seed, entries):
    """Return the entries in the order of the draw: by HMAC of their ids, one for each employer."""
    key = bytes.fromhex(seed)
    drawn, taken = [], set()
    for entry in sorted(entries, key=lambda one: hmac.new(key, one.split(":")[0].encode(), hashlib.sha256).digest()):
        _name, employer = entry.split(":")
        if employer not in taken:
            taken.add(employer)
            drawn.append(entry)
    return drawn


def check_list(draw):
    """Compare the frozen list with its hash."""
    entries = draw["list"]
    if len(set(entries)) != len(entries) or len({one.split(":")[0] for one in entries}) != len(entries):
        raise Bad("Somebody stands twice on the list.", "名单中有人重复。")
    if digest("sunshine-draw-list-v1", *sorted(entries)) != draw["list_hash"]:
        raise Bad("The list is not the one whose hash was published.", "名单与公布的散列不符。")


def check_parts(draw):
    """Compare revealed values with their commitments; returns how many are revealed."""
    parts = {one["side"]: one for one in draw["parts"]}
    if sorted(parts) != sorted(SIDES) or len(draw["parts"]) != len(SIDES):
        raise Bad(
            "Buyer, centre and supervisor each commit to one value.", "招标人、交易中心、监管部门应各承诺一个值。"
        )
    revealed = [one for one in parts.values() if one["value"] is not None]
    for one in revealed:
        if digest("sunshine-draw-value-v1", one["side"], one["value"]) != one["commitment"]:
            raise Bad(
                f"The value of {one['side']} is not the one that was committed to.",
                f"{one['side']} 公开的值与承诺不符。",
            )
    return len(revealed)


def check_order(draw):
    """Compute seed and order again; nothing but the list and the three values decides."""
    values = {one["side"]: one["value"] for one in draw["parts"]}
    told = [f"{side}={values[side]}" for side in sorted(values)]
    seed = digest("sunshine-draw-seed-v1", draw["list_hash"], draw["trade"], *told)
    if seed != draw["seed"]:
        raise Bad("The seed does not follow from list and values.", "种子不是由名单和随机值得出的。")
    if ranked(seed, draw["list"]) != [one["entry"] for one in draw["order"]]:
        raise Bad("The order does not follow from the seed.", "顺序不是由种子得出的。")


def check_calls(draw):
    """See whether experts were called in their order, and whether those who said yes first sit."""
    order = draw["order"]
    if [one["place"] for one in order] != list(range(1, len(order) + 1)):
        raise Bad("The places are not 1, 2, 3 and so on.", "序号不连续。")
    answers = [one["answer"] for one in order]
    called = [answer != WAITING for answer in answers]
    if called != sorted(called, reverse=True):
        raise Bad("Somebody was called before one who stands above him.", "有人被越序通知。")
    coming = [one["place"] for one in order if one["answer"] == YES]
    seated = [one["place"] for one in order if one["seated"]]
    if len(coming) > draw["wanted"]:
        raise Bad("More were called than the committee has members.", "通知到会的人数超过评标委员会人数。")
    if seated and seated != coming:
        raise Bad("The committee is not those who were drawn and said yes.", "评标委员会不是抽中并到会的人。")


def check_opened(draw):
    """Compare names that were opened after the award with the ids on the list."""
    for one in draw["order"]:
        if one.get("expert") is not None:
            salt = bytes.fromhex(draw["salt"])
            opened = hmac.new(salt, str(one["expert"]).encode(), hashlib.sha256).hexdigest()[:32]
            if opened != one["entry"].split(":")[0]:
                raise Bad(
                    f"The expert named at place {one['place']} is not the one on the list.",
                    f"第 {one['place']} 位公布的专家不是名单上的人。",
                )


def check_kept(draw, kept):
    """Compare with what somebody saved before the values were known."""
    for name in ("trade", "list", "list_hash", "wanted"):
        if draw[name] != kept[name]:
            raise Bad(f"“{name}” is not what it was in the file that you kept.", f"“{name}”与您保存的文件不同。")
    was = {one["side"]: one["commitment"] for one in kept["parts"]}
    if {one["side"]: one["commitment"] for one in draw["parts"]} != was:
        raise Bad("The commitments are not those in the file that you kept.", "承诺与您保存的文件不同。")


def run(draw, kept):
    """Check everything that is published; returns the verdict in both languages."""
    if kept is not None:
        check_kept(draw, kept)
    check_list(draw)
    revealed = check_parts(draw)
    if draw["seed"] is None:
        if revealed == len(SIDES):
            raise Bad("All values are revealed and no seed is published.", "随机值均已公开，却没有公布种子。")
        return (
            f"Genuine so far: {len(draw['list'])} experts are listed, {revealed} of 3 values revealed."
            " Keep this file, and pass it with --list once the draw is done.",
            f"目前属实：名单 {len(draw['list'])} 人，已公开 3 个随机值中的 {revealed} 个。请保存此文件，抽取后用 --list 对照。",
        )
    check_order(draw)
    check_calls(draw)
    check_opened(draw)
    return (
        f"Genuine: the order of {len(draw['order'])} experts follows from the list and the three values of {draw['trade']}.",
        f"属实：{draw['trade']} 的 {len(draw['order'])} 位专家顺序由名单和三个随机值得出。",
    )


def main(arguments=None):
    """Read the command line, print the verdict, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--list", type=Path, dest="kept", help="the same file as you saved it before the draw")
    options = parser.parse_args(arguments)
    try:
        draw = json.loads(options.file.read_text("utf-8"))
        kept = json.loads(options.kept.read_text("utf-8")) if options.kept else None
        english, chinese = run(draw, kept)
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
