"""Numbers as laws write them: 二万元, 百分之五, 3万, as plain digits."""

import re

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
MANY = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
PER_CENT = re.compile(r"百分之([一二三四五六七八九十百零〇\d]+)")


def numeral(text: str) -> int:
    """Return the number that a Chinese or an Arabic numeral writes: 一万五千 is 15000."""
    if text.isdecimal():
        return int(text)
    whole = part = last = 0
    for sign in text:
        if sign in DIGITS and sign != "十":
            last = DIGITS[sign]
        elif sign in ("十", "百", "千"):
            part += (last or 1) * (10 if sign == "十" else MANY[sign])
            last = 0
        elif sign in ("万", "亿"):
            whole = (whole + part + (last or (0 if whole or part else 1))) * MANY[sign]
            part = last = 0
    return whole + part + last


def scaled(number: str, many: str | None) -> str:
    """Return a number with its 万 as plain digits: 3万 is 30000."""
    whole, _point, rest = number.partition(".")
    factor = 1
    for sign in many or "":
        factor *= MANY[sign]
    if factor == 1:
        return number
    times = int(whole + rest) * factor
    return str(times // 10 ** len(rest)) if times % 10 ** len(rest) == 0 else f"{times / 10 ** len(rest):g}"
