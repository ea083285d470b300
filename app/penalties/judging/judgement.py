"""What the engine answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.kernel.words import N_, Word
from app.penalties.judging.amounts import Range
from app.penalties.judging.standard import Effect, Verdict


class Outcome(Word):
    """How a judgement ended."""

    RANGE = "range", N_("A range was found")
    NONE = "none", N_("No penalty")
    TRANSFER = "transfer", N_("Hand over: a crime is suspected")
    INCOMPLETE = "incomplete", N_("Something must still be stated")
    MANUAL = "manual", N_("To be judged by hand")


class Review(Word):
    """What a judgement below the minimum needs before it may be decided (art. 57, 58)."""

    COLLECTIVE = "collective", N_("Collective discussion")
    LEGAL = "legal", N_("Legal review")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with its values; the surface says it in the language of the reader."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GradeHit:
    """A grade that applies."""

    code: str
    level: int
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class GateHit:
    """A gate that stands open."""

    code: str
    name: str
    verdict: Verdict
    basis: str
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class AdjustmentHit:
    """An adjustment that applies."""

    code: str
    name: str
    effect: Effect
    share: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Range, grade, every hit, gates, basis, version and the reasons in sentences."""

    outcome: Outcome
    version: str
    legal: Range | None = None
    range: Range | None = None
    """In whole yuan; None unless the outcome is a range."""
    band: str = ""
    grade: GradeHit | None = None
    """The heaviest of the hits."""
    hits: tuple[GradeHit, ...] = ()
    gates: tuple[GateHit, ...] = ()
    adjustments: tuple[AdjustmentHit, ...] = ()
    kinds: tuple[str, ...] = ()
    """Further penalties beside the fine."""
    may: tuple[str, ...] = ()
    """Further penalties that may be imposed with it."""
    reviews: tuple[Review, ...] = ()
    basis: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Factors that must still be stated."""
    explain: tuple[Sentence, ...] = ()
    optional: bool = False
    """The grade lets the fine be left out."""
    legal_optional: bool = False
    """The law lets the fine be left out."""

    @property
    def barred(self) -> tuple[GateHit, ...]:
        """Return the gates by which the law itself forbids a penalty by this organ (art. 27, 30, 31, 33, 36)."""
        return tuple(gate for gate in self.gates if gate.by_law and gate.verdict != Verdict.MAY_NONE)

    @property
    def may_be_spared(self) -> bool:
        """Tell whether the law lets the organ refrain from the penalty (art. 33)."""
        return any(gate.verdict == Verdict.MAY_NONE for gate in self.gates)
