"""A standard as people read it: its bands, grades, adjustments and gates, row by row."""

from datetime import date
from typing import Any

from app.penalties.judging import general
from app.penalties.judging.amounts import show
from app.penalties.judging.conditions import told
from app.penalties.judging.reading import read_standard
from app.penalties.models import ViolationVersion
from app.penalties.operations.content import rules_of


def standard_rows(version: ViolationVersion, on: date | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the bands and grades of a version as a reader sees them: what, when, how much, by which text."""
    standard = read_standard(rules_of(version), version.title, on, faults=[])

    def because(when: Any) -> Any:
        return told(when, standard.labels, standard.words)

    bands = [
        {
            "name": band.code,
            "kind": band.kind,
            "lo": show(band.lo),
            "hi": show(band.hi),
            "base": standard.labels.get(band.base, ""),
            "cap": show(band.cap) if band.cap is not None else "",
            "floor": show(band.floor_base) if band.floor_base else "",
            "when": because(band.when),
            "basis": band.basis,
            "kinds": "、".join(band.kinds),
        }
        for band in standard.bands
    ]
    grades = [
        {
            "name": grade.name,
            "band": grade.band,
            "kind": grade.span.kind,
            "lo": show(grade.span.lo),
            "hi": show(grade.span.hi),
            "percent": (show(grade.span.lo * 100), show(grade.span.hi * 100)),
            "lo_open": grade.span.lo_open,
            "hi_open": grade.span.hi_open,
            "any": [because(when) for when in grade.alternatives],
            "text": grade.text,
            "basis": grade.basis,
            "kinds": "、".join(grade.kinds),
            "weights": "；".join(
                f"{standard.labels.get(code, code)} {show(weight)}" for code, weight in grade.span.weights
            ),
        }
        for grade in standard.grades
    ]
    adjustments = [
        {
            "name": item.name,
            "effect": item.effect,
            "share": show(item.share * 100),
            "when": because(item.when),
            "basis": item.basis,
        }
        for item in standard.adjustments
        if not _is_general(item.code, general.ADJUSTMENTS)
    ]
    gates = [
        {"name": gate.name, "verdict": gate.verdict, "when": because(gate.when), "basis": gate.basis}
        for gate in standard.gates
        if not _is_general(gate.code, general.GATES)
    ]
    return {"bands": bands, "grades": grades, "adjustments": adjustments, "gates": gates}


def _is_general(code: str, parts: Any) -> bool:
    return any(part.code == code for part in parts)
