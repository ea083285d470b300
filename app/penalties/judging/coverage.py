"""Do the grades divide a band without gap or overlap? Tried at every threshold, between and beyond."""

from collections.abc import Iterator
from itertools import combinations

from app.kernel.words import N_, Sentences
from app.penalties.judging.conditions import Condition, Facts, When, answer, told
from app.penalties.judging.findings import Finding
from app.penalties.judging.grades import grades_of
from app.penalties.judging.sampling import Axis, axes, facts_at, points
from app.penalties.judging.standard import Band, Grade, Standard, Verdict

MOST_TOLD = 5
ENDS = frozenset({Verdict.NONE, Verdict.TRANSFER})


def cover_faults(standard: Standard) -> Iterator[Finding]:
    """Find gaps and overlaps of the grades of each band."""
    for band in standard.bands:
        grades = grades_of(standard, band.code)
        read = [grade for grade in grades if grade.alternatives]
        if read and len(read) == len(grades):
            yield from _band_faults(standard, band, read)


def _band_faults(standard: Standard, band: Band, grades: list[Grade]) -> Iterator[Finding]:
    whens = [when for grade in grades for when in grade.alternatives]
    whens += [other.when for other in standard.bands]
    made = axes(standard, whens)
    places, whole = points(made)
    gaps: list[Facts] = []
    overlaps: dict[tuple[str, str], Facts] = {}
    for place in places:
        facts: Facts = facts_at(made, place)
        if _reigning(standard, facts) is not band or _closed(standard, facts):
            continue
        hits = [grade for grade in grades if _holding(grade, facts)]
        if not hits:
            gaps.append(facts)
        for one, other in combinations(hits, 2):
            pair = (one.code, other.code)
            if pair not in overlaps and _clash(one, other, facts, made, place):
                overlaps[pair] = facts
    for facts in gaps[:MOST_TOLD]:
        yield Finding(
            "grades",
            None,
            band.code,
            N_("No grade of the band %(band)s covers this: %(facts)s."),
            {"band": band.code, "facts": _told(standard, facts)},
        )
    rows = {grade.code: place for place, grade in enumerate(standard.grades)}
    for (first, second), facts in overlaps.items():
        yield Finding(
            "grades",
            rows[second],
            second,
            N_("The grades %(first)s and %(second)s overlap here: %(facts)s."),
            {"first": first, "second": second, "facts": _told(standard, facts)},
        )
    if not whole:
        yield Finding(
            "grades",
            None,
            band.code,
            N_("Band %(band)s has too many combinations; only a part was tried."),
            {"band": band.code},
            severe=False,
        )


def _reigning(standard: Standard, facts: Facts) -> Band | None:
    return next((band for band in standard.bands if answer(band.when, facts)), None)


def _closed(standard: Standard, facts: Facts) -> bool:
    return any(gate.verdict in ENDS and answer(gate.when, facts) for gate in standard.gates)


def _holding(grade: Grade, facts: Facts) -> list[When]:
    return [when for when in grade.alternatives if answer(when, facts)]


def _clash(one: Grade, other: Grade, facts: Facts, made: list[Axis], place: tuple[int, ...]) -> bool:
    """Tell whether two grades that both hold contradict each other.

    They do when they hold by the same factors, or only on a threshold: a graver circumstance of
    another kind on top of a lighter one is meant, and the heavier grade counts.
    """
    for mine in _holding(one, facts):
        for theirs in _holding(other, facts):
            if mine and {c.factor for c in mine} == {c.factor for c in theirs}:
                return True
    return any(_only_here(one, other, made, place, axis) for axis in range(len(made)))


def _only_here(one: Grade, other: Grade, made: list[Axis], place: tuple[int, ...], axis: int) -> bool:
    values = made[axis][1]
    at = place[axis]
    if isinstance(values[at], bool | str) or not 0 < at < len(values) - 1:
        return False
    sides = []
    for near in (at - 1, at + 1):
        facts = facts_at(made, (*place[:axis], near, *place[axis + 1 :]))
        sides.append((bool(_holding(one, facts)), bool(_holding(other, facts))))
    return sides in ([(True, False), (False, True)], [(False, True), (True, False)])


def _told(standard: Standard, facts: Facts) -> Sentences:
    return told(tuple(Condition(code, "=", value) for code, value in facts.items()), standard.labels, standard.words)
