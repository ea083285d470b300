"""Closing a month: what is there is counted, the month goes to the township, the township remarks on it."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder, TooLate
from app.kernel.notices import Medium, queue_once
from app.kernel.places import Organisation, holders_of
from app.kernel.roles import Duty
from app.kernel.voices import said
from app.kernel.words import N_
from app.villages.access import CHECKERS, ENTERERS, check_writes
from app.villages.models import VillageClosing
from app.villages.operations.months import PERIOD
from app.villages.queries.closing import Part, checklist, end_balances

LONGEST = 1000


def closing_of(act: Act, village: Organisation, period: str) -> VillageClosing:
    """Return the row of a month, made when first needed."""
    if not PERIOD.fullmatch(period) or period > f"{act.on:%Y-%m}":
        raise NotFound(N_("There is no such month in the book."))
    mine = select(VillageClosing).where(VillageClosing.organisation_id == village.id, VillageClosing.period == period)
    found = act.session.scalar(mine.with_for_update())
    if found is None:
        found = VillageClosing(
            county=village.county, organisation_id=village.id, period=period, counts={}, remark="", answer=""
        )
        act.session.add(found)
        act.session.flush()
    return found


def count_balances(
    act: Act, village: Organisation, period: str, counted: Mapping[int, tuple[Decimal, str]]
) -> VillageClosing:
    """Write down what lies in the cash box and in the bank at the end of a month, by id of the account.

    Where that differs from the book, a reason is needed.
    """
    check_writes(act, village, *ENTERERS)
    if period >= f"{act.on:%Y-%m}":
        raise TooLate(N_("What is there is counted when the month is over."))
    closing = closing_of(act, village, period)
    book = end_balances(act.session, village.id, period)
    told = {}
    for account, amount in book.items():
        if account.id not in counted:
            raise Incomplete(
                N_("Enter what was counted, for each account."), field=f"counted-{account.id}", name=account.name
            )
        there, reason = counted[account.id]
        reason = reason.replace("\x00", "").strip()[:200]
        if there != amount and not reason:
            raise Incomplete(
                N_("%(name)s: the book says %(book)s yuan. Correct the vouchers, or write why it differs."),
                field=f"reason-{account.id}",
                name=account.name,
                book=f"{amount:,.2f}",
            )
        told[str(account.id)] = {"counted": f"{there:.2f}", "book": f"{amount:.2f}", "reason": reason}
    closing.counts, closing.counted_at, closing.counted_by = told, act.at, act.actor.official_id
    record(act, "village.balances_counted", closing, period=period, counts=told)
    return closing


def hand_month(act: Act, village: Organisation, period: str) -> VillageClosing:
    """Tell the township that the village's part of a month is done; its clerks get a message."""
    check_writes(act, village, *ENTERERS)
    if period >= f"{act.on:%Y-%m}":
        raise TooLate(N_("A month is handed to the township when it is over."))
    closing = closing_of(act, village, period)
    items = {item.part: item for item in checklist(act.session, village, period, act.on)}
    for part in (Part.RETURNED, Part.BALANCES, Part.REMARKS):
        if not items[part].done:
            raise OutOfOrder(N_("“%(part)s” comes first. What is still missing stands in the list."), part=part)
    closing.handed_at, closing.handed_by = act.at, act.actor.official_id
    lacking = "；".join(
        f"{words}{items[part].count}张"
        for part, words in ((Part.PHOTOS, "没有照片"), (Part.STAMPS, "没有盖章"))
        if items[part].count
    )
    text = f"{village.name}{period}账目已备齐，请审核、记账。" + (f"其中{lacking}。" if lacking else "")
    _tell(act, closing, village.parent_id, "村级账目待审核", text)
    record(act, "village.month_handed", closing, period=period)
    return closing


def remark_on_month(act: Act, village: Organisation, period: str, text: str) -> VillageClosing:
    """Write to the village, as its township, what is to be done better; its clerks get a message."""
    check_writes(act, village, *CHECKERS)
    closing = closing_of(act, village, period)
    closing.remark, closing.remarked_at, closing.remarked_by = (
        said(text, "remark", LONGEST),
        act.at,
        act.actor.official_id,
    )
    closing.answer, closing.answered_at, closing.answered_by = "", None, None
    text = f"乡镇对{village.name}{period}账目提出意见：{closing.remark}"
    _tell(act, closing, village.id, "乡镇对账目提出意见", text)
    record(act, "village.month_remarked", closing, period=period, remark=closing.remark)
    return closing


def answer_remark(act: Act, village: Organisation, period: str, text: str) -> VillageClosing:
    """Write to the township what was done about its remark."""
    check_writes(act, village, *ENTERERS)
    closing = closing_of(act, village, period)
    if not closing.remark or closing.answered_at is not None:
        raise OutOfOrder(N_("No remark on this month waits for an answer."))
    closing.answer, closing.answered_at, closing.answered_by = (
        said(text, "answer", LONGEST),
        act.at,
        act.actor.official_id,
    )
    told = f"{village.name}已整改{period}账目的意见：{closing.answer}"
    _tell(act, closing, village.parent_id, "账目意见已整改", told)
    record(act, "village.remark_answered", closing, period=period)
    return closing


def _tell(act: Act, closing: VillageClosing, home: int | None, title: str, text: str) -> None:
    """Put a message on the desks of those who keep the books of an organisation; the same twice in a second is one."""
    key = f"village_closing.{closing.id}.{act.at:%Y%m%d%H%M%S}.{sha256(text.encode()).hexdigest()[:12]}"
    for one in holders_of(act.session, home, Duty.CLERK, act.on) if home is not None else ():
        queue_once(act, Medium.DESK, str(one), title, text, closing, key)
