"""The calculator: circumstances as fields, the judgement and its reasons as anybody may read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.penalties import queries
from app.penalties.judging import general
from app.penalties.judging.judgement import Judgement
from app.penalties.judging.standard import Factor, FactorKind
from app.penalties.models import ViolationItem, ViolationVersion
from app.surfaces.language import translate, translate_refusal

PREFIX = "f-"
"""Before the codes of factors in an address, so that none is taken for a parameter of ours."""
INPUTS = {
    FactorKind.NUMBER: "number",
    FactorKind.COUNT: "number",
    FactorKind.CHOICE: "choice",
    FactorKind.YES_NO: "yes_no",
    FactorKind.DATE: "date",
}


@dataclass(slots=True)
class Calculation:
    """What the page shows: fields, and the judgement once something has been stated."""

    own: list[dict[str, Any]]
    """Fields of the item's own factors."""
    general: list[dict[str, Any]]
    """Fields that the law gives every violation."""
    judgement: Judgement | None = None
    fault: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def calculate(
    session: Session, item: ViolationItem, version: ViolationVersion, sent: Mapping[str, str], on: date
) -> Calculation:
    """Return the calculator of an item with what was sent; nothing is written anywhere."""
    given = {name.removeprefix(PREFIX): text for name, text in sent.items() if name.startswith(PREFIX)}
    errors: dict[str, str] = {}
    judgement: Judgement | None = None
    fault = ""
    if any(given.values()):
        try:
            judgement = queries.judge_item(session, item, given, on)
        except Refused as refusal:
            fault = translate_refusal(refusal)
            if refusal.field:
                errors[refusal.field] = fault
    factors = queries.standard_of(version, on).factors
    fields = [factor_field(factor, given.get(factor.code), errors.get(factor.code, "")) for factor in factors]
    own = [f for f, factor in zip(fields, factors, strict=True) if factor.code not in general.CODES]
    common = [f for f, factor in zip(fields, factors, strict=True) if factor.code in general.CODES]
    return Calculation(own, common, judgement, fault, errors)


def factor_field(factor: Factor, value: str | None, error: str = "") -> dict[str, Any]:
    """Return a factor as a field of a form; one with a default shows it as settled."""
    if value is None:
        value = _shown(factor.default)
    made: dict[str, Any] = {
        "name": f"{PREFIX}{factor.code}",
        "label": translate(factor.label),
        "input": INPUTS[factor.kind],
        "value": value,
        "unit": factor.unit,
        "hint": translate(factor.hint),
        "error": error,
        "settled": factor.default is not None,
    }
    if factor.kind == FactorKind.NUMBER:
        made["step"] = "any"
    if factor.kind == FactorKind.CHOICE:
        made["choices"] = [(choice.code, translate(choice.label)) for choice in factor.choices]
    if factor.kind == FactorKind.YES_NO:
        made["choices"] = [("1", translate(N_("Yes"))), ("0", translate(N_("No")))]
    return made


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "1" if default else "0"
    return "" if default is None else str(default)
