"""What the Administrative Penalty Law (2021) says of every violation: gates and grounds of art. 27 to 36."""

from decimal import Decimal

from app.kernel.words import N_, Titled
from app.penalties.judging.conditions import Condition, When
from app.penalties.judging.gates import ACT_ENDED, FOUND, GRAVE
from app.penalties.judging.standard import Adjustment, Choice, Effect, Factor, FactorKind, Gate, Verdict

LIGHTER_SHARE = Decimal("0.3")
"""A ground of art. 32 leaves the lower 70 % of a grade, where a standard of its own says nothing else."""

PARTY_STATE, CIRCUMSTANCE, RELIEF, CRIME = "party_state", "circumstance", "relief", "crime_suspected"

ART_27 = Titled(N_("Administrative Penalty Law art. 27"))
ART_30 = Titled(N_("Administrative Penalty Law art. 30"))
ART_31 = Titled(N_("Administrative Penalty Law art. 31"))
ART_32 = Titled(N_("Administrative Penalty Law art. 32"))
ART_33 = Titled(N_("Administrative Penalty Law art. 33"))

UNDER_14 = Titled(N_("Younger than fourteen"))
UNDER_18 = Titled(N_("Fourteen or older and younger than eighteen"))
INCAPABLE = Titled(N_("Ill in mind and unable to understand or control the act"))
HALF_CAPABLE = Titled(N_("Ill in mind and not wholly able to understand or control the act"))
MINOR = Titled(N_("Minor, put right in time, no harm done"))
FIRST = Titled(N_("First time, slight harm, put right in time"))
NO_FAULT = Titled(N_("No fault, as sufficient evidence shows"))
LIGHTER = Titled(N_("A ground of art. 32, taken as lighter"))
REDUCED = Titled(N_("A ground of art. 32, taken as a reduction"))
SUSPECTED = Titled(N_("A crime is suspected"))
NONE = Titled(N_("None of these"))


def _is(code: str, value: str | bool) -> When:
    return (Condition(code, "=", value),)


FACTORS = (
    Factor(ACT_ENDED, Titled(N_("Day on which the act ended")), FactorKind.DATE),
    Factor(FOUND, Titled(N_("Day on which it was found")), FactorKind.DATE),
    Factor(GRAVE, Titled(N_("It harmed life, health or financial safety")), FactorKind.YES_NO, default=False),
    Factor(
        PARTY_STATE,
        Titled(N_("The party")),
        FactorKind.CHOICE,
        default="ordinary",
        choices=(
            Choice("ordinary", NONE),
            Choice("under_14", UNDER_14),
            Choice("under_18", UNDER_18),
            Choice("incapable", INCAPABLE),
            Choice("half_capable", HALF_CAPABLE),
        ),
    ),
    Factor(
        CIRCUMSTANCE,
        Titled(N_("Slight or without fault")),
        FactorKind.CHOICE,
        default="neither",
        choices=(Choice("neither", NONE), Choice("minor", MINOR), Choice("first", FIRST), Choice("no_fault", NO_FAULT)),
    ),
    Factor(
        RELIEF,
        Titled(N_("Harm undone, coerced, confessed what was unknown, or helped to solve a case")),
        FactorKind.CHOICE,
        default="none",
        choices=(Choice("none", NONE), Choice("lighter", LIGHTER), Choice("reduce", REDUCED)),
    ),
    Factor(CRIME, SUSPECTED, FactorKind.YES_NO, default=False),
)
"""Circumstances that every standard asks for; all but the days count as absent while nothing is stated."""

GATES = (
    Gate("g27", ART_27, name=SUSPECTED, verdict=Verdict.TRANSFER, when=_is(CRIME, True), by_law=True),
    Gate("g30", ART_30, name=UNDER_14, when=_is(PARTY_STATE, "under_14"), by_law=True),
    Gate("g31", ART_31, name=INCAPABLE, when=_is(PARTY_STATE, "incapable"), by_law=True),
    Gate("g33a", ART_33, name=MINOR, when=_is(CIRCUMSTANCE, "minor"), by_law=True),
    Gate("g33b", ART_33, name=FIRST, verdict=Verdict.MAY_NONE, when=_is(CIRCUMSTANCE, "first"), by_law=True),
    Gate("g33c", ART_33, name=NO_FAULT, when=_is(CIRCUMSTANCE, "no_fault"), by_law=True),
)

ADJUSTMENTS = (
    Adjustment("a30", ART_30, name=UNDER_18, share=LIGHTER_SHARE, when=_is(PARTY_STATE, "under_18")),
    Adjustment("a31", ART_31, name=HALF_CAPABLE, share=LIGHTER_SHARE, when=_is(PARTY_STATE, "half_capable")),
    Adjustment("a32", ART_32, name=LIGHTER, share=LIGHTER_SHARE, when=_is(RELIEF, "lighter")),
    Adjustment("a32r", ART_32, name=REDUCED, effect=Effect.REDUCE, share=Decimal(1), when=_is(RELIEF, "reduce")),
)

CODES = frozenset(factor.code for factor in FACTORS)
