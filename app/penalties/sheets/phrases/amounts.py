"""From a match of an amount or of a case to what it says; None, or a refusal, where its words contradict each other."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.penalties.sheets.numerals import scaled
from app.penalties.sheets.phrases.clauses import Condition, Fine
from app.penalties.sheets.phrases.patterns import BASES, OPEN, PARTIES


class NotUnderstood(Exception):  # noqa: N818 - an answer, not a fault
    """A part of the text fits no pattern."""


def read_amount(kind: str, found: Mapping[str, str | None]) -> Fine | None:
    """Return the fine of a match; None where its words contradict each other, or an end is missing."""
    base = found.get("base") or ""
    if kind in ("multiple", "percent"):
        base = next((name for name in BASES if base.endswith(name)), "")
    high = scaled(found["m"] or "", found["m_many"])
    if "n" not in found:
        upper = bool(found["a2"] or found["b2"])
        if found["x2"] and not upper:
            return None
        return Fine(kind, "0" if upper else high, high, hi_open=bool(found["x2"]), base=base)
    many = found["n_many"] or ("" if found["u"] else found["m_many"])
    low = scaled(found["n"] or "", many)
    lower = [found["b1"], found["a1"]]
    upper_words = [found["b2"], found["a2"]]
    if all(lower) or all(upper_words) or not (any(lower) or found["to"]) or not (any(upper_words) or found["to"]):
        return None
    if Decimal(low) > Decimal(high):
        return None
    return Fine(
        kind,
        low,
        high,
        lo_open=found["b1"] in OPEN or bool(found["x1"]),
        hi_open=found["b2"] in OPEN or bool(found["x2"]),
        base=base,
    )


def conditions_of(found: Mapping[str, str | None], name: str) -> Iterator[Condition]:
    """Yield the conditions of a match of a case; refuses one that is bounded twice on the same side."""
    if name == "party":
        yield ("party", "=", PARTIES[found["party"] or ""])
        return
    base = found["base"] or ""
    number = scaled(found["n"] or "0", found.get("n_many")) if "n" in found else "0"
    if name == "none":
        yield (base, "=", "0")
    elif name == "some":
        yield (base, ">", "0")
    elif name == "none_or":
        if bool(found["b"]) == bool(found["a"]):
            raise NotUnderstood
        yield (base, "<" if found["b"] else "<=", number)
    elif name == "one":
        yield (base, _sign(found["b"], found["a"]), number)
    else:
        if bool(found["b1"]) == bool(found["a1"]) or bool(found["b2"]) == bool(found["a2"]):
            raise NotUnderstood
        yield (base, ">" if found["b1"] else ">=", number)
        yield (base, "<" if found["b2"] else "<=", scaled(found["m"] or "", found["m_many"]))


def _sign(before: str | None, after: str | None) -> str:
    signs = {
        "不足": "<",
        "不满": "<",
        "低于": "<",
        "超过": ">",
        "高于": ">",
        "不超过": "<=",
        "以上": ">=",
        "以下": "<=",
    }
    if bool(before) == bool(after):
        raise NotUnderstood
    return signs[before or after or ""]
