"""Ledgers to fill in and entries to decide on, as a person's home page shows them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import MOST, Piece, by_day
from app.ledgers.models import LedgerDuty
from app.ledgers.queries import duties_of, waiting_entries


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the duties of one's own organisation by their day, then what waits for a decision, the oldest first."""
    owed = [_owed(duty, now) for duty in duties_of(session, actor, MOST)]
    waits = [
        Piece(entry.ledger.name, N_("Decide"), "ledgers.entry", {"pk": entry.id}, entry.organisation.name)
        for entry in waiting_entries(session, actor, MOST)
    ]
    return (owed + waits)[:MOST]


def _owed(duty: LedgerDuty, now: datetime) -> Piece:
    due_at, light = by_day(duty.due_on, now)
    values = {"pk": duty.ledger_id, "period": duty.period, "organisation_id": duty.organisation_id}
    period = "" if duty.period == "once" else duty.period
    return Piece(duty.ledger.name, N_("Fill in"), "ledgers.new", values, period, due_at=due_at, light=light)
