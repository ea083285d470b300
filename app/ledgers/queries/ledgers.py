"""Which ledgers somebody sees, what he must fill in, and what waits for his decision."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from app.kernel.act import Actor
from app.kernel.db import KEPT_PLAN, contains_text
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.access import APPROVERS, FILLERS, ledger_condition, may_fill, region_digits
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.words import Approver, EntryState, LedgerState

PAGE = 50
MOST_HOMES = 30
"""Organisations offered in a form to choose from; among more one is found by typing."""


def visible_ledgers(
    session: Session, actor: Actor, text: str = "", after: str = "", size: int = PAGE
) -> list[tuple[Ledger, LedgerVersion | None]]:
    """Return ledgers that somebody sees with their version in force, by code; at most ``size`` after a code."""
    statement = (
        select(Ledger, LedgerVersion)
        .outerjoin(LedgerVersion, LedgerVersion.id == Ledger.current_version_id)
        .options(joinedload(Ledger.organisation))
        .where(ledger_condition(actor))
        .order_by(Ledger.code, Ledger.id)
        .limit(size)
    )
    if text:
        columns = (Ledger.name, Ledger.initials, Ledger.code)
        statement = statement.where(or_(*(contains_text(c, text) for c in columns)))
    code, _, last = after.partition(".")
    if code and last.isdigit():
        statement = statement.where(or_(Ledger.code > code, and_(Ledger.code == code, Ledger.id > int(last))))
    return [(row[0], row[1]) for row in session.execute(statement)]


def open_drafts(session: Session, ledgers: list[int]) -> frozenset[int]:
    """Return which of some ledgers have a version that is being written."""
    statement = select(LedgerVersion.ledger_id).where(
        LedgerVersion.ledger_id.in_(ledgers), LedgerVersion.published_at.is_(None)
    )
    return frozenset(session.scalars(statement))


def ledger_for(session: Session, actor: Actor, pk: int) -> Ledger:
    """Return a ledger that somebody sees, or NotFound."""
    found = session.scalar(
        select(Ledger)
        .options(joinedload(Ledger.organisation))
        .where(Ledger.id == pk, ledger_condition(actor))
        .execution_options(**KEPT_PLAN)
    )
    if found is None:
        raise NotFound(N_("There is no such ledger, or it does not hold in your region."))
    return found


def ledger_called(session: Session, actor: Actor, address: str) -> Ledger:
    """Return a ledger by its address, ``350102-visits``, or NotFound."""
    county, _, code = address.partition("-")
    known = select(Ledger.id).where(
        Ledger.county == (int(county) if county.isdecimal() and len(county) < 9 else 0), Ledger.code == code
    )
    return ledger_for(session, actor, session.scalar(known) or 0)


def _homes(actor: Actor, ledger: Ledger, version: LedgerVersion) -> Select[Any]:
    places = region_digits(version.regions) or [ledger.prefix]
    return (
        select(Organisation)
        .where(
            actor.scope.where(Organisation.county, Organisation.id),
            Organisation.body.in_(version.bodies),
            Organisation.closed_on.is_(None),
            Organisation.region_code.startswith(ledger.prefix, autoescape=True),
            or_(*(Organisation.region_code.startswith(place, autoescape=True) for place in places)),
        )
        .order_by(Organisation.path)
    )


def homes_for(session: Session, actor: Actor, ledger: Ledger, version: LedgerVersion) -> list[Organisation]:
    """Return the organisations for which somebody may fill a ledger in, his own first; one more than are offered."""
    if not actor.roles.intersection(FILLERS):
        return []
    own = (Organisation.id == (actor.organisation_id or 0)).desc()
    homes = _homes(actor, ledger, version).order_by(None).order_by(own, Organisation.path)
    found = session.scalars(homes.limit(MOST_HOMES + 1)).all()
    fit = [home for home in found if may_fill(actor, version, ledger, home)]
    return sorted(fit, key=lambda home: home.id != actor.organisation_id)


def fills_somewhere(session: Session, actor: Actor, ledger: Ledger, version: LedgerVersion) -> bool:
    """Tell whether there is an organisation for which somebody may fill a ledger in."""
    if not actor.roles.intersection(FILLERS):
        return False
    # what asks for duties in the own organisation asks for none in those below: two answer for all
    homes = session.scalars(_homes(actor, ledger, version).order_by(None).limit(2))
    return any(may_fill(actor, version, ledger, home) for home in homes)


def duties_of(session: Session, actor: Actor, most: int = 20) -> list[LedgerDuty]:
    """Return what must be filled in by somebody's own organisation, the most urgent first."""
    if not actor.roles.intersection(FILLERS) or actor.organisation_id is None:
        return []
    statement = (
        select(LedgerDuty)
        .join(Ledger, Ledger.id == LedgerDuty.ledger_id)
        .options(joinedload(LedgerDuty.ledger), joinedload(LedgerDuty.organisation))
        .where(
            LedgerDuty.organisation_id == actor.organisation_id,
            LedgerDuty.met_at.is_(None),
            Ledger.state == LedgerState.IN_FORCE,
        )
        .order_by(LedgerDuty.due_on, LedgerDuty.id)
        .limit(most)
    )
    return list(session.scalars(statement))


def duties_in(session: Session, actor: Actor, ledger: Ledger, period: str) -> dict[str, int]:
    """Return how many organisations of the scope have met a period's duty, and how many have not."""
    met = LedgerDuty.met_at.is_not(None)
    rows = session.execute(
        select(met, LedgerDuty.nil, func.count())
        .where(
            LedgerDuty.ledger_id == ledger.id,
            LedgerDuty.period == period,
            actor.scope.where(LedgerDuty.county, LedgerDuty.organisation_id),
        )
        .group_by(met, LedgerDuty.nil)
    )
    counts = {"met": 0, "nil": 0, "open": 0}
    for is_met, nil, count in rows:
        counts["nil" if nil else "met" if is_met else "open"] += count
    return counts


def late_homes(session: Session, actor: Actor, ledger: Ledger, today: date, most: int = 12) -> list[LedgerDuty]:
    """Return the duties of the scope that are late, the oldest first."""
    statement = (
        select(LedgerDuty)
        .options(joinedload(LedgerDuty.organisation))
        .where(
            LedgerDuty.ledger_id == ledger.id,
            LedgerDuty.met_at.is_(None),
            LedgerDuty.due_on < today,
            actor.scope.where(LedgerDuty.county, LedgerDuty.organisation_id),
        )
        .order_by(LedgerDuty.due_on, LedgerDuty.id)
        .limit(most)
    )
    return list(session.scalars(statement))


def _waiting(session: Session, actor: Actor, most: int) -> list[int]:
    """Return the ids of entries that somebody could decide on, the oldest first.

    Asked once for the organisations below him and once for the ledgers that his organisation keeps,
    for a condition with "or" would read every entry that waits anywhere.
    """
    home = actor.organisation_id
    if home is None or not actor.roles.intersection(APPROVERS):
        return []
    held = sorted({duty.value for place, duty in actor.duties if place == home})
    below = select(Organisation.id).where(Organisation.parent_id == home)
    kept = (
        select(Ledger.id)
        .join(LedgerVersion, LedgerVersion.ledger_id == Ledger.id)
        .where(Ledger.organisation_id == home, LedgerVersion.approver == Approver.KEEPER)
    )
    waits: ColumnElement[str] = literal_column(
        f"'{EntryState.SUBMITTED.value}'"
    )  # a literal, for the index of what waits is partial
    found: list[int] = []
    for approver, mine in (
        (Approver.ABOVE, LedgerEntry.organisation_id.in_(below)),
        (Approver.KEEPER, LedgerEntry.ledger_id.in_(kept)),
    ):
        found += session.scalars(
            select(LedgerEntry.id)
            .join(LedgerVersion, LedgerVersion.id == LedgerEntry.version_id)
            .where(
                LedgerEntry.state == waits,
                mine,
                LedgerVersion.approver == approver,
                LedgerVersion.approver_duty.in_(["", *held]),
                or_(LedgerEntry.submitted_by.is_(None), LedgerEntry.submitted_by != actor.official_id),
            )
            .order_by(LedgerEntry.id)
            .limit(most)
        )
    return sorted(found)[:most]


def waiting_entries(session: Session, actor: Actor, most: int = 50) -> list[LedgerEntry]:
    """Return the entries that wait for somebody's decision, the oldest first."""
    statement = (
        select(LedgerEntry)
        .options(joinedload(LedgerEntry.ledger), joinedload(LedgerEntry.organisation), defer(LedgerEntry.content))
        .where(LedgerEntry.id.in_(_waiting(session, actor, most)))
        .order_by(LedgerEntry.id)
    )
    return list(session.scalars(statement))


def waiting_count(session: Session, actor: Actor) -> int:
    """Return how much waits for somebody: ledgers to fill in and entries to decide on; counted to a hundred."""
    return len(duties_of(session, actor, 100)) + len(_waiting(session, actor, 100))
