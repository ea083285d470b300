"""“Before an act”: how an official is tied to the party of a case, and from whose matters he keeps away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import Session

from app.parties.models import Declaration, Office, Party, Reach, Tie
from app.parties.words import DeclaredWord

MOST = 3


@dataclass(frozen=True, slots=True)
class OwnTies:
    """What ties an official to a party on a day."""

    himself: bool
    """He is the party."""
    paths: list[list[Tie]]
    """Ties that lead from him to the party, shortest first."""
    declared: list[Declaration]
    """What he declared about the party, newest first."""

    def __bool__(self) -> bool:
        return self.himself or bool(self.paths or self.declared)


def own_ties(session: Session, official_id: int | None, key_hash: str | None, on: date) -> OwnTies:
    """Return what ties an official to a party on a day, as far as his office names his person.

    Where no office does, nothing is known, which is no proof that there is nothing.
    """
    if official_id is None or not key_hash:
        return OwnTies(himself=False, paths=[], declared=[])
    held = session.execute(
        select(Office.party_id, Office.number_hash).where(
            Office.official_id == official_id, Office.from_on <= on, or_(Office.to_on.is_(None), Office.to_on >= on)
        )
    ).all()
    reached = (
        select(Reach)
        .join(Party, Party.id == Reach.end_id)
        .where(
            Reach.start_id.in_([row.party_id for row in held]),
            Party.key_hash == key_hash,
            Reach.from_on <= on,
            Reach.to_on >= on,
        )
        .order_by(Reach.steps, Reach.first_tie, Reach.second_tie, Reach.third_tie)
        .limit(MOST)
    )
    paths = [
        [session.get_one(Tie, pk) for pk in (path.first_tie, path.second_tie, path.third_tie) if pk]
        for path in (session.scalars(reached) if held else ())
    ]
    declared = _declared([official_id], key_hash)
    himself = any(row.number_hash == key_hash for row in held)
    return OwnTies(himself, paths, list(session.scalars(declared.order_by(Declaration.id.desc()).limit(MOST))))


def keeps_away(session: Session, official_id: int | None, key_hash: str | None) -> bool:
    """Tell whether an official declared that he keeps away from the matters of a party."""
    declared = _declared([official_id], key_hash).where(Declaration.what == str(DeclaredWord.RECUSAL))
    return session.scalar(select(declared.exists())) is True


def has_interest(session: Session, official_ids: Iterable[int | None], key_hash: str | None) -> bool:
    """Tell whether one of some officials declared anything about a party that still holds."""
    return session.scalar(select(_declared(official_ids, key_hash).exists())) is True


def _declared(official_ids: Iterable[int | None], key_hash: str | None) -> Select[Declaration]:
    return select(Declaration).where(
        Declaration.official_id.in_([one for one in official_ids if one is not None]),
        Declaration.number_hash == key_hash if key_hash else false(),
        Declaration.ended_on.is_(None),
    )
