"""Taking a source's statements over: what changed is changed, what vanished ends, what was stays as history."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record, record_many
from app.parties.bods.identifying import Shared, comparable, identify, number_hash, own_row, record_hash, shown_number
from app.parties.bods.told import Interest, Key, Record, Relationship, Source
from app.parties.bods.vocabulary import LeftOut
from app.parties.known import mark_value
from app.parties.models import Party, PartyMark, Tie
from app.parties.operations.knowing import name_party, parties_of
from app.parties.operations.tying import check_terms, put_tie, settle_ties
from app.parties.reach import parts
from app.parties.words import MarkWord, PartyForm, TieWord


@dataclass(slots=True)
class Taken:
    """What became of the statements of a source."""

    parties: dict[Key, int]
    shared: list[Shared]
    forms: dict[int, PartyForm] = field(default_factory=dict)
    ties: Counter[str] = field(default_factory=Counter)
    """How many ties are new, changed, ended and same."""
    used: int = 0
    left: Counter[LeftOut] = field(default_factory=Counter)


@dataclass(slots=True)
class _Wanted:
    """A tie that the source states, and the row that it becomes."""

    hashed: str
    first: int
    second: int
    interest: Interest
    source: str
    day: date
    own: int | None = None
    """Row of our own that our export wrote."""


def take_over(act: Act, county: int, source: Source) -> Taken:
    """Write what a source states of parties and ties of a county."""
    found, shared = identify(act, county, source)
    taken = Taken(found, shared, left=Counter(source.left))
    known = parties_of(act, found.values())
    taken.forms = {pk: PartyForm(one.form) for pk, one in known.items()}
    numbers = {one.number for one in shared}
    _describe(act, source, found, known, numbers)
    wanted = _wanted(act, source, found, taken)
    rows = _standing(act, county, wanted)
    for one in wanted:
        taken.ties[_carry(act, rows, one, known)] += 1
    taken.ties["ended"] += _end_vanished(act, source, found, rows, {one.hashed for one in wanted})
    taken.used = source.statements - taken.left.total()
    settle_ties(act)
    return taken


def _describe(
    act: Act, source: Source, found: Mapping[Key, int], known: Mapping[int, Party], faulty: Iterable[str]
) -> None:
    """Note names, further numbers and addresses; an address that the source no longer tells ends."""
    held: dict[int, list[PartyMark]] = defaultdict(list)
    for part in parts(found.values()):
        for mark in act.session.scalars(
            select(PartyMark).where(PartyMark.party_id.in_(part), PartyMark.to_on.is_(None))
        ):
            held[mark.party_id].append(mark)
    fresh: list[PartyMark] = []
    for key, one in source.records.items():
        if own_row("party", key[1]) == found[key]:
            continue
        party, day = known[found[key]], min(one.said_on or act.on, act.on)
        borne = [name for name in party.names if name.to_on is None]
        later = any(name.from_on and name.from_on > day for name in borne)
        if one.name and not later and comparable(one.name) not in {comparable(name.name) for name in borne}:
            name_party(act, party, one.name, one.key[0], day)
        told = _marks_of(one, party, set(faulty))
        for what, hashed, shown in told:
            if not any((mark.what, mark.value_hash) == (str(what), hashed) for mark in held[party.id]):
                mark = PartyMark(
                    county=party.county,
                    party_id=party.id,
                    what=str(what),
                    value_hash=hashed,
                    shown=shown,
                    source=one.key[0][:120],
                    from_on=None if what != MarkWord.ADDRESS else day,
                )
                held[party.id].append(mark)
                fresh.append(mark)
        still = {hashed for what, hashed, _shown in told if what == MarkWord.ADDRESS}
        for mark in held[party.id]:
            gone = mark.what == MarkWord.ADDRESS and mark.source == one.key[0][:120] and mark.value_hash not in still
            if gone and (mark.from_on is None or mark.from_on < day):
                mark.to_on = day - timedelta(days=1)
    act.session.add_all(fresh)
    record_many(
        act, [("party.marked", known[mark.party_id], {"what": mark.what, "source": mark.source}) for mark in fresh]
    )


def _marks_of(one: Record, party: Party, faulty: set[str]) -> list[tuple[MarkWord, str, str]]:
    """Return the marks by which a record is found again, and those that it shares with others."""
    told = [(MarkWord.RECORD, record_hash(one.key), "")]
    for number in one.numbers:
        if number not in faulty and number_hash(number) != party.key_hash:
            told.append((MarkWord.NUMBER, number_hash(number), shown_number(number)[:120]))
    told += [
        (MarkWord.ADDRESS, *mark_value(MarkWord.ADDRESS, place))
        for place in one.addresses
        if any(map(str.isalnum, place))
    ]
    return told


def _wanted(act: Act, source: Source, found: Mapping[Key, int], taken: Taken) -> list[_Wanted]:
    wanted: list[_Wanted] = []
    for one in source.relationships:
        ends = found.get(one.party), found.get(one.company)
        if ends[0] is None or ends[1] is None:
            taken.left[LeftOut.NOT_DESCRIBED] += 1
        elif ends[0] == ends[1]:
            taken.left[LeftOut.HIMSELF] += 1
        else:
            wanted += _ties_of(act, one, (ends[0], ends[1]))
    return wanted


def _ties_of(act: Act, one: Relationship, ends: tuple[int, int]) -> list[_Wanted]:
    seen: Counter[TieWord] = Counter()
    ties = []
    for interest in one.interests:
        seen[interest.what] += 1
        hashed = record_hash(one.key, interest.what, str(seen[interest.what]))
        label = f"{one.key[0][:80]} · {interest.kind}"[:120]
        own = own_row("tie", one.key[1])
        ties.append(_Wanted(hashed, *ends, interest, label, min(one.said_on or act.on, act.on), own))
    return ties


def _standing(act: Act, county: int, wanted: Iterable[_Wanted]) -> dict[str, list[Tie]]:
    """Return the ties that earlier files of the source stated, oldest first, by the hash of the record."""
    wanted = list(wanted)
    rows: dict[str, list[Tie]] = defaultdict(list)
    hashes, own = sorted({one.hashed for one in wanted}), {one.own: one.hashed for one in wanted if one.own}
    for first in range(0, len(hashes), 500):
        said = Tie.record_hash.in_(hashes[first : first + 500])
        for tie in act.session.scalars(select(Tie).where(Tie.county == county, said).order_by(Tie.id)):
            rows[tie.record_hash or ""].append(tie)
    for part in parts(own):
        for tie in act.session.scalars(select(Tie).where(Tie.county == county, Tie.id.in_(part))):
            rows[own[tie.id]].append(tie)
    _adopt(act, rows, [one for one in wanted if one.hashed not in rows], set(hashes))
    return rows


def _adopt(act: Act, rows: dict[str, list[Tie]], fresh: Iterable[_Wanted], told: set[str]) -> None:
    """Find ties that the source states again under another id, as versions before 0.4 do with each statement."""
    by_what = {(one.first, one.second, str(one.interest.what), one.source): one.hashed for one in fresh}
    for part in parts(second for _first, second, *_more in by_what):
        standing = select(Tie).where(Tie.to_id.in_(part), Tie.to_on.is_(None), Tie.record_hash.is_not(None))
        for tie in act.session.scalars(standing.order_by(Tie.id)):
            hashed = by_what.pop((tie.from_id or 0, tie.to_id or 0, tie.what, tie.source), None)
            if hashed is not None and tie.record_hash not in told:
                tie.record_hash = hashed
                rows[hashed].append(tie)


def _carry(act: Act, rows: dict[str, list[Tie]], one: _Wanted, known: Mapping[int, Party]) -> str:
    """Bring one tie to what the source states; returns new, changed, ended or same."""
    said, ends = one.interest, (one.first, one.second)
    own = [tie for tie in rows[one.hashed] if (tie.from_id, tie.to_id) == ends]
    for tie in rows[one.hashed]:
        if tie not in own and tie.to_on is None:
            _end(act, tie, one.day)
    last = own[-1] if own else None
    if last is not None and (last.share, last.share_most) != (said.share, said.most):
        if last.to_on is None and (last.from_on or date.min) < one.day and said.to_on is None:
            _end(act, last, one.day - timedelta(days=1))
            rows[one.hashed].append(_put(act, one, known, one.day))
            return "changed"
        last.share, last.share_most = said.share, said.most
        return _changed(act, last)
    if last is None:
        rows[one.hashed].append(_put(act, one, known, said.from_on))
        return "new"
    begins = said.from_on if len(own) == 1 else last.from_on
    if (last.from_on, last.to_on) == (begins, said.to_on):
        return "same"
    fate = "ended" if last.to_on is None else "changed"
    last.from_on, last.to_on = begins, said.to_on
    _changed(act, last)
    return fate if said.to_on is not None else "changed"


def _put(act: Act, one: _Wanted, known: Mapping[int, Party], begins: date | None) -> Tie:
    said = one.interest
    return put_tie(
        act,
        known[one.first],
        said.what,
        known[one.second],
        share=said.share,
        share_most=said.most,
        from_on=begins,
        to_on=said.to_on,
        source=one.source,
        record_hash=one.hashed,
    )


def _changed(act: Act, tie: Tie) -> str:
    if tie.from_on is not None and tie.to_on is not None and tie.to_on < tie.from_on:
        tie.from_on = None
    check_terms(tie)
    tie.pending = True
    record(act, "tie.ended" if tie.to_on else "tie.noted", tie, what=tie.what, source=tie.source)
    return "changed"


def _end(act: Act, tie: Tie, on: date) -> None:
    tie.to_on, tie.pending = max(on, tie.from_on or on), True
    record(act, "tie.ended", tie, on=tie.to_on, source=tie.source)


def _end_vanished(
    act: Act, source: Source, found: Mapping[Key, int], rows: Mapping[str, list[Tie]], told: set[str]
) -> int:
    """End what the same source said before of the companies that it tells of now, and says no more."""
    companies = source.named | {one.company for one in source.relationships}
    about = {found[key]: key[0] for key in companies if key in found}
    own = {tie.id for ties in rows.values() for tie in ties}
    ended = 0
    for part in parts(about):
        for tie in act.session.scalars(
            select(Tie).where(Tie.to_id.in_(part), Tie.to_on.is_(None), Tie.record_hash.is_not(None))
        ):
            mine = tie.source.rpartition(" · ")[0] == about[tie.to_id or 0][:80]
            if mine and tie.record_hash not in told and tie.id not in own:
                _end(act, tie, act.on)
                ended += 1
    return ended
