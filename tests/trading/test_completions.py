"""When contracts were finished: who enters it, what is refused, and what the conditions say of one manager of two works."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from app.trading.models import TradeCompletion, TradeContract
from app.trading.points import TRADING_POINTS, standing
from app.trading.points.standing import Standing
from app.trading.words import Outcome
from tests.supervision.register import register_points
from tests.supervision.test_trade_page import trading
from tests.trading import contracts
from tests.trading.course import DAY, Trades
from tests.web import form_token

register_points()
BUSY = next(one for one in TRADING_POINTS if one.code == "T12.busy")


def count(trades: Trades) -> int:
    return len(trades.session.scalars(select(TradeCompletion.id)).all())


def test_a_contract_knows_its_last_day_by_the_days_of_the_bid(trades: Trades) -> None:
    made = trades.course().contracted()
    assert made.complete_by == made.signed_on + timedelta(days=90)


@pytest.mark.parametrize(
    ("who", "completed", "accepted", "fault"),
    [
        ("handler", -1, None, Incomplete),
        ("handler", 400, None, Incomplete),
        ("handler", 5, 4, Incomplete),
        ("handler", 5, 400, Incomplete),
        ("other_handler", 5, None, Refused),
        ("town_clerk", 5, None, NotAllowed),
    ],
)
def test_what_cannot_be_or_comes_from_others_is_refused(
    trades: Trades, who: str, completed: int, accepted: int | None, fault: type[Refused]
) -> None:
    made = trades.course().contracted()
    on = made.signed_on + completed * DAY
    later = None if accepted is None else made.signed_on + accepted * DAY
    with pytest.raises(fault):
        contracts.finish(made, on, trades.acting_as(who), accepted_on=later)
    trades.session.expunge_all()
    assert count(trades) == 0


def test_it_is_entered_once_and_stands_in_the_trail(trades: Trades) -> None:
    made = trades.course().contracted()
    row = contracts.finish(made, made.signed_on + 30 * DAY, trades.acting_as("handler"), note=" 竣工验收报告 ")
    assert (row.note, row.accepted_on) == ("竣工验收报告", None)
    told = select(TrailRow.verb).where(TrailRow.subject_kind == "trade_completion", TrailRow.subject_id == row.id)
    assert list(trades.session.scalars(told)) == ["record.added"]
    with pytest.raises(Conflict):
        contracts.finish(made, made.signed_on + 31 * DAY, trades.acting_as("handler"))


def test_without_the_number_of_a_manager_nobody_can_tell(trades: Trades) -> None:
    plain = trades.course()
    plain.contracted()
    told = Standing(plain.session, plain.project, plain.project.lots[0]).unjudged()
    assert told["T12.busy"] == (Outcome.NOT_ENOUGH, standing.NO_MANAGER)
    named = contracts.won(trades)
    named.contracted()
    assert "T12.busy" not in Standing(named.session, named.project, named.project.lots[0]).unjudged()


def test_beside_an_earlier_contract_without_a_last_day_nobody_can_tell_until_it_is_finished(trades: Trades) -> None:
    """Contracts from before the last day was kept have none; the alert stays away, and so does a clean answer."""
    first = contracts.won(trades).contracted(5)
    first.complete_by = None
    second = contracts.won(trades)
    second.contracted(9)
    sweep(trades.acting_as(None), [BUSY])
    assert trades.session.scalars(select(Alert)).all() == []
    told = lambda: Standing(second.session, second.project, second.project.lots[0]).unjudged().get("T12.busy")  # noqa: E731
    assert told() == (Outcome.NOT_ENOUGH, standing.NO_LAST_DAY)
    contracts.finish(first, first.signed_on + 3 * DAY, trades.acting_as("handler"))
    assert told() is None


def test_two_contracts_of_one_day_are_told_once_and_the_alert_names_the_other(trades: Trades) -> None:
    contracts.won(trades).contracted(9)
    contracts.won(trades).contracted(9)
    sweep(trades.acting_as(None), [BUSY])
    first, second = trades.session.scalars(select(TradeContract).order_by(TradeContract.id))
    (alert,) = trades.session.scalars(select(Alert))
    assert (alert.evidence["contract"], alert.evidence["other_contract"]) == (second.number, first.number)
    assert "*" in alert.evidence["manager"]


def test_it_is_entered_on_screen_and_comes_back_as_a_sheet(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with trading(site) as course:
        made = course.contracted()
        pk, number, on = made.id, made.number, made.signed_on + 20 * DAY
    client = client_of("handler")
    form = client.get("/records/trade_completion/add")
    sent = {"csrf_token": form_token(form), "contract_id": str(pk), "completed_on": on.isoformat(), "note": "验收单"}
    assert client.post("/records/trade_completion/add", data=sent).status_code == 302
    with site.app_context():
        kept = db.session.scalars(select(TradeCompletion)).one()
        assert (kept.contract_id, kept.completed_on, kept.note) == (pk, on, "验收单")
    answer = client.get("/sheets/trade_completion/export")
    rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
    assert any(number in [str(cell) for cell in row] or "验收单" in row for row in rows)
    for who, status in (("inspector", 403), ("village_clerk", 403)):
        assert client_of(who).get("/records/trade_completion/add").status_code == status
