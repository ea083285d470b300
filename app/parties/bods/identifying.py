"""Which party a record is: by what the source called it before, then by its numbers; never by its name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.identities import identity_hash, is_company, is_person, plain_text
from app.kernel.sealing import keyed_hash, masked
from app.parties.bods.told import Key, Record, Source
from app.parties.known import Known, shown_name
from app.parties.models import Party, PartyMark, Tie
from app.parties.operations.knowing import find_parties, know_parties, parties_of
from app.parties.reach import parts
from app.parties.words import MarkWord, PartyForm

OWN = re.compile(r"sunshine-(party|tie)-([0-9]+)-([0-9a-f]{12})")
"""Id of a record that this installation wrote itself: kind of row, its id, and a seal of both."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A number that several companies or persons carry: a fault of the source, which matches nobody."""

    number: str
    names: tuple[str, ...]
    """As everybody reads them."""

    def __str__(self) -> str:
        return shown_number(self.number)


def own_id(kind: str, pk: int) -> str:
    """Return the id under which our export names a party or a tie."""
    return f"sunshine-{kind}-{pk}-{keyed_hash(f'{kind}:{pk}')[:12]}"


def own_row(kind: str, record_id: str) -> int | None:
    """Return the row that an id of our own export names; None for any other id."""
    found = OWN.fullmatch(record_id)
    if found is None or found[1] != kind or record_id != own_id(kind, int(found[2])):
        return None
    return int(found[2])


def record_hash(key: Key, *more: str) -> str:
    """Return the hash of a record of a source; capitals count."""
    return keyed_hash("record:" + "\0".join((*key, *more)).encode().hex())


def number_hash(number: str) -> str:
    """Return the hash of a further number by which a party is found; the one in ``Party.key_hash`` is the same."""
    return identity_hash(number)


def identify(act: Act, county: int, source: Source) -> tuple[dict[Key, int], list[Shared]]:
    """Return the party of every record, made known if it was not, and the numbers that several carry."""
    shared = _carried_by_several(source.records.values())
    found = _found_before(act, county, source.records)
    hashes = {number: number_hash(number) for one in source.records.values() for number in one.numbers}
    held = _held_numbers(act, county, hashes.values())
    _not_theirs(act, source, found, held, hashes, shared)
    told: dict[Key, Known] = {}
    by_number: dict[str, Known] = {}
    for key, one in source.records.items():
        numbers = [number for number in one.numbers if number not in shared]
        if key in found:
            continue
        ids = [held[hashes[number]] for number in numbers if hashes[number] in held]
        if ids:
            found[key] = ids[0]
            continue
        same = next((by_number[number] for number in numbers if number in by_number), None)
        told[key] = same or _known(one, numbers[0] if numbers else None)
        by_number.update(dict.fromkeys(numbers, told[key]))
    made = know_parties(act, county, told.values())
    found.update({key: made[one.key_hash] for key, one in told.items()})
    return found, [Shared(number, tuple(sorted(names))) for number, names in sorted(shared.items())]


def shown_number(number: str) -> str:
    """Return a number as a report may show it: a company's whole, of any other the ends."""
    scheme, colon, rest = number.rpartition(":")
    return number if is_company(number) else f"{scheme}{colon}{masked(rest, 2, 2)}"


def _known(one: Record, number: str | None) -> Known:
    if number is None:
        return Known(record_hash(one.key), one.form, one.name, "", one.key[0])
    kept = number
    if one.form == PartyForm.PERSON:
        kept = masked(number) if is_person(number) else shown_number(number)
    return Known(identity_hash(number), one.form, one.name, kept[:60], one.key[0])


def comparable(name: str) -> str:
    """Return a name without punctuation, titles and the two spellings of one company form."""
    plain = re.sub(r"\b(mr|mrs|ms|dr)\b\.?", "", plain_text(name).casefold())
    return re.sub(r"limited$", "ltd", re.sub(r"\W", "", plain))


def _carried_by_several(records: Iterable[Record]) -> dict[str, set[str]]:
    carriers: dict[str, dict[str, str]] = defaultdict(dict)
    for one in records:
        for number in one.numbers:
            carriers[number].setdefault(comparable(one.name), shown_name(one.form, one.name))
    return {number: set(names.values()) for number, names in carriers.items() if len(names) > 1}


def _found_before(act: Act, county: int, records: Mapping[Key, Record]) -> dict[Key, int]:
    """Return the parties that an earlier file of the same source, or our own export, called so."""
    own = {key: pk for key in records if (pk := own_row("party", key[1])) is not None}
    here = set(ids_of(act, Party, county, own.values()))
    found = {key: pk for key, pk in own.items() if pk in here}
    hashes = {record_hash(key): key for key in records if key not in found}
    for mark in _marks(act, county, MarkWord.RECORD, hashes):
        found.setdefault(hashes[mark.value_hash], mark.party_id)
    return found


def ids_of(act: Act, table: type[Party | Tie], county: int, ids: Iterable[int]) -> Iterator[int]:
    """Return those of some ids that a county has."""
    for part in parts(ids):
        yield from act.session.scalars(select(table.id).where(table.county == county, table.id.in_(part)))


def _marks(act: Act, county: int, what: MarkWord, hashes: Iterable[str]) -> Iterator[PartyMark]:
    held = sorted(set(hashes))
    for first in range(0, len(held), 500):
        yield from act.session.scalars(
            select(PartyMark)
            .where(
                PartyMark.county == county,
                PartyMark.what == str(what),
                PartyMark.value_hash.in_(held[first : first + 500]),
            )
            .order_by(PartyMark.id)
        )


def _held_numbers(act: Act, county: int, hashes: Iterable[str]) -> dict[str, int]:
    """Return the parties that have a number, as the one by which they are known or as a further one."""
    wanted = set(hashes)
    held = {mark.value_hash: mark.party_id for mark in _marks(act, county, MarkWord.NUMBER, wanted)}
    return held | find_parties(act, county, wanted)


def _not_theirs(
    act: Act,
    source: Source,
    found: Mapping[Key, int],
    held: dict[str, int],
    hashes: Mapping[str, str],
    shared: dict[str, set[str]],
) -> None:
    """Add the numbers that the same source gave to another of its records under another name, in an earlier file."""
    wanted = {
        key: {held[hashes[number]]: number for number in one.numbers if hashes[number] in held}
        for key, one in source.records.items()
        if key not in found
    }
    ids = {pk for known in wanted.values() for pk in known}
    publishers: dict[int, set[str]] = defaultdict(set)
    for part in parts(ids):
        marked = select(PartyMark).where(
            PartyMark.party_id.in_(part), PartyMark.what == str(MarkWord.RECORD), PartyMark.to_on.is_(None)
        )
        for mark in act.session.scalars(marked):
            publishers[mark.party_id].add(mark.source)
    people = parties_of(act, ids)
    for key, known in wanted.items():
        one = source.records[key]
        for pk, number in known.items():
            borne = {comparable(name.name) for name in people[pk].names}
            if key[0][:120] in publishers[pk] and comparable(one.name) not in borne:
                shared.setdefault(number, set()).update({shown_name(one.form, one.name), people[pk].name})
