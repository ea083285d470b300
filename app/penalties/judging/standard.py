"""A discretion standard as the engine knows it: factors, bands, grades, adjustments, gates.

Grounds: Administrative Penalty Law art. 34 (standards are made and published); General Office of the
State Council, No. 27 of 2022.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.kernel.words import N_, Word
from app.penalties.judging.amounts import ZERO
from app.penalties.judging.conditions import Fact, When

LARGEST = Decimal(10) ** 13
"""A number beyond ten million million is a slip of the keyboard."""


class FactorKind(Word):
    """What a circumstance is measured in."""

    NUMBER = "number", N_("A number")
    COUNT = "count", N_("Whole number")
    CHOICE = "choice", N_("One of several")
    YES_NO = "yes_no", N_("Yes or no")
    DATE = "date", N_("Date")


class BandKind(Word):
    """How a law states a fine."""

    AMOUNT = "amount", N_("Amount")
    MULTIPLE = "multiple", N_("Multiple of a base")
    PERCENT = "percent", N_("Percentage of a base")
    PER_UNIT = "per_unit", N_("Amount for each unit")
    FIXED = "fixed", N_("Fixed amount")


class SpanKind(Word):
    """How a grade states its part of a band."""

    AMOUNT = "amount", N_("Amount")
    FRACTION = "fraction", N_("Part of the band")
    MULTIPLE = "multiple", N_("Multiple of a base")
    FORMULA = "formula", N_("Formula of weighted dimensions")


class Effect(Word):
    """What an adjustment does within, or below, the legal range."""

    LIGHTER = "lighter", N_("Lighter")
    HEAVIER = "heavier", N_("Heavier")
    REDUCE = "reduce", N_("Reduced below the minimum")


class Verdict(Word):
    """What a gate says before any amount is looked for."""

    NONE = "none", N_("No penalty")
    MAY_NONE = "may_none", N_("May be spared the penalty")
    TRANSFER = "transfer", N_("Hand over: a crime is suspected")


class LawLevel(Word):
    """Rank of the rule that gives a band."""

    LAW = "law", N_("Law")
    REGULATION = "regulation", N_("Administrative regulation")
    LOCAL_REGULATION = "local_regulation", N_("Local regulation")
    DEPARTMENT_RULE = "department_rule", N_("Department rule")
    LOCAL_RULE = "local_rule", N_("Local government rule")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a factor; ``score`` (0 to 1) counts in a formula."""

    code: str
    label: str
    score: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Factor:
    """A circumstance that the officer states, and what proves it."""

    code: str
    label: str
    kind: FactorKind = FactorKind.NUMBER
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    scores: tuple[tuple[Decimal, Decimal], ...] = ()
    """Of a number: (from this value on, score), rising; for a formula."""
    default: Fact | None = None
    """What counts while nothing is stated; None: the judgement waits."""
    evidence: str = ""
    hint: str = ""
    lowest: Decimal = ZERO
    """Least number that can be: 1 where something is counted from the first time on."""
    highest: Decimal = LARGEST

    def score(self, fact: Fact) -> Decimal:
        """Return the score (0 to 1) of a fact in a formula."""
        if self.kind == FactorKind.CHOICE:
            return next((choice.score for choice in self.choices if choice.code == fact), ZERO)
        if isinstance(fact, bool):
            return Decimal(fact)
        reached = [score for start, score in self.scores if isinstance(fact, Decimal) and fact >= start]
        return reached[-1] if reached else ZERO


@dataclass(frozen=True, slots=True)
class Part:
    """What bands, grades, adjustments and gates have in common."""

    code: str
    basis: str = ""
    """Law and article, or number of the benchmark document."""
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which it does not hold any more."""

    def valid_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Band(Part):
    """One range that the law gives; the first whose conditions hold is the legal one."""

    kind: BandKind = BandKind.AMOUNT
    lo: Decimal = ZERO
    hi: Decimal = ZERO
    lo_open: bool = False
    hi_open: bool = False
    base: str = ""
    """Factor that is multiplied, of which a percentage is taken, or whose units are counted."""
    floor_base: Decimal | None = None
    """A smaller base counts as this much."""
    cap: Decimal | None = None
    """Most yuan that the law allows whatever the base."""
    when: When = ()
    law_level: LawLevel = LawLevel.LAW
    kinds: tuple[str, ...] = ()
    """What comes with the fine: confiscation, an order to correct."""
    may: tuple[str, ...] = ()
    """What may come with the fine: a licence withdrawn, where the law says 可以."""
    optional: bool = False
    """The law lets the organ leave the fine out (可以并处)."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a band that a grade gives."""

    kind: SpanKind
    lo: Decimal = ZERO
    hi: Decimal = ZERO
    lo_open: bool = False
    hi_open: bool = False
    weights: tuple[tuple[str, Decimal], ...] = ()
    """Of a formula: (factor, weight)."""
    power: Decimal = Decimal(1)
    """Of a formula: the weighted sum is raised to this power."""


@dataclass(frozen=True, slots=True)
class Grade(Part):
    """A step of severity: any of its alternatives makes it apply."""

    level: int = 1
    name: str = ""
    band: str = ""
    """Code of the band that it divides; empty: all."""
    alternatives: tuple[When, ...] = ()
    """Any of these; none at all means that the conditions could not be read, so it never applies."""
    span: Span = Span(SpanKind.FRACTION)
    kinds: tuple[str, ...] = ()
    """Further penalties: licence withdrawn, closure."""
    text: str = ""
    """The condition in words, as the document has it."""
    may: tuple[str, ...] = ()
    """Further penalties that may be imposed."""
    optional: bool = False
    """The document lets the officer leave the fine out (可以并处)."""


@dataclass(frozen=True, slots=True)
class Adjustment(Part):
    """A circumstance that moves one end of the grade's range."""

    name: str = ""
    effect: Effect = Effect.LIGHTER
    share: Decimal = ZERO
    """Part of the grade's width (0 to 1); of a reduction, the part of the legal minimum that falls away."""
    when: When = ()


@dataclass(frozen=True, slots=True)
class Gate(Part):
    """A circumstance in which there is no penalty, or not by this organ."""

    name: str = ""
    verdict: Verdict = Verdict.NONE
    when: When = ()
    by_law: bool = False
    """Stands in the law itself, so that no reason leads past it; a standard's own gates only guide."""


@dataclass(frozen=True, slots=True)
class Standard:
    """The whole discretion standard of one violation in one version."""

    version: str
    factors: tuple[Factor, ...] = ()
    bands: tuple[Band, ...] = ()
    grades: tuple[Grade, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    gates: tuple[Gate, ...] = ()
    limitation_years: int = 2
    labels: dict[str, str] = field(default_factory=dict, compare=False)
    words: dict[tuple[str, str], str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.labels.update({f.code: f.label for f in self.factors})
        self.words.update({(f.code, c.code): c.label for f in self.factors for c in f.choices})

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every further penalty that a band or a grade names, each once."""
        named = [*(band.kinds + band.may for band in self.bands), *(grade.kinds + grade.may for grade in self.grades)]
        return tuple(dict.fromkeys(kind for kinds in named for kind in kinds))

    def factor(self, code: str) -> Factor | None:
        """Return a factor by its code."""
        return next((factor for factor in self.factors if factor.code == code), None)
