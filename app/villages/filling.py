"""What the cash book tells elsewhere, so that nobody types a month of accounts a second time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.domain import Filling
from app.kernel.words import N_
from app.surfaces.language import translate
from app.villages.models import VillageMonth
from app.villages.queries.public import public_vouchers
from app.villages.words import Category, Direction

DAY, ENTRY, INCOME, EXPENSE, BALANCE = "日期", "摘要", "收入（元）", "支出（元）", "余额（元）"
MOST = 400
"""Vouchers beyond which the sums of categories are told instead."""


def tell_book(session: Session, organisation_id: int, period: str) -> list[dict[str, str]] | None:
    """Return a published month: its opening balance, each receipt and payment, what was left; persons are not named.

    Money moved between own accounts is neither income nor expense. None while the month is not published.
    """
    month = session.scalar(
        select(VillageMonth).where(VillageMonth.organisation_id == organisation_id, VillageMonth.period == period)
    )
    if month is None:
        return None
    return [
        {ENTRY: "期初余额", BALANCE: f"{month.opening:.2f}"},
        *(_lines(month) if month.vouchers > MOST else _vouchers(session, organisation_id, period)),
        {ENTRY: "期末余额", BALANCE: f"{month.closing:.2f}"},
    ]


def _vouchers(session: Session, organisation_id: int, period: str) -> list[dict[str, str]]:
    return [
        {DAY: one["on"].isoformat(), ENTRY: one["purpose"], _heading(one["direction"]): f"{one['amount']:.2f}"}
        for one in public_vouchers(session, organisation_id, period)
        if one["direction"] != Direction.MOVE
    ]


def _lines(month: VillageMonth) -> list[dict[str, str]]:
    return [
        {ENTRY: translate(Category(line["category"])), _heading(line["direction"]): f"{float(line['amount']):.2f}"}
        for line in month.lines
        if line["direction"] != Direction.MOVE
    ]


def _heading(direction: str) -> str:
    return INCOME if direction == Direction.IN else EXPENSE


BOOK = Filling(
    "village_book",
    N_("Fill from the cash book"),
    tell_book,
    N_("The accounts of this month are not published yet. Publish them in the cash book first."),
)
