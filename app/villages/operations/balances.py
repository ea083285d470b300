"""Balances that vouchers move: of accounts, of the cash box day by day, of works."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.villages.models import VillageAccount, VillageCashDay, VillageWorks, Voucher
from app.villages.words import AccountMedium, Direction


def move_balances(act: Act, vouchers: Iterable[Voucher], sign: int) -> None:
    """Add vouchers to the balances that they touch, or take them out of them."""
    accounts: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    works: dict[int, Decimal] = defaultdict(Decimal)
    for voucher in vouchers:
        amount = voucher.amount * sign
        accounts[voucher.account_id][voucher.day] += amount if voucher.direction == Direction.IN else -amount
        if voucher.works_id is not None:
            works[voucher.works_id] += amount
        if voucher.to_account_id is not None:
            accounts[voucher.to_account_id][voucher.day] += amount
    for works_id, paid in sorted(works.items()):
        act.session.get_one(VillageWorks, works_id, with_for_update=True).paid += paid
    for account_id, by_day in sorted(accounts.items()):
        account = act.session.get_one(VillageAccount, account_id, with_for_update=True)
        account.balance += sum(by_day.values(), Decimal(0))
        if account.medium == AccountMedium.CASH:
            _move_days(act, account, by_day)


def _move_days(act: Act, account: VillageAccount, by_day: Mapping[int, Decimal]) -> None:
    """Move the balance at the end of each day from the first one on that is touched."""
    act.session.flush()
    first = min(by_day)
    mine = select(VillageCashDay).where(VillageCashDay.account_id == account.id)
    before = act.session.scalars(
        mine.where(VillageCashDay.day < first).order_by(VillageCashDay.day.desc()).limit(1)
    ).first()
    standing = {one.day: one for one in act.session.scalars(mine.where(VillageCashDay.day >= first))}
    balance, moved = before.balance if before is not None else account.opening, Decimal(0)
    for day in sorted({*standing, *by_day}):
        moved += by_day.get(day, Decimal(0))
        if day in standing:
            standing[day].balance += moved
        else:
            on = date.fromordinal(day)
            standing[day] = VillageCashDay(
                county=account.county,
                organisation_id=account.organisation_id,
                account_id=account.id,
                on=on,
                day=day,
                balance=balance + by_day[day],
                at=start_of_day(on + timedelta(days=1)),
            )
            act.session.add(standing[day])
        balance = standing[day].balance
    act.session.flush()
