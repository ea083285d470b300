"""What the pages of the cash book read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.kernel.act import Actor
from app.kernel.attachments import Attachment
from app.kernel.errors import NotFound
from app.kernel.places import Organisation, OrganisationKind, Region
from app.kernel.roles import Role
from app.kernel.words import N_
from app.villages.models import VillageAccount, VillageDecision, VillageMonth, VillageOfficer, VillageWorks, Voucher
from app.villages.words import SUPERVISING, Direction, VoucherState

MOST = 400
"""Vouchers of one month on a page; villages have ten to fifty."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A village in the list of the township, with what waits there."""

    id: int
    name: str
    town: str
    entered: int
    checked: int
    returned: int
    published: str
    """Newest published month; empty for none."""


def villages_waiting(session: Session, actor: Actor, text: str = "", after: str = "") -> list[Waiting]:
    """Return the villages of the scope with what waits in each, by code; ``after`` is the last code seen."""
    own, town = aliased(Region), aliased(Region)
    statement = (
        select(Organisation, town.name)
        .join(own, own.code == Organisation.region_code)
        .join(town, town.code == own.parent_code)
        .where(
            Organisation.body == OrganisationKind.VILLAGE,
            Organisation.closed_on.is_(None),
            actor.scope.where(Organisation.county, Organisation.id),
        )
        .order_by(Organisation.region_code)
        .limit(PAGE)
    )
    if text:
        statement = statement.where(Organisation.name.contains(text, autoescape=True))
    if after:
        statement = statement.where(Organisation.region_code > after)
    rows = session.execute(statement).all()
    ids = [home.id for home, _ in rows]
    counts: dict[int, tuple[int, int, int]] = {
        row[0]: (int(row[1]), int(row[2]), int(row[3]))
        for row in session.execute(
            select(
                Voucher.organisation_id,
                _count(
                    Voucher.state.in_((VoucherState.ENTERED, VoucherState.SUPERVISED)) & (Voucher.returned_reason == "")
                ),
                _count(Voucher.state == VoucherState.CHECKED),
                _count(Voucher.returned_reason != ""),
            )
            .where(Voucher.organisation_id.in_(ids), Voucher.state != VoucherState.PUBLISHED)
            .group_by(Voucher.organisation_id)
        )
    }
    newest = session.execute(
        select(VillageMonth.organisation_id, func.max(VillageMonth.period))
        .where(VillageMonth.organisation_id.in_(ids))
        .group_by(VillageMonth.organisation_id)
    )
    months = {row[0]: row[1] for row in newest}
    return [
        Waiting(home.id, home.name, above, *counts.get(home.id, (0, 0, 0)), months.get(home.id, ""))
        for home, above in rows
    ]


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def waiting_count(session: Session, actor: Actor) -> int:
    """Return how many vouchers wait for this person: given back to a village, or to be checked by a township."""
    inside = actor.scope.where(Voucher.county, Voucher.organisation_id)
    if Role.TOWN_CLERK in actor.roles:
        wanted: ColumnElement[bool] = Voucher.state.in_(
            (VoucherState.ENTERED, VoucherState.SUPERVISED, VoucherState.CHECKED)
        )
        wanted = wanted & (Voucher.returned_reason == "")
    elif Role.VILLAGE_CLERK in actor.roles:
        wanted = Voucher.returned_reason != ""
    else:
        return 0
    return session.scalar(select(func.count()).select_from(Voucher).where(inside, wanted)) or 0


def voucher_for(session: Session, actor: Actor, pk: int) -> Voucher:
    """Return a voucher inside the scope; NotFound otherwise."""
    found = session.scalar(
        select(Voucher)
        .where(Voucher.id == pk, actor.scope.where(Voucher.county, Voucher.organisation_id))
        .options(joinedload(Voucher.organisation), joinedload(Voucher.account), joinedload(Voucher.to_account))
    )
    if found is None:
        raise NotFound(N_("There is no such voucher in your scope."))
    return found


def vouchers_of(session: Session, village_id: int, period: str) -> Sequence[Voucher]:
    """Return the vouchers of a month in the order of events."""
    return session.scalars(
        select(Voucher)
        .where(Voucher.organisation_id == village_id, Voucher.period == period)
        .order_by(Voucher.occurred_on, Voucher.id)
        .limit(MOST)
    ).all()


def periods_of(session: Session, village_id: int) -> list[str]:
    """Return the months that have vouchers, newest first."""
    found = select(Voucher.period).where(Voucher.organisation_id == village_id).distinct()
    return list(session.scalars(found.order_by(Voucher.period.desc()).limit(36)))


def accounts_of(session: Session, village_id: int) -> Sequence[VillageAccount]:
    """Return the open accounts of a village."""
    return session.scalars(
        select(VillageAccount)
        .where(VillageAccount.organisation_id == village_id, VillageAccount.closed_on.is_(None))
        .order_by(VillageAccount.id)
    ).all()


def officers_of(session: Session, village_id: int, *, supervising: bool = False) -> Sequence[VillageOfficer]:
    """Return who holds a post in a village today."""
    wanted = select(VillageOfficer).where(
        VillageOfficer.organisation_id == village_id, VillageOfficer.left_on.is_(None)
    )
    if supervising:
        wanted = wanted.where(VillageOfficer.post.in_(SUPERVISING))
    return session.scalars(wanted.order_by(VillageOfficer.id).limit(60)).all()


def decisions_of(session: Session, village_id: int) -> Sequence[VillageDecision]:
    """Return the newest decisions of a village, on which a payment may rest."""
    wanted = select(VillageDecision).where(VillageDecision.organisation_id == village_id)
    return session.scalars(wanted.order_by(VillageDecision.held_on.desc()).limit(60)).all()


def works_of(session: Session, village_id: int) -> Sequence[VillageWorks]:
    """Return the newest works of a village, for which a payment may be made."""
    wanted = select(VillageWorks).where(VillageWorks.organisation_id == village_id)
    return session.scalars(wanted.order_by(VillageWorks.started_on.desc()).limit(40)).all()


def statement_of(session: Session, village_id: int, period: str) -> VillageMonth | None:
    """Return the published statement of a month."""
    return session.scalar(
        select(VillageMonth).where(VillageMonth.organisation_id == village_id, VillageMonth.period == period)
    )


def suggestions(session: Session, village_id: int) -> dict[str, list[str]]:
    """Return payees and purposes of the village's last hundred vouchers, the commonest first."""
    rows = session.execute(
        select(Voucher.payee, Voucher.purpose)
        .where(Voucher.organisation_id == village_id)
        .order_by(Voucher.id.desc())
        .limit(100)
    ).all()
    return {
        name: [text for text, _ in Counter(row[place] for row in rows if row[place]).most_common(20)]
        for place, name in enumerate(("payee", "purpose"))
    }


def photos_of(session: Session, owner: Any) -> Sequence[Attachment]:
    """Return the photos of a voucher or of works, in the order in which they came."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.subject_kind == owner.kind, Attachment.subject_id == owner.id)
        .order_by(Attachment.id)
    ).all()


def sums_of(vouchers: Sequence[Voucher]) -> dict[str, Decimal]:
    """Return income and expense of vouchers."""
    return {
        way.value: sum((one.amount for one in vouchers if one.direction == way), Decimal(0))
        for way in (Direction.IN, Direction.OUT)
    }
