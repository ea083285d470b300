"""Reported problems that wait for an administrator, as the home page shows them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import MOST, Piece
from app.surfaces.help.operations import open_problems


def pieces(session: Session, actor: Actor, _now: datetime) -> list[Piece]:
    """Return the reports that nobody has answered."""
    return [
        Piece(
            N_("A problem with a page"),
            N_("Answer"),
            "help.problems",
            {},
            f"{one.official.name} · {one.page}",
            one.text,
        )
        for one in open_problems(session, actor)[:MOST]
    ]
