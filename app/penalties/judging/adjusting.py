"""Fourth question: do circumstances move an end of the grade's range, or lift the minimum?"""

from decimal import Decimal

from app.kernel.words import N_
from app.penalties.judging.amounts import ONE, ZERO, Range, show
from app.penalties.judging.conditions import Facts, answer
from app.penalties.judging.judgement import AdjustmentHit, Sentence
from app.penalties.judging.standard import Effect, Standard


def hit_adjustments(standard: Standard, facts: Facts) -> list[AdjustmentHit]:
    """Return the adjustments that apply."""
    return [
        AdjustmentHit(item.code, item.name, item.effect, item.share, item.basis)
        for item in standard.adjustments
        if answer(item.when, facts)
    ]


def moved(found: Range, hits: list[AdjustmentHit]) -> tuple[Range, list[Sentence]]:
    """Return the range after the net of lighter and heavier has moved one end inside it."""
    explain = [
        Sentence(SENTENCES[hit.effect], {"name": hit.name, "share": show(hit.share * 100), "basis": hit.basis})
        for hit in hits
        if hit.effect != Effect.REDUCE
    ]
    heavier = sum((hit.share for hit in hits if hit.effect == Effect.HEAVIER), ZERO)
    lighter = sum((hit.share for hit in hits if hit.effect == Effect.LIGHTER), ZERO)
    net = max(min(heavier - lighter, ONE), -ONE)
    if net > 0:
        return Range(found.lo + found.width * net, found.hi, False, found.hi_open and net < 1), explain
    if net < 0:
        return Range(found.lo, found.hi + found.width * net, found.lo_open and net > -1, False), explain
    return found, explain


def reduced(found: Range, legal: Range, hits: list[AdjustmentHit]) -> tuple[Range, list[Sentence]]:
    """Return the range with the minimum lifted, when a ground to reduce applies (art. 32)."""
    grounds = [hit for hit in hits if hit.effect == Effect.REDUCE]
    if not grounds:
        return found, []
    share = min(max(hit.share for hit in grounds), Decimal(1))
    lowest = legal.lo * (ONE - share)
    explain = [
        Sentence(
            N_("Reduced below the minimum: %(name)s (%(basis)s). It needs collective discussion and legal review."),
            {"name": hit.name, "basis": hit.basis},
        )
        for hit in grounds
    ]
    return Range(min(lowest, found.lo), found.hi, False, found.hi_open), explain


SENTENCES = {
    Effect.LIGHTER: N_("Lighter by %(share)s %% of the grade: %(name)s (%(basis)s)."),
    Effect.HEAVIER: N_("Heavier by %(share)s %% of the grade: %(name)s (%(basis)s)."),
}
