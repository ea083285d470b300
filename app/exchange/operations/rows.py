"""What a row of a batch names, and what becomes of a refused one once it is taken."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.exchange.batches import read_object
from app.exchange.models import ExchangeChannel, WaitingRow
from app.exchange.packed import Unfit
from app.exchange.words import RowState
from app.kernel.act import Act

DIGITS = 18
"""Of a number that a column holds."""
Named = tuple[str, int | None, int | None]
"""Name of the record kind, id of the row, place of the trail; empty or none where it names none."""


def named_row(line: bytes) -> Named:
    """Return what a row names, whatever else is wrong with it."""
    try:
        said = read_object(line)
    except Unfit:
        return "", None, None
    word = str(said.get("type")).removeprefix("sunshine.").removesuffix(".v1")
    name = word if word.isascii() and word.isidentifier() and len(word) <= 30 else ""
    return name, _number(said.get("subject")), _number(str(said.get("id")).rpartition("/")[2])


def _number(text: object) -> int | None:
    held = str(text)
    return int(held) if held.isascii() and held.isdecimal() and len(held) <= DIGITS else None


def settle_taken(act: Act, channel: ExchangeChannel, taken: Iterable[Named]) -> None:
    """Mark rows that were refused before and have been taken now, as they then were or later."""
    waiting = act.session.scalars(
        select(WaitingRow).where(WaitingRow.channel_id == channel.id, WaitingRow.settled_at.is_(None))
    ).all()
    if not waiting:
        return
    reached = {(name, subject): place for name, subject, place in taken}
    for row in waiting:
        place = reached.get((row.row_kind, row.subject))
        if place is not None and row.place is not None and place >= row.place:
            row.state, row.settled_at = RowState.TAKEN, act.at


def note_refused(act: Act, channel: ExchangeChannel, number: int, refused: Sequence[tuple[int, Named, str]]) -> None:
    """Let refused rows of a batch wait, each as (line, what it names, why); one that waits already waits on."""
    if not refused:
        return
    waiting = {
        (row.row_kind, row.subject): row
        for row in act.session.scalars(
            select(WaitingRow).where(WaitingRow.channel_id == channel.id, WaitingRow.settled_at.is_(None))
        )
        if row.row_kind and row.subject is not None
    }
    known = set(
        act.session.scalars(
            select(WaitingRow.line).where(WaitingRow.channel_id == channel.id, WaitingRow.number == number)
        )
    )
    for line, (name, subject, place), why in refused:
        if line in known:
            continue
        row = waiting.get((name, subject)) if subject is not None else None
        if row is None:
            row = WaitingRow(county=channel.county, channel_id=channel.id, row_kind=name, subject=subject, since=act.at)
            act.session.add(row)
        row.number, row.line, row.place, row.why, row.state = number, line, place, why, RowState.WAITING
