"""Each point has its honest course: it raises nothing, and without the clause that spares it, it would."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.points import POINTS
from app.supervision.models import Alert
from app.supervision.queries.limits import Settings
from app.supervision.scanning import sweep
from tests.honest.courses import COURSES, WITHOUT_CLAUSE
from tests.honest.mutants import finds, mutants
from tests.world import World


def test_every_point_names_its_honest_course_and_has_it_told() -> None:
    assert set(COURSES) == set(POINTS.points)
    assert [point.code for point in POINTS if not point.honest] == []


@pytest.mark.parametrize("code", sorted(COURSES))
def test_an_honest_course_raises_nothing_and_one_clause_spares_it(
    session: Session,
    world: World,
    acting_as: Callable[..., Act],
    code: str,
    record_property: Callable[[str, object], None],
) -> None:
    course, point = COURSES[code], POINTS[code]
    course.happens(course.make(session, world, acting_as))
    session.flush()
    sweep(acting_as(None, at=course.at), [point], now=course.at)
    assert [alert.text for alert in session.query(Alert).where(Alert.point == code)] == []
    settings = Settings(session, course.at)
    limits = settings.with_instants(point, settings.effective(point, 350102), course.at)
    clauses = [(clause, finds(session, query)) for clause, query in mutants(point, course.at, limits)]
    record_property("clauses", clauses)
    assert any(caught for _, caught in clauses) is (code not in WITHOUT_CLAUSE), f"of {code}: {clauses}"
