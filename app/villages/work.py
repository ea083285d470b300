"""Vouchers and articles of villages that wait for one person, as the home page shows them."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor, local_day
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.kernel.work import MOST, Piece
from app.villages.models import Voucher
from app.villages.words import VoucherState

TO_CHECK = (VoucherState.ENTERED, VoucherState.SUPERVISED)


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the vouchers given back to a village, or what a township has to do, village by village."""
    if Role.TOWN_CLERK in actor.roles:
        return _of_township(session, actor)
    return _of_village(session, actor, now) if Role.VILLAGE_CLERK in actor.roles else []


def _of_village(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    mine = Voucher.organisation_id == (actor.organisation_id or 0)
    back = select(Voucher).where(mine, Voucher.returned_reason != "").order_by(Voucher.id).limit(MOST)
    found = [
        Piece(
            one.purpose, N_("Correct the voucher"), "villages.voucher", {"pk": one.id}, one.number, one.returned_reason
        )
        for one in session.scalars(back)
    ]
    this = f"{local_day(now):%Y-%m}"
    months = (
        select(Voucher.period, func.count())
        .where(mine, Voucher.period < this, Voucher.state != VoucherState.PUBLISHED)
        .group_by(Voucher.period)
        .order_by(Voucher.period)
        .limit(MOST)
    )
    found += [
        Piece(
            period,
            N_("Close the month: %(count)d vouchers are not published yet"),
            "villages.close",
            {"pk": actor.organisation_id, "month": period},
            facts={"count": count},
        )
        for period, count in session.execute(months)
    ]
    return found[:MOST]


def _of_township(session: Session, actor: Actor) -> list[Piece]:
    scope = actor.scope.where(Voucher.county, Voucher.organisation_id)
    return [
        *_steps(session, scope, TO_CHECK, N_("Check %(count)d vouchers")),
        *_steps(session, scope, (VoucherState.CHECKED,), N_("Book %(count)d vouchers")),
    ][:MOST]


def _steps(session: Session, scope: ColumnElement[bool], states: tuple[VoucherState, ...], step: str) -> list[Piece]:
    waiting = (
        select(Voucher.organisation_id, Voucher.period, func.count().label("count"))
        .where(scope, Voucher.state.in_(states), Voucher.returned_reason == "")
        .group_by(Voucher.organisation_id, Voucher.period)
        .subquery()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name, waiting.c.period, waiting.c.count)
        .join(waiting, waiting.c.organisation_id == Organisation.id)
        .order_by(waiting.c.period, Organisation.name)
        .limit(MOST)
    )
    return [
        Piece(name, step, "villages.book", {"pk": pk, "month": period}, period, facts={"count": count})
        for pk, name, period, count in rows
    ]
