"""The five grades that fill what a department has not written (after 醴城〔2017〕22号).

Very light: none; light: the minimum; ordinary: above the minimum up to half of the maximum; serious:
above half and below the maximum; very serious: the maximum. Where the law states no minimum, a tenth
of the maximum stands for it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.penalties.judging.bands import OF_A_BASE
from app.penalties.judging.reading import read_standard
from app.penalties.judging.standard import Band, BandKind, SpanKind

SEVERITY = "severity"
SOURCE = "醴城〔2017〕22号（示范）"
TENTH, HALF = Decimal("0.1"), Decimal("0.5")
CHOICES = (
    ("very_light", "很轻"),
    ("light", "较轻"),
    ("ordinary", "一般"),
    ("serious", "较重"),
    ("very_serious", "严重"),
)


def fill_grades(content: Mapping[str, Any], basis: str = SOURCE) -> dict[str, Any]:
    """Return the content with five grades for every band that has none, and what they ask for.

    Content whose bands all have grades comes back as it was.
    """
    standard = read_standard(content)
    bare = [b for b in standard.bands if not any(g.band in ("", b.code) for g in standard.grades)]
    if not bare:
        return dict(content)
    filled = {**content, "grades": [*(content.get("grades") or ())]}
    for band in bare:
        filled["grades"] += five_grades(band, basis)
    if all(row.get("code") != SEVERITY for row in content.get("factors") or ()):
        choices = [{"code": code, "label": label} for code, label in CHOICES]
        factor = {
            "code": SEVERITY,
            "label": "违法情节",
            "kind": "choice",
            "choices": choices,
            "evidence": "集体研判意见",
        }
        filled["factors"] = [*(content.get("factors") or ()), factor]
        gate = {"code": "very_light", "name": "情节很轻", "verdict": "none", "when": [[SEVERITY, "=", "very_light"]]}
        filled["gates"] = [*(content.get("gates") or ()), {**gate, "basis": basis}]
    return filled


def five_grades(band: Band, basis: str = SOURCE) -> list[dict[str, Any]]:
    """Return the grades of a band, in fractions of it; a fixed amount has no steps."""
    least, half = minimum(band), middle(band)
    steps: tuple[tuple[str, Decimal, Decimal, bool, bool], ...] = (
        ("light", least, least, False, False),
        ("ordinary", least, half, True, False),
        ("serious", half, band.hi, True, True),
        ("very_serious", band.hi, band.hi, False, False),
    )
    if band.kind == BandKind.FIXED or band.lo == band.hi:
        steps = tuple((code, band.lo, band.hi, False, False) for code, *_rest in steps)
    names = dict(CHOICES)
    kind = SpanKind.MULTIPLE if band.kind in OF_A_BASE else SpanKind.AMOUNT
    return [
        {
            "code": f"{band.code}-{code}",
            "level": level,
            "name": names[code],
            "band": band.code,
            "kind": kind.value,
            "lo": str(lo),
            "hi": str(hi),
            "lo_open": lo_open,
            "hi_open": hi_open,
            "any": [[[SEVERITY, "=", code]]],
            "basis": basis,
            "example": True,
        }
        for level, (code, lo, hi, lo_open, hi_open) in enumerate(steps, start=1)
    ]


def minimum(band: Band) -> Decimal:
    """Return the least number of a band: its lower end, or a tenth of the upper where it has none."""
    return band.lo if band.lo > 0 else band.hi * TENTH


def middle(band: Band) -> Decimal:
    """Return half of the upper end; the middle of the band where half lies at or below the minimum."""
    half = band.hi * HALF
    return half if half > minimum(band) else (minimum(band) + band.hi) * HALF
