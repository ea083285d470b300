"""How far a fine may go: the law's range, which nobody leaves, and the standard's, which is left with reasons."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.kernel.errors import NotAllowed
from app.kernel.words import N_, Sentences
from app.penalties.cases.models import PenaltyCase
from app.penalties.judging.judgement import Judgement, Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """The two ranges of one judgement, in yuan; an end is None where none was found."""

    legal_lo: Decimal | None
    legal_hi: Decimal | None
    lo: Decimal | None
    hi: Decimal | None
    reduced: bool
    """A ground of reduction opens the way below the law's minimum (art. 32)."""
    optional: bool
    """The law lets the fine be left out."""


def limits_of(judged: Judgement) -> Limits:
    """Return the limits that a judgement sets."""
    legal, found = judged.legal, judged.range
    return Limits(
        legal.lo if legal else None,
        legal.hi if legal else None,
        found.lo if found else None,
        found.hi if found else None,
        bool(judged.reviews),
        judged.legal_optional or judged.may_be_spared,
    )


def limits_on(case: PenaltyCase) -> Limits:
    """Return the limits that the last judgement of a case set."""
    return Limits(case.legal_lowest, case.legal_highest, case.lowest, case.highest, case.reduced, case.fine_optional)


def check_gates(judged: Judgement) -> None:
    """Refuse a penalty where the law itself says that there is none, or that another organ decides."""
    if not judged.barred:
        return
    if judged.outcome == Outcome.TRANSFER:
        raise NotAllowed(
            N_(
                "A crime is suspected: the case is handed over to the judicial organs, and no penalty stands in for it "
                "(Penalty Law art. 27). Decide to hand it over."
            )
        )
    raise NotAllowed(
        N_(
            "By law no penalty is imposed here: %(names)s (Penalty Law art. 30 to 36). Decide that there is none, or "
            "correct the circumstances if they are stated wrongly."
        ),
        field="facts",
        names=Sentences(("", gate.name) for gate in judged.barred),
    )


def check_legal(amount: Decimal, limits: Limits, field: str = "amount") -> None:
    """Refuse a fine above what the law allows, below what it asks for, or of which it says nothing (art. 4, 32, 34)."""
    if amount == 0 and (limits.optional or limits.legal_lo is None):
        return
    if limits.legal_lo is None or limits.legal_hi is None:
        raise NotAllowed(
            N_(
                "The standard knows no fine of the law for these circumstances, so none may be imposed (Penalty Law "
                "art. 4, 38). Check the circumstances, or have the standard completed first."
            ),
            field=field,
        )
    if amount > limits.legal_hi:
        raise NotAllowed(
            N_("The law allows no fine above %(most)s yuan here. %(ranges)s Lower the fine (Penalty Law art. 4, 34)."),
            field=field,
            most=_yuan(limits.legal_hi),
            ranges=ranges(limits),
        )
    if amount < limits.legal_lo and not limits.reduced:
        raise NotAllowed(
            N_(
                "The law asks for at least %(least)s yuan here. %(ranges)s Only a ground of reduction goes below: state it "
                "among the circumstances, or raise the fine (Penalty Law art. 32)."
            ),
            field=field,
            least=_yuan(limits.legal_lo),
            ranges=ranges(limits),
        )


def ranges(limits: Limits) -> Sentences:
    """Return both ranges as a sentence, which every refusal and every page about an amount says."""
    told: list[tuple[Any, Any]] = []
    if limits.legal_lo is not None and limits.legal_hi is not None:
        told.append((N_("Range of the law (yuan)"), f"{_yuan(limits.legal_lo)}–{_yuan(limits.legal_hi)}"))
    if limits.lo is not None and limits.hi is not None:
        told.append((N_("Range of the standard (yuan)"), f"{_yuan(limits.lo)}–{_yuan(limits.hi)}"))
    return Sentences(told)


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
