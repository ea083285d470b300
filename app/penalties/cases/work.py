"""Penalty cases that wait for one person, as his home page shows them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import Piece
from app.penalties.cases.models import CaseState
from app.penalties.cases.queries import desk

NEXT = {
    CaseState.CLUE: N_("File the case"),
    CaseState.FILED: N_("Investigate"),
    CaseState.INVESTIGATING: N_("Investigate"),
    CaseState.PROPOSED: N_("Review the proposal"),
    CaseState.REVIEWED: N_("Serve the notice"),
    CaseState.NOTICED: N_("Hear the party"),
    CaseState.RECHECKED: N_("Decide"),
    CaseState.DISCUSSED: N_("Decide"),
    CaseState.DECIDED: N_("Serve the decision"),
    CaseState.SERVED: N_("Carry out"),
    CaseState.EXECUTING: N_("Carry out"),
    CaseState.SUSPENDED: N_("Look at the suspension"),
}
"""What is usually done next in each state."""


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the cases that are the actor's, the nearest day first."""
    return [
        Piece(
            row.case.item.name if row.case.item else row.case.facts_text[:60],
            NEXT[CaseState(row.case.state)],
            "enforcement.case",
            {"pk": row.case.id, "list": ""},
            f"{row.case.number} · {row.case.party_name}",
            due_at=row.due_at,
            light=row.light,
        )
        for row in desk(session, actor, now)
    ]
