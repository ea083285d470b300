"""Reading facts as people state them: each by its factor, typed; what is left empty is not known."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.typed import read_day, read_number
from app.kernel.words import N_
from app.penalties.judging.amounts import show
from app.penalties.judging.conditions import Fact
from app.penalties.judging.standard import LARGEST, Factor, FactorKind

YES = frozenset({"1", "true", "yes", "是", "有"})
NO = frozenset({"0", "false", "no", "否", "无"})


def read_facts(factors: Iterable[Factor], given: Mapping[str, Any]) -> dict[str, Fact]:
    """Return the facts that were stated, typed; raises Incomplete naming the factor that cannot be read."""
    facts: dict[str, Fact] = {}
    for factor in factors:
        raw = given.get(factor.code)
        if raw is not None and raw != "":
            facts[factor.code] = read_fact(factor, raw)
    return facts


def read_fact(factor: Factor, raw: Any) -> Fact:
    """Return one fact; numbers may have commas, and 万 for ten thousand."""
    return _READERS[factor.kind](factor, raw)


def _number(factor: Factor, raw: Any) -> Decimal:
    number = read_number(raw)
    if number is None or not 0 <= number <= LARGEST:
        raise Incomplete(
            N_("%(label)s: enter a number that is not negative, for example 1200."),
            field=factor.code,
            label=factor.label,
        )
    if not factor.lowest <= number <= factor.highest:
        raise Incomplete(
            N_("%(label)s: enter a number from %(lowest)s to %(highest)s."),
            field=factor.code,
            label=factor.label,
            lowest=show(factor.lowest),
            highest=show(factor.highest),
        )
    return number


def _count(factor: Factor, raw: Any) -> Decimal:
    number = _number(factor, raw)
    if number != number.to_integral_value():
        raise Incomplete(N_("%(label)s: enter a whole number, for example 2."), field=factor.code, label=factor.label)
    return number


def _choice(factor: Factor, raw: Any) -> str:
    text = str(raw).strip()
    for choice in factor.choices:
        if text in (choice.code, choice.label):
            return choice.code
    raise Incomplete(
        N_("%(label)s: choose one of %(choices)s."),
        field=factor.code,
        label=factor.label,
        choices="、".join(choice.label for choice in factor.choices),
    )


def _yes_no(factor: Factor, raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text not in YES and text not in NO:
        raise Incomplete(N_("%(label)s: answer yes or no."), field=factor.code, label=factor.label)
    return text in YES


def _date(factor: Factor, raw: Any) -> date:
    try:
        return read_day(raw)
    except Incomplete:
        raise Incomplete(
            N_("%(label)s: enter a day, for example 2026-03-01."), field=factor.code, label=factor.label
        ) from None


_READERS: Mapping[FactorKind, Callable[[Factor, Any], Fact]] = {
    FactorKind.NUMBER: _number,
    FactorKind.COUNT: _count,
    FactorKind.CHOICE: _choice,
    FactorKind.YES_NO: _yes_no,
    FactorKind.DATE: _date,
}
