"""From what a wording imposes to bands of the law and to the parts of them that grades take."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from app.penalties.sheets.phrases import Clause, Condition, Fine
from app.penalties.sheets.phrases.clauses import changed
from app.penalties.sheets.wording import Wording

Row = dict[str, Any]
BASED = frozenset({"multiple", "percent", "per_unit"})
HUNDRED = Decimal(100)


def bands_of(clauses: Sequence[Clause], read: Wording) -> list[Row]:
    """Return a band for every case of a law that a fine is stated for; none where a case is in words only.

    The first band that holds counts, so what has a condition stands before what has none.
    """
    fined = [clause for clause in merged(clauses) if clause.fine is not None]
    plain = [clause for clause in fined if not clause.when]
    if not fined or any(clause.worded for clause in fined) or len(plain) > 1:
        return []
    bands: list[Row] = []
    for clause in sorted(fined, key=lambda one: not one.when):
        fine, base = clause.fine, None
        assert fine is not None
        if fine.kind in BASED:
            base = base_of(fine, read)
        if fine.kind not in (*BASED, "amount") or (fine.kind in BASED and base is None):
            return []
        when = conditions(_apart(clause.when, fined), read)
        if when is None:
            return []
        row: Row = {
            "code": f"B{len(bands) + 1:02d}",
            "kind": fine.kind,
            **({"base": base} if base else {}),
            "when": when,
        }
        more = {
            "kinds": clause.must,
            "may": clause.may,
            "optional": fine.optional,
            "cap": fine.cap,
            "floor_base": fine.floor,
        }
        bands.append({**row, **ends_of(fine), **{name: value for name, value in more.items() if value}})
    return bands


def merged(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses with those without any condition made one, where at most one of them states a fine."""
    free = [one for one in clauses if not one.when and not one.worded]
    if len(free) < 2 or sum(one.fine is not None for one in free) > 1:
        return list(clauses)
    whole = Clause(
        must=[kind for one in free for kind in one.must],
        may=[kind for one in free for kind in one.may],
        fine=next((one.fine for one in free if one.fine is not None), None),
    )
    return [whole, *(one for one in clauses if one.when or one.worded)]


def _apart(when: Iterable[Condition], fined: Sequence[Clause]) -> list[Condition]:
    """Return conditions that overlap no other case: 有违法所得的 beside 不足2万元的 begins at 20,000."""
    below = {what: value for one in fined for what, sign, value in one.when if sign == "<"}
    return [
        (what, ">=", below[what]) if (sign, value) == (">", "0") and what in below else (what, sign, value)
        for what, sign, value in when
    ]


def conditions(when: Iterable[Condition], read: Wording) -> list[list[str]] | None:
    """Return conditions by the codes of their factors; None where one was counted in another unit before."""
    made = []
    for what, sign, value in when:
        code = read.party() if what == "party" else read.number(what, "元")
        if code is None:
            return None
        made.append([code, sign, value])
    return made


def base_of(fine: Fine, read: Wording) -> str | None:
    """Return the code of what is multiplied or counted; None where the text does not say it."""
    if not fine.base:
        return None
    if fine.kind == "per_unit":
        return read.number(f"数量（{fine.base}）", fine.base)
    return read.number(fine.base, "元")


def ends_of(fine: Fine) -> Row:
    """Return the ends of a fine as a row keeps them."""
    ends: Row = {"lo": fine.lo, "hi": fine.hi}
    return ends | ({"lo_open": True} if fine.lo_open else {}) | ({"hi_open": True} if fine.hi_open else {})


def spans_of(clauses: Sequence[Clause], bands: Sequence[Row], read: Wording) -> list[Row] | None:
    """Return the part of each band that a grade takes; None where a case is in words, or fits no band."""
    spans: list[Row] = []
    for clause in merged(clauses):
        if clause.worded:
            return None
        found = _spans(clause, bands, read)
        if not found:
            return None
        spans += found
    codes = [span.get("band", "") for span in spans]
    return spans if len(set(codes)) == len(codes) else None


def _spans(clause: Clause, bands: Sequence[Row], read: Wording) -> list[Row]:
    fine = clause.fine
    more: Row = {"kinds": clause.must, "may": clause.may, "optional": fine is None or fine.optional}
    more = {name: value for name, value in more.items() if value}
    when = conditions(clause.when, read)
    if when is None:
        return []
    fitting = [band for band in bands if not when or band["when"] == when]
    if fine is None:
        return [{"kind": "amount", "lo": "0", "hi": "0", **more}] if not when else []
    if fine.kind == "of_width":
        shares = changed(fine, lo=_share(fine.lo), hi=_share(fine.hi))
        return [{"kind": "fraction", **ends_of(shares), **more}] if not when and bands else []
    if fine.kind == "of_highest":
        return [_part_of_highest(fine, band, len(bands)) | more for band in fitting]
    if when and not fitting:
        return []
    return [{**_span(fine, band, len(bands)), **more} for band in _same_kind(fine, fitting, bands, read)]


def _share(per_cent: str) -> str:
    return f"{(Decimal(per_cent) / HUNDRED).normalize():f}"


def _part_of_highest(fine: Fine, band: Row, number: int) -> Row:
    highest = Decimal(band["hi"])
    part = changed(
        fine, **{end: f"{(highest * Decimal(getattr(fine, end)) / HUNDRED).normalize():f}" for end in ("lo", "hi")}
    )
    kind = "amount" if band["kind"] == "amount" else "multiple"
    return {"kind": kind, **({"band": band["code"]} if number > 1 else {}), **ends_of(part)}


def _same_kind(fine: Fine, fitting: Sequence[Row], bands: Sequence[Row], read: Wording) -> list[Row | None]:
    """Return the bands of which a fine can be a part; a table without bands leaves that open for amounts."""
    if not bands:
        return [None] if fine.kind == "amount" and not fine.cap and not fine.floor else []
    same = [
        band
        for band in fitting
        if band["kind"] == fine.kind
        and (not fine.base or band.get("base") == base_of(fine, read))
        and (fine.cap in ("", band.get("cap")))
        and (fine.floor in ("", band.get("floor_base")))
    ]
    return list(same) if len(same) == 1 else []


def _span(fine: Fine, band: Row | None, number: int) -> Row:
    kind = "amount" if fine.kind == "amount" else "multiple"
    return {"kind": kind, **({"band": band["code"]} if band and number > 1 else {}), **ends_of(fine)}
