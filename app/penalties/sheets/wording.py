"""Reading the wording of published benchmark tables: circumstances, amounts and laws in plain Chinese.

以上 and 以下 include the number, 不满, 不足 and 超过 do not (Civil Code art. 1259). What does not fit
these patterns wholly is not read at all: half a condition would be a wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.penalties.judging.standard import BandKind

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
NUMBER = r"(?P<{0}>\d+(?:\.\d+)?)\s*(?P<{0}_many>[百千万亿]*)"
MANY = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
UNIT = r"(?:元|人|吨|千克|公斤|克|升|毫克|平方米|立方米|㎡|m2|m²|米|公里|辆|台|只|头|张|份|件|处|个月|月|天|日|小时|年|%|％|倍|个)"
LOWER = {
    "以上": ">=",
    "及以上": ">=",
    "超过": ">",
    "高于": ">",
    "多于": ">",
    "大于": ">",
    "达到": ">=",
    "不少于": ">=",
    "不低于": ">=",
}
UPPER = {
    "以下": "<=",
    "及以下": "<=",
    "以内": "<=",
    "不超过": "<=",
    "不满": "<",
    "不足": "<",
    "未满": "<",
    "低于": "<",
    "少于": "<",
    "小于": "<",
    "未达到": "<",
}
BEFORE = "不超过|超过|高于|多于|大于|达到|不少于|不低于|不满|不足|未满|未达到|低于|少于|小于"
AFTER = "及以上|以上|及以下|以下|以内"
SIGNS = {**LOWER, **UPPER}

ONE_END = re.compile(
    rf"(?P<label>[^\d\s，,、；;。且并或]{{1,14}}?)(?:为|在|的)?(?P<before>{BEFORE})?{NUMBER.format('n')}(?P<unit>{UNIT})?(?P<after>{AFTER})?(?:的)?"
)
TWO_ENDS = re.compile(
    rf"(?P<label>[^\d\s，,、；;。且并或]{{1,14}}?)(?:为|在|的)?(?P<before>{BEFORE})?{NUMBER.format('n')}(?P<unit>{UNIT})?(?P<after>{AFTER})?"
    rf"[、，,]?(?:且|但|至)?(?P<before2>{BEFORE})?{NUMBER.format('m')}(?P<unit2>{UNIT})?(?P<after2>{AFTER})?(?:的)?"
)
TIMES = re.compile(
    r"(?:(?P<first>初次|首次|初犯)|第?(?P<nth>[一二两三四五六七八九十]|\d+)次(?P<after>及以上|以上|及以下|以下)?)"
    r"(?:违法|被查处|查处|被发现|发现|实施|违反|行为|该|的|者)*"
)
ALWAYS = ("不分情形", "不限", "全部情形", "所有情形", "无")


@dataclass(slots=True)
class Wording:
    """What the tables of one violation speak of: factors by their name."""

    factors: dict[str, dict[str, Any]] = field(default_factory=dict)

    def number(self, label: str, unit: str) -> str | None:
        """Return the code of a number, noted once; None where it was counted in another unit before."""
        label = label.strip()
        if label not in self.factors:
            made = {"code": f"F{len(self.factors) + 1:02d}", "label": label, "kind": "number"}
            self.factors[label] = {**made, "unit": unit} if unit else made
        known = self.factors[label]
        return str(known["code"]) if known.get("unit", "") == unit else None

    def times(self) -> str:
        """Return the code of how often the party was found, counted from the first time on."""
        self.factors.setdefault(
            "查处次数", {"code": "times", "label": "查处次数", "kind": "count", "unit": "次", "lowest": "1"}
        )
        return "times"


CHINESE = re.compile(rf"(?<![\d.])[一二两三四五六七八九十百千万亿零〇]+(?={UNIT}|次)")
PER_CENT = re.compile(r"百分之([一二三四五六七八九十百零〇\d]+)")


def plain_digits(text: str) -> str:
    """Return a text with its Chinese numerals before a unit as digits: 二万元 is 20000元, 百分之五 is 5%."""
    text = PER_CENT.sub(lambda found: f"{_numeral(found[1])}%", text)
    return CHINESE.sub(lambda found: str(_numeral(found[0])), text)


def _numeral(text: str) -> int:
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


def amount(number: str, many: str | None) -> str:
    """Return a number with its 万 as plain digits: 3万 is 30000."""
    whole, _point, rest = number.partition(".")
    factor = 1
    for sign in many or "":
        factor *= MANY[sign]
    if factor == 1:
        return number
    scaled = int(whole + rest) * factor
    return (
        str(scaled // 10 ** len(rest)) if scaled % 10 ** len(rest) == 0 else f"{scaled / 10 ** len(rest):g}"
    )


def read_condition(text: str, wording: Wording) -> list[list[list[Any]]] | None:
    """Return the alternatives that a wording means, or None when any part of it cannot be read."""
    plain = re.sub(r"[。\s]+$", "", plain_digits(text.strip()))
    plain = re.sub(r"^\s*\d+[.、．)）]\s*", "", plain)
    if plain in ALWAYS:
        return [[]]
    alternatives = []
    for one in re.split(r"[；;\n]|或者|，或", plain):
        if not one.strip():
            continue
        parts = _all(one.strip(), wording)
        if parts is None:
            return None
        alternatives.append(parts)
    return alternatives or None


def _all(text: str, wording: Wording) -> list[list[Any]] | None:
    """Return the conditions of one alternative; commas and 且 join them."""
    whole = _clause(text, wording)
    if whole is not None:
        return whole
    found: list[list[Any]] = []
    for part in re.split(r"[，,、]|并且|且", text):
        if part.strip():
            clause = _clause(part.strip(), wording)
            if clause is None:
                return None
            found += clause
    return found or None


def _clause(text: str, wording: Wording) -> list[list[Any]] | None:
    if (found := TIMES.fullmatch(text)) is not None:
        return _times(found, wording)
    if (found := TWO_ENDS.fullmatch(text)) is not None:
        lower = found["before"] or found["after"]
        upper = found["before2"] or found["after2"]
        unit = found["unit2"] or found["unit"] or ""
        if lower in LOWER and upper in UPPER:
            code = wording.number(found["label"], unit)
            if code is None:
                return None
            low_many = found["n_many"] or (found["m_many"] if not found["unit"] else "")
            return [
                [code, LOWER[lower], amount(found["n"], low_many)],
                [code, UPPER[upper], amount(found["m"], found["m_many"])],
            ]
    if (found := ONE_END.fullmatch(text)) is not None:
        bound = found["before"] or found["after"]
        if bound in SIGNS and not (found["before"] and found["after"]):
            code = wording.number(found["label"], found["unit"] or "")
            return [[code, SIGNS[bound], amount(found["n"], found["n_many"])]] if code else None
    return None


def _times(found: re.Match[str], wording: Wording) -> list[list[Any]]:
    if found["first"]:
        return [[wording.times(), "=", "1"]]
    nth = str(DIGITS.get(found["nth"], found["nth"]))
    return [[wording.times(), SIGNS.get(found["after"] or "", "="), nth]]


FINE_ENDS = re.compile(
    rf"(?P<base>[^\d，,；;。处以并的]{{2,12}}?)?{NUMBER.format('n')}(?P<unit>元|倍|%|％)?(?P<open>以上|超过)?"
    rf"(?:至|到|—|-|~|，)?(?P<less>不满|不足)?(?<!\d){NUMBER.format('m')}(?P<unit2>元|倍|%|％)(?P<close>以下)?"
)
FINE_ONE = re.compile(
    rf"(?P<base>[^\d，,；;。处以并的]{{2,12}}?)?{NUMBER.format('n')}(?P<unit>元|倍|%|％)(?P<close>以下)?"
)
BASES = ("违法所得", "货值金额", "工程造价", "工程合同价款", "处置费用", "广告费用", "销售金额", "经营额")
KINDS = (
    "警告",
    "通报批评",
    "没收违法所得",
    "没收非法财物",
    "责令停业整顿",
    "责令停产停业",
    "吊销许可证",
    "吊销营业执照",
    "暂扣许可证",
    "责令改正",
)


CASE = re.compile(
    rf"(?:{'|'.join(BASES)})(?:在|为)?(?:{BEFORE})?\d+(?:\.\d+)?[百千万亿]*元(?:{AFTER})?的?[，,]"
)
"""The case in which a fine applies, which is no fine itself: 违法所得不足2万元的."""


def limit_of(text: str, base: str) -> str | None:
    """Return the number below which a base does not count: 违法所得不足2万元的 gives 20000."""
    found = re.search(rf"{base}(?:不足|不满){NUMBER.format('n')}元", plain_digits(re.sub(r"\s", "", text)))
    return amount(found["n"], found["n_many"]) if found else None


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine as a text states it: amount, or multiple or percentage of a base."""

    lo: str
    hi: str
    kind: BandKind = BandKind.AMOUNT
    base: str = ""
    lo_open: bool = False
    hi_open: bool = False


def read_fines(text: str) -> list[Fine]:
    """Return every fine that a text states, in its order."""
    plain = CASE.sub("", plain_digits(re.sub(r"\s", "", text)))
    fines: list[Fine] = []
    at = 0
    while (found := FINE_ENDS.search(plain, at)) or (found := FINE_ONE.search(plain, at)):
        single = FINE_ONE.search(plain, at)
        if single is not None and single.end() <= found.start():
            found = single
        groups = found.groupdict()
        unit = groups.get("unit2") or groups.get("unit") or ""
        fines.append(_fine(groups, unit, plain[max(0, found.start() - 14) : found.end()]))
        at = found.end()
    return fines


def _fine(groups: dict[str, str | None], unit: str, around: str) -> Fine:
    base = next((name for name in BASES if name in around), "") if unit != "元" else ""
    kind = BandKind.AMOUNT if unit == "元" else BandKind.MULTIPLE if unit == "倍" else BandKind.PERCENT
    if groups.get("m") is None:
        last = amount(groups["n"] or "0", groups["n_many"])
        return Fine("0" if groups.get("close") else last, last, kind, base)
    many = groups["n_many"] or (groups["m_many"] if not groups.get("unit") else "")
    return Fine(
        amount(groups["n"] or "0", many), amount(groups["m"] or "0", groups["m_many"]), kind, base,
        lo_open=groups.get("open") == "超过", hi_open=bool(groups.get("less")),
    )  # fmt: skip


def read_kinds(text: str) -> list[str]:
    """Return the further penalties that a text names."""
    return [kind for kind in KINDS if kind in text]


LAW = re.compile(
    r"《([^》]{2,60})》\s*((?:第[一二三四五六七八九十百千零〇\d]+[条款项目](?:之[一二三四五六七八九十])?[、，和]?(?:第[（(]?[一二三四五六七八九十百\d]+[）)]?[款项目])*)*)"
)


def read_laws(text: str) -> list[dict[str, str]]:
    """Return the laws and articles that a text names, each once."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for law, article in LAW.findall(text):
        clean = article.rstrip("、，和")
        found.setdefault((law, clean), {"law": law, "article": clean})
    return list(found.values())


def joined(texts: Sequence[str]) -> str:
    """Return texts as one, each once."""
    return "；".join(dict.fromkeys(text for text in texts if text))
