"""The check before publication: everything that a reader of the standard could stumble over, row by row."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.kernel.words import N_
from app.penalties.judging.amounts import ONE, show
from app.penalties.judging.bands import OF_A_BASE
from app.penalties.judging.ceilings import Sector, ceiling_of
from app.penalties.judging.coverage import cover_faults
from app.penalties.judging.findings import Finding
from app.penalties.judging.reading import PARTS, Misread, read_standard
from app.penalties.judging.standard import Band, BandKind, Grade, LawLevel, SpanKind, Standard

Content = Mapping[str, Any]


def check_standard(
    content: Content, county: int = 0, sector: Sector = Sector.GENERAL, document: str = "", on: date | None = None
) -> list[Finding]:
    """Return what keeps a standard from being published, and what should be looked at.

    ``document`` is the number of the benchmark, which is the basis of grades that name none.
    """
    misread: list[Misread] = []
    standard = read_standard(content, on=on, faults=misread)
    found = [Finding(fault.part, fault.row, _code(content, fault), fault.message, fault.values) for fault in misread]
    found += _twice(content)
    if not standard.bands and not any(fault.part == "bands" for fault in misread):
        found.append(Finding("bands", None, "", N_("Write down what the law allows: at least one band.")))
    found += _without_basis(content, document)
    found += _outside(content, standard)
    found += _ceiling(content, standard, county, sector)
    if not misread:
        found += cover_faults(standard)
    found += _look_at(content, standard)
    return found


def _code(content: Content, fault: Misread) -> str:
    return str(content[fault.part][fault.row].get("code") or "")


def _rows(content: Content, part: str) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    for place, row in enumerate(content.get(part) or ()):
        yield place, str(row.get("code") or ""), row


def _twice(content: Content) -> Iterator[Finding]:
    for part in PARTS:
        seen: set[str] = set()
        for place, code, _row in _rows(content, part):
            if code and code in seen:
                yield Finding(part, place, code, N_("The code %(code)s stands twice."), {"code": code})
            seen.add(code)


def _without_basis(content: Content, document: str) -> Iterator[Finding]:
    for part in ("bands", "adjustments", "gates"):
        for place, code, row in _rows(content, part):
            if not row.get("basis"):
                yield Finding(part, place, code, N_("Name the law and the article."))
    for place, code, row in _rows(content, "grades"):
        if not row.get("basis") and not document:
            yield Finding("grades", place, code, N_("Name the benchmark document, or the article, of this grade."))


def _outside(content: Content, standard: Standard) -> Iterator[Finding]:
    rows = {code: place for place, code, _row in _rows(content, "grades")}
    bands = {band.code: band for band in standard.bands}
    for grade in standard.grades:
        if grade.band and grade.band not in bands:
            yield Finding(
                "grades", rows[grade.code], grade.code, N_("There is no band %(band)s."), {"band": grade.band}
            )
        for band in [bands[grade.band]] if grade.band in bands else [] if grade.band else standard.bands:
            limits = _limits(band, grade)
            if limits is None:
                sentence = N_("This grade is a multiple, but the band %(band)s is none.")
                yield Finding("grades", rows[grade.code], grade.code, sentence, {"band": band.code})
            elif grade.span.lo < limits[0] or grade.span.hi > limits[1]:
                yield Finding(
                    "grades",
                    rows[grade.code],
                    grade.code,
                    N_("%(lo)s to %(hi)s lies outside the legal range of %(least)s to %(most)s (band %(band)s)."),
                    {
                        "lo": show(grade.span.lo),
                        "hi": show(grade.span.hi),
                        "least": show(limits[0]),
                        "most": show(limits[1]),
                        "band": band.code,
                    },
                )


ANY_AMOUNT = (Decimal(0), Decimal("Infinity"))


def _limits(band: Band, grade: Grade) -> tuple[Decimal, Decimal] | None:
    """Return the numbers between which a grade's must lie, or None when the two do not fit together."""
    if grade.span.kind in (SpanKind.FRACTION, SpanKind.FORMULA):
        return Decimal(0), ONE
    if grade.span.kind == SpanKind.MULTIPLE:
        return (band.lo, band.hi) if band.kind in OF_A_BASE else None
    return ANY_AMOUNT if band.kind in OF_A_BASE else (band.lo, band.hi)


def _ceiling(content: Content, standard: Standard, county: int, sector: Sector) -> Iterator[Finding]:
    rows = {code: place for place, code, _row in _rows(content, "bands")}
    limit = ceiling_of(county)
    for band in standard.bands:
        if band.law_level != LawLevel.LOCAL_RULE:
            continue
        place = rows[band.code]
        if limit is None:
            sentence = N_("The ceiling of this province for local government rules is not known here; compare it.")
            yield Finding("bands", place, band.code, sentence, severe=False)
            continue
        most, most_allowed = _most(band), limit.of(sector)
        values = {"most": show(most_allowed), "document": limit.document}
        if most is None:
            sentence = N_(
                "A local government rule must state an upper limit; the province allows %(most)s yuan (%(document)s)."
            )
            yield Finding("bands", place, band.code, sentence, values)
        elif most > most_allowed:
            sentence = N_(
                "%(stated)s yuan is above the province's ceiling for local government rules of %(most)s yuan (%(document)s)."
            )
            yield Finding("bands", place, band.code, sentence, {**values, "stated": show(most)})


def _most(band: Band) -> Decimal | None:
    return band.cap if band.kind in OF_A_BASE else band.hi


def _look_at(content: Content, standard: Standard) -> Iterator[Finding]:
    """Find what may be meant and is still worth a look: grades in words only, amounts that no grade gives."""
    rows = {code: place for place, code, _row in _rows(content, "grades")}
    for grade in standard.grades:
        if not grade.alternatives:
            sentence = N_("The condition of this grade is in words only, so such a case is judged by hand.")
            yield Finding("grades", rows[grade.code], grade.code, sentence, severe=False)
        total = sum((weight for _code, weight in grade.span.weights), Decimal(0))
        if grade.span.kind == SpanKind.FORMULA and total != ONE:
            sentence = N_("The weights of the formula add up to %(sum)s, not to 1.")
            yield Finding("grades", rows[grade.code], grade.code, sentence, {"sum": show(total)}, severe=False)
    for band in standard.bands:
        if not any(grade.band in ("", band.code) for grade in standard.grades):
            sentence = N_("Band %(band)s has no grades, so such a case is judged by hand.")
            yield Finding("bands", None, band.code, sentence, {"band": band.code}, severe=False)
        if band.kind != BandKind.FIXED:
            yield from _steps(standard, band, rows)


def _steps(standard: Standard, band: Band, rows: Mapping[str, int]) -> Iterator[Finding]:
    plain = [g for g in standard.grades if g.band in ("", band.code) and g.span.kind != SpanKind.FORMULA]
    for lower, upper in pairwise(sorted(plain, key=lambda grade: grade.level)):
        if lower.level == upper.level or lower.span.kind != upper.span.kind:
            continue
        values = {"first": lower.name, "second": upper.name, "hi": show(lower.span.hi), "lo": show(upper.span.lo)}
        if upper.span.lo < lower.span.hi:
            sentence = N_("The amounts of “%(first)s” (up to %(hi)s) and “%(second)s” (from %(lo)s) overlap.")
            yield Finding("grades", rows[upper.code], upper.code, sentence, values, severe=False)
        elif upper.span.lo > lower.span.hi:
            sentence = N_("Between “%(first)s” (up to %(hi)s) and “%(second)s” (from %(lo)s) amounts remain unused.")
            yield Finding("grades", rows[upper.code], upper.code, sentence, values, severe=False)
