"""Approval cases that wait for one person, as his home page shows them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.approvals.queries import desk
from app.kernel.act import Actor
from app.kernel.flows.models import StepVisit
from app.kernel.work import MOST, Piece


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the open steps of cases that are the actor's, with what the officer before wrote."""
    rows = desk(session, actor, now, limit=MOST)
    told = former_opinions(session, [row.case.id for row in rows])
    return [
        Piece(
            row.case.power_version.name,
            row.visit.name,
            "approvals.case",
            {"pk": row.case.id, "list": ""},
            f"{row.case.number} · {row.case.applicant_name}",
            told.get(row.case.id, ""),
            row.due_at,
            row.light,
        )
        for row in rows
    ]


def former_opinions(session: Session, case_ids: Collection[int]) -> Mapping[int, str]:
    """Return the opinion with which the last step of each case was closed."""
    written = (
        select(StepVisit.subject_id, StepVisit.opinion)
        .where(
            StepVisit.subject_kind == Case.kind,
            StepVisit.subject_id.in_(case_ids),
            StepVisit.closed_at.is_not(None),
            StepVisit.opinion.is_not(None),
        )
        .order_by(StepVisit.closed_at, StepVisit.id)
    )
    return {row[0]: row[1] or "" for row in session.execute(written)}
