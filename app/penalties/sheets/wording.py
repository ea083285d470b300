"""Reading the wording of published benchmark tables: circumstances and laws in plain Chinese.

以上 and 以下 include the number, 不满, 不足 and 超过 do not (Civil Code art. 1259). What does not fit
these patterns wholly is not read at all: half a condition would be a wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.penalties.sheets.numerals import DIGITS, PER_CENT, numeral, scaled

NUMBER = r"(?P<{0}>\d+(?:\.\d+)?)\s*(?P<{0}_many>[百千万亿]*)"
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

    def party(self) -> str:
        """Return the code of who broke the law, an organisation or a person."""
        choices = [{"code": "unit", "label": "单位"}, {"code": "person", "label": "个人"}]
        self.factors.setdefault("当事人", {"code": "party", "label": "当事人", "kind": "choice", "choices": choices})
        return "party"


CHINESE = re.compile(rf"(?<![\d.])[一二两三四五六七八九十百千万亿零〇]+(?={UNIT}|次)")


def plain_digits(text: str) -> str:
    """Return a text with its Chinese numerals before a unit as digits: 二万元 is 20000元, 百分之五 is 5%."""
    text = PER_CENT.sub(lambda found: f"{numeral(found[1])}%", text)
    return CHINESE.sub(lambda found: str(numeral(found[0])), text)


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
                [code, LOWER[lower], scaled(found["n"], low_many)],
                [code, UPPER[upper], scaled(found["m"], found["m_many"])],
            ]
    if (found := ONE_END.fullmatch(text)) is not None:
        bound = found["before"] or found["after"]
        if bound in SIGNS and not (found["before"] and found["after"]):
            code = wording.number(found["label"], found["unit"] or "")
            return [[code, SIGNS[bound], scaled(found["n"], found["n_many"])]] if code else None
    return None


def _times(found: re.Match[str], wording: Wording) -> list[list[Any]]:
    if found["first"]:
        return [[wording.times(), "=", "1"]]
    nth = str(DIGITS.get(found["nth"], found["nth"]))
    return [[wording.times(), SIGNS.get(found["after"] or "", "="), nth]]


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


def after_laws(text: str) -> str:
    """Return what a basis says after the articles that it cites: 《…》第九条：处…罚款 gives 处…罚款."""
    return re.sub(r"^[的规定，,、和：:\s]+", "", LAW.sub("", text)).strip()


def joined(texts: Sequence[str]) -> str:
    """Return texts as one, each once."""
    return "；".join(dict.fromkeys(text for text in texts if text))
