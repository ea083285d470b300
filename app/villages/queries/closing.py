"""What a month still lacks until it is published, item by item, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.calendar import CalendarMissing, working_calendar
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.villages.models import VillageAccount, VillageClosing, Voucher
from app.villages.queries.cash import accounts_of, statement_of, vouchers_of
from app.villages.words import Direction, VoucherState

PUBLISH_DAYS = 10
"""Days after its end within which a month is published, as the catalogue of disclosure gives them (Villagers'
Committees Law art. 30); a day off rolls on."""


class Part(Word):
    """An item of the list."""

    PHOTOS = "photos", N_("Every voucher has a photo")
    STAMPS = "stamps", N_("Every voucher has the committee's stamp")
    RETURNED = "returned", N_("What the township gave back is corrected")
    BALANCES = "balances", N_("Cash and bank agree with the book")
    REMARKS = "remarks", N_("Remarks of the township are answered")
    HANDED = "handed", N_("Handed to the township")
    CHECKED = "checked", N_("Checked by the township")
    BOOKED = "booked", N_("Booked by the township")
    PUBLISHED = "published", N_("Published on the village's page")


VILLAGE, TOWN = "village", "town"
WHOSE = {part: TOWN if part in (Part.CHECKED, Part.BOOKED) else VILLAGE for part in Part}


@dataclass(frozen=True, slots=True)
class Item:
    """One item: whether it is done, how much is missing, and the vouchers or months that are meant."""

    part: Part
    done: bool
    count: int = 0
    vouchers: Sequence[Voucher] = ()
    closings: Sequence[VillageClosing] = ()
    earlier: str = ""
    """An earlier month that must be published first."""

    @property
    def whose(self) -> str:
        """Return whose turn it is: ``village`` or ``town``."""
        return WHOSE[self.part]


def checklist(session: Session, village: Organisation, period: str, today: date) -> list[Item]:
    """Return the items of a month in their order. A month that is published lacks nothing of its own any more."""
    vouchers = vouchers_of(session, village.id, period)
    statement, closing = statement_of(session, village.id, period), closing_for(session, village.id, period)
    mine = [one for one in vouchers if one.state in (VoucherState.ENTERED, VoucherState.SUPERVISED)]
    bare = [one for one in mine if not one.photos and not one.returned_reason]
    unstamped = [one for one in mine if one.state == VoucherState.ENTERED and not one.returned_reason]
    back = [one for one in mine if one.returned_reason]
    booked = [one for one in vouchers if one.state in (VoucherState.BOOKED, VoucherState.PUBLISHED)]
    checked = [one for one in vouchers if one.state == VoucherState.CHECKED]
    remarks = open_remarks(session, village.id, period)
    earlier = session.scalar(
        select(func.min(Voucher.period)).where(
            Voucher.organisation_id == village.id, Voucher.period < period, Voucher.state != VoucherState.PUBLISHED
        )
    )
    out = statement is not None
    over = period < f"{today:%Y-%m}"
    handed = out or len(booked) == len(vouchers) or (closing is not None and closing.handed_at is not None)
    return [
        Item(Part.PHOTOS, not bare, len(bare), bare),
        Item(Part.STAMPS, not unstamped, len(unstamped), unstamped),
        Item(Part.RETURNED, not back, len(back), back),
        Item(Part.BALANCES, out or (over and balanced(session, village.id, period, closing))),
        Item(Part.REMARKS, not remarks, len(remarks), closings=remarks),
        Item(Part.HANDED, handed),
        Item(Part.CHECKED, not mine, len(mine), mine),
        Item(Part.BOOKED, len(booked) == len(vouchers), len(checked), checked),
        Item(Part.PUBLISHED, out, earlier=earlier or ""),
    ]


def closing_for(session: Session, village_id: int, period: str) -> VillageClosing | None:
    """Return what was noted of the close of a month."""
    return session.scalar(
        select(VillageClosing).where(VillageClosing.organisation_id == village_id, VillageClosing.period == period)
    )


def open_remarks(session: Session, village_id: int, period: str) -> Sequence[VillageClosing]:
    """Return the remarks on a month and on those before it that the village has not answered."""
    return session.scalars(
        select(VillageClosing)
        .where(
            VillageClosing.organisation_id == village_id, VillageClosing.period <= period, VillageClosing.still_open()
        )
        .order_by(VillageClosing.period)
    ).all()


def end_balances(session: Session, village_id: int, period: str) -> dict[VillageAccount, Decimal]:
    """Return what the book says of each open account at the end of a month, in yuan."""
    accounts = {account.id: account for account in accounts_of(session, village_id)}
    found = {pk: account.balance for pk, account in accounts.items()}
    later = session.execute(
        select(Voucher.account_id, Voucher.to_account_id, Voucher.direction, func.sum(Voucher.amount))
        .where(Voucher.organisation_id == village_id, Voucher.period > period)
        .group_by(Voucher.account_id, Voucher.to_account_id, Voucher.direction)
    )
    for account_id, to_account_id, direction, amount in later:
        if account_id in found:
            found[account_id] -= amount if direction == Direction.IN else -amount
        if to_account_id in found:
            found[to_account_id] -= amount
    return {accounts[pk]: amount for pk, amount in found.items()}


def balanced(session: Session, village_id: int, period: str, closing: VillageClosing | None) -> bool:
    """Tell whether what was counted is what the book says now, or was explained against what it says now."""
    counts = closing.counts if closing is not None else {}
    for account, amount in end_balances(session, village_id, period).items():
        told = counts.get(str(account.id))
        if told is None:
            return False
        same = Decimal(told["counted"]) == amount
        if not same and not (told["reason"] and Decimal(told["book"]) == amount):
            return False
    return True


def publish_by(session: Session, period: str) -> date | None:
    """Return the last day for publishing a month; None where the calendar of that year is missing."""
    year, month = int(period[:4]), int(period[5:])
    first_after = date(year + month // 12, month % 12 + 1, 1)
    try:
        return working_calendar(session).roll(first_after - timedelta(days=1) + timedelta(days=PUBLISH_DAYS))
    except CalendarMissing:
        return None


def month_before(period: str) -> str:
    """Return the month before one."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"


def month_after(period: str) -> str:
    """Return the month after one."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + 1}-01" if month == 12 else f"{year}-{month + 1:02d}"


def oldest_open(session: Session, village_id: int, this: str) -> str | None:
    """Return the oldest month before the present one that has vouchers which are not published."""
    return session.scalar(
        select(func.min(Voucher.period)).where(
            Voucher.organisation_id == village_id, Voucher.period < this, Voucher.state != VoucherState.PUBLISHED
        )
    )
