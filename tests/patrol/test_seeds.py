"""The demo's hall: four weeks by operations, and what was planted is found, nothing else."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.patrol.models import Look, PatrolDay, QueueTicket, Still
from app.patrol.points import PATROL_POINTS
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from seeds.halls import WORKED, write_halls
from tests.conftest import NOW


def test_what_was_planted_in_the_hall_is_found_and_nothing_else(
    session: Session, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    write_halls(session, NOW, tmp_path)
    sweep(acting_as(None, NOW), PATROL_POINTS, now=NOW)
    found = Counter(session.scalars(select(Alert.point)))
    assert found == {"H01.unmanned": 1, "H02.waiting": 1, "H04.plan": 1, "H05.ratings": 1}
    assert session.scalar(select(func.count(PatrolDay.id)).where(PatrolDay.revealed != "")) == WORKED
    assert session.scalar(select(func.count(Still.id)).where(Still.attachment_id.is_not(None))) == 2
    assert (session.scalar(select(func.count(Look.id)).where(Look.at.is_not(None))) or 0) > 100
    assert (session.scalar(select(func.count(QueueTicket.id))) or 0) > 400
