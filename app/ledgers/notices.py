"""Who is told what: a desk message before a ledger falls due, and when an entry comes back.

The texts are Chinese, as the messages of approvals are.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.notices import Medium, Message, MessageState, queue_message
from app.kernel.places import Post, PostHolder
from app.kernel.wording import fill
from app.ledgers.models import LedgerDuty, LedgerEntry

REMINDER = ("台账即将到期", "《{ledger}》{period}须于{due}前填报；确无情况的，请作零报告。")
RETURNED = ("台账退回修改", "《{ledger}》“{title}”被退回：{reason}")


def remind(act: Act, rows: Sequence[Any]) -> int:
    """Queue a desk message for each holder of a post that fills in; returns how many were queued.

    ``rows`` have id, county, organisation_id, due_on, period, name (of the ledger) and duties.
    """
    holders = _holders(act, {row.organisation_id for row in rows})
    count = 0
    for row in rows:
        for official, duty in sorted(holders[row.organisation_id]):
            if row.duties and duty not in row.duties:
                continue
            text = fill(REMINDER[1], ledger=row.name, period=_said(row.period), due=row.due_on)
            act.session.add(
                Message(
                    county=row.county,
                    medium=Medium.DESK,
                    address=str(official),
                    title=REMINDER[0],
                    text=text,
                    subject_kind=LedgerDuty.kind,
                    subject_id=row.id,
                    organisation_id=row.organisation_id,
                    state=MessageState.WAITING,
                    created_at=act.at,
                    next_try_at=act.at,
                    key=f"{row.county}:ledger_due:{row.id}:{duty}:{official}",
                )
            )
            count += 1
    return count


def _said(period: str) -> str:
    return f"（{period}）" if period[:1].isdigit() else ""


def _holders(act: Act, homes: set[int]) -> dict[int, set[tuple[int, str]]]:
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    wanted = sorted(homes)
    for start in range(0, len(wanted), 500):
        held = (
            select(Post.organisation_id, PostHolder.official_id, Post.duty)
            .join(PostHolder, PostHolder.post_id == Post.id)
            .where(
                Post.organisation_id.in_(wanted[start : start + 500]),
                PostHolder.from_on <= act.on,
                or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on),
            )
        )
        for home, official, duty in act.session.execute(held):
            found[home].add((official, duty))
    return found


def tell_author(act: Act, entry: LedgerEntry, reason: str) -> None:
    """Tell who submitted an entry that it has come back."""
    author = entry.submitted_by
    if author is None or author == act.actor.official_id:
        return
    text = RETURNED[1].format(ledger=entry.ledger.name, title=entry.title, reason=reason)
    key = f"ledger_returned:{entry.id}:{entry.revision}"
    queue_message(act, Medium.DESK, str(author), RETURNED[0], text, entry, key)
