"""Publishing a month: one button makes the statement and shows it with its vouchers to the village."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record, record_many
from app.kernel.errors import Conflict, Incomplete, NotFound, TooLate
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.villages.access import CHECKERS, ENTERERS, check_writes
from app.villages.models import VillageAccount, VillageMonth, Voucher
from app.villages.operations.telling import tell_subscribers
from app.villages.words import AccountMedium, Direction, VoucherState

PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def publish_month(act: Act, village: Organisation, period: str) -> VillageMonth:
    """Make the statement of a month whose vouchers are all booked, and publish it with them.

    The closing balance is computed here and never again. Months are published in their order.
    """
    check_writes(act, village, *ENTERERS, *CHECKERS)
    if not PERIOD.fullmatch(period):
        raise NotFound(N_("There is no such month in the book."))
    if period >= f"{act.on:%Y-%m}":
        raise TooLate(N_("A month is published when it is over."))
    mine = Voucher.organisation_id == village.id
    last = act.session.scalars(
        select(VillageMonth).where(VillageMonth.organisation_id == village.id).order_by(VillageMonth.period.desc())
    ).first()
    if last is not None and period <= last.period:
        raise Conflict(N_("The accounts of this month are published already."))
    earlier = act.session.scalar(
        select(func.min(Voucher.period)).where(mine, Voucher.period < period, Voucher.state != VoucherState.PUBLISHED)
    )
    if earlier is not None:
        raise Incomplete(N_("Publish %(period)s first; months follow one another."), period=earlier)
    vouchers = act.session.scalars(select(Voucher).where(mine, Voucher.period == period)).all()
    waiting = sum(1 for voucher in vouchers if voucher.state != VoucherState.BOOKED)
    if waiting:
        raise Incomplete(
            N_("%(count)d vouchers of this month are not booked yet. The township checks and books them first."),
            count=waiting,
        )
    statement = _statement(act, village, period, last, vouchers)
    act.session.add(statement)
    for voucher in vouchers:
        voucher.state, voucher.published_at = VoucherState.PUBLISHED, act.at
    record(
        act,
        "village.month_published",
        statement,
        period=period,
        opening=statement.opening,
        income=statement.income,
        expense=statement.expense,
        closing=statement.closing,
        vouchers=len(vouchers),
    )
    record_many(act, [("village.voucher_published", voucher, {"period": period}) for voucher in vouchers])
    tell_subscribers(act, village, statement, f"{period}账目")
    return statement


def _statement(
    act: Act, village: Organisation, period: str, last: VillageMonth | None, vouchers: Sequence[Voucher]
) -> VillageMonth:
    accounts = act.session.scalars(select(VillageAccount).where(VillageAccount.organisation_id == village.id)).all()
    cash = {account.id for account in accounts if account.medium == AccountMedium.CASH}
    opening = last.closing if last is not None else sum((a.opening for a in accounts), Decimal(0))
    in_cash = last.closing_cash if last is not None else sum((a.opening for a in accounts if a.id in cash), Decimal(0))
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for voucher in vouchers:
        sums[voucher.direction, voucher.category].append(voucher.amount)
        signed = voucher.amount if voucher.direction == Direction.IN else -voucher.amount
        in_cash += signed if voucher.account_id in cash else 0
        in_cash += voucher.amount if voucher.to_account_id in cash else 0
    income, expense = (
        sum((sum(amounts, Decimal(0)) for (way, _), amounts in sums.items() if way == wanted), Decimal(0))
        for wanted in (Direction.IN, Direction.OUT)
    )
    return VillageMonth(
        county=village.county,
        organisation_id=village.id,
        period=period,
        opening=opening,
        income=income,
        expense=expense,
        closing=opening + income - expense,
        closing_cash=in_cash,
        vouchers=len(vouchers),
        lines=[
            {"category": category, "direction": way, "amount": f"{sum(amounts, Decimal(0)):.2f}", "count": len(amounts)}
            for (way, category), amounts in sorted(sums.items())
        ],
        published_at=act.at,
        published_by=act.actor.official_id,
    )
