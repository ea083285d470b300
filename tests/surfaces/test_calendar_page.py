"""The page of the holiday notice: nothing is written before it was shown; a single row never wipes a year."""

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.calendar import CalendarChange, WorkingDay
from app.surfaces.database import db
from tests.web import RunningProgram, form_token

ONE_ROW = "2026-12-31\t2026-12-31\t放假"


def days_off(program: RunningProgram) -> int:
    with program.app.app_context():
        return db.session.scalar(select(func.count()).where(WorkingDay.is_workday.is_(False))) or 0


def changes(program: RunningProgram) -> list[CalendarChange]:
    with program.app.app_context():
        return list(db.session.scalars(select(CalendarChange).order_by(CalendarChange.id)))


def test_a_notice_is_shown_before_it_is_written_and_taken_back(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    client, before = client_of("county_admin"), days_off(program)
    place = "/people/calendar"
    given = {"year": "2026", "source": "补充通知", "rows": ONE_ROW}

    def send(**more: str) -> str:
        form = {"csrf_token": form_token(client.get(place)), **given, **more}
        return client.post(place, data=form, follow_redirects=True).get_data(as_text=True)

    assert "请选择：替换整个年度" in send(action="preview")
    for mode, moved in (("year", 30), ("days", 1)):
        page = send(action="preview", mode=mode)
        assert "2026" in page and page.count("<b>") >= min(moved, 1)
        assert (days_off(program), changes(program)) == (before, [])
    send(action="write", mode="days")
    assert days_off(program) == before + 1
    (change,) = changes(program)
    assert list(change.days) == [date(2026, 12, 31).isoformat()]
    given = {"change": str(change.id)}
    send(action="preview")
    assert days_off(program) == before + 1
    send(action="write")
    assert days_off(program) == before
    assert client_of("handler").get(place).status_code == 403
