"""What a text imposes, case by case: conditions, further penalties, a fine; and how that is said in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

Condition = tuple[str, str, str]
"""What (a base, or ``party``), sign, value."""


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine as a text states it; ``lo`` and ``hi`` in yuan, times, or per cent."""

    kind: str
    """amount, multiple, percent, per_unit, of_highest (per cent of the highest fine), of_width (of the whole range)."""
    lo: str
    hi: str
    lo_open: bool = False
    hi_open: bool = False
    base: str = ""
    """What is multiplied, or the unit that is counted."""
    optional: bool = False
    cap: str = ""
    floor: str = ""


@dataclass(slots=True)
class Clause:
    """What applies in one case: conditions, further penalties, a fine."""

    when: list[Condition] = field(default_factory=list)
    worded: str = ""
    """A condition that is in words only."""
    must: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)
    fine: Fine | None = None

    @property
    def empty(self) -> bool:
        """Tell whether it says nothing yet but its conditions."""
        return not (self.must or self.may or self.fine)


def changed(fine: Fine, **changes: Any) -> Fine:
    """Return a fine with some of its parts changed."""
    return replace(fine, **changes)


SIGNS = {"=": "为", "<": "不足", "<=": "不超过", ">": "超过", ">=": "达到"}
PARTY_WORDS = {"unit": "当事人为单位", "person": "当事人为个人"}


def in_words(clauses: Iterable[Clause]) -> str:
    """Return how a text was read, in words that are shown beside the original."""
    return "；".join(_clause_in_words(clause) for clause in clauses)


def _clause_in_words(clause: Clause) -> str:
    cases = [
        PARTY_WORDS[value] if what == "party" else f"{what}{SIGNS[sign]}{value}元" for what, sign, value in clause.when
    ]
    if clause.worded:
        cases.append(f"“{clause.worded}”（文字条件，未列入）")
    parts = [f"并处{kind}" for kind in clause.must] + [f"可以{kind}" for kind in clause.may]
    if clause.fine is not None:
        parts.insert(0, _fine_in_words(clause.fine))
    return "，".join([*(f"【{'且'.join(cases)}】" for _ in cases[:1]), *parts])


UNITS_OF = {"amount": "元", "multiple": "倍", "percent": "%", "per_unit": "元", "of_highest": "%", "of_width": "%"}


def _fine_in_words(fine: Fine) -> str:
    unit = UNITS_OF[fine.kind]
    ends = (
        f"{fine.lo}{unit}（{'不含' if fine.lo_open else '含'}）至{fine.hi}{unit}（{'不含' if fine.hi_open else '含'}）"
    )
    if fine.lo == fine.hi:
        ends = f"{fine.hi}{unit}"
    of = {
        "multiple": f"{fine.base or '（幅度所指的基数）'}的",
        "percent": f"{fine.base}的",
        "per_unit": f"每{fine.base}",
        "of_highest": "法定最高罚款额的",
        "of_width": "法定幅度（自下限起）的",
    }.get(fine.kind, "")
    more = [f"最高{fine.cap}元"] * bool(fine.cap) + [f"{fine.base}不足{fine.floor}元按{fine.floor}元计"] * bool(
        fine.floor
    )
    return "，".join([f"{'可以不罚，罚则' if fine.optional else '罚款'}为{of}{ends}", *more])
