"""A statement handed in on the screen: checked, taken over once, refused whole where its totals do not fit."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from app.funds.models import Movement
from app.kernel.audit import TrailRow
from tests.funds.statements import FIRM, FIRMS_CODE, LINES, OWN, TRAILER, own_body, write
from tests.penalties.test_pages import sent_to, text
from tests.web import NO_ROLE, RunningProgram, at_work, form_token, refusal

Client = Callable[[str], FlaskClient]
DOOR = "/funds/statements/import"


def hand_in(client: FlaskClient, folder: Path, *lines: Sequence[str]) -> str:
    """Hand a statement in and return the page that says what would become of its rows."""
    sent = io.BytesIO(write(folder, *lines).read_bytes())
    token = form_token(client.get(DOOR))
    return text(client.post(DOOR, data={"csrf_token": token, "file": (sent, "bank.csv")}))


def press(client: FlaskClient, page: str, end: str, **fields: str) -> str:
    """Send a form of a page."""
    url = sent_to(page, end)
    return text(client.post(url, data={"csrf_token": form_token(client.get(DOOR)), **fields}, follow_redirects=True))


def test_a_statement_is_checked_then_taken_over_once(
    program: RunningProgram, client_of: Client, tmp_path: Path
) -> None:
    own_body(program.app)
    admin = client_of("county_admin")
    page = hand_in(admin, tmp_path, *LINES, TRAILER)
    again = sent_to(page, "/check")
    with at_work(program.app) as session:
        assert session.scalars(select(Movement)).all() == []
    page = press(admin, page, "/check", asks="1", **{"ask-account": "", "ask-home": "gulou-urban"})
    press(admin, page, again.removesuffix("/check"))
    with at_work(program.app) as session:
        rows = session.scalars(select(Movement).order_by(Movement.id)).all()
        assert [str(one.amount) for one in rows] == ["100.00", "250.50", "1000.00"]
        assert len(session.scalars(select(TrailRow).where(TrailRow.verb == "funds.imported")).all()) == 1
    more = ("2026-09-04", "4", OWN, "49.50", "", "1600.00", FIRM, FIRMS_CODE, "", "电费")
    page = hand_in(admin, tmp_path, *LINES, more)
    again = sent_to(page, "/check")
    page = press(admin, page, "/check", asks="1", **{"ask-account": "", "ask-home": "gulou-urban"})
    press(admin, page, again.removesuffix("/check"))
    with at_work(program.app) as session:
        assert len(session.scalars(select(Movement)).all()) == 4


def test_a_statement_that_does_not_fit_its_totals_is_refused_whole(
    program: RunningProgram, client_of: Client, tmp_path: Path
) -> None:
    page = hand_in(client_of("county_admin"), tmp_path, *LINES[:2], TRAILER)
    assert "末行写的是 3 笔，文件里有 2 笔" in page
    with at_work(program.app) as session:
        assert session.scalars(select(Movement)).all() == []


def test_a_faulty_row_is_named_with_its_reason(client_of: Client, tmp_path: Path) -> None:
    broken = [LINES[0], (*LINES[1][:5], "1.00", *LINES[1][6:])]
    page = hand_in(client_of("county_admin"), tmp_path, *broken)
    assert "应为 649.50" in page and "中间缺了一行" in page


def test_who_keeps_no_accounts_hands_nothing_in(client_of: Client) -> None:
    for short in ("handler", "inspector", "leader"):
        assert refusal(client_of(short).get(DOOR)) == NO_ROLE


def test_no_statement_is_laid_to_a_body_of_another_county(
    program: RunningProgram, client_of: Client, tmp_path: Path
) -> None:
    own_body(program.app)
    admin = client_of("county_admin")
    page = hand_in(admin, tmp_path, *LINES, TRAILER)
    page = press(admin, page, "/check", asks="1", **{"ask-account": "", "ask-home": "taijiang-urban"})
    assert "没有编码为 taijiang-urban 的" in page
    with at_work(program.app) as session:
        assert session.scalars(select(Movement)).all() == []
