"""Second question: what does the law itself allow?"""

from dataclasses import dataclass
from decimal import Decimal

from app.kernel.words import N_
from app.penalties.judging.amounts import Range, show
from app.penalties.judging.conditions import Facts, answer, told, unknown
from app.penalties.judging.judgement import Sentence
from app.penalties.judging.standard import Band, BandKind, Standard

HUNDRED = Decimal(100)
OF_A_BASE = frozenset({BandKind.MULTIPLE, BandKind.PERCENT, BandKind.PER_UNIT})


@dataclass(frozen=True, slots=True)
class Legal:
    """The band that holds and what it comes to."""

    band: Band
    range: Range
    base: Decimal | None = None
    """Base in use, after its floor."""


def legal_range(standard: Standard, facts: Facts) -> tuple[Legal | None, set[str], list[Sentence]]:
    """Return the first band that holds, the factors that it still needs, and the reasons.

    A band whose conditions are not yet known stops the search: a later one must not be guessed.
    """
    for band in standard.bands:
        holds = answer(band.when, facts)
        if holds is None:
            return None, unknown(band.when, facts), []
        if holds:
            return _range(standard, band, facts)
    return None, set(), [Sentence(N_("No band of the law holds of these facts."))]


def _range(standard: Standard, band: Band, facts: Facts) -> tuple[Legal | None, set[str], list[Sentence]]:
    if band.kind not in OF_A_BASE:
        return Legal(band, _capped(band, Decimal(1))), set(), [_sentence(standard, band, None)]
    stated = facts.get(band.base)
    if not isinstance(stated, Decimal):
        return None, {band.base}, []
    base, explain = stated, []
    if band.floor_base is not None and stated < band.floor_base:
        base = band.floor_base
        explain.append(
            Sentence(
                N_("%(base)s of %(stated)s counts as %(floor)s."),
                {"base": standard.labels[band.base], "stated": show(stated), "floor": show(base)},
            )
        )
    return Legal(band, _capped(band, base), base), set(), [*explain, _sentence(standard, band, base)]


def scaled(kind: BandKind, number: Decimal, base: Decimal) -> Decimal:
    """Return yuan from a number of a band: as it stands, times the base, or per cent of it."""
    if kind == BandKind.PERCENT:
        return number * base / HUNDRED
    return number * base


def _capped(band: Band, base: Decimal) -> Range:
    lo, hi = (scaled(band.kind, number, base) for number in (band.lo, band.hi))
    found = Range(lo, hi, band.lo_open, band.hi_open)
    if band.cap is None or hi <= band.cap:
        return found
    return Range(min(lo, band.cap), band.cap, band.lo_open and lo < band.cap, False)


STATED = {
    BandKind.AMOUNT: N_("The law allows %(lo)s to %(hi)s yuan (%(basis)s)."),
    BandKind.FIXED: N_("The law fixes %(lo)s yuan (%(basis)s)."),
    BandKind.MULTIPLE: N_(
        "The law allows %(first)s to %(last)s times the %(base)s of %(amount)s: %(lo)s to %(hi)s yuan (%(basis)s)."
    ),
    BandKind.PERCENT: N_(
        "The law allows %(first)s %% to %(last)s %% of the %(base)s of %(amount)s: %(lo)s to %(hi)s yuan (%(basis)s)."
    ),
    BandKind.PER_UNIT: N_(
        "The law allows %(first)s to %(last)s yuan for each unit, %(base)s %(amount)s: %(lo)s to %(hi)s yuan (%(basis)s)."
    ),
}


def _sentence(standard: Standard, band: Band, base: Decimal | None) -> Sentence:
    found = _capped(band, base if base is not None else Decimal(1)).rounded()
    values = {"lo": show(found.lo), "hi": show(found.hi), "basis": band.basis}
    if base is not None:
        label = standard.labels[band.base]
        values |= {"first": show(band.lo), "last": show(band.hi), "base": label, "amount": show(base)}
    if band.when:
        values["because"] = told(band.when, standard.labels, standard.words)
    return Sentence(STATED[band.kind], values)
