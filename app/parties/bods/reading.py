"""Files of the standard brought into one shape: the latest statement of each record, whatever the version."""

import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.identities import compact, is_company, is_person, plain_text
from app.kernel.words import N_
from app.parties.bods.told import Interest, Key, Record, Relationship, Source
from app.parties.bods.vocabulary import FORMS, LeftOut, camel, tie_word
from app.parties.words import PartyForm, TieWord

_KINDS = {"personStatement": "person", "entityStatement": "entity", "ownershipOrControlStatement": "relationship"}


@dataclass(frozen=True, slots=True)
class _Statement:
    kind: str
    key: Key
    said_on: date | None
    closed: bool
    about: str
    details: Mapping[str, Any]
    place: int


def read_source(files: Iterable[Path]) -> Source:
    """Read files (a JSON list, or one statement a line); Incomplete when one is no such file."""
    source = Source()
    rows = [row for file in files for row in _rows(file)]
    source.statements = len(rows)
    roots = _roots(rows)
    latest: dict[tuple[str, Key], _Statement] = {}
    for place, row in enumerate(rows):
        one = _statement(row, roots, place)
        if one is None:
            source.left[LeftOut.UNKNOWN] += 1
            continue
        known = latest.get((one.kind, one.key))
        if known is not None:
            source.left[LeftOut.SUPERSEDED] += 1
            if (one.said_on or date.min, one.place) < (known.said_on or date.min, known.place):
                continue
        latest[one.kind, one.key] = one
    for one in latest.values():
        if one.kind == "relationship":
            _read_relationship(source, one, roots)
        else:
            source.records[one.key] = _record(one)
    _find_elsewhere(source)
    _name_companies(source, latest.values())
    return source


def _find_elsewhere(source: Source) -> None:
    """Let a relationship of one publisher point at a record that only another publisher describes."""
    by_id = {key[1]: key for key in source.records}
    source.relationships = [
        replace(
            one,
            **{
                end: by_id.get(getattr(one, end)[1], getattr(one, end))
                for end in ("company", "party")
                if getattr(one, end) not in source.records
            },
        )
        for one in source.relationships
    ]


def _rows(file: Path) -> list[Any]:
    text = file.read_text(encoding="utf-8-sig")
    try:
        if text.lstrip().startswith("["):
            return list(json.loads(text))
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        found = []
    if not found:
        raise Incomplete(
            N_(
                "%(file)s is no file of ownership statements: it must be a JSON list, or hold one statement on each line."
            ),
            file=file.name,
        )
    return found


def _roots(rows: Iterable[Any]) -> dict[str, str]:
    """Return, for versions before 0.4, the first of the statements that each one replaces: it stands for the record."""
    replaced: dict[str, str] = {}
    for row in rows:
        if isinstance(row, dict) and row.get("statementID") and row.get("replacesStatements"):
            first, *rest = map(str, row["replacesStatements"])
            replaced.update(dict.fromkeys((str(row["statementID"]), *rest), first))

    def root(one: str) -> str:
        seen = {one}
        while (former := replaced.get(one)) is not None and former not in seen:
            seen.add(former)
            one = former
        return one

    return {one: root(one) for one in replaced}


def _statement(row: Any, roots: Mapping[str, str], place: int) -> _Statement | None:
    if not isinstance(row, dict):
        return None
    old = "recordType" not in row
    kind = _KINDS.get(str(row.get("statementType")), "") if old else str(row["recordType"])
    own = str(row.get("statementID" if old else "recordId") or "")
    details = row if old else row.get("recordDetails")
    if kind not in _KINDS.values() or not own or not isinstance(details, dict):
        return None
    published = row.get("publicationDetails") or {}
    publisher = str((published.get("publisher") or {}).get("name") or "").strip()
    said = row.get("statementDate") or published.get("publicationDate")
    key = (publisher, roots.get(own, own))
    return _Statement(
        kind,
        key,
        read_day(said),
        row.get("recordStatus") == "closed",
        str(row.get("declarationSubject") or ""),
        details,
        place,
    )


def _record(one: _Statement) -> Record:
    details, person = one.details, one.kind == "person"
    if person:
        names = [name for name in details.get("names") or [] if isinstance(name, dict)]
        names.sort(key=lambda name: name.get("type") not in (None, "legal", "individual"))
        name = str((names[0] if names else {}).get("fullName") or "")
        form = PartyForm.PERSON
    else:
        kind = details.get("entityType")
        kind = kind.get("type") if isinstance(kind, dict) else kind
        name, form = str(details.get("name") or ""), FORMS.get(str(kind), PartyForm.COMPANY)
    found = (_number(given) for given in details.get("identifiers") or [] if isinstance(given, dict))
    places = (
        ()
        if person
        else tuple(
            str(place["address"])
            for place in details.get("addresses") or []
            if isinstance(place, dict) and place.get("address")
        )
    )
    numbers = tuple(dict.fromkeys(number for number in found if number))
    return Record(one.key, form, " ".join(name.split())[:200], numbers, one.said_on, places)


def _number(given: Mapping[str, Any]) -> str:
    """Return an identifier in its one spelling; nothing when its scheme is not told and it is no Chinese number."""
    own = compact(str(given.get("id") or ""))
    if is_company(own) or is_person(own):
        return own
    scheme = plain_text(str(given.get("scheme") or given.get("schemeName") or "")).strip()
    text = plain_text(str(given.get("id") or "")).strip()
    return f"{scheme}:{text}".upper() if scheme and text else ""


def _read_relationship(source: Source, one: _Statement, roots: Mapping[str, str]) -> None:
    company, party = (_end(one, name, roots) for name in ("subject", "interestedParty"))
    if not company or not party:
        source.left[LeftOut.NOT_DESCRIBED] += 1
        return
    if company == party:
        source.left[LeftOut.HIMSELF] += 1
        return
    found, reasons = [], set()
    for given in one.details.get("interests") or []:
        interest = _interest(one, given) if isinstance(given, dict) else LeftOut.NO_INTEREST
        if isinstance(interest, LeftOut):
            reasons.add(interest)
        else:
            found.append(interest)
    if not found:
        reason = LeftOut.INDIRECT if LeftOut.INDIRECT in reasons else LeftOut.NO_INTEREST
        source.left[reason] += 1
        return
    source.relationships.append(Relationship(one.key, company, party, one.said_on, tuple(found)))


def _end(one: _Statement, name: str, roots: Mapping[str, str]) -> Key | None:
    """Return the record at one end of a relationship; None when it is not stated."""
    given = one.details.get(name)
    if isinstance(given, dict):
        given = given.get("describedByEntityStatement") or given.get("describedByPersonStatement")
    return (one.key[0], roots.get(given, given)) if isinstance(given, str) and given else None


def _interest(one: _Statement, given: Mapping[str, Any]) -> Interest | LeftOut:
    kind, details = camel(str(given.get("type") or "")), str(given.get("details") or "")
    indirect = (given.get("directOrIndirect") or given.get("interestLevel")) == "indirect"
    if indirect and (one.details.get("componentRecords") or one.details.get("componentStatementIDs")):
        return LeftOut.INDIRECT
    what = tie_word(kind, details, owner=bool(given.get("beneficialOwnershipOrControl")))
    if what is None:
        return LeftOut.NO_INTEREST
    if indirect and what == TieWord.SHAREHOLDER:
        what = TieWord.CONTROLLER
    share, most = _share(given.get("share"))
    to_on = read_day(given.get("endDate"), last=True) or (one.said_on if one.closed else None)
    from_on = read_day(given.get("startDate"))
    if from_on is not None and to_on is not None and to_on < from_on:
        from_on = None
    return Interest(what, kind or "unknownInterest", share, most, from_on, to_on)


def _share(given: Any) -> tuple[Decimal | None, Decimal | None]:
    """Return lower and upper end of a share in percent; the upper one only of an interval."""
    if not isinstance(given, dict):
        return None, None
    if (exact := _percent(given.get("exact"))) is not None:
        return exact, None
    low, high = (
        next((end for name in names if (end := _percent(given.get(name))) is not None), None)
        for names in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
    )
    if low is None and high is None:
        return None, None
    low = low or Decimal(0)
    return low, max(low, Decimal(100) if high is None else high)


def _percent(given: Any) -> Decimal | None:
    """Return a number from 0 to 100; None for anything else (versions before 0.4 mark open ends by true and false)."""
    if isinstance(given, bool) or given is None:
        return None
    try:
        found = round(Decimal(str(given)), 4)
    except InvalidOperation:
        return None
    return found if 0 <= found <= 100 else None


def read_day(given: Any, *, last: bool = False) -> date | None:
    """Return a day that is written whole, with a time, or as a year or month: its first or its last day."""
    parts = str(given or "")[:10].split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        return date(year, month, int(parts[2]) if len(parts) > 2 else (monthrange(year, month)[1] if last else 1))
    except (ValueError, IndexError):
        return None


def _name_companies(source: Source, statements: Iterable[_Statement]) -> None:
    """Note the companies that declare; where the version does not say so, those that stand behind no other."""
    declared = {(one.key[0], one.about) for one in statements if one.about}
    source.named = {key for key in declared if key in source.records and source.records[key].form != PartyForm.PERSON}
    if not source.named:
        behind = {one.party for one in source.relationships}
        source.named = {one.company for one in source.relationships} - behind
