"""Third question: which grade of severity applies, and what part of the band is it?"""

from decimal import Decimal

from app.kernel.words import N_
from app.penalties.judging.amounts import ZERO, Range, show
from app.penalties.judging.bands import OF_A_BASE, Legal, scaled
from app.penalties.judging.conditions import Facts, answer, told, unknown
from app.penalties.judging.judgement import Sentence
from app.penalties.judging.standard import Grade, Span, SpanKind, Standard


def grades_of(standard: Standard, band: str) -> list[Grade]:
    """Return the grades that divide a band."""
    return [grade for grade in standard.grades if grade.band in ("", band)]


def grade_holds(grade: Grade, facts: Facts) -> bool | None:
    """Return whether any alternative of a grade holds; None when that is not known."""
    answers = [answer(when, facts) for when in grade.alternatives]
    if True in answers:
        return True
    return None if None in answers else False


def hit_grades(standard: Standard, legal: Legal, facts: Facts) -> tuple[list[Grade], set[str]]:
    """Return the grades that hold, heaviest first, and the factors that a heavier one still needs.

    What is unknown matters only where it could change the answer: a grade lighter than the
    heaviest hit could not.
    """
    grades = grades_of(standard, legal.band.code)
    answers = [(grade, grade_holds(grade, facts)) for grade in grades]
    hits = sorted(
        (grade for grade, holds in answers if holds),
        key=lambda grade: (grade.level, grade.span.hi, grade.span.lo, grade.code),
        reverse=True,
    )
    heaviest = hits[0].level if hits else None
    missing: set[str] = set()
    for grade, holds in answers:
        if holds is None and (heaviest is None or grade.level > heaviest):
            for when in grade.alternatives:
                if answer(when, facts) is None:
                    missing |= unknown(when, facts)
    return hits, missing


def span_range(
    standard: Standard, span: Span, legal: Legal, facts: Facts
) -> tuple[Range | None, set[str], list[Sentence]]:
    """Return a grade's part of the legal range, the factors that its formula needs, and the reasons."""
    if span.kind == SpanKind.FORMULA:
        return _formula(standard, span, legal.range, facts)
    if span.kind == SpanKind.FRACTION:
        return legal.range.part(span.lo, span.hi, span.lo_open, span.hi_open), set(), []
    lo, hi = span.lo, span.hi
    if span.kind == SpanKind.MULTIPLE and legal.band.kind in OF_A_BASE and legal.base is not None:
        lo, hi = (scaled(legal.band.kind, number, legal.base) for number in (lo, hi))
    return Range(lo, hi, span.lo_open, span.hi_open), set(), []


def _formula(
    standard: Standard, span: Span, legal: Range, facts: Facts
) -> tuple[Range | None, set[str], list[Sentence]]:
    """amount = lo + (hi - lo) * f(sum of weight * level), f a power (Ministry of Ecology, No. 42 of 2019)."""
    missing = {code for code, _weight in span.weights if code not in facts}
    if missing:
        return None, missing, []
    total, parts = ZERO, []
    for code, weight in span.weights:
        factor = standard.factor(code)
        score = factor.score(facts[code]) if factor is not None else ZERO
        total += weight * score
        parts.append(f"{standard.labels.get(code, code)} {show(weight)}×{show(score)}")
    share = min(max(total, ZERO), Decimal(1)) ** span.power
    amount = legal.lo + legal.width * share
    return (
        Range(amount, amount),
        set(),
        [
            Sentence(
                N_("Weighted sum %(sum)s (%(parts)s): %(amount)s yuan."),
                {"sum": show(total), "parts": " + ".join(parts), "amount": show(amount.quantize(Decimal("0.01")))},
            )
        ],
    )


def told_hit(standard: Standard, grade: Grade, facts: Facts, *, heaviest: bool) -> Sentence:
    """Return the sentence of a grade that applies: by which circumstances, and whether it counts."""
    when = next(when for when in grade.alternatives if answer(when, facts))
    values = {"name": grade.name, "because": told(when, standard.labels, standard.words), "basis": grade.basis}
    if not when:
        return Sentence(N_("Grade “%(name)s” applies to every case (%(basis)s)."), values)
    if heaviest:
        return Sentence(N_("Grade “%(name)s” applies (%(because)s). Basis: %(basis)s."), values)
    return Sentence(N_("Grade “%(name)s” applies too (%(because)s); the heaviest counts."), values)
