"""Coming to know a party: its number, its names, its marks; correcting them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record, record_many
from app.kernel.bulk import write_rows
from app.kernel.errors import Incomplete
from app.kernel.inserts import take_ids
from app.kernel.words import N_
from app.parties.known import Known, known, mark_value, name_hash, shown_name
from app.parties.models import Party, PartyMark, PartyName
from app.parties.reach import parts, rule_of, write_reach
from app.parties.words import MarkWord


def know_party(
    act: Act,
    number: str,
    name: str,
    form: str = "",
    source: str = "",
    *,
    county: int | None = None,
    watched: bool = False,
) -> Party:
    """Return the party with a number, known from now on if it was not before."""
    county = act.county if county is None else county
    told = known(number, name, form, source, watched=watched)
    found = know_parties(act, county, [told])
    party = act.session.get(Party, found[told.key_hash])
    assert party is not None
    if watched:
        watch(act, party)
    return party


def know_parties(act: Act, county: int, told: Iterable[Known]) -> dict[str, int]:
    """Make the parties that are not known yet; returns the ids of all by the hash of their number."""
    wanted = {one.key_hash: one for one in told}
    found = find_parties(act, county, wanted)
    fresh = [one for key, one in wanted.items() if key not in found]
    if not fresh:
        return found
    ids = take_ids(act, county, 2 * len(fresh))
    act.session.flush()
    connection = act.session.connection()
    made = list(zip(fresh, ids[: len(fresh)], strict=True))
    write_rows(
        connection,
        Party.__table__,  # type: ignore[arg-type]
        [
            {
                "id": pk,
                "county": county,
                "form": str(one.form),
                "name": shown_name(one.form, one.name),
                "number": one.number[:60],
                "key_hash": one.key_hash,
                "name_hash": name_hash(one.name) if one.name else "",
                "source": one.source[:120],
                "watched": one.watched,
                "noted_at": act.at,
            }
            for one, pk in made
        ],
    )
    named = [(one, pk) for one, pk in made if one.name]
    write_rows(
        connection,
        PartyName.__table__,  # type: ignore[arg-type]
        [
            {"id": own, "county": county, "party_id": pk, "name": one.name, "source": one.source[:120]}
            for (one, pk), own in zip(named, ids[len(fresh) :], strict=False)
        ],
    )
    found.update({one.key_hash: pk for one, pk in made})
    subjects = _subjects(county, (pk for _one, pk in made))
    record_many(
        act,
        [("party.known", subject, {"source": one.source}) for subject, (one, _pk) in zip(subjects, made, strict=True)],
    )
    return found


def _subjects(county: int, ids: Iterable[int]) -> list[Party]:
    """Return stand-ins by which the trail names rows that were written in bulk."""
    return [Party(id=pk, county=county) for pk in ids]


def find_parties(act: Act, county: int, hashes: Iterable[str]) -> dict[str, int]:
    """Return the ids of the parties of a county that are known, by the hash of their number."""
    found: dict[str, int] = {}
    held = sorted({one for one in hashes if one})
    for first in range(0, len(held), 500):
        rows = select(Party.key_hash, Party.id).where(
            Party.county == county, Party.key_hash.in_(held[first : first + 500])
        )
        found.update((row.key_hash, row.id) for row in act.session.execute(rows))
    return found


def name_party(act: Act, party: Party, name: str, source: str = "", on: date | None = None) -> bool:
    """Note the name that a party bears from a day on; returns whether it is another than before."""
    plain = name.strip()
    if not plain:
        raise Incomplete(N_("This field must be filled in."), field="name")
    if party.name_hash == name_hash(plain):
        return False
    day = on or act.on
    for former in party.names:
        if former.to_on is None:
            former.to_on = day - timedelta(days=1)
    act.session.add(PartyName(county=party.county, party_id=party.id, name=plain, source=source[:120], from_on=day))
    party.name, party.name_hash = shown_name(party.form, plain), name_hash(plain)
    record(act, "party.renamed", party, source=source)
    act.session.expire(party, ["names"])
    return True


def mark_party(
    act: Act, party: Party, what: MarkWord, value: str, source: str = "", on: date | None = None
) -> PartyMark:
    """Note a telephone, account and the like of a party; noting it twice changes nothing."""
    hashed, shown = mark_value(what, value)
    standing = act.session.scalar(
        select(PartyMark).where(
            PartyMark.party_id == party.id,
            PartyMark.what == str(what),
            PartyMark.value_hash == hashed,
            PartyMark.to_on.is_(None),
        )
    )
    if standing is not None:
        return standing
    made = PartyMark(
        county=party.county,
        party_id=party.id,
        what=str(what),
        value_hash=hashed,
        shown=shown,
        source=source[:120],
        from_on=on or act.on,
    )
    act.session.add(made)
    record(act, "party.marked", party, what=str(what), source=source)
    return made


def watch(act: Act, *parties: Party) -> None:
    """Let ``reach`` begin at parties: who holds an office, bids, or practises."""
    fresh = [party for party in parties if not party.watched]
    for party in fresh:
        party.watched = True
    act.session.flush()
    for county in {party.county for party in fresh}:
        here = [party.id for party in fresh if party.county == county]
        write_reach(act.session, county, rule_of(act.session, county).hub_ties, here)


def know_loose(act: Act, model: Any, told: Callable[[Any], Known | None]) -> list[tuple[Any, Party]]:
    """Give rows of a register the party that each tells of, and let ``reach`` begin there; returns both."""
    act.session.flush()
    known_rows = [
        (row, one) for row in act.session.scalars(select(model).where(model.party_id.is_(None))) if (one := told(row))
    ]
    settled: list[tuple[Any, Party]] = []
    for county in {row.county for row, _one in known_rows}:
        here = [(row, one) for row, one in known_rows if row.county == county]
        found = know_parties(act, county, (one for _row, one in here))
        parties = parties_of(act, found.values())
        for row, one in here:
            row.party_id = found[one.key_hash]
            settled.append((row, parties[row.party_id]))
        act.session.flush()
        watch(act, *parties.values())
    return settled


def correct_party(act: Act, party: Party, name: str, reason: str) -> None:
    """Set right what is held of a party, as the person concerned asked; what stood there before stays as history."""
    if not reason.strip():
        raise Incomplete(N_("Say who asked for the correction, and by which paper it was proved."), field="reason")
    if name_party(act, party, name, source=reason.strip()[:120]):
        record(act, "party.corrected", party, reason=reason.strip())


def parties_of(act: Act, ids: Iterable[int]) -> dict[int, Party]:
    """Return parties by id."""
    found: dict[int, Party] = {}
    for part in parts(ids):
        found.update({one.id: one for one in act.session.scalars(select(Party).where(Party.id.in_(part)))})
    return found
