"""Pictures go after thirty days, unless an alert or follow-up holds them; ratings are computed at night."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import TrailRow
from app.kernel.points import POINTS
from app.patrol.measures import rate_counters
from app.patrol.models import CounterRating, Still
from app.patrol.operations.forgetting import forget_stills
from app.patrol.words import Seen
from app.supervision.models import Alert
from app.supervision.operations.alerts import close, explain
from app.supervision.scanning import sweep
from tests.conftest import NOW
from tests.patrol.building import Halls, at
from tests.patrol.scenarios import FRIDAY, at_work, rate

Acting = Callable[..., Act]


def kept(session: Session) -> list[bool]:
    return [still.attachment_id is not None for still in session.scalars(select(Still).order_by(Still.id))]


def test_a_picture_goes_after_its_time_and_its_hash_stays(
    halls: Halls, acting_as: Acting, session: Session, tmp_path: Path
) -> None:
    look = halls.look(Seen.MANNED, at("10:00", FRIDAY), folder=tmp_path)
    digest = look.still.sha256
    assert forget_stills(acting_as(None, at("03:20", FRIDAY) + timedelta(days=30))) == {"stills": 0}
    assert forget_stills(acting_as(None, at("03:20", FRIDAY) + timedelta(days=31))) == {"stills": 1}
    assert (kept(session), look.still.sha256, session.scalars(select(Attachment)).all()) == ([False], digest, [])
    told = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "patrol.still_forgotten")).one()
    assert digest in told


def test_a_hall_may_keep_its_pictures_shorter(halls: Halls, acting_as: Acting, tmp_path: Path) -> None:
    halls.hall.still_days = 7
    halls.look(Seen.MANNED, at("10:00", FRIDAY), folder=tmp_path)
    assert forget_stills(acting_as(None, at("03:20", FRIDAY) + timedelta(days=8))) == {"stills": 1}


def test_an_open_alert_holds_the_picture_until_it_is_closed(
    halls: Halls, acting_as: Acting, session: Session, tmp_path: Path
) -> None:
    at_work(halls)
    halls.look(Seen.UNMANNED, at("10:00", FRIDAY), folder=tmp_path)
    halls.look(Seen.UNMANNED, at("10:12", FRIDAY), folder=tmp_path)
    sweep(acting_as(None, NOW), [POINTS["H01.unmanned"]], now=NOW)
    later = NOW + timedelta(days=60)
    assert forget_stills(acting_as(None, later)) == {"stills": 1}
    assert kept(session) == [True, False]
    alert = session.scalars(select(Alert)).one()
    explain(acting_as("organ_head", later), alert, "外出取件未告知")
    close(acting_as("inspector", later), alert, "已提醒")
    assert forget_stills(acting_as(None, later)) == {"stills": 1}
    assert kept(session) == [False, False]


@pytest.mark.parametrize(("bad", "chance"), [(12, 0.01), (2, 1.0)])
def test_ratings_are_compared_with_the_other_counters_of_the_hall(
    halls: Halls, acting_as: Acting, session: Session, bad: int, chance: float
) -> None:
    rate(halls, "first", [1] * bad + [5] * (36 - bad))
    rate(halls, "second", [5] * 39 + [2], first=500)
    assert rate_counters(acting_as(None, NOW)) == {"counters": 2}
    assert rate_counters(acting_as(None, NOW)) == {"counters": 2}
    first = session.scalars(select(CounterRating).where(CounterRating.counter_id == halls.first.id)).one()
    assert (first.rated, first.bad, first.others_rated, first.others_bad) == (36, bad, 40, 1)
    assert first.probability <= chance
    assert (first.probability < 0.01) is (bad == 12)


def test_few_ratings_are_not_compared(halls: Halls, acting_as: Acting) -> None:
    rate(halls, "first", [1] * 9)
    rate(halls, "second", [5] * 40, first=500)
    assert rate_counters(acting_as(None, NOW)) == {"counters": 0}
