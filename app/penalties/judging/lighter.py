"""Old law and new law: the law at the time of the act, unless the newer is lighter (art. 37)."""

from dataclasses import replace
from decimal import Decimal

from app.kernel.words import N_
from app.penalties.judging.amounts import Range, show
from app.penalties.judging.conditions import Facts
from app.penalties.judging.engine import judge
from app.penalties.judging.judgement import Judgement, Outcome, Sentence
from app.penalties.judging.standard import Standard

Weight = tuple[int, int, Decimal, Decimal]


def judge_over_time(then: Standard, now: Standard, facts: Facts) -> Judgement:
    """Return the judgement by the standard of the act's time, or by the newer one where that is lighter.

    Both are computed; compared are first whether there is a penalty at all, then what the facts come
    to: further penalties, the upper end, the lower end; the legal range decides where no grade
    applies. Equal ones leave the law of the act's time in place.
    """
    before = judge(then, facts)
    if then.version == now.version:
        return before
    after = judge(now, facts)
    if Outcome.INCOMPLETE in (before.outcome, after.outcome):
        waits = before if before.outcome == Outcome.INCOMPLETE else after
        missing = tuple(dict.fromkeys((*before.missing, *after.missing)))
        return replace(waits, missing=missing)
    lighter = after if _lighter(after, before) else before
    chosen = (
        N_(
            "The newer standard %(now)s is lighter (%(new)s) than that of the time of the act %(then)s (%(old)s), so it applies (Administrative Penalty Law art. 37)."
        )
        if lighter is after
        else N_(
            "The standard of the time of the act %(then)s applies (%(old)s); the newer one %(now)s is not lighter (%(new)s) (Administrative Penalty Law art. 37)."
        )
    )
    values = {"then": then.version, "now": now.version, "old": _shown(before), "new": _shown(after)}
    return replace(lighter, explain=(Sentence(chosen, values), *lighter.explain))


def _lighter(one: Judgement, other: Judgement) -> bool:
    ranges = (one.range, other.range)
    if None in ranges:
        ranges = (one.legal, other.legal)
    return _weight(one, ranges[0]) < _weight(other, ranges[1])


def _weight(judgement: Judgement, found: Range | None) -> Weight:
    """Return how heavy a judgement is; tuples compare part by part."""
    if judgement.outcome == Outcome.NONE:
        return (0, 0, Decimal(0), Decimal(0))
    if found is None:
        return (2, 0, Decimal(0), Decimal(0))
    return (1, len(judgement.kinds), found.hi, found.lo)


def _shown(judgement: Judgement) -> str:
    found = judgement.range or judgement.legal
    return f"{show(found.lo)}–{show(found.hi)}" if found else "—"
